//! Service health for programs that are no browsers: a calendar (iCalendar, RFC 5545) and a feed of news (Atom, RFC 4287).
//!
//! The libraries write and escape; what is given to them is plain text without control characters, so that nothing a provider
//! publishes can end a line or an element.

mod atom;
mod calendar;
#[cfg(test)]
mod tests;

use tierline_domain::{
    HealthIssueId,
    health::{HealthIssue, HealthPost},
    text::is_deceptive,
};
use uuid::Uuid;

use crate::Frame;

/// Characters of a title, at most.
const TITLE_CHARS: usize = 200;

/// What a program shows: the issues that one person may see, with their posts.
#[derive(Debug, Clone)]
pub struct ReaderView {
    /// Names this view for good, whatever is in it; no secret.
    pub id: Uuid,
    /// Whose desk it is.
    pub organization: String,
    /// What its person called it.
    pub name: String,
    /// The address of the desk, without a slash at its end.
    pub public_url: String,
    /// The issues with their posts, the oldest post first.
    pub issues: Vec<(HealthIssue, Vec<HealthPost>)>,
}

impl ReaderView {
    fn title(&self, f: &Frame) -> String {
        line(&f.m("reader-title").s("organization", &self.organization).s("name", &self.name).to_string())
    }

    fn address(&self, issue: HealthIssueId) -> String {
        format!("{}/health/issues/{issue}", self.public_url)
    }
}

/// A title of an issue: what it is first, for lists that cut what follows.
fn issue_title(f: &Frame, issue: &HealthIssue) -> String {
    let word = f.w(issue.status);
    line(&f.m("reader-issue-title").s("status", word).s("title", &issue.title).to_string())
}

/// What an issue is about, a fact a line.
fn facts(f: &Frame, issue: &HealthIssue) -> Vec<String> {
    let mut place = issue.service.clone();
    if !issue.regions.is_empty() {
        place.push_str(&format!(" ({})", issue.regions.join(", ")));
    }
    let kind = f.m("reader-issue-kind").s("kind", f.w(issue.kind)).s("number", &issue.source_id).to_string();
    [kind, place, issue.impact.clone()].iter().map(|text| line(text)).filter(|text| !text.is_empty()).collect()
}

/// Text without what a format or a reader could take for something else: control characters, characters that turn the direction of
/// what follows or cannot be seen, and what XML forbids. Line breaks stay.
fn plain(text: &str, limit: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let fits = |c: &char| *c == '\n' || !(c.is_control() || is_deceptive(*c) || matches!(c, '\u{fffe}' | '\u{ffff}'));
    let mut kept: String = text.chars().filter(fits).take(limit + 1).collect();
    if kept.chars().count() > limit {
        kept.pop();
        kept.push('…');
    }
    kept.trim().to_owned()
}

/// The same on one line.
fn line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "), TITLE_CHARS)
}
