//! What goes wrong, in the words of people who do not read status pages.
//!
//! A case of the measure says nothing in the words of the issue it comes from. What the issue is about is told by its title
//! (`signs`), and the case takes one of our own phrasings of that. The last phrasing of each language is held out: nobody
//! looked at how the matching does on it while the matching was being improved, and its figures are printed apart.

use std::collections::BTreeSet;

use tierline_domain::health::{IssueFacts, tokens};

use super::symptom_table::TABLE;

/// A symptom.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Symptom {
    /// Its name, unique in the table.
    pub(super) name: &'static str,
    /// Symptoms of one group may be seen of one cause; those of two groups are unrelated.
    pub(super) group: &'static str,
    /// Lower-case pieces of a title that say that an issue is about this.
    pub(super) signs: &'static [&'static str],
    /// How status pages put it: for histories that are made up. Empty where only customers speak of it.
    pub(super) documented: &'static [&'static str],
    /// How customers put it.
    pub(super) en: &'static [&'static str],
    pub(super) ru: &'static [&'static str],
    pub(super) pl: &'static [&'static str],
}

/// The language of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    English,
    Russian,
    Polish,
}

impl Language {
    pub(super) const ALL: [Self; 3] = [Self::English, Self::Russian, Self::Polish];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Russian => "Russian",
            Self::Polish => "Polish",
        }
    }
}

impl Symptom {
    pub(super) const fn phrasings(&self, language: Language) -> &'static [&'static str] {
        match language {
            Language::English => self.en,
            Language::Russian => self.ru,
            Language::Polish => self.pl,
        }
    }
}

/// All symptoms.
pub(super) fn symptoms() -> &'static [Symptom] {
    TABLE
}

/// What an issue is about: by its title, else by what its impact and its posts say first. Empty where the table does not know.
pub(super) fn symptoms_of(issue: &IssueFacts) -> Vec<&'static Symptom> {
    let said = |text: &str| {
        let text = text.to_lowercase();
        let speaks = |symptom: &&Symptom| {
            symptom.signs.iter().any(|sign| text.contains(sign))
                || symptom.documented.iter().any(|told| text.contains(&told.to_lowercase()))
        };
        TABLE.iter().filter(speaks).collect::<Vec<_>>()
    };
    let beginning: String = issue.text.chars().take(400).collect();
    [issue.title.as_str(), issue.impact.as_str(), beginning.as_str()]
        .into_iter()
        .map(said)
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// The words of an issue that a case about it may not use: those of its title and impact that are rare in its history.
pub(super) fn own_words(issue: &IssueFacts, common: &BTreeSet<String>) -> BTreeSet<String> {
    head_words(issue).into_iter().filter(|term| !common.contains(term)).collect()
}

/// The words in more than a tenth of the titles of a history (and in three at least): those of any status page.
pub(super) fn common_words(issues: &[IssueFacts]) -> BTreeSet<String> {
    let mut count = std::collections::BTreeMap::<String, usize>::new();
    for issue in issues {
        for term in head_words(issue) {
            *count.entry(term).or_default() += 1;
        }
    }
    let enough = (issues.len() / 10).max(2);
    count.into_iter().filter(|(_, n)| *n > enough).map(|(term, _)| term).collect()
}

fn head_words(issue: &IssueFacts) -> BTreeSet<String> {
    let head = format!("{} {}", issue.title, issue.impact);
    tokens(&head).into_iter().filter(|token| !token.is_stop_word()).map(|token| token.term).collect()
}

/// Whether a phrasing keeps off an issue's own words.
pub(super) fn keeps_off(phrasing: &str, own: &BTreeSet<String>) -> bool {
    tokens(phrasing).into_iter().all(|token| !own.contains(&token.term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symptom_has_phrasings_in_all_languages_and_one_held_out() {
        let mut names = BTreeSet::new();
        for symptom in symptoms() {
            assert!(names.insert(symptom.name), "{} stands twice", symptom.name);
            for language in Language::ALL {
                let phrasings = symptom.phrasings(language);
                assert_eq!(phrasings.len(), 4, "{} in {}", symptom.name, language.name());
                assert_eq!(phrasings.iter().collect::<BTreeSet<_>>().len(), 4, "{}", symptom.name);
            }
        }
    }
}
