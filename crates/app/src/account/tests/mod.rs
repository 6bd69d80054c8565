//! Signing in, people and tokens, on a database.

mod elevation;
mod emergency;
mod entrance;
mod factor;
mod factor_reset;
mod invitation;
mod passkey;
mod people;
mod personal_data;
mod reader_key;
mod session_of;
mod soft_key;
mod taken_back;
mod token;

use tierline_domain::{Organization, PartnerKind, Role};

use crate::{Ctx, test_desk::Desk};

async fn desk() -> (Desk, Organization, Ctx) {
    let desk = Desk::empty().await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    (desk, partner, admin)
}
