//! Connections: the list, one with its test, and the forms of who sets them up.

use axum::{
    http::Uri,
    response::{IntoResponse, Redirect},
};
use tierline_app::{
    Ctx, Error, FieldError, Secret, StepState, TestReport,
    connection::{self, ConnectionView, ConsentBack, ReplaceSecret, SetUpConnection},
    error::Faults,
    ticket::{self, SubscriptionView},
};
use tierline_domain::{
    Action, ConnectionId, ConnectionKind, ConnectionStep, HubId, RecipientKind, SecretField, SignIn,
    catalogue::ProductFamily,
};
use tierline_render::{
    Form,
    page::{
        ConnectionPage, ConnectionStepLine, ConnectionsPage, ConsentPage, NewConnectionPage, SetUp,
        TicketSubscriptionLine,
    },
};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::{Posted, Values},
    query::{self, unreadable},
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::state::CONSENT;

/// The form that sets a connection up, and that changes it.
const FORM: &str = "connections";
/// The form that exchanges its secret.
const SECRETS: &str = "secrets";
/// The form that takes it away.
const REMOVAL: &str = "removal";
/// The form that sends a test message.
const SAMPLE: &str = "test-messages";
const LIST: &str = "/connections";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/connections", list),
        post("/connections", add),
        get("/connections/new", blank),
        get(CONSENT, consented),
        get("/connections/{id}", show),
        get("/connections/{id}/consent", consent),
        post("/connections/{id}", edit),
        post("/connections/{id}/tests", test),
        post("/connections/{id}/test-messages", send_sample),
        post("/connections/{id}/secret", replace),
        post("/connections/{id}/stop", stop),
        post("/connections/{id}/start", start),
        post("/connections/{id}/removal", remove),
        post("/ticket-subscriptions/{id}/end", end_subscription),
    ]
}

fn shown(view: ConnectionView) -> SetUp {
    SetUp { missing: view.missing(), secrets: view.secrets, connection: view.connection }
}

async fn list(visit: Visit) -> Answer {
    let views = connection::list(&visit.app, &visit.ctx).await?;
    let subscriptions = ticket::subscriptions(&visit.app, &visit.ctx).await?;
    let page = ConnectionsPage {
        connections: views.into_iter().map(shown).collect(),
        kinds: connection::kinds(&visit.app),
        subscriptions: subscriptions.into_iter().map(subscribed).collect(),
    };
    visit.page(&page).await
}

fn subscribed(SubscriptionView { line, stands }: SubscriptionView) -> TicketSubscriptionLine {
    TicketSubscriptionLine {
        id: line.hub.id,
        address: line.hub.address(),
        events: line.hub.events,
        person_name: line.person_name,
        token_name: line.token_name,
        created_at: line.hub.created_at,
        stands,
    }
}

async fn end_subscription(At(id): At<HubId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match ticket::end_subscription(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(&format!("{LIST}#subscriptions"), "subscription_ended")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn show(visit: Visit, At(id): At<ConnectionId>) -> Answer {
    let view = page(&visit, id, Vec::new(), Form::default()).await?;
    visit.page(&view).await
}

async fn page(
    visit: &Visit,
    id: ConnectionId,
    test: Vec<ConnectionStepLine>,
    form: Form,
) -> Result<ConnectionPage, Error> {
    let view = connection::show(&visit.app, &visit.ctx, id).await?;
    let connection::Needed { waiting, followed } = connection::needed(&visit.app, &visit.ctx, id).await?;
    let beside_proxy = connection::passes_proxy_by(&visit.app, view.connection.kind);
    let own_address = visit.ctx.user.email.clone();
    Ok(ConnectionPage { set_up: shown(view), test, waiting, followed, beside_proxy, own_address, form })
}

async fn blank(visit: Visit, uri: Uri) -> Answer {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    // The list is where a kind is chosen.
    let Some(word) = query::value(&uri, "kind") else { return Ok(Redirect::to(LIST).into_response()) };
    let kind = ConnectionKind::from_word(&word).filter(|kind| connection::kinds(&visit.app).contains(kind));
    let kind = kind.ok_or_else(|| unreadable("kind"))?;
    visit.page(&NewConnectionPage { kind, cloud: visit.ctx.owner.cloud, form: Form::default() }).await
}

async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    let mut faults = Faults::default();
    let kind = ConnectionKind::from_word(values.text("kind")).ok_or_else(|| unreadable("kind"))?;
    let command = set_up(&visit, &values, &mut faults, kind);
    let app = &visit.app;
    match attempt(ctx, faults, |ctx| async move { connection::add(app, &ctx, command).await }).await {
        Ok(view) => Ok(done(&format!("{LIST}/{}", view.connection.id), "connection_added")),
        Err(Error::Invalid(faults)) => {
            let form = refused(&values, FORM, &faults);
            let view = NewConnectionPage { kind, cloud: visit.ctx.owner.cloud, form };
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn edit(At(id): At<ConnectionId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let before = connection::show(&visit.app, &ctx, id).await?.connection;
    let command = set_up(&visit, &values, &mut faults, before.kind);
    let ctx = Ctx { read_version: values.number(&mut faults, "version"), ..ctx };
    let (app, path) = (&visit.app, format!("{LIST}/{id}"));
    match attempt(ctx, faults, |ctx| async move { connection::edit(app, &ctx, id, command).await }).await {
        Ok(_) => Ok(done(&path, "connection_saved")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, Vec::new(), refused(&values, FORM, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

/// What both forms have.
fn set_up(visit: &Visit, values: &Values, faults: &mut Faults, kind: ConnectionKind) -> SetUpConnection {
    SetUpConnection {
        kind,
        name: values.text("name").to_owned(),
        address: values.given("address"),
        recipient: values.word(faults, "recipient", RecipientKind::from_word),
        families: values.all("families").iter().filter_map(|word| ProductFamily::from_word(word)).collect(),
        sign_in: values.word(faults, "sign_in", SignIn::from_word),
        tenant: values.given("tenant"),
        client_id: values.given("client_id"),
        authority: values.given("authority"),
        scope: values.given("scope"),
        certificate: values.given("certificate"),
        mailbox: values.given("mailbox"),
        sender: values.given("sender"),
        secret: values.given("secret").map(Secret::new),
        secret_ends_at: values.time(faults, "secret_ends_at", visit.ctx.zone()),
    }
}

/// A form with what is wrong. A secret does not come back: it would stand in a page.
fn refused(values: &Values, form: &str, faults: &[FieldError]) -> Form {
    let blank =
        |(name, value): &(String, String)| (name.clone(), if name == "secret" { String::new() } else { value.clone() });
    Values(values.0.iter().map(blank).collect()).refused(form, faults)
}

async fn test(At(id): At<ConnectionId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match connection::test(&visit.app, &ctx, id).await {
        Ok(report) => {
            let view = page(&visit, id, lines(report), Form::default()).await?;
            visit.page(&view).await
        }
        Err(error) => Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    }
}

/// Sends a test message, to the person themself where they name nobody.
async fn send_sample(At(id): At<ConnectionId>, Posted { visit, ctx, values }: Posted) -> Answer {
    match connection::send_sample(&visit.app, &ctx, id, values.given("to").as_deref()).await {
        Ok(report) => {
            let view = page(&visit, id, lines(report), Form::default()).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, Vec::new(), values.refused(SAMPLE, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    }
}

fn lines(report: TestReport) -> Vec<ConnectionStepLine> {
    let line = |step: tierline_app::Step| ConnectionStepLine {
        step: ConnectionStep::from_word(step.code).unwrap_or(ConnectionStep::Read),
        works: match step.state {
            StepState::Works => Some(true),
            StepState::Fails => Some(false),
            StepState::Skipped => None,
        },
        says: step.says,
    };
    report.steps.into_iter().map(line).collect()
}

async fn replace(At(id): At<ConnectionId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let ends_at = values.time(&mut faults, "secret_ends_at", visit.ctx.zone());
    let field = values.word(&mut faults, "secret_field", SecretField::from_word);
    let command = ReplaceSecret { field, secret: Secret::new(values.text("secret").to_owned()), ends_at };
    let (app, path) = (&visit.app, format!("{LIST}/{id}"));
    match attempt(ctx, faults, |ctx| async move { connection::replace_secret(app, &ctx, id, command).await }).await {
        Ok(_) => Ok(done(&path, "connection_secret_replaced")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, Vec::new(), refused(&values, SECRETS, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

/// What the person who consents is to know before they leave. Nothing changes by looking.
async fn consent(visit: Visit, At(id): At<ConnectionId>) -> Answer {
    let redirect = visit.visitor.state.config.consent_url();
    let way = match connection::ask_consent(&visit.app, &visit.ctx, id, &redirect).await {
        Ok(way) => way,
        Err(error) => return Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    };
    let set_up = shown(connection::show(&visit.app, &visit.ctx, id).await?);
    let host = way.address.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let connection::ConsentWay { address, redirect, until } = way;
    visit.page(&ConsentPage { set_up, address, host, redirect, until }).await
}

/// The person is back. It changes something although it is asked for by GET: that is how they are sent back, and what they took
/// along was sealed for them alone.
async fn consented(visit: Visit, uri: Uri) -> Answer {
    let value = |name| query::value(&uri, name).unwrap_or_default();
    if !value("error").is_empty() {
        return Err(Fault::from(connection::not_consented(&value("error"))).back(LIST));
    }
    let back = ConsentBack { state: value("state"), code: Secret::new(value("code")) };
    let redirect = visit.visitor.state.config.consent_url();
    match connection::take_consent(&visit.app, &visit.ctx, back, &redirect).await {
        Ok(view) => Ok(done(&format!("{LIST}/{}", view.connection.id), "connection_consented")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn stop(At(id): At<ConnectionId>, posted: Posted) -> Answer {
    pause(id, posted, true).await
}

async fn start(At(id): At<ConnectionId>, posted: Posted) -> Answer {
    pause(id, posted, false).await
}

async fn pause(id: ConnectionId, Posted { visit, ctx, .. }: Posted, paused: bool) -> Answer {
    let path = format!("{LIST}/{id}");
    match connection::pause(&visit.app, &ctx, id, paused).await {
        Ok(_) => Ok(done(&path, if paused { "connection_paused" } else { "connection_resumed" })),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn remove(At(id): At<ConnectionId>, Posted { visit, ctx, values }: Posted) -> Answer {
    match connection::remove(&visit.app, &ctx, id, values.text("abandon") == "true").await {
        Ok(()) => Ok(done(LIST, "connection_removed")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, Vec::new(), values.refused(REMOVAL, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    }
}
