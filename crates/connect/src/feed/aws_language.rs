//! AWS writes of its regions in Japan in two languages at once, `日本語 | English`, in one text: what is Japanese in it is a translation that
//! the feed brings, so that everybody else need not read past it.

use tierline_domain::{
    LanguageTag,
    health::{ImportedPost, ImportedTranslation},
};

/// The Japanese and the English part of a text; none where it is not written so.
pub(super) fn divide(text: &str) -> Option<(&str, &str)> {
    let parts = text.match_indices('|').map(|(bar, _)| (text[..bar].trim(), text[bar + 1..].trim()));
    // Kana are written in Japanese alone; a bar may also stand within a text.
    parts.into_iter().find(|(before, after)| {
        let english = after.chars().any(|c| c.is_ascii_alphabetic()) && !after.chars().any(is_japanese);
        english && before.chars().any(is_kana)
    })
}

/// The post with its Japanese part as a translation. It was written by people, as far as the feed says.
pub(super) fn divided(post: ImportedPost) -> ImportedPost {
    let Some((japanese, english)) = divide(&post.text) else { return post };
    let translation = |language| ImportedTranslation { language, text: japanese.to_owned(), machine: false };
    ImportedPost {
        text: english.to_owned(),
        language: LanguageTag::parse("en"),
        translations: LanguageTag::parse("ja").map(translation).into_iter().collect(),
        ..post
    }
}

const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

/// Kana and Chinese characters.
const fn is_japanese(c: char) -> bool {
    is_kana(c) || matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use tierline_domain::health::PostFormat;

    use super::*;

    fn post(text: &str) -> ImportedPost {
        divided(ImportedPost::new("1".to_owned(), DateTime::UNIX_EPOCH, text.to_owned(), PostFormat::Html))
    }

    #[test]
    fn a_text_in_two_languages_is_divided() {
        for text in ["この問題を調査しています。 | We look into it.", "この問題を調査しています。| We look into it."]
        {
            let post = post(text);
            assert_eq!((post.text.as_str(), post.language.as_ref().unwrap().as_str()), ("We look into it.", "en"));
            let [one] = post.translations.as_slice() else { panic!("{post:?}") };
            assert_eq!(
                (one.language.as_str(), one.text.as_str(), one.machine),
                ("ja", "この問題を調査しています。", false)
            );
        }
    }

    #[test]
    fn a_text_in_one_language_stays_whole() {
        for text in
            ["We look into it.", "a | b", "調査しています。", "調査 | しています。", "We look | 調査しています。", ""]
        {
            assert_eq!((post(text).text.as_str(), post(text).translations.len()), (text, 0), "{text}");
        }
    }

    #[test]
    fn a_bar_within_the_japanese_part_divides_nothing() {
        let post = post("サービスA|Bの問題を調査しています。 | We look into A | B.");
        assert_eq!(post.text, "We look into A | B.");
        assert_eq!(post.translations[0].text, "サービスA|Bの問題を調査しています。");
    }
}
