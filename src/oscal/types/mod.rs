//! Whether a text is a value of one of OSCAL's types (NIST metaschema data types), as NIST's JSON schema and XSD both
//! take it.

mod letters;
mod uri;

pub use uri::{is_uri, is_uri_reference};

use super::model::DataType;
use super::version::{V1_0_4, Version};

/// Brought a limit on markup in JSON: a line of it is one line, and not empty.
const V1_2_0: Version = Version(1, 2, 0);

/// Why a text is no value of a type in an OSCAL version, in words that follow the value; none where it is one.
pub fn fault(data_type: DataType, value: &str, version: Version) -> Option<&'static str> {
    let (is_good, why) = match data_type {
        DataType::String => return string_fault(value),
        DataType::Token => {
            (is_token(value), "is not a token: a letter or _, then letters, digits, full stops, hyphens and _")
        }
        DataType::Uuid => return uuid_fault(value),
        DataType::DateTime if version <= V1_0_4 => {
            (is_date_time_of_any_zone(value), "is not a date and time with a time zone")
        }
        DataType::DateTime => return date_time_fault(value),
        DataType::Uri => (is_uri(value), "is not an absolute URI"),
        DataType::UriReference if value.is_empty() => (false, "is empty"),
        DataType::UriReference => (is_uri_reference(value), "is not a URI or a relative reference"),
        DataType::EmailAddress => (is_email(value), "is not an e-mail address"),
        DataType::Base64 => (is_base64(value), "is not base64 without blanks"),
        DataType::NonNegativeInteger => (is_integer(value), "is not a whole number from 0"),
        DataType::PositiveInteger => {
            (is_integer(value) && value.bytes().any(|b| b != b'0'), "is not a whole number from 1")
        }
        DataType::MarkupLine if version < V1_2_0 => (true, ""),
        DataType::MarkupLine if value.is_empty() => (false, "is empty"),
        DataType::MarkupLine => (!value.contains('\n'), "has a line break"),
        DataType::MarkupMultiline => (true, ""),
    };
    (!is_good).then_some(why)
}

/// Whether a text is a `string`: not empty, one line, no white space at its ends.
pub fn is_string(value: &str) -> bool {
    string_fault(value).is_none()
}

fn string_fault(value: &str) -> Option<&'static str> {
    // What JSON schemas take for white space (ECMAScript's, which knows the byte order mark but not U+0085).
    let is_edge = |c: char| c != '\u{85}' && c.is_whitespace() || c == '\u{feff}';
    match () {
        () if value.is_empty() => Some("is empty"),
        () if value.starts_with(is_edge) => Some("begins with white space"),
        () if value.ends_with(is_edge) => Some("ends with white space"),
        () if value.contains(['\n', '\r']) => Some("has a line break"),
        () => None,
    }
}

/// Whether a text is a `token`.
pub fn is_token(value: &str) -> bool {
    let mut chars = value.chars();
    chars.next().is_some_and(|c| c == '_' || letters::is_letter(c))
        && chars.all(|c| matches!(c, '.' | '-' | '_') || letters::is_letter(c) || c.is_numeric())
}

/// Whether a text is a `uuid` of version 4 or 5, in any case.
pub fn is_uuid(value: &str) -> bool {
    uuid_fault(value).is_none()
}

fn uuid_fault(value: &str) -> Option<&'static str> {
    let b = value.as_bytes();
    let is_formed = b.len() == 36
        && b.iter().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        });
    match () {
        () if !is_formed => Some("is not a UUID"),
        () if !matches!(b[14], b'4' | b'5') => Some("is not a UUID of version 4 or 5"),
        () if !matches!(b[19], b'8' | b'9' | b'a' | b'b' | b'A' | b'B') => Some("is not a UUID of RFC 4122"),
        () => None,
    }
}

/// Whether a text is a `date-time-with-timezone`: years 1900 to 2999, capital `T` and `Z`, an offset that is in use.
/// NIST's pattern takes no 29 February of the years 19xx, nor do we.
pub fn is_date_time(value: &str) -> bool {
    date_time_fault(value).is_none()
}

fn date_time_fault(value: &str) -> Option<&'static str> {
    let Some((date, time, zone)) = parts(value) else { return Some("is not a date and time with a time zone") };
    match () {
        () if !is_day(date) => Some("has a day that the calendar of OSCAL does not have"),
        () if !is_time(time) => Some("has a time that no clock shows"),
        () if zone.is_empty() => Some("has no time zone"),
        () if !is_zone(zone) => Some("has a time zone that is not in use"),
        () => None,
    }
}

/// What 1.0.4 took: any offset in hours and minutes.
fn is_date_time_of_any_zone(value: &str) -> bool {
    parts(value).is_some_and(|(date, time, zone)| {
        let clock = |z: &str| {
            let b = z.as_bytes();
            b.len() == 6 && b[3] == b':' && [1, 2, 4, 5].iter().all(|at| b[*at].is_ascii_digit()) && {
                // XML Schema's offsets end at 14:00.
                let (hours, minutes) = (&z[1..3], &z[4..6]);
                (hours < "14" && minutes < "60") || (hours == "14" && minutes == "00")
            }
        };
        is_day(date) && is_time(time) && (zone == "Z" || zone.starts_with(['+', '-']) && clock(zone))
    })
}

/// The day, the clock time without its fraction, and the zone.
fn parts(value: &str) -> Option<(&str, &str, &str)> {
    let (date, rest) = value.split_at_checked(10)?;
    let (time, rest) = rest.strip_prefix('T')?.split_at_checked(8)?;
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return None;
            }
            zone
        }
    };
    Some((date, time, zone))
}

/// Whether a text is a day, `2026-05-04`, of the years that OSCAL's dates have.
pub fn is_day(value: &str) -> bool {
    let b = value.as_bytes();
    let digits = b.len() == 10
        && b.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !digits {
        return false;
    }
    let pair = |at: usize| (b[at] - b'0') * 10 + (b[at + 1] - b'0');
    let (century, year, month, day) = (pair(0), pair(2), pair(5), pair(8));
    let is_leap = (year > 0 && year.is_multiple_of(4) && century >= 20) || (year == 0 && century.is_multiple_of(4));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (19..30).contains(&century) && (1..=days).contains(&day)
}

/// Whether a text is a `date`: a day, and a zone if there is one.
pub fn is_date(value: &str) -> bool {
    value.split_at_checked(10).is_some_and(|(day, zone)| {
        let b = zone.as_bytes();
        let is_offset = b.len() == 6
            && matches!(b[0], b'+' | b'-')
            && b[3] == b':'
            && [1, 2, 4, 5].iter().all(|at| b[*at].is_ascii_digit());
        is_day(day) && (zone.is_empty() || zone == "Z" || is_offset)
    })
}

/// `13:30:59`.
fn is_time(time: &str) -> bool {
    let b = time.as_bytes();
    let pair = |at: usize, most: u8| {
        b[at].is_ascii_digit() && b[at + 1].is_ascii_digit() && (b[at] - b'0') * 10 + (b[at + 1] - b'0') <= most
    };
    b.len() == 8 && pair(0, 23) && b[2] == b':' && pair(3, 59) && b[5] == b':' && pair(6, 59)
}

/// `Z`, or an offset that NIST's list has.
fn is_zone(zone: &str) -> bool {
    let Some((sign, clock)) = zone.split_at_checked(1) else { return false };
    match (sign, clock) {
        ("Z", "")
        | ("-", "03:30" | "09:30")
        | ("+", "03:30" | "04:30" | "05:30" | "06:30" | "09:30" | "10:30" | "05:45" | "08:45" | "12:45") => true,
        ("+" | "-", clock) => {
            let most = if sign == "+" { 14 } else { 12 };
            let hour = clock.strip_suffix(":00").filter(|h| h.len() == 2 && h.bytes().all(|b| b.is_ascii_digit()));
            hour.and_then(|hour| hour.parse::<u8>().ok()).is_some_and(|hour| hour <= most)
        }
        _ => false,
    }
}

/// Whether a text is an `email-address`: a local part of RFC 5321 (a name, or a quoted one), and a host name or an
/// address in brackets.
pub fn is_email(value: &str) -> bool {
    let Some((local, host)) = value.rsplit_once('@') else { return false };
    let is_atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_local = match local.strip_prefix('"').and_then(|l| l.strip_suffix('"')) {
        Some(quoted) => quoted.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\'),
        None => local.split('.').all(is_atom),
    };
    let is_host = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(literal) => literal.strip_prefix("IPv6:").map_or_else(|| is_ipv4(literal), is_ipv6),
        None => host.len() <= 253 && host.split('.').all(is_label),
    };
    (1..=64).contains(&local.len()) && is_local && is_host
}

/// Whether a text is an IPv4 address.
pub fn is_ipv4(value: &str) -> bool {
    value.parse::<std::net::Ipv4Addr>().is_ok()
}

/// Whether a text is an IPv6 address.
pub fn is_ipv6(value: &str) -> bool {
    value.parse::<std::net::Ipv6Addr>().is_ok()
}

/// Whether a text is `base64`: the standard alphabet, padded, no blanks, not empty, no bits left over.
pub fn is_base64(value: &str) -> bool {
    let data = value.trim_end_matches('=');
    let padding = value.len() - data.len();
    let sextet = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let Some(last) = data.bytes().last().and_then(sextet) else { return false };
    let leftover = match padding {
        0 => 0,
        1 => last & 0b11,
        2 => last & 0b1111,
        _ => return false,
    };
    value.len().is_multiple_of(4) && leftover == 0 && data.bytes().all(|b| sextet(b).is_some())
}

/// Whether a text is a whole number without a sign.
pub fn is_integer(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line for each value: the type, the value as a JSON string, and whether NIST's schemas take it (JSON schema and
    /// XSD of 1.2.3, each judged by an engine that is not ours). Against those engines: letters that libxml2 does not
    /// know for such (日, Adlam).
    const VALUES: &str = include_str!("values.tsv");

    #[test]
    fn values_are_judged_as_nists_schemas_judge_them() {
        let mut lines = 0;
        for line in VALUES.lines() {
            let [name, value, verdict] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let Ok(value) = serde_json::from_str::<String>(value) else { panic!("{line}") };
            let data_type = match name {
                "URI" => DataType::Uri,
                "URIReference" => DataType::UriReference,
                "EmailAddress" => DataType::EmailAddress,
                "Base64" => DataType::Base64,
                "Token" => DataType::Token,
                "String" => DataType::String,
                "DateTimeWithTimezone" => DataType::DateTime,
                "UUID" => DataType::Uuid,
                _ => panic!("{line}"),
            };
            let is_good = fault(data_type, &value, Version(1, 2, 3)).is_none();
            assert_eq!(is_good, verdict == "good", "{line}");
            lines += 1;
        }
        assert!(lines > 150);
    }

    #[test]
    fn an_older_version_takes_what_it_took() {
        let odd = "2026-01-01T00:00:00-05:30";
        assert!(fault(DataType::DateTime, odd, V1_0_4).is_none() && fault(DataType::DateTime, odd, V1_2_0).is_some());
        for line in ["", "a\nb"] {
            assert!(fault(DataType::MarkupLine, line, Version(1, 1, 3)).is_none());
            assert!(fault(DataType::MarkupLine, line, V1_2_0).is_some());
        }
    }

    #[test]
    fn integers_have_no_sign_and_a_least() {
        let good = |t, v| fault(t, v, V1_2_0).is_none();
        assert!(good(DataType::NonNegativeInteger, "0") && good(DataType::PositiveInteger, "10"));
        for wrong in ["", "-1", "1.5", "+1", "a", " 1"] {
            assert!(!good(DataType::NonNegativeInteger, wrong), "{wrong}");
        }
        assert!(!good(DataType::PositiveInteger, "0"));
    }

    #[test]
    fn dates_and_addresses_are_told() {
        assert!(is_date("2026-01-31") && is_date("2026-01-31Z") && is_date("2026-01-31+01:00"));
        assert!(!is_date("2026-01-32") && !is_date("2026-1-31") && !is_date("2026-01-31T") && !is_date(""));
        assert!(is_ipv4("10.0.0.1") && !is_ipv4("10.0.0.256") && is_ipv6("::1") && !is_ipv6("10.0.0.1"));
    }
}
