//! The packet as it is read: exactly what the recipient gets, and what stays behind.

use askama::Template;
use tierline_domain::{Language, Packet, PacketStep, StepArea};

use crate::{Frame, Html, Locale, label::key, page::html, t};

#[derive(Template)]
#[template(path = "part/packet.html")]
pub(crate) struct PacketView<'a> {
    pub(crate) f: &'a Frame,
    pub(crate) p: &'a Packet,
}

/// The packet as a list of names and values.
pub(crate) fn packet(f: &Frame, p: &Packet) -> Html {
    html(&PacketView { f, p })
}

impl PacketView<'_> {
    pub(crate) fn grounds(&self) -> Vec<(String, String)> {
        let entries = self.p.grounds.entries().into_iter().filter(|(_, text)| !self.p.is_described(text));
        entries.map(|(name, text)| (self.f.t(key("field", name)), text)).collect()
    }

    pub(crate) fn error_text(&self) -> Option<&str> {
        self.p.error_text.as_deref().filter(|text| !self.p.is_described(text))
    }

    pub(crate) fn correlation_ids(&self) -> String {
        let ids = self.p.correlation_ids.iter().filter(|id| !self.p.is_described(id));
        ids.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    fn contact(&self) -> Html {
        let contact = &self.p.sender.contact;
        let language = contact.language.as_deref().map(|tag| language_name(self.f.locale(), tag));
        let rest: Vec<String> = [contact.phone.as_deref(), contact.time_zone.as_deref(), language.as_deref()]
            .into_iter()
            .flatten()
            .map(|part| crate::html::bdi(part).0)
            .collect();
        Html(format!(
            "{}, {}{}{}",
            crate::html::bdi(&contact.name),
            crate::html::bdi(&contact.email),
            if rest.is_empty() { "" } else { ", " },
            rest.join(", ")
        ))
    }
}

/// A language as a person calls it; its tag where the desk has no name for it.
pub(crate) fn language_name(locale: Locale, tag: &str) -> String {
    Language::from_word(tag)
        .map_or_else(|| tag.to_owned(), |language| t(locale, &key("language", language.word()), &[]))
}

/// How many steps there are in each area: what a recipient looks at first.
pub(crate) fn step_counts(f: &Frame, steps: &[PacketStep]) -> String {
    let counts: Vec<String> = StepArea::ALL
        .iter()
        .map(|area| format!("{} {}", f.w(area).to_lowercase(), steps.iter().filter(|step| step.area == *area).count()))
        .collect();
    counts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_description_says_is_not_said_again_in_rows() {
        let f = Frame::new(Locale::En, chrono_tz::UTC, crate::sample::at("2026-09-15T11:52:00Z"));
        let mut told = crate::sample::packet();
        told.error_text = Some("0x8004010F".to_owned());
        told.correlation_ids = vec!["c5a1-77".to_owned(), "c5a1-78".to_owned()];
        let apart = packet(&f, &told).0;
        assert!(apart.contains("<dd dir=\"auto\">0x8004010F</dd>") && apart.contains("c5a1-77, c5a1-78"));
        told.description.push_str("\nError text: 0x8004010F\nCorrelation ids: c5a1-77");
        let once = packet(&f, &told).0;
        assert_eq!((once.matches("0x8004010F").count(), once.matches("c5a1-77").count()), (1, 1));
        assert!(once.contains("c5a1-78"), "only what is said is left out");
    }

    #[test]
    fn a_language_is_said_by_its_name() {
        assert_eq!(language_name(Locale::Pl, "ru"), "rosyjski");
        assert_eq!(language_name(Locale::En, "de"), "de");
    }
}
