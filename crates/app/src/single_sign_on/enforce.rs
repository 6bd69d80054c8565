//! An organization may say that its people come by single sign-on alone.

use tierline_domain::{UserId, comes_only_by, domain_of};
use tierline_store::AuthRead;

use crate::error::Result;

/// Whether somebody may come in by a password, or by any other proof that is the desk's own: the one place that says so. The same is read
/// whether or not anybody has the address, so that nothing shows in the time (threat 46).
///
/// # Errors
/// The store's.
pub(crate) async fn may_use_password(read: &mut AuthRead<'_>, email: &str, user: Option<UserId>) -> Result<bool> {
    let domain = domain_of(email).unwrap_or_default();
    let provider = read.identity_provider_of_domain(&domain).await?;
    let places = read.membership_list(user.unwrap_or(UserId(uuid::Uuid::nil()))).await?;
    Ok(!provider.is_some_and(|found| comes_only_by(&found.provider, &places)))
}
