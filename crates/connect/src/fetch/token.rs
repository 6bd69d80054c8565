//! Tokens of the provider's sign-in service: the desk's application says its secret and is let into one tenant.
//!
//! OAuth 2.0, client credentials (RFC 6749, 4.4), as the Microsoft identity platform has it.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use serde_json::Value;
use tierline_app::{Clock, FetchFailure};

use super::{
    failure,
    http::{Http, host},
    secret::{self, Secret},
};

/// A token is not used any more so long before it ends: a request under way is to arrive with a good one.
const MARGIN_SECONDS: i64 = 300;
/// Tokens that are kept.
const KEPT: usize = 50_000;

/// Who is to be let in where.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Login {
    /// The sign-in service.
    pub(super) authority: String,
    /// The tenant's identifier.
    pub(super) tenant: String,
    /// The application's identifier.
    pub(super) application: String,
    /// The name of its secret.
    pub(super) secret: String,
    /// What the token is for.
    pub(super) scope: String,
}

#[derive(Debug, Clone)]
struct Token {
    text: Secret,
    good_until: DateTime<Utc>,
}

type Slot = Arc<tokio::sync::Mutex<Option<Token>>>;

/// The tokens that are good, one for each login.
pub(super) struct Tokens {
    secrets: PathBuf,
    slots: Mutex<HashMap<Login, Slot>>,
}

/// What the sign-in service answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Value,
}

/// What it answers when it refuses.
#[derive(Deserialize)]
struct Denied {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_codes: Vec<i64>,
}

impl Tokens {
    pub(super) fn new(secrets: PathBuf) -> Self {
        Self { secrets, slots: Mutex::default() }
    }

    fn slot(&self, login: &Login) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= KEPT && !slots.contains_key(login) {
            slots.clear();
        }
        slots.entry(login.clone()).or_default().clone()
    }

    /// A good token. Who comes while one is being asked for waits for that one.
    ///
    /// # Errors
    /// Why the application is not let in, or the secret cannot be read.
    pub(super) async fn get(&self, http: &Http, clock: &dyn Clock, login: &Login) -> Result<Secret, FetchFailure> {
        let slot = self.slot(login);
        let mut held = slot.lock().await;
        if let Some(token) = held.as_ref().filter(|token| token.good_until > clock.now()) {
            return Ok(token.text.clone());
        }
        *held = None;
        let token = self.ask(http, clock, login).await?;
        let text = token.text.clone();
        *held = Some(token);
        Ok(text)
    }

    /// Forgets a token that was refused, unless another one has taken its place meanwhile.
    pub(super) async fn forget(&self, login: &Login, refused: &Secret) {
        let slot = self.slot(login);
        let mut held = slot.lock().await;
        if held.as_ref().is_some_and(|token| token.text == *refused) {
            *held = None;
        }
    }

    async fn ask(&self, http: &Http, clock: &dyn Clock, login: &Login) -> Result<Token, FetchFailure> {
        let address = format!("{}/{}/oauth2/v2.0/token", login.authority.trim_end_matches('/'), login.tenant);
        let url = Url::parse(&address).map_err(|_| failure("the address of the sign-in service is none".to_owned()))?;
        let (folder, name) = (self.secrets.clone(), login.secret.clone());
        let secret = tokio::task::spawn_blocking(move || secret::read(&folder, &name)).await;
        let secret = secret.map_err(|_| failure("the secret could not be read".to_owned()))?.map_err(failure)?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &login.application),
            ("client_secret", secret.expose()),
            ("scope", &login.scope),
        ];
        let reply = http.post(&url, &form).await?;
        let now = clock.now();
        match reply.status {
            StatusCode::OK => granted(&reply.body, now)
                .ok_or_else(|| failure(format!("{} let the desk in without a token that it could use", host(&url)))),
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(failure(denied(&reply.body, login, host(&url))))
            }
            _ => Err(reply.refusal(host(&url), now)),
        }
    }
}

fn granted(body: &[u8], now: DateTime<Utc>) -> Option<Token> {
    let granted: Granted = serde_json::from_slice(body).ok()?;
    // The older service writes the number as text.
    let seconds = match &granted.expires_in {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    let seconds = seconds.clamp(0, 24 * 60 * 60);
    let usable = seconds - MARGIN_SECONDS.min(seconds / 5);
    let sendable = !granted.access_token.is_empty() && granted.access_token.bytes().all(|b| b.is_ascii_graphic());
    sendable.then(|| Token { text: Secret::new(granted.access_token), good_until: now + Duration::seconds(usable) })
}

/// Why an application is not let in, as far as the numbers of the Microsoft identity platform say it ("AADSTS" and the number).
/// Its own sentence is not passed on: it holds identifiers, and whatever a man in the middle would like to be read.
fn denied(body: &[u8], login: &Login, host: &str) -> String {
    let denied = serde_json::from_slice(body).unwrap_or(Denied { error: String::new(), error_codes: Vec::new() });
    let Login { application, secret, tenant, .. } = login;
    let why = denied.error_codes.iter().find_map(|code| match code {
        7_000_215 | 7_000_216 => Some(format!("the secret {secret} is not the one of application {application}")),
        7_000_222 => Some(format!("the secret {secret} of application {application} has expired")),
        700_016 | 7_000_229 => Some(format!("the application {application} is not known in the tenant {tenant}")),
        7_000_112 => Some(format!("the application {application} is switched off")),
        90_002 | 900_023 => Some(format!("there is no tenant {tenant}")),
        65_001 => Some(format!("the tenant {tenant} has not consented to the application {application}")),
        53_003 => Some(format!("a rule of the tenant {tenant} keeps the application {application} out")),
        _ => None,
    });
    let why = why.unwrap_or_else(|| match denied.error.as_str() {
        "invalid_client" => format!("the secret {secret} does not fit the application {application}"),
        "unauthorized_client" => format!("the application {application} may not sign in there"),
        "invalid_scope" => format!("the application {application} has no rights at the feed's address"),
        _ => format!("the application {application} was refused"),
    });
    format!("{host} gives no token: {why}")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    #[test]
    fn a_token_is_used_until_shortly_before_its_end() {
        let until = |text: &str| granted(text.as_bytes(), now()).map(|token| (token.good_until - now()).num_seconds());
        assert_eq!(until(r#"{"access_token":"a.b","expires_in":3599,"token_type":"Bearer"}"#), Some(3_299));
        assert_eq!(until(r#"{"access_token":"a.b","expires_in":"100"}"#), Some(80));
        for wrong in [
            r#"{"access_token":"a.b"}"#,
            r#"{"access_token":"","expires_in":9}"#,
            r#"{"access_token":"a\r\nb","expires_in":9}"#,
            "[]",
            "",
        ] {
            assert_eq!(until(wrong), None, "{wrong}");
        }
    }

    /// Threat 55: what a service says is not passed on, what it means is.
    #[test]
    fn a_refusal_is_told_in_our_words_alone() {
        let login = Login {
            authority: String::new(),
            tenant: "t-1".to_owned(),
            application: "desk-app".to_owned(),
            secret: "graph".to_owned(),
            scope: String::new(),
        };
        let told = |body: &str| denied(body.as_bytes(), &login, "login.example");
        let body =
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: <b>kelp</b>","error_codes":[7000215]}"#;
        assert_eq!(told(body), "login.example gives no token: the secret graph is not the one of application desk-app");
        assert!(told(r#"{"error":"unauthorized_client"}"#).ends_with("the application desk-app may not sign in there"));
        assert!(told("<html>kelp").ends_with("the application desk-app was refused"));
    }
}
