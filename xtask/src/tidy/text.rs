//! Text files: how they end, and what no file may say.

use super::Finding;
use super::tree::Tree;

/// Words that no file may have, and what to do about them. Written in parts, so that this file has none either.
const FORBIDDEN: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "do it now, or open an issue"),
    (concat!("FIX", "ME"), "mend it now, or open an issue"),
    (concat!("XX", "X"), "say what is meant"),
    (concat!("/wo", "rk/"), "a path of one machine; write it from the repository's root"),
    (concat!("/tmp/", "brief"), "a path of one machine; write it from the repository's root"),
    (concat!("/tmp/", "target"), "a path of one machine; write it from the repository's root"),
    (concat!("registry.", "npmjs.org"), "a host that may be another elsewhere; npm knows its registry"),
];

/// Made by a program and read by it again: its own layout counts.
const GENERATED: &[&str] = &[".snap", ".min.js", "Cargo.lock", "package-lock.json"];

/// Each line that ends in blanks or holds a tab or a forbidden word, and each file that ends otherwise than with one
/// line feed.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let written = tree.texts().filter(|(path, _)| !GENERATED.iter().any(|end| path.ends_with(end)));
    written.flat_map(|(path, text)| lines(path, text).chain(ending(path, text)).collect::<Vec<_>>()).collect()
}

fn lines<'a>(path: &'a str, text: &'a str) -> impl Iterator<Item = Finding> + 'a {
    text.split('\n').enumerate().flat_map(move |(index, line)| {
        let finding = |what: String| Finding::new(path, index + 1, what);
        let mut findings = Vec::new();
        if line.ends_with('\r') {
            findings.push(finding("a carriage return; end lines with a line feed alone".to_owned()));
        } else if line.ends_with([' ', '\t']) {
            findings.push(finding("blanks at the end of the line; remove them".to_owned()));
        }
        if path.ends_with(".rs") && line.contains('\t') {
            findings.push(finding("a tab; run `cargo fmt`, and write `\\t` in a string".to_owned()));
        }
        let said = FORBIDDEN.iter().filter(|(word, _)| says(line, word));
        findings.extend(said.map(|(word, way_out)| finding(format!("`{word}`; {way_out}"))));
        findings
    })
}

fn ending(path: &str, text: &str) -> Option<Finding> {
    let line = text.lines().count();
    let what = match text {
        "" => return None,
        _ if !text.ends_with('\n') => "no line feed at the end; add one",
        _ if text.ends_with("\n\n") => "empty lines at the end; remove them",
        _ => return None,
    };
    Some(Finding::new(path, line, what))
}

/// Whether the line has the word, standing alone: nothing that goes on is before it, nor after it where it is not a
/// path.
fn says(line: &str, word: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let is_path = word.starts_with('/');
        !before.is_some_and(|c| goes_on(c) || (is_path && matches!(c, '/' | '.' | '-' | '}')))
            && (is_path || !after.is_some_and(goes_on))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_ends_with_exactly_one_line_feed() {
        assert!(findings("a.md", "one\n").is_empty());
        assert!(findings("a.md", "").is_empty());
        assert_eq!(findings("a.md", "one").len(), 1);
        assert_eq!(findings("a.md", "one\n\n").len(), 1);
    }

    #[test]
    fn blanks_at_the_end_of_a_line_are_a_finding() {
        assert!(findings("a.sql", "one\ntwo \n")[0].starts_with("a.sql:2: blanks"));
        assert!(findings("a.sql", "one\r\n")[0].starts_with("a.sql:1: a carriage return"));
    }

    #[test]
    fn tabs_are_refused_in_rust_only() {
        assert_eq!(findings("a.rs", "\tone\n").len(), 1);
        assert!(findings("a.txt", "one\ttwo\n").is_empty());
    }

    #[test]
    fn every_forbidden_word_is_found_where_it_stands() {
        for (word, _) in FORBIDDEN {
            let found = findings("a.rs", &format!("one\n// `{word}` two\n"));
            assert_eq!(found.len(), 1, "{word}");
            assert!(found[0].starts_with("a.rs:2: "), "{found:?}");
        }
    }

    #[test]
    fn a_forbidden_word_within_another_is_none() {
        for (word, _) in FORBIDDEN {
            assert!(findings("a.rs", &format!("// me{word}\n")).is_empty(), "{word}");
        }
        assert!(
            findings("a.rs", concat!("// https://example.com/wo", "rk/orders\n")).is_empty(),
            "part of a longer path"
        );
    }

    #[test]
    fn what_a_program_writes_keeps_its_own_layout() {
        assert!(findings("a/b.snap", "one \n\n").is_empty());
    }
}
