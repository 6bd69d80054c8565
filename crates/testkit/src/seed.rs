//! One demo for a whole run of tests: made once by the program itself, then copied for each test.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::command::Server;

/// A demo older than this is made anew: its feeds grow stale, and its times with them.
const FRESH: Duration = Duration::from_secs(20 * 60);

/// A folder with a demo, ready to be copied.
///
/// Tests run as processes of their own, so the demo lies in a folder that they share, under a lock of the file system.
///
/// # Panics
/// When the demo can't be made.
pub async fn demo(binary: &Path, shared: &Path) -> PathBuf {
    fs::create_dir_all(shared).expect("the tests' folder can be made");
    let lock = fs::File::options().create(true).truncate(false).write(true).open(shared.join("demo.lock"));
    let lock = lock.expect("the lock can be opened");
    // Waiting for the lock blocks this thread alone: each test has its own.
    lock.lock().expect("the lock can be taken");
    let (folder, mark) = (shared.join("demo"), shared.join("demo.of"));
    let wanted = fingerprint(binary);
    if fs::read_to_string(&mark).is_ok_and(|of| of == wanted) && age(&mark) < FRESH {
        return folder;
    }
    let _ = fs::remove_file(&mark);
    let _ = fs::remove_dir_all(&folder);
    let log = shared.join("demo.log");
    let _ = fs::remove_file(&log);
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--data", path(&folder)];
    let server = Server::start(binary, &arguments, &log).await;
    assert!(server.stop().await.success(), "the demo stops in order: {}", fs::read_to_string(&log).unwrap_or_default());
    let mut file = fs::File::create(&mark).expect("the mark can be written");
    file.write_all(wanted.as_bytes()).expect("the mark can be written");
    folder
}

/// Which program made it.
fn fingerprint(binary: &Path) -> String {
    let meta = fs::metadata(binary).unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
    let made = meta.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{} bytes, {} ns", meta.len(), made.as_nanos())
}

#[expect(clippy::disallowed_methods, reason = "the age of a file on this machine, for no decision of the desk")]
fn age(mark: &Path) -> Duration {
    let made = fs::metadata(mark).and_then(|meta| meta.modified());
    made.ok().and_then(|at| SystemTime::now().duration_since(at).ok()).unwrap_or(Duration::MAX)
}

/// Copies a folder with all that is in it.
///
/// # Panics
/// When it can't be copied.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("an entry has a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
        }
    }
}

/// A path as an argument.
///
/// # Panics
/// When it is no text.
#[must_use]
pub fn path(path: &Path) -> &str {
    path.to_str().expect("the tests' folders have plain names")
}
