//! Proving anew who one is, before something dangerous.
//!
//! A form that was sent too late after the last proof comes back as a page that asks for one. That page carries on what the
//! form held and posts to where the form went, so that one answer does both: [`take_proof`] takes the proof, and the
//! form's own handler then takes the form.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use tierline_app::{
    Error, FieldError,
    account::{SESSION_HOURS, factor, factor::Given},
};
use tierline_domain::SessionUse;
use tierline_render::page::AgainPage;

use super::{
    entrance::{too_many, waits, wanted},
    fault::{Answer, Fault},
    passkey,
    posted::{Posted, Values, shown},
    query,
    route::{Route, get, post},
    visit::{Visit, Visitor},
};
use crate::kit::{csrf, session};

/// Where somebody goes for it who opened a page rather than sent a form.
const PATH: &str = "/signin/again";
const PASSWORD: &str = "again_password";
const CODE: &str = "again_code";
/// What the names of the fields of a passkey begin with.
const PASSKEY: &str = "again_";
/// The form on its page.
const FORM: &str = "again";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, question), post(PATH, answered), post("/signin/again/question", passkey_question)]
}

async fn question(visit: Visit) -> Answer {
    Ok(page(&visit, None).await?)
}

async fn passkey_question(Posted { ctx, visit, .. }: Posted) -> Answer {
    Ok(passkey::shown(factor::again_ask(&visit.app, &ctx, &passkey::desk(&visit.visitor)?).await?))
}

/// The proof was taken before this: see [`take_proof`].
async fn answered(Posted { ctx, visit, values }: Posted) -> Answer {
    match ctx.require_recent(visit.now()) {
        Ok(()) => Ok(Redirect::to(wanted(values.text("next"))).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// The page that asks, with the form that was sent. Who opened a page goes to the question and comes back to it.
pub(super) async fn page(visit: &Visit, back: Option<&str>) -> Result<Response, Error> {
    let (posted, faults) = {
        let mut aside = visit.visitor.aside();
        (aside.posted.take(), std::mem::take(&mut aside.faults))
    };
    let path = visit.visitor.path.as_str();
    let asks = factor::again_asks(&visit.app, &visit.ctx).await?;
    let (action, values) = match posted {
        Some((action, values)) => (action, values),
        None if path.starts_with(PATH) => {
            let next = path.split_once('?').and_then(|(_, query)| next_of(query)).unwrap_or_default();
            (PATH.to_owned(), Values(vec![("next".to_owned(), next)]))
        }
        None => return Ok(Redirect::to(&query::with(PATH, &[("next", back.unwrap_or(path))])).into_response()),
    };
    let (mut wait, mut form) = (None, values.refused(FORM, &[]));
    for fault in &faults {
        wait = wait.or(fault.field.parse::<u64>().ok());
        form = form.fault(fault.field.parse().map_or_else(|_| shown(fault), too_many));
    }
    let view = AgainPage {
        held: values.carried(),
        loses_secret: values.holds_secret(),
        code: asks.code,
        app: asks.app,
        passkey: asks.passkey,
        can: asks.code || asks.password,
        provider: asks.provider.then(|| goes_on_at(visit, &action, &values)),
        action,
        form,
    };
    let response = visit.page_with(StatusCode::FORBIDDEN, &view).await?;
    Ok(match wait {
        Some(seconds) => waits(response, seconds),
        None => response,
    })
}

/// Where it goes on for who is asked at their provider: the page that they wanted, or the one that the form was on.
fn goes_on_at(visit: &Visit, action: &str, values: &Values) -> String {
    if action == PATH {
        return wanted(values.text("next")).to_owned();
    }
    let public_url = &visit.visitor.state.config.public_url;
    let from = visit.visitor.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let path = from.and_then(|from| from.strip_prefix(public_url.as_str())).unwrap_or_default();
    wanted(path).to_owned()
}

fn next_of(query: &str) -> Option<String> {
    let uri: axum::http::Uri = format!("/?{query}").parse().ok()?;
    query::value(&uri, "next").and_then(|next| query::local(&next).map(str::to_owned))
}

/// Takes the proof that a form carries, and takes it out of the form. The session goes on under a new secret.
pub(super) async fn take_proof(visitor: &mut Visitor, values: &mut Values) -> Result<(), Fault> {
    let Some(given) = given(visitor, values)? else { return Ok(()) };
    let Some(visit) = Visit::of(visitor.clone()) else { return Ok(()) };
    let expected = visitor.signed.as_ref().and_then(|signed| signed.csrf.as_deref()).unwrap_or_default();
    if !csrf::matches(expected, Some(values.text(csrf::FIELD))) {
        return Err(Fault::forged());
    }
    values.0.retain(|(name, _)| !name.starts_with(PASSKEY));
    let config = &visitor.state.config;
    let Some(old) = session::secret(&visitor.headers, config) else { return Ok(()) };
    let proven = factor::prove_again(&visit.app, &visit.ctx, old, &given).await;
    let renewed = match proven {
        Ok(renewed) => renewed,
        Err(error) => {
            let faults = match error {
                Error::Invalid(faults) => faults,
                // Said on the form: the seconds stand in the place of the field.
                Error::TooMany { retry_after } => {
                    vec![FieldError {
                        field: retry_after.to_string(),
                        code: "locked".to_owned(),
                        message: String::new(),
                    }]
                }
                error => return Err(error.into()),
            };
            let path = visitor.path.split('?').next().unwrap_or_default().to_owned();
            let mut aside = visitor.aside();
            aside.faults = faults.into_iter().map(at_its_field).collect();
            aside.posted = Some((path, values.clone()));
            return Err(Error::StepUp.into());
        }
    };
    let (secret, used) = (renewed.secret.expose().to_owned(), renewed.session);
    let cookie = visitor.state.give_session(&secret, seconds_left(&visit));
    visitor.aside().cookies.push(cookie);
    goes_on(visitor, &secret, used);
    Ok(())
}

/// Gives the browser the session's new secret, for who proved elsewhere who they are.
pub(super) fn hand_over(visitor: &Visitor, renewed: &factor::Renewed) {
    let Some(visit) = Visit::of(visitor.clone()) else { return };
    let cookie = visitor.state.give_session(renewed.secret.expose(), seconds_left(&visit));
    visitor.aside().cookies.push(cookie);
}

/// The proof that a form carries.
fn given(visitor: &Visitor, values: &Values) -> Result<Option<Given>, Fault> {
    let answer = passkey::answered(values, PASSKEY);
    Ok(match (values.given(CODE), values.0.iter().any(|(name, _)| name == PASSWORD)) {
        _ if !answer.credential.is_empty() => Some(Given::Passkey(Box::new(passkey::desk(visitor)?), answer)),
        (Some(code), _) => Some(Given::Code(code)),
        (None, true) => Some(Given::Password(values.text(PASSWORD).to_owned())),
        (None, false) => None,
    })
}

/// The field of this page for one of the application.
fn at_its_field(fault: FieldError) -> FieldError {
    let field = match fault.field.as_str() {
        "password" => PASSWORD.to_owned(),
        "one_time_code" => CODE.to_owned(),
        _ => return fault,
    };
    FieldError { field, ..fault }
}

/// How long the session still lasts: a new secret is no new session.
fn seconds_left(visit: &Visit) -> i64 {
    let ends = visit.visitor.signed.as_ref().and_then(|signed| signed.expires_at);
    ends.map_or(SESSION_HOURS * 3600, |at| (at - visit.now()).num_seconds())
}

/// The rest of this request is one of the session under its new secret.
fn goes_on(visitor: &mut Visitor, secret: &str, used: SessionUse) {
    let name = session::cookie_name(&visitor.state.config);
    let mut headers = HeaderMap::new();
    for (key, value) in visitor.headers.iter().filter(|(key, _)| *key != header::COOKIE) {
        headers.append(key.clone(), value.clone());
    }
    if let Ok(cookie) = HeaderValue::from_str(&format!("{name}={secret}")) {
        headers.insert(header::COOKIE, cookie);
    }
    visitor.headers = headers;
    if let Some(signed) = &mut visitor.signed {
        signed.ctx.session = Some(used);
    }
}
