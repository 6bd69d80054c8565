//! Open contracts that the desk speaks as a server beside its own API: one folder each, in the contract's own shapes, paths and
//! errors.

mod asked;
mod entrance;
mod meter;
pub(crate) mod partner_center;
pub(crate) mod trouble_ticket;
