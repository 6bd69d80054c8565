//! Connections as people set them up, on both engines' stores by way of the desk of the tests.

use std::sync::{Arc, Mutex};

use chrono::Duration;
use futures::future::BoxFuture;
use serde_json::json;
use tierline_domain::{
    AuditAction, Cloud, ConnectionCondition, ConnectionKind, PartnerKind, RecipientKind, Role, SecretField, SignIn,
    catalogue::ProductFamily,
};
use tierline_store::System;

use super::{
    ConnectionProbe, ConnectionView, ReplaceSecret, SetUpConnection, StoredConnections, Wanting, add, edit, kinds,
    list, pause, remove, replace_secret, reseal, show, test,
    vault::{HeldKeys, KeyRing, SealKey},
    wanting,
};
use crate::{
    Ctx,
    port::carrier::{ConnectionOpener, Opened, Secret, Step, StepState, TestReport},
    test_desk::{Desk, code, noon},
};

const WORD: &str = "kelp-otter-9";

/// A ring whose keys a test exchanges.
#[derive(Default)]
struct Ring(Mutex<Vec<SealKey>>);

impl Ring {
    fn of(bytes: &[u8]) -> Arc<Self> {
        let ring = Arc::new(Self::default());
        ring.hold(bytes);
        ring
    }

    fn hold(&self, bytes: &[u8]) {
        *self.0.lock().unwrap() = bytes.iter().map(|byte| SealKey::new([*byte; 32])).collect();
    }
}

impl KeyRing for Ring {
    fn keys(&self) -> Result<Vec<SealKey>, String> {
        Ok(self.0.lock().unwrap().clone())
    }
}

/// A probe that says what a test wants, and remembers what it was given.
#[derive(Default)]
struct Probe {
    fails: Mutex<Option<&'static str>>,
    given: Mutex<Vec<Opened>>,
}

impl ConnectionProbe for Probe {
    fn reaches(&self, kind: ConnectionKind) -> bool {
        matches!(kind, ConnectionKind::Graph | ConnectionKind::TroubleTicket)
    }

    fn probe(&self, connection: Opened) -> BoxFuture<'_, TestReport> {
        self.given.lock().unwrap().push(connection);
        let step = match *self.fails.lock().unwrap() {
            None => Step { code: "reach", state: StepState::Works, says: "it answers".into() },
            Some(says) => Step { code: "reach", state: StepState::Fails, says: says.into() },
        };
        Box::pin(std::future::ready(TestReport { steps: vec![step] }))
    }
}

struct Bench {
    desk: Desk,
    ring: Arc<Ring>,
    probe: Arc<Probe>,
    admin: Ctx,
    agent: Ctx,
}

async fn bench() -> Bench {
    let (ring, probe) = (Ring::of(&[1]), Arc::new(Probe::default()));
    let desk = Desk::with(Arc::clone(&ring) as Arc<dyn KeyRing>, Arc::clone(&probe) as Arc<dyn ConnectionProbe>).await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Odd Varga", &[Role::GlobalAdmin]).await;
    let agent = desk.acting(&partner, "Anna Kowalska", &[Role::AdminAgent]).await;
    Bench { desk, ring, probe, admin, agent }
}

fn secret(text: &str) -> Option<Secret> {
    Some(Secret::new(text.to_owned()))
}

/// A connection for feeds.
fn graph(name: &str) -> SetUpConnection {
    SetUpConnection {
        tenant: Some("0b5c2f6e-8f1d-4f1a-9b57-2f6f0d6b8a01".into()),
        client_id: Some("desk-app".into()),
        secret: secret(WORD),
        ..SetUpConnection::of(ConnectionKind::Graph, name)
    }
}

impl Bench {
    async fn add(&self, command: SetUpConnection) -> crate::Result<ConnectionView> {
        add(&self.desk.app, &self.admin, command).await
    }

    async fn edit(&self, view: &ConnectionView, command: SetUpConnection) -> crate::Result<ConnectionView> {
        edit(&self.desk.app, &self.admin, view.connection.id, command).await
    }

    /// What the connection's secrets are when it is opened for use.
    async fn opened(&self, view: &ConnectionView) -> Result<Vec<String>, String> {
        let opener = StoredConnections::new(self.desk.app.store().clone(), Arc::clone(&self.ring) as Arc<dyn KeyRing>);
        let opened = opener.open(self.admin.owner, view.connection.id).await.map_err(|closed| closed.reason)?;
        Ok(opened.secrets.values().map(|secret| secret.expose().to_owned()).collect())
    }
}

#[tokio::test]
async fn a_connection_is_set_up_with_the_providers_own_address_and_its_secret_is_only_told_of() {
    let bench = bench().await;
    let ends_at = Some(noon() + Duration::days(90));
    let view = bench.add(SetUpConnection { secret_ends_at: ends_at, ..graph("  Feeds ") }).await.unwrap();
    assert_eq!(view.connection.name, "Feeds");
    assert_eq!(view.connection.address, "https://graph.microsoft.com");
    assert_eq!(view.connection.settings.sign_in, SignIn::ClientSecret);
    assert_eq!(view.connection.recipient, RecipientKind::Provider);
    assert_eq!((view.secrets.len(), view.secret_ends_at(), view.missing().len()), (1, ends_at, 0));
    assert_eq!(view.connection.state.condition(), ConnectionCondition::Untried);
    assert_eq!(bench.opened(&view).await.unwrap(), [WORD]);
}

/// Threat 55: what opens a door is in no view, no log line, no entry of the audit log and no row.
#[tokio::test]
async fn no_place_that_anybody_reads_holds_the_secret() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    replace_secret(
        &bench.desk.app,
        &bench.admin,
        view.connection.id,
        ReplaceSecret { field: None, secret: Secret::new(format!("{WORD}-new")), ends_at: None },
    )
    .await
    .unwrap();
    assert!(
        !format!("{:?} {:?}", show(&bench.desk.app, &bench.admin, view.connection.id).await, graph("x")).contains(WORD)
    );
    assert!(!format!("{:?}", bench.desk.audit(bench.admin.owner).await).contains(WORD));
    let mut read = bench.desk.app.store().read(bench.admin.owner).await.unwrap();
    for kept in read.connection_secrets(view.connection.id).await.unwrap() {
        assert!(!String::from_utf8_lossy(&kept.sealed).contains(WORD) && !format!("{kept:?}").contains(WORD));
    }
    drop(read);
    assert_eq!(bench.opened(&view).await.unwrap(), [format!("{WORD}-new")]);
}

#[tokio::test]
async fn the_log_says_how_a_connection_was_set_up_before_and_is_now_and_of_its_secret_only_that_it_changed() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    let other = SetUpConnection {
        client_id: Some("desk-app-2".into()),
        secret: secret("another-kelp"),
        ..graph("Service health")
    };
    let view = bench.edit(&view, other).await.unwrap();
    let nothing = SetUpConnection { client_id: Some("desk-app-2".into()), secret: None, ..graph("Service health") };
    bench.edit(&view, nothing).await.unwrap();
    remove(&bench.desk.app, &bench.admin, view.connection.id, false).await.unwrap();
    let log = bench.desk.audit(bench.admin.owner).await;
    let log = log.into_iter().filter(|one| one.action.starts_with("connection.")).filter_map(|one| one.entry);
    let said: Vec<_> = log.map(|entry| entry.detail["detail"].clone()).collect();
    assert_eq!((&said[0]["name"], &said[0]["secret"]), (&json!("Feeds"), &json!("changed")), "{said:?}");
    assert_eq!(said[0]["tenant"], "0b5c2f6e-8f1d-4f1a-9b57-2f6f0d6b8a01");
    assert_eq!(
        said[1],
        json!({
            "name": { "before": "Feeds", "after": "Service health" },
            "client_id": { "before": "desk-app", "after": "desk-app-2" },
            "secret": "changed",
        })
    );
    assert_eq!(said[2], json!({ "name": "Service health" }), "nothing was changed, and that is what it says");
    assert!(!format!("{said:?}").contains("kelp"), "{said:?}");
}

#[tokio::test]
async fn only_a_global_admin_has_to_do_with_connections_and_refusals_are_on_record() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let call = || Ctx { refused: std::sync::Arc::default(), ..bench.agent.clone() };
    let view = bench.add(graph("Feeds")).await.unwrap();
    let id = view.connection.id;
    assert_eq!(code(list(app, &call()).await), "forbidden");
    assert_eq!(code(add(app, &call(), graph("Mine")).await), "forbidden");
    assert_eq!(code(edit(app, &call(), id, graph("Mine")).await), "forbidden");
    assert_eq!(code(test(app, &call(), id).await), "forbidden");
    assert_eq!(code(pause(app, &call(), id, true).await), "forbidden");
    assert_eq!(code(remove(app, &call(), id, false).await), "forbidden");
    let said = ReplaceSecret { field: None, secret: Secret::new("mine".into()), ends_at: None };
    assert_eq!(code(replace_secret(app, &call(), id, said).await), "forbidden");
    let refused = bench.desk.audit_actions(bench.agent.owner).await;
    assert_eq!(refused.iter().filter(|action| *action == "administer.refused").count(), 7);
    assert_eq!(bench.opened(&view).await.unwrap(), [WORD]);
}

#[tokio::test]
async fn each_field_that_is_wrong_is_named() {
    let bench = bench().await;
    let fields = async |command: SetUpConnection| match bench.add(command).await {
        Err(crate::Error::Invalid(faults)) => {
            faults.into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect::<Vec<_>>().join(", ")
        }
        other => panic!("{other:?}"),
    };
    let bare = SetUpConnection::of(ConnectionKind::Graph, "");
    assert_eq!(fields(bare).await, "name empty, tenant empty, client_id empty, secret empty");
    let wrong = SetUpConnection {
        address: Some("https://me:word@desk.example".into()),
        recipient: Some(RecipientKind::Upstream),
        sign_in: Some(SignIn::Password),
        tenant: Some("../evil".into()),
        secret: secret("żółw"),
        secret_ends_at: Some(noon()),
        ..graph("x")
    };
    assert_eq!(
        fields(wrong).await,
        "address has_secret, recipient not_upstream, sign_in not_accepted, tenant not_a_tenant_name, secret not_a_secret, \
         secret_ends_at over"
    );
    for address in ["desk.example", "ftp://desk.example", "https://", "https://desk.example/?token=1", "https://de sk"]
    {
        let command = SetUpConnection { address: Some(address.into()), ..graph("x") };
        assert_eq!(fields(command).await, "address not_a_url", "{address}");
    }
    let uncertified = SetUpConnection { sign_in: Some(SignIn::Certificate), ..graph("x") };
    assert_eq!(fields(uncertified).await, "certificate not_a_certificate");
    let strange = SetUpConnection::of(ConnectionKind::AzureSupport, "Azure");
    assert_eq!(fields(strange).await, "kind not_in_this_program");
    assert_eq!(kinds(&bench.desk.app), [ConnectionKind::Graph]);
}

#[tokio::test]
async fn a_name_is_there_once() {
    let bench = bench().await;
    let first = bench.add(graph("Feeds")).await.unwrap();
    assert_eq!(code(bench.add(graph("FEEDS")).await), "name taken");
    let second = bench.add(graph("Others")).await.unwrap();
    assert_eq!(code(bench.edit(&second, graph("feeds")).await), "name taken");
    assert_eq!(list(&bench.desk.app, &bench.admin).await.unwrap().len(), 2);
    assert!(bench.edit(&first, graph("Feeds")).await.is_ok(), "its own name is free for it");
}

#[tokio::test]
async fn a_secret_that_is_not_said_stays_unless_it_would_go_elsewhere() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    let silent = |name: &str| SetUpConnection { secret: None, ..graph(name) };
    let renamed = bench.edit(&view, silent("Feeds of all")).await.unwrap();
    assert_eq!((renamed.connection.version, bench.opened(&view).await.unwrap()), (2, vec![WORD.to_owned()]));
    let path = SetUpConnection { address: Some("https://graph.microsoft.com/beta/".into()), ..silent("Feeds") };
    bench.edit(&view, path).await.unwrap();
    let elsewhere =
        SetUpConnection { address: Some("https://graph.microsoft.com.evil.example".into()), ..silent("Feeds") };
    assert_eq!(code(bench.edit(&view, elsewhere.clone()).await), "secret said_elsewhere");
    let authority = SetUpConnection { authority: Some("https://login.evil.example".into()), ..silent("Feeds") };
    assert_eq!(code(bench.edit(&view, authority).await), "secret said_elsewhere");
    let said = SetUpConnection { secret: secret("another"), ..elsewhere };
    bench.edit(&view, said).await.unwrap();
    assert_eq!(bench.opened(&view).await.unwrap(), ["another"]);
}

#[tokio::test]
async fn who_read_an_older_version_changes_nothing() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    bench.edit(&view, graph("Changed")).await.unwrap();
    let late = Ctx { read_version: Some(1), ..bench.admin.clone() };
    let app = &bench.desk.app;
    assert_eq!(code(edit(app, &late, view.connection.id, graph("Late")).await), "stale Some(2)");
    assert_eq!(code(pause(app, &late, view.connection.id, true).await), "stale Some(2)");
}

#[tokio::test]
async fn another_organization_or_cloud_knows_nothing_of_a_connection() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    let app = &bench.desk.app;
    let rival = bench.desk.partner("Żuraw Systemy", PartnerKind::DirectBill, None).await;
    let rival = bench.desk.acting(&rival, "Ewa Lis", &[Role::GlobalAdmin]).await;
    let mut elsewhere = bench.admin.clone();
    elsewhere.owner.cloud = Cloud::UsGovernment;
    for stranger in [&rival, &elsewhere] {
        let id = view.connection.id;
        assert!(list(app, stranger).await.unwrap().is_empty());
        assert_eq!(code(show(app, stranger, id).await), "not found");
        assert_eq!(code(edit(app, stranger, id, graph("Mine")).await), "not found");
        assert_eq!(code(test(app, stranger, id).await), "not found");
        assert_eq!(code(remove(app, stranger, id, false).await), "not found");
    }
    let opener = StoredConnections::new(app.store().clone(), Arc::clone(&bench.ring) as Arc<dyn KeyRing>);
    let closed = opener.open(rival.owner, view.connection.id).await.unwrap_err();
    assert!(closed.reason.contains("not there"), "{closed:?}");
}

#[tokio::test]
async fn a_test_keeps_how_it_went_and_is_on_record() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    let (app, id) = (&bench.desk.app, view.connection.id);
    *bench.probe.fails.lock().unwrap() = Some("nobody answers");
    assert!(!test(app, &bench.admin, id).await.unwrap().works());
    let state = show(app, &bench.admin, id).await.unwrap().connection.state;
    assert_eq!((state.condition(), state.answer.as_deref()), (ConnectionCondition::Failing, Some("nobody answers")));
    *bench.probe.fails.lock().unwrap() = None;
    assert!(test(app, &bench.admin, id).await.unwrap().works());
    let after = show(app, &bench.admin, id).await.unwrap().connection;
    assert_eq!((after.state.condition(), after.state.good_at), (ConnectionCondition::Working, Some(noon())));
    assert_eq!(after.version, 1, "nobody changed it");
    assert_eq!(bench.probe.given.lock().unwrap()[0].secrets[&SecretField::ClientSecret].expose(), WORD);
    let tests = bench.desk.audit_actions(bench.admin.owner).await;
    assert_eq!(tests.iter().filter(|action| *action == AuditAction::ConnectionTest.word()).count(), 2);
}

#[tokio::test]
async fn a_stopped_connection_opens_for_no_one_but_its_test() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    let (app, id) = (&bench.desk.app, view.connection.id);
    let stopped = pause(app, &bench.admin, id, true).await.unwrap();
    assert_eq!(stopped.connection.paused_at, Some(noon()));
    assert!(bench.opened(&view).await.unwrap_err().contains("is stopped"));
    assert!(test(app, &bench.admin, id).await.unwrap().works());
    pause(app, &bench.admin, id, true).await.unwrap();
    pause(app, &bench.admin, id, false).await.unwrap();
    assert_eq!(bench.opened(&view).await.unwrap(), [WORD]);
    let done = bench.desk.audit_actions(bench.admin.owner).await;
    let of = |word: AuditAction| done.iter().filter(|action| *action == word.word()).count();
    assert_eq!((of(AuditAction::ConnectionPause), of(AuditAction::ConnectionResume)), (1, 1), "twice is once");
}

#[tokio::test]
async fn a_removed_connection_is_gone_with_its_secrets() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    remove(&bench.desk.app, &bench.admin, view.connection.id, false).await.unwrap();
    assert_eq!(code(show(&bench.desk.app, &bench.admin, view.connection.id).await), "not found");
    assert!(bench.desk.app.store().read(System).await.unwrap().connection_secret_keys().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_secret_that_ends_soon_is_told_to_a_global_admin_alone() {
    let bench = bench().await;
    let ends_at = noon() + Duration::days(20);
    bench.add(SetUpConnection { secret_ends_at: Some(ends_at), ..graph("Feeds") }).await.unwrap();
    let app = &bench.desk.app;
    assert!(wanting(app, &bench.admin).await.unwrap().is_empty());
    bench.desk.clock.advance(Duration::days(7));
    let told = wanting(app, &bench.admin).await.unwrap();
    assert_eq!((told[0].name.as_str(), &told[0].why), ("Feeds", &Wanting::Ends(ends_at)));
    assert!(wanting(app, &bench.agent).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_node_without_its_neighbours_key_seals_and_opens_nothing() {
    let bench = bench().await;
    let view = bench.add(graph("Feeds")).await.unwrap();
    bench.ring.hold(&[2]);
    assert!(bench.opened(&view).await.unwrap_err().contains("is not here"));
    assert_eq!(code(bench.add(graph("Another")).await), "other_secrets_key");
    let report = test(&bench.desk.app, &bench.admin, view.connection.id).await.unwrap();
    assert_eq!((report.steps[0].code, report.steps[0].state), ("secret", StepState::Fails));
    bench.ring.hold(&[]);
    assert_eq!(code(bench.add(graph("Another")).await), "no_secrets_key");
}

#[tokio::test]
async fn all_secrets_are_sealed_anew_and_a_run_that_was_broken_off_goes_on() {
    let bench = bench().await;
    let first = bench.add(graph("Feeds")).await.unwrap();
    let second = bench.add(graph("Others")).await.unwrap();
    bench.ring.hold(&[2, 1]);
    let third = bench.add(graph("New")).await.unwrap();
    let done = reseal(&bench.desk.app, "test").await.unwrap();
    assert_eq!((done.done, done.shut.len()), (2, 0), "the third has the new key already");
    assert_eq!(reseal(&bench.desk.app, "test").await.unwrap().done, 0);
    bench.ring.hold(&[2]);
    for view in [&first, &second, &third] {
        assert_eq!(bench.opened(view).await.unwrap(), [WORD]);
    }
    let done = bench.desk.audit_actions(bench.admin.owner).await;
    assert_eq!(done.iter().filter(|action| *action == AuditAction::ConnectionReseal.word()).count(), 2);
    bench.ring.hold(&[3]);
    let shut = reseal(&bench.desk.app, "test").await.unwrap();
    assert_eq!((shut.done, shut.shut.len()), (0, 3), "what does not open stays and is named");
    bench.ring.hold(&[2]);
    assert_eq!(bench.opened(&first).await.unwrap(), [WORD]);
}

#[tokio::test]
async fn what_a_connection_carries_is_sorted_and_named_once() {
    let bench = bench().await;
    let families = vec![ProductFamily::Dynamics365, ProductFamily::Azure, ProductFamily::Azure];
    let view = bench.add(SetUpConnection { families, ..graph("Feeds") }).await.unwrap();
    assert_eq!(view.connection.families, [ProductFamily::Azure, ProductFamily::Dynamics365]);
    assert!(HeldKeys(Vec::new()).keys().unwrap().is_empty());
}
