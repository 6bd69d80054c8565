//! A person consents to an application: the address they go to, and the redeeming of what they come back with.
//!
//! OAuth 2.0, authorization code (RFC 6749, 4.1) with PKCE (RFC 7636), and OpenID Connect for who it was that signed in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use tierline_app::{Closed, ConsentCode, ConsentDesk, ConsentErrand, Granted, Opened, Secret};

use super::{
    Outbound,
    http::{Fault, Method, Request, host},
    sign_in,
    token::{ANSWER_BYTES, Login, Proof, denied},
};

/// What is asked for beside what the token is for: who signs in, and something to renew the consent with.
const SCOPES: &str = "openid profile offline_access";
/// Characters of an account's name that are kept.
const ACCOUNT_CHARS: usize = 200;

impl ConsentDesk for Outbound {
    fn address(&self, through: &Opened, errand: &ConsentErrand) -> Result<String, Closed> {
        let login = sign_in::for_person(through, self.authority()).map_err(closed)?;
        let mut url = authorize(&login).ok_or_else(|| {
            closed("the connection's sign-in service has no address at which people consent: correct it".to_owned())
        })?;
        url.query_pairs_mut().extend_pairs([
            ("client_id", login.application.as_str()),
            ("response_type", "code"),
            ("response_mode", "query"),
            ("redirect_uri", &errand.redirect),
            ("scope", &scope(&login)),
            ("state", &errand.state),
            ("nonce", &errand.nonce),
            ("code_challenge", &errand.challenge),
            ("code_challenge_method", "S256"),
            // Who is signed in to the browser is not always who is to consent.
            ("prompt", "select_account"),
        ]);
        Ok(url.into())
    }

    fn redeem(&self, through: Opened, given: ConsentCode) -> BoxFuture<'_, Result<Granted, Closed>> {
        Box::pin(async move {
            let login = sign_in::for_person(&through, self.authority()).map_err(closed)?;
            self.redeemed(&login, &given).await.map_err(|fault| closed(fault.into_reason()))
        })
    }
}

fn closed(reason: String) -> Closed {
    Closed { reason }
}

/// The address of consents that belongs to an address of tokens.
fn authorize(login: &Login) -> Option<Url> {
    let mut url = Url::parse(&login.address).ok()?;
    let path = format!("{}/authorize", url.path().strip_suffix("/token")?);
    url.set_path(&path);
    Some(url)
}

fn scope(login: &Login) -> String {
    login.scope.iter().flat_map(|scope| scope.split(' ')).chain(SCOPES.split(' ')).fold(String::new(), |all, word| {
        match all.split(' ').any(|there| there == word) {
            true => all,
            false if all.is_empty() => word.to_owned(),
            false => format!("{all} {word}"),
        }
    })
}

/// What the service gives for a code.
#[derive(Deserialize)]
struct Given {
    refresh_token: Option<String>,
    id_token: Option<String>,
}

/// What the service says of who signed in. It came from the service itself over TLS: its signature says nothing more (OpenID Connect
/// Core, 3.1.3.7, 6).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    aud: String,
    nonce: String,
    exp: i64,
    tid: Option<String>,
    preferred_username: Option<String>,
    upn: Option<String>,
    email: Option<String>,
    name: Option<String>,
    amr: Option<Vec<String>>,
}

impl Outbound {
    async fn redeemed(&self, login: &Login, given: &ConsentCode) -> Result<Granted, Fault> {
        let url = Url::parse(&login.address)
            .map_err(|_| Fault::not_sent("the address of the sign-in service is none".to_owned()))?;
        let Proof::Secret(secret) = &login.proof else {
            return Err(Fault::not_sent("a consent is redeemed with the application's secret".to_owned()));
        };
        let scope = scope(login);
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", login.application.as_str()),
            ("client_secret", secret.expose()),
            ("code", given.code.expose()),
            ("code_verifier", given.verifier.expose()),
            ("redirect_uri", &given.redirect),
            ("scope", &scope),
        ];
        let reply = self.client.send(Request::new(Method::POST, url.clone()).form(&form).up_to(ANSWER_BYTES)).await?;
        let host = host(&url);
        match reply.status {
            StatusCode::OK => granted(&reply.body, login, given, self.clock.now())
                .map_err(|why| Fault::not_sent(format!("{host} gave a consent that is of no use: {why}"))),
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(Fault::not_sent(denied(&reply.body, login, host)))
            }
            _ => Err(Fault::not_sent(reply.refusal(host, "the sign-in service"))),
        }
    }
}

fn granted(body: &[u8], login: &Login, asked: &ConsentCode, now: DateTime<Utc>) -> Result<Granted, String> {
    let given: Given = serde_json::from_slice(body).map_err(|_| "it cannot be read".to_owned())?;
    let sound = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let refresh = given
        .refresh_token
        .filter(sound)
        .ok_or("there is nothing to renew it with; the application needs offline_access")?;
    let claims = given.id_token.as_deref().and_then(claims).ok_or("it does not say who signed in")?;
    if claims.aud != login.application || claims.nonce != asked.nonce || claims.exp <= now.timestamp() {
        return Err("it was given for something else".to_owned());
    }
    // The tenant can be written as a domain: then the service itself sees to it that nobody else's people sign in there.
    let is_id = |text: &str| text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if let (Some(tenant), Some(theirs)) = (login.tenant.as_deref().filter(|tenant| is_id(tenant)), &claims.tid)
        && !theirs.eq_ignore_ascii_case(tenant)
    {
        return Err(format!("who signed in is of another tenant than {tenant}"));
    }
    if claims.amr.as_ref().is_some_and(|ways| !ways.iter().any(|way| way == "mfa")) {
        return Err("who signed in did so without a second factor: let them set one up, and consent again".to_owned());
    }
    let account = [claims.preferred_username, claims.upn, claims.email, claims.name].into_iter().flatten().next();
    let account = account.map(|name| name.chars().filter(|one| !one.is_control()).take(ACCOUNT_CHARS).collect());
    Ok(Granted { refresh: Secret::new(refresh), account })
}

/// The claims of a token (RFC 7519): the middle one of its three parts.
fn claims(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (_, middle) = (parts.next()?, parts.next()?);
    serde_json::from_slice(&BASE64.decode(middle).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use serde_json::{Value, json};

    use super::*;

    const TENANT: &str = "5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733";

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    fn login() -> Login {
        Login {
            address: Login::address_of("https://login.example/", TENANT),
            tenant: Some(TENANT.to_owned()),
            application: "desk-app".to_owned(),
            proof: Proof::Secret(Secret::new("kelp".to_owned())),
            scope: Some("https://partner.example/.default".to_owned()),
        }
    }

    /// What a consent comes to of which the service says this of who signed in, besides what it always says.
    fn taken(of_person: &Value) -> Result<Granted, String> {
        let mut claims = json!({
            "aud": "desk-app", "nonce": "n-1", "exp": now().timestamp() + 60, "tid": TENANT, "preferred_username": "ada@northgate.example",
        });
        for (name, value) in of_person.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let id_token = format!("e30.{}.c2ln", BASE64.encode(claims.to_string()));
        let body = json!({ "access_token": "a", "refresh_token": "r-1", "id_token": id_token });
        granted(body.to_string().as_bytes(), &login(), &asked(), now())
    }

    fn asked() -> ConsentCode {
        ConsentCode {
            code: Secret::new("c".to_owned()),
            verifier: Secret::new("v".to_owned()),
            redirect: "https://desk.example/connections/consent".to_owned(),
            nonce: "n-1".to_owned(),
        }
    }

    #[test]
    fn people_consent_where_tokens_are_given_to_what_the_connection_needs() {
        assert_eq!(
            authorize(&login()).unwrap().as_str(),
            format!("https://login.example/{TENANT}/oauth2/v2.0/authorize")
        );
        assert_eq!(scope(&login()), "https://partner.example/.default openid profile offline_access");
        let said = Login { scope: Some("a offline_access".to_owned()), ..login() };
        assert_eq!(scope(&said), "a offline_access openid profile", "no word twice");
        assert_eq!(authorize(&Login { address: "https://id.example/x".to_owned(), ..login() }), None);
    }

    #[test]
    fn a_consent_says_whose_it_is() {
        let Granted { refresh, account } = taken(&json!({})).unwrap();
        assert_eq!((refresh.expose(), account.as_deref()), ("r-1", Some("ada@northgate.example")));
        let named = taken(&json!({ "preferred_username": null, "name": "Ada\u{7} Quill" })).unwrap();
        assert_eq!(named.account.as_deref(), Some("Ada Quill"));
        assert!(taken(&json!({ "amr": ["pwd", "mfa"] })).is_ok());
    }

    #[test]
    fn a_consent_for_something_else_or_of_somebody_else_or_without_a_second_factor_is_refused() {
        for (claim, why) in [
            (json!({ "aud": "other-app" }), "for something else"),
            (json!({ "nonce": "n-2" }), "for something else"),
            (json!({ "exp": now().timestamp() }), "for something else"),
            (json!({ "tid": "0b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733" }), "another tenant"),
            (json!({ "amr": ["pwd"] }), "second factor"),
        ] {
            assert!(taken(&claim).unwrap_err().contains(why), "{claim}");
        }
        let told = |body: &str| granted(body.as_bytes(), &login(), &asked(), now()).unwrap_err();
        assert!(told(r#"{"access_token":"a"}"#).contains("offline_access"));
        assert!(told(r#"{"refresh_token":"r"}"#).contains("who signed in"));
        assert!(told(r#"{"refresh_token":"r","id_token":"x.!.y"}"#).contains("who signed in"));
        assert!(told("<html>").contains("cannot be read"));
    }
}
