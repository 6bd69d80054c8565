//! What a provider says of a person, checked: its signature, and all that it claims (OpenID Connect Core, 3.1.3.7).

use std::{collections::BTreeSet, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenVerifier, IssuerUrl, Nonce,
    SignatureVerificationError,
    core::{
        CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_app::{ProviderSetup, Vouched};

/// Minutes by which a provider's clock may differ from ours.
pub(super) const SKEW_MINUTES: i64 = 5;
/// Most groups of a person that are looked at.
const GROUPS: usize = 500;
/// Where Microsoft Entra ID writes the tenant into an issuer of many tenants.
pub(super) const TENANT: &str = "{tenantid}";

/// Signatures that are believed: by keys of which the provider alone has the private half.
pub(super) const ALGORITHMS: &[CoreJwsSigningAlgorithm] = &[
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Claims beside those of the standard.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Extra {
    sid: Option<String>,
    tid: Option<String>,
    oid: Option<String>,
    groups: Option<Value>,
    roles: Option<Value>,
    hasgroups: Option<Value>,
    #[serde(rename = "_claim_names")]
    by_reference: Option<Value>,
    xms_edov: Option<Value>,
}

impl AdditionalClaims for Extra {}

type Token = IdToken<Extra, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unbelieved {
    /// It is signed by a key that is not known: the provider may have a new one.
    UnknownKey,
    /// Something of it is not as it must be.
    Wrong(String),
}

pub(super) fn wrong(why: &str) -> Unbelieved {
    Unbelieved::Wrong(why.to_owned())
}

/// What the token must agree with.
pub(super) struct Wanted<'a> {
    /// The provider.
    pub(super) setup: &'a ProviderSetup,
    /// The issuer as the provider writes it of itself.
    pub(super) issuer: &'a str,
    /// Its keys.
    pub(super) keys: &'a CoreJsonWebKeySet,
    /// Now.
    pub(super) now: DateTime<Utc>,
}

/// Reads the token of a sign-in and checks all of it. `nonce` is what the provider was given to repeat.
///
/// # Errors
/// Why it is not believed.
pub(super) fn read(token: &str, nonce: &str, wanted: &Wanted<'_>) -> Result<Vouched, Unbelieved> {
    let Wanted { setup, issuer, keys, now } = *wanted;
    let token = Token::from_str(token).map_err(|_| wrong("it cannot be read"))?;
    let of_many = issuer.contains(TENANT);
    let skew = Duration::minutes(SKEW_MINUTES);
    let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| wrong("its issuer is no address"))?;
    // As a public client: then no signature by a shared secret is ever believed, whatever the token asks for.
    let verifier: IdTokenVerifier<'_, CoreJsonWebKey> =
        IdTokenVerifier::new_public_client(ClientId::new(setup.client_id.clone()), url, keys.clone())
            .set_allowed_algs(ALGORITHMS.iter().cloned())
            .require_issuer_match(!of_many)
            .set_time_fn(move || now - skew)
            .set_issue_time_verifier_fn(move |issued| {
                if issued > now + skew { Err("it is issued in the future".to_owned()) } else { Ok(()) }
            });
    let claims = token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(said)?;
    let extra = claims.additional_claims();
    if claims.authorized_party().is_some_and(|azp| azp.as_str() != setup.client_id) {
        return Err(wrong("it was given to another application (azp)"));
    }
    check_tenant(setup, issuer, claims.issuer().as_str(), extra.tid.as_deref())?;
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > 255 {
        return Err(wrong("it does not say who signed in (sub)"));
    }
    let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
    let ways = claims.auth_method_refs().map_or(&[][..], Vec::as_slice);
    let class = claims.auth_context_ref().map(|class| class.as_str().to_owned());
    Ok(Vouched {
        subject: subject.to_owned(),
        directory_id: extra.oid.clone(),
        email: claims.email().map(|email| email.as_str().to_owned()),
        email_verified: claims.email_verified() == Some(true) || extra.xms_edov.as_ref().is_some_and(is_true),
        name: name.or_else(|| claims.preferred_username().map(|name| name.as_str().to_owned())),
        groups: [&extra.groups, &extra.roles].into_iter().flatten().flat_map(texts).take(GROUPS).collect(),
        groups_withheld: withholds_groups(extra),
        second_factor: ways.iter().any(|way| way.as_str() == "mfa") || class.is_some_and(|class| class == "mfa"),
        session: extra.sid.clone(),
        asked_at: claims.auth_time(),
    })
}

/// Microsoft Entra ID leaves the groups of who is in more than 200 out of the token, and says so by a reference (OpenID Connect Core
/// 1.0, 5.6.2) or a flag.
fn withholds_groups(extra: &Extra) -> bool {
    let referred = extra.by_reference.as_ref().is_some_and(|names| names.get("groups").is_some());
    referred || extra.hasgroups.as_ref().is_some_and(is_true)
}

/// Microsoft Entra ID writes `xms_edov` as a flag, a number or a text.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => text == "1" || text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// One text, or several.
fn texts(value: &Value) -> BTreeSet<String> {
    let one = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::Array(several) => several.iter().filter_map(one).collect(),
        alone => one(alone).into_iter().collect(),
    }
}

/// Of a provider of many tenants only those that the organization named may vouch, each under its own issuer.
pub(super) fn check_tenant(
    setup: &ProviderSetup,
    issuer: &str,
    theirs: &str,
    tenant: Option<&str>,
) -> Result<(), Unbelieved> {
    if !issuer.contains(TENANT) && setup.tenants.is_empty() {
        return Ok(());
    }
    let tenant = tenant.ok_or_else(|| wrong("it names no tenant (tid)"))?;
    if !setup.tenants.iter().any(|known| known.eq_ignore_ascii_case(tenant)) {
        return Err(wrong("it is of a tenant that is not let in (tid)"));
    }
    if issuer.replace(TENANT, tenant) != theirs {
        return Err(wrong("its issuer is not that of its tenant (iss)"));
    }
    Ok(())
}

fn said(error: ClaimsVerificationError) -> Unbelieved {
    use ClaimsVerificationError as E;
    match error {
        E::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Unbelieved::UnknownKey,
        E::SignatureVerification(
            SignatureVerificationError::DisallowedAlg(_) | SignatureVerificationError::NoSignature,
        ) => wrong("it is not signed in a way that is believed (alg)"),
        E::SignatureVerification(_) => wrong("its signature does not hold"),
        E::Expired(_) => wrong("it has ended, or is of the future (exp, iat)"),
        E::InvalidAudience(_) => wrong("it is for another application (aud)"),
        E::InvalidIssuer(_) => wrong("another issuer gave it (iss)"),
        E::InvalidNonce(_) => wrong("it belongs to another sign-in (nonce)"),
        _ => wrong("its claims are not as they must be"),
    }
}
