//! Customers. Their list is walked by seeking: a token says where it goes on, and for what it was asked.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::HeaderMap,
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tierline_app::{
    Error,
    partner_center::{self, Place, wire::CONTINUATION},
};

use super::{
    Answer,
    link::{beside, collection, link, place},
    refusal::Refusal,
    service::whole,
};
use crate::{
    contract::{
        asked::{Asked, Pairs},
        caller,
    },
    kit::{cursor, state::AppState},
};

/// The header as the contract writes it.
const TOKEN: &str = "MS-ContinuationToken";

/// Where a walk stands.
#[derive(Debug, Serialize, Deserialize)]
struct Walk {
    offset: i64,
    size: u32,
    filter: Option<String>,
}

/// To which page a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seek {
    Next,
    Previous,
    First,
    Last,
    Index,
}

impl Seek {
    fn read(text: &str) -> Result<Self, Refusal> {
        match text.to_ascii_lowercase().as_str() {
            "next" => Ok(Self::Next),
            "previous" => Ok(Self::Previous),
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            "pageindex" => Ok(Self::Index),
            _ => {
                let message = "Take one of: Next, Previous, First, Last, PageIndex.";
                Err(Error::field("seekOperation", "unknown_value", message).into())
            }
        }
    }

    /// Where the page begins. The last one begins where the pages before it are full.
    const fn offset(self, at: i64, size: i64, total: i64, index: i64) -> i64 {
        match self {
            Self::Next => at + size,
            Self::Previous if at > size => at - size,
            Self::Previous | Self::First => 0,
            Self::Last if total > 0 => (total - 1) / size * size,
            Self::Last => 0,
            Self::Index => index * size,
        }
    }
}

pub(super) async fn list(State(state): State<AppState>, pairs: Pairs, headers: HeaderMap, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let asked = Asked::read(pairs, &["offset", "size", "filter", "seekoperation"])?;
    let seek = asked.get("seekoperation").map(Seek::read).transpose()?;
    let (mut place, mut filter) = (place(&asked)?, asked.get("filter").map(str::to_owned));
    if let Some(seek) = seek {
        let index = place.offset;
        if let Some(walk) = walk(&headers)? {
            if asked.get("size").is_none() {
                place.size = walk.size;
            }
            (place.offset, filter) = (walk.offset, walk.filter);
        } else if matches!(seek, Seek::Next | Seek::Previous) {
            return Err(Error::field(TOKEN, "missing", "Send the token of the page before.").into());
        }
        // Only the last page depends on how many there are.
        let total = match seek {
            Seek::Last => {
                let wanted = filter.as_deref().map(partner_center::customer_filter).transpose()?;
                partner_center::customers(&state.app, &ctx, wanted.as_ref(), Place { offset: 0, size: 1 }).await?.total
            }
            _ => 0,
        };
        place.offset = seek.offset(place.offset, i64::from(place.size), total, index);
    }
    let wanted = filter.as_deref().map(partner_center::customer_filter).transpose()?;
    let page = partner_center::customers(&state.app, &ctx, wanted.as_ref(), place).await?;
    let token = cursor::write(&Walk { offset: place.offset, size: place.size, filter: filter.clone() });
    let links = match seek.is_some() || asked.get("offset").is_none() {
        true => seeking(place, filter.as_deref(), page.total, &token),
        false => beside("/customers", filter.as_deref(), place, page.total),
    };
    let items = page.customers.iter().map(|one| json!(one)).collect();
    Ok(collection(items, page.total, &links, Some(&token)))
}

fn walk(headers: &HeaderMap) -> Result<Option<Walk>, Refusal> {
    let Some(token) = headers.get(CONTINUATION) else { return Ok(None) };
    let bad = || Error::field(TOKEN, "invalid", "Send the token as it came with the page before.");
    let text = token.to_str().map_err(|_| bad())?;
    let walk: Walk = cursor::read(text).map_err(|_| bad())?;
    Ok(Some(walk))
}

/// The links of a page that is walked from.
fn seeking(place: Place, filter: Option<&str>, total: i64, token: &str) -> Value {
    let to = |operation: &str| {
        let uri = format!("/customers?size={}&seekOperation={operation}", place.size);
        link(&uri, &[(TOKEN, token)])
    };
    let mut links = beside("/customers", filter, place, 0);
    if place.offset + i64::from(place.size) < total {
        links["next"] = to("Next");
    }
    if place.offset > 0 {
        links["previous"] = to("Previous");
    }
    links
}

pub(super) async fn show(State(state): State<AppState>, Path(tenant): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let found = partner_center::customer(&state.app, &ctx, &tenant).await.map_err(Refusal::of_customer)?;
    Ok(Json(found).into_response())
}

/// What a customer subscribes to, whole: it is never more than a page.
pub(super) async fn subscriptions(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    let found = partner_center::subscriptions(&state.app, &ctx, &tenant).await.map_err(Refusal::of_customer)?;
    let items = found.iter().map(|one| json!(one)).collect();
    Ok(whole(items, &format!("/customers/{tenant}/subscriptions")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_goes_from_page_to_page_and_ends_at_the_ends() {
        let to = |seek: Seek, at| seek.offset(at, 10, 25, 2);
        assert_eq!((to(Seek::Next, 0), to(Seek::Next, 10)), (10, 20));
        assert_eq!((to(Seek::Previous, 20), to(Seek::Previous, 10), to(Seek::Previous, 0)), (10, 0, 0));
        assert_eq!((to(Seek::First, 20), to(Seek::Last, 0), to(Seek::Index, 0)), (0, 20, 20));
        assert_eq!(Seek::Last.offset(0, 10, 0, 0), 0);
        assert_eq!(Seek::Last.offset(0, 10, 20, 0), 10, "the last page is never empty");
    }
}
