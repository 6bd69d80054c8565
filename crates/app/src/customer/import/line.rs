//! From the cells of a line to what it says: checked, in our words, and nothing where a cell is blank.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, Utc};
use tierline_domain::{
    DelegatedAdminKind, DelegatedAdminStatus, InformPolicy, Organization, OrganizationId, RelationshipKind,
    RelationshipStatus, SupportPlan,
    catalogue::{ProductFamily, lookup_key, region_find, service_find},
    text::normalized,
};

use super::{
    column::Column,
    decode::{RawLine, Table},
    told::CustomerCells,
};
use crate::{
    customer::{check, delegated_admin},
    error::{Error, Faults, FieldError, Result},
    validate,
};

/// What a line says of a subscription.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SubscriptionCells {
    pub(super) service: String,
    pub(super) family: ProductFamily,
    pub(super) region: Option<String>,
    pub(super) quantity: Option<i64>,
    pub(super) external_id: Option<String>,
    pub(super) support_right: Option<bool>,
}

/// What a line says of a delegated admin relationship.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DelegatedCells {
    pub(super) name: String,
    pub(super) kind: Option<DelegatedAdminKind>,
    pub(super) roles: Option<BTreeSet<String>>,
    pub(super) status: Option<DelegatedAdminStatus>,
    pub(super) starts_at: Option<DateTime<Utc>>,
    pub(super) ends_at: Option<DateTime<Utc>>,
}

/// A line that can be understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) customer: CustomerCells,
    pub(super) subscription: Option<SubscriptionCells>,
    pub(super) delegated: Option<DelegatedCells>,
}

/// A line that cannot: whom it seems to be about, and what is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BadLine {
    pub(super) number: u64,
    pub(super) customer: Option<String>,
    pub(super) errors: Vec<FieldError>,
}

/// Understands a line. `resellers` are the organizations below ours.
pub(super) fn read(
    table: &Table,
    raw: &RawLine,
    resellers: &[Organization],
    now: DateTime<Utc>,
) -> Result<Line, BadLine> {
    let mut cells = Cells { table, raw, faults: Faults::default() };
    cells.check_length();
    let customer = cells.customer(resellers, now);
    let subscription = cells.subscription();
    let delegated = cells.delegated();
    let shown = cells.get(Column::Name).or_else(|| cells.get(Column::Domain)).or_else(|| cells.get(Column::TenantId));
    let shown = shown.map(|text| text.chars().take(200).collect());
    match cells.faults.finish() {
        Ok(()) => Ok(Line { number: raw.number, customer, subscription, delegated }),
        Err(Error::Invalid(errors)) => Err(BadLine { number: raw.number, customer: shown, errors }),
        // Collected faults are nothing else.
        Err(_) => Err(BadLine { number: raw.number, customer: shown, errors: Vec::new() }),
    }
}

struct Cells<'a> {
    table: &'a Table,
    raw: &'a RawLine,
    faults: Faults,
}

impl<'a> Cells<'a> {
    /// The text of a cell; none where it is blank or the column is not there.
    fn get(&self, column: Column) -> Option<&'a str> {
        let place = self.table.columns.iter().position(|found| *found == Some(column))?;
        self.raw.cells.get(place).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// A missing or surplus separator shifts everything behind it: the line is not guessed at.
    fn check_length(&mut self) {
        let (header, line) = (self.table.columns.len(), self.raw.cells.len());
        let surplus = self.raw.cells.iter().skip(header).any(|cell| !cell.is_empty());
        if line < header || surplus {
            let message =
                format!("The line has {line} cells, the header {header}: a separator or a quotation mark is wrong.");
            self.faults.add("line", "cells", message);
        }
        let nameless =
            self.table.columns.iter().zip(&self.raw.cells).any(|(column, cell)| column.is_none() && !cell.is_empty());
        if nameless {
            self.faults.add("line", "no_header", "A cell stands below no header: name the column, or empty it.");
        }
    }

    fn customer(&mut self, resellers: &[Organization], now: DateTime<Utc>) -> CustomerCells {
        let since = self.date(Column::RelationshipSince, Edge::Start);
        let cells = CustomerCells {
            name: self.text(Column::Name),
            domain: self.get(Column::Domain).map(|text| check::domain(&mut self.faults, "domain", text)),
            tenant_id: self.get(Column::TenantId).map(|text| check::tenant_id(&mut self.faults, "tenant_id", text)),
            country: self.get(Column::Country).map(|text| validate::country(&mut self.faults, "country", text)),
            language: self.get(Column::Locale).and_then(|text| check::language(&mut self.faults, "locale", text)),
            support_plan: self.word(Column::SupportPlan, SupportPlan::ALL, SupportPlan::word),
            inform: self.word(Column::Inform, InformPolicy::ALL, InformPolicy::word),
            relationship: self.word(Column::Relationship, RelationshipKind::ALL, RelationshipKind::word),
            relationship_status: self.word(
                Column::RelationshipStatus,
                RelationshipStatus::ALL,
                RelationshipStatus::word,
            ),
            relationship_since: check::since(&mut self.faults, Column::RelationshipSince.word(), since, now),
            indirect_reseller: self.reseller(resellers),
        };
        if self.get(Column::TenantId).is_none() && self.get(Column::Domain).is_none() {
            self.faults.add("tenant_id", "required", "Write the customer's tenant_id or domain: it is told by them.");
        }
        cells
    }

    fn subscription(&mut self) -> Option<SubscriptionCells> {
        use Column::{ProductFamily as Family, Quantity, Region, Service, SubscriptionId, SupportRight};
        let Some(text) = self.get(Service) else {
            if [Family, Region, Quantity, SubscriptionId, SupportRight].iter().any(|column| self.get(*column).is_some())
            {
                self.faults.add(Service.word(), "required", "Name the service that the rest of the line is about.");
            }
            return None;
        };
        let family = self.word(Family, ProductFamily::ALL, ProductFamily::word);
        let (service, family) = match (service_find(text), family) {
            (Some(found), _) => (found.name.to_owned(), found.family),
            (None, Some(family)) => (self.text(Service).unwrap_or_default(), family),
            (None, None) => {
                let message =
                    "This service is not in the catalogue: correct the name, or say its product_family to keep it.";
                self.faults.add(Service.word(), "unknown", message);
                (String::new(), ProductFamily::Marketplace)
            }
        };
        Some(SubscriptionCells {
            service,
            family,
            region: self.region(),
            quantity: self.quantity(),
            external_id: self.text(SubscriptionId),
            support_right: self.flag(SupportRight),
        })
    }

    fn delegated(&mut self) -> Option<DelegatedCells> {
        use Column::{
            DelegatedAdmin as Name, DelegatedAdminEnd as End, DelegatedAdminKind as Kind, DelegatedAdminRoles as Roles,
            DelegatedAdminStart as Start, DelegatedAdminStatus as Status,
        };
        if self.get(Name).is_none() {
            if [Kind, Roles, Status, Start, End].iter().any(|column| self.get(*column).is_some()) {
                self.faults.add(
                    Name.word(),
                    "required",
                    "Name the delegated admin relationship: it is told by its name.",
                );
            }
            return None;
        }
        let name = self.text(Name).unwrap_or_default();
        let name = if name.is_empty() { name } else { delegated_admin::name(&mut self.faults, Name.word(), &name) };
        let roles =
            self.get(Roles).map(|text| delegated_admin::roles(&mut self.faults, Roles.word(), text.split([';', '|'])));
        Some(DelegatedCells {
            name,
            kind: self.word(Kind, DelegatedAdminKind::ALL, DelegatedAdminKind::word),
            roles,
            status: self.word(Status, DelegatedAdminStatus::ALL, DelegatedAdminStatus::word),
            starts_at: self.date(Start, Edge::Start),
            ends_at: self.date(End, Edge::End),
        })
    }

    /// A text of one line. What a spreadsheet would run as a formula is refused: here it is a slip or an attack, and the
    /// file may well be opened in a spreadsheet again.
    fn text(&mut self, column: Column) -> Option<String> {
        let text = self.get(column)?;
        if text.starts_with(['=', '+', '-', '@']) {
            let message =
                "A text can't begin with =, +, - or @ in a file: a spreadsheet would run it. Begin it otherwise.";
            self.faults.add(column.word(), "formula", message);
            return None;
        }
        Some(self.faults.line(column.word(), text))
    }

    /// One of a few words, whatever its case, spaces and punctuation: `approvalPending` is `approval_pending`.
    fn word<T: Copy>(&mut self, column: Column, all: &[T], word: impl Fn(T) -> &'static str) -> Option<T> {
        let text = self.get(column)?;
        let found = all.iter().copied().find(|value| lookup_key(word(*value)) == lookup_key(text));
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|value| word(*value)).collect();
            self.faults.add(column.word(), "unknown", format!("Write one of: {}.", words.join(", ")));
        }
        found
    }

    fn flag(&mut self, column: Column) -> Option<bool> {
        let text = normalized(self.get(column)?);
        match text.as_str() {
            "yes" | "true" | "1" | "да" | "tak" => Some(true),
            "no" | "false" | "0" | "нет" | "nie" => Some(false),
            _ => {
                self.faults.add(column.word(), "unknown", "Write yes or no.");
                None
            }
        }
    }

    fn region(&mut self) -> Option<String> {
        let text = self.get(Column::Region)?;
        let found = region_find(text).map(|region| region.name.to_owned());
        if found.is_none() {
            let message =
                "This region is not in the catalogue: health could not be matched by it. Correct it, or leave it out.";
            self.faults.add("region", "unknown", message);
        }
        found
    }

    fn quantity(&mut self) -> Option<i64> {
        let text = self.get(Column::Quantity)?;
        let found = text.parse::<i64>().ok().filter(|quantity| (0..=100_000_000).contains(quantity));
        if found.is_none() {
            self.faults.add("quantity", "out_of_range", "Write a whole number from 0 to 100000000, without spaces.");
        }
        found
    }

    fn reseller(&mut self, resellers: &[Organization]) -> Option<OrganizationId> {
        let text = self.get(Column::IndirectReseller)?;
        let mut found =
            resellers.iter().filter(|one| one.id.to_string() == text || normalized(&one.name) == normalized(text));
        match (found.next(), found.next()) {
            (Some(one), None) => return Some(one.id),
            (Some(_), Some(_)) => {
                let message = "Two of your indirect resellers have this name: write the identifier.";
                self.faults.add("indirect_reseller", "ambiguous", message);
            }
            (None, _) => {
                let message = "None of your indirect resellers on this desk has this name or identifier.";
                self.faults.add("indirect_reseller", "unknown", message);
            }
        }
        None
    }

    fn date(&mut self, column: Column, edge: Edge) -> Option<DateTime<Utc>> {
        let text = self.get(column)?;
        let found = instant(text, edge).filter(|at| (1900..=2100).contains(&at.year()));
        if found.is_none() {
            let message = "Write a day as 2026-09-15 or 15.09.2026, or a time as 2026-09-15T08:00:00Z.";
            self.faults.add(column.word(), "not_a_date", message);
        }
        found.map(|at| at.trunc_subsecs(6))
    }
}

/// What a day without a time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// From its first instant on.
    Start,
    /// To its last.
    End,
}

/// A time with its zone, a time without one (UTC), or a day. A day with slashes is not read: 03/04 is two days.
fn instant(text: &str, edge: Edge) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    for format in
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"]
    {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, format) {
            return Some(at.and_utc());
        }
    }
    let day = ["%Y-%m-%d", "%d.%m.%Y"].iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    let day = if edge == Edge::End { day.checked_add_days(Days::new(1))? } else { day };
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use tierline_domain::Language;

    use super::{super::decode::decode, *};

    fn now() -> DateTime<Utc> {
        "2026-09-15T12:00:00Z".parse().unwrap()
    }

    fn read_one(header: &str, line: &str) -> Result<Line, BadLine> {
        let table = decode(format!("{header}\n{line}\n").as_bytes()).unwrap();
        read(&table, &table.lines[0], &[], now())
    }

    fn codes(header: &str, line: &str) -> Vec<String> {
        let bad = read_one(header, line).expect_err(line);
        bad.errors.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
    }

    #[test]
    fn a_line_says_what_its_cells_say() {
        let header = "name;domain;locale;service;region;quantity;delegated_admin;delegated_admin_roles;delegated_admin_status;delegated_admin_end";
        let line = "Zażółć Sp. z o.o.;Zazolc.example;pl-PL;Teams;westeurope;12;Wsparcie;\"Helpdesk Administrator; f023fd81-a637-4b56-95fd-791ac0226033\";approvalPending;31.12.2026";
        let line = read_one(header, line).unwrap();
        assert_eq!(line.customer.name.as_deref(), Some("Zażółć Sp. z o.o."));
        assert_eq!(
            (line.customer.domain.as_deref(), line.customer.language),
            (Some("zazolc.example"), Some(Language::Pl))
        );
        let subscription = line.subscription.unwrap();
        assert_eq!((subscription.service.as_str(), subscription.quantity), ("Microsoft Teams", Some(12)));
        assert_eq!(subscription.region.as_deref(), Some("West Europe"));
        let delegated = line.delegated.unwrap();
        assert_eq!(delegated.roles.unwrap().len(), 2);
        assert_eq!(delegated.status, Some(DelegatedAdminStatus::ApprovalPending));
        assert_eq!(delegated.ends_at, Some("2027-01-01T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let header = "name,domain,country,support_plan,service,quantity";
        let found = codes(header, "Aster,aster,Poland,gold,Fabulon Ledger,many");
        let expected = [
            "domain not_a_domain",
            "country not_a_country",
            "support_plan unknown",
            "service unknown",
            "quantity out_of_range",
        ];
        assert_eq!(found, expected);
    }

    /// Threat 53: what a spreadsheet would run does not get into the book by a file.
    #[test]
    fn a_name_that_is_a_formula_is_refused() {
        for name in ["=HYPERLINK(\"http://x.example\")", "+48 22", "-2+3", "@SUM(A1)"] {
            let line = format!("\"{}\",a.example", name.replace('"', "\"\""));
            assert_eq!(codes("name,domain", &line), ["name formula"], "{name}");
        }
        assert_eq!(codes("domain,delegated_admin", "a.example,=1+1"), ["delegated_admin formula"]);
    }

    #[test]
    fn a_shifted_line_is_not_guessed_at() {
        assert_eq!(codes("name,domain,country", "Aster,a.example"), ["line cells"]);
        assert_eq!(codes("name,domain", "Aster,a.example,PL"), ["line cells"]);
        assert!(read_one("name,domain", "Aster,a.example,,").is_ok());
        assert_eq!(codes("domain,", "a.example,what"), ["line no_header"]);
    }

    #[test]
    fn a_cell_with_a_line_break_is_refused() {
        assert_eq!(codes("name,domain", "\"Aster\nBirch\",a.example"), ["name line_break"]);
    }

    #[test]
    fn a_service_outside_the_catalogue_needs_its_family() {
        assert_eq!(codes("domain,service", "a.example,Fabulon Ledger"), ["service unknown"]);
        let line = read_one("domain,service,product_family", "a.example,Fabulon Ledger,marketplace").unwrap();
        assert_eq!(line.subscription.unwrap().family, ProductFamily::Marketplace);
    }

    #[test]
    fn a_rest_without_its_head_is_refused() {
        assert_eq!(codes("domain,service,region", "a.example,,westeurope"), ["service required"]);
        assert_eq!(
            codes("domain,delegated_admin,delegated_admin_end", "a.example,,2026-12-31"),
            ["delegated_admin required"]
        );
        assert_eq!(codes("name,domain,tenant_id", "Aster,,"), ["tenant_id required"]);
    }

    #[test]
    fn a_day_is_read_in_two_ways_and_never_guessed() {
        let noon = |text: &str| instant(text, Edge::Start);
        let day = Some("2026-09-15T00:00:00Z".parse().unwrap());
        assert_eq!(noon("2026-09-15"), day);
        assert_eq!(noon("15.09.2026"), day);
        assert_eq!(noon("2026-09-15T02:00:00+02:00"), day);
        assert_eq!(noon("2026-09-15 00:00"), day);
        for bad in ["09/15/2026", "15-09-2026", "45915", "soon"] {
            assert_eq!(noon(bad), None, "{bad}");
        }
    }
}
