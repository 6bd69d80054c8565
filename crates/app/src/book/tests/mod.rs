//! Books that are kept in step with a provider which a test makes say what it wants.

mod hostile;
mod product;
mod stopped;
mod volume;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use chrono::Duration;
use futures::future::BoxFuture;
use tierline_domain::{
    AccessAssignment, AssignmentStatus, ConnectionKind, ConnectionSettings, Customer, DelegatedAdminKind,
    DelegatedAdminStatus, Language, Owner, PartnerKind, RelationshipStatus, Role, SignIn,
    book::{BookStep, DifferenceKind, FactKey, LeftBecause},
};
use tierline_store::Engine;

use super::*;
use crate::{
    customer::{self, CustomerQuery, CustomerView, EditCustomer},
    port::{
        books::{
            Books, CustomerDetail, ListedCustomer, ListedRelationship, ListedReseller, ListedSubscription, Unread,
        },
        carrier::Opened,
    },
    test_desk::{Desk, code, noon, tenant},
};

#[derive(Default)]
struct World {
    customers: Vec<ListedCustomer>,
    relationships: Vec<ListedRelationship>,
    subscriptions: Vec<(String, ListedSubscription)>,
    /// What keeps whole lists from being read.
    broken: Option<Unread>,
    /// What keeps these tenants' details from being read.
    details: Vec<(String, Unread)>,
    calls: usize,
}

#[derive(Default)]
struct Provider(Mutex<World>);

fn unread(reason: &str) -> Unread {
    Unread { reason: reason.into(), not_before: None, is_single: false }
}

impl Provider {
    fn list<T: Clone + Send + 'static>(
        &self,
        of: impl FnOnce(&World) -> Vec<T>,
    ) -> BoxFuture<'static, Result<Vec<T>, Unread>> {
        let mut world = self.0.lock().unwrap();
        world.calls += 1;
        let said = world.broken.clone().map_or_else(|| Ok(of(&world)), Err);
        Box::pin(std::future::ready(said))
    }

    fn of_one<T: Send + 'static>(
        &self,
        tenant: &str,
        of: impl FnOnce(&World) -> T,
    ) -> BoxFuture<'static, Result<T, Unread>> {
        let mut world = self.0.lock().unwrap();
        world.calls += 1;
        let broken = world.details.iter().find(|(of, _)| of == tenant).map(|(_, unread)| unread.clone());
        let said = broken.map_or_else(|| Ok(of(&world)), Err);
        Box::pin(std::future::ready(said))
    }

    fn change(&self, with: impl FnOnce(&mut World)) {
        with(&mut self.0.lock().unwrap());
    }
}

impl Books for Provider {
    fn customers<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedCustomer>, Unread>> {
        self.list(|world| world.customers.clone())
    }

    fn resellers<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedReseller>, Unread>> {
        self.list(|_| vec![ListedReseller { ids: vec!["7654321".into()], name: "harbour  resale".into() }])
    }

    fn detail<'a>(&'a self, _: &'a Opened, tenant: &'a str) -> BoxFuture<'a, Result<CustomerDetail, Unread>> {
        self.of_one(tenant, |_| CustomerDetail { country: Some("pl".into()), locale: Some("pl-PL".into()) })
    }

    fn subscriptions<'a>(
        &'a self,
        _: &'a Opened,
        tenant: &'a str,
    ) -> BoxFuture<'a, Result<Vec<ListedSubscription>, Unread>> {
        self.of_one(tenant, |world| {
            world.subscriptions.iter().filter(|(of, _)| of == tenant).map(|(_, one)| one.clone()).collect()
        })
    }

    fn relationships<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedRelationship>, Unread>> {
        self.list(|world| world.relationships.clone())
    }

    fn assignments<'a>(&'a self, _: &'a Opened, id: &'a str) -> BoxFuture<'a, Result<Vec<AccessAssignment>, Unread>> {
        self.of_one(id, |_| {
            vec![AccessAssignment {
                id: "a-1".into(),
                group: "g-1".into(),
                roles: BTreeSet::from(["Service Support Administrator".to_owned()]),
                status: AssignmentStatus::Active,
            }]
        })
    }
}

fn listed(number: u8, name: &str) -> ListedCustomer {
    ListedCustomer {
        tenant: tenant(number).to_uppercase(),
        name: Some(name.into()),
        domain: Some(format!("{}.example", name.to_lowercase().replace(' ', "-"))),
        relationship: Some("reseller".into()),
        reseller: None,
    }
}

fn related(id: &str, number: u8, status: DelegatedAdminStatus) -> ListedRelationship {
    ListedRelationship {
        id: id.into(),
        tenant: Some(tenant(number)),
        customer: None,
        name: format!("Support {id}"),
        kind: DelegatedAdminKind::Granular,
        status: Some(status),
        roles: BTreeSet::from(["Service Support Administrator".to_owned()]),
        starts_at: Some(noon() - Duration::days(30)),
        ends_at: Some(noon() + Duration::days(20)),
    }
}

fn bought(id: &str, name: &str, quantity: i64) -> ListedSubscription {
    ListedSubscription { id: id.into(), names: vec![name.into()], quantity: Some(quantity), is_active: true }
}

struct Bench {
    desk: Desk,
    provider: Arc<Provider>,
    admin: Ctx,
    owner: Owner,
}

async fn bench(engine: Engine) -> Bench {
    let provider = Arc::new(Provider::default());
    let desk = Desk::reading(engine, Arc::clone(&provider) as Arc<dyn Books>).await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Odd Varga", &[Role::GlobalAdmin]).await;
    let owner = admin.owner;
    Bench { desk, provider, admin, owner }
}

impl Bench {
    async fn connected(engine: Engine) -> Self {
        let bench = bench(engine).await;
        bench.connect(ConnectionKind::PartnerCenter).await;
        bench.connect(ConnectionKind::Graph).await;
        bench
    }

    async fn connect(&self, kind: ConnectionKind) {
        self.desk.connect(self.owner, kind, ConnectionSettings::of(SignIn::Nobody)).await;
    }

    /// Reads all there is to read, slice after slice.
    async fn round(&self) {
        read_now(&self.desk.app, &self.admin).await.unwrap();
        while work_due(&self.desk.app).await.unwrap() > 0 {}
    }

    /// The first take-over of all that differs, but for what is left.
    async fn take_over(&self, left: &[(u8, FactKey)]) {
        self.round().await;
        let choices =
            left.iter().map(|(number, key)| Choice { tenant: tenant(*number), key: key.clone(), is_taken: false });
        take_over(&self.desk.app, &self.admin, TakeOver { choices: choices.collect() }).await.unwrap();
        while work_due(&self.desk.app).await.unwrap() > 0 {}
    }

    async fn view(&self) -> BookView {
        view(&self.desk.app, &self.admin).await.unwrap()
    }

    async fn lines(&self, step: BookStep) -> Vec<Line> {
        lines(&self.desk.app, &self.admin, LineQuery { step, after: None, customers: 200 }).await.unwrap().lines
    }

    /// What differs: whose, and what it comes to.
    async fn apart(&self) -> Vec<(String, DifferenceKind)> {
        self.lines(BookStep::Apart).await.into_iter().map(|line| (line.name, line.difference.kind())).collect()
    }

    async fn book(&self) -> Vec<Customer> {
        let query = CustomerQuery { limit: 200, ..CustomerQuery::default() };
        let all = customer::list(&self.desk.app, &self.admin, query).await.unwrap();
        all.into_iter().map(|line| line.customer).collect()
    }

    async fn customer(&self, number: u8) -> CustomerView {
        let all = self.book().await;
        let id = all.iter().find(|one| one.tenant_id == tenant(number)).expect("the book has it").id;
        customer::view(&self.desk.app, &self.admin, id).await.unwrap()
    }

    async fn has(&self, number: u8) -> bool {
        self.book().await.iter().any(|one| one.tenant_id == tenant(number))
    }
}

/// So many customers with a live relationship each, taken over.
async fn in_step(engine: Engine, customers: u8) -> Bench {
    let bench = Bench::connected(engine).await;
    bench.provider.change(|world| {
        for number in 1..=customers {
            world.customers.push(listed(number, &format!("Customer {number}")));
            world.relationships.push(related(&format!("r-{number}"), number, DelegatedAdminStatus::Active));
        }
    });
    bench.take_over(&[]).await;
    bench
}

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

#[tokio::test]
async fn nothing_is_written_before_the_first_take_over_and_then_all_that_was_not_left() {
    for engine in ENGINES {
        let bench = Bench::connected(engine).await;
        bench.desk.customer(&bench.admin, "Kelp", 1).await;
        bench.desk.customer(&bench.admin, "Lantern", 2).await;
        bench.provider.change(|world| {
            world.customers = vec![listed(1, "Kelp Group"), listed(3, "Otter")];
            world.relationships = vec![related("r-3", 3, DelegatedAdminStatus::Active)];
            world.subscriptions = vec![
                (tenant(3), bought("s-1", "Exchange Online (Plan 1)", 20)),
                (tenant(3), bought("s-2", "Exchange Online (Plan 2)", 5)),
            ];
        });
        assert_eq!(code(take_over(&bench.desk.app, &bench.admin, TakeOver::default()).await), "not_begun");
        bench.round().await;
        let mut apart = bench.apart().await;
        apart.sort();
        let kinds = [
            ("Kelp", DifferenceKind::Name),
            ("Kelp", DifferenceKind::Domain),
            ("Lantern", DifferenceKind::CustomerEnded),
            ("Otter", DifferenceKind::CustomerNew),
        ];
        assert_eq!(apart, kinds.map(|(name, kind)| (name.to_owned(), kind)));
        assert_eq!(bench.book().await.len(), 2, "nothing is written");
        assert_eq!(bench.view().await.kinds.get(&DifferenceKind::CustomerNew), Some(&1));
        let ended = bench.lines(BookStep::Apart).await.into_iter().find(|line| line.name == "Lantern").unwrap();
        assert!(!ended.is_taken, "a customer that the provider never heard of may come another way");

        bench.take_over(&[(1, FactKey::Name)]).await;
        assert_eq!(bench.apart().await, []);
        let (kelp, otter) = (bench.customer(1).await, bench.customer(3).await);
        assert_eq!((kelp.customer.name.as_str(), kelp.customer.domain.as_str()), ("Kelp", "kelp-group.example"));
        assert_eq!((otter.customer.country.as_str(), otter.customer.language), ("PL", Language::Pl));
        assert_eq!((otter.subscriptions.len(), otter.subscriptions[0].quantity), (1, Some(25)));
        assert!(otter.delegated_admin[0].is_live(noon()) && otter.delegated_admin[0].may_file());
        assert_eq!(bench.customer(2).await.customer.relationship_status, RelationshipStatus::Active);
        let mut left: Vec<_> =
            bench.lines(BookStep::Left).await.into_iter().map(|line| (line.difference.key, line.because)).collect();
        let person = Some(LeftBecause::Person);
        left.sort();
        assert_eq!(left, [(FactKey::Relationship, person), (FactKey::Name, person)]);
        assert_eq!(code(take_over(&bench.desk.app, &bench.admin, TakeOver::default()).await), "taken_over");
        let actions = bench.desk.audit_actions(bench.owner).await;
        assert_eq!(actions.iter().filter(|action| *action == "book.take").count(), 2, "{actions:?}");
        let choice = Choice { tenant: tenant(1), key: FactKey::Name, is_taken: true };
        choose(&bench.desk.app, &bench.admin, vec![choice]).await.unwrap();
        while work_due(&bench.desk.app).await.unwrap() > 0 {}
        assert_eq!(bench.customer(1).await.customer.name, "Kelp Group");
    }
}

#[tokio::test]
async fn a_round_in_which_nothing_changed_writes_nothing_to_the_books() {
    for engine in ENGINES {
        let bench = in_step(engine, 30).await;
        let (before, seen) = (bench.book().await, bench.desk.audit_actions(bench.owner).await.len());
        let kept = bench.desk.app.store().read(bench.owner).await.unwrap().counterparts_after("", 200).await.unwrap();
        bench.desk.clock.advance(Duration::hours(1));
        while work_due(&bench.desk.app).await.unwrap() > 0 {}
        assert_eq!(bench.book().await, before);
        let after = bench.desk.app.store().read(bench.owner).await.unwrap().counterparts_after("", 200).await.unwrap();
        assert_eq!(after, kept);
        assert_eq!(bench.desk.audit_actions(bench.owner).await.len(), seen);
        let state = bench.view().await.standing.unwrap().state;
        assert_eq!(state.round_ended_at, Some(bench.desk.app.now()), "and it was read");
    }
}

#[tokio::test]
async fn a_list_that_is_not_whole_ends_nobody() {
    let bench = in_step(Engine::Sqlite, 12).await;
    let stands = async || {
        bench.desk.clock.advance(Duration::hours(2));
        bench.round().await;
        bench.book().await.iter().filter(|one| one.relationship_status == RelationshipStatus::Active).count()
    };
    bench.provider.change(|world| world.broken = Some(unread("the third page broke off")));
    assert_eq!(stands().await, 12);
    let state = bench.view().await.standing.unwrap().state;
    assert_eq!((state.failure.as_deref(), state.asked), (Some("the third page broke off"), None));
    // Nothing at all: whoever says this knows nothing.
    bench.provider.change(|world| {
        world.broken = None;
        world.customers.clear();
        world.relationships.clear();
    });
    assert_eq!(stands().await, 12);
    let asked = bench.view().await.standing.unwrap().state.asked.expect("it is asked about");
    assert_eq!((asked.customers, asked.relationships, asked.of, asked.is_empty), (12, 12, 24, true));
    let customer = bench.customer(3).await;
    assert!(customer.delegated_admin[0].is_live(noon()), "nor do rights go by that");
}

#[tokio::test]
async fn many_endings_at_once_wait_for_a_yes_and_few_do_not() {
    let bench = in_step(Engine::Sqlite, 30).await;
    let ended = async || {
        bench.desk.clock.advance(Duration::hours(2));
        bench.round().await;
        bench.book().await.iter().filter(|one| one.relationship_status == RelationshipStatus::Ended).count()
    };
    bench.provider.change(|world| {
        world.customers.remove(0);
        world.relationships.remove(0);
    });
    assert_eq!(ended().await, 1);
    assert!(!bench.customer(1).await.delegated_admin[0].is_live(noon()));
    bench.provider.change(|world| world.customers.truncate(15));
    assert_eq!(ended().await, 1, "14 of 29: too many to be believed");
    let wrong = allow_endings(&bench.desk.app, &bench.admin, 13).await;
    assert_eq!(code(wrong), "changed");
    allow_endings(&bench.desk.app, &bench.admin, 14).await.unwrap();
    // By then there are more: the yes was not for these.
    bench.provider.change(|world| world.customers.truncate(14));
    assert_eq!(ended().await, 1);
    allow_endings(&bench.desk.app, &bench.admin, 15).await.unwrap();
    assert_eq!(ended().await, 16);
    assert_eq!(bench.view().await.standing.unwrap().state.asked, None);
    assert_eq!(code(allow_endings(&bench.desk.app, &bench.admin, 15).await), "nothing_asked");
}

#[tokio::test]
async fn what_the_provider_says_has_ended_ends_within_the_round_however_much_it_is() {
    for engine in ENGINES {
        let bench = in_step(engine, 25).await;
        assert!(bench.customer(7).await.delegated_admin[0].may_file());
        bench.provider.change(|world| {
            for one in &mut world.relationships {
                one.status = Some(DelegatedAdminStatus::Terminated);
            }
        });
        bench.round().await;
        for number in [1, 7, 25] {
            assert!(!bench.customer(number).await.delegated_admin[0].is_live(noon()), "{number}");
        }
        assert_eq!(bench.view().await.standing.unwrap().state.asked, None);
        let ended = changes(&bench.desk.app, &bench.admin, 200).await.unwrap();
        let kinds = ended.iter().flat_map(|change| change.differences.iter().map(|one| one.kind()));
        assert_eq!(kinds.filter(|kind| *kind == DifferenceKind::DelegatedEnded).count(), 25);
    }
}

#[tokio::test]
async fn what_a_person_wrote_stays_until_the_provider_changes_it_and_is_said() {
    let bench = in_step(Engine::Sqlite, 2).await;
    let id = bench.customer(1).await.customer.id;
    let edit = EditCustomer { name: Some("Brightwater Ltd".into()), ..EditCustomer::default() };
    customer::edit(&bench.desk.app, &bench.admin, id, edit).await.unwrap();
    bench.round().await;
    assert_eq!(bench.customer(1).await.customer.name, "Brightwater Ltd");
    let told = of_customer(&bench.desk.app, &bench.admin, id).await.unwrap().unwrap();
    assert_eq!(told.apart.len(), 1);
    assert_eq!((&told.apart[0].0.key, told.apart[0].1), (&FactKey::Name, None), "edited here");
    bench.provider.change(|world| world.customers[0].name = Some("Brightwater Holding".into()));
    bench.round().await;
    assert_eq!(bench.customer(1).await.customer.name, "Brightwater Holding");
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_and_tried_again() {
    let bench = in_step(Engine::Sqlite, 1).await;
    bench.desk.customer(&bench.admin, "Kelp", 9).await;
    bench.provider.change(|world| {
        let taken = ListedCustomer { domain: Some("kelp.example".into()), ..listed(2, "Other Kelp") };
        let none = ListedCustomer { domain: Some("no domain\u{202e}".into()), ..listed(3, "Nameless") };
        world.customers.extend([taken, none]);
    });
    bench.round().await;
    let left: Vec<_> = bench.lines(BookStep::Left).await.into_iter().map(|line| (line.name, line.because)).collect();
    assert_eq!(
        left,
        [
            ("Nameless".to_owned(), Some(LeftBecause::NoDomain)),
            ("Other Kelp".to_owned(), Some(LeftBecause::DomainTaken))
        ]
    );
    let kelp = bench.customer(9).await.customer.id;
    let edit = EditCustomer { domain: Some("kelp-group.example".into()), ..EditCustomer::default() };
    customer::edit(&bench.desk.app, &bench.admin, kelp, edit).await.unwrap();
    bench.round().await;
    assert!(bench.has(2).await && !bench.has(3).await);
}

/// Threat 15, of a list: one that cannot be read must not keep the others back.
#[tokio::test]
async fn a_customer_that_cannot_be_read_holds_up_no_other_and_who_asks_to_be_left_alone_is() {
    let bench = Bench::connected(Engine::Sqlite).await;
    bench.provider.change(|world| {
        world.customers = (1..=5).map(|number| listed(number, &format!("Customer {number}"))).collect();
        world.subscriptions = (1..=5).map(|number| (tenant(number), bought("s", "Exchange Online", 1))).collect();
        world.details = vec![(tenant(2), unread("it makes no sense"))];
    });
    bench.take_over(&[]).await;
    let had = async |number| bench.customer(number).await.subscriptions.len();
    assert_eq!((had(1).await, had(5).await), (1, 1));
    assert!(!bench.has(2).await, "of a new one, the country is not known");
    let until = bench.desk.app.now() + Duration::minutes(20);
    bench.provider.change(|world| {
        world.details = vec![(tenant(3), Unread { not_before: Some(until), ..unread("too often") })];
    });
    bench.desk.clock.advance(Duration::minutes(1));
    bench.round().await;
    let standing = bench.view().await.standing.unwrap();
    assert_eq!(standing.next_at, until);
    assert!(standing.state.round.is_some_and(|round| round.read == 2), "it goes on where it was");
    assert!(bench.has(2).await, "and what was read is kept");
}

#[tokio::test]
async fn who_lost_the_lease_writes_nothing() {
    let bench = in_step(Engine::Sqlite, 3).await;
    bench.provider.change(|world| world.customers[0].name = Some("Late".into()));
    let app = &bench.desk.app;
    let sides = vec![(tenant(1), None)];
    let piece = super::apply::Piece { app: app.clone(), owner: bench.owner, token: app.id(), sides };
    assert!(super::apply::write(Arc::new(piece)).await.is_err());
    assert_eq!(bench.customer(1).await.customer.name, "Customer 1");
}

#[tokio::test]
async fn only_who_may_do_all_of_it_by_hand_has_the_books_brought_in_step() {
    let bench = bench(Engine::Sqlite).await;
    let partner = (*bench.admin.organization).clone();
    assert_eq!(code(read_now(&bench.desk.app, &bench.admin).await), "no_connection");
    bench.connect(ConnectionKind::PartnerCenter).await;
    for (name, role, may_it) in
        [("Anna", Role::AdminAgent, true), ("Berk", Role::HelpdeskAgent, false), ("Cleo", Role::SalesAgent, false)]
    {
        let ctx = bench.desk.acting(&partner, name, &[role]).await;
        assert_eq!(may(&ctx), may_it, "{name}");
        let done = read_now(&bench.desk.app, &ctx).await;
        match may_it {
            true => done.unwrap(),
            false => assert_eq!(code(done), "forbidden"),
        }
        let seen = view(&bench.desk.app, &ctx).await;
        assert_eq!(seen.is_ok(), may_it, "{name}");
    }
}
