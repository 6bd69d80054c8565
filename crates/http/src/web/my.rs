//! The pages of a customer's people: their cases, the form that reports one, and who may administer their services.

use axum::http::Uri;
use tierline_app::{Error, case, customer, error::Faults};
use tierline_domain::{Action, CaseId, Channel, Contact, DelegatedAdminId, Severity, Visibility};
use tierline_render::{
    Form,
    page::{MyAccessPage, MyCasePage, MyCasesPage, ReportPage, SupportReach},
};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    multipart::Sent,
    path::At,
    posted::{Posted, Values},
    query,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::cursor;

/// Lines of a page.
const LINES: u32 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/my", list),
        post("/my/cases", report),
        get("/my/cases/new", blank),
        get("/my/cases/{id}", show),
        post("/my/cases/{id}/notes", note),
        post("/my/cases/{id}/answer", answer),
        post("/my/cases/{id}/symptom", persists),
        post("/my/cases/{id}/reopening", reopen),
        post("/my/cases/{id}/attachments", attach),
        get("/my/access", access),
        post("/my/access/{id}", decide),
    ]
}

/// These pages are a customer's own.
fn own(visit: &Visit) -> Result<tierline_domain::CustomerId, Error> {
    visit.ctx.customer.ok_or(Error::NotFound)
}

async fn list(visit: Visit, uri: Uri) -> Answer {
    own(&visit)?;
    let asked = Values(query::pairs(&uri));
    let command = case::CaseQuery {
        after: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
        ..Default::default()
    };
    let mut lines = case::list(&visit.app, &visit.ctx, command).await?;
    let next = (lines.len() > LINES as usize).then(|| lines.truncate(LINES as usize)).and_then(|()| lines.last());
    let next = next.map(|last| cursor::write(&case::CaseAfter::from(last)));
    visit.page(&MyCasesPage { lines, partner: partner(&visit), support: support(&visit), next }).await
}

/// The firm that looks after the customer.
fn partner(visit: &Visit) -> String {
    visit.ctx.organization.name.clone()
}

/// How its support is reached otherwise.
fn support(visit: &Visit) -> SupportReach {
    SupportReach::of(&visit.ctx.organization.policy)
}

async fn blank(visit: Visit, uri: Uri) -> Answer {
    let earlier = query::value(&uri, "continues").map(|id| id.parse().map_err(|_| query::unreadable("continues")));
    let view = report_page(&visit, earlier.transpose()?, Form::default()).await?;
    visit.page(&view).await
}

async fn report_page(visit: &Visit, continues: Option<CaseId>, form: Form) -> Result<ReportPage, Error> {
    let id = own(visit)?;
    visit.app.require(&visit.ctx, Action::ReportOwn).await?;
    let subscriptions = customer::view(&visit.app, &visit.ctx, id).await?.subscriptions;
    Ok(ReportPage { subscriptions, partner: partner(visit), support: support(visit), continues, form })
}

async fn report(Posted { visit, ctx, values }: Posted) -> Answer {
    let customer = own(&visit)?;
    let mut faults = Faults::default();
    let user = &ctx.user;
    let continues = values.id(&mut faults, "continues");
    let command = case::OpenCase {
        customer,
        subject: values.text("subject").to_owned(),
        description: values.text("description").to_owned(),
        service: values.given("service"),
        region: values.given("region"),
        severity: values.word(&mut faults, "severity", Severity::from_word),
        started_at: values.time(&mut faults, "started_at", visit.zone()),
        affected_users: values.number(&mut faults, "affected_users"),
        error_text: values.given("error_text"),
        correlation_ids: Vec::new(),
        contact: Some(Contact {
            name: user.name.clone(),
            email: user.email.clone(),
            phone: user.phone.clone(),
            ..Contact::default()
        }),
        channel: Some(Channel::Portal),
        continues,
    };
    let app = &visit.app;
    let opened = attempt(ctx, faults, |ctx| async move { case::open(app, &ctx, command).await }).await;
    match opened {
        Ok(case) => Ok(done(&format!("/my/cases/{}", case.id), "reported")),
        Err(Error::Invalid(faults)) => {
            let view = report_page(&visit, continues, values.refused("cases", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back("/my/cases/new")),
    }
}

async fn show(visit: Visit, At(id): At<CaseId>) -> Answer {
    let view = page(&visit, id, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: CaseId, form: Form) -> Result<MyCasePage, Error> {
    own(visit)?;
    let (app, ctx) = (&visit.app, &visit.ctx);
    let (view, attachments) = futures::try_join!(case::view(app, ctx, id), case::attachment_list(app, ctx, id))?;
    let case::CaseView { case, entries, clocks, .. } = view;
    Ok(MyCasePage { case, entries, attachments, clocks, partner: partner(visit), form })
}

async fn finish<T>(
    visit: &Visit,
    id: CaseId,
    values: &Values,
    name: &str,
    outcome: Result<T, Error>,
    word: &'static str,
) -> Answer {
    let path = format!("/my/cases/{id}");
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

async fn note(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    own(&visit)?;
    let note = case::Note { visibility: Visibility::Customer, text: values.text("text").to_owned() };
    let outcome = case::note(&visit.app, &ctx, id, note).await;
    finish(&visit, id, &values, "notes", outcome, "answered").await
}

async fn answer(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    own(&visit)?;
    let text = values.given("text");
    let outcome = match values.text("answer") {
        "solved" => case::confirm(&visit.app, &ctx, id, text.as_deref()).await,
        "persists" => case::persists(&visit.app, &ctx, id, text.as_deref()).await,
        _ => Err(Error::field("answer", "required", "Choose one.")),
    };
    finish(&visit, id, &values, "answer", outcome, "answered").await
}

/// The symptom stays although an issue that explained it was called solved.
async fn persists(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    own(&visit)?;
    let outcome = case::persists(&visit.app, &ctx, id, values.given("text").as_deref()).await;
    finish(&visit, id, &values, "symptom", outcome, "answered").await
}

async fn reopen(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    own(&visit)?;
    let outcome = case::reopen(&visit.app, &ctx, id, values.text("reason")).await;
    finish(&visit, id, &values, "reopening", outcome, "reopened").await
}

/// A file for the partner. It is visible to the customer, whatever the form says: the use case decides that.
async fn attach(At(id): At<CaseId>, Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    own(&visit)?;
    let outcome = match file.within(case::FILE_LIMIT) {
        Ok((name, bytes)) => {
            let command = case::Attach { name, bytes, visibility: Visibility::Customer };
            case::attach(&visit.app, &ctx, id, command).await
        }
        Err(error) => Err(error),
    };
    finish(&visit, id, &values, "attachments", outcome, "file_attached").await
}

async fn access(visit: Visit) -> Answer {
    let view = access_page(&visit, Form::default()).await?;
    visit.page(&view).await
}

async fn access_page(visit: &Visit, form: Form) -> Result<MyAccessPage, Error> {
    let id = own(visit)?;
    visit.app.require(&visit.ctx, Action::DecideDelegatedAdmin).await?;
    let mut relationships = customer::delegated_admin_list(&visit.app, &visit.ctx, id).await?;
    let waits =
        |one: &tierline_domain::DelegatedAdmin| one.status == tierline_domain::DelegatedAdminStatus::ApprovalPending;
    relationships.sort_by_key(|one| !waits(one));
    Ok(MyAccessPage { relationships, partner: partner(visit), form })
}

async fn decide(At(id): At<DelegatedAdminId>, Posted { visit, ctx, values }: Posted) -> Answer {
    use customer::DelegatedAdminDecision as Decision;
    let customer = own(&visit)?;
    let decision =
        Decision::from_word(values.text("decision")).ok_or_else(|| Fault::unreadable().back("/my/access"))?;
    let word = match decision {
        Decision::Approve => "delegated_approved",
        Decision::Reject => "delegated_rejected",
        Decision::Terminate => "delegated_terminated",
    };
    match customer::decide_delegated_admin(&visit.app, &ctx, customer, id, decision).await {
        Ok(_) => Ok(done("/my/access", word)),
        Err(error) => Err(Fault::from(error).back("/my/access")),
    }
}
