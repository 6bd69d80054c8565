//! A service request that is not finished yet: kept for the case, so that any agent can go on writing it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_domain::{Action, Actor, CaseId, Owner, text};
use tierline_store::{Read, RequestDraft, TenantTx};

use super::{escalate::Escalate, work::contact_of};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A draft that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptDraft {
    /// What was written so far.
    pub content: Escalate,
    /// Counts the changes, from 1.
    pub version: i64,
    /// Who saved it last.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveDraft {
    /// What was written so far: anything may be missing still.
    pub content: Escalate,
    /// The version that the writer saw, 0 where there was none; what is kept is replaced where nothing is said.
    pub version: Option<i64>,
}

/// The draft that is kept for a case. One that this version cannot read is none.
pub(super) async fn kept(read: &mut Read<'_, Owner>, case: CaseId) -> Result<Option<KeptDraft>> {
    Ok(read.request_draft_lookup(case).await?.and_then(shown))
}

fn shown(draft: RequestDraft) -> Option<KeptDraft> {
    let RequestDraft { content, version, saved_by, saved_at, .. } = draft;
    let content = serde_json::from_value(content).ok()?;
    Some(KeptDraft { content, version, by: saved_by, at: saved_at })
}

/// Keeps what was written, in the place of what was kept before.
///
/// # Errors
/// [`Error::Stale`] where somebody else has saved it meanwhile; [`Error::Invalid`] for texts that could never be sent,
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn save_draft(app: &App, ctx: &Ctx, id: CaseId, command: SaveDraft) -> Result<KeptDraft> {
    app.require(ctx, Action::Escalate).await?;
    let SaveDraft { mut content, version } = command;
    check(&content)?;
    // Who goes on writing stands as the contact, unless another one was named.
    content.contact = content.contact.filter(|contact| *contact != contact_of(&ctx.user, &ctx.organization));
    app.change(ctx, "case.draft_save", (content, version), move |tx, call| Box::pin(write(tx, call, id))).await
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<(Escalate, Option<i64>)>, id: CaseId) -> Result<KeptDraft> {
    let (content, seen) = call.input.clone();
    tx.case_lookup(id).await?.ok_or(Error::NotFound)?;
    let current = tx.request_draft_lookup(id).await?.map_or(0, |draft| draft.version);
    if seen.is_some_and(|seen| seen != current) {
        return Err(Error::Stale { current: Some(current) });
    }
    let draft = RequestDraft {
        case: id,
        content: serde_json::to_value(&content).map_err(Error::internal)?,
        version: current + 1,
        saved_by: call.ctx.actor(),
        saved_at: call.now,
    };
    let version = tx.request_draft_put(&draft).await?;
    audit::append(tx, call, "case.draft_save", &id.to_string(), &Value::Null).await?;
    Ok(KeptDraft { content, version, by: draft.saved_by, at: draft.saved_at })
}

/// Throws away what is kept for a case, if anything is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn discard_draft(app: &App, ctx: &Ctx, id: CaseId) -> Result<()> {
    app.require(ctx, Action::Escalate).await?;
    app.change(ctx, "case.draft_discard", (), move |tx, call| {
        Box::pin(async move {
            tx.case_lookup(id).await?.ok_or(Error::NotFound)?;
            if tx.request_draft_remove(id).await? {
                audit::append(tx, call, "case.draft_discard", &id.to_string(), &Value::Null).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Refuses what could never be sent: texts that are too long, and characters that deceive. What is missing may come later.
fn check(content: &Escalate) -> Result<()> {
    let mut faults = Faults::default();
    for (field, given, limit) in [
        ("title", Some(&content.title), text::LINE_LIMIT),
        ("description", Some(&content.description), text::PROSE_LIMIT),
        ("business_impact", Some(&content.business_impact), text::PROSE_LIMIT),
        ("support_topic", content.support_topic.as_ref(), text::LINE_LIMIT),
        ("duplicate_reason", content.duplicate_reason.as_ref(), text::PROSE_LIMIT),
    ] {
        if let Some(given) = given.filter(|given| !given.trim().is_empty()) {
            faults.text(field, text::prose(given, limit), limit);
        }
    }
    if let Some(contact) = &content.contact {
        let parts = [Some(&contact.name), Some(&contact.email), contact.phone.as_ref(), contact.time_zone.as_ref()];
        for given in parts.into_iter().flatten().filter(|given| !given.is_empty()) {
            faults.line("contact.name", given);
        }
    }
    faults.finish()
}
