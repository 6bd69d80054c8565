//! Whose name a request goes under: the partner's own people, never the customer's.

use tierline_domain::{Contact, Owner};
use tierline_store::Read;

use crate::error::{Faults, Result};

/// Notes a fault where the contact's address is that of a customer's person, or of a customer's domain or below it.
/// Our own people may have any address: a partner that is in its own book of customers shares its domain with itself.
pub(crate) async fn require_ours(
    faults: &mut Faults,
    read: &mut Read<'_, Owner>,
    of_case: Option<&Contact>,
    address: &str,
) -> Result<()> {
    let member = read.member_by_email(address).await?;
    if member.as_ref().is_some_and(|member| member.membership.customer.is_none()) {
        return Ok(());
    }
    let named = of_case.is_some_and(|contact| same(&contact.email, address));
    let customers = named || member.is_some() || of_customer(read, address).await?;
    if customers {
        faults.add(
            "contact.email",
            "of_customer",
            "This address belongs to a customer. The recipient talks to you: name one of your own people.",
        );
    }
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    tierline_domain::text::normalized(one) == tierline_domain::text::normalized(other)
}

/// Whether the address lies in the domain of a customer, or below it.
async fn of_customer(read: &mut Read<'_, Owner>, address: &str) -> Result<bool> {
    for domain in domains_of(address) {
        if read.customer_by_domain(domain).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The domain of an address and those above it, the last label aside: `a@mail.plover.example` gives
/// `mail.plover.example` and `plover.example`.
fn domains_of(address: &str) -> impl Iterator<Item = &str> {
    let whole = address.rsplit_once('@').map_or("", |(_, domain)| domain).trim_end_matches('.');
    std::iter::successors(Some(whole), |domain| domain.split_once('.').map(|(_, above)| above))
        .filter(|domain| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_looked_up_with_those_above_it() {
        let of = |address| domains_of(address).collect::<Vec<_>>();
        assert_eq!(of("a@mail.plover.example"), ["mail.plover.example", "plover.example"]);
        assert_eq!(of("a@plover.example"), ["plover.example"]);
        assert_eq!(of("nobody"), Vec::<&str>::new());
    }
}
