//! The packet as it is read: exactly what the recipient gets, and what stays behind.

use askama::Template;
use tierline_domain::{Language, Packet, PacketStep, StepArea, catalogue::PortalField};

use crate::{Frame, Html, Locale, label::key, page::html, t};

#[derive(Template)]
#[template(path = "part/packet.html")]
struct PacketView<'a> {
    f: &'a Frame,
    p: &'a Packet,
}

/// The packet as a list of names and values.
pub(crate) fn packet(f: &Frame, p: &Packet) -> Html {
    html(&PacketView { f, p })
}

impl PacketView<'_> {
    /// Whether the description says it already, word by word: what was composed from the evidence stands there once.
    fn is_described(&self, text: &str) -> bool {
        !text.is_empty() && self.p.description.contains(text)
    }

    fn grounds(&self) -> Vec<(String, String)> {
        let entries = self.p.grounds.entries().into_iter().filter(|(_, text)| !self.is_described(text));
        entries.map(|(name, text)| (self.f.t(key("field", name)), text)).collect()
    }

    fn error_text(&self) -> Option<&str> {
        self.p.error_text.as_deref().filter(|text| !self.is_described(text))
    }

    fn correlation_ids(&self) -> String {
        let ids = self.p.correlation_ids.iter().filter(|id| !self.is_described(id));
        ids.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The steps, unless the description tells each of them.
    fn steps(&self) -> &[PacketStep] {
        let told = |step: &PacketStep| {
            self.is_described(&step.action) && step.result.as_deref().is_none_or(|text| self.is_described(text))
        };
        if self.p.steps.iter().all(told) { &[] } else { &self.p.steps }
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
fn language_name(locale: Locale, tag: &str) -> String {
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

/// What goes into a field of a portal's form. The portal speaks English, whatever the agent speaks.
pub(crate) fn portal_value(field: PortalField, p: &Packet) -> String {
    let word = |prefix: &str, word: &str| t(Locale::En, &key(prefix, word), &[]);
    let contact = &p.sender.contact;
    match field {
        PortalField::IssueType => word("category", p.category.word()),
        PortalField::Subscription => p.customer.tenant_id.clone(),
        PortalField::Environment => p.region.clone().unwrap_or_default(),
        PortalField::Service => p.service.clone().unwrap_or_default(),
        PortalField::SupportTopic => p.support_topic.clone().unwrap_or_default(),
        PortalField::Title => p.title.clone(),
        PortalField::StartedAt => {
            p.started_at.map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default()
        }
        PortalField::Description => p.description.clone(),
        PortalField::Severity => {
            format!("{}, {}", p.severity.letter(), word("severity", p.severity.word()).to_lowercase())
        }
        PortalField::BusinessImpact => p.business_impact.clone(),
        PortalField::Files => p.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>().join(", "),
        PortalField::Contact => [Some(&contact.name), Some(&contact.email), contact.phone.as_ref()]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
        PortalField::ContactPreferences => {
            let language = contact.language.as_deref().map(|tag| language_name(Locale::En, tag));
            [contact.time_zone.clone(), language, contact.country.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
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
