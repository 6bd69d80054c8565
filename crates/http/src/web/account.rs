//! One's own account, and the sheet of keys.

use axum::response::{IntoResponse, Response};
use tierline_app::{Error, account, error::Faults, follow};
use tierline_domain::{Action, Language};
use tierline_render::{
    FollowLine, Form,
    page::{AccountPage, GuidancePage, ShortcutsPage},
};

use super::{
    entrance::let_in,
    fault::{Answer, Fault},
    frame::done,
    posted::Posted,
    query,
    route::{Route, get, post},
    visit::{Visit, remember},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/account", show),
        post("/account", edit),
        post("/account/password", password),
        get("/guidance", guidance),
        get("/shortcuts", shortcuts),
        post("/shortcuts", use_shortcuts),
    ]
}

async fn show(visit: Visit) -> Answer {
    visit.page(&page(&visit, Form::default()).await?).await
}

async fn page(visit: &Visit, form: Form) -> Result<AccountPage, Error> {
    let follows = match visit.ctx.may(Action::See) {
        true => Some(follow::list_named(&visit.app, &visit.ctx).await?),
        false => None,
    };
    let line = |line: follow::FollowLine| FollowLine { follow: line.follow, customer: line.customer };
    let follows = follows.map(|follows| follows.into_iter().map(line).collect());
    Ok(AccountPage { user: visit.ctx.user.clone(), follows, form })
}

async fn edit(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = account::EditProfile {
        name: values.text("name").to_owned(),
        language: values.word(&mut faults, "language", Language::from_word),
        time_zone: values.given("time_zone"),
        phone: values.given("phone"),
        country: values.given("country"),
    };
    let outcome = match faults.finish() {
        Ok(()) => account::edit_profile(&visit.app, &ctx, command).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(done("/account", "account_saved")),
        Err(Error::Invalid(faults)) => came_back(&visit, values.refused("account", &faults)).await,
        Err(error) => Err(Fault::from(error).back("/account")),
    }
}

/// A form of the account came back.
pub(super) async fn came_back(visit: &Visit, form: Form) -> Result<Response, Fault> {
    visit.unsound(&page(visit, form).await?).await
}

/// All sessions of the person end; this browser goes on with a new one.
async fn password(Posted { visit, ctx, values }: Posted) -> Answer {
    let command =
        account::ChangePassword { current: values.text("current").to_owned(), new: values.text("new").to_owned() };
    match account::change_password(&visit.app, &ctx, command).await {
        Ok(signed) => Ok(let_in(&visit.visitor, &signed, &query::with("/account", &[("done", "password_changed")]))),
        Err(Error::Invalid(faults)) => came_back(&visit, values.refused("password", &faults)).await,
        Err(error) => Err(Fault::from(error).back("/account")),
    }
}

async fn guidance(visit: Visit) -> Answer {
    visit.ctx.require(Action::See)?;
    let policy = &visit.ctx.organization.policy;
    let view = GuidancePage { targets: policy.targets, security_contact: policy.security_contact.clone() };
    visit.page(&view).await
}

async fn shortcuts(visit: Visit) -> Answer {
    visit.page(&ShortcutsPage).await
}

/// Keys of one letter can be in the way of speech input: they are switched off in this browser.
async fn use_shortcuts(Posted { visit, values, .. }: Posted) -> Answer {
    let word = if values.text("shortcuts") == "on" { "on" } else { "off" };
    let mut response = done("/shortcuts", "shortcuts_saved").into_response();
    remember(&mut response, "shortcuts", word, visit.visitor.state.config.secure_cookies);
    Ok(response)
}
