//! Meanings of terms: one table over three languages.

use std::{collections::HashMap, sync::OnceLock};

use super::{
    lexicon_table::{Concept, TABLE},
    token::{Term, Token, stem, stem_polish},
};

struct Lexicon {
    /// By the stem of an English or Russian word; of a Polish one as the English stemmer leaves it, for texts too short to be known as Polish.
    plain: HashMap<Term, &'static Concept>,
    /// By the stem of a Polish word.
    polish: HashMap<Term, &'static Concept>,
}

/// The single words of a column. Phrases serve the reader of the table: texts are compared word by word.
fn single(words: &'static [&'static str]) -> impl Iterator<Item = String> {
    words.iter().filter(|word| !word.contains([' ', '-'])).map(|word| word.to_lowercase())
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let (mut plain, mut polish) = (HashMap::new(), HashMap::new());
        for concept in TABLE {
            for word in single(concept.en).chain(single(concept.ru)) {
                plain.entry(stem(&word)).or_insert(concept);
            }
        }
        for concept in TABLE {
            for word in single(concept.pl) {
                polish.entry(stem_polish(&word)).or_insert(concept);
                plain.entry(stem(&word)).or_insert(concept);
            }
        }
        Lexicon { plain, polish }
    })
}

/// What a word means, where the table knows it.
pub(super) fn concept(token: &Token) -> Option<&'static Concept> {
    let lexicon = lexicon();
    let polish = token.polish.as_ref().and_then(|term| lexicon.polish.get(term));
    polish.or_else(|| lexicon.plain.get(&token.term)).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::health::tokens;

    #[test]
    fn a_word_has_one_meaning_in_its_language() {
        type Column = fn(&Concept) -> &'static [&'static str];
        type Stem = fn(&str) -> Term;
        let columns: [(Column, Stem); 3] = [(|c| c.en, stem), (|c| c.ru, stem), (|c| c.pl, stem_polish)];
        let mut twice = Vec::new();
        for (column, stem) in columns {
            let mut seen: HashMap<Term, &str> = HashMap::new();
            for concept in TABLE {
                for word in single(column(concept)) {
                    let before = seen.insert(stem(&word), concept.name);
                    twice.extend(
                        before
                            .filter(|before| *before != concept.name)
                            .map(|before| format!("{word}: {before} and {}", concept.name)),
                    );
                }
            }
        }
        assert!(twice.is_empty(), "{twice:#?}");
    }

    #[test]
    fn every_meaning_has_its_own_name_and_words_in_all_languages() {
        let mut names = BTreeSet::new();
        for concept in TABLE {
            assert!(names.insert(concept.name), "{} stands twice", concept.name);
            for words in [concept.en, concept.ru, concept.pl] {
                assert!(single(words).next().is_some() || words.len() == 1, "{}", concept.name);
            }
        }
    }

    fn meanings(text: &str) -> BTreeSet<&'static str> {
        tokens(text).iter().filter_map(|token| concept(token).map(|concept| concept.name)).collect()
    }

    #[test]
    fn the_same_report_means_the_same_in_three_languages() {
        let english = meanings("File links do not open in the browser");
        assert_eq!(english, BTreeSet::from(["browser", "file", "link", "open"]));
        assert_eq!(meanings("Ссылки на файлы не открываются в браузере"), english);
        assert_eq!(meanings("Linki do plików nie otwierają się w przeglądarce"), english);
        let spam = BTreeSet::from(["deliver", "notification", "spam"]);
        assert_eq!(meanings("Spam notifications are not delivered"), spam);
        assert_eq!(meanings("Не приходят уведомления о спаме"), spam);
        assert_eq!(meanings("Nie przychodzą powiadomienia o spamie"), spam);
    }
}
