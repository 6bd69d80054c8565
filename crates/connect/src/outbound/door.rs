//! The way to a host by another protocol than HTTP. Connections are made to the addresses that were checked, never to the name: a name
//! that leads elsewhere a moment later leads nowhere.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use super::{
    allow::{Allow, refusal},
    resolve::Lookup,
};

/// Where a host is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Door {
    /// Its addresses that may be reached, with the port; at least one.
    pub(crate) addresses: Vec<SocketAddr>,
    /// Whether the operator trusts it: then it may be spoken to unencrypted.
    pub(crate) is_trusted: bool,
}

/// Looks a host up, unless it is written as an address, and leaves what may be reached.
pub(super) async fn find(
    allow: &Allow,
    lookup: &dyn Lookup,
    patience: Duration,
    (host, port): (&str, u16),
) -> Result<Door, String> {
    let found = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(literal) => vec![literal],
        Err(_) => match tokio::time::timeout(patience, lookup.lookup(host.to_owned())).await {
            Ok(Ok(found)) => found,
            Ok(Err(_)) => return Err(format!("{host} is not a name that leads anywhere")),
            Err(_) => return Err(format!("nobody says within {} seconds where {host} is", patience.as_secs())),
        },
    };
    let good = found.into_iter().filter(|address| allow.reaches(host, *address));
    let addresses: Vec<SocketAddr> = good.map(|address| SocketAddr::new(address, port)).collect();
    if addresses.is_empty() {
        return Err(refusal(host));
    }
    Ok(Door { addresses, is_trusted: allow.trusts(host) })
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures::future::BoxFuture;

    use super::*;

    struct Leads(&'static [&'static str]);

    impl Lookup for Leads {
        fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
            let found = self.0.iter().map(|address| address.parse().unwrap()).collect();
            Box::pin(std::future::ready(Ok(found)))
        }
    }

    async fn door(allow: &[&str], leads: &'static [&'static str], host: &str) -> Result<Door, String> {
        find(&Allow::parse(allow).unwrap(), &Leads(leads), Duration::from_secs(1), (host, 587)).await
    }

    /// Threat 49: a mail server's name that leads inside reaches nothing, whatever else it leads to.
    #[tokio::test]
    async fn only_addresses_that_may_be_reached_are_left_of_a_name() {
        let found =
            door(&[], &["169.254.169.254", "1.1.1.1", "::ffff:127.0.0.1"], "mail.provider.example").await.unwrap();
        assert_eq!(found, Door { addresses: vec!["1.1.1.1:587".parse().unwrap()], is_trusted: false });
        let inside = door(&[], &["10.0.0.25"], "mail.provider.example").await.unwrap_err();
        assert!(inside.contains("[outbound] allow"), "{inside}");
        assert!(door(&[], &["1.1.1.1"], "127.0.0.1").await.is_err(), "an address is not looked up");
    }

    #[tokio::test]
    async fn only_a_host_that_the_operator_names_is_spoken_to_unencrypted() {
        let named = door(&["mail.internal.example"], &["10.0.0.25"], "Mail.Internal.Example.").await.unwrap();
        assert!(named.is_trusted);
        let ranged = door(&["10.0.0.0/24"], &["10.0.0.25"], "mail.internal.example").await.unwrap();
        assert!(!ranged.is_trusted, "its address may be reached; its name is nobody's word");
        assert!(door(&["10.0.0.0/24"], &[], "10.0.0.25").await.unwrap().is_trusted);
    }
}
