//! Administration of people: the list, an invitation, one person, what each role may.

use axum::http::Uri;
use tierline_app::{
    Error,
    account::{self, Device, Handed, InviteUser, PeopleOf},
    error::Faults,
};
use tierline_domain::{Action, Language, OrganizationKind, PersonState, Role, SessionId, UserId};
use tierline_render::{
    Form, WhosePeople,
    page::{InvitePage, PeoplePage, PersonPage, RolesPage, SessionRow},
};

use super::{
    checks::attempt,
    customer::pick,
    fault::{Answer, Fault},
    frame::done,
    path::{At, AtBoth},
    posted::{Posted, Values},
    query,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::cursor;

/// People on a page.
const LINES: usize = 50;
const LIST: &str = "/users";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(LIST, list),
        post(LIST, invite),
        get("/users/new", blank),
        get("/users/roles", roles),
        get("/users/{id}", show),
        post("/users/{id}", edit),
        post("/users/{id}/link", link),
        post("/users/{id}/sessions", end_sessions),
        post("/users/{id}/sessions/{session_id}/end", end_session),
        post("/users/{id}/second-factors", remove_factors),
        post("/users/{id}/shut", shut),
        post("/users/{id}/open", open),
        post("/users/{id}/removal", remove),
    ]
}

async fn list(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    let after = asked.given("cursor").map(|text| cursor::read(&text)).transpose();
    let after = after.map_err(|fault| Error::Invalid(vec![fault]))?;
    let of = match WhosePeople::from_word(asked.text("of")) {
        Some(WhosePeople::Own) => PeopleOf::Own,
        Some(WhosePeople::Customers) => PeopleOf::Customers,
        None => PeopleOf::Everybody,
    };
    let wanted = account::PeopleQuery {
        query: asked.given("query"),
        role: Role::from_word(asked.text("role")),
        state: PersonState::from_word(asked.text("state")),
        of,
        after,
        limit: u32::try_from(LINES + 1).unwrap_or(u32::MAX),
    };
    let mut lines = account::people_list(&visit.app, &visit.ctx, wanted).await?;
    let next = (lines.len() > LINES).then(|| lines.truncate(LINES)).and_then(|()| lines.last());
    let next = next.map(|last| cursor::write(&account::PersonAfter::line(last)));
    let roles = all_roles(&visit);
    visit.page(&PeoplePage { filter: Form::posted("", asked.0), lines, roles, next }).await
}

/// The roles of the organization's own people.
pub(super) fn own_roles(visit: &Visit) -> Vec<Role> {
    Role::ALL.iter().filter(|role| account::role_fits(&visit.ctx, false, **role)).copied().collect()
}

/// The same with those of customers' people, where there are customers.
fn all_roles(visit: &Visit) -> Vec<Role> {
    let fits = |role: &&Role| [false, true].iter().any(|customer| account::role_fits(&visit.ctx, *customer, **role));
    Role::ALL.iter().filter(fits).copied().collect()
}

async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    let view = invitation(&visit, Vec::new(), Form::default()).await?;
    visit.page(&view).await
}

async fn invitation(visit: &Visit, found: Vec<tierline_render::Choice>, form: Form) -> Result<InvitePage, Error> {
    let is_partner = visit.ctx.organization.kind == OrganizationKind::Partner;
    let customers = if is_partner { Some(pick::shown(visit, found).await?) } else { None };
    Ok(InvitePage { roles: all_roles(visit), customers, mails: account::sends_mail(&visit.app), form })
}

async fn invite(Posted { visit, ctx, values }: Posted) -> Answer {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    let mut faults = Faults::default();
    let (customer, found) = pick::noted(&visit, &values, &mut faults).await?;
    let command = InviteUser {
        name: values.text("name").to_owned(),
        email: values.text("email").to_owned(),
        roles: values.ticked(&mut faults, "roles", Role::from_word),
        customer,
        language: values.word(&mut faults, "language", Language::from_word),
    };
    let app = &visit.app;
    match attempt(ctx, faults, |ctx| async move { account::user_invite(app, &ctx, command).await }).await {
        Ok(invited) => handed(&visit, invited.member.user.id, invited.handed, "person_invited").await,
        Err(Error::Invalid(faults)) => {
            let view = invitation(&visit, found, values.refused("people", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

/// Shows a link on the answer itself: nothing keeps it, so there is nothing to be led to.
async fn handed(visit: &Visit, id: UserId, handed: Handed, mailed: &'static str) -> Answer {
    match handed {
        Handed::Mailed => Ok(done(&format!("{LIST}/{id}"), mailed)),
        Handed::Known => Ok(done(&format!("{LIST}/{id}"), "person_known")),
        Handed::Link(secret) => {
            let public_url = &visit.visitor.state.config.public_url;
            let link = secret.map(|secret| format!("{public_url}/welcome/{}", secret.expose()));
            let view = page(visit, id, link, Form::default()).await?;
            visit.page(&view).await
        }
    }
}

async fn show(visit: Visit, At(id): At<UserId>) -> Answer {
    let view = page(&visit, id, None, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: UserId, link: Option<String>, form: Form) -> Result<PersonPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let line = account::person_show(app, ctx, id).await?;
    let tokens = account::token_list(app, ctx).await?;
    let factors = account::factor::factors_of(app, ctx, id).await?;
    let row = |line: tierline_domain::SessionLine| {
        let Device { browser, system } = line.agent.as_deref().map(Device::of).unwrap_or_default();
        SessionRow { line, browser, system }
    };
    let sessions = account::session_list_of(app, ctx, id).await?.into_iter().map(row).collect();
    let now = visit.now();
    let holds = |token: &tierline_domain::TokenLine| {
        token.user == id && token.revoked_at.is_none() && token.expires_at.is_none_or(|at| at > now)
    };
    let is_customers = line.member.membership.customer.is_some();
    let fits = |role: &&Role| account::role_fits(ctx, is_customers, **role);
    Ok(PersonPage {
        roles: Role::ALL.iter().filter(fits).copied().collect(),
        is_self: ctx.user.id == id,
        mails: account::sends_mail(app),
        link,
        tokens: tokens.into_iter().filter(holds).collect(),
        factors,
        sessions,
        line,
        form,
    })
}

async fn edit(At(id): At<UserId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command =
        account::EditUser { roles: Some(values.ticked(&mut faults, "roles", Role::from_word)), disabled: None };
    let (app, path) = (&visit.app, format!("{LIST}/{id}"));
    match attempt(ctx, faults, |ctx| async move { account::user_edit(app, &ctx, id, command).await }).await {
        Ok(_) => Ok(done(&path, "user_saved")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, None, values.refused("person", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn link(At(id): At<UserId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::user_link(&visit.app, &ctx, id).await {
        Ok(way) => handed(&visit, id, way, "person_link_sent").await,
        Err(error) => Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    }
}

async fn end_sessions(At(id): At<UserId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    match account::sessions_end_of(&visit.app, &ctx, id).await {
        Ok(_) => Ok(done(&path, "person_sessions_ended")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn end_session(AtBoth(id, session): AtBoth<UserId, SessionId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    match account::session_end_of(&visit.app, &ctx, id, session).await {
        Ok(()) => Ok(done(&path, "person_session_ended")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn remove_factors(At(id): At<UserId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    match account::factor::factors_reset(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(&path, "person_factors_removed")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn shut(at: At<UserId>, posted: Posted) -> Answer {
    set(at, posted, true, "person_shut").await
}

async fn open(at: At<UserId>, posted: Posted) -> Answer {
    set(at, posted, false, "person_opened").await
}

async fn set(At(id): At<UserId>, posted: Posted, disabled: bool, word: &'static str) -> Answer {
    let path = format!("{LIST}/{id}");
    let command = account::EditUser { roles: None, disabled: Some(disabled) };
    match account::user_edit(&posted.visit.app, &posted.ctx, id, command).await {
        Ok(_) => Ok(done(&path, word)),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn remove(At(id): At<UserId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::user_remove(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LIST, "person_removed")),
        Err(error) => Err(Fault::from(error).back(format!("{LIST}/{id}"))),
    }
}

async fn roles(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    let policy = visit.ctx.organization.policy.sales_agents_work_cases;
    visit.page(&RolesPage { console: visit.console(), policy }).await
}
