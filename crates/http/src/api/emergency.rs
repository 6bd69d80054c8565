//! Emergency access.

use serde::Serialize;
use tierline_app::account;
use tierline_domain::EmergencyAccess as Known;
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Done, Found, Made},
    call::{Act, Caller},
    endpoint::{Operation, delete, get, post},
    wire::Time,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/emergency-access", "Says how it stands with emergency access.", show),
        post("/emergency-access/seals", "Seals emergency access under a new code, shown this once.", seal),
        delete("/emergency-access", "Takes emergency access away.", remove),
    ]
}

/// How it stands with emergency access.
#[derive(Debug, Serialize, ToSchema)]
struct EmergencyAccess {
    /// Whether the code that was drawn last opens it.
    is_sealed: bool,
    /// When that code was drawn; nothing where there never was one.
    sealed_at: Option<Time>,
    /// By whom.
    sealed_by: Option<String>,
    /// When it was opened last.
    opened_at: Option<Time>,
    /// Who they said they are.
    opened_by: Option<String>,
    /// What they said it was for.
    opened_for: Option<String>,
    /// From where.
    opened_from: Option<String>,
}

impl EmergencyAccess {
    fn of(known: Option<Known>) -> Self {
        let (is_sealed, sealed, opened) = match known {
            Some(known) => (known.is_sealed, Some((known.sealed_at, known.sealed_by)), known.opened),
            None => (false, None, None),
        };
        let (sealed_at, sealed_by) = sealed.unzip();
        Self {
            is_sealed,
            sealed_at: sealed_at.map(Time),
            sealed_by,
            opened_at: opened.as_ref().map(|opening| Time(opening.at)),
            opened_from: opened.as_ref().and_then(|opening| opening.address.clone()),
            opened_by: opened.as_ref().map(|opening| opening.name.clone()),
            opened_for: opened.map(|opening| opening.reason),
        }
    }
}

async fn show(caller: Caller) -> Answer<Found<EmergencyAccess>> {
    Ok(Found::new(EmergencyAccess::of(account::emergency_show(&caller.app, &caller.ctx).await?)))
}

/// A code that was drawn.
#[derive(Serialize, ToSchema)]
struct EmergencySeal {
    /// The code, this once: it is kept nowhere. A repeated request gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

async fn seal(act: Act) -> Answer<Made<EmergencySeal>> {
    let code = account::emergency_seal(&act.app, &act.ctx).await?;
    Ok(Made::new(EmergencySeal { code: code.map(|code| code.expose().to_owned()) }))
}

async fn remove(act: Act) -> Answer<Done> {
    account::emergency_remove(&act.app, &act.ctx).await?;
    Ok(Done)
}
