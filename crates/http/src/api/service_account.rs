//! Accounts of programs.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, AddServiceAccount, EditServiceAccount};
use tierline_domain::{ServiceAccount as Account, UserId};
use utoipa::ToSchema;

use super::shared::{plain, words};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{At, Caller, Command},
    endpoint::{Operation, get, patch, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/service-accounts", "Lists the accounts of programs, by name.", list),
        post("/service-accounts", "Makes an account for a program. It acts by tokens; nobody signs in with it.", add),
        patch(
            "/service-accounts/{service_account_id}",
            "Changes what such an account may, who answers for it, or shuts it.",
            change,
        ),
    ]
}

/// The account of a program.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceAccount {
    /// Identifier.
    id: wire::UserId,
    /// What it is called.
    name: String,
    /// What it may here.
    roles: Vec<wire::Role>,
    /// Who answers for it.
    keeper_id: wire::UserId,
    /// That person's name.
    keeper_name: String,
    /// Whether that person is no longer here: somebody else has to take it over.
    keeper_has_left: bool,
    /// Whether it is shut.
    disabled: bool,
    /// How many of its tokens hold.
    tokens: i64,
    /// When one of them was last used.
    last_used_at: Option<Time>,
}

impl From<Account> for ServiceAccount {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.into(),
            name: account.name,
            roles: words(account.roles),
            keeper_id: account.keeper.into(),
            keeper_name: account.keeper_name,
            keeper_has_left: account.keeper_has_left,
            disabled: account.disabled_at.is_some(),
            tokens: account.tokens,
            last_used_at: account.last_used_at.map(Time),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<ServiceAccount>>> {
    let accounts = account::service_account_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(accounts.into_iter().map(Into::into).collect())))
}

/// An account to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewServiceAccount {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it may here.
    #[schema(min_items = 1)]
    roles: Vec<wire::Role>,
    /// Who answers for it; the caller where nothing is said.
    keeper_id: Option<wire::UserId>,
}

async fn add(command: Command<NewServiceAccount>) -> Answer<Made<ServiceAccount>> {
    let Command { app, ctx, body, .. } = command;
    let new = AddServiceAccount {
        name: body.name,
        roles: plain(body.roles).into_iter().collect(),
        keeper: body.keeper_id.map(|id| id.0),
    };
    Ok(Made::new(account::service_account_add(&app, &ctx, new).await?.into()))
}

/// What is to change: absent means unchanged.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct ServiceAccountChange {
    /// What it may here.
    #[schema(min_items = 1)]
    roles: Option<Vec<wire::Role>>,
    /// Who answers for it from now on.
    keeper_id: Option<wire::UserId>,
    /// Whether it is shut.
    disabled: Option<bool>,
}

async fn change(At(id): At<UserId>, command: Command<ServiceAccountChange>) -> Answer<Found<ServiceAccount>> {
    let Command { app, ctx, body, .. } = command;
    let edit = EditServiceAccount {
        roles: body.roles.map(|roles| plain(roles).into_iter().collect()),
        keeper: body.keeper_id.map(|id| id.0),
        disabled: body.disabled,
    };
    Ok(Found::new(account::service_account_edit(&app, &ctx, id, edit).await?.into()))
}
