//! The use cases that ask for no right, those that no walked route reaches, and what is opened beside the caller's own rows: each
//! with its reason.

const OWN: &str = "one's own account, found by the caller's own identifier: everybody's who is signed in";

/// What everybody may who is signed in, and what asks for something else than a right of the table before it opens the store.
pub(super) const NO_RIGHT: &[(&str, &str)] = &[
    (
        "account::elevation::ask::elevation_ask",
        "asking is every colleague's; a customer's people are told `no_colleague`",
    ),
    ("account::elevation::elevation_list", "one's own; who may administer sees all"),
    ("account::elevation::elevations_active", OWN),
    ("account::elevation::end::elevation_end", "one's own is given back; another's exists for who may administer"),
    ("account::factor::again::again_ask", OWN),
    ("account::factor::again::again_asks", OWN),
    ("account::factor::again::prove_again", OWN),
    ("account::factor::again::renew", OWN),
    ("account::factor::app_add", OWN),
    ("account::factor::codes::new_codes", OWN),
    ("account::factor::factor_remove", OWN),
    ("account::factor::factor_view", OWN),
    ("account::factor::passkey::enrol::passkey_add", OWN),
    ("account::factor::passkey::enrol::passkey_new", OWN),
    ("account::profile::change_password", OWN),
    ("account::profile::edit_profile", OWN),
    ("account::profile::me", OWN),
    ("account::reader_key::reader_key_list", OWN),
    ("account::reader_key::reader_key_revoke", OWN),
    ("account::session::memberships", OWN),
    ("account::session::note_session", OWN),
    ("account::session::session_end", OWN),
    ("account::session::session_list", OWN),
    ("account::session::sessions_end_others", OWN),
    ("account::session::switch", "only into a place of one's own, by the session that asks"),
    ("account::session::switch_cloud", "only into a place of one's own, by the session that asks"),
    ("account::sign_in::sign_out", OWN),
    ("account::who_may::who_may", "who was refused is told whom to ask, of their own side of the organization alone"),
    ("live::watch", "each topic asks for what its page asks for, or for the row as far as its reader reaches"),
    ("single_sign_on::arrive::arrive", "the door: who comes back is not signed in yet, or proves anew who they are"),
    ("single_sign_on::end::farewell", OWN),
    ("single_sign_on::leave::leave_again", OWN),
    ("single_sign_on::leave::leave_to_link", OWN),
    ("single_sign_on::own::link_list", OWN),
    ("single_sign_on::own::link_remove", OWN),
];

const TICKETS: &str = "the exchange of trouble tickets, tried as each side in crates/http/tests/it/ticket.rs";
const FORM: &str = "a form of one's own account alone, tried in crates/http/tests/it/{session,security,web}.rs";

/// What no route and no page that is walked as everybody reaches, with what shows instead who may.
pub(super) const NOT_WALKED: &[(&str, &str)] = &[
    ("account::factor::again::again_ask", FORM),
    ("account::factor::again::prove_again", FORM),
    ("account::factor::again::renew", FORM),
    ("account::factor::app_add", FORM),
    ("account::factor::codes::new_codes", FORM),
    (
        "account::policy::policy_last_edit",
        "beside a form that came too late, after the rules' own right: crates/http/tests/it/rules.rs",
    ),
    (
        "account::policy::policy_now",
        "beside a form that came too late, after the rules' own right: crates/http/tests/it/rules.rs",
    ),
    ("account::profile::change_password", FORM),
    ("account::profile::edit_profile", FORM),
    ("account::session::note_session", "each call of a session, before anything else"),
    ("account::session::switch", "the switch of the cloud: crates/app/src/account/tests/entrance.rs"),
    ("account::session::switch_cloud", "the switch of the cloud: crates/app/src/account/tests/entrance.rs"),
    ("account::sign_in::sign_out", FORM),
    ("account::who_may::who_may", "each refusal of the API: crates/app/src/account/tests/people.rs"),
    ("case::read::by_number", "the command line, which acts as the machine's operator"),
    (
        "customer::edit::last_edit",
        "beside a form that came too late, after the customer's own right: crates/http/tests/it/late.rs",
    ),
    ("health::outlook::outlook", "what a reader's key opens: crates/http/tests/it/reader.rs"),
    ("live::watch", "streams: crates/tierline/tests/it/live.rs and reach.rs"),
    ("single_sign_on::arrive::arrive", "the door: crates/app/src/single_sign_on/tests.rs"),
    ("single_sign_on::end::farewell", FORM),
    ("single_sign_on::leave::leave_again", "the door: crates/app/src/single_sign_on/tests.rs"),
    ("single_sign_on::leave::leave_to_link", "the door: crates/app/src/single_sign_on/tests.rs"),
    ("ticket::change::change", TICKETS),
    ("ticket::create::create", TICKETS),
    ("ticket::hub::hub", TICKETS),
    ("ticket::hub::subscribe", TICKETS),
    ("ticket::hub::unsubscribe", TICKETS),
    ("ticket::show::file", TICKETS),
    ("ticket::show::list", TICKETS),
    ("ticket::show::show", TICKETS),
];

const RECIPIENT: &str =
    "a ticket is its recipient's row: read and written by its sender alone, as far as it was said to the sender";
const ACCOUNT: &str = "accounts stand above owners: found by the person's own identifier";

/// What a use case opens beside the rows that its caller reaches: the function with the scope, and why.
pub(super) const OTHER_ROWS: &[(&str, &str)] = &[
    (
        "account::session::memberships tierline_store::System",
        "the names of the organizations in which the caller is somebody",
    ),
    (
        "app::App::administer System",
        "people and rules stand above clouds; each step names its owner, which is the caller's",
    ),
    ("customer::read::own CustomerScope{owner:ctx.owner,customer}", "a customer's person, narrowed to that customer"),
    (
        "health::take_in::write_chunk origin.owner",
        "the owner whose feed it is; where a person brings a file in, the caller's, and their right is asked anew",
    ),
    ("single_sign_on::arrive::linked System", ACCOUNT),
    ("single_sign_on::arrive::proven provider.owner", "the owner of the provider that the caller has come back from"),
    ("single_sign_on::own::link_remove System", ACCOUNT),
    ("ticket::change::change System", RECIPIENT),
    ("ticket::create::create System", RECIPIENT),
    ("ticket::create::known owner", RECIPIENT),
    ("ticket::show::file owner", RECIPIENT),
    ("ticket::show::list to.0", RECIPIENT),
    ("ticket::show::request_of to.0", RECIPIENT),
    ("ticket::show::show to.0", RECIPIENT),
];
