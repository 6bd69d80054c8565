//! API tokens.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, AddToken};
use tierline_domain::{TokenId, TokenLine};
use utoipa::ToSchema;

use super::shared::{plain, words};
use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, delete, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/tokens", "Lists API tokens, the newest first, revoked ones too.", list),
        post("/tokens", "Makes a token. Its secret is in this answer and nowhere else.", add),
        delete("/tokens/{token_id}", "Revokes a token.", revoke),
    ]
}

/// A token.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    /// Identifier.
    id: wire::TokenId,
    /// What it is for.
    name: String,
    /// In whose name it acts.
    user_id: wire::UserId,
    /// Their name.
    user_name: String,
    /// Whether that is the account of a program.
    is_service_account: bool,
    /// What it is narrowed to; null for all that its person may.
    scopes: Option<Vec<wire::TokenScope>>,
    /// When it was made.
    created_at: Time,
    /// When it ends by itself.
    expires_at: Option<Time>,
    /// When it was last used, to the minute.
    last_used_at: Option<Time>,
    /// The address it was last used from.
    last_address: Option<String>,
    /// When it was revoked.
    revoked_at: Option<Time>,
    /// The token itself: this once. A repeated request gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl From<TokenLine> for Token {
    fn from(line: TokenLine) -> Self {
        Self {
            id: line.id.into(),
            name: line.name,
            user_id: line.user.into(),
            user_name: line.user_name,
            is_service_account: line.is_service,
            scopes: line.scopes.map(words),
            created_at: line.created_at.into(),
            expires_at: line.expires_at.map(Time),
            last_used_at: line.last_used_at.map(Time),
            last_address: line.last_address,
            revoked_at: line.revoked_at.map(Time),
            token: None,
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Token>>> {
    let lines = account::token_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(Into::into).collect())))
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Days until it ends; 90 where nothing is said.
    #[schema(minimum = 1, maximum = 366)]
    days: Option<u32>,
    /// In whose name it acts; the caller's where nothing is said.
    user_id: Option<wire::UserId>,
    /// What it is narrowed to; all that its person may where nothing is said.
    #[schema(min_items = 1)]
    scopes: Option<Vec<wire::TokenScope>>,
}

async fn add(command: Command<NewToken>) -> Answer<Made<Token>> {
    let Command { app, ctx, body, .. } = command;
    let new = AddToken {
        name: body.name,
        days: body.days.unwrap_or(90),
        user: body.user_id.map(|id| id.0),
        scopes: body.scopes.map(|scopes| plain(scopes).into_iter().collect()),
    };
    let added = account::token_add(&app, &ctx, new).await?;
    let token = added.secret.map(|secret| secret.expose().to_owned());
    Ok(Made::new(Token { token, ..added.token.into() }))
}

async fn revoke(At(id): At<TokenId>, act: Act) -> Answer<Done> {
    account::token_revoke(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
