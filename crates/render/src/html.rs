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
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
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
}
