//! One's own account, and the sheet of keys.

use axum::response::{IntoResponse, Response};
use tierline_app::{Error, account, error::Faults, follow};
use tierline_domain::{Action, Language, ReaderKeyId};
use tierline_render::{
    Choice, FollowLine, Form,
    page::{AccountPage, GuidancePage, MadeReaderKey, ReaderKeys, ShortcutsPage},
};

use super::{
    checks::attempt,
    customer::pick,
    entrance::let_in,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::Posted,
    query,
    route::{Route, get, post},
    visit::{Visit, remember},
};
use crate::reader;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/account", show),
        post("/account", edit),
        post("/account/password", password),
        post("/account/reader-keys", add_reader_key),
        post("/account/reader-keys/{id}/revocation", revoke_reader_key),
        get("/guidance", guidance),
        get("/shortcuts", shortcuts),
        post("/shortcuts", use_shortcuts),
    ]
}

async fn show(visit: Visit) -> Answer {
    let view = page(&visit, Readers::default(), Form::default()).await?;
    visit.page(&view).await
}

/// What the part on readers shows beside the list.
#[derive(Default)]
struct Readers {
    made: Option<MadeReaderKey>,
    found: Vec<Choice>,
}

async fn page(visit: &Visit, readers: Readers, form: Form) -> Result<AccountPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let sees = [Action::See, Action::PublishIssues, Action::SeeReceived].into_iter().any(|action| ctx.may(action));
    let keys = account::reader_key_list(app, ctx).await?;
    // Who has lost the right still sees keys that were made before, to revoke them.
    let readers = if sees || !keys.is_empty() {
        let Readers { made, found } = readers;
        let customers = if ctx.may(Action::See) { Some(pick::shown(visit, found).await?) } else { None };
        Some(ReaderKeys { keys, made, customers })
    } else {
        None
    };
    let follows = if ctx.may(Action::See) { Some(follow::list_named(app, ctx).await?) } else { None };
    let line = |line: follow::FollowLine| FollowLine { follow: line.follow, customer: line.customer };
    let follows = follows.map(|follows| follows.into_iter().map(line).collect());
    Ok(AccountPage { user: ctx.user.clone(), follows, readers, form })
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

/// A form of the account came back.
pub(super) async fn came_back(visit: &Visit, form: Form) -> Result<Response, Fault> {
    let view = page(visit, Readers::default(), form).await?;
    visit.unsound(&view).await
}

/// Shows the addresses on the answer itself: nothing keeps the key, so there is nothing to be led to.
async fn add_reader_key(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let days = values.number(&mut faults, "days").unwrap_or(0);
    let (customer, found) = pick::noted(&visit, &values, &mut faults).await?;
    let command = account::AddReaderKey {
        name: values.text("name").to_owned(),
        days,
        service: values.given("service"),
        region: values.given("region"),
        customer,
    };
    let outcome = match faults.finish() {
        Ok(()) => account::reader_key_add(&visit.app, &ctx, command).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(added) => {
            let public_url = &visit.visitor.state.config.public_url;
            let made = added.secret.map(|secret| reader::addresses(public_url, secret.expose()));
            let made = made.map(|(calendar, news)| MadeReaderKey { calendar, news });
            let view = page(&visit, Readers { made, found: Vec::new() }, Form::default()).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(faults)) => {
            let form = values.refused("reader-keys", &faults);
            let view = page(&visit, Readers { made: None, found }, form).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back("/account")),
    }
}

async fn revoke_reader_key(At(id): At<ReaderKeyId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::reader_key_revoke(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done("/account#readers", "reader_key_revoked")),
        Err(error) => Err(Fault::from(error).back("/account")),
    }
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
    visit.app.require(&visit.ctx, Action::See).await?;
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
