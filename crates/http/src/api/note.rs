//! The timeline of a case, and notes on it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_app::{App, Ctx, Error, case as cases};
use tierline_domain::{self as domain, CaseId};
use utoipa::{IntoParams, ToSchema};

use super::shared::Actor;
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases/{case_id}/timeline", "Shows everything that happened to a case, oldest first.", timeline),
        post(
            "/cases/{case_id}/notes",
            "Adds a note or a message. One for the provider travels with the open request.",
            add,
        ),
    ]
}

/// One entry of a timeline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineEntry)]
pub(super) struct Entry {
    /// Identifier.
    id: wire::EntryId,
    /// When it happened.
    at: Time,
    /// Who did it.
    actor: Actor,
    /// What happened: a stable word.
    kind: &'static str,
    /// Who may read it.
    visibility: wire::Visibility,
    /// What is said.
    text: Option<String>,
    /// What the kind brings along; empty for a note.
    #[schema(value_type = Object)]
    data: Value,
}

impl From<domain::Entry> for Entry {
    fn from(entry: domain::Entry) -> Self {
        let mut data = serde_json::to_value(&entry.event).unwrap_or_default();
        // The kind says it already.
        if let Some(fields) = data.as_object_mut() {
            fields.remove("type");
        }
        Self {
            id: entry.id.into(),
            at: entry.at.into(),
            actor: entry.actor.into(),
            kind: entry.event.kind(),
            visibility: entry.visibility.into(),
            text: entry.text,
            data,
        }
    }
}

/// A page of a timeline.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Question {
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    pub(super) cursor: Option<String>,
}

async fn timeline(caller: Caller, At(id): At<CaseId>, Ask(question): Ask<Question>) -> Answer<Found<Page<Entry>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<domain::EntryId> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let entries = cases::view(&caller.app, &caller.ctx, id).await?.entries;
    let begin = after.and_then(|after| entries.iter().position(|entry| entry.id == after)).map_or(0, |place| place + 1);
    let rows: Vec<domain::Entry> = entries.into_iter().skip(begin).collect();
    Ok(Found::new(Page::cut(rows, limit, |entry| entry.id, Into::into)))
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNote {
    /// Who may read it. A customer's people always write to the partner.
    visibility: wire::Visibility,
    /// What is said.
    #[schema(min_length = 1, max_length = 20_000)]
    text: String,
}

async fn add(At(id): At<CaseId>, command: Command<NewNote>) -> Answer<Made<Entry>> {
    let Command { app, ctx, body, .. } = command;
    let note = cases::Note { visibility: body.visibility.0, text: body.text };
    let added = cases::note(&app, &ctx, id, note).await?;
    made(&app, &ctx, id, |entry| entry.id == added).await
}

/// The last entry of a case that fits: what a change has just added to it.
pub(super) async fn made(
    app: &App,
    ctx: &Ctx,
    id: CaseId,
    fits: impl Fn(&domain::Entry) -> bool,
) -> Answer<Made<Entry>> {
    let entries = cases::view(app, ctx, id).await?.entries;
    let entry = entries.into_iter().rev().find(fits).ok_or(Error::NotFound)?;
    Ok(Made::new(entry.into()))
}
