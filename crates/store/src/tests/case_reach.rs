//! Which cases a changed issue can concern: the store answers as the rule of the domain does.

use tierline_domain::{
    Case, CaseId, CaseStatus, CustomerId, HealthIssueId,
    health::{Audience, CaseReach, HealthIssue, IssueFacts, IssueKind, IssueReach, IssueStatus, MatchPolicy},
};

use super::{
    at,
    case::{case, desk, ids, open},
    health::{issue, put},
    id, owner,
    sample::{act, other},
};
use crate::{Store, test_support::TestStore};

fn reach(issue: &HealthIssue) -> Option<IssueReach> {
    IssueReach::of(&IssueFacts::of(issue, &[]), &MatchPolicy::default())
}

async fn reached(store: &Store, issue: &HealthIssue) -> Vec<(CaseId, bool)> {
    let mut read = store.read(owner()).await.unwrap();
    read.cases_reached(&reach(issue).unwrap(), None).await.unwrap()
}

/// One case of each service, region, onset, customer and status; its number says which.
fn all_cases() -> Vec<Case> {
    let services = [None, Some("OWA"), Some("Microsoft Teams"), Some("Virtual Machines"), Some("Fabulon Ledger")];
    let regions = [None, Some("westeurope"), Some("Norway East")];
    let onsets = [-2_000_000, -1_000, 100_000, 300_000];
    let mut all = Vec::new();
    for service in services {
        for region in regions {
            for onset in onsets {
                let number = 100 + all.len() as u128;
                let status = match number % 5 {
                    0 => CaseStatus::Closed,
                    1 => CaseStatus::WaitingOnCustomer,
                    2 => CaseStatus::WaitingOnProvider,
                    3 => CaseStatus::Resolved,
                    _ => CaseStatus::Open,
                };
                let (started_at, created_at) =
                    if number.is_multiple_of(2) { (Some(at(onset)), at(onset + 400_000)) } else { (None, at(onset)) };
                all.push(Case {
                    subject: "It is slow".into(),
                    description: String::new(),
                    service: service.map(str::to_owned),
                    region: region.map(str::to_owned),
                    customer: CustomerId(id(10 + number % 2)),
                    status,
                    started_at,
                    created_at,
                    ..case(number)
                });
            }
        }
    }
    all
}

fn all_issues() -> Vec<HealthIssue> {
    let bare = HealthIssue { ends_at: Some(at(1_000)), starts_at: at(0), regions: Vec::new(), ..issue(owner(), 1) };
    let of = |services: &[&str]| services.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    vec![
        bare.clone(),
        HealthIssue { services: of(&["Entra ID"]), ..bare.clone() },
        HealthIssue { services: of(&["Exchange Online"]), ends_at: None, ..bare.clone() },
        HealthIssue { services: of(&["Virtual Machines"]), regions: of(&["Europe"]), ..bare.clone() },
        HealthIssue { services: of(&["Virtual Machines"]), regions: of(&["East US"]), ..bare.clone() },
        HealthIssue { services: of(&["fabulon-ledger"]), kind: IssueKind::Advisory, ..bare.clone() },
        HealthIssue { services: of(&["Entra ID"]), audience: Audience::Listed, ..bare.clone() },
        HealthIssue { ends_at: Some(at(253_000_000_000)), ..bare },
    ]
}

async fn the_cases_that_an_issue_can_concern_are_those_of_the_rule(store: TestStore) {
    desk(&store).await;
    let cases = all_cases();
    open(&store, &cases).await;
    let theirs = Case { owner: other(), customer: CustomerId(id(20)), ..case(900) };
    open(&store, &[theirs]).await;
    put(&store, &[issue(owner(), 1)]).await;
    let pair = (HealthIssueId(id(1)), CustomerId(id(11)));
    act!(store, owner(), pair, |tx, pair| tx.issue_customer_put(pair.0, pair.1, at(1))).unwrap();
    let mut most = 0;
    for issue in all_issues() {
        let rule = reach(&issue).unwrap();
        let concerned = |case: &&Case| {
            case.status.is_active()
                && rule.takes_in(&CaseReach::of(case), case.started_at.unwrap_or(case.created_at))
                && (issue.audience == Audience::Everyone || case.customer == CustomerId(id(11)))
        };
        let expected: Vec<_> = cases.iter().filter(concerned).map(|case| (case.id, true)).collect();
        assert!(!expected.is_empty() && expected.len() * 2 < cases.len(), "{:?}: {}", issue.services, expected.len());
        assert_eq!(reached(&store, &issue).await, expected, "{:?} {:?}", issue.services, issue.regions);
        let eleven = CustomerId(id(11));
        let of_eleven: Vec<_> =
            cases.iter().filter(concerned).filter(|case| case.customer == eleven).map(|case| (case.id, true)).collect();
        let mut read = store.read(owner()).await.unwrap();
        assert_eq!(read.cases_reached(&rule, Some(eleven)).await.unwrap(), of_eleven);
        drop(read);
        most = most.max(expected.len());
    }
    assert!(most > 5, "the rule was hardly tried");
    assert_eq!(reach(&HealthIssue { status: IssueStatus::FalsePositive, ..issue(owner(), 1) }), None);
    let plan = store.read(owner()).await.unwrap().cases_reached_plan().await;
    assert!(plan.as_ref().is_none_or(|plan| plan.contains("cases_by_onset")), "the index is not walked: {plan:?}");
}

async fn what_is_kept_of_a_case_lasts_until_its_texts_change(store: TestStore) {
    desk(&store).await;
    let mail = Case { subject: "It is slow".into(), ..case(1) };
    open(&store, std::slice::from_ref(&mail)).await;
    let save = |case: Case| {
        let store = store.store();
        async move { act!(store, owner(), case.clone(), |tx, case| tx.case_save(case)).unwrap() }
    };
    let teams = HealthIssue { services: vec!["Microsoft Teams".into()], regions: Vec::new(), ..issue(owner(), 1) };
    let exchange = HealthIssue { services: vec!["Exchange Online".into()], ..teams.clone() };
    let one = ids([1])[0];
    assert_eq!(reached(&store, &exchange).await, [(one, true)]);
    assert_eq!(reached(&store, &teams).await, []);
    // A note, a status: the case has another version and says the same.
    let version = save(Case { status: CaseStatus::WaitingOnProvider, ..mail.clone() }).await;
    assert_eq!(reached(&store, &exchange).await, [(one, true)]);
    assert_eq!(reached(&store, &teams).await, []);
    let edited = Case { subject: "It is slow, in Microsoft Teams as well".into(), version, ..mail.clone() };
    let version = save(edited.clone()).await;
    let edited = Case { version, ..edited };
    assert_eq!(reached(&store, &teams).await, [(one, false)], "what is not known is taken in");
    let old = Case { version: version - 1, ..edited.clone() };
    act!(store, owner(), old, |tx, old| tx.case_reach_put(old)).unwrap();
    assert_eq!(reached(&store, &teams).await, [(one, false)], "somebody changed it again");
    act!(store, owner(), edited, |tx, edited| tx.case_reach_put(edited)).unwrap();
    assert_eq!(reached(&store, &teams).await, [(one, true)]);
    for old in ["match_version = null", "match_services = '0123456789abcdef' || substr(match_services, 17)"] {
        let other_service = HealthIssue { services: vec!["Intune".into()], ..teams.clone() };
        assert_eq!(reached(&store, &other_service).await, []);
        store.tamper(&format!("update cases set {old}")).await;
        assert_eq!(reached(&store, &other_service).await, [(one, false)], "{old}");
        let now = store.read(owner()).await.unwrap().case_lookup(one).await.unwrap().unwrap();
        act!(store, owner(), now, |tx, now| tx.case_reach_put(now)).unwrap();
    }
}

async fn some_cases_are_read_by_their_identifiers(store: TestStore) {
    desk(&store).await;
    let theirs = Case { owner: other(), customer: CustomerId(id(20)), ..case(3) };
    open(&store, &[case(1), case(2), theirs]).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.case_lookup_many(&ids([3, 2, 9, 1])).await.unwrap(), [case(1), case(2)]);
    assert_eq!(read.case_lookup_many(&[]).await.unwrap(), []);
}

crate::on_both_engines!(
    the_cases_that_an_issue_can_concern_are_those_of_the_rule,
    what_is_kept_of_a_case_lasts_until_its_texts_change,
    some_cases_are_read_by_their_identifiers,
);
