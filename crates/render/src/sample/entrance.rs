//! The door.

use crate::{
    Fault, Form,
    page::{SetUpPage, SignInPage},
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
                ended_at: None,
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
