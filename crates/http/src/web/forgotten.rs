//! The door for who has no password: asking for a link, and choosing a password by one.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tierline_app::{Error, account};
use tierline_domain::PersonLink;
use tierline_render::page::{ChoosePasswordPage, ChoosingWay, ForgottenPage};

use super::{
    entrance::{caller, too_many, waits},
    fault::{Answer, Fault},
    frame::done,
    posted::Knocked,
    route::{Route, get, post},
    visit::Visitor,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/forgotten", blank),
        post("/forgotten", ask),
        get("/welcome/{secret}", show),
        post("/welcome/{secret}", choose),
    ]
}

async fn blank(visitor: Visitor) -> Answer {
    let mails = account::sends_mail(&visitor.state.app);
    Ok(visitor.page_with(StatusCode::OK, &ForgottenPage { mails, ..ForgottenPage::default() }))
}

/// One answer for every address, given before anybody has looked.
async fn ask(Knocked { visitor, values }: Knocked) -> Answer {
    match account::ask_reset(&visitor.state.app, &caller(&visitor), values.text("email")).await {
        Ok(mails) => {
            Ok(visitor.page_with(StatusCode::OK, &ForgottenPage { mails, sent: true, ..ForgottenPage::default() }))
        }
        Err(Error::TooMany { retry_after }) => {
            let form = values.form("forgotten").fault(too_many(retry_after));
            let view = ForgottenPage { mails: true, sent: false, form };
            Ok(waits(visitor.page_with(StatusCode::TOO_MANY_REQUESTS, &view), retry_after))
        }
        Err(error) => Err(error.into()),
    }
}

fn way(link: PersonLink, secret: String) -> ChoosingWay {
    ChoosingWay { kind: link.kind, name: link.user.name, email: link.user.email, secret }
}

/// Nothing that is opened from here learns the address: it is a credential.
fn secluded(mut response: Response) -> Response {
    let no_referrer = axum::http::HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(header::REFERRER_POLICY, no_referrer);
    response
}

fn gone(visitor: &Visitor) -> Response {
    secluded(visitor.page_with(StatusCode::GONE, &ChoosePasswordPage::default()))
}

/// Shows the form and uses nothing up: programs that look at links in mails before people do are not to spend them.
async fn show(visitor: Visitor, Path(secret): Path<String>) -> Answer {
    let Some(link) = account::link_open(&visitor.state.app, &secret).await? else { return Ok(gone(&visitor)) };
    let view = ChoosePasswordPage { way: Some(way(link, secret)), ..ChoosePasswordPage::default() };
    Ok(secluded(visitor.page_with(StatusCode::OK, &view)))
}

async fn choose(Path(secret): Path<String>, Knocked { visitor, values }: Knocked) -> Answer {
    let app = &visitor.state.app;
    match account::choose_password(app, &caller(&visitor), &secret, values.text("new")).await {
        Ok(_) => Ok(done("/signin", "password_chosen").into_response()),
        Err(Error::Conflict { code: "link_gone", .. }) => Ok(gone(&visitor)),
        Err(Error::Invalid(faults)) => {
            let Some(link) = account::link_open(app, &secret).await? else { return Ok(gone(&visitor)) };
            let form = values.refused("welcome", &faults);
            let view = ChoosePasswordPage { way: Some(way(link, secret)), form };
            Ok(secluded(visitor.page_with(StatusCode::UNPROCESSABLE_ENTITY, &view)))
        }
        Err(error) => Err(Fault::from(error).back("/signin")),
    }
}
