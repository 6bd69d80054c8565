//! The words in which a customer hears of a documented issue: ours in the customer's language, the provider's as they came or as
//! the feed translates them.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Language,
    health::{HealthIssue, HealthPost, PostFormat, plain_text},
};

/// What the provider says in a post, for a reader of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// The text to be read: a translation that came with the post, else the post itself.
    text: String,
    /// Where that is a translation: the provider's own text, and whether a machine translated it.
    source: Option<(String, bool)>,
}

/// A post's text, plain.
pub(crate) fn plain(format: PostFormat, text: &str) -> String {
    match format {
        PostFormat::Html => plain_text(text).trim().to_owned(),
        PostFormat::Text => text.trim().to_owned(),
    }
}

impl Words {
    /// The words of a post; none where it says nothing.
    pub(crate) fn of(post: &HealthPost, language: Language) -> Option<Self> {
        let own = plain(post.format, &post.text);
        let translated = post.translation(language).map(|one| (plain(post.format, &one.text), one.machine));
        let words = match translated.filter(|(text, _)| !text.is_empty()) {
            Some((text, machine)) => Self { text, source: Some((own, machine)) },
            None => Self { text: own, source: None },
        };
        (!words.text.is_empty()).then_some(words)
    }

    fn written(&self, language: Language) -> String {
        let says = match language {
            Language::En => "The provider writes:",
            Language::Ru => "Поставщик пишет:",
            Language::Pl => "Dostawca pisze:",
        };
        let Some((source, machine)) = &self.source else { return format!("{says}\n{}", self.text) };
        let (translated, binding) = match (language, machine) {
            (Language::En, true) => (
                "The provider writes (machine translation, which nobody checked):",
                "The provider's own words, which are binding:",
            ),
            (Language::En, false) => {
                ("The provider writes (in the provider's translation):", "The provider's own words, which are binding:")
            }
            (Language::Ru, true) => (
                "Поставщик пишет (машинный перевод, не проверен):",
                "Слова самого поставщика, имеющие обязательную силу:",
            ),
            (Language::Ru, false) => {
                ("Поставщик пишет (в переводе поставщика):", "Слова самого поставщика, имеющие обязательную силу:")
            }
            (Language::Pl, true) => {
                ("Dostawca pisze (tłumaczenie maszynowe, niesprawdzone):", "Oryginalny, wiążący tekst dostawcy:")
            }
            (Language::Pl, false) => {
                ("Dostawca pisze (w tłumaczeniu dostawcy):", "Oryginalny, wiążący tekst dostawcy:")
            }
        };
        format!("{translated}\n{}\n\n{binding}\n{source}", self.text)
    }
}

/// The message about an issue, with what the provider said last.
pub(crate) fn message(language: Language, issue: &HealthIssue, words: Option<&Words>, now: DateTime<Utc>) -> String {
    let ours = ours(language, issue, issue.has_ended(now));
    match words {
        Some(words) => format!("{ours}\n\n{}", words.written(language)),
        None => ours,
    }
}

fn ours(language: Language, issue: &HealthIssue, ended: bool) -> String {
    let (id, title) = (&issue.source_id, &issue.title);
    match (language, ended) {
        (Language::En, false) => format!(
            "The provider has documented this problem as {id}: {title}. It is being worked on there; nothing has to be changed on your side. We pass on each update."
        ),
        (Language::En, true) => format!(
            "The provider reports {id} ({title}) as resolved. Please check: is the problem gone? If it is still there, tell us, and we take it up with the provider."
        ),
        (Language::Ru, false) => format!(
            "Поставщик задокументировал эту неполадку под номером {id}: {title}. Над ней работают на его стороне; у вас ничего менять не нужно. Мы передадим каждое обновление."
        ),
        (Language::Ru, true) => format!(
            "Поставщик сообщает, что неполадка {id} ({title}) устранена. Проверьте, пожалуйста: исчезла ли проблема? Если нет, сообщите нам, и мы обратимся к поставщику."
        ),
        (Language::Pl, false) => format!(
            "Dostawca udokumentował ten problem pod numerem {id}: {title}. Pracuje nad nim po swojej stronie; po Państwa stronie nie trzeba niczego zmieniać. Przekażemy każdą aktualizację."
        ),
        (Language::Pl, true) => format!(
            "Dostawca zgłasza, że problem {id} ({title}) został rozwiązany. Prosimy sprawdzić, czy problem zniknął. Jeśli nie, prosimy o wiadomość, a zgłosimy to dostawcy."
        ),
    }
}

#[cfg(test)]
mod tests {
    use tierline_domain::{HealthPostId, LanguageTag, health::Translation};
    use uuid::Uuid;

    use super::*;

    fn post(machine: bool) -> HealthPost {
        let translation = Translation {
            language: Language::Ru.into(),
            text: "<p>Ищем причину.</p>".to_owned(),
            machine,
            as_of: DateTime::UNIX_EPOCH,
        };
        HealthPost {
            id: HealthPostId(Uuid::from_u128(1)),
            source_key: "1".to_owned(),
            at: DateTime::UNIX_EPOCH,
            text: "<p>We look for the cause.</p>".to_owned(),
            format: PostFormat::Html,
            language: LanguageTag::parse("en"),
            since: None,
            translations: vec![translation],
            revisions: Vec::new(),
        }
    }

    #[test]
    fn a_translation_stands_with_the_binding_words_and_says_what_it_is() {
        let text = Words::of(&post(true), Language::Ru).unwrap().written(Language::Ru);
        assert_eq!(
            text,
            "Поставщик пишет (машинный перевод, не проверен):\nИщем причину.\n\n\
             Слова самого поставщика, имеющие обязательную силу:\nWe look for the cause."
        );
        assert!(!Words::of(&post(false), Language::Ru).unwrap().written(Language::Ru).contains("машинный"));
    }

    #[test]
    fn without_a_translation_the_providers_words_stay_as_they_came() {
        let text = Words::of(&post(true), Language::Pl).unwrap().written(Language::Pl);
        assert_eq!(text, "Dostawca pisze:\nWe look for the cause.");
        let empty = HealthPost { text: "<p> </p>".to_owned(), translations: Vec::new(), ..post(true) };
        assert_eq!(Words::of(&empty, Language::En), None);
    }
}
