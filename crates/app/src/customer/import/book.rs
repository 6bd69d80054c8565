//! What the lines about one customer come to, against what stands in the book: nothing is asked and nothing is written here,
//! so that a dry run and an import say the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Customer, CustomerId, DelegatedAdmin, DelegatedAdminKind, DelegatedAdminStatus, Owner, Subscription,
    text::normalized, words,
};

use super::{
    column::Column,
    line::{DelegatedCells, Line, SubscriptionCells},
    told::CustomerCells,
};
use crate::{
    app::App,
    customer::{delegated_admin::is_over, edit::changed},
    error::FieldError,
};

words! {
    /// What a line came to. Of several things in a line, the first in this order that happened counts.
    pub enum ImportResult {
        /// Something is wrong with it: nothing of it was taken.
        Rejected = "rejected",
        /// It brought something new: a customer, a subscription, a relationship.
        Created = "created",
        /// It changed something that was there.
        Updated = "updated",
        /// All of it stood there already.
        Unchanged = "unchanged",
    }
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Its number as an editor shows it, from 1.
    pub line: u64,
    /// What it came to.
    pub result: ImportResult,
    /// The customer it is about, by name; what the line calls it where it was refused.
    pub customer: Option<String>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// What stands in the book about one customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Standing {
    pub(super) customer: Option<Customer>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) delegated: Vec<DelegatedAdmin>,
}

/// What the lines about one customer come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Outcome {
    /// The customer as it will be, where it is new or changes.
    pub(super) customer: Option<Customer>,
    /// Whether it is new.
    pub(super) new: bool,
    /// Whose this is, where anything is to be written.
    pub(super) about: Option<CustomerId>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) delegated: Vec<DelegatedAdmin>,
    pub(super) lines: Vec<ImportLine>,
}

/// What of a customer's lines is taken, as they are gone through.
struct Work<'a> {
    app: &'a App,
    standing: &'a Standing,
    customer: CustomerId,
    told: CustomerCells,
    told_by: BTreeMap<Column, u64>,
    subscriptions: BTreeMap<(String, Option<String>), (u64, ImportResult, Subscription)>,
    delegated: BTreeMap<String, (u64, ImportResult, DelegatedAdmin)>,
    taken: Vec<&'a Line>,
    lines: Vec<ImportLine>,
}

/// Goes through the lines about one customer. `domain_taken` says whether a domain stands with another customer.
pub(super) fn settle(
    app: &App,
    owner: Owner,
    lines: &[Line],
    standing: &Standing,
    domain_taken: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
) -> Outcome {
    let customer = standing.customer.as_ref().map_or_else(|| app.id(), |customer| customer.id);
    let mut work = Work {
        app,
        standing,
        customer,
        told: CustomerCells::default(),
        told_by: BTreeMap::new(),
        subscriptions: BTreeMap::new(),
        delegated: BTreeMap::new(),
        taken: Vec::new(),
        lines: Vec::new(),
    };
    for line in lines {
        work.take(owner, line);
    }
    work.finish(owner, domain_taken, now)
}

impl<'a> Work<'a> {
    /// Takes a line whole, or refuses it whole.
    fn take(&mut self, owner: Owner, line: &'a Line) {
        let mut errors = self.contradictions(line);
        let subscription = line.subscription.as_ref().map(|cells| (place(cells), self.subscription(cells)));
        if let Some((place, (_, said))) = &subscription
            && let Some((number, _, earlier)) = self.subscriptions.get(place)
            && *earlier != (Subscription { id: earlier.id, ..said.clone() })
        {
            let message =
                format!("Line {number} says something else of this service in this region: the desk keeps one.");
            errors.push(fault("service", "contradiction", message));
        }
        let delegated =
            line.delegated.as_ref().map(|cells| (normalized(&cells.name), self.delegated(owner, cells, &mut errors)));
        if let Some((name, (_, said))) = &delegated
            && let Some((number, _, earlier)) = self.delegated.get(name)
            && *earlier != (DelegatedAdmin { id: earlier.id, ..said.clone() })
        {
            let message = format!("Line {number} says something else of the relationship of this name.");
            errors.push(fault("delegated_admin", "contradiction", message));
        }
        if !errors.is_empty() {
            self.refuse(line, errors);
            return;
        }
        self.tell(line);
        if let Some((place, (result, said))) = subscription {
            self.subscriptions.entry(place).or_insert((line.number, result, said));
        }
        if let Some((name, (result, said))) = delegated {
            self.delegated.entry(name).or_insert((line.number, result, said));
        }
        self.taken.push(line);
    }

    fn contradictions(&self, line: &Line) -> Vec<FieldError> {
        let contradicting = line.customer.differing(&self.told);
        let say = |column: Column| {
            let earlier = self.told_by.get(&column).copied().unwrap_or_default();
            fault(column.word(), "contradiction", format!("Line {earlier} says something else of the same customer."))
        };
        contradicting.into_iter().map(say).collect()
    }

    /// Adds what a line says of the customer.
    fn tell(&mut self, line: &Line) {
        for column in line.customer.given() {
            self.told_by.entry(column).or_insert(line.number);
        }
        self.told.fill(&line.customer);
    }

    fn refuse(&mut self, line: &Line, errors: Vec<FieldError>) {
        let name =
            line.customer.name.clone().or_else(|| self.standing.customer.as_ref().map(|known| known.name.clone()));
        let customer = name.or_else(|| line.customer.domain.clone()).or_else(|| line.customer.tenant_id.clone());
        self.lines.push(ImportLine { line: line.number, result: ImportResult::Rejected, customer, errors });
    }

    fn subscription(&self, cells: &SubscriptionCells) -> (ImportResult, Subscription) {
        let known =
            self.standing.subscriptions.iter().find(|one| one.service == cells.service && one.region == cells.region);
        let before = known.cloned().unwrap_or_else(|| Subscription {
            id: self.app.id(),
            customer: self.customer,
            service: cells.service.clone(),
            product_family: cells.family,
            region: cells.region.clone(),
            quantity: None,
            external_id: None,
            support_right: false,
        });
        let after = Subscription {
            product_family: cells.family,
            quantity: cells.quantity.or(before.quantity),
            external_id: cells.external_id.clone().or_else(|| before.external_id.clone()),
            support_right: cells.support_right.unwrap_or(before.support_right),
            ..before.clone()
        };
        (result(known.is_some(), before == after), after)
    }

    fn delegated(
        &self,
        owner: Owner,
        cells: &DelegatedCells,
        errors: &mut Vec<FieldError>,
    ) -> (ImportResult, DelegatedAdmin) {
        let same = |one: &&DelegatedAdmin| normalized(&one.name) == normalized(&cells.name);
        // The list has the one that ends last first: of several with this name, that is the one which is meant.
        let known = self.standing.delegated.iter().find(same);
        let before = known.cloned().unwrap_or_else(|| DelegatedAdmin {
            owner,
            id: self.app.id(),
            customer: self.customer,
            name: cells.name.clone(),
            kind: DelegatedAdminKind::Granular,
            status: DelegatedAdminStatus::Active,
            roles: BTreeSet::new(),
            assigned_to: BTreeSet::new(),
            assignments: None,
            starts_at: None,
            ends_at: None,
            approved: None,
            ended: None,
        });
        let status = cells.status.unwrap_or(before.status);
        let after = DelegatedAdmin {
            kind: cells.kind.unwrap_or(before.kind),
            status,
            // What stands again was not ended.
            ended: before.ended.clone().filter(|_| is_over(status)),
            roles: cells.roles.clone().unwrap_or_else(|| before.roles.clone()),
            starts_at: cells.starts_at.or(before.starts_at),
            ends_at: cells.ends_at.or(before.ends_at),
            ..before.clone()
        };
        check_delegated(&after, errors);
        (result(known.is_some(), before == after), after)
    }

    fn finish(mut self, owner: Owner, domain_taken: impl Fn(&str) -> bool, now: DateTime<Utc>) -> Outcome {
        let known = self.standing.customer.clone();
        let errors = self.whole_faults(domain_taken);
        if !errors.is_empty() {
            for line in std::mem::take(&mut self.taken) {
                self.refuse(line, errors.clone());
            }
            return Outcome { lines: self.lines, ..Outcome::default() };
        }
        let before = known.clone().unwrap_or_else(|| Customer::blank(owner, self.customer, now));
        let mut after = before.clone();
        self.told.apply(&mut after);
        let fields = if known.is_some() { changed(&before, &after) } else { Vec::new() };
        for (place, line) in std::mem::take(&mut self.taken).into_iter().enumerate() {
            let result = match (&known, place) {
                (None, 0) => ImportResult::Created,
                _ => self.result_of(line, &fields),
            };
            let customer = Some(after.name.clone());
            self.lines.push(ImportLine { line: line.number, result, customer, errors: Vec::new() });
        }
        let new = known.is_none() && !self.lines.is_empty();
        let changed = known.is_some() && !fields.is_empty();
        let mut outcome = Outcome {
            customer: (new || changed).then_some(Customer { updated_at: now, ..after }),
            new,
            about: None,
            subscriptions: kept(self.subscriptions),
            delegated: kept(self.delegated),
            lines: self.lines,
        };
        let written = outcome.customer.is_some() || !outcome.subscriptions.is_empty() || !outcome.delegated.is_empty();
        outcome.about = written.then_some(self.customer);
        outcome
    }

    /// What is wrong with the customer as all its lines tell it: then none of them can be taken.
    fn whole_faults(&self, domain_taken: impl Fn(&str) -> bool) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let told = &self.told;
        if self.standing.customer.is_none() {
            let asked = [
                (Column::Name, told.name.is_none()),
                (Column::Domain, told.domain.is_none()),
                (Column::TenantId, told.tenant_id.is_none()),
                (Column::Country, told.country.is_none()),
            ];
            for (column, _) in asked.iter().filter(|(_, missing)| *missing) {
                let message = format!("This customer is not in the book yet, and no good line says its {column}.");
                errors.push(fault(column.word(), "required", message));
            }
        }
        if told.domain.as_deref().is_some_and(domain_taken) {
            errors.push(fault("domain", "taken", "Another customer of yours has this domain."));
        }
        errors
    }

    /// What a line came to: the most of what it did. The customer's change is the line's that says it first.
    fn result_of(&self, line: &Line, fields: &[&str]) -> ImportResult {
        let told = line
            .customer
            .given()
            .into_iter()
            .any(|column| fields.contains(&column.word()) && self.told_by.get(&column) == Some(&line.number));
        let customer = if told { ImportResult::Updated } else { ImportResult::Unchanged };
        let subscription = line.subscription.as_ref().and_then(|cells| self.subscriptions.get(&place(cells)));
        let delegated = line.delegated.as_ref().and_then(|cells| self.delegated.get(&normalized(&cells.name)));
        let others = [subscription.map(|found| (found.0, found.1)), delegated.map(|found| (found.0, found.1))];
        // What an earlier line said just as well was that line's doing.
        let own = others.into_iter().flatten().filter(|(number, _)| *number == line.number);
        own.map(|(_, result)| result).fold(customer, ImportResult::min)
    }
}

fn place(cells: &SubscriptionCells) -> (String, Option<String>) {
    (cells.service.clone(), cells.region.clone())
}

fn result(known: bool, same: bool) -> ImportResult {
    match (known, same) {
        (false, _) => ImportResult::Created,
        (true, false) => ImportResult::Updated,
        (true, true) => ImportResult::Unchanged,
    }
}

/// What has to be written.
fn kept<K, T>(all: BTreeMap<K, (u64, ImportResult, T)>) -> Vec<T> {
    all.into_values().filter(|(_, result, _)| *result != ImportResult::Unchanged).map(|(_, _, one)| one).collect()
}

fn fault(field: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() }
}

/// A granular relationship names its roles and its end: one without an end would count for ever.
fn check_delegated(one: &DelegatedAdmin, errors: &mut Vec<FieldError>) {
    if one.kind == DelegatedAdminKind::Granular {
        if one.ends_at.is_none() {
            errors.push(fault("delegated_admin_end", "required", "A granular relationship has an end: write it."));
        }
        if one.roles.is_empty() {
            errors.push(fault("delegated_admin_roles", "required", "A granular relationship grants roles: name them."));
        }
    }
    if one.starts_at.zip(one.ends_at).is_some_and(|(start, end)| end <= start) {
        errors.push(fault("delegated_admin_end", "before_start", "The relationship ends before it starts."));
    }
}
