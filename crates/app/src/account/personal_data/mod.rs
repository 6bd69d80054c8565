//! Personal data: what the organization keeps of a person, taken along for them, and taken out where they ask to be forgotten.
//!
//! Cases stay: what was said and done in them is evidence, for the customer too. Only who it was goes (docs/adr/0026).

mod erase;
mod export;

pub use erase::{ErasePerson, Erased, person_erase};
pub use export::{PersonExport, person_export};

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Hindered, Hindrance, Member, Owner, PersonKey, PersonTraces, User, UserId, text::normalized,
};
use tierline_store::{Auth, Read};

use super::reach::require_whole_book;
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
    validate,
};

/// What the organization keeps of a person, in this cloud.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonalData {
    /// By what they are known.
    pub key: PersonKey,
    /// Their account, where they have one and are here, or are named here.
    pub user: Option<User>,
    /// What they are here; none for who has left, and for a contact without an account.
    pub member: Option<Member>,
    /// Where they are named.
    pub traces: PersonTraces,
    /// How many entries of the audit log are by them or about them.
    pub audited: i64,
    /// Why they cannot be erased yet; empty where nothing stands in the way.
    pub hindrances: Vec<Hindered>,
}

impl PersonalData {
    /// Whether nothing here says anything of them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user.is_none() && self.traces.is_empty()
    }
}

/// What the organization keeps of a person: of an account by its identifier, of anybody by their address of mail.
///
/// # Errors
/// [`Error::Invalid`] on `person`; [`Error::Conflict`] `listed` for who does not reach the whole book; [`Error::Forbidden`].
pub async fn personal_data(app: &App, ctx: &Ctx, person: &str) -> Result<PersonalData> {
    app.require(ctx, Action::Administer).await?;
    require_whole_book(ctx)?;
    let (key, user) = known(app, person).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let mut traces = read.person_traces(&key).await?;
    let (mut member, mut audited, mut is_ours) = (None, 0, false);
    if let Some(id) = key.user {
        member = read.member_lookup(id).await?;
        audited = read.audit_count_of(&id.to_string()).await?;
        let is_named = member.is_some() || names_account(&traces) || audited > 0;
        is_ours = is_named && is_person(app, &mut read, id).await?;
    }
    let (key, user) = match (is_ours, key.user) {
        (true, _) | (_, None) => (key, user),
        (false, Some(id)) if person.trim() == id.to_string() => return Err(unknown()),
        // Somebody of another organization, or a program: that there is such an account is not said.
        (false, Some(_)) => {
            (member, audited) = (None, 0);
            let key = PersonKey { user: None, ..key };
            traces = read.person_traces(&key).await?;
            (key, None)
        }
    };
    let hindrances = hindrances(app, ctx, &mut read, (&key, member.as_ref(), &traces)).await?;
    Ok(PersonalData { key, user, member, traces, audited, hindrances })
}

/// Whether rows name the account of a person, beside their address.
fn names_account(traces: &PersonTraces) -> bool {
    let PersonTraces { cases, timelines, drafts, requests, request_timelines, received: _, files, relationships } =
        traces;
    cases.iter().any(|case| case.is_reporter || case.is_assignee)
        || requests.iter().any(|one| one.is_author)
        || !(timelines.is_empty() && drafts.is_empty() && request_timelines.is_empty())
        || !(files.is_empty() && relationships.is_empty())
}

/// By what somebody is known who is named by an identifier or an address.
async fn known(app: &App, person: &str) -> Result<(PersonKey, Option<User>)> {
    let mut auth = app.store().read(Auth).await?;
    let person = person.trim();
    if let Ok(id) = person.parse::<UserId>() {
        let user = auth.user_lookup(id).await?;
        let user = user.ok_or_else(unknown)?;
        return Ok((PersonKey { user: Some(id), email: normalized(&user.email) }, Some(user)));
    }
    let mut faults = Faults::default();
    let email = validate::email(&mut faults, "person", person);
    faults.finish()?;
    let user = auth.user_by_email(&email).await?.map(|(user, _)| user);
    Ok((PersonKey { user: user.as_ref().map(|user| user.id), email: normalized(&email) }, user))
}

fn unknown() -> Error {
    Error::field("person", "unknown", "Nobody here has this identifier: name the person by their address.")
}

/// Whether an account is somebody's: programs and the account for emergencies are nobody.
async fn is_person(app: &App, read: &mut Read<'_, Owner>, id: UserId) -> Result<bool> {
    if read.service_account_lookup(id, app.now()).await?.is_some() {
        return Ok(false);
    }
    Ok(read.emergency_lookup().await?.is_none_or(|access| access.user != id))
}

async fn hindrances(
    app: &App,
    ctx: &Ctx,
    read: &mut Read<'_, Owner>,
    (key, member, traces): (&PersonKey, Option<&Member>, &PersonTraces),
) -> Result<Vec<Hindered>> {
    let mut found = Vec::new();
    let mut hinder = |by, which: Vec<String>, stands: bool| {
        if stands || !which.is_empty() {
            found.push(Hindered { by, which });
        }
    };
    hinder(Hindrance::Yourself, Vec::new(), key.user == Some(ctx.user.id));
    hinder(Hindrance::StillHere, Vec::new(), member.is_some_and(|one| one.user.disabled_at.is_none()));
    hinder(Hindrance::OpenCases, traces.open_cases().map(str::to_owned).collect(), false);
    hinder(Hindrance::OpenRequests, traces.open_requests().map(str::to_owned).collect(), false);
    if let Some(id) = key.user {
        let kept = read.service_accounts_kept_by(id, app.now()).await?;
        let kept = kept.into_iter().filter(|one| one.disabled_at.is_none()).map(|one| one.name);
        hinder(Hindrance::KeepsPrograms, kept.collect(), false);
        hinder(Hindrance::Consents, Vec::new(), read.person_consents(id).await?);
        hinder(Hindrance::Unsealed, Vec::new(), read.audit_unsealed_of(&id.to_string()).await? > 0);
    }
    Ok(found)
}
