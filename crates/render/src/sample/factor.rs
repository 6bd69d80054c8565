//! Second factors and sessions.

use tierline_domain::{FactorKind, Language, Proof, Proofs, ProviderLink, RecoveryCodes, SessionId, SessionLine, User};
use uuid::Uuid;

use super::desk::{ago, id, owner};
use crate::{
    Fault, Form,
    page::{AgainPage, FactorLine, NewFactor, RecoveryCodesPage, SecondFactorPage, SecurityPage, SessionRow},
};

fn user() -> User {
    User {
        id: id("usr", 1),
        name: "Maren Oskel".to_owned(),
        email: "maren.oskel@northgate.example".to_owned(),
        language: Some(Language::En),
        time_zone: Some("Europe/Warsaw".to_owned()),
        phone: None,
        country: None,
        disabled_at: None,
    }
}

fn new_factor() -> NewFactor {
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    NewFactor {
        secret: secret.to_owned(),
        url: format!("otpauth://totp/Tierline:maren.oskel%40northgate.example?secret={secret}&issuer=Tierline"),
        sealed: "sealed".to_owned(),
    }
}

fn wrong(name: &str, field: &str) -> Form {
    Form::posted(name, [(field.to_owned(), "000000".to_owned())]).fault(Fault::new(field, "wrong_one_time_code"))
}

pub(crate) fn second_factor() -> Vec<(&'static str, SecondFactorPage)> {
    let page = |set_up, form| SecondFactorPage {
        user: user(),
        set_up,
        has_app: true,
        has_passkey: false,
        makes_passkeys: true,
        form,
        next: "/cases".to_owned(),
    };
    let passkey = SecondFactorPage { has_passkey: true, ..page(None, Form::default()) };
    let no_passkey =
        Form::posted("second-passkey", [("name".to_owned(), "Laptop".to_owned())]).fault(Fault::new("", "no_passkey"));
    let refused = Form::posted("second", []).fault(Fault::new("", "wrong_passkey"));
    vec![
        ("asked", page(None, Form::default())),
        ("passkey_or_app", passkey.clone()),
        ("passkey", SecondFactorPage { has_app: false, ..passkey.clone() }),
        ("passkey_wrong", SecondFactorPage { form: refused, ..passkey }),
        ("wrong", page(None, wrong("second", "one_time_code"))),
        ("locked", page(None, Form::posted("second", []).fault(Fault::new("", "locked").with(1)))),
        ("must_set_up", page(Some(new_factor()), Form::default())),
        ("must_set_up_app", SecondFactorPage { makes_passkeys: false, ..page(Some(new_factor()), Form::default()) }),
        ("must_set_up_passkey_wrong", page(Some(new_factor()), no_passkey)),
        ("must_set_up_wrong", page(Some(new_factor()), wrong("second", "one_time_code"))),
    ]
}

pub(crate) fn recovery_codes() -> Vec<(&'static str, RecoveryCodesPage)> {
    let codes = (0..10).map(|n| format!("KR7M-2XWQ-9TCE-HB{n}N").replace('0', "A").replace('1', "B")).collect();
    vec![("made", RecoveryCodesPage { codes, next: "/cases".to_owned() })]
}

pub(crate) fn again() -> Vec<(&'static str, AgainPage)> {
    let page = AgainPage { action: "/signin/again".to_owned(), can: true, ..AgainPage::default() };
    let held = vec![("name".to_owned(), "Import at night".to_owned())];
    vec![
        ("password", page.clone()),
        ("code", AgainPage { code: true, app: true, ..page.clone() }),
        ("passkey_or_app", AgainPage { code: true, app: true, passkey: true, ..page.clone() }),
        ("passkey", AgainPage { code: true, passkey: true, ..page.clone() }),
        (
            "with_a_form",
            AgainPage { action: "/tokens".to_owned(), held, loses_secret: true, code: true, app: true, ..page.clone() },
        ),
        ("wrong", AgainPage { code: true, app: true, form: wrong("again", "again_code"), ..page.clone() }),
        ("at_the_provider", AgainPage { can: false, provider: Some("/tokens".to_owned()), ..page.clone() }),
        ("cannot", AgainPage { can: false, ..page }),
    ]
}

pub(super) fn session(number: u8, agent: (Option<&'static str>, Option<&'static str>), proofs: &[Proof]) -> SessionRow {
    SessionRow {
        line: SessionLine {
            id: SessionId(Uuid::from_u128(u128::from(number))),
            owner: owner(),
            proofs: Proofs(proofs.iter().copied().collect()),
            created_at: ago(i64::from(number) * 90),
            expires_at: ago(-400),
            agent: None,
            address: Some(format!("192.0.2.{number}")),
            last_address: (number != 3).then(|| format!("192.0.2.{number}")),
            last_seen_at: ago(i64::from(number) * 9),
        },
        browser: agent.0,
        system: agent.1,
    }
}

pub(crate) fn security() -> Vec<(&'static str, SecurityPage)> {
    let factor = |number: u32, kind, name: &str, used| FactorLine {
        id: id("fac", number),
        kind,
        name: name.to_owned(),
        created_at: ago(40_000),
        last_used_at: used,
    };
    let sessions = vec![
        session(1, (Some("Firefox"), Some("Linux")), &[Proof::Password, Proof::Totp]),
        session(2, (Some("Safari"), Some("iPhone")), &[Proof::Password]),
        session(3, (None, None), &[Proof::SingleSignOn, Proof::ProviderFactor]),
    ];
    let bare = SecurityPage {
        factors: Vec::new(),
        codes: RecoveryCodes::default(),
        is_required: false,
        set_up: None,
        links: Vec::new(),
        own: Some(sessions[0].line.id),
        sessions: sessions[..1].to_vec(),
        form: Form::default(),
    };
    let full = SecurityPage {
        factors: vec![
            factor(1, FactorKind::Totp, "Phone", Some(ago(90))),
            factor(2, FactorKind::Passkey, "Key on the ring", None),
        ],
        codes: RecoveryCodes { made: 10, left: 8 },
        links: vec![
            ProviderLink { provider: id("idp", 1), name: "Northgate sign-in".to_owned(), linked_at: Some(ago(9_000)) },
            ProviderLink { provider: id("idp", 2), name: "Summer staff".to_owned(), linked_at: None },
        ],
        sessions,
        ..bare.clone()
    };
    vec![
        ("none", bare.clone()),
        ("set_up", SecurityPage { set_up: Some(new_factor()), ..bare.clone() }),
        ("set_up_wrong", SecurityPage { set_up: Some(new_factor()), form: wrong("apps", "one_time_code"), ..bare }),
        ("some", full.clone()),
        (
            "passkey_refused",
            SecurityPage {
                form: Form::posted("passkeys", [("name".to_owned(), "Laptop".to_owned())])
                    .fault(Fault::new("", "wrong_passkey")),
                ..full.clone()
            },
        ),
        (
            "required_and_few_codes",
            SecurityPage {
                factors: full.factors[..1].to_vec(),
                codes: RecoveryCodes { made: 10, left: 1 },
                is_required: true,
                ..full
            },
        ),
    ]
}
