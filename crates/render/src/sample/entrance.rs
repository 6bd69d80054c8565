//! The door.

use tierline_domain::PersonLinkKind;

use crate::{
    Fault, Form,
    page::{ChoosePasswordPage, ChoosingWay, ForgottenPage, SetUpPage, SignInPage},
};

pub(crate) fn sign_in() -> Vec<(&'static str, SignInPage)> {
    let came_back = Form::posted("signin", [("email".to_owned(), "maren.oskel@northgate.example".to_owned())]);
    vec![
        ("empty", SignInPage::default()),
        (
            "tries_left",
            SignInPage {
                form: came_back.fault(Fault::new("", "tries_left").with(4)),
                next: "/cases".to_owned(),
                ..SignInPage::default()
            },
        ),
        (
            "wrong_passkey",
            SignInPage {
                form: Form::posted("passkey", []).fault(Fault::new("", "wrong_passkey")),
                ..SignInPage::default()
            },
        ),
        ("organization", SignInPage { offers_organization: true, ..SignInPage::default() }),
        (
            "leads_to_the_organization",
            SignInPage {
                leads_to: Some("https://login.northgate.example/authorize?client_id=desk".to_owned()),
                ..SignInPage::default()
            },
        ),
        (
            "signed_out",
            SignInPage {
                signs_out_at: Some("https://login.northgate.example/logout?client_id=desk".to_owned()),
                offers_organization: true,
                ..SignInPage::default()
            },
        ),
        (
            "not_let_in",
            SignInPage {
                form: Form::default().fault(Fault::new("", "no_group")),
                offers_organization: true,
                ..SignInPage::default()
            },
        ),
        ("session_ended", SignInPage { ended_at: Some(super::at("2026-09-15T11:40:00Z")), ..SignInPage::default() }),
    ]
}

pub(crate) fn set_up() -> Vec<(&'static str, SetUpPage)> {
    let values = [("organization", "Northgate Cloud Partners"), ("kind", "partner"), ("name", ""), ("email", "maren")];
    let came_back = Form::posted("setup", values.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .fault(Fault::new("code", "wrong_code"))
        .fault(Fault::new("name", "empty"))
        .fault(Fault::new("email", "not_an_address"))
        .fault(Fault::new("password", "too_short").with(12));
    vec![
        ("empty", SetUpPage::default()),
        ("by_the_printed_address", SetUpPage { code: "KR7M-2XWQ-9TCE-HB4N".to_owned(), ..SetUpPage::default() }),
        ("faults", SetUpPage { form: came_back, ..SetUpPage::default() }),
    ]
}

pub(crate) fn forgotten() -> Vec<(&'static str, ForgottenPage)> {
    let page = ForgottenPage { mails: true, ..ForgottenPage::default() };
    let typed = Form::posted("forgotten", [("email".to_owned(), "maren.oskel@northgate.example".to_owned())]);
    vec![
        ("blank", page.clone()),
        ("sent", ForgottenPage { sent: true, ..page.clone() }),
        ("too_often", ForgottenPage { form: typed.fault(Fault::new("", "locked").with(4)), ..page }),
        ("without_mail", ForgottenPage::default()),
    ]
}

pub(crate) fn choose_password() -> Vec<(&'static str, ChoosePasswordPage)> {
    let way = |kind| {
        Some(ChoosingWay {
            kind,
            name: "Maren Oskel".to_owned(),
            email: "maren.oskel@northgate.example".to_owned(),
            secret: "tlp_EXAMPLE_ONLY".to_owned(),
        })
    };
    let short =
        Form::posted("welcome", [("new".to_owned(), String::new())]).fault(Fault::new("new", "too_short").with(12));
    vec![
        ("invitation", ChoosePasswordPage { way: way(PersonLinkKind::Invitation), ..ChoosePasswordPage::default() }),
        ("reset", ChoosePasswordPage { way: way(PersonLinkKind::Reset), form: short }),
        ("gone", ChoosePasswordPage::default()),
    ]
}
