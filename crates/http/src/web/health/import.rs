//! The import of a feed's payload.

use tierline_app::{Error, customer, error::Faults, health};
use tierline_domain::{Action, health::FeedFormat};
use tierline_render::{
    Choice, Form,
    page::{HealthImportPage, HealthImportReport},
};

use crate::{
    kit::body::UPLOAD_LIMIT,
    web::{
        fault::{Answer, Fault},
        multipart::Sent,
        posted::Posted,
        visit::Visit,
    },
};

/// The form's name.
const FORM: &str = "import";

pub(super) async fn blank(visit: Visit) -> Answer {
    visit.ctx.require(Action::ManageFeeds)?;
    let view = page(&visit, None, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, report: Option<HealthImportReport>, form: Form) -> Result<HealthImportPage, Error> {
    let customers = if visit.ctx.may(Action::See) {
        let query = customer::CustomerQuery { limit: 200, ..Default::default() };
        customer::list(&visit.app, &visit.ctx, query).await?
    } else {
        Vec::new()
    };
    let customers =
        customers.into_iter().map(|line| Choice::new(line.customer.id.to_string(), line.customer.name)).collect();
    Ok(HealthImportPage { customers, report, form })
}

pub(super) async fn import(Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let mut faults = Faults::default();
    let (payload, too_large) = match file.within(UPLOAD_LIMIT) {
        Ok((_, bytes)) => (bytes, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let command = health::Import {
        format: values.chosen(&mut faults, "format", FeedFormat::from_word, FeedFormat::ALL[0]),
        customer: values.id(&mut faults, "customer_id"),
        feed: Some(values.text("feed").to_owned()),
        payload,
    };
    if command.payload.is_empty() && too_large.is_none() {
        faults.add("file", "empty", "This file is empty: take another.");
    }
    let outcome = match too_large.map_or_else(|| faults.finish(), Err) {
        Ok(()) => health::import(&visit.app, &ctx, command).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) => {
            let health::ImportReport { records, created, updated, unchanged, rejected, .. } = report;
            let report = HealthImportReport { records, created, updated, unchanged, rejected };
            let view = page(&visit, Some(report), values.form(FORM)).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(mut faults)) => {
            // What the API takes as its body is a file here.
            for fault in faults.iter_mut().filter(|fault| fault.field == "payload") {
                fault.field = "file".to_owned();
            }
            let view = page(&visit, None, values.refused(FORM, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(Error::TooLarge { limit }) => {
            let view = page(&visit, None, values.too_large(FORM, limit)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back("/health/import")),
    }
}
