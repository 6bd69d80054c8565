//! The books beside the provider's: where they stand, in what they differ, and what is ordered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_app::{
    Error,
    book::{self, BookChange, BookView, Choice, CustomerBook, Line, LineQuery, Source, TakeOver},
};
use tierline_domain::{
    CustomerId,
    book::{BookStep, Difference, Endings, FactKey},
};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Accepted, Answer, Done, Found, Page},
    call::{Act, Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/books",
            "Shows where the books stand beside the provider's, and what is read through which connection.",
            show,
        ),
        post(
            "/books/readings",
            "Has the provider's side read now. The first reading writes nothing to the book.",
            read,
        ),
        get(
            "/books/differences",
            "Lists in what the provider's side differs from the book, or what of it was left; by customer.",
            differences,
        ),
        post(
            "/books/choices",
            "Says of differences whether they are taken. After the first take-over, what was left is taken by this.",
            choose,
        ),
        post(
            "/books/take-over",
            "Orders the first take-over: all is taken but what was left, and the books are kept in step from then on.",
            take_over,
        ),
        post(
            "/books/endings",
            "Says that so many customers and relationships have truly ended at the provider.",
            allow_endings,
        ),
        get("/books/changes", "Lists what was changed in the book to keep it in step, the latest first.", changes),
        get(
            "/customers/{customer_id}/books",
            "Shows what of a customer comes from the provider, how old that is, and in what the book stands apart.",
            of_customer,
        ),
    ]
}

/// Where the books stand.
#[derive(Debug, Serialize, ToSchema)]
struct Books {
    /// Through which connections the provider's side is read.
    sources: Vec<BookSource>,
    /// Those that a person has stopped, of kinds by which nothing is read meanwhile.
    stopped: Vec<BookSource>,
    /// Whether anybody has begun.
    is_begun: bool,
    /// Whether the desk is reading or writing just now.
    is_at_work: bool,
    /// When the list of customers was last read whole.
    customers_read_at: Option<Time>,
    /// When the list of delegated admin relationships was.
    delegated_admin_read_at: Option<Time>,
    /// When all that there is to read had last been read.
    round_ended_at: Option<Time>,
    /// Of how many customers the details were read in the round under way.
    round_read: Option<u64>,
    /// Of how many there are.
    round_total: Option<u64>,
    /// When the work goes on.
    next_at: Option<Time>,
    /// Why the last reading failed.
    last_failure: Option<String>,
    /// When the first take-over was ordered; null before it.
    taken_over_at: Option<Time>,
    /// By whom.
    taken_over_by: Option<String>,
    /// Customers that the provider's side has.
    customers: u64,
    /// Of so many of them something is to be settled.
    apart: u64,
    /// In so many things, by kind.
    differences: BTreeMap<String, u64>,
    /// Of so many of them something was left.
    left: u64,
    /// So much is missing at once that somebody has to say that it has truly ended.
    endings: Option<BookEndings>,
    /// When something was last changed in the book.
    changed_at: Option<Time>,
    /// How much, by kind.
    changed: BTreeMap<String, u64>,
}

/// A connection through which a part of the books is read.
#[derive(Debug, Serialize, ToSchema)]
struct BookSource {
    /// Which.
    connection_id: wire::ConnectionId,
    /// Its name.
    name: String,
    /// What is read through it.
    kind: wire::ConnectionKind,
}

impl From<Source> for BookSource {
    fn from(source: Source) -> Self {
        Self { connection_id: source.id.into(), name: source.name, kind: source.kind.into() }
    }
}

/// What whole lists do not name any more.
#[derive(Debug, Serialize, ToSchema)]
struct BookEndings {
    /// Both together: to be said in the answer.
    count: u64,
    /// Customers.
    customers: u64,
    /// Delegated admin relationships.
    delegated_admin_relationships: u64,
    /// Of so many that stood.
    of: u64,
}

impl From<Endings> for BookEndings {
    fn from(endings: Endings) -> Self {
        let (customers, delegated_admin_relationships) = (endings.customers, endings.relationships);
        Self { count: endings.count(), customers, delegated_admin_relationships, of: endings.of }
    }
}

fn by_word(kinds: BTreeMap<tierline_domain::book::DifferenceKind, u64>) -> BTreeMap<String, u64> {
    kinds.into_iter().map(|(kind, count)| (kind.word().to_owned(), count)).collect()
}

impl From<BookView> for Books {
    fn from(view: BookView) -> Self {
        let is_begun = view.standing.is_some();
        let (state, next_at) = view.standing.map(|standing| (standing.state, standing.next_at)).unzip();
        let state = state.unwrap_or_default();
        Self {
            sources: view.sources.into_iter().map(Into::into).collect(),
            stopped: view.stopped.into_iter().map(Into::into).collect(),
            is_begun,
            is_at_work: view.is_at_work,
            customers_read_at: state.customers_read_at.map(Time),
            delegated_admin_read_at: state.delegated_read_at.map(Time),
            round_ended_at: state.round_ended_at.map(Time),
            round_read: state.round.as_ref().map(|round| round.read),
            round_total: state.round.as_ref().map(|round| round.total),
            next_at: next_at.map(Time),
            last_failure: state.failure,
            taken_over_at: state.taken_over_at.map(Time),
            taken_over_by: state.taken_over_by,
            customers: view.customers,
            apart: view.apart,
            differences: by_word(view.kinds),
            left: view.left,
            endings: state.asked.map(Into::into),
            changed_at: state.last.at.map(Time),
            changed: by_word(state.last.taken),
        }
    }
}

async fn show(caller: Caller) -> Answer<Found<Books>> {
    Ok(Found::new(book::view(&caller.app, &caller.ctx).await?.into()))
}

async fn read(act: Act) -> Answer<Accepted> {
    book::read_now(&act.app, &act.ctx).await?;
    Ok(Accepted)
}

/// In what a customer differs.
#[derive(Debug, Serialize, ToSchema)]
struct BookDifference {
    /// The customer's tenant.
    tenant_id: String,
    /// The customer in the book, where there is one.
    customer_id: Option<wire::CustomerId>,
    /// What it is called.
    customer: String,
    /// What it is about: `name`, `domain`, `relationship`, `reseller`, `subscription:…`, `delegated_admin:…`, `assignments:…`.
    key: String,
    /// What it comes to.
    kind: wire::DifferenceKind,
    /// What the book says: an object with the fact under its kind.
    #[schema(value_type = Option<Object>)]
    ours: Option<Value>,
    /// What the provider says.
    #[schema(value_type = Option<Object>)]
    theirs: Option<Value>,
    /// Whether it is taken, as things stand.
    is_taken: bool,
    /// What is in the way of taking it, or why it was left.
    because: Option<wire::LeftBecause>,
}

fn fact(fact: Option<tierline_domain::book::Fact>) -> Option<Value> {
    fact.and_then(|fact| serde_json::to_value(fact).ok())
}

impl From<Line> for BookDifference {
    fn from(line: Line) -> Self {
        let kind = line.difference.kind();
        Self {
            tenant_id: line.tenant,
            customer_id: line.customer.map(Into::into),
            customer: line.name,
            key: line.difference.key.to_string(),
            kind: kind.into(),
            ours: fact(line.difference.ours),
            theirs: fact(line.difference.theirs),
            is_taken: line.is_taken,
            because: line.because.map(Into::into),
        }
    }
}

/// What a list of differences is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct DifferenceQuestion {
    /// What is to be settled (`apart`), or what was left (`left`); what is to be settled where nothing is said.
    step: Option<wire::BookStep>,
    /// Customers of a page, each with all its lines; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

async fn differences(caller: Caller, Ask(question): Ask<DifferenceQuestion>) -> Answer<Found<Page<BookDifference>>> {
    let query = LineQuery {
        step: question.step.map_or(BookStep::Apart, |Word(step)| step),
        after: question.cursor.as_deref().map(cursor::read).transpose()?,
        customers: page_limit(question.limit)?,
    };
    let page = book::lines(&caller.app, &caller.ctx, query).await?;
    let next = page.next.as_ref().map(cursor::write);
    Ok(Found::new(Page::of(page.lines.into_iter().map(Into::into).collect(), next)))
}

/// What is said of one difference.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookChoice {
    /// The customer's tenant, as the list of differences has it.
    tenant_id: String,
    /// What it is about, as the list of differences has it.
    key: String,
    /// Whether it is taken.
    is_taken: bool,
}

fn choices(all: Vec<BookChoice>) -> Result<Vec<Choice>, Error> {
    let read = |one: BookChoice| {
        let unknown = |message: String| Error::field("choices", "unknown", message);
        let key = FactKey::try_from(one.key).map_err(unknown)?;
        Ok(Choice { tenant: one.tenant_id, key, is_taken: one.is_taken })
    };
    all.into_iter().map(read).collect()
}

/// What is said of differences.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookChoices {
    /// At most 1000.
    #[schema(max_items = 1000)]
    choices: Vec<BookChoice>,
}

async fn choose(command: Command<BookChoices>) -> Answer<Done> {
    book::choose(&command.app, &command.ctx, choices(command.body.choices)?).await?;
    Ok(Done)
}

/// The first take-over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookTakeOver {
    /// What is said with it of differences; at most 1000.
    #[serde(default)]
    #[schema(max_items = 1000)]
    choices: Vec<BookChoice>,
}

async fn take_over(command: Command<BookTakeOver>) -> Answer<Accepted> {
    let order = TakeOver { choices: choices(command.body.choices)? };
    book::take_over(&command.app, &command.ctx, order).await?;
    Ok(Accepted)
}

/// That so much has truly ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AllowedEndings {
    /// How much that is, as the books say it: another number is refused.
    count: u64,
}

async fn allow_endings(command: Command<AllowedEndings>) -> Answer<Accepted> {
    book::allow_endings(&command.app, &command.ctx, command.body.count).await?;
    Ok(Accepted)
}

/// What was changed of a customer at one time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BookChange)]
struct Changed {
    /// When.
    at: Time,
    /// Of which customer.
    customer_id: wire::CustomerId,
    /// What it was called then.
    customer: String,
    /// What was taken: from what to what.
    differences: Vec<TakenDifference>,
}

/// What was taken, or in what the book stands apart.
#[derive(Debug, Serialize, ToSchema)]
struct TakenDifference {
    /// What it is about.
    key: String,
    /// What it came to.
    kind: wire::DifferenceKind,
    /// What the book said.
    #[schema(value_type = Option<Object>)]
    ours: Option<Value>,
    /// What the provider says.
    #[schema(value_type = Option<Object>)]
    theirs: Option<Value>,
}

impl From<Difference> for TakenDifference {
    fn from(one: Difference) -> Self {
        let kind = one.kind().into();
        Self { key: one.key.to_string(), kind, ours: fact(one.ours), theirs: fact(one.theirs) }
    }
}

impl From<BookChange> for Changed {
    fn from(change: BookChange) -> Self {
        Self {
            at: change.at.into(),
            customer_id: change.customer.into(),
            customer: change.name,
            differences: change.differences.into_iter().map(Into::into).collect(),
        }
    }
}

/// What a list of changes is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct ChangeQuestion {
    /// How many; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

async fn changes(caller: Caller, Ask(question): Ask<ChangeQuestion>) -> Answer<Found<Page<Changed>>> {
    let found = book::changes(&caller.app, &caller.ctx, page_limit(question.limit)?).await?;
    Ok(Found::new(Page::whole(found.into_iter().map(Into::into).collect())))
}

/// What of a customer comes from the provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerBooks)]
struct OfCustomer {
    /// Whether it is kept in step.
    is_in_step: bool,
    /// When the list of customers was last read.
    customers_read_at: Option<Time>,
    /// When the list of delegated admin relationships was.
    delegated_admin_read_at: Option<Time>,
    /// What the provider says something of, as in the list of differences.
    keys: Vec<String>,
    /// In what the book stands apart all the same.
    apart: Vec<Apart>,
}

/// In what the book stands apart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerBookApart)]
struct Apart {
    /// In what.
    #[serde(flatten)]
    difference: TakenDifference,
    /// Why; null where somebody wrote something else here.
    because: Option<wire::LeftBecause>,
}

async fn of_customer(caller: Caller, At(id): At<CustomerId>) -> Answer<Found<OfCustomer>> {
    // A customer of another organization does not exist for the asker.
    tierline_app::customer::view(&caller.app, &caller.ctx, id).await?;
    let told = book::of_customer(&caller.app, &caller.ctx, id).await?;
    let is_in_step = told.is_some();
    let told = told.unwrap_or(CustomerBook {
        customers_read_at: None,
        delegated_read_at: None,
        keys: Default::default(),
        apart: Vec::new(),
    });
    Ok(Found::new(OfCustomer {
        is_in_step,
        customers_read_at: told.customers_read_at.map(Time),
        delegated_admin_read_at: told.delegated_read_at.map(Time),
        keys: told.keys.iter().map(ToString::to_string).collect(),
        apart: told
            .apart
            .into_iter()
            .map(|(difference, because)| Apart { difference: difference.into(), because: because.map(Into::into) })
            .collect(),
    }))
}
