//! The tables, one module each: the statements, the row as the driver reads it, and the functions of each scope.

pub(crate) mod attachment;
pub(crate) mod book;
pub(crate) mod book_change;
pub(crate) mod case;
pub(crate) mod case_issue;
pub(crate) mod case_list;
pub(crate) mod case_reach;
pub(crate) mod case_search;
pub(crate) mod connection;
pub(crate) mod connection_secret;
pub(crate) mod counted_page;
pub(crate) mod counterpart;
pub(crate) mod customer;
pub(crate) mod customer_group;
pub(crate) mod customer_list;
pub(crate) mod customer_reach;
pub(crate) mod customer_trouble;
pub(crate) mod delegated_admin;
pub(crate) mod delegated_admin_list;
pub(crate) mod delivery;
pub(crate) mod elevation;
pub(crate) mod emergency;
pub(crate) mod entry;
pub(crate) mod feed_count;
pub(crate) mod feed_round;
pub(crate) mod follow;
pub(crate) mod health_audience;
pub(crate) mod health_feed;
pub(crate) mod health_history;
pub(crate) mod health_issue;
pub(crate) mod health_known;
pub(crate) mod health_post;
pub(crate) mod health_revision;
pub(crate) mod identity_provider;
pub(crate) mod issue_message;
pub(crate) mod issue_reach;
pub(crate) mod mail;
pub(crate) mod membership;
pub(crate) mod notice;
pub(crate) mod notice_list;
pub(crate) mod organization;
pub(crate) mod person_link;
pub(crate) mod person_list;
pub(crate) mod person_trace;
pub(crate) mod polled_feed;
pub(crate) mod provisioned_group;
pub(crate) mod provisioned_user;
pub(crate) mod reader_key;
pub(crate) mod received;
pub(crate) mod received_page;
pub(crate) mod request;
pub(crate) mod request_draft;
pub(crate) mod request_entry;
pub(crate) mod request_list;
pub(crate) mod second_factor;
pub(crate) mod select;
pub(crate) mod service_account;
pub(crate) mod session;
pub(crate) mod sign_in_attempt;
pub(crate) mod standing;
pub(crate) mod stray_ticket;
pub(crate) mod subscription;
pub(crate) mod support_ticket;
pub(crate) mod ticket;
pub(crate) mod token;
pub(crate) mod user;

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::types::Json;
use tierline_domain::{Owner, RequestStatus, text::normalized};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The most that a list gives, whatever is asked for: a page of 200, and one more that tells whether another follows.
pub const LIST_LIMIT: u32 = 201;

/// Where counting stops: what is shown beyond it is `99+`.
pub const COUNT_LIMIT: i64 = 100;

/// How many rows a list without a filter of its own asks for.
pub(crate) const DEFAULT_LIMIT: u32 = 50;

/// The number of rows to ask for.
pub(crate) fn limit(wanted: u32) -> i64 {
    i64::from(wanted.clamp(1, LIST_LIMIT))
}

/// The pattern of `like … escape '\'` that finds a text as typed within a normalized column; none for a blank text,
/// which finds everything.
pub(crate) fn containing(query: Option<&str>) -> Option<String> {
    let wanted = normalized(query?);
    (!wanted.is_empty()).then(|| format!("%{}%", literally(&wanted)))
}

/// A text within such a pattern: what would stand for something else in it stands for itself.
pub(crate) fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// Texts that one search looks through, normalized. A pattern has no line break, so it never matches across two.
pub(crate) fn search_key(parts: &[&str]) -> String {
    parts.iter().map(|part| normalized(part)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A list of identifiers as one parameter, whatever their number, so that the statement's text stays the same. The
/// statement reads it by `json_each` and `unhex` on SQLite, by `jsonb_array_elements_text` and a cast on PostgreSQL.
pub(crate) fn id_list(ids: impl IntoIterator<Item = Uuid>) -> Json<Vec<String>> {
    Json(ids.into_iter().map(|id| id.simple().to_string()).collect())
}

/// A time inside a list of JSON, as the driver of SQLite writes it: there a time is a text, and times are compared as texts.
pub(crate) fn json_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// Whether these statuses, of which there are some, are all of requests that are not over.
pub(crate) fn only_open(statuses: &[RequestStatus]) -> bool {
    !statuses.is_empty() && statuses.iter().all(|status| status.is_open())
}

/// Refuses a value that names another owner than the scope's: it would be written under the wrong one.
pub(crate) fn ours(scope: Owner, given: Owner, table: &'static str, row: impl std::fmt::Display) -> Result<()> {
    if scope == given {
        Ok(())
    } else {
        Err(Error::Inconsistent { table, column: "organization_id", row: row.to_string() })
    }
}

/// The version that a row has after a change that only its last reader may make.
pub(crate) fn saved(version: Option<i64>) -> Result<i64> {
    version.ok_or(Error::Stale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_the_wildcards_of_a_query_as_they_are_written() {
        assert_eq!(containing(Some(" 100%  Sicher_\\ ")).as_deref(), Some("%100\\% sicher\\_\\\\%"));
        assert_eq!(containing(Some("  ")), None);
        assert_eq!(containing(None), None);
    }

    #[test]
    fn a_list_is_never_longer_than_a_page_and_one() {
        assert_eq!([limit(0), limit(50), limit(200), limit(5000)], [1, 50, 200, 201]);
    }

    #[test]
    fn a_search_key_leaves_out_what_is_empty() {
        assert_eq!(search_key(&["R-1042", "", "Database  Failover"]), "r-1042\ndatabase failover");
    }
}
