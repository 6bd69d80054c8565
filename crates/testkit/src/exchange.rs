//! Two desks that exchange tickets over a bad line of this machine: what one sends is lost on it, or the answer is, and what the other has to
//! say comes late, twice and in any order. For tests in which the process that sends is killed.

mod disorder;
mod line;

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use object_store::local::LocalFileSystem;
use tempfile::TempDir;
use tierline_app::{
    App, Carriers, Clock, Parts, Secret,
    connection::{self, SetUpConnection, StoredConnections},
    ticket::wire::BASE,
};
use tierline_connect::{
    Outbound, TicketCarrier,
    outbound::{Allow, OutboundSettings, SystemLookup},
};
use tierline_domain::{ConnectionId, ConnectionKind, Role, Route, SignIn};
use tierline_store::{Engine, Store};

use crate::{inner::Desk, wire::parts};

pub use disorder::THEIRS;
pub use line::Line;

/// What the seed of the near desk's chance differs by from those of the processes on its database, which count up from the test's own.
const APART: u64 = 1 << 40;

/// Two desks: what is handed up at the near one arrives at the far one as a ticket of the same partner.
pub struct TwoDesks {
    /// Who sends. Its application carries by the program's own client.
    pub near: Desk,
    /// Who receives: another desk with the same names, always on SQLite.
    pub far: Desk,
    /// What is between them.
    pub line: Line,
    /// The near desk's connection.
    pub connection: ConnectionId,
    files: TempDir,
}

impl TwoDesks {
    /// Sets both up, with a good line between them.
    ///
    /// # Panics
    /// When that fails: there is nothing to test then.
    pub async fn on(engine: Engine, seed: u64) -> Self {
        let files = tempfile::tempdir().expect("a folder for files");
        let far = Desk::on(Engine::Sqlite).await;
        let line = Line::to(&far, seed).await;
        let mut near = Desk::on(engine).await;
        let (store, clock) = (near.app.store().clone(), Arc::clone(&near.clock));
        near.app = ticket_node(store, files.path(), clock, seed.wrapping_add(APART));
        near.delegate("Service Support Administrator").await;
        near.deliver().await;
        let connection = connect(&near, &far, &line).await;
        Self { near, far, line, connection, files }
    }

    /// Where the near desk keeps files, for a process of its own.
    #[must_use]
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// Time goes by at both.
    pub fn tick(&self, time: chrono::Duration) {
        self.near.clock.advance(time);
        self.far.clock.advance(time);
    }

    /// Throws both databases away.
    pub async fn discard(self) {
        let Self { near, far, .. } = self;
        near.discard().await;
        far.discard().await;
    }
}

/// A connection of the near desk's partner to the far desk, over the line.
async fn connect(near: &Desk, far: &Desk, line: &Line) -> ConnectionId {
    let admin = near.ctx(near.person(Role::GlobalAdmin)).await;
    let token = far.person(Role::AdminAgent).token.clone();
    let wish = SetUpConnection {
        address: Some(format!("{}{BASE}", line.url())),
        sign_in: Some(SignIn::Token),
        secret: Some(Secret::new(token)),
        ..SetUpConnection::of(ConnectionKind::TroubleTicket, "The far desk")
    };
    connection::add(&near.app, &admin, wish).await.expect("a connection").connection.id
}

/// A node on this database that carries tickets by the program's own client, to this machine too. Its files are in the folder.
///
/// # Panics
/// When the folder is not there.
#[must_use]
pub fn ticket_node(store: Store, files: &Path, clock: Arc<dyn Clock>, seed: u64) -> App {
    let parts = parts(store.clone(), Arc::clone(&clock), seed);
    let allow = Allow::parse(&["127.0.0.0/8"]).expect("a range");
    let settings = OutboundSettings { allow, ..OutboundSettings::default() };
    let outbound = Outbound::new(settings, clock, Arc::clone(&parts.chance), Arc::new(SystemLookup));
    let tickets = TicketCarrier::new(Arc::new(outbound), Arc::new(OnceLock::new()));
    App::new(Parts {
        files: Arc::new(LocalFileSystem::new_with_prefix(files).expect("a folder for files")),
        connections: Arc::new(StoredConnections::new(store, Arc::clone(&parts.keys))),
        carriers: Carriers::default().with(Route::TroubleTicket, Arc::new(tickets)),
        ..parts
    })
}
