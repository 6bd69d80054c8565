use super::*;
use crate::{
    Channel, Visibility,
    fixture::{self, Story, agent, certain_match, colleague, customer, issue, monday, owner, provider},
    health::{Audience, CheckResult, IssueKind},
};

fn case(assignee: Option<UserId>) -> Case {
    Case { assignee, ..fixture::case() }
}

/// What is told of a story's entries from this one on.
fn told(story: &Story, from: usize) -> Vec<News> {
    news_of_case(&case(agent().user), "Brightwater Dental", &story.entries[..from], &story.entries[from..], None)
}

fn kinds(story: &Story, from: usize) -> Vec<NoticeKind> {
    told(story, from).into_iter().map(|news| news.kind).collect()
}

fn a_known_issue() -> HealthIssue {
    HealthIssue {
        id: issue(7),
        owner: owner(),
        source: "microsoft_365".to_owned(),
        source_id: "EX7".to_owned(),
        kind: IssueKind::ServiceIssue,
        title: "Delegates may not see shared calendars".to_owned(),
        service: "Exchange Online".to_owned(),
        services: vec!["Exchange Online".to_owned()],
        regions: Vec::new(),
        status: IssueStatus::Degraded,
        source_status: String::new(),
        starts_at: monday(),
        ends_at: None,
        last_modified_at: monday(),
        audience: Audience::Everyone,
        impact: String::new(),
        published_at: monday(),
        posts: 3,
        last_post_at: None,
    }
}

#[test]
fn an_issue_is_told_by_what_weighs_most() {
    let news = |new, status, posts, ended| {
        let told = IssueNews { new, status, posts, ended }.told(&a_known_issue(), None);
        told.map(|news| (news.kind, news.count))
    };
    assert_eq!(news(true, true, 0, false), Some((NoticeKind::IssueNew, 0)));
    assert_eq!(news(false, true, 2, true), Some((NoticeKind::IssueEnded, 2)));
    assert_eq!(news(false, true, 1, false), Some((NoticeKind::IssueStatus, 1)));
    assert_eq!(news(false, false, 3, false), Some((NoticeKind::IssuePosted, 3)));
    assert_eq!(news(false, false, 0, false), None, "a word of it was corrected");
    assert_eq!(news(true, true, 5, true), None, "it was over when it was first heard of");
}

#[test]
fn an_issue_that_comes_later_is_told_once() {
    let story = Story::opened()
        .checked(CheckResult::AllClear, Vec::new())
        .checked_because(CheckCause::LaterIssue, CheckResult::KnownIssue, vec![certain_match(7)])
        .checked_because(CheckCause::LaterIssue, CheckResult::KnownIssue, vec![certain_match(7)]);
    let told = told(&story, 2);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind, told[0].facts.explained_by.as_deref()), (NoticeKind::CaseExplained, Some("EX7")));
    assert_eq!(kinds(&story, 3), [], "it is known by now");
}

#[test]
fn what_only_might_explain_a_case_is_not_told() {
    let unsure = crate::MatchSeen { certain: false, certainty: 40, ..certain_match(7) };
    let story = Story::opened().checked_because(CheckCause::LaterIssue, CheckResult::AllClear, vec![unsure]);
    assert_eq!(kinds(&story, 1), []);
    let on_demand =
        Story::opened().checked_because(CheckCause::OnDemand, CheckResult::KnownIssue, vec![certain_match(7)]);
    assert_eq!(kinds(&on_demand, 1), [], "who asked has the answer before them");
    let rejected = Story::opened().judged(7, Verdict::Rejected).checked_because(
        CheckCause::LaterIssue,
        CheckResult::KnownIssue,
        vec![certain_match(7)],
    );
    assert_eq!(kinds(&rejected, 2), [], "a person said that it is something else");
}

#[test]
fn what_the_recipient_asks_returns_or_solves_is_told_and_nothing_between() {
    use RequestStatus as S;
    for (status, kind) in [
        (S::AttentionNeeded, Some(NoticeKind::RequestAsked)),
        (S::Returned, Some(NoticeKind::RequestReturned)),
        (S::Resolved, Some(NoticeKind::RequestResolved)),
        (S::Submitted, None),
        (S::Accepted, None),
        (S::Closed, None),
        (S::Withdrawn, None),
    ] {
        let story = Story::opened().moved(4, status);
        let told = told(&story, 1);
        assert_eq!(told.first().map(|news| news.kind), kind, "{status}");
        if let Some(news) = told.first() {
            assert_eq!(
                (news.subject, news.facts.number.as_str()),
                (NoticeSubject::Request(RequestId(Uuid::from_u128(4))), "R-4")
            );
        }
    }
}

#[test]
fn the_words_of_a_customer_are_one_line_that_counts_them() {
    let note = |story: Story, actor: &crate::Actor| story.said(actor, Visibility::Customer, Event::NoteAdded);
    let story = note(note(note(Story::opened(), &customer()), &agent()), &customer());
    let all = told(&story, 1);
    assert_eq!(all.iter().map(|news| (news.kind, news.count)).collect::<Vec<_>>(), [(NoticeKind::CustomerWrote, 2)]);
    let persists = story.then(&customer(), Event::SymptomPersists);
    assert_eq!(kinds(&persists, 4), [NoticeKind::CustomerPersists]);
    let ours = Story::opened().then(&agent(), Event::SymptomPersists).then(&provider(), Event::NoteAdded);
    assert_eq!(kinds(&ours, 1), [], "what an agent heard by phone is known to them");
}

#[test]
fn news_names_who_made_it_so_that_they_are_left_out() {
    let story = Story::opened().moved(4, RequestStatus::Resolved);
    let by = |by| news_of_case(&case(None), "Brightwater", &story.entries[..1], &story.entries[1..], by)[0].by;
    assert_eq!(by(agent().user), agent().user, "who read it in a portal");
    assert_eq!(by(None), None, "the recipient is nobody here");
}

#[test]
fn that_a_case_was_given_to_somebody_is_told_to_that_one_alone() {
    let (maren, tobin) = (agent().user.unwrap(), colleague().user.unwrap());
    let assigned = |to| Event::Assigned { to, name: None };
    let story = Story::opened().then(&agent(), assigned(Some(tobin))).then(&agent(), assigned(None));
    assert_eq!(kinds(&story, 1), [NoticeKind::CaseAssigned], "that it is nobody's any more is told to nobody");
    let opened = Story::empty().then(&agent(), Event::CaseOpened { channel: Channel::Agent }).entries;
    let given = case(Some(tobin));
    assert_eq!(told_of_case(NoticeKind::CaseAssigned, &given, &opened), [tobin]);
    assert_eq!(told_of_case(NoticeKind::CustomerWrote, &given, &opened), [tobin, maren]);
}

#[test]
fn a_case_is_of_who_works_on_it_and_of_who_opened_it() {
    let opened_by = |actor| Story::empty().then(&actor, Event::CaseOpened { channel: Channel::Agent }).entries;
    let people = |assignee: Option<UserId>, entries: &[Entry]| case_people(&case(assignee), entries);
    let (maren, tobin) = (agent().user.unwrap(), colleague().user.unwrap());
    assert_eq!(people(Some(tobin), &opened_by(agent())), [tobin, maren]);
    assert_eq!(people(Some(maren), &opened_by(agent())), [maren], "once");
    assert_eq!(people(None, &opened_by(customer())), [], "a customer's person has pages of their own");
}
