//! Recovery codes: written down for the day the phone is gone, each for once.

use serde_json::json;
use tierline_domain::{RECOVERY_CODES, SecurityChange, UserId};
use tierline_store::{Auth, AuthTx};

use super::{
    super::{
        letter, record,
        secret::{self, Secret},
        sign_in::Caller,
    },
    require_person,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// New codes: to be shown, and to be kept.
pub(super) struct Codes {
    pub(super) shown: Vec<Secret>,
    pub(super) hashes: Vec<[u8; 32]>,
}

/// Draws codes.
pub(super) fn draw(app: &App) -> Codes {
    let shown: Vec<Secret> = (0..RECOVERY_CODES).map(|_| secret::draw_code(app)).collect();
    let hashes = shown.iter().map(|code| secret::code_hash(code.expose())).collect();
    Codes { shown, hashes }
}

/// Uses a code; says whether it is one that its person has and has not used.
pub(super) async fn take(tx: &mut AuthTx<'_>, app: &App, user: UserId, typed: &str) -> Result<bool> {
    Ok(tx.recovery_code_use(user, &secret::code_hash(typed), app.now()).await?)
}

/// Makes the caller's recovery codes anew: those before open nothing any more.
///
/// # Errors
/// [`Error::StepUp`]; [`Error::Conflict`] `no_second_factor` where there is nothing that they would stand in for.
pub async fn new_codes(app: &App, ctx: &Ctx) -> Result<Vec<Secret>> {
    require_person(app, ctx)?;
    let (codes, now) = (draw(app), app.now());
    let state = (app.clone(), Caller::of(ctx), ctx.clone(), codes.hashes);
    let done = app
        .store()
        .write_with(Auth, state, move |tx, (app, caller, ctx, hashes)| {
            Box::pin(async move {
                standing::ask_own(tx, ctx, app.now()).await?;
                if !tx.factor_any(ctx.user.id).await? {
                    return Err(Error::conflict(
                        "no_second_factor",
                        "Set up a second factor first: these codes stand in for it.",
                    ));
                }
                tx.recovery_codes_replace(ctx.user.id, hashes, now).await?;
                let news = letter::by_themselves(SecurityChange::CodesMade, caller, now);
                letter::tell(tx, app, (ctx.user.id, ctx.owner), news).await?;
                record::account(tx, (app, caller, now), (&ctx.user, ctx.owner), "factor.codes", &json!({})).await
            })
        })
        .await;
    app.on_record(ctx, "factor.codes", done).await?;
    Ok(codes.shown)
}
