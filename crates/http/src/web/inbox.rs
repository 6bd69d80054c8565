//! The console of a provider, and of a distributor for its resellers: requests that were handed up to it.

use axum::{
    http::Uri,
    response::{IntoResponse, Response},
};
use tierline_app::{Error, case, error::Faults, health::Period, received, request as sent};
use tierline_domain::{AttachmentId, Decision, NoticeSubject, RequestId, RequestStatus, ReturnReason};
use tierline_render::{
    Form,
    page::{Further, InboxPage, InboxView, OpenReceived, PartnerLine, PartnersPage, UpstreamAnswer},
};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    multipart::Sent,
    path::{At, AtBoth},
    posted::{Posted, Values},
    query::{self, unreadable},
    request::noted,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::{archive::Archive, download::Download};

/// Requests of a box that are shown.
const LINES: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/partners", partners),
        get("/inbox", list),
        get("/inbox/{id}", show),
        get("/inbox/{id}/attachments/{file}", download),
        get("/inbox/{id}/archive", archive),
        post("/inbox/{id}/decision", decide),
        post("/inbox/{id}/notes", note),
        post("/inbox/{id}/attachments", attach),
    ]
}

async fn list(visit: Visit, uri: Uri) -> Answer {
    let view = match query::value(&uri, "status").filter(|word| !word.is_empty()) {
        Some(word) => InboxView::from_word(&word).ok_or_else(|| unreadable("status"))?,
        None => InboxView::New,
    };
    let view = page(&visit, view, None, Form::default()).await?;
    seen(visit).await.page(&view).await
}

/// Who looks at the inbox has read that something arrived there.
async fn seen(visit: Visit) -> Visit {
    let inbox = NoticeSubject::Inbox(visit.ctx.owner.organization);
    visit.opens(inbox).await
}

/// The partners whose requests arrive here.
async fn partners(visit: Visit) -> Answer {
    let found = received::partners(&visit.app, &visit.ctx).await?;
    let line = |partner: received::Partner| PartnerLine {
        name: partner.sender.name,
        kind: partner.kind,
        open: partner.sender.open,
        returned: partner.sender.returned,
        sent: partner.sender.sent,
        last_at: Some(partner.sender.last_at),
    };
    let report = sent::return_report(&visit.app, &visit.ctx, Period::default()).await?;
    let (returns, days) = (report.received, (report.to - report.from).num_days());
    visit.page(&PartnersPage { lines: found.into_iter().map(line).collect(), returns, days }).await
}

async fn show(visit: Visit, At(id): At<RequestId>, uri: Uri) -> Answer {
    let form = match query::value(&uri, "pass_down") {
        Some(_) => passed_down(&received::further(&visit.app, &visit.ctx, id).await?),
        None => Form::default(),
    };
    let view = opened(&visit, id, form).await?;
    seen(visit).await.opens(NoticeSubject::Received(id)).await.page(&view).await
}

/// The answer from above in the words of the form that passes it down; it is theirs to change before it goes.
fn passed_down(further: &received::Further) -> Form {
    let Some(answer) = &further.answer else { return Form::default() };
    let text = answer.text.clone().unwrap_or_default();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let Some(decision) = answer.decision else {
        return Form::posted("notes", [pair("visibility", "provider"), pair("text", &text)]);
    };
    let reason = answer.return_reason.map(|reason| pair("return_reason", reason.word()));
    Form::posted("decision", [pair("decision", decision.word()), pair("reason", &text)].into_iter().chain(reason))
}

/// A file that came with a request, or followed it.
async fn download(visit: Visit, AtBoth(id, file): AtBoth<RequestId, AttachmentId>) -> Result<Response, Fault> {
    let (file, bytes) = received::attachment_read(&visit.app, &visit.ctx, id, file).await?;
    Ok(Download { name: file.name, media_type: file.media_type, bytes }.into_response())
}

async fn archive(visit: Visit, At(id): At<RequestId>) -> Result<Response, Fault> {
    Ok(Archive::of_received(visit.app, visit.ctx, id).await?.into_response())
}

/// The box that a request lies in, with the request open.
async fn opened(visit: &Visit, id: RequestId, form: Form) -> Result<InboxPage, Error> {
    let received::ReceivedView { request, entries } = received::view(&visit.app, &visit.ctx, id).await?;
    let view = match request.status {
        RequestStatus::Accepted => InboxView::Accepted,
        RequestStatus::AttentionNeeded => InboxView::Waiting,
        RequestStatus::Returned => InboxView::Returned,
        RequestStatus::Resolved | RequestStatus::Closed => InboxView::Resolved,
        RequestStatus::Withdrawn => InboxView::Withdrawn,
        _ => InboxView::New,
    };
    let attachments = received::attachment_list(&visit.app, &visit.ctx, id).await?;
    let further = shown(received::further(&visit.app, &visit.ctx, id).await?);
    page(visit, view, Some(OpenReceived { request, entries, attachments, further }), form).await
}

/// What goes on from a request, as its page shows it.
fn shown(further: received::Further) -> Further {
    let received::Further { case, may_open, customer_is_missing, answer } = further;
    let answer = answer.map(|answer| UpstreamAnswer {
        request: answer.request,
        number: answer.number,
        recipient: answer.recipient,
        status: answer.status,
        text: answer.text,
    });
    Further { case, may_open, customer_is_missing, answer }
}

async fn page(visit: &Visit, view: InboxView, current: Option<OpenReceived>, form: Form) -> Result<InboxPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let query = received::ReceivedQuery { status: statuses(view), limit: LINES, ..Default::default() };
    let counts = futures::future::try_join_all(InboxView::ALL.iter().map(|view| async move {
        let query = received::ReceivedQuery { status: statuses(*view), ..Default::default() };
        let count = received::counts(app, ctx, query).await?;
        Ok((*view, u8::try_from(count.clamp(0, 100)).unwrap_or(100)))
    }));
    let (mut lines, counts) = futures::try_join!(received::list(app, ctx, query), counts)?;
    // What is due first on top; what is not due any more stays in the order in which it came.
    lines.sort_by_key(|line| (line.due_at.is_none(), line.due_at));
    Ok(InboxPage { view, counts, lines, current, form })
}

/// What lies in a box.
fn statuses(view: InboxView) -> Vec<RequestStatus> {
    match view {
        InboxView::New => vec![RequestStatus::Submitted],
        InboxView::Accepted => vec![RequestStatus::Accepted],
        InboxView::Waiting => vec![RequestStatus::AttentionNeeded],
        InboxView::Returned => vec![RequestStatus::Returned],
        InboxView::Resolved => vec![RequestStatus::Resolved, RequestStatus::Closed],
        InboxView::Withdrawn => vec![RequestStatus::Withdrawn],
    }
}

async fn finish<T>(
    visit: &Visit,
    id: RequestId,
    values: &Values,
    name: &str,
    outcome: Result<T, Error>,
    word: &'static str,
) -> Answer {
    let path = format!("/inbox/{id}");
    match outcome {
        Ok(_) => Ok(done(&path, word)),
        Err(Error::Invalid(faults)) => {
            let view = opened(visit, id, values.refused(name, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(Error::TooLarge { limit }) => {
            let view = opened(visit, id, values.too_large(name, limit)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(path)),
    }
}

async fn decide(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let decision = values.chosen(&mut faults, "decision", Decision::from_word, Decision::Accept);
    let mut return_reason = None;
    if decision == Decision::Return {
        return_reason = Some(values.chosen(&mut faults, "return_reason", ReturnReason::from_word, ReturnReason::Other));
    }
    let command = received::Decide { decision, reason: values.given("reason"), return_reason };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { received::decide(app, &ctx, id, command).await }).await;
    let word = match decision {
        Decision::Accept => "accepted",
        Decision::Ask => "asked",
        Decision::Return => "returned",
        Decision::Resolve => "request_resolved",
    };
    finish(&visit, id, &values, "decision", outcome, word).await
}

async fn note(At(id): At<RequestId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = match noted(&values) {
        Ok(note) => received::note(&visit.app, &ctx, id, note).await,
        Err(error) => Err(error),
    };
    finish(&visit, id, &values, "notes", outcome, "note_added").await
}

/// A file for the partner that sent the request.
async fn attach(At(id): At<RequestId>, Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let outcome = match file.within(case::FILE_LIMIT) {
        Ok((name, bytes)) => received::attach(&visit.app, &ctx, id, &name, bytes).await,
        Err(error) => Err(error),
    };
    finish(&visit, id, &values, "attachments", outcome, "file_attached").await
}
