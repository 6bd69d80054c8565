//! A logout token, by which a provider says that somebody's session there is over (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6).
//!
//! The library knows ID tokens alone: what a logout token claims is read here, and its signature is checked by the library's keys.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    JsonWebKey, JsonWebKeyUse,
    core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tierline_app::{Ended, ProviderSetup, Secret};

use super::token::{ALGORITHMS, SKEW_MINUTES, Unbelieved, Wanted, check_tenant, wrong};

/// What must stand among the token's events.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Minutes after which a token counts no more, whatever it says of its end: its identifier is remembered for longer.
const FRESH_MINUTES: i64 = 10;
/// The longest identifier of a token, a person or a session, in bytes.
const LONGEST: usize = 255;

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: Option<i64>,
    jti: String,
    events: BTreeMap<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<Value>,
    tid: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Reads a logout token and checks all of it.
///
/// # Errors
/// Why it is not believed.
pub(super) fn read(token: &str, wanted: &Wanted<'_>) -> Result<Ended, Unbelieved> {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong("it cannot be read"));
    };
    let head: Header = part(header)?;
    let signature = BASE64.decode(signature).map_err(|_| wrong("it cannot be read"))?;
    check_signature(&head, &token[..header.len() + 1 + claims.len()], &signature, wanted)?;
    claimed(claims, wanted)
}

/// What is claimed, of a token whose signature holds.
fn claimed(claims: &str, wanted: &Wanted<'_>) -> Result<Ended, Unbelieved> {
    let claims: Claims = part(claims)?;
    check_claims(&claims, wanted)?;
    let issued_at = DateTime::from_timestamp(claims.iat, 0).ok_or_else(|| wrong("it cannot be read"))?;
    check_times(issued_at, claims.exp, wanted.now)?;
    let told = [Some(&claims.jti), claims.sub.as_ref(), claims.sid.as_ref()];
    if told.into_iter().flatten().any(|text| text.is_empty() || text.len() > LONGEST) {
        return Err(wrong("it names something that cannot be (jti, sub, sid)"));
    }
    if claims.sub.is_none() && claims.sid.is_none() {
        return Err(wrong("it does not say whose session has ended (sub, sid)"));
    }
    Ok(Ended { id: claims.jti, subject: claims.sub, session: claims.sid })
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Unbelieved> {
    let bytes = BASE64.decode(text).map_err(|_| wrong("it cannot be read"))?;
    serde_json::from_slice(&bytes).map_err(|_| wrong("it cannot be read"))
}

fn check_signature(head: &Header, signed: &str, signature: &[u8], wanted: &Wanted<'_>) -> Result<(), Unbelieved> {
    if !ALGORITHMS.contains(&head.alg) {
        return Err(wrong("it is not signed in a way that is believed (alg)"));
    }
    let is_logout = |typ: &String| typ.eq_ignore_ascii_case("logout+jwt") || typ.eq_ignore_ascii_case("JWT");
    if head.crit.is_some() || !head.typ.as_ref().is_none_or(is_logout) {
        return Err(wrong("it is no logout token (typ)"));
    }
    let fits = |key: &&CoreJsonWebKey| {
        key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
            && head.kid.as_ref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid))
    };
    let mut keys = wanted.keys.keys().iter().filter(fits).peekable();
    if keys.peek().is_none() {
        return Err(Unbelieved::UnknownKey);
    }
    if !keys.any(|key| key.verify_signature(&head.alg, signed.as_bytes(), signature).is_ok()) {
        return Err(wrong("its signature does not hold"));
    }
    Ok(())
}

fn check_claims(claims: &Claims, wanted: &Wanted<'_>) -> Result<(), Unbelieved> {
    let is_ours = |aud: &String| *aud == wanted.setup.client_id;
    let for_us = match &claims.aud {
        Audience::One(aud) => is_ours(aud),
        Audience::Several(all) => !all.is_empty() && all.iter().all(is_ours),
    };
    if !for_us {
        return Err(wrong("it is for another application (aud)"));
    }
    let of_one = wanted.setup.tenants.is_empty();
    if of_one && claims.iss != wanted.issuer {
        return Err(wrong("another issuer gave it (iss)"));
    }
    check_tenant(wanted.setup, wanted.issuer, &claims.iss, claims.tid.as_deref())?;
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err(wrong("it does not say that a session has ended (events)"));
    }
    // What has one was made for signing in.
    if claims.nonce.is_some() {
        return Err(wrong("it is a token of a sign-in (nonce)"));
    }
    Ok(())
}

fn check_times(issued_at: DateTime<Utc>, exp: Option<i64>, now: DateTime<Utc>) -> Result<(), Unbelieved> {
    let skew = Duration::minutes(SKEW_MINUTES);
    let has_ended = exp.is_some_and(|exp| exp < (now - skew).timestamp());
    if has_ended || issued_at > now + skew || issued_at < now - Duration::minutes(FRESH_MINUTES) {
        return Err(wrong("it has ended, or is of the future (exp, iat)"));
    }
    Ok(())
}

/// What holds of whatever is sent as a logout token, for tests and the fuzz target `logout`: nothing is believed that no key signed, and
/// what is believed of claims that are signed is within its bounds. The first line is a token's header and the rest its claims; all of it
/// is also taken for a token.
///
/// # Errors
/// What does not hold.
pub fn checked(bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let (head, claims) = text.split_once('\n').unwrap_or((text, ""));
    let claims = BASE64.encode(claims.trim_end());
    let made = format!("{}.{claims}.{}", BASE64.encode(head), BASE64.encode("signed"));
    let keys = CoreJsonWebKeySet::new(Vec::new());
    for setup in &setups() {
        let wanted = checking(setup, &keys);
        for token in [text.trim_end(), made.as_str()] {
            if read(token, &wanted).is_ok() {
                return Err("it is believed, and no key signed it".to_owned());
            }
        }
        bounded(&claimed(&claims, &wanted), &claimed(&claims, &wanted))?;
    }
    Ok(())
}

/// Providers of one tenant and of many.
fn setups() -> [ProviderSetup; 2] {
    let setup = |issuer: &str, tenants: &[&str]| ProviderSetup {
        issuer: issuer.to_owned(),
        client_id: "desk".to_owned(),
        secret: Secret::new("kelp".to_owned()),
        tenants: tenants.iter().map(|one| (*one).to_owned()).collect(),
    };
    [
        setup("https://login.example", &[]),
        setup("https://login.example/{tenantid}/v2.0", &["5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733"]),
    ]
}

/// What [`checked`] wants, at eight o'clock of 2 March 2026.
fn checking<'a>(setup: &'a ProviderSetup, keys: &'a CoreJsonWebKeySet) -> Wanted<'a> {
    let now = DateTime::from_timestamp(1_772_438_400, 0).unwrap_or_default();
    Wanted { setup, issuer: &setup.issuer, keys, now }
}

fn bounded(once: &Result<Ended, Unbelieved>, again: &Result<Ended, Unbelieved>) -> Result<(), String> {
    if once != again {
        return Err("read twice, it says another thing".to_owned());
    }
    let Ok(Ended { id, subject, session }) = once else { return Ok(()) };
    let named = [Some(id), subject.as_ref(), session.as_ref()];
    if named.iter().flatten().any(|text| text.is_empty() || text.len() > LONGEST) {
        return Err("a name is empty or too long".to_owned());
    }
    if subject.is_none() && session.is_none() {
        return Err("nobody's session has ended".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_text::{file, mangled};

    /// Whole ones: of a provider of one tenant, and of one of many. They are the seeds of the fuzz target, too.
    const SENT: &[(&str, &str)] = &[
        (
            "one",
            concat!(
                r#"{"alg":"ES256","kid":"k-1","typ":"logout+jwt"}"#,
                "\n",
                r#"{"iss":"https://login.example","aud":"desk","iat":1772438390,"exp":1772438520,"jti":"j-1","#,
                r#""events":{"http://schemas.openid.net/event/backchannel-logout":{}},"sub":"s-1","sid":"session-1"}"#,
            ),
        ),
        (
            "many",
            concat!(
                r#"{"alg":"RS256","kid":"k-2"}"#,
                "\n",
                r#"{"iss":"https://login.example/5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733/v2.0","aud":["desk"],"iat":1772438390,"#,
                r#""jti":"j-2","tid":"5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733","sid":"session-1","#,
                r#""events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#,
            ),
        ),
    ];

    /// Else nothing behind the signature is tried.
    #[test]
    fn the_claims_of_each_seed_are_believed_once_they_are_signed() {
        let keys = CoreJsonWebKeySet::new(Vec::new());
        for ((name, sent), setup) in SENT.iter().zip(&setups()) {
            let wanted = checking(setup, &keys);
            let claims = sent.split_once('\n').unwrap().1;
            let ended = claimed(&BASE64.encode(claims), &wanted);
            assert!(ended.is_ok_and(|ended| ended.session.as_deref() == Some("session-1")), "{name}");
        }
    }

    /// What the fuzz target does at length, in short.
    #[test]
    fn whatever_is_sent_as_a_logout_token_is_bounded_and_not_believed_without_a_signature() {
        for (name, sent) in SENT {
            assert_eq!(checked(sent.as_bytes()), Ok(()), "{name}");
            for changed in mangled(sent) {
                assert_eq!(checked(changed.as_bytes()), Ok(()), "{changed}");
            }
        }
    }

    #[test]
    fn the_seeds_of_the_fuzz_target_are_whole_logout_tokens() {
        file("logout", SENT);
    }
}
