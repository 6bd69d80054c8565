//! Passkeys (Web Authentication, level 3): keys that a person holds and opens with a finger, a face or a number.
//!
//! Each question is a row that ends with its answer, or after five minutes. The answer is checked against the origin and
//! the name of the desk, and against the passkey as it is kept now. Everything asks that the person is verified, so a
//! passkey is two factors; what a key is made of nobody is asked.

mod ask;
mod door;
mod enrol;

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use tierline_domain::{Factor, Held, QUESTION_MINUTES, UserId};
use tierline_store::{Auth, AuthTx};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PublicKeyCredential, Url, Webauthn, WebauthnBuilder, WebauthnError,
};

pub use ask::{PasskeyAnswer, PasskeyQuestion};
pub(super) use ask::{again, find, take};
pub use door::{passkey_ask, passkey_enter};
pub use enrol::{AddedPasskey, NewPasskey, passkey_add, passkey_new};
pub(super) use enrol::{made, named, new_one};

use super::super::{entrance, record, sign_in::Caller};
use crate::{
    app::App,
    error::{Error, Result},
};

/// What browsers call the desk when they ask for a passkey.
const NAME: &str = "Tierline";
/// Longest answer of a browser that is read: real ones have about two thousand characters.
const ANSWER_LONGEST: usize = 32 * 1024;
/// Minutes for which a question stands, as a time span.
const QUESTION: Duration = Duration::from_secs(QUESTION_MINUTES.unsigned_abs() * 60);

/// The desk as browsers know it: the name of its host and its origin. Passkeys are for these and open nothing elsewhere.
#[derive(Debug, Clone)]
pub struct RelyingParty(Webauthn);

impl RelyingParty {
    /// The desk at its public address. None where browsers give no passkeys: at a number instead of a name, and without
    /// HTTPS elsewhere than on one's own machine (Web Authentication, level 3, section 5.1.3; Secure Contexts). A desk at
    /// the machine's own number is one at `localhost`: there its passkeys work.
    #[must_use]
    pub fn of(public_url: &str) -> Option<Self> {
        let mut url = Url::parse(public_url).ok()?;
        let number = url.host_str()?.trim_matches(['[', ']']).parse::<IpAddr>();
        if number.is_ok_and(|number| number.is_loopback()) {
            url.set_host(Some("localhost")).ok()?;
        }
        let host = url.domain()?.to_owned();
        let is_here = host == "localhost" || host.ends_with(".localhost");
        if url.scheme() != "https" && !is_here {
            return None;
        }
        let built = WebauthnBuilder::new(&host, &url).ok()?.rp_name(NAME).timeout(QUESTION).build();
        built.ok().map(Self)
    }
}

/// A question as it is kept: what the library wants to see again, and since when it stands.
#[derive(Serialize, Deserialize)]
struct Kept<S> {
    at: DateTime<Utc>,
    state: S,
}

/// A question, to be kept.
fn to_keep<S: Serialize>(state: S, now: DateTime<Utc>) -> Result<String> {
    serde_json::to_string(&Kept { at: now, state }).map_err(Error::internal)
}

/// A question that still stands; none where it is too old.
pub(super) fn standing<S: DeserializeOwned>(kept: &str, now: DateTime<Utc>) -> Option<S> {
    let kept: Kept<S> = serde_json::from_str(kept).ok()?;
    (now - kept.at < chrono::Duration::minutes(QUESTION_MINUTES)).then_some(kept.state)
}

/// A passkey that answered rightly, and what is kept of it from now on.
pub(super) struct Used {
    pub(super) factor: Factor,
    credential: String,
}

impl Used {
    /// Writes the use down; says whether the passkey is still there, and nothing used it meanwhile.
    pub(super) async fn keep(&self, tx: &mut AuthTx<'_>, now: DateTime<Utc>) -> Result<bool> {
        Ok(tx.factor_use_passkey(&self.factor, &self.credential, now).await?)
    }
}

/// An answer that is worth nothing. Who gave it hears one sentence, whatever it was.
pub(super) enum Worthless {
    /// Of a key that nobody has here, or that is somebody else's.
    Unknown,
    /// Of this person's key: to another question, from another place, or not by this key.
    Wrong(UserId),
    /// By this person's key, but it counts fewer uses than it did: somebody may have a copy.
    Copied(Box<Factor>),
}

/// Checks an answer. Where somebody is known already, only a passkey of theirs will do; else the browser must say whose it
/// is, and be right.
pub(super) async fn check(
    app: &App,
    desk: &RelyingParty,
    question: DiscoverableAuthentication,
    said: &str,
    of: Option<UserId>,
) -> Result<Result<Used, Worthless>> {
    let Some(said) = read::<PublicKeyCredential>(said) else { return Ok(Err(Worthless::Unknown)) };
    let found = app.store().read(Auth).await?.factor_by_credential(said.get_credential_id()).await?;
    let Some(factor) = found else { return Ok(Err(Worthless::Unknown)) };
    let user = factor.user;
    let names = said.get_user_unique_id().map(|handle| handle == user.uuid().as_bytes());
    if names == Some(false) || of.map_or(names.is_none(), |of| of != user) {
        return Ok(Err(Worthless::Unknown));
    }
    let Held::Passkey { credential, .. } = &factor.held else { return Ok(Err(Worthless::Unknown)) };
    let mut passkey: Passkey = serde_json::from_str(credential).map_err(Error::internal)?;
    match desk.0.finish_discoverable_authentication_v2(&said, question, &passkey) {
        Ok(result) => {
            let credential = match passkey.update_credential(&result) {
                Some(true) => serde_json::to_string(&passkey).map_err(Error::internal)?,
                _ => credential.clone(),
            };
            Ok(Ok(Used { factor, credential }))
        }
        Err(WebauthnError::CredentialPossibleCompromise) => Ok(Err(Worthless::Copied(Box::new(factor)))),
        Err(error) => {
            tracing::info!(%error, factor = %factor.id, "a passkey answered wrongly");
            Ok(Err(Worthless::Wrong(user)))
        }
    }
}

/// What a browser says, where it is something of this shape.
fn read<T: DeserializeOwned>(said: &str) -> Option<T> {
    if said.len() > ANSWER_LONGEST {
        return None;
    }
    serde_json::from_str(said).ok()
}

/// What is said of an answer that is worth nothing.
pub(super) fn wrong_passkey() -> Error {
    Error::field(
        "passkey",
        "wrong_passkey",
        "This passkey opens nothing here, or it took longer than five minutes. Try again, or take another way.",
    )
}

/// Puts on record that a passkey may have been copied.
pub(super) async fn record_copied(app: &App, caller: &Caller, factor: &Factor) -> Result<()> {
    let Some(user) = app.store().read(Auth).await?.user_lookup(factor.user).await? else { return Ok(()) };
    let Some(owner) = entrance::first_place(app, &user).await? else { return Ok(()) };
    let (now, detail) = (app.now(), json!({ "name": factor.name }));
    app.store()
        .write_with(Auth, (app.clone(), caller.clone(), user, detail), move |tx, (app, caller, user, detail)| {
            Box::pin(record::claimed(tx, (app, caller, now), (user, owner), "factor.copied", detail))
        })
        .await
}
