//! Audit records. Their list is walked by a token, which says where it goes on and for what it was asked.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tierline_app::{
    Error,
    partner_center::{
        self, Check, PAGE_LIMIT, RECORD, RecordsWanted,
        wire::{CONTINUATION, Moment},
    },
};
use tierline_domain::AuditId;

use super::{
    Answer,
    link::{collection, link},
};
use crate::{
    contract::{
        asked::{Asked, Pairs, encoded},
        caller,
    },
    kit::{cursor, state::AppState},
};

/// The header as the contract writes it.
const TOKEN: &str = "MS-ContinuationToken";
/// Records of a page where nothing is said.
const USUAL: u32 = 100;

/// Where a walk stands, and what it was asked for: the pages of one list are of one list.
#[derive(Debug, Serialize, Deserialize)]
struct Walk {
    before: AuditId,
    size: u32,
    from: Option<String>,
    until: Option<String>,
    filter: Option<String>,
}

/// A time of a parameter: with a time of day or without.
fn time(name: &str, text: &str, is_end: bool) -> Result<DateTime<Utc>, Error> {
    let day = |text: &str| {
        let day = text.parse::<NaiveDate>().ok()?;
        // A list ends with the day that it is asked to end with.
        let day = if is_end { day.checked_add_days(Days::new(1))? } else { day };
        Some(day.and_hms_opt(0, 0, 0)?.and_utc())
    };
    day(text).or_else(|| Moment::read(text).0).ok_or_else(|| {
        Error::field(name, "not_a_time", "Write a day or a time, such as 2026-09-01 or 2026-09-01T08:00:00Z.")
    })
}

pub(super) async fn list(State(state): State<AppState>, pairs: Pairs, headers: HeaderMap, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let asked = Asked::read(pairs, &["startdate", "enddate", "size", "filter", "seekoperation"])?;
    let size = asked.number("size", 1, i64::from(PAGE_LIMIT))?.and_then(|size| u32::try_from(size).ok());
    if let Some(seek) = asked.get("seekoperation").filter(|seek| !seek.eq_ignore_ascii_case("next")) {
        let shown: String = seek.chars().take(60).collect();
        let message = format!("{shown:?} does nothing here: records are walked by Next.");
        return Err(Error::field("seekOperation", "not_supported", message).into());
    }
    let own = |name: &str| asked.get(name).map(str::to_owned);
    let walk = match headers.get(CONTINUATION) {
        None => None,
        Some(token) => {
            let bad = || Error::field(TOKEN, "invalid", "Send the token as it came with the page before.");
            Some(cursor::read::<Walk>(token.to_str().map_err(|_| bad())?).map_err(|_| bad())?)
        }
    };
    let (before, [from, until, filter], kept) = match walk {
        Some(walk) => (Some(walk.before), [walk.from, walk.until, walk.filter], walk.size),
        None => (None, [own("startdate"), own("enddate"), own("filter")], USUAL),
    };
    let size = size.unwrap_or(kept);
    let wanted = RecordsWanted {
        from: from.as_deref().map(|text| time("startDate", text, false)).transpose()?,
        until: until.as_deref().map(|text| time("endDate", text, true)).transpose()?,
        filter: filter.as_deref().map(|text| Check::read(text, RECORD)).transpose()?,
        before,
        size: size as usize,
    };
    let page = partner_center::records(&state.app, &ctx, &wanted).await?;
    let named = [("startDate", &from), ("endDate", &until), ("filter", &filter)];
    let named: String =
        named.iter().filter_map(|(name, text)| Some(format!("&{name}={}", encoded(text.as_deref()?)))).collect();
    let mut links = json!({ "self": link(&format!("/auditrecords?size={size}{named}"), &[]) });
    let token = page.next.map(|before| cursor::write(&Walk { before, size, from, until, filter }));
    if let Some(token) = &token {
        links["next"] = link(&format!("/auditrecords?size={size}&seekOperation=Next"), &[(TOKEN, token)]);
    }
    let total = i64::try_from(page.records.len()).unwrap_or(i64::MAX);
    Ok(collection(page.records, total, &links, token.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_meant_from_its_beginning_to_its_end() {
        let day = |text: &str, is_end| time("x", text, is_end).map(|at| at.to_rfc3339()).ok();
        assert_eq!(day("2026-09-01", false).as_deref(), Some("2026-09-01T00:00:00+00:00"));
        assert_eq!(day("2026-09-01", true).as_deref(), Some("2026-09-02T00:00:00+00:00"));
        for text in ["2026-09-01T08:30:00Z", "2026-09-01T08:30:00"] {
            assert_eq!(day(text, true).as_deref(), Some("2026-09-01T08:30:00+00:00"), "{text}");
        }
        assert_eq!(day("yesterday", false), None);
    }
}
