//! The page that says what went wrong, in words of the person and never of the machine.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{Blocker, Role};

use super::{Page, html};
use crate::{Frame, Html, ladder::blocker_text};

/// What went wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// 400: the request could not be read.
    Unreadable,
    /// 401: nobody is signed in, or the session ended.
    SignedOut,
    /// 403: the roles do not allow it.
    Forbidden {
        /// Those that do.
        roles: Vec<Role>,
        /// Colleagues who have one of them, three at the most; none where that is not known.
        people: Option<Vec<String>>,
    },
    /// 404: there is nothing, or not for this person: the same text for both.
    NotFound,
    /// 409: an escalation is refused; all that stands in its way.
    Blocked(Vec<Blocker>),
    /// 409: a twin of this form is being worked on, or was with other content.
    InFlight,
    /// 409: the thing does not allow it as it stands.
    Refused {
        /// The stable code: the catalogues have it as `refusal-<code>`.
        code: String,
        /// What stands in the way, in English: shown where the catalogues do not know the code.
        says: String,
    },
    /// 409: somebody changed it meanwhile.
    Stale,
    /// 413: too large; the limit in bytes.
    TooLarge(i64),
    /// 429: too many tries; when the next is possible.
    TooMany(DateTime<Utc>),
    /// 429: too many calls in a minute; seconds until the next.
    TooOften(i64),
    /// 500: the fault is ours.
    Internal,
    /// 503: the desk is busy or stopping.
    Unavailable,
}

impl Trouble {
    const fn key(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::SignedOut => "signed-out",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound => "not-found",
            Self::Blocked(_) => "blocked",
            Self::InFlight => "in-flight",
            Self::Refused { .. } => "refused",
            Self::Stale => "stale",
            Self::TooLarge(_) => "too-large",
            Self::TooMany(_) => "too-many",
            Self::TooOften(_) => "too-often",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A page for a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultPage {
    /// What went wrong.
    pub trouble: Trouble,
    /// The number to quote; for faults of ours.
    pub reference: Option<String>,
    /// Where the person can try again or go back to; none leads home only.
    pub back: Option<String>,
    /// What the person had written, so that it is not lost; empty where nothing was.
    pub written: String,
}

#[derive(Template)]
#[template(path = "page/fault.html")]
struct Fault<'a> {
    f: &'a Frame,
    p: &'a FaultPage,
    heading: String,
    says: Html,
}

impl FaultPage {
    /// A page for a fault of which nothing else is known.
    #[must_use]
    pub const fn new(trouble: Trouble) -> Self {
        Self { trouble, reference: None, back: None, written: String::new() }
    }

    fn says(&self, f: &Frame) -> Html {
        match &self.trouble {
            Trouble::Forbidden { roles, people } => {
                // A role that nobody of this kind of organization can hold helps nobody.
                let console = f.shell.as_ref().map(|shell| shell.console);
                let here = roles.iter().filter(|role| console.is_none_or(|console| console.has(**role)));
                let names: Vec<String> = here.map(|role| f.w(role)).collect();
                if names.is_empty() {
                    return Html::text(&f.t("trouble-forbidden-nobody"));
                }
                let key = match people {
                    Some(people) if people.is_empty() => "trouble-forbidden-not-one",
                    _ => "trouble-forbidden-roles",
                };
                let takes = f.h(key).n("count", names.len()).w("roles", names.join(", ")).html();
                match people.as_deref().unwrap_or_default() {
                    [] => takes,
                    people => Html(format!("{} {takes}", ask(f, people))),
                }
            }
            Trouble::Refused { code, says } => {
                let key = crate::label::key("refusal", code);
                let known = crate::message::exists(&key);
                let text = if known {
                    f.t(&key)
                } else if says.is_empty() {
                    f.t("trouble-refused-says")
                } else {
                    says.clone()
                };
                Html::text(&text)
            }
            Trouble::TooLarge(limit) => f.h("trouble-too-large-says").w("limit", f.size(*limit)).html(),
            Trouble::TooMany(at) => f.h("trouble-too-many-says").x("time", f.hour(at)).html(),
            Trouble::TooOften(seconds) => f.h("trouble-too-often-says").n("count", *seconds).html(),
            other => Html::text(&f.t(format!("trouble-{}-says", other.key()))),
        }
    }
}

/// Whom to ask: one to three people.
fn ask(f: &Frame, people: &[String]) -> Html {
    let name = |place: usize| people.get(place).map_or("", String::as_str);
    let (first, second, third) = (name(0), name(1), name(2));
    match people {
        [_] => f.h("trouble-forbidden-ask-one").s("first", first).html(),
        [_, _] => f.h("trouble-forbidden-ask-two").s("first", first).s("second", second).html(),
        _ => f.h("trouble-forbidden-ask-three").s("first", first).s("second", second).s("third", third).html(),
    }
}

impl Fault<'_> {
    fn blockers(&self) -> &[Blocker] {
        match &self.p.trouble {
            Trouble::Blocked(blockers) => blockers,
            _ => &[],
        }
    }

    fn is_ours(&self) -> bool {
        matches!(self.p.trouble, Trouble::Internal | Trouble::Unavailable)
    }
}

impl Page for FaultPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t(format!("trouble-{}", self.trouble.key()))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Fault { f, p: self, heading: self.title(f), says: self.says(f) })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::fault()
    }
}
