//! The words of what is sent as mail. Who sends it knows envelopes and headers; what stands in it, in the recipient's language, is
//! written elsewhere.

use tierline_domain::{Language, ServiceRequest};

use super::carrier::Parcel;

/// Writes the text of a mail.
pub trait MailWords: Send + Sync {
    /// What stands in the mail that brings a parcel, as plain text.
    fn words(&self, request: &ServiceRequest, parcel: &Parcel, language: Language) -> String;
}
