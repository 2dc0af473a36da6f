//! Text as a sheet's XML holds it.

/// The most UTF-16 units of a cell's text.
pub(super) const MOST_UNITS: usize = 32_767;
/// The most line breaks of a cell's text that Excel shows.
pub(super) const MOST_BREAKS: usize = 253;

/// The part of a text that a cell holds, and whether that is all of it.
pub(super) fn fitting(text: &str) -> (&str, bool) {
    // No text has more UTF-16 units than bytes.
    if text.len() <= MOST_UNITS {
        return (text, true);
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MOST_UNITS {
            return (&text[..at], false);
        }
    }
    (text, true)
}

/// An attribute of a tag, by its name as spelled: its value as spelled, and where in the tag the value stands. `tag` is
/// the whole tag, from `<` to `>`.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<(&'t str, std::ops::Range<usize>)> {
    let bytes = tag.as_bytes();
    let mut at = bytes.iter().position(u8::is_ascii_whitespace)?;
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/' | b'>')) {
            at += 1;
        }
        let found = &tag[start..at];
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if found.is_empty() || bytes.get(at) != Some(&b'=') {
            return None;
        }
        at += 1;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let quote = *bytes.get(at)?;
        let value = at + 1;
        let end = value + bytes.get(value..)?.iter().position(|b| *b == quote)?;
        if found == name {
            return Some((&tag[value..end], value..end));
        }
        at = end + 1;
    }
}

/// A tag without an attribute, and without the blank before it.
pub(super) fn without(tag: &str, name: &str) -> String {
    let Some((_, value)) = attribute(tag, name) else { return tag.to_owned() };
    let Some(start) = tag[..value.start].rfind(name) else { return tag.to_owned() };
    let start = tag[..start].trim_end().len();
    format!("{}{}", &tag[..start], &tag[value.end + 1..])
}

/// A tag with an attribute, in the place of one of its name or behind the others.
pub(super) fn with(tag: &str, name: &str, value: &str) -> String {
    if let Some((_, range)) = attribute(tag, name) {
        return format!("{}{value}{}", &tag[..range.start], &tag[range.end..]);
    }
    let end = tag.len() - if tag.ends_with("/>") { 2 } else { 1 };
    format!("{} {name}=\"{value}\"{}", tag[..end].trim_end(), &tag[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_so_many_units() {
        let text = "é".repeat(MOST_UNITS);
        assert_eq!(fitting(&text), (text.as_str(), true));
        let longer = format!("{text}x");
        assert_eq!(fitting(&longer), (text.as_str(), false));
        let pairs = "😀".repeat(MOST_UNITS / 2 + 1);
        assert_eq!(fitting(&pairs).0.encode_utf16().count(), MOST_UNITS - 1);
    }

    #[test]
    fn attributes_are_found_taken_away_and_put_in() {
        let tag = r#"<x:row r="9"  x14ac:r='no' ht = "14.25" customHeight="1"/>"#;
        assert_eq!(attribute(tag, "r").map(|(value, _)| value), Some("9"));
        assert_eq!(attribute(tag, "ht").map(|(value, _)| value), Some("14.25"));
        assert_eq!(attribute(tag, "spans"), None);
        assert_eq!(without(tag, "customHeight"), r#"<x:row r="9"  x14ac:r='no' ht = "14.25"/>"#);
        assert_eq!(without(&without(tag, "customHeight"), "ht"), r#"<x:row r="9"  x14ac:r='no'/>"#);
        assert_eq!(with(r#"<c r="A1" />"#, "t", "n"), r#"<c r="A1" t="n"/>"#);
        assert_eq!(with(r#"<c t="s">"#, "t", "n"), r#"<c t="n">"#);
        for bad in ["<a", "<a b", "<a b=", "<a b='", "<a =1>", "<a b='c\">"] {
            assert_eq!(attribute(bad, "z"), None, "{bad}");
        }
    }
}
