//! The door: signing in and out, and the first administrator of an empty desk.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use tierline_app::{
    Error,
    account::{self, Entered, SESSION_HOURS, SetUp},
    error::Faults,
    single_sign_on,
};
use tierline_domain::{ATTEMPT_MINUTES, Cloud, OrganizationKind, PartnerKind};
use tierline_render::{
    Fault as FormFault, Form,
    page::{SetUpPage, SignInPage},
};

use super::{
    fault::{Answer, Fault},
    posted::{Knocked, Posted, Values},
    query,
    route::{Route, get, post},
    visit::Visitor,
};
use crate::kit::session;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/signin", door),
        post("/signin", sign_in),
        post("/signout", sign_out),
        get("/setup", empty_desk),
        post("/setup", set_up),
    ]
}

/// Where somebody goes after the door: where they wanted, if that is a page of this desk.
pub(super) fn wanted(next: &str) -> &str {
    query::local(next).filter(|path| !path.starts_with("/signin")).unwrap_or("/")
}

async fn door(visitor: Visitor, uri: axum::http::Uri) -> Answer {
    let next = query::value(&uri, "next").unwrap_or_default();
    if visitor.signed.is_some() {
        return Ok(Redirect::to(wanted(&next)).into_response());
    }
    if account::set_up_needed(&visitor.state.app).await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    let next = query::local(&next).unwrap_or_default().to_owned();
    let offers_organization = single_sign_on::is_offered(&visitor.state.app).await?;
    let ended_at = match session::secret(&visitor.headers, &visitor.state.config) {
        Some(secret) => account::session_ended_at(&visitor.state.app, secret).await?,
        None => None,
    };
    Ok(visitor.page_with(StatusCode::OK, &SignInPage { next, ended_at, offers_organization, ..SignInPage::default() }))
}

async fn sign_in(Knocked { visitor, values }: Knocked) -> Answer {
    let caller = caller(&visitor);
    let came = account::sign_in(&visitor.state.app, &caller, values.text("email"), values.text("password")).await;
    // Whichever of the two was wrong, the same is said of both.
    knocked(&visitor, (values.form("signin"), "wrong_password"), values.text("next"), came).await
}

/// Leads in whom a first proof lets in; else shows the door again with this form, which says by its word that the proof is wrong.
pub(super) async fn knocked(
    visitor: &Visitor,
    (form, wrong): (Form, &str),
    next: &str,
    came: Result<Entered, Error>,
) -> Answer {
    let (status, fault, wait) = match came {
        Ok(entered) => return Ok(led(visitor, &entered, next)),
        Err(Error::Invalid(_)) => (StatusCode::UNPROCESSABLE_ENTITY, FormFault::new("", wrong), None),
        Err(Error::TooMany { retry_after }) => {
            (StatusCode::TOO_MANY_REQUESTS, too_many(retry_after), Some(retry_after))
        }
        Err(error) => return Err(error.into()),
    };
    let next = query::local(next).unwrap_or_default().to_owned();
    let offers_organization = single_sign_on::is_offered(&visitor.state.app).await?;
    let view = SignInPage { form: form.fault(fault), next, offers_organization, ..SignInPage::default() };
    let response = visitor.page_with(status, &view);
    Ok(match wait {
        Some(seconds) => waits(response, seconds),
        None => response,
    })
}

/// What a form says to who tried too often.
pub(super) fn too_many(retry_after: u64) -> FormFault {
    FormFault::new("", "locked").with(i64::try_from(retry_after.div_ceil(60)).unwrap_or(1))
}

pub(super) fn waits(mut response: Response, seconds: u64) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

pub(super) fn caller(visitor: &Visitor) -> account::Caller {
    let address = visitor.origin.address.map(|address| address.to_string());
    let session = session::secret(&visitor.headers, &visitor.state.config).and_then(account::session_hash);
    let agent = visitor.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    account::Caller { request_id: visitor.origin.request_id.clone(), address, agent, session }
}

/// Leads to where somebody wanted, or to the question for a second factor before.
pub(super) fn led(visitor: &Visitor, entered: &Entered, next: &str) -> Response {
    let pending = match entered {
        Entered::In(signed) => return let_in(visitor, signed, wanted(next)),
        Entered::SecondFactor(pending) => pending,
    };
    let next = query::local(next).unwrap_or_default();
    let to =
        if next.is_empty() { "/signin/second".to_owned() } else { query::with("/signin/second", &[("next", next)]) };
    let mut response = Redirect::to(&to).into_response();
    let cookie = session::give_attempt(&visitor.state.config, pending.secret.expose(), ATTEMPT_MINUTES * 60);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// Gives the browser its session. A session that it had before ends by itself: its secret is forgotten here.
pub(super) fn let_in(visitor: &Visitor, signed: &account::SignedIn, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let cookie = visitor.state.give_session(signed.secret.expose(), SESSION_HOURS * 3600);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

async fn sign_out(Posted { visit, ctx, .. }: Posted) -> Answer {
    let config = &visit.visitor.state.config;
    if let Some(secret) = session::secret(&visit.visitor.headers, config) {
        account::sign_out(&visit.app, &ctx, secret).await?;
    }
    // Who came in by a provider is asked whether they want to sign out there, too: it may be what all their work hangs on.
    let there = single_sign_on::farewell(&visit.app, &ctx, &format!("{}/signin", config.public_url)).await;
    let mut response = match there {
        Some(address) => {
            let view = SignInPage { signs_out_at: Some(address), offers_organization: true, ..SignInPage::default() };
            visit.visitor.page_with(StatusCode::OK, &view)
        }
        None => Redirect::to("/signin").into_response(),
    };
    response.headers_mut().append(header::SET_COOKIE, session::take(config));
    // What this browser still keeps of the desk's pages goes with the session.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

async fn empty_desk(visitor: Visitor, uri: axum::http::Uri) -> Answer {
    if !account::set_up_needed(&visitor.state.app).await? {
        return Ok(Redirect::to("/").into_response());
    }
    // The address that the desk prints carries the code.
    let code = query::value(&uri, "code").unwrap_or_default();
    Ok(visitor.page_with(StatusCode::OK, &SetUpPage { code, ..SetUpPage::default() }))
}

async fn set_up(Knocked { visitor, values }: Knocked) -> Answer {
    let app = &visitor.state.app;
    let founded = match command(&values) {
        Ok(command) => account::set_up(app, &caller(&visitor), values.text("code"), command).await,
        Err(error) => Err(error),
    };
    match founded {
        Ok(_) => {
            let entered =
                account::sign_in(app, &caller(&visitor), values.text("email"), values.text("password")).await?;
            Ok(led(&visitor, &entered, "/"))
        }
        Err(Error::Invalid(faults)) => {
            let view = SetUpPage { form: values.refused("setup", &faults), ..SetUpPage::default() };
            Ok(visitor.page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
        Err(Error::TooMany { retry_after }) => {
            let view = SetUpPage { form: values.form("setup").fault(too_many(retry_after)), ..SetUpPage::default() };
            Ok(waits(visitor.page_with(StatusCode::TOO_MANY_REQUESTS, &view), retry_after))
        }
        Err(error) => Err(Fault::from(error).back("/")),
    }
}

fn command(values: &Values) -> Result<SetUp, Error> {
    let mut faults = Faults::default();
    let kind = values.chosen(&mut faults, "kind", OrganizationKind::from_word, OrganizationKind::Partner);
    // A provider has no place in the channel, whatever the list beside it shows.
    let partner_kind = match kind {
        OrganizationKind::Partner => values.word(&mut faults, "partner_kind", PartnerKind::from_word),
        OrganizationKind::Provider => None,
    };
    let clouds = values.all("clouds").iter().filter_map(|word| Cloud::from_word(word)).collect();
    faults.finish()?;
    Ok(SetUp {
        kind,
        partner_kind,
        organization: values.text("organization").to_owned(),
        clouds,
        name: values.text("name").to_owned(),
        email: values.text("email").to_owned(),
        password: values.text("password").to_owned(),
    })
}
