//! Terms: the words of a text in the form in which texts are compared.
//!
//! Compatibility forms unified (NFKC), lower case, runs of letters and digits, stemmed for English, Russian and Polish. Both the
//! matching and a full-text search can stand on them: the same terms come out on every machine and engine.

use std::sync::OnceLock;

use snowball_stemmers_rs::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use super::token_table::{POLISH_MARKERS, STOP_WORDS};

/// Changes whenever the same text may give other terms: an index of stored terms has to be made anew then.
pub const TOKENS_VERSION: u32 = 1;

/// A word in the form in which words are compared.
pub type Term = String;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word as it was written, compatibility forms unified.
    pub word: String,
    /// Its term: the English stem of a Latin word, the Russian stem of a Cyrillic one.
    pub term: Term,
    /// The Polish stem of a Latin word, where the text is Polish. Beside the English one: error texts are often quoted in English.
    pub polish: Option<Term>,
}

impl Token {
    /// Whether the word is written in Cyrillic letters.
    #[must_use]
    pub fn is_cyrillic(&self) -> bool {
        self.term.chars().any(is_cyrillic)
    }

    /// Whether the word begins with a capital letter.
    #[must_use]
    pub fn is_capitalized(&self) -> bool {
        self.word.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the word looks like an identifier (`AADSTS50034`, `0x80070005`, `SentToMemberOf`): rare, and telling when shared.
    #[must_use]
    pub fn is_identifier(&self) -> bool {
        let letters = self.word.chars().filter(|c| c.is_alphabetic()).count();
        let digits = self.word.chars().filter(char::is_ascii_digit).count();
        let humps = self
            .word
            .chars()
            .zip(self.word.chars().skip(1))
            .filter(|(a, b)| a.is_lowercase() && b.is_uppercase())
            .count();
        let count = letters + digits;
        (digits > 0 && letters > 0 && count >= 4) || (digits >= 5 && letters == 0) || humps >= 2
    }

    /// Whether the word is one that every text has, so that sharing it says nothing.
    #[must_use]
    pub fn is_stop_word(&self) -> bool {
        let digits_only = self.word.chars().all(|c| c.is_ascii_digit());
        let year = digits_only && self.word.len() == 4 && (self.word.starts_with("19") || self.word.starts_with("20"));
        year || (digits_only && self.word.len() < 3)
            || self.term.chars().count() < 2
            || STOP_WORDS.binary_search(&self.word.to_lowercase().as_str()).is_ok()
    }
}

const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

struct Stemmers {
    english: Stemmer,
    russian: Stemmer,
    polish: Stemmer,
}

fn stemmers() -> &'static Stemmers {
    static STEMMERS: OnceLock<Stemmers> = OnceLock::new();
    STEMMERS.get_or_init(|| Stemmers {
        english: Stemmer::create(Algorithm::English),
        russian: Stemmer::create(Algorithm::Russian),
        polish: Stemmer::create(Algorithm::Polish),
    })
}

/// The stem of a lower-case word in the language that its letters suggest: Russian for Cyrillic, else English.
pub(crate) fn stem(word: &str) -> Term {
    if word.chars().any(is_cyrillic) {
        // People leave the dots off.
        stemmers().russian.stem(&word.replace('ё', "е")).into_owned()
    } else {
        stemmers().english.stem(word).into_owned()
    }
}

/// The Polish stem of a lower-case word.
pub(crate) fn stem_polish(word: &str) -> Term {
    stemmers().polish.stem(word).into_owned()
}

/// Whether a text is in Polish: two words that only Polish has, or letters that only Polish has.
fn is_polish(words: &[String]) -> bool {
    let letters = |word: &str| word.chars().any(|c| matches!(c, 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ó' | 'ś' | 'ź' | 'ż'));
    let score: usize = words
        .iter()
        .map(|word| {
            let word = word.to_lowercase();
            usize::from(letters(&word)) + usize::from(POLISH_MARKERS.binary_search(&word.as_str()).is_ok())
        })
        .sum();
    score >= 2 || (score == 1 && words.len() <= 6)
}

fn words_of(text: &str) -> Vec<String> {
    let text: String = text.nfkc().filter(|c| *c != '\u{ad}').collect();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A text cut into words, with its language.
pub(super) struct Words {
    /// As they were written, compatibility forms unified.
    pub(super) words: Vec<String>,
    /// Whether the text is in Polish.
    pub(super) polish: bool,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let words = words_of(text);
        let polish = is_polish(&words);
        Self { words, polish }
    }
}

/// A word as a token of a text.
pub(super) fn token(word: String, polish: bool) -> Token {
    let lower = word.to_lowercase();
    let term = stem(&lower);
    let polish = (polish && !lower.chars().any(is_cyrillic)).then(|| stem_polish(&lower));
    Token { word, term, polish }
}

/// The words of a text in order, stop words included.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let Words { words, polish } = Words::of(text);
    words.into_iter().map(|word| token(word, polish)).collect()
}

/// The terms of a text for a full-text index or query, stop words left out; a Polish word gives both of its stems.
#[must_use]
pub fn terms(text: &str) -> Vec<Term> {
    tokens(text)
        .into_iter()
        .filter(|token| !token.is_stop_word())
        .flat_map(|token| {
            let polish = token.polish.filter(|polish| *polish != token.term);
            std::iter::once(token.term).chain(polish)
        })
        .collect()
}

/// The words of an HTML text without its tags. For comparing texts only: what is shown is sanitized elsewhere.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        let tail = &rest[at..];
        let taken = if tail.starts_with('<') { tag_length(tail) } else { entity(tail, &mut text) };
        match taken {
            // A lone `<` or `&` is itself.
            0 => {
                text.push(' ');
                rest = &tail[1..];
            }
            taken => rest = &tail[taken..],
        }
        if tail.starts_with('<') {
            text.push(' ');
        }
    }
    text.push_str(rest);
    text
}

/// The bytes of the tag at the beginning of a text; 0 where it is no tag.
fn tag_length(text: &str) -> usize {
    let begins = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if begins { text.find('>').map_or(0, |end| end + 1) } else { 0 }
}

/// The bytes of the entity at the beginning of a text, its character pushed; 0 where it is none that is known.
fn entity(text: &str, out: &mut String) -> usize {
    let Some(end) = text.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at) else { return 0 };
    let name = &text[1..end];
    let number = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")).map(|hex| u32::from_str_radix(hex, 16));
    let number = number.or_else(|| name.strip_prefix('#').map(str::parse::<u32>));
    let c = match (name, number) {
        (_, Some(Ok(number))) => char::from_u32(number),
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos" | "rsquo" | "lsquo", _) => Some('\''),
        ("ndash" | "mdash", _) => Some('-'),
        ("nbsp" | "ldquo" | "rdquo" | "bull" | "hellip", _) => Some(' '),
        _ => None,
    };
    c.map_or(0, |c| {
        out.push(c);
        end + 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_terms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.term).collect()
    }

    #[test]
    fn forms_of_a_word_have_one_term() {
        assert_eq!(only_terms("links LINK Linked"), ["link", "link", "link"]);
        assert_eq!(only_terms("ссылка ссылки ссылками"), ["ссылк", "ссылк", "ссылк"]);
        assert_eq!(only_terms("чёрный черный"), only_terms("черный чёрный"));
        let polish: Vec<_> =
            tokens("skrzynka nie otwiera się, skrzynki też").into_iter().map(|t| t.polish.unwrap_or(t.term)).collect();
        assert_eq!(polish[0], polish[4]);
    }

    #[test]
    fn compatibility_forms_are_one() {
        assert_eq!(only_terms("ﬁle Ｆｉｌｅ"), ["file", "file"]);
        assert_eq!(only_terms("soft\u{ad}hyphen"), ["softhyphen"]);
    }

    #[test]
    fn an_english_quotation_in_a_polish_text_keeps_its_english_terms() {
        let polish = tokens("Użytkownicy widzą błąd: something went wrong");
        let english = tokens("something went wrong");
        for word in english {
            assert!(polish.iter().any(|token| token.term == word.term), "{word:?}");
        }
    }

    #[test]
    fn stop_words_years_and_single_letters_say_nothing() {
        for word in ["the", "users", "issue", "2020", "07", "a", "не", "się", "пользователи", "nie"] {
            assert!(tokens(word)[0].is_stop_word(), "{word}");
        }
        for word in ["quarantine", "503", "ссылка", "kalendarz"] {
            assert!(!tokens(word)[0].is_stop_word(), "{word}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(STOP_WORDS.is_sorted(), "{:?}", STOP_WORDS.windows(2).find(|w| w[0] > w[1]));
        assert!(POLISH_MARKERS.is_sorted());
    }

    #[test]
    fn identifiers_are_recognized() {
        for word in ["AADSTS50034", "0x80070005", "SentToMemberOf", "EX213379", "600123"] {
            assert!(tokens(word)[0].is_identifier(), "{word}");
        }
        for word in ["PowerPoint", "503", "Teams", "SharePoint", "365"] {
            assert!(!tokens(word)[0].is_identifier(), "{word}");
        }
    }

    #[test]
    fn tags_and_entities_are_no_words() {
        assert_eq!(
            only_terms(&plain_text("<p>File&nbsp;<b>link</b>s &amp; more</p><br>a &lt; b")),
            ["file", "link", "s", "more", "a", "b"]
        );
        assert_eq!(
            plain_text("5 < 6 & 7 &bogus; &#x41;&#66;").split_whitespace().collect::<Vec<_>>().join(" "),
            "5 6 7 bogus; AB"
        );
        assert_eq!(plain_text("<unclosed").trim(), "unclosed");
        assert_eq!(plain_text("é&#1114112;é"), "é #1114112;é");
    }
}
