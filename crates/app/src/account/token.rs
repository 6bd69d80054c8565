//! API tokens: made by an administrator, shown once, revoked at any time.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::json;
use tierline_domain::{Action, NewToken, TokenId, TokenLine, TokenScope, UserId};

use super::{
    emergency::is_emergency,
    secret::{self, Secret, TOKEN_PREFIX},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// Longest life of a token, in days: a forgotten one ends by itself.
pub const TOKEN_LONGEST_DAYS: u32 = 366;

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddToken {
    /// What it is for.
    pub name: String,
    /// Days until it ends: 1 to [`TOKEN_LONGEST_DAYS`].
    pub days: u32,
    /// In whose name it acts: somebody of this organization; the maker where nobody is named.
    pub user: Option<UserId>,
    /// What it is narrowed to; none for all that its person may.
    pub scopes: Option<BTreeSet<TokenScope>>,
}

/// A token that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedToken {
    /// The token as the list shows it.
    pub token: TokenLine,
    /// Its secret, this once. A repeated call gets none: the first answer had it.
    pub secret: Option<Secret>,
}

/// Makes a token that can do here what its person can, as far as its scopes go. Who comes with a narrowed token makes none that is
/// wider than that.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`, `emergency`.
pub async fn token_add(app: &App, ctx: &Ctx, command: AddToken) -> Result<AddedToken> {
    app.require(ctx, Action::Administer).await?;
    // In one's own name a token may what one may oneself, and no longer; in another's it would go on.
    if command.user.is_some_and(|user| user != ctx.user.id) {
        ctx.require_standing(Action::Administer)?;
    }
    ctx.require_recent(app.now())?;
    if command.user.is_none_or(|user| user == ctx.user.id) {
        ctx.require_no_emergency()?;
    }
    let mut faults = Faults::default();
    let name = faults.line("name", &command.name);
    if !(1..=TOKEN_LONGEST_DAYS).contains(&command.days) {
        faults.add("days", "out_of_range", format!("Take a number of days from 1 to {TOKEN_LONGEST_DAYS}."));
    }
    check_scopes(&mut faults, ctx, command.scopes.as_ref());
    faults.finish()?;
    let (secret, hash) = secret::draw(app, TOKEN_PREFIX);
    let now = app.now();
    let user = command.user.unwrap_or(ctx.user.id);
    let expires_at = Some(now + Duration::days(i64::from(command.days)));
    let scopes = command.scopes;
    let token = NewToken { id: app.id(), hash, user, owner: ctx.owner, name, created_at: now, expires_at, scopes };
    let id = token.id;
    let line = app
        .administer(ctx, "token.add", token, |tx, call| {
            Box::pin(async move {
                let token = &call.input;
                let member = tx.tenant(token.owner).member_lookup(token.user).await?;
                let sealed = is_emergency(&mut tx.tenant(token.owner), token.user).await?;
                let member = member.filter(|m| m.user.disabled_at.is_none() && !sealed).ok_or_else(|| {
                    Error::field(
                        "user_id",
                        "unknown",
                        "Nobody here has this identifier: take one from the list of users.",
                    )
                })?;
                let service = tx.tenant(token.owner).service_account_lookup(token.user, call.now).await?;
                tx.auth().token_insert(token).await?;
                let detail = json!({ "user": token.user, "expires_at": token.expires_at, "scopes": token.scopes });
                audit::append(&mut tx.tenant(token.owner), call, "token.add", &token.id.to_string(), &detail).await?;
                Ok(line(token, member.user.name, service.is_some()))
            })
        })
        .await?;
    // What was made the first time has another identifier, and a secret that is gone.
    let secret = (line.id == id).then_some(secret);
    Ok(AddedToken { token: line, secret })
}

/// Notes what is wrong with the scopes of a new token: that there are none, or more than the caller's own token has.
fn check_scopes(faults: &mut Faults, ctx: &Ctx, scopes: Option<&BTreeSet<TokenScope>>) {
    if scopes.is_some_and(BTreeSet::is_empty) {
        faults.add("scopes", "required", "Take at least one scope.");
    }
    let Some(own) = ctx.narrowed.as_ref().map(|narrowed| &narrowed.scopes) else { return };
    if scopes.is_none_or(|scopes| !scopes.is_subset(own)) {
        let own: Vec<&str> = own.iter().map(|scope| scope.word()).collect();
        let says = format!("A token makes none that is wider than itself. Take scopes of these: {}.", own.join(", "));
        faults.add("scopes", "wider", says);
    }
}

fn line(token: &NewToken, user_name: String, is_service: bool) -> TokenLine {
    TokenLine {
        id: token.id,
        name: token.name.clone(),
        user: token.user,
        user_name,
        is_service,
        scopes: token.scopes.clone(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: None,
        last_address: None,
        revoked_at: None,
    }
}

/// Lists the tokens of this organization and cloud, the newest first, revoked ones too.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn token_list(app: &App, ctx: &Ctx) -> Result<Vec<TokenLine>> {
    app.require(ctx, Action::Administer).await?;
    Ok(app.store().read(ctx.reach()).await?.token_list().await?)
}

/// Revokes a token: the next call with it is refused.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is revoked already; [`Error::Forbidden`].
pub async fn token_revoke(app: &App, ctx: &Ctx, id: TokenId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    app.change(ctx, "token.revoke", (), move |tx, call| {
        Box::pin(async move {
            if !tx.token_revoke(id, call.now).await? {
                return Err(Error::NotFound);
            }
            audit::append(tx, call, "token.revoke", &id.to_string(), &json!({})).await
        })
    })
    .await
}
