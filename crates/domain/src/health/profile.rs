//! The words of issues and cases as numbers, with what each weighs.
//!
//! Names of services and regions count for nothing here: they are judged as such. Words are kept by meaning where the lexicon
//! knows them, so that a case in Russian meets an issue in English, and by theme beside it, so that "the invoice" meets "changes
//! of billing".

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    CaseFacts, IssueFacts, IssueKind,
    lexicon::{Sense, concept, senses, themes},
    token::{Token, Words, token, tokens},
    token_table::BOILERPLATE,
};
use crate::catalogue::{Region, Service, mentions_in};

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
/// A word that the lexicon does not know and the other text has not: people say the same in other words, or in another language.
pub(super) const MISSED: f32 = 0.15;
/// A word found in the posts only, not in the title.
pub(super) const IN_POSTS: f32 = 0.6;
/// A word of whose theme the title has another.
const IN_THEME: f32 = 0.75;

/// Meanings that only say where trouble is seen. They are no complaint of their own.
const PLACES: &[&str] = &["page", "site", "server", "computer", "machine", "screen", "version", "client", "admin"];

/// What the services of an office are full of. Two texts that share nothing else may be about any two troubles.
const OBJECTS: &[&str] = &[
    "channel", "chat", "device", "document", "file", "flow", "folder", "form", "library", "list", "mail", "mailbox",
    "meeting", "message", "page", "report", "site", "task",
];

/// Meanings that make an advisory a notice: it tells of money or of the end of something.
const NOTICES: &[&str] = &["billing", "retire", "migrate"];

/// The number that stands for a word: made of the word alone, so that issues come and go without the others being looked at
/// again. Two words in a desk have the same one less often than a disk loses a bit.
fn number(key: &str) -> u64 {
    // Its keys are fixed, and nothing of it is stored.
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Words of posts as they were met, by whether their text is Polish: status pages repeat themselves, stemming is dear. Kept only
/// while issues are made ready.
#[derive(Debug, Default)]
pub(super) struct WordsMet([HashMap<String, Met>; 2]);

/// What a word of a post comes to.
#[derive(Debug)]
struct Met {
    term: String,
    /// Empty for a stop word.
    numbers: Vec<u64>,
}

impl WordsMet {
    fn meet(&mut self, word: String, polish: bool) -> &Met {
        self.0[usize::from(polish)].entry(word).or_insert_with_key(|word| {
            let token = token(word.clone(), polish);
            let stop = token.is_stop_word();
            let sense = Sense { concept: concept(&token), token, phrase: false };
            let numbers = if stop { Vec::new() } else { keys(&sense).iter().map(|key| number(key)).collect() };
            Met { term: sense.token.term, numbers }
        })
    }
}

/// The keys under which a word is compared: its meaning, else its stems.
fn keys(sense: &Sense) -> Vec<String> {
    if let Some(concept) = sense.concept {
        return vec![format!("#{}", concept.name)];
    }
    let Token { term, polish, .. } = &sense.token;
    let polish = polish.clone().filter(|polish| polish != term);
    std::iter::once(term.clone()).chain(polish).collect()
}

/// Whether a word says nothing of its own: any trouble, where it is seen, or what any service is full of.
fn is_generic(sense: &Sense) -> bool {
    let says_nothing = |name: &str| PLACES.contains(&name) || OBJECTS.contains(&name);
    sense.concept.is_some_and(|concept| concept.broad || says_nothing(concept.name)) && !sense.token.is_identifier()
}

/// The keys of the themes that a word belongs to.
fn theme_keys(sense: &Sense) -> impl Iterator<Item = String> {
    sense.concept.into_iter().flat_map(themes).map(|theme| format!("~{theme}"))
}

/// What is known of the services and regions beside which a text is read.
struct Around {
    /// Words of their names that mean nothing else.
    names: HashSet<String>,
    /// Meanings and words so common among the services' problems that sharing them says little.
    everyday: HashSet<&'static str>,
}

impl Around {
    fn of(services: &[&'static Service], regions: &[&'static Region]) -> Self {
        let mut around = Self { names: HashSet::new(), everyday: HashSet::new() };
        for region in regions {
            around.names.extend(tokens(region.name).into_iter().map(|token| token.term));
        }
        for service in services {
            around.everyday.extend(service.everyday);
            for name in service.names() {
                let tokens = tokens(name);
                let whole = name == service.name || tokens.len() == 1;
                for token in tokens {
                    match concept(&token) {
                        None => {
                            around.names.insert(token.term);
                        }
                        // "Permissions" of a service that manages permissions: everyday there, and still a word.
                        Some(concept) if whole => {
                            around.everyday.insert(concept.name);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        around
    }

    fn weight(&self, sense: &Sense) -> f32 {
        match sense.concept {
            _ if sense.token.is_identifier() => TELLING,
            Some(concept) if concept.broad || self.is_everyday(concept.name) || PLACES.contains(&concept.name) => {
                COMMON
            }
            Some(_) => MEANT,
            None if self.is_everyday(&sense.token.term) => COMMON,
            None => PLAIN,
        }
    }

    fn is_everyday(&self, word: &str) -> bool {
        self.everyday.contains(word)
    }

    /// The words of a text that say something of the trouble: without stop words, without names.
    fn senses(&self, text: &str) -> Vec<Sense> {
        let mut tokens = tokens(text);
        tokens.truncate(CASE_WORDS);
        let mut named = vec![false; tokens.len()];
        for mention in mentions_in(&tokens).into_iter().filter(|mention| !mention.ordinary) {
            for at in mention.words {
                // "Outlook on the web": the name says where it is used, which is a word of complaints.
                named[at] = concept(&tokens[at]).is_none_or(|concept| concept.name != "browser");
            }
        }
        let words = tokens.into_iter().zip(named).filter(|(_, named)| !named).map(|(token, _)| token).collect();
        let says =
            |sense: &Sense| (sense.phrase || !sense.token.is_stop_word()) && !self.names.contains(&sense.token.term);
        senses(words).into_iter().filter(says).collect()
    }
}

/// An issue's words, as numbers.
#[derive(Debug)]
pub(super) struct Profile {
    /// Title and impact: number and weight, sorted by number.
    head: Vec<(u64, f32)>,
    /// How much there is in title and impact to be met.
    pub(super) head_weight: f32,
    /// The themes of title, impact and kind, sorted.
    themes: Vec<u64>,
    /// The posts, sorted.
    body: Vec<u64>,
    /// Nothing but words of any trouble in its head: it is about the whole service.
    pub(super) broad: bool,
    /// Its title names something of its own, beside trouble and what any service is full of.
    pub(super) names_something: bool,
    /// It is about signing in.
    pub(super) sign_in: bool,
    /// The themes of an advisory about money or the end of something, sorted: it breaks nothing, so only who asks about these is
    /// answered by it.
    notice: Vec<u64>,
}

/// What title and impact come to.
#[derive(Default)]
struct Head {
    words: BTreeMap<u64, f32>,
    weight: f32,
    themes: Vec<u64>,
    notice: Vec<u64>,
    sign_in: bool,
    /// Words that the lexicon does not know.
    unknown: usize,
    /// Words with a meaning of their own; words of any trouble.
    meant: usize,
    broad: usize,
}

impl Head {
    fn add(&mut self, sense: &Sense, around: &Around) {
        let weight = around.weight(sense);
        self.sign_in |= sense.concept.is_some_and(|concept| concept.name == "sign_in");
        let notice = sense.concept.is_some_and(|concept| NOTICES.contains(&concept.name));
        for theme in theme_keys(sense).map(|key| number(&key)) {
            self.themes.push(theme);
            self.notice.extend(notice.then_some(theme));
        }
        let mut fresh = false;
        for key in keys(sense) {
            fresh |= self.words.insert(number(&key), weight).is_none();
        }
        if !fresh {
            return;
        }
        self.weight += if sense.concept.is_some() { weight } else { MISSED };
        match sense.concept {
            None => self.unknown += 1,
            Some(_) if weight > COMMON => self.meant += 1,
            Some(concept) => self.broad += usize::from(concept.broad),
        }
    }
}

impl Profile {
    pub(super) fn new(
        issue: &IssueFacts,
        services: &[&'static Service],
        regions: &[&'static Region],
        met: &mut WordsMet,
    ) -> Self {
        let around = Around::of(services, regions);
        let mut head = Head::default();
        let mut names_something = false;
        let (title, impact) = (around.senses(&issue.title), around.senses(&issue.impact));
        for (at, sense) in title.iter().chain(&impact).enumerate() {
            // What status pages put on any title says nothing, and an announcement of work announces itself.
            let announces = issue.kind == IssueKind::PlannedMaintenance
                && sense.concept.is_some_and(|concept| concept.name == "notification");
            if !announces && !BOILERPLATE.contains(&sense.token.term.as_str()) {
                head.add(sense, &around);
                names_something |= at < title.len() && !is_generic(sense);
            }
        }
        if issue.kind == IssueKind::PlannedMaintenance {
            // Whatever its title: what users notice of it are short breaks and restarts.
            head.themes.push(number("~upkeep"));
        }
        head.themes.sort_unstable();
        let news = matches!(issue.kind, IssueKind::Advisory | IssueKind::Announcement);
        head.notice.sort_unstable();
        Self {
            notice: if news { head.notice } else { Vec::new() },
            head_weight: head.weight,
            // Two unknown words beside them ("Some people cannot open it at all") do not make a feature.
            broad: head.meant == 0 && head.unknown <= 2 && head.broad > 0,
            names_something,
            sign_in: head.sign_in,
            head: head.words.into_iter().collect(),
            themes: head.themes,
            body: body(issue, &around, met),
        }
    }

    /// The weight with which the issue has a word: 1 in its head, less by its theme or in its posts, 0 nowhere.
    pub(super) fn has(&self, word: &CaseWord) -> f32 {
        let in_head = |number: &u64| self.head.binary_search_by_key(number, |(n, _)| *n).is_ok();
        if word.numbers.iter().any(in_head) {
            1.0
        } else if (self.broad || !word.common)
            && word.themes.iter().any(|theme| self.themes.binary_search(theme).is_ok())
        {
            // Words of any trouble are one only where the issue is nothing but trouble.
            IN_THEME
        } else if word.numbers.iter().any(|number| self.body.binary_search(number).is_ok()) {
            IN_POSTS
        } else {
            0.0
        }
    }
}

impl Profile {
    /// Whether it is a notice of something that a case's words do not ask about.
    pub(super) fn answers_other(&self, words: &[CaseWord]) -> bool {
        let asks = |word: &CaseWord| word.themes.iter().any(|theme| self.notice.binary_search(theme).is_ok());
        !self.notice.is_empty() && !words.iter().any(asks)
    }
}

/// The words of the posts, sorted, each once.
fn body(issue: &IssueFacts, around: &Around, met: &mut WordsMet) -> Vec<u64> {
    let posts = Words::of(&issue.text);
    let mut body: Vec<u64> = Vec::new();
    for word in posts.words {
        let found = met.meet(word, posts.polish);
        if !around.names.contains(&found.term) {
            body.extend(&found.numbers);
        }
    }
    body.sort_unstable();
    body.dedup();
    body.shrink_to_fit();
    body
}

/// A word of a case.
#[derive(Debug)]
pub(super) struct CaseWord {
    /// As it was written.
    pub(super) word: String,
    numbers: Vec<u64>,
    themes: Vec<u64>,
    pub(super) weight: f32,
    pub(super) in_subject: bool,
    /// The lexicon knows it.
    pub(super) known: bool,
    /// It is said of any trouble, or only says where.
    pub(super) common: bool,
    /// It is common, or names what any service is full of.
    pub(super) generic: bool,
    pub(super) identifier: bool,
}

/// A case's words, each once.
#[derive(Debug)]
pub(super) struct CaseProfile {
    pub(super) words: Vec<CaseWord>,
}

impl CaseProfile {
    /// `services` are those the case states or names: the words of their names do not count as complaint.
    pub(super) fn new(case: &CaseFacts<'_>, services: &[&'static Service], region: Option<&'static Region>) -> Self {
        let around = Around::of(services, region.as_slice());
        let mut words: Vec<CaseWord> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        for (text, in_subject) in [(case.subject, true), (case.error_text, false), (case.description, false)] {
            for sense in around.senses(text) {
                let keys = keys(&sense);
                if keys.iter().any(|key| seen.contains(key)) {
                    continue;
                }
                seen.extend(keys.iter().cloned());
                words.push(CaseWord {
                    numbers: keys.iter().map(|key| number(key)).collect(),
                    themes: theme_keys(&sense).map(|key| number(&key)).collect(),
                    weight: around.weight(&sense),
                    in_subject,
                    known: sense.concept.is_some(),
                    common: sense.concept.is_some_and(|concept| concept.broad || PLACES.contains(&concept.name)),
                    generic: is_generic(&sense),
                    identifier: sense.token.is_identifier(),
                    word: sense.token.word,
                });
            }
        }
        Self { words }
    }

    /// Whether the case says nothing but that something does not work.
    pub(super) fn is_broad(&self) -> bool {
        self.words.iter().filter(|word| word.in_subject).all(|word| word.weight <= COMMON || !word.known)
    }
}
