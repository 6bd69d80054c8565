//! What people prove who they are by, beyond a password: apps for codes, and passkeys.

use tierline_domain::UserId;

use crate::{db::on, error::Result, scope::AuthRead, statement::statements};

statements! {
    ANY = "select exists (select 1 from second_factor where user_id = $1)";
}

impl AuthRead<'_> {
    /// Whether a person has a second factor.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_any(&mut self, user: UserId) -> Result<bool> {
        on!(self, |c| sqlx::query_scalar(ANY).bind(user.uuid()).fetch_one(c))
    }
}
