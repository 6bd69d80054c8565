//! A person's consent: said, renewed, handed over.

use std::sync::Arc;

use tierline_domain::{
    AuditAction, Connection, ConnectionKind, ConnectionSettings, ConnectionState, PartnerKind, RecipientKind, Role,
    SignIn,
};

use super::*;
use crate::{
    Ctx,
    connection::{
        ConnectionView, NoProbe, ReplaceSecret, SetUpConnection, StoredConnections, edit, replace_secret, show,
        vault::{HeldKeys, KeyRing, SealKey},
    },
    port::carrier::ConnectionOpener,
    test_desk::{Desk, code, noon},
};

struct Bench {
    desk: Desk,
    keys: Arc<dyn KeyRing>,
    admin: Ctx,
    id: ConnectionId,
}

/// A connection to Partner Center that nobody has said a secret of yet.
async fn bench() -> Bench {
    let keys: Arc<dyn KeyRing> = Arc::new(HeldKeys(vec![SealKey::new([3; 32])]));
    let desk = Desk::with(Arc::clone(&keys), Arc::new(NoProbe)).await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Odd Varga", &[Role::GlobalAdmin]).await;
    let connection = Connection {
        id: desk.app.id(),
        owner: admin.owner,
        kind: ConnectionKind::PartnerCenter,
        name: "Partner Center".to_owned(),
        address: "https://partner.example".to_owned(),
        recipient: RecipientKind::Provider,
        families: Vec::new(),
        settings: ConnectionSettings {
            client_id: Some("desk-app".to_owned()),
            tenant: Some("northgate.example".to_owned()),
            ..ConnectionSettings::of(SignIn::Person)
        },
        paused_at: None,
        state: ConnectionState::default(),
        version: 1,
        created_at: noon(),
        updated_at: noon(),
    };
    let id = connection.id;
    let written = desk.app.store().write_with(admin.owner, connection, |tx, connection| {
        Box::pin(async move { Ok::<_, Error>(tx.connection_insert(connection).await?) })
    });
    written.await.unwrap();
    Bench { desk, keys, admin, id }
}

impl Bench {
    async fn say(&self, field: Option<SecretField>, text: &str) -> Result<ConnectionView> {
        let said = ReplaceSecret { field, secret: Secret::new(text.to_owned()), ends_at: None };
        replace_secret(&self.desk.app, &self.admin, self.id, said).await
    }

    async fn renewed(&self, before: &str, after: &str) {
        let (before, after) = (Secret::new(before.to_owned()), Secret::new(after.to_owned()));
        Consents::of(&self.desk.app).renewed(self.admin.owner, self.id, before, after).await;
    }

    /// What the consent is renewed with, and when it ends.
    async fn kept(&self) -> (Option<String>, Option<DateTime<Utc>>) {
        let view = show(&self.desk.app, &self.admin, self.id).await.unwrap();
        let ends_at = view.secrets.iter().find(|facts| facts.field == SecretField::RefreshToken);
        let opener = StoredConnections::new(self.desk.app.store().clone(), Arc::clone(&self.keys));
        let opened = opener.open(self.admin.owner, self.id).await.unwrap();
        let text = opened.secrets.get(&SecretField::RefreshToken).map(|secret| secret.expose().to_owned());
        (text, ends_at.and_then(|facts| facts.ends_at))
    }
}

#[tokio::test]
async fn the_secret_that_is_missing_is_said_first_and_a_consent_has_an_end() {
    let bench = bench().await;
    let view = bench.say(None, "app-secret").await.unwrap();
    assert_eq!(view.missing(), [SecretField::RefreshToken]);
    let view = bench.say(None, "consent-of-ada").await.unwrap();
    assert_eq!(view.missing(), []);
    assert_eq!(bench.kept().await, (Some("consent-of-ada".to_owned()), Some(noon() + Duration::days(CONSENT_DAYS))));
    assert_eq!(view.secret_ends_at(), Some(noon() + Duration::days(CONSENT_DAYS)), "it is warned of in time");
    assert_eq!(code(bench.say(Some(SecretField::Password), "x").await), "field not_needed");
}

#[tokio::test]
async fn a_renewed_consent_is_kept_before_the_old_one_ends_and_is_on_record() {
    let bench = bench().await;
    bench.say(Some(SecretField::ClientSecret), "app-secret").await.unwrap();
    bench.say(Some(SecretField::RefreshToken), "first").await.unwrap();
    bench.desk.clock.advance(Duration::days(KEEP_DAYS - 1));
    bench.renewed("first", "second").await;
    assert_eq!(bench.kept().await.0.as_deref(), Some("first"), "not with each token");
    bench.desk.clock.advance(Duration::days(1));
    bench.renewed("first", "third").await;
    let now = noon() + Duration::days(KEEP_DAYS);
    assert_eq!(bench.kept().await, (Some("third".to_owned()), Some(now + Duration::days(CONSENT_DAYS))));
    let done = bench.desk.audit_actions(bench.admin.owner).await;
    let times = done.iter().filter(|action| *action == AuditAction::ConnectionRenewConsent.word()).count();
    assert_eq!(times, 1);
}

#[tokio::test]
async fn who_consents_in_the_place_of_somebody_who_leaves_is_not_overwritten() {
    let bench = bench().await;
    bench.say(Some(SecretField::ClientSecret), "app-secret").await.unwrap();
    bench.say(Some(SecretField::RefreshToken), "of-ada").await.unwrap();
    bench.desk.clock.advance(Duration::days(KEEP_DAYS));
    bench.say(Some(SecretField::RefreshToken), "of-bo").await.unwrap();
    bench.desk.clock.advance(Duration::days(KEEP_DAYS));
    bench.renewed("of-ada", "of-ada-again").await;
    assert_eq!(bench.kept().await.0.as_deref(), Some("of-bo"));
}

/// Threat 55: a consent that is kept is not sent to where somebody else leads it.
#[tokio::test]
async fn a_connection_that_leads_elsewhere_loses_the_consent() {
    let bench = bench().await;
    bench.say(Some(SecretField::ClientSecret), "app-secret").await.unwrap();
    bench.say(Some(SecretField::RefreshToken), "of-ada").await.unwrap();
    let command = |address: &str| SetUpConnection {
        address: Some(address.to_owned()),
        tenant: Some("northgate.example".to_owned()),
        client_id: Some("desk-app".to_owned()),
        secret: Some(Secret::new("app-secret".to_owned())),
        ..SetUpConnection::of(ConnectionKind::PartnerCenter, "Partner Center")
    };
    let (app, admin) = (&bench.desk.app, &bench.admin);
    let having_read = |version| Ctx { read_version: Some(version), ..admin.clone() };
    let same = edit(app, &having_read(1), bench.id, command("https://partner.example")).await.unwrap();
    assert_eq!(same.missing(), []);
    let moved = edit(app, &having_read(2), bench.id, command("https://thief.example")).await.unwrap();
    assert_eq!(moved.missing(), [SecretField::RefreshToken]);
}
