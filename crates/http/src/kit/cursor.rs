//! Cursors of lists: where the last page ended, opaque to the caller.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use tierline_app::FieldError;

/// Longest cursor that is looked at, in bytes: the longest sort key is a name of 200 characters.
const LIMIT: usize = 4096;

/// Writes a sort key as a cursor.
pub(crate) fn write<T: Serialize>(key: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// Reads a cursor back.
///
/// # Errors
/// It is not one of ours.
pub(crate) fn read<T: DeserializeOwned>(cursor: &str) -> Result<T, FieldError> {
    let bytes = if cursor.len() > LIMIT { None } else { URL_SAFE_NO_PAD.decode(cursor).ok() };
    let key = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    key.ok_or_else(|| FieldError {
        field: "cursor".to_owned(),
        code: "invalid".to_owned(),
        message: "Take the next_cursor of the page before, or leave it away to begin at the top.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_cursor_reads_back_and_a_forged_one_is_refused() {
        let key: (DateTime<Utc>, Uuid) = ("2026-09-01T10:00:00.000001Z".parse().unwrap(), Uuid::from_u128(9));
        assert_eq!(read::<(DateTime<Utc>, Uuid)>(&write(&key)).unwrap(), key);
        for bad in ["", "x", "{}", &write(&"another kind"), &"A".repeat(5000)] {
            assert_eq!(read::<(DateTime<Utc>, Uuid)>(bad).unwrap_err().field, "cursor");
        }
    }
}
