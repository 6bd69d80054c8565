//! What accounts put on record: signing in happens before anybody acts, and administration without a person.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tierline_domain::{Owner, User, UserId};
use tierline_store::{AuditEntry, AuthTx};

use super::sign_in::Caller;
use crate::{app::App, audit, error::Result};

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
    audit::known(action);
    AuditEntry {
        id: app.id(),
        at: now,
        actor: if proven { user.id.to_string() } else { ANYBODY.to_owned() },
        action: action.to_owned(),
        subject: Some(user.id.to_string()),
        request_id: Some(caller.request_id.clone()),
        detail: serde_json::json!({
            "actor_name": proven.then_some(&user.name),
            "address": caller.address,
            "detail": detail,
        }),
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

/// That an identity provider ended sessions of somebody, where it is known whose.
pub(crate) fn of_provider(
    app: &App,
    caller: &Caller,
    now: DateTime<Utc>,
    user: Option<UserId>,
    detail: &Value,
) -> AuditEntry {
    let action = "account.provider_sign_out";
    audit::known(action);
    AuditEntry {
        id: app.id(),
        at: now,
        actor: DESK.to_owned(),
        action: action.to_owned(),
        subject: user.map(|user| user.to_string()),
        request_id: Some(caller.request_id.clone()),
        detail: serde_json::json!({ "actor_name": null, "address": caller.address, "detail": detail }),
    }
}

/// An act of the desk itself: the command line's and the demo's.
pub(crate) fn by_desk(app: &App, now: DateTime<Utc>, action: &str, subject: &str, detail: &Value) -> AuditEntry {
    audit::known(action);
    AuditEntry {
        id: app.id(),
        at: now,
        actor: DESK.to_owned(),
        action: action.to_owned(),
        subject: Some(subject.to_owned()),
        request_id: None,
        detail: serde_json::json!({ "actor_name": null, "address": null, "detail": detail }),
    }
}
