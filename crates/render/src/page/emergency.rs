//! Emergency access: the door for who has the sealed code, and the page on which a Global admin seals it.

use askama::Template;
use tierline_domain::{EMERGENCY_HOURS, EmergencyAccess, Role};

use super::{Page, html};
use crate::{Form, Frame, Html, Link, Look, Place, Tone};

/// The door for emergencies. Posts `code`, `name`, `reason` to `/signin/emergency`.
#[derive(Debug, Clone, Default)]
pub struct EmergencyDoorPage {
    /// What came back, named `emergency`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/emergency_door.html")]
struct Door<'a> {
    f: &'a Frame,
    p: &'a EmergencyDoorPage,
}

impl Page for EmergencyDoorPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("emergency")
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Door { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::emergency_door()
    }
}

/// How it stands with emergency access. Posts nothing to `/emergency-access` (which draws a new code) and `/emergency-access/removal`.
#[derive(Debug, Clone, Default)]
pub struct EmergencyPage {
    /// How it stands; none where it was never sealed.
    pub access: Option<EmergencyAccess>,
    /// A code that was just drawn: shown this once.
    pub code: Option<String>,
}

#[derive(Template)]
#[template(path = "page/emergency_access.html")]
struct Access<'a> {
    f: &'a Frame,
    p: &'a EmergencyPage,
}

impl Access<'_> {
    fn hours(&self) -> i64 {
        EMERGENCY_HOURS
    }

    fn stands(&self) -> Html {
        let (f, words) = (self.f, |key: &str| Html::text(&self.f.t(key)));
        match &self.p.access {
            None => f.status(Look(Tone::Off, "lock"), words("emergency-none")),
            Some(access) if access.is_sealed => f.status(
                Look(Tone::Ok, "lock"),
                f.h("emergency-sealed").s("name", &access.sealed_by).x("time", f.time(access.sealed_at)).html(),
            ),
            Some(_) => f.status(Look(Tone::Bad, "warn"), words("emergency-open")),
        }
    }
}

impl Page for EmergencyPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("emergency")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Access { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::emergency()
    }
}
