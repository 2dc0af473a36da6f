//! CVE numbers, found wherever they stand in a text.

use std::collections::HashSet;

use super::{Fault, Reading, Record, is_dash, quoted_list, values};

/// Digits after the year: at least four, and at most what the CVE record format allows.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=19;

/// A number that begins at the start of `text`, in its usual spelling, and how many bytes it takes.
fn at_start(text: &str) -> Option<(String, usize)> {
    let rest = text.get(3..).filter(|_| text.as_bytes()[..3].eq_ignore_ascii_case(b"CVE"))?;
    let rest = rest.strip_prefix(is_dash)?;
    let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = rest[4..].strip_prefix(is_dash)?;
    let digits = rest.bytes().take(DIGITS.end() + 1).take_while(u8::is_ascii_digit).count();
    let glued = rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    if glued || !DIGITS.contains(&digits) {
        return None;
    }
    Some((["CVE-", year, "-", &rest[..digits]].concat(), text.len() - rest.len() + digits))
}

pub(super) fn get(text: &str) -> Reading {
    let mut numbers = Vec::new();
    let mut seen = HashSet::new();
    let mut left = Vec::new();
    let (mut start, mut after_word, mut position) = (0, false, 0);
    while let Some(c) = text[position..].chars().next() {
        let found = if after_word || !c.eq_ignore_ascii_case(&'c') { None } else { at_start(&text[position..]) };
        if let Some((number, length)) = found {
            leftovers(&text[start..position], &mut left);
            if seen.insert(number.clone()) {
                numbers.push(number);
            }
            position += length;
            start = position;
            after_word = true;
        } else {
            after_word = c.is_alphanumeric();
            position += c.len_utf8();
        }
    }
    leftovers(&text[start..], &mut left);
    let mut reading = Reading::values(numbers);
    if !left.is_empty() {
        let verb = if left.len() == 1 { "is not a CVE number" } else { "are not CVE numbers" };
        let fault = Fault::warning("not-a-cve", format!("{} {verb}", quoted_list(&left)));
        reading.faults.push(fault.help("write CVE numbers such as CVE-2026-1234, one a line"));
    }
    reading
}

/// What stands between numbers and is neither a separator nor a word for none.
fn leftovers<'a>(gap: &'a str, left: &mut Vec<&'a str>) {
    for piece in gap.split([',', ';', '|', '\n', '\r']) {
        let sign =
            |c: char| c.is_whitespace() || is_dash(c) || matches!(c, '.' | ':' | '(' | ')' | '[' | ']' | '/' | '&');
        let piece = piece.trim_matches(sign);
        if !piece.is_empty() && !["and", "none", "n/a", "na"].iter().any(|word| piece.eq_ignore_ascii_case(word)) {
            left.push(piece);
        }
    }
}

/// One a line.
pub(super) fn put(records: &[Record]) -> String {
    values(records).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, codes, holds, of_column_pairs, plain, stays_linear};
    use super::super::{Codec, Options, Reading};

    fn get(cell: &str) -> Reading {
        Codec::Cves.get(cell, Options::default())
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Cves);
    }

    #[test]
    fn any_separator_will_do() {
        for cell in [
            "CVE-2026-31337, CVE-2026-31338",
            "cve-2026-31337 cve-2026-31338",
            "(CVE-2026-31337; CVE-2026-31338).",
            "CVE-2026-31337 | CVE-2026-31338 and CVE-2026-31337",
            "CVE\u{2013}2026\u{2011}31337/CVE-2026-31338",
            "none\r\nCVE-2026-31337\r\n\r\nN/A CVE-2026-31338",
        ] {
            let reading = get(cell);
            assert_eq!(plain(&reading), ["CVE-2026-31337", "CVE-2026-31338"], "{cell:?}");
            assert_eq!(reading.faults, [], "{cell:?}");
        }
        assert_eq!(get("None").faults, []);
    }

    #[test]
    fn other_words_are_told() {
        let reading = get("see RHSA-2026:1 for CVE-2026-1234, 1235; CVE-26-1, x");
        assert_eq!(plain(&reading), ["CVE-2026-1234"]);
        assert_eq!(codes(&reading), ["not-a-cve"]);
        let message = "\"see RHSA-2026:1 for\", \"1235\", \"CVE-26-1\" and 1 more are not CVE numbers";
        assert_eq!(reading.faults[0].message, message);
        assert_eq!(get("soon").faults[0].message, "\"soon\" is not a CVE number");
    }

    #[test]
    fn only_whole_numbers_count() {
        for cell in
            ["XCVE-2026-1234", "CVE-2026-1234a", "CVE-2026-123", "CVE-2026-12345678901234567890", "CVE-202-1234"]
        {
            assert_eq!(plain(&get(cell)), [""; 0], "{cell:?}");
            assert_eq!(codes(&get(cell)), ["not-a-cve"], "{cell:?}");
        }
        assert_eq!(plain(&get("CVE-1234-1234")), ["CVE-1234-1234"]);
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        stays_linear(Codec::Cves, &["CVE-", "CVE-2026-1", "CVE-2026-1234 ", "1", ", "], Options::default());
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(text in "((?i:cve)[- \u{2013}]?[0-9]{3,5}-[0-9]{3,6}[ ,;\na]{0,2}){0,5}|.{0,40}") {
            holds(Codec::Cves, &text, Options::default());
        }
    }
}
