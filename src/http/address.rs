//! The caller's address: what a trusted proxy says, else the peer.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::ProxyHeader;

/// The address of the caller. LG-13: "used only from trusted CIDRs; a garbage value means 'peer
/// address', never an error or a skipped check".
pub fn client_address(
    peer: Option<IpAddr>,
    header: ProxyHeader,
    values: &[&str],
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let peer = peer.map(unmap)?;
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|network| network.contains(ip));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    // From the nearest hop outwards: the first that is not a proxy of ours is the caller.
    let hops = values
        .iter()
        .rev()
        .flat_map(|value| value.split(',').rev().map(str::trim));
    let mut nearest = peer;
    for hop in hops {
        let parsed = match header {
            ProxyHeader::None => return Some(peer),
            ProxyHeader::XForwardedFor => parse(hop),
            ProxyHeader::Forwarded => forwarded_for(hop).and_then(parse),
        };
        let Some(ip) = parsed else {
            return Some(nearest);
        };
        nearest = ip;
        if !is_trusted(&nearest) {
            break;
        }
    }
    Some(nearest)
}

fn unmap(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches('"');
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map(|(ip, _)| ip);
    let ip = match bare {
        Some(ip) => ip.parse().ok(),
        None => text
            .parse()
            .ok()
            .or_else(|| text.rsplit_once(':').and_then(|(ip, _)| ip.parse().ok())),
    };
    ip.map(unmap)
}

/// `for=` of one element of RFC 7239.
fn forwarded_for(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("for")
            .then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, header: ProxyHeader, value: &str) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        client_address(Some(peer.parse().unwrap()), header, &[value], &trusted)
            .unwrap()
            .to_string()
    }

    // HH-05, LG-13: forwarded headers count from trusted peers only, and garbage is no address.
    #[test]
    fn only_a_trusted_proxy_is_believed() {
        use ProxyHeader::{Forwarded, None, XForwardedFor};
        assert_eq!(
            address("192.0.2.1", XForwardedFor, "203.0.113.9"),
            "192.0.2.1"
        );
        assert_eq!(
            address("10.0.0.1", XForwardedFor, "203.0.113.9"),
            "203.0.113.9"
        );
        assert_eq!(
            address("10.0.0.1", XForwardedFor, "6.6.6.6, 203.0.113.9, 10.0.0.2"),
            "203.0.113.9"
        );
        assert_eq!(address("10.0.0.1", XForwardedFor, "garbage"), "10.0.0.1");
        assert_eq!(
            address("10.0.0.1", XForwardedFor, "203.0.113.9, garbage"),
            "10.0.0.1"
        );
        assert_eq!(address("10.0.0.1", None, "203.0.113.9"), "10.0.0.1");
        assert_eq!(
            address(
                "10.0.0.1",
                Forwarded,
                "for=\"[2001:db8::1]:4711\";proto=https"
            ),
            "2001:db8::1"
        );
        assert_eq!(
            address("::ffff:10.0.0.1", XForwardedFor, "203.0.113.9:1234"),
            "203.0.113.9"
        );
    }

    proptest::proptest! {
        // LG-13: "a garbage value means 'peer address', never an error or a skipped check".
        #[test]
        fn whatever_a_header_says_there_is_an_address(
            values in proptest::collection::vec("(\\PC{0,40}|[0-9a-f:.,\"\\[\\] =;for]{0,40})", 0..4),
            garbage in "[g-z!?]{1,20}",
        ) {
            let trusted = ["10.0.0.0/8".parse().unwrap()];
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let (proxy, stranger) = ("10.0.0.1".parse().unwrap(), "192.0.2.1".parse().unwrap());
            for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded, ProxyHeader::None] {
                let found = client_address(Some(proxy), header, &values, &trusted);
                proptest::prop_assert!(found.is_some());
                let found = client_address(Some(stranger), header, &values, &trusted);
                proptest::prop_assert_eq!(found, Some(stranger));
                let found = client_address(Some(proxy), header, &[&garbage], &trusted);
                proptest::prop_assert_eq!(found, Some(proxy));
            }
        }
    }
}
