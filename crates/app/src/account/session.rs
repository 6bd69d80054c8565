//! Who is calling: the person behind a session's cookie or an API token, and where they act.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tierline_domain::{
    Action, Cloud, Identity, Membership, Organization, Owner, SessionId, SessionLine, TokenId, UserId,
};
use tierline_store::{Auth, AuthTx, Reach};

use super::{
    record,
    secret::{self, TOKEN_PREFIX},
    sign_in::Caller,
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// Somebody who is signed in, by a session or a token.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// Who it is, where they act and as what: what [`Ctx::of`] is made from. For a session, with what its forms carry.
    pub identity: Identity,
    /// The token they came with; none for a session.
    pub token: Option<TokenId>,
}

/// The person behind a cookie; none where the session has ended, the person was shut out, or it never was.
///
/// # Errors
/// The store's.
pub async fn authenticate_session(app: &App, secret: &str) -> Result<Option<Signed>> {
    let Some(hash) = secret::hash(secret, "") else { return Ok(None) };
    let Some(mut identity) = app.store().read(Auth).await?.session_lookup(&hash, app.now()).await? else {
        return Ok(None);
    };
    if identity.is_narrowed() {
        // The bell counts what its person can read.
        let reach = Reach { owner: identity.membership.owner, person: Some(identity.user.id) };
        identity.unread = Some(app.store().read(reach).await?.notice_unread(identity.user.id).await?);
    }
    Ok(Some(Signed { identity, token: None }))
}

/// The same of a session that is known already, under whatever secret it goes on: for what stays open while its person proves anew
/// who they are.
///
/// # Errors
/// The store's.
pub async fn session_standing(app: &App, user: UserId, id: SessionId) -> Result<Option<Signed>> {
    let found = app.store().read(Auth).await?.session_standing(user, id, app.now()).await?;
    Ok(found.map(|identity| Signed { identity, token: None }))
}

/// Writes down that a session was used and from where, once a minute.
pub async fn note_session(app: &App, secret: &str, ctx: &Ctx) {
    let now = app.now();
    let due = ctx.session.as_ref().is_some_and(|session| session.touch_due(now));
    let Some(hash) = secret::hash(secret, "").filter(|_| due) else { return };
    let touched: Result<bool> = app
        .store()
        .write_with(Auth, ctx.address.clone(), move |tx, address| {
            Box::pin(async move { Ok(tx.session_touch(&hash, address.as_deref(), now).await?) })
        })
        .await;
    // The call is good whether or not its time can be written down.
    if let Err(error) = touched {
        tracing::warn!(?error, "the use of a session could not be written down");
    }
}

/// When the session behind a cookie ended by itself; none where it still stands, was ended by its person, or is forgotten.
///
/// # Errors
/// The store's.
pub async fn session_ended_at(app: &App, secret: &str) -> Result<Option<DateTime<Utc>>> {
    let Some(hash) = secret::hash(secret, "") else { return Ok(None) };
    Ok(app.store().read(Auth).await?.session_ended_at(&hash, app.now()).await?)
}

/// The person in whose name a token acts; none where it was revoked, has ended, or never was. That it was used is
/// written down once a minute, with the address that it came from.
///
/// # Errors
/// The store's.
pub async fn authenticate_token(app: &App, token: &str, address: Option<&str>) -> Result<Option<Signed>> {
    let Some(hash) = secret::hash(token, TOKEN_PREFIX) else { return Ok(None) };
    let now = app.now();
    let Some(used) = app.store().read(Auth).await?.token_lookup(&hash, now).await? else { return Ok(None) };
    if used.touch_due(now) {
        let (id, owner) = (used.id, used.identity.membership.owner);
        let touched: Result<bool> = app
            .store()
            .write_with(Auth, address.map(str::to_owned), move |tx, address| {
                Box::pin(async move { Ok(tx.token_touch(owner, id, now, address.as_deref()).await?) })
            })
            .await;
        // The call is good whether or not its time can be written down.
        if let Err(error) = touched {
            tracing::warn!(?error, token = %id, "the use of a token could not be written down");
        }
    }
    Ok(Some(Signed { identity: used.identity, token: Some(used.id) }))
}

/// An organization and cloud in which a person can act.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What the person is there.
    pub membership: Membership,
    /// The organization.
    pub organization: Organization,
}

/// All places in which the person can act, with their organizations.
///
/// # Errors
/// The store's.
pub async fn memberships(app: &App, ctx: &Ctx) -> Result<Vec<Place>> {
    let mut read = app.store().read(tierline_store::System).await?;
    let mut places = Vec::new();
    for membership in read.auth().membership_list(ctx.user.id).await? {
        if let Some(organization) = read.organization_lookup(membership.owner.organization).await? {
            places.push(Place { membership, organization });
        }
    }
    Ok(places)
}

/// What is kept of a session's secret; none where it is none.
#[must_use]
pub fn session_hash(presented: &str) -> Option<[u8; 32]> {
    secret::hash(presented, "")
}

/// Moves the session of this secret to another place of the same person.
///
/// # Errors
/// [`Error::NotFound`] where the person is nothing there; [`Error::Unauthorized`] where the session has ended;
/// [`Error::Conflict`] `came_by_provider` where they came in by a provider that has no say there, `second_factor_asked` where the place asks for a second factor and the session has none.
pub async fn switch(app: &App, ctx: &Ctx, secret: &str, to: Owner) -> Result<Membership> {
    let hash = secret::hash(secret, "").ok_or(Error::Unauthorized)?;
    let (state, now) = ((app.clone(), Caller::of(ctx), ctx.user.clone()), app.now());
    let by = ctx.session.as_ref().and_then(|session| session.provider.as_ref()).map(|by| by.provider);
    let weak = ctx.session.as_ref().is_none_or(|session| !session.proofs.is_two());
    app.store()
        .write_with(Auth, state, move |tx, (app, caller, user)| {
            Box::pin(async move {
                let own = tx.session_lookup(&hash, now).await?.is_some_and(|identity| identity.user.id == user.id);
                if !own {
                    return Err(Error::Unauthorized);
                }
                let memberships = tx.membership_list(user.id).await?;
                let membership = memberships.into_iter().find(|m| m.owner == to).ok_or(Error::NotFound)?;
                // No provider is a way into another organization or cloud, whoever works there by now.
                if let Some(provider) = by
                    && tx.identity_provider_by_id(provider).await?.is_none_or(|one| one.provider.owner != to)
                {
                    let says = "You came in by the sign-in of another organization or cloud: sign out, and in with your password.";
                    return Err(Error::conflict("came_by_provider", says));
                }
                if weak && asks_for_two(tx, user.id, to).await? {
                    let says = "This organization asks for a second factor: sign out and in again.";
                    return Err(Error::conflict("second_factor_asked", says));
                }
                if !tx.session_switch(&hash, to).await? {
                    return Err(Error::NotFound);
                }
                record::sign_in(tx, (app, caller, now), (user, to), "account.switch", true).await?;
                Ok(membership)
            })
        })
        .await
}

async fn asks_for_two(tx: &mut AuthTx<'_>, user: UserId, to: Owner) -> Result<bool> {
    let organizations = tx.organizations_of(user).await?;
    let there = organizations.iter().find(|organization| organization.id == to.organization);
    Ok(there.is_some_and(|organization| organization.policy.require_second_factor))
}

/// Moves the session to the same organization in another cloud.
///
/// # Errors
/// As [`switch`].
pub async fn switch_cloud(app: &App, ctx: &Ctx, secret: &str, cloud: Cloud) -> Result<Membership> {
    switch(app, ctx, secret, Owner { organization: ctx.owner.organization, cloud }).await
}

/// Forgets sessions and attempts to sign in that have ended; gives how many sessions.
///
/// # Errors
/// The store's.
pub async fn purge_sessions(app: &App) -> Result<u64> {
    let now = app.now();
    app.store()
        .write(Auth, move |tx| {
            Box::pin(async move {
                tx.attempts_purge(now).await?;
                tx.identity_logouts_purge(now).await?;
                Ok(tx.sessions_purge(now).await?)
            })
        })
        .await
}

/// The caller's own sessions, the one that was used last first. Theirs are those in all organizations and clouds.
///
/// # Errors
/// The store's.
pub async fn session_list(app: &App, ctx: &Ctx) -> Result<Vec<SessionLine>> {
    Ok(app.store().read(Auth).await?.session_list(ctx.user.id, app.now()).await?)
}

/// Ends one of the caller's own sessions.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn session_end(app: &App, ctx: &Ctx, id: SessionId) -> Result<()> {
    let ended = end_own(app, ctx, move |one| one == id, json!({ "session": id })).await?;
    if ended == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Ends all of the caller's sessions but the one they call by; says how many.
///
/// # Errors
/// The store's.
pub async fn sessions_end_others(app: &App, ctx: &Ctx) -> Result<u64> {
    let own = ctx.session.as_ref().map(|session| session.id);
    end_own(app, ctx, move |one| Some(one) != own, json!({ "others": true })).await
}

async fn end_own(
    app: &App,
    ctx: &Ctx,
    ends: impl Fn(SessionId) -> bool + Copy + Send + Sync + 'static,
    detail: Value,
) -> Result<u64> {
    ctx.require_changes()?;
    let now = app.now();
    let done = app
        .store()
        .write_with(Auth, (app.clone(), ctx.clone(), detail), move |tx, (app, ctx, detail)| {
            Box::pin(async move {
                standing::ask_own(tx, ctx, app.now()).await?;
                let ended = tx.sessions_remove_where(ctx.user.id, now, ends).await?;
                if ended > 0 {
                    let (caller, who) = (Caller::of(ctx), (&ctx.user, ctx.owner));
                    record::account(tx, (app, &caller, now), who, "account.revoke_sessions", detail).await?;
                }
                Ok(ended)
            })
        })
        .await;
    app.on_record(ctx, "account.revoke_sessions", done).await
}

/// Ends all sessions in which a person of the organization acts for it; says how many.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's people, [`Error::Forbidden`].
pub async fn sessions_end_of(app: &App, ctx: &Ctx, user: UserId) -> Result<u64> {
    app.require(ctx, Action::Administer).await?;
    app.administer(ctx, "account.revoke_sessions", user, |tx, call| {
        Box::pin(async move {
            let (owner, user) = (call.ctx.owner, call.input);
            tx.tenant(owner).member_lookup(user).await?.ok_or(Error::NotFound)?;
            let ended = tx.auth().sessions_remove_at(user, owner.organization).await?;
            super::session_of::tell_ended(tx, call, user, ended).await?;
            let detail = json!({ "sessions": ended });
            let tenant = &mut tx.tenant(owner);
            audit::append(tenant, call, "account.revoke_sessions", &user.to_string(), &detail).await?;
            Ok(ended)
        })
    })
    .await
}

/// What a browser says it is, in words that people know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Device {
    /// The browser; none where it is none that is known.
    pub browser: Option<&'static str>,
    /// The system that it runs on.
    pub system: Option<&'static str>,
}

impl Device {
    /// Reads the header `User-Agent`. It is what the caller says of itself: it helps to tell one's own sessions apart, and
    /// proves nothing. What names several is known by the first of these: all name those that they descend from.
    #[must_use]
    pub fn of(agent: &str) -> Self {
        const BROWSERS: &[(&str, &str)] = &[
            ("Edg", "Microsoft Edge"),
            ("OPR/", "Opera"),
            ("Vivaldi", "Vivaldi"),
            ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ];
        const SYSTEMS: &[(&str, &str)] = &[
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("CrOS", "ChromeOS"),
            ("Macintosh", "macOS"),
            ("Linux", "Linux"),
        ];
        let known =
            |all: &'static [(&str, &str)]| all.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name);
        Self { browser: known(BROWSERS), system: known(SYSTEMS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_and_its_system_are_told_by_their_usual_names() {
        for (agent, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Microsoft Edge",
                "Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox", "Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
        ] {
            assert_eq!(Device::of(agent), Device { browser: Some(browser), system: Some(system) }, "{agent}");
        }
        assert_eq!(Device::of("curl/8.14"), Device::default());
    }
}
