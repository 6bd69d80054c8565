//! The catalogues: what one language can say, the others can.
//!
//! That every key is used, and every used key exists, is checked by the crate that renders.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::tree::Tree;

/// The languages. A catalogue's language is the part of its path with this name: `en.ftl`, `en/page.ftl`.
const LANGUAGES: &[&str] = &["en", "ru", "pl"];

/// Where a key stands.
type Place<'a> = (&'a str, usize);

/// Each key that a language lacks, and each that one has twice.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut keys: BTreeMap<&str, BTreeMap<String, Place<'_>>> = BTreeMap::new();
    for (path, text) in tree.texts_ending(".ftl") {
        let Some(language) = language(path) else {
            let what = format!("its language is not in its path; put it below one of {}", LANGUAGES.join(", "));
            findings.push(Finding::new(path, 1, what));
            continue;
        };
        for (key, line) in keys_of(text) {
            if let Some((first, at)) = keys.entry(language).or_default().insert(key.clone(), (path, line)) {
                findings.push(Finding::new(path, line, format!("`{key}` stands at {first}:{at} already; remove one")));
            }
        }
    }
    let all: BTreeSet<&String> = keys.values().flat_map(BTreeMap::keys).collect();
    if all.is_empty() {
        findings.push(Finding::new("crates/render", 1, "no catalogue at all; every text has a key in a .ftl file"));
    }
    for key in all {
        let (has, lacks): (Vec<&str>, Vec<&str>) = LANGUAGES.iter().partition(|language| has(&keys, language, key));
        if let (Some(language), false) = (has.first(), lacks.is_empty()) {
            let (path, line) = keys[language][key];
            findings.push(Finding::new(
                path,
                line,
                format!("`{key}` is missing in {}; translate it", lacks.join(", ")),
            ));
        }
    }
    findings
}

fn has(keys: &BTreeMap<&str, BTreeMap<String, Place<'_>>>, language: &str, key: &String) -> bool {
    keys.get(language).is_some_and(|keys| keys.contains_key(key))
}

fn language(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.trim_end_matches(".ftl").split('/').collect();
    LANGUAGES.iter().copied().find(|language| parts.contains(language))
}

/// The messages, terms and attributes (`message.attribute`) of a catalogue. A key starts its line; only attributes
/// are indented, behind a dot.
fn keys_of(text: &str) -> Vec<(String, usize)> {
    let mut keys = Vec::new();
    let mut message = String::new();
    for (index, line) in text.lines().enumerate() {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        let is_identifier = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        if is_identifier(name.trim_start_matches('-')) {
            name.clone_into(&mut message);
            keys.push((message.clone(), index + 1));
        } else if let Some(attribute) = name.trim_start().strip_prefix('.').filter(|name| is_identifier(name)) {
            keys.push((format!("{message}.{attribute}"), index + 1));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(en: &str, ru: &str, pl: &str) -> Vec<String> {
        let tree = Tree::of(&[("c/en/page.ftl", en), ("c/ru/page.ftl", ru), ("c/pl.ftl", pl)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn catalogues_with_the_same_keys_pass_whatever_their_texts() {
        let plural = "cases = { $count ->\n    [one] one = two\n   *[other] more\n }\n    .label = a\n-brand = T\n";
        let single = "cases = sprawy\n    .label = b\n-brand = T\n";
        assert_eq!(findings(plural, plural, single), Vec::<String>::new());
    }

    #[test]
    fn a_key_that_a_language_lacks_is_a_finding_whichever_it_is() {
        assert_eq!(
            findings("a = 1\nb = 2\n", "a = 1\n", "a = 1\nb = 2\n"),
            ["c/en/page.ftl:2: `b` is missing in ru; translate it"]
        );
        assert_eq!(findings("", "a = 1\n", ""), ["c/ru/page.ftl:1: `a` is missing in en, pl; translate it"]);
    }

    #[test]
    fn an_attribute_that_a_language_lacks_is_a_finding() {
        assert_eq!(findings("a = 1\n    .label = 2\n", "a = 1\n", "a = 1\n    .label = 2\n").len(), 1);
    }

    #[test]
    fn a_key_written_twice_is_a_finding() {
        assert_eq!(
            findings("a = 1\na = 2\n", "a = 1\n", "a = 1\n"),
            ["c/en/page.ftl:2: `a` stands at c/en/page.ftl:1 already; remove one"]
        );
    }

    #[test]
    fn a_catalogue_of_no_language_and_no_catalogue_at_all_are_findings() {
        assert_eq!(check(&Tree::of(&[("c/page.ftl", "a = 1\n")])).len(), 2);
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
