//! Which link targets the XSD's `anyURI` takes.

/// Whether a link's target is a URI reference without blanks: only such become attributes, other links stay text.
pub(super) fn is_reference(target: &str) -> bool {
    let bytes = target.as_bytes();
    let allowed = |(i, b): (usize, &u8)| match b {
        b'%' => bytes.get(i + 1..i + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        b if b.is_ascii() => b.is_ascii_alphanumeric() || b"-._~/?#!$&'()*+,;=:@".contains(b),
        _ => true,
    };
    if !bytes.iter().enumerate().all(allowed) || target.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return false;
    }
    if target.matches('#').nth(1).is_some() {
        return false;
    }
    let path = target.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = match path.split_once(':') {
        // A colon in the first segment ends a scheme.
        Some((scheme, _)) if !is_scheme(scheme) => return false,
        Some((scheme, _)) => &target[scheme.len() + 1..],
        None => target,
    };
    match rest.strip_prefix("//") {
        Some(rest) => {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            host.split_once(':').is_none_or(|(host, port)| {
                !host.is_empty() && (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit())
            })
        }
        None => true,
    }
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_that_the_schema_takes() {
        for good in ["", "#a", "a.csv", "./a?b=c#d", "https://example.com:8443/a%20b", "mailto:a@b.c", "urn:x:y", "/é"]
        {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["a b", "%", "%zz", "a#b#c", "1:2", ":a", "http://h:port/", "a[1]", "a\\b", "x\u{a0}y"] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
