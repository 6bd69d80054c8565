//! Single sign-on at the door: to the provider of one's organization, and back from it.

use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use tierline_app::{
    Error, Secret,
    single_sign_on::{self, Back, SIGN_IN_MINUTES},
};
use tierline_render::{Fault as FormFault, page::SignInPage};

use super::{
    entrance::{caller, led, too_many, waits, wanted},
    fault::Answer,
    posted::Knocked,
    query,
    route::{Route, get, post},
    visit::Visitor,
};
use crate::kit::session;

/// The page that providers send people back to: the application there must name it.
const BACK: &str = "/signin/back";

pub(super) fn routes() -> Vec<Route> {
    vec![post("/signin/organization", leave), get(BACK, back)]
}

fn redirect(visitor: &Visitor) -> String {
    format!("{}{BACK}", visitor.state.config.public_url)
}

async fn leave(Knocked { visitor, values }: Knocked) -> Answer {
    let app = &visitor.state.app;
    let next = query::local(values.text("next")).unwrap_or_default().to_owned();
    let left = single_sign_on::leave(app, &caller(&visitor), values.text("email"), &next, &redirect(&visitor)).await;
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
    let view =
        SignInPage { form: values.form("signin").fault(fault), next, offers_organization: true, ..SignInPage::default() };
    let response = visitor.page_with(status, &view);
    Ok(match wait {
        Some(seconds) => waits(response, seconds),
        None => response,
    })
}

/// Leads to the provider. A form of the desk may lead to the desk alone, also by a redirect: the page that follows goes on by itself,
/// and has a link for a browser that does not.
fn gone(visitor: &Visitor, next: String, leaving: &single_sign_on::Leaving) -> Response {
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
    let arrived = match (value("error"), session::errand(&visitor.headers, &visitor.state.config)) {
        (error, _) if !error.is_empty() => Err(single_sign_on::not_signed_in(&error)),
        (_, browser) => {
            let back = Back {
                state: value("state"),
                code: Secret::new(value("code")),
                browser: browser.unwrap_or_default().to_owned(),
            };
            single_sign_on::arrive(&visitor.state.app, &caller(&visitor), back, &redirect(&visitor)).await
        }
    };
    let mut response = match arrived {
        Ok((entered, next)) => led(&visitor, &entered, wanted(&next)),
        Err(Error::Conflict { code, .. }) => {
            let fault = FormFault::new("", code);
            let form = tierline_render::Form::default().fault(fault);
            let view = SignInPage { form, offers_organization: true, ..SignInPage::default() };
            visitor.page_with(StatusCode::FORBIDDEN, &view)
        }
        Err(error) => return Err(error.into()),
    };
    response.headers_mut().append(header::SET_COOKIE, session::take_errand(&visitor.state.config));
    Ok(response)
}
