//! The file with the keys that seal secrets: outside the database, private, read anew whenever it is needed.
//!
//! A key is a line of 64 hexadecimal digits. The first seals; the others open what they once sealed.

use std::{
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use tierline_app::{
    Chance,
    connection::vault::{KeyRing, SealKey},
};

use crate::{desk, system::SystemChance};

/// The file's name in the data folder, and as a credential that the service manager passes on.
const NAME: &str = "secrets.key";
/// Names another file.
const VARIABLE: &str = "TIERLINE_SECRETS_KEY_FILE";
/// The service manager's folder of credentials (systemd.exec(5), `LoadCredential=`).
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
/// The longest file, in bytes: some hundred keys.
const BYTES: u64 = 8 * 1024;

/// Where the keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyFile {
    /// The file.
    pub(crate) path: PathBuf,
    /// Whether it is the program's own to make and to change: a credential is the service manager's.
    pub(crate) is_ours: bool,
}

impl KeyFile {
    /// The file of a desk: the one that the environment names, a credential, or the one in the data folder.
    pub(crate) fn of(folder: &Path) -> Self {
        Self::found(folder, env::var_os(VARIABLE).map(PathBuf::from), env::var_os(CREDENTIALS).map(PathBuf::from))
    }

    fn found(folder: &Path, named: Option<PathBuf>, credentials: Option<PathBuf>) -> Self {
        let credential = credentials.map(|folder| folder.join(NAME)).filter(|path| path.exists());
        match (named, credential) {
            (Some(path), _) => Self { path, is_ours: true },
            (None, Some(path)) => Self { path, is_ours: false },
            (None, None) => Self { path: folder.join(NAME), is_ours: true },
        }
    }

    /// Whether it is there.
    pub(crate) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Makes it with a first key, unless it is there: of several that try at once, one does.
    pub(crate) fn make(&self) -> Result<()> {
        if !self.is_ours || self.exists() {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            desk::make_folder(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&self.path) {
            Ok(mut file) => {
                file.write_all(text(&[drawn()]).as_bytes())?;
                file.sync_all().with_context(|| format!("{} can't be written", self.path.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error).with_context(|| format!("{} can't be made", self.path.display())),
        }
    }

    /// Reads the keys. The file that is judged is the file that is read.
    ///
    /// # Errors
    /// What is wrong with it and what to do, in one sentence.
    pub(crate) fn read(&self) -> Result<Vec<SealKey>, String> {
        let shown = self.path.display();
        let file = fs::File::open(&self.path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("{shown} is not there: restore it from a backup"),
            _ => format!("{shown} can't be opened: give it to the user that runs the desk"),
        })?;
        let meta = file.metadata().map_err(|_| format!("{shown} can't be read"))?;
        // A credential is already private to the service, whatever its mode says.
        if self.is_ours && is_open_to_others(&meta) {
            return Err(format!("others may read {shown}: chmod 600 {shown}"));
        }
        let mut text = String::new();
        file.take(BYTES).read_to_string(&mut text).map_err(|_| format!("{shown} can't be read as text"))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Option<Vec<SealKey>> = lines.map(SealKey::parse).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(keys),
            _ => Err(format!(
                "{shown} does not hold keys of 64 hexadecimal digits, one a line: restore it from a backup"
            )),
        }
    }

    /// Puts a new key in front. The others stay: what they sealed is still to be opened.
    pub(crate) fn add(&self) -> Result<()> {
        let keys = self.read().map_err(anyhow::Error::msg)?;
        self.write(&[vec![drawn()], keys].concat())
    }

    /// Keeps only these keys.
    pub(crate) fn write(&self, keys: &[SealKey]) -> Result<()> {
        if !self.is_ours {
            bail!("{} is the service manager's: change it there", self.path.display());
        }
        desk::write_private(&self.path, text(keys).as_bytes())
    }
}

fn is_open_to_others(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o077 != 0
}

fn text(keys: &[SealKey]) -> String {
    keys.iter().map(|key| key.expose() + "\n").collect()
}

fn drawn() -> SealKey {
    let mut bytes = [0; 32];
    SystemChance.fill(&mut bytes);
    SealKey::new(bytes)
}

impl KeyRing for KeyFile {
    fn keys(&self) -> Result<Vec<SealKey>, String> {
        self.read()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn file(folder: &Path) -> KeyFile {
        KeyFile::found(folder, None, None)
    }

    #[test]
    fn the_key_is_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        assert!(file.read().unwrap_err().contains("not there"));
        file.make().unwrap();
        let first = file.read().unwrap();
        file.make().unwrap();
        assert_eq!(file.read().unwrap(), first);
        assert_eq!(first.len(), 1);
        assert_eq!(fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_others_may_read_or_that_is_none_is_not_used_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        file.make().unwrap();
        fs::set_permissions(&file.path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(file.read().unwrap_err().contains("chmod 600"));
        fs::write(&file.path, "kelp").unwrap();
        fs::set_permissions(&file.path, fs::Permissions::from_mode(0o600)).unwrap();
        let told = file.read().unwrap_err();
        assert!(told.contains("64 hexadecimal digits") && !told.contains("kelp"), "{told}");
        fs::write(&file.path, "\n").unwrap();
        assert!(file.read().is_err());
    }

    #[test]
    fn a_new_key_seals_and_the_old_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        file.make().unwrap();
        let first = file.read().unwrap();
        file.add().unwrap();
        let both = file.read().unwrap();
        assert_eq!((both.len(), &both[1]), (2, &first[0]));
        assert_ne!(both[0], first[0]);
        file.write(&both[..1]).unwrap();
        assert_eq!(file.read().unwrap(), both[..1]);
    }

    #[test]
    fn a_named_file_wins_and_a_credential_is_not_ours_to_change() {
        let (folder, credentials) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let named = folder.path().join("elsewhere/keys");
        let found = |named: Option<&Path>| {
            KeyFile::found(folder.path(), named.map(Path::to_path_buf), Some(credentials.path().to_path_buf()))
        };
        assert_eq!(found(None), file(folder.path()), "there is no such credential");
        fs::write(credentials.path().join(NAME), "a7".repeat(32)).unwrap();
        fs::set_permissions(credentials.path().join(NAME), fs::Permissions::from_mode(0o440)).unwrap();
        let credential = found(None);
        assert!(!credential.is_ours);
        assert_eq!(credential.read().unwrap().len(), 1);
        assert!(credential.add().is_err());
        let named_file = found(Some(&named));
        named_file.make().unwrap();
        assert!(named.exists() && named_file.is_ours);
    }
}
