//! Many customers at once: a file, a look at what it would do, and what it did.

use askama::Template;
use tierline_domain::words;

use super::{Page, html};
use crate::{Fault, Form, Frame, Html, Link, Look, Place, Tone, ui::Looks};

words! {
    /// What an import makes, or would make, of a line.
    pub enum ImportOutcome {
        /// A new row.
        Created = "created",
        /// A changed row.
        Updated = "updated",
        /// Nothing to do.
        Unchanged = "unchanged",
        /// It cannot be taken.
        Rejected = "rejected",
    }
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// Its number in the file as an editor shows it, from 1.
    pub line: u64,
    /// The customer it is about, as far as it could be read.
    pub customer: Option<String>,
    /// What came of it.
    pub outcome: ImportOutcome,
    /// What is wrong with it, by column.
    pub faults: Vec<Fault>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerImportReport {
    /// Whether it was a look only.
    pub dry_run: bool,
    /// The report, line by line.
    pub lines: Vec<ImportLine>,
}

/// The import of customers. Posts `file` and `action` (`check` or `import`, multipart) to `/customers/import`.
#[derive(Debug, Clone, Default)]
pub struct CustomerImportPage {
    /// What came of the last file.
    pub report: Option<CustomerImportReport>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/customer_import.html")]
struct CustomerImport<'a> {
    f: &'a Frame,
    p: &'a CustomerImportPage,
}

impl CustomerImport<'_> {
    fn count(&self, report: &CustomerImportReport, outcome: &ImportOutcome) -> usize {
        report.lines.iter().filter(|line| line.outcome == *outcome).count()
    }

    /// What is wrong with a line, column by column.
    fn says(&self, line: &ImportLine) -> String {
        line.faults
            .iter()
            .map(|fault| format!("{}: {}", fault.field, self.f.fault(fault)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What needs eyes comes first: the rejected lines, then the others in the file's order.
    fn lines<'r>(&self, report: &'r CustomerImportReport) -> Vec<&'r ImportLine> {
        let mut lines: Vec<&ImportLine> = report.lines.iter().collect();
        lines.sort_by_key(|line| line.outcome != ImportOutcome::Rejected);
        lines
    }
}

impl Looks for ImportOutcome {
    fn look(&self) -> Look {
        match self {
            Self::Created => Look(Tone::Ok, "plus"),
            Self::Updated => Look(Tone::Info, "restore"),
            Self::Unchanged => Look(Tone::Off, "check"),
            Self::Rejected => Look(Tone::Bad, "warn"),
        }
    }
}

impl Page for CustomerImportPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("customers-import")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Customers)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&CustomerImport { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::customer_import()
    }
}
