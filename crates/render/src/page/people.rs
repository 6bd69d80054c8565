//! People: the list of who administers, an invitation, one person, and what each role may.

use askama::Template;
use tierline_domain::{Action, FactorKind, Grant, PersonLine, PersonState, Role, TokenLine, UserId, grant};

use super::{
    CustomerPick, Page, SessionRow,
    factor::{device_of, kind_key},
    html,
};
use crate::{Choice, Console, Form, Frame, Html, Link, Look, Place, Tone, Value, WhosePeople};

/// The people of an organization and of its customers. `/users`
#[derive(Debug, Clone, Default)]
pub struct PeoplePage {
    /// The filters as they stand in the address: `query`, `role`, `state`, `of`.
    pub filter: Form,
    /// The people, by name.
    pub lines: Vec<PersonLine>,
    /// The roles that people can hold here.
    pub roles: Vec<Role>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/people.html")]
struct People<'a> {
    f: &'a Frame,
    p: &'a PeoplePage,
}

/// The roles of a person, by name.
fn roles_of(f: &Frame, line: &PersonLine) -> String {
    line.member.membership.roles.iter().map(|role| f.w(role)).collect::<Vec<_>>().join(", ")
}

/// How it stands with an account.
fn state_of(f: &Frame, line: &PersonLine) -> Html {
    let words = |key: &str| Html::text(&f.t(key));
    match (line.state(), line.member.user.disabled_at, line.invited_until) {
        (PersonState::Shut, Some(at), _) => f.status(Look(Tone::Off, "lock"), f.h("user-shut").x("time", f.day(at))),
        (PersonState::Invited, _, Some(at)) => {
            f.status(Look(Tone::Info, "mail"), f.h("person-invited-until").x("time", f.time(at)))
        }
        (PersonState::Invited, ..) => f.status(Look(Tone::Warn, "hourglass"), words("person-invited-over")),
        _ => f.status(Look(Tone::Ok, "ok"), words("user-open")),
    }
}

/// When somebody signed in last.
fn last_of(f: &Frame, line: &PersonLine) -> Html {
    match line.last_sign_in_at {
        Some(at) => f.time(at),
        None => Html(format!("<span class=\"quiet\">{}</span>", Html::text(&f.t("never")))),
    }
}

impl People<'_> {
    fn whose(&self) -> Vec<Choice> {
        self.f.choices_or("person-everybody", WhosePeople::ALL)
    }

    fn has_customers(&self) -> bool {
        self.f.shell.as_ref().is_some_and(|shell| shell.console == Console::Partner)
    }

    fn empty(&self) -> Html {
        let is_narrowed = |(name, value): &(String, String)| name != "cursor" && !value.is_empty();
        let link = if self.p.filter.values.iter().any(is_narrowed) {
            Link::new("/users", self.f.t("filters-clear"))
        } else {
            Link::new("/users/new", self.f.t("person-invite"))
        };
        self.f.empty("user", "people-none", Html::text(&self.f.t("people-none-says")), Some(link))
    }
}

impl Page for PeoplePage {
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
        html(&People { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::people()
    }
}

/// A person to be invited. Posts `name`, `email`, `customer_id` with its choice, `language`, `roles` to `/users`.
#[derive(Debug, Clone, Default)]
pub struct InvitePage {
    /// The roles that can be given.
    pub roles: Vec<Role>,
    /// The customers to choose from; none where there are none.
    pub customers: Option<CustomerPick>,
    /// Whether this desk sends mail.
    pub mails: bool,
    /// What came back, named `people`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/invite.html")]
struct Invite<'a> {
    f: &'a Frame,
    p: &'a InvitePage,
}

impl Invite<'_> {
    fn gives(&self, role: impl Value<Role>) -> bool {
        self.p.form.at("people").chosen("roles", role.value().word(), false)
    }

    fn languages(&self) -> Vec<Choice> {
        self.f.choices_or("person-language-own", tierline_domain::Language::ALL)
    }
}

impl Page for InvitePage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("person-invite")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Invite { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::invite()
    }
}

/// One person. Posts `roles` to `/users/{id}`, nothing to `…/link`, `…/sessions`, `…/sessions/{id}/end`, `…/second-factors`, `…/shut`,
/// `…/open` and `…/removal`.
#[derive(Debug, Clone)]
pub struct PersonPage {
    /// The person.
    pub line: PersonLine,
    /// The roles that they can be given.
    pub roles: Vec<Role>,
    /// Whether it is who looks: nobody shuts out or takes out themselves.
    pub is_self: bool,
    /// Whether this desk sends mail.
    pub mails: bool,
    /// A link that was just made: shown this once.
    pub link: Option<String>,
    /// The tokens that act in their name and hold.
    pub tokens: Vec<TokenLine>,
    /// What kinds of second factors they have.
    pub factors: Vec<FactorKind>,
    /// Where they are signed in for this organization in this cloud, the one that was used last first.
    pub sessions: Vec<SessionRow>,
    /// What came back, named `person`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/person.html")]
struct Person<'a> {
    f: &'a Frame,
    p: &'a PersonPage,
}

impl Person<'_> {
    fn id(&self) -> UserId {
        self.p.line.member.user.id
    }

    fn holds(&self, role: impl Value<Role>) -> bool {
        let role = role.value();
        self.p.form.at("person").chosen("roles", role.word(), self.p.line.member.membership.roles.contains(&role))
    }

    /// Whether lists of customers can narrow the person: one of a partner's own.
    fn has_reach(&self) -> bool {
        let is_own = self.p.line.member.membership.customer.is_none();
        is_own && self.f.shell.as_ref().is_some_and(|shell| shell.console == Console::Partner)
    }

    fn is_shut(&self) -> bool {
        self.p.line.state() == PersonState::Shut
    }

    fn is_invited(&self) -> bool {
        self.p.line.state() == PersonState::Invited
    }

    fn device(&self, row: &SessionRow) -> String {
        device_of(self.f, row)
    }

    /// The second factors by kind, with how many where it is more than one.
    fn factors(&self) -> String {
        let of_kind = |kind: &FactorKind| {
            let name = self.f.t(kind_key(*kind));
            match self.p.factors.iter().filter(|one| *one == kind).count() {
                0 => None,
                1 => Some(name),
                many => Some(format!("{name} ({many})")),
            }
        };
        FactorKind::ALL.iter().filter_map(of_kind).collect::<Vec<_>>().join(", ")
    }

    /// What a link does, and how it gets to the person.
    fn link_says(&self) -> String {
        self.f.t(match (self.is_invited(), self.p.mails) {
            (true, true) => "person-invite-again-mail",
            (true, false) => "person-invite-again-hand",
            (false, true) => "person-reset-mail",
            (false, false) => "person-reset-hand",
        })
    }
}

impl Page for PersonPage {
    fn title(&self, _frame: &Frame) -> String {
        self.line.member.user.name.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Person { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::person()
    }
}

/// What each role may: the table that the desk itself goes by. `/users/roles`
#[derive(Debug, Clone)]
pub struct RolesPage {
    /// Whose roles.
    pub console: Console,
    /// Whether this organization lets Sales agents work on cases.
    pub policy: bool,
}

#[derive(Template)]
#[template(path = "page/roles.html")]
struct Roles<'a> {
    f: &'a Frame,
    p: &'a RolesPage,
}

/// A table of some roles.
struct RoleTable {
    title: &'static str,
    id: &'static str,
    roles: Vec<Role>,
    /// The actions that one of these roles may do at all.
    actions: Vec<Action>,
}

impl RoleTable {
    fn of(title: &'static str, id: &'static str, roles: Vec<Role>) -> Self {
        let some = |action: &&Action| roles.iter().any(|role| grant(*role, **action) != Grant::No);
        let actions = Action::ALL.iter().filter(some).copied().collect();
        Self { title, id, roles, actions }
    }
}

impl Roles<'_> {
    fn tables(&self) -> Vec<RoleTable> {
        let of = |console: Console| Role::ALL.iter().copied().filter(|role| console.has(*role)).collect();
        let mut tables = vec![RoleTable::of("roles-ours", "ours", of(self.p.console))];
        if self.p.console == Console::Partner {
            tables.push(RoleTable::of("roles-customers", "customers", of(Console::Customer)));
        }
        tables
    }

    fn cell(&self, role: impl Value<Role>, action: impl Value<Action>) -> Html {
        let words = |key: &str| Html::text(&self.f.t(key));
        match grant(role.value(), action.value()) {
            Grant::Yes => self.f.status(Look(Tone::Ok, "ok"), words("role-may")),
            Grant::No => Html(format!("<span class=\"quiet\">{}</span>", words("role-may-not"))),
            Grant::Policy if self.p.policy => self.f.status(Look(Tone::Ok, "ok"), words("role-may-by-rule")),
            Grant::Policy => Html(format!("<span class=\"quiet\">{}</span>", words("role-may-not-by-rule"))),
        }
    }
}

impl Page for RolesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("roles-title")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Roles { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("partner", Self { console: Console::Partner, policy: false }),
            ("provider", Self { console: Console::Provider, policy: true }),
        ]
    }
}
