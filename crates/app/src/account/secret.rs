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

/// A new secret with what it begins with, and its hash.
pub(crate) fn draw(app: &App, prefix: &str) -> (Secret, [u8; 32]) {
    let secret = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(app.secret::<32>()));
    let hash = Sha256::digest(secret.as_bytes()).into();
    (Secret(secret), hash)
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

    /// Threat 55: a secret does not reach a log.
    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", Secret("tl_abc".into())), "Secret(…)");
    }
}
