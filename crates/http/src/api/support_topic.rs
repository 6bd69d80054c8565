//! Support topics: the provider's own classification.

use serde::{Deserialize, Serialize};
use tierline_domain::catalogue::{SupportTopic, topic_search};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found, Page},
    call::{Ask, Caller, page_limit},
    cursor,
    endpoint::{Operation, get},
    wire,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![get("/support-topics", "Lists support topics; a query finds them by the beginnings of words.", list)]
}

/// A support topic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SupportTopic)]
struct Topic {
    /// Stable identifier.
    id: &'static str,
    /// The family it is filed under.
    product_family: wire::ProductFamily,
    /// The service; null for a topic of the whole family.
    service: Option<&'static str>,
    /// The name, in the provider's words.
    name: &'static str,
}

impl From<&SupportTopic> for Topic {
    fn from(topic: &SupportTopic) -> Self {
        Self { id: topic.id, product_family: topic.family.into(), service: topic.service, name: topic.name }
    }
}

/// What a list of topics is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// One family.
    product_family: Option<wire::ProductFamily>,
    /// Beginnings of words.
    query: Option<String>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

async fn list(_: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<Topic>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<String> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let found = topic_search(question.product_family.map(|family| family.0), &question.query.unwrap_or_default());
    let begin = after.and_then(|after| found.iter().position(|topic| topic.id == after)).map_or(0, |place| place + 1);
    Ok(Found::new(Page::cut(found[begin..].to_vec(), limit, |topic| topic.id, Into::into)))
}
