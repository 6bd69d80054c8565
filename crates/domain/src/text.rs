//! What people may write: limits, and the characters that deceive.

use crate::words;

words! {
    /// Why a text is refused.
    pub enum TextFault {
        /// Nothing is written, or only white space.
        Empty = "empty",
        /// Longer than the field takes.
        TooLong = "too_long",
        /// A control character, a bidirectional override, or a character that cannot be seen.
        Forbidden = "forbidden_character",
        /// A line break in a field of one line.
        LineBreak = "line_break",
    }
}

/// Longest subject or name, in characters.
pub const LINE_LIMIT: usize = 200;
/// Longest description, note or reason, in characters.
pub const PROSE_LIMIT: usize = 20_000;

/// Control and bidirectional characters: they can hide or reorder what is read (a file `gpj.exe`, a number backwards).
#[must_use]
pub const fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// One line: trimmed, no line break, at most [`LINE_LIMIT`] characters.
///
/// # Errors
/// The first fault found.
pub fn line(text: &str) -> Result<String, TextFault> {
    let text = prose(text, LINE_LIMIT)?;
    if text.contains('\n') { Err(TextFault::LineBreak) } else { Ok(text) }
}

/// Several lines: trimmed, line breaks normalized, at most `limit` characters.
///
/// # Errors
/// The first fault found.
pub fn prose(text: &str, limit: usize) -> Result<String, TextFault> {
    // Bytes first: a text of megabytes is refused before it is walked.
    if text.len() > limit.saturating_mul(4) {
        return Err(TextFault::TooLong);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(TextFault::Empty);
    }
    if text.chars().any(is_deceptive) {
        return Err(TextFault::Forbidden);
    }
    if text.chars().count() > limit {
        return Err(TextFault::TooLong);
    }
    Ok(text.to_owned())
}

/// The form in which names are compared and sorted: lower case, single spaces.
#[must_use]
pub fn normalized(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_stays_one_line() {
        assert_eq!(line("  Calendars stay empty "), Ok("Calendars stay empty".to_owned()));
        assert_eq!(line("a\nb"), Err(TextFault::LineBreak));
        assert_eq!(line(" \t "), Err(TextFault::Empty));
        assert_eq!(line(&"x".repeat(201)), Err(TextFault::TooLong));
    }

    #[test]
    fn characters_that_deceive_are_refused() {
        for bad in ["a\u{202e}b", "a\u{0}b", "a\u{200b}b", "a\u{2066}b", "a\u{1b}[2Jb"] {
            assert_eq!(prose(bad, PROSE_LIMIT), Err(TextFault::Forbidden), "{bad:?}");
        }
        assert!(prose("Kaja pisze: zażółć gęślą jaźń\n\tКириллица", PROSE_LIMIT).is_ok());
    }

    #[test]
    fn a_text_of_a_megabyte_is_refused() {
        assert_eq!(prose(&"ж".repeat(1_000_000), PROSE_LIMIT), Err(TextFault::TooLong));
    }
}
