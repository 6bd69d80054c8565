//! Matching, by a table of cases and issues. All names are invented.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Duration, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{Cloud, CustomerId, HealthIssueId};

fn at(hours: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap() + Duration::hours(hours)
}

fn customer(n: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(n))
}

/// An open service issue of mail that began at hour 0 and was last spoken of at hour 1.
fn mail_issue() -> IssueFacts {
    IssueFacts {
        id: HealthIssueId(Uuid::from_u128(1)),
        source_id: "EX100".to_owned(),
        cloud: Cloud::Public,
        audience: Audience::Everyone,
        listed_for: Vec::new(),
        kind: IssueKind::ServiceIssue,
        status: IssueStatus::Degraded,
        title: "Some users can't open shared mailboxes in Outlook on the web".to_owned(),
        impact: "Users can't open shared mailboxes in a browser.".to_owned(),
        services: vec!["Exchange Online".to_owned()],
        regions: Vec::new(),
        starts_at: at(0),
        ends_at: None,
        last_modified_at: at(1),
        published_at: at(1),
        last_post_at: Some(at(1)),
        text: "Users see the message Something went wrong after they select the mailbox.".to_owned(),
    }
}

/// A case of the same problem, noticed at hour 1 and reported at hour 2.
fn mail_case() -> CaseFacts<'static> {
    CaseFacts {
        cloud: Cloud::Public,
        customer: customer(1),
        service: Some("Exchange Online"),
        region: None,
        started_at: Some(at(1)),
        reported_at: at(2),
        subject: "Shared mailboxes do not open in the browser",
        description: "Our night teams share one mailbox per home. It says: Something went wrong.",
        error_text: "",
        subscribed: &[],
    }
}

fn look_up(case: &CaseFacts<'_>, issue: &IssueFacts) -> Option<HealthMatch> {
    match_case(case, std::slice::from_ref(issue), at(3), &MatchPolicy::default()).pop()
}

fn certainty(case: &CaseFacts<'_>, issue: &IssueFacts) -> u8 {
    look_up(case, issue).map_or(0, |found| found.certainty)
}

#[test]
fn the_same_problem_of_the_same_service_and_time_is_certain_and_blocks() {
    let found = look_up(&mail_case(), &mail_issue()).unwrap();
    assert!(found.certain && found.may_block && found.blocking && !found.ended, "{found:?}");
}

#[test]
fn another_cloud_another_tenant_and_a_false_positive_never_match() {
    let other_cloud = IssueFacts { cloud: Cloud::UsGovernment, ..mail_issue() };
    let other_tenant = IssueFacts { audience: Audience::Listed, listed_for: vec![customer(2)], ..mail_issue() };
    let false_positive = IssueFacts { status: IssueStatus::FalsePositive, ..mail_issue() };
    for issue in [other_cloud, other_tenant, false_positive] {
        assert_eq!(look_up(&mail_case(), &issue), None);
    }
}

#[test]
fn the_feed_of_the_own_tenant_makes_it_more_certain() {
    let own = IssueFacts { audience: Audience::Listed, listed_for: vec![customer(1), customer(2)], ..mail_issue() };
    assert!(certainty(&mail_case(), &own) > certainty(&mail_case(), &mail_issue()));
    assert!(look_up(&mail_case(), &own).unwrap().reasons.contains(&MatchReason::TenantFeed));
}

#[test]
fn another_service_does_not_match_and_an_alias_is_the_same_service() {
    assert_eq!(look_up(&CaseFacts { service: Some("Intune"), ..mail_case() }, &mail_issue()), None);
    let same = certainty(&mail_case(), &mail_issue());
    for alias in ["exchange", "EXO", "Outlook", "почта Exchange"] {
        assert_eq!(certainty(&CaseFacts { service: Some(alias), ..mail_case() }, &mail_issue()), same, "{alias}");
    }
}

#[test]
fn a_service_that_the_catalogue_does_not_know_matches_itself() {
    let issue = IssueFacts { services: vec!["Fabulon Ledger".to_owned()], ..mail_issue() };
    let case = CaseFacts { service: Some("fabulon-ledger"), ..mail_case() };
    assert!(look_up(&case, &issue).unwrap().certain);
    assert_eq!(look_up(&CaseFacts { service: Some("Fabulon Books"), ..mail_case() }, &issue), None);
}

#[test]
fn an_unknown_service_is_taken_from_the_text_then_from_the_subscriptions() {
    let named = CaseFacts { service: None, subject: "Outlook on the web: shared mailboxes do not open", ..mail_case() };
    let found = look_up(&named, &mail_issue()).unwrap();
    assert!(matches!(&found.reasons[0], MatchReason::ServiceNamed { service } if service == "Exchange Online"));
    let subscribed = ["Exchange Online".to_owned()];
    let silent = CaseFacts { service: None, subscribed: &subscribed, ..mail_case() };
    let found = look_up(&silent, &mail_issue()).unwrap();
    assert!(matches!(&found.reasons[0], MatchReason::Subscribed { .. }));
    assert!(found.certainty < certainty(&named, &mail_issue()));
    assert_eq!(look_up(&CaseFacts { subscribed: &[], ..silent }, &mail_issue()), None);
}

#[test]
fn sign_in_trouble_explains_mail_trouble() {
    let issue = IssueFacts {
        services: vec!["Entra ID".to_owned()],
        title: "Users may be unable to sign in".to_owned(),
        impact: "Sign-in fails with an error.".to_owned(),
        text: String::new(),
        ..mail_issue()
    };
    let password = CaseFacts {
        subject: "Outlook asks for the password again and again",
        description: "Sign-in fails.",
        ..mail_case()
    };
    let found = look_up(&password, &issue).unwrap();
    assert!(matches!(&found.reasons[0], MatchReason::NeededByService { needs, .. } if needs == "Entra ID"));
    assert!(found.certain, "{found:?}");
    let dead = CaseFacts { subject: "Mail does not open", description: "", ..mail_case() };
    assert!(!look_up(&dead, &issue).unwrap().certain, "it may be, and nobody knows");
    let printing = CaseFacts { subject: "Calendar prints the wrong week", description: "", ..mail_case() };
    assert_eq!(look_up(&printing, &issue), None);
}

#[test]
fn trouble_of_the_whole_service_explains_a_complaint_of_its_kind() {
    let issue = IssueFacts {
        title: "Users may be unable to access Exchange Online".to_owned(),
        impact: "Users may be unable to access Exchange Online.".to_owned(),
        text: String::new(),
        ..mail_issue()
    };
    let dead = CaseFacts { subject: "Outlook does not open", description: "", ..mail_case() };
    let found = look_up(&dead, &issue).unwrap();
    assert!(found.certain && found.reasons.contains(&MatchReason::WholeService), "{found:?}");
    let calendar = CaseFacts { subject: "Delegates see yesterday's calendar", description: "", ..mail_case() };
    assert!(!look_up(&calendar, &issue).is_some_and(|found| found.certain), "a special complaint is not certain");
}

#[test]
fn another_problem_of_the_same_service_does_not_match() {
    for subject in [
        "Calendar sharing asks for a licence",
        "Outgoing mail is returned",
        "Распечатать письмо не удаётся",
        "Nie działa archiwum",
    ] {
        assert_eq!(look_up(&CaseFacts { subject, description: "", ..mail_case() }, &mail_issue()), None, "{subject}");
    }
}

#[test]
fn a_report_in_another_language_is_understood() {
    for subject in
        ["Общие почтовые ящики не открываются в браузере", "Wspólne skrzynki nie otwierają się w przeglądarce"]
    {
        assert!(
            look_up(&CaseFacts { subject, description: "", ..mail_case() }, &mail_issue()).unwrap().certain,
            "{subject}"
        );
    }
}

#[test]
fn a_shared_error_code_tells_more_than_words() {
    let issue = IssueFacts { text: "The client reports AADSTS90099 and 0x8004010F.".to_owned(), ..mail_issue() };
    let case = CaseFacts {
        subject: "Strange message at the front desk",
        description: "",
        error_text: "Code 0x8004010F",
        ..mail_case()
    };
    let found = look_up(&case, &issue).unwrap();
    assert!(
        found
            .reasons
            .iter()
            .any(|reason| matches!(reason, MatchReason::SameWords { words } if words == &["0x8004010F"]))
    );
}

#[test]
fn regions_that_overlap_add_and_regions_apart_exclude() {
    let issue = IssueFacts { regions: vec!["West Europe".to_owned()], ..mail_issue() };
    let with = |region| CaseFacts { region: Some(region), ..mail_case() };
    let unknown = certainty(&mail_case(), &issue);
    for region in ["westeurope", "Europe", "Европа"] {
        assert!(certainty(&with(region), &issue) > unknown, "{region}");
    }
    assert_eq!(certainty(&with("Narnia"), &issue), unknown, "an unknown region says nothing");
    assert_eq!(look_up(&with("Southeast Asia"), &issue), None);
    assert!(look_up(&with("Southeast Asia"), &mail_issue()).is_some(), "the issue has no region");
}

#[test]
fn the_onset_must_fit_the_time_of_the_issue() {
    let ended =
        IssueFacts { ends_at: Some(at(10)), status: IssueStatus::Resolved, last_modified_at: at(11), ..mail_issue() };
    let advisory = IssueFacts { kind: IssueKind::Advisory, ..ended.clone() };
    let case = |hours| CaseFacts { started_at: Some(at(hours)), reported_at: at(hours + 1), ..mail_case() };
    for (hours, issue, advised) in [
        (-200, false, false),
        (-100, false, true),
        (-20, true, true),
        (0, true, true),
        (10, true, true),
        (50, true, true),
        (59, false, false),
    ] {
        assert_eq!(look_up(&case(hours), &ended).is_some(), issue, "{hours}");
        assert_eq!(look_up(&case(hours), &advisory).is_some(), advised, "{hours}");
    }
    let during = certainty(&case(1), &ended);
    assert!(during > certainty(&case(-20), &ended) && during > certainty(&case(20), &ended));
}

#[test]
fn a_case_without_a_known_start_is_judged_by_its_report() {
    let case = CaseFacts { started_at: None, ..mail_case() };
    let found = look_up(&case, &mail_issue()).unwrap();
    assert!(found.reasons.iter().any(|reason| matches!(reason, MatchReason::ReportedDuring { .. })));
    assert!(found.certainty < certainty(&mail_case(), &mail_issue()));
}

#[test]
fn only_an_open_service_issue_of_which_the_provider_speaks_blocks() {
    let blocks = |change: fn(&mut IssueFacts), now: i64| {
        let mut issue = mail_issue();
        change(&mut issue);
        match_case(&mail_case(), &[issue], at(now), &MatchPolicy::default()).pop().unwrap().blocking
    };
    assert!(blocks(|_| (), 3));
    assert!(blocks(|_| (), 73), "72 hours after the last post");
    assert!(!blocks(|_| (), 74));
    assert!(!blocks(|issue| issue.kind = IssueKind::Advisory, 3));
    assert!(!blocks(|issue| issue.kind = IssueKind::PlannedMaintenance, 3));
    assert!(!blocks(|issue| issue.kind = IssueKind::Announcement, 3));
    assert!(!blocks(|issue| issue.ends_at = Some(at(2)), 3));
    assert!(!blocks(|issue| issue.status = IssueStatus::Resolved, 3));
}

#[test]
fn what_holds_nothing_back_says_why() {
    let reasons = |issue: IssueFacts, now: i64| {
        match_case(&mail_case(), &[issue], at(now), &MatchPolicy::default()).pop().unwrap().reasons
    };
    assert!(reasons(mail_issue(), 200).contains(&MatchReason::Silent { since: at(1) }));
    let ended = IssueFacts { ends_at: Some(at(2)), ..mail_issue() };
    assert!(reasons(ended, 3).contains(&MatchReason::Ended { at: Some(at(2)) }));
    let advisory = IssueFacts { kind: IssueKind::Advisory, ..mail_issue() };
    assert!(reasons(advisory, 3).contains(&MatchReason::Informs { kind: IssueKind::Advisory }));
}

#[test]
fn the_threshold_is_the_partners() {
    let strict = MatchPolicy { threshold: 100, ..MatchPolicy::default() };
    let found = match_case(&mail_case(), &[mail_issue()], at(3), &strict).pop().unwrap();
    assert!(!found.certain && !found.blocking && found.may_block);
}

#[test]
fn an_issue_that_was_never_closed_explains_nothing_new_after_two_months() {
    let case = |days: i64| CaseFacts { started_at: Some(at(24 * days)), reported_at: at(24 * days), ..mail_case() };
    assert!(look_up(&case(50), &mail_issue()).is_some());
    assert_eq!(look_up(&case(70), &mail_issue()), None);
}

#[test]
fn the_better_match_stands_first() {
    let calendar = IssueFacts {
        id: HealthIssueId(Uuid::from_u128(2)),
        source_id: "EX200".to_owned(),
        title: "Shared calendars may be empty in Outlook on the web".to_owned(),
        impact: "Delegates may see empty calendars.".to_owned(),
        text: String::new(),
        ..mail_issue()
    };
    let case = CaseFacts {
        subject: "Shared calendars are empty for delegates",
        description: "In Outlook in the browser.",
        ..mail_case()
    };
    let found = match_case(&case, &[mail_issue(), calendar], at(3), &MatchPolicy::default());
    assert_eq!(found[0].source_id, "EX200");
}

#[test]
fn every_reason_has_words() {
    let name = || "Exchange Online".to_owned();
    let reasons = [
        MatchReason::SameService { service: name() },
        MatchReason::ServiceNamed { service: name() },
        MatchReason::SuiteOfService { service: name(), suite: "Microsoft 365".to_owned() },
        MatchReason::NeededByService { service: name(), needs: "Entra ID".to_owned() },
        MatchReason::Subscribed { service: name() },
        MatchReason::TenantFeed,
        MatchReason::SameRegion { region: "Europe".to_owned() },
        MatchReason::OverlappingRegion { region: "Europe".to_owned(), issue_region: "West Europe".to_owned() },
        MatchReason::BeganDuring { issue_at: at(0), case_at: at(1) },
        MatchReason::ReportedDuring { issue_at: at(0), case_at: at(1) },
        MatchReason::BeganBefore { issue_at: at(0), case_at: at(-1) },
        MatchReason::BeganAfterEnd { issue_end: at(0), case_at: at(1) },
        MatchReason::SameWords { words: vec!["mailbox".to_owned(), "web".to_owned()] },
        MatchReason::WholeService,
        MatchReason::Ended { at: Some(at(0)) },
        MatchReason::Ended { at: None },
        MatchReason::Informs { kind: IssueKind::Advisory },
        MatchReason::Silent { since: at(0) },
    ];
    let texts: Vec<String> = reasons.iter().map(MatchReason::text).collect();
    insta::assert_debug_snapshot!(texts);
    for reason in reasons {
        let json = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<MatchReason>(&json).unwrap(), reason);
    }
}

/// Many issues in the words of status pages, drawn by a fixed rule.
fn many_issues(count: usize) -> Vec<IssueFacts> {
    let words = [
        "shared", "mailbox", "calendar", "link", "file", "meeting", "report", "sync", "device", "policy", "search",
        "upload", "call", "open", "slow", "delay",
    ];
    let services =
        ["Exchange Online", "Microsoft Teams", "SharePoint Online", "Entra ID", "Microsoft 365", "Virtual Machines"];
    let pick = |n: usize| words[(n * 7919 + n / 3) % words.len()];
    (0..count)
        .map(|n| IssueFacts {
            id: HealthIssueId(Uuid::from_u128(n as u128 + 1)),
            source_id: format!("EX{n}"),
            title: format!("Users may see {} {} {} {n}", pick(n), pick(n + 1), pick(n * 3 + 2)),
            impact: format!("{} {} may be affected", pick(n + 5), pick(n + 9)),
            services: vec![services[n % services.len()].to_owned()],
            text: (0..400).map(|k| format!("{}{} ", pick(n + k), (n * k) % 400)).collect(),
            ..mail_issue()
        })
        .collect()
}

proptest! {
    // Each example builds an index several times; a few dozen shuffle it well enough.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_matched_without_falling_over_and_within_bounds(subject in ".{0,80}", description in "\\PC{0,300}", service in ".{0,20}") {
        let case = CaseFacts { subject: &subject, description: &description, service: Some(&service), ..mail_case() };
        for found in match_case(&case, &[mail_issue()], at(3), &MatchPolicy::default()) {
            prop_assert!(found.certainty <= 100 && found.certainty >= 40);
        }
    }

    #[test]
    fn the_order_of_the_issues_and_their_company_change_nothing(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle(), alone in 0..12usize) {
        let issues = many_issues(12);
        let policy = MatchPolicy::default();
        let all = match_case(&mail_case(), &issues, at(3), &policy);
        let shuffled: Vec<IssueFacts> = order.into_iter().map(|n| issues[n].clone()).collect();
        prop_assert_eq!(&match_case(&mail_case(), &shuffled, at(3), &policy), &all);
        let single = match_case(&mail_case(), &issues[alone..=alone], at(3), &policy);
        let among = all.into_iter().filter(|found| found.issue == issues[alone].id).collect::<Vec<_>>();
        prop_assert_eq!(single, among);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_index_whose_issues_are_exchanged_answers_like_one_built_anew(
        start in 0..12usize,
        steps in prop::collection::vec(prop::collection::vec((0..12usize, prop::option::of(0..24usize)), 1..4), 1..6),
    ) {
        let said = many_issues(24);
        // An issue by its place; what it says now is what another one of the made-up ones says.
        let facts = |id: usize, says: usize| IssueFacts { id: HealthIssueId(Uuid::from_u128(id as u128 + 1)), ..said[says].clone() };
        let mut now: BTreeMap<usize, usize> = (0..start).map(|id| (id, id)).collect();
        let mut index = IssueIndex::new(now.iter().map(|(id, says)| facts(*id, *says)).collect());
        for step in steps {
            let changed = step.iter().map(|(id, _)| HealthIssueId(Uuid::from_u128(*id as u128 + 1))).collect();
            for (id, says) in step {
                match says {
                    Some(says) => now.insert(id, says),
                    None => now.remove(&id),
                };
            }
            let known: Vec<IssueFacts> = now.iter().map(|(id, says)| facts(*id, *says)).collect();
            let exchanged = known.iter().filter(|facts| HashSet::contains(&changed, &facts.id)).cloned().collect();
            index = index.changed(&changed, exchanged);
            let anew = IssueIndex::new(known);
            prop_assert_eq!(index.len(), anew.len());
            for subject in ["Shared mailboxes do not open in the browser", "The calendar report is slow to sync"] {
                let case = CaseFacts { subject, ..mail_case() };
                let policy = MatchPolicy { listed_from: 0, ..MatchPolicy::default() };
                prop_assert_eq!(index.matches(&case, at(3), &policy), anew.matches(&case, at(3), &policy));
            }
        }
    }
}

/// A measure, not a check: `cargo test --release -p tierline-domain -- --ignored --nocapture one_case_against`.
#[test]
#[ignore = "a measure of speed, meaningful in a release build only"]
fn one_case_against_a_thousand_issues() {
    let built = std::time::Instant::now();
    let index = IssueIndex::new(many_issues(1000));
    eprintln!("index of {} issues: {:?}", index.len(), built.elapsed());
    let long = "The shared mailbox does not open in the browser and the calendar is slow. ".repeat(20);
    for (name, description) in [("short", mail_case().description), ("long", long.as_str())] {
        let case = CaseFacts { description, ..mail_case() };
        let rounds = 500;
        let found: usize = index.matches(&case, at(3), &MatchPolicy::default()).len();
        let started = std::time::Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(index.matches(std::hint::black_box(&case), at(3), &MatchPolicy::default()));
        }
        eprintln!("{name} case: {:?} each, {found} found", started.elapsed() / rounds);
    }
}
