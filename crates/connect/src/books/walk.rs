//! A list is walked from page to page.

use std::{collections::HashSet, time::Duration};

use reqwest::{
    StatusCode, Url,
    header::{ACCEPT, HeaderName},
};
use serde_json::Value;
use tierline_app::{Opened, Unread, partner_center::wire};

use crate::outbound::{Fault, Outbound, Reply, Request, host};

/// Bytes of a page.
const PAGE_BYTES: usize = 16 * 1024 * 1024;
/// Pages of a list.
const PAGES: usize = 2_000;
/// Things in a list: more than the largest partner has.
const ITEMS: usize = 200_000;
/// Seconds that are waited on the spot where the provider asks for it, and how often in a list. Longer, and it is read another time.
const PATIENCE_SECONDS: i64 = 30;
const WAITS: u32 = 6;
/// Seconds for which the provider is left alone that asked for it and did not say how long.
const UNSAID_RETRY_SECONDS: i64 = 60;

/// Where a list is, and with which headers it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
}

impl Place {
    /// A path below the connection's address.
    pub(super) fn below(through: &Opened, path: &str) -> Result<Self, Unread> {
        let base = through.connection.address.trim_end_matches('/');
        let none = |_| failed("the connection's address is none: correct it".to_owned());
        Ok(Self { url: Url::parse(&format!("{base}{path}")).map_err(none)?, headers: Vec::new() })
    }
}

/// A page, as far as all lists are alike.
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    pub(super) next: Option<Place>,
    /// How many the list has in all, where it says so.
    pub(super) total: Option<i64>,
}

/// Reads a list whole. `read` finds the things on a page and where the next one is.
pub(super) async fn walk(
    outbound: &Outbound,
    through: &Opened,
    first: Place,
    read: impl Fn(&Value, &Place) -> Result<Page, String>,
) -> Result<Vec<Value>, Unread> {
    let (mut seen, mut place, mut items, mut total) = (HashSet::new(), first.clone(), Vec::new(), None);
    let name = &through.connection.name;
    let mut waits = 0;
    loop {
        if !seen.insert(place.clone()) {
            return Err(failed(format!("the pages of {name} lead in a circle")));
        }
        if seen.len() > PAGES {
            return Err(failed(format!("{name} has more than {PAGES} pages")));
        }
        let value = one(outbound, through, &place, &mut waits).await?;
        let page = read(&value, &place).map_err(|what| failed(format!("{name} {what}")))?;
        items.extend(page.items);
        total = total.max(page.total);
        if items.len() > ITEMS {
            return Err(failed(format!("{name} lists more than {ITEMS}")));
        }
        let Some(next) = page.next else { break };
        if next.url.origin() != first.url.origin() {
            return Err(failed(format!("the next page of {name} is said to be on another host")));
        }
        place = next;
    }
    let got = i64::try_from(items.len()).unwrap_or(i64::MAX);
    match total {
        Some(total) if got < total => Err(failed(format!("{name} says that there are {total}, and lists {got}"))),
        _ => Ok(items),
    }
}

/// Reads one thing, or one page. Who asks to be left alone for a moment is waited for.
pub(super) async fn one(
    outbound: &Outbound,
    through: &Opened,
    place: &Place,
    waits: &mut u32,
) -> Result<Value, Unread> {
    loop {
        let mut request = Request::get(place.url.clone()).header(ACCEPT, "application/json").up_to(PAGE_BYTES);
        for (name, value) in &place.headers {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| failed("the next page asks for a header that is none".to_owned()))?;
            request = request.header(name, value);
        }
        let reply = outbound.ask(through, request).await.map_err(unanswered)?;
        if reply.status == StatusCode::OK {
            let json = |_| failed(format!("{} answered with something else than JSON", host(&place.url)));
            let body = reply.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&reply.body);
            return serde_json::from_slice(body).map(wire::camel).map_err(json);
        }
        let refusal = refused(outbound, &reply, place);
        let now = outbound.clock().now();
        let wait = refusal.not_before.map(|until| (until - now).num_seconds() + 1);
        match wait {
            Some(wait) if wait <= PATIENCE_SECONDS && *waits < WAITS => {
                *waits += 1;
                tokio::time::sleep(Duration::from_secs(wait.max(0).unsigned_abs())).await;
            }
            _ => return Err(refusal),
        }
    }
}

fn unanswered(fault: Fault) -> Unread {
    let not_before = match &fault {
        Fault::NotSent { not_before, .. } => *not_before,
        Fault::Denied { .. } | Fault::Unanswered { .. } => None,
    };
    Unread { reason: fault.into_reason(), not_before, is_single: false }
}

fn refused(outbound: &Outbound, reply: &Reply, place: &Place) -> Unread {
    let now = outbound.clock().now();
    let is_throttled = reply.status == StatusCode::TOO_MANY_REQUESTS;
    let unsaid = is_throttled.then(|| now + chrono::Duration::seconds(UNSAID_RETRY_SECONDS));
    Unread {
        reason: reply.refusal(host(&place.url), "the books"),
        not_before: reply.retry_at(now).or(unsaid),
        is_single: matches!(reply.status.as_u16(), 403 | 404),
    }
}

/// What is wrong with the list as a whole.
pub(super) const fn failed(reason: String) -> Unread {
    Unread { reason, not_before: None, is_single: false }
}
