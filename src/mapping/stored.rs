//! Plain text to the form a value has in the document, by the model's type, and back. Codecs and cells know only the
//! plain side; the document only the other.

use crate::oscal::model::DataType;
use crate::oscal::text;
use crate::oscal::version::Version;
use std::borrow::Cow;

/// The text as a value of this type; none where the type cannot hold it.
pub fn stored(data_type: DataType, plain: &str, version: Version) -> Option<Cow<'_, str>> {
    // Most cells hold nothing that any type would write otherwise.
    if data_type != DataType::DateTime && text::is_bare(plain) {
        return Some(Cow::Borrowed(plain));
    }
    let plain = text::storable(plain);
    let markup = match data_type {
        DataType::MarkupLine => Some(text::markdown_line(&plain)).filter(|v| !v.is_empty() && !v.contains('\n')),
        DataType::MarkupMultiline if is_read_two_ways(&plain) => Some(text::fence(&plain)),
        DataType::MarkupMultiline => Some(text::markdown(&plain, version)).filter(|v| !v.is_empty()),
        DataType::DateTime if is_day(&plain) => Some([&*plain, "T00:00:00Z"].concat()),
        _ => return text::is_string(&plain).then_some(plain),
    };
    markup.map(Cow::Owned)
}

/// The plain text of a value of this type; of a date-time the day, as written.
pub fn plain(data_type: DataType, value: &str) -> String {
    match data_type {
        DataType::MarkupLine => restored(text::line_text(value)),
        DataType::MarkupMultiline => restored(text::text(value)),
        DataType::DateTime => value.get(..10).filter(|d| is_day(d)).unwrap_or(value).to_owned(),
        _ => text::restored(value).into_owned(),
    }
}

/// The text as a value of this type, and whether the value gives it back; none where the type cannot hold it.
pub(super) fn stored_and_back(data_type: DataType, text: &str, version: Version) -> Option<(Cow<'_, str>, bool)> {
    let value = stored(data_type, text, version)?;
    // Most texts are held as they are: bare ones, and what no type but markup writes otherwise.
    if data_type != DataType::DateTime && matches!(value, Cow::Borrowed(_)) {
        debug_assert_eq!(plain(data_type, &value), text);
        return Some((value, true));
    }
    // A day has a time of day put behind it, and gets it taken away.
    let is_given_back = data_type == DataType::DateTime && is_day(text) || plain(data_type, &value) == text;
    debug_assert_eq!(is_given_back, plain(data_type, &value) == text);
    Some((value, is_given_back))
}

fn restored(text: String) -> String {
    match text::restored(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(restored) => restored,
    }
}

/// Whether a text holds a backslash before punctuation. CommonMark takes the two for an escape, so the backslash is
/// escaped itself; but not every converter of OSCAL's markup undoes that (NIST's do not), and `\\server` or `\-c` would
/// change on the way. In a preformatted block nothing is an escape to anybody.
fn is_read_two_ways(text: &str) -> bool {
    memchr::memchr(b'\\', text.as_bytes()).is_some()
        && text.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && br"\_{}[]()#+-.!<>|'$&".contains(&pair[1]))
}

fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_stored_reads_as_it_was() {
        let version = Version::default();
        for (data_type, text, value) in [
            (DataType::DateTime, "2026-05-04", "2026-05-04T00:00:00Z"),
            (DataType::MarkupLine, "a < b", "a \\< b"),
            (DataType::MarkupMultiline, "One.\nTwo.\n\nThree.", "One.  \nTwo.\n\nThree."),
            (DataType::MarkupMultiline, "Run \\\\srv\\x", "```\nRun \\\\srv\\x\n```"),
            (DataType::MarkupMultiline, "C:\\temp", "C:\\\\temp"),
            (DataType::String, "AC-2", "AC-2"),
        ] {
            assert_eq!(stored(data_type, text, version).unwrap(), value);
            assert_eq!(plain(data_type, value), text);
        }
        assert_eq!(stored(DataType::String, "two\nlines", version), None);
    }

    proptest! {
        #[test]
        fn a_bare_text_is_held_as_it_is(text in "[ -~]{0,12}|[a-z0-9 .:+=#-]{0,8}") {
            if text::is_bare(&text) {
                for data_type in [DataType::MarkupLine, DataType::MarkupMultiline, DataType::String] {
                    let held = match data_type {
                        DataType::MarkupLine => text::markdown_line(&text),
                        DataType::MarkupMultiline => text::markdown(&text, Version::default()),
                        _ => text::storable(&text).into_owned(),
                    };
                    prop_assert_eq!(&held, &text);
                    prop_assert_eq!(plain(data_type, &text), text.as_str());
                    prop_assert!(text::is_string(&text) && !is_read_two_ways(&text));
                }
            }
        }
    }
}
