//! Threat 43: what a provider says is believed only where all of it holds. One test for each claim.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, TimeZone, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use tierline_app::{Described, Ended, ProviderSetup, Secret, Vouched};

use super::{
    Known, check_sender, described, logout,
    token::{Unbelieved, Wanted, read},
};

const ISSUER: &str = "https://login.example";
const MANY: &str = "https://login.example/{tenantid}/v2.0";
const TENANT: &str = "5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733";
const NONCE: &str = "n-1";
const OTHER: &str = "0b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
}

/// A key of the provider.
struct Signer {
    pair: EcdsaKeyPair,
    kid: &'static str,
}

impl Signer {
    fn new(kid: &'static str) -> Self {
        let chance = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &chance).unwrap();
        Self { pair, kid }
    }

    fn published(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid,
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
        })
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let body = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), body.as_bytes()).unwrap();
        format!("{body}.{}", BASE64.encode(signature.as_ref()))
    }

    fn signed(&self, claims: &Value) -> String {
        self.token(&json!({ "alg": "ES256", "kid": self.kid, "typ": "JWT" }), claims)
    }
}

fn keys(signers: &[&Signer]) -> CoreJsonWebKeySet {
    let all: Vec<Value> = signers.iter().map(|signer| signer.published()).collect();
    serde_json::from_value(json!({ "keys": all })).unwrap()
}

fn setup(tenants: &[&str]) -> ProviderSetup {
    ProviderSetup {
        issuer: ISSUER.into(),
        client_id: "desk".into(),
        secret: Secret::new("kelp".into()),
        tenants: tenants.iter().map(|one| (*one).to_owned()).collect(),
    }
}

/// Claims that hold, with some of them said otherwise; null takes one away.
fn claims(said: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": "s-1", "aud": "desk", "nonce": "n-1",
        "iat": now().timestamp() - 10, "exp": now().timestamp() + 600,
        "email": "tobin@northgate.example", "email_verified": true, "name": "Tobin Reyes",
        "groups": ["agents"], "roles": ["desk.sales"], "amr": ["pwd", "mfa"], "sid": "session-1",
    });
    for (name, value) in said.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

fn wanted<'a>(setup: &'a ProviderSetup, issuer: &'a str, keys: &'a CoreJsonWebKeySet) -> Wanted<'a> {
    Wanted { setup, issuer, keys, now: now() }
}

fn reading(said: &Value) -> Result<Vouched, Unbelieved> {
    let signer = Signer::new("k-1");
    let (keys, setup) = (keys(&[&signer]), setup(&[]));
    read(&signer.signed(&claims(said)), NONCE, &wanted(&setup, ISSUER, &keys))
}

#[track_caller]
fn refused(said: &Value, why: &str) {
    match reading(said) {
        Err(Unbelieved::Wrong(text)) => assert!(text.contains(why), "{said}: {text}"),
        other => panic!("{said}: {other:?}"),
    }
}

#[test]
fn what_holds_is_believed() {
    let vouched = reading(&json!({})).unwrap();
    assert_eq!((vouched.subject.as_str(), vouched.email.as_deref()), ("s-1", Some("tobin@northgate.example")));
    assert!(vouched.email_verified && vouched.second_factor);
    assert_eq!(vouched.groups.iter().map(String::as_str).collect::<Vec<_>>(), ["agents", "desk.sales"]);
    assert_eq!((vouched.name.as_deref(), vouched.session.as_deref()), (Some("Tobin Reyes"), Some("session-1")));
}

/// Threat 42: an address is verified where the provider says so, and not otherwise.
#[test]
fn an_address_is_verified_only_where_it_is_said() {
    for (said, expected) in [
        (json!({ "email_verified": false }), false),
        (json!({ "email_verified": null }), false),
        (json!({ "email_verified": "true" }), true),
        (json!({ "email_verified": null, "xms_edov": true }), true),
        (json!({ "email_verified": null, "xms_edov": "1" }), true),
        (json!({ "email_verified": null, "xms_edov": 0 }), false),
    ] {
        assert_eq!(reading(&said).unwrap().email_verified, expected, "{said}");
    }
}

/// Microsoft Entra ID, for who is in more than 200 groups.
#[test]
fn groups_that_are_left_out_are_told_from_no_groups() {
    let source = json!({ "src1": { "endpoint": "https://graph.example/users/1/getMemberObjects" } });
    for (said, expected) in [
        (json!({ "groups": null }), false),
        (json!({ "groups": null, "_claim_names": { "groups": "src1" }, "_claim_sources": source }), true),
        (json!({ "groups": null, "_claim_names": { "address": "src1" } }), false),
        (json!({ "groups": null, "hasgroups": true }), true),
        (json!({ "groups": null, "hasgroups": "true" }), true),
        (json!({ "hasgroups": false }), false),
    ] {
        assert_eq!(reading(&said).unwrap().groups_withheld, expected, "{said}");
    }
}

#[test]
fn a_second_factor_is_one_where_it_is_said() {
    assert!(!reading(&json!({ "amr": ["pwd"] })).unwrap().second_factor);
    assert!(!reading(&json!({ "amr": null, "acr": "1" })).unwrap().second_factor);
    assert!(reading(&json!({ "amr": null, "acr": "mfa" })).unwrap().second_factor);
}

/// Threat 43: iss.
#[test]
fn a_token_of_another_issuer_is_not_believed() {
    refused(&json!({ "iss": "https://login.example/other" }), "(iss)");
    refused(&json!({ "iss": "https://login.example.evil.example" }), "(iss)");
}

/// Threat 43: aud.
#[test]
fn a_token_for_another_application_is_not_believed() {
    refused(&json!({ "aud": "other" }), "(aud)");
    refused(&json!({ "aud": ["desk", "other"] }), "(aud)");
    assert!(reading(&json!({ "aud": ["desk"] })).is_ok());
}

/// Threat 43: azp.
#[test]
fn a_token_that_another_application_asked_for_is_not_believed() {
    refused(&json!({ "azp": "other" }), "(azp)");
    assert!(reading(&json!({ "azp": "desk" })).is_ok());
}

/// Threat 43: nonce.
#[test]
fn a_token_of_another_sign_in_is_not_believed() {
    refused(&json!({ "nonce": "n-2" }), "(nonce)");
    refused(&json!({ "nonce": null }), "(nonce)");
}

/// Threat 43: exp, with some minutes for clocks that differ.
#[test]
fn a_token_that_has_ended_is_not_believed() {
    refused(&json!({ "exp": now().timestamp() - 301 }), "exp");
    assert!(reading(&json!({ "exp": now().timestamp() - 200 })).is_ok(), "a clock may be some minutes behind");
}

/// Threat 43: iat.
#[test]
fn a_token_of_the_future_is_not_believed() {
    refused(&json!({ "iat": now().timestamp() + 301 }), "iat");
    assert!(reading(&json!({ "iat": now().timestamp() + 200 })).is_ok(), "a clock may be some minutes ahead");
}

/// Threat 43: alg. Nothing unsigned, and nothing signed by a secret that is no secret: the public key.
#[test]
fn a_token_without_a_signature_of_the_providers_own_is_not_believed() {
    let signer = Signer::new("k-1");
    let (keys, setup) = (keys(&[&signer]), setup(&[]));
    let encode = |header: Value| {
        format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims(&json!({})).to_string()))
    };
    let none = encode(json!({ "alg": "none" }));
    let body = encode(json!({ "alg": "HS256", "kid": "k-1" }));
    let mut forged = vec![format!("{none}."), format!("{none}.c2ln")];
    for secret in [signer.pair.public_key().as_ref(), b"kelp".as_slice(), b"desk"] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), body.as_bytes());
        forged.push(format!("{body}.{}", BASE64.encode(tag.as_ref())));
    }
    for token in forged {
        match read(&token, NONCE, &wanted(&setup, ISSUER, &keys)) {
            Err(Unbelieved::Wrong(_)) => {}
            other => panic!("{token}: {other:?}"),
        }
    }
}

/// Threat 43: the signature.
#[test]
fn a_token_that_was_changed_is_not_believed() {
    let signer = Signer::new("k-1");
    let (keys, setup) = (keys(&[&signer]), setup(&[]));
    let token = signer.signed(&claims(&json!({})));
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[1] = BASE64.encode(claims(&json!({ "sub": "s-2" })).to_string());
    assert_eq!(
        read(&parts.join("."), NONCE, &wanted(&setup, ISSUER, &keys)),
        Err(Unbelieved::Wrong("its signature does not hold".into()))
    );
    for text in ["", "a.b.c", "x"] {
        assert!(matches!(read(text, NONCE, &wanted(&setup, ISSUER, &keys)), Err(Unbelieved::Wrong(_))), "{text}");
    }
}

/// Threat 43: kid. A key that is not known is a reason to ask for keys, and none to believe.
#[test]
fn a_token_under_a_key_that_is_not_published_is_not_believed() {
    let (ours, theirs) = (Signer::new("k-1"), Signer::new("k-2"));
    let (keys, setup) = (keys(&[&ours]), setup(&[]));
    assert_eq!(
        read(&theirs.signed(&claims(&json!({}))), NONCE, &wanted(&setup, ISSUER, &keys)),
        Err(Unbelieved::UnknownKey)
    );
    let under_our_name = theirs.token(&json!({ "alg": "ES256", "kid": "k-1" }), &claims(&json!({})));
    assert!(matches!(read(&under_our_name, NONCE, &wanted(&setup, ISSUER, &keys)), Err(Unbelieved::Wrong(_))));
}

/// Threat 43: tid. Of an issuer of many tenants only those that are named may vouch, each under its own issuer.
#[test]
fn a_token_of_a_tenant_that_is_not_named_is_not_believed() {
    let signer = Signer::new("k-1");
    let (keys, setup) = (keys(&[&signer]), setup(&[TENANT]));
    let of = |said: Value| read(&signer.signed(&claims(&said)), NONCE, &wanted(&setup, MANY, &keys));
    let issuer = |tenant: &str| MANY.replace("{tenantid}", tenant);
    assert!(of(json!({ "iss": issuer(TENANT), "tid": TENANT })).is_ok());
    for said in [
        json!({ "iss": issuer(OTHER), "tid": OTHER }),
        json!({ "iss": issuer(OTHER), "tid": TENANT }),
        json!({ "iss": issuer(TENANT), "tid": OTHER }),
        json!({ "iss": issuer(TENANT) }),
        json!({ "iss": MANY, "tid": TENANT }),
    ] {
        assert!(matches!(of(said.clone()), Err(Unbelieved::Wrong(_))), "{said}");
    }
}

/// Threat 43: two audiences are one too many, whoever asked for the token.
#[test]
fn a_token_for_two_applications_is_not_believed() {
    refused(&json!({ "aud": ["desk", "other"] }), "(aud)");
    refused(&json!({ "aud": ["desk", "other"], "azp": "desk" }), "(aud)");
    refused(&json!({ "aud": [] }), "(aud)");
}

#[test]
fn when_somebody_was_asked_is_told_where_it_is_said() {
    assert_eq!(reading(&json!({})).unwrap().asked_at, None);
    let asked = reading(&json!({ "auth_time": now().timestamp() - 60 })).unwrap().asked_at;
    assert_eq!(asked, Some(now() - chrono::Duration::seconds(60)));
}

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Claims of a logout token that hold, with some of them said otherwise; null takes one away.
fn ending(said: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "desk", "iat": now().timestamp() - 10, "exp": now().timestamp() + 120, "jti": "j-1",
        "sub": "s-1", "sid": "session-1", "events": { EVENT: {} },
    });
    for (name, value) in said.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

fn ended(header: &Value, said: &Value) -> Result<Ended, Unbelieved> {
    let signer = Signer::new("k-1");
    let (keys, setup) = (keys(&[&signer]), setup(&[]));
    logout::read(&signer.token(header, &ending(said)), &wanted(&setup, ISSUER, &keys))
}

fn logout_header() -> Value {
    json!({ "alg": "ES256", "kid": "k-1", "typ": "logout+jwt" })
}

#[test]
fn a_logout_token_that_holds_is_believed() {
    let all = ended(&logout_header(), &json!({})).unwrap();
    assert_eq!(all, Ended { id: "j-1".into(), subject: Some("s-1".into()), session: Some("session-1".into()) });
    for said in [json!({ "sid": null }), json!({ "sub": null }), json!({ "exp": null }), json!({ "aud": ["desk"] })] {
        assert!(ended(&logout_header(), &said).is_ok(), "{said}");
    }
    assert!(ended(&json!({ "alg": "ES256", "kid": "k-1" }), &json!({})).is_ok(), "typ may be missing");
    assert!(ended(&json!({ "alg": "ES256" }), &json!({})).is_ok(), "kid may be missing");
}

/// Threat 43, of the tokens by which sessions end: each claim by itself.
#[test]
fn a_logout_token_of_which_anything_does_not_hold_ends_nothing() {
    for (said, why) in [
        (json!({ "iss": "https://login.example/other" }), "(iss)"),
        (json!({ "aud": "other" }), "(aud)"),
        (json!({ "aud": ["desk", "other"] }), "(aud)"),
        (json!({ "aud": [] }), "(aud)"),
        (json!({ "iat": now().timestamp() - 601 }), "iat"),
        (json!({ "iat": now().timestamp() + 301 }), "iat"),
        (json!({ "exp": now().timestamp() - 301 }), "exp"),
        (json!({ "events": {} }), "(events)"),
        (json!({ "events": { EVENT: "over" } }), "(events)"),
        (json!({ "nonce": "n-1" }), "(nonce)"),
        (json!({ "sub": null, "sid": null }), "sub, sid"),
        (json!({ "jti": "" }), "jti"),
        (json!({ "jti": null }), "cannot be read"),
    ] {
        match ended(&logout_header(), &said) {
            Err(Unbelieved::Wrong(text)) => assert!(text.contains(why), "{said}: {text}"),
            other => panic!("{said}: {other:?}"),
        }
    }
}

/// Threat 43, alg, kid and typ of the tokens by which sessions end.
#[test]
fn a_logout_token_that_the_provider_did_not_sign_ends_nothing() {
    let wrong = |header: Value| match ended(&header, &json!({})) {
        Err(Unbelieved::Wrong(text)) => text,
        other => panic!("{header}: {other:?}"),
    };
    assert!(wrong(json!({ "alg": "none" })).contains("(alg)"));
    assert!(wrong(json!({ "alg": "HS256", "kid": "k-1" })).contains("(alg)"));
    assert!(wrong(json!({ "alg": "ES256", "kid": "k-1", "typ": "at+jwt" })).contains("(typ)"));
    assert!(wrong(json!({ "alg": "ES256", "kid": "k-1", "crit": ["x"] })).contains("(typ)"));
    assert!(wrong(json!({ "alg": "RS256", "kid": "k-1" })).contains("signature"));
    let unknown = json!({ "alg": "ES256", "kid": "k-2" });
    assert_eq!(ended(&unknown, &json!({})), Err(Unbelieved::UnknownKey));
    let (ours, theirs) = (Signer::new("k-1"), Signer::new("k-1"));
    let (keys, setup) = (keys(&[&ours]), setup(&[]));
    let forged = theirs.token(&logout_header(), &ending(&json!({})));
    assert!(matches!(logout::read(&forged, &wanted(&setup, ISSUER, &keys)), Err(Unbelieved::Wrong(_))));
    let unsigned = format!("{}.", &forged[..forged.rfind('.').unwrap()]);
    for text in [unsigned.as_str(), "", "a.b.c", "e30.e30.e30", "e30.e30"] {
        assert!(logout::read(text, &wanted(&setup, ISSUER, &keys)).is_err(), "{text}");
    }
}

/// A token of a sign-in ends no session, and one that ends a session signs nobody in.
#[test]
fn the_two_kinds_of_tokens_are_not_taken_for_each_other() {
    let signer = Signer::new("k-1");
    let (keys, setup) = (keys(&[&signer]), setup(&[]));
    let wanted = wanted(&setup, ISSUER, &keys);
    assert!(logout::read(&signer.signed(&claims(&json!({}))), &wanted).is_err());
    assert!(read(&signer.token(&logout_header(), &ending(&json!({}))), NONCE, &wanted).is_err());
}

fn known(issuer: &str, more: &Value) -> Known {
    let mut metadata = json!({
        "issuer": issuer, "authorization_endpoint": "https://login.example/authorize", "jwks_uri": "https://login.example/keys",
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none", "of the future"],
    });
    metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let signer = Signer::new("k-1");
    Known { metadata: serde_json::from_value(metadata).unwrap(), keys: keys(&[&signer]), at: now(), keys_at: now() }
}

/// Threat 43: who sends somebody back is who they were sent to (RFC 9207).
#[test]
fn the_one_who_sends_back_says_who_it_is_where_it_always_does() {
    let (silent, says) = (json!({}), json!({ "authorization_response_iss_parameter_supported": true }));
    let check = |tenants: &[&str], issuer: &str, more: &Value, sender: Option<&str>| {
        check_sender(&setup(tenants), &known(issuer, more), sender).is_ok()
    };
    assert!(check(&[], ISSUER, &silent, None) && check(&[], ISSUER, &silent, Some(ISSUER)));
    assert!(check(&[], ISSUER, &says, Some(ISSUER)));
    assert!(!check(&[], ISSUER, &says, None), "left out");
    assert!(!check(&[], ISSUER, &silent, Some("https://evil.example")), "another one");
    let of = |tenant: &str| MANY.replace("{tenantid}", tenant);
    assert!(check(&[TENANT], MANY, &says, Some(&of(TENANT))));
    assert!(!check(&[TENANT], MANY, &says, Some(&of(OTHER))));
}

#[test]
fn what_a_provider_can_do_is_read_from_what_it_says() {
    let all = json!({ "end_session_endpoint": "https://login.example/logout", "backchannel_logout_supported": true });
    let good = described(&known(ISSUER, &all));
    assert_eq!(
        good,
        Described { keys: 1, gives_codes: true, signs_by_keys: true, signs_out: true, tells_of_ends: true }
    );
    let poor = json!({ "response_types_supported": ["id_token"], "id_token_signing_alg_values_supported": ["HS256"] });
    let poor = described(&known(ISSUER, &poor));
    assert_eq!(poor, Described { keys: 1, ..Described::default() });
}
