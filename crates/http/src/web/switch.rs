//! Switches of the top bar: the cloud that is worked in, light or dark.

use axum::response::{IntoResponse, Redirect};
use tierline_app::{Error, account};
use tierline_domain::Cloud;
use tierline_render::Theme;

use super::{
    fault::{Answer, Fault},
    posted::{Knocked, Posted},
    query,
    route::{Route, post},
    visit::remember,
};
use crate::kit::session;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/cloud", cloud)]
}

/// The theme can be switched before the door too.
pub(super) fn open() -> Vec<Route> {
    vec![post("/theme", theme)]
}

/// Keeps the theme in the browser and goes back to the page.
async fn theme(Knocked { visitor, values }: Knocked) -> Answer {
    let theme = Theme::from_word(values.text("theme")).ok_or_else(Fault::unreadable)?;
    let mut response = Redirect::to(query::local(values.text("back")).unwrap_or("/")).into_response();
    remember(&mut response, "theme", theme.word(), visitor.state.config.secure_cookies);
    Ok(response)
}

/// Moves to the same organization in another cloud. Nothing of the page before belongs there, so it leads home.
async fn cloud(Posted { visit, ctx, values }: Posted) -> Answer {
    let cloud = Cloud::from_word(values.text("cloud")).ok_or_else(Fault::unreadable)?;
    let secret = session::secret(&visit.visitor.headers, &visit.visitor.state.config).ok_or(Error::Unauthorized)?;
    account::switch_cloud(&visit.app, &ctx, secret, cloud).await?;
    Ok(Redirect::to("/").into_response())
}
