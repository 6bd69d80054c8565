//! The account: what one is called, how one reads, how one can be reached; passwords, readers' keys.

use askama::Template;
use tierline_domain::{
    Language, ReaderKeyLine, User,
    catalogue::{regions, services},
};

use super::{CustomerPick, Page, html};
use crate::{Choice, FollowLine, Form, Frame, Html, Look, Tone};

/// One's own account. Forms: `/account` (`name`, `language`, `time_zone`, `phone`, `country`), `/account/password` (`current`,
/// `new`), `/follows` (`service`, `region`).
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// The person.
    pub user: User,
    /// What they follow; none for who follows nothing by their role.
    pub follows: Option<Vec<FollowLine>>,
    /// The person's keys for calendars and news readers; none for who sees no service health.
    pub readers: Option<ReaderKeys>,
    /// What came back, named `account`, `password`, `follows` or `reader-keys`.
    pub form: Form,
}

/// Keys for calendars and news readers. Forms: `/account/reader-keys` (`name`, `days`, `service`, `region`, `customer_id` with its
/// choice), `/account/reader-keys/{id}/revocation`.
#[derive(Debug, Clone, Default)]
pub struct ReaderKeys {
    /// The keys, the latest first.
    pub keys: Vec<ReaderKeyLine>,
    /// A key that was just made: shown this once.
    pub made: Option<MadeReaderKey>,
    /// The customers to narrow a key to; none for who has no customers.
    pub customers: Option<CustomerPick>,
}

/// Where a key that was just made leads: whoever has these addresses sees what its person may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeReaderKey {
    /// The calendar.
    pub calendar: String,
    /// The feed of news.
    pub news: String,
}

impl ReaderKeys {
    fn state(&self, f: &Frame, key: &ReaderKeyLine) -> Html {
        match key.revoked_at {
            Some(at) => f.status(Look(Tone::Off, "close"), f.h("token-revoked").x("time", f.day(at)).html()),
            None if key.expires_at <= f.now() => {
                f.status(Look(Tone::Bad, "warn"), f.h("token-expired").x("time", f.day(key.expires_at)).html())
            }
            None => f.status(Look(Tone::Ok, "key"), f.h("token-until").x("time", f.day(key.expires_at)).html()),
        }
    }

    /// What a key shows, in words.
    fn scope(&self, f: &Frame, key: &ReaderKeyLine) -> String {
        let parts = [&key.scope.service, &key.scope.region, &key.customer_name];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        if parts.is_empty() { f.t("reader-shows-all") } else { parts.join(", ") }
    }
}

#[derive(Template)]
#[template(path = "page/account.html")]
struct Account<'a> {
    f: &'a Frame,
    p: &'a AccountPage,
}

impl Account<'_> {
    /// Whether the person belongs to the organization itself: a customer's people have no roles for a time.
    fn is_staff(&self) -> bool {
        self.f.shell.as_ref().is_some_and(|shell| shell.console != crate::Console::Customer)
    }

    fn languages(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("language-of-browser"))];
        // Each in its own name: whoever landed in a language they cannot read still finds the way out.
        choices.extend(crate::Locale::ALL.iter().map(|locale| Choice::new(locale.tag(), locale.own_name())));
        choices
    }

    fn zones(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("zone-of-organization"))];
        choices
            .extend(chrono_tz::TZ_VARIANTS.iter().map(|zone| Choice::new(zone.name(), zone.name().replace('_', " "))));
        choices
    }

    fn services(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("follows-any-service"))];
        choices.extend(services().iter().map(|service| Choice::new(service.name, service.name)));
        choices
    }

    fn regions(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("follows-any-region"))];
        choices.extend(regions().iter().map(|region| Choice::new(region.name, region.name)));
        choices
    }

    fn language(&self) -> &'static str {
        self.p.user.language.map_or("", Language::word)
    }
}

impl Page for AccountPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("account")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Account { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::account()
    }
}
