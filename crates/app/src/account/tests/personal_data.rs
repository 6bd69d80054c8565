//! Personal data: what is kept of a person, taken along, and taken out while the cases stay.

use chrono::Duration;
use serde_json::{Value, json};
use tierline_domain::{
    Case, Cloud, Contact, Customer, Hindrance, Membership, Organization, Owner, PartnerKind, ProvisionedProfile,
    ProvisionedUser, Role, User, Visibility,
};
use tierline_store::{AuditKey, Auth, Engine, System, test_support::dump::tables_that_say};

use super::{
    super::{
        AddServiceAccount, ChangePassword, EditUser, ErasePerson, Erased, PersonalData, change_password, person_erase,
        person_export, personal_data, service_account_add, user_edit, user_remove,
    },
    invitation::mailing,
};
use crate::{
    Ctx, Error, Idempotency, Result,
    case::{self, EditCase, Note, OpenCase},
    scim::{users_create, users_patch, users_remove},
    test_desk::{Desk, PASSWORD, code},
};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
const KEY: [u8; 32] = [7; 32];

struct Scene {
    desk: Desk,
    partner: Organization,
    admin: Ctx,
    customer: Customer,
}

async fn scene(engine: Engine) -> Scene {
    let desk = Desk::on(engine).await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Ilse Vandermeer", &[Role::GlobalAdmin, Role::HelpdeskAgent]).await;
    let customer = desk.customer(&admin, "Brightwater", 1).await;
    Scene { desk, partner, admin, customer }
}

impl Scene {
    /// A case with this contact, on which somebody writes, and which goes to an agent.
    async fn case(&self, by: &Ctx, email: &str, agent: Option<&User>) -> Case {
        let phone = Some("+48 22 123 45 67".to_owned());
        let contact = Contact { name: "Anna Nowak".into(), email: email.into(), phone, ..Contact::default() };
        let report = OpenCase::new(self.customer.id, "Shared calendars stay empty", "Since this morning.");
        let case = case::open(&self.desk.app, by, OpenCase { contact: Some(contact), ..report }).await.unwrap();
        let note = Note { visibility: Visibility::Internal, text: "The mailbox was moved last night.".into() };
        case::note(&self.desk.app, by, case.id, note).await.unwrap();
        if let Some(agent) = agent {
            let edit = EditCase { assignee: Some(Some(agent.id)), ..EditCase::default() };
            case::edit(&self.desk.app, by, case.id, edit).await.unwrap();
        }
        case
    }

    async fn close(&self, case: &Case) {
        case::close(&self.desk.app, &self.admin, case.id, "Solved by phone.").await.unwrap();
    }

    async fn kept(&self, person: &str) -> PersonalData {
        personal_data(&self.desk.app, &self.admin, person).await.unwrap()
    }

    async fn erase(&self, person: &str, address: &str) -> Result<Erased> {
        let command = ErasePerson { person: person.into(), address: address.into() };
        person_erase(&self.desk.app, &self.admin, command).await
    }

    async fn shut(&self, user: &User) {
        let shut = EditUser { disabled: Some(true), ..EditUser::default() };
        user_edit(&self.desk.app, &self.admin, user.id, shut).await.unwrap();
    }

    /// Seals all of the log.
    async fn seal(&self) {
        let (now, owner) = (self.desk.app.now(), self.admin.owner);
        let key = AuditKey::new(KEY);
        let sealed: Result<()> = self
            .desk
            .app
            .store()
            .write_with(System, key, move |tx, key| {
                Box::pin(async move {
                    while tx.audit_seal(key, owner, now, 500).await? > 0 {}
                    Ok(())
                })
            })
            .await;
        sealed.unwrap();
    }

    async fn sound(&self) -> bool {
        let mut read = self.desk.app.store().read(System).await.unwrap();
        read.audit_verify(&AuditKey::new(KEY), self.admin.owner, None).await.unwrap().sound()
    }

    async fn lines(&self, person: &str) -> Vec<Value> {
        let mut export = person_export(&self.desk.app, &self.admin, person).await.unwrap();
        let mut text = String::new();
        while let Some(some) = export.next().await.unwrap() {
            text.push_str(&some);
        }
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn hindered(found: &PersonalData) -> Vec<Hindrance> {
    found.hindrances.iter().map(|one| one.by).collect()
}

/// Whose account goes, whose name goes from what they did, and what stays of it.
#[tokio::test]
async fn an_agent_is_erased_and_their_cases_stay() {
    for engine in ENGINES {
        let scene = scene(engine).await;
        let agent = scene.desk.acting(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
        let case = scene.case(&agent, "anna@brightwater.example", Some(&agent.user)).await;
        scene.close(&case).await;
        // A letter that waits names their address.
        mailing(&scene.desk);
        let other = ChangePassword { current: PASSWORD.into(), new: "seven quiet harbours".into() };
        change_password(&scene.desk.app, &agent, other).await.unwrap();
        scene.shut(&agent.user).await;
        scene.seal().await;
        let done = scene.erase(&agent.user.id.to_string(), &agent.user.email.to_uppercase()).await.unwrap();
        assert_eq!((done.cases, done.account), (1, true), "{engine:?}");
        assert!(done.audited > 2, "{done:?}");
        for said in ["Tobin Achterhof", "tobin.achterhof@desk.example"] {
            assert_eq!(tables_that_say(scene.desk.app.store(), said).await, Vec::<String>::new(), "{engine:?} {said}");
        }
        let view = case::view(&scene.desk.app, &scene.admin, case.id).await.unwrap();
        assert!(view.entries.iter().any(|entry| entry.text.as_deref() == Some("The mailbox was moved last night.")));
        assert_eq!(view.case.contact.map(|contact| contact.name).as_deref(), Some("Anna Nowak"), "is somebody else");
        assert_eq!(view.case.assignee, None);
        scene.seal().await;
        assert!(scene.sound().await, "the log accounts for what was erased");
        assert!(scene.kept(&agent.user.email).await.is_empty());
        let again = scene.desk.person(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent], None).await;
        assert_ne!(again.id, agent.user.id, "the address is free");
    }
}

#[tokio::test]
async fn a_contact_without_an_account_is_erased_by_their_address() {
    for engine in ENGINES {
        let scene = scene(engine).await;
        let (case, other) = (
            scene.case(&scene.admin, "Anna@Brightwater.example", None).await,
            scene.case(&scene.admin, "jan@brightwater.example", None).await,
        );
        scene.close(&case).await;
        scene.close(&other).await;
        let found = scene.kept("anna@brightwater.EXAMPLE").await;
        assert_eq!((found.traces.cases.len(), found.user), (1, None), "{engine:?}");
        scene.erase("anna@brightwater.example", "anna@brightwater.example").await.unwrap();
        let contact = |case: &Case| case::view(&scene.desk.app, &scene.admin, case.id);
        let (erased, kept) = (contact(&case).await.unwrap(), contact(&other).await.unwrap());
        assert_eq!(erased.case.contact, None);
        assert_eq!(erased.case.version, found_version(&scene, &case).await);
        assert!(kept.case.contact.is_some());
        assert_eq!(tables_that_say(scene.desk.app.store(), "nna@").await, Vec::<String>::new());
        let acts = scene.desk.audit(scene.admin.owner).await;
        let act = acts.last().unwrap();
        assert_eq!((act.action.as_str(), act.entry.as_ref().unwrap().subject.as_deref()), ("person.erase", None));
    }
}

async fn found_version(scene: &Scene, case: &Case) -> i64 {
    case::view(&scene.desk.app, &scene.admin, case.id).await.unwrap().case.version
}

#[tokio::test]
async fn nobody_is_erased_while_something_needs_to_know_who_they_are() {
    let scene = scene(Engine::Sqlite).await;
    let agent = scene.desk.acting(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
    let case = scene.case(&agent, "anna@brightwater.example", Some(&agent.user)).await;
    let account =
        AddServiceAccount { name: "Nightly".into(), roles: [Role::HelpdeskAgent].into(), keeper: Some(agent.user.id) };
    service_account_add(&scene.desk.app, &scene.admin, account).await.unwrap();
    let id = agent.user.id.to_string();
    let found = scene.kept(&id).await;
    use Hindrance::{KeepsPrograms, OpenCases, StillHere, Unsealed, Yourself};
    assert_eq!(hindered(&found), [StillHere, OpenCases, KeepsPrograms, Unsealed]);
    assert_eq!(found.hindrances[1].which, [case.number.as_str()]);
    assert_eq!(found.hindrances[2].which, ["Nightly"]);
    let refused = scene.erase(&id, &agent.user.email).await;
    let Err(Error::Conflict { code, message }) = refused else { panic!("{refused:?}") };
    assert!(code == "person_needed" && message.contains(&case.number) && message.contains("Nightly"), "{message}");
    assert_eq!(hindered(&scene.kept("anna@brightwater.example").await), [OpenCases], "the contact of an open case");
    assert!(hindered(&scene.kept(&scene.admin.user.email).await).contains(&Yourself));
    assert!(scene.sound().await && !scene.kept(&id).await.is_empty(), "nothing was half done");
}

#[tokio::test]
async fn what_goes_for_good_is_named_twice_by_who_proved_who_they_are() {
    let scene = scene(Engine::Sqlite).await;
    let case = scene.case(&scene.admin, "anna@brightwater.example", None).await;
    scene.close(&case).await;
    let anna = "anna@brightwater.example";
    assert_eq!(code(scene.erase(anna, "ana@brightwater.example").await), "address different");
    assert_eq!(code(scene.erase("nobody@brightwater.example", "x@y.example").await), "person not_kept");
    assert_eq!(code(scene.erase("anna", anna).await), "person not_an_address");
    scene.desk.clock.advance(Duration::minutes(11));
    assert!(matches!(scene.erase(anna, anna).await, Err(Error::StepUp)));
    assert!(matches!(person_export(&scene.desk.app, &scene.admin, anna).await.err(), Some(Error::StepUp)));
    let agent = scene.desk.acting(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
    assert!(matches!(personal_data(&scene.desk.app, &agent, anna).await, Err(Error::Forbidden { .. })));
    assert!(!scene.kept(anna).await.is_empty());
}

#[tokio::test]
async fn an_erasure_that_is_sent_twice_is_done_once() {
    let mut scene = scene(Engine::Sqlite).await;
    let case = scene.case(&scene.admin, "anna@brightwater.example", None).await;
    scene.close(&case).await;
    scene.admin.idempotency = Some(Idempotency { key: "erase-anna".into(), body_hash: [1; 32] });
    let anna = "anna@brightwater.example";
    let first = scene.erase(anna, anna).await.unwrap();
    assert_eq!(scene.erase(anna, anna).await.unwrap(), first);
}

/// Threat 24: that somebody has an account at another organization of the desk is not said here.
#[tokio::test]
async fn people_of_other_organizations_and_programs_are_nobody_here() {
    let scene = scene(Engine::Sqlite).await;
    let other = scene.desk.partner("Southgate", PartnerKind::DirectBill, None).await;
    let stranger = scene.desk.person(&other, "Mika Salo", &[Role::HelpdeskAgent], None).await;
    assert!(scene.kept(&stranger.email).await.is_empty());
    let by_id = personal_data(&scene.desk.app, &scene.admin, &stranger.id.to_string()).await;
    assert_eq!(code(by_id), "person unknown");
    let account = AddServiceAccount { name: "Nightly".into(), roles: [Role::HelpdeskAgent].into(), keeper: None };
    let program = service_account_add(&scene.desk.app, &scene.admin, account).await.unwrap();
    let by_id = personal_data(&scene.desk.app, &scene.admin, &program.id.to_string()).await;
    assert_eq!(code(by_id), "person unknown");
}

/// Whoever has left is found by their address, for as long as rows name them.
#[tokio::test]
async fn who_has_left_is_found_and_their_place_elsewhere_stays() {
    let scene = scene(Engine::Postgres).await;
    let at = |cloud| Membership {
        owner: Owner { organization: scene.partner.id, cloud },
        customer: None,
        roles: [Role::HelpdeskAgent].into(),
    };
    let both = scene.desk.person_at("Casey Rowland", vec![at(Cloud::Public), at(Cloud::UsGovernment)]).await;
    let agent = scene.desk.signed_in(&both).await;
    let case = scene.case(&agent, "anna@brightwater.example", None).await;
    scene.close(&case).await;
    user_remove(&scene.desk.app, &scene.admin, both.id).await.unwrap();
    scene.seal().await;
    let found = scene.kept(&both.email).await;
    assert!(found.member.is_none() && found.user.is_some() && found.hindrances.is_empty(), "{found:?}");
    let done = scene.erase(&both.email, &both.email).await.unwrap();
    assert!(!done.account, "they work in the other cloud");
    let view = case::view(&scene.desk.app, &scene.admin, case.id).await.unwrap();
    assert!(
        view.entries.iter().filter(|entry| entry.actor.user == Some(both.id)).all(|entry| entry.actor.name.is_empty())
    );
    let still = tables_that_say(scene.desk.app.store(), "Casey Rowland").await;
    assert!(still.iter().all(|table| table == "users" || table == "audit_entry"), "{still:?}");
    assert_eq!(scene.desk.signed_in(&both).await.owner.cloud, Cloud::UsGovernment);
}

/// What stands of the person in the directory of another cloud is no account that could be filled again.
#[tokio::test]
async fn who_is_erased_is_nobody_whom_a_directory_of_another_cloud_fills_again() {
    const URL: &str = "https://desk.example";
    for engine in ENGINES {
        for (is_removed, is_left_behind) in [(false, false), (true, false), (true, true)] {
            let scene = scene(engine).await;
            let app = &scene.desk.app;
            let gov = Owner { organization: scene.partner.id, cloud: Cloud::UsGovernment };
            let casey = Membership { owner: gov, customer: None, roles: [Role::GlobalAdmin].into() };
            let casey = scene.desk.person_at("Casey Rowland", vec![casey]).await;
            let casey = scene.desk.signed_in(&casey).await;
            let agent = scene.desk.acting(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await.user;
            let sent = json!({ "userName": agent.email, "displayName": "Tobin Achterhof", "active": true });
            let told = users_create(app, &casey, URL, &sent).await.unwrap();
            assert_eq!(told["id"], agent.id.to_string());
            if is_removed {
                users_remove(app, &casey, &agent.id.to_string()).await.unwrap();
            }
            scene.shut(&agent).await;
            scene.seal().await;
            let done = scene.erase(&agent.id.to_string(), &agent.email).await.unwrap();
            assert!(done.account, "{engine:?}");
            if is_left_behind {
                leave_behind(&scene, gov, &agent).await;
            }
            let rename = json!({ "Operations": [{ "op": "replace", "path": "displayName", "value": "Tobin" }] });
            let id = agent.id.to_string();
            assert_eq!(code(users_patch(app, &casey, URL, &id, rename).await), "not found", "{engine:?}");
            let again = users_create(app, &casey, URL, &sent).await.unwrap();
            assert_ne!(again["id"], id, "{engine:?} {is_removed} {is_left_behind}");
            let kept = app.store().read(Auth).await.unwrap().user_lookup(agent.id).await.unwrap().unwrap();
            assert!(kept.name.is_empty() && kept.email.ends_with("@erased.invalid"), "{kept:?}");
        }
    }
}

/// As an erasure by an earlier program leaves it: the directory told of them, and took them away.
async fn leave_behind(scene: &Scene, owner: Owner, user: &User) {
    let now = scene.desk.app.now();
    let told = ProvisionedUser {
        user: user.id,
        user_name: user.email.clone(),
        external_id: None,
        is_active: false,
        is_shut: false,
        profile: ProvisionedProfile::default(),
        created_at: now,
        changed_at: now,
    };
    let kept: Result<bool> = scene
        .desk
        .app
        .store()
        .write_with(owner, told, move |tx, told| {
            Box::pin(async move {
                tx.provisioned_user_put(told).await?;
                Ok(tx.provisioned_user_remove(told.user, now).await?)
            })
        })
        .await;
    assert!(kept.unwrap());
}

#[tokio::test]
async fn what_is_taken_along_breaks_off_where_the_right_of_who_takes_it_ends() {
    for engine in ENGINES {
        let scene = scene(engine).await;
        let agent = scene.desk.acting(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
        let _ = scene.case(&agent, "anna@brightwater.example", None).await;
        let second = scene.desk.acting(&scene.partner, "Petra Vavra", &[Role::GlobalAdmin]).await;
        let mut export = person_export(&scene.desk.app, &second, &agent.user.id.to_string()).await.unwrap();
        assert!(export.next().await.unwrap().is_some());
        scene.shut(&second.user).await;
        assert_eq!(code(export.next().await), "unauthorized", "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_kept_of_a_person_is_taken_along_line_by_line() {
    for engine in ENGINES {
        let scene = scene(engine).await;
        let agent = scene.desk.acting(&scene.partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
        let case = scene.case(&agent, "anna@brightwater.example", None).await;
        let lines = scene.lines(&agent.user.id.to_string()).await;
        let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).collect::<Vec<_>>();
        assert_eq!(of("person")[0]["account"]["name"], "Tobin Achterhof");
        assert_eq!(of("person")[0]["roles"][0], "helpdesk_agent");
        assert_eq!(of("session").len(), 1);
        let entries = of("case_entry");
        assert!(entries.iter().any(|line| line["text"] == "The mailbox was moved last night." && line["case"] == case.number.as_str()));
        let acts: Vec<_> = of("audit_event").iter().map(|line| line["action"].as_str().unwrap().to_owned()).collect();
        assert!(acts.iter().any(|act| act == "case.open") && acts.iter().any(|act| act == "person.export"), "{acts:?}");
        let secret = lines.iter().any(|line| line.to_string().contains("password"));
        assert!(!secret, "{engine:?}");
        let contact = scene.lines("anna@brightwater.example").await;
        assert_eq!(contact.iter().find(|line| line["kind"] == "case").unwrap()["contact"]["phone"], "+48 22 123 45 67");
        assert!(!contact.iter().any(|line| line["kind"] == "case_entry"), "a contact has written nothing here");
    }
}
