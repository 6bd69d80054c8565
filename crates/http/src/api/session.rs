//! Where people are signed in.

use serde::Serialize;
use tierline_app::account::{self, Device};
use tierline_domain::{SessionId, SessionLine, UserId};
use utoipa::ToSchema;

use super::shared::words;
use crate::kit::{
    answer::{Answer, Done, Found, Page},
    call::{Act, At, Caller},
    endpoint::{Operation, delete, get},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/me/sessions",
            "Lists where the caller is signed in, in all organizations and clouds, the latest first.",
            list,
        ),
        delete("/me/sessions", "Ends all of the caller's sessions but the one that the call comes by.", end_others),
        delete("/me/sessions/{session_id}", "Ends one of the caller's own sessions.", end),
        get(
            "/users/{user_id}/sessions",
            "Lists where a person of the organization is signed in for it in this cloud, the latest first.",
            list_of,
        ),
        delete("/users/{user_id}/sessions", "Ends the sessions of a person of the organization.", end_of),
        delete(
            "/users/{user_id}/sessions/{session_id}",
            "Ends one of the sessions in which a person acts for the organization in this cloud.",
            end_one_of,
        ),
    ]
}

/// A session: a browser in which somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct Session {
    /// Identifier.
    id: wire::SessionId,
    /// Whether the call comes by it.
    is_own: bool,
    /// The organization that it acts for.
    organization_id: wire::OrganizationId,
    /// The cloud that it acts in.
    cloud: wire::Cloud,
    /// By what its person proved who they are.
    proofs: Vec<wire::Proof>,
    /// The browser, as far as what it says of itself is known.
    browser: Option<&'static str>,
    /// The system that it runs on, likewise.
    system: Option<&'static str>,
    /// The address its person signed in from.
    address: Option<String>,
    /// The address it was last used from.
    last_address: Option<String>,
    /// When it began.
    created_at: Time,
    /// When it was last used, to the minute.
    last_seen_at: Time,
    /// When it ends by itself.
    expires_at: Time,
}

impl Session {
    fn of(line: SessionLine, own: Option<SessionId>) -> Self {
        let Device { browser, system } = line.agent.as_deref().map(Device::of).unwrap_or_default();
        Self {
            is_own: own == Some(line.id),
            id: line.id.into(),
            organization_id: line.owner.organization.into(),
            cloud: line.owner.cloud.into(),
            proofs: words(line.proofs.0),
            browser,
            system,
            address: line.address,
            last_address: line.last_address,
            created_at: line.created_at.into(),
            last_seen_at: line.last_seen_at.into(),
            expires_at: line.expires_at.into(),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Session>>> {
    let own = caller.ctx.session.as_ref().map(|session| session.id);
    let lines = account::session_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(|line| Session::of(line, own)).collect())))
}

async fn end_others(act: Act) -> Answer<Done> {
    account::sessions_end_others(&act.app, &act.ctx).await?;
    Ok(Done)
}

async fn end(At(id): At<SessionId>, act: Act) -> Answer<Done> {
    account::session_end(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

async fn list_of(caller: Caller, At(user): At<UserId>) -> Answer<Found<Page<Session>>> {
    let own = caller.ctx.session.as_ref().map(|session| session.id);
    let lines = account::session_list_of(&caller.app, &caller.ctx, user).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(|line| Session::of(line, own)).collect())))
}

async fn end_one_of(At((user, id)): At<(UserId, SessionId)>, act: Act) -> Answer<Done> {
    account::session_end_of(&act.app, &act.ctx, user, id).await?;
    Ok(Done)
}

async fn end_of(At(user): At<UserId>, act: Act) -> Answer<Done> {
    account::sessions_end_of(&act.app, &act.ctx, user).await?;
    Ok(Done)
}
