//! The case, as it is looked at and as it comes back after a form.

use std::collections::BTreeSet;

use axum::{http::Uri, response::Response};
use tierline_app::{Error, account, case, health, received};
use tierline_domain::{
    Action, CaseId, Event, Evidence, HealthIssueId, NextAction, NoticeSubject, Side, Visibility,
    health::{HealthIssue, HealthPost},
};
use tierline_render::{
    Choice, Form,
    page::{CasePage, InformDraft, KnownIssueNow, Proposal},
};

use crate::web::{
    fault::{Answer, Fault},
    path::At,
    query,
    visit::Visit,
};

pub(super) async fn show(visit: Visit, At(id): At<CaseId>, uri: Uri) -> Answer {
    // Who belongs to a customer reads the case on their own pages.
    if visit.ctx.is_customer() {
        return Err(Error::NotFound.into());
    }
    let mut view = page(&visit, id, Form::default()).await?;
    if let Some(said) = query::value(&uri, "pass_on").and_then(|entry| answer(&view, &entry)) {
        let customer = Visibility::Customer.word().to_owned();
        view.form = Form::posted("notes", [("visibility".to_owned(), customer), ("text".to_owned(), said)]);
    }
    visit.opens(NoticeSubject::Case(id)).await.page(&view).await
}

/// What the recipient of a request said in an entry of the case: an agent passes it on in their own words.
fn answer(view: &CasePage, entry: &str) -> Option<String> {
    let entry = view.entries.iter().find(|one| one.id.to_string() == entry && one.actor.side == Side::Provider)?;
    entry.text.clone()
}

/// The page with a form that came back.
pub(super) async fn unsound(visit: &Visit, id: CaseId, form: Form) -> Result<Response, Fault> {
    let late = form.meanwhile.is_some();
    let view = page(visit, id, form).await?;
    if late { visit.late(&view).await } else { visit.unsound(&view).await }
}

async fn page(visit: &Visit, id: CaseId, form: Form) -> Result<CasePage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let (view, attachments, agents) =
        futures::try_join!(case::view(app, ctx, id), case::attachment_list(app, ctx, id), agents(visit, id))?;
    let proposal = proposal(visit, &view);
    let (draft, same_issue, (known, translated), received) = futures::try_join!(
        draft(visit, &view),
        same_issue(visit, &view),
        said(visit, &view),
        received::of_case(app, ctx, id)
    )?;
    let case::CaseView { case, customer, ladder, clocks, entries, assignee_name, assignee_is_kept, .. } = view;
    let case::CaseView { subscriptions, delegated, requests, readable, .. } = view;
    let request = requests.iter().find(|request| request.status.is_open()).or_else(|| requests.first()).cloned();
    Ok(CasePage {
        case,
        customer,
        entries,
        attachments,
        ladder,
        clocks,
        subscriptions,
        delegated_admin: delegated,
        assignee_name,
        assignee_is_kept,
        agents,
        readable,
        proposal,
        draft,
        known,
        translated,
        request,
        received: received.map(|one| (one.id, one.number, one.sender_name)),
        same_issue,
        viewer: ctx.user.id,
        form,
    })
}

/// Who can be given the case: colleagues who work on cases and reach its customer.
async fn agents(visit: &Visit, case: CaseId) -> Result<Vec<Choice>, Error> {
    if !visit.ctx.may(Action::WorkCases) {
        return Ok(Vec::new());
    }
    let members = account::user_list_for(&visit.app, &visit.ctx, case).await?;
    let policy = visit.ctx.organization.policy.sales_agents_work_cases;
    let works = members.into_iter().filter(|member| {
        member.user.disabled_at.is_none() && tierline_domain::may(&member.membership.roles, Action::WorkCases, policy)
    });
    Ok(works.map(|member| Choice::new(member.user.id.to_string(), member.user.name)).collect())
}

/// What the desk would decide, while nothing is decided.
fn proposal(visit: &Visit, view: &case::CaseView) -> Option<Proposal> {
    let evidence = Evidence::gather(view.case.owner, &view.entries);
    if evidence.category.is_some() || !visit.ctx.may(Action::Escalate) || !view.case.status.is_active() {
        return None;
    }
    let proposed = case::proposal(&view.case, &evidence);
    proposed.category.map(|category| Proposal { category, reasons: proposed.reasons })
}

/// The message about a known issue that an agent may send.
async fn draft(visit: &Visit, view: &case::CaseView) -> Result<Option<InformDraft>, Error> {
    let Some(known) = &view.ladder.known_issue else { return Ok(None) };
    if view.ladder.next != NextAction::WaitForKnownIssue || !visit.ctx.may(Action::WorkCases) {
        return Ok(None);
    }
    let case::InformDraft { text, said } =
        case::inform_draft(&visit.app, &visit.ctx, view.case.id, known.issue).await?;
    Ok(Some(InformDraft { issue: known.issue, source_id: known.source_id.clone(), text, said }))
}

type Told = (Option<KnownIssueNow>, Vec<(HealthIssue, HealthPost)>);

/// How the issue that explains the case stands, and the posts of its timeline that the reader finds in their own language.
async fn said(visit: &Visit, view: &case::CaseView) -> Result<Told, Error> {
    let posted = view.entries.iter().filter_map(|entry| match entry.event {
        Event::IssuePosted { issue, post: Some(_), .. } => Some(issue),
        _ => None,
    });
    let explains = view.ladder.known_issue.as_ref().map(|known| known.issue);
    let issues: BTreeSet<HealthIssueId> = posted.chain(explains).collect();
    let (mut known, mut translated) = (None, Vec::new());
    let language = visit.visitor.locale.language();
    for id in issues {
        let found = match health::issue(&visit.app, &visit.ctx, id).await {
            Ok(found) => found,
            // A feed that was taken away may take its issues with it; the case keeps what it was told.
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let health::IssueView { issue, posts, next_update_at } = found;
        let readable = posts.iter().filter(|post| post.translation(language).is_some());
        translated.extend(readable.map(|post| (issue.clone(), post.clone())));
        if explains == Some(id) {
            known = Some(KnownIssueNow { issue, last: posts.last().cloned(), next_update_at });
        }
    }
    Ok((known, translated))
}

/// Other cases that the same issue could explain, and whose they are.
async fn same_issue(visit: &Visit, view: &case::CaseView) -> Result<Option<(i64, i64)>, Error> {
    let Some(known) = &view.ladder.known_issue else { return Ok(None) };
    let issue: HealthIssueId = known.issue;
    let query = case::CaseQuery {
        issue: Some(issue),
        status: crate::web::frame::ACTIVE.to_vec(),
        limit: 200,
        ..Default::default()
    };
    let lines = case::list(&visit.app, &visit.ctx, query).await?;
    let others: Vec<_> = lines.iter().filter(|line| line.id != view.case.id).collect();
    let mut customers: Vec<_> = others.iter().map(|line| line.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Ok((!others.is_empty()).then(|| (count(others.len()), count(customers.len()))))
}
