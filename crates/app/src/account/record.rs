//! What accounts put on record: signing in happens before anybody acts, and administration without a person.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tierline_domain::{Owner, User, UserId};
use tierline_store::{AuditEntry, AuthTx};

use super::sign_in::Caller;
use crate::{app::App, audit, ctx::Entrance, error::Result};

/// Who acts where no person does.
const DESK: &str = "desk";
/// Who acts where it is not known who it is.
const ANYBODY: &str = "anybody";

/// An act of somebody who signs in or out; `proven` where it is certain that it is this person.
pub(crate) async fn sign_in(
    tx: &mut AuthTx<'_>,
    (app, caller, now): (&App, &Caller, DateTime<Utc>),
    (user, owner): (&User, Owner),
    action: &str,
    proven: bool,
) -> Result<()> {
    put(tx, (app, caller, now), (user, owner), action, proven, &serde_json::json!({})).await
}

/// An act of somebody on their own account, with what is worth knowing of it.
pub(super) async fn account(
    tx: &mut AuthTx<'_>,
    at: (&App, &Caller, DateTime<Utc>),
    who: (&User, Owner),
    action: &str,
    detail: &Value,
) -> Result<()> {
    put(tx, at, who, action, true, detail).await
}

/// An act on somebody's account by who claims to be them.
pub(super) async fn claimed(
    tx: &mut AuthTx<'_>,
    at: (&App, &Caller, DateTime<Utc>),
    who: (&User, Owner),
    action: &str,
    detail: &Value,
) -> Result<()> {
    put(tx, at, who, action, false, detail).await
}

async fn put(
    tx: &mut AuthTx<'_>,
    (app, caller, now): (&App, &Caller, DateTime<Utc>),
    (user, owner): (&User, Owner),
    action: &str,
    proven: bool,
    detail: &Value,
) -> Result<()> {
    let entry = of_person((app, caller, now), (user, action), proven, detail);
    Ok(tx.audit_append(owner, &entry, app.secret()).await?)
}

/// An act on a person's account, as the log keeps it; `proven` where it is certain that they did it themselves.
fn of_person(
    (app, caller, now): (&App, &Caller, DateTime<Utc>),
    (user, action): (&User, &str),
    proven: bool,
    detail: &Value,
) -> AuditEntry {
    let actor = if proven { user.id.to_string() } else { ANYBODY.to_owned() };
    let name = proven.then_some(user.name.as_str());
    entry(app, now, (&actor, name, Some(caller)), (action, Some(user.id.to_string())), detail)
}

/// An entry of the log: who did what, by which call where it was one, and to whom or what.
fn entry(
    app: &App,
    now: DateTime<Utc>,
    (actor, name, caller): (&str, Option<&str>, Option<&Caller>),
    (action, subject): (&str, Option<String>),
    detail: &Value,
) -> AuditEntry {
    audit::known(action);
    let address = caller.and_then(|caller| caller.address.as_deref());
    AuditEntry {
        id: app.id(),
        at: now,
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject,
        request_id: caller.map(|caller| caller.request_id.clone()),
        detail: serde_json::json!({ "actor_name": name, "address": address, "detail": detail }),
    }
}

/// What somebody is who was let in by an identity provider, as the log keeps it.
pub(crate) fn by_provider(
    app: &App,
    caller: &Caller,
    now: DateTime<Utc>,
    (user, action): (&User, &str),
    detail: &Value,
) -> AuditEntry {
    of_person((app, caller, now), (user, action), true, detail)
}

/// That somebody was not let in who came by an identity provider, as the log keeps it.
pub(crate) fn refused_by_provider(
    app: &App,
    caller: &Caller,
    now: DateTime<Utc>,
    user: Option<UserId>,
    detail: &Value,
) -> AuditEntry {
    let who = (ANYBODY, None, Some(caller));
    entry(app, now, who, ("account.sign_in.refused", user.map(|user| user.to_string())), detail)
}

/// That an identity provider ended sessions of somebody, where it is known whose.
pub(crate) fn of_provider(
    app: &App,
    caller: &Caller,
    now: DateTime<Utc>,
    user: Option<UserId>,
    detail: &Value,
) -> AuditEntry {
    let who = (DESK, None, Some(caller));
    entry(app, now, who, ("account.provider_sign_out", user.map(|user| user.to_string())), detail)
}

/// What the desk does by itself, in the background: what caused it is the act.
pub(crate) fn by_job(app: &App, now: DateTime<Utc>, action: &str, subject: &str, detail: &Value) -> AuditEntry {
    let mut entry = by_desk(app, now, action, subject, detail);
    entry.detail["entrance"] = Entrance::Job.word().into();
    entry
}

/// An act of the desk itself: the command line's and the demo's.
pub(crate) fn by_desk(app: &App, now: DateTime<Utc>, action: &str, subject: &str, detail: &Value) -> AuditEntry {
    entry(app, now, (DESK, None, None), (action, Some(subject.to_owned())), detail)
}
