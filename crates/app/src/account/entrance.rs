//! The one way in: every way of proving who one is ends here.
//!
//! Whoever has proven enough gets a session. Whoever has a second factor, or must have one, gets an attempt: a row and a
//! secret of their own, which nothing takes for a session.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    ATTEMPT_MINUTES, AttemptPurpose, EMERGENCY_HOURS, NewSession, Owner, Proof, Proofs, ProviderSession, SignInAttempt,
    User,
};
use tierline_store::{Auth, AuthTx};

use super::{
    factor, record,
    secret::{self, Secret},
    sign_in::{Caller, SESSION_HOURS, SignedIn},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    single_sign_on,
};

/// Most characters that are kept of what a browser says it is.
const AGENT_LONGEST: usize = 300;

/// Somebody who has proven who they are, as far as they have.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// Who it is.
    pub user: User,
    /// By what they proved it.
    pub proofs: Proofs,
    /// Where they wish to act; none takes them to where they act at first. Where they are nothing there, the same.
    pub to: Option<Owner>,
    /// The session of the identity provider that vouched for them.
    pub provider: Option<ProviderSession>,
    /// When they proved it; none where that was just now.
    pub proven_at: Option<DateTime<Utc>>,
}

impl Arrival {
    /// Somebody with one proof.
    #[must_use]
    pub fn by(user: User, proof: Proof) -> Self {
        Self { user, proofs: Proofs::of(proof), to: None, provider: None, proven_at: None }
    }
}

/// Where a proof leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Entered {
    /// In.
    In(SignedIn),
    /// To the question for a second factor.
    SecondFactor(Pending),
}

impl Entered {
    /// The session; none where a second factor is asked for.
    #[must_use]
    pub fn session(self) -> Option<SignedIn> {
        match self {
            Self::In(session) => Some(session),
            Self::SecondFactor(_) => None,
        }
    }
}

/// A sign-in that is not complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// For a cookie of its own.
    pub secret: Secret,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// A session as it is kept and as it is handed out.
pub(super) struct Drawn {
    pub(super) kept: NewSession,
    secret: Secret,
}

impl Drawn {
    /// A session for who comes in.
    fn new(app: &App, caller: &Caller, arrival: &Arrival, owner: Owner, now: DateTime<Utc>) -> Self {
        let (secret, hash) = secret::draw(app, "");
        let hours = if arrival.proofs.has(Proof::EmergencyCode) { EMERGENCY_HOURS } else { SESSION_HOURS };
        let kept = NewSession {
            hash,
            user: arrival.user.id,
            owner,
            csrf: secret::draw_csrf(app),
            created_at: now,
            expires_at: now + Duration::hours(hours),
            proofs: arrival.proofs.clone(),
            proven_at: arrival.proven_at.map_or(now, |at| at.min(now)),
            agent: caller.agent.as_deref().and_then(agent),
            address: caller.address.clone(),
            provider: arrival.provider.clone(),
        };
        Self { kept, secret }
    }

    /// A session that takes the place of the caller's own, with what they had proven for that.
    /// It is no fresher proof than that one was, but where `proven` says so.
    pub(super) fn following(app: &App, ctx: &Ctx, caller: &Caller, proven: bool, now: DateTime<Utc>) -> Self {
        let own = ctx.session.clone();
        let proofs = own.as_ref().map(|session| session.proofs.clone()).unwrap_or_default();
        let proven_at = own.as_ref().filter(|_| !proven).map(|session| session.proven_at);
        let provider = own.and_then(|session| session.provider);
        let arrival = Arrival { user: ctx.user.clone(), proofs, to: None, provider, proven_at };
        Self::new(app, caller, &arrival, ctx.owner, now)
    }

    pub(super) fn hand_out(self, user: User) -> SignedIn {
        let NewSession { csrf, expires_at, owner, .. } = self.kept;
        SignedIn { secret: self.secret, csrf, expires_at, user, owner }
    }
}

/// What a browser says it is, as far as it is kept: on one line, and not for ever.
fn agent(said: &str) -> Option<String> {
    let clean: String = said.chars().filter(|c| !c.is_control()).take(AGENT_LONGEST).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// Lets somebody in, or asks for a second factor. Either is on record.
///
/// # Errors
/// [`Error::Unauthorized`] where the account is shut or belongs nowhere; say nothing else of it than of a wrong proof.
pub async fn enter(app: &App, caller: &Caller, arrival: Arrival) -> Result<Entered> {
    let now = app.now();
    app.store()
        .write_with(Auth, (app.clone(), caller.clone(), arrival), move |tx, (app, caller, arrival)| {
            Box::pin(enter_within(tx, (app, caller, now), arrival))
        })
        .await
}

/// The same within a transaction that does more.
///
/// # Errors
/// As [`enter`].
pub(crate) async fn enter_within(
    tx: &mut AuthTx<'_>,
    (app, caller, now): (&App, &Caller, DateTime<Utc>),
    arrival: &Arrival,
) -> Result<Entered> {
    // As it is now, and until this is over: an account can be shut, and its password changed, while somebody looks for their phone.
    let held = tx.user_hold(arrival.user.id).await?.map(|(user, _)| user);
    let user = held.filter(|user| user.disabled_at.is_none()).ok_or(Error::Unauthorized)?;
    // Nothing but the sealed code opens the account for emergencies, and whoever uses that is announced.
    if !arrival.proofs.has(Proof::EmergencyCode) && tx.is_emergency(user.id).await? {
        return Err(Error::Unauthorized);
    }
    let vouched = arrival.proofs.has(Proof::SingleSignOn);
    if !vouched && !single_sign_on::may_use_password(tx, &user.email, Some(user.id)).await? {
        return Err(Error::Unauthorized);
    }
    let places: Vec<Owner> = tx.membership_list(user.id).await?.into_iter().map(|place| place.owner).collect();
    let wished = arrival.to.filter(|to| places.contains(to));
    let owner = wished.or_else(|| first(places)).ok_or(Error::Unauthorized)?;
    let asked = !arrival.proofs.is_two() && (tx.factor_any(user.id).await? || factor::is_required(tx, user.id).await?);
    if asked {
        return ask(tx, (app, caller, now), arrival, owner).await;
    }
    let session = Drawn::new(app, caller, arrival, owner, now);
    tx.session_insert(&session.kept).await?;
    if let Some(before) = &caller.session {
        tx.session_remove(before).await?;
    }
    record::sign_in(tx, (app, caller, now), (&user, owner), "account.sign_in", true).await?;
    Ok(Entered::In(session.hand_out(user)))
}

/// Keeps what was proven so far, for who gives a second factor within some minutes.
async fn ask(
    tx: &mut AuthTx<'_>,
    (app, caller, now): (&App, &Caller, DateTime<Utc>),
    arrival: &Arrival,
    owner: Owner,
) -> Result<Entered> {
    let (secret, hash) = secret::draw(app, "");
    let expires_at = now + Duration::minutes(ATTEMPT_MINUTES);
    let attempt = SignInAttempt {
        hash,
        purpose: AttemptPurpose::SignIn,
        user: Some(arrival.user.id),
        to: arrival.to,
        proofs: arrival.proofs.clone(),
        tries: 0,
        challenge: None,
        provider: arrival.provider.clone(),
        created_at: now,
        expires_at,
    };
    tx.attempt_insert(&attempt).await?;
    record::sign_in(tx, (app, caller, now), (&arrival.user, owner), "account.second_factor", true).await?;
    Ok(Entered::SecondFactor(Pending { secret, expires_at }))
}

/// Where somebody acts when they come in.
pub(super) async fn first_place(app: &App, user: &User) -> Result<Option<Owner>> {
    let memberships = app.store().read(Auth).await?.membership_list(user.id).await?;
    Ok(first(memberships.into_iter().map(|place| place.owner)))
}

/// The public cloud before others, the organization they joined first.
fn first(places: impl IntoIterator<Item = Owner>) -> Option<Owner> {
    places.into_iter().min_by_key(|owner| (owner.cloud, owner.organization))
}
