//! The shapes of Azure Support (Azure REST API specifications, Microsoft.Support 2024-04-01). What is not known is left aside when it is
//! read; what a ticket says that a desk has no field for, stands in the report.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::shape::shapes;

/// Where the interface begins, below an address or below a subscription.
pub const BASE: &str = "/providers/Microsoft.Support";
/// The version that is spoken.
pub const VERSION: &str = "2024-04-01";
/// The header with the partner's own token, beside that of the customer's tenant (authentication in several tenants, Azure
/// Resource Manager).
pub const AUXILIARY: &str = "x-ms-authorization-auxiliary";
/// The header with the address that says how an operation goes.
pub const ASYNC_OPERATION: &str = "azure-asyncoperation";
/// The type of a ticket, as names are checked for it.
pub const TICKETS: &str = "Microsoft.Support/supportTickets";
/// The type of a communication.
pub const COMMUNICATIONS: &str = "Microsoft.Support/communications";

/// A thing with its address and name, as the resource manager writes all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource<T> {
    /// Where it is.
    #[serde(default)]
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What it says.
    pub properties: T,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The things.
    pub value: Vec<T>,
    /// Where the list goes on.
    #[serde(rename = "nextLink", default, skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
}

/// What somebody else wrote as JSON, read.
///
/// # Errors
/// What does not fit.
pub fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(bytes)
}

shapes! {
    /// A support ticket.
    Ticket {
        /// The number that the provider gave it; of a desk, the desk's own.
        support_ticket_id: String,
        /// What happens, in whole.
        description: String,
        /// The address of the kind of problem.
        problem_classification_id: String,
        /// Its name.
        problem_classification_display_name: String,
        /// How badly it hits.
        severity: String,
        /// Whether somebody answers around the clock.
        require_24_x7_response: bool,
        /// Whether diagnostics of the customer's resources may be gathered: Yes or No.
        advanced_diagnostic_consent: String,
        /// What the provider's form asked, and what was answered.
        problem_scoping_questions: String,
        /// Whom the provider asks.
        contact_details: Contact,
        /// When an answer is due.
        service_level_agreement: Agreement,
        /// Who works on it.
        support_engineer: Engineer,
        /// One line.
        title: String,
        /// Since when.
        problem_start_time: DateTime<Utc>,
        /// The address of the service.
        service_id: String,
        /// Its name.
        service_display_name: String,
        /// Where it stands.
        status: String,
        /// When it was made.
        created_date: DateTime<Utc>,
        /// When anything last happened.
        modified_date: DateTime<Utc>,
        /// Where its files are put.
        file_workspace_name: String,
        /// What it is about.
        technical_ticket_details: Technical,
        /// What more is wanted of something that is limited.
        quota_ticket_details: Quota,
        /// Other consents: a desk asks for none.
        secondary_consent: Vec<Value>,
    }

    /// A person.
    Contact {
        /// The first part of their name.
        first_name: String,
        /// The rest of it.
        last_name: String,
        /// `email` or `phone`.
        preferred_contact_method: String,
        /// Their address.
        primary_email_address: String,
        /// Others who hear of it.
        additional_email_addresses: Vec<String>,
        /// Their number.
        phone_number: String,
        /// Their time zone, by Windows' name of it.
        preferred_time_zone: String,
        /// ISO 3166 code of three letters.
        country: String,
        /// Language and country, such as en-US.
        preferred_support_language: String,
    }

    /// When an answer is due.
    Agreement {
        /// When the clock began.
        start_time: DateTime<Utc>,
        /// When it runs out.
        expiration_time: DateTime<Utc>,
        /// How long it has, in minutes of the hours in which it runs: fewer than those between the other two.
        sla_minutes: i64,
    }

    /// Who works on it.
    Engineer {
        /// Their address.
        email_address: String,
    }

    /// What a ticket is about.
    Technical {
        /// The address of the resource.
        resource_id: String,
    }

    /// What more is wanted of something that is limited.
    Quota {
        /// Of what.
        quota_change_request_sub_type: String,
        /// In which form.
        quota_change_request_version: String,
        /// How much, where.
        quota_change_requests: Vec<QuotaChange>,
    }

    /// How much more is wanted in a region.
    QuotaChange {
        /// Which region.
        region: String,
        /// How much, in a form of the service's own.
        payload: String,
    }

    /// Something that was said.
    Communication {
        /// `web` or `phone`.
        communication_type: String,
        /// `inbound` to the provider, `outbound` from it.
        communication_direction: String,
        /// Who said it.
        sender: String,
        /// One line.
        subject: String,
        /// What was said.
        body: String,
        /// When.
        created_date: DateTime<Utc>,
    }

    /// A service that tickets can be about.
    Service {
        /// Its name.
        display_name: String,
        /// Kinds of resources.
        resource_types: Vec<String>,
    }

    /// A kind of problem with a service.
    Classification {
        /// Its name.
        display_name: String,
        /// Consents that it asks for.
        secondary_consent_enabled: Vec<Value>,
    }

    /// A question whether a name is free.
    NameCheck {
        /// The name.
        name: String,
        /// For what.
        #[serde(rename = "type")]
        kind: String,
    }

    /// Whether a name is free.
    NameAnswer {
        /// Whether.
        name_available: bool,
        /// Why not.
        reason: String,
        /// Why not, in a sentence.
        message: String,
    }

    /// A place where files are put.
    Workspace {
        /// When it was made.
        created_on: DateTime<Utc>,
    }

    /// A file that is put there piece by piece.
    File {
        /// When it was announced.
        created_on: DateTime<Utc>,
        /// Bytes of each piece but the last.
        chunk_size: i64,
        /// Bytes.
        file_size: i64,
        /// Pieces.
        number_of_chunks: i64,
    }

    /// A piece of a file.
    Chunk {
        /// Its bytes, in base64.
        content: String,
        /// Which one, from 0.
        chunk_index: i64,
    }

    /// How an operation goes.
    Operation {
        /// Its address.
        id: String,
        /// Its name.
        name: String,
        /// Where it stands: `Succeeded` and others.
        status: String,
        /// When it began.
        start_time: DateTime<Utc>,
        /// When it ended.
        end_time: DateTime<Utc>,
        /// How far it is.
        percent_complete: f64,
        /// Why it failed.
        error: Fault,
    }

    /// An error, as the resource manager writes one.
    Refused {
        /// What it is.
        error: Fault,
    }

    /// What went wrong.
    Fault {
        /// A word for it.
        code: String,
        /// A sentence.
        message: String,
        /// What it is about.
        target: String,
        /// All that is wrong.
        details: Vec<Fault>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_ticket_has_the_names_of_the_contract() {
        let sent = json!({"title": "A", "require24X7Response": true, "problemClassificationId": "/p",
            "contactDetails": {"primaryEmailAddress": "a@b.example"}, "quotaTicketDetails": {"quotaChangeRequests": [{"region": "x"}]},
            "supportPlanType": "left aside", "secondaryConsent": null});
        let ticket: Ticket = serde_json::from_value(sent).unwrap();
        assert_eq!((ticket.require_24_x7_response, ticket.secondary_consent.as_ref()), (Some(true), None));
        let told = serde_json::to_value(&ticket).unwrap();
        assert_eq!(told["require24X7Response"], true);
        assert_eq!(told["contactDetails"], json!({"primaryEmailAddress": "a@b.example"}));
        assert_eq!(told["quotaTicketDetails"]["quotaChangeRequests"][0]["region"], "x");
    }
}
