//! A person is about to sign in at the provider and to consent to a connection that acts for them.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{Connection, ConsentFacts, Role};

use super::{Page, SetUp, html};
use crate::{Frame, Html, Link, Place};

/// What a person who consents does, and where. `/connections/{id}/consent`
#[derive(Debug, Clone)]
pub struct ConsentPage {
    /// The connection.
    pub set_up: SetUp,
    /// Where they sign in.
    pub address: String,
    /// The host of it, to be read before one goes there.
    pub host: String,
    /// The page that they come back to: the application must name it.
    pub redirect: String,
    /// Until when they can come back.
    pub until: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "page/consent.html")]
struct Consent<'a> {
    f: &'a Frame,
    p: &'a ConsentPage,
}

impl Consent<'_> {
    fn connection(&self) -> &Connection {
        &self.p.set_up.connection
    }

    /// Whose consent it has by now.
    fn before(&self) -> Option<Html> {
        self.p.set_up.consent().map(|consent| given(self.f, consent))
    }
}

/// Who consented, with which account, when.
pub(super) fn given(f: &Frame, facts: &ConsentFacts) -> Html {
    let key = if facts.has_left { "connection-consent-left" } else { "connection-consent-by" };
    let account = facts.consent.account.clone().unwrap_or_default();
    f.h(key).s("person", &facts.user_name).s("account", &account).x("time", f.time(facts.consent.at)).html()
}

impl Page for ConsentPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("connection-consent")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Connections)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Consent { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::consent_page()
    }
}
