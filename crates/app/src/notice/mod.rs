//! What people are told in the desk: written with the fact, or by the relay's message for those who follow; read by its
//! person alone. Beyond the desk nothing leaves from here: a delivery by mail or chat would read what is written.

mod purge;
mod read;
mod tell;
#[cfg(test)]
mod tests;

pub use purge::purge;
pub use read::{NoticeQuery, is_told, list, opened, read, read_all};
pub(crate) use tell::{tell_followers, tell_of_case, tell_of_program, tell_of_received};
