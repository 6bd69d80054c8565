//! All pages × samples × languages.

use std::path::PathBuf;

use tierline_domain::{
    Action, Grant, Role, grant,
    health::{FeedFormat, FeedGap},
};

use super::markup::faults;
use crate::{Cloud, Console, Frame, Locale, NavItem, Page, Place, Shell, Theme, page::all_samples};

fn may(role: Role) -> crate::May {
    Action::ALL.iter().copied().filter(|action| grant(role, *action) == Grant::Yes).collect()
}

/// The person that a page's sample is for.
pub(super) fn frame(locale: Locale, page: &dyn Page) -> Frame {
    let mut frame = Frame::new(locale, chrono_tz::Europe::Warsaw, crate::sample::at("2026-09-15T11:52:00Z"));
    frame.csrf = "token-of-the-session".to_owned();
    frame.form_key = "key-of-the-page".to_owned();
    let Some(role) = page.reader() else { return frame };
    frame.may = may(role);
    let (console, name, organization) = match role {
        Role::CustomerContact | Role::CustomerAdmin => (Console::Customer, "Hollis Brandt", "Brightwater Dental Group"),
        Role::Engineer | Role::ServiceOwner => (Console::Provider, "Iven Marsh", "Corvane Distribution"),
        _ => (Console::Partner, "Maren Oskel", "Northgate Cloud Partners"),
    };
    let counts = |place| match place {
        Place::Cases => Some(14),
        Place::Requests => Some(9),
        Place::Inbox => Some(120),
        _ => None,
    };
    let nav = Place::menu(console)
        .iter()
        .filter(|place| frame.may.can(place.needs()))
        .map(|place| NavItem { place: *place, count: counts(*place) })
        .collect();
    frame.shell = Some(Shell {
        user_name: name.to_owned(),
        role,
        organization: organization.to_owned(),
        console,
        clouds: Cloud::ALL.to_vec(),
        cloud: Cloud::Public,
        nav,
        feed_read_at: Some(crate::sample::at("2026-09-15T11:50:00Z")),
        shortcuts: true,
        unread: (console == Console::Partner).then_some(3),
        wanting: if role == Role::GlobalAdmin { crate::sample::wanting_secrets() } else { Vec::new() },
        keeperless: if role == Role::GlobalAdmin {
            vec![("Night import".to_owned(), "Ida Lund".to_owned())]
        } else {
            Vec::new()
        },
        emergency_until: None,
        unsealed: (role == Role::GlobalAdmin).then(crate::sample::emergency_opening),
        elevated: if role == Role::AdminAgent {
            vec![(role, crate::sample::at("2026-09-15T20:00:00Z"))]
        } else {
            Vec::new()
        },
        held: if role == Role::AdminAgent { vec![crate::sample::held_connection()] } else { Vec::new() },
    });
    let followed = tierline_domain::Followed::service("Exchange Online");
    let created_at = frame.now();
    frame.follows = vec![tierline_domain::Follow { id: crate::sample::an_id("fol", 9), followed, created_at }];
    frame
}

#[test]
fn every_page_in_every_state_and_language_keeps_the_rules() {
    let mut found = Vec::new();
    let out = std::env::var_os("TIERLINE_RENDER_OUT").map(PathBuf::from);
    let mut index = String::new();
    for (page, sample, view) in all_samples() {
        for locale in Locale::ALL {
            let document = view.render(&frame(locale, view.as_ref()));
            let name = format!("{page}.{sample}.{}.html", locale.tag());
            if let Some(out) = &out {
                write(out, &name, &document);
                index.push_str(&format!("<li><a href=\"{name}\">{name}</a></li>"));
            }
            let result = std::panic::catch_unwind(|| faults(&document));
            let faults = result.unwrap_or_else(|_| vec!["tags do not close in order".to_owned()]);
            found.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    if let Some(out) = &out {
        write(
            out,
            "index.html",
            &format!("<!doctype html><meta charset=\"utf-8\"><title>Samples</title><ul>{index}</ul>"),
        );
        write_assets(out);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A look-up that says nothing says why, and names the feed as people know it.
#[test]
fn a_check_without_a_feed_to_rely_on_says_why() {
    let all = all_samples();
    let (_, _, view) = all.iter().find(|(page, sample, _)| (*page, *sample) == ("case", "no_feed")).unwrap();
    for locale in Locale::ALL {
        let frame = frame(locale, view.as_ref());
        let text = view.render(&frame);
        assert!(text.contains(&frame.w(FeedGap::NeverRead)), "{locale:?}");
        assert!(text.contains(&frame.w(FeedFormat::Graph)) && !text.contains("graph:"), "{locale:?}");
    }
}

#[test]
fn board_customer_and_issue_lead_to_the_history_of_a_service() {
    let all = all_samples();
    for (name, state) in [("health", "board"), ("customer", "full"), ("issue", "open")] {
        let (_, _, view) = all.iter().find(|(page, sample, _)| (*page, *sample) == (name, state)).expect(name);
        let text = view.render(&frame(Locale::En, view.as_ref()));
        assert!(text.contains("href=\"/health/history?service=Exchange%20Online"), "{name}");
    }
}

/// The table counts the same days as the sentence below the bars, and the page says what such a day is.
#[test]
fn a_history_counts_the_days_that_are_not_known_in_one_way() {
    let all = all_samples();
    let text = |state: &str| {
        let (_, _, view) =
            all.iter().find(|(page, sample, _)| (*page, *sample) == ("history", state)).expect("history");
        view.render(&frame(Locale::En, view.as_ref()))
    };
    let (gaps, calm) = (text("all"), text("calm"));
    assert!(gaps.contains("not recorded 21"), "one day alone, and a run that ends in the middle of a day");
    assert!(gaps.contains("data-name=\"Not known for\">20\u{a0}days<"));
    assert!(gaps.contains("data-name=\"Not known for\">1\u{a0}day<"));
    let says = "no feed was read that would have told of it";
    assert!(gaps.contains(says) && !calm.contains(says));
}

fn write(out: &std::path::Path, name: &str, text: &str) {
    std::fs::create_dir_all(out).expect("a folder");
    std::fs::write(out.join(name), text).expect("a file");
}

/// The assets beside the samples, so that they look in a browser as they will.
fn write_assets(out: &std::path::Path) {
    let folder = out.join("assets");
    std::fs::create_dir_all(&folder).expect("a folder");
    for name in ["tierline.css", "tierline.js", "icons.svg", "mark.svg"] {
        let address = crate::asset(name);
        let (bytes, _) = crate::asset_file(address).expect("an asset");
        std::fs::write(folder.join(address.rsplit('/').next().expect("a name")), bytes).expect("a file");
    }
}

#[test]
fn a_chosen_theme_and_the_cloud_stand_on_the_root() {
    let (_, _, view) = all_samples().into_iter().find(|(page, ..)| *page == "home").expect("home");
    let mut frame = frame(Locale::En, view.as_ref());
    assert!(view.render(&frame).contains("<html lang=\"en\" data-cloud=\"public\">"));
    frame.theme = Theme::Dark;
    assert!(view.render(&frame).contains("data-theme=\"dark\""));
}

#[test]
fn what_was_done_is_said_once_and_only_for_known_words() {
    let (_, _, view) = all_samples().into_iter().find(|(page, ..)| *page == "home").expect("home");
    let mut frame = frame(Locale::En, view.as_ref());
    for word in crate::DONE {
        frame.done = Some((*word).to_owned());
        assert!(view.render(&frame).contains("role=\"status\" tabindex=\"-1\" autofocus"), "{word}");
    }
    frame.done = Some("<script>".to_owned());
    let document = view.render(&frame);
    assert!(!document.contains("<script>") && !document.contains("class=\"notice is-ok done\""));
}

#[test]
fn no_template_switches_the_escaping_off() {
    fn walk(folder: PathBuf) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("a text");
                assert!(!text.contains("|safe") && !text.contains("| safe"), "{}", path.display());
            }
        }
    }
    walk(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates"));
}
