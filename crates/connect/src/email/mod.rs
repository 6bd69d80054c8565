//! Service requests by mail: each parcel is a mail to the mailbox of a provider or distributor.
//!
//! A mail server that has taken a mail says so, and cannot be asked afterwards. So what was sent and not confirmed stays unknown, until a
//! person has found out (`docs/adr/0022-a-mailbox-cannot-be-asked.md`). What comes back is no part of the conversation: it arrives as
//! mail, at an address that is signed.

pub mod command;
pub mod folder;
mod letter;
mod listener;
mod message;
pub mod parse;
mod post;
mod quote;
#[cfg(test)]
pub(crate) mod sample;
mod session;

use std::sync::Arc;

use futures::future::BoxFuture;
use lettre::Address;
use tierline_app::{
    Call, Carrier, Closed, Found, MailWords, Opened, Outcome, Poll, Sample, Step, StepState, TestReport, Update,
    email::{Replies, ReplyWay},
};

pub use self::letter::{DeskPost, MAIL_PASSWORD, PostSettings};
pub use self::listener::{Certificates, MailListener};
use self::{
    message::{Ways, sampled, written},
    session::{Server, Session, Shut},
};
use crate::{answer::name, outbound::Outbound};

/// The steps of a test, in their order.
const STEPS: [&str; 3] = ["reach", "sign_in", "permission"];

/// Carries service requests as mails.
pub struct EmailCarrier {
    outbound: Arc<Outbound>,
    words: Arc<dyn MailWords>,
    replies: Option<Arc<Replies>>,
}

impl EmailCarrier {
    /// A carrier that goes out by this client's rules and writes these words. Answers come back to addresses of `replies`; without
    /// them, to the mailbox that the connection sends from, where the desk does not see them.
    #[must_use]
    pub fn new(outbound: Arc<Outbound>, words: Arc<dyn MailWords>, replies: Option<Arc<Replies>>) -> Self {
        Self { outbound, words, replies }
    }

    /// Begins a conversation with the connection's mail server, and is let in.
    async fn open(&self, through: &Opened, ways: &Ways) -> Result<Session, Shut> {
        let server = Server::of(&through.connection.address).map_err(Shut)?;
        let mut session = Session::open(&self.outbound, server, ways.envelope_sender().domain()).await?;
        session.sign_in(through).await?;
        Ok(session)
    }

    async fn deliver(&self, call: &Call) -> Outcome {
        let later = |reason| Outcome::Later { reason, not_before: None };
        let connection = &call.through.connection;
        let way = ReplyWay { owner: connection.owner, request: call.request.id, connection: connection.id };
        let back = self.replies.as_ref().map(|replies| replies.address(&way));
        let ways = match ways(&call.through, back.as_deref()) {
            Ok(ways) => ways,
            Err(reason) => return later(reason),
        };
        let words = self.words.words(&call.request, &call.parcel, call.language);
        let mail = match written(call, &words, &ways, self.outbound.clock().now()) {
            Ok(mail) => mail,
            Err(reason) => return later(reason),
        };
        let mut session = match self.open(&call.through, &ways).await {
            Ok(session) => session,
            Err(Shut(reason)) => return later(reason),
        };
        let outcome = session.send(ways.envelope_sender(), &ways.mailbox, &mail).await;
        session.end().await;
        outcome
    }

    async fn try_out(&self, through: &Opened) -> Vec<Result<String, String>> {
        let back = self.replies.as_ref().map(|replies| format!("reply@{}", replies.domain()));
        let (ways, server) = match (ways(through, back.as_deref()), Server::of(&through.connection.address)) {
            (Ok(ways), Ok(server)) => (ways, server),
            (Err(reason), _) | (_, Err(reason)) => return vec![Err(reason)],
        };
        let host = server.host.clone();
        let mut session = match Session::open(&self.outbound, server, ways.envelope_sender().domain()).await {
            Ok(session) => session,
            Err(Shut(reason)) => return vec![Err(reason)],
        };
        let mut steps = vec![Ok(format!("{host} answers"))];
        steps.push(match session.sign_in(through).await {
            Ok(true) => Ok(format!("{host} lets the desk in")),
            Ok(false) => Ok("nothing is asked for".to_owned()),
            Err(Shut(reason)) => Err(reason),
        });
        if steps.iter().all(Result::is_ok) {
            let (from, to) = (ways.envelope_sender(), &ways.mailbox);
            steps.push(match session.would_take(from, to).await {
                Ok(()) => Ok(format!("{host} takes mail from {from} to {to}; none was sent")),
                Err(Shut(reason)) => Err(reason),
            });
        }
        session.end().await;
        steps
    }
}

impl EmailCarrier {
    /// Sends a test message on the way of all others, and gives what the server said of it.
    async fn send_sample(&self, through: &Opened, sample: &Sample) -> Result<String, String> {
        let back = self.replies.as_ref().map(|replies| format!("reply@{}", replies.domain()));
        let ways = ways(through, back.as_deref())?;
        let to: Address = sample.to.parse().map_err(|_| "the address is none".to_owned())?;
        let ways = Ways { mailbox: to, ..ways };
        let words = self.words.sample(sample);
        let now = self.outbound.clock().now();
        let id = format!("test-{}-{}", through.connection.id, now.timestamp_micros());
        let mail = sampled(&id, &sample.organization, &words, &ways, now)?;
        let mut session = self.open(through, &ways).await.map_err(|Shut(reason)| reason)?;
        let outcome = session.send(ways.envelope_sender(), &ways.mailbox, &mail).await;
        let said = session.answer();
        session.end().await;
        match outcome {
            Outcome::Done(_) => Ok(said),
            Outcome::Refused { reason, .. } | Outcome::Later { reason, .. } | Outcome::Unknown { reason } => {
                Err(reason)
            }
        }
    }
}

/// From where to where the mails of a connection go.
fn ways(through: &Opened, back: Option<&str>) -> Result<Ways, String> {
    let settings = &through.connection.settings;
    let address = |text: Option<&str>, what: &str| {
        text.unwrap_or_default()
            .parse::<Address>()
            .map_err(|_| format!("the connection's mailbox {what} is no address"))
    };
    let sender = address(settings.sender.as_deref(), "that requests are sent from")?;
    let mailbox = address(settings.mailbox.as_deref(), "that requests are sent to")?;
    let back = back.map(|back| address(Some(back), "for answers")).transpose()?;
    Ok(Ways { sender, mailbox, back })
}

impl Carrier for EmailCarrier {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { self.deliver(&call).await })
    }

    fn find(&self, call: Call) -> BoxFuture<'_, Found> {
        let mailbox = call.through.connection.settings.mailbox.as_deref().unwrap_or_else(|| name(&call.through));
        let (number, id) = (&call.request.number, call.stable_id());
        let reason =
            format!("nobody can be asked whether {mailbox} has the mail of {number} with the Message-ID {id}@…");
        Box::pin(std::future::ready(Found::NobodyToAsk { reason }))
    }

    fn poll(&self, _: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn sample(&self, through: Opened, sample: Sample) -> Option<BoxFuture<'_, Result<String, Closed>>> {
        Some(Box::pin(async move { self.send_sample(&through, &sample).await.map_err(|reason| Closed { reason }) }))
    }

    fn passes_proxy_by(&self) -> bool {
        self.outbound.has_proxy()
    }

    fn test(&self, through: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(async move {
            let tried = self.try_out(&through).await;
            let step = |(place, code): (usize, &&'static str)| match tried.get(place) {
                Some(Ok(says)) => Step { code, state: StepState::Works, says: says.clone() },
                Some(Err(says)) => Step { code, state: StepState::Fails, says: says.clone() },
                None => Step { code, state: StepState::Skipped, says: String::new() },
            };
            TestReport { steps: STEPS.iter().enumerate().map(step).collect() }
        })
    }
}
