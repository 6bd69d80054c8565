//! Service requests on the sender's side.

use axum::{
    http::Uri,
    response::{IntoResponse, Response},
};
use tierline_app::{Error, case, customer, delivery, error::Faults, request};
use tierline_domain::{
    CaseId, CaseLine, Category, NextAction, NoticeSubject, RecipientKind, RequestId, RequestOrder, RequestStatus,
    Severity, UserId, Visibility,
};
use tierline_render::{
    Choice, Form,
    page::{CarriedCase, RequestPage, RequestsPage, StoppedConnection},
};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::{ACTIVE, done},
    multipart::Sent,
    path::At,
    posted::{Posted, Values},
    query::{self, unreadable},
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::{archive::Archive, cursor};

/// Lines of a page.
const LINES: u32 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/service-requests", list),
        get("/service-requests/{id}", show),
        post("/service-requests/{id}/filing", file),
        post("/service-requests/{id}/correction", correct),
        post("/service-requests/{id}/portal-updates", portal_update),
        post("/service-requests/{id}/severity", rate),
        post("/service-requests/{id}/withdrawal", withdraw),
        post("/service-requests/{id}/reopening", reopen),
        post("/service-requests/{id}/notes", note),
        post("/service-requests/{id}/cases", join),
        post("/service-requests/{id}/attachments", attach),
        get("/service-requests/{id}/archive", archive),
    ]
}

async fn list(visit: Visit, uri: Uri) -> Answer {
    let mut asked = Values(query::pairs(&uri));
    // Who looks for a number or a word means all requests, unless a status is chosen.
    if asked.given("query").is_some() && asked.text("status").is_empty() {
        asked.0.retain(|(name, _)| name != "status");
        asked.0.push(("status".to_owned(), RequestsPage::ALL.to_owned()));
    }
    let command = narrowed(&asked, visit.ctx.user.id)?;
    let order = command.order;
    let ready = case::CaseQuery { next: Some(NextAction::Escalate), status: ACTIVE.to_vec(), ..Default::default() };
    let (mut lines, waiting, ready) = futures::try_join!(
        request::list(&visit.app, &visit.ctx, command),
        request::waiting_for_us(&visit.app, &visit.ctx),
        case::counts(&visit.app, &visit.ctx, ready)
    )?;
    let next = (lines.len() > LINES as usize).then(|| lines.truncate(LINES as usize)).and_then(|()| lines.last());
    let next = next.map(|line| cursor::write(&order.key(&line.request)));
    let counted = |count: i64| u8::try_from(count.clamp(0, 100)).unwrap_or(100);
    let (waiting, ready) = (counted(waiting), counted(ready));
    visit.page(&RequestsPage { filter: Form::posted("", asked.0), waiting, ready, lines, next }).await
}

/// The list as an address narrows it. Requests that are not over stand in the order in which somebody must turn to them.
fn narrowed(asked: &Values, me: UserId) -> Result<request::RequestQuery, Error> {
    let status = match asked.text("status") {
        "" | RequestsPage::ALL => Vec::new(),
        word => vec![RequestStatus::from_word(word).ok_or_else(|| unreadable("status"))?],
    };
    let open_only = asked.text("status").is_empty();
    let due_first = open_only || (!status.is_empty() && status.iter().all(|status| status.is_open()));
    Ok(request::RequestQuery {
        open_only,
        query: asked.given("query"),
        status,
        recipient: asked
            .given("recipient")
            .map(|word| RecipientKind::from_word(&word).ok_or_else(|| unreadable("recipient")))
            .transpose()?,
        category: asked
            .given("category")
            .map(|word| Category::from_word(&word).ok_or_else(|| unreadable("category")))
            .transpose()?,
        author: match asked.text("author") {
            "" => None,
            "me" => Some(me),
            _ => return Err(unreadable("author")),
        },
        order: if due_first { RequestOrder::DueFirst } else { RequestOrder::Newest },
        after: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
        ..request::RequestQuery::default()
    })
}

async fn show(visit: Visit, At(id): At<RequestId>) -> Answer {
    let view = page(&visit, id, Form::default()).await?;
    visit.opens(NoticeSubject::Request(id)).await.page(&view).await
}

async fn page(visit: &Visit, id: RequestId, form: Form) -> Result<RequestPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let request::RequestView { request, cases, case_count, clocks, entries, stopped, .. } =
        request::view(app, ctx, id).await?;
    let cases_out_of_reach = case_count.saturating_sub(cases.len());
    let (customer, carried, joinable, attachments, deliveries) = futures::try_join!(
        async { Ok(customer::view(app, ctx, request.customer).await?.customer) },
        async {
            let lines = cases.iter();
            Ok::<Vec<_>, Error>(
                lines
                    .map(|line| CarriedCase {
                        id: line.id,
                        number: line.number.clone(),
                        subject: line.subject.clone(),
                        customer_name: line.customer_name.clone(),
                    })
                    .collect(),
            )
        },
        joinable(visit, id),
        request::attachment_list(app, ctx, id),
        delivery::list_of(app, ctx, id),
    )?;
    let stopped = stopped.map(|one| StoppedConnection { id: one.id, name: one.name, at: one.at, by: one.by });
    let cases = carried;
    Ok(RequestPage {
        request,
        customer,
        cases,
        cases_out_of_reach,
        clocks,
        entries,
        attachments,
        joinable,
        deliveries,
        stopped,
        form,
    })
}

/// Cases that could join, as they are chosen from.
async fn joinable(visit: &Visit, id: RequestId) -> Result<Vec<Choice>, Error> {
    let lines = request::joinable(&visit.app, &visit.ctx, id).await?;
    let text = |line: &CaseLine| format!("{}, {}: {}", line.number, line.customer_name, line.subject);
    Ok(lines.iter().map(|line| Choice::new(line.id.to_string(), text(line))).collect())
}

async fn finish<T>(
    visit: &Visit,
    id: RequestId,
    values: &Values,
    name: &str,
    outcome: Result<T, Error>,
    word: &'static str,
) -> Answer {
    let path = format!("/service-requests/{id}");
    match outcome {
        Ok(_) => Ok(done(&path, word)),
        Err(Error::Invalid(faults)) => {
            let view = page(visit, id, values.refused(name, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(Error::TooLarge { limit }) => {
            let view = page(visit, id, values.too_large(name, limit)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(path)),
    }
}

async fn file(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = request::file(&visit.app, &ctx, id, values.text("external_id")).await;
    finish(&visit, id, &values, "filing", outcome, "filed").await
}

async fn correct(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = request::correct(&visit.app, &ctx, id, values.text("external_id")).await;
    finish(&visit, id, &values, "correction", outcome, "number_corrected").await
}

async fn portal_update(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let update = request::PortalUpdate {
        status: values.word(&mut faults, "status", RequestStatus::from_word),
        text: values.given("text"),
        // The field shows the present minute; as it was shown, it is now.
        occurred_at: values.time_shown(&mut faults, "occurred_at", visit.zone(), Some(visit.now())),
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { request::portal_update(app, &ctx, id, update).await }).await;
    finish(&visit, id, &values, "portal-updates", outcome, "portal_recorded").await
}

async fn rate(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let severity = values.word(&mut faults, "severity", Severity::from_word);
    if severity.is_none() {
        faults.add("severity", "required", "Choose a severity.");
    }
    let edit = request::EditRequest { severity, ..request::EditRequest::default() };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { request::edit(app, &ctx, id, edit).await }).await;
    finish(&visit, id, &values, "severity", outcome, "request_rated").await
}

async fn withdraw(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = request::withdraw(&visit.app, &ctx, id, values.text("reason")).await;
    finish(&visit, id, &values, "withdrawal", outcome, "withdrawn").await
}

async fn reopen(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = request::reopen(&visit.app, &ctx, id, values.text("reason")).await;
    finish(&visit, id, &values, "reopening", outcome, "request_reopened").await
}

async fn note(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let (outcome, word) = match noted(&values) {
        Ok(note) => {
            let word = if note.visibility == Visibility::Internal { "note_added" } else { "provider_written" };
            (request::note(&visit.app, &ctx, id, note).await, word)
        }
        Err(error) => (Err(error), ""),
    };
    finish(&visit, id, &values, "notes", outcome, word).await
}

async fn attach(At(id): At<RequestId>, Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let outcome = match file.within(case::FILE_LIMIT) {
        Ok((name, bytes)) => request::attach(&visit.app, &ctx, id, &name, bytes).await,
        Err(error) => Err(error),
    };
    finish(&visit, id, &values, "attachments", outcome, "file_attached").await
}

/// All files for the recipient's portal, which takes one upload more readily than many.
async fn archive(visit: Visit, At(id): At<RequestId>) -> Result<Response, Fault> {
    Ok(Archive::of_request(visit.app, visit.ctx, id).await?.into_response())
}

/// A note to a request, on either side of it.
pub(super) fn noted(values: &Values) -> Result<request::RequestNote, Error> {
    let mut faults = Faults::default();
    let visibility = values.chosen(&mut faults, "visibility", Visibility::from_word, Visibility::Internal);
    faults.finish().map(|()| request::RequestNote { visibility, text: values.text("text").to_owned() })
}

async fn join(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let case: Option<CaseId> = values.id(&mut faults, "case_id");
    if case.is_none() {
        faults.add("case_id", "required", "Choose a case.");
    }
    let outcome = match (faults.finish(), case) {
        (Ok(()), Some(case)) => request::join(&visit.app, &ctx, id, case).await.map(|_| ()),
        (Ok(()), None) => Ok(()),
        (Err(error), _) => Err(error),
    };
    finish(&visit, id, &values, "cases", outcome, "joined").await
}
