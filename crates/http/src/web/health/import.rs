//! The import of a feed's payload.

use tierline_app::{Error, error::Faults, health};
use tierline_domain::{Action, CustomerId, health::FeedFormat};
use tierline_render::{
    Choice, Form,
    page::{HealthImportPage, HealthImportReport},
};

use crate::{
    kit::body::UPLOAD_LIMIT,
    web::{
        customer::pick,
        fault::{Answer, Fault},
        multipart::Sent,
        posted::{Posted, Values},
        visit::Visit,
    },
};

/// The form's name.
const FORM: &str = "import";

pub(super) async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::ManageFeeds).await?;
    let view = page(&visit, Vec::new(), None, Form::default()).await?;
    visit.page(&view).await
}

async fn page(
    visit: &Visit,
    found: Vec<Choice>,
    report: Option<HealthImportReport>,
    form: Form,
) -> Result<HealthImportPage, Error> {
    let customers = if visit.ctx.may(Action::See) { Some(pick::shown(visit, found).await?) } else { None };
    Ok(HealthImportPage { customers, report, form })
}

/// Whose feed it is: a customer of thousands is typed, and chosen where several answer to what was typed. Who sees no customers
/// imports for all.
async fn whose(
    visit: &Visit,
    values: &Values,
    faults: &mut Faults,
) -> Result<(Option<CustomerId>, Vec<Choice>), Error> {
    if !visit.ctx.may(Action::See) {
        return Ok((None, Vec::new()));
    }
    pick::noted(visit, values, faults).await
}

pub(super) async fn import(Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let mut faults = Faults::default();
    let (customer, found) = whose(&visit, &values, &mut faults).await?;
    let (payload, too_large) = match file.within(UPLOAD_LIMIT) {
        Ok((_, bytes)) => (bytes, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let command = health::Import {
        format: values.chosen(&mut faults, "format", FeedFormat::from_word, FeedFormat::ALL[0]),
        customer,
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
            let view = page(&visit, Vec::new(), Some(report), values.form(FORM)).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(mut faults)) => {
            // What the API takes as its body is a file here.
            for fault in faults.iter_mut().filter(|fault| fault.field == "payload") {
                fault.field = "file".to_owned();
            }
            let view = page(&visit, found, None, values.refused(FORM, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(Error::TooLarge { limit }) => {
            let view = page(&visit, found, None, values.too_large(FORM, limit)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back("/health/import")),
    }
}
