//! The files that may be longer than the limit, each with a reason: tables, which are read by looking up a row.

use super::Finding;
use super::tree::Tree;

/// Where the list is.
pub(super) const PATH: &str = "xtask/tidy-allow.txt";

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: String,
    /// What the file may have at most.
    pub(super) lines: usize,
    /// Where the entry stands in the list, counted from one.
    pub(super) at: usize,
}

/// The entries, and a finding for each line that is none. A line is `path lines reason`; `#` starts a comment.
pub(super) fn read(tree: &Tree) -> (Vec<Entry>, Vec<Finding>) {
    let mut entries = Vec::new();
    let mut findings = Vec::new();
    for (index, line) in tree.text(PATH).unwrap_or_default().lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = line.splitn(3, char::is_whitespace);
        let parsed = (words.next(), words.next().and_then(|lines| lines.parse().ok()), words.next().map(str::trim));
        match parsed {
            (Some(path), Some(lines), Some(reason)) if !reason.is_empty() => {
                entries.push(Entry { path: path.to_owned(), lines, at: index + 1 });
            }
            _ => findings.push(Finding::new(PATH, index + 1, "not an entry; write `path lines reason`")),
        }
    }
    (entries, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_a_path_a_number_and_a_reason() {
        let tree = Tree::of(&[(PATH, "# tables\n\ncrates/a/src/table.rs 700 a table of all roles\n")]);
        let (entries, findings) = read(&tree);
        assert_eq!(entries, [Entry { path: "crates/a/src/table.rs".to_owned(), lines: 700, at: 3 }]);
        assert_eq!(findings, []);
    }

    #[test]
    fn an_entry_without_a_number_or_a_reason_is_a_finding() {
        let tree = Tree::of(&[(PATH, "crates/a/src/table.rs 700\ncrates/b/src/table.rs many rows\n")]);
        let (entries, findings) = read(&tree);
        assert_eq!(entries, []);
        assert_eq!(findings.len(), 2);
    }
}
