//! Gets the payloads of health feeds: over HTTPS, from Microsoft Graph and Azure with the partner's own application, or from
//! files.
//!
//! Whatever a source does, a reading ends within its limits, and gives all pages or a failure in one sentence.

mod budget;
mod file;
mod paged;
mod plain;

use std::{path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use tierline_app::{FeedFetcher, FetchCall, FetchFailure, Fetched};
use tierline_domain::health::FeedFormat;

pub use budget::Allowances;

use crate::outbound::{Fault, Outbound, Reply};

/// How long and how large a reading may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For all pages together. A node has a feed for itself for two minutes at a time.
    pub reading: Duration,
    /// Bytes of one page, unpacked.
    pub page_bytes: usize,
    /// Bytes of all pages, unpacked.
    pub whole_bytes: usize,
    /// Pages.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reading: Duration::from_secs(90),
            page_bytes: 32 * 1024 * 1024,
            whole_bytes: 128 * 1024 * 1024,
            pages: 100,
        }
    }
}

/// How feeds are got.
#[derive(Debug, Clone, Default)]
pub struct FetchSettings {
    /// The folder below which the files of feeds are.
    pub feeds: PathBuf,
    /// How long and how large a reading may be.
    pub limits: Limits,
    /// What the sources allow.
    pub allowances: Allowances,
}

/// Gets payloads. One for the whole program: the budgets of requests are shared by all feeds.
pub struct Fetcher {
    settings: FetchSettings,
    outbound: Arc<Outbound>,
    budgets: budget::Budgets,
}

impl Fetcher {
    /// A fetcher that has asked nobody yet.
    #[must_use]
    pub fn new(settings: FetchSettings, outbound: Arc<Outbound>) -> Self {
        Self { budgets: budget::Budgets::new(settings.allowances), settings, outbound }
    }

    async fn get(&self, mut call: FetchCall) -> Result<Fetched, FetchFailure> {
        if let Some(tenant) = &call.tenant {
            // It becomes part of addresses and of names of files.
            if tenant.contains("..") || !tenant.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
                return Err(failure("the customer's tenant identifier is none".to_owned()));
            }
            call.location = call.location.replace(TENANT, tenant);
        }
        if let Some(path) = call.location.strip_prefix("file:") {
            return self.read(path.to_owned()).await;
        }
        match call.format {
            FeedFormat::Graph | FeedFormat::GraphMessages | FeedFormat::GraphOverviews | FeedFormat::AzureEvents => {
                paged::fetch(self, &call).await
            }
            _ => plain::fetch(self, &call).await,
        }
    }

    async fn read(&self, path: String) -> Result<Fetched, FetchFailure> {
        let (root, limits) = (self.settings.feeds.clone(), self.settings.limits);
        let pages = tokio::task::spawn_blocking(move || file::pages(&root, &path, &limits)).await;
        let pages = pages.map_err(|_| failure("the feed's file could not be read".to_owned()))?.map_err(failure)?;
        Ok(Fetched::Payload { pages, etag: None, last_modified: None, source_time: None })
    }
}

/// Stands in a location for the tenant's identifier, where the feed is each tenant's.
const TENANT: &str = "{tenant}";

/// A request that was not answered, as a failure of a feed: it only reads, so that it does not matter how far it came.
fn unanswered(fault: Fault) -> FetchFailure {
    let not_before = match &fault {
        Fault::NotSent { not_before, .. } => *not_before,
        Fault::Denied { .. } | Fault::Unanswered { .. } => None,
    };
    FetchFailure { not_before, ..failure(fault.into_reason()) }
}

/// What an answer that is no payload means.
fn refused(reply: &Reply, host: &str, now: DateTime<Utc>) -> FetchFailure {
    FetchFailure { not_before: reply.retry_at(now), ..failure(reply.refusal(host, "the feed")) }
}

/// A failure with this reason.
const fn failure(reason: String) -> FetchFailure {
    FetchFailure { reason, not_before: None, postponed: false }
}

impl FeedFetcher for Fetcher {
    fn fetch(&self, call: FetchCall) -> BoxFuture<'_, Result<Fetched, FetchFailure>> {
        Box::pin(async move {
            let limit = self.settings.limits.reading;
            let done = tokio::time::timeout(limit, self.get(call)).await;
            done.unwrap_or_else(|_| Err(failure(format!("the feed was not read within {} seconds", limit.as_secs()))))
        })
    }
}
