//! The language of a text from outside, as a feed names it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Language;

/// A language tag (BCP 47) in lower case: `ru`, `pt-br`, `ja`. Feeds are written in more languages than the desk speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

/// Longest tag: RFC 5646 asks for at least 35 characters (section 4.4.1).
const LIMIT: usize = 35;

impl LanguageTag {
    /// Reads a tag in any case, its parts joined by "-" or "_". None where it is not one, nor where it says that the language
    /// is undetermined (`und`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let tag = text.trim().replace('_', "-").to_ascii_lowercase();
        let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let primary = tag.split('-').next().unwrap_or_default();
        let named = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        (named && primary != "und" && tag.len() <= LIMIT && tag.split('-').all(part)).then_some(Self(tag))
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is this language of ours, whatever the region.
    #[must_use]
    pub fn is(&self, language: Language) -> bool {
        self.0.split('-').next() == Some(language.word())
    }

    /// The language of ours that it is.
    #[must_use]
    pub fn ours(&self) -> Option<Language> {
        Language::ALL.iter().copied().find(|language| self.is(*language))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Language> for LanguageTag {
    fn from(language: Language) -> Self {
        Self(language.word().to_owned())
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a language tag")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_in_any_case_and_what_is_none_is_refused() {
        let read = |text| LanguageTag::parse(text).map(String::from);
        assert_eq!([read("ja"), read(" pt_BR"), read("zh-Hant-TW")].map(Option::unwrap), ["ja", "pt-br", "zh-hant-tw"]);
        for text in ["", "e", "und", "english", "en-", "en us", "12", "en-\u{202e}", &"en-a".repeat(20)] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_region_makes_no_other_language() {
        let tag = LanguageTag::parse("pl-PL").unwrap();
        assert!(tag.is(Language::Pl) && !tag.is(Language::En));
        assert_eq!(tag.ours(), Some(Language::Pl));
        assert_eq!(LanguageTag::parse("plt").unwrap().ours(), None, "Plateau Malagasy is not Polish");
    }
}
