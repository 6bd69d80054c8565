//! Who comes back by a directory's word, and by what they come in then; and who is nobody of whom a directory could tell.

use super::*;
use crate::account::{AddServiceAccount, AddUser, InviteUser, OpenEmergency};

/// The password that another organization gives.
const THEIRS: &str = "seven quiet harbours";

/// Another organization takes somebody in with a password of its own, and out again.
async fn pass_through_another(told: &Told, email: &str) {
    let app = &told.desk.app;
    let other = told.desk.partner("Other", PartnerKind::DirectBill, None).await;
    let admin = told.desk.acting(&other, "Oda", &[Role::GlobalAdmin]).await;
    let new = AddUser {
        name: "Tobin Reyes".into(),
        email: email.into(),
        password: THEIRS.into(),
        roles: [Role::SalesAgent].into(),
        customer: None,
        language: None,
    };
    let taken = account::user_add(app, &admin, new).await.unwrap();
    assert!(account::sign_in(app, &caller(), email, THEIRS).await.unwrap().session().is_some());
    account::user_remove(app, &admin, taken.user.id).await.unwrap();
}

fn active(is_active: bool) -> Value {
    json!({ "op": "replace", "path": "active", "value": is_active })
}

/// What puts somebody into a group, or takes them out of it.
fn member(op: &str, id: &str) -> Value {
    json!({ "Operations": [{ "op": op, "path": "members", "value": [{ "value": id }] }] })
}

impl Told {
    async fn regroup(&self, group: GroupId, op: &str, id: &str) {
        groups_patch(&self.desk.app, &self.admin, URL, &group.to_string(), member(op, id)).await.unwrap();
    }

    /// Somebody whom the directory tells of chooses a password of their own.
    async fn chooses(&self, id: &str, password: &str) {
        let handed = account::user_link(&self.desk.app, &self.admin, id.parse().unwrap()).await.unwrap();
        let account::Handed::Link(Some(link)) = handed else { panic!("it is shown") };
        account::choose_password(&self.desk.app, &caller(), link.expose(), password).await.unwrap();
    }

    async fn opens(&self, email: &str, password: &str) -> bool {
        account::sign_in(&self.desk.app, &caller(), email, password).await.is_ok()
    }
}

/// How a directory, or what its groups mean, brings somebody back.
#[derive(Debug, Clone, Copy)]
enum Back {
    Active,
    Joined,
    Meant,
}

/// Threat 42: whoever once had the account keeps no way into it.
#[tokio::test]
async fn a_password_that_another_organization_gave_opens_nothing_after_the_directory_brings_its_person_back() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for back in [Back::Active, Back::Joined, Back::Meant] {
            let told = Told::on(engine).await;
            let email = "tobin@northgate.example";
            let tobin = id(&told.tell(email).await).to_owned();
            let (members, roles): (Vec<&str>, &[Role]) = match back {
                Back::Active => (vec![tobin.as_str()], &[Role::HelpdeskAgent]),
                Back::Joined => (Vec::new(), &[Role::HelpdeskAgent]),
                Back::Meant => (vec![tobin.as_str()], &[]),
            };
            let group = told.group("Agents", &members, roles).await;
            if matches!(back, Back::Active) {
                told.patch(&tobin, active(false)).await.unwrap();
            }
            pass_through_another(&told, email).await;
            assert_eq!(told.roles(&tobin).await, None);
            match back {
                Back::Active => drop(told.patch(&tobin, active(true)).await.unwrap()),
                Back::Joined => {
                    let value = json!([{ "value": tobin }]);
                    let join = json!({ "Operations": [{ "op": "add", "path": "members", "value": value }] });
                    groups_patch(&told.desk.app, &told.admin, URL, &group.to_string(), join).await.unwrap();
                }
                Back::Meant => told.mean(group, &[Role::HelpdeskAgent]).await.unwrap(),
            }
            assert_eq!(told.roles(&tobin).await, set(&[Role::HelpdeskAgent]), "{engine:?} {back:?}");
            let opened = account::sign_in(&told.desk.app, &caller(), email, THEIRS).await;
            assert_eq!(code(opened), "password wrong", "{engine:?} {back:?}");
        }
    }
}

/// A directory takes somebody out of one group before it puts them into the other: nobody else has had the account between the two.
#[tokio::test]
async fn who_is_moved_from_one_group_to_another_comes_in_as_before() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let told = Told::on(engine).await;
        let (email, own) = ("tobin@northgate.example", "nine quiet lanterns");
        let tobin = id(&told.tell(email).await).to_owned();
        let agents = told.group("Agents", &[&tobin], &[Role::HelpdeskAgent]).await;
        let sales = told.group("Sales", &[], &[Role::SalesAgent]).await;
        told.chooses(&tobin, own).await;
        told.regroup(agents, "remove", &tobin).await;
        assert_eq!(told.roles(&tobin).await, None);
        assert!(!told.opens(email, own).await, "{engine:?}: they belong nowhere");
        told.regroup(sales, "add", &tobin).await;
        assert_eq!(told.roles(&tobin).await, set(&[Role::SalesAgent]));
        assert!(told.opens(email, own).await, "{engine:?}");
    }
}

/// Also where the directory says first that they are active, and only then what group they are in.
#[tokio::test]
async fn who_was_let_go_for_good_comes_back_by_nothing_old() {
    for by_hand in [false, true] {
        let told = Told::on(Engine::Sqlite).await;
        let (email, own) = ("tobin@northgate.example", "nine quiet lanterns");
        let tobin = id(&told.tell(email).await).to_owned();
        let agents = told.group("Agents", &[&tobin], &[Role::HelpdeskAgent]).await;
        told.chooses(&tobin, own).await;
        if by_hand {
            account::user_remove(&told.desk.app, &told.admin, tobin.parse().unwrap()).await.unwrap();
            told.regroup(agents, "remove", &tobin).await;
        } else {
            told.regroup(agents, "remove", &tobin).await;
            told.patch(&tobin, active(false)).await.unwrap();
        }
        told.patch(&tobin, active(true)).await.unwrap();
        assert_eq!(told.roles(&tobin).await, None);
        told.regroup(agents, "add", &tobin).await;
        assert_eq!(told.roles(&tobin).await, set(&[Role::HelpdeskAgent]));
        assert!(!told.opens(email, own).await, "{by_hand}");
    }
}

/// Threat 42: losing the last group of another organization's directory is no end for good there, and leaves the account as it was.
#[tokio::test]
async fn what_opened_the_account_for_another_organizations_groups_opens_nothing_here() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let told = Told::on(engine).await;
        let app = &told.desk.app;
        let email = "tobin@northgate.example";
        let tobin = id(&told.tell(email).await).to_owned();
        let agents = told.group("Agents", &[], &[Role::HelpdeskAgent]).await;
        let other = told.desk.partner("Other", PartnerKind::DirectBill, None).await;
        let oda = told.desk.acting(&other, "Oda", &[Role::GlobalAdmin]).await;
        let new = AddUser {
            name: "Tobin Reyes".into(),
            email: email.into(),
            password: THEIRS.into(),
            roles: [Role::SalesAgent].into(),
            customer: None,
            language: None,
        };
        account::user_add(app, &oda, new).await.unwrap();
        let made = json!({ "displayName": "Theirs", "members": [{ "value": tobin }] });
        let theirs = groups_create(app, &oda, URL, &made).await.unwrap();
        let edit = EditGroup { roles: [Role::SalesAgent].into() };
        group_edit(app, &oda, id(&theirs).parse().unwrap(), edit).await.unwrap();
        assert!(told.opens(email, THEIRS).await);
        groups_patch(app, &oda, URL, id(&theirs), member("remove", &tobin)).await.unwrap();
        told.regroup(agents, "add", &tobin).await;
        assert_eq!(told.roles(&tobin).await, set(&[Role::HelpdeskAgent]), "{engine:?}");
        assert!(!told.opens(email, THEIRS).await, "{engine:?}");
    }
}

/// Neither what the directory said before, nor what its groups mean, undoes what an administrator did.
#[tokio::test]
async fn who_was_taken_out_by_hand_is_back_when_the_directory_says_so_anew_or_an_administrator_does() {
    let told = Told::on(Engine::Sqlite).await;
    let app = &told.desk.app;
    let tobin = id(&told.tell("tobin@northgate.example").await).to_owned();
    let user: UserId = tobin.parse().unwrap();
    let group = told.group("Agents", &[&tobin], &[Role::HelpdeskAgent]).await;
    account::user_remove(app, &told.admin, user).await.unwrap();
    told.mean(group, &[Role::SalesAgent]).await.unwrap();
    let rename = json!({ "op": "replace", "value": { "displayName": "Tobin Reyes" } });
    assert_eq!(told.patch(&tobin, rename.clone()).await.unwrap()["active"], false);
    assert_eq!(told.roles(&tobin).await, None);
    told.patch(&tobin, active(true)).await.unwrap();
    assert_eq!(told.roles(&tobin).await, set(&[Role::SalesAgent]));

    account::user_remove(app, &told.admin, user).await.unwrap();
    let again = InviteUser {
        name: "Tobin Reyes".into(),
        email: "tobin@northgate.example".into(),
        roles: [Role::AdminAgent].into(),
        customer: None,
        language: None,
    };
    account::user_invite(app, &told.admin, again).await.unwrap();
    assert_eq!(told.patch(&tobin, rename).await.unwrap()["active"], true);
    assert_eq!(told.roles(&tobin).await, set(&[Role::AdminAgent]), "another name puts nobody out");
}

/// Else whoever has a token of a directory takes away the one way in that is left when nothing else works.
#[tokio::test]
async fn emergency_access_and_programs_are_nobody_whom_a_directory_finds_takes_away_or_renames() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let told = Told::on(engine).await;
        let (app, admin) = (&told.desk.app, &told.admin);
        let kept = account::emergency_seal(app, admin).await.unwrap().unwrap();
        let sealed = account::emergency_show(app, admin).await.unwrap().unwrap().user;
        let add = AddServiceAccount { name: "Import".into(), roles: [Role::AdminAgent].into(), keeper: None };
        let program = account::service_account_add(app, admin, add).await.unwrap().id;
        let gov = Owner { organization: told.organization.id, cloud: Cloud::UsGovernment };
        let casey = Membership { owner: gov, customer: None, roles: [Role::GlobalAdmin].into() };
        let casey = told.desk.person_at("Casey", vec![casey]).await;
        let casey = told.desk.signed_in(&casey).await;
        for known in [sealed.to_string(), program.to_string()] {
            for refused in [
                users_show(app, admin, URL, &known, &Selection::default()).await.map(drop),
                users_replace(app, admin, URL, &known, &json!({ "userName": "me@evil.example" })).await.map(drop),
                told.patch(&known, active(false)).await.map(drop),
                users_remove(app, admin, &known).await,
            ] {
                assert_eq!(code(refused), "not found", "{engine:?}");
            }
            let joined = json!({ "displayName": "Ours", "members": [{ "value": known }] });
            assert_eq!(code(groups_create(app, admin, URL, &joined).await), "members invalid_value");
            let address = json!({ "userName": format!("{known}@service.invalid") });
            assert_eq!(code(users_create(app, &casey, URL, &address).await), "emails uniqueness");
            assert_eq!(told.find(&format!("userName eq \"{known}@service.invalid\"")).await, [] as [String; 0]);
            assert!(told.roles(&known).await.is_some(), "it is what it was");
        }
        assert_eq!(told.find("active eq true").await, [admin.user.email.as_str()]);
        let opening =
            OpenEmergency { code: kept.expose().into(), name: "Ida Lund".into(), reason: "Nobody gets in".into() };
        assert!(account::emergency_open(app, &caller(), opening).await.is_ok(), "the code opens still");
    }
}
