//! The question for a second factor at the door.

use axum::{
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use tierline_app::{
    Error,
    account::{
        Secret, SignedIn,
        factor::{self, AppCode, Asked, NewApp, NewPasskey, PasskeyAnswer},
    },
};
use tierline_render::{
    Form,
    page::{NewFactor, RecoveryCodesPage, SecondFactorPage},
};

use super::{
    entrance::{caller, let_in, too_many, waits, wanted},
    fault::Answer,
    passkey,
    posted::{Knocked, Values},
    query,
    route::{Route, get, post},
    visit::Visitor,
};
use crate::kit::session;

/// The form on its page.
const FORM: &str = "second";
/// The form for a new passkey, on the same page.
const NEW_PASSKEY: &str = "second-passkey";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/signin/second", question),
        post("/signin/second", code),
        post("/signin/second/app", set_up),
        post("/signin/second/new", new_passkey),
        post("/signin/second/new-passkey", set_up_passkey),
        post("/signin/second/question", passkey_question),
        post("/signin/second/passkey", by_passkey),
    ]
}

/// What the sign-in of this browser waits for, and its secret.
async fn asked(visitor: &Visitor) -> Result<Option<(Asked, String)>, Error> {
    let Some(secret) = session::attempt(&visitor.headers, &visitor.state.config) else { return Ok(None) };
    Ok(factor::asked(&visitor.state.app, secret).await?.map(|asked| (asked, secret.to_owned())))
}

/// It took too long, or too much that was wrong was given: it begins anew.
fn over(visitor: &Visitor, next: &str) -> Response {
    let next = query::local(next).unwrap_or_default();
    let to = if next.is_empty() { "/signin".to_owned() } else { query::with("/signin", &[("next", next)]) };
    forgets(visitor, Redirect::to(&to).into_response())
}

/// The answer with which the browser forgets the sign-in that waited.
fn forgets(visitor: &Visitor, mut response: Response) -> Response {
    response.headers_mut().append(header::SET_COOKIE, session::take_attempt(&visitor.state.config));
    response
}

async fn question(visitor: Visitor, uri: Uri) -> Answer {
    let next = query::value(&uri, "next").unwrap_or_default();
    let Some((asked, _)) = asked(&visitor).await? else { return Ok(over(&visitor, &next)) };
    Ok(page(&visitor, asked, &next, (StatusCode::OK, Form::default())))
}

fn page(visitor: &Visitor, asked: Asked, next: &str, (status, form): (StatusCode, Form)) -> Response {
    let next = query::local(next).unwrap_or_default().to_owned();
    let view = SecondFactorPage {
        user: asked.user,
        set_up: asked.must_set_up.map(shown),
        has_app: asked.has_app,
        has_passkey: asked.has_passkey,
        makes_passkeys: passkey::desk(visitor).is_ok(),
        form,
        next,
    };
    visitor.page_with(status, &view)
}

/// A new secret as pages show it.
pub(super) fn shown(new: NewApp) -> NewFactor {
    NewFactor { secret: new.secret, url: new.url, sealed: new.sealed }
}

async fn code(Knocked { visitor, values }: Knocked) -> Answer {
    let next = values.text("next");
    let Some((asked, secret)) = asked(&visitor).await? else { return Ok(over(&visitor, next)) };
    let came = factor::answer(&visitor.state.app, &caller(&visitor), &secret, values.text("one_time_code")).await;
    goes_on(&visitor, asked, (FORM, &values), came.map(|signed| let_in(&visitor, &signed, wanted(next))))
}

async fn passkey_question(Knocked { visitor, .. }: Knocked) -> Answer {
    let secret = session::attempt(&visitor.headers, &visitor.state.config).unwrap_or_default();
    Ok(passkey::shown(factor::second_ask(&visitor.state.app, &passkey::desk(&visitor)?, secret).await?))
}

async fn by_passkey(Knocked { visitor, values }: Knocked) -> Answer {
    let next = values.text("next");
    let Some((asked, secret)) = asked(&visitor).await? else { return Ok(over(&visitor, next)) };
    let (desk, said) = (passkey::desk(&visitor)?, passkey::answered(&values, "").credential);
    let came = factor::answer_passkey(&visitor.state.app, &caller(&visitor), &desk, &secret, &said).await;
    goes_on(&visitor, asked, (FORM, &values), came.map(|signed| let_in(&visitor, &signed, wanted(next))))
}

async fn set_up(Knocked { visitor, values }: Knocked) -> Answer {
    let next = values.text("next");
    let Some((mut asked, secret)) = asked(&visitor).await? else { return Ok(over(&visitor, next)) };
    let command = AppCode {
        name: values.text("name").to_owned(),
        sealed: values.text("sealed").to_owned(),
        code: values.text("one_time_code").to_owned(),
    };
    let app = &visitor.state.app;
    // The secret that is in the app by now: another one would begin it anew.
    if let Some(same) = factor::app_shown(app, &asked.user, &command.sealed).await? {
        asked.must_set_up = Some(same);
    }
    let came = factor::enrol(app, &caller(&visitor), &secret, command).await;
    goes_on(&visitor, asked, (FORM, &values), came.map(|entered| shows_codes(&visitor, &entered, next)))
}

async fn new_passkey(Knocked { visitor, .. }: Knocked) -> Answer {
    let secret = session::attempt(&visitor.headers, &visitor.state.config).unwrap_or_default();
    Ok(passkey::shown(factor::first_ask(&visitor.state.app, &passkey::desk(&visitor)?, secret).await?))
}

async fn set_up_passkey(Knocked { visitor, values }: Knocked) -> Answer {
    let next = values.text("next");
    let Some((asked, attempt)) = asked(&visitor).await? else { return Ok(over(&visitor, next)) };
    let answer = PasskeyAnswer { attempt, ..passkey::answered(&values, "") };
    let new = NewPasskey { name: values.text("name").to_owned(), answer };
    let came = factor::enrol_passkey(&visitor.state.app, &caller(&visitor), &passkey::desk(&visitor)?, new).await;
    goes_on(&visitor, asked, (NEW_PASSKEY, &values), came.map(|entered| shows_codes(&visitor, &entered, next)))
}

/// The way in leads by the recovery codes, which are shown this once.
fn shows_codes(visitor: &Visitor, (signed, codes): &(SignedIn, Vec<Secret>), next: &str) -> Response {
    let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    let view = RecoveryCodesPage { codes, next: wanted(next).to_owned() };
    with_session(visitor, signed, visitor.page_with(StatusCode::OK, &view))
}

/// The answer with the session's cookie, where it leads nowhere by itself.
fn with_session(visitor: &Visitor, signed: &SignedIn, mut response: Response) -> Response {
    let cookies = let_in(visitor, signed, "/");
    for cookie in cookies.headers().get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// Leads in who proved it; else asks again by the form of this name, or begins anew.
fn goes_on(visitor: &Visitor, asked: Asked, (name, values): (&str, &Values), came: Result<Response, Error>) -> Answer {
    let next = values.text("next");
    match came {
        Ok(response) => Ok(forgets(visitor, response)),
        Err(Error::Unauthorized) => Ok(over(visitor, next)),
        Err(Error::Invalid(faults)) => {
            let form = values.refused(name, &faults);
            Ok(page(visitor, asked, next, (StatusCode::UNPROCESSABLE_ENTITY, form)))
        }
        Err(Error::TooMany { retry_after }) => {
            let form = values.form(name).fault(too_many(retry_after));
            Ok(waits(page(visitor, asked, next, (StatusCode::TOO_MANY_REQUESTS, form)), retry_after))
        }
        Err(error) => Err(error.into()),
    }
}
