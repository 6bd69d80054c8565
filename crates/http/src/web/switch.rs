//! Switches of the top bar: the cloud that is worked in, light or dark.

use axum::response::{IntoResponse, Redirect};
use tierline_app::{Error, account};
use tierline_domain::Cloud;
use tierline_render::Theme;

use super::{
    fault::{Answer, Fault},
    posted::Posted,
    route::{Route, post},
    visit::remember,
};
use crate::kit::session;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/cloud", cloud)]
}

/// Moves to the same organization in another cloud. Nothing of the page before belongs there, so it leads home.
async fn cloud(Posted { visit, ctx, values }: Posted) -> Answer {
    let cloud = Cloud::from_word(values.text("cloud")).ok_or_else(Fault::unreadable)?;
    let secret = session::secret(&visit.visitor.headers, &visit.visitor.state.config).ok_or(Error::Unauthorized)?;
    account::switch_cloud(&visit.app, &ctx, secret, cloud).await?;
    Ok(Redirect::to("/").into_response())
}
