//! Administration: people and their roles, tokens, the audit log.

use std::collections::BTreeSet;

use axum::{http::Uri, response::Response};
use tierline_app::{AuditQuery, Error, account, audit_list, customer, error::Faults};
use tierline_domain::{Action, AuditId, CustomerId, OrganizationKind, Role, TokenId, UserId};
use tierline_render::{
    Form,
    page::{AuditLine, AuditPage, TokensPage, UsersPage},
};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::{Posted, Values},
    query,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::cursor;

/// Entries of a page of the audit log.
const LINES: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/users", users),
        post("/users", add_user),
        post("/users/{id}", edit_user),
        get("/tokens", tokens),
        post("/tokens", add_token),
        post("/tokens/{id}/revocation", revoke_token),
        get("/audit", audit),
    ]
}

async fn users(visit: Visit) -> Answer {
    let view = users_page(&visit, None, Form::default()).await?;
    visit.page(&view).await
}

async fn users_page(visit: &Visit, editing: Option<UserId>, form: Form) -> Result<UsersPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    ctx.require(Action::Administer)?;
    let mut members = account::user_list(app, ctx, None).await?;
    let provider = ctx.organization.kind == OrganizationKind::Provider;
    let mut customers = Vec::new();
    if !provider {
        let query = customer::CustomerQuery { limit: 200, ..Default::default() };
        let lines = customer::list(app, ctx, query).await?;
        customers.extend(lines.into_iter().map(|line| (line.customer.id, line.customer.name)));
        let ids: Vec<CustomerId> = customers.iter().map(|(id, _)| *id).collect();
        let mut people = account::customers_people(app, ctx, &ids).await?;
        // Customer by customer, as the customers stand; within each by name.
        people.sort_by_key(|person| ids.iter().position(|id| Some(*id) == person.membership.customer));
        members.extend(people);
    }
    let fits =
        |role: &Role| if provider { role.is_recipient() || *role == Role::GlobalAdmin } else { !role.is_recipient() };
    let roles = Role::ALL.iter().copied().filter(fits).collect();
    Ok(UsersPage { members, customers, roles, viewer: Some(ctx.user.id), editing, form })
}

/// The roles that boxes were ticked for.
fn roles(values: &Values, faults: &mut Faults) -> BTreeSet<Role> {
    let read = values.all("roles").into_iter().filter_map(|word| {
        let role = Role::from_word(&word);
        if role.is_none() {
            faults.add("roles", "unknown", "Choose of the list.");
        }
        role
    });
    read.collect()
}

async fn add_user(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = account::AddUser {
        name: values.text("name").to_owned(),
        email: values.text("email").to_owned(),
        roles: roles(&values, &mut faults),
        customer: values.id(&mut faults, "customer_id"),
        password: values.text("password").to_owned(),
        language: None,
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { account::user_add(app, &ctx, command).await }).await;
    users_answer(&visit, None, &values, outcome, "user_added").await
}

async fn edit_user(At(id): At<UserId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = account::EditUser {
        roles: Some(roles(&values, &mut faults)),
        disabled: Some(values.text("disabled") == "true"),
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { account::user_edit(app, &ctx, id, command).await }).await;
    users_answer(&visit, Some(id), &values, outcome, "user_saved").await
}

async fn users_answer<T>(
    visit: &Visit,
    editing: Option<UserId>,
    values: &Values,
    outcome: Result<T, Error>,
    word: &'static str,
) -> Result<Response, Fault> {
    match outcome {
        Ok(_) => Ok(done("/users", word)),
        Err(Error::Invalid(faults)) => {
            let name = if editing.is_some() { "user" } else { "users" };
            let view = users_page(visit, editing, values.refused(name, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back("/users")),
    }
}

async fn tokens(visit: Visit) -> Answer {
    let view = tokens_page(&visit, None, Form::default()).await?;
    visit.page(&view).await
}

async fn tokens_page(visit: &Visit, secret: Option<String>, form: Form) -> Result<TokensPage, Error> {
    let tokens = account::token_list(&visit.app, &visit.ctx).await?;
    Ok(TokensPage { tokens, secret, form })
}

/// Shows the token on the answer itself: nothing keeps it, so there is nothing to be led to.
async fn add_token(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = account::AddToken {
        name: values.text("name").to_owned(),
        days: values.number(&mut faults, "days").unwrap_or(0),
        user: None,
        scopes: None,
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { account::token_add(app, &ctx, command).await }).await;
    match outcome {
        Ok(added) => {
            let secret = added.secret.map(|secret| secret.expose().to_owned());
            let view = tokens_page(&visit, secret, Form::default()).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(faults)) => {
            let view = tokens_page(&visit, None, values.refused("tokens", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back("/tokens")),
    }
}

async fn revoke_token(At(id): At<TokenId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::token_revoke(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done("/tokens", "token_revoked")),
        Err(error) => Err(Fault::from(error).back("/tokens")),
    }
}

async fn audit(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    let before: Option<AuditId> = asked
        .given("cursor")
        .map(|text| cursor::read(&text))
        .transpose()
        .map_err(|fault| Error::Invalid(vec![fault]))?;
    let query = AuditQuery {
        action: asked.given("action").map(|text| text.trim().to_owned()),
        subject: asked.given("subject").map(|text| text.trim().to_owned()),
        before,
        limit: i64::try_from(LINES + 1).unwrap_or(i64::MAX),
    };
    let mut found = audit_list(&visit.app, &visit.ctx, query).await?;
    let next = (found.len() > LINES).then(|| found.truncate(LINES)).and_then(|()| found.last());
    let next = next.map(|last| cursor::write(&last.id));
    let lines = found.into_iter().map(|line| AuditLine {
        at: line.at,
        actor: line.actor_name.or(line.actor),
        action: line.action,
        subject: line.subject,
        request_id: line.request_id,
        seal: line.seal,
    });
    visit.page(&AuditPage { filter: Form::posted("", asked.0), lines: lines.collect(), next }).await
}
