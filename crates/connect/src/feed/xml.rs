//! From bytes to a tree of XML, from a source that nobody vouches for.
//!
//! Declarations of document types are refused, so there are no entities to expand and nothing to fetch. What would cost more than
//! its length to read (many attributes in one tag, namespaces within namespaces) is refused before it is read.

use roxmltree::{Document, ParsingOptions};

use super::FeedError;

/// Largest document, in bytes: status feeds have a few hundred entries at most.
const BYTES_LIMIT: usize = 8 * 1024 * 1024;
/// Most elements and texts.
const NODES_LIMIT: u32 = 500_000;
/// Most attributes of one tag, and most declarations of namespaces of all.
const ATTRIBUTES_LIMIT: usize = 200;
const NAMESPACES_LIMIT: usize = 2_000;

/// The tree of a text.
pub(super) fn tree<'t>(text: &'t str, expected: &'static str) -> Result<Document<'t>, FeedError> {
    if text.len() > BYTES_LIMIT {
        return Err(FeedError::TooLarge);
    }
    let overloaded = text.matches("xmlns").count() > NAMESPACES_LIMIT || has_overloaded_tag(text);
    if overloaded {
        return Err(FeedError::NotXml { reason: "it has more attributes than a feed needs".to_owned(), expected });
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_LIMIT, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|error| FeedError::NotXml { reason: super::record::shortened_to(&error.to_string(), 200), expected })
}

/// Whether a tag has more attributes than it may, by the signs that stand between their names and values.
fn has_overloaded_tag(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let skipped = [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")];
        if let Some((open, close)) = skipped.iter().find(|(open, _)| rest.starts_with(open)) {
            let inside = &rest[open.len()..];
            let Some(end) = inside.find(close) else { return false };
            rest = &inside[end + close.len()..];
            continue;
        }
        let (length, attributes) = tag(rest);
        if attributes > ATTRIBUTES_LIMIT {
            return true;
        }
        rest = &rest[length..];
    }
    false
}

/// The length of the tag that a text begins with, and how many values it gives. A `>` within quotes does not end it.
fn tag(text: &str) -> (usize, usize) {
    let (mut quote, mut attributes) = (None, 0);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), byte) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=') => attributes += 1,
            (None, b'>') => return (at + 1, attributes),
            (None, _) => {}
        }
    }
    (text.len(), attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        tree(text, "a feed").map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn nothing_is_expanded_and_nothing_is_fetched() {
        // "Billion laughs", and a file of the machine as an external entity.
        let laughs = "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>";
        let file = "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><r>&f;</r>";
        for text in [laughs, file] {
            assert!(refused(text).contains("DTD"), "{}", refused(text));
        }
        assert!(refused("<r>&nbsp;</r>").starts_with("the payload is not XML"));
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_refused_wherever_it_hides() {
        let many: String = (0..=ATTRIBUTES_LIMIT).map(|n| format!(" a{n}=\"\"")).collect();
        for tag in [format!("<r{many}/>"), format!("<r x=\">\"{many}/>"), format!("<r><!-- < --><b{many}/></r>")] {
            assert!(refused(&tag).contains("more attributes"), "{tag}");
        }
        assert!(tree(&format!("<r><![CDATA[<r{many}/>]]></r>"), "").is_ok(), "text is no tag");
        let nested = "<r xmlns:a=\"b\">".repeat(NAMESPACES_LIMIT + 1);
        assert!(refused(&nested).contains("more attributes"));
    }

    #[test]
    fn deep_nesting_is_no_crash() {
        let deep = "<r>".repeat(100_000);
        assert!(tree(&deep, "").is_err());
        assert!(tree(&format!("{deep}{}", "</r>".repeat(100_000)), "").is_ok());
        assert_eq!(tree(&" ".repeat(BYTES_LIMIT + 1), "").unwrap_err(), FeedError::TooLarge);
    }
}
