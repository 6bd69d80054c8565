//! A desk for the tests of use cases: a copied database, a clock that stands still, chance that repeats itself.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, Duration, Utc};
use object_store::memory::InMemory;
use tierline_domain::{
    Cloud, Connection, ConnectionId, ConnectionKind, ConnectionSettings, ConnectionState, Customer, CustomerId,
    HealthIssueId, Membership, Organization, OrganizationId, OrganizationKind, Owner, PartnerKind, Policy,
    RecipientKind, Role, User,
    health::{Audience, FeedFormat, HealthIssue, IssueKind, IssueStatus, ParsedFeed},
};
use tierline_store::{AuditAccounts, AuditFilter, AuditKey, AuditRecord, Engine, test_support::TestStore};
use uuid::Uuid;

use crate::{
    App, ConsentDesk, Ctx, Entrance, FeedReader, FixedClock, Parts, SeededChance,
    account::{self, Caller, NewOrganization, NewPerson},
    connection::{ConnectionProbe, vault::KeyRing},
    customer::{self, AddCustomer},
};

/// The password of everybody in the tests.
pub(crate) const PASSWORD: &str = "kelp otter nine lanterns";

/// A desk in memory, with its clock.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) clock: Arc<FixedClock>,
    /// The desk's own mails: none are sent before this says so.
    pub(crate) post: Arc<Letters>,
    /// The list of leaked passwords, which knows none before.
    pub(crate) leaks: Arc<Leaks>,
    _store: TestStore,
}

/// A mail server that keeps what it is given.
#[derive(Default)]
pub(crate) struct Letters {
    pub(crate) is_set_up: AtomicBool,
    pub(crate) is_down: AtomicBool,
    pub(crate) sent: Mutex<Vec<crate::PersonMail>>,
}

impl Letters {
    /// The secret of the letter that was sent last, to whom, and how many there were.
    pub(crate) fn last(&self) -> (String, String, usize) {
        let sent = self.sent.lock().unwrap();
        let last = sent.last().expect("a letter was sent");
        let crate::PersonSays::Link { secret, .. } = &last.says else { panic!("it brings a link") };
        (secret.expose().to_owned(), last.to.clone(), sent.len())
    }
}

impl crate::Post for Letters {
    fn is_set_up(&self) -> bool {
        self.is_set_up.load(Ordering::SeqCst)
    }

    fn send(&self, mail: crate::PersonMail) -> futures::future::BoxFuture<'_, Result<(), String>> {
        let down = self.is_down.load(Ordering::SeqCst);
        if !down {
            self.sent.lock().unwrap().push(mail);
        }
        Box::pin(std::future::ready(if down { Err("mail.example says 451".into()) } else { Ok(()) }))
    }
}

/// A list of leaked passwords: what it knows, and what it was told.
#[derive(Default)]
pub(crate) struct Leaks {
    pub(crate) is_down: AtomicBool,
    pub(crate) endings: Mutex<Vec<String>>,
    pub(crate) told: Mutex<Vec<String>>,
}

impl crate::BreachList for Leaks {
    fn endings(&self, beginning: String) -> futures::future::BoxFuture<'_, Result<Vec<String>, String>> {
        self.told.lock().unwrap().push(beginning);
        let known = self.endings.lock().unwrap().clone();
        let down = self.is_down.load(Ordering::SeqCst);
        Box::pin(std::future::ready(if down { Err("list.example is not reached".into()) } else { Ok(known) }))
    }
}

struct NoFeeds;

impl FeedReader for NoFeeds {
    fn read(&self, _: FeedFormat, _: &[u8]) -> Result<ParsedFeed, String> {
        Err("these tests read no feeds".into())
    }
}

/// The time at which tests begin.
pub(crate) fn noon() -> DateTime<Utc> {
    "2026-09-15T12:00:00Z".parse().unwrap()
}

impl Desk {
    pub(crate) async fn empty() -> Self {
        Self::on(Engine::Sqlite).await
    }

    pub(crate) async fn on(engine: Engine) -> Self {
        let (keys, probe) = (Arc::new(crate::connection::vault::NoKeys), Arc::new(crate::connection::NoProbe));
        Self::made(engine, keys, probe, Arc::new(crate::NoConsents), None).await
    }

    /// A desk that reads the provider's side of the books here, by the connections of its database.
    pub(crate) async fn reading(engine: Engine, books: Arc<dyn crate::Books>) -> Self {
        let (keys, probe) = (Arc::new(crate::connection::vault::NoKeys), Arc::new(crate::connection::NoProbe));
        Self::made(engine, keys, probe, Arc::new(crate::NoConsents), Some(books)).await
    }

    /// A desk that keeps secrets by these keys and tests connections by this probe.
    pub(crate) async fn with(keys: Arc<dyn KeyRing>, probe: Arc<dyn ConnectionProbe>) -> Self {
        Self::made(Engine::Sqlite, keys, probe, Arc::new(crate::NoConsents), None).await
    }

    /// A desk that keeps secrets by these keys and whose people consent there.
    pub(crate) async fn consenting(keys: Arc<dyn KeyRing>, consents: Arc<dyn ConsentDesk>) -> Self {
        Self::made(Engine::Sqlite, keys, Arc::new(crate::connection::NoProbe), consents, None).await
    }

    async fn made(
        engine: Engine,
        keys: Arc<dyn KeyRing>,
        probe: Arc<dyn ConnectionProbe>,
        consents: Arc<dyn ConsentDesk>,
        books: Option<Arc<dyn crate::Books>>,
    ) -> Self {
        Self::put_together(engine, keys, probe, consents, (books, Arc::new(crate::NoIdentities))).await
    }

    /// A desk that keeps secrets by these keys and whose people are vouched for there.
    pub(crate) async fn signing_on(keys: Arc<dyn KeyRing>, identities: Arc<dyn crate::IdentityDesk>) -> Self {
        let (probe, consents) = (Arc::new(crate::connection::NoProbe), Arc::new(crate::NoConsents));
        Self::put_together(Engine::Sqlite, keys, probe, consents, (None, identities)).await
    }

    async fn put_together(
        engine: Engine,
        keys: Arc<dyn KeyRing>,
        probe: Arc<dyn ConnectionProbe>,
        consents: Arc<dyn ConsentDesk>,
        (books, identities): (Option<Arc<dyn crate::Books>>, Arc<dyn crate::IdentityDesk>),
    ) -> Self {
        let store = TestStore::open(engine).await;
        let clock = Arc::new(FixedClock::at(noon()));
        let (post, leaks) = (Arc::new(Letters::default()), Arc::new(Leaks::default()));
        let connections: Arc<dyn crate::ConnectionOpener> = match &books {
            Some(_) => Arc::new(crate::connection::StoredConnections::new(store.store(), Arc::clone(&keys))),
            None => Arc::new(crate::NoConnections),
        };
        let app = App::new(Parts {
            store: store.store(),
            clock: Arc::clone(&clock) as Arc<dyn crate::Clock>,
            chance: Arc::new(SeededChance::new(20_260_915)),
            feeds: Arc::new(NoFeeds),
            fetcher: Arc::new(crate::NoFetcher),
            files: Arc::new(InMemory::new()),
            connections,
            carriers: crate::Carriers::default(),
            probe,
            consents,
            identities,
            keys,
            callbacks: Arc::new(crate::ticket::NoCallBacks),
            books: books.unwrap_or_else(|| Arc::new(crate::NoBooks)),
            breaches: Arc::clone(&leaks) as Arc<dyn crate::BreachList>,
            post: Arc::clone(&post) as Arc<dyn crate::Post>,
            replies: None,
            audit_accounts: AuditAccounts::of(&AuditKey::new([7; 32])),
        });
        Self { app, clock, post, leaks, _store: store }
    }

    pub(crate) async fn partner(
        &self,
        name: &str,
        kind: PartnerKind,
        upstream: Option<OrganizationId>,
    ) -> Organization {
        let new = NewOrganization {
            kind: OrganizationKind::Partner,
            partner_kind: Some(kind),
            name: name.into(),
            clouds: BTreeSet::from([Cloud::Public, Cloud::UsGovernment]),
            upstream,
            provider: None,
            policy: Policy::default(),
        };
        account::create_organization(&self.app, new).await.unwrap()
    }

    /// A person with these roles, in the public cloud.
    pub(crate) async fn person(
        &self,
        of: &Organization,
        name: &str,
        roles: &[Role],
        customer: Option<CustomerId>,
    ) -> User {
        let owner = Owner { organization: of.id, cloud: Cloud::Public };
        let membership = Membership { owner, customer, roles: roles.iter().copied().collect() };
        self.person_at(name, vec![membership]).await
    }

    pub(crate) async fn person_at(&self, name: &str, memberships: Vec<Membership>) -> User {
        let new = NewPerson {
            name: name.into(),
            email: format!("{}@desk.example", name.to_lowercase().replace(' ', ".")),
            password: Some(PASSWORD.into()),
            language: None,
            time_zone: None,
            phone: None,
            country: None,
            memberships,
        };
        account::create_person(&self.app, new).await.unwrap()
    }

    /// A person and the context in which they act, as a session gives it.
    pub(crate) async fn acting(&self, of: &Organization, name: &str, roles: &[Role]) -> Ctx {
        let user = self.person(of, name, roles, None).await;
        self.signed_in(&user).await
    }

    pub(crate) async fn signed_in(&self, user: &User) -> Ctx {
        let session = account::sign_in(&self.app, &caller(), &user.email, PASSWORD).await.unwrap().session().unwrap();
        self.ctx_of(session.secret.expose()).await
    }

    pub(crate) async fn ctx_of(&self, session: &str) -> Ctx {
        let signed = account::authenticate_session(&self.app, session).await.unwrap().expect("the session stands");
        Ctx::of(signed.identity, Entrance::Page, "req-1".into(), caller().address)
    }

    pub(crate) async fn customer(&self, ctx: &Ctx, name: &str, number: u8) -> Customer {
        customer::add(&self.app, ctx, a_customer(name, number)).await.unwrap()
    }

    /// Keeps a connection to the provider for which no secret has been said yet.
    pub(crate) async fn connect(
        &self,
        owner: Owner,
        kind: ConnectionKind,
        settings: ConnectionSettings,
    ) -> ConnectionId {
        let connection = Connection {
            id: self.app.id(),
            owner,
            kind,
            name: kind.word().into(),
            address: "https://provider.example".into(),
            recipient: RecipientKind::Provider,
            families: Vec::new(),
            settings,
            paused_at: None,
            state: ConnectionState::default(),
            version: 1,
            created_at: noon(),
            updated_at: noon(),
        };
        let id = connection.id;
        let done: crate::Result<()> = self
            .app
            .store()
            .write_with(owner, connection, |tx, one| Box::pin(async move { Ok(tx.connection_insert(one).await?) }))
            .await;
        done.unwrap();
        id
    }

    /// Keeps issues of an owner, and which customers' feeds list them.
    pub(crate) async fn document(
        &self,
        owner: Owner,
        issues: Vec<HealthIssue>,
        listed: Vec<(HealthIssueId, CustomerId)>,
    ) {
        let done: crate::Result<()> = self
            .app
            .store()
            .write_with(owner, (issues, listed), |tx, (issues, listed)| {
                Box::pin(async move {
                    for issue in issues {
                        tx.issue_put(issue).await?;
                    }
                    for (issue, customer) in listed {
                        tx.issue_customer_put(*issue, *customer, noon()).await?;
                    }
                    Ok(())
                })
            })
            .await;
        done.unwrap();
    }

    /// The audit log, oldest first.
    pub(crate) async fn audit(&self, owner: Owner) -> Vec<AuditRecord> {
        let mut read = self.app.store().read(owner).await.unwrap();
        let mut all = read.audit_list(&AuditFilter { limit: 200, ..AuditFilter::default() }).await.unwrap();
        all.reverse();
        all
    }

    pub(crate) async fn audit_actions(&self, owner: Owner) -> Vec<String> {
        self.audit(owner).await.into_iter().map(|record| record.action).collect()
    }
}

/// A caller at an ordinary address.
pub(crate) fn caller() -> Caller {
    Caller { request_id: "req-1".into(), address: Some("192.0.2.1".into()), agent: None, session: None }
}

pub(crate) fn tenant(number: u8) -> String {
    format!("0b5c2f6e-8f1d-4f1a-9b57-2f6f0d6b8a{number:02x}")
}

pub(crate) fn a_customer(name: &str, number: u8) -> AddCustomer {
    use tierline_domain::{InformPolicy, Language, RelationshipKind, SupportPlan};
    AddCustomer {
        name: name.into(),
        domain: format!("{}.example", name.to_lowercase().replace(' ', "-")),
        tenant_id: tenant(number),
        country: "PL".into(),
        language: Language::Pl,
        support_plan: SupportPlan::Included,
        inform: InformPolicy::Draft,
        relationship: RelationshipKind::Reseller,
        relationship_since: None,
        indirect_reseller: None,
    }
}

/// An issue of a service that goes on everywhere and for everybody, heard of last an hour before noon.
pub(crate) fn an_issue(owner: Owner, number: u128, service: &str) -> HealthIssue {
    let at = noon() - Duration::hours(1);
    HealthIssue {
        id: HealthIssueId(Uuid::from_u128(number)),
        owner,
        source: "microsoft_365".into(),
        source_id: format!("EX{number}"),
        kind: IssueKind::ServiceIssue,
        title: format!("{service} is slow"),
        service: service.into(),
        services: vec![service.into()],
        regions: Vec::new(),
        status: IssueStatus::Degraded,
        source_status: String::new(),
        starts_at: at,
        ends_at: None,
        last_modified_at: at,
        audience: Audience::Everyone,
        impact: String::new(),
        published_at: at,
        posts: 0,
        last_post_at: None,
    }
}

/// The code of the first field that was refused, or of the conflict.
pub(crate) fn code<T>(result: crate::Result<T>) -> String {
    use crate::Error;
    match result.err().expect("a refusal was expected") {
        Error::Invalid(fields) => format!("{} {}", fields[0].field, fields[0].code),
        Error::Conflict { code, .. } => code.to_owned(),
        Error::Forbidden { .. } => "forbidden".to_owned(),
        Error::OutOfScope { .. } => "out of scope".to_owned(),
        Error::NotFound => "not found".to_owned(),
        Error::Unauthorized => "unauthorized".to_owned(),
        Error::Stale { current } => format!("stale {current:?}"),
        Error::TooMany { .. } => "too many".to_owned(),
        Error::TooLarge { .. } => "too large".to_owned(),
        other => panic!("{other:?}"),
    }
}
