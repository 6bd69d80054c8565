//! Personal data.

use tierline_domain::{CaseStatus, Hindered, Hindrance, PersonKey, PersonTraces, RequestId, TracedCase, TracedRequest};

use super::desk::id;
use crate::{
    Fault, Form,
    page::{PersonKept, PersonalDataPage},
};

fn asked(person: &str) -> Form {
    Form::posted("", [("person".to_owned(), person.to_owned())])
}

pub(crate) fn personal_data() -> Vec<(&'static str, PersonalDataPage)> {
    let email = "anna.nowak@aldersyde.example";
    let case = |number: &str, status| TracedCase {
        id: id("cas", 7),
        number: number.to_owned(),
        status,
        is_contact: true,
        is_reporter: false,
        is_assignee: false,
    };
    let request: RequestId = id("srq", 7);
    let traces = PersonTraces {
        cases: vec![case("T-20418", CaseStatus::Closed), case("T-20455", CaseStatus::Closed)],
        requests: vec![TracedRequest {
            id: request,
            number: "R-1042".to_owned(),
            is_open: false,
            is_author: false,
            is_contact: true,
            counterpart: "Halden Distribution".to_owned(),
        }],
        ..PersonTraces::default()
    };
    let key = PersonKey { user: None, email: email.to_owned() };
    let kept = PersonKept { key, traces, ..PersonKept::default() };
    let hindrances = vec![
        Hindered { by: Hindrance::StillHere, which: Vec::new() },
        Hindered { by: Hindrance::OpenCases, which: vec!["T-20477".to_owned(), "T-20481".to_owned()] },
    ];
    let needed = PersonKept { hindrances, audited: 412, ..kept.clone() };
    let form = Form::posted("erase", [("address".to_owned(), "anna@aldersyde.example".to_owned())]);
    let form = form.fault(Fault::new("address", "different"));
    let page = |kept: Option<PersonKept>| PersonalDataPage { filter: asked(email), kept, form: Form::default() };
    vec![
        ("blank", PersonalDataPage::default()),
        ("nothing", page(Some(PersonKept::default()))),
        ("contact", page(Some(kept.clone()))),
        ("needed", page(Some(needed))),
        ("refused", PersonalDataPage { form, ..page(Some(kept)) }),
    ]
}
