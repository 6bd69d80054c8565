//! Passkeys at the door, and what the script of all pages asks for them.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tierline_app::{
    Error,
    account::{
        Entered,
        factor::{self, PasskeyAnswer, PasskeyQuestion, RelyingParty},
    },
};
use tierline_render::Form;

use super::{
    entrance::{caller, knocked},
    fault::Answer,
    posted::{Knocked, Values},
    route::{Route, post},
    visit::Visitor,
};

pub(super) fn routes() -> Vec<Route> {
    vec![post("/signin/passkey/question", question), post("/signin/passkey", enter)]
}

/// The desk as browsers know it.
///
/// # Errors
/// [`Error::NotFound`] where browsers give it no passkeys.
pub(super) fn desk(visitor: &Visitor) -> Result<RelyingParty, Error> {
    RelyingParty::of(&visitor.state.config.public_url).ok_or(Error::NotFound)
}

/// A question for the script.
pub(super) fn shown(question: PasskeyQuestion) -> Response {
    let attempt = question.attempt.as_ref().map(|attempt| attempt.expose());
    Json(json!({ "attempt": attempt, "publicKey": question.options })).into_response()
}

/// What a form carries that a passkey answered; the fields' names begin with `prefix`.
pub(super) fn answered(values: &Values, prefix: &str) -> PasskeyAnswer {
    PasskeyAnswer {
        attempt: values.text(&format!("{prefix}attempt")).to_owned(),
        credential: values.text(&format!("{prefix}passkey")).to_owned(),
    }
}

async fn question(Knocked { visitor, .. }: Knocked) -> Answer {
    Ok(shown(factor::passkey_ask(&visitor.state.app, &caller(&visitor), &desk(&visitor)?).await?))
}

async fn enter(Knocked { visitor, values }: Knocked) -> Answer {
    let app = &visitor.state.app;
    let entered = factor::passkey_enter(app, &caller(&visitor), &desk(&visitor)?, &answered(&values, "")).await;
    let form = (Form::posted("passkey", []), "wrong_passkey");
    knocked(&visitor, form, values.text("next"), entered.map(Entered::In)).await
}
