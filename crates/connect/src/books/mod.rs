//! The provider's side of a partner's books: customers, indirect resellers and subscriptions by Partner Center's interface, delegated
//! admin relationships and access assignments by Microsoft Graph.
//!
//! A list is read with all its pages or not at all: where a page fails, leads elsewhere or in a circle, or where fewer came than were
//! said to be, nothing of it is given. What the provider writes is made fit to be shown here, and stays within limits.

mod graph;
mod partner_center;
mod walk;

use std::sync::Arc;

use futures::future::BoxFuture;
use tierline_app::{
    Books, CustomerDetail, ListedCustomer, ListedRelationship, ListedReseller, ListedSubscription, Opened, Unread,
};
use tierline_domain::{
    AccessAssignment,
    text::{LINE_LIMIT, is_deceptive},
};

use crate::outbound::Outbound;

/// Reads the provider's side.
pub struct BookReader {
    outbound: Arc<Outbound>,
}

impl BookReader {
    /// A reader that asks by this client.
    #[must_use]
    pub const fn new(outbound: Arc<Outbound>) -> Self {
        Self { outbound }
    }
}

impl Books for BookReader {
    fn customers<'a>(&'a self, through: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedCustomer>, Unread>> {
        Box::pin(partner_center::customers(&self.outbound, through))
    }

    fn resellers<'a>(&'a self, through: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedReseller>, Unread>> {
        Box::pin(partner_center::resellers(&self.outbound, through))
    }

    fn detail<'a>(&'a self, through: &'a Opened, tenant: &'a str) -> BoxFuture<'a, Result<CustomerDetail, Unread>> {
        Box::pin(partner_center::detail(&self.outbound, through, tenant))
    }

    fn subscriptions<'a>(
        &'a self,
        through: &'a Opened,
        tenant: &'a str,
    ) -> BoxFuture<'a, Result<Vec<ListedSubscription>, Unread>> {
        Box::pin(partner_center::subscriptions(&self.outbound, through, tenant))
    }

    fn relationships<'a>(&'a self, through: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedRelationship>, Unread>> {
        Box::pin(graph::relationships(&self.outbound, through))
    }

    fn assignments<'a>(
        &'a self,
        through: &'a Opened,
        relationship: &'a str,
    ) -> BoxFuture<'a, Result<Vec<AccessAssignment>, Unread>> {
        Box::pin(graph::assignments(&self.outbound, through, relationship))
    }
}

/// A text of the provider's as one line that can be shown: without what hides or reorders words, and not longer than a line.
fn line(text: Option<String>) -> Option<String> {
    let text = text?;
    // Before it is walked: a name of megabytes is none.
    let end = text.char_indices().nth(LINE_LIMIT * 4).map_or(text.len(), |(at, _)| at);
    let clean: String = text[..end].chars().map(|c| if is_deceptive(c) { ' ' } else { c }).collect();
    let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = words.chars().take(LINE_LIMIT).collect();
    let cut = cut.trim_end().to_owned();
    (!cut.is_empty()).then_some(cut)
}

/// An identifier of the provider's: it becomes part of an address and of a key.
fn identifier(text: Option<String>) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.filter(|text| (1..=120).contains(&text.len()) && text.chars().all(plain) && !text.contains(".."))
}
