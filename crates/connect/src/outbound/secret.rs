//! Secrets stand outside the database, by name: in a file of the desk's folder, or in the environment.

use std::{fs, io::Read, os::unix::fs::PermissionsExt, path::Path};

use tierline_app::Secret;

/// The longest secret, in bytes.
const BYTES: u64 = 8 * 1024;

/// Whether a secret of this name is there and private.
///
/// # Errors
/// What is wrong and what to do, in a sentence. It never holds anything of the secret.
pub fn check_secret(folder: &Path, name: &str) -> Result<(), String> {
    read(folder, name).map(drop)
}

/// Reads the secret of this name: from the folder, or else from `TIERLINE_SECRET_…`.
pub(crate) fn read(folder: &Path, name: &str) -> Result<Secret, String> {
    // The name becomes part of a path and of a variable.
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return Err("the name of the secret is none: letters, digits, - and _".to_owned());
    }
    let path = folder.join(name);
    let text = match fs::File::open(&path) {
        Ok(file) => from_file(file).map_err(|what| format!("the file secrets/{name} {what}"))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => from_environment(name)?,
        Err(_) => {
            return Err(format!("the file secrets/{name} can't be opened: give it to the user that runs the desk"));
        }
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("the secret {name} is empty"));
    }
    Ok(Secret::new(text.to_owned()))
}

/// The file that is judged is the file that is read: both by the same handle.
fn from_file(file: fs::File) -> Result<String, String> {
    let meta = file.metadata().map_err(|_| "can't be read".to_owned())?;
    if !meta.is_file() {
        return Err("is no file".to_owned());
    }
    if meta.permissions().mode() & 0o077 != 0 {
        return Err("may be read by others: chmod 600".to_owned());
    }
    let mut text = String::new();
    file.take(BYTES + 1).read_to_string(&mut text).map_err(|_| "can't be read as text".to_owned())?;
    if text.len() as u64 > BYTES { Err("is too long for a secret".to_owned()) } else { Ok(text) }
}

fn from_environment(name: &str) -> Result<String, String> {
    let variable = variable(name);
    std::env::var(&variable)
        .map_err(|_| format!("there is no secret {name}: write it to the file secrets/{name} or set {variable}"))
}

/// The variable of a secret's name. Names of variables have no hyphens and, by custom, no small letters.
fn variable(name: &str) -> String {
    format!("TIERLINE_SECRET_{}", name.replace('-', "_").to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str, text: &str, mode: u32) {
        fs::write(folder.join(name), text).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_secret_is_read_from_a_private_file_and_from_no_other() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "graph", "kelp-otter-9\n", 0o600);
        assert_eq!(read(folder.path(), "graph").unwrap().expose(), "kelp-otter-9");
        for mode in [0o640, 0o604, 0o610, 0o666] {
            put(folder.path(), "graph", "kelp-otter-9", mode);
            let error = read(folder.path(), "graph").unwrap_err();
            assert!(error.contains("chmod 600") && !error.contains("kelp"), "{error}");
        }
        put(folder.path(), "blank", " \n", 0o600);
        assert!(read(folder.path(), "blank").unwrap_err().contains("empty"));
        fs::create_dir(folder.path().join("folder")).unwrap();
        assert!(read(folder.path(), "folder").unwrap_err().contains("no file"));
    }

    #[test]
    fn an_absent_secret_is_said_with_both_places_where_it_could_stand() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path(), "graph-eu").unwrap_err();
        assert!(error.contains("secrets/graph-eu") && error.contains("TIERLINE_SECRET_GRAPH_EU"), "{error}");
    }

    /// Threat 52: a name leads to no other file.
    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "outside", "kelp", 0o600);
        let inner = folder.path().join("secrets");
        fs::create_dir(&inner).unwrap();
        for name in ["../outside", "/etc/passwd", "..", "", "a b", "a\0b"] {
            assert!(read(&inner, name).unwrap_err().contains("name"), "{name:?}");
        }
    }
}
