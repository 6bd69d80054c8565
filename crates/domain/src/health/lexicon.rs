//! Meanings of terms: one table over three languages.

use std::{collections::HashMap, sync::OnceLock};

use super::{
    lexicon_table::{Concept, TABLE, THEMES},
    token::{Term, Token, stem, stem_polish},
};

struct Lexicon {
    /// By the stem of an English or Russian word; of a Polish one as the English stemmer leaves it, for texts too short to be known as Polish.
    plain: HashMap<Term, &'static Concept>,
    /// By the stem of a Polish word.
    polish: HashMap<Term, &'static Concept>,
    /// By two words that mean something together ("log in"), in this form: "logs in a table" are none.
    phrases: HashMap<(String, String), &'static Concept>,
}

/// The phrases of two words of a column.
fn pairs(words: &'static [&'static str]) -> impl Iterator<Item = (String, String)> {
    let two = words.iter().filter_map(|phrase| phrase.split_once(' ')).filter(|(_, second)| !second.contains(' '));
    two.map(|(first, second)| (first.to_lowercase(), second.to_lowercase()))
}

/// The single words of a column.
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
                let term = stem_polish(&word);
                // "czaty" is cut down to "cz", and so is "czego".
                if term.chars().count() > 2 || term == word {
                    polish.entry(term).or_insert(concept);
                }
                plain.entry(stem(&word)).or_insert(concept);
            }
        }
        let mut phrases = HashMap::new();
        for concept in TABLE {
            for pair in [concept.en, concept.ru, concept.pl].into_iter().flat_map(pairs) {
                phrases.entry(pair).or_insert(concept);
            }
        }
        Lexicon { plain, polish, phrases }
    })
}

/// What a word means, where the table knows it.
pub(super) fn concept(token: &Token) -> Option<&'static Concept> {
    let lexicon = lexicon();
    let polish = token.polish.as_ref().and_then(|term| lexicon.polish.get(term));
    polish.or_else(|| lexicon.plain.get(&token.term)).copied()
}

/// A word with what it means there.
#[derive(Debug, Clone)]
pub(super) struct Sense {
    pub(super) token: Token,
    pub(super) concept: Option<&'static Concept>,
    /// The meaning is that of two words together.
    pub(super) phrase: bool,
}

/// The words of a text with their meanings: of two words that mean something together the first has the meaning, and the second
/// is part of it.
pub(super) fn senses(tokens: Vec<Token>) -> Vec<Sense> {
    let mut found: Vec<Sense> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let next = tokens.peek().map(|next| next.word.to_lowercase());
        let phrase = next.and_then(|next| lexicon().phrases.get(&(token.word.to_lowercase(), next)));
        if phrase.is_some() {
            tokens.next();
        }
        let concept = phrase.copied().or_else(|| concept(&token));
        found.push(Sense { token, concept, phrase: phrase.is_some() });
    }
    found
}

/// The themes of a meaning.
pub(super) fn themes(concept: &Concept) -> impl Iterator<Item = &'static str> {
    THEMES.iter().filter(|(_, names)| names.contains(&concept.name)).map(|(theme, _)| *theme)
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

    #[test]
    fn two_words_may_mean_something_together() {
        for (text, name) in
            [("log on", "sign_in"), ("logs in", "log"), ("switched off", "retire"), ("второй фактор", "mfa")]
        {
            assert_eq!(senses(tokens(text))[0].concept.map(|concept| concept.name), Some(name), "{text}");
        }
        assert_eq!(senses(tokens("log on to it")).len(), 3, "the second word is part of the first");
    }

    #[test]
    fn a_theme_unites_meanings_of_the_table() {
        for (theme, names) in THEMES {
            assert!(names.len() > 1, "{theme} unites nothing");
            for name in *names {
                assert!(TABLE.iter().any(|concept| concept.name == *name), "{theme}: {name} is no meaning");
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
