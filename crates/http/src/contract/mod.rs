//! Open contracts that the desk speaks as a server beside its own API: one folder each, in the contract's own shapes, paths and
//! errors.

mod asked;
pub(crate) mod azure_support;
mod entrance;
mod meter;
pub(crate) mod partner_center;
pub(crate) mod trouble_ticket;

use axum::extract::Request;
use tierline_app::{Ctx, Error};

use crate::kit::auth::Signed;

/// Who calls: each contract's own layer lets nobody through who is not signed in.
fn caller(request: &Request) -> Result<Ctx, Error> {
    let signed = request.extensions().get::<Signed>().ok_or(Error::Unauthorized)?;
    Ok(signed.ctx.clone())
}
