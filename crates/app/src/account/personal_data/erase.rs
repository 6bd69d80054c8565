//! A person is erased: their cases stay, and say no more whose words and deeds these were.

use serde::{Deserialize, Serialize};
use serde_json::json;
use tierline_domain::{Action, Hindered, Hindrance, Owner, PersonKey, PersonTraces, UserId, erased};
use tierline_store::SystemTx;

use super::{PersonalData, personal_data};
use crate::{
    account::{tell_keeper_left, user::hold},
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// Somebody who is to be erased, named twice: what goes does not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasePerson {
    /// The identifier of their account, or their address of mail.
    pub person: String,
    /// Their address once more, as it is kept here: what is erased is who is meant.
    pub address: String,
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Cases that said who their contact, their reporter or their agent was, or on whose timeline the person stood.
    pub cases: usize,
    /// Requests, sent and received, that said so.
    pub requests: usize,
    /// Files that said who added them.
    pub files: usize,
    /// Entries of the audit log that say nothing any more.
    pub audited: i64,
    /// Whether the account itself is gone: not where its person still belongs to another place on this desk.
    pub account: bool,
    /// Who got their name and address with a request, and has them still.
    pub handed_to: Vec<String>,
}

struct Erasing {
    key: PersonKey,
    traces: PersonTraces,
}

/// Takes a person out of all that the organization keeps in this cloud. What they said and did stays; who it was goes.
///
/// # Errors
/// [`Error::Invalid`] on `person`, on `address` `different` where it is not the one that is kept, on `person` `not_kept` where nothing
/// is; [`Error::Conflict`] `person_needed` while something stands in the way ([`PersonalData::hindrances`] names it all);
/// [`Error::StepUp`]; [`Error::Conflict`] `for_a_time`, `listed`; [`Error::Forbidden`].
pub async fn person_erase(app: &App, ctx: &Ctx, command: ErasePerson) -> Result<Erased> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    if let Some(done) = app.earlier(ctx, "person.erase").await? {
        return Ok(done);
    }
    let found = personal_data(app, ctx, &command.person).await?;
    if found.is_empty() {
        return Err(Error::field("person", "not_kept", "Nothing is kept of this person here."));
    }
    if tierline_domain::text::normalized(command.address.trim()) != found.key.email {
        let message = "This is not the address that is kept of this person: type that one, to be sure who is meant.";
        return Err(Error::field("address", "different", message));
    }
    needed(&found.hindrances)?;
    let PersonalData { key, traces, .. } = found;
    app.administer(ctx, "person.erase", Erasing { key, traces }, |tx, call| Box::pin(erase(tx, call))).await
}

/// Refuses while something stands in the way.
fn needed(hindrances: &[Hindered]) -> Result<()> {
    if hindrances.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = hindrances.iter().map(sentence).collect();
    Err(Error::conflict("person_needed", format!("This person cannot be erased yet. {}", all.join(" "))))
}

fn sentence(one: &Hindered) -> String {
    let which = one.which.join(", ");
    match one.by {
        Hindrance::Yourself => "Nobody erases themselves: ask another Global admin.".to_owned(),
        Hindrance::StillHere => "They can still sign in here: shut their account, or take them out.".to_owned(),
        Hindrance::OpenCases => format!("These cases are not closed and need to know who they are: {which}."),
        Hindrance::OpenRequests => format!("The recipients of these requests may still ask them: {which}."),
        Hindrance::KeepsPrograms => {
            format!("They answer for these programs, which somebody else has to take over: {which}.")
        }
        Hindrance::Consents => "A connection acts by their consent: somebody else has to consent.".to_owned(),
        Hindrance::Unsealed => {
            "The audit log has not sealed all that it says of them: try again in a minute.".to_owned()
        }
    }
}

async fn erase(tx: &mut SystemTx<'_>, call: &Call<Erasing>) -> Result<Erased> {
    let (owner, Erasing { key, traces }) = (call.ctx.owner, &call.input);
    hold(tx, owner).await?;
    tx.tenant(owner).person_traces_erase(key, traces).await?;
    let (mut account, mut seals) = (false, std::collections::BTreeMap::new());
    if let Some(id) = key.user {
        account = leave(tx, call, (id, owner)).await?;
        if tx.tenant(owner).audit_unsealed_of(&id.to_string()).await? > 0 {
            needed(&[Hindered { by: Hindrance::Unsealed, which: Vec::new() }])?;
        }
        seals = tx.tenant(owner).audit_erase(&id.to_string()).await?;
    }
    let done = Erased {
        cases: traces.named_cases().len(),
        requests: traces.named_requests().len(),
        files: traces.files.len(),
        audited: seals.values().sum(),
        account,
        handed_to: traces.handed_to().into_iter().map(str::to_owned).collect(),
    };
    let subject = key.user.map(|id| id.to_string()).unwrap_or_default();
    let seals: serde_json::Map<_, _> =
        seals.into_iter().map(|(seal, count)| (seal.to_string(), count.into())).collect();
    let detail = json!({ "cases": done.cases, "requests": done.requests, "files": done.files, "account": account, "seals": seals });
    let entry = audit::entry(&call.app, &call.ctx, call.now, "person.erase", &subject, &detail)?;
    tx.tenant(owner).audit_append(&audit::accounting(&call.app, owner, entry), call.app.secret()).await?;
    Ok(done)
}

/// Ends what the person is here; and their account, where it is nobody else's. Says whether that is gone.
async fn leave(tx: &mut SystemTx<'_>, call: &Call<Erasing>, (id, owner): (UserId, Owner)) -> Result<bool> {
    let user = tx.auth().user_lookup(id).await?.ok_or(Error::NotFound)?;
    if let Some(member) = tx.tenant(owner).member_lookup(id).await? {
        if member.user.disabled_at.is_none() {
            needed(&[Hindered { by: Hindrance::StillHere, which: Vec::new() }])?;
        }
        tx.auth().membership_remove(id, owner, call.now).await?;
        tell_keeper_left(tx, (&call.app, call.now), id, &[owner]).await?;
    }
    if !tx.auth().membership_list(id).await?.is_empty() {
        return Ok(false);
    }
    tx.auth().user_entrances_remove(id).await?;
    tx.auth().user_forget(id).await?;
    let mut nobody = erased(&user);
    nobody.disabled_at = nobody.disabled_at.or(Some(call.now));
    tx.auth().user_update(&nobody).await?;
    Ok(true)
}
