//! Letters by which people choose a password: an invitation, or a reset they asked for.
//!
//! Their secret is drawn when the letter is sent and never before: what waits in the outbox says whom it is for and nothing more, so
//! who reads the database cannot get in by it. A letter that is sent twice has two secrets; the first that is used ends both.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{EmergencyOpening, NewPersonLink, PersonLinkKind, User, UserId};
use tierline_store::{Auth, Leased, Message, System};

use super::secret::{self, LINK_PREFIX, Secret};
use crate::{
    app::App,
    error::{Error, Result},
    port::{
        carrier,
        mail::{PersonMail, PersonSays},
    },
};

/// The queue of the outbox with letters to people: a mail server that is slow holds up nothing else.
pub const LETTERS: &str = "letters";
/// Resets that are open at a time: who asks for more fills a mailbox, and helps nobody.
const MOST_RESETS: i64 = 3;

/// What waits in the outbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Letter {
    pub(super) user: UserId,
    pub(super) kind: PersonLinkKind,
    /// The organization in whose name it is sent.
    pub(super) organization: String,
    /// Who invites; nobody for a reset.
    pub(super) by: Option<String>,
    /// How the organization's own support is reached, in a line; empty where it says nothing.
    #[serde(default)]
    pub(super) support: String,
}

impl Letter {
    /// The letter as a message of the outbox.
    pub(super) fn message(&self, app: &App, now: DateTime<Utc>) -> Result<Message> {
        let payload = serde_json::to_value(self).map_err(Error::internal)?;
        Ok(Message { id: app.id(), queue: LETTERS, kind: "person", payload, at: now, run_at: now, addressed: None })
    }
}

/// What waits in the outbox for a Global admin after somebody came in by emergency access.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EmergencyLetter {
    pub(super) user: UserId,
    pub(super) organization: String,
    pub(super) opening: EmergencyOpening,
}

/// What such a letter is called in the outbox.
const EMERGENCY: &str = "emergency";

impl EmergencyLetter {
    /// The letter as a message of the outbox.
    pub(super) fn message(&self, app: &App, now: DateTime<Utc>) -> Result<Message> {
        let payload = serde_json::to_value(self).map_err(Error::internal)?;
        Ok(Message { id: app.id(), queue: LETTERS, kind: EMERGENCY, payload, at: now, run_at: now, addressed: None })
    }
}

/// A link as it is kept and as it is handed out.
pub(super) fn draw(app: &App, user: &User, kind: PersonLinkKind, now: DateTime<Utc>) -> (NewPersonLink, Secret) {
    let (secret, hash) = secret::draw(app, LINK_PREFIX);
    let (email, expires_at) = (user.email.clone(), now + kind.holds());
    (NewPersonLink { hash, user: user.id, kind, email, created_at: now, expires_at }, secret)
}

/// Sends a letter. One that is no longer due is completed and not sent: its person has a password by now, or their account is shut.
///
/// # Errors
/// [`Error::Conflict`] `mail_not_sent` with what the mail server said; the store's.
pub async fn deliver_letter(app: &App, leased: &Leased) -> Result<()> {
    let payload = leased.payload.clone();
    if leased.kind == EMERGENCY {
        let letter = serde_json::from_value(payload).map_err(Error::internal)?;
        send_emergency(app, leased.id.to_string(), letter).await?;
    } else {
        let letter: Letter = serde_json::from_value(payload).map_err(Error::internal)?;
        if let Some(user) = addressee(app, &letter).await? {
            send(app, &letter, &user).await?;
        }
    }
    let (leased, now) = (leased.clone(), app.now());
    app.store()
        .write_with(System, leased, move |tx, leased| {
            Box::pin(async move { Ok(tx.outbox_complete(leased, now).await?) })
        })
        .await
}

/// Tells a Global admin; who has left by now is not told.
async fn send_emergency(app: &App, id: String, letter: EmergencyLetter) -> Result<()> {
    let user = app.store().read(Auth).await?.user_lookup(letter.user).await?;
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else { return Ok(()) };
    let mail = PersonMail {
        id,
        to: user.email,
        name: user.name,
        language: user.language,
        organization: letter.organization,
        support: String::new(),
        says: PersonSays::Emergency(letter.opening),
    };
    app.0.parts.post.send(mail).await.map_err(|reason| Error::conflict("mail_not_sent", reason))
}

async fn addressee(app: &App, letter: &Letter) -> Result<Option<User>> {
    let mut read = app.store().read(Auth).await?;
    let Some(user) = read.user_lookup(letter.user).await?.filter(|user| user.disabled_at.is_none()) else {
        return Ok(None);
    };
    let hash = read.user_by_email(&user.email).await?.and_then(|(_, hash)| hash);
    let is_due = match letter.kind {
        PersonLinkKind::Invitation => hash.is_none(),
        PersonLinkKind::Reset => read.person_links_open(user.id, letter.kind, app.now()).await? < MOST_RESETS,
    };
    Ok(is_due.then_some(user))
}

async fn send(app: &App, letter: &Letter, user: &User) -> Result<()> {
    let (link, secret) = draw(app, user, letter.kind, app.now());
    let (hash, expires_at) = (link.hash, link.expires_at);
    let keep: Result<()> = app
        .store()
        .write_with(Auth, link, |tx, link| Box::pin(async move { Ok(tx.person_link_insert(link).await?) }))
        .await;
    keep?;
    let mail = PersonMail {
        id: hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
        to: user.email.clone(),
        name: user.name.clone(),
        language: user.language,
        organization: letter.organization.clone(),
        support: letter.support.clone(),
        says: PersonSays::Link {
            kind: letter.kind,
            by: letter.by.clone(),
            secret: carrier::Secret::new(secret.expose().to_owned()),
            expires_at,
        },
    };
    let Err(reason) = app.0.parts.post.send(mail).await else { return Ok(()) };
    // Nobody has it: nothing is to say that an invitation is on its way.
    let forgotten: Result<u64> =
        app.store().write(Auth, move |tx| Box::pin(async move { Ok(tx.person_link_remove(&hash).await?) })).await;
    forgotten?;
    Err(Error::conflict("mail_not_sent", reason))
}
