//! A prepared request was filed in the portal: its number is typed back, and can be corrected.

use std::sync::Arc;

use tierline_domain::{Action, Event, RequestId, RequestStatus, Route, ServiceRequest, Visibility};
use tierline_store::TenantTx;

use super::{
    follow::follow,
    work::{Move, RequestWork},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A provider's number: 15 digits for Microsoft's portals; others write letters, digits and dashes.
fn check_number(text: &str) -> Result<String> {
    let mut faults = Faults::default();
    let number: String = faults.line("external_id", text).split_whitespace().collect();
    let strange = number.chars().any(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#' | '/')));
    if strange || number.len() > 64 {
        faults.add(
            "external_id",
            "not_a_number",
            "Write the number as the portal shows it: letters, digits and dashes.",
        );
    } else if number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty() && number.len() != 15 {
        let message = format!("15 digits are shown by the portal; this has {}.", number.len());
        faults.add("external_id", "not_15_digits", message);
    }
    faults.finish()?;
    Ok(number)
}

async fn require_free(tx: &mut TenantTx<'_>, number: &str, id: RequestId) -> Result<()> {
    let Some(other) = tx.desk().request_by_external(number).await?.filter(|other| other.id != id) else {
        return Ok(());
    };
    // Which one, only who reaches it is told.
    let other = tx.request_lookup(other.id).await?.map_or_else(|| "Another request".to_owned(), |other| other.number);
    Err(Error::field(
        "external_id",
        "taken",
        format!("{other} carries this number already: read it again in the portal."),
    ))
}

/// Marks a prepared request as filed under the recipient's number.
///
/// # Errors
/// [`Error::Invalid`] for a number that cannot be or is taken, [`Error::Conflict`] where it is not prepared,
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn file(app: &App, ctx: &Ctx, id: RequestId, external_id: &str) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let number = check_number(external_id)?;
    app.change(ctx, "request.file", number, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            if work.request.route != Route::Assisted || work.request.status != RequestStatus::Prepared {
                return Err(Error::conflict(
                    "not_prepared",
                    "This request does not wait to be filed; a wrong number is corrected instead.",
                ));
            }
            require_free(tx, &call.input, id).await?;
            let number = call.input.clone();
            work.request.external_id = Some(number.clone());
            let step = Move {
                to: RequestStatus::Submitted,
                text: None,
                occurred_at: call.now,
                read_in_portal: false,
                author: call.ctx.actor(),
            };
            work.move_to(step);
            push_filed(&mut work, &number, false);
            work.entry("filing", Visibility::Internal, Some(RequestStatus::Submitted), Some(number));
            follow(tx, &mut work).await?;
            audit::append(tx, call, "request.file", &id.to_string(), &call.input).await?;
            work.save(tx).await
        })
    })
    .await
}

/// Whether people read what becomes of a request and write it down: it was filed in a portal, or went to a mailbox.
pub(super) fn is_read_by_people(request: &ServiceRequest) -> bool {
    match request.route {
        Route::Assisted => request.external_id.is_some(),
        Route::Email => request.submitted_at.is_some(),
        _ => false,
    }
}

/// Corrects a number that was typed wrong, or takes down the first one that a mailbox's owner gave.
///
/// # Errors
/// As [`file`]; [`Error::Conflict`] where no number was typed yet.
pub async fn correct(app: &App, ctx: &Ctx, id: RequestId, external_id: &str) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let number = check_number(external_id)?;
    app.change(ctx, "request.correct", number, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            call.ctx.expect_version(work.request.version)?;
            if !is_read_by_people(&work.request) {
                return Err(Error::conflict(
                    "not_filed",
                    "No number was typed back yet: mark the request as filed first.",
                ));
            }
            require_free(tx, &call.input, id).await?;
            let before = work.request.external_id.replace(call.input.clone());
            push_filed(&mut work, &call.input, before.is_some());
            let (kind, text) = match &before {
                Some(before) => ("correction", format!("{before} → {}", call.input)),
                None => ("filing", call.input.clone()),
            };
            work.entry(kind, Visibility::Internal, None, Some(text));
            // What a mailbox answers comes by itself.
            if work.request.route == Route::Assisted {
                follow(tx, &mut work).await?;
            }
            audit::append(tx, call, "request.correct", &id.to_string(), &serde_json::json!([before, call.input]))
                .await?;
            work.save(tx).await
        })
    })
    .await
}

fn push_filed(work: &mut RequestWork<'_>, external_id: &str, corrected: bool) {
    let event = Event::RequestFiled {
        request: work.request.id,
        number: work.request.number.clone(),
        external_id: external_id.to_owned(),
        corrected,
    };
    let actor = work.actor.clone();
    work.push_to_cases(&actor, &event, None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_fourteen_digits_is_refused_with_its_count() {
        let Err(Error::Invalid(faults)) = check_number("26091500400087") else { panic!("it was taken") };
        assert_eq!(faults[0].message, "15 digits are shown by the portal; this has 14.");
    }

    #[test]
    fn spaces_within_a_number_do_not_matter() {
        assert_eq!(check_number(" 2609 1400 4000 874 ").unwrap(), "260914004000874");
        assert_eq!(check_number("CD-77131").unwrap(), "CD-77131");
    }

    #[test]
    fn markup_is_no_number() {
        assert!(check_number("<b>1</b>").is_err());
    }
}
