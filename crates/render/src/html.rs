//! Finished markup, which templates write as it is, and the escaping of everything else.

use std::fmt;

use askama::filters::HtmlSafe;

/// Markup that is ready to be written. Only this crate makes it, from escaped text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(pub(crate) String);

impl Html {
    /// The markup of a plain text: special characters escaped.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(escaped(text))
    }

    /// The markup as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True where nothing would be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Escapes the five characters that mean something in markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // Writing to a string does not fail.
    let _ = write_escaped(&mut out, text);
    out
}

/// Writes a text with the five characters escaped.
pub(crate) fn write_escaped(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    let mut rest = text;
    // All five are of one byte: what stands between them is copied as it is.
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}

/// A name of a person, an organization or a thing, kept apart from the direction of the text around it.
pub(crate) fn bdi(name: &str) -> Html {
    Html(format!("<bdi>{}</bdi>", escaped(name)))
}

/// Prose as people type it: an empty line parts paragraphs, a line break stays one.
pub(crate) fn prose(text: &str) -> Html {
    let mut out = String::with_capacity(text.len() + 32);
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        out.push_str("<p dir=\"auto\">");
        out.push_str(&paragraph.lines().map(escaped).collect::<Vec<_>>().join("<br>"));
        out.push_str("</p>");
    }
    Html(out)
}

/// The text of a post that came as HTML, with its paragraphs: tags end lines or vanish, nothing of them is written.
pub(crate) fn from_html(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        out.push_str(&decoded(&rest[..at]));
        let Some(end) = rest[at..].find('>') else {
            rest = &rest[at + 1..];
            continue;
        };
        let tag = rest[at + 1..at + end].to_ascii_lowercase();
        let (tag, opens) = tag.strip_prefix('/').map_or((tag.as_str(), true), |tag| (tag, false));
        rest = &rest[at + end + 1..];
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.as_str() {
            "br" | "li" => out.push('\n'),
            "p" | "div" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "table" | "tr" => out.push_str("\n\n"),
            // What such an element holds is no text for people.
            "script" | "style" if opens => {
                let close = rest.to_ascii_lowercase().find(&format!("</{name}"));
                rest = close.map_or("", |close| &rest[close..]);
            }
            _ => {}
        }
    }
    out.push_str(&decoded(rest));
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    lines.join("\n").split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The entities that feeds use.
fn decoded(text: &str) -> String {
    text.replace('\n', " ")
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&rsquo;", "’")
        .replace("&ldquo;", "“")
        .replace("&rdquo;", "”")
        .replace("&ndash;", "–")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attack 1 and 2 of the list: what a mail or a form brings is text, wherever it is shown.
    #[test]
    fn a_script_in_a_text_stays_text() {
        let html = prose("<script>alert(1)</script>\nsecond \"line\"\n\nnext & last");
        assert_eq!(
            html.as_str(),
            "<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;<br>second &quot;line&quot;</p>\
             <p dir=\"auto\">next &amp; last</p>"
        );
        assert_eq!(bdi("a<b>").as_str(), "<bdi>a&lt;b&gt;</bdi>");
    }

    /// Attacks 1 and 3: the markup of a feed is read for its text, and nothing of it reaches the page.
    #[test]
    fn the_markup_of_a_feed_is_read_for_its_text() {
        let post = "<p>Some users&#39; mail is late.</p><p>Next steps:<br>- we&nbsp;look</p><script>alert(1)</script>\
            <a href=\" javascript:x\">link</a> 3 &lt; 4 <b";
        assert_eq!(from_html(post), "Some users' mail is late.\n\nNext steps:\n- we look\n\nlink 3 < 4 b");
        assert_eq!(prose(&from_html("&lt;script&gt;x")).as_str(), "<p dir=\"auto\">&lt;script&gt;x</p>");
    }
}
