//! A folder in which a mail system leaves mails, as a Maildir has them: whole files appear in `new` (<https://cr.yp.to/proto/maildir.html>).
//! What was taken goes to `done`, what cannot be taken for anybody's to `quarantine`, and nothing is guessed.

use std::{
    future::Future,
    path::{Path, PathBuf},
    time::Duration,
};

use tierline_app::App;

use super::{
    parse::MAIL_BYTES,
    post::{Taken, hand_in_by_headers},
};

/// Where mails appear.
const NEW: &str = "new";
/// Where they lie once they were taken.
const DONE: &str = "done";
/// Where those lie that nobody could be found for.
pub const QUARANTINE: &str = "quarantine";
/// The time between two looks.
const PAUSE: Duration = Duration::from_secs(2);
/// Mails of one look: a full folder is worked on in pieces.
const AT_ONCE: usize = 200;

/// Takes mails from a folder until it is told to stop.
pub async fn watch(app: App, folder: PathBuf, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    for part in [NEW, DONE, QUARANTINE] {
        if let Err(error) = tokio::fs::create_dir_all(folder.join(part)).await {
            tracing::error!(%error, folder = %folder.display(), "the folder of mails can't be made: none are taken from it");
            return;
        }
    }
    loop {
        let busy = tokio::select! {
            () = &mut stop => return,
            taken = look(&app, &folder) => taken == AT_ONCE,
        };
        if busy {
            continue;
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Takes what lies there, the oldest names first. A mail that cannot be taken now holds up no other. Gives how many were put away.
async fn look(app: &App, folder: &Path) -> usize {
    let mut names = Vec::new();
    if let Ok(mut entries) = tokio::fs::read_dir(folder.join(NEW)).await {
        while let Ok(Some(entry)) = entries.next_entry().await {
            // A link could lead anywhere; what begins with a dot is not whole yet.
            let is_file = entry.file_type().await.is_ok_and(|kind| kind.is_file());
            let name = entry.file_name();
            if is_file && !name.to_string_lossy().starts_with('.') {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    let mut put_away = 0;
    for name in names.into_iter().take(AT_ONCE) {
        let path = folder.join(NEW).join(&name);
        let place = match take(app, &path).await {
            Some(Taken::Yes) => DONE,
            Some(Taken::ForNobody | Taken::Full | Taken::Never(_)) => QUARANTINE,
            Some(Taken::NotNow) | None => continue,
        };
        if place == QUARANTINE {
            tracing::warn!(mail = %name.to_string_lossy(), "a mail is for no request that is known: it lies in quarantine");
        }
        match tokio::fs::rename(&path, folder.join(place).join(&name)).await {
            Ok(()) => put_away += 1,
            // Another node was faster.
            Err(error) => tracing::debug!(%error, "a mail could not be put away"),
        }
    }
    put_away
}

/// Reads a mail and hands it in; none where it is not there any more.
async fn take(app: &App, path: &Path) -> Option<Taken> {
    let size = tokio::fs::metadata(path).await.ok()?.len();
    if size > MAIL_BYTES as u64 {
        return Some(Taken::Never(super::parse::Unreadable::TooLarge));
    }
    let raw = tokio::fs::read(path).await.ok()?;
    Some(hand_in_by_headers(app, raw).await)
}
