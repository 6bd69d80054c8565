//! Second factors: the question at the door and before something dangerous, one's own ones, and one's sessions.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    FactorId, FactorKind, Proof, ProviderLink, RECOVERY_CODES_FEW, RecoveryCodes, Role, SessionId, SessionLine, User,
};

use super::{Page, html};
use crate::{Form, Frame, Html, Look, Tone, qr};

/// A secret for an app that makes codes, before a code of it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFactor {
    /// The secret, to be typed.
    pub secret: String,
    /// The secret and all that belongs to it, to be scanned.
    pub url: String,
    /// What the form sends back of it: sealed.
    pub sealed: String,
}

impl NewFactor {
    /// The secret in groups of four, as people type it.
    fn groups(&self) -> String {
        let letters: Vec<char> = self.secret.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    fn qr(&self, f: &Frame) -> Html {
        qr::svg(&self.url, &f.t("factor-qr"))
    }
}

/// The question for a second factor, at the door. Posts `one_time_code`, `next` to `/signin/second`, or `passkey`, `next` to
/// `/signin/second/passkey`; where one must be set up first, `name`, `sealed`, `one_time_code`, `next` to
/// `/signin/second/app`, or `name`, `passkey`, `next` to `/signin/second/new-passkey`.
#[derive(Clone)]
pub struct SecondFactorPage {
    /// Who it is.
    pub user: User,
    /// A secret for an app: for who has no second factor and must have one.
    pub set_up: Option<NewFactor>,
    /// Whether an app of theirs makes codes; else only a recovery code can be typed.
    pub has_app: bool,
    /// Whether a passkey of theirs will do.
    pub has_passkey: bool,
    /// Whether browsers give this desk passkeys: one can be set up instead of an app then.
    pub makes_passkeys: bool,
    /// What came back, named `second`, or `second-passkey` where a passkey was to be set up.
    pub form: Form,
    /// The path asked for before signing in; empty leads home.
    pub next: String,
}

impl SecondFactorPage {
    fn code_label(&self) -> &'static str {
        code_label(self.has_app)
    }
}

/// What a code is called: who has no app has recovery codes alone.
const fn code_label(has_app: bool) -> &'static str {
    if has_app { "factor-code" } else { "proof-recovery-code" }
}

#[derive(Template)]
#[template(path = "page/second_factor.html")]
struct Second<'a> {
    f: &'a Frame,
    p: &'a SecondFactorPage,
}

impl Page for SecondFactorPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t(if self.set_up.is_some() { "second-set-up" } else { "second" })
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Second { f, p: self })
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::second_factor()
    }
}

/// Recovery codes that were just made: shown this once.
#[derive(Clone)]
pub struct RecoveryCodesPage {
    /// The codes.
    pub codes: Vec<String>,
    /// Where it goes on.
    pub next: String,
}

#[derive(Template)]
#[template(path = "page/recovery_codes.html")]
struct Codes<'a> {
    f: &'a Frame,
    p: &'a RecoveryCodesPage,
}

impl Page for RecoveryCodesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("codes")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Codes { f, p: self })
    }

    fn reader(&self) -> Option<Role> {
        None
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::recovery_codes()
    }
}

/// The question who one is, before something dangerous. Posts `again_password`, `again_code`, or `again_attempt` and `again_passkey`, and all that the form before held
/// to where that form went; without one, `next` to `/signin/again`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgainPage {
    /// Where it posts to.
    pub action: String,
    /// What the form before held.
    pub held: Vec<(String, String)>,
    /// Whether the form before held something secret, which is typed anew.
    pub loses_secret: bool,
    /// Whether a code is asked for, of an app or for recovery; else the password.
    pub code: bool,
    /// Whether an app of theirs makes codes; else only a recovery code can be typed.
    pub app: bool,
    /// Whether a passkey of theirs will do.
    pub passkey: bool,
    /// Whether the person can be asked at all: who has neither signs out and in again.
    pub can: bool,
    /// For who came in by an identity provider: where it goes on after they were asked there. Posts it as `next` to
    /// `/signin/again/organization`.
    pub provider: Option<String>,
    /// What came back, named `again`.
    pub form: Form,
}

impl AgainPage {
    fn code_label(&self) -> &'static str {
        code_label(self.app)
    }

    fn code_hint(&self) -> &'static str {
        if self.app { "again-code-hint" } else { "again-recovery-hint" }
    }
}

#[derive(Template)]
#[template(path = "page/again.html")]
struct Again<'a> {
    f: &'a Frame,
    p: &'a AgainPage,
}

impl Page for AgainPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("again")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Again { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::again()
    }
}

/// A second factor as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorLine {
    /// Identifier.
    pub id: FactorId,
    /// What it is.
    pub kind: FactorKind,
    /// What its person calls it.
    pub name: String,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The session.
    pub line: SessionLine,
    /// The browser, where it is one that is known.
    pub browser: Option<&'static str>,
    /// The system that it runs on.
    pub system: Option<&'static str>,
}

/// How one signs in, and where one is signed in. Forms: `/account/security/app` (nothing: shows a new secret),
/// `/account/security/apps` (`name`, `sealed`, `one_time_code`), `/account/security/passkeys` (`name`, `attempt`, `passkey`), `/account/security/factors/{id}/removal`, `/account/security/codes`,
/// `/account/security/sessions/{id}/end`, `/account/security/sessions/end`, `/account/security/links/{id}` and `…/removal`.
#[derive(Clone)]
pub struct SecurityPage {
    /// The second factors, the oldest first.
    pub factors: Vec<FactorLine>,
    /// The recovery codes.
    pub codes: RecoveryCodes,
    /// Whether the last second factor stays.
    pub is_required: bool,
    /// A secret that is being taken into an app.
    pub set_up: Option<NewFactor>,
    /// The identity providers of the organization, by name; none for who comes in by none.
    pub links: Vec<ProviderLink>,
    /// The sessions, the one that was used last first.
    pub sessions: Vec<SessionRow>,
    /// The one that the page is read by.
    pub own: Option<SessionId>,
    /// What came back, named `apps` or `passkeys`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/security.html")]
struct Security<'a> {
    f: &'a Frame,
    p: &'a SecurityPage,
}

/// What a kind of second factor is called in the catalogues.
pub(super) fn kind_key(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Totp => "factor-kind-totp",
        FactorKind::Passkey => "factor-kind-passkey",
    }
}

/// The browser and the system of a session, as far as they are known.
pub(super) fn device_of(f: &Frame, row: &SessionRow) -> String {
    match (row.browser, row.system) {
        (Some(browser), Some(system)) => f.m("session-device").s("browser", browser).s("system", system).to_string(),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => f.t("session-device-unknown"),
    }
}

impl Security<'_> {
    fn is_own(&self, row: &SessionRow) -> bool {
        self.p.own == Some(row.line.id)
    }

    fn own_state(&self) -> Html {
        self.f.status(Look(Tone::Ok, "check"), Html::text(&self.f.t("session-own")))
    }

    fn kind(&self, factor: &FactorLine) -> String {
        self.f.t(kind_key(factor.kind))
    }

    fn can_remove(&self) -> bool {
        !self.p.is_required || self.p.factors.len() > 1
    }

    fn device(&self, row: &SessionRow) -> String {
        device_of(self.f, row)
    }

    /// The browser in use, as a name for a passkey in it; empty where it is not known.
    fn own_device(&self) -> String {
        let own = self.p.sessions.iter().find(|row| self.is_own(row));
        own.filter(|row| row.system.is_some()).map(|row| self.device(row)).unwrap_or_default()
    }

    /// By what its person proved who they are.
    fn proofs(&self, row: &SessionRow) -> String {
        let words = row.line.proofs.0.iter().map(|proof| self.f.t(proof_key(*proof)));
        words.collect::<Vec<_>>().join(" + ")
    }

    fn link_state(&self, link: &ProviderLink) -> Html {
        match link.linked_at {
            Some(at) => self.f.status(Look(Tone::Ok, "ok"), self.f.h("link-since").x("time", self.f.day(at))),
            None => self.f.status(Look(Tone::Off, "key"), Html::text(&self.f.t("link-none"))),
        }
    }

    fn codes_state(&self) -> Html {
        let RecoveryCodes { made, left } = self.p.codes;
        let look = if left <= RECOVERY_CODES_FEW { Look(Tone::Warn, "warn") } else { Look(Tone::Ok, "key") };
        self.f.status(look, self.f.h("codes-left").n("left", left).n("made", made).html())
    }

    fn are_few(&self) -> bool {
        self.p.codes.left <= RECOVERY_CODES_FEW
    }
}

/// The key of a proof's name.
const fn proof_key(proof: Proof) -> &'static str {
    match proof {
        Proof::Password => "proof-password",
        Proof::Totp => "proof-totp",
        Proof::Passkey => "proof-passkey",
        Proof::RecoveryCode => "proof-recovery-code",
        Proof::SingleSignOn => "proof-single-sign-on",
        Proof::ProviderFactor => "proof-provider-factor",
        Proof::EmergencyCode => "proof-emergency-code",
    }
}

impl Page for SecurityPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("security")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Security { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::security()
    }
}
