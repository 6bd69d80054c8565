//! Emergency access: for the day on which no Global admin gets in. Its code lies in a safe, works once and for some hours, and
//! whoever uses it is announced to all Global admins at once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;
use tierline_domain::{
    Action, EmergencyAccess, EmergencyOpening, Membership, News, NoticeFacts, NoticeKind, NoticeSubject,
    OrganizationKind, Owner, Proof, Role, User, UserId,
};
use tierline_store::{NewNotice, System, SystemTx, TenantRead};

use super::{
    entrance::{self, Arrival},
    letter::EmergencyLetter,
    organization::email_nowhere,
    record,
    secret::{self, Secret},
    sign_in::{self, Caller, SignedIn},
    user::hold,
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// What the account is called, in the audit log and wherever it acts.
const NAME: &str = "Emergency access";
/// What tries are counted under: no address of mail looks like it.
const TRIES: &str = "emergency access";

/// How it stands with the emergency access of the caller's organization; none where there is none.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn emergency_show(app: &App, ctx: &Ctx) -> Result<Option<EmergencyAccess>> {
    app.require(ctx, Action::Administer).await?;
    Ok(app.store().read(ctx.reach()).await?.emergency_lookup().await?)
}

/// The opening after which nobody has sealed it again, for who can: nothing for everybody else, who need not know.
///
/// # Errors
/// The store's.
pub async fn emergency_unsealed(app: &App, ctx: &Ctx) -> Result<Option<EmergencyOpening>> {
    if !ctx.may(Action::Administer) {
        return Ok(None);
    }
    let access = app.store().read(ctx.reach()).await?.emergency_lookup().await?;
    Ok(access.filter(|access| !access.is_sealed).and_then(|access| access.opened))
}

struct Sealing {
    user: User,
    hash: [u8; 32],
}

/// Seals emergency access under a new code, which is shown this once; the code before opens nothing any more, and whoever is in by it
/// is out, but for the caller. A repeated call gets none: the first answer had it.
///
/// # Errors
/// [`Error::Conflict`] `for_a_time`, [`Error::StepUp`], [`Error::Forbidden`].
pub async fn emergency_seal(app: &App, ctx: &Ctx) -> Result<Option<Secret>> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let (code, id) = (secret::draw_code(app), app.id::<UserId>());
    let none = None;
    let user = User {
        id,
        name: NAME.to_owned(),
        email: email_nowhere(id),
        language: None,
        time_zone: none.clone(),
        phone: none.clone(),
        country: none,
        disabled_at: None,
    };
    let hash = secret::code_hash(code.expose());
    let sealing = Sealing { user, hash };
    let kept: Vec<u8> = app.administer(ctx, "emergency.seal", sealing, |tx, call| Box::pin(seal(tx, call))).await?;
    Ok((kept == hash).then_some(code))
}

async fn seal(tx: &mut SystemTx<'_>, call: &Call<Sealing>) -> Result<Vec<u8>> {
    let Sealing { user, hash } = &call.input;
    let (owner, by) = (call.ctx.owner, call.ctx.user.id);
    hold(tx, owner).await?;
    let account = match tx.tenant(owner).emergency_lookup().await? {
        Some(known) => {
            if known.user != by {
                // It has no way in beside the code; what there was all the same ends with the code before.
                tx.auth().user_entrances_remove(known.user).await?;
            }
            known.user
        }
        None => {
            tx.auth().user_insert(user, None).await?;
            let roles = match call.ctx.organization.kind {
                OrganizationKind::Partner => BTreeSet::from([Role::GlobalAdmin]),
                OrganizationKind::Provider => BTreeSet::from([Role::GlobalAdmin, Role::ServiceOwner]),
            };
            tx.auth().membership_put(user.id, &Membership { owner, customer: None, roles }).await?;
            user.id
        }
    };
    tx.tenant(owner).emergency_seal(account, hash, by, call.now).await?;
    audit::append(&mut tx.tenant(owner), call, "emergency.seal", &account.to_string(), &json!({})).await?;
    Ok(hash.to_vec())
}

/// Whether this is the account of emergency access: nobody's to change, and nothing opens it but the sealed code.
pub(super) async fn is_emergency(read: &mut TenantRead<'_>, user: UserId) -> Result<bool> {
    Ok(read.emergency_lookup().await?.is_some_and(|access| access.user == user))
}

/// Takes emergency access away: its code opens nothing, and whoever is in by it is out.
///
/// # Errors
/// [`Error::NotFound`] where there is none, [`Error::Conflict`] `for_a_time`, [`Error::StepUp`], [`Error::Forbidden`].
pub async fn emergency_remove(app: &App, ctx: &Ctx) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    app.administer(ctx, "emergency.remove", (), |tx, call| {
        Box::pin(async move {
            let owner = call.ctx.owner;
            let known = tx.tenant(owner).emergency_lookup().await?.ok_or(Error::NotFound)?;
            tx.auth().sessions_remove_of(known.user).await?;
            tx.auth().membership_remove(known.user, owner, call.now).await?;
            audit::append(&mut tx.tenant(owner), call, "emergency.remove", &known.user.to_string(), &json!({})).await
        })
    })
    .await
}

/// Somebody who has the code, and says who they are and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEmergency {
    /// The code, as typed.
    pub code: String,
    /// Who they are.
    pub name: String,
    /// What it is for.
    pub reason: String,
}

/// Comes in by emergency access. The code is spent; all Global admins are told at once, in the desk and by mail.
///
/// # Errors
/// [`Error::Invalid`] naming the fields (`code` `wrong`, whether there is emergency access or not); [`Error::TooMany`].
pub async fn emergency_open(app: &App, caller: &Caller, command: OpenEmergency) -> Result<SignedIn> {
    let now = app.now();
    let mut faults = Faults::default();
    let name = faults.line("name", &command.name);
    let reason = faults.line("reason", &command.reason);
    faults.finish()?;
    sign_in::begin(app, caller, TRIES, now)?;
    let opening = EmergencyOpening { at: now, name, reason, address: caller.address.clone() };
    let state = (app.clone(), caller.clone(), opening, secret::code_hash(&command.code));
    let signed = app
        .store()
        .write_with(System, state, |tx, (app, caller, opening, hash)| Box::pin(open(tx, (app, caller), opening, hash)))
        .await?;
    app.0.throttle.succeeded(TRIES, caller.address.as_deref());
    Ok(signed)
}

async fn open(
    tx: &mut SystemTx<'_>,
    (app, caller): (&App, &Caller),
    opening: &EmergencyOpening,
    hash: &[u8; 32],
) -> Result<SignedIn> {
    let now = opening.at;
    let found = tx.auth().emergency_open(hash, opening).await?;
    let wrong = || Error::field("code", "wrong", "This code opens nothing. Take the one that was sealed last.");
    let (owner, id) = found.ok_or_else(wrong)?;
    let user = tx.auth().user_lookup(id).await?.ok_or_else(wrong)?;
    let arrival = Arrival { to: Some(owner), ..Arrival::by(user.clone(), Proof::EmergencyCode) };
    let entered = entrance::enter_within(&mut tx.auth(), (app, caller, now), &arrival).await?;
    let signed = entered.session().ok_or_else(|| Error::internal("a code for emergencies is enough"))?;
    let detail = json!({ "name": opening.name });
    record::account(&mut tx.auth(), (app, caller, now), (&user, owner), "emergency.open", &detail).await?;
    announce(tx, app, (owner, id), opening).await?;
    Ok(signed)
}

/// Tells all Global admins: at the bell, and by mail where this desk sends any.
async fn announce(
    tx: &mut SystemTx<'_>,
    app: &App,
    (owner, account): (Owner, UserId),
    opening: &EmergencyOpening,
) -> Result<()> {
    let now: DateTime<Utc> = opening.at;
    let facts =
        NoticeFacts { title: opening.reason.clone(), sender: Some(opening.name.clone()), ..NoticeFacts::default() };
    let subject = NoticeSubject::Emergency(owner.organization);
    let news = News { kind: NoticeKind::EmergencyOpened, subject, count: 1, facts, by: Some(account) };
    let notice = NewNotice { news: &news, id: app.id(), at: now, told_by: app.id() };
    tx.tenant(owner).notice_tell_all(&notice).await?;
    if !super::sends_mail(app) {
        return Ok(());
    }
    let organization = tx.organization_lookup(owner.organization).await?.map(|one| one.name).unwrap_or_default();
    for member in tx.tenant(owner).member_list().await? {
        if member.user.disabled_at.is_none() && member.membership.roles.contains(&Role::GlobalAdmin) {
            let (organization, opening) = (organization.clone(), opening.clone());
            let letter = EmergencyLetter { user: member.user.id, organization, opening };
            tx.tenant(owner).outbox_append(&letter.message(app, now)?).await?;
        }
    }
    Ok(())
}
