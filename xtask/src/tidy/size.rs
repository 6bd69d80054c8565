//! How long a file may be. Beauty is a matter of the tail: the typical file is fine everywhere.

use super::Finding;
use super::allow::{self, Entry};
use super::tree::Tree;

/// No source file is longer, but for those of the allow-list.
const MOST: usize = 500;

/// From here on a file is mentioned.
const MANY: usize = 300;

/// How far an entry of the allow-list may lie above its file. The list may only shrink.
const SLACK: usize = 25;

/// Each file that is too long, and each entry of the allow-list that is no longer needed.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let (allowed, mut findings) = allow::read(tree);
    for (path, lines) in sizes(tree) {
        let most = allowed.iter().find(|entry| entry.path == path).map_or(MOST, |entry| entry.lines);
        if lines > most {
            findings.push(Finding::new(
                path,
                most + 1,
                format!("{lines} lines, at most {most}; split it by what changes together"),
            ));
        }
    }
    findings.extend(allowed.iter().filter_map(|entry| stale(tree, entry)));
    findings
}

/// The files that grow towards the limit.
pub(super) fn hints(tree: &Tree) -> Vec<Finding> {
    let long = sizes(tree).filter(|(_, lines)| (MANY + 1..=MOST).contains(lines));
    long.map(|(path, lines)| Finding::new(path, 1, format!("{lines} lines, on the way to {MOST}"))).collect()
}

fn sizes(tree: &Tree) -> impl Iterator<Item = (&str, usize)> {
    tree.texts_ending(".rs").map(|(path, text)| (path, text.lines().count()))
}

fn stale(tree: &Tree, entry: &Entry) -> Option<Finding> {
    let lines = tree.text(&entry.path).map(|text| text.lines().count());
    let what = match lines {
        None => format!("{} does not exist; remove the entry", entry.path),
        Some(lines) if lines <= MOST => format!("{} has {lines} lines; remove the entry", entry.path),
        Some(lines) if lines + SLACK < entry.lines => format!("{} has {lines} lines; lower the entry", entry.path),
        Some(_) => return None,
    };
    Some(Finding::new(allow::PATH, entry.at, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lines: usize) -> String {
        "//\n".repeat(lines)
    }

    fn findings(lines: usize, allowed: &str) -> Vec<String> {
        let tree = Tree::of(&[("crates/a/src/lib.rs", &file(lines)), (allow::PATH, allowed)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_of_the_limit_passes_and_one_line_more_does_not() {
        assert!(findings(500, "").is_empty());
        let found = findings(501, "");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("crates/a/src/lib.rs:501: 501 lines, at most 500;"), "{found:?}");
    }

    #[test]
    fn an_allowed_file_may_be_as_long_as_its_entry_says_and_no_longer() {
        let allowed = "crates/a/src/lib.rs 600 a table\n";
        assert!(findings(600, allowed).is_empty());
        assert_eq!(findings(601, allowed).len(), 1);
    }

    #[test]
    fn the_allow_list_may_only_shrink() {
        let allowed = "crates/a/src/lib.rs 600 a table\n";
        assert!(findings(520, allowed)[0].ends_with("has 520 lines; lower the entry"));
        assert!(findings(400, allowed)[0].ends_with("has 400 lines; remove the entry"));
        assert!(findings(1, "crates/a/src/gone.rs 600 a table\n")[0].ends_with("does not exist; remove the entry"));
    }

    #[test]
    fn a_long_file_is_hinted_at_before_it_is_too_long() {
        let hinted = |lines| !hints(&Tree::of(&[("crates/a/src/lib.rs", &file(lines))])).is_empty();
        assert!(!hinted(300));
        assert!(hinted(301));
        assert!(!hinted(501), "that is a finding");
    }
}
