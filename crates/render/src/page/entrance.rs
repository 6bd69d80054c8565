//! Before sign-in: the door, and the first administrator.

use askama::Template;
use tierline_domain::{Cloud, OrganizationKind, PartnerKind, PersonLinkKind, Role};

use super::{Page, html};
use crate::{Form, Frame, Html};

/// The sign-in page. Posts `email`, `password`, `next` to `/signin`.
#[derive(Debug, Clone, Default)]
pub struct SignInPage {
    /// What came back; a wrong pair is a fault of the form as a whole (`wrong_password`, or `tries_left` with their number),
    /// never of one field: neither may tell which of the two was wrong.
    pub form: Form,
    /// The path asked for before signing in; empty leads home.
    pub next: String,
    /// When a session ended, so that the page says so.
    pub ended_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Whether some organization signs in elsewhere: then the page offers that. Posts `email`, `next` to `/signin/organization`.
    pub offers_organization: bool,
    /// Where somebody is about to go to sign in; the page goes there by itself.
    pub leads_to: Option<String>,
    /// For who signed out just now: where they can sign out at their provider, too.
    pub signs_out_at: Option<String>,
}

impl SignInPage {
    /// The host of where somebody is about to go, or can.
    fn host(&self) -> &str {
        let address = self.leads_to.as_deref().or(self.signs_out_at.as_deref()).unwrap_or_default();
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.split(['/', '?']).next().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "page/sign_in.html")]
struct SignIn<'a> {
    f: &'a Frame,
    p: &'a SignInPage,
}

impl Page for SignInPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("sign-in")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&SignIn { f, p: self })
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::sign_in()
    }
}

/// The set-up of an empty desk. Posts `code`, `organization`, `kind`, `partner_kind`, `clouds` (several), `name`, `email`, `password` to `/setup`.
#[derive(Debug, Clone, Default)]
pub struct SetUpPage {
    /// The code as the printed address carries it; empty where it has to be typed.
    pub code: String,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/set_up.html")]
struct SetUp<'a> {
    f: &'a Frame,
    p: &'a SetUpPage,
}

impl Page for SetUpPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("set-up")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&SetUp { f, p: self })
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::set_up()
    }
}

/// Asking for a link by which a password is chosen anew. Posts `email` to `/forgotten`.
#[derive(Debug, Clone, Default)]
pub struct ForgottenPage {
    /// Whether this desk sends mail; where it sends none, the page says whom to ask.
    pub mails: bool,
    /// Whether it was just asked for: what is said then is the same for every address.
    pub sent: bool,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/forgotten.html")]
struct Forgotten<'a> {
    f: &'a Frame,
    p: &'a ForgottenPage,
}

impl Page for ForgottenPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("forgotten")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Forgotten { f, p: self })
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::forgotten()
    }
}

/// Whose password is chosen, and by which link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoosingWay {
    /// What the link is for.
    pub kind: PersonLinkKind,
    /// The person's name.
    pub name: String,
    /// The address by which they sign in.
    pub email: String,
    /// What the link carries.
    pub secret: String,
}

/// Choosing a password by a link. Posts `new` to the link's own address.
#[derive(Debug, Clone, Default)]
pub struct ChoosePasswordPage {
    /// By which link; none where it does not hold.
    pub way: Option<ChoosingWay>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/choose_password.html")]
struct ChoosePassword<'a> {
    f: &'a Frame,
    p: &'a ChoosePasswordPage,
}

impl Page for ChoosePasswordPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t(if self.way.is_some() { "choose-title" } else { "link-gone" })
    }

    fn body(&self, f: &Frame) -> Html {
        html(&ChoosePassword { f, p: self })
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::choose_password()
    }
}
