//! What a session's cookie and an API token carry: 256 bits that cannot be guessed, of which the store keeps the hash.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::app::App;

/// A secret that is shown once: in a cookie, or to the person who makes a token. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret, to be handed to the one it is for.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What each API token begins with: scanners for leaked secrets find it by that.
pub const TOKEN_PREFIX: &str = "tl_";

/// What each key of a calendar or news reader begins with: for scanners, and so that no log of ours writes one down.
pub const READER_PREFIX: &str = "tlr_";

/// What each link to a password begins with: for scanners, and so that no log of ours writes one down.
pub const LINK_PREFIX: &str = "tlp_";

/// A new secret with what it begins with, and its hash.
pub(crate) fn draw(app: &App, prefix: &str) -> (Secret, [u8; 32]) {
    let secret = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(app.secret::<32>()));
    let hash = Sha256::digest(secret.as_bytes()).into();
    (Secret(secret), hash)
}

/// What codes that people type are written in: no letter that is taken for another (RFC 4648's alphabet of 32 without
/// `I` and `O`, with 8 and 9).
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A new code to be typed by a person: 80 bits, four groups of four.
pub(crate) fn draw_code(app: &App) -> Secret {
    let letters: Vec<char> =
        app.secret::<16>().iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Secret(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// The same code as it was kept.
pub(crate) fn kept_code(code: String) -> Secret {
    Secret(code)
}

/// The hash of a code as people type it, whatever its case, spaces and dashes. It has 80 bits of chance: nobody tries them all.
pub(crate) fn code_hash(typed: &str) -> [u8; 32] {
    let bare: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(bare.to_ascii_uppercase().as_bytes()).into()
}

/// Whether a typed code is the kept one. Hashes are compared, so that the time this takes says nothing about how far they agree.
pub(crate) fn is_code(typed: &str, kept: &str) -> bool {
    !kept.is_empty() && code_hash(typed) == code_hash(kept)
}

/// A new value that a form must carry to be believed.
pub(crate) fn draw_csrf(app: &App) -> String {
    URL_SAFE_NO_PAD.encode(app.secret::<32>())
}

/// The hash of a secret that was presented; none where it cannot be one of ours, so that nothing is looked up for it.
pub(crate) fn hash(presented: &str, prefix: &str) -> Option<[u8; 32]> {
    let body = presented.strip_prefix(prefix)?;
    let bytes = URL_SAFE_NO_PAD.decode(body).ok()?;
    (bytes.len() == 32).then(|| Sha256::digest(presented.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 41: an empty or short token matches nothing.
    #[test]
    fn an_empty_or_misshapen_secret_is_never_looked_up() {
        let good = format!("tl_{}", URL_SAFE_NO_PAD.encode([7; 32]));
        assert_eq!(good.len(), 46);
        assert!(hash(&good, TOKEN_PREFIX).is_some());
        for bad in ["", "tl_", "tl_null", &good[3..], &good[..45], &format!("{good}A"), &good.replace("tl_", "TL_")] {
            assert_eq!(hash(bad, TOKEN_PREFIX), None, "{bad:?}");
        }
        assert_eq!(hash(&good, ""), None);
    }

    #[test]
    fn a_typed_code_may_have_small_letters_and_no_dashes() {
        for typed in ["ABCD-EFGH-JKLM-NPQR", "abcd efgh jklm npqr", "abcdefghjklmnpqr"] {
            assert!(is_code(typed, "ABCD-EFGH-JKLM-NPQR"), "{typed}");
        }
        for typed in ["", "ABCD-EFGH-JKLM-NPQS", "ABCD"] {
            assert!(!is_code(typed, "ABCD-EFGH-JKLM-NPQR"), "{typed}");
        }
        assert!(!is_code("", ""), "no code was given out: nobody has it");
    }

    /// Threat 55: a secret does not reach a log.
    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", Secret("tl_abc".into())), "Secret(…)");
    }
}
