//! What is copied into a portal's form, or written in a mail: together the fields say all that the packet says.

use tierline_domain::{
    Category, Packet,
    catalogue::{PortalField, portal_fields},
};

use crate::{
    Frame, Locale,
    label::key,
    packet::{PacketView, language_name},
    t,
};

/// What goes into a field of a portal's form. The portal speaks English, whatever the agent speaks.
pub(crate) fn portal_value(field: PortalField, p: &Packet) -> String {
    value(Locale::En, p.product_family.map(portal_fields).unwrap_or_default(), field, p)
}

/// What goes into a field of a form that asks for these, in a language.
pub(crate) fn value(locale: Locale, form: &[PortalField], field: PortalField, p: &Packet) -> String {
    let contact = &p.sender.contact;
    match field {
        // The five categories are what only the provider's engineers mend; the rest is about accounts and subscriptions.
        PortalField::IssueType if p.category == Category::AccountRequest => "Subscription management".to_owned(),
        PortalField::IssueType => "Technical".to_owned(),
        PortalField::Subscription if p.customer.subscriptions.is_empty() => p.customer.tenant_id.clone(),
        PortalField::Subscription => p.customer.subscriptions.join(", "),
        PortalField::Service => p.service.clone().unwrap_or_default(),
        PortalField::SupportTopic => p.support_topic.clone().unwrap_or_default(),
        PortalField::Title => p.title.clone(),
        PortalField::StartedAt => p.started_at.map(moment).unwrap_or_default(),
        PortalField::Description => description(locale, form, p),
        PortalField::Severity => {
            let word = t(locale, &key("severity", p.severity.word()), &[]);
            format!("{}, {}", p.severity.letter(), word.to_lowercase())
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
            let language = contact.language.as_deref().map(|tag| language_name(locale, tag));
            [contact.time_zone.clone(), language, contact.country.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// The description, and below it what the form has no field of its own for: a portal gets as much as any other recipient.
fn description(locale: Locale, form: &[PortalField], p: &Packet) -> String {
    let f = Frame::new(locale, chrono_tz::UTC, p.reported_at);
    let view = PacketView { f: &f, p };
    let mut lines = circumstances(&view, form);
    lines.extend(evidence(&view));
    if lines.is_empty() {
        return p.description.clone();
    }
    format!("{}\n\n{}", p.description, lines.join("\n"))
}

/// What happens where, since when and to how many.
fn circumstances(view: &PacketView<'_>, form: &[PortalField]) -> Vec<String> {
    let (f, p) = (view.f, view.p);
    let asked = |field: PortalField| form.contains(&field);
    let mut lines = Vec::new();
    let mut line = |name: &str, value: &str| lines.push(format!("{}: {value}", f.t(name)));
    if let Some(service) = p.service.as_deref().filter(|_| !asked(PortalField::Service)) {
        line("field-service", service);
    }
    if let Some(region) = p.region.as_deref().filter(|region| !p.is_described(region)) {
        line("field-region", region);
    }
    let since = p.started_at.map(moment).filter(|since| !asked(PortalField::StartedAt) && !p.is_described(since));
    if let Some(since) = since {
        line("field-started-at", &since);
    }
    if let Some(users) =
        p.affected_users.map(|users| users.to_string()).filter(|count| !p.business_impact.contains(count))
    {
        line("field-affected-users", &users);
    }
    if !p.follows.is_empty() {
        line("packet-follows", &p.follows.join(", "));
    }
    if p.customer.others > 0 {
        lines.push(f.m("packet-others").n("count", p.customer.others).to_string());
    }
    lines
}

/// What was found out.
fn evidence(view: &PacketView<'_>) -> Vec<String> {
    let (f, p) = (view.f, view.p);
    let mut lines = Vec::new();
    let mut line = |name: &str, value: &str| lines.push(format!("{name}: {value}"));
    let reason = p.category_reason.as_ref().map(|reason| format!(". {reason}")).unwrap_or_default();
    line(&f.t("field-category"), &format!("{}{reason}", f.w(p.category)));
    for (name, text) in view.grounds() {
        line(&name, &text);
    }
    if let Some(text) = view.error_text() {
        line(&f.t("field-error-text"), text);
    }
    let ids = view.correlation_ids();
    if !ids.is_empty() {
        line(&f.t("field-correlation-ids"), &ids);
    }
    if let Some(health) = &p.health {
        let mut said = vec![f.w(health.result), moment(health.checked_at)];
        said.extend(health.gap.map(|gap| f.w(gap)));
        said.extend(health.issues.iter().cloned());
        line(&f.t("rung-health-checked"), &said.join(", "));
    }
    for (number, step) in p.steps_apart().iter().enumerate() {
        let result = step.result.as_ref().map(|result| format!(" ({result})")).unwrap_or_default();
        let told = format!("{}, {}, {}{result}", f.w(step.area), step.action, f.w(step.outcome).to_lowercase());
        line(&format!("{} {}", f.t("rung-troubleshot"), number + 1), &told);
    }
    lines
}

#[cfg(test)]
mod tests {
    use tierline_domain::{PacketHealth, catalogue::ProductFamily};

    use super::*;
    use crate::sample::packet;

    /// What an agent copies into a form, field by field.
    fn copied(p: &Packet) -> String {
        let form = portal_fields(p.product_family.unwrap());
        form.iter().map(|field| portal_value(*field, p)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_portal_gets_all_that_another_recipient_gets() {
        for family in [ProductFamily::Microsoft365, ProductFamily::Azure, ProductFamily::Dynamics365] {
            let mut p = Packet { product_family: Some(family), region: Some("West Europe".into()), ..packet() };
            p.description = "Nothing is said here.".into();
            p.error_text = Some("0x8004010F".into());
            p.correlation_ids = vec!["c5a1-77".into()];
            p.affected_users = Some(37);
            p.category_reason = Some("Repeatable.".into());
            p.customer.others = 2;
            let text = copied(&p);
            let health: PacketHealth = p.health.clone().unwrap();
            let since = moment(p.started_at.unwrap());
            let checked = moment(health.checked_at);
            for said in [
                p.service.as_deref().unwrap(),
                "West Europe",
                "0x8004010F",
                "c5a1-77",
                "37",
                "Repeatable.",
                "2 other customers",
                &since,
                &checked,
                &p.steps[0].action,
                p.grounds.entries()[0].1.as_str(),
            ] {
                assert!(text.contains(said), "{family}: {said} is missing:\n{text}");
            }
        }
    }

    #[test]
    fn what_the_description_tells_is_not_told_twice() {
        let mut p =
            Packet { product_family: Some(ProductFamily::Azure), region: Some("West Europe".into()), ..packet() };
        p.description = "Since noon, in West Europe only.".into();
        assert_eq!(copied(&p).matches("West Europe").count(), 1);
    }

    #[test]
    fn a_subscription_is_named_by_its_own_identifier() {
        let mut p = packet();
        assert_eq!(portal_value(PortalField::Subscription, &p), p.customer.tenant_id);
        p.customer.subscriptions = vec!["sub-1".into(), "sub-2".into()];
        assert_eq!(portal_value(PortalField::Subscription, &p), "sub-1, sub-2");
    }

    #[test]
    fn the_kind_of_request_is_one_that_the_portal_knows() {
        let of = |category| portal_value(PortalField::IssueType, &Packet { category, ..packet() });
        assert_eq!(of(Category::BugOrIrregularity), "Technical");
        assert_eq!(of(Category::AccountRequest), "Subscription management");
    }
}
