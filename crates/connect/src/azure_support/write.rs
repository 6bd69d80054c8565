//! What of a request goes into a ticket, and how a file is cut into pieces.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tierline_app::azure_support::{contact, wire};
use tierline_domain::{EntryId, Packet, SUPPORT_CHUNK_BYTES, SUPPORT_FILE_BYTES, ServiceRequest, SupportSeverity};

/// The languages that the provider supports in, by the beginning of their tags (Microsoft.Support 2024-04-01, contact profile).
const LANGUAGES: &[&str] = &["en", "zh", "es", "fr", "ja", "ko", "ru", "pt", "it", "de"];

/// A request as a ticket. Nobody consented to diagnostics: the provider asks for that where it needs it.
pub(super) fn ticket(request: &ServiceRequest, service: String, kind: String) -> wire::Ticket {
    let packet = &request.packet;
    wire::Ticket {
        title: Some(packet.title.clone()),
        description: Some(description(packet)),
        severity: Some(SupportSeverity::of(packet.severity).word().to_owned()),
        advanced_diagnostic_consent: Some("No".to_owned()),
        service_id: Some(service),
        problem_classification_id: Some(kind),
        problem_start_time: packet.started_at,
        contact_details: Some(person(packet)),
        ..wire::Ticket::default()
    }
}

/// The partner's contact; in English where the provider does not support in its language.
fn person(packet: &Packet) -> wire::Contact {
    let given = contact(&packet.sender.contact);
    let language = given.preferred_support_language.filter(|tag| LANGUAGES.iter().any(|known| tag.starts_with(known)));
    wire::Contact {
        preferred_support_language: Some(language.unwrap_or_else(|| "en-US".to_owned())),
        preferred_time_zone: Some(given.preferred_time_zone.unwrap_or_else(|| "UTC".to_owned())),
        ..given
    }
}

/// Everything that the recipient needs and the ticket has no field for, each once: what the description says is not said again.
fn description(packet: &Packet) -> String {
    let mut lines = vec![packet.description.clone(), String::new()];
    let is_new = |text: &&str| !text.trim().is_empty() && !packet.is_described(text);
    let mut line = |label: &str, text: Option<&str>| {
        lines.extend(text.filter(is_new).map(|text| format!("{label}: {text}")));
    };
    line("Business impact", Some(&packet.business_impact));
    line("Region", packet.region.as_deref());
    line("Affected users", packet.affected_users.map(|count| count.to_string()).as_deref());
    line("Error", packet.error_text.as_deref());
    line("Correlation ids", Some(&packet.correlation_ids.join(", ")));
    line("Support topic", packet.support_topic.as_deref());
    line("Why it is yours", packet.category_reason.as_deref());
    line("To see it", packet.grounds.steps.as_deref());
    line("Seen", packet.grounds.seen.as_deref());
    line("Expected", packet.grounds.expected.as_deref());
    line("Follows", Some(&packet.follows.join(", ")));
    line("Health issue that has ended", packet.post_outage.as_deref());
    if let Some(health) = &packet.health {
        let issues = if health.issues.is_empty() { String::new() } else { format!(": {}", health.issues.join(", ")) };
        line("Service health", Some(&format!("{} at {}{issues}", health.result, health.checked_at.to_rfc3339())));
    }
    for step in packet.steps_apart() {
        let result = step.result.as_deref().map(|text| format!(" ({text})")).unwrap_or_default();
        line("Tried", Some(&format!("{}: {}{result}", step.action, step.outcome)));
    }
    lines.join("\n")
}

/// A file on its way, cut into pieces.
pub(super) struct File<'a> {
    entry: EntryId,
    name: &'a str,
    bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// None where the provider takes none that is so large.
    pub(super) fn of(entry: EntryId, name: &'a str, bytes: &'a [u8]) -> Option<Self> {
        (bytes.len() <= SUPPORT_FILE_BYTES).then_some(Self { entry, name, bytes })
    }

    /// Its name there: its own, with a part of our identifier, so that two files of one name stay two.
    pub(super) fn name(&self) -> String {
        let short = &self.entry.uuid().simple().to_string()[24..];
        let (stem, ending) = self.name.rsplit_once('.').unwrap_or((self.name, ""));
        let plain = |text: &str, most: usize| -> String {
            let all = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' });
            all.take(most).collect()
        };
        let ending = if ending.is_empty() { String::new() } else { format!(".{}", plain(ending, 10)) };
        format!("{}-{short}{ending}", plain(stem, 60))
    }

    /// The announcement.
    pub(super) fn announced(&self) -> Value {
        let pieces = self.bytes.len().div_ceil(SUPPORT_CHUNK_BYTES).max(1);
        let size = self.bytes.len().min(SUPPORT_CHUNK_BYTES);
        json!({ "properties": { "fileSize": self.bytes.len(), "chunkSize": size, "numberOfChunks": pieces } })
    }

    /// The pieces, each as it is sent.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Value> {
        let pieces = self.bytes.chunks(SUPPORT_CHUNK_BYTES).enumerate();
        pieces.map(|(index, piece)| json!({ "chunkIndex": index, "content": STANDARD.encode(piece) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_description_says_is_not_said_again() {
        let packet = serde_json::json!({
            "sender": { "organization": "Northgate", "partner_kind": "direct_bill",
                "contact": { "name": "Maren Holt", "email": "maren@northgate.example" } },
            "customer": { "name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": "t", "country": "PL",
                "relationship": "reseller", "delegated_admin": null, "others": 0 },
            "cloud": "public", "service": "Key Vault", "product_family": "azure", "region": null, "support_topic": null,
            "title": "Secrets cannot be read", "description": "Read a secret.\nTime-out. Tried: rotated the key, no change.",
            "business_impact": "No orders.", "severity": "critical", "category": "bug_or_irregularity",
            "category_reason": null, "grounds": { "steps": "Read a secret.", "seen": "Time-out.", "expected": "The secret." },
            "started_at": null, "reported_at": "2026-09-15T10:00:00Z", "affected_users": null, "error_text": null,
            "correlation_ids": [], "health": null, "post_outage": null, "follows": ["P-7 (R-1031)"],
            "steps": [{ "at": "2026-09-15T10:00:00Z", "area": "settings", "means": "with_customer",
                "action": "rotated the key", "outcome": "no_change", "result": null }], "files": [],
        });
        let told = description(&serde_json::from_value(packet).unwrap());
        assert_eq!(told.matches("Read a secret.").count() + told.matches("rotated the key").count(), 2, "{told}");
        assert!(told.ends_with("Business impact: No orders.\nExpected: The secret.\nFollows: P-7 (R-1031)"), "{told}");
    }

    #[test]
    fn a_file_is_cut_into_pieces_that_are_announced() {
        let bytes = vec![7; SUPPORT_CHUNK_BYTES + 5];
        let file = File::of(EntryId(uuid::Uuid::from_u128(0xabcd)), "Spur für Łódź.har", &bytes).unwrap();
        assert_eq!(file.announced()["properties"]["numberOfChunks"], 2);
        assert_eq!(file.pieces().count(), 2);
        assert_eq!(file.name(), "Spur_f_r___d_-0000abcd.har");
        assert!(File::of(EntryId(uuid::Uuid::nil()), "a", &vec![0; SUPPORT_FILE_BYTES + 1]).is_none());
    }
}
