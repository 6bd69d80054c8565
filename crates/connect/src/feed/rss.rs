//! RSS 2.0 and Atom, of whoever publishes status in them; Azure's public status page does.
//!
//! Such a feed says little: an entry is one text, rewritten in place as things go on, with a title. So an entry is one post, and
//! each rewriting an edit of it. What it is about is told by its categories, how it stands by the first words of title and text.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use roxmltree::Node;
use tierline_domain::{
    LanguageTag,
    catalogue::{lookup_key, region_find, service_find},
    health::{FeedFormat, ImportedIssue, ImportedPost, IssueKind, IssueStatus, ParsedFeed, PostFormat, Rejected},
};

use super::{
    FeedError, RECORDS_LIMIT, decode, expected,
    record::{
        ID_LIMIT, YEARS, fingerprint, line_of, looks_like_html, regions_of, services_of, settled, shortened, text_of,
        time_of,
    },
    rss_status, xml,
};

/// Names of an element's content and date in RSS and in Atom, the better first.
const CONTENT: [&str; 4] = ["encoded", "content", "description", "summary"];
/// The namespace of `xml:lang`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const PUBLISHED: [&str; 3] = ["pubDate", "published", "date"];

/// Reads a feed.
pub(super) fn parse(bytes: &[u8]) -> Result<ParsedFeed, FeedError> {
    let expected = expected(FeedFormat::Rss);
    let text = decode::text_of(bytes)?;
    let tree = xml::tree(&text, expected)?;
    let root = tree.root_element();
    let channel = match root.tag_name().name() {
        "rss" => root.children().find(|node| node.tag_name().name() == "channel"),
        // RSS 1.0 has its items beside the channel.
        "RDF" | "feed" => Some(root),
        _ => None,
    };
    let found = || format!("XML with the root \"{}\"", shortened(root.tag_name().name()));
    let channel = channel.ok_or_else(|| FeedError::WrongShape { found: found(), expected })?;
    let entries: Vec<Node<'_, '_>> =
        channel.children().filter(|node| matches!(node.tag_name().name(), "item" | "entry")).collect();
    if entries.len() > RECORDS_LIMIT {
        return Err(FeedError::TooMany);
    }
    let publisher = Publisher::of(channel);
    let mut feed =
        ParsedFeed { records: entries.len(), source: Some(publisher.source.clone()), ..ParsedFeed::default() };
    for (index, entry) in entries.into_iter().enumerate() {
        match read(entry, &publisher) {
            Ok(issue) => feed.issues.push(settled(issue)),
            Err(reason) => feed.rejected.push(Rejected { position: index + 1, id: id(entry).ok(), reason }),
        }
    }
    Ok(feed)
}

/// Who speaks.
struct Publisher {
    source: String,
    name: String,
    azure: bool,
    /// What its texts are written in, where it says so: RSS in an element of its own, both by `xml:lang`.
    language: Option<LanguageTag>,
}

impl Publisher {
    fn of(channel: Node<'_, '_>) -> Self {
        // RSS 1.0 says of itself inside what lists say beside.
        let head = child(channel, "channel").unwrap_or(channel);
        let address = line(head, "id").or_else(|| link(head)).unwrap_or_default();
        let name = line(head, "title").unwrap_or_default();
        // Without the scheme and without what follows a "?": an address can carry a key.
        let place = address.split_once("://").map_or(address.as_str(), |(_, place)| place);
        let place = place.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_lowercase();
        let place = if place.is_empty() { lookup_key(&name) } else { place };
        let host = place.split('/').next().unwrap_or_default();
        let azure =
            host == "status.azure.com" || host == "azure.status.microsoft" || host.ends_with(".azure.status.microsoft");
        let own = FeedFormat::Rss.source();
        let source = match place.as_str() {
            _ if azure => "azure_status".to_owned(),
            "" => own.to_owned(),
            place => format!("{own}:{}", short_id(place)),
        };
        let language = line(head, "language").and_then(|tag| LanguageTag::parse(&tag));
        Self { source, name, azure, language }
    }

    /// A category as a service: Azure's by the catalogue, anybody else's told from those of the same name.
    fn services(&self, names: &[String]) -> Vec<String> {
        if self.azure {
            return services_of(names.iter().map(String::as_str));
        }
        let name = if self.name.is_empty() { "RSS" } else { self.name.as_str() };
        names.iter().map(|service| format!("{name}: {service}")).collect()
    }
}

fn read(entry: Node<'_, '_>, publisher: &Publisher) -> Result<ImportedIssue, String> {
    let title = line(entry, "title").ok_or("title is missing")?;
    let source_id = id(entry)?;
    let published = first(entry, &PUBLISHED).map(time).transpose()?;
    let updated = child(entry, "updated").map(time).transpose()?;
    let starts_at = published.or(updated).ok_or("there is no date: pubDate, published or updated")?;
    let last_modified_at = updated.unwrap_or(starts_at).max(starts_at);
    let content = content(entry);
    let body = content.as_ref().map(|(text, _)| text.as_str()).unwrap_or_default();
    let (regions, services) = categories(entry, publisher);
    let planned = rss_status::is_planned(&title);
    let said = rss_status::of(&title, body);
    let kind = match () {
        () if planned => IssueKind::PlannedMaintenance,
        // Azure lists there what is broken, and nothing else. Of others that is not known, so they inform.
        () if publisher.azure => IssueKind::ServiceIssue,
        () => IssueKind::Advisory,
    };
    let quiet = if kind == IssueKind::ServiceIssue { IssueStatus::Investigating } else { IssueStatus::Informational };
    let status = said.as_ref().map_or(quiet, |(_, status)| if planned && !status.is_over() { quiet } else { *status });
    Ok(ImportedIssue {
        source: publisher.source.clone(),
        source_id,
        kind,
        title,
        service: if services.is_empty() { publisher.name.clone() } else { services.join(", ") },
        services: publisher.services(&services),
        regions: regions_of(regions.iter().map(String::as_str)),
        status,
        source_status: said.map(|(word, _)| word).unwrap_or_default(),
        starts_at,
        ends_at: status.is_over().then_some(last_modified_at),
        last_modified_at,
        impact: String::new(),
        posts: content
            .map(|(text, format)| ImportedPost {
                language: language(entry, &publisher.language),
                ..ImportedPost::new("body".to_owned(), starts_at, text, format)
            })
            .into_iter()
            .collect(),
    })
}

/// The language of an entry's text: the nearest `xml:lang` around it, else the publisher's.
fn language(entry: Node<'_, '_>, publishers: &Option<LanguageTag>) -> Option<LanguageTag> {
    let text = CONTENT.iter().find_map(|name| child(entry, name)).unwrap_or(entry);
    let named = text.ancestors().find_map(|node| node.attribute((XML, "lang")));
    named.and_then(LanguageTag::parse).or_else(|| publishers.clone())
}

/// The identifier that the publisher gave, else the address of the entry.
fn id(entry: Node<'_, '_>) -> Result<String, String> {
    let id = line(entry, "guid").or_else(|| line(entry, "id")).or_else(|| link(entry));
    id.map(|id| short_id(&id)).ok_or_else(|| "guid is missing".to_owned())
}

/// An identifier that fits: of a longer one its end, told from others of the same end.
fn short_id(id: &str) -> String {
    let length = id.chars().count();
    if length <= ID_LIMIT - 20 {
        return id.to_owned();
    }
    let end: String = id.chars().skip(length - (ID_LIMIT - 40)).collect();
    format!("{:016x}:{end}", fingerprint(id))
}

/// The text of an entry, and whether it is markup.
fn content(entry: Node<'_, '_>) -> Option<(String, PostFormat)> {
    CONTENT.iter().filter_map(|name| child(entry, name)).find_map(|node| {
        let kind = node.attribute("type").unwrap_or_default();
        if kind.eq_ignore_ascii_case("xhtml") {
            // The elements as they are written.
            let markup: String = node.children().map(|inside| &node.document().input_text()[inside.range()]).collect();
            return text_of(&markup).map(|text| (text, PostFormat::Html));
        }
        let text = text_of(&text(node))?;
        let html = kind.to_lowercase().contains("html") || looks_like_html(&text);
        Some((text, if html { PostFormat::Html } else { PostFormat::Text }))
    })
}

/// The categories that are regions, where the publisher's regions are the catalogue's, and the others.
fn categories(entry: Node<'_, '_>, publisher: &Publisher) -> (Vec<String>, Vec<String>) {
    let nodes = entry.children().filter(|node| node.tag_name().name() == "category");
    let names = nodes.filter_map(|node| line_of(&text(node)).or_else(|| line_of(node.attribute("term")?)));
    let mut names: Vec<String> = names.take(200).collect();
    names.sort();
    names.dedup();
    names.into_iter().partition(|name| publisher.azure && service_find(name).is_none() && region_find(name).is_some())
}

/// RFC 2822 as RSS writes it, with the bare "Z" that Azure writes; else as everywhere.
fn time(node: Node<'_, '_>) -> Result<DateTime<Utc>, String> {
    let name = node.tag_name().name();
    let text = line_of(&text(node)).ok_or_else(|| format!("{name} is empty"))?;
    // The day of the week says nothing, and some get it wrong.
    let dated = text.split_once(", ").map_or(text.as_str(), |(_, date)| date);
    let zoned = [" Z", " UTC"].iter().find_map(|zone| Some(format!("{} +0000", dated.strip_suffix(zone)?)));
    let mail =
        DateTime::parse_from_rfc2822(zoned.as_deref().unwrap_or(dated)).map(|time| time.with_timezone(&Utc)).ok();
    let time =
        mail.or_else(|| time_of(&text)).ok_or_else(|| format!("{name} is not a time: \"{}\"", shortened(&text)))?;
    if YEARS.contains(&time.year()) {
        Ok(time.trunc_subsecs(6))
    } else {
        Err(format!("{name} lies too far away: \"{}\"", shortened(&text)))
    }
}

/// The address of an element: RSS writes it as text, Atom as an attribute of the link without another meaning.
fn link(of: Node<'_, '_>) -> Option<String> {
    let links = of.children().filter(|node| node.tag_name().name() == "link");
    links.into_iter().find_map(|node| match node.attribute("href") {
        Some(href) if matches!(node.attribute("rel"), None | Some("alternate")) => line_of(href),
        Some(_) => None,
        None => line_of(&text(node)),
    })
}

fn child<'a, 'i>(of: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    of.children().find(|node| node.tag_name().name() == name)
}

fn first<'a, 'i>(of: Node<'a, 'i>, names: &[&str]) -> Option<Node<'a, 'i>> {
    names.iter().find_map(|name| child(of, name))
}

fn line(of: Node<'_, '_>, name: &str) -> Option<String> {
    child(of, name).and_then(|node| line_of(&text(node)))
}

/// All text within an element.
fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}
