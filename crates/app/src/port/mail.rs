//! The words of what is sent as mail. Who sends it knows envelopes and headers; what stands in it, in the recipient's language, is
//! written elsewhere.

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use tierline_domain::{EmergencyOpening, Language, PersonLinkKind, SecurityNews, ServiceRequest};

use super::carrier::{Parcel, Sample, Secret};

/// Writes the text of a mail.
pub trait MailWords: Send + Sync {
    /// What stands in the mail that brings a parcel, as plain text.
    fn words(&self, request: &ServiceRequest, parcel: &Parcel, language: Language) -> String;

    /// A test message, about nothing else.
    fn sample(&self, sample: &Sample) -> Written;
}

/// A mail of the desk to one of its people.
#[derive(Debug, Clone)]
pub struct PersonMail {
    /// Names this mail, also when it is sent again. Each link is a mail of its own.
    pub id: String,
    /// The address.
    pub to: String,
    /// The person's name.
    pub name: String,
    /// The language they read; none where they have not said.
    pub language: Option<Language>,
    /// The organization in whose name it is sent.
    pub organization: String,
    /// How the organization's own support is reached, in a line; empty where it says nothing.
    pub support: String,
    /// What it says.
    pub says: PersonSays,
}

/// What a mail of the desk to one of its people says.
#[derive(Debug, Clone)]
pub enum PersonSays {
    /// By which link they choose a password.
    Link {
        /// What for.
        kind: PersonLinkKind,
        /// Who invites; nobody for a reset.
        by: Option<String>,
        /// What the link carries.
        secret: Secret,
        /// When the link ends.
        expires_at: DateTime<Utc>,
    },
    /// That somebody came in by emergency access.
    Emergency(EmergencyOpening),
    /// That something changed of how their account is opened.
    Security(SecurityNews),
}

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Writes the desk's own mails.
pub trait PersonWords: Send + Sync {
    /// A mail in its reader's language, with the link.
    ///
    /// # Errors
    /// Why it cannot be written yet, in a sentence.
    fn words(&self, mail: &PersonMail) -> Result<Written, String>;
}

/// Sends the desk's own mails.
pub trait Post: Send + Sync {
    /// Whether there is a server to send by.
    fn is_set_up(&self) -> bool;

    /// Sends one; gives why it was not sent, in a sentence.
    fn send(&self, mail: PersonMail) -> BoxFuture<'_, Result<(), String>>;
}

/// Sends nothing: for a desk that is not told by which server.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPost;

impl Post for NoPost {
    fn is_set_up(&self) -> bool {
        false
    }

    fn send(&self, _: PersonMail) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(std::future::ready(Err("this desk sends no mail".to_owned())))
    }
}
