//! A service request written from a case: composed, looked at, handed up.

use std::collections::BTreeSet;

use axum::http::Uri;
use tierline_app::{Ctx, Error, case, error::Faults};
use tierline_domain::{
    AttachmentId, Blocker, BlockerCode, CaseId, ConnectionId, Draft, Evidence, Packet, RankedRoute, RecipientKind,
    RequestStatus, Route, Severity, Visibility, catalogue::topic_search, concerned,
};
use tierline_render::{
    Form,
    page::{EscalatePage, ForeignLanguage, KeptRequest, RecipientChoice},
};

use super::{deed, open::contact};
use crate::web::{
    fault::Answer,
    frame::done,
    path::At,
    posted::{Posted, Values},
    query,
    visit::Visit,
};

/// The form's name: the last part of the path it posts to.
const FORM: &str = "service-requests";
/// Topics offered at once.
const TOPICS: usize = 12;

pub(super) async fn compose(visit: Visit, At(id): At<CaseId>, uri: Uri) -> Answer {
    let asked = query::value(&uri, "topic").filter(|topic| !topic.is_empty());
    let form = Form::posted("", asked.map(|topic| ("support_topic".to_owned(), topic)));
    let view = page(&visit, id, form, None).await?;
    visit.page(&view).await
}

/// The page with a form that came back; with one that nobody sent, what is kept for the case.
async fn page(visit: &Visit, id: CaseId, form: Form, preview: Option<Shown>) -> Result<EscalatePage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let (composed, view, files) =
        futures::try_join!(case::compose(app, ctx, id), case::view(app, ctx, id), case::attachment_list(app, ctx, id))?;
    let form = if form.is("") { begun(composed.kept.as_ref(), form) } else { form };
    let recipients = recipients(visit, &composed).await?;
    let evidence = Evidence::gather(view.case.owner, &view.entries);
    let now = visit.now();
    let typed = form.value("support_topic").unwrap_or_default();
    let topics = if typed.trim().is_empty() { Vec::new() } else { topic_search(composed.family, typed) };
    // Read without the reason that is being written: its field stays as long as there is another request.
    let duplicate = composed.ladder.blockers.iter().find(|blocker| blocker.code == BlockerCode::DuplicateOpenRequest);
    let duplicate = duplicate.cloned();
    let (preview, blockers, foreign, routes) = match preview {
        Some(Shown { packet, blockers, foreign, routes }) => (Some(packet), blockers, foreign, routes),
        None => (None, composed.ladder.blockers.clone(), None, composed.routes.clone()),
    };
    let subscription = concerned(&view.subscriptions, &view.case, composed.family).into_iter().next();
    Ok(EscalatePage {
        subscription,
        decided: evidence.category,
        delegated_admin: view.delegated.into_iter().find(|one| one.is_live(now)),
        blockers,
        duplicate,
        draft: composed.kept.as_ref().map_or(composed.draft, |kept| texts(&kept.content)),
        kept: composed.kept.map(|kept| KeptRequest { by: kept.by.name, at: kept.at, version: kept.version }),
        contact: composed.contact,
        recipients,
        routes,
        family: composed.family,
        topics: topics.into_iter().take(TOPICS).map(|topic| topic.name.to_owned()).collect(),
        files: files.into_iter().filter(|file| file.visibility == Visibility::Provider).collect(),
        case: view.case,
        customer: view.customer,
        preview,
        foreign,
        form,
    })
}

/// A form that begins with what is kept, and with what the address asks for in place of it.
fn begun(kept: Option<&case::KeptDraft>, asked: Form) -> Form {
    let mut values = kept.map(|kept| pairs(&kept.content)).unwrap_or_default();
    values.retain(|(name, _)| asked.value(name).is_none());
    values.extend(asked.values);
    if values.is_empty() { Form::default() } else { Form::posted(FORM, values) }
}

/// The texts that a colleague kept.
fn texts(kept: &case::Escalate) -> Draft {
    let case::Escalate { title, description, business_impact, .. } = kept.clone();
    Draft { title, description, business_impact }
}

/// What was written as the form sends it.
fn pairs(written: &case::Escalate) -> Vec<(String, String)> {
    let contact = written.contact.clone();
    let mut pairs = vec![
        ("title", Some(written.title.clone())),
        ("description", Some(written.description.clone())),
        ("business_impact", Some(written.business_impact.clone())),
        ("severity", written.severity.map(|word| word.word().to_owned())),
        ("support_topic", written.support_topic.clone()),
        ("route", written.route.map(|word| EscalatePage::way(word, written.connection))),
        ("recipient", written.recipient.map(|word| word.word().to_owned())),
        ("duplicate_reason", written.duplicate_reason.clone()),
        ("files_shown", written.files.is_some().then(|| "true".to_owned())),
    ];
    if let Some(contact) = contact {
        pairs.extend([
            ("contact_name", Some(contact.name)),
            ("contact_email", Some(contact.email)),
            ("contact_phone", contact.phone),
            ("contact_country", contact.country),
            ("contact_time_zone", contact.time_zone),
            ("contact_language", contact.language),
        ]);
    }
    let files = written.files.iter().flatten().map(|file| ("files", Some(file.to_string())));
    let all = pairs.into_iter().chain(files);
    all.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// What a look at the request showed.
struct Shown {
    packet: Packet,
    blockers: Vec<Blocker>,
    foreign: Option<ForeignLanguage>,
    routes: Vec<RankedRoute>,
}

impl Shown {
    fn of(preview: case::Preview) -> Self {
        let understood = preview.recipient_languages;
        Self {
            packet: preview.packet,
            routes: preview.routes,
            blockers: preview.ladder.blockers,
            foreign: preview.unsupported_language.map(|written| ForeignLanguage { written, understood }),
        }
    }
}

/// To whom it can go, the usual one first.
async fn recipients(visit: &Visit, composed: &case::Compose) -> Result<Vec<RecipientChoice>, Error> {
    let possible = case::recipients(&visit.app, &visit.ctx, composed.family).await?;
    let choice = |one: case::PossibleRecipient| {
        let case::PossibleRecipient { kind, name, here, targets } = one;
        RecipientChoice { kind, name, on_desk: here, targets }
    };
    let mut choices: Vec<RecipientChoice> = possible.into_iter().map(choice).collect();
    choices.sort_by_key(|choice| choice.kind != composed.recipient);
    Ok(choices)
}

pub(super) async fn hand_up(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let values = with_choice(values);
    if values.text("action") == "discard" {
        case::discard_draft(&visit.app, &ctx, id).await?;
        return Ok(done(&path(id), "draft_discarded"));
    }
    let command = match command(&values) {
        Ok(command) => command,
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, values.refused(FORM, &faults), None).await?;
            return visit.unsound(&view).await;
        }
        Err(error) => return Err(error.into()),
    };
    match values.text("action") {
        "send" => send(&visit, ctx, id, &values, command).await,
        "save" => save(&visit, ctx, id, &values, command).await,
        _ => look(&visit, id, &values, command).await,
    }
}

fn path(id: CaseId) -> String {
    format!("/cases/{id}/escalate")
}

/// Keeps what was written. Where a colleague saved theirs meanwhile, both are shown: saved again, ours takes its place.
async fn save(visit: &Visit, ctx: Ctx, id: CaseId, values: &Values, content: case::Escalate) -> Answer {
    let version = values.text("draft_version").parse().ok();
    match case::save_draft(&visit.app, &ctx, id, case::SaveDraft { content, version }).await {
        Ok(_) => Ok(done(&path(id), "draft_saved")),
        Err(Error::Invalid(faults)) => {
            let view = page(visit, id, values.refused(FORM, &faults), None).await?;
            visit.unsound(&view).await
        }
        Err(Error::Stale { .. }) => {
            let mut view = page(visit, id, values.form(FORM), None).await?;
            view.form = values.late(FORM, view.kept.as_ref().map(|kept| (kept.by.clone(), kept.at)));
            visit.late(&view).await
        }
        Err(error) => Err(deed::elsewhere(id, values, error)),
    }
}

async fn send(visit: &Visit, ctx: Ctx, id: CaseId, values: &Values, command: case::Escalate) -> Answer {
    match case::escalate(&visit.app, &ctx, id, command.clone()).await {
        Ok(request) => {
            let word = if request.status == RequestStatus::Prepared { "request_prepared" } else { "request_sent" };
            Ok(done(&format!("/service-requests/{}", request.id), word))
        }
        Err(Error::Invalid(faults)) => {
            let view = page(visit, id, values.refused(FORM, &faults), None).await?;
            visit.unsound(&view).await
        }
        // The page lists what stands in the way, and keeps what was written.
        Err(Error::Blocked(blockers)) => {
            let preview = case::preview(&visit.app, &ctx, id, command).await?;
            let shown = Shown { blockers, ..Shown::of(preview) };
            let view = page(visit, id, values.form(FORM), Some(shown)).await?;
            Ok(visit.page_with(axum::http::StatusCode::CONFLICT, &view).await?)
        }
        Err(error) => Err(deed::elsewhere(id, values, error)),
    }
}

async fn look(visit: &Visit, id: CaseId, values: &Values, command: case::Escalate) -> Answer {
    match case::preview(&visit.app, &visit.ctx, id, command).await {
        Ok(preview) => {
            let view = page(visit, id, values.form(FORM), Some(Shown::of(preview))).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(mut faults)) => {
            // Words that find topics are no mistake: the topics are offered. What else is wrong is said once one is chosen.
            let found = page(visit, id, values.form(FORM), None).await?;
            if found.topics.is_empty() {
                return visit.unsound(&EscalatePage { form: values.refused(FORM, &faults), ..found }).await;
            }
            faults.retain(|fault| fault.field != "support_topic");
            if faults.is_empty() {
                return visit.page(&found).await;
            }
            visit.unsound(&EscalatePage { form: values.refused(FORM, &faults), ..found }).await
        }
        Err(error) => Err(deed::elsewhere(id, values, error)),
    }
}

/// A topic that was chosen from those found stands in the place of what was typed.
fn with_choice(mut values: Values) -> Values {
    if let Some(topic) = values.given("topic_choice") {
        values.0.retain(|(name, _)| name != "support_topic" && name != "topic_choice");
        values.0.push(("support_topic".to_owned(), topic));
    }
    values
}

/// The files that go along, where the form offered any.
fn files(values: &Values, faults: &mut Faults) -> Option<BTreeSet<AttachmentId>> {
    values.given("files_shown")?;
    let ids: Option<BTreeSet<AttachmentId>> = values.all("files").into_iter().map(|id| id.parse().ok()).collect();
    if ids.is_none() {
        faults.add("files", "unknown", "Choose of the list.");
    }
    ids
}

/// The way that was chosen: a route, and the connection where it goes by one.
fn way(values: &Values, faults: &mut Faults) -> (Option<Route>, Option<ConnectionId>) {
    let text = values.text("route");
    let (route, connection) = text.split_once(':').map_or((text, None), |(route, id)| (route, id.parse().ok()));
    let route = Route::from_word(route);
    let is_whole = route.is_some() && text.contains(':') == connection.is_some();
    if !text.is_empty() && !is_whole {
        faults.add("route", "unknown", "Choose of the list.");
    }
    (route, connection)
}

fn command(values: &Values) -> Result<case::Escalate, Error> {
    let mut faults = Faults::default();
    let (route, connection) = way(values, &mut faults);
    let command = case::Escalate {
        title: values.text("title").to_owned(),
        description: values.text("description").to_owned(),
        business_impact: values.text("business_impact").to_owned(),
        severity: values.word(&mut faults, "severity", Severity::from_word),
        support_topic: values.given("support_topic"),
        route,
        connection,
        recipient: values.word(&mut faults, "recipient", RecipientKind::from_word),
        contact: contact(values),
        duplicate_reason: values.given("duplicate_reason"),
        files: files(values, &mut faults),
    };
    faults.finish().map(|()| command)
}
