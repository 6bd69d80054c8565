//! What a passkey is asked, and what comes back.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use serde_json::{Value, json};
use tierline_domain::{AttemptPurpose, Factor, Held, Proofs, QUESTION_MINUTES, SignInAttempt, UserId};
use tierline_store::Auth;

use super::{RelyingParty, to_keep};
use crate::{
    account::secret::{self, Secret},
    app::App,
    error::{Error, Result},
};

/// A question for a browser.
#[derive(Debug, Clone, PartialEq)]
pub struct PasskeyQuestion {
    /// Goes with the answer; none where the browser has it in a cookie already.
    pub attempt: Option<Secret>,
    /// What the browser asks the passkey: the options of Web Authentication as JSON, with bytes in base64url.
    pub options: Value,
}

/// What a browser gives back.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PasskeyAnswer {
    /// What [`PasskeyQuestion::attempt`] was.
    pub attempt: String,
    /// What the passkey said: a `PublicKeyCredential` as JSON.
    pub credential: String,
}

/// A question for any passkey of the desk, or for one of these; and the same, to be kept.
pub(in super::super) fn find(app: &App, desk: &RelyingParty, of: &[Factor]) -> Result<(Value, String)> {
    let (options, state) = desk.0.start_discoverable_authentication().map_err(Error::internal)?;
    let mut options = serde_json::to_value(options.public_key).map_err(Error::internal)?;
    options["allowCredentials"] = named(of);
    Ok((options, to_keep(state, app.now())?))
}

/// These passkeys as browsers know them.
fn named(factors: &[Factor]) -> Value {
    let ids = factors.iter().filter_map(|factor| match &factor.held {
        Held::Passkey { credential_id, .. } => Some(URL_SAFE_NO_PAD.encode(credential_id)),
        Held::Totp { .. } => None,
    });
    ids.map(|id| json!({ "type": "public-key", "id": id })).collect()
}

/// Keeps a question, for one answer within some minutes.
pub(super) async fn put(app: &App, purpose: AttemptPurpose, user: Option<UserId>, question: String) -> Result<Secret> {
    let (secret, hash) = secret::draw(app, "");
    let now = app.now();
    let attempt = SignInAttempt {
        hash,
        purpose,
        user,
        to: None,
        proofs: Proofs::default(),
        tries: 0,
        challenge: Some(question),
        provider: None,
        created_at: now,
        expires_at: now + Duration::minutes(QUESTION_MINUTES),
    };
    app.store()
        .write_with(Auth, attempt, |tx, attempt| {
            Box::pin(async move { Ok::<_, Error>(tx.attempt_insert(attempt).await?) })
        })
        .await?;
    Ok(secret)
}

/// Asks a person for one of these passkeys of theirs, within a session.
pub(in super::super) async fn again(
    app: &App,
    desk: &RelyingParty,
    user: UserId,
    of: &[Factor],
) -> Result<PasskeyQuestion> {
    let (options, question) = find(app, desk, of)?;
    let attempt = put(app, AttemptPurpose::Again, Some(user), question).await?;
    Ok(PasskeyQuestion { attempt: Some(attempt), options })
}

/// The question that was put under this secret, which ends now, whatever the answer is worth. None where it was put to
/// somebody else or for something else, is too old, or was answered.
pub(in super::super) async fn take(
    app: &App,
    purpose: AttemptPurpose,
    user: Option<UserId>,
    attempt: &str,
) -> Result<Option<String>> {
    let Some(hash) = secret::hash(attempt, "") else { return Ok(None) };
    let now = app.now();
    app.store()
        .write(Auth, move |tx| {
            Box::pin(async move {
                let kept = tx.attempt_lookup(&hash, purpose, now).await?.filter(|attempt| attempt.user == user);
                // Of two who answer at once, one is heard.
                let ends = kept.is_some() && tx.attempt_remove(&hash).await?;
                Ok(kept.filter(|_| ends).and_then(|attempt| attempt.challenge))
            })
        })
        .await
}
