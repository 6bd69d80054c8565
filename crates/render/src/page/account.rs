//! A person's own account, the people of the desk, and the tokens of programs.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{Customer, Language, Member, Organization, OrganizationKind, PartnerKind, Role, TokenLine, User, UserId};

use super::{Page, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone,
};

/// A person's own account. Posts `name`, `language` (empty follows the browser), `time_zone`, `phone`, `country` to `/account`
/// and `current`, `new` to `/account/password`; the forms come back as `account` and `password`.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// The person.
    pub user: User,
    /// What the person is, in the organization and cloud worked in.
    pub roles: Vec<Role>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/account.html")]
struct Account<'a> {
    f: &'a Frame,
    p: &'a AccountPage,
}

impl Account<'_> {
    fn languages(&self) -> Vec<Choice> {
        self.f.choices_or("language-of-browser", Language::ALL)
    }

    fn language(&self) -> &'static str {
        self.p.user.language.map_or("", Language::word)
    }

    fn roles(&self) -> String {
        names(self.f, &self.p.roles)
    }

    /// Zones by the names that are offered while typing.
    fn zones(&self) -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| name.contains('/') && !name.starts_with("Etc/"))
    }
}

fn names<'r>(f: &Frame, roles: impl IntoIterator<Item = &'r Role>) -> String {
    roles.into_iter().map(|role| f.w(role)).collect::<Vec<_>>().join(", ")
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

/// The people who can sign in: the organization's own at `/users`, a customer's at `/users?customer_id=`.
///
/// Posts `name`, `email`, `roles` (several), `password`, `customer_id` to `/users`, which comes back as `users`; and `roles`
/// (several), `disabled` (present where the account is shut) to `/users/{id}`, which comes back under the person's identifier.
#[derive(Debug, Clone)]
pub struct UsersPage {
    /// The organization: it decides which roles its people can hold.
    pub organization: Organization,
    /// The customer whose people are shown; none for the organization's own.
    pub customer: Option<Customer>,
    /// The people, by name.
    pub members: Vec<Member>,
    /// Who looks: nobody shuts their own account.
    pub reader: UserId,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/users.html")]
struct Users<'a> {
    f: &'a Frame,
    p: &'a UsersPage,
}

impl Users<'_> {
    /// The roles that are offered; the desk holds the last word on which fit.
    fn roles(&self) -> Vec<Role> {
        let (organization, customer) = (&self.p.organization, self.p.customer.is_some());
        let fits = |role: &Role| match (customer, organization.kind) {
            (true, _) => role.is_customer(),
            (false, OrganizationKind::Provider) => role.is_recipient() || *role == Role::GlobalAdmin,
            (false, OrganizationKind::Partner) if *role == Role::Engineer => {
                organization.partner_kind == Some(PartnerKind::IndirectProvider)
            }
            (false, OrganizationKind::Partner) => !role.is_customer() && *role != Role::ServiceOwner,
        };
        Role::ALL.iter().copied().filter(fits).collect()
    }

    fn says(&self, role: &Role) -> String {
        self.f.t(crate::label::key("role-says", role.word()))
    }

    fn held(&self, member: &Member) -> String {
        names(self.f, &member.membership.roles)
    }

    fn state(&self, member: &Member) -> Html {
        match member.user.disabled_at {
            Some(at) => self.f.status(Look(Tone::Off, "lock"), self.f.h("user-shut").x("time", self.f.day(at))),
            None => self.f.status(Look(Tone::Ok, "ok"), Html::text(&self.f.t("user-open"))),
        }
    }

    fn takes_new(&self, role: &Role) -> bool {
        self.p.form.at("users").chosen("roles", role.word(), false)
    }

    fn takes(&self, member: &Member, role: &Role) -> bool {
        self.form_of(member).chosen("roles", role.word(), member.membership.roles.contains(role))
    }

    fn is_shut(&self, member: &Member) -> bool {
        self.form_of(member).chosen("disabled", "true", member.user.disabled_at.is_some())
    }

    fn form_of(&self, member: &Member) -> &Form {
        self.p.form.at(&member.user.id.to_string())
    }

    fn came_back(&self, member: &Member) -> bool {
        self.p.form.is(&member.user.id.to_string())
    }

    fn is_self(&self, member: &Member) -> bool {
        member.user.id == self.p.reader
    }

    fn roles_fault(&self) -> Option<String> {
        self.p.form.at("users").fault_of("roles").map(|fault| self.f.fault(fault))
    }

    fn crumbs(&self) -> Html {
        match &self.p.customer {
            Some(customer) => {
                let links = [
                    Link::new("/customers", self.f.t("nav-customers")),
                    Link::new(format!("/customers/{}", customer.id), customer.name.as_str()),
                ];
                self.f.crumbs(links, self.f.t("nav-users"))
            }
            None => Html::default(),
        }
    }
}

impl Page for UsersPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-users")
    }

    fn place(&self) -> Option<Place> {
        Some(if self.customer.is_some() { Place::Customers } else { Place::Users })
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

/// A token that was just made: its secret is shown this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeToken {
    /// What it is for.
    pub name: String,
    /// The secret.
    pub secret: String,
}

/// Tokens of programs. Posts `name`, `days` to `/tokens`, which comes back as `tokens`; and to `/tokens/{id}/revocation`.
#[derive(Debug, Clone, Default)]
pub struct TokensPage {
    /// The tokens, the latest first.
    pub tokens: Vec<TokenLine>,
    /// The one that was just made.
    pub made: Option<MadeToken>,
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
    fn state(&self, token: &TokenLine) -> Html {
        let f = self.f;
        match (token.revoked_at, token.expires_at) {
            (Some(at), _) => f.status(Look(Tone::Off, "undo"), f.h("token-revoked").x("time", f.day(at))),
            (None, Some(at)) if at <= f.now() => f.status(Look(Tone::Off, "clock"), f.h("token-ended").x("time", f.day(at))),
            (None, Some(at)) => f.status(Look(Tone::Ok, "key"), f.h("token-until").x("time", f.day(at))),
            (None, None) => f.status(Look(Tone::Ok, "key"), Html::text(&f.t("token-for-good"))),
        }
    }

    fn works(&self, token: &TokenLine) -> bool {
        works(token, self.f.now())
    }
}

fn works(token: &TokenLine, now: DateTime<Utc>) -> bool {
    token.revoked_at.is_none() && token.expires_at.is_none_or(|at| now < at)
}

impl Page for TokensPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("tokens")
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Tokens { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::tokens()
    }
}
