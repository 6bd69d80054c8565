//! What is proposed to an agent who writes a service request: title, description and business impact from the evidence.

use crate::{Case, Draft, Entry, Evidence, Language, StepArea, StepOutcome};

/// The words between the facts, in one language.
struct Words {
    happens: &'static str,
    since: &'static str,
    /// Before and after the issue's identifier.
    continues: (&'static str, &'static str),
    error: &'static str,
    ids: &'static str,
    tenants: &'static str,
    tried: &'static str,
    /// By the keys of the grounds.
    grounds: [(&'static str, &'static str); 10],
    /// In the order of [`StepArea::ALL`].
    areas: [&'static str; 3],
    /// In the order of [`StepOutcome::ALL`].
    outcomes: [&'static str; 3],
}

const EN: Words = Words {
    happens: "What happens",
    since: "Since",
    continues: ("Continues after ", " was closed."),
    error: "Error text",
    ids: "Correlation ids",
    tenants: "Affected tenants",
    tried: "Already tried",
    grounds: [
        ("expected", "Expected"),
        ("documentation_url", "Documentation url"),
        ("affected", "Affected"),
        ("second_observation", "Second observation"),
        ("steps", "Steps"),
        ("seen", "Seen"),
        ("from", "From"),
        ("to", "To"),
        ("trace", "Trace"),
        ("signal_id", "Signal id"),
    ],
    areas: ["software", "settings", "configuration"],
    outcomes: ["solved", "improved", "no change"],
};

const RU: Words = Words {
    happens: "Что происходит",
    since: "С какого времени",
    continues: ("Продолжается после закрытия ", "."),
    error: "Текст ошибки",
    ids: "Идентификаторы корреляции",
    tenants: "Затронуто тенантов",
    tried: "Что уже сделано",
    grounds: [
        ("expected", "Что ожидалось"),
        ("documentation_url", "Ссылка на описание"),
        ("affected", "Кого затронуло"),
        ("second_observation", "Второе наблюдение"),
        ("steps", "Шаги воспроизведения"),
        ("seen", "Что видно"),
        ("from", "Откуда"),
        ("to", "Куда"),
        ("trace", "Трассировка"),
        ("signal_id", "Идентификатор сигнала"),
    ],
    areas: ["программы", "параметры", "конфигурация"],
    outcomes: ["решено", "стало лучше", "без изменений"],
};

const PL: Words = Words {
    happens: "Co się dzieje",
    since: "Od kiedy",
    continues: ("Trwa po zamknięciu ", "."),
    error: "Tekst błędu",
    ids: "Identyfikatory korelacji",
    tenants: "Liczba dzierżaw, których to dotyczy",
    tried: "Co już zrobiono",
    grounds: [
        ("expected", "Czego oczekiwano"),
        ("documentation_url", "Link do opisu"),
        ("affected", "Kogo dotyczy"),
        ("second_observation", "Druga obserwacja"),
        ("steps", "Kroki odtworzenia"),
        ("seen", "Co widać"),
        ("from", "Skąd"),
        ("to", "Dokąd"),
        ("trace", "Ślad"),
        ("signal_id", "Identyfikator sygnału"),
    ],
    areas: ["oprogramowanie", "ustawienia", "konfiguracja"],
    outcomes: ["rozwiązane", "lepiej", "bez zmian"],
};

const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::Ru => &RU,
        Language::Pl => &PL,
    }
}

impl Words {
    fn ground(&self, key: &'static str) -> &'static str {
        self.grounds.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
    }

    fn area(&self, area: StepArea) -> &'static str {
        StepArea::ALL.iter().position(|known| *known == area).map_or("", |at| self.areas[at])
    }

    fn outcome(&self, outcome: StepOutcome) -> &'static str {
        StepOutcome::ALL.iter().position(|known| *known == outcome).map_or("", |at| self.outcomes[at])
    }
}

/// How many people cannot work, said so that the number bends no word where the language would bend it.
fn affected(users: i64, language: Language) -> String {
    match (language, users) {
        (Language::En, 1) => "1 user affected.".to_owned(),
        (Language::En, _) => format!("{users} users affected."),
        (Language::Ru, _) => format!("Затронуто пользователей: {users}."),
        (Language::Pl, _) => format!("Liczba użytkowników, których to dotyczy: {users}."),
    }
}

/// Proposes title, description and business impact from the case and its evidence. What people wrote stays as they wrote
/// it; what stands between is in the language of the request.
#[must_use]
pub fn propose_draft(case: &Case, entries: &[Entry], post_outage: Option<&str>, language: Language) -> Draft {
    let (evidence, words) = (Evidence::gather(case.owner, entries), words(language));
    let mut lines = vec![format!("{}: {}", words.happens, case.description)];
    if let Some(since) = case.started_at {
        lines.push(format!("{}: {}", words.since, since.format("%Y-%m-%d %H:%M UTC")));
    }
    if let Some(issue) = post_outage {
        lines.push(format!("{}{issue}{}", words.continues.0, words.continues.1));
    }
    if let Some(error) = &case.error_text {
        lines.push(format!("{}: {error}", words.error));
    }
    if !case.correlation_ids.is_empty() {
        lines.push(format!("{}: {}", words.ids, case.correlation_ids.join(", ")));
    }
    lines.extend(grounds(&evidence, words));
    lines.extend(steps(&evidence, words));
    let business_impact = case.affected_users.map(|users| affected(users, language)).unwrap_or_default();
    Draft { title: case.subject.clone(), description: lines.join("\n"), business_impact }
}

fn grounds(evidence: &Evidence, words: &Words) -> Vec<String> {
    let Some(decided) = &evidence.category else { return Vec::new() };
    let mut lines = Vec::new();
    // Other customers are never named, so tenants are only counted.
    let tenants = decided.grounds.tenants.len();
    if tenants > 0 {
        lines.push(format!("{}: {tenants}", words.tenants));
    }
    for (key, text) in decided.grounds.entries().into_iter().filter(|(key, _)| *key != "tenants") {
        lines.push(format!("{}: {text}", words.ground(key)));
    }
    lines
}

fn steps(evidence: &Evidence, words: &Words) -> Vec<String> {
    if evidence.steps.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("{}:", words.tried)];
    for (number, (_, _, step)) in evidence.steps.iter().enumerate() {
        let result = step.result.as_deref().map(|result| format!(" ({result})")).unwrap_or_default();
        let (area, outcome) = (words.area(step.area), words.outcome(step.outcome));
        lines.push(format!("{}. {area}: {}, {outcome}{result}", number + 1, step.action));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Category, Grounds, fixture::Story, language_of};

    fn draft(language: Language) -> Draft {
        let grounds = Grounds { expected: Some("ok".to_owned()), ..Grounds::default() };
        let story = Story::opened().tried(StepOutcome::NoChange).decided_with(Category::UndocumentedProblem, grounds);
        let case = Case { affected_users: Some(2), error_text: Some("0x1".to_owned()), ..crate::fixture::case() };
        propose_draft(&case, &story.entries, Some("EX1"), language)
    }

    #[test]
    fn a_draft_speaks_the_language_of_the_request() {
        assert_eq!(draft(Language::En).business_impact, "2 users affected.");
        let russian = draft(Language::Ru);
        assert_eq!(language_of(&russian.business_impact), Language::Ru);
        for words in [
            "Что происходит: ",
            "Продолжается после закрытия EX1.",
            "Текст ошибки: 0x1",
            "Что ожидалось: ok",
            "без изменений",
        ] {
            assert!(russian.description.contains(words), "{words}");
        }
        assert!(draft(Language::Pl).description.contains("Czego oczekiwano: ok"));
    }

    #[test]
    fn every_ground_has_a_name_in_every_language() {
        let all = Grounds {
            expected: Some(String::new()),
            documentation_url: Some(String::new()),
            affected: Some(String::new()),
            second_observation: Some(String::new()),
            steps: Some(String::new()),
            seen: Some(String::new()),
            from: Some(String::new()),
            to: Some(String::new()),
            trace: Some(String::new()),
            signal_id: Some(String::new()),
            tenants: Vec::new(),
        };
        for (key, _) in all.entries() {
            for language in Language::ALL {
                assert_ne!(words(*language).ground(key), key, "{language}");
            }
        }
    }
}
