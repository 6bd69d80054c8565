//! A small desk within the test's own process: a provider, its three kinds of partners, a person of each role with a token,
//! customers in both clouds.
//!
//! Every name in it is invented. The clock stands still until a test moves it, and chance is the same in each run.

use std::{collections::BTreeSet, num::NonZeroU32, sync::Arc};

use chrono::{DateTime, Utc};
use object_store::memory::InMemory;
use tierline_app::{
    App, Carriers, Ctx, Entrance, FeedFetcher, FixedClock, Parts, SeededChance,
    account::{
        NewOrganization, NewPerson, NewSecretToken, authenticate_token, create_organization, create_person,
        create_token,
    },
    connection::vault::{HeldKeys, SealKey},
    customer::{
        AddCustomer, DelegatedAdminDecision, RequestDelegatedAdmin, decide_delegated_admin, request_delegated_admin,
    },
    email::Replies,
    ticket::EventCaller,
};
use tierline_connect::FeedParsers;
use tierline_domain::{
    Cloud, Customer, InformPolicy, Language, Membership, Organization, OrganizationId, OrganizationKind, Owner,
    PartnerKind, Policy, RelationshipKind, Role, SupportPlan, User,
};
use tierline_http::{AppState, Calls, HttpConfig};
use tierline_store::{AuditAccounts, AuditKey, Engine, System};

use crate::{engine::TestStore, recipient::OpenDoors};

/// The password of everybody who has one: the helpdesk agents of the public cloud.
pub const PASSWORD: &str = "nine green kelp otters";

/// A person of the desk.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their one role.
    pub role: Role,
    /// The person.
    pub user: User,
    /// Where they act.
    pub owner: Owner,
    /// Their token.
    pub token: String,
}

/// A desk on a database of its own.
pub struct Desk {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Runs the cloud services.
    pub provider: Organization,
    /// A direct bill partner in both clouds.
    pub direct: Organization,
    /// A distributor.
    pub distributor: Organization,
    /// A reseller below the distributor.
    pub reseller: Organization,
    /// Everybody.
    pub people: Vec<Person>,
    /// The direct bill partner's customer in the public cloud.
    pub customer: Customer,
    /// Its customer in the other cloud.
    pub government_customer: Customer,
    /// The reseller's customer.
    pub reseller_customer: Customer,
    store: TestStore,
    carriers: Carriers,
}

/// When the desk's clock begins: a Tuesday morning.
#[must_use]
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_789_462_800, 0).unwrap_or_default()
}

/// The addresses at which answers by mail arrive.
#[must_use]
pub fn replies() -> Arc<Replies> {
    Arc::new(Replies::new("replies.northgate.example", &[7; 32]))
}

const STAFF: &[Role] = &[Role::GlobalAdmin, Role::AdminAgent, Role::HelpdeskAgent, Role::SalesAgent];

impl Desk {
    /// Seals an owner's audit log: an entry without a seal cannot be erased.
    ///
    /// # Panics
    /// When the store refuses it.
    pub async fn seal(&self, owner: Owner) {
        let now = self.app.now();
        let sealed: tierline_app::Result<()> = self
            .app
            .store()
            .write_with(System, AuditKey::new([7; 32]), move |tx, key| {
                Box::pin(async move {
                    while tx.audit_seal(key, owner, now, 500).await? > 0 {}
                    Ok(())
                })
            })
            .await;
        sealed.expect("the log is sealed");
    }

    /// Sets up a desk.
    ///
    /// # Panics
    /// When that fails: there is nothing to test then.
    pub async fn on(engine: Engine) -> Self {
        Self::reading(engine, Arc::new(tierline_app::NoFetcher)).await
    }

    /// Sets up a desk that gets its feeds from here.
    ///
    /// # Panics
    /// When that fails: there is nothing to test then.
    pub async fn reading(engine: Engine, fetcher: Arc<dyn FeedFetcher>) -> Self {
        Self::connected(engine, fetcher, Carriers::default()).await
    }

    /// Sets up a desk whose service requests are carried by these, through connections that need no secret.
    ///
    /// # Panics
    /// When that fails: there is nothing to test then.
    pub async fn connected(engine: Engine, fetcher: Arc<dyn FeedFetcher>, carriers: Carriers) -> Self {
        let store = TestStore::open(engine).await;
        let clock = Arc::new(FixedClock::at(start()));
        let app = App::new(Parts {
            store: store.store(),
            clock: clock.clone(),
            chance: Arc::new(SeededChance::new(2_026)),
            feeds: Arc::new(FeedParsers),
            fetcher,
            files: Arc::new(InMemory::new()),
            connections: Arc::new(OpenDoors(store.store())),
            carriers: carriers.clone(),
            probe: Arc::new(crate::recipient::EasyProbe),
            consents: Arc::new(tierline_app::NoConsents),
            identities: Arc::new(tierline_app::NoIdentities),
            keys: Arc::new(HeldKeys(vec![SealKey::new([7; 32])])),
            callbacks: Arc::new(tierline_app::ticket::NoCallBacks),
            books: Arc::new(tierline_app::NoBooks),
            post: Arc::new(tierline_app::NoPost),
            breaches: Arc::new(tierline_app::NoBreachList),
            replies: Some(replies()),
            audit_accounts: AuditAccounts::of(&AuditKey::new([7; 32])),
        });
        let [provider, direct, distributor, reseller] = organizations(&app).await;
        let mut people = people(&app, &provider, &direct, &distributor, &reseller).await;
        let customer = customer(&app, &people, public(&direct), "Kestrel Dental").await;
        let government_customer = self::customer(&app, &people, government(&direct), "Harbor County Water").await;
        let reseller_customer = self::customer(&app, &people, public(&reseller), "Bramble Bakery").await;
        for role in [Role::CustomerContact, Role::CustomerAdmin] {
            people.push(person(&app, role, public(&direct), Some(&customer)).await);
        }
        Self {
            app,
            clock,
            provider,
            direct,
            distributor,
            reseller,
            people,
            customer,
            government_customer,
            reseller_customer,
            store,
            carriers,
        }
    }

    /// The first person of a role: at the direct bill partner, or at the provider.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn person(&self, role: Role) -> &Person {
        self.people.iter().find(|person| person.role == role).expect("a person of this role")
    }

    /// The person of a role at an organization, in a cloud.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn person_at(&self, organization: OrganizationId, cloud: Cloud, role: Role) -> &Person {
        let owner = Owner { organization, cloud };
        let found = self.people.iter().find(|person| person.role == role && person.owner == owner);
        found.expect("a person of this role there")
    }

    /// A call by this person.
    ///
    /// # Panics
    /// When their token does not hold.
    pub async fn ctx(&self, person: &Person) -> Ctx {
        ctx(&self.app, person).await
    }

    /// The desk as it is reached over HTTP. Its clock stands still, and no minute ends: nobody calls too often.
    #[must_use]
    pub fn state(&self) -> AppState {
        self.limited(Calls { person: NonZeroU32::MAX, address: NonZeroU32::MAX })
    }

    /// The same with so many calls a minute.
    #[must_use]
    pub fn limited(&self, calls: Calls) -> AppState {
        let config = HttpConfig {
            public_url: "https://desk.example".to_owned(),
            trusted_proxies: Vec::new(),
            secure_cookies: true,
            calls,
        };
        AppState::new(self.app.clone(), config)
    }

    /// Another node on the same database, which remembers nothing of what this one has read.
    ///
    /// The seed is that of its chance: another one for each node.
    #[must_use]
    pub fn another_node(&self, seed: u64) -> App {
        self.calling(seed, Arc::new(tierline_app::ticket::NoCallBacks))
    }

    /// Another node, which calls who subscribed to events of tickets by this.
    #[must_use]
    pub fn calling(&self, seed: u64, callbacks: Arc<dyn EventCaller>) -> App {
        App::new(Parts {
            store: self.store.store(),
            clock: self.clock.clone(),
            chance: Arc::new(SeededChance::new(seed)),
            feeds: Arc::new(FeedParsers),
            fetcher: Arc::new(tierline_app::NoFetcher),
            files: Arc::new(InMemory::new()),
            connections: Arc::new(OpenDoors(self.store.store())),
            carriers: self.carriers.clone(),
            probe: Arc::new(crate::recipient::EasyProbe),
            consents: Arc::new(tierline_app::NoConsents),
            identities: Arc::new(tierline_app::NoIdentities),
            keys: Arc::new(HeldKeys(vec![SealKey::new([7; 32])])),
            callbacks,
            books: Arc::new(tierline_app::NoBooks),
            post: Arc::new(tierline_app::NoPost),
            breaches: Arc::new(tierline_app::NoBreachList),
            replies: Some(replies()),
            audit_accounts: AuditAccounts::of(&AuditKey::new([7; 32])),
        })
    }

    /// The address of its database, for a process of its own.
    #[must_use]
    pub fn database(&self) -> &str {
        self.store.url()
    }

    /// Lets everything arrive that is on its way.
    ///
    /// # Panics
    /// When something cannot be delivered.
    pub async fn deliver(&self) {
        tierline_jobs::drain(&self.app).await.expect("everything is delivered");
    }

    /// Gives the direct bill partner a live delegated admin relationship with its customer, with this directory role.
    ///
    /// # Panics
    /// When that fails.
    pub async fn delegate(&self, role: &str) {
        let asker = self.ctx(self.person(Role::AdminAgent)).await;
        let ask = RequestDelegatedAdmin {
            name: role.to_owned(),
            roles: vec![role.to_owned()],
            days: 180,
            assigned_to: BTreeSet::new(),
        };
        let asked = request_delegated_admin(&self.app, &asker, self.customer.id, ask).await.expect("it is asked for");
        let admin = self.ctx(self.person(Role::CustomerAdmin)).await;
        let yes = DelegatedAdminDecision::Approve;
        decide_delegated_admin(&self.app, &admin, self.customer.id, asked.id, yes).await.expect("it is approved");
    }

    /// Lets the engine count its rows, as it does by itself after a while: plans depend on it.
    pub async fn count_rows(&self) {
        self.store.count_rows().await;
    }

    /// Throws the database away.
    pub async fn discard(self) {
        self.store.discard().await;
    }
}

fn public(organization: &Organization) -> Owner {
    Owner { organization: organization.id, cloud: Cloud::Public }
}

fn government(organization: &Organization) -> Owner {
    Owner { organization: organization.id, cloud: Cloud::UsGovernment }
}

/// The provider, the direct bill partner, the distributor and the reseller.
async fn organizations(app: &App) -> [Organization; 4] {
    let provider = NewOrganization {
        kind: OrganizationKind::Provider,
        partner_kind: None,
        name: "Stratus Works".to_owned(),
        clouds: BTreeSet::from([Cloud::Public, Cloud::UsGovernment]),
        upstream: None,
        provider: None,
        policy: Policy::default(),
    };
    let found = async |new| create_organization(app, new).await.expect("an organization");
    let above = found(provider.clone()).await;
    let partner = |name: &str, kind| NewOrganization {
        kind: OrganizationKind::Partner,
        partner_kind: Some(kind),
        name: name.to_owned(),
        provider: Some(above.id),
        ..provider.clone()
    };
    let direct = found(partner("Northgate Cloud Partners", PartnerKind::DirectBill)).await;
    let distributor = found(partner("Vistula Distribution", PartnerKind::IndirectProvider)).await;
    let below = partner("Lantern IT", PartnerKind::IndirectReseller);
    let reseller = found(NewOrganization { upstream: Some(distributor.id), ..below }).await;
    [above, direct, distributor, reseller]
}

/// The people of the organizations themselves.
async fn people(
    app: &App,
    provider: &Organization,
    direct: &Organization,
    distributor: &Organization,
    reseller: &Organization,
) -> Vec<Person> {
    let mut people = Vec::new();
    for owner in [public(direct), public(distributor), public(reseller), government(direct)] {
        for role in STAFF {
            people.push(person(app, *role, owner, None).await);
        }
    }
    for role in [Role::Engineer, Role::ServiceOwner, Role::GlobalAdmin] {
        people.push(person(app, role, public(provider), None).await);
    }
    people.push(person(app, Role::Engineer, public(distributor), None).await);
    people
}

async fn person(app: &App, role: Role, owner: Owner, customer: Option<&Customer>) -> Person {
    let place = format!("{}-{}", &owner.organization.to_string()[22..], owner.cloud.word().replace('_', "-"));
    let membership =
        Membership { owner, customer: customer.map(|customer| customer.id), roles: BTreeSet::from([role]) };
    // Hashing takes time, and few tests sign in with a password.
    let password = (role == Role::HelpdeskAgent && owner.cloud == Cloud::Public).then(|| PASSWORD.to_owned());
    let new = NewPerson {
        name: format!("{} of {place}", role.word().replace('_', " ")),
        email: format!("{}@{place}.example", role.word().replace('_', "-")),
        password,
        language: Some(Language::En),
        time_zone: Some("Europe/Warsaw".to_owned()),
        phone: Some("+48 22 555 01 00".to_owned()),
        country: Some("PL".to_owned()),
        memberships: vec![membership],
    };
    let user = create_person(app, new).await.expect("a person");
    let token = NewSecretToken { user: user.id, owner, name: "tests".to_owned(), days: None, scopes: None };
    let (_, secret) = create_token(app, token).await.expect("a token");
    Person { role, user, owner, token: secret.expose().to_owned() }
}

async fn ctx(app: &App, person: &Person) -> Ctx {
    let signed = authenticate_token(app, &person.token, None).await.expect("the database answers");
    Ctx::of(signed.expect("the token holds").identity, Entrance::Api, "test".to_owned(), None)
}

async fn customer(app: &App, people: &[Person], owner: Owner, name: &str) -> Customer {
    let admin =
        people.iter().find(|person| person.owner == owner && person.role == Role::GlobalAdmin).expect("an admin");
    let new = AddCustomer {
        name: name.to_owned(),
        domain: format!("{}.example", name.to_lowercase().replace(' ', "-")),
        tenant_id: app.id::<uuid::Uuid>().to_string(),
        country: "PL".to_owned(),
        language: Language::Pl,
        support_plan: SupportPlan::Included,
        inform: InformPolicy::Draft,
        relationship: RelationshipKind::Reseller,
        relationship_since: None,
        indirect_reseller: None,
    };
    tierline_app::customer::add(app, &ctx(app, admin).await, new).await.expect("a customer")
}
