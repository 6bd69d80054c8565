//! The files a browser loads: stylesheet, script, icons. They are in the binary and carry the hash of their content
//! in their address, so that they can be cached for ever and never go stale.

use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Source;

/// The parts of the stylesheet, in the order of the cascade.
const CSS: &[&str] = &[
    "css/tokens.css",
    "css/base.css",
    "css/shell.css",
    "css/controls.css",
    "css/states.css",
    "css/content.css",
    "css/ladder.css",
    "css/timeline.css",
    "css/escalation.css",
    "css/health.css",
    "css/overlay.css",
    "css/narrow.css",
    "css/media.css",
];

/// The parts of the script; none needs another.
const JS: &[&str] = &[
    "js/theme.js",
    "js/copy.js",
    "js/clock.js",
    "js/live.js",
    "js/passkey.js",
    "js/topic.js",
    "js/palette.js",
    "js/keys.js",
];

/// What is served: name as templates write it, content type, and the parts it is made of.
const SERVED: &[(&str, &str, &[&str])] = &[
    ("tierline.css", "text/css; charset=utf-8", CSS),
    ("tierline.js", "text/javascript; charset=utf-8", JS),
    ("icons.svg", "image/svg+xml", &["icons.svg"]),
    ("mark.svg", "image/svg+xml", &["mark.svg"]),
];

/// Where the files are served.
pub const ASSET_ROOT: &str = "/assets/";

struct File {
    name: &'static str,
    address: String,
    content_type: &'static str,
    bytes: Vec<u8>,
}

static FILES: LazyLock<Vec<File>> =
    LazyLock::new(|| SERVED.iter().map(|(name, kind, parts)| file(name, kind, parts)).collect());

fn file(name: &'static str, content_type: &'static str, parts: &[&str]) -> File {
    let bytes: Vec<u8> =
        parts.iter().filter_map(|part| Source::get(part)).flat_map(|part| part.data.into_owned()).collect();
    let hash: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    File { name, address: format!("{ASSET_ROOT}{stem}.{hash}.{extension}"), content_type, bytes }
}

/// The address of a file by its plain name: `tierline.css` is served as `/assets/tierline.<hash>.css`.
/// An unknown name has no address: the empty text.
#[must_use]
pub fn asset(name: &str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or("", |file| file.address.as_str())
}

/// The bytes and the content type behind an address that [`asset`] gave, with or without its leading
/// [`ASSET_ROOT`]; none for any other path, an old hash among them.
#[must_use]
pub fn asset_file(path: &str) -> Option<(&'static [u8], &'static str)> {
    let wanted = path.strip_prefix(ASSET_ROOT).unwrap_or(path);
    FILES
        .iter()
        .find(|file| file.address.strip_prefix(ASSET_ROOT) == Some(wanted))
        .map(|file| (file.bytes.as_slice(), file.content_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_asset_is_there() {
        for (name, _, parts) in SERVED {
            for part in *parts {
                assert!(Source::get(part).is_some(), "{name} lacks {part}");
            }
        }
    }

    #[test]
    fn no_file_is_embedded_for_nothing() {
        for path in Source::iter() {
            assert!(SERVED.iter().any(|(_, _, parts)| parts.contains(&path.as_ref())), "{path} is served nowhere");
        }
    }

    #[test]
    fn an_address_carries_the_hash_and_finds_its_file() {
        for (name, kind, _) in SERVED {
            let address = asset(name);
            let (bytes, content_type) = asset_file(address).expect("served");
            assert_eq!(content_type, *kind);
            assert!(!bytes.is_empty());
            assert!(address.len() > name.len() + ASSET_ROOT.len() + 10, "{address}");
        }
        assert!(asset_file("/assets/tierline.css").is_none(), "a name without its hash is not served");
        assert!(asset_file("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn colours_live_in_the_token_block_only() {
        for part in CSS.iter().filter(|part| **part != "css/tokens.css") {
            let text = String::from_utf8(Source::get(part).expect("embedded").data.into_owned()).expect("text");
            for line in text.lines().filter(|line| !line.trim_start().starts_with("/*")) {
                let colour = line.contains(": #") && !line.contains("#fff") && !line.contains("#999");
                assert!(!colour && !line.contains("rgb("), "{part}: {line}");
            }
        }
    }
}
