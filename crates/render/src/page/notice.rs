//! What one was told in the desk: unread first, each one line that says what, about what, and when.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{Action, NOTICE_DAYS, Notice, NoticeKind, NoticeSubject, NoticeTopic};

use super::{Live, Page, html};
use crate::{Frame, Html, Look, Tone, Worded, ui::Looks};

/// Where it stands.
pub(crate) const ADDRESS: &str = "/notices";

/// One's own notices. Forms: `/notices/readings` (`until`), `/notices/{id}/reading`.
#[derive(Debug, Clone)]
pub struct NoticesPage {
    /// Those that wait, the latest first; none of them on a later page.
    pub unread: Vec<Notice>,
    /// Those that were read, the latest first.
    pub read: Vec<Notice>,
    /// When they were looked up: what came later is not marked as read with them.
    pub until: DateTime<Utc>,
    /// The cursor of the next page of those that were read.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/notices.html")]
struct Notices<'a> {
    f: &'a Frame,
    p: &'a NoticesPage,
}

impl Notices<'_> {
    fn days(&self) -> i64 {
        NOTICE_DAYS
    }

    fn until(&self) -> String {
        self.p.until.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
    }

    /// Whether the reader follows anything and has cases: who only works on what is received has neither.
    fn works_on_cases(&self) -> bool {
        self.f.may.can(Action::See)
    }

    fn is_first_page(&self) -> bool {
        self.f.query_value("cursor").is_none()
    }

    fn href(&self, notice: &Notice) -> String {
        match notice.subject {
            NoticeSubject::Issue(id) => format!("/health/issues/{id}"),
            NoticeSubject::Case(id) => format!("/cases/{id}"),
            NoticeSubject::Request(id) => format!("/service-requests/{id}"),
            NoticeSubject::Inbox(_) => "/inbox".to_owned(),
            NoticeSubject::Received(id) => format!("/inbox/{id}"),
            NoticeSubject::Program(_) => "/tokens".to_owned(),
            NoticeSubject::Emergency(_) => "/emergency-access".to_owned(),
            NoticeSubject::Elevation(id) => format!("/elevations#{id}"),
        }
    }

    /// The line in words.
    fn says(&self, notice: &Notice) -> Html {
        let (key, facts) = (notice.kind.key(), &notice.facts);
        let says = self.f.h(&key).s("title", &facts.title);
        match notice.kind {
            NoticeKind::IssuePosted => says.n("count", notice.count),
            NoticeKind::IssueStatus => says.w("status", self.status(notice)),
            NoticeKind::CaseExplained => says.s("issue", facts.explained_by.as_deref().unwrap_or_default()),
            NoticeKind::CustomerWrote => {
                says.n("count", notice.count).s("customer", facts.customer.as_deref().unwrap_or_default())
            }
            NoticeKind::ReceivedNew | NoticeKind::ReceivedAnswered => {
                says.n("count", notice.count).s("sender", facts.sender.as_deref().unwrap_or_default())
            }
            NoticeKind::KeeperLeft => says.s("keeper", facts.keeper.as_deref().unwrap_or_default()),
            NoticeKind::RoleAsked | NoticeKind::RoleGiven | NoticeKind::RoleRefused | NoticeKind::RoleEnded => says
                .s("sender", facts.sender.as_deref().unwrap_or_default())
                .w("role", facts.role.map(|role| self.f.w(role)).unwrap_or_default()),
            NoticeKind::ReceivedWithdrawn | NoticeKind::EmergencyOpened => {
                says.s("sender", facts.sender.as_deref().unwrap_or_default())
            }
            NoticeKind::CustomerPersists | NoticeKind::CustomerConfirmed => {
                says.s("customer", facts.customer.as_deref().unwrap_or_default())
            }
            _ => says,
        }
        .html()
    }

    fn status(&self, notice: &Notice) -> String {
        notice.facts.status.map(|status| self.f.w(status)).unwrap_or_default()
    }

    /// The customer, where the line does not begin with it.
    fn customer<'n>(&self, notice: &'n Notice) -> Option<&'n str> {
        let named = notice.kind.topic() == NoticeTopic::Answer;
        notice.facts.customer.as_deref().filter(|_| !named)
    }

    /// Posts beside what the line says.
    fn posts(&self, notice: &Notice) -> Option<String> {
        let counted = matches!(notice.kind, NoticeKind::IssueNew | NoticeKind::IssueStatus | NoticeKind::IssueEnded);
        (counted && notice.count > 0).then(|| self.f.m("notice-posts").n("count", notice.count).to_string())
    }

    /// The mark before the line: its icon and tone say of what kind it is before it is read.
    fn mark(&self, notice: &Notice) -> Html {
        let Look(tone, icon) = match notice.kind {
            NoticeKind::IssueNew | NoticeKind::IssueStatus | NoticeKind::IssuePosted => {
                notice.facts.status.map_or(Look(Tone::Info, "health"), |status| status.look())
            }
            NoticeKind::IssueEnded | NoticeKind::RequestResolved | NoticeKind::CustomerConfirmed => {
                Look(Tone::Ok, "ok")
            }
            NoticeKind::CaseExplained => Look(Tone::Info, "book"),
            NoticeKind::RequestAsked => Look(Tone::Warn, "warn"),
            NoticeKind::RequestReturned => Look(Tone::Bad, "undo"),
            NoticeKind::CustomerWrote | NoticeKind::ReceivedNew | NoticeKind::ReceivedAnswered => {
                Look(Tone::Info, "mail")
            }
            NoticeKind::CaseAssigned => Look(Tone::Info, "user"),
            NoticeKind::RoleAsked => Look(Tone::Warn, "hourglass"),
            NoticeKind::RoleGiven => Look(Tone::Ok, "key"),
            NoticeKind::RoleRefused => Look(Tone::Bad, "close"),
            NoticeKind::EmergencyOpened => Look(Tone::Bad, "warn"),
            NoticeKind::RoleEnded => Look(Tone::Off, "key"),
            NoticeKind::ReceivedWithdrawn => Look(Tone::Off, "undo"),
            NoticeKind::CustomerPersists | NoticeKind::KeeperLeft => Look(Tone::Warn, "warn"),
        };
        Html(format!("<span class=\"status {}\">{}</span>", tone.class(), self.f.icon(icon)))
    }
}

impl Page for NoticesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("bell")
    }

    fn live(&self, f: &Frame) -> Option<Live> {
        Some(Live::new("list=bell", &f.path, "live-lines"))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Notices { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::notices()
    }
}
