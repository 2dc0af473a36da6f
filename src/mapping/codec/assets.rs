//! Assets: one a line, with the port that a scanner puts behind the name: `172.246.15.3 (80/TCP)`.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::text::{line, raw_lines};
use super::uri::is_uri;
use super::{Field, Reading, Record};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "name", derived: false },
    Field { name: "port", derived: false },
    Field { name: "ipv4", derived: true },
    Field { name: "ipv6", derived: true },
    Field { name: "fqdn", derived: true },
    Field { name: "uri", derived: true },
];

pub(super) fn get(text: &str) -> Reading {
    let mut records = Vec::new();
    for raw in raw_lines(text) {
        let whole = line(raw);
        if whole.is_empty() {
            continue;
        }
        match several(&whole) {
            Some(pieces) => records.extend(pieces.into_iter().map(record)),
            None => records.push(record(&whole)),
        }
    }
    Reading { records, faults: Vec::new() }
}

fn record(text: &str) -> Record {
    let (name, port) = without_port(text);
    let mut record = Record(vec![("name", name.to_owned())]);
    if let Some(port) = port {
        record = record.with("port", port);
    }
    if name.parse::<Ipv4Addr>().is_ok() {
        record.with("ipv4", name)
    } else if is_ipv6(name) {
        record.with("ipv6", name)
    } else if is_fqdn(name) {
        record.with("fqdn", name)
    } else if is_uri(name) {
        record.with("uri", name)
    } else {
        record
    }
}

/// An IPv6 address as OSCAL has it, that is without an IPv4 address at its end.
fn is_ipv6(name: &str) -> bool {
    name.contains(':') && !name.contains('.') && name.parse::<Ipv6Addr>().is_ok()
}

/// A host's full name: labels of letters, digits and hyphens (RFC 1123), the last with a letter in it.
fn is_fqdn(name: &str) -> bool {
    let label = |label: &str| {
        label.len() <= 63
            && label.starts_with(|c: char| c.is_ascii_alphanumeric())
            && label.ends_with(|c: char| c.is_ascii_alphanumeric())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = name.rsplit_once('.').map(|(_, last)| last);
    name.len() <= 253
        && last.is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()))
        && name.split('.').all(label)
}

/// The name and the port in `name (port)`. Only a port or a list of ports counts: `image:tag (@sha256:...)` is a name.
/// A bare number is a port behind one word and a blank: `Windows Server (2019)` and `node(2)` are names. Brackets without
/// a blank before them may be part of a URI.
fn without_port(text: &str) -> (&str, Option<&str>) {
    let Some((name, port)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) else { return (text, None) };
    let glued = !name.ends_with(' ');
    if glued && name.contains("://") {
        return (text, None);
    }
    let (name, port) = (name.trim_end(), port.trim());
    let bare_will_do = !glued && !name.contains(' ');
    let ports = port.split(',').all(|port| is_port(port.trim(), bare_will_do));
    if name.is_empty() || !ports { (text, None) } else { (name, Some(port)) }
}

/// `443`, `80/TCP`, `udp/53`, `8000-8010/tcp`.
fn is_port(text: &str, bare_will_do: bool) -> bool {
    let one = |text: &str| {
        (1..=5).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u32>().is_ok_and(|port| port <= 65_535)
    };
    let numbers = |text: &str| text.split_once('-').map_or_else(|| one(text), |(from, to)| one(from) && one(to));
    let protocol = |text: &str| (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match text.split_once('/') {
        Some((before, after)) => {
            (numbers(before.trim()) && protocol(after.trim())) || (protocol(before.trim()) && numbers(after.trim()))
        }
        None => bare_will_do && numbers(text),
    }
}

/// The pieces of a line that separators divide, where every piece is an address, a host or a URI; otherwise the line is
/// one name.
fn several(line: &str) -> Option<Vec<&str>> {
    let mut pieces = Vec::new();
    let (mut start, mut depth, mut in_uri) = (0, 0_u32, false);
    for (i, c) in line.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if line[i..].starts_with("://") => in_uri = true,
            ',' | ';' | '|' if depth == 0 && divides(&line[i..], c, in_uri) => {
                pieces.push(line[start..i].trim());
                (start, in_uri) = (i + 1, false);
            }
            _ => {}
        }
    }
    if start == 0 {
        return None;
    }
    pieces.push(line[start..].trim());
    pieces.retain(|piece| !piece.is_empty());
    let all = !pieces.is_empty() && pieces.iter().all(|piece| is_address(without_port(piece).0));
    all.then_some(pieces)
}

/// Whether the sign at the start of `rest` divides. A URI may hold commas and semicolons itself: there they divide only
/// before a blank, the end or another URI.
fn divides(rest: &str, sign: char, in_uri: bool) -> bool {
    const SCHEME: usize = 32;
    let after = &rest[1..];
    if after.is_empty() || after.starts_with(' ') {
        return true;
    }
    let scheme = after.bytes().take(SCHEME).take_while(u8::is_ascii_alphabetic).count();
    sign != '|' && (!in_uri || (scheme > 0 && after[scheme..].starts_with("://")))
}

/// Whether a piece of a line is plainly an asset: an IP address (with a prefix length or a port), a host's name, a URI.
fn is_address(name: &str) -> bool {
    if name.parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    if name.contains("://") {
        return is_uri(name) && !name.ends_with([',', ';']) && !name.contains(['(', ')']);
    }
    let number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let host = match name.split_once([':', '/']) {
        Some((host, tail)) if number(tail) => host,
        Some(_) => return false,
        None => name,
    };
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    host.parse::<Ipv4Addr>().is_ok()
        || (host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.bytes().all(letters)
            && host.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// `name (port)`, one a line.
pub(super) fn put(records: &[Record]) -> String {
    let mut out = String::new();
    for record in records {
        let name = record.get("name").map(line).unwrap_or_default();
        let port = record.get("port").map(line).unwrap_or_default();
        if name.is_empty() && port.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&name);
        if !port.is_empty() {
            let opening = if name.is_empty() { "(" } else { " (" };
            out.extend([Cow::Borrowed(opening), port, Cow::Borrowed(")")]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, holds, of_column_pairs, spoken, stays_linear};
    use super::super::{Codec, Options, Record};

    /// The names and ports in a cell.
    fn assets(cell: &str) -> Vec<String> {
        let reading = Codec::Assets.get(cell, Options::default());
        assert_eq!(reading.faults, []);
        holds(Codec::Assets, cell, Options::default());
        spoken(Codec::Assets, &reading)
    }

    /// The derived field of a name.
    fn kind(name: &str) -> Option<&'static str> {
        let reading = Codec::Assets.get(name, Options::default());
        assert_eq!(reading.records.len(), 1);
        match reading.records[0].0.as_slice() {
            [_] => None,
            [_, (kind, value)] if value == name => Some(kind),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Assets);
    }

    #[test]
    fn ports_as_typed() {
        assert_eq!(assets("fw-edge-1 (500/udp)"), ["name=fw-edge-1; port=500/udp"]);
        assert_eq!(assets("web-01 (443)\nweb-01(443/tcp)"), ["name=web-01; port=443", "name=web-01; port=443/tcp"]);
        assert_eq!(assets("web-01 ( 80/TCP,  443/TCP )"), ["name=web-01; port=80/TCP, 443/TCP"]);
        assert_eq!(assets("db server 1 (1433/tcp)"), ["name=db server 1; port=1433/tcp"]);
        assert_eq!(assets("a (8000-8010/tcp)\nb (udp/53)"), ["name=a; port=8000-8010/tcp", "name=b; port=udp/53"]);
    }

    #[test]
    fn brackets_that_hold_no_port_belong_to_the_name() {
        for name in [
            "image:tag (@sha256:0a1b)",
            "registry/repo:tag",
            "aws-iam-user::x",
            "db-0[1-3]",
            "Windows Server (2019)",
            "web-01 (primary)",
            "web-01 (99999)",
            "VS-001-AC(2)",
            "(80/TCP)",
            "https://wiki.example/page(2)",
            "web-01 ()",
        ] {
            assert_eq!(assets(name), [format!("name={name}")]);
        }
    }

    #[test]
    fn separators_divide_addresses() {
        let three = ["name=10.0.0.1", "name=web-01.example; port=80/TCP, 443/TCP", "name=https://a.example/b,c;d"];
        assert_eq!(assets("10.0.0.1, web-01.example (80/TCP, 443/TCP); https://a.example/b,c;d"), three);
        assert_eq!(assets("10.0.0.1 | web-01"), ["name=10.0.0.1", "name=web-01"]);
        assert_eq!(assets("10.0.0.1:443,::1;10.0.0.0/24,"), ["name=10.0.0.1:443", "name=::1", "name=10.0.0.0/24"]);
        assert_eq!(assets("http://a/,http://b/"), ["name=http://a/", "name=http://b/"]);
    }

    #[test]
    fn a_text_with_blanks_is_not_divided() {
        for name in
            ["web server 1, web server 2", "hosts 1,2 and 3", "db-0[1,3]", "1,234", "a|b", "a, b: c", "repo/x:1, y"]
        {
            assert_eq!(assets(name), [format!("name={name}")]);
        }
    }

    #[test]
    fn lines_are_tidied() {
        assert_eq!(assets("\r\n web-01\t(80/TCP)  \r\n\r\nweb  02\r"), ["name=web-01; port=80/TCP", "name=web 02"]);
        assert_eq!(assets("10.20.1.15\n10.20.1.15 (443/TCP)\n10.20.1.15").len(), 3);
    }

    #[test]
    fn what_a_name_is() {
        assert_eq!(kind("10.20.1.15"), Some("ipv4"));
        assert_eq!(kind("010.20.1.15"), None);
        assert_eq!(kind("2001:db8::1"), Some("ipv6"));
        assert_eq!(kind("::ffff:10.0.0.1"), None);
        assert_eq!(kind("web-01.cumulus.example"), Some("fqdn"));
        assert_eq!(kind("web-01"), None);
        assert_eq!(kind("-web.example"), None);
        assert_eq!(kind("1.2.3.4.5"), None);
        assert_eq!(kind("https://records.cumulus.example/login"), Some("uri"));
        assert_eq!(kind("https://records.cumulus.example/log in"), None);
        let reading = Codec::Assets.get("172.246.15.3 (80/TCP)", Options::default());
        assert_eq!(reading.records[0].get("ipv4"), Some("172.246.15.3"));
    }

    #[test]
    fn other_peoples_records_stay_on_their_line() {
        let records =
            [Record::default().with("port", "80"), Record::default().with("name", "a\nb").with("port", "1\n")];
        assert_eq!(Codec::Assets.put(&records, Options::default()), "(80)\na b (1)");
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        let pieces = ["a,", "://", ",", "(", "a (80)", "http://a,", "1.", "a\n", ":", "(80, "];
        stays_linear(Codec::Assets, &pieces, Options::default());
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(
            text in "(a|web-01|10\\.0\\.0\\.1|::1|http://b/|,|;| \\| |[ (),;|\n:]|\\(80\\)| \\(443/TCP\\)|80){0,12}|.{0,40}"
        ) {
            holds(Codec::Assets, &text, Options::default());
        }
    }
}
