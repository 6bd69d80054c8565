//! All customers concerned are told of an issue, and those who still suffer when it is over.

use axum::http::Uri;
use tierline_app::{Error, health};
use tierline_domain::{HealthIssueId, Language, health::LeftOut};
use tierline_render::{
    Form,
    page::{AfterPage, InformPage, SufferingLine},
};

use crate::{
    kit::cursor,
    web::{
        fault::{Answer, Fault},
        frame::done,
        path::At,
        posted::{Posted, Values},
        query,
        visit::Visit,
    },
};

/// Cases of a page.
const LINES: u32 = 50;

pub(super) async fn look(visit: Visit, At(id): At<HealthIssueId>) -> Answer {
    let view = page(&visit, id, Form::default(), None).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: HealthIssueId, form: Form, written: Option<String>) -> Result<InformPage, Error> {
    let plan = health::inform_plan(&visit.app, &visit.ctx, id).await?;
    Ok(InformPage {
        issue: plan.issue,
        as_of: plan.as_of,
        messages: plan.messages,
        told: plan.told,
        told_count: plan.told_count,
        left_out: plan.left_out,
        reasons: plan.left_out_counts.into_iter().collect::<Vec<(LeftOut, usize)>>(),
        without_case: plan.without_case,
        without_case_count: plan.without_case_count,
        written,
        form,
    })
}

pub(super) async fn inform(At(id): At<HealthIssueId>, Posted { visit, ctx, values }: Posted) -> Answer {
    match health::inform_all(&visit.app, &ctx, id, command(&values)).await {
        Ok(_) => Ok(done(&format!("/health/issues/{id}"), "customers_informed")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, values.refused("inform", &faults), None).await?;
            visit.unsound(&view).await
        }
        // What was typed answers a post that is not the last any more: the fields have the new message, and what was typed
        // stands beside them.
        Err(Error::Conflict { .. }) => {
            let view = page(&visit, id, Form::default(), Some(values.written())).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(format!("/health/issues/{id}"))),
    }
}

fn command(values: &Values) -> health::InformAll {
    let texts = Language::ALL.iter().filter_map(|language| {
        let name = format!("text_{language}");
        // A field that the page did not have is no empty text.
        let came = values.0.iter().any(|(given, _)| *given == name);
        came.then(|| (*language, values.text(&name).to_owned()))
    });
    health::InformAll { as_of: values.text("as_of").to_owned(), texts: texts.collect() }
}

pub(super) async fn after(visit: Visit, uri: Uri) -> Answer {
    let from = query::value(&uri, "cursor").map(|text| cursor::read(&text)).transpose();
    let from = from.map_err(|fault| Error::Invalid(vec![fault]))?;
    let mut found = health::post_outage(&visit.app, &visit.ctx, None, from, LINES + 1).await?;
    let more = found.len() > LINES as usize;
    found.truncate(LINES as usize);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| cursor::write(&tierline_app::case::CaseAfter::from(&last.case)));
    let line = |health::Suffering { case, issue }: health::Suffering| SufferingLine {
        case,
        issue: issue.id,
        ended_at: issue.ends_at.unwrap_or(issue.last_modified_at),
        source_id: issue.source_id,
        title: issue.title,
    };
    visit.page(&AfterPage { lines: found.into_iter().map(line).collect(), next }).await
}
