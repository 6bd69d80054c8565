//! What single pages say of single states.

use tierline_domain::{Action, ClockKind, Role, roles_that_may};

use super::page::frame;
use crate::{
    Console, Frame, Html, Locale,
    page::{FaultPage, Page, Trouble, all_samples},
};

/// The markup of a sample in English, and the frame it was rendered in.
fn rendered(page: &str, sample: &str) -> (Frame, String) {
    let all = all_samples();
    let found = all.iter().find(|(name, state, _)| (*name, *state) == (page, sample));
    let (_, _, view) = found.expect("a sample");
    let frame = frame(Locale::En, view.as_ref());
    let text = view.render(&frame);
    (frame, text)
}

#[test]
fn the_case_page_shows_the_clock_of_the_solution_too() {
    let (frame, text) = rendered("case", "no_feed");
    for kind in [ClockKind::FirstResponse, ClockKind::Resolution] {
        assert!(text.contains(&format!("<dt>{}</dt>", frame.w(kind))), "{kind}");
    }
}

#[test]
fn the_page_of_a_prepared_request_shows_its_clock_and_whose_turn_it_is() {
    let (frame, text) = rendered("request", "prepared");
    assert!(text.contains(&format!("<dt>{}</dt>", frame.w(ClockKind::Filing))));
    assert!(text.contains("38\u{a0}min left"), "{text}");
    assert!(text.contains(&frame.t("request-waits-us")));
}

#[test]
fn delegated_admin_that_is_over_gives_nothing_on_the_customers_page() {
    let (frame, full) = rendered("customer", "full");
    let (_, over) = rendered("customer", "over");
    for gives in [frame.t("delegated-files"), "rel=\"noreferrer\"".to_owned()] {
        assert!(full.contains(&gives) && !over.contains(&gives), "{gives}");
    }
    assert!(over.contains(&frame.t("as-delegated-none")));
}

#[test]
fn a_returned_request_with_nothing_to_do_has_no_card_for_it() {
    let (frame, returned) = rendered("request", "returned");
    let (_, accepted) = rendered("request", "accepted");
    let card = format!(">{}</h2>", frame.t("request-deeds"));
    assert!(accepted.contains(&card) && !returned.contains(&card));
}

/// A frame around a page of the desk.
fn signed_in() -> Frame {
    rendered("home", all_samples().iter().find(|(page, ..)| *page == "home").expect("home").1).0
}

#[test]
fn a_refusal_names_only_roles_that_somebody_here_can_hold() {
    let page = FaultPage::new(Trouble::Forbidden { roles: roles_that_may(Action::See), people: None });
    let mut frame = signed_in();
    let mut said = |console| {
        frame.shell.as_mut().expect("a shell").console = console;
        let Html(body) = page.body(&frame);
        body
    };
    let (partner, provider, customer) = (said(Console::Partner), said(Console::Provider), said(Console::Customer));
    assert!(partner.contains(&frame.w(Role::HelpdeskAgent)));
    assert!(provider.contains(&frame.w(Role::GlobalAdmin)) && !provider.contains(&frame.w(Role::HelpdeskAgent)));
    assert!(customer.contains(&frame.t("trouble-forbidden-nobody")));
}

#[test]
fn above_an_issue_stands_a_page_that_the_reader_may_open() {
    let mut frame = signed_in();
    assert_eq!(frame.health_crumb().href, "/health");
    frame.shell.as_mut().expect("a shell").console = Console::Provider;
    assert_eq!(frame.health_crumb().href, "/health/published");
}
