//! The list of cases.

use axum::http::Uri;
use tierline_app::{Error, case, customer};
use tierline_domain::{CaseStatus, NextAction, RungKey, Severity, UserId};
use tierline_render::{
    Form,
    page::{CaseView, CasesPage},
};

use crate::{
    kit::cursor,
    web::{
        fault::Answer,
        frame::ACTIVE,
        posted::Values,
        query::{self, unreadable},
        visit::Visit,
    },
};

/// Lines of a page.
const LINES: u32 = 50;

pub(super) async fn list(visit: Visit, uri: Uri) -> Answer {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let asked = Values(query::pairs(&uri));
    let command = narrowed(&asked, ctx.user.id)?;
    let of_customer = command.customer;
    let name = async {
        match of_customer {
            Some(id) => customer::view(app, ctx, id).await.map(|view| Some(view.customer.name)),
            None => Ok(None),
        }
    };
    let (mut lines, customer_name, counts) = futures::try_join!(case::list(app, ctx, command), name, counts(&visit))?;
    let next = (lines.len() > LINES as usize).then(|| lines.truncate(LINES as usize)).and_then(|()| lines.last());
    let next = next.map(|last| cursor::write(&case::CaseAfter::from(last)));
    let view = CasesPage { filter: Form::posted("", asked.0), counts, customer_name, lines, next };
    visit.page(&view).await
}

/// The list as an address narrows it.
fn narrowed(asked: &Values, me: UserId) -> Result<case::CaseQuery, Error> {
    let status = match asked.text("status") {
        "" => ACTIVE.to_vec(),
        word => vec![CaseStatus::from_word(word).ok_or_else(|| unreadable("status"))?],
    };
    let assignee = match asked.text("assignee") {
        "" => None,
        "me" => Some(Some(me)),
        "none" => Some(None),
        id => Some(Some(id.parse().map_err(|_| unreadable("assignee"))?)),
    };
    let query = asked.given("query");
    // Who looks for a number or a word means all cases, unless a status is chosen.
    let status = if query.is_some() && asked.text("status").is_empty() { Vec::new() } else { status };
    let over = |status: &CaseStatus| matches!(status, CaseStatus::Resolved | CaseStatus::Closed);
    Ok(case::CaseQuery {
        due_first: !status.is_empty() && !status.iter().all(over),
        query,
        status,
        assignee,
        customer: asked.given("customer_id").map(|id| id.parse().map_err(|_| unreadable("customer_id"))).transpose()?,
        rung: asked
            .given("rung")
            .map(|word| RungKey::from_word(&word).ok_or_else(|| unreadable("rung")))
            .transpose()?,
        next: asked
            .given("next")
            .map(|word| NextAction::from_word(&word).ok_or_else(|| unreadable("next")))
            .transpose()?,
        severity: asked
            .given("severity")
            .map(|word| Severity::from_word(&word).ok_or_else(|| unreadable("severity")))
            .transpose()?,
        service: asked.given("service"),
        issue: asked.given("issue").map(|id| id.parse().map_err(|_| unreadable("issue"))).transpose()?,
        post_outage: None,
        after: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
    })
}

/// How much each view holds; those of cases that are over are not counted.
async fn counts(visit: &Visit) -> Result<Vec<(CaseView, u8)>, Error> {
    let counted = [
        CaseView::Open,
        CaseView::Mine,
        CaseView::Nobody,
        CaseView::Ready,
        CaseView::KnownIssue,
        CaseView::WaitingOnCustomer,
        CaseView::WaitingOnProvider,
    ];
    futures::future::try_join_all(counted.map(|view| async move {
        let narrowed = narrowed(&Values(query::pairs(&Uri::from_static(view.href()))), visit.ctx.user.id)?;
        let count = case::counts(&visit.app, &visit.ctx, narrowed).await?;
        Ok((view, u8::try_from(count.clamp(0, 100)).unwrap_or(100)))
    }))
    .await
}
