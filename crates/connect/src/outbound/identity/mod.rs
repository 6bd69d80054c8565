//! Identity providers by OpenID Connect: what they say of themselves, where people sign in, and what a code is worth.
//!
//! What a provider says of itself and its keys are kept for an hour. A key that is not known is asked for at once, but not more than
//! once in ten seconds: else whoever makes up tokens makes the desk ask.

mod logout;
#[cfg(test)]
mod tests;
mod token;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    AdditionalProviderMetadata, EndSessionUrl, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use reqwest::{StatusCode, Url, header::AUTHORIZATION};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tierline_app::{
    Closed, Described, Ended, IdentityDesk, ProviderSetup, SignInCode, SignInErrand, Vouched,
    single_sign_on::domain_file,
};

pub use logout::checked as logout_token_checked;

use super::{
    Outbound,
    http::{Method, Request, host},
};
use token::{TENANT, Unbelieved, Wanted};

/// Minutes for which what a provider says of itself is kept.
const KEPT_MINUTES: i64 = 60;
/// Seconds between two askings for keys that a token made necessary.
const ANEW_SECONDS: i64 = 10;
/// Bytes of an answer that are read.
const ANSWER_BYTES: usize = 512 * 1024;
/// Bytes of the file of a domain that are read.
const FILE_BYTES: usize = 4 * 1024;
/// What is asked for.
const SCOPES: &str = "openid profile email";

/// What a provider says of itself beside what OpenID Connect Discovery has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Beside {
    end_session_endpoint: Option<EndSessionUrl>,
    backchannel_logout_supported: Option<bool>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for Beside {}

type Metadata = ProviderMetadata<
    Beside,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What is known of a provider.
#[derive(Debug, Clone)]
struct Known {
    metadata: Metadata,
    keys: CoreJsonWebKeySet,
    at: DateTime<Utc>,
    keys_at: DateTime<Utc>,
}

/// What is known of all providers, by their address.
#[derive(Default)]
pub(super) struct KnownProviders(Mutex<HashMap<String, Known>>);

impl KnownProviders {
    fn get(&self, issuer: &str) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned()
    }

    fn keep(&self, issuer: &str, known: Known) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(issuer.to_owned(), known);
    }
}

fn closed(reason: impl Into<String>) -> Closed {
    Closed { reason: reason.into() }
}

/// What a provider gives for a code.
#[derive(Deserialize)]
struct Given {
    id_token: Option<String>,
}

impl Outbound {
    /// Reads JSON at an address of a provider.
    async fn identity_json<T: DeserializeOwned>(&self, url: Url, what: &str) -> Result<T, Closed> {
        let name = host(&url).to_owned();
        let reply = self.send(Request::get(url).up_to(ANSWER_BYTES)).await;
        let reply = reply.map_err(|fault| closed(fault.into_reason()))?;
        if reply.status != StatusCode::OK {
            return Err(closed(reply.refusal(&name, what)));
        }
        serde_json::from_slice(&reply.body).map_err(|_| closed(format!("{what} of {name} cannot be read")))
    }

    /// What the provider says of itself, asked now.
    async fn discover(&self, setup: &ProviderSetup) -> Result<Known, Closed> {
        let address = format!("{}/.well-known/openid-configuration", setup.issuer.trim_end_matches('/'));
        let url = Url::parse(&address).map_err(|_| closed("the issuer is no address"))?;
        let metadata: Metadata = self.identity_json(url, "the description").await?;
        let issuer = metadata.issuer().as_str();
        let of_many = issuer.contains(TENANT);
        if of_many && setup.tenants.is_empty() {
            return Err(closed(
                "this issuer vouches for people of every tenant: name the tenants whose people may come",
            ));
        }
        if !of_many && issuer != setup.issuer {
            return Err(closed(format!("the provider calls itself {issuer}: write its issuer so")));
        }
        let keys = self.provider_keys(&metadata).await?;
        let now = self.clock().now();
        let known = Known { metadata, keys, at: now, keys_at: now };
        self.providers.keep(&setup.issuer, known.clone());
        Ok(known)
    }

    async fn provider_keys(&self, metadata: &Metadata) -> Result<CoreJsonWebKeySet, Closed> {
        self.identity_json(metadata.jwks_uri().url().clone(), "the list of keys").await
    }

    /// What is known of the provider, asked for where that is long ago.
    async fn provider(&self, setup: &ProviderSetup) -> Result<Known, Closed> {
        let known = self.providers.get(&setup.issuer);
        match known.filter(|known| self.clock().now() - known.at < Duration::minutes(KEPT_MINUTES)) {
            Some(known) => Ok(known),
            None => self.discover(setup).await,
        }
    }

    /// The same with its keys asked for anew; none where that was done within the minute.
    async fn with_new_keys(&self, setup: &ProviderSetup, known: Known) -> Result<Option<Known>, Closed> {
        let now = self.clock().now();
        if now - known.keys_at < Duration::seconds(ANEW_SECONDS) {
            return Ok(None);
        }
        let keys = self.provider_keys(&known.metadata).await?;
        let known = Known { keys, keys_at: now, ..known };
        self.providers.keep(&setup.issuer, known.clone());
        Ok(Some(known))
    }

    /// Reads what the provider signed. Where the key is not known, the provider may have a new one.
    async fn believed<T>(
        &self,
        setup: &ProviderSetup,
        mut known: Known,
        read: impl Fn(&Wanted<'_>) -> Result<T, Unbelieved> + Send,
    ) -> Result<T, Closed>
    where
        T: Send,
    {
        loop {
            let now = self.clock().now();
            let wanted = Wanted { setup, issuer: known.metadata.issuer().as_str(), keys: &known.keys, now };
            match read(&wanted) {
                Ok(said) => return Ok(said),
                Err(Unbelieved::Wrong(why)) => {
                    return Err(closed(format!("what the provider says is not believed: {why}")));
                }
                Err(Unbelieved::UnknownKey) => {
                    let anew = self.with_new_keys(setup, known).await?;
                    known =
                        anew.ok_or_else(|| closed("it is signed by a key that the provider does not publish (kid)"))?;
                }
            }
        }
    }

    /// Redeems a code for a token.
    async fn id_token(&self, setup: &ProviderSetup, known: &Known, given: &SignInCode) -> Result<String, Closed> {
        let endpoint =
            known.metadata.token_endpoint().ok_or_else(|| closed("the provider names no place for tokens"))?;
        let url = endpoint.url().clone();
        let name = host(&url).to_owned();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", given.code.expose()),
            ("code_verifier", given.verifier.expose()),
            ("redirect_uri", given.redirect.as_str()),
        ];
        let methods = known.metadata.token_endpoint_auth_methods_supported();
        // Where nothing is said, the secret stands in a header (OpenID Connect Discovery, 3).
        let by_body = methods.is_some_and(|all| all.contains(&CoreClientAuthMethod::ClientSecretPost));
        let mut request = Request::new(Method::POST, url);
        if by_body {
            form.extend([("client_id", setup.client_id.as_str()), ("client_secret", setup.secret.expose())]);
        } else {
            request = request.secret_header(AUTHORIZATION, &basic(&setup.client_id, setup.secret.expose()));
        }
        let reply = self.send(request.form(&form).up_to(ANSWER_BYTES)).await;
        let reply = reply.map_err(|fault| closed(fault.into_reason()))?;
        if reply.status != StatusCode::OK {
            return Err(closed(reply.refusal(&name, "the sign-in")));
        }
        let given: Given = serde_json::from_slice(&reply.body).map_err(|_| closed("the sign-in cannot be read"))?;
        given
            .id_token
            .ok_or_else(|| closed("the provider does not say who signed in: give the application the scope openid"))
    }
}

/// Name and secret as a header has them (RFC 6749, 2.3.1).
fn basic(name: &str, secret: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let encoded = |text: &str| -> String { url_encoded(text) };
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", encoded(name), encoded(secret))))
}

fn url_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// What a provider says that it can do.
fn described(known: &Known) -> Described {
    let metadata = &known.metadata;
    let beside = metadata.additional_metadata();
    let signs = metadata.id_token_signing_alg_values_supported();
    Described {
        keys: known.keys.keys().len(),
        gives_codes: metadata.response_types_supported().iter().any(|kinds| kinds.contains(&CoreResponseType::Code)),
        signs_by_keys: signs.iter().any(|one| !matches!(one, CoreJwsSigningAlgorithm::None) && !is_shared(one)),
        signs_out: beside.end_session_endpoint.is_some(),
        tells_of_ends: beside.backchannel_logout_supported == Some(true),
    }
}

/// Who sent somebody back must be who they were sent to, where it says so or always does (RFC 9207): else the code of an honest
/// provider could be taken to another one.
fn check_sender(setup: &ProviderSetup, known: &Known, sender: Option<&str>) -> Result<(), Closed> {
    let issuer = known.metadata.issuer().as_str();
    let names = |sender: &str| match issuer.contains(TENANT) {
        true => setup.tenants.iter().any(|tenant| issuer.replace(TENANT, tenant) == sender),
        false => issuer == sender,
    };
    match sender {
        Some(sender) if !names(sender) => Err(closed("another provider sent this person back (iss)")),
        None if known.metadata.additional_metadata().authorization_response_iss_parameter_supported == Some(true) => {
            Err(closed("it is not said which provider sent this person back (iss)"))
        }
        _ => Ok(()),
    }
}

const fn is_shared(algorithm: &CoreJwsSigningAlgorithm) -> bool {
    use CoreJwsSigningAlgorithm::{HmacSha256, HmacSha384, HmacSha512};
    matches!(algorithm, HmacSha256 | HmacSha384 | HmacSha512)
}

#[async_trait]
impl IdentityDesk for Outbound {
    async fn describe(&self, setup: &ProviderSetup) -> Result<Described, Closed> {
        let known = self.discover(setup).await?;
        Ok(described(&known))
    }

    async fn address(&self, setup: &ProviderSetup, errand: &SignInErrand) -> Result<String, Closed> {
        let known = self.provider(setup).await?;
        let mut url = known.metadata.authorization_endpoint().url().clone();
        url.query_pairs_mut().extend_pairs([
            ("client_id", setup.client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", &errand.redirect),
            ("scope", SCOPES),
            ("state", &errand.state),
            ("nonce", &errand.nonce),
            ("code_challenge", &errand.challenge),
            ("code_challenge_method", "S256"),
            ("login_hint", &errand.hint),
        ]);
        if errand.anew {
            url.query_pairs_mut().extend_pairs([("prompt", "login"), ("max_age", "0")]);
        }
        Ok(url.into())
    }

    async fn redeem(&self, setup: &ProviderSetup, given: SignInCode) -> Result<Vouched, Closed> {
        let known = self.provider(setup).await?;
        check_sender(setup, &known, given.issuer.as_deref())?;
        let token = self.id_token(setup, &known, &given).await?;
        self.believed(setup, known, |wanted| token::read(&token, &given.nonce, wanted)).await
    }

    async fn ended(&self, setup: &ProviderSetup, token: &str) -> Result<Ended, Closed> {
        let known = self.provider(setup).await?;
        self.believed(setup, known, |wanted| logout::read(token, wanted)).await
    }

    async fn farewell(&self, setup: &ProviderSetup, back: &str) -> Result<Option<String>, Closed> {
        let known = self.provider(setup).await?;
        let endpoint = known.metadata.additional_metadata().end_session_endpoint.as_ref();
        Ok(endpoint.map(|endpoint| {
            let mut url = endpoint.url().clone();
            let asked = [("client_id", setup.client_id.as_str()), ("post_logout_redirect_uri", back)];
            url.query_pairs_mut().extend_pairs(asked);
            url.into()
        }))
    }

    async fn domain_file(&self, domain: &str) -> Result<String, Closed> {
        let url = Url::parse(&domain_file(domain)).map_err(|_| closed("this is no domain"))?;
        let reply = self.send(Request::get(url).up_to(FILE_BYTES).without_refusals()).await;
        let reply = reply.map_err(|fault| closed(fault.into_reason()))?;
        if reply.status != StatusCode::OK {
            return Err(closed(format!("{} answers {}", domain_file(domain), reply.status.as_u16())));
        }
        String::from_utf8(reply.body).map_err(|_| closed(format!("{} is no text", domain_file(domain))))
    }
}
