//! The feed of news: each issue is an entry, and each of its posts another.

use atom_syndication::{Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use chrono::{DateTime, Utc};
use tierline_domain::health::{HealthIssue, HealthPost};
use uuid::Uuid;

use super::{ReaderView, facts, issue_title, line, plain};
use crate::{Frame, page::post_text};

/// Entries, at most: the latest.
const ENTRIES: usize = 300;
/// Characters of a post.
const POST_CHARS: usize = 20_000;

fn fixed(at: DateTime<Utc>) -> FixedDateTime {
    at.fixed_offset()
}

fn name_of(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

fn text(value: String) -> Content {
    Content { value: Some(value), content_type: Some("text".to_owned()), ..Content::default() }
}

impl ReaderView {
    /// The view as an Atom feed (RFC 4287). It does not say its own address, which holds the key.
    #[must_use]
    pub fn atom(&self, f: &Frame) -> String {
        let mut entries: Vec<Entry> =
            self.issues.iter().flat_map(|(issue, posts)| self.entries(f, issue, posts)).collect();
        entries.sort_by(|one, other| other.updated.cmp(&one.updated).then_with(|| one.id.cmp(&other.id)));
        entries.truncate(ENTRIES);
        let feed = Feed {
            title: Text::plain(self.title(f)),
            id: name_of(self.id),
            // Of an empty feed nothing was ever changed: the beginning of time is as good as any, and stays the same.
            updated: entries.first().map_or_else(|| fixed(DateTime::UNIX_EPOCH), |entry| entry.updated),
            authors: vec![Person { name: line(&self.organization), ..Person::default() }],
            generator: Some(Generator { value: "Tierline".to_owned(), ..Generator::default() }),
            links: vec![link(format!("{}/health", self.public_url))],
            lang: Some(f.locale().tag().to_owned()),
            entries,
            ..Feed::default()
        };
        feed.to_string()
    }

    fn entries<'a>(
        &'a self,
        f: &'a Frame,
        issue: &'a HealthIssue,
        posts: &'a [HealthPost],
    ) -> impl Iterator<Item = Entry> + 'a {
        let of_issue = Entry {
            title: Text::plain(issue_title(f, issue)),
            id: name_of(issue.id.uuid()),
            updated: fixed(issue.last_modified_at),
            published: Some(fixed(issue.published_at)),
            categories: categories(f, issue),
            links: vec![link(self.address(issue.id))],
            content: Some(text(facts(f, issue).join("\n"))),
            ..Entry::default()
        };
        let of_post = move |post: &HealthPost| Entry {
            title: Text::plain(line(&f.m("reader-post-title").s("title", &issue.title).to_string())),
            id: name_of(post.id.uuid()),
            updated: fixed(post.at),
            published: Some(fixed(post.at)),
            categories: categories(f, issue),
            links: vec![link(self.address(issue.id))],
            content: Some(text(plain(&post_text(post), POST_CHARS))),
            ..Entry::default()
        };
        std::iter::once(of_issue).chain(posts.iter().map(of_post))
    }
}

fn link(href: String) -> Link {
    Link { href, rel: "alternate".to_owned(), mime_type: Some("text/html".to_owned()), ..Link::default() }
}

fn categories(f: &Frame, issue: &HealthIssue) -> Vec<Category> {
    let kind = Category { term: issue.kind.word().to_owned(), label: Some(f.w(issue.kind)), ..Category::default() };
    let services = issue.services.iter().map(|service| Category { term: line(service), ..Category::default() });
    std::iter::once(kind).chain(services).collect()
}
