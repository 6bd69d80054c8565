//! What others wrote: public files of real feeds, where they lie beside the checkout (`../shared/data`). Their texts have other
//! owners, so they are no part of the repository; without them these tests say that they were not run.

use std::{collections::BTreeMap, path::PathBuf};

use chrono::{DateTime, Utc};
use tierline_connect::feed::parse;
use tierline_domain::{
    Cloud, CustomerId, HealthIssueId, HealthPostId, OrganizationId, Owner,
    health::{
        Audience, CaseFacts, CheckResult, FeedCondition, FeedFormat, FeedState, HealthIssue, HealthMatch, HealthPost,
        IssueFacts, IssueIndex, IssueKind, IssueStatus, MatchPolicy, MatchReason, Merge, ParsedFeed, check_result,
        merge,
    },
};
use uuid::Uuid;

const FILES: [(FeedFormat, &str); 5] = [
    (FeedFormat::Graph, "m365_graph_issues_2021_pnp.json"),
    (FeedFormat::GraphMessages, "m365_graph_messages_pnp.json"),
    (FeedFormat::ServiceComms, "m365_servicecomms_2020_pnp.json"),
    (FeedFormat::AzureEvents, "azure_service_health_events_2024.json"),
    (FeedFormat::Aws, "aws_status_data_2021-2022.json"),
];

/// The file, or none with a word about it.
fn file(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("NOT RUN: {} is absent; the real files are not part of the repository", path.display());
    }
    bytes
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A desk that keeps what is imported.
#[derive(Default)]
struct Desk {
    issues: BTreeMap<(String, String), (HealthIssue, Vec<HealthPost>)>,
    made: u128,
}

impl Desk {
    fn id(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(self.made)
    }

    /// Created, updated and unchanged.
    fn import(&mut self, feed: &ParsedFeed) -> [usize; 3] {
        let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
        let now = time("2026-01-15T09:00:00Z");
        let mut counts = [0; 3];
        for imported in &feed.issues {
            let key = (imported.source.clone(), imported.source_id.clone());
            let kept = self.issues.get(&key).map(|(issue, posts)| (issue, posts.as_slice()));
            match merge(kept, imported, Audience::Everyone, now) {
                Merge::Created => {
                    let issue = imported.to_issue(HealthIssueId(self.id()), owner, Audience::Everyone, now);
                    let posts = imported
                        .posts
                        .iter()
                        .map(|post| post.to_post(HealthPostId(self.id()), imported.last_modified_at))
                        .collect();
                    self.issues.insert(key, (issue, posts));
                    counts[0] += 1;
                }
                Merge::Updated(update) => {
                    let new: Vec<HealthPost> = update
                        .new_posts
                        .iter()
                        .map(|post| post.to_post(HealthPostId(self.id()), imported.last_modified_at))
                        .collect();
                    let (issue, posts) = self.issues.get_mut(&key).unwrap();
                    *issue = update.issue;
                    posts.extend(new);
                    for edited in update.edited_posts {
                        let kept = posts.iter_mut().find(|post| post.id == edited.id).unwrap();
                        *kept = edited;
                    }
                    counts[1] += 1;
                }
                Merge::Unchanged => counts[2] += 1,
            }
        }
        counts
    }

    fn posts(&self) -> usize {
        self.issues.values().map(|(_, posts)| posts.len()).sum()
    }

    fn index(&self) -> IssueIndex {
        IssueIndex::new(self.issues.values().map(|(issue, posts)| IssueFacts::of(issue, posts)).collect())
    }
}

/// A desk with everything imported; none where a file is absent.
fn full_desk() -> Option<Desk> {
    let mut desk = Desk::default();
    for (format, name) in FILES {
        desk.import(&parse(format, &file(name)?).unwrap());
    }
    Some(desk)
}

struct Report<'a> {
    service: Option<&'a str>,
    region: Option<&'a str>,
    started_at: Option<&'a str>,
    reported_at: &'a str,
    subject: &'a str,
    description: &'a str,
}

impl Default for Report<'_> {
    fn default() -> Self {
        Self {
            service: None,
            region: None,
            started_at: None,
            reported_at: "2026-01-15T09:00:00Z",
            subject: "",
            description: "",
        }
    }
}

/// The matches of a report, looked up at a time.
fn look_up(index: &IssueIndex, report: &Report<'_>, now: &str) -> Vec<HealthMatch> {
    let subscribed = ["Exchange Online", "SharePoint Online", "Microsoft Teams", "App Service"].map(str::to_owned);
    let case = CaseFacts {
        cloud: Cloud::Public,
        customer: CustomerId(Uuid::from_u128(9)),
        service: report.service,
        region: report.region,
        started_at: report.started_at.map(time),
        reported_at: time(report.reported_at),
        subject: report.subject,
        description: report.description,
        error_text: "",
        subscribed: &subscribed,
    };
    let matches = index.matches(&case, time(now), &MatchPolicy::default());
    for found in &matches {
        eprintln!("{:<10} {:>3} {} | {}", found.source_id, found.certainty, report.subject, found.title);
        for reason in &found.reasons {
            eprintln!("               {}", reason.text());
        }
    }
    matches
}

fn ids(matches: &[HealthMatch]) -> Vec<&str> {
    matches.iter().map(|found| found.source_id.as_str()).collect()
}

#[test]
fn every_record_of_the_real_files_is_imported() {
    // Records, issues, posts. One Azure event stands twice, once for each of two subscriptions.
    let expected = [(2, 2, 9), (4, 4, 4), (5, 5, 24), (21, 20, 30), (86, 86, 352)];
    for ((format, name), expected) in FILES.into_iter().zip(expected) {
        let Some(bytes) = file(name) else { return };
        let feed = parse(format, &bytes).unwrap();
        assert_eq!(feed.rejected, [], "{name}");
        assert_eq!(feed.issues.len(), feed.records, "{name}");
        let mut desk = Desk::default();
        let [created, updated, unchanged] = desk.import(&feed);
        eprintln!("{format}: {} records, {created} issues, {} posts", feed.records, desk.posts());
        assert_eq!((feed.records, created, desk.posts()), expected, "{name}");
        assert_eq!(created + updated + unchanged, feed.records);
        assert_eq!(desk.import(&feed), [0, 0, feed.records], "importing {name} again changes nothing");
    }
}

#[test]
fn file_links_in_teams_on_the_web_are_explained_by_tm218696_with_reasons() {
    let Some(desk) = full_desk() else { return };
    let index = desk.index();
    let day = Some("2020-07-20T08:00:00Z");
    let reports = [
        Report {
            service: Some("Microsoft Teams"),
            started_at: day,
            subject: "File links do not open in Teams on the web",
            ..Report::default()
        },
        Report {
            service: Some("Teams"),
            started_at: day,
            subject: "Links to files don't open",
            description: "Since this morning several colleagues click a link to a PDF that was posted in a channel, and nothing opens when they use \
                          Teams in the browser. In the desktop app it works.",
            ..Report::default()
        },
        Report { started_at: day, subject: "Microsoft Teams web app: file links won't open", ..Report::default() },
        Report {
            service: Some("Microsoft Teams"),
            started_at: day,
            subject: "Ссылки на файлы не открываются в Teams в браузере",
            ..Report::default()
        },
        Report {
            service: Some("Microsoft Teams"),
            started_at: day,
            subject: "Linki do plików nie otwierają się w Teams w przeglądarce",
            description: "Od rana użytkownicy nie mogą otworzyć odnośników do plików PDF.",
            ..Report::default()
        },
        Report {
            service: Some("microsoftteams"),
            reported_at: "2020-07-20T09:30:00Z",
            subject: "Cannot open file links in Teams web",
            ..Report::default()
        },
    ];
    for report in &reports {
        let matches = look_up(&index, report, "2020-07-20T10:00:00Z");
        assert_eq!(ids(&matches), ["TM218696"], "{}", report.subject);
        let found = &matches[0];
        assert!(found.certain, "{}: {}", report.subject, found.certainty);
        let has = |wanted: fn(&MatchReason) -> bool| found.reasons.iter().any(wanted);
        assert!(has(|reason| matches!(reason, MatchReason::SameService { .. } | MatchReason::ServiceNamed { .. })));
        assert!(has(|reason| matches!(reason, MatchReason::BeganDuring { .. } | MatchReason::ReportedDuring { .. })));
        assert!(has(|reason| matches!(reason, MatchReason::SameWords { words } if words.len() >= 2)));
        assert!(has(|reason| matches!(reason, MatchReason::Informs { kind: IssueKind::Advisory })));
        assert!(!found.blocking, "an advisory informs");
        let outcome = check_result(&matches, &[], &[], time("2020-07-20T10:00:00Z"));
        assert_eq!(outcome.result, CheckResult::KnownIssue);
    }
}

#[test]
fn spam_notifications_are_explained_by_ex213379_and_not_by_the_teams_issue() {
    let Some(desk) = full_desk() else { return };
    let index = desk.index();
    let day = Some("2020-07-20T08:00:00Z");
    for (service, subject, description) in [
        (Some("Exchange Online"), "Spam notifications do not arrive", ""),
        (None, "Exchange Online spam notifications are not delivered", ""),
        (
            Some("Exchange Online"),
            "Users get no end-user spam notifications",
            "The quarantine digest does not come for members of one group, others get it twice.",
        ),
        (Some("Exchange"), "Не приходят уведомления о спаме", "Пользователи не получают письма о карантине."),
        (
            Some("Exchange Online"),
            "Nie przychodzą powiadomienia o spamie",
            "Użytkownicy nie dostają wiadomości z kwarantanny.",
        ),
    ] {
        let report = Report { service, started_at: day, subject, description, ..Report::default() };
        assert_eq!(ids(&look_up(&index, &report, "2020-07-20T10:00:00Z")), ["EX213379"], "{subject}");
        // The same case, looked up today: the issue was never closed by its source.
        assert_eq!(ids(&look_up(&index, &report, "2026-01-15T09:00:00Z")), ["EX213379"], "{subject}");
    }
}

#[test]
fn another_problem_of_the_same_service_and_day_finds_nothing() {
    let Some(desk) = full_desk() else { return };
    let index = desk.index();
    for (service, day, subject, description) in [
        (
            Some("SharePoint Online"),
            "2020-07-20T08:00:00Z",
            "Printing from SharePoint does not work",
            "A document printed from the library comes out blank.",
        ),
        (
            Some("SharePoint Online"),
            "2020-08-11T20:00:00Z",
            "Printing from SharePoint does not work",
            "A document printed from the library comes out blank.",
        ),
        (
            None,
            "2020-08-11T20:00:00Z",
            "SharePoint: pages are printed without pictures",
            "Users print a site page from the browser and the pictures are missing.",
        ),
        (
            Some("SharePoint Online"),
            "2020-08-11T20:00:00Z",
            "SharePoint printing",
            "We cannot print list views from the menu of our SharePoint site; the link does nothing in the browser.",
        ),
        (
            Some("SharePoint Online"),
            "2020-08-11T20:00:00Z",
            "Печать из SharePoint не работает",
            "Документ из библиотеки печатается пустым.",
        ),
        (
            Some("SharePoint Online"),
            "2020-08-11T20:00:00Z",
            "Nie działa drukowanie z SharePointa",
            "Dokument z biblioteki drukuje się pusty.",
        ),
        (
            Some("Exchange Online"),
            "2020-07-20T08:00:00Z",
            "Shared calendars are empty for delegates",
            "The calendar opens, but shows nothing.",
        ),
        (
            Some("Microsoft Teams"),
            "2020-07-20T08:00:00Z",
            "No sound in meetings",
            "The microphone is muted for everyone who joins by phone.",
        ),
        (
            Some("SharePoint Online"),
            "2020-07-20T08:00:00Z",
            "Sub-menu links in the navigation bar do not open",
            "Three weeks before the issue began.",
        ),
    ] {
        let report = Report { service, started_at: Some(day), subject, description, ..Report::default() };
        let now = "2020-08-11T22:30:00Z";
        assert_eq!(ids(&look_up(&index, &report, now)), [""; 0], "{subject}");
        let fresh = [FeedState { name: "Graph".to_owned(), fetched_at: Some(time(now)), state: FeedCondition::Fresh }];
        assert_eq!(check_result(&[], &[], &fresh, time(now)).result, CheckResult::AllClear);
    }
}

#[test]
fn a_case_that_goes_on_after_sp220211_ended_is_post_outage() {
    let Some(desk) = full_desk() else { return };
    let index = desk.index();
    let report = Report {
        service: Some("SharePoint Online"),
        started_at: Some("2020-08-11T09:00:00Z"),
        subject: "Second level sub-menu links in the navigation bar cannot be selected",
        description: "On our hub sites the links in the sub-menu do nothing. The sites open when we type the address.",
        ..Report::default()
    };
    let during = look_up(&index, &report, "2020-08-11T23:00:00Z");
    assert_eq!(ids(&during), ["SP220211"]);
    assert!(during[0].certain && during[0].blocking && !during[0].ended, "{during:?}");
    assert_eq!(check_result(&during, &[], &[], time("2020-08-11T23:00:00Z")).result, CheckResult::KnownIssue);

    let after = look_up(&index, &report, "2020-08-13T09:00:00Z");
    assert_eq!(ids(&after), ["SP220211"]);
    assert!(after[0].ended && !after[0].blocking);
    assert!(after[0].reasons.iter().any(|reason| matches!(reason, MatchReason::Ended { at: Some(_) })));
    let outcome = check_result(&after, &[], &[], time("2020-08-13T09:00:00Z"));
    assert_eq!((outcome.result, outcome.issue), (CheckResult::PostOutage, Some(after[0].issue)));
}

#[test]
fn an_azure_case_is_matched_by_service_and_region() {
    let Some(desk) = full_desk() else { return };
    let index = desk.index();
    let report = |region| Report {
        service: Some("App Service"),
        region: Some(region),
        started_at: Some("2024-09-05T04:40:00Z"),
        subject: "Web application answers with HTTP 500 and timeouts",
        description: "Latency is high since early morning.",
        ..Report::default()
    };
    assert_eq!(ids(&look_up(&index, &report("southeastasia"), "2024-09-05T05:00:00Z")), ["0NTJ-VV8"]);
    assert_eq!(ids(&look_up(&index, &report("West Europe"), "2024-09-05T05:00:00Z")), [""; 0]);
}

#[test]
fn the_words_of_the_sources_are_understood() {
    let Some(desk) = full_desk() else { return };
    let issue = |source: &str, id: &str| &desk.issues[&(source.to_owned(), id.to_owned())].0;
    let m365 = |id| issue("microsoft_365", id);
    let kinds_and_states = [
        (m365("EX213379"), IssueKind::Advisory, IssueStatus::Recovering, "Exchange Online"),
        (m365("LY220759"), IssueKind::ServiceIssue, IssueStatus::FalsePositive, "Skype for Business"),
        (m365("SP220211"), IssueKind::ServiceIssue, IssueStatus::Resolved, "SharePoint Online"),
        (m365("TM218696"), IssueKind::Advisory, IssueStatus::Resolved, "Microsoft Teams"),
        (m365("MC198615"), IssueKind::Announcement, IssueStatus::Informational, "Microsoft Forms"),
        (m365("CR275975"), IssueKind::Advisory, IssueStatus::Resolved, "Dynamics 365"),
        (m365("FM298724"), IssueKind::ServiceIssue, IssueStatus::Resolved, "Microsoft Forms"),
        (m365("MC237349"), IssueKind::Announcement, IssueStatus::Informational, "Skype for Business"),
        (issue("azure", "GS98-9V8"), IssueKind::ServiceIssue, IssueStatus::Recovering, "Azure Virtual Desktop"),
        (issue("azure", "GMYD-LB8"), IssueKind::ServiceIssue, IssueStatus::FalsePositive, "Azure portal"),
        (issue("azure", "ZMM4-1_0"), IssueKind::PlannedMaintenance, IssueStatus::Informational, "App Service"),
        (issue("azure", "PMC0-PQ8"), IssueKind::Advisory, IssueStatus::Informational, "Azure Database for PostgreSQL"),
    ];
    for (issue, kind, status, service) in kinds_and_states {
        assert_eq!((issue.kind, issue.status), (kind, status), "{}", issue.source_id);
        assert!(issue.services.iter().any(|name| name == service), "{}: {:?}", issue.source_id, issue.services);
    }
    let of_microsoft = || desk.issues.iter().filter(|((source, _), _)| source != "aws").map(|(_, kept)| kept);
    let known = of_microsoft()
        .flat_map(|(issue, _)| &issue.services)
        .filter(|name| tierline_domain::catalogue::service_find(name).is_none());
    assert_eq!(known.collect::<Vec<_>>(), [""; 0], "the catalogue knows every service of the files");
    let regions = of_microsoft()
        .flat_map(|(issue, _)| &issue.regions)
        .filter(|name| tierline_domain::catalogue::region_find(name).is_none());
    assert_eq!(regions.collect::<Vec<_>>(), [""; 0], "the catalogue knows every region of the files");
}
