//! The statuses of a request, and what counts as one cause.

use super::*;

#[test]
fn the_statuses_follow_one_another_as_the_table_says() {
    let mut text = String::new();
    for from in RequestStatus::ALL {
        let next: Vec<&str> =
            RequestStatus::ALL.iter().filter(|to| may_follow(*from, **to)).map(|to| to.word()).collect();
        text.push_str(&format!("{from} -> [{}]\n", next.join(" ")));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_recipient_decides_only_what_has_arrived() {
    let mut text = String::new();
    for status in RequestStatus::ALL {
        let decisions: Vec<&str> =
            Decision::ALL.iter().filter(|decision| may_decide(*status, **decision)).map(|d| d.word()).collect();
        if !decisions.is_empty() {
            text.push_str(&format!("{status}: {}\n", decisions.join(" ")));
        }
    }
    insta::assert_snapshot!(text, @r"
    submitted: accept ask return resolve
    accepted: ask return resolve
    attention_needed: accept ask return resolve
    ");
}

#[test]
fn every_decision_brings_a_status_that_may_follow_and_all_but_accepting_say_why() {
    for decision in Decision::ALL {
        for status in RequestStatus::ALL.iter().filter(|status| may_decide(**status, *decision)) {
            assert!(may_follow(*status, decision.status()), "{status} -> {decision}");
        }
        assert_eq!(decision.needs_reason(), *decision != Decision::Accept, "{decision}");
    }
}

#[test]
fn nothing_follows_a_close_or_a_withdrawal_and_nobody_unsends() {
    for status in RequestStatus::ALL {
        assert!(!may_follow(RequestStatus::Closed, *status) && !may_follow(RequestStatus::Withdrawn, *status));
        for unsent in [RequestStatus::Prepared, RequestStatus::Sending, RequestStatus::Unknown] {
            assert!(!may_follow(*status, unsent), "{status} -> {unsent}");
        }
    }
}

#[test]
fn a_request_keeps_others_away_until_it_is_over() {
    let open: Vec<&str> = RequestStatus::ALL.iter().filter(|status| status.is_open()).map(|s| s.word()).collect();
    assert_eq!(open, ["prepared", "sending", "unknown", "submitted", "accepted", "attention_needed"]);
}

#[test]
fn the_same_cause_has_the_same_key_and_another_has_another() {
    let (one, other) = (CustomerId(uuid::Uuid::from_u128(1)), CustomerId(uuid::Uuid::from_u128(2)));
    let key = |customer, service, category| cause_key(None, customer, service, category);
    let cause = key(one, Some("Exchange Online"), Category::ServiceUnavailable);
    assert_eq!(cause, key(one, Some("Exchange Online"), Category::ServiceUnavailable));
    assert_ne!(cause, key(other, Some("Exchange Online"), Category::ServiceUnavailable));
    assert_ne!(cause, key(one, Some("SharePoint Online"), Category::ServiceUnavailable));
    assert_ne!(cause, key(one, None, Category::ServiceUnavailable));
    assert_ne!(cause, key(one, Some("Exchange Online"), Category::BugOrIrregularity));
}

#[test]
fn one_health_issue_is_one_cause_whoever_the_customer() {
    let issue = Some(HealthIssueId(uuid::Uuid::from_u128(9)));
    let key = |customer: u128, category| cause_key(issue, CustomerId(uuid::Uuid::from_u128(customer)), None, category);
    assert_eq!(key(1, Category::ServiceUnavailable), key(2, Category::UndocumentedProblem));
}
