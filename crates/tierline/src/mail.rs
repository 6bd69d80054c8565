//! The words of mails: written by the pages' own catalogue, for who sends them.

use tierline_app::{MailWords, Parcel};
use tierline_domain::{Language, ServiceRequest};
use tierline_render::{Locale, mail};

/// Writes mails as packets are written elsewhere.
pub(crate) struct PacketMail;

impl MailWords for PacketMail {
    fn words(&self, request: &ServiceRequest, parcel: &Parcel, language: Language) -> String {
        let locale = Locale::from(language);
        match parcel {
            Parcel::Request => mail::request(locale, request),
            Parcel::Note { event: Some(event), text, .. } => mail::happened(locale, request, event, text),
            Parcel::Note { event: None, text, author, .. } => mail::note(locale, request, text, author),
            Parcel::Withdrawal { reason, .. } => mail::withdrawal(locale, request, reason),
            Parcel::File { name, .. } => mail::file(locale, request, name),
        }
    }
}
