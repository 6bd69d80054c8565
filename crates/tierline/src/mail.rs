//! The words of mails: written by the pages' own catalogue, for who sends them.

use std::sync::{Arc, OnceLock};

use tierline_app::{MailWords, Parcel, PersonMail, PersonSays, PersonWords, Sample, Written};
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
            Parcel::Rating { severity, author, .. } => mail::rating(locale, request, *severity, author),
            Parcel::Withdrawal { reason, .. } => mail::withdrawal(locale, request, reason),
            Parcel::File { name, .. } => mail::file(locale, request, name),
        }
    }

    fn sample(&self, sample: &Sample) -> Written {
        let (subject, text) = mail::sample(Locale::from(sample.language), &sample.organization, &sample.by);
        Written { subject, text }
    }
}

/// Writes the desk's own mails, with links to the address that people type.
pub(crate) struct PersonLetters(pub(crate) Arc<OnceLock<String>>);

impl PersonWords for PersonLetters {
    fn words(&self, mail: &PersonMail) -> Result<Written, String> {
        let url = self.0.get().ok_or("the desk does not know yet by which address it is reached")?;
        let locale = mail.language.map_or(Locale::En, Locale::from);
        let organization = mail.organization.as_str();
        let (subject, text) = match &mail.says {
            PersonSays::Link { kind, by, secret, expires_at } => {
                let link = format!("{url}/welcome/{}", secret.expose());
                mail::person(locale, *kind, (organization, by.as_deref()), &link, (*expires_at, &mail.support))
            }
            PersonSays::Emergency(opening) => {
                mail::emergency(locale, organization, opening, &format!("{url}/emergency-access"))
            }
            PersonSays::Security(news) => {
                mail::security(locale, (organization, &mail.support), news, &format!("{url}/forgotten"))
            }
        };
        Ok(Written { subject, text })
    }
}
