//! Roles for a time: somebody asks with a reason, somebody else allows it, and it ends by itself.
//!
//! What one has for a time is looked up with each call (`Identity::elevated`), so that it helps nobody a moment longer. Writing
//! down that it ended ([`end_due`]) is for the list and the log.

mod ask;
mod decide;
mod end;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, ELEVATION_LONGEST, ELEVATION_SHORTEST, Elevation, ElevationState, Member, News, NoticeFacts, NoticeKind,
    NoticeSubject, Role, UserId,
};
use tierline_store::{NewNotice, SystemTx, TenantTx};

pub use ask::{AskElevation, GiveElevation, elevation_ask, elevation_give};
pub use decide::{DecideElevation, elevation_decide};
pub use end::{elevation_end, end_due};

use super::organization::fits;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// Most lines of the list.
const LINES: u32 = 200;

/// Lists roles for a time, what is open first, then the latest: those of everybody for who administers, else one's own.
///
/// # Errors
/// The store's.
pub async fn elevation_list(app: &App, ctx: &Ctx) -> Result<Vec<Elevation>> {
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(match ctx.may(Action::Administer) {
        true => read.elevation_list(LINES).await?,
        false => read.elevation_list_of(ctx.user.id, LINES).await?,
    })
}

/// The roles that the person could have for a time here, beside those that they have.
#[must_use]
pub fn elevation_roles(ctx: &Ctx) -> Vec<Role> {
    let open = |role: &&Role| !ctx.is_customer() && fits(&ctx.organization, false, **role) && !ctx.roles.contains(role);
    Role::ALL.iter().filter(open).copied().collect()
}

/// Those of the person that hold now.
///
/// # Errors
/// The store's.
pub async fn elevations_active(app: &App, ctx: &Ctx) -> Result<Vec<Elevation>> {
    if ctx.elevated.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = app.store().read(ctx.reach()).await?.elevations_open_of(ctx.user.id).await?;
    all.retain(|one| one.state_at(app.now()) == ElevationState::Active);
    Ok(all)
}

/// Notes what is wrong with a wish for a role; gives the reason.
fn check(faults: &mut Faults, ctx: &Ctx, role: Role, reason: &str, minutes: i64) -> String {
    if !fits(&ctx.organization, false, role) {
        let says = format!("A person of this organization can't be {}.", role.word().replace('_', " "));
        faults.add("role", "does_not_fit", says);
    }
    if !(ELEVATION_SHORTEST..=ELEVATION_LONGEST).contains(&minutes) {
        let says = format!(
            "Take {ELEVATION_SHORTEST} to {ELEVATION_LONGEST} minutes: a role for longer is one of the person's own."
        );
        faults.add("minutes", "out_of_range", says);
    }
    faults.line("reason", reason)
}

/// Somebody of the own people with an account that is open: customers' people and programs have no roles for a time.
async fn require_colleague<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId) -> Result<Member> {
    let owner = call.ctx.owner;
    let member = tx.tenant(owner).member_lookup(user).await?;
    let member = member.filter(|one| one.membership.customer.is_none() && one.user.disabled_at.is_none());
    let is_program = tx.tenant(owner).service_account_lookup(user, call.now).await?.is_some();
    member.filter(|_| !is_program).ok_or_else(|| {
        Error::conflict("no_colleague", "Roles for a time are for people of the organization who can sign in.")
    })
}

/// Refuses a second role of the kind, as their own or for a time. What time has ended in between is written down first.
async fn require_none<V>(tx: &mut SystemTx<'_>, call: &Call<V>, member: &Member, role: Role) -> Result<()> {
    if member.membership.roles.contains(&role) {
        return Err(Error::conflict("has_role", "This person has this role already, and not only for a time."));
    }
    for open in tx.tenant(call.ctx.owner).elevations_open_of(member.user.id).await? {
        match open.state_at(call.now) {
            state if state.is_over() => {
                let was = open.state;
                // Where somebody else has written it down meanwhile, it is.
                tx.tenant(call.ctx.owner).elevation_update(&Elevation { state, ..open }, was).await?;
            }
            _ if open.role != role => {}
            ElevationState::Asked => {
                return Err(asked_already());
            }
            _ => return Err(Error::conflict("has_role", "This person has this role for a time already.")),
        }
    }
    Ok(())
}

fn asked_already() -> Error {
    Error::conflict("asked_already", "This role was asked for already: decide that question.")
}

fn decided_already() -> Error {
    Error::conflict("elevation_decided", "This question is no longer open: load the page again.")
}

/// What the log keeps of one: the role, the time and for whom. The reason is a person's words, and stays with the list.
fn detail(elevation: &Elevation) -> serde_json::Value {
    let Elevation { user, role, minutes, ends_at, .. } = elevation;
    serde_json::json!({ "user": user, "role": role, "minutes": minutes, "ends_at": ends_at })
}

async fn record<V>(tx: &mut SystemTx<'_>, call: &Call<V>, act: &str, elevation: &Elevation) -> Result<()> {
    audit::append(&mut tx.tenant(call.ctx.owner), call, act, &elevation.id.to_string(), &detail(elevation)).await
}

/// Tells those whom it concerns: of a question all who may answer it, else the one whose role it is.
async fn tell(
    tx: &mut TenantTx<'_>,
    (app, now, by): (&App, DateTime<Utc>, Option<UserId>),
    elevation: &Elevation,
    kind: NoticeKind,
) -> Result<()> {
    let facts = NoticeFacts {
        title: elevation.reason.clone(),
        role: Some(elevation.role),
        sender: Some(elevation.user_name.clone()),
        ..NoticeFacts::default()
    };
    let news = News { kind, subject: NoticeSubject::Elevation(elevation.id), count: 1, facts, by };
    let notice = NewNotice { news: &news, id: app.id(), at: now, told_by: app.id() };
    if kind == NoticeKind::RoleAsked {
        tx.notice_tell_all(&notice).await?;
    } else {
        tx.notice_tell(&notice, &[elevation.user]).await?;
    }
    Ok(())
}

/// Who does it, and when, as [`tell`] wants it.
fn teller<V>(call: &Call<V>) -> (&App, DateTime<Utc>, Option<UserId>) {
    (&call.app, call.now, Some(call.ctx.user.id))
}
