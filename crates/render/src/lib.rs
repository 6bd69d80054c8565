//! Pages of Tierline: typed views, templates, catalogues in English, Russian and Polish, and the assets of the browser.
//!
//! A page is a plain struct (see [`page`]) that is rendered in a [`Frame`]: who looks at it, in which language and time
//! zone, and when. Nothing here asks a clock, a store or a network. Text that comes from outside is escaped by type:
//! only [`Html`] is written as it is, and only this crate makes it.

mod asset;
mod bilingual;
mod delegated;
mod follow;
mod form;
mod frame;
mod history;
mod html;
mod label;
mod ladder;
mod locale;
pub mod mail;
mod message;
mod number;
mod packet;
pub mod page;
mod passkey;
mod place;
mod portal;
mod qr;
mod reader;
mod reason;
mod sample;
mod service;
mod time;
mod timeline;
mod ui;

pub use asset::{ASSET_ROOT, asset, asset_file};
pub use follow::FollowLine;
pub use form::{Fault, Form};
pub use frame::{Frame, HeldConnection, May, Shell, Theme, Value, Wanting, WantingSecret};
pub use html::Html;
pub use label::Worded;
pub use locale::Locale;
pub use message::{Arg, Count, Marked, Message, t};
pub use page::Page;
pub use place::{Console, NavItem, Place, WhosePeople};
pub use reader::ReaderView;
pub use service::ServiceHealth;
pub use tierline_domain::Cloud;
pub use time::Wall;
pub use ui::{Choice, Field, Link, Look, Tone, Wordy};

/// What a page can say that was just done: the words that `?done=` takes.
#[rustfmt::skip]
pub const DONE: &[&str] = &[
    // cases
    "case_opened", "reply_sent", "note_added", "provider_written", "file_attached", "assigned", "details_saved", "waiting_begun",
    "waiting_ended", "health_checked", "match_confirmed", "match_rejected", "step_recorded", "category_decided", "waived",
    "approval_requested", "approved", "refused", "customer_informed", "customers_informed", "symptom_recorded", "resolved", "closed", "reopened",
    // service requests
    "request_prepared", "request_sent", "draft_saved", "draft_discarded", "filed", "number_corrected", "portal_recorded", "withdrawn", "joined",
    "delivery_retried", "delivery_arrived", "delivery_given_up", "connection_released", "stray_attached", "stray_dismissed", "request_reopened", "request_rated",
    "connection_added", "connection_saved", "connection_secret_replaced", "connection_consented", "connection_paused", "connection_resumed", "connection_removed", "subscription_ended",
    // the recipient's side
    "accepted", "asked", "returned", "request_resolved", "published", "posted",
    // customers and health
    "books_read", "books_chosen", "books_taken_over", "books_allowed",
    "feed_added", "feed_saved", "feed_removed", "feed_hurried", "customer_added", "customer_saved", "delegated_requested", "delegated_approved", "delegated_rejected", "delegated_terminated",
    // a customer's people
    "reported", "answered",
    // accounts
    "followed", "unfollowed", "notices_read",
    "account_saved", "password_changed", "token_revoked", "reader_key_revoked", "person_invited", "person_known", "person_link_sent", "person_sessions_ended", "person_session_ended", "person_factors_removed", "person_shut", "person_opened", "person_removed", "elevation_asked", "elevation_given", "elevation_refused", "elevation_ended", "emergency_removed", "person_erased", "reach_saved", "customer_group_saved", "customer_group_removed", "service_account_added", "service_account_saved", "password_chosen", "user_saved", "shortcuts_saved", "rules_saved",
    "factor_added", "factor_removed", "session_ended", "sessions_ended",
    // single sign-on
    "provider_added", "provider_saved", "provider_removed", "provider_group_saved", "provider_group_removed", "domain_added", "domain_proven",
    "domain_removed", "group_saved", "sign_in_linked", "sign_in_unlinked",
];

#[cfg(test)]
mod tests;
