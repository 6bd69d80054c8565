//! A recipient behind a connection, in the test's own process: it keeps what it got, and answers as the test says.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures::future::BoxFuture;
use tierline_app::{
    Beside, Call, Carrier, Closed, ConnectionOpener, Found, Opened, Outcome, Parcel, Poll, Receipt, Secrets, Step,
    StepState, TestReport, Update, connection::ConnectionProbe,
};
use tierline_domain::{ConnectionId, ConnectionKind, Owner};
use tierline_store::Store;

/// How a recipient behaves when something is sent to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// It takes it and says so.
    Takes,
    /// It takes it, and the answer is lost.
    TakesInSilence,
    /// It is lost on the way, and nobody answers.
    Loses,
    /// It refuses it.
    Refuses,
    /// It cannot be reached.
    IsAway,
}

/// The recipient.
#[derive(Debug, Default)]
pub struct Recipient(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    got: Vec<(String, Parcel)>,
    next: VecDeque<Behaviour>,
    is_deaf: bool,
    is_mailbox: bool,
    asked: usize,
    beside: Beside,
    news: Vec<Update>,
    number: Option<String>,
}

impl Recipient {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says how it behaves the next times; it takes what comes after that.
    pub fn behaves(&self, next: impl IntoIterator<Item = Behaviour>) {
        self.state().next = next.into_iter().collect();
    }

    /// Whether it answers no questions from now on.
    pub fn is_deaf(&self, is_deaf: bool) {
        self.state().is_deaf = is_deaf;
    }

    /// Whether it is a mailbox from now on: nobody there can be asked, and it gives no numbers.
    pub fn is_mailbox(&self, is_mailbox: bool) {
        self.state().is_mailbox = is_mailbox;
    }

    /// What happened there, as it is told from now on.
    pub fn tells(&self, news: Vec<Update>) {
        self.state().news = news;
    }

    /// Gives this number to all that it takes from now on.
    pub fn numbers_all(&self, number: &str) {
        self.state().number = Some(number.to_owned());
    }

    /// What it got, by our identifier, in order; twice where it got it twice.
    #[must_use]
    pub fn got(&self) -> Vec<String> {
        self.state().got.iter().map(|(id, _)| id.clone()).collect()
    }

    /// The parcels that it got, in order.
    #[must_use]
    pub fn parcels(&self) -> Vec<Parcel> {
        self.state().got.iter().map(|(_, parcel)| parcel.clone()).collect()
    }

    /// What was known beside what it was asked for last.
    #[must_use]
    pub fn beside(&self) -> Beside {
        self.state().beside.clone()
    }

    /// How often it was asked whether it has something.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.state().asked
    }
}

/// The recipient's number of a request.
fn receipt(state: &State, call: &Call) -> Receipt {
    if state.is_mailbox {
        return Receipt::default();
    }
    let number = state.number.clone().unwrap_or_else(|| call.request.number.replace("R-", "CD-"));
    Receipt { number: Some(number), ..Receipt::default() }
}

impl Carrier for Recipient {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        let mut state = self.state();
        let behaviour = state.next.pop_front().unwrap_or(Behaviour::Takes);
        if matches!(behaviour, Behaviour::Takes | Behaviour::TakesInSilence) {
            state.got.push((call.stable_id(), call.parcel.clone()));
        }
        let outcome = match behaviour {
            Behaviour::Takes => Outcome::Done(receipt(&state, &call)),
            Behaviour::TakesInSilence | Behaviour::Loses => Outcome::Unknown { reason: "No answer came.".to_owned() },
            Behaviour::Refuses => {
                Outcome::Refused { code: "not_entitled".to_owned(), reason: "The plan does not cover it.".to_owned() }
            }
            Behaviour::IsAway => Outcome::Later { reason: "Nobody listens there.".to_owned(), not_before: None },
        };
        Box::pin(std::future::ready(outcome))
    }

    fn find(&self, call: Call) -> BoxFuture<'_, Found> {
        let mut state = self.state();
        state.asked += 1;
        state.beside = call.beside.clone();
        let id = call.stable_id();
        let found = if state.is_mailbox {
            Found::NobodyToAsk { reason: "Nobody reads there by machine.".to_owned() }
        } else if state.is_deaf {
            Found::NoAnswer { reason: "It does not answer.".to_owned() }
        } else if state.got.iter().any(|(known, _)| *known == id) {
            Found::Yes(receipt(&state, &call))
        } else {
            Found::No
        };
        Box::pin(std::future::ready(found))
    }

    fn poll(&self, _: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        let state = self.state();
        let told = match state.is_deaf {
            true => Err(Closed { reason: "It does not answer.".to_owned() }),
            false => Ok(state.news.clone()),
        };
        Box::pin(std::future::ready(told))
    }

    fn test(&self, _: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(std::future::ready(TestReport::default()))
    }
}

/// Opens connections that need no secret.
pub struct OpenDoors(pub Store);

impl ConnectionOpener for OpenDoors {
    fn open(&self, owner: Owner, id: ConnectionId) -> BoxFuture<'_, Result<Opened, Closed>> {
        Box::pin(async move {
            let closed = |reason: &str| Closed { reason: reason.to_owned() };
            let mut read = self.0.read(owner).await.map_err(|_| closed("the database does not answer"))?;
            let found = read.connection_lookup(id).await.map_err(|_| closed("the database does not answer"))?;
            let connection = found.ok_or_else(|| closed("there is no such connection"))?;
            Ok(Opened { connection, secrets: Secrets::new() })
        })
    }
}

/// Tests connections by which feeds are read: it finds them in order where they have a secret.
pub struct EasyProbe;

impl ConnectionProbe for EasyProbe {
    fn reaches(&self, kind: ConnectionKind) -> bool {
        kind == ConnectionKind::Graph
    }

    fn probe(&self, connection: Opened) -> BoxFuture<'_, TestReport> {
        let says = connection.connection.address;
        let state = if connection.secrets.is_empty() { StepState::Fails } else { StepState::Works };
        Box::pin(std::future::ready(TestReport { steps: vec![Step { code: "sign_in", state, says }] }))
    }
}
