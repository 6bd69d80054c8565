//! The feeds: how they stand, and the forms of who manages them.

use tierline_app::{
    Ctx, Error,
    error::Faults,
    health::{self, FeedTenantLine, SetUpFeed},
};
use tierline_domain::{
    Action, FeedId,
    catalogue::ProductFamily,
    health::{FeedCredential, FeedFormat, FeedTenants, PolledFeed},
};
use tierline_render::{
    Choice, Form,
    page::{FeedLine, FeedPage, FeedTenantRow, FeedsPage, NewFeedPage},
};

use axum::http::Uri;

use crate::{
    kit::cursor,
    web::{
        checks::attempt,
        customer::pick,
        fault::{Answer, Fault},
        frame::done,
        path::At,
        posted::{Posted, Values},
        query,
        visit::Visit,
    },
};

/// The form that sets a feed up, and that changes it.
const FORM: &str = "feeds";
const LIST: &str = "/health/feeds";
/// Tenants of a page.
const LINES: u32 = 50;

pub(super) async fn list(visit: Visit) -> Answer {
    let lines = health::feed_list(&visit.app, &visit.ctx).await?;
    visit.page(&FeedsPage { feeds: lines.iter().map(line).collect() }).await
}

/// A feed as a page shows it.
pub(super) fn line(line: &health::FeedLine) -> FeedLine {
    let polled = line.polled.as_ref();
    FeedLine {
        id: polled.map(|feed| feed.id),
        name: line.name.clone(),
        format: line.format,
        tenants: polled.map(|feed| feed.tenants),
        customer: line.customer_name.clone(),
        is_enabled: polled.is_some_and(|feed| feed.is_enabled),
        condition: line.worst(),
        count: line.tenants,
        troubled: line.troubled(),
        troubled_since: line.troubled_since,
        read_at: line.newest,
        next_at: line.next_at,
    }
}

pub(super) async fn show(visit: Visit, uri: Uri, At(id): At<FeedId>) -> Answer {
    let after = query::value(&uri, "cursor").filter(|text| !text.is_empty());
    let view = page(&visit, id, after.as_deref(), Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: FeedId, after: Option<&str>, form: Form) -> Result<FeedPage, Error> {
    let after = after.map(cursor::read).transpose().map_err(|fault| Error::Invalid(vec![fault]))?;
    let (feed_line, mut tenants) = futures::try_join!(
        health::feed_view(&visit.app, &visit.ctx, id),
        health::feed_tenants(&visit.app, &visit.ctx, id, after, LINES + 1)
    )?;
    let more = tenants.len() > LINES as usize;
    tenants.truncate(LINES as usize);
    let next = tenants.last().filter(|_| more).map(|last| cursor::write(&last.after));
    let shown = line(&feed_line);
    let feed = feed_line.polled.ok_or(Error::NotFound)?;
    Ok(FeedPage { line: shown, feed, tenants: tenants.into_iter().map(row).collect(), next, form })
}

fn row(line: FeedTenantLine) -> FeedTenantRow {
    let tries = line.outcomes();
    FeedTenantRow {
        customer: line.customer,
        condition: line.condition,
        read_at: line.read_at,
        tried_at: line.tried_at,
        next_at: line.next_at,
        records: line.records,
        detail: line.detail,
        tries,
    }
}

pub(super) async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::ManageFeeds).await?;
    let view = new_page(&visit, Vec::new(), Form::default()).await?;
    visit.page(&view).await
}

async fn new_page(visit: &Visit, found: Vec<Choice>, form: Form) -> Result<NewFeedPage, Error> {
    Ok(NewFeedPage { customers: pick::shown(visit, found).await?, form })
}

pub(super) async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    visit.app.require(&visit.ctx, Action::ManageFeeds).await?;
    let mut faults = Faults::default();
    let (customer, found) = pick::noted(&visit, &values, &mut faults).await?;
    let command = SetUpFeed {
        format: values.chosen(&mut faults, "format", FeedFormat::from_word, FeedFormat::ALL[0]),
        tenants: values.chosen(&mut faults, "tenants", FeedTenants::from_word, FeedTenants::Public),
        customer,
        ..set_up(&values, &mut faults, None)
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { health::feed_add(app, &ctx, command).await }).await;
    match outcome {
        Ok(feed) => Ok(done(&format!("{LIST}/{}", feed.id), "feed_added")),
        Err(Error::Invalid(faults)) => {
            let view = new_page(&visit, found, refused(&values, faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

pub(super) async fn edit(At(id): At<FeedId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let before = health::feed_show(&visit.app, &ctx, id).await?;
    let command = set_up(&values, &mut faults, Some(before));
    let ctx = Ctx { read_version: values.number(&mut faults, "version"), ..ctx };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { health::feed_edit(app, &ctx, id, command).await }).await;
    let path = format!("{LIST}/{id}");
    match outcome {
        Ok(_) => Ok(done(&path, "feed_saved")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, None, refused(&values, faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

pub(super) async fn read_now(At(id): At<FeedId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    match health::feed_read_now(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(&path, "feed_hurried")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

pub(super) async fn remove(At(id): At<FeedId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match health::feed_remove(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LIST, "feed_removed")),
        Err(error) => Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    }
}

pub(super) async fn forget(Posted { visit, ctx, values }: Posted) -> Answer {
    match health::imported_feed_remove(&visit.app, &ctx, values.text("feed")).await {
        Ok(()) => Ok(done(LIST, "feed_removed")),
        Err(error) => Err(Fault::from(error).back(LIST.to_owned())),
    }
}

/// What both forms have. What only the first has stays as it was.
fn set_up(values: &Values, faults: &mut Faults, before: Option<PolledFeed>) -> SetUpFeed {
    let (client_id, secret) = (values.given("credential_client_id"), values.given("credential_secret"));
    let credential = (client_id.is_some() || secret.is_some())
        .then(|| FeedCredential { client_id: client_id.unwrap_or_default(), secret: secret.unwrap_or_default() });
    let (format, tenants, customer) = before
        .map_or((FeedFormat::ALL[0], FeedTenants::Public, None), |feed| (feed.format, feed.tenants, feed.customer));
    SetUpFeed {
        name: values.text("name").to_owned(),
        format,
        location: values.given("location"),
        tenants,
        customer,
        families: values.all("families").iter().filter_map(|word| ProductFamily::from_word(word)).collect(),
        interval_minutes: values.number(faults, "interval_minutes").unwrap_or(0),
        is_enabled: values.text("is_enabled") == "true",
        credential,
    }
}

/// A form with what is wrong. A credential that is missing is missed at its first field.
fn refused(values: &Values, mut faults: Vec<tierline_app::FieldError>) -> Form {
    for fault in &mut faults {
        if fault.field == "credential" {
            "credential_client_id".clone_into(&mut fault.field);
        }
    }
    values.refused(FORM, &faults)
}
