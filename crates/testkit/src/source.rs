//! A source of health feeds that says what a test tells it to.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures::future::BoxFuture;
use serde_json::{Value, json};
use tierline_app::{FeedFetcher, FetchCall, FetchFailure, Fetched};

/// What a source answers.
pub type Answer = Result<Fetched, FetchFailure>;

/// Answers by tenant; a public feed is the tenant without a name.
#[derive(Default)]
pub struct Source(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    answers: HashMap<String, Answer>,
    calls: Vec<FetchCall>,
    meanwhile: Option<BoxFuture<'static, ()>>,
}

impl Source {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on a tenant's feed says this.
    pub fn says(&self, tenant: &str, answer: Answer) {
        self.inner().answers.insert(tenant.to_owned(), answer);
    }

    /// What happens while the next call is under way. It gets the answer that stood when it was made.
    pub fn meanwhile(&self, happens: impl Future<Output = ()> + Send + 'static) {
        self.inner().meanwhile = Some(Box::pin(happens));
    }

    /// The calls since the last time somebody asked.
    #[must_use]
    pub fn calls(&self) -> Vec<FetchCall> {
        std::mem::take(&mut self.inner().calls)
    }
}

impl FeedFetcher for Source {
    fn fetch(&self, call: FetchCall) -> BoxFuture<'_, Answer> {
        let mut inner = self.inner();
        let tenant = call.tenant.clone().unwrap_or_default();
        let answer = inner.answers.get(&tenant).cloned().unwrap_or_else(|| Err(failure("nobody is there")));
        inner.calls.push(call);
        let meanwhile = inner.meanwhile.take();
        Box::pin(async move {
            if let Some(happens) = meanwhile {
                happens.await;
            }
            answer
        })
    }
}

/// A failure with this reason.
#[must_use]
pub fn failure(reason: &str) -> FetchFailure {
    FetchFailure { reason: reason.to_owned(), not_before: None, postponed: false }
}

/// One page as an answer.
pub fn payload(page: &Value) -> Answer {
    let pages = vec![page.to_string().into_bytes()];
    Ok(Fetched::Payload { pages, etag: None, last_modified: None, source_time: None })
}

/// A Graph payload of these issues.
pub fn graph(issues: &[Value]) -> Answer {
    payload(&json!({ "value": issues }))
}

/// A Graph issue about mail with these posts: when (RFC 3339) and what.
#[must_use]
pub fn graph_issue(id: &str, status: &str, posts: &[(&str, &str)]) -> Value {
    let first = posts.first().map_or("2026-09-15T08:00:00Z", |(at, _)| at);
    let last = posts.last().map_or(first, |(at, _)| at);
    let posts: Vec<Value> = posts
        .iter()
        .map(|(at, text)| {
            json!({ "createdDateTime": at, "postType": "regular", "description": { "contentType": "text", "content": text } })
        })
        .collect();
    json!({
        "id": id, "title": "Shared calendars stay empty", "service": "Exchange Online", "classification": "incident",
        "status": status, "isResolved": status == "serviceRestored", "startDateTime": first,
        "endDateTime": (status == "serviceRestored").then_some(last), "lastModifiedDateTime": last,
        "impactDescription": "Shared calendars open and nothing is in them.", "posts": posts,
    })
}
