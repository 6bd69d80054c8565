//! Whose call it is: the address of the caller, seen through proxies that are trusted and no others.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};

/// A network, such as `10.0.0.0/8` or `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadNetwork(String);

impl fmt::Display for BadNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no network: write an address or a range, like 10.0.0.0/8", self.0)
    }
}

impl std::error::Error for BadNetwork {}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let bad = || BadNetwork(text.to_owned());
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address = address.parse::<IpAddr>().map_err(|_| bad())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| bad())?;
        if bits > most { Err(bad()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether the address lies in it. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is the IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let shifted = |value: u128, width: u32| value.checked_shr(width - u32::from(self.bits)).unwrap_or(0);
        match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) if self.bits <= 32 => {
                shifted(u32::from(own).into(), 32) == shifted(u32::from(other).into(), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => shifted(own.into(), 128) == shifted(other.into(), 128),
            _ => false,
        }
    }
}

/// The caller's address: who is connected or, where that is a trusted proxy, whom the nearest trusted proxies name.
#[must_use]
pub(crate) fn peer(request: &Request, trusted: &[Network]) -> Option<IpAddr> {
    let connected = connected(request)?;
    if !is_trusted(connected, trusted) {
        return Some(connected);
    }
    Some(forwarded(request.headers(), trusted).unwrap_or(connected))
}

/// Whether the one who is connected is a trusted proxy.
pub(crate) fn from_trusted(request: &Request, trusted: &[Network]) -> bool {
    connected(request).is_some_and(|address| is_trusted(address, trusted))
}

fn connected(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())
}

/// Whether a trusted proxy has this address.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// The last address of the chain that no trusted proxy has: each proxy appends, so what stands further left is only claimed.
fn forwarded(headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let chain: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut nearest = None;
    for text in chain.iter().rev() {
        // Something unreadable ends the chain: what stands left of it is not known to be true.
        let Ok(address) = text.trim().parse::<IpAddr>() else { break };
        nearest = Some(address.to_canonical());
        if !is_trusted(address, trusted) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn seen(connected: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(connected.parse().unwrap(), 9)));
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        peer(&request, &trusted).unwrap().to_string()
    }

    /// Threat 55: a spoofed address header.
    #[test]
    fn a_stranger_cannot_claim_another_address() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn the_nearest_address_that_is_no_trusted_proxy_counts() {
        let trusted = ["10.0.0.0/8", "::1"];
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.66, 198.51.100.1", "10.2.3.4"], &trusted), "198.51.100.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &[], &trusted), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["<script>"], &trusted), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.66, nonsense, 10.1.1.1"], &trusted), "10.1.1.1");
    }

    /// Threat 49: allow-lists broken by a mistake in the arithmetic of ranges.
    #[test]
    fn a_range_holds_exactly_its_addresses() {
        let holds =
            |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
        assert!(holds("10.0.0.0/8", "10.255.255.255") && !holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(
            holds("::/0", "2001:db8::1")
                && holds("2001:db8::/33", "2001:db8:7fff::1")
                && !holds("2001:db8::/33", "2001:db8:8000::1")
        );
        assert!(holds("192.0.2.1", "192.0.2.1") && !holds("192.0.2.1", "192.0.2.2"));
        for bad in ["10.0.0.0/33", "ten/8", "", "10.0.0.0/-1", "::1/129"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
