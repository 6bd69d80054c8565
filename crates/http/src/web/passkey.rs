//! Passkeys at the door, and what the script of all pages asks for them.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tierline_app::{
    Error,
    account::{
        Entered,
        factor::{self, PasskeyAnswer, PasskeyQuestion, RelyingParty},
    },
    single_sign_on,
};
use tierline_render::{Fault as FormFault, page::SignInPage};

use super::{
    entrance::{caller, led, too_many, waits},
    fault::Answer,
    posted::{Knocked, Values},
    query,
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
    let (status, fault, wait) = match entered {
        Ok(signed) => return Ok(led(&visitor, &Entered::In(signed), values.text("next"))),
        Err(Error::Invalid(_)) => (StatusCode::UNPROCESSABLE_ENTITY, FormFault::new("", "wrong_passkey"), None),
        Err(Error::TooMany { retry_after }) => {
            (StatusCode::TOO_MANY_REQUESTS, too_many(retry_after), Some(retry_after))
        }
        Err(error) => return Err(error.into()),
    };
    let view = SignInPage {
        form: tierline_render::Form::posted("passkey", []).fault(fault),
        next: query::local(values.text("next")).unwrap_or_default().to_owned(),
        offers_organization: single_sign_on::is_offered(app).await?,
        ..SignInPage::default()
    };
    let response = visitor.page_with(status, &view);
    Ok(match wait {
        Some(seconds) => waits(response, seconds),
        None => response,
    })
}
