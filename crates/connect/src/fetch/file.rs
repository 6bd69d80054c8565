//! Feeds that are files below the desk's folder of feeds: for tests, and for desks without a way to the internet.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use super::Limits;

/// Reads the pages of a location: a file is one, a folder is a list of them in the order of their names.
///
/// # Errors
/// What is wrong, in a sentence.
pub(super) fn pages(root: &Path, location: &str, limits: &Limits) -> Result<Vec<Vec<u8>>, String> {
    let root = root.canonicalize().map_err(|_| "the desk has no folder of feeds".to_owned())?;
    if location.split('/').any(|part| part == "..") || Path::new(location).is_absolute() {
        return Err("the feed's file is not below the desk's folder of feeds".to_owned());
    }
    let path = inside(&root, &root.join(location), location)?;
    if !path.is_dir() {
        return Ok(vec![read(&path, location, limits.page_bytes)?]);
    }
    let entries = fs::read_dir(&path).map_err(|_| format!("the folder {location} can't be read"))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        // Editors and copies under way leave such names.
        .filter(|name| !name.starts_with('.') && !name.ends_with('~'))
        .collect();
    names.sort_unstable();
    if names.is_empty() {
        return Err(format!("the folder {location} is empty"));
    }
    if names.len() > limits.pages {
        return Err(format!("the folder {location} holds more than {} files", limits.pages));
    }
    let (mut pages, mut left) = (Vec::new(), limits.whole_bytes);
    for name in names {
        let shown = format!("{location}/{name}");
        let page = read(&inside(&root, &path.join(&name), &shown)?, &shown, limits.page_bytes.min(left))?;
        left -= page.len();
        pages.push(page);
    }
    Ok(pages)
}

/// The true path, links followed; it stays below the root.
fn inside(root: &Path, path: &Path, shown: &str) -> Result<PathBuf, String> {
    let path = path.canonicalize().map_err(|_| format!("there is no file {shown} in the desk's folder of feeds"))?;
    if path.starts_with(root) { Ok(path) } else { Err(format!("{shown} leads out of the desk's folder of feeds")) }
}

fn read(path: &Path, shown: &str, limit: usize) -> Result<Vec<u8>, String> {
    // A pipe or a device would keep the reader waiting for ever.
    if !path.is_file() {
        return Err(format!("{shown} is no file"));
    }
    let file = fs::File::open(path).map_err(|_| format!("{shown} can't be read"))?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|_| format!("{shown} can't be read"))?;
    if bytes.len() > limit { Err(format!("{shown} is larger than {limit} bytes")) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let feeds = folder.path().join("feeds");
        fs::create_dir_all(feeds.join("pages")).unwrap();
        fs::write(folder.path().join("audit.key"), "key").unwrap();
        for (name, text) in [("one.json", "one"), ("pages/b.json", "b"), ("pages/a.json", "a"), ("pages/.a.swp", "?")] {
            fs::write(feeds.join(name), text).unwrap();
        }
        folder
    }

    fn got(folder: &tempfile::TempDir, location: &str, limits: &Limits) -> Result<Vec<String>, String> {
        let pages = pages(&folder.path().join("feeds"), location, limits)?;
        Ok(pages.into_iter().map(|page| String::from_utf8(page).unwrap()).collect())
    }

    #[test]
    fn a_folder_is_a_list_of_pages_in_the_order_of_their_names() {
        let folder = folder();
        assert_eq!(got(&folder, "one.json", &Limits::default()).unwrap(), ["one"]);
        assert_eq!(got(&folder, "pages", &Limits::default()).unwrap(), ["a", "b"]);
        fs::create_dir(folder.path().join("feeds/none")).unwrap();
        assert!(got(&folder, "none", &Limits::default()).unwrap_err().contains("empty"));
    }

    #[test]
    fn a_location_never_leads_out_of_the_folder() {
        let folder = folder();
        let feeds = folder.path().join("feeds");
        symlink("../audit.key", feeds.join("link")).unwrap();
        symlink("../../audit.key", feeds.join("pages/z.json")).unwrap();
        symlink("one.json", feeds.join("near")).unwrap();
        for location in ["../audit.key", "pages/../../audit.key", "/etc/hostname", "link", "pages"] {
            assert!(got(&folder, location, &Limits::default()).is_err(), "{location}");
        }
        assert_eq!(got(&folder, "near", &Limits::default()).unwrap(), ["one"], "a link within it is fine");
    }

    #[test]
    fn what_is_too_large_is_not_taken_in_part() {
        let folder = folder();
        let small = Limits { page_bytes: 3, whole_bytes: 1, pages: 2, ..Limits::default() };
        assert_eq!(got(&folder, "one.json", &small).unwrap(), ["one"]);
        assert!(got(&folder, "one.json", &Limits { page_bytes: 2, ..small }).is_err());
        assert!(got(&folder, "pages", &small).is_err(), "together");
        assert!(got(&folder, "pages", &Limits { pages: 1, whole_bytes: 9, ..small }).is_err());
    }
}
