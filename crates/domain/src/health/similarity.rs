//! How much of a case's complaint an issue speaks of.
//!
//! Two sides are compared: how much of what the customer says the issue has (its subject above all), and how much of the issue's
//! title the customer says. Names of services count for nothing here (they are judged as services), words of any trouble
//! ("does not open") for little, identifiers such as error codes for much. Words are compared by meaning where the lexicon knows
//! them, so that a case in Russian meets an issue in English. The measure looks at the two texts alone: what else is in the
//! index changes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    CaseFacts, IssueFacts,
    lexicon::concept,
    token::{Token, Words, token, tokens},
};
use crate::catalogue::Service;

/// Words of a case that are looked at; a pasted log is cut.
const CASE_WORDS: usize = 400;
/// A word of any trouble, or an everyday word of the service.
const COMMON: f32 = 0.4;
/// A word that the lexicon does not know.
const PLAIN: f32 = 0.6;
/// A word with a known meaning.
const MEANT: f32 = 1.0;
/// An identifier.
const TELLING: f32 = 2.0;
/// A word in a language that the other text is not written in: that it is not found there says little.
const FOREIGN: f32 = 0.15;
/// The most that one telling word in common is worth: with the same service and time, less than certain.
const ONE_WORD: f32 = 0.38;
/// A word found in the posts only, not in the title.
const IN_POSTS: f32 = 0.6;

/// The distinct words of all issues, numbered.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
    /// Words of posts as they were met, by whether their text is Polish: status pages repeat themselves, stemming is dear.
    met: [HashMap<String, Met>; 2],
}

/// What a word of a post comes to.
#[derive(Debug, Clone)]
struct Met {
    term: String,
    /// Empty for a stop word.
    numbers: Vec<u32>,
    cyrillic: bool,
}

impl Vocabulary {
    fn number(&mut self, key: String) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(key).or_insert(next)
    }

    fn meet(&mut self, word: String, polish: bool) -> &Met {
        let at = usize::from(polish);
        if !self.met[at].contains_key(&word) {
            let token = token(word.clone(), polish);
            let keys = if token.is_stop_word() { Vec::new() } else { keys(&token) };
            let numbers = keys.into_iter().map(|key| self.number(key)).collect();
            let met = Met { cyrillic: token.is_cyrillic(), term: token.term, numbers };
            self.met[at].insert(word.clone(), met);
        }
        &self.met[at][&word]
    }

    /// Drops what only the building needs.
    pub(super) fn built(mut self) -> Self {
        self.met = Default::default();
        self
    }
}

/// The keys under which a word is compared: its meaning, else its stems.
fn keys(token: &Token) -> Vec<String> {
    if let Some(concept) = concept(token) {
        return vec![format!("#{}", concept.name)];
    }
    let polish = token.polish.clone().filter(|polish| *polish != token.term);
    std::iter::once(token.term.clone()).chain(polish).collect()
}

fn weight(token: &Token, everyday: &HashSet<String>) -> f32 {
    match concept(token) {
        _ if token.is_identifier() => TELLING,
        Some(concept) if concept.broad || everyday.contains(concept.name) => COMMON,
        Some(_) => MEANT,
        None if everyday.contains(&token.term) => COMMON,
        None => PLAIN,
    }
}

/// The words of the services' names, which are judged elsewhere, and their everyday words. Of a long alias ("Outlook on the
/// web") the words that mean something of their own stay words.
fn words_of_services(services: &[&'static Service]) -> (HashSet<String>, HashSet<String>) {
    let mut names = HashSet::new();
    for service in services {
        for name in service.names() {
            let tokens = tokens(name);
            let whole = name == service.name || tokens.len() == 1;
            names.extend(tokens.into_iter().filter(|token| whole || concept(token).is_none()).map(|token| token.term));
        }
    }
    let everyday = services.iter().flat_map(|service| service.everyday.iter().map(|word| (*word).to_owned())).collect();
    (names, everyday)
}

/// An issue's words, as numbers.
#[derive(Debug)]
pub(super) struct Profile {
    /// Title and impact: number and weight, sorted by number.
    head: Vec<(u32, f32)>,
    head_weight: f32,
    /// The posts, sorted.
    body: Vec<u32>,
    /// Numbers of the words of its services' names.
    names: HashSet<u32>,
    /// Nothing but words of any trouble in its head: it is about the whole service.
    pub(super) broad: bool,
    /// It is about signing in.
    pub(super) sign_in: bool,
    cyrillic: bool,
    polish: bool,
}

impl Profile {
    pub(super) fn new(issue: &IssueFacts, services: &[&'static Service], vocabulary: &mut Vocabulary) -> Self {
        let (names, everyday) = words_of_services(services);
        let head_tokens = [tokens(&issue.title), tokens(&issue.impact)].concat();
        let mut head: BTreeMap<u32, f32> = BTreeMap::new();
        let mut sign_in = false;
        for token in head_tokens.iter().filter(|token| !token.is_stop_word() && !names.contains(&token.term)) {
            sign_in |= concept(token).is_some_and(|concept| concept.name == "sign_in");
            for key in keys(token) {
                head.insert(vocabulary.number(key), weight(token, &everyday));
            }
        }
        let mut cyrillic = head_tokens.iter().any(Token::is_cyrillic);
        let posts = Words::of(&issue.text);
        let mut body: Vec<u32> = Vec::new();
        for word in posts.words {
            let met = vocabulary.meet(word, posts.polish);
            cyrillic |= met.cyrillic;
            if !names.contains(&met.term) {
                body.extend(&met.numbers);
            }
        }
        body.sort_unstable();
        body.dedup();
        Self {
            head_weight: head.values().sum(),
            // One unknown word beside them ("Some people cannot open it at all") does not make a feature.
            broad: head.values().filter(|weight| **weight > COMMON).sum::<f32>() <= PLAIN,
            sign_in,
            head: head.into_iter().collect(),
            body,
            names: names.into_iter().map(|name| vocabulary.number(name)).collect(),
            cyrillic,
            polish: posts.polish || head_tokens.iter().any(|token| token.polish.is_some()),
        }
    }

    /// The weight with which the issue has one of the keys: 1 in its head, less in its posts, 0 nowhere.
    fn has(&self, numbers: &[u32]) -> f32 {
        if numbers.iter().any(|number| self.head.binary_search_by_key(number, |(n, _)| *n).is_ok()) {
            1.0
        } else if numbers.iter().any(|number| self.body.binary_search(number).is_ok()) {
            IN_POSTS
        } else {
            0.0
        }
    }
}

/// A word of a case.
struct CaseWord {
    word: String,
    numbers: Vec<u32>,
    weight: f32,
    in_subject: bool,
    /// It is only ever said by those who write in this language.
    cyrillic: bool,
    polish: bool,
    common: bool,
    identifier: bool,
}

/// A case's words.
pub(super) struct CaseProfile {
    words: Vec<CaseWord>,
}

/// What two texts have in common.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Similarity {
    /// 0 to 1.
    pub(super) score: f32,
    /// Whether it is enough to say that they speak of the same.
    pub(super) speaks: bool,
    /// The case's words that are shared, the weightiest first.
    pub(super) words: Vec<String>,
}

impl CaseProfile {
    /// `services` are those the case states or names: the words of their names do not count as complaint.
    pub(super) fn new(case: &CaseFacts<'_>, services: &[&'static Service], vocabulary: &Vocabulary) -> Self {
        let (names, everyday) = words_of_services(services);
        let mut words: Vec<CaseWord> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (text, in_subject) in [(case.subject, true), (case.error_text, false), (case.description, false)] {
            for token in tokens(text).into_iter().take(CASE_WORDS) {
                if token.is_stop_word() || names.contains(&token.term) {
                    continue;
                }
                let keys = keys(&token);
                if keys.iter().any(|key| seen.contains_key(key)) {
                    continue;
                }
                let weight = weight(&token, &everyday);
                seen.extend(keys.iter().map(|key| (key.clone(), words.len())));
                let known = concept(&token).is_some();
                words.push(CaseWord {
                    numbers: keys.iter().filter_map(|key| vocabulary.numbers.get(key).copied()).collect(),
                    weight,
                    in_subject,
                    cyrillic: !known && token.is_cyrillic(),
                    polish: !known && token.polish.is_some(),
                    common: weight <= COMMON,
                    identifier: token.is_identifier(),
                    word: token.word,
                });
            }
        }
        Self { words }
    }

    /// Whether the case says nothing but that something does not work.
    pub(super) fn is_broad(&self) -> bool {
        self.words.iter().filter(|word| word.in_subject).all(|word| word.common)
    }

    pub(super) fn compare(&self, issue: &Profile) -> Similarity {
        let mut overlap = Overlap::default();
        for word in &self.words {
            if word.numbers.iter().any(|number| issue.names.contains(number)) {
                continue;
            }
            let found = issue.has(&word.numbers);
            let foreign = (word.cyrillic && !issue.cyrillic) || (word.polish && !issue.polish);
            overlap.add(word, if found == 0.0 && foreign { FOREIGN } else { word.weight }, found);
        }
        overlap.judged(issue)
    }
}

/// What a case and an issue share, while it is summed up.
#[derive(Default)]
struct Overlap<'w> {
    subject: Share,
    rest: Share,
    /// Weight met in the title.
    head: f32,
    /// Weight met anywhere.
    total: f32,
    /// A word of any trouble stands in the title.
    common: bool,
    identifier: bool,
    /// Words of the subject with a meaning of their own: how many, and how many of them the issue has.
    subject_meant: usize,
    subject_met: usize,
    shared: Vec<(f32, &'w CaseWord)>,
}

impl<'w> Overlap<'w> {
    fn add(&mut self, word: &'w CaseWord, weight: f32, found: f32) {
        let share = if word.in_subject { &mut self.subject } else { &mut self.rest };
        share.whole += weight;
        share.part += weight * found;
        if word.in_subject && word.weight >= MEANT {
            self.subject_meant += 1;
            self.subject_met += usize::from(found > 0.0);
        }
        if found > 0.0 {
            self.total += weight * found;
            self.head += if found >= 1.0 { weight } else { 0.0 };
            self.common |= word.common && found >= 1.0;
            self.identifier |= word.identifier;
            self.shared.push((weight * found, word));
        }
    }

    fn judged(mut self, issue: &Profile) -> Similarity {
        let complaint = complaint(&self.subject, &self.rest);
        let title = if issue.head_weight > 0.0 { (self.head / issue.head_weight.min(4.0)).min(1.0) } else { 0.0 };
        let mut score = 0.55 * complaint + 0.45 * title;
        // A subject that names something of which the issue says not a word ("printing") is about something else, whatever
        // everyday words the description shares.
        if self.subject_meant > 0 && self.subject_met == 0 {
            score *= 0.5;
        }
        // One telling word in common is never certain, unless it is what the issue is about.
        let telling = self.shared.iter().filter(|(_, word)| !word.common).count();
        if telling <= 1 && title < 0.6 {
            score = score.min(ONE_WORD);
        }
        // One word at all is chance, unless it is half of what the customer says.
        let by_chance = self.shared.len() < 2 && complaint < 0.5;
        let mut speaks = score >= 0.2 && complaint >= 0.2 && self.total >= 0.9 && !by_chance;
        if self.identifier {
            score = (score + 0.25).min(1.0);
            speaks = true;
        }
        if issue.broad {
            // Trouble of the whole service explains any complaint a little, and the same kind of complaint well.
            score = score.max(if self.common { 0.8 } else { 0.15 });
            speaks = true;
        }
        self.shared.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.word.cmp(&y.word)));
        let words = self.shared.into_iter().take(6).map(|(_, word)| word.word.clone()).collect();
        Similarity { score, speaks, words }
    }
}

#[derive(Default)]
struct Share {
    part: f32,
    whole: f32,
}

impl Share {
    /// A long text cannot be met whole: from a few weighty words on, the rest is free.
    fn value(&self) -> f32 {
        if self.whole > 0.0 { (self.part / self.whole.min(6.0)).min(1.0) } else { 0.0 }
    }
}

/// How much of the complaint is met. The subject counts most, unless it says nothing.
fn complaint(subject: &Share, rest: &Share) -> f32 {
    if subject.whole < 0.8 {
        let all = Share { part: subject.part + rest.part, whole: subject.whole + rest.whole };
        all.value()
    } else if rest.whole < 0.8 {
        subject.value()
    } else {
        0.65 * subject.value() + 0.35 * rest.value()
    }
}
