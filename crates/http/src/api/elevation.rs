//! Roles for a time.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, AskElevation, DecideElevation, GiveElevation};
use tierline_domain::{Elevation, ElevationId};
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, get, post},
    wire::{self, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/elevations",
            "Lists roles for a time, what is open first: those of everybody for a Global admin, else one's own.",
            list,
        ),
        post("/elevations", "Asks for a role for a time, or gives one to a colleague.", add),
        post("/elevations/{elevation_id}/decision", "Gives or refuses a role that somebody asked for.", decide),
        post("/elevations/{elevation_id}/end", "Ends a role before its time, or takes the question for it back.", end),
    ]
}

/// A role that somebody has, wants or had for a time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Elevation)]
struct Line {
    /// Identifier.
    id: wire::ElevationId,
    /// Whose role it is to be.
    user_id: wire::UserId,
    /// Their name.
    user_name: String,
    /// The role.
    role: wire::Role,
    /// What it is needed for.
    reason: String,
    /// For how long, in minutes from when it is given.
    minutes: i64,
    /// Where it stands at this moment.
    state: wire::ElevationState,
    /// When it was asked for.
    asked_at: Time,
    /// Who gave or refused it.
    decided_by: Option<wire::UserId>,
    /// When.
    decided_at: Option<Time>,
    /// What they said to it.
    note: Option<String>,
    /// When it ends, or ended.
    ends_at: Option<Time>,
}

impl Line {
    fn at(one: Elevation, now: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            state: Word(one.state_at(now)),
            id: one.id.into(),
            user_id: one.user.into(),
            user_name: one.user_name,
            role: one.role.into(),
            reason: one.reason,
            minutes: one.minutes,
            asked_at: one.asked_at.into(),
            decided_by: one.decided_by.map(Into::into),
            decided_at: one.decided_at.map(Time),
            note: one.note,
            ends_at: one.ends_at.map(Time),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Line>>> {
    let (all, now) = (account::elevation_list(&caller.app, &caller.ctx).await?, caller.app.now());
    Ok(Found::new(Page::whole(all.into_iter().map(|one| Line::at(one, now)).collect())))
}

/// A role that is wanted, or given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewElevation)]
struct New {
    /// The role.
    role: wire::Role,
    /// What it is needed for.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// For how long, in minutes from when it is given.
    #[schema(minimum = 15, maximum = 1440)]
    minutes: i64,
    /// Who is given it, at once: a Global admin says this. Without it, the caller asks for themselves.
    user_id: Option<wire::UserId>,
}

async fn add(command: Command<New>) -> Answer<Made<Line>> {
    let Command { app, ctx, body, .. } = command;
    let wish = AskElevation { role: body.role.0, reason: body.reason, minutes: body.minutes };
    let made = match body.user_id {
        Some(user) => account::elevation_give(&app, &ctx, GiveElevation { user: user.0, wish }).await?,
        None => account::elevation_ask(&app, &ctx, wish).await?,
    };
    Ok(Made::new(Line::at(made, app.now())))
}

/// The answer to a question for a role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ElevationDecision)]
struct Decision {
    /// Whether the role is given.
    give: bool,
    /// What there is to say to it; a refusal needs a word.
    #[schema(max_length = 500)]
    note: Option<String>,
}

async fn decide(At(id): At<ElevationId>, command: Command<Decision>) -> Answer<Found<Line>> {
    let Command { app, ctx, body, .. } = command;
    let answer = DecideElevation { give: body.give, note: body.note };
    let decided = account::elevation_decide(&app, &ctx, id, answer).await?;
    Ok(Found::new(Line::at(decided, app.now())))
}

async fn end(At(id): At<ElevationId>, act: Act) -> Answer<Found<Line>> {
    let ended = account::elevation_end(&act.app, &act.ctx, id).await?;
    Ok(Found::new(Line::at(ended, act.app.now())))
}
