//! On whose behalf the store is asked. What a scope cannot see has no function here.
//!
//! `store.read(scope)` gives a [`Read`], `store.write(scope, …)` a [`Tx`] for the same scope. A transaction can do
//! all that a read can: it dereferences to it. The functions themselves stand in one module per table.

use std::ops::{Deref, DerefMut};

use tierline_domain::{CustomerId, Owner, UserId};

use crate::{db::Link, guard::Eyes};

/// A scope of the store: an [`Owner`], a [`Reach`], a [`CustomerScope`], [`Auth`] or [`System`].
pub trait Scope: sealed::Sealed + Copy + Send + Sync + 'static {
    /// What the handle's functions belong to: a [`Reach`] has those of its owner.
    type Rows: Scope;

    /// Whose rows the handle has.
    fn rows(self) -> Self::Rows;

    /// How far it reaches among the customers of an owner; none where it is no [`Reach`].
    fn reach(self) -> Option<Reach> {
        None
    }
}

/// One owner's rows as far as somebody reaches: with a person whose lists name customers, only what belongs to customers in
/// their reach can be read. All that a use case reads for a person it reads through this; what the desk itself must know of
/// all customers is read as the [`Owner`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reach {
    /// Whose rows.
    pub owner: Owner,
    /// Whose lists narrow what is seen; nobody's where all customers are in reach.
    pub person: Option<UserId>,
}

/// One customer in the book of one owner: its people see the parts that are meant for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomerScope {
    /// The organization and cloud whose customer it is.
    pub owner: Owner,
    /// The customer.
    pub customer: CustomerId,
}

/// Signing in: before it is known for whom somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Auth;

/// The program itself: jobs, administration, the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct System;

mod sealed {
    pub trait Sealed {}
    impl Sealed for tierline_domain::Owner {}
    impl Sealed for super::Reach {}
    impl Sealed for super::CustomerScope {}
    impl Sealed for super::Auth {}
    impl Sealed for super::System {}
}

/// A scope whose handle has its own functions.
macro_rules! own_rows {
    ($($scope:ty),*) => {$(
        impl Scope for $scope {
            type Rows = Self;
            fn rows(self) -> Self {
                self
            }
        }
    )*};
}

own_rows!(Owner, CustomerScope, Auth, System);

impl Scope for Reach {
    type Rows = Owner;

    fn rows(self) -> Owner {
        self.owner
    }

    fn reach(self) -> Option<Reach> {
        Some(self)
    }
}

/// Whose eyes a handle of this scope has.
fn eyes(scope: impl Scope) -> Option<Eyes> {
    let Reach { owner, person } = scope.reach()?;
    person.map(|person| Eyes { owner, person })
}

/// A connection for reading within a scope.
pub struct Read<'c, S> {
    link: Link<'c>,
    scope: S,
}

/// A transaction within a scope. It is committed and rolled back by the store, never by its user.
pub struct Tx<'c, S> {
    read: Read<'c, S>,
}

/// Reads what one owner has.
pub type TenantRead<'c> = Read<'c, Owner>;
/// Changes what one owner has.
pub type TenantTx<'c> = Tx<'c, Owner>;
/// Reads the customer-visible parts of one customer.
pub type CustomerRead<'c> = Read<'c, CustomerScope>;
/// Changes what a customer's people may change.
pub type CustomerTx<'c> = Tx<'c, CustomerScope>;
/// Reads what signing in needs.
pub type AuthRead<'c> = Read<'c, Auth>;
/// Changes what signing in changes.
pub type AuthTx<'c> = Tx<'c, Auth>;
/// Reads across owners, for jobs and administration.
pub type SystemRead<'c> = Read<'c, System>;
/// Changes across owners, for jobs and administration.
pub type SystemTx<'c> = Tx<'c, System>;

impl<'c, S: Scope> Read<'c, S> {
    /// A handle of this scope: it sees what the scope reaches.
    pub(crate) fn open<R: Scope<Rows = S>>(link: Link<'c>, scope: R) -> Self {
        Self::new(link.seen_by(eyes(scope)), scope.rows())
    }

    fn new(link: Link<'c>, scope: S) -> Self {
        Self { link, scope }
    }

    /// What statements run on.
    pub(crate) fn link(&mut self) -> &mut Link<'c> {
        &mut self.link
    }
}

impl<'c, S: Scope> Tx<'c, S> {
    /// As [`Read::open`].
    pub(crate) fn open<R: Scope<Rows = S>>(link: Link<'c>, scope: R) -> Self {
        Self { read: Read::open(link, scope) }
    }

    fn new(link: Link<'c>, scope: S) -> Self {
        Self { read: Read::new(link, scope) }
    }
}

impl<'c, S> Deref for Tx<'c, S> {
    type Target = Read<'c, S>;
    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl<S> DerefMut for Tx<'_, S> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}

impl TenantRead<'_> {
    /// Whose rows these are.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.scope
    }

    /// Whether this handle sees only what somebody's lists let them reach.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.link.eyes().is_some()
    }

    /// The same rows as the desk itself sees them, all customers': for its own rules, such as that a cause has one open
    /// request. What is read so is counted and kept in step, and never shown to the person who acts.
    pub fn desk(&mut self) -> TenantRead<'_> {
        Read::new(self.link.again(), self.scope)
    }
}

impl TenantTx<'_> {
    /// As [`TenantRead::desk`], for changing.
    pub fn as_desk(&mut self) -> TenantTx<'_> {
        let scope = self.read.scope;
        Tx::new(self.read.link.again(), scope)
    }
}

impl CustomerRead<'_> {
    /// Whose customer it is.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.scope.owner
    }

    /// The customer.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        self.scope.customer
    }
}

impl SystemRead<'_> {
    /// Reads as one owner.
    pub fn tenant(&mut self, owner: Owner) -> TenantRead<'_> {
        Read::new(self.link.again(), owner)
    }

    /// Reads what signing in reads: how administration looks at people.
    pub fn auth(&mut self) -> AuthRead<'_> {
        Read::new(self.link.again(), Auth)
    }
}

impl SystemTx<'_> {
    /// Acts as one owner inside the same transaction: the way a job changes an owner's rows, and the way something
    /// is handed from one owner to another.
    pub fn tenant(&mut self, owner: Owner) -> TenantTx<'_> {
        Tx::new(self.read.link.again(), owner)
    }

    /// Does what signing in does, inside the same transaction: how administration makes people and tokens.
    pub fn auth(&mut self) -> AuthTx<'_> {
        Tx::new(self.read.link.again(), Auth)
    }
}
