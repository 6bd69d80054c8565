//! One's own account, and the sheet of keys.

use axum::response::{IntoResponse, Response};
use tierline_app::{Error, account, error::Faults};
use tierline_domain::{Language, User};
use tierline_render::{
    Form,
    page::{AccountPage, GuidancePage, ShortcutsPage},
};

use super::{
    checks::attempt,
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
    let user = visit.ctx.user.clone();
    visit.page(&AccountPage { user, form: Form::default() }).await
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
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { account::edit_profile(app, &ctx, command).await }).await;
    match outcome {
        Ok(_) => Ok(done("/account", "account_saved")),
        Err(Error::Invalid(faults)) => came_back(&visit, values.refused("account", &faults)).await,
        Err(error) => Err(Fault::from(error).back("/account")),
    }
}

async fn came_back(visit: &Visit, form: Form) -> Result<Response, Fault> {
    let user: User = visit.ctx.user.clone();
    visit.unsound(&AccountPage { user, form }).await
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
    visit.ctx.require(tierline_domain::Action::See)?;
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
