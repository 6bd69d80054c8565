//! Signing in, people and tokens, on a database.

mod elevation;
mod emergency;
mod entrance;
mod factor;
mod factor_reset;
mod invitation;
mod passkey;
mod pending;
mod people;
mod personal_data;
mod reader_key;
mod security_letter;
mod session_of;
mod soft_key;
mod taken_back;
mod token;

use std::sync::Arc;

use tierline_domain::{Organization, PartnerKind, Role};

use super::{
    Secret,
    factor::{AppCode, NewApp, app_add, draw_app, tests::shows},
};
use crate::{
    Ctx,
    connection::{
        NoProbe,
        vault::{HeldKeys, SealKey},
    },
    test_desk::Desk,
};

async fn desk() -> (Desk, Organization, Ctx) {
    let desk = Desk::empty().await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    (desk, partner, admin)
}

/// A desk that keeps secrets, and a partner on it.
async fn keeping() -> (Desk, Organization) {
    let keys = Arc::new(HeldKeys(vec![SealKey::new([7; 32])]));
    let desk = Desk::with(keys, Arc::new(NoProbe)).await;
    let partner = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
    (desk, partner)
}

/// What confirms an app that was shown.
fn confirm(desk: &Desk, new: &NewApp) -> AppCode {
    AppCode { name: "Phone".into(), sealed: new.sealed.clone(), code: shows(new, desk.app.now()) }
}

/// Somebody sets an app up, their first second factor; gives it with its recovery codes.
async fn set_up_app(desk: &Desk, ctx: &Ctx) -> (NewApp, Vec<Secret>) {
    let new = draw_app(&desk.app, &ctx.user).await.unwrap();
    let codes = app_add(&desk.app, ctx, confirm(desk, &new)).await.unwrap().expect("the first brings codes");
    (new, codes)
}
