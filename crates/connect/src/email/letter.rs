//! The desk's own mails to its people: from one address, by one mail server, under the rules of all that goes out.

use std::{path::PathBuf, sync::Arc};

use futures::future::BoxFuture;
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{HeaderName, HeaderValue},
    },
};
use tierline_app::{Outcome, PersonMail, PersonWords, Post};

use super::{
    message::tidy,
    session::{Server, Session, Shut},
};
use crate::outbound::{Outbound, named_secret};

/// The name of the secret that the desk signs in to its mail server with: a file of the folder of secrets, or a variable.
pub const MAIL_PASSWORD: &str = "mail-password";

/// How the desk sends its own mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostSettings {
    /// The mail server: `smtps://mail.example` or `smtp://mail.example`.
    pub server: String,
    /// The address that they come from.
    pub from: String,
    /// The name that the desk signs in with; none where the server asks for nothing.
    pub user: Option<String>,
    /// The folder with the secrets that the operator keeps by name.
    pub secrets: PathBuf,
}

/// Sends the desk's own mails; a desk that is not told by which server sends none.
pub struct DeskPost {
    outbound: Arc<Outbound>,
    words: Arc<dyn PersonWords>,
    settings: Option<PostSettings>,
}

impl DeskPost {
    /// Sends by this server in these words.
    #[must_use]
    pub fn new(outbound: Arc<Outbound>, words: Arc<dyn PersonWords>, settings: Option<PostSettings>) -> Self {
        Self { outbound, words, settings }
    }

    async fn deliver(&self, mail: &PersonMail) -> Result<(), String> {
        let settings = self.settings.as_ref().ok_or("this desk is not told by which server it sends mail")?;
        let from: Address = settings.from.parse().map_err(|_| "the address of [mail] from is none".to_owned())?;
        let to: Address = mail.to.parse().map_err(|_| "the person's address is none".to_owned())?;
        let raw = self.written(mail, &from, &to)?;
        let server = Server::of(&settings.server)?;
        let mut session = Session::open(&self.outbound, server, from.domain()).await.map_err(said)?;
        if let Some(user) = &settings.user {
            let password = named_secret(&settings.secrets, MAIL_PASSWORD)?;
            session.authenticate(user, password.expose()).await.map_err(said)?;
        }
        let outcome = session.send(&from, &to, &raw).await;
        session.end().await;
        match outcome {
            Outcome::Done(_) => Ok(()),
            Outcome::Refused { reason, .. } | Outcome::Later { reason, .. } | Outcome::Unknown { reason } => {
                Err(reason)
            }
        }
    }

    /// The mail as it goes on the wire. No machine is to answer it, and no program is to fetch what its link leads to beforehand: the
    /// page behind it changes nothing before a form is sent.
    fn written(&self, mail: &PersonMail, from: &Address, to: &Address) -> Result<Vec<u8>, String> {
        let words = self.words.words(mail)?;
        let header = |name: &str, value: &str| {
            let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
            Ok::<_, String>(HeaderValue::new(name, value.to_owned()))
        };
        let message = Message::builder()
            .from(Mailbox::new(Some(tidy(&mail.organization)), from.clone()))
            .to(Mailbox::new(Some(tidy(&mail.name)), to.clone()))
            .subject(tidy(&words.subject))
            .date(self.outbound.clock().now().into())
            .message_id(Some(format!("<{}@{}>", mail.id, from.domain())))
            .raw_header(header("Auto-Submitted", "auto-generated")?)
            .raw_header(header("X-Auto-Response-Suppress", "All")?)
            .body(words.text)
            .map_err(|error| format!("the mail can't be written: {error}"))?;
        Ok(message.formatted())
    }
}

fn said(Shut(reason): Shut) -> String {
    reason
}

impl Post for DeskPost {
    fn is_set_up(&self) -> bool {
        self.settings.is_some()
    }

    fn send(&self, mail: PersonMail) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move { self.deliver(&mail).await })
    }
}
