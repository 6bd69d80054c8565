//! Tokens and accounts of programs.

use tierline_app::{
    Error,
    account::{self, AddServiceAccount, AddToken, EditServiceAccount},
    error::Faults,
};
use tierline_domain::{NoticeSubject, Role, TokenId, TokenScope, UserId};
use tierline_render::{Form, page::TokensPage};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    people::own_roles,
    posted::Posted,
    route::{Route, get, post},
    visit::Visit,
};

const LIST: &str = "/tokens";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(LIST, tokens),
        post(LIST, add),
        post("/tokens/{id}/revocation", revoke),
        post("/service-accounts", add_account),
        post("/service-accounts/{id}", edit_account),
    ]
}

/// What the page shows beside its lists.
#[derive(Default)]
struct Shown {
    secret: Option<String>,
    editing: Option<UserId>,
    form: Form,
}

async fn tokens(visit: Visit) -> Answer {
    let view = page(&visit, Shown::default()).await?;
    let mut visit = visit;
    for orphan in view.accounts.iter().filter(|account| account.keeper_has_left) {
        visit = visit.opens(NoticeSubject::Program(orphan.id)).await;
    }
    visit.page(&view).await
}

async fn page(visit: &Visit, shown: Shown) -> Result<TokensPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let tokens = account::token_list(app, ctx).await?;
    let accounts = account::service_account_list(app, ctx).await?;
    let people = account::user_list(app, ctx, None).await?;
    let open = people.into_iter().filter(|one| one.user.disabled_at.is_none());
    Ok(TokensPage {
        tokens,
        accounts,
        keepers: open.map(|one| (one.user.id, one.user.name)).collect(),
        viewer: Some((ctx.user.id, ctx.user.name.clone())),
        roles: own_roles(visit),
        secret: shown.secret,
        editing: shown.editing,
        form: shown.form,
    })
}

/// Shows the token on the answer itself: nothing keeps it, so there is nothing to be led to.
async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = AddToken {
        name: values.text("name").to_owned(),
        days: values.number(&mut faults, "days").unwrap_or(0),
        user: values.id(&mut faults, "user_id"),
        scopes: Some(values.ticked(&mut faults, "scopes", TokenScope::from_word)),
    };
    let app = &visit.app;
    match attempt(ctx, faults, |ctx| async move { account::token_add(app, &ctx, command).await }).await {
        Ok(added) => {
            let secret = added.secret.map(|secret| secret.expose().to_owned());
            let view = page(&visit, Shown { secret, ..Shown::default() }).await?;
            visit.page(&view).await
        }
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, Shown { form: values.refused("tokens", &faults), ..Shown::default() }).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn revoke(At(id): At<TokenId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::token_revoke(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LIST, "token_revoked")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn add_account(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = AddServiceAccount {
        name: values.text("name").to_owned(),
        roles: values.ticked(&mut faults, "roles", Role::from_word),
        keeper: values.id(&mut faults, "keeper_id"),
    };
    let app = &visit.app;
    match attempt(ctx, faults, |ctx| async move { account::service_account_add(app, &ctx, command).await }).await {
        Ok(_) => Ok(done("/tokens#programs", "service_account_added")),
        Err(Error::Invalid(faults)) => {
            let form = values.refused("service-accounts", &faults);
            let view = page(&visit, Shown { form, ..Shown::default() }).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn edit_account(At(id): At<UserId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = EditServiceAccount {
        roles: Some(values.ticked(&mut faults, "roles", Role::from_word)),
        keeper: values.id(&mut faults, "keeper_id"),
        disabled: Some(values.text("disabled") == "true"),
    };
    let app = &visit.app;
    match attempt(ctx, faults, |ctx| async move { account::service_account_edit(app, &ctx, id, command).await }).await {
        Ok(_) => Ok(done("/tokens#programs", "service_account_saved")),
        Err(Error::Invalid(faults)) => {
            let form = values.refused("service-account", &faults);
            let view = page(&visit, Shown { form, editing: Some(id), ..Shown::default() }).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}
