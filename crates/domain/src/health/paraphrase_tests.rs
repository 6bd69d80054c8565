//! Cases that say in other words what an issue says: by meaning, by theme, by kind. All names are invented.

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

fn issue(service: &str, title: &str, kind: IssueKind) -> IssueFacts {
    IssueFacts {
        id: HealthIssueId(Uuid::from_u128(1)),
        source_id: "IS100".to_owned(),
        cloud: Cloud::Public,
        audience: Audience::Everyone,
        listed_for: Vec::new(),
        kind,
        status: IssueStatus::Degraded,
        title: title.to_owned(),
        impact: String::new(),
        services: vec![service.to_owned()],
        regions: Vec::new(),
        starts_at: at(0),
        ends_at: None,
        last_modified_at: at(1),
        published_at: at(1),
        last_post_at: Some(at(1)),
        text: String::new(),
    }
}

fn case<'a>(service: &'a str, subject: &'a str) -> CaseFacts<'a> {
    CaseFacts {
        cloud: Cloud::Public,
        customer: customer(1),
        service: Some(service),
        region: None,
        started_at: Some(at(1)),
        reported_at: at(2),
        subject,
        description: "",
        error_text: "",
        subscribed: &[],
    }
}

fn look_up(case: &CaseFacts<'_>, issue: &IssueFacts) -> Option<HealthMatch> {
    match_case(case, std::slice::from_ref(issue), at(3), &MatchPolicy::default()).pop()
}

fn is_certain(service: &str, subject: &str, issue: &IssueFacts) -> bool {
    look_up(&case(service, subject), issue).is_some_and(|found| found.certain)
}

#[test]
fn a_word_of_the_same_theme_is_met() {
    let issue = issue("Azure Databricks", "Upcoming changes of billing", IssueKind::Advisory);
    for subject in ["What happens to the price we pay?", "Что будет с ценой?", "Czy teraz koszt będzie większy?"]
    {
        assert!(is_certain("Databricks", subject, &issue), "{subject}");
    }
}

#[test]
fn a_notice_of_money_or_of_an_end_answers_only_who_asks_about_it() {
    let notice = issue("VPN Gateway", "Retirement notice: old tunnels will be retired", IssueKind::Advisory);
    assert!(is_certain("VPN Gateway", "We were told that the old variant is being discontinued", &notice));
    assert!(!is_certain("VPN Gateway", "Tunnels drop all the time", &notice), "a notice breaks nothing");
    let fault = IssueFacts { kind: IssueKind::ServiceIssue, title: "Tunnels may drop".to_owned(), ..notice };
    assert!(is_certain("VPN Gateway", "Tunnels drop all the time", &fault));
}

#[test]
fn planned_maintenance_explains_short_breaks_and_says_what_it_is() {
    let work = issue("App Service", "Routine work in progress", IssueKind::PlannedMaintenance);
    for subject in ["It was gone for a few seconds", "Хосты перезагрузились сами", "Krótka przerwa w nocy"]
    {
        let found = look_up(&case("App Service", subject), &work).unwrap();
        assert!(found.certain && !found.blocking, "{subject}: {found:?}");
        assert!(found.reasons.contains(&MatchReason::Informs { kind: IssueKind::PlannedMaintenance }));
    }
    assert!(!is_certain("App Service", "The invoice is wrong", &work));
}

#[test]
fn trouble_of_a_whole_service_is_one_whatever_word_is_said_for_it() {
    let outage = issue("Virtual Machines", "Service unavailable", IssueKind::ServiceIssue);
    for subject in ["Everything is terribly slow", "Ничего не открывается", "Ciągle wyskakuje błąd"]
    {
        assert!(is_certain("Azure VM", subject, &outage), "{subject}");
    }
    assert!(!is_certain("Azure VM", "We need a higher quota", &outage));
}

#[test]
fn words_of_any_trouble_alone_do_not_meet_an_issue_that_is_about_something() {
    let special = issue("App Service", "Errors while certificates are renewed", IssueKind::ServiceIssue);
    assert!(!is_certain("App Service", "It shows an error", &special));
    assert!(is_certain("App Service", "Error: our certificate is not renewed", &special));
}

#[test]
fn the_words_of_a_long_service_name_are_no_complaint() {
    let issue = issue("Azure Database for PostgreSQL", "Servers may restart", IssueKind::ServiceIssue);
    let name = "Azure Database for PostgreSQL Flexible Server";
    let subject = format!("{name}: alarms for nothing");
    assert!(!is_certain(name, &subject, &issue), "the server is part of the name");
    assert!(is_certain(name, "Our server was rebooted", &issue));
}

#[test]
fn another_providers_service_never_explains_a_case() {
    let aws = issue("Amazon Elastic Compute Cloud", "Increased error rates", IssueKind::ServiceIssue);
    assert!(is_certain("EC2", "Requests end in an error", &aws));
    assert_eq!(look_up(&case("Virtual Machines", "Requests end in an error"), &aws), None);
    let here = IssueFacts { regions: vec!["us-east-1".to_owned()], ..aws };
    let elsewhere = CaseFacts { region: Some("us-west-2"), ..case("EC2", "Requests end in an error") };
    assert_eq!(look_up(&elsewhere, &here), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_of_another_cloud_or_tenant_ever_matches(
        subject in "(mail|sign in|error|slow|invoice|открыть|błąd| ){1,6}",
        title in "(mail|sign in|error|slow|billing|outage| ){1,6}",
        kind in prop::sample::select(IssueKind::ALL),
        mine in any::<bool>(),
    ) {
        let foreign = IssueFacts {
            cloud: if mine { Cloud::UsGovernment } else { Cloud::Public },
            audience: if mine { Audience::Everyone } else { Audience::Listed },
            listed_for: if mine { Vec::new() } else { vec![customer(2)] },
            ..issue("Exchange Online", &title, kind)
        };
        prop_assert_eq!(look_up(&case("Exchange Online", &subject), &foreign), None);
    }
}

/// What the services of an office are full of, and ways to fail: two reports may share these and be about different things.
#[test]
fn a_place_and_a_way_to_fail_in_common_are_not_certain() {
    let thumbnails = IssueFacts {
        impact: "Files in SharePoint libraries are shown without their thumbnails.".to_owned(),
        audience: Audience::Listed,
        listed_for: vec![customer(1)],
        ..issue("SharePoint Online", "File thumbnails are missing in SharePoint libraries", IssueKind::ServiceIssue)
    };
    for (subject, description) in [
        ("Ribbon missing in the library", "The ribbon is missing in one library."),
        ("Search finds no files older than June", "Search finds nothing older than June in two libraries."),
        ("Rysunki otwierają się tylko do odczytu", "Od rana rysunki z biblioteki otwierają się tylko do odczytu."),
        ("Nowi pracownicy nie widzą wspólnych plików", "Trzy osoby nie widzą wspólnej biblioteki."),
    ] {
        let case = CaseFacts { description, ..case("SharePoint Online", subject) };
        let found = look_up(&case, &thumbnails);
        assert!(!found.as_ref().is_some_and(|found| found.certain || found.blocking), "{subject}: {found:?}");
    }
    let same = "Thumbnails of files are missing in the library";
    assert!(is_certain("SharePoint Online", same, &thumbnails), "what names the same is the same");
}

#[test]
fn two_reports_that_name_nothing_else_may_still_be_the_same() {
    let files = issue("SharePoint Online", "Users can't open files in libraries", IssueKind::ServiceIssue);
    assert!(is_certain("SharePoint Online", "Files in the library do not open", &files));
    assert!(!is_certain("SharePoint Online", "Drawings in the library do not open", &files));
}
