//! Where the desk goes to: to the public internet over TLS, and elsewhere only where its operator says so.
//!
//! The address of a feed is typed by people of an organization, who are not the operator of the machine. Without this rule they
//! could have the desk ask the machine itself, its neighbours, or the metadata service of its cloud.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::Url;

/// Hosts and ranges that the operator trusts: plain HTTP and private addresses are let through for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allow {
    hosts: Vec<String>,
    ranges: Vec<IpNet>,
}

impl Allow {
    /// Reads entries: names of hosts (`status.internal.example`), addresses, or ranges (`10.1.0.0/16`).
    ///
    /// # Errors
    /// The first entry that is none of these, in a sentence.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, String> {
        let mut allow = Self::default();
        for entry in entries {
            let entry = entry.as_ref().trim();
            if let Ok(range) = entry.parse::<IpNet>() {
                allow.ranges.push(range.trunc());
            } else if let Ok(address) = entry.parse::<IpAddr>() {
                allow.ranges.push(IpNet::from(address));
            } else if is_name(entry) {
                allow.hosts.push(name(entry));
            } else {
                return Err(format!(
                    "{entry:?} is neither the name of a host nor an address or a range like 10.1.0.0/16"
                ));
            }
        }
        Ok(allow)
    }

    /// Whether an address may be asked at all, as far as it says itself.
    ///
    /// # Errors
    /// Why not, in a sentence.
    pub(super) fn check(&self, url: &Url) -> Result<(), String> {
        let host = url.host_str().map(name).unwrap_or_default();
        if host.is_empty() {
            return Err("the address names no host".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!("the address of {host} holds a user name or a password"));
        }
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        match (url.scheme(), literal) {
            ("https" | "http", _) if self.trusts(&host) => Ok(()),
            ("https", Some(address)) if !is_public(address) => Err(refusal(&host)),
            ("https", _) => Ok(()),
            ("http", _) => Err(format!("{host} is asked over https only")),
            _ => Err(format!("{host} is not asked by this kind of address: only by https")),
        }
    }

    /// Whether a connection may go to this address, which a host's name led to.
    pub(super) fn reaches(&self, host: &str, address: IpAddr) -> bool {
        is_public(address) || self.lists(address) || self.hosts.contains(&name(host))
    }

    /// Whether the operator names a host, as it is written: what goes there may go unencrypted.
    pub(super) fn trusts(&self, host: &str) -> bool {
        let host = name(host);
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        self.hosts.contains(&host) || literal.is_some_and(|address| self.lists(address))
    }

    fn lists(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.ranges.iter().any(|range| range.contains(&address))
    }
}

/// Why a host is not asked.
pub(super) fn refusal(host: &str) -> String {
    format!("{host} leads to an address that is not public: the desk's operator can allow it in [outbound] allow")
}

/// Two spellings of one host are one.
fn name(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && text.chars().any(|c| c.is_ascii_alphabetic())
}

/// IPv4 ranges that are not the public internet, as the special-purpose registry of IANA (RFC 6890) lists them.
const SPECIAL_V4: &[([u8; 4], u8)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    // Shared between carriers; the metadata service of one cloud lies here.
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    // Link-local; the metadata services of most clouds are 169.254.169.254.
    ([169, 254, 0, 0], 16),
    // Azure's channel from a machine to its host, the one metadata address that looks public.
    ([168, 63, 129, 16], 32),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast, and what is reserved with the broadcast address.
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// Parts of the public IPv6 space 2000::/3 that are not: protocol assignments with Teredo, examples, and 6to4, which
/// carries an IPv4 address.
const SPECIAL_V6: &[([u16; 8], u8)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

/// Whether an address is one of the public internet. IPv4 within IPv6 is judged as IPv4.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => !SPECIAL_V4
            .iter()
            .any(|(net, bits)| Ipv4Net::new(Ipv4Addr::from(*net), *bits).is_ok_and(|net| net.contains(&v4))),
        IpAddr::V6(v6) => match embedded(v6) {
            Some(v4) => is_public(IpAddr::V4(v4)),
            None => {
                v6.segments()[0] & 0xe000 == 0x2000
                    && !SPECIAL_V6
                        .iter()
                        .any(|(net, bits)| Ipv6Net::new(Ipv6Addr::from(*net), *bits).is_ok_and(|net| net.contains(&v6)))
            }
        },
    }
}

/// The IPv4 address that stands in one of the translated prefix 64:ff9b::/96 (RFC 6052).
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = v6.octets();
    let is_translated = v6.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    is_translated.then(|| Ipv4Addr::new(octets[12], octets[13], octets[14], octets[15]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allow: &[&str], url: &str) -> Result<(), String> {
        Allow::parse(allow).unwrap().check(&Url::parse(url).unwrap())
    }

    /// Threat 49: private, loopback, link-local and metadata addresses in each spelling.
    #[test]
    fn addresses_that_are_not_public_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "2130706433",
            "0177.0.0.1",
            "0.0.0.0",
            "10.0.0.8",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "[2001:db8::1]",
            "[ff02::1]",
        ] {
            assert!(check(&[], &format!("https://{host}/")).is_err(), "{host}");
        }
        for host in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "[2606:4700::1]", "[64:ff9b::101:101]", "graph.microsoft.com"]
        {
            assert_eq!(check(&[], &format!("https://{host}/")), Ok(()), "{host}");
        }
    }

    #[test]
    fn what_a_name_leads_to_is_judged_as_an_address_is() {
        let allow = Allow::parse(&["10.1.0.0/16", "Status.Internal.Example."]).unwrap();
        let reaches = |host, address: &str| allow.reaches(host, address.parse().unwrap());
        assert!(reaches("status.example", "1.1.1.1"));
        assert!(!reaches("status.example", "10.2.0.1"), "beyond the range by one");
        assert!(reaches("status.example", "10.1.255.255"));
        assert!(reaches("status.example", "::ffff:10.1.0.1"), "the same address, written as IPv6");
        assert!(reaches("status.internal.example", "192.168.0.4"));
        assert!(!reaches("evil-status.internal.example", "192.168.0.4"), "a name that only ends alike");
    }

    #[test]
    fn plain_http_goes_to_trusted_hosts_only() {
        assert!(check(&[], "http://status.example/").is_err());
        assert_eq!(check(&["status.example"], "http://STATUS.example./x"), Ok(()));
        assert_eq!(check(&["127.0.0.0/8"], "http://127.0.0.1:8080/"), Ok(()));
        assert!(check(&["status.example"], "ftp://status.example/").is_err());
        assert!(check(&["status.example"], "https://me:word@status.example/").is_err());
    }

    #[test]
    fn an_entry_that_is_nothing_is_named() {
        for entry in ["https://status.example", "*.example", "10.1.0.0/33", "", "10.1"] {
            let error = Allow::parse(&[entry]).unwrap_err();
            assert!(error.contains(entry), "{error}");
        }
    }
}
