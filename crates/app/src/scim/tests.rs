//! Who a provider tells of is here, and as what; who leaves there is out.

mod back;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tierline_domain::{Cloud, GroupId, Membership, Organization, Owner, PartnerKind, Role, UserId};
use tierline_store::{AuditFilter, Engine};

use super::{
    Asked, EditGroup, Selection, group_edit, group_list, groups_create, groups_patch, groups_remove, groups_replace,
    users, users_create, users_patch, users_remove, users_replace, users_show,
};
use crate::{
    Ctx, Error,
    account::{self, AddToken, AskElevation, GiveElevation, authenticate_session, authenticate_token},
    test_desk::{Desk, PASSWORD, caller, code},
};

const URL: &str = "https://desk.example";

struct Told {
    desk: Desk,
    organization: Organization,
    admin: Ctx,
}

impl Told {
    async fn on(engine: Engine) -> Self {
        let desk = Desk::on(engine).await;
        let organization = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&organization, "Ilse", &[Role::GlobalAdmin]).await;
        Self { desk, organization, admin }
    }

    async fn tell(&self, user_name: &str) -> Value {
        users_create(&self.desk.app, &self.admin, URL, &json!({ "userName": user_name, "active": true })).await.unwrap()
    }

    async fn patch(&self, id: &str, operation: Value) -> Result<Value, Error> {
        users_patch(&self.desk.app, &self.admin, URL, id, json!({ "Operations": [operation] })).await
    }

    async fn group(&self, name: &str, members: &[&str], roles: &[Role]) -> GroupId {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let sent = json!({ "displayName": name, "members": members });
        let made = groups_create(&self.desk.app, &self.admin, URL, &sent).await.unwrap();
        let id: GroupId = made["id"].as_str().unwrap().parse().unwrap();
        self.mean(id, roles).await.unwrap();
        id
    }

    async fn mean(&self, group: GroupId, roles: &[Role]) -> Result<(), Error> {
        let edit = EditGroup { roles: roles.iter().copied().collect() };
        group_edit(&self.desk.app, &self.admin, group, edit).await.map(drop)
    }

    /// What somebody is here; nothing where they are not.
    async fn roles(&self, id: &str) -> Option<BTreeSet<Role>> {
        let user: UserId = id.parse().unwrap();
        let mut read = self.desk.app.store().read(self.admin.owner).await.unwrap();
        read.member_lookup(user).await.unwrap().map(|member| member.membership.roles)
    }

    async fn find(&self, filter: &str) -> Vec<String> {
        let asked = Asked { filter: Some(filter.into()), ..Asked::default() };
        let found = users(&self.desk.app, &self.admin, URL, &asked).await.unwrap();
        found["Resources"].as_array().unwrap().iter().map(|one| one["userName"].as_str().unwrap().to_owned()).collect()
    }
}

fn id(resource: &Value) -> &str {
    resource["id"].as_str().unwrap()
}

fn set(roles: &[Role]) -> Option<BTreeSet<Role>> {
    Some(roles.iter().copied().collect())
}

#[tokio::test]
async fn no_group_that_means_something_is_no_way_in() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let told = Told::on(engine).await;
        let tobin = told.tell("tobin@northgate.example").await;
        assert_eq!(told.roles(id(&tobin)).await, None);
        let group = told.group("Agents", &[id(&tobin)], &[]).await;
        assert_eq!(told.roles(id(&tobin)).await, None, "what a provider calls a group gives nothing");
        told.mean(group, &[Role::HelpdeskAgent]).await.unwrap();
        assert_eq!(told.roles(id(&tobin)).await, set(&[Role::HelpdeskAgent]));
        told.mean(group, &[Role::SalesAgent]).await.unwrap();
        assert_eq!(told.roles(id(&tobin)).await, set(&[Role::SalesAgent]));
        groups_remove(&told.desk.app, &told.admin, &group.to_string()).await.unwrap();
        assert_eq!(told.roles(id(&tobin)).await, None);
    }
}

/// Who is Global admin for a time makes nobody one, themselves least of all: not by a directory either.
#[tokio::test]
async fn who_administers_for_a_time_tells_of_no_people_and_no_groups() {
    let told = Told::on(Engine::Sqlite).await;
    let app = &told.desk.app;
    let odd = told.desk.acting(&told.organization, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let group = told.group("Admins", &[], &[Role::GlobalAdmin]).await.to_string();
    let wish = AskElevation { role: Role::GlobalAdmin, reason: "The night shift".into(), minutes: 60 };
    account::elevation_give(app, &told.admin, GiveElevation { user: odd.user.id, wish }).await.unwrap();
    let odd = told.desk.signed_in(&odd.user).await;
    let join = json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": odd.user.id }] }] });
    let replaced = json!({ "displayName": "Admins", "members": [{ "value": odd.user.id }] });
    let (user, person) = (told.admin.user.id.to_string(), json!({ "userName": "ida@northgate.example" }));
    for refused in [
        groups_patch(app, &odd, URL, &group, join).await.map(drop),
        groups_replace(app, &odd, URL, &group, &replaced).await.map(drop),
        groups_create(app, &odd, URL, &json!({ "displayName": "More" })).await.map(drop),
        groups_remove(app, &odd, &group).await,
        users_create(app, &odd, URL, &person).await.map(drop),
        users_replace(app, &odd, URL, &user, &person).await.map(drop),
        users_patch(app, &odd, URL, &user, json!({ "Operations": [] })).await.map(drop),
        users_remove(app, &odd, &user).await,
    ] {
        assert_eq!(code(refused), "for_a_time");
    }
    assert_eq!(told.roles(&odd.user.id.to_string()).await, set(&[Role::HelpdeskAgent]));
}

/// A leaver is out at once: sessions and tokens are gone with the same answer.
#[tokio::test]
async fn who_leaves_is_out_with_sessions_and_tokens() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for by_deletion in [false, true] {
            let told = Told::on(engine).await;
            let app = &told.desk.app;
            let dario = told.desk.person(&told.organization, "Dario", &[Role::AdminAgent], None).await;
            let session = account::sign_in(app, &caller(), &dario.email, PASSWORD).await.unwrap().session().unwrap();
            let new = AddToken { name: "Script".into(), days: 9, user: Some(dario.id), scopes: None };
            let token = account::token_add(app, &told.admin, new).await.unwrap().secret.unwrap();
            assert!(authenticate_session(app, session.secret.expose()).await.unwrap().is_some());
            assert!(authenticate_token(app, token.expose(), None).await.unwrap().is_some());

            let known = dario.id.to_string();
            if by_deletion {
                users_remove(app, &told.admin, &known).await.unwrap();
                let gone = users_show(app, &told.admin, URL, &known, &Selection::default()).await;
                assert_eq!(code(gone), "not found");
            } else {
                let shown = told.patch(&known, json!({ "op": "Replace", "path": "active", "value": "False" })).await;
                assert_eq!(shown.unwrap()["active"], false);
            }
            assert!(authenticate_session(app, session.secret.expose()).await.unwrap().is_none());
            assert!(authenticate_token(app, token.expose(), None).await.unwrap().is_none());
            assert!(account::sign_in(app, &caller(), &dario.email, PASSWORD).await.is_err());
            assert_eq!(told.roles(&known).await, None);
            assert!(told.desk.audit_actions(told.admin.owner).await.contains(&"user.deprovision".to_owned()));
        }
    }
}

#[tokio::test]
async fn who_comes_back_is_the_same_person_with_what_their_groups_give() {
    let told = Told::on(Engine::Sqlite).await;
    let tobin = told.tell("tobin@northgate.example").await;
    told.group("Agents", &[id(&tobin)], &[Role::HelpdeskAgent]).await;
    for (active, roles) in [(false, None), (true, set(&[Role::HelpdeskAgent]))] {
        told.patch(id(&tobin), json!({ "op": "replace", "value": { "active": active } })).await.unwrap();
        assert_eq!(told.roles(id(&tobin)).await, roles);
    }
    users_remove(&told.desk.app, &told.admin, id(&tobin)).await.unwrap();
    let back = told.tell("TOBIN@northgate.example").await;
    assert_eq!(id(&back), id(&tobin));
    assert_eq!(told.roles(id(&back)).await, None, "who was taken away is in no group any more");
}

/// The whole of what the log says of the last such act.
async fn said(told: &Told, action: &str) -> Value {
    let filter = AuditFilter { actions: vec![action.to_owned()], limit: 1, ..AuditFilter::default() };
    let mut read = told.desk.app.store().read(told.admin.owner).await.unwrap();
    let found = read.audit_list(&filter).await.unwrap().pop().expect("it is on record");
    found.entry.expect("it was not erased").detail["detail"].clone()
}

#[tokio::test]
async fn the_log_says_what_a_person_and_a_group_were_before_and_are_now() {
    let told = Told::on(Engine::Sqlite).await;
    let tobin = told.tell("tobin@northgate.example").await;
    let change = json!({ "op": "replace", "value": { "displayName": "Tobin Reyes", "externalId": "e-7" } });
    told.patch(id(&tobin), change).await.unwrap();
    assert_eq!(
        said(&told, "user.provision").await,
        json!({
            "user_name": "tobin@northgate.example", "external_id": { "before": null, "after": "e-7" },
            "profile": { "displayName": { "before": null, "after": "Tobin Reyes" } },
        })
    );
    told.patch(id(&tobin), json!({ "op": "replace", "path": "active", "value": false })).await.unwrap();
    let left = said(&told, "user.deprovision").await;
    assert_eq!(left["active"], json!({ "before": true, "after": false }));

    let group = told.group("Agents", &[], &[]).await;
    told.mean(group, &[Role::SalesAgent]).await.unwrap();
    let roles = json!({ "before": [], "after": ["sales_agent"] });
    assert_eq!(said(&told, "group.roles").await, json!({ "name": "Agents", "roles": roles }));
    let rename = json!({ "Operations": [{ "op": "replace", "path": "displayName", "value": "Sales" }] });
    groups_patch(&told.desk.app, &told.admin, URL, &group.to_string(), rename).await.unwrap();
    let name = json!({ "before": "Agents", "after": "Sales" });
    assert_eq!(said(&told, "group.provision").await, json!({ "name": name, "joined": [], "left": [] }));
}

/// Who was taken out here may work for somebody else by now, with the same account.
#[tokio::test]
async fn a_provider_brings_nobody_back_whom_another_organization_has_taken_in() {
    let told = Told::on(Engine::Sqlite).await;
    let tobin = told.tell("tobin@northgate.example").await;
    let tobin = id(&tobin).to_owned();
    let group = told.group("Agents", &[&tobin], &[Role::HelpdeskAgent]).await;
    let leave = |active: bool| json!({ "op": "replace", "path": "active", "value": active });
    told.patch(&tobin, leave(false)).await.unwrap();
    let other = told.desk.partner("Other", PartnerKind::DirectBill, None).await;
    let admin = told.desk.acting(&other, "Oda", &[Role::GlobalAdmin]).await;
    let new = account::AddUser {
        name: "Tobin Reyes".into(),
        email: "tobin@northgate.example".into(),
        password: "kelp otter nine lanterns".into(),
        roles: [Role::SalesAgent].into(),
        customer: None,
        language: None,
    };
    let taken = account::user_add(&told.desk.app, &admin, new).await.unwrap();
    assert_eq!(taken.user.id.to_string(), tobin);
    told.patch(&tobin, leave(true)).await.unwrap();
    assert_eq!(told.roles(&tobin).await, None);
    told.mean(group, &[Role::SalesAgent]).await.unwrap();
    assert_eq!(told.roles(&tobin).await, None);
    users_remove(&told.desk.app, &told.admin, &tobin).await.unwrap();
    let again = json!({ "userName": "tobin@northgate.example", "active": true });
    let back = users_create(&told.desk.app, &told.admin, URL, &again).await;
    assert_eq!(code(back), "emails uniqueness");
}

/// Who was taken out by hand, or by the directory under another name, is told of again: as anybody new would be, under their account.
#[tokio::test]
async fn who_was_taken_out_here_is_told_of_again_and_comes_in_by_nothing_old() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for by_hand in [false, true] {
            let told = Told::on(engine).await;
            let app = &told.desk.app;
            let dario = told.desk.person(&told.organization, "Dario", &[Role::AdminAgent], None).await;
            let known = dario.id.to_string();
            let group = told.group("Agents", &[&known], &[Role::HelpdeskAgent]).await;
            let handed = account::user_link(app, &told.admin, dario.id).await.unwrap();
            let account::Handed::Link(Some(link)) = handed else { panic!("it is shown") };
            if by_hand {
                account::user_remove(app, &told.admin, dario.id).await.unwrap();
            } else {
                users_remove(app, &told.admin, &known).await.unwrap();
            }
            let again = json!({ "userName": "d.quellin", "displayName": "Dario Quellin", "active": true,
                "emails": [{ "value": dario.email }] });
            let back = users_create(app, &told.admin, URL, &again).await.unwrap();
            assert_eq!(id(&back), known, "{engine:?} {by_hand}");
            told.mean(group, &[Role::SalesAgent]).await.unwrap();
            assert_eq!(told.roles(&known).await, None, "they are in no group any more");
            let _ = told.group("Sales", &[&known], &[Role::SalesAgent]).await;
            assert_eq!(told.roles(&known).await, set(&[Role::SalesAgent]));
            assert!(
                account::sign_in(app, &caller(), &dario.email, PASSWORD).await.is_err(),
                "the old password is gone"
            );
            assert_eq!(account::link_open(app, link.expose()).await.unwrap(), None);
            let user =
                app.store().read(tierline_store::Auth).await.unwrap().user_lookup(dario.id).await.unwrap().unwrap();
            assert_eq!((user.name.as_str(), user.disabled_at), ("Dario Quellin", None));
        }
    }
}

/// Threat 23: an account that belongs nowhere is no account that a directory could claim.
#[tokio::test]
async fn who_was_never_here_is_claimed_by_no_directory() {
    let told = Told::on(Engine::Sqlite).await;
    let other = told.desk.partner("Other", PartnerKind::DirectBill, None).await;
    let theirs = told.desk.acting(&other, "Oda", &[Role::GlobalAdmin]).await;
    let stefan = told.desk.person(&other, "Stefan", &[Role::SalesAgent], None).await;
    account::user_remove(&told.desk.app, &theirs, stefan.id).await.unwrap();
    let claimed = users_create(&told.desk.app, &told.admin, URL, &json!({ "userName": stefan.email })).await;
    assert_eq!(code(claimed), "emails uniqueness");
    let back = users_create(&told.desk.app, &theirs, URL, &json!({ "userName": stefan.email })).await.unwrap();
    assert_eq!(id(&back), stefan.id.to_string());
}

/// It can make everybody of a group a Global admin.
#[tokio::test]
async fn what_a_group_means_takes_a_fresh_proof() {
    let told = Told::on(Engine::Sqlite).await;
    let group = told.group("Agents", &[], &[]).await;
    told.desk.clock.advance(chrono::Duration::minutes(11));
    assert!(matches!(told.mean(group, &[Role::GlobalAdmin]).await, Err(Error::StepUp)));
}

#[tokio::test]
async fn what_was_given_by_hand_stays_when_groups_change() {
    let told = Told::on(Engine::Sqlite).await;
    let petra = told.desk.person(&told.organization, "Petra", &[Role::SalesAgent], None).await.id.to_string();
    let group = told.group("Agents", &[&petra], &[Role::HelpdeskAgent]).await;
    assert_eq!(told.roles(&petra).await, set(&[Role::SalesAgent, Role::HelpdeskAgent]));
    let leave = json!({ "Operations": [{ "op": "Remove", "path": "members", "value": [{ "value": petra }] }] });
    groups_patch(&told.desk.app, &told.admin, URL, &group.to_string(), leave).await.unwrap();
    assert_eq!(told.roles(&petra).await, set(&[Role::SalesAgent]));
    assert_eq!(group_list(&told.desk.app, &told.admin).await.unwrap()[0].1, 0);
}

#[tokio::test]
async fn what_two_patches_say_at_once_holds_both() {
    let told = Told::on(Engine::Sqlite).await;
    let (app, admin) = (&told.desk.app, &told.admin);
    let mut people = Vec::new();
    for number in 0..6 {
        people.push(id(&told.tell(&format!("p{number}@northgate.example")).await).to_owned());
    }
    let group = told.group("Agents", &[], &[Role::HelpdeskAgent]).await.to_string();
    let joins = people.iter().map(|person| {
        let join = json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": person }] }] });
        groups_patch(app, admin, URL, &group, join)
    });
    for joined in futures::future::join_all(joins).await {
        joined.unwrap();
    }
    assert_eq!(group_list(app, admin).await.unwrap()[0].1, people.len());
    let shut = told.patch(&people[0], json!({ "op": "replace", "path": "active", "value": false }));
    let named = told.patch(&people[0], json!({ "op": "replace", "path": "displayName", "value": "Tobin Reyes" }));
    let (shut, named) = futures::future::join(shut, named).await;
    assert!(shut.is_ok() && named.is_ok());
    assert_eq!(told.roles(&people[0]).await, None, "who was taken out is not brought back by another patch");
}

#[tokio::test]
async fn the_last_global_admin_cannot_be_taken_away() {
    let told = Told::on(Engine::Sqlite).await;
    let own = told.admin.user.id.to_string();
    assert_eq!(code(users_remove(&told.desk.app, &told.admin, &own).await), "last_global_admin");
    let off = told.patch(&own, json!({ "op": "replace", "path": "active", "value": false })).await;
    assert_eq!(code(off), "last_global_admin");
    assert_eq!(told.roles(&own).await, set(&[Role::GlobalAdmin]));
}

#[tokio::test]
async fn a_provider_finds_who_is_here_already_and_nobody_twice() {
    let told = Told::on(Engine::Sqlite).await;
    let maren = told.desk.person(&told.organization, "Maren", &[Role::HelpdeskAgent], None).await;
    assert_eq!(told.find("userName eq \"MAREN@desk.example\"").await, ["maren@desk.example"]);
    let again = json!({ "userName": "maren@desk.example" });
    assert_eq!(code(users_create(&told.desk.app, &told.admin, URL, &again).await), "userName uniqueness");
    let renamed = json!({ "userName": "m.holt@desk.example", "displayName": "Maren Holt" });
    users_replace(&told.desk.app, &told.admin, URL, &maren.id.to_string(), &renamed).await.unwrap();
    assert_eq!(told.find("userName eq \"maren@desk.example\"").await, [] as [String; 0]);
    assert_eq!(told.find("userName sw \"m.holt\"").await, ["m.holt@desk.example"]);
    assert_eq!(told.find("active eq true").await.len(), 2, "with the administrator");
    assert_eq!(told.roles(&maren.id.to_string()).await, set(&[Role::HelpdeskAgent]), "she is what she was");
}

/// Threats 23, 36 and 38: who may provision here reaches nobody of another organization or cloud.
#[tokio::test]
async fn a_provider_reaches_nobody_elsewhere() {
    let told = Told::on(Engine::Sqlite).await;
    let (app, other) = (&told.desk.app, told.desk.partner("Other", PartnerKind::DirectBill, None).await);
    let stranger = told.desk.person(&other, "Stefan", &[Role::GlobalAdmin], None).await;
    let known = stranger.id.to_string();
    assert_eq!(code(users_show(app, &told.admin, URL, &known, &Selection::default()).await), "not found");
    assert_eq!(code(users_remove(app, &told.admin, &known).await), "not found");
    let theirs = json!({ "userName": stranger.email });
    assert_eq!(code(users_create(app, &told.admin, URL, &theirs).await), "emails uniqueness");
    let members = json!({ "displayName": "Ours", "members": [{ "value": known }] });
    assert_eq!(code(groups_create(app, &told.admin, URL, &members).await), "members invalid_value");

    // Somebody who is in the other cloud too keeps name and address: they count there as well.
    let place = |cloud| Owner { organization: told.organization.id, cloud };
    let membership = |cloud| Membership { owner: place(cloud), customer: None, roles: [Role::AdminAgent].into() };
    let both = vec![membership(Cloud::Public), membership(Cloud::UsGovernment)];
    let casey = told.desk.person_at("Casey", both).await;
    let taken_over = json!({ "userName": "casey@desk.example", "emails": [{ "value": "me@evil.example" }] });
    users_replace(app, &told.admin, URL, &casey.id.to_string(), &taken_over).await.unwrap();
    let mut read = app.store().read(tierline_store::Auth).await.unwrap();
    assert_eq!(read.user_lookup(casey.id).await.unwrap().unwrap().email, casey.email);
}

#[tokio::test]
async fn a_provider_is_a_global_admin() {
    let told = Told::on(Engine::Sqlite).await;
    let agent = told.desk.acting(&told.organization, "Dario", &[Role::AdminAgent]).await;
    for refused in [
        users(&told.desk.app, &agent, URL, &Asked::default()).await,
        users_create(&told.desk.app, &agent, URL, &json!({ "userName": "x@y.example" })).await,
        groups_create(&told.desk.app, &agent, URL, &json!({ "displayName": "x" })).await,
    ] {
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn a_person_without_an_address_is_refused_at_its_attribute() {
    let told = Told::on(Engine::Sqlite).await;
    for (sent, expected) in [
        (json!({ "userName": "tobin" }), "userName not_an_address"),
        (json!({ "userName": "tobin", "emails": [{ "value": "none" }] }), "emails not_an_address"),
        (json!({ "emails": [{ "value": "a@b.example" }] }), "userName invalid_value"),
        (json!({ "userName": 7 }), "userName invalid_value"),
        (json!([]), "body invalid_syntax"),
    ] {
        assert_eq!(code(users_create(&told.desk.app, &told.admin, URL, &sent).await), expected, "{sent}");
    }
}
