//! A customer's two sides are settled: what is taken is written to the book, in the transaction that keeps what the provider says.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;
use tierline_domain::{
    Customer, Language, Owner,
    book::{
        BookRun, BookStep, Counterpart, Difference, DifferenceKind, Entry, Fact, FactKey, Facts, LeftBecause, There,
        differences, is_kept_elsewhere, is_same,
    },
};
use tierline_store::{BookChange, TenantRead, TenantTx};
use uuid::Uuid;

use crate::{
    account::record::by_job,
    app::App,
    customer::{changed_fields, check_domain, taken_elsewhere},
    error::{Faults, Result},
    relay::Message,
};

/// Customers that are written in one transaction.
pub(super) const PIECE: usize = 50;

/// Some customers of whom the provider says something; none where it says what it said.
pub(super) struct Piece {
    pub(super) app: App,
    pub(super) owner: Owner,
    pub(super) token: Uuid,
    pub(super) sides: Vec<(String, Option<There>)>,
}

/// Writes some customers, under the lease.
pub(super) async fn write(piece: Arc<Piece>) -> Result<BookRun> {
    let app = piece.app.clone();
    app.store().write_with(piece.owner, piece, |tx, piece| Box::pin(write_piece(tx, piece))).await
}

async fn write_piece(tx: &mut TenantTx<'_>, piece: &Arc<Piece>) -> Result<BookRun> {
    let now = piece.app.now();
    let state = tx.book_held(piece.token, now).await?;
    let (mut run, mut changed) = (BookRun::default(), Vec::new());
    for (tenant, there) in &piece.sides {
        let before = tx.counterpart_take(tenant).await?;
        let mut one = before.clone().unwrap_or_else(|| new(piece.owner, tenant));
        if let Some(there) = there {
            one.there = there.clone();
        }
        let mut settling = Settling { app: &piece.app, tx, is_taken_over: state.taken_over_at.is_some() };
        let settled = settling.settle(&mut one).await?;
        for difference in &settled.taken {
            *run.taken.entry(difference.kind()).or_default() += 1;
        }
        if let Some(customer) = one.customer.filter(|_| !settled.taken.is_empty()) {
            run.at = Some(now);
            changed.push(customer);
        }
        // The kinds are shown of what is apart alone.
        if before.as_ref() != Some(&one) {
            tx.counterpart_put(&one, &settled.kinds).await?;
        }
    }
    if !changed.is_empty() {
        Message::CustomersChanged { customers: changed }.append(tx, &piece.app, now).await?;
    }
    Ok(run)
}

fn new(owner: Owner, tenant: &str) -> Counterpart {
    Counterpart {
        owner,
        tenant: tenant.to_owned(),
        customer: None,
        there: There::default(),
        agreed: None,
        links: BTreeMap::new(),
        choices: BTreeMap::new(),
        left: BTreeMap::new(),
        step: BookStep::Settled,
    }
}

/// What settling a customer came to.
#[derive(Default)]
struct Settled {
    taken: Vec<Difference>,
    kinds: BTreeMap<DifferenceKind, u64>,
}

struct Settling<'s, 'tx> {
    app: &'s App,
    tx: &'s mut TenantTx<'tx>,
    is_taken_over: bool,
}

impl Settling<'_, '_> {
    async fn settle(&mut self, one: &mut Counterpart) -> Result<Settled> {
        let before = self.entry(one).await?;
        one.customer = before.as_ref().map(|entry| entry.customer.id);
        let linked = before.clone().map(|mut entry| {
            if one.agreed.is_none() {
                entry.link(&one.there);
            }
            entry
        });
        let ours = linked.as_ref().map(Entry::facts);
        let found = differences(&one.there, one.agreed.as_ref(), ours.as_ref());
        if let Some(entry) = &linked {
            one.links.clone_from(&entry.links);
        }
        if !self.is_taken_over {
            let mut settled = Settled::default();
            for difference in &found {
                *settled.kinds.entry(difference.kind()).or_default() += 1;
            }
            one.step = if found.is_empty() { BookStep::Settled } else { BookStep::Apart };
            return Ok(settled);
        }
        let (taken, left) = self.sort_out(one, &found).await?;
        let after = match linked {
            Some(mut entry) => {
                for difference in &taken {
                    entry.take(difference, self.app.now(), &mut || self.app.id());
                }
                Some(entry)
            }
            None if taken.is_empty() => None,
            None => Some(self.welcome(one)),
        };
        if let Some(after) = &after {
            self.save(before.as_ref(), after, &taken).await?;
            one.customer = Some(after.customer.id);
            one.links.clone_from(&after.links);
        }
        agree(one, &taken, left, after.as_ref());
        Ok(Settled { taken, kinds: BTreeMap::new() })
    }

    async fn entry(&mut self, one: &Counterpart) -> Result<Option<Entry>> {
        let found = match one.customer {
            Some(id) => Some(id),
            None => self.tx.customer_by_tenant(&one.tenant).await?.map(|customer| customer.id),
        };
        let Some(id) = found else { return Ok(None) };
        let Some(customer) = self.tx.customer_lookup_for_update(id).await? else { return Ok(None) };
        Ok(Some(Entry {
            subscriptions: self.tx.subscription_list(id).await?,
            delegated: self.tx.delegated_admin_list(id).await?,
            links: one.links.clone(),
            customer,
        }))
    }

    /// What is taken, and what is not and why.
    async fn sort_out(
        &mut self,
        one: &Counterpart,
        found: &[Difference],
    ) -> Result<(Vec<Difference>, BTreeMap<FactKey, LeftBecause>)> {
        let (mut taken, mut left) = (Vec::new(), BTreeMap::new());
        for difference in found {
            let is_wanted =
                one.choices.get(&difference.key).copied().unwrap_or(difference.is_taken_unasked(one.agreed.is_none()));
            let hindrance =
                if is_wanted { hindrance(self.tx, one, difference).await? } else { Some(LeftBecause::Person) };
            match hindrance {
                None => taken.push(difference.clone()),
                Some(why) => _ = left.insert(difference.key.clone(), why),
            }
        }
        Ok((taken, left))
    }

    /// A customer that our book did not have, with all that is said of it.
    fn welcome(&self, one: &Counterpart) -> Entry {
        let now = self.app.now();
        let text = |key| match one.there.facts.get(&key) {
            Some(Fact::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let domain = text(FactKey::Domain).unwrap_or_default();
        let customer = Customer {
            name: text(FactKey::Name).unwrap_or_else(|| domain.clone()),
            domain,
            tenant_id: one.tenant.clone(),
            country: one.there.country.clone().unwrap_or_default(),
            language: one.there.language.unwrap_or(Language::En),
            ..Customer::blank(one.owner, self.app.id(), now)
        };
        let mut entry = Entry { customer, subscriptions: Vec::new(), delegated: Vec::new(), links: BTreeMap::new() };
        for difference in differences(&one.there, None, Some(&entry.facts())) {
            entry.take(&difference, now, &mut || self.app.id());
        }
        entry
    }

    /// Writes what changed of a customer, and puts it on record.
    async fn save(&mut self, before: Option<&Entry>, after: &Entry, taken: &[Difference]) -> Result<()> {
        let (tx, now) = (&mut *self.tx, self.app.now());
        match before {
            None => tx.customer_insert(&after.customer).await.map_err(taken_elsewhere)?,
            Some(before) if changed_fields(&before.customer, &after.customer).is_empty() => {}
            Some(_) => {
                let customer = Customer { updated_at: now, ..after.customer.clone() };
                tx.customer_save(&customer).await.map_err(taken_elsewhere)?;
            }
        }
        let empty = Vec::new();
        let had = before.map_or(&empty, |before| &before.subscriptions);
        for one in had.iter().filter(|one| !after.subscriptions.iter().any(|other| other.id == one.id)) {
            tx.subscription_remove(one.id).await?;
        }
        for one in after.subscriptions.iter().filter(|one| !had.contains(one)) {
            tx.subscription_put(one).await?;
        }
        let permitted = before.map(|before| before.delegated.as_slice()).unwrap_or_default();
        for one in after.delegated.iter().filter(|one| !permitted.contains(one)) {
            tx.delegated_admin_put(one).await?;
        }
        if taken.is_empty() {
            return Ok(());
        }
        let kinds: Vec<&str> = taken.iter().map(|one| one.kind().word()).collect();
        let entry = by_job(self.app, now, "book.take", &after.customer.id.to_string(), &json!({ "taken": kinds }));
        tx.audit_append(&entry, self.app.secret()).await?;
        let change = BookChange {
            id: self.app.id(),
            at: now,
            customer: after.customer.id,
            name: after.customer.name.clone(),
            differences: taken.to_vec(),
        };
        Ok(tx.book_change_insert(&change).await?)
    }
}

/// What is in the way of taking something.
pub(super) async fn hindrance(
    read: &mut TenantRead<'_>,
    one: &Counterpart,
    difference: &Difference,
) -> Result<Option<LeftBecause>> {
    let kind = difference.kind();
    if kind == DifferenceKind::CustomerNew && one.there.country.is_none() {
        return Ok(Some(LeftBecause::NoCountry));
    }
    if matches!(difference.theirs, Some(Fact::Product(_))) {
        return Ok(Some(LeftBecause::UnknownProduct));
    }
    let domain = match (kind, &difference.theirs) {
        (DifferenceKind::CustomerNew, _) => one.there.facts.get(&FactKey::Domain),
        (DifferenceKind::Domain, theirs) => theirs.as_ref(),
        _ => return Ok(None),
    };
    let Some(Fact::Text(domain)) = domain.filter(|fact| is_domain(fact)) else {
        return Ok(Some(LeftBecause::NoDomain));
    };
    let holder = read.customer_by_domain(domain).await?.map(|other| other.id);
    Ok(holder.filter(|holder| Some(*holder) != one.customer).map(|_| LeftBecause::DomainTaken))
}

fn is_domain(fact: &Fact) -> bool {
    let Fact::Text(text) = fact else { return false };
    let mut faults = Faults::default();
    check_domain(&mut faults, "domain", text) == *text && faults.finish().is_ok()
}

/// The products of a customer that is in our book, and that no service is known for: with a new customer, too, they are said.
fn unknown_products(one: &Counterpart, ours: &Facts) -> Vec<FactKey> {
    let unknown = one.there.facts.iter().filter(|(_, fact)| matches!(fact, Fact::Product(_)));
    let unknown = unknown.filter(|(key, fact)| {
        let settled = one.agreed.as_ref().is_some_and(|all| all.get(*key) == Some(*fact));
        !settled && !is_kept_elsewhere(Some(*fact), ours)
    });
    unknown.map(|(key, _)| key.clone()).collect()
}

/// Notes what was settled. What is in somebody's way is looked at again in the next round.
fn agree(one: &mut Counterpart, taken: &[Difference], mut left: BTreeMap<FactKey, LeftBecause>, after: Option<&Entry>) {
    let ours: Option<Facts> = after.map(Entry::facts);
    for key in ours.as_ref().map(|ours| unknown_products(one, ours)).unwrap_or_default() {
        left.entry(key).or_insert(LeftBecause::UnknownProduct);
    }
    let before = one.agreed.take().unwrap_or_default();
    let mut agreed = match after {
        Some(_) => one.there.facts.clone(),
        // Of a customer that our book does not have, nothing else was settled.
        None => one.there.facts.clone().into_iter().filter(|(key, _)| *key == FactKey::Relationship).collect(),
    };
    for key in left.iter().filter(|(_, why)| why.is_tried_again()).map(|(key, _)| key) {
        match before.get(key) {
            Some(fact) => _ = agreed.insert(key.clone(), fact.clone()),
            None => _ = agreed.remove(key),
        }
    }
    one.left.extend(left);
    let differs = |key: &FactKey| match &ours {
        Some(ours) => {
            let theirs = one.there.facts.get(key);
            !is_same(theirs, ours.get(key)) && !is_kept_elsewhere(theirs, ours)
        }
        None => *key == FactKey::Relationship,
    };
    one.left.retain(|key, _| differs(key) && !taken.iter().any(|taken| taken.key == *key));
    one.choices.clear();
    one.step = if one.left.is_empty() { BookStep::Settled } else { BookStep::Left };
    one.agreed = Some(agreed);
}
