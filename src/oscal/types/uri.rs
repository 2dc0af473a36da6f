//! URIs and references by RFC 3986, in the characters that it allows; no others, though browsers take more.

use std::net::Ipv6Addr;

/// Whether a text is an absolute URI whose scheme has two characters or more, and that says something after it.
pub fn is_uri(value: &str) -> bool {
    value.split_once(':').is_some_and(|(scheme, rest)| scheme.len() >= 2 && !rest.is_empty() && is_scheme(scheme))
        && is_uri_reference(value)
}

/// Whether a text is a URI or a relative reference. The empty text is one by RFC 3986; NIST's XSD takes it for none.
pub fn is_uri_reference(value: &str) -> bool {
    let (rest, fragment) = cut(value, '#');
    let (rest, query) = cut(rest, '?');
    let first = rest.split('/').next().unwrap_or_default();
    let rest = match first.split_once(':') {
        Some((scheme, _)) if is_scheme(scheme) => &rest[scheme.len() + 1..],
        Some(_) => return false,
        None => rest,
    };
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
        None => rest,
    };
    is_made_of(path, b":@/") && is_made_of(query, b":@/?") && is_made_of(fragment, b":@/?")
}

/// What stands before and after a mark.
fn cut(value: &str, mark: char) -> (&str, &str) {
    value.split_once(mark).unwrap_or((value, ""))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// `user@host:port`; a port needs its digits.
fn is_authority(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or(("", text));
    let (host, port) = match host.strip_prefix('[') {
        Some(literal) => {
            let Some((address, after)) = literal.split_once(']') else { return false };
            if !is_literal(address) {
                return false;
            }
            ("", after)
        }
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    is_made_of(user, b":") && is_made_of(host, b"") && is_port
}

/// An address in brackets: IPv6, or one of the future, `v1.a`.
fn is_literal(text: &str) -> bool {
    let future = text.strip_prefix(['v', 'V']).and_then(|t| t.split_once('.'));
    match future {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|b| b.is_ascii_hexdigit())
                && !address.is_empty()
                && !address.contains('%')
                && is_made_of(address, b":")
        }
        None => text.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Whether a text holds only unreserved characters, sub-delimiters, escapes, and these.
fn is_made_of(text: &str, more: &[u8]) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, b)| match b {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit)),
        _ => b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(b) || more.contains(b),
    })
}
