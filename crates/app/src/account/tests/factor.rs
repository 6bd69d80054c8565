use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{
    Cloud, Membership, Organization, Owner, PartnerKind, Proof, RECOVERY_CODES, Role, SessionUse, User,
    health::{FeedCredential, FeedFormat, FeedTenants},
};

use super::{confirm, keeping, set_up_app};
use crate::{
    Ctx, Error,
    account::{
        AddToken, Arrival, ChangePassword, EditPolicy, EditUser, Entered, Pending, SignedIn, authenticate_session,
        change_password, edit_policy, enter,
        factor::{
            AppCode, Given, NewApp, again_asks, answer, app_add, asked, draw_app, enrol, factor_remove, factor_view,
            new_codes, prove_again, tests::shows,
        },
        session_end, session_hash, session_list, sessions_end_of, sessions_end_others, sign_in, switch, token_add,
        user_edit,
    },
    connection::{pause, vault::SealKey},
    health::{SetUpFeed, feed_add},
    test_desk::{Desk, PASSWORD, caller, code},
};

struct Bench {
    desk: Desk,
    partner: Organization,
    admin: User,
}

async fn bench() -> Bench {
    let (desk, partner) = keeping().await;
    let admin = desk.person(&partner, "Maren Oskel", &[Role::GlobalAdmin], None).await;
    Bench { desk, partner, admin }
}

impl Bench {
    async fn password(&self) -> Entered {
        sign_in(&self.desk.app, &caller(), &self.admin.email, PASSWORD).await.unwrap()
    }

    async fn pending(&self) -> Pending {
        let Entered::SecondFactor(pending) = self.password().await else {
            panic!("a second factor was to be asked for")
        };
        pending
    }

    async fn ctx(&self, signed: &SignedIn) -> Ctx {
        self.desk.ctx_of(signed.secret.expose()).await
    }

    /// Signed in by a password, with an app and its recovery codes.
    async fn with_app(&self) -> (Ctx, NewApp, Vec<String>) {
        let ctx = self.ctx(&self.password().await.session().unwrap()).await;
        let (new, codes) = set_up_app(&self.desk, &ctx).await;
        (ctx, new, codes.iter().map(|code| code.expose().to_owned()).collect())
    }

    fn later(&self, minutes: i64) {
        self.desk.clock.advance(Duration::minutes(minutes));
    }

    async fn require(&self, ctx: &Ctx) {
        let command = EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() };
        edit_policy(&self.desk.app, ctx, command).await.unwrap();
    }
}

/// Threat 46: the answer to a password says no more than that a second factor is asked for.
#[tokio::test]
async fn who_has_an_app_signs_in_by_a_password_and_its_code() {
    let bench = bench().await;
    let (_, new, codes) = bench.with_app().await;
    assert_eq!(codes.len(), RECOVERY_CODES);
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), RECOVERY_CODES);
    bench.later(1);
    let pending = bench.pending().await;
    let app = &bench.desk.app;
    let question = asked(app, pending.secret.expose()).await.unwrap().unwrap();
    assert!(question.has_app && question.must_set_up.is_none());
    assert!(authenticate_session(app, pending.secret.expose()).await.unwrap().is_none(), "it is no session");
    let signed = answer(app, &caller(), pending.secret.expose(), &shows(&new, app.now())).await.unwrap();
    let session = bench.ctx(&signed).await.session.unwrap();
    assert!(session.proofs.has(Proof::Password) && session.proofs.has(Proof::Totp) && session.proofs.is_two());
    let over = answer(app, &caller(), pending.secret.expose(), &codes[0]).await;
    assert!(matches!(over, Err(Error::Unauthorized)), "an attempt leads in once");
}

#[tokio::test]
async fn a_code_works_once_even_in_another_sign_in() {
    let bench = bench().await;
    let (_, new, _) = bench.with_app().await;
    let app = &bench.desk.app;
    let pending = bench.pending().await;
    let spent = shows(&new, app.now());
    assert_eq!(
        code(answer(app, &caller(), pending.secret.expose(), &spent).await),
        "one_time_code wrong_one_time_code"
    );
    bench.later(1);
    let fresh = shows(&new, app.now());
    answer(app, &caller(), pending.secret.expose(), &fresh).await.unwrap();
    let second = bench.pending().await;
    assert_eq!(code(answer(app, &caller(), second.secret.expose(), &fresh).await), "one_time_code wrong_one_time_code");
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_app_once() {
    let bench = bench().await;
    let (ctx, _, codes) = bench.with_app().await;
    let app = &bench.desk.app;
    let pending = bench.pending().await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    let signed = answer(app, &caller(), pending.secret.expose(), &typed).await.unwrap();
    assert!(bench.ctx(&signed).await.session.unwrap().proofs.has(Proof::RecoveryCode));
    let left = factor_view(app, &ctx).await.unwrap().codes;
    assert_eq!((left.made, left.left), (10, 9));
    let pending = bench.pending().await;
    assert_eq!(
        code(answer(app, &caller(), pending.secret.expose(), &codes[3]).await),
        "one_time_code wrong_one_time_code"
    );
    let anew = new_codes(app, &ctx).await.unwrap();
    assert_eq!(
        code(answer(app, &caller(), pending.secret.expose(), &codes[4]).await),
        "one_time_code wrong_one_time_code"
    );
    answer(app, &caller(), pending.secret.expose(), anew[0].expose()).await.unwrap();
}

#[tokio::test]
async fn after_five_wrong_codes_a_sign_in_begins_anew_and_each_is_on_record() {
    let bench = bench().await;
    let (ctx, new, _) = bench.with_app().await;
    let app = &bench.desk.app;
    let pending = bench.pending().await;
    for n in 0..5_u32 {
        let elsewhere = crate::account::Caller { address: Some(format!("198.51.100.{n}")), ..caller() };
        assert_eq!(
            code(answer(app, &elsewhere, pending.secret.expose(), "000000").await),
            "one_time_code wrong_one_time_code"
        );
    }
    bench.later(1);
    let right = answer(app, &caller(), pending.secret.expose(), &shows(&new, app.now())).await;
    assert!(matches!(right, Err(Error::Unauthorized)), "{right:?}");
    let refused = bench.desk.audit_actions(ctx.owner).await;
    assert_eq!(refused.iter().filter(|action| *action == "account.second_factor.refused").count(), 5);
}

#[tokio::test]
async fn who_guesses_codes_waits_ever_longer_and_the_owner_elsewhere_does_not() {
    let bench = bench().await;
    let (_, new, _) = bench.with_app().await;
    let app = &bench.desk.app;
    for _ in 0..5 {
        let pending = bench.pending().await;
        answer(app, &caller(), pending.secret.expose(), "000000").await.unwrap_err();
    }
    let pending = bench.pending().await;
    let waits = answer(app, &caller(), pending.secret.expose(), "000000").await;
    assert!(matches!(waits, Err(Error::TooMany { .. })), "{waits:?}");
    bench.later(1);
    let elsewhere = crate::account::Caller { address: Some("198.51.100.7".into()), ..caller() };
    answer(app, &elsewhere, pending.secret.expose(), &shows(&new, app.now())).await.unwrap();
}

#[tokio::test]
async fn an_attempt_ends_after_ten_minutes_and_with_the_account() {
    let bench = bench().await;
    let (_, new, _) = bench.with_app().await;
    let app = &bench.desk.app;
    let pending = bench.pending().await;
    bench.later(10);
    let late = answer(app, &caller(), pending.secret.expose(), &shows(&new, app.now())).await;
    assert!(matches!(late, Err(Error::Unauthorized)));
    let pending = bench.pending().await;
    let other = bench.desk.acting(&bench.partner, "Ida Rook", &[Role::GlobalAdmin]).await;
    user_edit(app, &other, bench.admin.id, EditUser { disabled: Some(true), ..EditUser::default() }).await.unwrap();
    let shut = answer(app, &caller(), pending.secret.expose(), &shows(&new, app.now())).await;
    assert!(matches!(shut, Err(Error::Unauthorized)));
}

#[tokio::test]
async fn an_organization_that_asks_for_a_second_factor_lets_nobody_in_without_one() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let ctx = bench.ctx(&bench.password().await.session().unwrap()).await;
    bench.require(&ctx).await;
    let pending = bench.pending().await;
    let question = asked(app, pending.secret.expose()).await.unwrap().unwrap();
    let new = question.must_set_up.expect("a secret to set up");
    let wrong = AppCode { code: "000000".into(), ..confirm(&bench.desk, &new) };
    assert_eq!(
        code(enrol(app, &caller(), pending.secret.expose(), wrong).await.map(|_| ())),
        "one_time_code wrong_one_time_code"
    );
    assert!(factor_view(app, &ctx).await.unwrap().factors.is_empty(), "what was not confirmed counts for nothing");
    let (signed, codes) = enrol(app, &caller(), pending.secret.expose(), confirm(&bench.desk, &new)).await.unwrap();
    assert_eq!(codes.len(), RECOVERY_CODES);
    let inside = bench.ctx(&signed).await;
    let view = factor_view(app, &inside).await.unwrap();
    assert!(view.is_required);
    assert_eq!(code(factor_remove(app, &inside, view.factors[0].id).await), "second_factor_required");
}

/// Threat 39: who has learned a password does not set up a second factor beside the owner's.
#[tokio::test]
async fn a_password_alone_sets_up_no_further_second_factor() {
    let bench = bench().await;
    let app = &bench.desk.app;
    bench.with_app().await;
    let pending = bench.pending().await;
    assert!(asked(app, pending.secret.expose()).await.unwrap().unwrap().must_set_up.is_none());
    let own = draw_app(app, &bench.admin).await.unwrap();
    let tried = enrol(app, &caller(), pending.secret.expose(), confirm(&bench.desk, &own)).await;
    assert!(matches!(tried.map(|_| ()), Err(Error::Unauthorized)));
}

#[tokio::test]
async fn a_secret_that_was_shown_is_for_one_person_and_for_half_an_hour() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let other = bench.desk.acting(&bench.partner, "Ida Rook", &[Role::GlobalAdmin]).await;
    let mine = draw_app(app, &bench.admin).await.unwrap();
    assert_eq!(code(app_add(app, &other, confirm(&bench.desk, &mine)).await.map(|_| ())), "set_up_expired");
    let own = draw_app(app, &other.user).await.unwrap();
    bench.later(30);
    let fresh = other.session.map(|session| SessionUse { proven_at: app.now(), ..session });
    let late = Ctx { session: fresh, ..other };
    assert_eq!(code(app_add(app, &late, confirm(&bench.desk, &own)).await.map(|_| ())), "set_up_expired");
}

#[tokio::test]
async fn the_last_second_factor_takes_the_recovery_codes_with_it() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let (ctx, ..) = bench.with_app().await;
    let view = factor_view(app, &ctx).await.unwrap();
    factor_remove(app, &ctx, view.factors[0].id).await.unwrap();
    let view = factor_view(app, &ctx).await.unwrap();
    assert_eq!((view.factors.len(), view.codes.made), (0, 0));
    assert!(matches!(bench.password().await, Entered::In(_)));
    assert_eq!(code(new_codes(app, &ctx).await.map(|_| ())), "no_second_factor");
    let actions = bench.desk.audit_actions(ctx.owner).await;
    assert_eq!(
        actions.iter().filter(|a| a.starts_with("factor.")).collect::<Vec<_>>(),
        ["factor.add", "factor.codes", "factor.remove"]
    );
}

/// Threat 39: who takes over an open session does not get to what is dangerous.
#[tokio::test]
async fn what_is_dangerous_takes_a_proof_of_the_last_ten_minutes() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let signed = bench.password().await.session().unwrap();
    let ctx = bench.ctx(&signed).await;
    let token = || AddToken { name: "Import".into(), days: 30, user: None, scopes: None };
    bench.later(9);
    token_add(app, &ctx, token()).await.unwrap();
    bench.later(1);
    assert!(matches!(token_add(app, &ctx, token()).await, Err(Error::StepUp)));
    let roles = EditUser { roles: Some(BTreeSet::from([Role::SalesAgent])), ..EditUser::default() };
    assert!(matches!(user_edit(app, &ctx, bench.admin.id, roles).await, Err(Error::StepUp)));
    assert!(matches!(new_codes(app, &ctx).await.map(|_| ()), Err(Error::StepUp)));
    let policy = EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() };
    assert!(matches!(edit_policy(app, &ctx, policy).await, Err(Error::StepUp)));
    let feed = |secret: Option<&str>| SetUpFeed {
        name: "Tenants".into(),
        format: FeedFormat::Graph,
        location: Some("file:tenants.json".into()),
        tenants: FeedTenants::Public,
        customer: None,
        families: Vec::new(),
        interval_minutes: 15,
        is_enabled: false,
        credential: secret.map(|name| FeedCredential { client_id: "desk-app".into(), secret: name.into() }),
    };
    assert!(
        matches!(feed_add(app, &ctx, feed(Some("graph"))).await, Err(Error::StepUp)),
        "it sends a secret somewhere"
    );
    assert!(!matches!(feed_add(app, &ctx, feed(None)).await, Err(Error::StepUp)));
    assert!(matches!(pause(app, &ctx, app.id(), true).await, Err(Error::StepUp)));
    edit_policy(app, &ctx, EditPolicy { match_threshold: Some(70), ..EditPolicy::default() }).await.unwrap();

    assert!(again_asks(app, &ctx).await.unwrap().password);
    let wrong =
        prove_again(app, &ctx, signed.secret.expose(), &Given::Password("kelp otter nine lantern".into())).await;
    assert_eq!(code(wrong), "password wrong");
    let renewed = prove_again(app, &ctx, signed.secret.expose(), &Given::Password(PASSWORD.into())).await.unwrap();
    assert!(authenticate_session(app, signed.secret.expose()).await.unwrap().is_none(), "the old secret opens nothing");
    let ctx = bench.desk.ctx_of(renewed.secret.expose()).await;
    assert_eq!(ctx.session.as_ref().map(|session| session.id), Some(renewed.session.id));
    token_add(app, &ctx, token()).await.unwrap();
    let actions = bench.desk.audit_actions(ctx.owner).await;
    assert_eq!(
        actions.iter().filter(|a| a.starts_with("account.prove")).collect::<Vec<_>>(),
        ["account.prove.refused", "account.prove"]
    );
}

#[tokio::test]
async fn who_has_an_app_proves_anew_by_its_code_and_not_by_the_password() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let (_, new, codes) = bench.with_app().await;
    let pending = bench.pending().await;
    let signed = answer(app, &caller(), pending.secret.expose(), &codes[0]).await.unwrap();
    let ctx = bench.ctx(&signed).await;
    bench.later(11);
    assert!(again_asks(app, &ctx).await.unwrap().code);
    let by_password = prove_again(app, &ctx, signed.secret.expose(), &Given::Password(PASSWORD.into())).await;
    assert_eq!(code(by_password), "one_time_code wrong_one_time_code");
    let stranger = prove_again(app, &ctx, &pending_secret(), &Given::Code(shows(&new, app.now()))).await;
    assert!(matches!(stranger, Err(Error::Unauthorized)));
    bench.later(1);
    prove_again(app, &ctx, signed.secret.expose(), &Given::Code(shows(&new, app.now()))).await.unwrap();
}

fn pending_secret() -> String {
    "A".repeat(43)
}

#[tokio::test]
async fn ones_own_sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let firefox = crate::account::Caller { agent: Some("Firefox\n/142.0".into()), ..caller() };
    let one = sign_in(app, &firefox, &bench.admin.email, PASSWORD).await.unwrap().session().unwrap();
    let two = bench.password().await.session().unwrap();
    let three = bench.password().await.session().unwrap();
    let ctx = bench.ctx(&three).await;
    let lines = session_list(app, &ctx).await.unwrap();
    assert_eq!(lines.len(), 3);
    let of_one = bench.ctx(&one).await.session.unwrap().id;
    let line = lines.iter().find(|line| line.id == of_one).unwrap();
    assert_eq!((line.agent.as_deref(), line.address.as_deref()), (Some("Firefox/142.0"), Some("192.0.2.1")));
    session_end(app, &ctx, of_one).await.unwrap();
    assert!(authenticate_session(app, one.secret.expose()).await.unwrap().is_none());
    assert_eq!(code(session_end(app, &ctx, of_one).await), "not found");
    assert_eq!(sessions_end_others(app, &ctx).await.unwrap(), 1);
    assert!(authenticate_session(app, two.secret.expose()).await.unwrap().is_none());
    assert!(authenticate_session(app, three.secret.expose()).await.unwrap().is_some());
}

#[tokio::test]
async fn nobody_ends_the_sessions_of_somebody_else_but_their_global_admin() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let agent = bench.desk.person(&bench.partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    let session = sign_in(app, &caller(), &agent.email, PASSWORD).await.unwrap().session().unwrap();
    let agents = bench.ctx(&session).await;
    let own = agents.session.as_ref().unwrap().id;
    let admin = bench.ctx(&bench.password().await.session().unwrap()).await;
    assert_eq!(code(session_end(app, &admin, own).await), "not found");
    assert!(matches!(sessions_end_of(app, &agents, bench.admin.id).await, Err(Error::Forbidden { .. })));
    let elsewhere = bench.desk.partner("Saltmarsh", PartnerKind::DirectBill, None).await;
    let foreign = bench.desk.acting(&elsewhere, "Ida Rook", &[Role::GlobalAdmin]).await;
    assert_eq!(code(sessions_end_of(app, &foreign, agent.id).await), "not found");
    assert_eq!(sessions_end_of(app, &admin, agent.id).await.unwrap(), 1);
    assert!(authenticate_session(app, session.secret.expose()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_with_one_proof_does_not_go_where_two_are_asked_for() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let strict = bench.desk.partner("Saltmarsh", PartnerKind::DirectBill, None).await;
    let at = |organization: &Organization| Membership {
        owner: Owner { organization: organization.id, cloud: Cloud::Public },
        customer: None,
        roles: BTreeSet::from([Role::GlobalAdmin]),
    };
    let both = bench.desk.person_at("Nora Both", vec![at(&bench.partner), at(&strict)]).await;
    let signed = sign_in(app, &caller(), &both.email, PASSWORD).await.unwrap().session().unwrap();
    let ctx = bench.ctx(&signed).await;
    let boss = bench.desk.acting(&strict, "Ida Rook", &[Role::GlobalAdmin]).await;
    bench.require(&boss).await;
    let to = at(if ctx.owner.organization == strict.id { &bench.partner } else { &strict }).owner;
    let went = switch(app, &ctx, signed.secret.expose(), to).await;
    assert_eq!(went.is_err(), to.organization == strict.id);
    if let Err(error) = went {
        assert_eq!(code::<()>(Err(error)), "second_factor_asked");
    }
    let again = sign_in(app, &caller(), &both.email, PASSWORD).await.unwrap();
    assert!(matches!(again, Entered::SecondFactor(_)), "asked before they get in anywhere");
}

#[tokio::test]
async fn a_passkey_or_a_provider_that_asked_for_two_is_enough() {
    let bench = bench().await;
    let app = &bench.desk.app;
    bench.with_app().await;
    let arrive = |proofs: &[Proof]| {
        let (first, rest) = proofs.split_first().unwrap();
        let mut arrival = Arrival::by(bench.admin.clone(), *first);
        arrival.proofs.0.extend(rest);
        enter(app, &CALLER, arrival)
    };
    assert!(matches!(arrive(&[Proof::Passkey]).await.unwrap(), Entered::In(_)));
    assert!(matches!(arrive(&[Proof::SingleSignOn, Proof::ProviderFactor]).await.unwrap(), Entered::In(_)));
    assert!(matches!(arrive(&[Proof::SingleSignOn]).await.unwrap(), Entered::SecondFactor(_)));
}

static CALLER: crate::account::Caller =
    crate::account::Caller { request_id: String::new(), address: None, agent: None, session: None };

/// Else the secret of a session that somebody copied from this browser would go on.
#[tokio::test]
async fn who_signs_in_again_in_the_same_browser_ends_the_session_before() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let first = bench.password().await.session().unwrap();
    let secret = first.secret.expose();
    let elsewhere = bench.password().await.session().unwrap();
    let again = crate::account::Caller { session: session_hash(secret), ..caller() };
    sign_in(app, &again, &bench.admin.email, "not this one").await.unwrap_err();
    assert!(authenticate_session(app, secret).await.unwrap().is_some(), "a try ends nothing");
    sign_in(app, &again, &bench.admin.email, PASSWORD).await.unwrap();
    assert!(authenticate_session(app, secret).await.unwrap().is_none());
    assert!(authenticate_session(app, elsewhere.secret.expose()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_new_password_ends_what_was_begun_with_the_old_one() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let (ctx, new, _) = bench.with_app().await;
    let pending = bench.pending().await;
    let command = ChangePassword { current: PASSWORD.into(), new: "seven lantern kelp otters".into() };
    let signed = change_password(app, &ctx, command).await.unwrap();
    bench.later(1);
    let fresh = bench.ctx(&signed).await.session.unwrap();
    assert_eq!(fresh.proven_at, ctx.session.as_ref().unwrap().proven_at, "nor does a password prove who has an app");
    let old = answer(app, &caller(), pending.secret.expose(), &shows(&new, app.now())).await;
    assert!(matches!(old, Err(Error::Unauthorized)));
    assert_eq!(bench.ctx(&signed).await.session.unwrap().proofs, ctx.session.unwrap().proofs, "no proof is won by it");
}

#[tokio::test]
async fn the_secret_of_an_app_lies_sealed_and_goes_over_to_a_new_key() {
    let bench = bench().await;
    let app = &bench.desk.app;
    let (ctx, new, _) = bench.with_app().await;
    let factors = factor_view(app, &ctx).await.unwrap().factors;
    let tierline_domain::Held::Totp { sealed, .. } = &factors[0].held else { panic!("an app") };
    assert!(!String::from_utf8_lossy(sealed).contains(&new.secret));
    let keys = [SealKey::new([8; 32]), SealKey::new([7; 32])];
    assert_eq!(crate::account::factor::reseal(app, &keys, &keys[0]).await.unwrap(), (1, Vec::new()));
    let factors = factor_view(app, &ctx).await.unwrap().factors;
    let tierline_domain::Held::Totp { key_id, .. } = &factors[0].held else { panic!("an app") };
    assert_eq!(key_id, keys[0].id());
    let (done, shut) = crate::account::factor::reseal(app, &keys[1..], &keys[1]).await.unwrap();
    assert_eq!((done, shut.len()), (0, 1), "what does not open stays and is named");
}
