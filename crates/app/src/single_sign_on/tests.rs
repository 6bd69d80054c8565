//! Who comes in by single sign-on, and who does not.

mod back;
mod change;
mod standing;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use tierline_domain::{
    Cloud, IdentityProvider, Membership, Organization, Owner, PartnerKind, Proof, Role, User, UserId,
};
use tierline_store::{AuditFilter, Auth};

use super::{
    AddDomain, Arrived, Back, EditProvider, Finding, Leaving, arrive, domain_add, domain_prove, ended, farewell,
    is_offered, leave, leave_again, leave_to_link, link_list, link_remove, provider_add, provider_edit, provider_list,
    provider_remove, provider_test,
};
use crate::{
    Ctx, Entrance, Error,
    account::{self, Arrival, Entered, authenticate_session},
    connection::vault::{HeldKeys, SealKey},
    port::{
        carrier::{Closed, Secret},
        identity::{Described, Ended, IdentityDesk, ProviderSetup, SignInCode, SignInErrand, Vouched},
    },
    test_desk::{Desk, caller, code},
};

const BACK: &str = "https://desk.example/signin/back";

/// A provider that vouches for whom the test says.
#[derive(Default)]
struct Says {
    vouched: Mutex<Vouched>,
    file: Mutex<String>,
    nonce: Mutex<String>,
}

#[async_trait]
impl IdentityDesk for Says {
    async fn describe(&self, _: &ProviderSetup) -> Result<Described, Closed> {
        Ok(Described { keys: 2, gives_codes: true, signs_by_keys: true, signs_out: true, tells_of_ends: false })
    }

    async fn address(&self, setup: &ProviderSetup, errand: &SignInErrand) -> Result<String, Closed> {
        self.nonce.lock().unwrap().clone_from(&errand.nonce);
        Ok(format!("{}/authorize?state={}", setup.issuer, errand.state))
    }

    async fn redeem(&self, setup: &ProviderSetup, given: SignInCode) -> Result<Vouched, Closed> {
        assert_eq!((setup.secret.expose(), given.redirect.as_str()), ("kelp", BACK));
        assert_eq!(given.nonce, *self.nonce.lock().unwrap(), "the nonce that was taken along");
        Ok(self.vouched.lock().unwrap().clone())
    }

    async fn ended(&self, _: &ProviderSetup, token: &str) -> Result<Ended, Closed> {
        serde_json::from_str(token)
            .map(|(id, subject, session)| Ended { id, subject, session })
            .map_err(|_| Closed { reason: "it cannot be read".to_owned() })
    }

    async fn farewell(&self, setup: &ProviderSetup, back: &str) -> Result<Option<String>, Closed> {
        Ok(Some(format!("{}/logout?back={back}", setup.issuer)))
    }

    async fn domain_file(&self, _: &str) -> Result<String, Closed> {
        Ok(self.file.lock().unwrap().clone())
    }
}

struct Door {
    desk: Desk,
    says: Arc<Says>,
    organization: Organization,
    admin: Ctx,
    provider: IdentityProvider,
}

fn set(roles: &[Role]) -> BTreeSet<Role> {
    roles.iter().copied().collect()
}

/// A provider that brings new people.
fn new_provider() -> EditProvider {
    EditProvider {
        name: Some("Entra".into()),
        issuer: Some("https://login.example".into()),
        client_id: Some("desk".into()),
        secret: Some(Secret::new("kelp".into())),
        groups: Some(BTreeMap::from([
            ("agents".to_owned(), set(&[Role::HelpdeskAgent])),
            ("sales".to_owned(), set(&[Role::SalesAgent])),
        ])),
        makes_people: Some(true),
        ..EditProvider::default()
    }
}

impl Door {
    /// A desk whose domain `desk.example` is proven and sent to a provider that brings new people.
    async fn open() -> Self {
        let says = Arc::new(Says::default());
        let keys = Arc::new(HeldKeys(vec![SealKey::new([7; 32])]));
        let desk = Desk::signing_on(keys, Arc::clone(&says) as Arc<dyn IdentityDesk>).await;
        let organization = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&organization, "Ilse", &[Role::GlobalAdmin]).await;
        let provider = provider_add(&desk.app, &admin, new_provider()).await.unwrap();
        let door = Self { desk, says, organization, admin, provider };
        door.prove("desk.example").await.unwrap();
        door
    }

    async fn prove(&self, domain: &str) -> Result<(), Error> {
        let new = AddDomain { domain: domain.into(), provider: self.provider.id };
        let added = domain_add(&self.desk.app, &self.admin, new).await?;
        *self.says.file.lock().unwrap() = format!("# of Northgate\n{}\n", added.code);
        domain_prove(&self.desk.app, &self.admin, added.id).await.map(drop)
    }

    fn vouch(&self, subject: &str, email: &str, groups: &[&str]) {
        *self.says.vouched.lock().unwrap() = Vouched {
            subject: subject.into(),
            email: Some(email.into()),
            email_verified: true,
            name: Some("Tobin Reyes".into()),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            ..Vouched::default()
        };
    }

    /// Goes and comes back from one browser.
    async fn come(&self) -> Result<Entered, Error> {
        let leaving = leave(&self.desk.app, &caller(), "anybody@desk.example", "/cases", BACK).await?;
        let state = leaving.address.split("state=").nth(1).unwrap().to_owned();
        let browser = leaving.browser.expose().to_owned();
        let back = Back { state, code: Secret::new("c".into()), issuer: None, browser };
        let (arrived, next) = arrive(&self.desk.app, &caller(), back, (BACK, None)).await?;
        assert_eq!(next, "/cases");
        match arrived {
            Arrived::In(entered) => Ok(entered),
            other => panic!("they left to sign in: {other:?}"),
        }
    }

    async fn person(&self, email: &str) -> UserId {
        let found = self.desk.app.store().read(Auth).await.unwrap().user_by_email(email).await.unwrap();
        found.expect("an account").0.id
    }

    async fn roles(&self, entered: Entered) -> BTreeSet<Role> {
        let session = entered.session().expect("a session");
        let found = authenticate_session(&self.desk.app, session.secret.expose()).await.unwrap().unwrap();
        assert_eq!(found.identity.membership.owner, self.admin.owner);
        found.identity.membership.roles
    }
}

#[tokio::test]
async fn somebody_new_comes_in_with_what_their_groups_give_and_follows_them() {
    let door = Door::open().await;
    assert!(is_offered(&door.desk.app).await.unwrap());
    door.vouch("sub-1", "tobin@desk.example", &["agents", "unknown"]);
    assert_eq!(door.roles(door.come().await.unwrap()).await, set(&[Role::HelpdeskAgent]));
    door.vouch("sub-1", "tobin@desk.example", &["sales"]);
    assert_eq!(door.roles(door.come().await.unwrap()).await, set(&[Role::SalesAgent]));
    door.vouch("sub-1", "tobin@desk.example", &[]);
    assert_eq!(code(door.come().await), "no_group");
    let actions = door.desk.audit_actions(door.admin.owner).await;
    for action in
        ["identity_provider.add", "sign_in_domain.prove", "account.link", "account.follow_groups", "account.sign_in"]
    {
        assert!(actions.iter().any(|one| one == action), "{action}: {actions:?}");
    }
}

#[tokio::test]
async fn no_mapped_group_is_no_way_in_for_somebody_new() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["unknown"]);
    assert_eq!(code(door.come().await), "no_group");
    let off = EditProvider { makes_people: Some(false), ..EditProvider::default() };
    provider_edit(&door.desk.app, &door.admin, door.provider.id, off).await.unwrap();
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    assert_eq!(code(door.come().await), "unknown");
}

/// Threat 42: an account is never linked by an address that is not verified, or of a domain that is not the provider's.
#[tokio::test]
async fn an_unverified_address_or_one_of_another_domain_links_nobody() {
    let door = Door::open().await;
    let dario = door.desk.person(&door.organization, "Dario", &[Role::AdminAgent], None).await;
    door.vouch("sub-2", &dario.email, &["agents"]);
    door.says.vouched.lock().unwrap().email_verified = false;
    assert_eq!(code(door.come().await), "unverified_address");
    door.vouch("sub-2", "dario@elsewhere.example", &["agents"]);
    assert_eq!(code(door.come().await), "foreign_domain");
    door.vouch("sub-2", &dario.email, &["sales"]);
    let roles = door.roles(door.come().await.unwrap()).await;
    assert_eq!(roles, set(&[Role::AdminAgent, Role::SalesAgent]), "what was given by hand stays");
}

/// Threat 42: who is given the address of somebody who left is somebody else.
#[tokio::test]
async fn another_subject_with_a_linked_address_is_not_the_same_person() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    door.come().await.unwrap();
    door.vouch("sub-9", "tobin@desk.example", &["agents"]);
    assert_eq!(code(door.come().await), "unknown");
}

/// Their groups are not known: that they have none, and that they still have all of them, would both be a guess.
#[tokio::test]
async fn whose_groups_are_left_out_is_not_let_in_and_keeps_their_roles() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    door.come().await.unwrap();
    let roles = || async {
        let people = account::user_list(&door.desk.app, &door.admin, None).await.unwrap();
        people.into_iter().find(|one| one.user.email == "tobin@desk.example").map(|one| one.membership.roles)
    };
    door.vouch("sub-1", "tobin@desk.example", &[]);
    door.says.vouched.lock().unwrap().groups_withheld = true;
    assert_eq!(code(door.come().await), "groups_withheld");
    assert_eq!(roles().await, Some(set(&[Role::HelpdeskAgent])));
    // Where groups mean nothing, nobody asks for them.
    let none = EditProvider { groups: Some(BTreeMap::new()), ..EditProvider::default() };
    provider_edit(&door.desk.app, &door.admin, door.provider.id, none).await.unwrap();
    let place = Membership { owner: door.admin.owner, customer: None, roles: set(&[Role::HelpdeskAgent]) };
    let by_hand = door.desk.person_at("Pavla", vec![place]).await;
    door.vouch("sub-2", &by_hand.email, &[]);
    door.says.vouched.lock().unwrap().groups_withheld = true;
    let left_out = door.come().await.unwrap();
    assert_eq!(door.roles(left_out).await, set(&[Role::HelpdeskAgent]));
}

#[tokio::test]
async fn who_is_not_let_in_is_on_record_with_the_reason_and_named_only_where_they_are_somebody_here() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    door.come().await.unwrap();
    let tobin = door.person("tobin@desk.example").await;
    door.vouch("sub-1", "tobin@desk.example", &["nobodies"]);
    assert_eq!(code(door.come().await), "no_group");
    door.vouch("sub-2", "eve@desk.example", &["nobodies"]);
    assert_eq!(code(door.come().await), "no_group");
    let refusals = vec!["account.sign_in.refused".to_owned()];
    let filter = AuditFilter { actions: refusals, oldest_first: true, limit: 10, ..AuditFilter::default() };
    let mut read = door.desk.app.store().read(door.admin.owner).await.unwrap();
    let found: Vec<_> = read.audit_list(&filter).await.unwrap().into_iter().filter_map(|one| one.entry).collect();
    let said: Vec<_> = found.iter().map(|one| (one.subject.clone(), one.detail["detail"]["why"].clone())).collect();
    assert_eq!(said, [(Some(tobin.to_string()), "no_group".into()), (None, "no_group".into())]);
    assert!(found.iter().all(|one| !one.detail.to_string().contains("eve")), "{found:?}");
}

/// Threat 25: each code that comes back is asked of the provider, whoever brings it.
#[tokio::test]
async fn who_comes_back_in_vain_again_and_again_waits() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["nobodies"]);
    let mut waits = false;
    for _ in 0..200 {
        waits |= matches!(door.come().await, Err(Error::TooMany { .. }));
    }
    assert!(waits);
}

/// Threats 34 and 36: the provider of one organization is no way into another, or into another cloud.
#[tokio::test]
async fn who_works_elsewhere_too_is_not_let_in_by_one_provider() {
    let door = Door::open().await;
    let other = door.desk.partner("Other", PartnerKind::DirectBill, None).await;
    let of = |organization, cloud| Membership {
        owner: Owner { organization, cloud },
        customer: None,
        roles: set(&[Role::HelpdeskAgent]),
    };
    let here = || of(door.organization.id, Cloud::Public);
    let both = door.desk.person_at("Pavla", vec![here(), of(other.id, Cloud::Public)]).await;
    let clouds = door.desk.person_at("Casey", vec![here(), of(door.organization.id, Cloud::UsGovernment)]).await;
    let stranger = door.desk.person_at("Stefan", vec![of(other.id, Cloud::Public)]).await;
    for (subject, person) in [("s-1", both), ("s-2", clouds), ("s-3", stranger)] {
        door.vouch(subject, &person.email, &["agents"]);
        assert_eq!(code(door.come().await), "works_elsewhere", "{}", person.name);
    }
}

/// Threat 43: what comes back must have left from the same browser, a short while ago.
#[tokio::test]
async fn who_comes_back_left_from_this_browser_a_short_while_ago() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    let app = &door.desk.app;
    let leaving = leave(app, &caller(), "x@desk.example", "/", BACK).await.unwrap();
    let other = leave(app, &caller(), "x@desk.example", "/", BACK).await.unwrap();
    let state = leaving.address.split("state=").nth(1).unwrap().to_owned();
    let mine = leaving.browser.expose().to_owned();
    let back = |state: &str, browser: &str| Back {
        state: state.to_owned(),
        code: Secret::new("c".into()),
        issuer: None,
        browser: browser.to_owned(),
    };
    for (state, browser) in [
        (state.as_str(), other.browser.expose()),
        (state.as_str(), ""),
        ("", mine.as_str()),
        (&state[..state.len() - 2], mine.as_str()),
    ] {
        assert_eq!(
            code(arrive(app, &caller(), back(state, browser), (BACK, None)).await),
            "sign_in_lost",
            "{state} {browser}"
        );
    }
    door.desk.clock.advance(chrono::Duration::minutes(11));
    assert_eq!(code(arrive(app, &caller(), back(&state, &mine), (BACK, None)).await), "sign_in_lost");
}

/// Threat 46: what is said depends on the domain alone.
#[tokio::test]
async fn an_address_leads_to_the_provider_of_its_proven_domain_whether_or_not_anybody_has_it() {
    let door = Door::open().await;
    let app = &door.desk.app;
    for address in ["ilse@desk.example", "nobody@DESK.example"] {
        assert!(leave(app, &caller(), address, "/", BACK).await.is_ok(), "{address}");
    }
    let new = AddDomain { domain: "unproven.example".into(), provider: door.provider.id };
    let added = domain_add(app, &door.admin, new).await.unwrap();
    assert_eq!(code(domain_prove(app, &door.admin, added.id).await), "not_proven");
    for address in ["ilse@elsewhere.example", "ilse@unproven.example", "ilse", ""] {
        assert_eq!(code(leave(app, &caller(), address, "/", BACK).await), "email no_provider", "{address}");
    }
    let paused = EditProvider { is_paused: Some(true), ..EditProvider::default() };
    provider_edit(app, &door.admin, door.provider.id, paused).await.unwrap();
    assert_eq!(code(leave(app, &caller(), "ilse@desk.example", "/", BACK).await), "email no_provider");
}

#[tokio::test]
async fn a_domain_that_another_organization_has_proven_is_not_taken_from_it() {
    let door = Door::open().await;
    let other = door.desk.partner("Other", PartnerKind::DirectBill, None).await;
    let admin = door.desk.acting(&other, "Pavla", &[Role::GlobalAdmin]).await;
    let new = EditProvider {
        name: Some("Own".into()),
        issuer: Some("https://own.example".into()),
        client_id: Some("desk".into()),
        secret: Some(Secret::new("kelp".into())),
        ..EditProvider::default()
    };
    let provider = provider_add(&door.desk.app, &admin, new).await.unwrap();
    let new = AddDomain { domain: "desk.example".into(), provider: provider.id };
    let added = domain_add(&door.desk.app, &admin, new).await.unwrap();
    door.says.file.lock().unwrap().clone_from(&added.code);
    assert_eq!(code(domain_prove(&door.desk.app, &admin, added.id).await), "proven_elsewhere");
    let theirs = AddDomain { domain: "third.example".into(), provider: door.provider.id };
    assert_eq!(code(domain_add(&door.desk.app, &admin, theirs).await), "provider_id unknown");
    assert_eq!(code(provider_remove(&door.desk.app, &admin, door.provider.id).await), "not found");
}

#[tokio::test]
async fn a_providers_word_on_a_second_factor_is_believed_and_its_absence_too() {
    let door = Door::open().await;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    door.says.vouched.lock().unwrap().second_factor = true;
    let session = door.come().await.unwrap().session().unwrap();
    let found = authenticate_session(&door.desk.app, session.secret.expose()).await.unwrap().unwrap();
    assert!(found.identity.session.is_some_and(|session| session.proofs.is_two()));
    door.says.vouched.lock().unwrap().second_factor = false;
    let session = door.come().await.unwrap().session().unwrap();
    let found = authenticate_session(&door.desk.app, session.secret.expose()).await.unwrap().unwrap();
    assert!(found.identity.session.is_some_and(|session| !session.proofs.is_two()));
}

#[tokio::test]
async fn a_secret_goes_to_no_other_place_than_it_was_said_for() {
    let door = Door::open().await;
    let moved = EditProvider { issuer: Some("https://evil.example".into()), ..EditProvider::default() };
    assert_eq!(
        code(provider_edit(&door.desk.app, &door.admin, door.provider.id, moved).await),
        "secret said_elsewhere"
    );
    for (edit, expected) in [
        (EditProvider { issuer: Some("login.example".into()), ..EditProvider::default() }, "issuer not_a_url"),
        (
            EditProvider { tenants: Some(["northgate".to_owned()].into()), ..EditProvider::default() },
            "tenants not_a_tenant",
        ),
        (
            EditProvider {
                groups: Some(BTreeMap::from([("x".to_owned(), set(&[Role::CustomerAdmin]))])),
                ..EditProvider::default()
            },
            "groups does_not_fit",
        ),
    ] {
        assert_eq!(code(provider_edit(&door.desk.app, &door.admin, door.provider.id, edit).await), expected);
    }
}

#[tokio::test]
async fn a_test_says_what_works_and_what_is_missing() {
    let door = Door::open().await;
    let came = provider_test(&door.desk.app, &door.admin, door.provider.id).await.unwrap();
    let lacks = |came: &[Finding]| -> Vec<&'static str> {
        came.iter().filter(|one| one.works == Some(false)).map(|one| one.check.word()).collect()
    };
    assert_eq!(lacks(&came), [] as [&str; 0], "{came:?}");
    let notes: Vec<&str> = came.iter().filter(|one| one.works.is_none()).map(|one| one.check.word()).collect();
    assert_eq!(notes, ["ends"]);
    let paused = EditProvider { is_paused: Some(true), groups: Some(BTreeMap::new()), ..EditProvider::default() };
    provider_edit(&door.desk.app, &door.admin, door.provider.id, paused).await.unwrap();
    let came = provider_test(&door.desk.app, &door.admin, door.provider.id).await.unwrap();
    assert_eq!(lacks(&came), ["groups", "open"], "{came:?}");
    assert_eq!(provider_list(&door.desk.app, &door.admin).await.unwrap().len(), 1);
}

/// What a deed came to: `done`, or the code of its refusal.
fn told<T>(result: Result<T, Error>) -> String {
    if result.is_ok() { "done".to_owned() } else { code(result) }
}

/// The details of the audit log.
async fn details(door: &Door) -> String {
    let log = door.desk.audit(door.admin.owner).await;
    log.into_iter().filter_map(|record| record.entry).map(|entry| entry.detail.to_string()).collect()
}

/// A person of the organization with a password, whose address is of the proven domain.
async fn with_password(door: &Door, name: &str, roles: &[Role]) -> (User, &'static str) {
    let person = door.desk.person(&door.organization, name, roles, None).await;
    (person, crate::test_desk::PASSWORD)
}

/// Threat 46: what is enforced shows in no answer of the door.
#[tokio::test]
async fn where_a_provider_is_the_only_way_a_password_is_a_wrong_password() {
    let door = Door::open().await;
    let (dario, password) = with_password(&door, "Dario", &[Role::HelpdeskAgent]).await;
    let (vera, _) = with_password(&door, "Vera", &[Role::GlobalAdmin]).await;
    let app = &door.desk.app;
    let enters = async |user: &User| told(account::sign_in(app, &caller(), &user.email, password).await.map(drop));
    assert_eq!(enters(&dario).await, "done");
    let enforce = |is_enforced| EditProvider { is_enforced: Some(is_enforced), ..EditProvider::default() };
    provider_edit(app, &door.admin, door.provider.id, enforce(true)).await.unwrap();
    assert_eq!(enters(&dario).await, "password wrong");
    assert_eq!(enters(&vera).await, "done", "somebody can always come in");
    let by_other = account::enter(app, &caller(), Arrival::by(dario.clone(), Proof::Passkey)).await;
    assert!(matches!(by_other, Err(Error::Unauthorized)), "no other proof of the desk's own is a way around");
    door.vouch("sub-1", &dario.email, &["agents"]);
    assert!(door.come().await.is_ok());
    provider_edit(app, &door.admin, door.provider.id, enforce(false)).await.unwrap();
    assert_eq!(enters(&dario).await, "done");
    let other = EditProvider { name: Some("Other".into()), ..new_provider() };
    let other = provider_add(app, &door.admin, other).await.unwrap();
    let refused = provider_edit(app, &door.admin, other.id, enforce(true)).await;
    assert_eq!(told(refused), "is_enforced no_domain", "nobody would find the way");
}

#[tokio::test]
async fn the_log_says_what_of_a_provider_was_changed_and_never_its_secret() {
    let door = Door::open().await;
    let edit = EditProvider {
        makes_people: Some(false),
        secret: Some(Secret::new("another-kelp".into())),
        ..EditProvider::default()
    };
    provider_edit(&door.desk.app, &door.admin, door.provider.id, edit).await.unwrap();
    let log = details(&door).await;
    let said = serde_json::Deserializer::from_str(&log).into_iter::<serde_json::Value>().last().unwrap().unwrap();
    assert_eq!(
        said["detail"],
        serde_json::json!({ "name": "Entra", "makes_people": { "before": true, "after": false }, "secret": "changed" }),
        "{log}"
    );
    assert!(!log.contains("kelp"), "{log}");
}
