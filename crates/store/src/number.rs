//! The numbers that people say: `T-20418`, `R-1042`.
//!
//! A node reserves them in blocks, so that two cases opened at once do not wait for each other's commit. What a node
//! has reserved and not used is a gap: numbers are distinct and roughly ascending, not complete. The first block is one
//! number and each further one twice as many, up to [`LARGEST`]: a command that opens one case leaves no gap, and nobody
//! leaves more unused than they have used.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use tierline_domain::Owner;

use crate::{
    db::{BindOwner, on},
    error::Result,
    scope::TenantTx,
    statement::statements,
    store::Store,
};

statements! {
    /// Gives the end of the block.
    RESERVE = "insert into number_block (organization_id, cloud, kind, next) values ($1, $2, $3, cast($4 as bigint) + $5) \
               on conflict (organization_id, cloud, kind) do update set next = number_block.next + $5 returning next";
}

/// How many numbers a node reserves at once at the most.
const LARGEST: i64 = 32;

tierline_domain::words! {
    /// What is numbered. Each owner counts for itself.
    pub enum NumberKind {
        /// Cases.
        Case = "case",
        /// Service requests.
        Request = "request",
        /// Documented issues that a provider publishes here.
        Issue = "issue",
    }
}

impl NumberKind {
    /// The first number of an owner; high enough that all numbers of a desk have about the same length.
    const fn first(self) -> i64 {
        match self {
            Self::Case => 10_001,
            Self::Request | Self::Issue => 1_001,
        }
    }
}

/// The numbers that this node may give out. The inner lock is held while a block is being reserved, so that those who
/// come meanwhile wait for it instead of reserving more.
#[derive(Debug, Default)]
pub(crate) struct Blocks(Mutex<HashMap<(Owner, NumberKind), Block>>);

type Block = Arc<tokio::sync::Mutex<Reserved>>;

/// What is left of the last block, and how large it was.
#[derive(Debug, Default)]
struct Reserved {
    left: Range<i64>,
    size: i64,
}

impl Blocks {
    fn block(&self, owner: Owner, kind: NumberKind) -> Block {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry((owner, kind)).or_default())
    }
}

impl Store {
    /// A number that nobody has had. It is used up, whatever becomes of the caller: take it before the write.
    ///
    /// # Errors
    /// What reserving a block of numbers can give; see [`Store::write`].
    pub async fn number(&self, owner: Owner, kind: NumberKind) -> Result<i64> {
        let block = self.0.blocks.block(owner, kind);
        let mut block = block.lock().await;
        if let Some(number) = block.left.next() {
            return Ok(number);
        }
        let size = (block.size * 2).clamp(1, LARGEST);
        let end = self.write(owner, move |tx| Box::pin(tx.number_reserve(kind, size))).await?;
        *block = Reserved { left: end - size + 1..end, size };
        Ok(end - size)
    }
}

impl TenantTx<'_> {
    /// Reserves a block of this size and gives the number after its last.
    async fn number_reserve(&mut self, kind: NumberKind, size: i64) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| {
            sqlx::query_scalar(RESERVE).owner(owner).bind(kind.word()).bind(kind.first()).bind(size).fetch_one(c)
        })
    }
}
