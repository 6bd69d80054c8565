//! The work itself: a slice at a time, by one node at a time.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Connection, ConnectionKind, Owner,
    book::{BookRound, BookRun, BookState, BookStep, Counterpart, Endings, Fact, FactKey, Standing, There},
    catalogue::lookup_key,
};
use tierline_store::{System, TenantTx};
use uuid::Uuid;

use super::{
    apply::{PIECE, Piece, write},
    list::{self, Known, Lists},
    source,
};
use crate::{
    app::App,
    error::{Error, Result},
    port::{
        books::{Books, Unread},
        carrier::Opened,
    },
};

/// Calls about single customers in a slice: a minute's, below the 500 that the provider allows (Partner Center's throttling guidance).
pub const SLICE_CALLS: usize = 400;
/// From one slice of a round to the next, in seconds.
const SLICE_SECONDS: i64 = 60;
/// From the end of a round to the next, in minutes.
const ROUND_MINUTES: i64 = 60;
/// Minutes after which a reading that failed is tried again.
const RETRY_MINUTES: i64 = 5;
/// Seconds of a lease. It is renewed while the work goes on.
const LEASE_SECONDS: i64 = 30;
/// How often it is.
const PULSE: std::time::Duration = std::time::Duration::from_secs(8);
/// Customers in a row that could not be read, after which the slice ends.
const FAULTS: usize = 3;
/// Owners whose books are looked at in a turn.
const OWNERS: u32 = 4;
/// Counterparts that are read from the database at once.
const SHELF: i64 = 500;

/// Works on the books that are due and that no other node works on. Gives how many these were.
///
/// # Errors
/// The store's. What goes wrong with reading is kept with the books.
pub async fn work_due(app: &App) -> Result<usize> {
    let due = app.store().read(System).await?.books_due(app.now(), OWNERS).await?;
    let (mut done, mut fault) = (0, None);
    for owner in due {
        let token: Uuid = app.id();
        let taken_at = app.now();
        if !claim(app, owner, token, taken_at).await? {
            continue;
        }
        done += 1;
        if let Err(error) = held(app, owner, token, taken_at).await {
            // The lease runs out by itself.
            tracing::error!(?error, ?owner, "the books could not be worked on");
            fault = fault.or(Some(error));
        }
    }
    fault.map_or(Ok(done), Err)
}

async fn claim(app: &App, owner: Owner, token: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let until = now + Duration::seconds(LEASE_SECONDS);
    app.store()
        .write_with(owner, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.book_claim(token, now, until).await?) })
        })
        .await
}

/// Does a slice and renews the lease meanwhile.
async fn held(app: &App, owner: Owner, token: Uuid, taken_at: DateTime<Utc>) -> Result<()> {
    let mut slice = Slice::begin(app, owner, token, taken_at).await?;
    let work = async move {
        let next_at = slice.run().await;
        (slice, next_at)
    };
    tokio::pin!(work);
    let mut pulse = tokio::time::interval(PULSE);
    pulse.tick().await;
    let (slice, next_at) = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = pulse.tick() => {
                let (now, until) = (app.now(), app.now() + Duration::seconds(LEASE_SECONDS));
                let renewed: Result<()> = app.store()
                    .write_with(owner, (), move |tx, ()| {
                        Box::pin(async move { Ok(tx.book_renew(token, now, until).await?) })
                    })
                    .await;
                if let Err(error) = renewed {
                    tracing::warn!(?error, "the lease of the books could not be renewed");
                }
            }
        }
    };
    slice.finish(next_at?).await
}

/// One slice of a round.
struct Slice<'a> {
    app: &'a App,
    owner: Owner,
    token: Uuid,
    taken_at: DateTime<Utc>,
    /// As it was at the beginning.
    state: BookState,
    came: Came,
    /// Whether it could not go on.
    is_stopped: bool,
    not_before: Option<DateTime<Utc>>,
}

/// What a slice came to.
#[derive(Default)]
struct Came {
    round: Option<BookRound>,
    run: BookRun,
    failure: Option<String>,
    customers_read_at: Option<DateTime<Utc>>,
    delegated_read_at: Option<DateTime<Utc>>,
    /// What is asked about, where lists were read.
    asked: Option<Option<Endings>>,
    /// Whether all that there is to read was read.
    has_ended: bool,
}

/// What the provider's side is read through.
#[derive(Default)]
struct Doors {
    partner_center: Option<Opened>,
    graph: Option<Opened>,
}

impl<'a> Slice<'a> {
    async fn begin(app: &'a App, owner: Owner, token: Uuid, taken_at: DateTime<Utc>) -> Result<Self> {
        let standing = app.store().read(owner).await?.book_lookup().await?;
        let state = standing.map(|standing| standing.state).unwrap_or_default();
        Ok(Self {
            app,
            owner,
            token,
            taken_at,
            came: Came { round: state.round.clone(), ..Came::default() },
            is_stopped: false,
            not_before: None,
            state,
        })
    }

    fn books(&self) -> &'a dyn Books {
        self.app.0.parts.books.as_ref()
    }

    /// Does what there is to do, and says when the work goes on.
    async fn run(&mut self) -> Result<DateTime<Utc>> {
        self.take_what_waits().await?;
        let connections = self.app.store().read(self.owner).await?.connection_list().await?;
        let sources: Vec<Connection> = source::of(&connections).into_iter().cloned().collect();
        // Nobody reads through a stopped connection, so nothing has failed: the work goes on when it is let go on.
        if sources.is_empty() {
            return Ok(self.app.now() + Duration::minutes(RETRY_MINUTES));
        }
        let mut doors = Doors::default();
        for connection in &sources {
            match source::open(self.app, self.owner, connection).await? {
                Ok(opened) if connection.kind == ConnectionKind::Graph => doors.graph = Some(opened),
                Ok(opened) => doors.partner_center = Some(opened),
                Err(unread) => self.failed(&unread),
            }
        }
        if self.came.round.is_none() {
            self.read_lists(&doors).await?;
        }
        if self.came.round.is_some() && (doors.partner_center.is_some() || doors.graph.is_some()) {
            self.read_details(&doors).await?;
        }
        let now = self.app.now();
        let wait = match (self.is_stopped, &self.came.round) {
            (true, _) => Duration::minutes(RETRY_MINUTES),
            (false, Some(_)) => Duration::seconds(SLICE_SECONDS),
            (false, None) => Duration::minutes(ROUND_MINUTES),
        };
        Ok(self.not_before.map_or(now + wait, |not_before| (now + wait).max(not_before)))
    }

    fn failed(&mut self, unread: &Unread) {
        self.is_stopped = true;
        self.came.failure.get_or_insert_with(|| unread.reason.clone());
        self.not_before = self.not_before.max(unread.not_before);
    }

    /// After the first take-over, what is apart is settled; and at the beginning of a round, what something was in the way of.
    async fn take_what_waits(&mut self) -> Result<()> {
        if self.state.taken_over_at.is_none() {
            return Ok(());
        }
        loop {
            let waiting =
                self.app.store().read(self.owner).await?.counterpart_list(BookStep::Apart, ("", ""), 200).await?;
            if waiting.is_empty() {
                break;
            }
            self.write(waiting.into_iter().map(|one| (one.tenant, None)).collect()).await?;
        }
        if self.came.round.is_some() {
            return Ok(());
        }
        let (mut name, mut tenant) = (String::new(), String::new());
        loop {
            let mut read = self.app.store().read(self.owner).await?;
            let left = read.counterpart_list(BookStep::Left, (&name, &tenant), 200).await?;
            drop(read);
            let Some(last) = left.last() else { return Ok(()) };
            (name, tenant) = tierline_store::counterpart_cursor(last);
            let again = |one: &Counterpart| one.left.values().any(|why| why.is_tried_again());
            self.write(left.into_iter().filter(again).map(|one| (one.tenant, None)).collect()).await?;
        }
    }

    async fn write(&mut self, mut sides: Vec<(String, Option<There>)>) -> Result<()> {
        while !sides.is_empty() {
            let rest = sides.split_off(sides.len().min(PIECE));
            let piece = Piece { app: self.app.clone(), owner: self.owner, token: self.token, sides };
            let run = write(Arc::new(piece)).await?;
            self.came.run.at = self.came.run.at.max(run.at);
            for (kind, count) in run.taken {
                *self.came.run.taken.entry(kind).or_default() += count;
            }
            sides = rest;
        }
        Ok(())
    }

    /// The whole lists. What could not be read whole says nothing.
    async fn read_lists(&mut self, doors: &Doors) -> Result<()> {
        let mut lists = Lists::default();
        if let Some(through) = &doors.partner_center {
            let read = async {
                let customers = self.books().customers(through).await?;
                Ok((customers, self.books().resellers(through).await?))
            };
            let read: std::result::Result<_, Unread> = read.await;
            source::note(self.app, self.owner, through.connection.id, read.as_ref().err()).await?;
            match read {
                Ok((customers, resellers)) => (lists.customers, lists.resellers) = (Some(customers), resellers),
                Err(unread) => self.failed(&unread),
            }
        }
        if let Some(through) = &doors.graph {
            let read = self.books().relationships(through).await;
            source::note(self.app, self.owner, through.connection.id, read.as_ref().err()).await?;
            match read {
                Ok(relationships) => lists.relationships = Some(relationships),
                Err(unread) => self.failed(&unread),
            }
        }
        if lists.customers.is_none() && lists.relationships.is_none() {
            return Ok(());
        }
        let now = self.app.now();
        self.came.customers_read_at = lists.customers.as_ref().map(|_| now);
        self.came.delegated_read_at = lists.relationships.as_ref().map(|_| now);
        let known = self.known().await?;
        let allowed = self.state.allowed;
        let (sides, endings) = list::sides(&lists, &known, |endings| !endings.must_ask(allowed));
        self.came.asked = Some(Some(endings).filter(|endings| endings.must_ask(allowed)));
        let total = u64::try_from(sides.len()).unwrap_or(u64::MAX);
        let is_news = |(tenant, there): &(String, There)| known.kept.get(tenant).is_none_or(|one| one.there != *there);
        let news = sides.into_iter().filter(is_news).map(|(tenant, there)| (tenant, Some(there))).collect();
        self.write(news).await?;
        self.came.round = Some(BookRound { after: String::new(), read: 0, total });
        Ok(())
    }

    async fn known(&self) -> Result<Known> {
        let mut read = self.app.store().read(self.owner).await?;
        let mut known = Known {
            is_taken_over: self.state.taken_over_at.is_some(),
            ours: read.customer_tenants().await?,
            ..Known::default()
        };
        let mut after = String::new();
        loop {
            let shelf = read.counterparts_after(&after, SHELF).await?;
            let Some(last) = shelf.last() else { break };
            after.clone_from(&last.tenant);
            known.kept.extend(shelf.into_iter().map(|one| (one.tenant.clone(), one)));
        }
        let below = read.organization_list().await?.into_iter();
        let below = below.filter(|one| one.upstream == Some(self.owner.organization));
        known.resellers = below.map(|one| (lookup_key(&one.name), one.id)).collect();
        Ok(known)
    }

    /// Details of customers, as many as a slice has calls for. One that cannot be read holds up no other.
    async fn read_details(&mut self, doors: &Doors) -> Result<()> {
        let Some(mut round) = self.came.round.take() else { return Ok(()) };
        let (mut left, mut faults, mut news) = (SLICE_CALLS, 0, Vec::new());
        while left > 0 && !self.came.has_ended {
            let mut read = self.app.store().read(self.owner).await?;
            let shelf = read.counterparts_after(&round.after, SHELF).await?;
            drop(read);
            self.came.has_ended = shelf.is_empty();
            for one in shelf {
                let wanted = Wanted::of(&one, doors);
                let calls = wanted.calls();
                if calls > left && left < SLICE_CALLS {
                    left = 0;
                    break;
                }
                match wanted.read(self.books(), &one, doors).await {
                    Ok(there) => {
                        faults = 0;
                        news.extend(there.map(|there| (one.tenant.clone(), Some(there))));
                    }
                    Err((unread, kind)) => {
                        faults += 1;
                        if unread.not_before.is_some() || faults == FAULTS {
                            self.fault(doors, kind, &unread).await?;
                            left = 0;
                            break;
                        }
                        self.came.failure.get_or_insert_with(|| format!("{} ({})", unread.reason, one.tenant));
                    }
                }
                left = left.saturating_sub(calls);
                round.after.clone_from(&one.tenant);
                round.read += 1;
                if left == 0 {
                    break;
                }
            }
        }
        self.write(news).await?;
        self.came.round = (!self.came.has_ended).then_some(round);
        Ok(())
    }

    async fn fault(&mut self, doors: &Doors, kind: ConnectionKind, unread: &Unread) -> Result<()> {
        self.failed(unread);
        let door = if kind == ConnectionKind::Graph { &doors.graph } else { &doors.partner_center };
        match door {
            Some(through) => source::note(self.app, self.owner, through.connection.id, Some(unread)).await,
            None => Ok(()),
        }
    }

    /// Gives the books back with what came of it. What a person said meanwhile stays.
    async fn finish(self, next_at: DateTime<Utc>) -> Result<()> {
        let (app, owner, now) = (self.app.clone(), self.owner, self.app.now());
        let Self { token, taken_at, state, came, .. } = self;
        let ending = Ending { token, taken_at, began: state, came, now, next_at };
        app.store().write_with(owner, ending, |tx, ending| Box::pin(ending.write(tx))).await
    }
}

/// The end of a slice.
struct Ending {
    token: Uuid,
    taken_at: DateTime<Utc>,
    began: BookState,
    came: Came,
    now: DateTime<Utc>,
    next_at: DateTime<Utc>,
}

impl Ending {
    async fn write(&self, tx: &mut TenantTx<'_>) -> Result<()> {
        let Self { token, taken_at, began, came, now, next_at } = self;
        let mut state = tx.book_held(*token, *now).await?;
        state.round.clone_from(&came.round);
        state.failure.clone_from(&came.failure);
        state.customers_read_at = came.customers_read_at.or(state.customers_read_at);
        state.delegated_read_at = came.delegated_read_at.or(state.delegated_read_at);
        if let Some(asked) = came.asked {
            state.asked = asked;
            state.allowed = state.allowed.filter(|_| state.allowed != began.allowed);
        }
        if came.has_ended {
            state.round_ended_at = Some(*now);
        }
        if came.run.at.is_some() {
            state.last = came.run.clone();
        }
        Ok(tx.book_release(*token, &state, *next_at, *taken_at).await?)
    }
}

/// What is to be read of one customer.
#[derive(Default)]
struct Wanted {
    subscriptions: bool,
    detail: bool,
    assignments: Vec<String>,
}

impl Wanted {
    fn of(one: &Counterpart, doors: &Doors) -> Self {
        let facts = &one.there.facts;
        let stands = match facts.get(&FactKey::Relationship) {
            Some(Fact::Standing(standing)) => *standing != Standing::Ended,
            _ => false,
        };
        let live = facts.iter().filter_map(|(key, fact)| match (key, fact) {
            (FactKey::Delegated(id), Fact::Delegated(fact)) if !fact.is_over() => Some(id.clone()),
            _ => None,
        });
        let has_customers = doors.partner_center.is_some() && stands;
        Self {
            subscriptions: has_customers,
            detail: has_customers && one.customer.is_none() && one.there.country.is_none(),
            assignments: if doors.graph.is_some() { live.collect() } else { Vec::new() },
        }
    }

    fn calls(&self) -> usize {
        usize::from(self.subscriptions) + usize::from(self.detail) + self.assignments.len()
    }

    /// The customer's side with what was read; none where that is what it was.
    async fn read(
        &self,
        books: &dyn Books,
        one: &Counterpart,
        doors: &Doors,
    ) -> std::result::Result<Option<There>, (Unread, ConnectionKind)> {
        let (mut there, tenant) = (one.there.clone(), one.tenant.as_str());
        if let Some(through) = &doors.partner_center {
            let fault = |unread| (unread, ConnectionKind::PartnerCenter);
            if self.subscriptions
                && let Some(all) = single(books.subscriptions(through, tenant).await).map_err(fault)?
            {
                list::subscribe(&mut there, &all);
            }
            if self.detail
                && let Some(detail) = single(books.detail(through, tenant).await).map_err(fault)?
            {
                list::introduce(&mut there, &detail);
            }
        }
        if let Some(through) = &doors.graph {
            for id in &self.assignments {
                let fault = |unread| (unread, ConnectionKind::Graph);
                if let Some(all) = single(books.assignments(through, id).await).map_err(fault)? {
                    there.facts.insert(FactKey::Assignments(id.clone()), Fact::Assignments(all));
                }
            }
        }
        Ok((there != one.there).then_some(there))
    }
}

/// What is not there or not for us, of one customer alone, holds up no other.
fn single<T>(read: std::result::Result<T, Unread>) -> std::result::Result<Option<T>, Unread> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(unread) if unread.is_single => Ok(None),
        Err(unread) => Err(unread),
    }
}
