//! The engine switch: two native drivers behind one small enum.
//!
//! A statement is written once, with `$1…` placeholders, and type-checked against both drivers by [`on!`] and
//! [`run!`]. Every result passes [`Link::note`], so that a transaction knows what happened inside it whatever the
//! code around the statement does with the error.

use std::sync::{Mutex, PoisonError};

use sqlx::{PgConnection, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use tierline_domain::{CaseId, Cloud, OrganizationId, Owner};
use uuid::Uuid;

use crate::{
    change::{self, Change},
    dialect::{
        lent::{self, Connections, Lent},
        lite::Writer,
    },
    error::{Error, Fault, Result, classify},
    guard::{Eyes, Seen},
};

/// Which database engine runs below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite, inside the process.
    Sqlite,
    /// PostgreSQL, a server.
    Postgres,
}

/// The open database.
pub(crate) enum Db {
    /// All writes go through one task, reads through a pool of read-only connections.
    Lite { writer: Writer, readers: SqlitePool },
    /// The same connections for both.
    Pg(Connections),
}

/// What a statement runs on.
pub(crate) enum Conn<'a> {
    Lite(&'a mut SqliteConnection),
    Pg(&'a mut PgConnection),
}

/// What a statement of the lists runs on: somebody's eyes see what is theirs to see.
pub(crate) enum Sight<'a> {
    Lite(Seen<'a, SqliteConnection>),
    Pg(Seen<'a, PgConnection>),
}

/// A connection: an own one from the pool for reading, or that of the transaction under way.
pub(crate) enum Held<'c> {
    LitePool(PoolConnection<Sqlite>),
    PgLent(Lent),
    Lite(&'c mut SqliteConnection),
    Pg(&'c mut PgConnection),
}

/// What happened inside a transaction.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<Noted>);

#[derive(Debug, Default, Clone)]
pub(crate) struct Noted {
    /// The worst failure of a statement, with what the driver said.
    pub(crate) fault: Option<(Fault, String)>,
    /// Whether something was added to the outbox.
    pub(crate) appended: bool,
    /// What was changed that a page may show.
    pub(crate) changes: Vec<Change>,
}

impl Notes {
    fn change(&self, change: impl FnOnce(&mut Noted)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What has been noted so far.
    pub(crate) fn noted(&self) -> Noted {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A connection together with the notes of its transaction.
pub(crate) struct Link<'c> {
    held: Held<'c>,
    notes: Option<&'c Notes>,
    /// Whose eyes it has, where not all of an owner's customers are to be seen.
    eyes: Option<Eyes>,
    /// How many statements ran on it: for tests of what must be one.
    #[cfg(test)]
    pub(crate) statements: usize,
}

impl<'c> Link<'c> {
    pub(crate) fn reading(held: Held<'c>) -> Self {
        Self::over(held, None)
    }

    pub(crate) fn writing(held: Held<'c>, notes: &'c Notes) -> Self {
        Self::over(held, Some(notes))
    }

    fn over(held: Held<'c>, notes: Option<&'c Notes>) -> Self {
        Self {
            held,
            notes,
            eyes: None,
            #[cfg(test)]
            statements: 0,
        }
    }

    /// Sees only what this person reaches from now on.
    pub(crate) fn seen_by(mut self, eyes: Option<Eyes>) -> Self {
        self.eyes = eyes;
        self
    }

    /// Whose eyes it has, where not all is to be seen.
    pub(crate) fn eyes(&self) -> Option<Eyes> {
        self.eyes
    }

    /// The connection, for one statement, with the eyes it has.
    pub(crate) fn sight(&mut self) -> Sight<'_> {
        let eyes = self.eyes;
        match self.conn() {
            Conn::Lite(conn) => Sight::Lite(Seen::by(conn, eyes)),
            Conn::Pg(conn) => Sight::Pg(Seen::by(conn, eyes)),
        }
    }

    /// The connection, for one statement, whatever it sees: for what is no select, and for tests.
    pub(crate) fn conn(&mut self) -> Conn<'_> {
        #[cfg(test)]
        {
            self.statements += 1;
        }
        match &mut self.held {
            Held::LitePool(conn) => Conn::Lite(conn),
            Held::PgLent(conn) => {
                conn.set_sound(false);
                Conn::Pg(conn)
            }
            Held::Lite(conn) => Conn::Lite(conn),
            Held::Pg(conn) => Conn::Pg(conn),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        match self.held {
            Held::LitePool(_) | Held::Lite(_) => Engine::Sqlite,
            Held::PgLent(_) | Held::Pg(_) => Engine::Postgres,
        }
    }

    /// The same connection for another scope inside the same transaction, which sees everything.
    pub(crate) fn again(&mut self) -> Link<'_> {
        let notes = self.notes;
        let held = match self.conn() {
            Conn::Lite(conn) => Held::Lite(conn),
            Conn::Pg(conn) => Held::Pg(conn),
        };
        Link::over(held, notes)
    }

    /// Translates a statement's result and remembers its failure for the transaction around it.
    pub(crate) fn note<T>(&self, done: sqlx::Result<T>) -> Result<T> {
        if let Held::PgLent(conn) = &self.held {
            conn.set_sound(lent::is_sound(&done));
        }
        done.map_err(|error| {
            let reason = error.to_string();
            let (error, fault) = classify(error);
            self.fail(fault, reason);
            error
        })
    }

    fn fail(&self, fault: Fault, reason: String) {
        let Some(notes) = self.notes else { return };
        notes.change(|noted| {
            if noted.fault.as_ref().is_none_or(|(worst, _)| *worst < fault) {
                noted.fault = Some((fault, reason));
            }
        });
    }

    /// Remembers that the outbox has grown, so that the relay is woken after the commit.
    pub(crate) fn note_appended(&self) {
        if let Some(notes) = self.notes {
            notes.change(|noted| noted.appended = true);
        }
    }

    /// Remembers what was changed, so that pages are told after the commit.
    pub(crate) fn note_change(&self, change: Change) {
        if let Some(notes) = self.notes {
            notes.change(|noted| change::note(&mut noted.changes, change));
        }
    }

    /// Remembers that the customer can see what was changed of this case.
    pub(crate) fn note_shown(&self, owner: Owner, case: CaseId) {
        if let Some(notes) = self.notes {
            notes.change(|noted| change::note_shown(&mut noted.changes, owner, case));
        }
    }
}

/// Runs a query that gives rows: one text, type-checked against both drivers.
macro_rules! on {
    ($scope:expr, |$c:ident| $query:expr) => {{
        let link = $scope.link();
        let done = match link.sight() {
            $crate::db::Sight::Lite($c) => $query.await,
            $crate::db::Sight::Pg($c) => $query.await,
        };
        link.note(done)
    }};
}

/// Runs a statement that gives no rows, and says how many it touched.
macro_rules! run {
    ($scope:expr, $query:expr) => {
        $crate::db::on!($scope, |c| async { $query.execute(c).await.map(|done| done.rows_affected()) })
    };
}

pub(crate) use {on, run};

/// Binds the two columns that lead every key of an owned table.
pub(crate) trait BindOwner: Sized {
    /// Binds `organization_id` and `cloud`, in this order.
    fn owner(self, owner: Owner) -> Self;
}

/// Implements [`BindOwner`] for the three kinds of queries.
macro_rules! bind_owner {
    ($($kind:ty: $($extra:ident)?;)*) => {$(
        impl<'q, DB, $($extra)?> BindOwner for $kind
        where
            DB: sqlx::Database,
            uuid::Uuid: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
            &'static str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
        {
            fn owner(self, owner: Owner) -> Self {
                self.bind(owner.organization.uuid()).bind(owner.cloud.word())
            }
        }
    )*};
}

bind_owner! {
    sqlx::query::Query<'q, DB, <DB as sqlx::Database>::Arguments>: ;
    sqlx::query::QueryAs<'q, DB, O, <DB as sqlx::Database>::Arguments>: O;
    sqlx::query::QueryScalar<'q, DB, O, <DB as sqlx::Database>::Arguments>: O;
}

/// Whom a stored row belongs to.
pub(crate) fn owner_of(
    organization: Uuid,
    cloud: &str,
    table: &'static str,
    row: impl std::fmt::Display,
) -> Result<Owner> {
    let cloud = word(Cloud::from_word(cloud), table, "cloud", row)?;
    Ok(Owner { organization: OrganizationId(organization), cloud })
}

/// Reads a stored word back into its enum.
pub(crate) fn word<T>(
    found: Option<T>,
    table: &'static str,
    column: &'static str,
    row: impl std::fmt::Display,
) -> Result<T> {
    found.ok_or_else(|| Error::Inconsistent { table, column, row: row.to_string() })
}
