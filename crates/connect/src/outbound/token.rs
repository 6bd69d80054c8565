//! Tokens of a sign-in service: the desk's application says who it is and is let in.
//!
//! OAuth 2.0, client credentials (RFC 6749, 4.4) with a secret or with a signed assertion (RFC 7523), as the Microsoft identity
//! platform has it and other services too.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use reqwest::{StatusCode, Url};
use ring::digest;
use serde::Deserialize;
use serde_json::Value;
use tierline_app::{Chance, Clock, ConsentKeeper, Secret};
use tierline_domain::{ConnectionId, Owner};

use super::{
    assertion,
    http::{Client, Fault, Method, Request, host},
    secret,
};

/// A token is not used any more so long before it ends: a request under way is to arrive with a good one.
const MARGIN_SECONDS: i64 = 300;
/// Tokens that are kept.
const KEPT: usize = 50_000;
/// Bytes of the sign-in service's answer.
pub(super) const ANSWER_BYTES: usize = 64 * 1024;

/// How the application proves that it is itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Proof {
    /// By a secret that the operator keeps under this name.
    Named(String),
    /// By this secret.
    Secret(Secret),
    /// By signing with the key of a certificate, both in PEM.
    Certificate {
        /// The certificate, which the sign-in service knows.
        certificate: String,
        /// Its private key.
        key: Secret,
    },
    /// By this secret, for a person who signed in and agreed.
    Consent {
        /// The application's.
        secret: Secret,
        /// What the person's consent is renewed with.
        refresh: Secret,
        /// Whose connection keeps it.
        owner: Owner,
        /// Which one.
        connection: ConnectionId,
    },
}

/// Who is to be let in where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Login {
    /// Where tokens are given.
    pub(crate) address: String,
    /// The tenant's identifier, where the service has tenants.
    pub(crate) tenant: Option<String>,
    /// The application's identifier.
    pub(crate) application: String,
    /// How it proves that.
    pub(crate) proof: Proof,
    /// What the token is for, where that is said.
    pub(crate) scope: Option<String>,
}

impl Login {
    /// Where the Microsoft identity platform gives the tokens of a tenant.
    pub(crate) fn address_of(authority: &str, tenant: &str) -> String {
        format!("{}/{tenant}/oauth2/v2.0/token", authority.trim_end_matches('/'))
    }

    /// What tokens are kept under. A secret that was exchanged is another login; it is not kept itself.
    fn key(&self) -> Key {
        let mut context = digest::Context::new(&digest::SHA256);
        let (word, proof) = match &self.proof {
            Proof::Named(name) => ("named", name.as_str()),
            Proof::Secret(secret) => ("secret", secret.expose()),
            Proof::Certificate { key, .. } => ("certificate", key.expose()),
            Proof::Consent { refresh, .. } => ("consent", refresh.expose()),
        };
        let (tenant, scope) = (self.tenant.as_deref().unwrap_or(""), self.scope.as_deref().unwrap_or(""));
        for part in [&self.address, tenant, &self.application, scope, word, proof] {
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part.as_bytes());
        }
        Key(context.finish().as_ref().try_into().unwrap_or_default())
    }

    /// The application, as it is named in sentences.
    fn who(&self) -> String {
        match &self.tenant {
            Some(tenant) => format!("the application {} in the tenant {tenant}", self.application),
            None => format!("the application {}", self.application),
        }
    }

    /// What holds no more where the service takes what was granted for over: a consent that is renewed, or the code of one that is
    /// just being given.
    const fn gone(&self) -> &'static str {
        match &self.proof {
            Proof::Consent { .. } => GONE,
            Proof::Named(_) | Proof::Secret(_) | Proof::Certificate { .. } => {
                "what the sign-in service sent you back with was used already or is too old: begin again"
            }
        }
    }

    /// What it proves itself by, as it is named in sentences.
    fn what(&self) -> String {
        match &self.proof {
            Proof::Named(name) => format!("the secret {name}"),
            Proof::Secret(_) => "the secret".to_owned(),
            Proof::Certificate { .. } => "the certificate".to_owned(),
            Proof::Consent { .. } => "the secret or the person's consent".to_owned(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key([u8; 32]);

#[derive(Debug, Clone)]
struct Token {
    text: Secret,
    good_until: DateTime<Utc>,
}

type Slot = Arc<tokio::sync::Mutex<Option<Token>>>;

/// The tokens that are good, one for each login.
pub(crate) struct Tokens {
    secrets: PathBuf,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    slots: Mutex<HashMap<Key, Slot>>,
    consents: OnceLock<Arc<dyn ConsentKeeper>>,
}

/// What the sign-in service answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<Value>,
    refresh_token: Option<String>,
}

/// What it answers when it refuses.
#[derive(Default, Deserialize)]
struct Denied {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_codes: Vec<i64>,
}

impl Tokens {
    pub(crate) fn new(secrets: PathBuf, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        Self { secrets, clock, chance, slots: Mutex::default(), consents: OnceLock::new() }
    }

    /// Says who keeps consents that were renewed. The first who is named stays it.
    pub(crate) fn keep_consents(&self, keeper: Arc<dyn ConsentKeeper>) {
        let _ = self.consents.set(keeper);
    }

    fn slot(&self, login: &Login) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let key = login.key();
        if slots.len() >= KEPT && !slots.contains_key(&key) {
            slots.clear();
        }
        slots.entry(key).or_default().clone()
    }

    /// A good token. Who comes while one is being asked for waits for that one.
    ///
    /// # Errors
    /// Why the application is not let in, or the secret cannot be read. Nothing was sent to anybody but the sign-in service.
    pub(crate) async fn get(&self, client: &Client, login: &Login) -> Result<Secret, Fault> {
        let slot = self.slot(login);
        let mut held = slot.lock().await;
        if let Some(token) = held.as_ref().filter(|token| token.good_until > self.clock.now()) {
            return Ok(token.text.clone());
        }
        self.fill(&mut held, client, login).await
    }

    /// A token that is asked for now, whatever is kept.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub(crate) async fn anew(&self, client: &Client, login: &Login) -> Result<Secret, Fault> {
        let slot = self.slot(login);
        let mut held = slot.lock().await;
        self.fill(&mut held, client, login).await
    }

    async fn fill(&self, held: &mut Option<Token>, client: &Client, login: &Login) -> Result<Secret, Fault> {
        *held = None;
        let token = self.ask(client, login).await?;
        let text = token.text.clone();
        *held = Some(token);
        Ok(text)
    }

    /// Forgets a token that was refused, unless another one has taken its place meanwhile.
    pub(crate) async fn forget(&self, login: &Login, refused: &Secret) {
        let slot = self.slot(login);
        let mut held = slot.lock().await;
        if held.as_ref().is_some_and(|token| token.text == *refused) {
            *held = None;
        }
    }

    async fn ask(&self, client: &Client, login: &Login) -> Result<Token, Fault> {
        let url = Url::parse(&login.address)
            .map_err(|_| Fault::not_sent("the address of the sign-in service is none".to_owned()))?;
        let proof = self.proof(login, &url).await.map_err(Fault::not_sent)?;
        let grant = if matches!(login.proof, Proof::Consent { .. }) { "refresh_token" } else { "client_credentials" };
        let mut form = vec![("grant_type", grant), ("client_id", login.application.as_str())];
        match &login.proof {
            Proof::Consent { secret, .. } => {
                form.extend([("client_secret", secret.expose()), ("refresh_token", proof.expose())]);
            }
            Proof::Named(_) | Proof::Secret(_) => form.push(("client_secret", proof.expose())),
            Proof::Certificate { .. } => {
                form.push(("client_assertion_type", assertion::TYPE));
                form.push(("client_assertion", proof.expose()));
            }
        }
        form.extend(login.scope.as_deref().map(|scope| ("scope", scope)));
        let request = Request::new(Method::POST, url.clone()).form(&form).up_to(ANSWER_BYTES);
        // To ask for a token twice does no harm: whatever happened, the request that it is for was not sent.
        let reply = client.send(request).await.map_err(|fault| Fault::not_sent(fault.into_reason()))?;
        let now = self.clock.now();
        match reply.status {
            StatusCode::OK => {
                let token = granted(&reply.body, now).ok_or_else(|| {
                    Fault::not_sent(format!("{} let the desk in without a token that it could use", host(&url)))
                })?;
                self.keep(login, &reply.body).await;
                Ok(token)
            }
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(Fault::Denied { reason: denied(&reply.body, login, host(&url)) })
            }
            _ => Err(Fault::NotSent {
                reason: reply.refusal(host(&url), "the sign-in service"),
                not_before: reply.retry_at(now),
            }),
        }
    }

    /// Has what the consent is renewed with from now on kept, where the service gave another one.
    async fn keep(&self, login: &Login, body: &[u8]) {
        let Proof::Consent { refresh, owner, connection, .. } = &login.proof else { return };
        let given = serde_json::from_slice::<Granted>(body).ok().and_then(|granted| granted.refresh_token);
        let sound = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if let (Some(keeper), Some(given)) = (self.consents.get(), given.filter(sound))
            && given != refresh.expose()
        {
            keeper.renewed(*owner, *connection, refresh.clone(), Secret::new(given)).await;
        }
    }

    /// What is sent to prove that the application is itself.
    async fn proof(&self, login: &Login, url: &Url) -> Result<Secret, String> {
        match &login.proof {
            Proof::Named(name) => {
                let (folder, name) = (self.secrets.clone(), name.clone());
                let read = tokio::task::spawn_blocking(move || secret::read(&folder, &name)).await;
                read.map_err(|_| "the secret could not be read".to_owned())?
            }
            Proof::Secret(secret) => Ok(secret.clone()),
            Proof::Consent { refresh, .. } => Ok(refresh.clone()),
            Proof::Certificate { certificate, key } => {
                let mut id = [0; 16];
                self.chance.fill(&mut id);
                let claims = assertion::Claims {
                    audience: url.as_str(),
                    application: &login.application,
                    id,
                    now: self.clock.now(),
                };
                assertion::sign(&claims, certificate, key)
            }
        }
    }
}

fn granted(body: &[u8], now: DateTime<Utc>) -> Option<Token> {
    let granted: Granted = serde_json::from_slice(body).ok()?;
    // The older service writes the number as text; RFC 6749 lets it be absent, then it is taken for a short one.
    let seconds = match &granted.expires_in {
        Some(Value::Number(number)) => number.as_i64()?,
        Some(Value::String(text)) => text.parse().ok()?,
        None => MARGIN_SECONDS,
        Some(_) => return None,
    };
    let seconds = seconds.clamp(0, 24 * 60 * 60);
    let usable = seconds - MARGIN_SECONDS.min(seconds / 5);
    let sendable = !granted.access_token.is_empty() && granted.access_token.bytes().all(|b| b.is_ascii_graphic());
    sendable.then(|| Token { text: Secret::new(granted.access_token), good_until: now + Duration::seconds(usable) })
}

/// A consent that cannot be renewed any more.
const GONE: &str = "the person's consent has ended: let a person who is still there sign in and consent anew";

/// Why an application is not let in, as far as the numbers of the Microsoft identity platform say it ("AADSTS" and the number) or
/// the words of RFC 6749. The service's own sentence is not passed on: it holds identifiers, and whatever a man in the middle
/// would like to be read.
pub(super) fn denied(body: &[u8], login: &Login, host: &str) -> String {
    let denied: Denied = serde_json::from_slice(body).unwrap_or_default();
    let (application, what) = (&login.application, login.what());
    let tenant = login.tenant.as_deref().unwrap_or("of the desk");
    let why = denied.error_codes.iter().find_map(|code| match code {
        7_000_215 | 7_000_216 | 700_027 => Some(format!("{what} is not the one of application {application}")),
        7_000_222 => Some(format!("{what} of application {application} has expired")),
        700_024 => Some("the clock of this machine and that of the sign-in service differ".to_owned()),
        700_016 | 7_000_229 => Some(format!("the application {application} is not known in the tenant {tenant}")),
        7_000_112 => Some(format!("the application {application} is switched off")),
        90_002 | 900_023 => Some(format!("there is no tenant {tenant}")),
        65_001 => Some(format!("the tenant {tenant} has not consented to the application {application}")),
        50_173 | 54_005 | 70_000 | 70_008 | 700_082 | 700_084 => Some(login.gone().to_owned()),
        50_076 | 50_078 | 50_079 | 50_158 => {
            Some("the person has to sign in anew with a second factor, and to consent again".to_owned())
        }
        50_057 => {
            Some("the account of the person who consented is switched off: let another person consent".to_owned())
        }
        53_003 => Some(format!("a rule of the tenant {tenant} keeps the application {application} out")),
        _ => None,
    });
    let why = why.unwrap_or_else(|| match denied.error.as_str() {
        "invalid_client" => format!("{what} does not fit the application {application}"),
        "unauthorized_client" => format!("the application {application} may not sign in there"),
        "invalid_grant" => login.gone().to_owned(),
        "interaction_required" => "the person has to sign in anew, and to consent again".to_owned(),
        "invalid_scope" => format!("the application {application} has no rights at this address"),
        _ => format!("{} was refused", login.who()),
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

    fn login(proof: Proof) -> Login {
        Login {
            address: Login::address_of("https://login.example/", "t-1"),
            tenant: Some("t-1".to_owned()),
            application: "desk-app".to_owned(),
            proof,
            scope: None,
        }
    }

    fn said(text: &str) -> Proof {
        Proof::Secret(Secret::new(text.to_owned()))
    }

    #[test]
    fn a_token_is_used_until_shortly_before_its_end() {
        let until = |text: &str| granted(text.as_bytes(), now()).map(|token| (token.good_until - now()).num_seconds());
        assert_eq!(until(r#"{"access_token":"a.b","expires_in":3599,"token_type":"Bearer"}"#), Some(3_299));
        assert_eq!(until(r#"{"access_token":"a.b","expires_in":"100"}"#), Some(80));
        assert_eq!(until(r#"{"access_token":"a.b"}"#), Some(240), "how long it holds is not said");
        for wrong in [
            r#"{"access_token":"a.b","expires_in":true}"#,
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
        let named = login(Proof::Named("graph".to_owned()));
        let told = |body: &str| denied(body.as_bytes(), &named, "login.example");
        let body =
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: <b>kelp</b>","error_codes":[7000215]}"#;
        assert_eq!(told(body), "login.example gives no token: the secret graph is not the one of application desk-app");
        assert!(told(r#"{"error":"unauthorized_client"}"#).ends_with("the application desk-app may not sign in there"));
        assert!(told("<html>kelp").ends_with("the application desk-app in the tenant t-1 was refused"));
        let expired = denied(br#"{"error_codes":[7000222]}"#, &login(said("kelp")), "login.example");
        assert!(expired.ends_with("the secret of application desk-app has expired"), "{expired}");
    }

    #[test]
    fn each_secret_application_and_scope_has_tokens_of_its_own() {
        let other = Login { application: "other".to_owned(), ..login(said("a")) };
        let scoped = Login { scope: Some("b".to_owned()), ..login(said("a")) };
        let keys = [login(said("a")), login(said("b")), login(Proof::Named("a".to_owned())), other, scoped];
        for (place, one) in keys.iter().enumerate() {
            assert!(keys[place + 1..].iter().all(|another| another.key() != one.key()), "{place}");
        }
        assert_eq!(login(said("a")).key(), login(said("a")).key());
    }

    #[test]
    fn a_login_does_not_print_what_it_proves_itself_by() {
        assert!(!format!("{:?}", login(said("kelp-otter-9"))).contains("kelp"));
    }
}
