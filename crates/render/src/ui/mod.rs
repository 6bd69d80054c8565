//! The small parts that pages are put together from. Each state has an icon, a word and a tone.

mod clock;
mod field;
mod look;
mod part;
mod pick;

pub use field::{Choice, Field, Wordy};
pub(crate) use look::Looks;
pub(crate) use look::rung_number;
pub use look::{Look, Tone};
pub use part::Link;
pub(crate) use part::initials;
pub use pick::CustomerPick;
