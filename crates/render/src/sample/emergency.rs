//! Emergency access.

use tierline_domain::{EmergencyAccess, EmergencyOpening};

use super::desk::{ago, id};
use crate::{
    Fault, Form,
    page::{EmergencyDoorPage, EmergencyPage},
};

pub(crate) fn emergency_opening() -> EmergencyOpening {
    EmergencyOpening {
        at: ago(25),
        name: "Ida Lund".to_owned(),
        reason: "The sign-in service is down and nobody gets in.".to_owned(),
        address: Some("192.0.2.44".to_owned()),
    }
}

pub(crate) fn emergency_door() -> Vec<(&'static str, EmergencyDoorPage)> {
    let typed = [("code", "ABCD-EFGH"), ("name", "Ida Lund"), ("reason", "Nobody gets in.")];
    let typed = typed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form = Form::posted("emergency", typed).fault(Fault::new("code", "wrong"));
    vec![("blank", EmergencyDoorPage::default()), ("wrong", EmergencyDoorPage { form })]
}

pub(crate) fn emergency() -> Vec<(&'static str, EmergencyPage)> {
    let sealed = EmergencyAccess {
        user: id("usr", 40),
        is_sealed: true,
        sealed_at: ago(60 * 24 * 20),
        sealed_by: "Maren Oskel".to_owned(),
        opened: None,
    };
    let opened = EmergencyAccess { is_sealed: false, opened: Some(emergency_opening()), ..sealed.clone() };
    let code = Some("K7QF-2MWX-9HTA-RC4P".to_owned());
    vec![
        ("none", EmergencyPage::default()),
        ("sealed", EmergencyPage { access: Some(sealed.clone()), code: None }),
        ("just_sealed", EmergencyPage { access: Some(sealed), code }),
        ("opened", EmergencyPage { access: Some(opened), code: None }),
    ]
}
