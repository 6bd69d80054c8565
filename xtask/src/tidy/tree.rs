//! The repository's files, as the rules see them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// Every file that is in the repository or about to be, by its path from the root with `/` between the parts.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// `None` where the file is not text.
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads what git tracks, and what it does not yet track but would.
    ///
    /// A copy of the sources without git's own folder is read as it lies there, build folders left out.
    ///
    /// # Errors
    /// When a file or folder cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let paths = match tracked(root) {
            Some(paths) => paths,
            None => {
                let mut paths = Vec::new();
                walk(root, "", &mut paths)?;
                paths
            }
        };
        let mut files = BTreeMap::new();
        for path in paths {
            let full = root.join(&path);
            if !full.is_file() {
                continue; // deleted, and the deletion not yet committed
            }
            let bytes = std::fs::read(&full).with_context(|| path.clone())?;
            let text = if bytes.contains(&0) { None } else { String::from_utf8(bytes).ok() };
            files.insert(path, text);
        }
        Ok(Self { files })
    }

    /// The text files with their paths.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The text files whose path ends like this.
    pub(super) fn texts_ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(path, _)| path.ends_with(end))
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether there is a file, or a folder with something in it, of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect() }
    }
}

fn tracked(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split_terminator('\0').map(str::to_owned).collect())
}

fn walk(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !matches!(path.as_str(), ".git" | "target") {
            walk(&entry.path(), &format!("{path}/"), paths)?;
        } else if kind.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_has_this_file_and_nothing_of_the_build_folder() {
        let tree = Tree::read(crate::root()).unwrap();
        assert!(tree.text("xtask/src/tidy/tree.rs").is_some());
        assert!(tree.has("xtask/src/tidy"));
        assert!(!tree.has("target"));
    }

    #[test]
    fn a_copy_without_git_is_walked_and_gives_the_same_sources() {
        let mut paths = Vec::new();
        walk(&crate::root().join("xtask"), "xtask/", &mut paths).unwrap();
        assert!(paths.iter().any(|path| path == "xtask/src/tidy/tree.rs"), "{paths:?}");
    }
}
