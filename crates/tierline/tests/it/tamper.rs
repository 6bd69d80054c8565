//! What somebody does who can write the database's file, past the program.

use std::{fs, path::Path};

use tierline_store::{Options, Store, test_support};

/// Replaces a text wherever it stands in a desk's database. Both have the same length, so that no row moves.
pub(crate) fn rewrite(folder: &Path, from: &str, to: &str) {
    assert_eq!(from.len(), to.len(), "rows must not move");
    let file = folder.join("tierline.db");
    assert!(!folder.join("tierline.db-wal").exists(), "the desk stopped in order: all is in one file");
    let mut bytes = fs::read(&file).unwrap();
    let mut found = 0;
    for place in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[place..].starts_with(from.as_bytes()) {
            bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
            found += 1;
        }
    }
    assert!(found > 0, "{from} is in the file");
    fs::write(&file, bytes).unwrap();
}

/// Runs SQL on the database of a desk that stands still.
pub(crate) async fn change(folder: &Path, sql: &str) {
    let url = format!("sqlite:{}", folder.join("tierline.db").display());
    let store = Store::open(&url, Options::default()).await.unwrap();
    test_support::tamper(&store, sql).await;
    store.close().await;
}
