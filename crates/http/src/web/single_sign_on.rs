//! Single sign-on at the door: to the provider of one's organization, and back from it.

use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Json, Redirect, Response},
};
use serde_json::json;
use tierline_app::{
    Error, Secret,
    single_sign_on::{self, Arrived, Back, SIGN_IN_MINUTES},
};
use tierline_domain::IdentityProviderId;
use tierline_render::{Fault as FormFault, page::SignInPage};

use super::{
    again,
    entrance::{caller, led, too_many, waits, wanted},
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::{Knocked, Posted},
    query,
    route::{Route, get, post},
    visit::Visitor,
};
use crate::kit::session;

/// The page that providers send people back to: the application there must name it.
const BACK: &str = "/signin/back";
/// Where providers tell that a session has ended, followed by the provider's identifier.
const ENDED: &str = "/signin/ended";

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/signin/organization", leave),
        get(BACK, back),
        post("/signin/again/organization", leave_again),
        post("/signin/ended/{id}", ended),
    ]
}

/// The address of this desk that a provider sends people back to.
pub(super) fn back_address(visitor: &Visitor) -> String {
    format!("{}{BACK}", visitor.state.config.public_url)
}

/// The address of this desk at which a provider tells that a session has ended.
pub(super) fn ended_address(visitor: &Visitor, provider: IdentityProviderId) -> String {
    format!("{}{ENDED}/{provider}", visitor.state.config.public_url)
}

async fn leave(Knocked { visitor, values }: Knocked) -> Answer {
    let app = &visitor.state.app;
    let next = query::local(values.text("next")).unwrap_or_default().to_owned();
    let redirect = back_address(&visitor);
    let left = single_sign_on::leave(app, &caller(&visitor), values.text("email"), &next, &redirect).await;
    let (fault, wait) = match left {
        Ok(leaving) => return Ok(gone(&visitor, next, &leaving)),
        Err(Error::Invalid(faults)) => {
            let code = faults.first().map_or("no_provider", |fault| fault.code.as_str());
            (FormFault::new("email", code), None)
        }
        Err(Error::TooMany { retry_after }) => (too_many(retry_after), Some(retry_after)),
        Err(error) => return Err(error.into()),
    };
    let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = SignInPage {
        form: values.form("signin").fault(fault),
        next,
        offers_organization: true,
        ..SignInPage::default()
    };
    let response = visitor.page_with(status, &view);
    Ok(match wait {
        Some(seconds) => waits(response, seconds),
        None => response,
    })
}

async fn leave_again(Posted { visit, ctx, values }: Posted) -> Answer {
    let next = wanted(values.text("next")).to_owned();
    match single_sign_on::leave_again(&visit.app, &ctx, &next, &back_address(&visit.visitor)).await {
        Ok(leaving) => Ok(gone(&visit.visitor, next, &leaving)),
        Err(error) => Err(Fault::from(error).back(next)),
    }
}

/// Leads to the provider. A form of the desk may lead to the desk alone, also by a redirect: the page that follows goes on by itself,
/// and has a link for a browser that does not.
pub(super) fn gone(visitor: &Visitor, next: String, leaving: &single_sign_on::Leaving) -> Response {
    let view = SignInPage { next, leads_to: Some(leaving.address.clone()), ..SignInPage::default() };
    let mut response = visitor.page_with(StatusCode::OK, &view);
    let cookie = session::give_errand(&visitor.state.config, leaving.browser.expose(), SIGN_IN_MINUTES * 60);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    if let Ok(value) = HeaderValue::from_str(&format!("0;url={}", leaving.address)) {
        response.headers_mut().insert(header::REFRESH, value);
    }
    response
}

async fn back(visitor: Visitor, uri: Uri) -> Answer {
    let value = |name: &str| query::value(&uri, name).unwrap_or_default();
    let config = &visitor.state.config;
    let arrived = match (value("error"), session::errand(&visitor.headers, config)) {
        (error, _) if !error.is_empty() => Err(single_sign_on::not_signed_in(&error)),
        (_, browser) => {
            let back = Back {
                state: value("state"),
                code: Secret::new(value("code")),
                issuer: query::value(&uri, "iss"),
                browser: browser.unwrap_or_default().to_owned(),
            };
            let signed = visitor.signed.as_ref().map(|signed| &signed.ctx);
            let signed = signed.zip(session::secret(&visitor.headers, config));
            let redirect = back_address(&visitor);
            single_sign_on::arrive(&visitor.state.app, &caller(&visitor), back, (&redirect, signed)).await
        }
    };
    visitor.aside().cookies.push(session::take_errand(config));
    match arrived {
        Ok((Arrived::In(entered), next)) => Ok(led(&visitor, &entered, wanted(&next))),
        Ok((Arrived::Linked, next)) => Ok(done(&next, "sign_in_linked")),
        Ok((Arrived::Again(renewed), next)) => {
            again::hand_over(&visitor, &renewed);
            Ok(Redirect::to(wanted(&next)).into_response())
        }
        // Who is in reads it within their own pages.
        Err(error) if visitor.signed.is_some() => Err(Fault::from(error).back("/account/security")),
        Err(Error::Conflict { code, .. }) => {
            let form = tierline_render::Form::default().fault(FormFault::new("", code));
            let view = SignInPage { form, offers_organization: true, ..SignInPage::default() };
            Ok(visitor.page_with(StatusCode::FORBIDDEN, &view))
        }
        Err(Error::TooMany { retry_after }) => {
            let form = tierline_render::Form::default().fault(too_many(retry_after));
            let view = SignInPage { form, offers_organization: true, ..SignInPage::default() };
            Ok(waits(visitor.page_with(StatusCode::TOO_MANY_REQUESTS, &view), retry_after))
        }
        Err(error) => Err(error.into()),
    }
}

/// A provider tells that a session there has ended (OpenID Connect Back-Channel Logout 1.0, 2.5 to 2.8). A program calls, not a browser:
/// what it sends is signed, and nothing else of the call counts.
async fn ended(At(id): At<IdentityProviderId>, Knocked { visitor, values }: Knocked) -> Answer {
    let refused = |says: &str| {
        let body = Json(json!({ "error": "invalid_request", "error_description": says }));
        (StatusCode::BAD_REQUEST, [(header::CACHE_CONTROL, "no-store")], body).into_response()
    };
    match single_sign_on::ended(&visitor.state.app, &caller(&visitor), id, values.text("logout_token")).await {
        Ok(()) => Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response()),
        Err(Error::Conflict { message, .. }) => Ok(refused(&message)),
        Err(Error::NotFound) => Ok(refused("There is no such identity provider.")),
        Err(error) => Err(error.into()),
    }
}
