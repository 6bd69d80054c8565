//! How much of a case's complaint an issue speaks of.
//!
//! Two sides are compared: how much of what the customer says the issue has (its subject above all), and how much of the issue's
//! title the customer says. Words of any trouble ("does not open") count for little, identifiers such as error codes for much. A
//! word that the lexicon does not know tells much where both have it and little where one has not: people and status pages
//! choose other words for everything. The measure looks at the two texts alone: what else is in the index changes nothing.

use super::profile::{CaseProfile, CaseWord, IN_POSTS, MISSED, Profile};

/// The most that one telling word in common is worth, where the case names something else too, and the most that the posts
/// alone are worth: with the same service, time and region, less than certain.
const ONE_WORD: f32 = 0.28;
/// The most that words of any trouble in common are worth against an issue that is about something, and the most that these
/// and what any service is full of ("a file is missing") are, where one of the two names something else: less than certain
/// even in the feed of the own tenant.
const NO_WORD: f32 = 0.18;
/// What trouble of the whole service is worth to a complaint of its kind, and to any other.
const SAME_KIND: f32 = 0.8;
const ANY_KIND: f32 = 0.15;

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
    pub(super) fn compare(&self, issue: &Profile) -> Similarity {
        let mut overlap = Overlap::default();
        for word in &self.words {
            overlap.add(word, issue.has(word));
        }
        overlap.judged(issue, issue.answers_other(&self.words))
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
    /// The subject, or the rest where the subject says nothing that is known, has a word of any trouble as the title has.
    common: [bool; 2],
    /// The subject names something of its own, beside trouble and what any service is full of.
    names_something: bool,
    /// The subject has a word that the lexicon knows.
    subject_known: bool,
    identifier: bool,
    shared: Vec<(f32, &'w CaseWord)>,
}

impl<'w> Overlap<'w> {
    fn add(&mut self, word: &'w CaseWord, found: f32) {
        let weight = if found == 0.0 && !word.known { MISSED } else { word.weight };
        let share = if word.in_subject { &mut self.subject } else { &mut self.rest };
        share.whole += weight;
        share.part += weight * found;
        self.subject_known |= word.in_subject && word.known;
        self.names_something |= word.in_subject && !word.generic;
        if word.known && !word.common {
            share.meant += 1;
            share.met += usize::from(found > 0.0);
        }
        if found > 0.0 {
            self.total += weight * found;
            self.head += if found > IN_POSTS { weight * found } else { 0.0 };
            self.common[usize::from(!word.in_subject)] |= word.common && found > IN_POSTS;
            self.identifier |= word.identifier;
            self.shared.push((weight * found, word));
        }
    }

    /// The complaint mostly names things of which the issue says not a word.
    fn names_more(&self) -> bool {
        let complaint = if self.subject.meant > 0 { &self.subject } else { &self.rest };
        complaint.met * 2 < complaint.meant
    }

    fn judged(mut self, issue: &Profile, other: bool) -> Similarity {
        let complaint = complaint(&self.subject, &self.rest);
        let title = if issue.head_weight > 0.0 { (self.head / issue.head_weight.min(4.0)).min(1.0) } else { 0.0 };
        let mut score = 0.55 * complaint + 0.45 * title;
        // A subject that names something of which the issue says not a word ("printing") is about something else, whatever
        // everyday words the description shares.
        if self.subject.meant > 0 && self.subject.met == 0 {
            score *= 0.5;
        }
        let telling = self.shared.iter().filter(|(_, word)| !word.common).count();
        // "The ribbon is missing in the library" and "Thumbnails are missing in libraries" share a place and a way to fail.
        let generic = self.shared.iter().all(|(_, word)| word.generic);
        if telling == 0 || (generic && (self.names_something || issue.names_something)) {
            score = score.min(NO_WORD);
        } else if other || self.head == 0.0 || (telling == 1 && title < 0.6 && self.names_more()) {
            score = score.min(ONE_WORD);
        }
        // One word at all is chance, unless it is a good part of what the customer says.
        let by_chance = self.shared.len() < 2 && complaint < 0.35;
        let mut speaks = score >= 0.15 && complaint >= 0.2 && self.total >= 0.4 && !by_chance;
        if self.identifier {
            score = (score + 0.25).min(1.0);
            speaks = true;
        }
        if issue.broad {
            // Trouble of the whole service explains any complaint a little, and the same kind of complaint well.
            let common = self.common[usize::from(!self.subject_known)];
            let same_kind = common && self.subject.met == self.subject.meant;
            score = score.max(if same_kind { SAME_KIND } else { ANY_KIND });
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
    /// Words with a meaning of their own: how many, and how many of them the issue has.
    meant: usize,
    met: usize,
}

impl Share {
    /// A long text cannot be met whole: from a few weighty words on, the rest is free.
    fn value(&self) -> f32 {
        if self.whole > 0.0 { (self.part / self.whole.min(6.0)).min(1.0) } else { 0.0 }
    }
}

/// How much of the complaint is met. The subject counts most, unless it says nothing.
fn complaint(subject: &Share, rest: &Share) -> f32 {
    if subject.whole < 0.4 {
        let all = Share { part: subject.part + rest.part, whole: subject.whole + rest.whole, ..Share::default() };
        all.value()
    } else if rest.whole < 0.8 {
        subject.value()
    } else {
        0.65 * subject.value() + 0.35 * rest.value()
    }
}
