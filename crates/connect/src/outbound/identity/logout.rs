//! A logout token, by which a provider says that somebody's session there is over (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6).
//!
//! The library knows ID tokens alone: what a logout token claims is read here, and its signature is checked by the library's keys.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    JsonWebKey, JsonWebKeyUse,
    core::{CoreJsonWebKey, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tierline_app::Ended;

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
