//! Which addresses are somebody else's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is of the public Internet. UP-06: "private, loopback, link-local, ULA,
/// multicast, metadata, CGNAT and IPv4-mapped refused"; so is all that the registries of special
/// addresses hold (RFC 6890), and what carries an IPv4 address inside.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match (a, b, c) {
        // "This network", private, loopback; multicast and what is reserved above it.
        (0 | 10 | 127 | 224..=255, _, _) => true,
        // Carrier-grade NAT (RFC 6598), which holds a provider's metadata, too.
        (100, 64..=127, _) => true,
        // Link-local, which holds metadata.
        (169, 254, _) => true,
        (172, 16..=31, _) => true,
        // Private, protocol assignments, documentation, the old 6to4 relay.
        (192, 168, _) | (192, 0, 0 | 2) | (192, 88, 99) => true,
        // Benchmarks, documentation.
        (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    // Only 2000::/3 is given out to anybody: loopback, mapped and translated IPv4, ULA, link-local
    // and multicast are outside of it.
    let given_out = a & 0xe000 == 0x2000;
    let special = match (a, b) {
        // Protocol assignments with Teredo and ORCHID, documentation.
        (0x2001, 0..=0x01ff | 0x0db8) => true,
        // 6to4: an IPv4 address inside.
        (0x2002, _) => true,
        // Documentation.
        (0x3fff, 0..=0x0fff) => true,
        _ => false,
    };
    given_out && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    // UP-06: every kind of address that is not somebody else's.
    #[test]
    fn addresses_of_our_own_are_told_from_the_others() {
        let public = |text: &str| is_public(text.parse().unwrap());
        for own in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::8.8.8.8",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!public(own), "{own}");
        }
        for other in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(public(other), "{other}");
        }
    }
}
