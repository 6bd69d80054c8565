//! From bytes to JSON to a list of records.

use serde_json::Value;

use super::{BYTES_LIMIT, FeedError};

/// The JSON of a payload. Nesting is limited by the reader (128 levels).
pub(super) fn json(bytes: &[u8], expected: &'static str) -> Result<Value, FeedError> {
    let text = text_of(bytes)?;
    serde_json::from_str(&text).map_err(|error| FeedError::NotJson {
        line: error.line(),
        column: error.column(),
        expected,
    })
}

/// The text of a payload: UTF-8 with or without its mark, or UTF-16 with its mark.
pub(super) fn text_of(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, FeedError> {
    if bytes.len() > BYTES_LIMIT {
        return Err(FeedError::TooLarge);
    }
    let wide = |pair: fn([u8; 2]) -> u16, bytes: &[u8]| {
        if !bytes.len().is_multiple_of(2) {
            return Err(FeedError::NotText);
        }
        let units = bytes.chunks_exact(2).map(|two| pair([two[0], two[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| FeedError::NotText)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest).map(Into::into),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest).map(Into::into),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => {
            std::str::from_utf8(rest).map(Into::into).map_err(|_| FeedError::NotText)
        }
    }
}

/// The records of a payload and whether more pages follow: a list, an object with the list under `value`, or one record alone.
pub(super) fn records(payload: &Value) -> Option<(Vec<&Value>, bool)> {
    match payload {
        Value::Array(records) => Some((records.iter().collect(), false)),
        Value::Object(object) => {
            let field =
                |name: &str| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
            let next = field("@odata.nextLink").or_else(|| field("nextLink"));
            let more = next.and_then(Value::as_str).is_some_and(|link| !link.is_empty());
            match field("value") {
                Some(Value::Array(records)) => Some((records.iter().collect(), more)),
                None if field("id").is_some() => Some((vec![payload], false)),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_with_any_of_the_usual_marks() {
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let little = [vec![0xff, 0xfe], utf16("[\"ż\"]", u16::to_le_bytes)].concat();
        let big = [vec![0xfe, 0xff], utf16("[\"ż\"]", u16::to_be_bytes)].concat();
        let marked = [&[0xef, 0xbb, 0xbf], "[\"ż\"]".as_bytes()].concat();
        for bytes in [little.as_slice(), &big, &marked, "[\"ż\"]".as_bytes()] {
            assert_eq!(json(bytes, ""), Ok(serde_json::json!(["ż"])));
        }
        assert_eq!(json(&[0xff, 0xfe, 0x5b], ""), Err(FeedError::NotText));
        assert_eq!(json(&[0x5b, 0xff, 0x5d], ""), Err(FeedError::NotText));
    }

    #[test]
    fn deep_nesting_is_refused_and_not_a_crash() {
        let deep = "[".repeat(100_000);
        assert!(matches!(json(deep.as_bytes(), ""), Err(FeedError::NotJson { .. })));
    }

    #[test]
    fn a_payload_larger_than_the_limit_is_refused() {
        assert_eq!(json(&vec![b' '; BYTES_LIMIT + 1], ""), Err(FeedError::TooLarge));
    }
}
