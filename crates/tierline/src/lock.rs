//! On SQLite one process serves a desk. A lock on a file beside the database says which; the operating system lets go of it however
//! that process ends, so that none is ever left behind. Commands that work beside a running desk do not take it.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use tierline_app::Error;

use crate::{
    config::Target,
    desk::{self, Schema},
};

/// That this process serves the desk, for as long as it is kept.
#[must_use = "the lock goes with it"]
pub(crate) struct Serving {
    _lock: Option<File>,
}

/// Takes a desk to be served by this process. A PostgreSQL database is shared by as many nodes as wanted: there nothing is taken.
pub(crate) fn take(target: &Target, schema: Schema) -> Result<Serving> {
    let Some(database) = target.file() else { return Ok(Serving { _lock: None }) };
    if schema == Schema::Require && !database.exists() {
        // There is no desk, which opening it says.
        return Ok(Serving { _lock: None });
    }
    if target.database.is_none() {
        desk::make_folder(&target.folder())?;
    }
    let path = beside(&database)?;
    let can_not = || format!("{} can't be locked", path.display());
    let mut file = File::options().create(true).truncate(false).write(true).open(&path).with_context(can_not)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(served(&path, &database).into()),
        Err(TryLockError::Error(error)) => return Err(error).with_context(can_not),
    }
    // For who finds it locked, and for nothing else.
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).with_context(can_not)?;
    Ok(Serving { _lock: Some(file) })
}

/// The file of the lock: the same whatever links lead to the database.
fn beside(database: &Path) -> Result<PathBuf> {
    let place = match database.canonicalize() {
        Ok(place) => place,
        Err(_) => {
            let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let folder = folder.canonicalize().with_context(|| format!("the folder {}", folder.display()))?;
            folder.join(database.file_name().context("the database's address names no file")?)
        }
    };
    let mut name = OsString::from(place);
    name.push(".lock");
    Ok(name.into())
}

fn served(lock: &Path, database: &Path) -> Error {
    let by = fs::read_to_string(lock).ok().map(|text| text.trim().to_owned()).filter(|id| !id.is_empty());
    let by = by.map_or_else(String::new, |id| format!(" (process {id})"));
    let message = format!(
        "another Tierline serves {} already{by}. On SQLite one process serves a desk: stop that one first, name another folder with \
         --data, or share a PostgreSQL database (docs/operating.md)",
        database.display()
    );
    Error::conflict("served", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(folder: &Path) -> Target {
        Target { data: Some(folder.to_owned()), database: None }
    }

    #[test]
    fn a_desk_is_served_once_whatever_way_leads_to_its_database_and_again_when_that_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let first = take(&target(folder.path()), Schema::Migrate).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        let other = Target {
            data: Some(folder.path().join("other")),
            database: Some(format!("sqlite://{}", folder.path().join("tierline.db").display())),
        };
        for second in [target(folder.path()), target(&link), other] {
            let refused = take(&second, Schema::Migrate).err().unwrap().to_string();
            assert!(refused.contains(&format!("(process {})", std::process::id())), "{refused}");
            assert!(refused.contains("--data") && refused.contains("PostgreSQL"), "{refused}");
        }
        drop(first);
        let _again = take(&target(folder.path()), Schema::Migrate).unwrap();
    }

    #[test]
    fn where_there_is_no_desk_and_none_is_to_be_made_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let _nothing = take(&target(&folder.path().join("nowhere")), Schema::Require).unwrap();
        assert!(!folder.path().join("nowhere").exists());
    }

    #[test]
    fn nodes_that_share_a_server_are_not_kept_apart() {
        let folder = tempfile::tempdir().unwrap();
        let shared = Target { database: Some("postgres://desk@db.example/desk".to_owned()), ..target(folder.path()) };
        let _nodes = [(); 2].map(|()| take(&shared, Schema::Migrate).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
