//! How people of an organization sign in: identity providers, domains, and groups that a directory tells of.

use askama::Template;
use tierline_domain::{
    GroupId, IdentityProvider, IdentityProviderId, ProviderCheck, ProvisionedGroup, Role, SignInDomain,
};

use super::{Page, html};
use crate::{Form, Frame, Html, Link, Look, Place, Tone, Value};

/// A provider with its domains.
#[derive(Debug, Clone)]
pub struct ProviderLine {
    /// The provider.
    pub provider: IdentityProvider,
    /// The domains that send, or are to send, their people there.
    pub domains: Vec<SignInDomain>,
}

impl ProviderLine {
    /// How it stands with it.
    fn state(&self, f: &Frame) -> Html {
        let words = |key: &str| Html::text(&f.t(key));
        let settings = &self.provider.settings;
        if settings.is_paused {
            return f.status(Look(Tone::Off, "pause"), words("provider-paused"));
        }
        if !self.domains.iter().any(|one| one.proven_at.is_some()) {
            return f.status(Look(Tone::Warn, "warn"), words("provider-no-domain"));
        }
        match settings.is_enforced {
            true => f.status(Look(Tone::Ok, "lock"), words("provider-enforced")),
            false => f.status(Look(Tone::Ok, "ok"), words("provider-open")),
        }
    }
}

/// The addresses of this desk that a provider is to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskAddresses {
    /// Where people come back to who signed in.
    pub back: String,
    /// Where they come back to who signed out.
    pub signed_out: String,
    /// Where the provider tells that a session there has ended; none before the provider is set up.
    pub ended: Option<String>,
}

/// The ways in. `/sign-in-methods`
///
/// Posts `roles` to `/sign-in-methods/groups/{id}`.
#[derive(Debug, Clone, Default)]
pub struct SignInMethodsPage {
    /// The providers, by name.
    pub providers: Vec<ProviderLine>,
    /// The groups that a directory told of (SCIM), each with how many people are in it.
    pub groups: Vec<(ProvisionedGroup, usize)>,
    /// The roles that a group can give.
    pub roles: Vec<Role>,
    /// The group whose form came back.
    pub editing: Option<GroupId>,
    /// What came back, named `group`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/sign_in_methods.html")]
struct SignInMethods<'a> {
    f: &'a Frame,
    p: &'a SignInMethodsPage,
}

impl SignInMethods<'_> {
    fn domains(&self, line: &ProviderLine) -> String {
        let proven = line.domains.iter().filter(|one| one.proven_at.is_some());
        proven.map(|one| one.domain.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn edits(&self, group: &ProvisionedGroup) -> bool {
        self.p.editing == Some(group.id)
    }

    fn holds(&self, group: &ProvisionedGroup, role: impl Value<Role>) -> bool {
        let role = role.value();
        let form = if self.edits(group) { self.p.form.at("group").clone() } else { Form::default() };
        form.chosen("roles", role.word(), group.roles.contains(&role))
    }

    fn people(&self, count: &usize) -> Html {
        self.f.h("group-people").n("count", i64::try_from(*count).unwrap_or(i64::MAX)).html()
    }

    fn roles_of(&self, group: &ProvisionedGroup) -> String {
        names(self.f, group.roles.iter())
    }
}

/// Roles by name, in one line.
fn names<'a>(f: &Frame, roles: impl Iterator<Item = &'a Role>) -> String {
    roles.map(|role| f.w(role)).collect::<Vec<_>>().join(", ")
}

impl Page for SignInMethodsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("sign-on")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&SignInMethods { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::sign_in_methods()
    }
}

/// A provider to be set up. Posts `name`, `issuer`, `client_id`, `secret`, `tenants` to `/sign-in-methods`.
#[derive(Debug, Clone, Default)]
pub struct NewProviderPage {
    /// What the provider is to know.
    pub addresses: DeskAddresses,
    /// What came back, named `providers`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/new_provider.html")]
struct NewProvider<'a> {
    f: &'a Frame,
    p: &'a NewProviderPage,
}

impl NewProvider<'_> {
    fn addresses(&self) -> &DeskAddresses {
        &self.p.addresses
    }
}

impl Page for NewProviderPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("provider-new")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&NewProvider { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::new_provider()
    }
}

/// What a test found that was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// What was looked at.
    pub check: ProviderCheck,
    /// Whether it works; none where it does not and people can sign in all the same.
    pub works: Option<bool>,
    /// What was seen, in the desk's own English.
    pub says: String,
}

/// One provider. Posts what [`NewProviderPage`] posts but `issuer`, and `makes_people`, `enforces_second_factor`, `is_enforced`,
/// `is_paused` to `/sign-in-methods/{id}`; `group`, `roles` to `…/groups`, `group` to `…/groups/removal`; `domain` to `…/domains`;
/// nothing to `…/domains/{id}/proof`, `…/domains/{id}/removal`, `…/tests`, `…/removal`.
#[derive(Debug, Clone)]
pub struct ProviderPage {
    /// The provider with its domains.
    pub line: ProviderLine,
    /// Where the file of each domain must be, in their order.
    pub files: Vec<String>,
    /// What the provider is to know.
    pub addresses: DeskAddresses,
    /// The roles that a group can give.
    pub roles: Vec<Role>,
    /// What the test found that was made just now.
    pub test: Vec<CheckLine>,
    /// What came back, named `providers`, `groups` or `domains`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/provider.html")]
struct ProviderView<'a> {
    f: &'a Frame,
    p: &'a ProviderPage,
}

impl ProviderView<'_> {
    fn provider(&self) -> &IdentityProvider {
        &self.p.line.provider
    }

    fn id(&self) -> IdentityProviderId {
        self.provider().id
    }

    fn addresses(&self) -> &DeskAddresses {
        &self.p.addresses
    }

    fn works(&self) -> bool {
        self.p.test.iter().all(|line| line.works != Some(false))
    }

    fn look(&self, line: &CheckLine) -> Html {
        let f = self.f;
        match line.works {
            Some(true) => f.status(Look(Tone::Ok, "ok"), Html::text(&f.t("provider-check-works"))),
            Some(false) => f.status(Look(Tone::Bad, "warn"), Html::text(&f.t("provider-check-lacks"))),
            None => f.status(Look(Tone::Info, "info"), Html::text(&f.t("provider-check-without"))),
        }
    }

    /// What to do about what does not work.
    fn remedy(&self, line: &CheckLine) -> Option<String> {
        let key = match line.check {
            _ if line.works == Some(true) => return None,
            ProviderCheck::Secret => "provider-remedy-secret",
            ProviderCheck::Answer => "provider-remedy-answer",
            ProviderCheck::Keys | ProviderCheck::Signature => "provider-remedy-signature",
            ProviderCheck::Codes => "provider-remedy-codes",
            ProviderCheck::Domain => "provider-remedy-domain",
            ProviderCheck::Groups => "provider-remedy-groups",
            ProviderCheck::Open => "provider-remedy-open",
            ProviderCheck::SignOut => "provider-remedy-sign-out",
            ProviderCheck::Ends => "provider-remedy-ends",
        };
        Some(self.f.t(key))
    }

    /// What was seen, where the words of the remedy do not say it.
    fn detail<'a>(&self, line: &'a CheckLine) -> Option<&'a str> {
        let tells = matches!(line.check, ProviderCheck::Secret | ProviderCheck::Answer);
        (tells && line.works == Some(false)).then_some(line.says.as_str())
    }

    fn domain_state(&self, domain: &SignInDomain) -> Html {
        let f = self.f;
        match domain.proven_at {
            Some(at) => f.status(Look(Tone::Ok, "ok"), f.h("domain-proven").x("time", f.day(at))),
            None => f.status(Look(Tone::Warn, "hourglass"), Html::text(&f.t("domain-unproven"))),
        }
    }

    /// The domains with the file of each.
    fn domains(&self) -> impl Iterator<Item = (&SignInDomain, &String)> {
        self.p.line.domains.iter().zip(&self.p.files)
    }

    fn groups(&self) -> impl Iterator<Item = (&String, String)> {
        self.provider().settings.groups.iter().map(|(group, roles)| (group, names(self.f, roles.iter())))
    }

    fn gives(&self, role: impl Value<Role>) -> bool {
        self.p.form.at("groups").chosen("roles", role.value().word(), false)
    }

    fn ticks(&self, field: &str, now: &bool) -> bool {
        self.p.form.at("providers").chosen(field, "true", *now)
    }

    fn tenants(&self) -> String {
        self.provider().settings.tenants.iter().cloned().collect::<Vec<_>>().join("\n")
    }
}

impl Page for ProviderPage {
    fn title(&self, _frame: &Frame) -> String {
        self.line.provider.name.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&ProviderView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::provider()
    }
}
