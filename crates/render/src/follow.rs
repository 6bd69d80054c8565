//! Buttons to follow something and to follow it no longer: one press each, without script.

use tierline_domain::{
    Action, CustomerId, Follow, Followed,
    catalogue::region_find,
    health::{HealthIssue, IssueKind},
};

use crate::{
    Frame,
    html::{Html, escaped},
};

/// How many regions of an issue have a button each: one that is everywhere has none.
const REGIONS: usize = 2;

/// A follow with the name of its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowLine {
    /// The follow.
    pub follow: Follow,
    /// The customer's name, where it is a customer.
    pub customer: Option<String>,
}

impl FollowLine {
    /// What is followed, as people read it.
    pub(crate) fn what(&self, f: &Frame) -> String {
        match &self.follow.followed {
            Followed::Service { service } => service.clone(),
            Followed::Region { region, service: None } => region.clone(),
            Followed::Region { region, service: Some(service) } => {
                f.m("follow-service-in").s("service", service).s("region", region).to_string()
            }
            Followed::Customer { .. } => self.customer.clone().unwrap_or_default(),
        }
    }

    /// The word of what it is.
    pub(crate) fn kind(&self, f: &Frame) -> String {
        match self.follow.followed {
            Followed::Service { .. } => f.t("follows-kind-service"),
            Followed::Region { .. } => f.t("follows-kind-region"),
            Followed::Customer { .. } => f.t("follows-kind-customer"),
        }
    }

    /// Its page; none where there is none.
    pub(crate) fn href(&self) -> Option<String> {
        match &self.follow.followed {
            Followed::Customer { customer } => Some(format!("/customers/{customer}")),
            _ => None,
        }
    }
}

impl Frame {
    /// The button of a customer's page.
    #[must_use]
    pub fn follow_customer(&self, customer: impl crate::Value<CustomerId>, name: &str) -> Html {
        self.follow(&Followed::Customer { customer: customer.value() }, name, false)
    }

    /// The button of a service in a board.
    #[must_use]
    pub fn follow_service(&self, name: &str) -> Html {
        self.follow(&Followed::service(name), name, true)
    }

    /// The button of a region in a board; none for a place that no catalogue has.
    #[must_use]
    pub fn follow_region(&self, name: &str) -> Html {
        if region_find(name).is_none() {
            return Html::default();
        }
        self.follow(&Followed::region(name, None), name, true)
    }

    /// The buttons of an issue: its service, and the regions that it names. An announcement is told to nobody, so it has none.
    #[must_use]
    pub fn follow_issue(&self, issue: &HealthIssue) -> Html {
        if issue.kind == IssueKind::Announcement {
            return Html::default();
        }
        let service = issue.services.first().unwrap_or(&issue.service);
        let mut buttons = self.follow(&Followed::service(service), service, false).0;
        if issue.regions.len() <= REGIONS {
            for region in issue.regions.iter().filter(|name| region_find(name).is_some()) {
                buttons.push_str(&self.follow(&Followed::region(region, None), region, false).0);
            }
        }
        Html(buttons)
    }

    /// A button for one thing, or nothing for who is told nothing. Beside what it is about it is small, and says its name to
    /// readers only.
    fn follow(&self, followed: &Followed, what: &str, beside: bool) -> Html {
        if !self.may.can(Action::See) {
            return Html::default();
        }
        let own = self.follows.iter().find(|follow| follow.followed == *followed);
        let (action, key, class) = match own {
            Some(follow) => (format!("/follows/{}/removal", follow.id), "follow-on", " is-on"),
            None => ("/follows".to_owned(), "follow-what", ""),
        };
        let says = escaped(&self.m(key).s("what", what).to_string());
        let inside = match (beside, own.is_some()) {
            (true, false) => self.icon("bell").0,
            (true, true) => format!("{}{}", self.icon("bell"), escaped(&self.t("following"))),
            (false, false) => format!("{}{says}", self.icon("bell")),
            (false, true) => format!("{}{}: {}", self.icon("bell"), escaped(&self.t("following")), escaped(what)),
        };
        let class =
            if beside { format!("button is-small is-quiet follow{class}") } else { format!("button follow{class}") };
        Html(format!(
            "<form class=\"follow-form\" action=\"{action}\" method=\"post\">{}{}<input type=\"hidden\" name=\"next\" value=\"{}\">\
             <button class=\"{class}\" aria-label=\"{says}\" title=\"{says}\">{inside}</button></form>",
            self.hidden("follow"),
            if own.is_some() { String::new() } else { fields(followed) },
            escaped(&self.path),
        ))
    }
}

/// The fields that name a thing.
fn fields(followed: &Followed) -> String {
    let field =
        |name: &str, value: &str| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value));
    match followed {
        Followed::Service { service } => field("service", service),
        Followed::Region { region, service: None } => field("region", region),
        Followed::Region { region, service: Some(service) } => field("region", region) + &field("service", service),
        Followed::Customer { customer } => field("customer_id", &customer.to_string()),
    }
}
