//! Before sign-in: the door, and the first administrator.

use askama::Template;
use tierline_domain::{Cloud, OrganizationKind, PartnerKind, Role};

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
