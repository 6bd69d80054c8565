//! Every statement is a named constant in a list, so that a test prepares all of them on both engines.

/// One statement with its name.
#[cfg_attr(not(test), expect(dead_code, reason = "the list exists for the test that prepares every statement"))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statement {
    /// The module and the constant's name.
    pub(crate) name: &'static str,
    /// The text for SQLite; none where only PostgreSQL has it.
    pub(crate) lite: Option<&'static str>,
    /// The text for PostgreSQL; none where only SQLite has it.
    pub(crate) pg: Option<&'static str>,
}

/// Declares a module's statements and their list.
///
/// - `NAME = "…";` is one text for both engines, a `&'static str`.
/// - `NAME = (concat!(…));` is one text as well, made of shared pieces.
/// - `lock NAME = "…";` is a select whose rows PostgreSQL locks until the transaction ends (SQLite's one writer has
///   no need to): a [`Sql`](crate::dialect::Sql).
/// - `split NAME = { lite: "…", pg: "…" };` is two texts, a [`Sql`](crate::dialect::Sql): say why beside it.
/// - `pg NAME = "…";` and `lite NAME = "…";` exist on one engine only.
macro_rules! statements {
    ($($(#[$doc:meta])* $first:ident $($second:ident)? = $text:tt;)*) => {
        $($crate::statement::statements!(@const $(#[$doc])* $first $($second)? = $text);)*

        /// All statements of this module.
        pub(crate) const STATEMENTS: &[$crate::statement::Statement] =
            &[$($crate::statement::statements!(@entry $first $($second)? = $text),)*];
    };

    (@const $(#[$doc:meta])* lock $name:ident = $text:literal) => {
        $(#[$doc])* const $name: $crate::dialect::Sql = $crate::dialect::Sql { lite: $text, pg: concat!($text, " for update") };
    };
    (@const $(#[$doc:meta])* lock $name:ident = ($text:expr)) => {
        $(#[$doc])* const $name: $crate::dialect::Sql = $crate::dialect::Sql { lite: $text, pg: concat!($text, " for update") };
    };
    (@const $(#[$doc:meta])* split $name:ident = { lite: $lite:expr, pg: $pg:expr $(,)? }) => {
        $(#[$doc])* const $name: $crate::dialect::Sql = $crate::dialect::Sql { lite: $lite, pg: $pg };
    };
    (@const $(#[$doc:meta])* pg $name:ident = $text:literal) => { $(#[$doc])* const $name: &str = $text; };
    (@const $(#[$doc:meta])* lite $name:ident = $text:literal) => { $(#[$doc])* const $name: &str = $text; };
    (@const $(#[$doc:meta])* $name:ident = $text:literal) => { $(#[$doc])* const $name: &str = $text; };
    (@const $(#[$doc:meta])* $name:ident = ($text:expr)) => { $(#[$doc])* const $name: &str = $text; };

    (@entry lock $name:ident = $text:tt) => { $crate::statement::statements!(@both $name, $name.lite, $name.pg) };
    (@entry split $name:ident = $texts:tt) => { $crate::statement::statements!(@both $name, $name.lite, $name.pg) };
    (@entry pg $name:ident = $text:literal) => {
        $crate::statement::Statement { name: concat!(module_path!(), "::", stringify!($name)), lite: None, pg: Some($name) }
    };
    (@entry lite $name:ident = $text:literal) => {
        $crate::statement::Statement { name: concat!(module_path!(), "::", stringify!($name)), lite: Some($name), pg: None }
    };
    (@entry $name:ident = $text:tt) => { $crate::statement::statements!(@both $name, $name, $name) };
    (@both $name:ident, $lite:expr, $pg:expr) => {
        $crate::statement::Statement { name: concat!(module_path!(), "::", stringify!($name)), lite: Some($lite), pg: Some($pg) }
    };
}

pub(crate) use statements;

/// The statements of all modules.
#[cfg_attr(not(test), expect(dead_code, reason = "the list exists for the test that prepares every statement"))]
pub(crate) const ALL: &[&[Statement]] = &[
    crate::audit::STATEMENTS,
    crate::audit::retire::STATEMENTS,
    crate::audit::seal::STATEMENTS,
    crate::audit::verify::STATEMENTS,
    crate::dialect::lite::STATEMENTS,
    crate::dialect::notify::STATEMENTS,
    crate::dialect::pg::STATEMENTS,
    crate::idempotency::STATEMENTS,
    crate::meta::STATEMENTS,
    crate::migration::STATEMENTS,
    crate::number::STATEMENTS,
    crate::outbox::STATEMENTS,
    crate::outbox::carry::STATEMENTS,
    crate::schedule::STATEMENTS,
    crate::table::attachment::STATEMENTS,
    crate::table::book::STATEMENTS,
    crate::table::book_change::STATEMENTS,
    crate::table::case::STATEMENTS,
    crate::table::case_issue::STATEMENTS,
    crate::table::case_list::STATEMENTS,
    crate::table::case_reach::STATEMENTS,
    crate::table::case_search::STATEMENTS,
    crate::table::connection::STATEMENTS,
    crate::table::connection_secret::STATEMENTS,
    crate::table::counterpart::STATEMENTS,
    crate::table::customer::STATEMENTS,
    crate::table::customer_group::STATEMENTS,
    crate::table::customer_list::STATEMENTS,
    crate::table::customer_reach::STATEMENTS,
    crate::table::customer_trouble::STATEMENTS,
    crate::table::delegated_admin::STATEMENTS,
    crate::table::delegated_admin_list::STATEMENTS,
    crate::table::delivery::STATEMENTS,
    crate::table::mail::STATEMENTS,
    crate::table::elevation::STATEMENTS,
    crate::table::emergency::STATEMENTS,
    crate::table::entry::STATEMENTS,
    crate::table::follow::STATEMENTS,
    crate::table::feed_count::STATEMENTS,
    crate::table::feed_round::STATEMENTS,
    crate::table::health_feed::STATEMENTS,
    crate::table::health_history::STATEMENTS,
    crate::table::health_issue::STATEMENTS,
    crate::table::health_audience::STATEMENTS,
    crate::table::health_known::STATEMENTS,
    crate::table::health_post::STATEMENTS,
    crate::table::health_revision::STATEMENTS,
    crate::table::identity_provider::STATEMENTS,
    crate::table::issue_message::STATEMENTS,
    crate::table::issue_reach::STATEMENTS,
    crate::table::polled_feed::STATEMENTS,
    crate::table::membership::STATEMENTS,
    crate::table::notice::STATEMENTS,
    crate::table::notice_list::STATEMENTS,
    crate::table::organization::STATEMENTS,
    crate::table::provisioned_group::STATEMENTS,
    crate::table::provisioned_user::STATEMENTS,
    crate::table::person_link::STATEMENTS,
    crate::table::person_trace::STATEMENTS,
    crate::table::reader_key::STATEMENTS,
    crate::table::received::STATEMENTS,
    crate::table::request::STATEMENTS,
    crate::table::request_draft::STATEMENTS,
    crate::table::request_entry::STATEMENTS,
    crate::table::request_list::STATEMENTS,
    crate::table::service_account::STATEMENTS,
    crate::table::second_factor::STATEMENTS,
    crate::table::session::STATEMENTS,
    crate::table::sign_in_attempt::STATEMENTS,
    crate::table::standing::STATEMENTS,
    crate::table::stray_ticket::STATEMENTS,
    crate::table::subscription::STATEMENTS,
    crate::table::support_ticket::STATEMENTS,
    crate::table::ticket::STATEMENTS,
    crate::table::token::STATEMENTS,
    crate::table::user::STATEMENTS,
];
