//! Connections: a Global admin sets them up, tests them, stops them, and takes them away.
//!
//! What a person says to be let in elsewhere is sealed at once ([`vault`]) and never shown again: no answer, no page, no entry of
//! the audit log holds it.

mod check;
mod consent;
mod open;
mod probe;
mod read;
mod remove;
mod reseal;
mod sample;
mod secret;
mod set_up;
pub mod vault;

#[cfg(test)]
mod tests;

pub use check::SetUpConnection;
pub use consent::{
    CONSENT_DAYS, CONSENT_MINUTES, ConsentBack, ConsentWay, Consents, ask_consent, not_consented, take_consent,
};
pub use open::StoredConnections;
pub use probe::{ConnectionProbe, NoProbe, test};
pub use read::{ConnectionView, Wanting, WantingSecret, kinds, list, show, wanting};
pub use remove::{Needed, needed, pause, remove};
pub use reseal::{Resealed, reseal};
pub use sample::{passes_proxy_by, send_sample};
pub use secret::{ReplaceSecret, replace_secret};
pub(crate) use secret::{as_secret, open_text, reseal_text, seal_text, secrets_key, secrets_keys};
pub use set_up::{add, edit};
