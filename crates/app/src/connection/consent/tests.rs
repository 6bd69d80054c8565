//! A person's consent: said, renewed, handed over.

use std::sync::Arc;

use tierline_domain::{AuditAction, ConnectionKind, ConnectionSettings, PartnerKind, Role, SignIn};

use super::*;
use crate::{
    Ctx,
    account::{EditUser, user_edit, user_remove},
    connection::{
        ConnectionView, ReplaceSecret, SetUpConnection, StoredConnections, Wanting, edit, replace_secret, show,
        vault::{HeldKeys, KeyRing, SealKey},
        wanting,
    },
    port::{
        carrier::{Closed, ConnectionOpener, Opened},
        consent::{ConsentCode, ConsentDesk, ConsentErrand, Granted},
    },
    test_desk::{Desk, code, noon},
};

/// Where the test's people come back.
const BACK: &str = "https://desk.example/connections/consent";

/// A sign-in service that gives a consent for each code that is not `bad`, named by the code, to who shows the application's secret.
struct Willing;

impl ConsentDesk for Willing {
    fn address(&self, through: &Opened, errand: &ConsentErrand) -> Result<String, Closed> {
        assert!(through.secrets.contains_key(&SecretField::ClientSecret));
        Ok(format!("{} {}", errand.challenge, errand.state))
    }

    fn redeem(&self, _: Opened, given: ConsentCode) -> BoxFuture<'_, Result<Granted, Closed>> {
        let code = given.code.expose().to_owned();
        let granted = match code.as_str() {
            "bad" => Err(Closed { reason: "it was used already".to_owned() }),
            _ => Ok(Granted {
                refresh: Secret::new(format!("of-{code}")),
                account: Some(format!("{code}@northgate.example")),
            }),
        };
        Box::pin(std::future::ready(granted))
    }
}

struct Bench {
    desk: Desk,
    keys: Arc<dyn KeyRing>,
    admin: Ctx,
    id: ConnectionId,
}

/// A connection to Partner Center that nobody has said a secret of yet.
async fn bench() -> Bench {
    let keys: Arc<dyn KeyRing> = Arc::new(HeldKeys(vec![SealKey::new([3; 32])]));
    let desk = Desk::consenting(Arc::clone(&keys), Arc::new(Willing)).await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Odd Varga", &[Role::GlobalAdmin]).await;
    let settings = ConnectionSettings {
        client_id: Some("desk-app".to_owned()),
        tenant: Some("northgate.example".to_owned()),
        ..ConnectionSettings::of(SignIn::Person)
    };
    let id = desk.connect(admin.owner, ConnectionKind::PartnerCenter, settings).await;
    Bench { desk, keys, admin, id }
}

impl Bench {
    /// The administrator signs in once more: what is dangerous asks for a proof that is not old.
    async fn admin_comes_back(&mut self) {
        self.admin = self.desk.signed_in(&self.admin.user).await;
    }

    /// Somebody leaves to consent; what they take along.
    async fn leaves(&self, who: &Ctx) -> Result<String> {
        let way = ask_consent(&self.desk.app, who, self.id, BACK).await?;
        Ok(way.address.split_once(' ').map(|(_, state)| state.to_owned()).unwrap_or_default())
    }

    /// Somebody comes back with this.
    async fn returns(&self, who: &Ctx, state: &str, code: &str) -> Result<ConnectionView> {
        let back = ConsentBack { state: state.to_owned(), code: Secret::new(code.to_owned()) };
        take_consent(&self.desk.app, who, back, BACK).await
    }

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
    let mut bench = bench().await;
    bench.say(Some(SecretField::ClientSecret), "app-secret").await.unwrap();
    bench.say(Some(SecretField::RefreshToken), "of-ada").await.unwrap();
    bench.desk.clock.advance(Duration::days(KEEP_DAYS));
    bench.admin_comes_back().await;
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
    let same = edit(app, &having_read(1), bench.id, command("https://provider.example")).await.unwrap();
    assert_eq!(same.missing(), []);
    let moved = edit(app, &having_read(2), bench.id, command("https://thief.example")).await.unwrap();
    assert_eq!(moved.missing(), [SecretField::RefreshToken]);
}

#[tokio::test]
async fn who_comes_back_with_a_consent_is_on_record_as_its_person() {
    let bench = bench().await;
    let early = bench.leaves(&bench.admin).await;
    assert_eq!(code(early), "secret_missing", "a consent is taken with the application's secret");
    bench.say(None, "app-secret").await.unwrap();
    let state = bench.leaves(&bench.admin).await.unwrap();
    bench.desk.clock.advance(Duration::minutes(CONSENT_MINUTES - 1));
    let view = bench.returns(&bench.admin, &state, "ada").await.unwrap();
    assert_eq!(view.missing(), []);
    let now = noon() + Duration::minutes(CONSENT_MINUTES - 1);
    assert_eq!(bench.kept().await, (Some("of-ada".to_owned()), Some(now + Duration::days(CONSENT_DAYS))));
    let facts = view.secrets.iter().find_map(|facts| facts.consent.clone()).unwrap();
    assert_eq!(
        (facts.consent.user, facts.user_name.as_str(), facts.has_left),
        (bench.admin.user.id, "Odd Varga", false)
    );
    assert_eq!(facts.consent.account.as_deref(), Some("ada@northgate.example"));
    let done = bench.desk.audit_actions(bench.admin.owner).await;
    assert_eq!(done.iter().filter(|action| *action == AuditAction::ConnectionConsent.word()).count(), 1);
}

/// Threat 17 for what is asked for by GET: nobody is sent back with what was sealed for somebody else.
#[tokio::test]
async fn a_consent_is_taken_from_who_left_for_it_and_soon_and_not_if_the_service_refuses() {
    let bench = bench().await;
    bench.say(None, "app-secret").await.unwrap();
    let state = bench.leaves(&bench.admin).await.unwrap();
    let other = bench.desk.acting(&bench.admin.organization, "Ina Moss", &[Role::GlobalAdmin]).await;
    let agent = bench.desk.acting(&bench.admin.organization, "Bo Lind", &[Role::HelpdeskAgent]).await;
    assert_eq!(code(bench.returns(&other, &state, "ada").await), "consent_lost");
    assert_eq!(code(bench.returns(&bench.admin, &format!("{state}A"), "ada").await), "consent_lost");
    assert_eq!(code(bench.returns(&bench.admin, "", "ada").await), "consent_lost");
    assert_eq!(code(bench.returns(&bench.admin, &state, "bad").await), "cannot_consent");
    assert_eq!(code(bench.returns(&bench.admin, &state, "").await), "code unreadable");
    assert!(matches!(bench.returns(&agent, &state, "ada").await, Err(Error::Forbidden { .. })));
    assert!(matches!(bench.leaves(&agent).await, Err(Error::Forbidden { .. })));
    bench.desk.clock.advance(Duration::minutes(CONSENT_MINUTES));
    assert_eq!(code(bench.returns(&bench.admin, &state, "ada").await), "consent_lost", "too late");
    assert_eq!(bench.kept().await.0, None, "nothing was kept");
}

#[tokio::test]
async fn the_consent_of_somebody_who_has_left_is_warned_of_until_another_person_consents() {
    let mut bench = bench().await;
    bench.say(None, "app-secret").await.unwrap();
    let app = &bench.desk.app.clone();
    let ina = bench.desk.acting(&bench.admin.organization, "Ina Moss", &[Role::GlobalAdmin]).await;
    let state = bench.leaves(&ina).await.unwrap();
    bench.returns(&ina, &state, "ina").await.unwrap();
    // A renewal keeps whose it is.
    bench.desk.clock.advance(Duration::days(KEEP_DAYS));
    bench.renewed("of-ina", "of-ina-again").await;
    assert_eq!(wanting(app, &bench.admin).await.unwrap(), []);
    let shut = EditUser { disabled: Some(true), ..EditUser::default() };
    bench.admin_comes_back().await;
    user_edit(app, &bench.admin, ina.user.id, shut).await.unwrap();
    let told = wanting(app, &bench.admin).await.unwrap();
    assert_eq!(told.iter().map(|one| &one.why).collect::<Vec<_>>(), [&Wanting::PersonLeft("Ina Moss".to_owned())]);
    assert_eq!(bench.kept().await.0.as_deref(), Some("of-ina-again"), "what waits goes on meanwhile");
    let state = bench.leaves(&bench.admin).await.unwrap();
    bench.returns(&bench.admin, &state, "odd").await.unwrap();
    assert_eq!(wanting(app, &bench.admin).await.unwrap(), []);
}

/// Whoever is taken out of the organization has left as well, and cannot come back into their consent by a renewal that was under way.
#[tokio::test]
async fn whoever_may_administer_takes_the_place_of_a_person_who_was_taken_out() {
    let bench = bench().await;
    bench.say(None, "app-secret").await.unwrap();
    let (app, desk, home) = (&bench.desk.app, &bench.desk, &bench.admin.organization);
    let ina = desk.acting(home, "Ina Moss", &[Role::GlobalAdmin]).await;
    let other = desk.acting(home, "Una Brook", &[Role::GlobalAdmin]).await;
    let agent = desk.acting(home, "Bo Lind", &[Role::HelpdeskAgent]).await;
    let state = bench.leaves(&ina).await.unwrap();
    bench.returns(&ina, &state, "ina").await.unwrap();
    user_remove(app, &bench.admin, ina.user.id).await.unwrap();
    for admin in [&bench.admin, &other] {
        let told = wanting(app, admin).await.unwrap();
        let left = Wanting::PersonLeft("Ina Moss".to_owned());
        assert_eq!(told.iter().map(|one| &one.why).collect::<Vec<_>>(), [&left], "{}", admin.user.name);
    }
    assert_eq!(wanting(app, &agent).await.unwrap(), [], "who cannot consent is not troubled");
    let state = bench.leaves(&other).await.unwrap();
    let view = bench.returns(&other, &state, "una").await.unwrap();
    let consent = view.secrets.iter().find_map(|facts| facts.consent.as_ref()).unwrap();
    assert_eq!((consent.user_name.as_str(), consent.has_left), ("Una Brook", false));
    desk.clock.advance(Duration::days(KEEP_DAYS));
    bench.renewed("of-ina", "of-ina-again").await;
    assert_eq!(bench.kept().await.0.as_deref(), Some("of-una"));
    assert_eq!(wanting(app, &bench.admin).await.unwrap(), []);
}
