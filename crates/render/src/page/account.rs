//! The account: what one is called, how one reads, how one can be reached; passwords, readers' keys and tokens.

use askama::Template;
use tierline_domain::{
    CustomerId, Language, Member, ReaderKeyLine, Role, TokenLine, User, UserId,
    catalogue::{regions, services},
};

use super::{CustomerPick, Page, html};
use crate::{Choice, FollowLine, Form, Frame, Html, Look, Place, Tone, Value};

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

/// API tokens. Forms: `/tokens` (`name`, `days`), `/tokens/{id}/revocation`.
#[derive(Debug, Clone, Default)]
pub struct TokensPage {
    /// The tokens, the latest first.
    pub tokens: Vec<TokenLine>,
    /// A token that was just made: shown this once.
    pub secret: Option<String>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/tokens.html")]
struct Tokens<'a> {
    f: &'a Frame,
    p: &'a TokensPage,
}

impl Tokens<'_> {
    fn is_live(&self, token: &TokenLine) -> bool {
        token.revoked_at.is_none() && token.expires_at.is_none_or(|at| at > self.f.now())
    }

    fn state(&self, token: &TokenLine) -> Html {
        let f = self.f;
        match (token.revoked_at, token.expires_at) {
            (Some(at), _) => f.status(Look(Tone::Off, "close"), f.h("token-revoked").x("time", f.day(at)).html()),
            (None, Some(at)) if at <= f.now() => {
                f.status(Look(Tone::Bad, "warn"), f.h("token-expired").x("time", f.day(at)).html())
            }
            (None, Some(at)) => f.status(Look(Tone::Ok, "key"), f.h("token-until").x("time", f.day(at)).html()),
            (None, None) => f.status(Look(Tone::Ok, "key"), Html::text(&f.t("token-forever"))),
        }
    }
}

impl Page for TokensPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("tokens")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Tokens { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::tokens()
    }
}

/// The people of an organization. Forms: `/users` (`name`, `email`, `roles`, `password`, `customer_id`), `/users/{id}` (`roles`,
/// `disabled`).
#[derive(Debug, Clone, Default)]
pub struct UsersPage {
    /// The people, by name.
    pub members: Vec<Member>,
    /// The names of customers that members belong to.
    pub customers: Vec<(CustomerId, String)>,
    /// The roles that can be given here.
    pub roles: Vec<Role>,
    /// Who looks: nobody shuts their own account.
    pub viewer: Option<UserId>,
    /// Whose form came back, for changes.
    pub editing: Option<UserId>,
    /// What came back, named `users` or `user`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/users.html")]
struct Users<'a> {
    f: &'a Frame,
    p: &'a UsersPage,
}

impl Users<'_> {
    fn roles_of(&self, member: &Member) -> String {
        member.membership.roles.iter().map(|role| self.f.w(role)).collect::<Vec<_>>().join(", ")
    }

    fn customer_of(&self, member: &Member) -> Option<&str> {
        let id = member.membership.customer?;
        self.p.customers.iter().find(|(customer, _)| *customer == id).map(|(_, name)| name.as_str())
    }

    fn holds(&self, member: &Member, role: impl Value<Role>) -> bool {
        let role = role.value();
        if self.p.editing == Some(member.user.id) && self.p.form.is("user") {
            return self.p.form.chosen("roles", role.word(), false);
        }
        member.membership.roles.contains(&role)
    }

    fn gives(&self, role: impl Value<Role>) -> bool {
        self.p.form.at("users").chosen("roles", role.value().word(), false)
    }

    /// What a member can become: a customer's person stays one.
    fn roles_for(&self, member: &Member) -> Vec<Role> {
        let customer = member.membership.customer.is_some();
        if customer { vec![Role::CustomerContact, Role::CustomerAdmin] } else { self.p.roles.clone() }
    }

    /// What a new person can become: a role of ours, or of a customer's person where there are customers.
    fn new_roles(&self) -> Vec<Role> {
        let mut roles = self.p.roles.clone();
        if !self.p.customers.is_empty() {
            roles.extend(
                [Role::CustomerContact, Role::CustomerAdmin].into_iter().filter(|role| !self.p.roles.contains(role)),
            );
        }
        roles
    }

    fn is_self(&self, member: &Member) -> bool {
        self.p.viewer == Some(member.user.id)
    }

    fn customers(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("user-ours"))];
        choices.extend(self.p.customers.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
        choices
    }

    fn edits(&self, member: &Member) -> bool {
        self.p.editing == Some(member.user.id)
    }
}

impl Page for UsersPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-users")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Users { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::users()
    }
}
