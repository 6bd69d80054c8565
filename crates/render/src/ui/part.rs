//! Notices, empty places, crumbs, people.

use tierline_domain::Side;

use super::{Look, Tone};
use crate::{
    Console, Frame, Place,
    html::{Html, bdi, escaped},
};

/// A link with a label from a catalogue or from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// An address with a query.
pub(crate) fn address<'p>(path: &str, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// The letters that stand for a person: of the first and the last word of the name.
pub(crate) fn initials(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    let letter = |word: Option<&&str>| {
        word.and_then(|word| word.chars().find(|c| c.is_alphanumeric())).map(|c| c.to_uppercase().to_string())
    };
    let first = letter(words.first()).unwrap_or_default();
    let last = if words.len() > 1 { letter(words.last()).unwrap_or_default() } else { String::new() };
    format!("{first}{last}")
}

impl Frame {
    /// The round sign of a person: readers hear the name beside it.
    #[must_use]
    pub fn avatar(&self, name: &str, side: Side) -> Html {
        let class = match side {
            Side::Ours => " is-us",
            Side::Provider => " is-far",
            Side::Customer | Side::Desk => "",
        };
        Html(format!("<span class=\"avatar{class}\" aria-hidden=\"true\">{}</span>", escaped(&initials(name))))
    }

    /// A block that says something about the page it stands on.
    #[must_use]
    pub fn notice(&self, Look(tone, icon): Look, says: impl Into<Html>) -> Html {
        Html(format!(
            "<div class=\"notice {}\">{}<div><p>{}</p></div></div>",
            tone.class(),
            self.icon(icon),
            says.into()
        ))
    }

    /// What was just done, to be read out and focused; nothing where nothing was done or the word is unknown.
    #[must_use]
    pub fn done_notice(&self) -> Html {
        let Some(word) = self.done.as_deref().filter(|word| crate::DONE.contains(word)) else { return Html::default() };
        let says = self.t(crate::label::key("done", word));
        Html(format!(
            "<div class=\"notice is-ok done\" role=\"status\" tabindex=\"-1\" autofocus>{}<div><p>{}</p></div></div>",
            self.icon("ok"),
            escaped(&says)
        ))
    }

    /// An empty place: what it is for, why it is empty, and what to do.
    #[must_use]
    pub fn empty(&self, icon: &str, heading: &str, says: impl Into<Html>, action: Option<Link>) -> Html {
        let action = action.map_or_else(String::new, |link| {
            format!("<a class=\"button is-small\" href=\"{}\">{}</a>", escaped(&link.href), escaped(&link.label))
        });
        Html(format!(
            "<div class=\"empty\">{}<h3>{}</h3><p>{}</p>{action}</div>",
            self.icon(icon),
            escaped(&self.t(heading)),
            says.into()
        ))
    }

    /// An empty place without anything to do.
    #[must_use]
    pub fn nothing(&self, icon: &str, heading: &str, says: &str) -> Html {
        self.empty(icon, heading, Html::text(&self.t(says)), None)
    }

    /// The place above a page of service health: a provider's people have what they published, and no board.
    #[must_use]
    pub fn health_crumb(&self) -> Link {
        let provider = self.shell.as_ref().is_some_and(|shell| shell.console == Console::Provider);
        let place = if provider { Place::Issues } else { Place::Health };
        Link::new(place.href(), self.w(place))
    }

    /// Where a page stands: links from the top, and the page itself.
    #[must_use]
    pub fn crumbs(&self, links: impl AsRef<[Link]>, here: impl AsRef<str>) -> Html {
        let items: String = links
            .as_ref()
            .iter()
            .map(|link| format!("<li><a href=\"{}\">{}</a></li>", escaped(&link.href), bdi(&link.label)))
            .collect();
        Html(format!(
            "<ol class=\"crumbs\" aria-label=\"{}\">{items}<li aria-current=\"page\">{}</li></ol>",
            escaped(&self.t("crumbs")),
            bdi(here.as_ref())
        ))
    }

    /// A file with its size.
    #[must_use]
    pub fn file(&self, href: impl AsRef<str>, name: &str, bytes: impl crate::Value<i64>) -> Html {
        Html(format!(
            "<a class=\"file\" href=\"{}\">{}{} <span class=\"quiet\">{}</span></a>",
            escaped(href.as_ref()),
            self.icon("clip"),
            bdi(name),
            escaped(&self.size(bytes.value()))
        ))
    }

    /// All files of a request at once, where there are several; `base` is the request's address.
    #[must_use]
    pub fn archive(&self, base: impl AsRef<str>, files: usize) -> Html {
        if files < 2 {
            return Html(String::new());
        }
        Html(format!(
            "<a class=\"file\" href=\"{}/archive\">{}{}</a>",
            escaped(base.as_ref()),
            self.icon("clip"),
            escaped(&self.t("files-archive"))
        ))
    }

    /// A button that copies the text of the element with that id; it is shown by the script that serves it.
    #[must_use]
    pub fn copy_button(&self, id: &str, what: impl std::fmt::Display) -> Html {
        Html(format!(
            "<button class=\"button is-small\" type=\"button\" hidden data-copy=\"{}\" data-done=\"{}\" aria-label=\"{}\">{}<span>{}</span></button>",
            escaped(id),
            escaped(&self.t("copied")),
            escaped(&self.m("copy-what").s("what", what).to_string()),
            self.icon("copy"),
            escaped(&self.t("copy"))
        ))
    }

    /// The pages of a list: back to the first, on to the next. Keyset paging knows no numbers.
    #[must_use]
    pub fn pager(&self, shown: usize, next: Option<&str>) -> Html {
        let first = self.query_value("cursor").map(|_| self.with_query("cursor", ""));
        let link = |href: Option<String>, key: &str| {
            href.map_or_else(String::new, |href| {
                format!("<a class=\"button is-small\" href=\"{}\">{}</a>", escaped(&href), escaped(&self.t(key)))
            })
        };
        let next = next.map(|cursor| self.with_query("cursor", cursor));
        Html(format!(
            "<div class=\"pager\"><span>{}</span><div class=\"actions\">{}{}</div></div>",
            escaped(&self.m("pager-shown").n("count", shown).to_string()),
            link(first, "pager-first"),
            link(next, "pager-next")
        ))
    }

    /// The value of a parameter of the page's own address.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, v)| v)
    }

    /// The page's own address with one parameter changed; an empty value takes it out.
    #[must_use]
    pub fn with_query(&self, name: &str, value: &str) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let mut pairs: Vec<String> = query
            .split('&')
            .filter(|pair| {
                pair.split_once('=').is_some_and(|(key, value)| key != name && key != "done" && !value.is_empty())
            })
            .map(str::to_owned)
            .collect();
        if !value.is_empty() {
            pairs.push(format!("{name}={}", percent(value)));
        }
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The mark of a tone without words, for the key of a board.
    #[must_use]
    pub fn tone(&self, tone: Tone) -> &'static str {
        tone.class()
    }
}

/// Percent-encodes a value of a query (RFC 3986: everything but the unreserved characters).
pub(crate) fn percent(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Maren Oskel"), "MO");
        assert_eq!(initials("Jan van der Łęcki"), "JŁ");
        assert_eq!(initials("Microsoft, service health"), "MH");
        assert_eq!(initials("ö"), "Ö");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_link_to_the_next_page_keeps_the_filters() {
        let mut frame = Frame::new(Locale::En, chrono_tz::UTC, chrono::DateTime::UNIX_EPOCH);
        frame.path = "/cases?query=a%20b&status=&cursor=x&done=note_added".to_owned();
        assert_eq!(frame.with_query("cursor", "y z"), "/cases?query=a%20b&cursor=y%20z");
        assert_eq!(frame.with_query("cursor", ""), "/cases?query=a%20b");
        assert_eq!(frame.query_value("cursor"), Some("x"));
        assert_eq!(frame.query_value("status"), None);
    }
}
