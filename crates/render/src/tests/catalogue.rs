//! Every message that is asked for exists in every language, every message is asked for, and all take the same arguments.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource},
    parser,
};

use crate::{
    Locale,
    label::{all_keys, key},
    locale::catalogue_files,
};

/// Keys and the names of the arguments each takes.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(locale: Locale) -> Messages {
    let mut messages = Messages::new();
    for text in catalogue_files(locale) {
        let resource: Resource<String> =
            parser::parse(text).unwrap_or_else(|(_, faults)| panic!("{locale:?}: {faults:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut names = BTreeSet::new();
            collect(message.value.as_ref().expect("a value"), &mut names);
            assert!(
                messages.insert(message.id.name.clone(), names).is_none(),
                "{locale:?}: {} stands twice",
                message.id.name
            );
        }
    }
    messages
}

fn collect(pattern: &Pattern<String>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, names),
            Expression::Select { selector, variants } => {
                collect_inline(selector, names);
                for variant in variants {
                    collect(&variant.value, names);
                }
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<String>, names: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.clone());
    }
}

/// The texts of the templates and of the code that stands beside them.
fn sources() -> String {
    texts(&["src", "templates"])
}

fn texts(folders: &[&str]) -> String {
    fn walk(folder: &std::path::Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, text);
            } else if !path.components().any(|part| part.as_os_str() == "tests") {
                text.push_str(&std::fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for folder in folders {
        walk(&root.join(folder), &mut text);
    }
    text
}

/// The text literals that follow one of these openings.
fn literals<'s>(source: &'s str, openings: &[&str]) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    for opening in openings {
        for (at, _) in source.match_indices(opening) {
            let rest = &source[at + opening.len()..];
            if let Some(end) = rest.find('"') {
                found.insert(&rest[..end]);
            }
        }
    }
    found.retain(|literal| {
        literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
    });
    found
}

/// Words that begin keys which are handed to a helper first; any literal that begins so is a key.
const FAMILIES: &[&str] = &[
    "event-",
    "reason-",
    "turn-",
    "wrote-",
    "trouble-",
    "fault-",
    "clock-",
    "condition-",
    "blocker-",
    "met-",
    "nothing-",
    "answer-",
    "ground-hint-",
    "composer-",
    "file-",
    "queue-",
    "home-",
];

/// Every key that can be asked for, as far as it stands in the sources.
fn asked(source: &str) -> BTreeSet<String> {
    let calls = [".t(\"", ".m(\"", ".h(\"", ".label(\"", ".hint(\"", "choices_or(\"", "t(self.locale, \"", "part(\""];
    let mut keys: BTreeSet<String> = literals(source, &calls).into_iter().map(str::to_owned).collect();
    for (call, from) in [(".nothing(", 1), (".empty(\"", 1), ("f.empty(", 1)] {
        keys.extend(
            arguments(source, call)
                .into_iter()
                .flat_map(|quoted| quoted.into_iter().skip(from))
                .filter(|key| key.contains('-')),
        );
    }
    let code = texts(&["src"]);
    let prefixes = literals(&code, &["key(\""]);
    for family in FAMILIES {
        let begun = literals(&code, &[&format!("\"{family}")]);
        let whole = begun.into_iter().filter(|rest| !rest.is_empty()).map(|rest| format!("{family}{rest}"));
        keys.extend(whole.filter(|key| !prefixes.contains(key.as_str())));
    }
    keys.extend(tierline_domain::BlockerCode::ALL.iter().map(|code| key("condition", code.word())));
    keys.extend(all_keys());
    keys.extend(field_names(source).iter().map(|name| key("field", name)));
    keys.extend(crate::DONE.iter().map(|word| key("done", word)));
    keys
}

/// The text literals among the arguments of each call, as far as its first line goes.
fn arguments(source: &str, call: &str) -> Vec<Vec<String>> {
    let end = |rest: &str| rest.find([')', '\n']).unwrap_or(rest.len());
    source
        .match_indices(call)
        .map(|(at, _)| &source[at..])
        .map(|rest| rest[..end(rest)].split('"').skip(1).step_by(2).map(str::to_owned).collect())
        .collect()
}

/// The names of all fields: the third literal of `f.field(form, "scope", "name")`.
fn field_names(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in source.match_indices(".field(") {
        let call = &source[at..source[at..].find("\")").map_or(source.len(), |end| at + end + 1)];
        let quoted: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
        let is_name = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if let Some(name) = quoted.get(1).filter(|name| quoted.len() == 2 && is_name(name)) {
            names.insert((*name).to_owned());
        }
    }
    // A change of details names it, and no form has it whole.
    names.insert("contact".to_owned());
    for category in tierline_domain::Category::ALL {
        names.extend(tierline_domain::grounds_keys(*category).iter().map(ToString::to_string));
    }
    names
}

#[test]
fn every_key_that_is_asked_for_is_there_in_every_language() {
    let keys = asked(&sources());
    for locale in Locale::ALL {
        let messages = messages(locale);
        let missing: Vec<&String> = keys.iter().filter(|key| !messages.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{locale:?} lacks {}:\n{missing:#?}", missing.len());
    }
}

#[test]
fn the_catalogues_have_the_same_keys_with_the_same_arguments() {
    let english = messages(Locale::En);
    for locale in [Locale::Ru, Locale::Pl] {
        let other = messages(locale);
        let lacking: Vec<&String> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<&String> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            lacking.is_empty() && surplus.is_empty(),
            "{locale:?} lacks {lacking:#?}, has for nothing {surplus:#?}"
        );
        for (key, names) in &english {
            assert_eq!(names, &other[key], "{locale:?}: arguments of {key}");
        }
    }
}

#[test]
fn every_key_of_a_catalogue_is_used() {
    let source = sources();
    let asked = asked(&source);
    let families = [
        "fault-",
        "refusal-",
        "trouble-",
        "blocker-",
        "clock-",
        "standing-",
        "severity-hint-",
        "category-hint-",
        "missing-",
        "met-",
        "event-",
        "portal-",
        "guide-",
        "decision-",
        "issue-as-",
        // Fields of each language.
        "field-text-",
        "field-translation",
        "left-out-says-",
        // What each scope of a token is good for: the samples of the page show them all.
        "token-scope-says-",
    ];
    let used = |key: &str| {
        asked.contains(key)
            || source.contains(&format!("\"{key}\""))
            || families.iter().any(|family| key.starts_with(family))
    };
    let unused: Vec<String> = messages(Locale::En).into_keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:#?}");
}

#[test]
fn plurals_name_every_form_that_the_language_has() {
    for (locale, forms) in
        [(Locale::En, &["one"][..]), (Locale::Ru, &["one", "few", "many"]), (Locale::Pl, &["one", "few", "many"])]
    {
        for text in catalogue_files(locale) {
            let resource: Resource<String> = parser::parse(text).expect("sound");
            for entry in &resource.body {
                let Entry::Message(message) = entry else { continue };
                for element in &message.value.as_ref().expect("a value").elements {
                    let PatternElement::Placeable { expression: Expression::Select { variants, .. } } = element else {
                        continue;
                    };
                    let keys: BTreeSet<String> = variants
                        .iter()
                        .filter_map(|variant| match &variant.key {
                            fluent_syntax::ast::VariantKey::Identifier { name } => Some(name.clone()),
                            fluent_syntax::ast::VariantKey::NumberLiteral { .. } => None,
                        })
                        .collect();
                    for form in forms.iter().chain(&["other"]) {
                        assert!(keys.contains(*form), "{locale:?}: {} lacks [{form}]", message.id.name);
                    }
                }
            }
        }
    }
}
