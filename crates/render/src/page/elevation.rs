//! Roles for a time: asking for one, answering who asks, and what was.

use askama::Template;
use chrono::Duration;
use tierline_domain::{Action, Elevation, ElevationState, Role, UserId};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Link, Look, Place, Tone};

/// Times that are offered, in minutes.
const TIMES: &[i64] = &[30, 60, 120, 240, 480, 1440];
/// The one that is offered first.
const USUAL: i64 = 60;

/// Roles for a time. Posts `role`, `minutes`, `reason` (and `user_id` to give one) to `/elevations`; `answer` (`give`, `refuse`) and `note`
/// to `/elevations/{id}/decision`, nothing to `/elevations/{id}/end`.
#[derive(Debug, Clone, Default)]
pub struct ElevationsPage {
    /// Those that the person may see: what is open first, then the latest.
    pub all: Vec<Elevation>,
    /// The roles that the person can ask for; none for who has all.
    pub roles: Vec<Role>,
    /// To whom the person can give a role for a time: colleagues by name, for who administers.
    pub colleagues: Vec<(UserId, String)>,
    /// The roles that can be given.
    pub given: Vec<Role>,
    /// Who looks.
    pub viewer: Option<UserId>,
    /// What came back, named `ask`, `give`, or by the identifier of what was decided.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/elevations.html")]
struct Elevations<'a> {
    f: &'a Frame,
    p: &'a ElevationsPage,
}

/// The name of the form that answers a question: each has its own on the page.
fn scope(one: &Elevation) -> String {
    one.id.to_string()
}

impl Elevations<'_> {
    fn administers(&self) -> bool {
        self.f.may.can(Action::Administer)
    }

    fn state(&self, one: &Elevation) -> ElevationState {
        one.state_at(self.f.now())
    }

    /// Open ones, and what is over.
    fn lines(&self, over: bool) -> Vec<&Elevation> {
        self.p.all.iter().filter(|one| self.state(one).is_over() == over).collect()
    }

    fn is_asked(&self, one: &Elevation) -> bool {
        self.state(one) == ElevationState::Asked
    }

    fn is_own(&self, one: &Elevation) -> bool {
        self.p.viewer == Some(one.user)
    }

    fn can_decide(&self, one: &Elevation) -> bool {
        self.is_asked(one) && self.administers() && !self.is_own(one)
    }

    fn times(&self) -> Vec<Choice> {
        let words = |minutes: &i64| self.f.duration(Duration::minutes(*minutes));
        TIMES.iter().map(|minutes| Choice::new(minutes.to_string(), words(minutes))).collect()
    }

    fn usual(&self) -> i64 {
        USUAL
    }

    fn colleagues(&self) -> Vec<Choice> {
        self.p.colleagues.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect()
    }

    /// Where it stands, in a word with a sign.
    fn stands(&self, one: &Elevation) -> Html {
        let (f, state) = (self.f, self.state(one));
        let words = Html::text(&f.w(state));
        match (state, one.ends_at) {
            (ElevationState::Active, Some(end)) => {
                f.status(Look(Tone::Ok, "key"), f.h("elevation-until").x("time", f.time(end)).html())
            }
            (ElevationState::Ended, Some(end)) => {
                f.status(Look(Tone::Off, "ok"), f.h("elevation-ended-at").x("time", f.time(end)).html())
            }
            (ElevationState::Asked, _) => f.status(Look(Tone::Warn, "hourglass"), words),
            (ElevationState::Refused, _) => f.status(Look(Tone::Bad, "close"), words),
            _ => f.status(Look(Tone::Off, "undo"), words),
        }
    }

    fn how_long(&self, one: &Elevation) -> String {
        self.f.duration(Duration::minutes(one.minutes))
    }

    /// What the button that ends it says.
    fn end_key(&self, one: &Elevation) -> &'static str {
        match (self.is_asked(one), self.is_own(one)) {
            (true, true) => "elevation-withdraw",
            (true, false) => "elevation-dismiss",
            (false, true) => "elevation-give-back",
            (false, false) => "elevation-end-now",
        }
    }
}

impl Page for ElevationsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("elevations")
    }

    fn place(&self) -> Option<Place> {
        None
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Elevations { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::elevations()
    }
}
