//! Mails to the recipient of a service request, as plain text: what a portal's form would get, and what follows it.

use chrono::{DateTime, Utc};
use tierline_domain::{
    EmergencyOpening, Packet, PersonLinkKind, SecurityNews, ServiceRequest, Severity, catalogue::PortalField,
};

use crate::{Frame, Locale, label::key, message::Message, portal::value, t};

/// What stands in a mail, in its order. A mailbox has no form: what some portal asks for and the description says is left to that.
const FORM: &[PortalField] = &[
    PortalField::Title,
    PortalField::Severity,
    PortalField::Service,
    PortalField::SupportTopic,
    PortalField::StartedAt,
    PortalField::Description,
    PortalField::BusinessImpact,
    PortalField::Files,
    PortalField::Contact,
    PortalField::ContactPreferences,
];

/// The event of a note that says how many cases a request carries by now.
const CASES: &str = "cases";
/// The event of a note that says that what was solved is not.
const REOPENING: &str = "reopening";

/// A service request.
#[must_use]
pub fn request(locale: Locale, request: &ServiceRequest) -> String {
    let packet = &request.packet;
    let mut text = about(locale, "mail-intro", request).s("recipient", &request.recipient.name).to_string();
    text.push_str("\n\n");
    text.push_str(&on_behalf(locale, packet));
    for field in FORM {
        let said = value(locale, FORM, *field, packet);
        if !said.is_empty() {
            text.push_str(&format!("\n{}:\n{said}\n", t(locale, &key("portal", field.word()), &[])));
        }
    }
    let ticket = about(locale, "mail-ticket", request);
    text.push_str(&format!("\n-- \n{}\n{ticket}\n", about(locale, "mail-answer", request)));
    text
}

/// Whom it is filed for, and under what.
fn on_behalf(locale: Locale, packet: &Packet) -> String {
    let f = Frame::new(locale, chrono_tz::UTC, packet.reported_at);
    let customer = &packet.customer;
    let name = [&customer.name, &customer.domain, &customer.country].map(String::as_str);
    let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
    let mut lines = vec![format!("{}: {}", f.t("packet-behalf"), name.join(", "))];
    lines.push(format!("{}: {}", f.t("field-tenant-id"), customer.tenant_id));
    if !customer.subscriptions.is_empty() {
        lines.push(format!("{}: {}", f.t("portal-subscription"), customer.subscriptions.join(", ")));
    }
    let delegated = customer.delegated_admin.as_ref();
    let delegated = delegated.map(|name| format!(", {}", f.m("packet-delegated").s("name", name)));
    let under = format!("{}{}", f.w(customer.relationship), delegated.unwrap_or_default());
    lines.push(format!("{}: {under}", f.t("packet-under")));
    lines.push(String::new());
    lines.join("\n")
}

/// A note.
#[must_use]
pub fn note(locale: Locale, request: &ServiceRequest, text: &str, author: &str) -> String {
    let by = about(locale, "mail-note-by", request).s("who", author);
    closed(locale, request, &format!("{text}\n\n{by}"))
}

/// What happened without anybody writing a note: the text is its data, or what still happens where it is not solved.
#[must_use]
pub fn happened(locale: Locale, request: &ServiceRequest, event: &str, text: &str) -> String {
    let words = match (event, text.parse::<i64>()) {
        (CASES, Ok(count)) => about(locale, "mail-cases", request).n("count", count).to_string(),
        (REOPENING, _) => format!("{}\n\n{text}", about(locale, "mail-reopened", request)),
        _ => format!("{event}: {text}"),
    };
    closed(locale, request, &words)
}

/// The request has another severity.
#[must_use]
pub fn rating(locale: Locale, request: &ServiceRequest, severity: Severity, author: &str) -> String {
    let says = about(locale, "mail-rated", request).s("severity", t(locale, &key("severity", severity.word()), &[]));
    let says = says.s("author", author);
    closed(locale, request, &says.to_string())
}

/// The request is taken back.
#[must_use]
pub fn withdrawal(locale: Locale, request: &ServiceRequest, reason: &str) -> String {
    closed(locale, request, &format!("{}\n\n{reason}", about(locale, "mail-withdrawn", request)))
}

/// A file.
#[must_use]
pub fn file(locale: Locale, request: &ServiceRequest, name: &str) -> String {
    format!("{}\n", about(locale, "mail-file", request).s("file", name))
}

/// A test message: subject and text.
#[must_use]
pub fn sample(locale: Locale, organization: &str, by: &str) -> (String, String) {
    let said = |name| Message::new(locale, name).s("organization", organization).s("by", by).to_string();
    (said("mail-sample-subject"), format!("{}\n", said("mail-sample")))
}

/// A letter with the link by which a person chooses a password: subject and text. `from` is the organization in whose name it is sent,
/// and who sends it, where a person does; how its own support is reached, where it says so.
#[must_use]
pub fn person(
    locale: Locale,
    kind: PersonLinkKind,
    (organization, by): (&str, Option<&str>),
    link: &str,
    (until, support): (DateTime<Utc>, &str),
) -> (String, String) {
    let (subject, text) = match (kind, by) {
        (PersonLinkKind::Invitation, _) => ("mail-invitation-subject", "mail-invitation"),
        (PersonLinkKind::Reset, None) => ("mail-reset-subject", "mail-reset"),
        (PersonLinkKind::Reset, Some(_)) => ("mail-reset-subject", "mail-reset-by"),
    };
    let subject = Message::new(locale, subject).s("organization", organization).to_string();
    let text = Message::new(locale, text)
        .s("organization", organization)
        .s("by", by.unwrap_or(organization))
        .s("link", link)
        .s("time", until.format("%Y-%m-%d %H:%M UTC").to_string());
    (subject, format!("{text}\n{}", reached(locale, support)))
}

/// How the organization's own support is reached, below a letter; nothing where it says nothing.
fn reached(locale: Locale, support: &str) -> String {
    if support.is_empty() { String::new() } else { format!("\n{} {support}\n", t(locale, "mail-support", &[])) }
}

/// A letter to a person of what changed of how their account is opened: subject and text. `link` is where they ask for another password.
#[must_use]
pub fn security(
    locale: Locale,
    (organization, support): (&str, &str),
    news: &SecurityNews,
    link: &str,
) -> (String, String) {
    let what = t(locale, &key("security-change", news.change.word()), &[]);
    let subject = Message::new(locale, "mail-security-subject").s("organization", organization).to_string();
    let text = match &news.by {
        None => Message::new(locale, "mail-security"),
        Some(by) => Message::new(locale, "mail-security-by").s("by", by),
    };
    let text = text
        .s("what", what)
        .s("organization", organization)
        .s("address", news.address.as_deref().unwrap_or("–"))
        .s("link", link)
        .s("time", news.at.format("%Y-%m-%d %H:%M UTC").to_string());
    (subject, format!("{text}\n{}", reached(locale, support)))
}

/// A letter to a Global admin that somebody came in by emergency access: subject and text.
#[must_use]
pub fn emergency(locale: Locale, organization: &str, opening: &EmergencyOpening, link: &str) -> (String, String) {
    let subject = Message::new(locale, "mail-emergency-subject").s("organization", organization).to_string();
    let text = Message::new(locale, "mail-emergency")
        .s("organization", organization)
        .s("name", &opening.name)
        .s("reason", &opening.reason)
        .s("address", opening.address.as_deref().unwrap_or("–"))
        .s("link", link)
        .s("time", opening.at.format("%Y-%m-%d %H:%M UTC").to_string());
    (subject, format!("{text}\n"))
}

/// The words with what they are about below them.
fn closed(locale: Locale, request: &ServiceRequest, words: &str) -> String {
    format!("{words}\n\n-- \n{}\n", about(locale, "mail-about", request))
}

/// A message that names the request.
fn about<'k>(locale: Locale, name: &'k str, request: &ServiceRequest) -> Message<'k> {
    Message::new(locale, name)
        .s("number", &request.number)
        .s("title", &request.title)
        .s("partner", &request.packet.sender.organization)
}

#[cfg(test)]
mod tests {
    use tierline_domain::SecurityChange;

    use super::*;

    fn sent() -> ServiceRequest {
        let mut request = crate::sample::request().remove(0).1.request;
        request.number = "R-1042".to_owned();
        request.packet = crate::sample::packet();
        request.packet.customer.others = 2;
        request
    }

    #[test]
    fn a_mail_says_all_that_the_packet_says_in_the_recipients_language() {
        for (locale, words) in [
            (Locale::En, "Answer this mail"),
            (Locale::Ru, "Ответьте на это письмо"),
            (Locale::Pl, "Odpowiedz na tę wiadomość"),
        ] {
            let (request, text) = (sent(), self::request(locale, &sent()));
            let packet = &request.packet;
            for said in [
                words,
                "R-1042.json",
                &packet.title,
                &packet.description,
                &packet.business_impact,
                &packet.customer.tenant_id,
                &packet.sender.organization,
                &packet.sender.contact.email,
                packet.service.as_deref().unwrap(),
                &packet.steps[0].action,
                packet.grounds.entries()[0].1.as_str(),
            ] {
                assert!(text.contains(said), "{said} is missing:\n{text}");
            }
            assert!(!text.contains('⟦') && !text.contains("{$") && !text.contains('<'), "{text}");
        }
    }

    #[test]
    fn a_letter_to_a_person_has_its_link_and_its_end_in_each_language() {
        let until = "2026-09-15T12:30:00Z".parse().unwrap();
        for locale in Locale::ALL {
            for (kind, by) in [
                (PersonLinkKind::Invitation, Some("Ida Lund")),
                (PersonLinkKind::Reset, None),
                (PersonLinkKind::Reset, Some("Ida Lund")),
            ] {
                let from = ("Northgate Cloud Partners", by);
                let (subject, text) =
                    person(locale, kind, from, "https://desk.example/welcome/tlp_x", (until, "+48 22 555 01 00"));
                assert!(text.contains("+48 22 555 01 00"), "{text}");
                assert!(text.contains("\nhttps://desk.example/welcome/tlp_x\n"), "on a line of its own: {text}");
                assert!(text.contains("2026-09-15 12:30 UTC") && subject.contains("Northgate"), "{subject}: {text}");
                assert_eq!(text.contains("Ida Lund"), by.is_some(), "{text}");
                assert!(!text.contains('⟦') && !text.contains("{$") && !subject.contains('⟦'), "{text}");
            }
        }
    }

    #[test]
    fn a_letter_of_a_changed_account_says_what_when_from_where_and_what_to_do_in_each_language() {
        let at = "2026-09-15T12:30:00Z".parse().unwrap();
        for locale in Locale::ALL {
            let mut said = std::collections::BTreeSet::new();
            for change in SecurityChange::ALL {
                for by in [None, Some("Ida Lund".to_owned())] {
                    let news = SecurityNews { change: *change, at, by, address: Some("198.51.100.24".to_owned()) };
                    let from = ("Northgate Cloud Partners", "+48 22 555 01 00");
                    let (subject, text) = security(locale, from, &news, "https://desk.example/forgotten");
                    assert_eq!(text.contains("Ida Lund"), news.by.is_some(), "{text}");
                    for part in
                        ["198.51.100.24", "2026-09-15 12:30 UTC", "\nhttps://desk.example/forgotten\n", "+48 22"]
                    {
                        assert!(text.contains(part), "{part}: {text}");
                    }
                    assert!(subject.contains("Northgate") && !subject.contains('⟦'), "{subject}");
                    assert!(!text.contains('⟦') && !text.contains("{$"), "{text}");
                    let _ = said.insert(text);
                }
            }
            assert_eq!(said.len(), 2 * SecurityChange::ALL.len(), "each change has words of its own");
        }
    }

    #[test]
    fn what_follows_names_its_request() {
        let request = sent();
        for text in [
            note(Locale::En, &request, "Build 24.1", "Maren Holt"),
            happened(Locale::Pl, &request, CASES, "3"),
            happened(Locale::Ru, &request, REOPENING, "Calendars stay empty"),
            happened(Locale::En, &request, "edit", "title"),
            withdrawal(Locale::En, &request, "It went away"),
            file(Locale::Ru, &request, "trace.txt"),
        ] {
            assert!(text.contains("R-1042") && !text.contains('⟦') && !text.contains("{$"), "{text}");
        }
        assert!(happened(Locale::Pl, &request, CASES, "3").contains("3 spraw"));
    }
}
