//! Letters by which people choose a password: an invitation, or a reset they asked for. And those that say what became of an account.
//!
//! Their secret is drawn when the letter is sent and never before: what waits in the outbox says whom it is for and nothing more, so
//! who reads the database cannot get in by it. A letter that is sent twice has two secrets; the first that is used ends both.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    EmergencyOpening, NewPersonLink, Owner, PersonLinkKind, SecurityChange, SecurityNews, User, UserId,
};
use tierline_store::{Auth, AuthTx, Leased, Message, System};

use super::{
    invitation::sends_mail,
    secret::{self, LINK_PREFIX, Secret},
    sign_in::Caller,
};
use crate::{
    app::{App, Call},
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

/// What waits in the outbox for a person whose account changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SecurityLetter {
    user: UserId,
    /// Their address when the account changed: whoever gives it another one since does not get the warning instead. Letters from before
    /// have none, and go to the one of now.
    #[serde(default)]
    email: String,
    organization: String,
    support: String,
    news: SecurityNews,
}

/// What such a letter is called in the outbox.
const SECURITY: &str = "security";

/// Something that a person did with their own account, or that was done in their name.
pub(super) fn by_themselves(change: SecurityChange, caller: &Caller, at: DateTime<Utc>) -> SecurityNews {
    SecurityNews { change, at, by: None, address: caller.address.clone() }
}

/// Something that who acts did with another's account.
pub(super) fn by_another<V>(change: SecurityChange, call: &Call<V>) -> SecurityNews {
    let by = Some(call.ctx.user.name.clone());
    SecurityNews { change, at: call.now, by, address: call.ctx.address.clone() }
}

/// Tells a person at their own address what changed of how their account is opened, in the name of an organization of theirs: the letter
/// leaves where the change is kept. A desk without a mail server tells nobody.
pub(super) async fn tell(
    tx: &mut AuthTx<'_>,
    app: &App,
    (user, owner): (UserId, Owner),
    news: SecurityNews,
) -> Result<()> {
    if !sends_mail(app) {
        return Ok(());
    }
    let Some(email) = tx.user_lookup(user).await?.map(|user| user.email) else { return Ok(()) };
    let found = tx.organizations_of(user).await?.into_iter().find(|one| one.id == owner.organization);
    let (support, organization) = found.map(|one| (one.policy.support_line(), one.name)).unwrap_or_default();
    let letter = SecurityLetter { user, email, organization, support, news };
    let payload = serde_json::to_value(&letter).map_err(Error::internal)?;
    let at = letter.news.at;
    let message = Message { id: app.id(), queue: LETTERS, kind: SECURITY, payload, at, run_at: at, addressed: None };
    Ok(tx.outbox_append(owner, &message).await?)
}

/// A link as it is kept and as it is handed out.
pub(super) fn draw(app: &App, user: &User, kind: PersonLinkKind, now: DateTime<Utc>) -> (NewPersonLink, Secret) {
    let (secret, hash) = secret::draw(app, LINK_PREFIX);
    let (email, expires_at) = (user.email.clone(), now + kind.holds());
    (NewPersonLink { hash, user: user.id, kind, email, created_at: now, expires_at }, secret)
}

/// Sends a letter. One that is no longer due is completed and not sent: its person has a password by now, their account is shut, or they
/// have left. What somebody does in the name of an organization goes to its people; what an account did goes to who belongs anywhere.
///
/// # Errors
/// [`Error::Conflict`] `mail_not_sent` with what the mail server said; the store's.
pub async fn deliver_letter(app: &App, leased: &Leased) -> Result<()> {
    let payload = leased.payload.clone();
    match leased.kind.as_str() {
        EMERGENCY => {
            let letter: EmergencyLetter = serde_json::from_value(payload).map_err(Error::internal)?;
            let from = (letter.organization, String::new());
            let user = there(app, letter.user, Some(leased.owner)).await?;
            send_word(app, leased, user, from, PersonSays::Emergency(letter.opening)).await?;
        }
        SECURITY => {
            let letter: SecurityLetter = serde_json::from_value(payload).map_err(Error::internal)?;
            let from = (letter.organization, letter.support);
            let user = there(app, letter.user, None).await?.map(|user| match letter.email {
                email if email.is_empty() => user,
                email => User { email, ..user },
            });
            send_word(app, leased, user, from, PersonSays::Security(letter.news)).await?;
        }
        _ => {
            let letter: Letter = serde_json::from_value(payload).map_err(Error::internal)?;
            if let Some(user) = addressee(app, &letter, leased.owner).await? {
                send(app, &letter, &user).await?;
            }
        }
    }
    let (leased, now) = (leased.clone(), app.now());
    app.store()
        .write_with(System, leased, move |tx, leased| {
            Box::pin(async move { Ok(tx.outbox_complete(leased, now).await?) })
        })
        .await
}

/// Whom a letter is for, where they can still sign in here; without a place, anywhere. Who has left by now, or was erased, is nobody.
async fn there(app: &App, user: UserId, here: Option<Owner>) -> Result<Option<User>> {
    let mut read = app.store().read(Auth).await?;
    let found = read.user_lookup(user).await?;
    let is_one = |user: &User| user.disabled_at.is_none() && !user.email.ends_with(".invalid");
    let Some(user) = found.filter(is_one) else { return Ok(None) };
    let places = read.membership_list(user.id).await?;
    Ok(places.iter().any(|place| here.is_none_or(|here| place.owner == here)).then_some(user))
}

/// Tells a person something, by a letter that brings no link of theirs; nobody is told nothing.
async fn send_word(
    app: &App,
    leased: &Leased,
    user: Option<User>,
    (organization, support): (String, String),
    says: PersonSays,
) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    let mail = PersonMail {
        id: leased.id.to_string(),
        to: user.email,
        name: user.name,
        language: user.language,
        organization,
        support,
        says,
    };
    app.0.parts.post.send(mail).await.map_err(|reason| Error::conflict("mail_not_sent", reason))
}

async fn addressee(app: &App, letter: &Letter, owner: Owner) -> Result<Option<User>> {
    // Somebody gives it in the organization's name; who asked at the door asked for their account.
    let here = letter.by.as_ref().map(|_| owner);
    let Some(user) = there(app, letter.user, here).await? else { return Ok(None) };
    let mut read = app.store().read(Auth).await?;
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
