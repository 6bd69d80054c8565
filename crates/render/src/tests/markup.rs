//! A reader of markup that is just good enough to hold our own pages against the rules they must keep.

use std::collections::{BTreeMap, BTreeSet};

/// A start tag with its attributes, its place in the tree and the text below it.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) ancestors: Vec<usize>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

const VOID: &[&str] = &["meta", "link", "input", "br", "hr", "img"];

/// Reads a document; panics where tags do not close in order.
pub(super) fn read(document: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = document.strip_prefix("<!doctype html>").expect("a doctype");
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        for index in &open {
            elements[*index].text.push_str(text);
        }
        let end = tag_end(&rest[at..]) + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let index = open.pop().unwrap_or_else(|| panic!("</{name}> closes nothing"));
            assert_eq!(elements[index].name, name, "closed in order, near {:?}", &rest[..rest.len().min(80)]);
            continue;
        }
        let closed = tag.ends_with('/');
        let (name, attributes) = parts(tag.trim_end_matches('/'));
        let is_void = closed || VOID.contains(&name.as_str());
        elements.push(Element { name, attributes, ancestors: open.clone(), text: String::new() });
        if !is_void {
            open.push(elements.len() - 1);
        }
    }
    assert!(open.is_empty(), "left open: {:?}", open.iter().map(|index| &elements[*index].name).collect::<Vec<_>>());
    elements
}

fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    panic!("a tag without an end: {:?}", &text[..text.len().min(80)]);
}

fn parts(tag: &str) -> (String, BTreeMap<String, String>) {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (name.to_owned(), attributes);
        }
        let stop = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let attribute = rest[..stop].to_owned();
        rest = &rest[stop..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"').expect("a closing quote");
                rest = &quoted[end + 1..];
                quoted[..end].to_owned()
            }
            None => String::new(),
        };
        assert!(attributes.insert(attribute.clone(), value).is_none(), "<{name}> has {attribute} twice");
    }
}

/// Everything that is wrong with a page, in words.
pub(super) fn faults(document: &str) -> Vec<String> {
    let elements = read(document);
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for element in &elements {
        if let Some(id) = element.get("id")
            && !ids.insert(id.to_owned())
        {
            faults.push(format!("the id {id} stands twice"));
        }
    }
    for element in &elements {
        faults.extend(attribute_faults(element, &ids));
        faults.extend(name_faults(element, &elements));
        faults.extend(form_faults(element, &elements));
    }
    faults.extend(heading_faults(&elements));
    for sign in ["⟦", "{$", "{ $"] {
        if let Some(at) = document.find(sign) {
            faults.push(format!("an unfilled message: {}", document[at..].chars().take(60).collect::<String>()));
        }
    }
    faults
}

fn attribute_faults(element: &Element, ids: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, value) in &element.attributes {
        if name == "style" || name.starts_with("on") {
            faults.push(format!("<{} {name}> is inline", element.name));
        }
        if ["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "form"]
            .contains(&name.as_str())
        {
            faults.extend(
                value
                    .split_whitespace()
                    .filter(|id| !ids.contains(*id))
                    .map(|id| format!("{name} names {id}, which is not there")),
            );
        }
        if name == "href" && value.starts_with('#') && value.len() > 1 && !ids.contains(&value[1..]) {
            faults.push(format!("a link leads to {value}, which is not there"));
        }
    }
    if element.name == "script" && (element.get("src").is_none() || !element.text.trim().is_empty()) {
        faults.push("an inline script".to_owned());
    }
    if element.name == "style" {
        faults.push("an inline stylesheet".to_owned());
    }
    if element.name == "a" && element.get("href").is_none_or(str::is_empty) {
        faults.push(format!("a link without an address: {}", element.text));
    }
    faults
}

/// Every field has a label, every button and link a name.
fn name_faults(element: &Element, all: &[Element]) -> Option<String> {
    let named = element.get("aria-label").or(element.get("aria-labelledby")).is_some_and(|name| !name.is_empty());
    match element.name.as_str() {
        "input" | "select" | "textarea" if element.get("type") != Some("hidden") => {
            let within = element.ancestors.iter().any(|index| all[*index].name == "label");
            let labelled = all.iter().any(|other| {
                other.name == "label"
                    && other.get("for") == element.get("id")
                    && element.get("id").is_some()
                    && !other.text.trim().is_empty()
            });
            (!named && !within && !labelled).then(|| format!("a field without a label: {:?}", element.attributes))
        }
        "button" | "a" | "summary" | "legend" | "h1" | "h2" | "h3" | "h4" | "th" => (!named
            && element.text.trim().is_empty())
        .then(|| format!("<{}> without a name: {:?}", element.name, element.attributes)),
        _ => None,
    }
}

/// Every form that changes something carries the token and the key, once.
fn form_faults(element: &Element, all: &[Element]) -> Vec<String> {
    if element.name != "form" || element.get("method") != Some("post") {
        return Vec::new();
    }
    let index = all.iter().position(|other| std::ptr::eq(other, element)).expect("in its own page");
    let within = |name: &str| {
        all.iter()
            .filter(|other| {
                other.name == "input" && other.get("name") == Some(name) && other.ancestors.contains(&index)
            })
            .count()
    };
    let buttons = all.iter().filter(|other| other.name == "button" && other.ancestors.contains(&index)).count();
    let mut faults: Vec<String> = ["csrf", "key"]
        .into_iter()
        .filter(|name| within(name) != 1)
        .map(|name| format!("the form {:?} carries {name} {} times", element.get("action"), within(name)))
        .collect();
    if buttons == 0 {
        faults.push(format!("the form {:?} has no button", element.get("action")));
    }
    faults
}

/// One first-level heading, and no level left out on the way down.
fn heading_faults(elements: &[Element]) -> Vec<String> {
    let levels: Vec<(usize, &str)> = elements
        .iter()
        .filter_map(|element| Some((element.name.strip_prefix('h')?.parse().ok()?, element.text.trim())))
        .collect();
    let mut faults = Vec::new();
    let first = levels.iter().filter(|(level, _)| *level == 1).count();
    if first != 1 {
        faults.push(format!("{first} headings of the first level"));
    }
    let mut above = 0;
    for (level, text) in &levels {
        if *level > above + 1 {
            faults.push(format!("h{level} {text:?} follows h{above}"));
        }
        above = *level;
    }
    faults
}
