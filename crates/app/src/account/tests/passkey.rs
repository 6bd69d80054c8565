use chrono::Duration;
use serde_json::{Value, json};
use tierline_domain::{Cloud, FactorKind, Organization, Owner, PartnerKind, Proof, RECOVERY_CODES, Role, User};
use tierline_store::Engine;

use super::soft_key::{ORIGIN, SoftKey};
use crate::{
    Ctx, Error,
    account::{
        EditPolicy, EditUser, Entered, Secret, SignedIn, edit_policy,
        factor::{
            AddedPasskey, Given, NewPasskey, PasskeyAnswer, PasskeyQuestion, RelyingParty, again_ask, again_asks,
            answer, answer_passkey, asked, enrol_passkey, factor_remove, factor_view, first_ask, new_codes,
            passkey_add, passkey_ask, passkey_enter, passkey_new, prove_again, second_ask,
        },
        sign_in, user_edit,
    },
    test_desk::{Desk, PASSWORD, caller, code},
};

const REFUSED: &str = "passkey wrong_passkey";

struct Bench {
    desk: Desk,
    partner: Organization,
    admin: User,
    here: RelyingParty,
}

async fn bench() -> Bench {
    bench_on(Engine::Sqlite).await
}

async fn bench_on(engine: Engine) -> Bench {
    let desk = Desk::on(engine).await;
    let partner = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
    let admin = desk.person(&partner, "Maren Oskel", &[Role::GlobalAdmin], None).await;
    Bench { desk, partner, admin, here: RelyingParty::of(ORIGIN).unwrap() }
}

impl Bench {
    /// A session by password alone.
    async fn session(&self, user: &User) -> Ctx {
        let entered = sign_in(&self.desk.app, &caller(), &user.email, PASSWORD).await.unwrap();
        self.ctx(&entered.session().expect("no second factor yet")).await
    }

    async fn ctx(&self, signed: &SignedIn) -> Ctx {
        self.desk.ctx_of(signed.secret.expose()).await
    }

    async fn adds(&self, ctx: &Ctx, key: &mut SoftKey, name: &str) -> Result<AddedPasskey, Error> {
        let question = passkey_new(&self.desk.app, ctx, &self.here).await.unwrap();
        let new = NewPasskey { name: name.into(), answer: key.made(&question) };
        passkey_add(&self.desk.app, ctx, &self.here, new).await
    }

    /// Somebody with a passkey, and the session that they set it up in.
    async fn with_key(&self) -> (Ctx, SoftKey, AddedPasskey) {
        let (ctx, mut key) = (self.session(&self.admin).await, SoftKey::new(1));
        let added = self.adds(&ctx, &mut key, "Laptop").await.unwrap();
        (ctx, key, added)
    }

    async fn question(&self) -> PasskeyQuestion {
        passkey_ask(&self.desk.app, &caller(), &self.here).await.unwrap()
    }

    async fn enters(&self, answer: &PasskeyAnswer) -> Result<SignedIn, Error> {
        passkey_enter(&self.desk.app, &caller(), &self.here, answer).await
    }

    async fn opens(&self, key: &mut SoftKey) -> Result<SignedIn, Error> {
        let question = self.question().await;
        self.enters(&key.opens(&question)).await
    }

    /// A sign-in that waits for its second factor.
    async fn pending(&self) -> Secret {
        match sign_in(&self.desk.app, &caller(), &self.admin.email, PASSWORD).await.unwrap() {
            Entered::SecondFactor(pending) => pending.secret,
            Entered::In(_) => panic!("a second factor was to be asked for"),
        }
    }

    async fn seconds(&self, pending: &Secret, said: &PasskeyAnswer) -> Result<SignedIn, Error> {
        answer_passkey(&self.desk.app, &caller(), &self.here, pending.expose(), &said.credential).await
    }

    fn later(&self, time: Duration) {
        self.desk.clock.advance(time);
    }

    /// How often something is on record; a refusal at the door comes there while its answer goes out.
    async fn recorded(&self, action: &str, times: usize) -> usize {
        let owner = Owner { organization: self.partner.id, cloud: Cloud::Public };
        let mut found = 0;
        for _ in 0..200 {
            found = self.desk.audit_actions(owner).await.iter().filter(|one| *one == action).count();
            if found >= times {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        found
    }
}

#[tokio::test]
async fn a_passkey_alone_leads_in_and_counts_as_two() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let bench = bench_on(engine).await;
        let (ctx, mut key, added) = bench.with_key().await;
        assert_eq!(added.codes.expect("the first factor brings codes").len(), RECOVERY_CODES);
        assert_eq!(key.handle, bench.admin.id.uuid().as_bytes(), "the handle is no address");
        bench.later(Duration::minutes(1));
        let signed = bench.opens(&mut key).await.unwrap();
        let session = bench.ctx(&signed).await.session.unwrap();
        assert!(session.proofs.has(Proof::Passkey) && session.proofs.is_two());
        let view = factor_view(&bench.desk.app, &ctx).await.unwrap();
        assert_eq!((view.factors[0].kind(), view.factors[0].name.as_str()), (FactorKind::Passkey, "Laptop"));
        assert_eq!(view.factors[0].last_used_at, Some(bench.desk.app.now()));
    }
}

/// Threat 46: what the door asks says nothing about who has a passkey.
#[tokio::test]
async fn the_door_asks_everybody_the_same() {
    let bench = bench().await;
    let strip = |question: PasskeyQuestion| {
        let mut options = question.options;
        assert_eq!(options["allowCredentials"], Value::Array(Vec::new()));
        assert_eq!((&options["rpId"], &options["userVerification"]), (&"desk.example".into(), &"required".into()));
        options["challenge"].take()
    };
    let before = strip(bench.question().await);
    let (_, mut key, _) = bench.with_key().await;
    assert_ne!(before, strip(bench.question().await), "each question is a new one");
    let mut stranger = SoftKey::new(9);
    stranger.handle = bench.admin.id.uuid().as_bytes().to_vec();
    assert_eq!(code(bench.opens(&mut stranger).await), REFUSED);
    key.origin = "https://evil.example";
    assert_eq!(code(bench.opens(&mut key).await), REFUSED);
}

/// Threat 46: what was answered once is worth nothing any more, nor is what was asked too long ago.
#[tokio::test]
async fn a_question_is_answered_once_and_within_five_minutes() {
    let bench = bench().await;
    let (_, mut key, _) = bench.with_key().await;
    let question = bench.question().await;
    let said = key.opens(&question);
    bench.enters(&said).await.unwrap();
    assert_eq!(code(bench.enters(&said).await), REFUSED);
    let question = bench.question().await;
    bench.later(Duration::minutes(5));
    assert_eq!(code(bench.enters(&key.opens(&question)).await), REFUSED);
    let question = bench.question().await;
    let mut wrong = key.opens(&question);
    wrong.credential.truncate(10);
    assert_eq!(code(bench.enters(&wrong).await), REFUSED);
    assert_eq!(code(bench.enters(&key.opens(&question)).await), REFUSED, "a wrong answer ends the question too");
}

/// Threat 46: an answer that a page elsewhere was given, and one for another desk.
#[tokio::test]
async fn another_origin_or_another_desk_is_refused_and_on_record() {
    for (origin, rp_id) in [
        ("https://desk.example.evil.example", "desk.example"),
        ("http://desk.example", "desk.example"),
        ("https://desk.example:8443", "desk.example"),
        ("https://sub.desk.example", "desk.example"),
        (ORIGIN, "evil.example"),
        (ORIGIN, "example"),
    ] {
        let bench = bench().await;
        let (_, mut key, _) = bench.with_key().await;
        (key.origin, key.rp_id) = (origin, rp_id);
        assert_eq!(code(bench.opens(&mut key).await), REFUSED, "{origin} {rp_id}");
        assert_eq!(bench.recorded("account.sign_in.refused", 1).await, 1);
        let ctx = bench.desk.acting(&bench.partner, "Ilse Brandt", &[Role::GlobalAdmin]).await;
        assert_eq!(code(bench.adds(&ctx, &mut SoftKey { origin, rp_id, ..SoftKey::new(3) }, "Key").await), REFUSED);
    }
}

#[tokio::test]
async fn a_key_that_looks_at_nobody_is_neither_taken_nor_enough() {
    let bench = bench().await;
    let (ctx, mut key, _) = bench.with_key().await;
    key.verifies = false;
    assert_eq!(code(bench.opens(&mut key).await), REFUSED);
    assert_eq!(code(bench.adds(&ctx, &mut SoftKey { verifies: false, ..SoftKey::new(2) }, "Key").await), REFUSED);
}

/// Threat 46: a copy of a key tells itself by its count.
#[tokio::test]
async fn a_count_that_goes_back_is_refused_and_on_record() {
    let bench = bench().await;
    let (_, mut key, _) = bench.with_key().await;
    key.count = 7;
    bench.opens(&mut key).await.unwrap();
    for count in [7, 6, 0] {
        key.count = count;
        assert_eq!(code(bench.opens(&mut key).await), REFUSED, "{count}");
    }
    assert_eq!(bench.recorded("factor.copied", 3).await, 3);
    key.count = 8;
    bench.opens(&mut key).await.unwrap();
}

#[tokio::test]
async fn somebody_elses_passkey_opens_only_their_own() {
    let bench = bench().await;
    let (_, mut key, _) = bench.with_key().await;
    let other = bench.desk.person(&bench.partner, "Ilse Brandt", &[Role::GlobalAdmin], None).await;
    let (ctx, mut theirs) = (bench.session(&other).await, SoftKey::new(2));
    bench.adds(&ctx, &mut theirs, "Phone").await.unwrap();
    // At the door, in the name of another.
    let own = std::mem::replace(&mut theirs.handle, key.handle.clone());
    assert_eq!(code(bench.opens(&mut theirs).await), REFUSED);
    theirs.handle = own;
    // As the second step of another's sign-in.
    let pending = bench.pending().await;
    let question = second_ask(&bench.desk.app, &bench.here, pending.expose()).await.unwrap();
    assert_eq!(code(bench.seconds(&pending, &theirs.opens(&question)).await), REFUSED);
    // To prove anew who another is, and with an answer that was asked of another.
    let signed = bench.opens(&mut key).await.unwrap();
    let mine = bench.ctx(&signed).await;
    let question = again_ask(&bench.desk.app, &mine, &bench.here).await.unwrap();
    let given = Given::Passkey(Box::new(bench.here.clone()), theirs.opens(&question));
    assert_eq!(code(prove_again(&bench.desk.app, &mine, signed.secret.expose(), &given).await), REFUSED);
    let question = again_ask(&bench.desk.app, &ctx, &bench.here).await.unwrap();
    let given = Given::Passkey(Box::new(bench.here.clone()), key.opens(&question));
    assert_eq!(code(prove_again(&bench.desk.app, &mine, signed.secret.expose(), &given).await), REFUSED);
    // One passkey is one person's.
    let question = passkey_new(&bench.desk.app, &ctx, &bench.here).await.unwrap();
    let new = NewPasskey { name: "Copy".into(), answer: SoftKey::new(1).made(&question) };
    assert_eq!(code(passkey_add(&bench.desk.app, &ctx, &bench.here, new).await), "passkey_known");
}

#[tokio::test]
async fn a_removed_passkey_and_a_shut_account_open_nothing() {
    let bench = bench().await;
    let (_, mut key, added) = bench.with_key().await;
    let second = bench.desk.acting(&bench.partner, "Ilse Brandt", &[Role::GlobalAdmin]).await;
    let shut = EditUser { disabled: Some(true), ..EditUser::default() };
    user_edit(&bench.desk.app, &second, bench.admin.id, shut).await.unwrap();
    assert_eq!(code(bench.opens(&mut key).await), REFUSED);
    let open = EditUser { disabled: Some(false), ..EditUser::default() };
    user_edit(&bench.desk.app, &second, bench.admin.id, open).await.unwrap();
    let signed = bench.opens(&mut key).await.unwrap();
    let ctx = bench.ctx(&signed).await;
    factor_remove(&bench.desk.app, &ctx, added.factor.id).await.unwrap();
    assert_eq!(code(bench.opens(&mut key).await), REFUSED);
}

#[tokio::test]
async fn a_passkey_is_the_second_step_after_a_password() {
    let bench = bench().await;
    let (ctx, mut key, added) = bench.with_key().await;
    let app = &bench.desk.app;
    let pending = bench.pending().await;
    let shown = asked(app, pending.expose()).await.unwrap().unwrap();
    assert!(shown.has_passkey && !shown.has_app && shown.must_set_up.is_none());
    let first = second_ask(app, &bench.here, pending.expose()).await.unwrap();
    assert_eq!(first.options["allowCredentials"], json!([{ "type": "public-key", "id": key.name() }]));
    let second = second_ask(app, &bench.here, pending.expose()).await.unwrap();
    assert_eq!(code(bench.seconds(&pending, &key.opens(&first)).await), REFUSED, "it was asked anew");
    assert_eq!(code(bench.seconds(&pending, &key.opens(&second)).await), REFUSED, "a wrong answer ended the question");
    let third = second_ask(app, &bench.here, pending.expose()).await.unwrap();
    let signed = bench.seconds(&pending, &key.opens(&third)).await.unwrap();
    let session = bench.ctx(&signed).await.session.unwrap();
    assert!(session.proofs.has(Proof::Password) && session.proofs.has(Proof::Passkey));
    assert!(matches!(bench.seconds(&pending, &key.opens(&third)).await, Err(Error::Unauthorized)));
    // A question stands for five minutes, though the sign-in goes on.
    let pending = bench.pending().await;
    let question = second_ask(app, &bench.here, pending.expose()).await.unwrap();
    bench.later(Duration::minutes(6));
    assert_eq!(code(bench.seconds(&pending, &key.opens(&question)).await), REFUSED);
    // On a browser that knows the passkey not, a recovery code does.
    let codes = added.codes.unwrap();
    answer(app, &caller(), pending.expose(), codes[0].expose()).await.unwrap();
    assert_eq!(factor_view(app, &ctx).await.unwrap().codes.left, 9);
}

#[tokio::test]
async fn a_passkey_proves_anew_and_the_password_no_longer_does() {
    let bench = bench().await;
    let (_, mut key, _) = bench.with_key().await;
    let app = &bench.desk.app;
    let signed = bench.opens(&mut key).await.unwrap();
    let mine = bench.ctx(&signed).await;
    let asks = again_asks(app, &mine).await.unwrap();
    assert!(asks.passkey && asks.code && !asks.app);
    bench.later(Duration::minutes(11));
    assert!(matches!(passkey_new(app, &mine, &bench.here).await, Err(Error::StepUp)));
    let password = Given::Password(PASSWORD.into());
    assert!(prove_again(app, &mine, signed.secret.expose(), &password).await.is_err());
    let question = again_ask(app, &mine, &bench.here).await.unwrap();
    let given = Given::Passkey(Box::new(bench.here.clone()), key.opens(&question));
    let renewed = prove_again(app, &mine, signed.secret.expose(), &given).await.unwrap();
    let mine = bench.desk.ctx_of(renewed.secret.expose()).await;
    passkey_new(app, &mine, &bench.here).await.unwrap();
    assert_eq!(code(prove_again(app, &mine, renewed.secret.expose(), &given).await), REFUSED, "it was answered");
    let without = bench.desk.acting(&bench.partner, "Ilse Brandt", &[Role::GlobalAdmin]).await;
    assert_eq!(code(again_ask(app, &without, &bench.here).await), "not found");
}

#[tokio::test]
async fn the_last_passkey_stays_where_a_second_factor_is_required() {
    let bench = bench().await;
    let (ctx, mut key, added) = bench.with_key().await;
    let app = &bench.desk.app;
    edit_policy(app, &ctx, EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() }).await.unwrap();
    assert_eq!(code(factor_remove(app, &ctx, added.factor.id).await), "second_factor_required");
    let second = bench.adds(&ctx, &mut SoftKey::new(2), "Key ring").await.unwrap();
    assert!(second.codes.is_none(), "only the first brings codes");
    factor_remove(app, &ctx, added.factor.id).await.unwrap();
    assert_eq!(code(bench.opens(&mut key).await), REFUSED);
}

#[tokio::test]
async fn a_passkey_is_set_up_with_a_name_by_who_was_asked_and_once() {
    let bench = bench().await;
    let (ctx, mut key) = (bench.session(&bench.admin).await, SoftKey::new(1));
    let app = &bench.desk.app;
    let question = passkey_new(app, &ctx, &bench.here).await.unwrap();
    let options = &question.options;
    assert_eq!((&options["attestation"], &options["rp"]["id"]), (&"none".into(), &"desk.example".into()));
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
    let said = key.made(&question);
    let new = |name: &str, answer: &PasskeyAnswer| NewPasskey { name: name.into(), answer: answer.clone() };
    let none = passkey_add(app, &ctx, &bench.here, new("Laptop", &PasskeyAnswer::default())).await;
    assert_eq!(code(none), "passkey no_passkey");
    assert_eq!(code(passkey_add(app, &ctx, &bench.here, new(" ", &said)).await), "name empty");
    let other = bench.desk.acting(&bench.partner, "Ilse Brandt", &[Role::GlobalAdmin]).await;
    assert_eq!(code(passkey_add(app, &other, &bench.here, new("Laptop", &said)).await), REFUSED);
    passkey_add(app, &ctx, &bench.here, new("Laptop", &said)).await.unwrap();
    assert_eq!(code(passkey_add(app, &ctx, &bench.here, new("Laptop", &said)).await), REFUSED);
    let again = passkey_new(app, &ctx, &bench.here).await.unwrap();
    assert_eq!(again.options["excludeCredentials"], json!([{ "type": "public-key", "id": key.name() }]));
}

/// The key itself is two factors: who has one needs no app first.
#[tokio::test]
async fn where_a_second_factor_is_required_a_passkey_is_set_up_at_the_door() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let ctx = bench.session(&bench.admin).await;
    let rule = EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() };
    edit_policy(app, &ctx, rule).await.unwrap();
    let (pending, mut key) = (bench.pending().await, SoftKey::new(1));
    let waits = pending.expose().to_owned();
    let first = first_ask(app, &bench.here, &waits).await.unwrap();
    assert!(first.attempt.is_none(), "the browser has it in a cookie");
    let ask = async || first_ask(app, &bench.here, &waits).await.unwrap();
    let said = key.made(&ask().await).credential;
    let early = key.made(&first).credential;
    let new = |name: &str, credential: &str| NewPasskey {
        name: name.into(),
        answer: PasskeyAnswer { attempt: waits.clone(), credential: credential.into() },
    };
    let enters = |new: NewPasskey| async {
        enrol_passkey(app, &caller(), &bench.here, new).await.map(|(signed, codes)| (signed, codes.len()))
    };
    assert_eq!(code(enters(new(" ", &said)).await), "name empty");
    assert_eq!(code(enters(new("Laptop", "")).await), "passkey no_passkey");
    assert_eq!(code(enters(new("Laptop", &early)).await), REFUSED, "a later question took its place");
    assert!(factor_view(app, &ctx).await.unwrap().factors.is_empty(), "what was not confirmed counts for nothing");
    assert_eq!(code(enters(new("Laptop", &said)).await), REFUSED, "each question is answered once");
    let said = key.made(&ask().await).credential;
    let (signed, codes) = enters(new("Laptop", &said)).await.unwrap();
    assert_eq!(codes, RECOVERY_CODES);
    let view = factor_view(app, &bench.ctx(&signed).await).await.unwrap();
    assert_eq!(view.factors.iter().map(|one| one.kind()).collect::<Vec<_>>(), [FactorKind::Passkey]);
    assert!(view.is_required);
    assert!(matches!(enters(new("Laptop", &said)).await, Err(Error::Unauthorized)), "the sign-in is over");
    assert_eq!(
        (bench.recorded("factor.add", 1).await, bench.recorded("account.second_factor.refused", 2).await),
        (1, 2)
    );
    bench.opens(&mut key).await.unwrap();
}

/// Else whoever learned a password would bring a key of their own.
#[tokio::test]
async fn a_password_alone_sets_up_no_further_passkey_at_the_door() {
    let bench = bench().await;
    let (ctx, _, _) = bench.with_key().await;
    let (app, pending, mut other) = (&bench.desk.app, bench.pending().await, SoftKey::new(2));
    assert!(matches!(first_ask(app, &bench.here, pending.expose()).await, Err(Error::Unauthorized)));
    let said = other.made(&passkey_new(app, &ctx, &bench.here).await.unwrap()).credential;
    let answer = PasskeyAnswer { attempt: pending.expose().to_owned(), credential: said };
    let refused = enrol_passkey(app, &caller(), &bench.here, NewPasskey { name: "Mine".into(), answer }).await;
    assert!(matches!(refused, Err(Error::Unauthorized)));
}

/// A token can be lost: it must not lead to a way in of its own.
#[tokio::test]
async fn a_token_sets_up_no_second_factor_and_removes_none() {
    let bench = bench().await;
    let (ctx, _, added) = bench.with_key().await;
    let app = &bench.desk.app;
    let by_token = Ctx { session: None, ..ctx };
    assert!(matches!(passkey_new(app, &by_token, &bench.here).await, Err(Error::StepUp)));
    let new = NewPasskey { name: "Laptop".into(), answer: PasskeyAnswer::default() };
    assert!(matches!(passkey_add(app, &by_token, &bench.here, new).await, Err(Error::StepUp)));
    assert!(matches!(factor_remove(app, &by_token, added.factor.id).await, Err(Error::StepUp)));
    assert!(matches!(new_codes(app, &by_token).await, Err(Error::StepUp)));
}

#[test]
fn a_desk_without_a_name_or_without_https_has_no_passkeys() {
    for (url, has) in [
        ("https://desk.example", true),
        ("https://desk.example:8443", true),
        ("http://localhost:8080", true),
        ("http://desk.example", false),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true),
        ("http://192.0.2.7:8080", false),
        ("https://192.0.2.7", false),
        ("https://[2001:db8::7]", false),
        ("desk", false),
    ] {
        assert_eq!(RelyingParty::of(url).is_some(), has, "{url}");
    }
}

/// Many questions from one address wait; nobody's account is counted.
#[tokio::test]
async fn one_address_asks_only_so_often() {
    let bench = bench().await;
    let mut asked = 0;
    while passkey_ask(&bench.desk.app, &caller(), &bench.here).await.is_ok() {
        asked += 1;
    }
    assert_eq!(asked, 50);
    let elsewhere = crate::account::Caller { address: Some("198.51.100.9".into()), ..caller() };
    passkey_ask(&bench.desk.app, &elsewhere, &bench.here).await.unwrap();
}
