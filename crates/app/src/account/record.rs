//! What accounts put on record: signing in happens before anybody acts, and administration without a person.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tierline_domain::{Owner, User};
use tierline_store::{AuditEntry, AuthTx};

use super::sign_in::Caller;
use crate::{app::App, audit, error::Result};

/// Who acts where no person does.
const DESK: &str = "desk";
/// Who acts where it is not known who it is.
const ANYBODY: &str = "anybody";

/// An act of somebody who signs in or out; `proven` where it is certain that it is this person.
pub(super) async fn sign_in(
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

async fn put(
    tx: &mut AuthTx<'_>,
    (app, caller, now): (&App, &Caller, DateTime<Utc>),
    (user, owner): (&User, Owner),
    action: &str,
    proven: bool,
    detail: &Value,
) -> Result<()> {
    audit::known(action);
    let entry = AuditEntry {
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
    };
    Ok(tx.audit_append(owner, &entry, app.secret()).await?)
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
