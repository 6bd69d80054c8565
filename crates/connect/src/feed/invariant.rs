//! What holds of every reading, whatever the payload. Fuzzing and property tests ask here.

use std::collections::BTreeSet;

use chrono::Datelike;
use tierline_domain::health::{FeedFormat, ImportedIssue, ImportedPost, ParsedFeed};

use super::{
    parse,
    record::{ID_LIMIT, LINE_LIMIT, POSTS_LIMIT, TEXT_LIMIT, YEARS},
};

/// Reads a payload twice and looks at what came out.
///
/// # Errors
/// What does not hold that always should, in a sentence. A payload that is refused breaks nothing.
pub fn checked(format: FeedFormat, bytes: &[u8]) -> Result<(), String> {
    let Ok(feed) = parse(format, bytes) else { return Ok(()) };
    if parse(format, bytes).as_ref() != Ok(&feed) {
        return Err("two readings of one payload differ".to_owned());
    }
    of_feed(&feed)
}

fn of_feed(feed: &ParsedFeed) -> Result<(), String> {
    let told = feed.issues.len() + feed.rejected.len() + feed.overviews.len();
    if told != feed.records {
        return Err(format!("{} records were counted and {told} told of", feed.records));
    }
    if let Some(bad) =
        feed.rejected.iter().find(|bad| bad.position == 0 || bad.position > feed.records || bad.reason.is_empty())
    {
        return Err(format!("a rejection says nothing: {bad:?}"));
    }
    feed.issues.iter().try_for_each(|issue| of_issue(issue).map_err(|broken| format!("{}: {broken}", issue.source_id)))
}

fn of_issue(issue: &ImportedIssue) -> Result<(), String> {
    let holds = |what: &str, it: bool| if it { Ok(()) } else { Err(what.to_owned()) };
    let short = |text: &str, limit: usize| text.chars().count() <= limit;
    holds("it has no identifier that fits", !issue.source_id.is_empty() && short(&issue.source_id, ID_LIMIT))?;
    holds("it has no source", !issue.source.is_empty())?;
    holds("its title does not fit", short(&issue.title, LINE_LIMIT))?;
    holds("its end lies before its start", issue.ends_at.is_none_or(|end| end >= issue.starts_at))?;
    let times = [Some(issue.starts_at), issue.ends_at, Some(issue.last_modified_at)];
    let times = times.into_iter().flatten().chain(issue.posts.iter().map(|post| post.at));
    // An update without its year may lie a year after the begin of its event.
    let years = YEARS.start - 1..=YEARS.end;
    holds("a time is absurd", times.into_iter().all(|time| years.contains(&time.year())))?;
    holds("it has too many posts", issue.posts.len() <= POSTS_LIMIT)?;
    holds(
        "a post is empty or too long",
        issue.posts.iter().all(|post| !post.text.is_empty() && short(&post.text, TEXT_LIMIT)),
    )?;
    let translated = |post: &ImportedPost| {
        let languages: BTreeSet<_> = post.translations.iter().map(|one| &one.language).collect();
        let own = post.language.as_ref().is_none_or(|own| !languages.contains(own));
        own && languages.len() == post.translations.len() && post.translations.iter().all(|one| !one.text.is_empty())
    };
    holds("a post stands twice in one language", issue.posts.iter().all(translated))?;
    holds("its posts are out of order", issue.posts.is_sorted_by_key(|post| post.at))?;
    let keys: BTreeSet<&str> = issue.posts.iter().map(|post| post.source_key.as_str()).collect();
    holds("two posts have one key", keys.len() == issue.posts.len())
}
