//! A list of leaked passwords that answers by ranges, as the *Pwned Passwords* interface does: `GET {address}/{five digits}` gives
//! a line for each hash that begins so, `{35 digits}:{count}`. A line with the count 0 is padding, which hides by its length what
//! was asked (Have I Been Pwned, API version 3, *Searching by range*).

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use reqwest::{StatusCode, Url, header::HeaderName};
use tierline_app::BreachList;

use crate::outbound::{Outbound, Request};

/// Somebody waits for the answer before a form.
const PATIENCE: Duration = Duration::from_secs(3);
/// A padded answer has about a thousand lines of forty bytes.
const LONGEST: usize = 512 * 1024;
/// Digits of a hash that are not told.
const ENDING: usize = 35;

/// Asks such a list.
pub struct BreachRanges {
    outbound: Arc<Outbound>,
    address: Url,
}

impl BreachRanges {
    /// Asks the list at this address.
    ///
    /// # Errors
    /// Why the address is none, in a sentence.
    pub fn new(outbound: Arc<Outbound>, address: &str) -> Result<Self, String> {
        // What is added to it is one more step of the path.
        let address = format!("{}/", address.trim_end_matches('/'));
        let address = Url::parse(&address).map_err(|error| format!("{address} is no address: {error}"))?;
        if address.cannot_be_a_base() || address.query().is_some() {
            return Err(format!("{address} is no address that a path can follow"));
        }
        Ok(Self { outbound, address })
    }

    async fn ask(&self, beginning: &str) -> Result<Vec<String>, String> {
        let url = self.address.join(beginning).map_err(|error| error.to_string())?;
        let request = Request::get(url)
            .header(HeaderName::from_static("add-padding"), "true")
            .up_to(LONGEST)
            .within(PATIENCE)
            .without_refusals();
        let reply = self.outbound.send(request).await.map_err(crate::outbound::Fault::into_reason)?;
        if reply.status != StatusCode::OK {
            return Err(format!("it answers {}", reply.status));
        }
        let text = String::from_utf8(reply.body).map_err(|_| "its answer is no text".to_owned())?;
        text.lines().filter(|line| !line.trim().is_empty()).filter_map(|line| ending(line).transpose()).collect()
    }
}

/// The ending on a line; none where the line is padding.
fn ending(line: &str) -> Result<Option<String>, String> {
    let read = line.trim().split_once(':').and_then(|(ending, count)| Some((ending, count.parse::<u64>().ok()?)));
    match read {
        Some((ending, count)) if ending.len() == ENDING && ending.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Ok((count > 0).then(|| ending.to_ascii_uppercase()))
        }
        _ => Err("its answer has lines that are no hashes".to_owned()),
    }
}

impl BreachList for BreachRanges {
    fn endings(&self, beginning: String) -> BoxFuture<'_, Result<Vec<String>, String>> {
        Box::pin(async move { self.ask(&beginning).await })
    }
}
