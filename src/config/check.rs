//! What a text in the file must be to become a value in OSCAL.

use crate::oscal::types;

/// Whether a text is an e-mail address: a local part of RFC 5322's plain characters, and a host name. OSCAL takes quoted
/// names and addresses in brackets too; in a configuration they are slips.
pub(super) fn is_email(text: &str) -> bool {
    !text.contains(['"', '[']) && types::is_email(text)
}

/// Whether a text is a URI or a relative reference (RFC 3986). A disk's letter is no scheme.
pub(super) fn is_reference(text: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#%".contains(&b);
    let mut escapes = text.split('%').skip(1).map(|after| after.as_bytes().get(..2));
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    !text.is_empty()
        && text.bytes().all(is_allowed)
        && escapes.all(|digits| digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit)))
        && text.bytes().filter(|b| *b == b'#').count() <= 1
        && first.split_once(':').is_none_or(|(scheme, _)| is_scheme(scheme))
}

/// Whether a text is a URI with its scheme, which OSCAL asks for where it says who gave an identifier.
pub(super) fn is_uri(text: &str) -> bool {
    is_reference(text) && text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
}

fn is_scheme(text: &str) -> bool {
    text.len() >= 2
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Whether a text is an OSCAL token that every schema takes.
pub(super) fn is_token(text: &str) -> bool {
    text.is_ascii() && types::is_token(text)
}

/// The digits of a telephone number; none where it is more than digits, blanks and the usual marks, or where there
/// are fewer than 4 or more than 15 digits (NIST's constraint on `telephone-number`, and ITU-T E.164).
pub(super) fn digits(phone: &str) -> Option<String> {
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    let is_mark = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/');
    if !rest.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (4..=15).contains(&digits.len()).then_some(digits)
}

/// The media type that a reference's extension tells: the two that FedRAMP takes for an SSP.
pub(super) fn media_type(href: &str) -> Option<&'static str> {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let (_, extension) = path.rsplit_once('/').map_or(path, |(_, name)| name).rsplit_once('.')?;
    MEDIA_TYPES.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known)).map(|(_, media_type)| *media_type)
}

/// Extension and media type.
pub(super) const MEDIA_TYPES: [(&str, &str); 2] = [("json", "application/json"), ("xml", "text/xml")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told() {
        for good in ["a@b.example", "first.last+tag@mail.cloud.example", "x@localhost"] {
            assert!(is_email(good), "{good}");
        }
        for bad in
            ["", "a", "@b", "a@", "a b@c.example", "a@b@c", ".a@b.example", "a@-b.example", "a@b..example", "é@b.c"]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn references_are_told() {
        for good in ["./ssp.json", "ssp.json", "https://a.example/x?y=1#z", "../a%20b.csv", "#x", "urn:a:b"] {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["", "a b", "C:\\ssp.json", "C:/ssp.json", "%zz", "a%2", "a#b#c", "é.json", "1a:b"] {
            assert!(!is_reference(bad), "{bad}");
        }
        assert!(is_uri("http://fedramp.gov/ns/oscal") && is_uri("urn:x") && !is_uri("./a") && !is_uri("http:"));
        assert!(!is_uri("x/y:z"));
    }

    #[test]
    fn numbers_and_types_are_told() {
        assert_eq!(digits("+1 (555) 010-0199").as_deref(), Some("15550100199"));
        for bad in ["555-0199 ext. 4", "", "12", "1234567890123456", "5550+199"] {
            assert_eq!(digits(bad), None, "{bad}");
        }
        assert_eq!(media_type("./a/ssp.JSON?v=1"), Some("application/json"));
        assert_eq!(media_type("a.json/ssp.xml"), Some("text/xml"));
        assert_eq!(media_type("a.json/ssp"), None);
        assert!(is_token("asset-owner") && !is_token("1st") && !is_token("a b") && !is_token(""));
    }
}
