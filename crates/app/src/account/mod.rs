//! People: how they come in, what they are here, and who sees to that.

pub mod elevation;
pub mod emergency;
pub mod entrance;
pub mod factor;
pub mod invitation;
pub mod letter;
mod local_word;
pub(crate) mod lock;
pub mod organization;
mod password;
pub mod people;
pub mod personal_data;
mod policy;
mod policy_check;
pub mod profile;
pub mod reach;
pub mod reader_key;
pub(crate) mod record;
pub mod reset;
pub mod secret;
pub mod service_account;
pub mod session;
pub mod session_of;
pub mod setup;
pub mod sign_in;
#[cfg(test)]
mod tests;
mod throttle;
pub mod token;
pub mod user;
pub mod who_may;

pub use elevation::{
    AskElevation, DecideElevation, GiveElevation, elevation_ask, elevation_decide, elevation_end, elevation_give,
    elevation_list, elevation_roles, elevations_active,
};
pub use emergency::{
    OpenEmergency, emergency_open, emergency_remove, emergency_seal, emergency_show, emergency_unsealed,
};
pub use entrance::{Arrival, Entered, Pending, enter};
pub use invitation::{Handed, InviteUser, Invited, sends_mail, user_invite, user_link};
pub use letter::{LETTERS, deliver_letter};
pub use organization::role_fits;
pub use organization::{NewOrganization, NewPerson, NewSecretToken, create_organization, create_person, create_token};
pub(crate) use organization::{check_roles, fits};
pub use password::{PASSWORD_LONGEST, PASSWORD_SHORTEST};
pub use people::{PeopleQuery, people_list, person_show};
pub use personal_data::{ErasePerson, Erased, PersonExport, PersonalData, person_erase, person_export, personal_data};
pub use policy::{EditCalendar, EditPolicy, EditTarget, edit_policy, policy, policy_last_edit, policy_now};
pub use profile::{ChangePassword, EditProfile, Me, change_password, edit_profile, me};
pub use reach::{ReachView, reach_set, reach_view};
pub(crate) use reach::{reach_of, require_whole_book};
pub use reader_key::{
    AddReaderKey, AddedReaderKey, Reader, open_reader, reader_key_add, reader_key_list, reader_key_revoke,
};
pub use reset::{ask_reset, choose_password, link_open};
pub use secret::{LINK_PREFIX, READER_PREFIX, Secret, TOKEN_PREFIX};
pub(crate) use service_account::tell_keeper_left;
pub use service_account::{
    AddServiceAccount, EditServiceAccount, service_account_add, service_account_edit, service_account_list,
    service_accounts_orphaned,
};
pub use session::{
    Device, Place, Signed, authenticate_session, authenticate_token, memberships, note_session, purge_sessions,
    session_end, session_ended_at, session_hash, session_list, session_standing, sessions_end_of, sessions_end_others,
    switch, switch_cloud,
};
pub use session_of::{session_end_of, session_list_of};
pub use setup::{Founded, SetUp, set_up, set_up_code, set_up_needed};
pub(crate) use sign_in::begin;
pub use sign_in::{Caller, SESSION_HOURS, SignedIn, sign_in, sign_out};
pub(crate) use throttle::Throttle;
pub use tierline_store::{PeopleOf, PersonAfter};
pub use token::{AddToken, AddedToken, TOKEN_LONGEST_DAYS, token_add, token_list, token_revoke};
pub use user::{AddUser, EditUser, user_add, user_edit, user_list, user_list_for, user_remove};
pub(crate) use user::{hold, let_go, let_in, require_another_admin, take_back};
pub use who_may::who_may;
