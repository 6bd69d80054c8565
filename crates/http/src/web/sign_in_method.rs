//! The ways in, for who administers them: identity providers, domains, and what groups of a directory mean.

use std::collections::{BTreeMap, BTreeSet};

use tierline_app::{
    Ctx, Error, FieldError, Secret,
    error::Faults,
    scim::{self, EditGroup},
    single_sign_on::{self, AddDomain, EditProvider, Finding},
};
use tierline_domain::{Action, GroupId, IdentityProvider, IdentityProviderId, Role, SignInDomain, SignInDomainId};
use tierline_render::{
    Form,
    page::{CheckLine, DeskAddresses, NewProviderPage, ProviderLine, ProviderPage, SignInMethodsPage},
};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::{At, AtBoth},
    people::own_roles,
    posted::{Posted, Values},
    route::{Route, get, post},
    single_sign_on::{back_address, ended_address},
    visit::Visit,
};

const LIST: &str = "/sign-in-methods";
/// The forms of a provider's page.
const SET_UP: &str = "providers";
const GROUPS: &str = "groups";
const DOMAINS: &str = "domains";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(LIST, list),
        post(LIST, add),
        get("/sign-in-methods/new", blank),
        post("/sign-in-methods/groups/{id}", edit_group),
        get("/sign-in-methods/{id}", show),
        post("/sign-in-methods/{id}", edit),
        post("/sign-in-methods/{id}/tests", test),
        post("/sign-in-methods/{id}/groups", map_group),
        post("/sign-in-methods/{id}/groups/removal", unmap_group),
        post("/sign-in-methods/{id}/domains", add_domain),
        post("/sign-in-methods/{id}/domains/{domain_id}/proof", prove),
        post("/sign-in-methods/{id}/domains/{domain_id}/removal", remove_domain),
        post("/sign-in-methods/{id}/removal", remove),
    ]
}

async fn list(visit: Visit) -> Answer {
    let view = methods(&visit, None, Form::default()).await?;
    visit.page(&view).await
}

async fn methods(visit: &Visit, editing: Option<GroupId>, form: Form) -> Result<SignInMethodsPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let domains = single_sign_on::domain_list(app, ctx).await?;
    let providers = single_sign_on::provider_list(app, ctx).await?;
    Ok(SignInMethodsPage {
        providers: providers.into_iter().map(|provider| line(provider, &domains)).collect(),
        groups: scim::group_list(app, ctx).await?,
        roles: own_roles(visit),
        editing,
        form,
    })
}

fn line(provider: IdentityProvider, domains: &[SignInDomain]) -> ProviderLine {
    let domains = domains.iter().filter(|one| one.provider == provider.id).cloned().collect();
    ProviderLine { provider, domains }
}

fn addresses(visit: &Visit, provider: Option<IdentityProviderId>) -> DeskAddresses {
    let visitor = &visit.visitor;
    DeskAddresses {
        back: back_address(visitor),
        signed_out: format!("{}/signin", visitor.state.config.public_url),
        ended: provider.map(|id| ended_address(visitor, id)),
    }
}

async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    visit.page(&NewProviderPage { addresses: addresses(&visit, None), form: Form::default() }).await
}

async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    let new = EditProvider { issuer: Some(values.text("issuer").to_owned()), ..set_up(&values) };
    match single_sign_on::provider_add(&visit.app, &ctx, new).await {
        Ok(provider) => Ok(done(&path(provider.id), "provider_added")),
        Err(Error::Invalid(faults)) => {
            let form = without_secret(&values).refused(SET_UP, &faults);
            visit.unsound(&NewProviderPage { addresses: addresses(&visit, None), form }).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

/// What both forms have.
fn set_up(values: &Values) -> EditProvider {
    EditProvider {
        name: Some(values.text("name").to_owned()),
        client_id: Some(values.text("client_id").to_owned()),
        secret: values.given("secret").map(Secret::new),
        tenants: Some(values.lines("tenants").into_iter().collect()),
        ..EditProvider::default()
    }
}

/// A secret does not come back: it would stand in a page.
fn without_secret(values: &Values) -> Values {
    Values(values.0.iter().filter(|(name, _)| name != "secret").cloned().collect())
}

fn path(id: IdentityProviderId) -> String {
    format!("{LIST}/{id}")
}

async fn show(visit: Visit, At(id): At<IdentityProviderId>) -> Answer {
    let view = page(&visit, id, Vec::new(), Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: IdentityProviderId, test: Vec<CheckLine>, form: Form) -> Result<ProviderPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let provider = single_sign_on::provider_show(app, ctx, id).await?;
    let line = line(provider, &single_sign_on::domain_list(app, ctx).await?);
    Ok(ProviderPage {
        files: line.domains.iter().map(|one| single_sign_on::domain_file(&one.domain)).collect(),
        line,
        addresses: addresses(visit, Some(id)),
        roles: own_roles(visit),
        test,
        form,
    })
}

/// The page with a form that came back, or another one for what went wrong.
async fn answered(
    visit: &Visit,
    id: IdentityProviderId,
    came: Result<(), Error>,
    (word, form): (&'static str, impl FnOnce(&[FieldError]) -> Form),
) -> Answer {
    let anchor = match word {
        "provider_group_saved" | "provider_group_removed" => "#groups",
        "domain_added" | "domain_proven" | "domain_removed" => "#domains",
        _ => "",
    };
    match came {
        Ok(()) => Ok(done(&format!("{}{anchor}", path(id)), word)),
        Err(Error::Invalid(faults)) => {
            let view = page(visit, id, Vec::new(), form(&faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path(id))),
    }
}

async fn edit(At(id): At<IdentityProviderId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let ctx = Ctx { read_version: values.number(&mut faults, "version"), ..ctx };
    let ticked = |name: &str| Some(values.text(name) == "true");
    let changed = EditProvider {
        makes_people: ticked("makes_people"),
        enforces_second_factor: ticked("enforces_second_factor"),
        is_enforced: ticked("is_enforced"),
        is_paused: ticked("is_paused"),
        ..set_up(&values)
    };
    let app = &visit.app;
    let edited = |ctx: Ctx| async move { single_sign_on::provider_edit(app, &ctx, id, changed).await.map(drop) };
    let came = attempt(ctx, faults, edited).await;
    let form = |faults: &[FieldError]| without_secret(&values).refused(SET_UP, faults);
    answered(&visit, id, came, ("provider_saved", form)).await
}

async fn test(At(id): At<IdentityProviderId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let line = |Finding { check, works, says }: Finding| CheckLine { check, works, says };
    match single_sign_on::provider_test(&visit.app, &ctx, id).await {
        Ok(findings) => {
            let view = page(&visit, id, findings.into_iter().map(line).collect(), Form::default()).await?;
            visit.page(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path(id))),
    }
}

/// Says what the people of one group are, and leaves the others as they are.
async fn map_group(At(id): At<IdentityProviderId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let group = values.text("group").trim().to_owned();
    if group.is_empty() {
        faults.add("group", "empty", "Write the group as the provider writes it.");
    }
    let roles = values.ticked(&mut faults, "roles", Role::from_word);
    if roles.is_empty() {
        faults.add("roles", "required", "Choose what its people are.");
    }
    let app = &visit.app;
    let came = attempt(ctx, faults, |ctx| async move {
        change_groups(app, &ctx, id, |groups| drop(groups.insert(group, roles))).await
    });
    let came = came.await.map_err(at_the_boxes);
    answered(&visit, id, came, ("provider_group_saved", |faults: &[FieldError]| values.refused(GROUPS, faults))).await
}

/// The application speaks of all groups, this form of one: what is wrong with a role stands at its boxes.
fn at_the_boxes(error: Error) -> Error {
    let at_boxes = |fault: FieldError| match fault.field.as_str() {
        "groups" => FieldError { field: "roles".to_owned(), ..fault },
        _ => fault,
    };
    match error {
        Error::Invalid(faults) => Error::Invalid(faults.into_iter().map(at_boxes).collect()),
        other => other,
    }
}

async fn unmap_group(At(id): At<IdentityProviderId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let group = values.text("group");
    let came = change_groups(&visit.app, &ctx, id, |groups| drop(groups.remove(group))).await;
    answered(&visit, id, came, ("provider_group_removed", |faults: &[FieldError]| values.refused(GROUPS, faults))).await
}

async fn change_groups(
    app: &tierline_app::App,
    ctx: &Ctx,
    id: IdentityProviderId,
    change: impl FnOnce(&mut BTreeMap<String, BTreeSet<Role>>),
) -> Result<(), Error> {
    let before = single_sign_on::provider_show(app, ctx, id).await?;
    // What a colleague says of another group at this moment is not taken back by this.
    let ctx = Ctx { read_version: Some(before.version()), ..ctx.clone() };
    let mut groups = before.settings.groups;
    change(&mut groups);
    let edit = EditProvider { groups: Some(groups), ..EditProvider::default() };
    single_sign_on::provider_edit(app, &ctx, id, edit).await.map(drop)
}

async fn add_domain(At(id): At<IdentityProviderId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let new = AddDomain { domain: values.text("domain").to_owned(), provider: id };
    let came = single_sign_on::domain_add(&visit.app, &ctx, new).await.map(drop);
    answered(&visit, id, came, ("domain_added", |faults: &[FieldError]| values.refused(DOMAINS, faults))).await
}

async fn prove(
    AtBoth(id, domain): AtBoth<IdentityProviderId, SignInDomainId>,
    Posted { visit, ctx, values }: Posted,
) -> Answer {
    let came = single_sign_on::domain_prove(&visit.app, &ctx, domain).await.map(drop);
    answered(&visit, id, came, ("domain_proven", |faults: &[FieldError]| values.refused(DOMAINS, faults))).await
}

async fn remove_domain(
    AtBoth(id, domain): AtBoth<IdentityProviderId, SignInDomainId>,
    Posted { visit, ctx, values }: Posted,
) -> Answer {
    let came = single_sign_on::domain_remove(&visit.app, &ctx, domain).await;
    answered(&visit, id, came, ("domain_removed", |faults: &[FieldError]| values.refused(DOMAINS, faults))).await
}

async fn remove(At(id): At<IdentityProviderId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match single_sign_on::provider_remove(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LIST, "provider_removed")),
        Err(error) => Err(Fault::from(error).back(path(id))),
    }
}

/// Says what the people of a group are that a directory told of.
async fn edit_group(At(id): At<GroupId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let roles = values.ticked(&mut faults, "roles", Role::from_word);
    let app = &visit.app;
    let came = attempt(ctx, faults, |ctx| async move { scim::group_edit(app, &ctx, id, EditGroup { roles }).await });
    match came.await {
        Ok(_) => Ok(done("/sign-in-methods#groups", "group_saved")),
        Err(Error::Invalid(faults)) => {
            let view = methods(&visit, Some(id), values.refused("group", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}
