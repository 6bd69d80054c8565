//! One sentence for each kind of event, in the reader's language.

use tierline_domain::{
    ApprovalDecision, CheckCause, Entry, Event, HealthCheck, RequestEntry, RequestStatus, Severity, Verdict,
    health::CheckResult,
};

use super::{Reader, status_icon};
use crate::{Frame, Html, Marked, html::bdi, label::key, ui::Looks};

/// Icon and sentence of an event.
pub(super) fn sentence(f: &Frame, entry: &Entry, reader: Reader) -> (&'static str, Html) {
    let who = &entry.actor.name;
    let by = |key| f.h(key).s("who", who);
    let (icon, sentence) = match &entry.event {
        Event::CaseOpened { channel } => {
            ("case", by("event-opened").w("channel", super::channel(f, *channel, reader)).html())
        }
        Event::DetailsChanged { fields } => ("note", by("event-details").w("fields", field_names(f, fields)).html()),
        Event::Assigned { name: Some(name), .. } => ("user", by("event-assigned").x("name", f.name(name)).html()),
        Event::Assigned { name: None, .. } => ("user", by("event-unassigned").html()),
        Event::StatusChanged { to, .. } => (to.look().1, f.h("event-status").w("status", f.w(to)).html()),
        Event::NoteAdded => ("note", by("event-note").html()),
        Event::FileAttached { attachment, name, size } => {
            let href = format!("/attachments/{attachment}");
            ("clip", Html(format!("{} {}", by("event-file"), f.file(&href, name, *size))))
        }
        Event::HealthChecked(check) => ("health", checked(f, check, reader)),
        Event::MatchJudged { issue, source_id, verdict } => {
            let key = if *verdict == Verdict::Confirmed { "event-match-confirmed" } else { "event-match-rejected" };
            ("health", by(key).x("issue", issue_link(issue, source_id, reader)).html())
        }
        Event::IssuePosted { issue, source_id, ended, .. } => {
            let key = if *ended { "event-issue-ended" } else { "event-issue-posted" };
            ("health", f.h(key).x("issue", issue_link(issue, source_id, reader)).html())
        }
        Event::InformDrafted { .. } => ("mail", Html::text(&f.t("event-drafted"))),
        Event::CustomerInformed { .. } => ("send", by("event-informed").html()),
        Event::SymptomPersists => ("warn", by("event-persists").html()),
        Event::StepRecorded(step) => (
            "tool",
            by("event-step").w("area", f.w(step.area)).s("action", &step.action).w("outcome", f.w(step.outcome)).html(),
        ),
        other => rest(f, other, by),
    };
    // The report's own words stand above, as its first message.
    let said_already = matches!(entry.event, Event::CaseOpened { .. });
    (icon, if said_already { sentence } else { with_reason(f, entry, sentence) })
}

/// The second half: decisions, requests, the end.
fn rest<'f>(f: &Frame, event: &Event, by: impl Fn(&'f str) -> Marked<'f>) -> (&'static str, Html) {
    match event {
        Event::CategoryDecided { category, .. } => ("tag", by("event-category").w("category", f.w(category)).html()),
        Event::BlockerWaived { blocker } => {
            ("undo", by("event-waived").w("blocker", f.t(key("condition", blocker.word()))).html())
        }
        Event::ApprovalRequested => ("shield", by("event-approval-asked").html()),
        Event::ApprovalDecided { decision: ApprovalDecision::Approve } => ("shield", by("event-approved").html()),
        Event::ApprovalDecided { decision: ApprovalDecision::Refuse } => ("stop", by("event-refused").html()),
        Event::RequestLinked { request, number, recipient, joined, .. } => {
            let key = if *joined { "event-request-joined" } else { "event-request-written" };
            (
                "escalate",
                by(key)
                    .link("request", format!("/service-requests/{request}"), number)
                    .s("recipient", recipient)
                    .html(),
            )
        }
        Event::RequestMoved { request, number, status: RequestStatus::Withdrawn, .. } => (
            RequestStatus::Withdrawn.look().1,
            by("event-request-withdrawn").link("request", format!("/service-requests/{request}"), number).html(),
        ),
        Event::RequestMoved { request, number, status, .. } => (
            status.look().1,
            f.h("event-request-moved")
                .link("request", format!("/service-requests/{request}"), number)
                .w("status", f.w(status))
                .html(),
        ),
        Event::AnswerNoted { .. } => ("provider", by("event-note").html()),
        Event::RequestRated { request, number, severity } => (
            "escalate",
            by("event-request-rated")
                .link("request", format!("/service-requests/{request}"), number)
                .w("severity", f.w(severity))
                .html(),
        ),
        Event::RequestFiled { request, number, external_id, corrected } => {
            let key = if *corrected { "event-request-corrected" } else { "event-request-filed" };
            let mono = Html(format!("<span class=\"mono\">{}</span>", bdi(external_id)));
            (
                "escalate",
                by(key).link("request", format!("/service-requests/{request}"), number).x("external", mono).html(),
            )
        }
        Event::CaseResolved => ("ok", by("event-resolved").html()),
        Event::SolutionConfirmed => ("ok", by("event-confirmed").html()),
        Event::CaseClosed { by_silence: true } => ("check", Html::text(&f.t("event-closed-by-silence"))),
        Event::CaseClosed { by_silence: false } => ("check", by("event-closed").html()),
        Event::CaseReopened => ("restore", by("event-reopened").html()),
        Event::CaseLinked { other, number } => {
            ("case", f.h("event-linked").link("case", format!("/cases/{other}"), number).html())
        }
        Event::ClockRanOut { clock } => ("hourglass", f.h("event-clock").w("clock", f.w(clock)).html()),
        // Everything else is said in the first half.
        _ => ("case", Html::default()),
    }
}

/// What was found, and which issues could explain it.
fn checked(f: &Frame, check: &HealthCheck, reader: Reader) -> Html {
    let key = match check.cause {
        CheckCause::Intake | CheckCause::OnDemand => "event-checked",
        CheckCause::LaterIssue => "event-checked-later",
        CheckCause::Escalation => "event-checked-escalating",
    };
    let sentence = f.h(key).w("result", f.w(check.result)).html();
    let links: Vec<String> = check
        .matches
        .iter()
        .filter(|_| check.result != CheckResult::AllClear)
        .take(3)
        .map(|found| issue_link(&found.issue, &found.source_id, reader).0)
        .collect();
    if links.is_empty() { sentence } else { Html(format!("{sentence} {}", links.join(", "))) }
}

fn issue_link(issue: &tierline_domain::HealthIssueId, source_id: &str, reader: Reader) -> Html {
    match reader {
        Reader::Ours => Html(format!("<a href=\"/health/issues/{issue}\">{}</a>", bdi(source_id))),
        Reader::Customer => bdi(source_id),
    }
}

/// The names of fields as forms have them.
fn field_names(f: &Frame, fields: &[String]) -> String {
    fields.iter().map(|field| f.field_name(field).to_lowercase()).collect::<Vec<_>>().join(", ")
}

/// A reason stands behind the sentence, as it was written.
fn with_reason(f: &Frame, entry: &Entry, sentence: Html) -> Html {
    let reason = match &entry.event {
        Event::CategoryDecided { reason, .. } => reason.as_deref(),
        _ => entry.text.as_deref(),
    };
    match reason.filter(|reason| !reason.is_empty()) {
        Some(reason) => Html(format!("{sentence} {}", f.h("event-reason").s("reason", reason))),
        None => sentence,
    }
}

/// Icon and sentence of what happened to a service request.
pub(super) fn request_sentence(f: &Frame, entry: &RequestEntry) -> (&'static str, Html) {
    let who = &entry.actor.name;
    let sentence = match (entry.status, entry.kind.as_str()) {
        (_, "withdrawal") => f.h("event-request-withdrawal").s("who", who).html(),
        (_, "given_up") => f.h("event-request-given-up").s("who", who).html(),
        (_, kind @ ("filing" | "correction")) => {
            f.h(&key("event-request", kind)).s("who", who).s("number", entry.data().unwrap_or_default()).html()
        }
        (Some(status), "written") => f.h("event-request-began").s("who", who).w("status", f.w(status)).html(),
        // A status is nobody's words, and who brought it (the desk, mostly) says nothing.
        (Some(status), _) => f.h("event-request-status").w("status", f.w(status)).html(),
        (None, "mail") => {
            let name = bdi(entry.data().unwrap_or_default());
            return ("clip", Html(format!("{} {name}", f.h("event-request-mail").html())));
        }
        (None, "file") => {
            let name = bdi(entry.data().unwrap_or_default());
            return ("clip", Html(format!("{} {name}", f.h("event-file").s("who", who).html())));
        }
        (None, "join") if entry.data().is_some() => {
            f.h("event-request-join-case").s("who", who).s("case", entry.data().unwrap_or_default()).html()
        }
        (None, "cases") => {
            let count: i64 = entry.data().and_then(|count| count.parse().ok()).unwrap_or_default();
            f.h("event-request-cases").s("who", who).n("count", count).html()
        }
        (None, "severity") => {
            let severity = entry.data().and_then(Severity::from_word).unwrap_or(Severity::None);
            f.h("event-request-severity").s("who", who).w("severity", f.w(severity)).html()
        }
        (None, "edit") => {
            let fields: Vec<String> = entry.data().unwrap_or_default().split(',').map(str::to_owned).collect();
            f.h("event-request-edit").s("who", who).w("fields", field_names(f, &fields)).html()
        }
        (None, kind) => {
            let known = ["join", "undelivered"].contains(&kind);
            let name = if known { key("event-request", kind) } else { "event-request-note".to_owned() };
            f.h(&name).s("who", who).html()
        }
    };
    (status_icon(entry), sentence)
}
