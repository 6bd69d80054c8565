//! What an import changes: importing again updates, never doubles.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Audience, HealthIssue, HealthPost, ImportedIssue, ImportedPost, Revision, Translation, issue::sorted};

/// What an imported issue means for what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// It is new: keep [`ImportedIssue::to_issue`] and [`ImportedPost::to_post`] of each post.
    Created,
    /// It changes what is kept.
    Updated(Box<IssueUpdate>),
    /// Nothing in it is new.
    Unchanged,
}

/// A change to an issue that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueUpdate {
    /// The issue as it is now.
    pub issue: HealthIssue,
    /// Posts to add, in time order.
    pub new_posts: Vec<ImportedPost>,
    /// Posts whose text, time or revisions differ, as they are now.
    pub edited_posts: Vec<HealthPost>,
}

/// Decides what a snapshot of an issue changes.
///
/// - A snapshot that is older by the source's last change overwrites nothing: it only adds posts that were not seen, and texts that
///   stood in known posts, as revisions. So snapshots may come in any order and any number of times.
/// - Services and regions are united over all snapshots: one provider event reaches a desk in parts, one per subscription.
/// - What a public feed has listed concerns everybody, whatever a tenant's own feed says later.
/// - Posts are known by their key. One that the source leaves out later is kept: it was published.
/// - Of two snapshots with the same time of change, the one imported later counts.
#[must_use]
pub fn merge(
    existing: Option<(&HealthIssue, &[HealthPost])>,
    imported: &ImportedIssue,
    audience: Audience,
    now: DateTime<Utc>,
) -> Merge {
    let Some((issue, posts)) = existing else {
        return Merge::Created;
    };
    let fresh = imported.to_issue(issue.id, issue.owner, audience, now);
    let newer = fresh.last_modified_at >= issue.last_modified_at;
    let mut merged = if newer { fresh.clone() } else { issue.clone() };
    merged.audience = if issue.audience == Audience::Everyone { Audience::Everyone } else { audience };
    merged.services = sorted(&[issue.services.as_slice(), fresh.services.as_slice()].concat());
    merged.regions = sorted(&[issue.regions.as_slice(), fresh.regions.as_slice()].concat());

    let known: BTreeMap<&str, &HealthPost> = posts.iter().map(|post| (post.source_key.as_str(), post)).collect();
    let new_posts: Vec<ImportedPost> =
        imported.posts.iter().filter(|post| !known.contains_key(post.source_key.as_str())).cloned().collect();
    let edited_posts: Vec<HealthPost> = imported
        .posts
        .iter()
        .filter_map(|post| {
            known.get(post.source_key.as_str()).and_then(|kept| edited(kept, post, fresh.last_modified_at, newer))
        })
        .collect();

    let moved: BTreeMap<&str, DateTime<Utc>> =
        edited_posts.iter().map(|post| (post.source_key.as_str(), post.at)).collect();
    let kept = posts.iter().map(|post| moved.get(post.source_key.as_str()).copied().unwrap_or(post.at));
    let times: Vec<DateTime<Utc>> = kept.chain(new_posts.iter().map(|post| post.at)).collect();
    merged.posts = times.len();
    merged.published_at = times.iter().min().copied().unwrap_or(merged.starts_at);
    merged.last_post_at = times.iter().max().copied();

    if merged == *issue && new_posts.is_empty() && edited_posts.is_empty() {
        return Merge::Unchanged;
    }
    Merge::Updated(Box::new(IssueUpdate { issue: merged, new_posts, edited_posts }))
}

/// The kept post with what a snapshot of this time says of it; none where that is nothing new.
///
/// Each text that it ever had is kept once, with the earliest change that showed it and the last translations that came with it:
/// both are the same in whatever order the snapshots come.
fn edited(kept: &HealthPost, post: &ImportedPost, as_of: DateTime<Utc>, newer: bool) -> Option<HealthPost> {
    let current = if newer { &post.text } else { &kept.text };
    let own = Revision {
        text: kept.text.clone(),
        language: kept.language.clone(),
        since: kept.since,
        translations: kept.translations.clone(),
    };
    let mut texts: BTreeMap<String, Revision> =
        kept.revisions.iter().cloned().chain([own]).map(|one| (one.text.clone(), one)).collect();
    let said = post.version(as_of);
    match texts.get_mut(&said.text) {
        Some(known) => known.learn(said),
        None => drop(texts.insert(said.text.clone(), said)),
    }
    let now = texts.remove(current)?;
    let merged = HealthPost {
        // Copies of one post can differ in their time by seconds; the first is when it was published.
        at: kept.at.min(post.at),
        format: if newer && kept.text != post.text { post.format } else { kept.format },
        text: now.text,
        language: now.language,
        since: now.since,
        translations: now.translations,
        revisions: texts.into_values().collect(),
        ..kept.clone()
    };
    (merged != *kept).then_some(merged)
}

impl Revision {
    /// Adds what another snapshot says of the same text.
    fn learn(&mut self, said: Self) {
        // Of a text from before that was kept it stays unknown.
        self.since = self.since.zip(said.since).map(|(one, other)| one.min(other));
        self.language = self.language.take().max(said.language);
        let mut known: BTreeMap<_, Translation> =
            self.translations.drain(..).map(|one| (one.language.clone(), one)).collect();
        for one in said.translations {
            let key = |one: &Translation| (one.as_of, one.text.clone(), one.machine);
            if known.get(&one.language).is_none_or(|kept| key(kept) < key(&one)) {
                known.insert(one.language.clone(), one);
            }
        }
        self.translations = known.into_values().collect();
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Cloud, HealthIssueId, HealthPostId, Language, OrganizationId, Owner,
        health::{ImportedTranslation, IssueKind, IssueStatus, PostFormat},
    };

    fn at(hour: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap() + Duration::hours(hour)
    }

    fn post(key: &str, text: &str) -> ImportedPost {
        let hour = key.len() as i64;
        ImportedPost::new(key.to_owned(), at(hour), text.to_owned(), PostFormat::Text)
    }

    fn in_russian(text: &str) -> Vec<ImportedTranslation> {
        vec![ImportedTranslation { language: Language::Ru.into(), text: text.to_owned(), machine: true }]
    }

    fn earlier(post: &HealthPost) -> Vec<(&str, Option<DateTime<Utc>>)> {
        post.replaced().into_iter().map(|(revision, at)| (revision.text.as_str(), at)).collect()
    }

    fn snapshot(modified: i64, posts: &[(&str, &str)]) -> ImportedIssue {
        ImportedIssue {
            source: "microsoft_365".to_owned(),
            source_id: "EX100200".to_owned(),
            kind: IssueKind::ServiceIssue,
            title: format!("Shared mailboxes do not open ({modified})"),
            service: "Exchange Online".to_owned(),
            services: vec!["Exchange Online".to_owned()],
            regions: vec![format!("Region {}", modified % 2)],
            status: if modified > 6 { IssueStatus::Resolved } else { IssueStatus::Degraded },
            source_status: "serviceDegradation".to_owned(),
            starts_at: at(0),
            ends_at: (modified > 6).then(|| at(6)),
            last_modified_at: at(modified),
            impact: String::new(),
            posts: posts.iter().map(|(key, text)| post(key, text)).collect(),
        }
    }

    /// A desk that keeps what it is told, as a store would.
    #[derive(Debug, Default, PartialEq)]
    struct Desk(Option<(HealthIssue, BTreeMap<String, HealthPost>)>);

    impl Desk {
        fn import(&mut self, imported: &ImportedIssue) -> &'static str {
            let posts: Vec<HealthPost> = self.0.iter().flat_map(|(_, posts)| posts.values().cloned()).collect();
            let existing = self.0.as_ref().map(|(issue, _)| (issue, posts.as_slice()));
            // The same id for the same key, so that states can be compared.
            let id = |post: &ImportedPost| HealthPostId(Uuid::from_u128(post.source_key.len() as u128));
            match merge(existing, imported, Audience::Everyone, at(1000)) {
                Merge::Created => {
                    let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
                    let issue =
                        imported.to_issue(HealthIssueId(Uuid::from_u128(2)), owner, Audience::Everyone, at(1000));
                    let kept = |post: &ImportedPost| post.to_post(id(post), imported.last_modified_at);
                    let posts = imported.posts.iter().map(|post| (post.source_key.clone(), kept(post))).collect();
                    self.0 = Some((issue, posts));
                    "created"
                }
                Merge::Updated(update) => {
                    let (issue, posts) = self.0.as_mut().unwrap();
                    *issue = update.issue;
                    for post in update.new_posts {
                        assert!(
                            posts
                                .insert(post.source_key.clone(), post.to_post(id(&post), imported.last_modified_at))
                                .is_none(),
                            "a post stands twice"
                        );
                    }
                    for post in update.edited_posts {
                        assert!(posts.insert(post.source_key.clone(), post).is_some(), "an unknown post was edited");
                    }
                    "updated"
                }
                Merge::Unchanged => "unchanged",
            }
        }
    }

    #[test]
    fn importing_again_changes_nothing() {
        let mut desk = Desk::default();
        let first = snapshot(1, &[("a", "We look into it.")]);
        assert_eq!(desk.import(&first), "created");
        assert_eq!(desk.import(&first), "unchanged");
    }

    #[test]
    fn a_newer_snapshot_updates_and_adds_its_posts() {
        let mut desk = Desk::default();
        desk.import(&snapshot(1, &[("a", "We look into it.")]));
        assert_eq!(desk.import(&snapshot(7, &[("a", "We look into it."), ("aa", "It is fixed.")])), "updated");
        let (issue, posts) = desk.0.unwrap();
        assert_eq!((issue.status, issue.posts, posts.len()), (IssueStatus::Resolved, 2, 2));
        assert_eq!((issue.published_at, issue.last_post_at), (at(1), Some(at(2))));
        assert_eq!(issue.regions, ["Region 1"]);
    }

    #[test]
    fn an_older_snapshot_overwrites_nothing_and_still_adds_what_was_missed() {
        let mut desk = Desk::default();
        desk.import(&snapshot(7, &[("aa", "It is fixed.")]));
        assert_eq!(desk.import(&snapshot(2, &[("a", "We look into it."), ("aa", "It is fixd.")])), "updated");
        let (issue, posts) = desk.0.unwrap();
        assert_eq!(issue.status, IssueStatus::Resolved);
        assert_eq!(issue.title, "Shared mailboxes do not open (7)");
        assert_eq!(posts["aa"].text, "It is fixed.");
        assert_eq!(earlier(&posts["aa"]), [("It is fixd.", Some(at(7)))]);
        assert_eq!(posts["a"].text, "We look into it.");
    }

    #[test]
    fn an_edited_post_keeps_its_earlier_text() {
        let mut desk = Desk::default();
        desk.import(&snapshot(1, &[("a", "Fixed by Monday.")]));
        desk.import(&snapshot(2, &[("a", "Fixed by Friday.")]));
        desk.import(&snapshot(3, &[("a", "Fixed by Monday.")]));
        let (_, posts) = desk.0.unwrap();
        assert_eq!(posts["a"].text, "Fixed by Monday.");
        assert_eq!(earlier(&posts["a"]), [("Fixed by Friday.", None)], "the first text came back: nothing replaced it");
    }

    #[test]
    fn each_earlier_text_says_when_it_was_replaced_whatever_the_order() {
        let texts = [(1, "Fixed by Monday."), (4, "Fixed by Friday."), (6, "Fixed.")];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut desk = Desk::default();
            for index in order {
                desk.import(&snapshot(texts[index].0, &[("a", texts[index].1)]));
            }
            let (_, posts) = desk.0.unwrap();
            assert_eq!(
                earlier(&posts["a"]),
                [("Fixed by Friday.", Some(at(6))), ("Fixed by Monday.", Some(at(4)))],
                "{order:?}"
            );
        }
    }

    #[test]
    fn a_translation_stays_with_the_text_it_translates() {
        let mut desk = Desk::default();
        let with = |modified, text: &str, words: &str| {
            let mut issue = snapshot(modified, &[("a", text)]);
            issue.posts[0].translations = in_russian(words);
            issue
        };
        desk.import(&with(1, "Slow.", "Медлено."));
        desk.import(&with(2, "Slow.", "Медленно."));
        let russian = |desk: &Desk| {
            let post = &desk.0.as_ref().unwrap().1["a"];
            post.translation(Language::Ru).map(|one| (one.text.clone(), one.machine))
        };
        assert_eq!(russian(&desk), Some(("Медленно.".to_owned(), true)), "the later words count");
        desk.import(&snapshot(3, &[("a", "Slow.")]));
        assert_eq!(russian(&desk).unwrap().0, "Медленно.", "a neighbour's feed without them takes nothing away");
        desk.import(&snapshot(4, &[("a", "Fast again.")]));
        assert_eq!(russian(&desk), None, "words of the earlier text do not stand under the new one");
        let (_, posts) = desk.0.unwrap();
        assert_eq!(posts["a"].revisions[0].translations[0].text, "Медленно.");
        assert_eq!(posts["a"].translation(Language::Pl), None);
    }

    #[test]
    fn a_source_whose_clock_runs_ahead_does_not_block_later_snapshots() {
        let mut desk = Desk::default();
        desk.import(&snapshot(90_000, &[("a", "We look into it.")]));
        desk.import(&snapshot(1001, &[("a", "We look into it."), ("aa", "It is fixed.")]));
        let (issue, _) = desk.0.unwrap();
        assert_eq!((issue.last_modified_at, issue.posts), (at(1000), 2));
        assert_eq!(issue.title, "Shared mailboxes do not open (1001)");
    }

    /// The history of an issue as its source tells it: each snapshot has the posts so far, some of them edited since.
    fn history() -> impl Strategy<Value = Vec<ImportedIssue>> {
        proptest::collection::vec(proptest::collection::vec(0..3usize, 1..5), 1..6).prop_map(|edits| {
            let texts = ["first words", "other words", "last words"];
            let mut longest = 0;
            let snapshots = edits.iter().enumerate().map(|(modified, versions)| {
                longest = longest.max(versions.len());
                let translated = |mut issue: ImportedIssue| {
                    // Some snapshots bring a translation of their first post, others the same or none.
                    if modified % 3 != 2 {
                        issue.posts[0].translations =
                            in_russian(if modified % 2 == 0 { "слова" } else { "другие слова" });
                    }
                    issue
                };
                let posts: Vec<(String, &str)> =
                    (0..longest).map(|n| ("x".repeat(n + 1), texts[*versions.get(n).unwrap_or(&0)])).collect();
                let posts: Vec<(&str, &str)> = posts.iter().map(|(key, text)| (key.as_str(), *text)).collect();
                translated(snapshot(modified as i64, &posts))
            });
            snapshots.collect()
        })
    }

    proptest! {
        #[test]
        fn any_order_and_number_of_snapshots_gives_the_same_state(
            (history, order) in history().prop_flat_map(|history| {
                let all: Vec<usize> = (0..history.len()).collect();
                let twice = [all.clone(), all].concat();
                (Just(history), Just(twice).prop_shuffle())
            })
        ) {
            let (mut in_order, mut shuffled) = (Desk::default(), Desk::default());
            for issue in &history {
                in_order.import(issue);
            }
            for index in order {
                shuffled.import(&history[index]);
            }
            prop_assert_eq!(in_order, shuffled);
        }

        #[test]
        fn a_second_import_of_all_snapshots_changes_nothing_more(history in history()) {
            let mut desk = Desk::default();
            for issue in &history {
                desk.import(issue);
            }
            for issue in &history {
                prop_assert_eq!(desk.import(issue), "unchanged");
            }
        }
    }
}
