//! What the caller signs in with beside a password.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tierline_app::{
    Error,
    account::factor::{self, AddedPasskey, NewPasskey, PasskeyAnswer, RelyingParty},
};
use tierline_domain::{Factor as Kept, FactorId, UserId};
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Done, Found, Made},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, delete, get, post},
    state::AppState,
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/me/second-factors", "Lists the caller's own second factors, and how many recovery codes are left.", list),
        delete(
            "/me/second-factors/{factor_id}",
            "Removes one of the caller's own second factors. For sessions alone.",
            remove,
        ),
        delete(
            "/users/{user_id}/second-factors",
            "Removes all second factors and recovery codes of a person of the organization, and ends their sessions.",
            reset,
        ),
        post(
            "/me/passkeys/question",
            "Asks for a new passkey: options for `navigator.credentials.create`, which stand for five minutes. For sessions alone.",
            question,
        ),
        post("/me/passkeys", "Sets up a passkey that the browser made. For sessions alone.", add),
    ]
}

/// A second factor.
#[derive(Debug, Serialize, ToSchema)]
struct SecondFactor {
    /// Identifier.
    id: wire::FactorId,
    /// What it is.
    kind: wire::FactorKind,
    /// What its person calls it.
    name: String,
    /// When it was set up.
    created_at: Time,
    /// When it was last used.
    last_used_at: Option<Time>,
    /// The recovery codes that came with the first second factor: this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_codes: Option<Vec<String>>,
}

impl From<Kept> for SecondFactor {
    fn from(factor: Kept) -> Self {
        Self {
            id: factor.id.into(),
            kind: factor.kind().into(),
            name: factor.name,
            created_at: factor.created_at.into(),
            last_used_at: factor.last_used_at.map(Time),
            recovery_codes: None,
        }
    }
}

/// What the caller signs in with beside a password.
#[derive(Debug, Serialize, ToSchema)]
struct SecondFactors {
    /// The second factors, the oldest first.
    items: Vec<SecondFactor>,
    /// How many recovery codes are left.
    recovery_codes_left: i64,
    /// Whether an organization of the caller asks for a second factor: the last one stays then.
    is_required: bool,
}

async fn list(caller: Caller) -> Answer<Found<SecondFactors>> {
    let view = factor::factor_view(&caller.app, &caller.ctx).await?;
    Ok(Found::new(SecondFactors {
        items: view.factors.into_iter().map(Into::into).collect(),
        recovery_codes_left: view.codes.left,
        is_required: view.is_required,
    }))
}

async fn remove(At(id): At<FactorId>, act: Act) -> Answer<Done> {
    factor::factor_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

async fn reset(At(user): At<UserId>, act: Act) -> Answer<Done> {
    factor::factors_reset(&act.app, &act.ctx, user).await?;
    Ok(Done)
}

/// What the browser is to ask for.
#[derive(Debug, Serialize, ToSchema)]
struct PasskeyQuestion {
    /// Goes with the answer.
    attempt: String,
    /// `PublicKeyCredentialCreationOptionsJSON` of Web Authentication, level 3: bytes are in base64url.
    #[schema(value_type = Object)]
    public_key: serde_json::Value,
}

fn desk(state: &AppState) -> Result<RelyingParty, Error> {
    RelyingParty::of(&state.config.public_url).ok_or(Error::NotFound)
}

async fn question(State(state): State<AppState>, act: Act) -> Answer<Found<PasskeyQuestion>> {
    let question = factor::passkey_new(&act.app, &act.ctx, &desk(&state)?).await?;
    let attempt = question.attempt.map(|attempt| attempt.expose().to_owned()).unwrap_or_default();
    Ok(Found::new(PasskeyQuestion { attempt, public_key: question.options }))
}

/// A passkey that the browser made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// What its person calls it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What the question carried.
    #[schema(max_length = 100)]
    attempt: String,
    /// `RegistrationResponseJSON` of Web Authentication, level 3.
    #[schema(value_type = Object)]
    passkey: serde_json::Value,
}

async fn add(State(state): State<AppState>, command: Command<NewKey>) -> Answer<Made<SecondFactor>> {
    let Command { app, ctx, body, .. } = command;
    let answer = PasskeyAnswer { attempt: body.attempt, credential: body.passkey.to_string() };
    let new = NewPasskey { name: body.name, answer };
    let AddedPasskey { factor, codes } = factor::passkey_add(&app, &ctx, &desk(&state)?, new).await?;
    let recovery_codes = codes.map(|codes| codes.iter().map(|code| code.expose().to_owned()).collect());
    Ok(Made::new(SecondFactor { recovery_codes, ..factor.into() }))
}
