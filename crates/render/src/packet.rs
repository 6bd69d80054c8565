//! The packet as it is read: exactly what the recipient gets, and what stays behind.

use askama::Template;
use tierline_domain::{Packet, PacketStep, StepArea, catalogue::PortalField};

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
    fn grounds(&self) -> Vec<(String, String)> {
        self.p.grounds.entries().into_iter().map(|(name, text)| (self.f.t(key("field", name)), text)).collect()
    }

    fn contact(&self) -> Html {
        let contact = &self.p.sender.contact;
        let rest: Vec<String> = [&contact.phone, &contact.time_zone, &contact.language]
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
        PortalField::ContactPreferences => [&contact.time_zone, &contact.language, &contact.country]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    }
}
