//! API tokens, and the accounts of programs that act by them.

use askama::Template;
use tierline_domain::{Role, ServiceAccount, TokenLine, TokenScope, UserId};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Link, Look, Place, Tone, Value};

/// The tokens of an organization, and the accounts of programs. Forms: `/tokens` (`name`, `days`, `user_id`, `scopes`),
/// `/tokens/{id}/revocation`, `/service-accounts` (`name`, `roles`, `keeper_id`), `/service-accounts/{id}` (`roles`, `keeper_id`,
/// `disabled`).
#[derive(Debug, Clone, Default)]
pub struct TokensPage {
    /// The tokens.
    pub tokens: Vec<TokenLine>,
    /// The accounts of programs, by name.
    pub accounts: Vec<ServiceAccount>,
    /// Who can answer for one, by name.
    pub keepers: Vec<(UserId, String)>,
    /// Who looks.
    pub viewer: Option<(UserId, String)>,
    /// The roles that a program can be given.
    pub roles: Vec<Role>,
    /// A token that was just made: shown this once.
    pub secret: Option<String>,
    /// Which account's form came back.
    pub editing: Option<UserId>,
    /// What came back, named `tokens`, `service-accounts` or `service-account`.
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

    /// What a token is narrowed to.
    fn scopes_of(&self, token: &TokenLine) -> String {
        match &token.scopes {
            None => self.f.t("token-all"),
            Some(scopes) => scopes.iter().map(|scope| self.f.w(scope)).collect::<Vec<_>>().join(", "),
        }
    }

    /// What a scope is good for.
    fn says(&self, scope: impl Value<TokenScope>) -> String {
        self.f.t(crate::label::key("token-scope-says", scope.value().word()))
    }

    /// Reading is what most programs need, and does the least harm.
    fn takes(&self, scope: impl Value<TokenScope>) -> bool {
        let scope = scope.value();
        self.p.form.at("tokens").chosen("scopes", scope.word(), scope == TokenScope::Read)
    }

    /// In whose name a token can act: who looks, and programs.
    fn actors(&self) -> Vec<Choice> {
        let own = self.p.viewer.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
        let open = self.p.accounts.iter().filter(|account| account.disabled_at.is_none());
        own.chain(open.map(|account| Choice::new(account.id.to_string(), account.name.clone()))).collect()
    }

    fn keepers(&self) -> Vec<Choice> {
        self.p.keepers.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect()
    }

    /// Who makes an account answers for it, where nobody else is chosen.
    fn maker(&self) -> String {
        self.p.viewer.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default()
    }

    fn roles_of(&self, account: &ServiceAccount) -> String {
        account.roles.iter().map(|role| self.f.w(role)).collect::<Vec<_>>().join(", ")
    }

    fn keeper_of(&self, account: &ServiceAccount) -> Html {
        let f = self.f;
        if account.keeper_has_left {
            return f
                .status(Look(Tone::Warn, "user"), f.h("service-keeper-left").s("name", &account.keeper_name).html());
        }
        f.name(&account.keeper_name)
    }

    fn stands(&self, account: &ServiceAccount) -> Html {
        let f = self.f;
        match account.disabled_at {
            Some(at) => f.status(Look(Tone::Off, "lock"), f.h("user-shut").x("time", f.day(at)).html()),
            None => f.status(Look(Tone::Ok, "ok"), f.h("service-tokens").n("count", account.tokens).html()),
        }
    }

    fn holds(&self, account: &ServiceAccount, role: impl Value<Role>) -> bool {
        let role = role.value();
        if self.edits(account) && self.p.form.is("service-account") {
            return self.p.form.chosen("roles", role.word(), false);
        }
        account.roles.contains(&role)
    }

    fn gives(&self, role: impl Value<Role>) -> bool {
        self.p.form.at("service-accounts").chosen("roles", role.value().word(), false)
    }

    fn edits(&self, account: &ServiceAccount) -> bool {
        self.p.editing == Some(account.id)
    }
}

impl Page for TokensPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("tokens")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
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
