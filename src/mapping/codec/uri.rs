//! URIs by RFC 3986: telling one, and making a reference of a file's name.

/// Whether a text is a URI with a scheme and `://`, every part of it as RFC 3986 (section 3) has it.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !is_scheme(scheme) {
        return false;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    is_authority(authority)
        && consists(path, |byte| is_path(byte) || byte == b':')
        && [query, fragment].iter().all(|part| consists(part, |byte| is_path(byte) || matches!(byte, b':' | b'?')))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn is_authority(text: &str) -> bool {
    let (user, place) = text.rsplit_once('@').unwrap_or(("", text));
    let bracket = place.rfind(']').map_or(0, |end| end + 1);
    let (host, port) = match place[bracket..].find(':') {
        Some(colon) => (&place[..bracket + colon], &place[bracket + colon + 1..]),
        None => (place, ""),
    };
    let host_holds = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => consists(host, is_name),
    };
    host_holds && port.bytes().all(|byte| byte.is_ascii_digit()) && consists(user, |byte| is_name(byte) || byte == b':')
}

/// Whether every byte passes, `%` and two hexadecimal digits counting as one.
fn consists(text: &str, passes: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hexadecimal = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        let holds = if byte == b'%' { hexadecimal(bytes.next()) && hexadecimal(bytes.next()) } else { passes(byte) };
        if !holds {
            return false;
        }
    }
    true
}

/// Unreserved characters and sub-delimiters: what a host's name may hold.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte)
}

/// What a path may hold but for `:`, which the first segment of a relative reference may not.
fn is_path(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b'@' | b'/')
}

/// A document's name as a URI reference: a URI as it is, a path on a Windows disk or share as a `file:` URI, and any
/// other name percent-encoded with its backslashes as slashes. It is a valid reference whatever the name.
pub(super) fn reference(name: &str) -> String {
    if is_uri(name) || is_mail_or_urn(name) {
        return name.to_owned();
    }
    if name.contains("://") {
        let mended = encoded("", name, |byte| is_path(byte) || b":?#[]%".contains(&byte));
        if is_uri(&mended) {
            return mended;
        }
    }
    let path = name.replace('\\', "/");
    match path.as_bytes() {
        [disk, b':', b'/', ..] if disk.is_ascii_alphabetic() => {
            encoded(&format!("file:///{}:", char::from(*disk)), &path[2..], is_path)
        }
        [b'/', b'/', server, ..] if server.is_ascii_alphanumeric() && name.starts_with('\\') => {
            encoded("file://", &path[2..], |byte| is_path(byte) && byte != b'@')
        }
        // Two slashes at the front of a relative reference would start an authority.
        [b'/', b'/', ..] => encoded("/.", &path, is_path),
        _ => encoded("", &path, is_path),
    }
}

fn is_mail_or_urn(name: &str) -> bool {
    name.split_once(':').is_some_and(|(scheme, rest)| {
        ["mailto", "urn"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
            && !rest.is_empty()
            && !rest.starts_with('/')
            && consists(rest, |byte| is_path(byte) || byte == b':')
    })
}

fn encoded(head: &str, text: &str, stays: impl Fn(u8) -> bool) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(head.len() + text.len());
    out.push_str(head);
    for byte in text.bytes() {
        if stays(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::cases;
    use super::{consists, is_path, is_uri, reference};

    /// A URI, or a relative reference with a path alone (RFC 3986, section 4.2).
    fn is_reference(text: &str) -> bool {
        let first = text.split('/').next().unwrap_or_default();
        let relative = !text.starts_with("//") && !first.contains(':') && consists(text, is_path);
        let opaque = ["mailto:", "urn:"].iter().any(|scheme| text.to_ascii_lowercase().starts_with(scheme));
        relative || is_uri(text) || (opaque && consists(text, |byte| is_path(byte) || byte == b':'))
    }

    #[test]
    fn uris_are_told_from_names() {
        for uri in ["http://vuln.gov/queries", "https://a@[::1]:8443/b?c=d/e?f#g", "s3://bucket/key", "file:///C:/x"] {
            assert!(is_uri(uri), "{uri}");
        }
        for other in
            ["vuln.gov", "https://a b", "://x", "1a://x", "http://a:b/", "http://[::g]/", "http://a/%g0", "urn:x:y"]
        {
            assert!(!is_uri(other), "{other}");
        }
    }

    #[test]
    fn a_file_name_is_encoded() {
        assert_eq!(reference("DR-102 Cumulus v1.docx"), "DR-102%20Cumulus%20v1.docx");
        assert_eq!(reference("evidence\\100%#1?.png"), "evidence/100%25%231%3F.png");
        assert_eq!(reference("Übersicht: a.csv"), "%C3%9Cbersicht%3A%20a.csv");
    }

    #[test]
    fn a_uri_stays_and_a_nearly_one_is_mended() {
        assert_eq!(reference("https://ridgeline.example/psirt/2026-14"), "https://ridgeline.example/psirt/2026-14");
        assert_eq!(reference("https://a.example/my file[1].doc"), "https%3A//a.example/my%20file%5B1%5D.doc");
        assert_eq!(reference("https://a.example/my file.doc?x=%20#y"), "https://a.example/my%20file.doc?x=%20#y");
        assert_eq!(reference("mailto:a@b.example"), "mailto:a@b.example");
    }

    #[test]
    fn disks_and_shares_become_file_uris() {
        assert_eq!(reference("C:\\Evidence\\scan 1.csv"), "file:///C:/Evidence/scan%201.csv");
        assert_eq!(reference("\\\\server\\share\\a b"), "file://server/share/a%20b");
        assert_eq!(reference("//x"), "/.//x");
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn every_name_gives_a_reference(
            name in "[a-zA-Z:/\\\\@%?#\\[\\]. 0-9ü]{1,16}|(https?|c|urn|mailto)://?[a-z:/@%?#\\[\\] ]{0,12}|.{1,30}"
        ) {
            let made = reference(&name);
            prop_assert!(is_reference(&made), "{name:?} became {made:?}");
        }
    }
}
