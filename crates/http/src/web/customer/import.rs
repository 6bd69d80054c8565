//! The import of customers: a look first, then the deed, with a report line by line.

use tierline_app::{Error, customer};
use tierline_domain::Action;
use tierline_render::page::{CustomerImportPage, CustomerImportReport, ImportLine, ImportOutcome};

use crate::web::{
    fault::{Answer, Fault},
    multipart::Sent,
    posted::{Posted, shown},
    visit::Visit,
};

/// The form's name.
const FORM: &str = "import";

pub(super) async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::AddCustomers).await?;
    visit.page(&CustomerImportPage::default()).await
}

pub(super) async fn import(Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    // Anything but the word for the deed only looks.
    let dry_run = values.text("action") != "import";
    let outcome = match file.within(customer::IMPORT_LIMIT) {
        Ok((_, bytes)) => customer::import(&visit.app, &ctx, customer::Import { bytes, dry_run }).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) => {
            let view = CustomerImportPage { report: Some(told(report)), form: values.form(FORM) };
            visit.page(&view).await
        }
        Err(Error::Invalid(faults)) => {
            let view = CustomerImportPage { report: None, form: values.refused(FORM, &faults) };
            visit.unsound(&view).await
        }
        Err(Error::TooLarge { limit }) => {
            let view = CustomerImportPage { report: None, form: values.too_large(FORM, limit) };
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back("/customers/import")),
    }
}

fn told(report: customer::ImportReport) -> CustomerImportReport {
    let line = |line: customer::ImportLine| ImportLine {
        line: line.line,
        customer: line.customer,
        outcome: match line.result {
            customer::ImportResult::Created => ImportOutcome::Created,
            customer::ImportResult::Updated => ImportOutcome::Updated,
            customer::ImportResult::Unchanged => ImportOutcome::Unchanged,
            customer::ImportResult::Rejected => ImportOutcome::Rejected,
        },
        faults: line.errors.iter().map(shown).collect(),
    };
    CustomerImportReport { dry_run: report.dry_run, lines: report.lines.into_iter().map(line).collect() }
}
