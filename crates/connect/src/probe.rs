//! The test of a connection: who can be reached, whether the desk is let in, and whether it may read. Nothing is changed at the other
//! end.

use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::{StatusCode, Url, header::ACCEPT};
use tierline_app::{Opened, Step, StepState, TestReport, connection::ConnectionProbe};
use tierline_domain::{ConnectionKind, SignIn};

use crate::outbound::{Outbound, Reply, Request, host};

/// The steps in their order: each needs those before it.
const STEPS: [&str; 4] = ["reach", "sign_in", "permission", "read"];

/// A read that does no harm and shows that the desk can do its work.
pub(crate) struct Reading<'a> {
    /// Where, below the connection's base address.
    pub(crate) path: &'a str,
    /// The right that it needs, in the other end's words.
    pub(crate) right: &'a str,
}

/// Tries a connection step by step.
pub(crate) async fn try_out(outbound: &Outbound, opened: &Opened, reading: &Reading<'_>) -> TestReport {
    let mut trial = Trial { steps: Vec::new() };
    trial.run(outbound, opened, reading).await;
    trial.finish()
}

struct Trial {
    steps: Vec<Step>,
}

impl Trial {
    fn note(&mut self, state: StepState, says: String) {
        let code = STEPS.get(self.steps.len()).copied().unwrap_or("read");
        self.steps.push(Step { code, state, says });
    }

    fn works(&mut self, says: String) {
        self.note(StepState::Works, says);
    }

    fn fails(&mut self, says: String) {
        self.note(StepState::Fails, says);
    }

    async fn run(&mut self, outbound: &Outbound, opened: &Opened, reading: &Reading<'_>) {
        let connection = &opened.connection;
        let base = connection.address.trim_end_matches('/');
        let urls = (Url::parse(base), Url::parse(&format!("{base}{}", reading.path)));
        let (Ok(base), Ok(url)) = urls else {
            return self.fails("the connection's address is none: correct it".to_owned());
        };
        let host = host(&base).to_owned();
        if let Err(fault) = outbound.send(Request::get(base)).await {
            return self.fails(fault.into_reason());
        }
        self.works(format!("{host} answers"));
        match outbound.sign_in(opened, None).await {
            Err(fault) => return self.fails(fault.into_reason()),
            Ok(_) if connection.settings.sign_in == SignIn::Nobody => self.works("nothing is asked for".to_owned()),
            Ok(_) if connection.settings.sign_in == SignIn::Token => self.works("a token is kept".to_owned()),
            Ok(_) => self.works("the sign-in service gave a token".to_owned()),
        }
        match outbound.ask(opened, Request::get(url).header(ACCEPT, "application/json")).await {
            Err(fault) => self.fails(fault.into_reason()),
            Ok(reply) => self.read(&host, &reply, reading),
        }
    }

    /// What the answer to the harmless read says of permission and contents.
    fn read(&mut self, host: &str, reply: &Reply, reading: &Reading<'_>) {
        let right = reading.right;
        match reply.status {
            StatusCode::UNAUTHORIZED => self.fails(format!(
                "{host} does not accept what the desk says to be let in (401): say the secret anew, or see that it is for this address"
            )),
            StatusCode::FORBIDDEN => {
                self.fails(format!("{host} lets the desk in, but not to read (403): it needs {right}"));
            }
            status if status.is_success() => {
                self.works(format!("{host} lets the desk read"));
                match serde_json::from_slice::<serde_json::Value>(&reply.body) {
                    Ok(_) => self.works(format!("{host} answered as it should")),
                    Err(_) => {
                        self.fails(format!("{host} answered with something else than JSON: the address leads elsewhere"));
                    }
                }
            }
            _ => {
                self.works(format!("{host} does not refuse the desk"));
                self.fails(reply.refusal(host, "the connection"));
            }
        }
    }

    /// What comes after a step that failed was not tried.
    fn finish(mut self) -> TestReport {
        for code in &STEPS[self.steps.len().min(STEPS.len())..] {
            self.steps.push(Step { code, state: StepState::Skipped, says: String::new() });
        }
        TestReport { steps: self.steps }
    }
}

/// Tests connections to Microsoft Graph, by which feeds are read.
pub struct GraphProbe {
    outbound: Arc<Outbound>,
}

impl GraphProbe {
    /// A probe that asks by this client.
    #[must_use]
    pub const fn new(outbound: Arc<Outbound>) -> Self {
        Self { outbound }
    }
}

impl ConnectionProbe for GraphProbe {
    fn reaches(&self, kind: ConnectionKind) -> bool {
        kind == ConnectionKind::Graph
    }

    fn probe(&self, connection: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(async move {
            let reading = Reading {
                path: "/v1.0/admin/serviceAnnouncement/healthOverviews?$top=1",
                right: "the application permission ServiceHealth.Read.All with an administrator's consent",
            };
            try_out(&self.outbound, &connection, &reading).await
        })
    }
}
