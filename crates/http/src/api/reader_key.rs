//! Keys of calendars and news readers: the caller's own.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tierline_app::account::{self, AddReaderKey};
use tierline_domain::{ReaderKeyId, ReaderKeyLine};
use utoipa::ToSchema;

use crate::{
    kit::{
        answer::{Answer, Done, Found, Made, Page},
        call::{Act, At, Caller, Command},
        endpoint::{Operation, delete, get, post},
        state::AppState,
        wire::{self, Time},
    },
    reader,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/reader-keys", "Lists the caller's own keys for calendars and news readers, the newest first.", list),
        post("/reader-keys", "Makes a key. Its addresses are in this answer and nowhere else.", add),
        delete("/reader-keys/{reader_key_id}", "Revokes one of the caller's own keys.", revoke),
    ]
}

/// A key for a calendar or news reader. It shows service health as its person may see it at that moment, and nothing else.
#[derive(Debug, Serialize, ToSchema)]
struct ReaderKey {
    /// Identifier.
    id: wire::ReaderKeyId,
    /// What it is for.
    name: String,
    /// The service that it is narrowed to.
    service: Option<String>,
    /// The region that it is narrowed to.
    region: Option<String>,
    /// The customer that it is narrowed to.
    customer_id: Option<wire::CustomerId>,
    /// When it was made.
    created_at: Time,
    /// When it ends by itself.
    expires_at: Time,
    /// When it was last used, to the minute.
    last_used_at: Option<Time>,
    /// When it was revoked.
    revoked_at: Option<Time>,
    /// The address of the calendar (iCalendar): this once. A repeated request gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar_url: Option<String>,
    /// The address of the feed of news (Atom): this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
}

impl From<ReaderKeyLine> for ReaderKey {
    fn from(line: ReaderKeyLine) -> Self {
        Self {
            id: line.id.into(),
            name: line.name,
            service: line.scope.service,
            region: line.scope.region,
            customer_id: line.scope.customer.map(Into::into),
            created_at: line.created_at.into(),
            expires_at: line.expires_at.into(),
            last_used_at: line.last_used_at.map(Time),
            revoked_at: line.revoked_at.map(Time),
            calendar_url: None,
            feed_url: None,
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<ReaderKey>>> {
    let lines = account::reader_key_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(Into::into).collect())))
}

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReaderKey {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Days until it ends; 366 where nothing is said.
    #[schema(minimum = 1, maximum = 366)]
    days: Option<u32>,
    /// One service, by any of its names; all where nothing is said.
    #[schema(max_length = 200)]
    service: Option<String>,
    /// One region, by any of its names; all where nothing is said.
    #[schema(max_length = 200)]
    region: Option<String>,
    /// One customer; all where nothing is said.
    customer_id: Option<wire::CustomerId>,
}

async fn add(State(state): State<AppState>, command: Command<NewReaderKey>) -> Answer<Made<ReaderKey>> {
    let Command { app, ctx, body, .. } = command;
    let new = AddReaderKey {
        name: body.name,
        days: body.days.unwrap_or(account::TOKEN_LONGEST_DAYS),
        service: body.service,
        region: body.region,
        customer: body.customer_id.map(|id| id.0),
    };
    let added = account::reader_key_add(&app, &ctx, new).await?;
    let urls = added.secret.map(|secret| reader::addresses(&state.config.public_url, secret.expose()));
    let (calendar_url, feed_url) = urls.unzip();
    Ok(Made::new(ReaderKey { calendar_url, feed_url, ..added.key.into() }))
}

async fn revoke(At(id): At<ReaderKeyId>, act: Act) -> Answer<Done> {
    account::reader_key_revoke(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
