//! Open contracts that the desk speaks as a server beside its own API: one folder each, in the contract's own shapes, paths and
//! errors.

/// A contract's refusal is made of the problem that the API would answer with, whatever went wrong.
macro_rules! of_problem {
    ($refusal:ty) => {
        impl From<tierline_app::Error> for $refusal {
            fn from(error: tierline_app::Error) -> Self {
                crate::kit::problem::Problem::from(error).into()
            }
        }

        impl From<tierline_app::FieldError> for $refusal {
            fn from(error: tierline_app::FieldError) -> Self {
                crate::kit::problem::Problem::from(error).into()
            }
        }
    };
}
mod asked;
pub(crate) mod azure_support;
mod entrance;
pub(crate) mod graph;
pub(crate) mod partner_center;
pub(crate) mod scim;
pub(crate) mod trouble_ticket;

use axum::{body::Bytes, extract::Request};
use tierline_app::{Ctx, Error};

use crate::kit::{
    auth::Signed,
    body, once,
    problem::{self, Problem},
};

/// Who calls: each contract's own layer lets nobody through who is not signed in.
fn caller(request: &Request) -> Result<Ctx, Error> {
    let signed = request.extensions().get::<Signed>().ok_or(Error::Unauthorized)?;
    Ok(signed.ctx.clone())
}

/// A body that is said to be JSON, or of which nothing is said; none of its fields stands twice.
async fn json_bytes(request: Request) -> Result<Bytes, Problem> {
    if !body::is_json(body::media_type(request.headers()).as_deref()) {
        return Err(Problem::new(&problem::MEDIA_TYPE, "Send application/json."));
    }
    let bytes = body::read(request, body::JSON_LIMIT).await?;
    once::require(&bytes, once::Names::AnyCase)?;
    Ok(bytes)
}
