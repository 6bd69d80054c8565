//! What people say of a request at both ends, and a note of it beside.

use chrono::Duration;
use tierline_app::{
    case::{self, Attach, Escalate},
    received::{self, Decide},
    request::{self, EditRequest, RequestNote},
};
use tierline_domain::{
    CaseId, Decision, ReceivedRequest, RecipientKind, RequestId, RequestStatus, Role, Route, Severity, Visibility,
};
use tierline_testkit::exchange::{THEIRS, TwoDesks};

use super::Exchange;
use crate::{agent, escalation, ready};

/// The severities that a request goes through.
const SEVERITIES: [Severity; 3] = [Severity::Critical, Severity::Moderate, Severity::Minimal];

/// What was said at one end, in the order in which it was.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) notes: Vec<String>,
    pub(super) files: Vec<String>,
    /// What moved the request: severities at the near end, the reasons of decisions at the far one.
    pub(super) moves: Vec<String>,
}

impl Said {
    fn len(&self) -> usize {
        self.notes.len() + self.files.len() + self.moves.len()
    }
}

/// A request, and all that was said of it.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) request: RequestId,
    pub(super) case: CaseId,
    pub(super) severity: Severity,
    pub(super) here: Said,
    pub(super) there: Said,
    /// How it ended, once it has.
    pub(super) end: Option<RequestStatus>,
    pub(super) is_over: bool,
}

impl Talk {
    /// How much was said of it.
    pub(super) fn acts(&self) -> usize {
        self.here.len() + self.there.len()
    }

    /// The request as the far desk has it, once it has.
    pub(super) async fn received(&self, desks: &TwoDesks) -> Option<ReceivedRequest> {
        let owner = desks.near.person(Role::HelpdeskAgent).owner;
        let mut read = desks.near.app.store().read(owner).await.unwrap();
        let number = read.request_lookup(self.request).await.unwrap()?.external_id?;
        let mut read = desks.far.app.store().read(desks.far.person(Role::Engineer).owner).await.unwrap();
        read.received_by_number(&number).await.unwrap()
    }
}

impl Exchange {
    /// A word that nobody said before, and a second later than the last one.
    fn word(&mut self, end: &str) -> String {
        self.words += 1;
        self.desks.tick(Duration::seconds(1));
        format!("{end} {}", self.words)
    }

    /// Such a word, or one that is said again and again: so what is alike is told apart.
    fn any_word(&mut self, end: &str) -> String {
        let word = self.word(end);
        if self.dice.below(2) == 0 { format!("{end} again") } else { word }
    }

    /// A case is handed up, with a file.
    pub(super) async fn hand_up(&mut self) {
        let file = format!("{}.log", self.word("here"));
        let near = &self.desks.near;
        let (case, ctx) = (ready(near).await, agent(near).await);
        let (name, bytes) = (file.clone(), file.clone().into_bytes());
        let goes_along = Attach { name, bytes, visibility: Visibility::Provider };
        case::attach(&near.app, &ctx, case.id, goes_along).await.unwrap();
        let up = Escalate {
            route: Some(Route::TroubleTicket),
            connection: Some(self.desks.connection),
            recipient: Some(RecipientKind::Provider),
            duplicate_reason: Some("Another office.".to_owned()),
            ..escalation()
        };
        let request = case::escalate(&near.app, &ctx, case.id, up).await.unwrap();
        self.talks.push(Talk {
            request: request.id,
            case: case.id,
            severity: request.severity,
            here: Said { files: vec![file], ..Said::default() },
            there: Said::default(),
            end: None,
            is_over: false,
        });
    }

    /// Somebody says something of a request: at the far end only where it has arrived.
    pub(super) async fn say(&mut self, place: usize) {
        let act = self.dice.below(6);
        match self.talks[place].received(&self.desks).await {
            Some(received) if act > 2 => self.say_there(place, act, &received).await,
            _ => self.say_here(place, act % 3).await,
        }
    }

    async fn say_here(&mut self, place: usize, act: u64) {
        let word = self.any_word("here");
        let (app, ctx) = (&self.desks.near.app, agent(&self.desks.near).await);
        let talk = &mut self.talks[place];
        match act {
            0 => {
                let note = RequestNote { visibility: Visibility::Provider, text: word.clone() };
                request::note(app, &ctx, talk.request, note).await.unwrap();
                talk.here.notes.push(word);
            }
            1 => {
                let name = format!("{word}.log");
                request::attach(app, &ctx, talk.request, &name, name.clone().into_bytes()).await.unwrap();
                talk.here.files.push(name);
            }
            _ => {
                let now = SEVERITIES.iter().position(|one| *one == talk.severity).unwrap_or_default();
                talk.severity = SEVERITIES[(now + 1) % SEVERITIES.len()];
                let edit = EditRequest { severity: Some(talk.severity), ..EditRequest::default() };
                request::edit(app, &ctx, talk.request, edit).await.unwrap();
                talk.here.moves.push(talk.severity.word().to_owned());
            }
        }
    }

    async fn say_there(&mut self, place: usize, act: u64, received: &ReceivedRequest) {
        let word = self.any_word(THEIRS);
        let far = &self.desks.far;
        let (app, ctx) = (&far.app, far.ctx(far.person(Role::Engineer)).await);
        let talk = &mut self.talks[place];
        match act {
            3 => {
                let note = RequestNote { visibility: Visibility::Provider, text: word.clone() };
                received::note(app, &ctx, received.id, note).await.unwrap();
                talk.there.notes.push(word);
            }
            4 => {
                let name = format!("{word}.log");
                received::attach(app, &ctx, received.id, &name, name.clone().into_bytes()).await.unwrap();
                talk.there.files.push(name);
            }
            _ => {
                let is_accepted = received.status == RequestStatus::Accepted;
                let decision = if is_accepted { Decision::Ask } else { Decision::Accept };
                let decide = Decide { decision, reason: Some(word.clone()), return_reason: None };
                received::decide(app, &ctx, received.id, decide).await.unwrap();
                talk.there.moves.push(word);
            }
        }
    }

    /// The near end takes a request back.
    pub(super) async fn take_back(&mut self, place: usize) {
        let word = self.word("here");
        let (app, ctx) = (&self.desks.near.app, agent(&self.desks.near).await);
        let talk = &mut self.talks[place];
        request::withdraw(app, &ctx, talk.request, &word).await.unwrap();
        (talk.end, talk.is_over) = (Some(RequestStatus::Withdrawn), true);
    }

    /// The far end solves a request.
    pub(super) async fn solve(&mut self, place: usize) {
        let word = self.word(THEIRS);
        let far = &self.desks.far;
        let received = self.talks[place].received(&self.desks).await.expect("it has arrived");
        let decide = Decide { decision: Decision::Resolve, reason: Some(word.clone()), return_reason: None };
        let ctx = far.ctx(far.person(Role::Engineer)).await;
        received::decide(&far.app, &ctx, received.id, decide).await.unwrap();
        let talk = &mut self.talks[place];
        talk.there.moves.push(word);
        (talk.end, talk.is_over) = (Some(RequestStatus::Resolved), true);
    }
}
