//! Characters that a document cannot hold: those that XML 1.0 has no room for, and those that OSCAL's `string` refuses.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether XML 1.0 has no room for a character, not even as a reference (section 2.2 of that specification).
pub(crate) fn is_unstorable(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The text with each character that XML cannot hold as `_xHHHH_`, which is how Excel spells them; where the text
/// itself looks like such a spelling, its first `_` becomes `_x005F_`. Borrowed where there is neither.
pub fn storable(text: &str) -> Cow<'_, str> {
    // The only characters that can matter start so; U+FFFE and U+FFFF with 0xef.
    let may_matter = |b: u8| b < b' ' || b == b'_' || b == 0xef;
    if !any_byte(text, may_matter) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut from = 0;
    for (at, b) in text.bytes().enumerate() {
        if !may_matter(b) {
            continue;
        }
        let (c, code) = match text[at..].chars().next() {
            Some('_') if guarded(&text[at..]) => ('_', 0x5f),
            Some(c) if is_unstorable(c) => (c, u32::from(c)),
            _ => continue,
        };
        out.push_str(&text[from..at]);
        let _ = write!(out, "_x{code:04X}_"); // a String takes all
        from = at + c.len_utf8();
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// What [`storable`] was given.
pub fn restored(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    let mut search = 0;
    while let Some(at) = text[search..].find("_x").map(|found| search + found) {
        search = at + 2;
        if let Some(c) = spelt(&text[at..]).filter(|_| text.as_bytes().get(at + 6) == Some(&b'_')) {
            out.push_str(&text[from..at]);
            out.push(c);
            search = at + 7;
            from = search;
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The character that `_xHHHH` at the start of a text stands for, if it is one that [`storable`] writes.
fn spelt(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    (c == '_' || is_unstorable(c)).then_some(c)
}

/// Whether a text starts with a look-alike, or would once the character behind it is spelt out.
fn guarded(text: &str) -> bool {
    spelt(text).is_some() && text[6..].starts_with(|c| c == '_' || is_unstorable(c))
}

/// Whether a text has a byte of a kind. It looks at all of them, without stopping at the first: many at a time.
#[inline]
pub(crate) fn any_byte(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, b| found | is(b))
}

/// Whether a value fits OSCAL's `string` in both schemas: not empty, one line, no white space or byte order mark at
/// its ends, and nothing in it that XML would change or refuse (a tab in an attribute becomes a blank).
pub fn is_string(value: &str) -> bool {
    let is_edge = |c: char| c.is_whitespace() || c == '\u{feff}';
    let is_refused = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') || is_unstorable(c);
    !value.is_empty()
        && !value.starts_with(is_edge)
        && !value.ends_with(is_edge)
        && if value.is_ascii() { !any_byte(value, |b| b < b' ') } else { !value.contains(is_refused) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_xml_cannot_hold_is_spelt_as_excel_spells_it() {
        assert_eq!(storable("a\u{7}b\u{ffff}"), "a_x0007_b_xFFFF_");
        assert_eq!(storable("_x0007_"), "_x005F_x0007_");
        assert_eq!(storable("_x0041\u{1}_x0007\u{1}"), "_x0041_x0001__x005F_x0007_x0001_");
        assert_eq!(restored("_x001f_"), "\u{1f}");
    }

    #[test]
    fn other_text_is_borrowed() {
        for text in ["", "max_x2_a", "line\r\n\tnext \u{fffd} 😀", "_x00é7_", "_x0041_", "_xD83D_", "_x", "_x000"] {
            assert!(matches!(storable(text), Cow::Borrowed(_)), "{text:?}");
            assert!(matches!(restored(text), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn a_string_has_one_line_and_no_blank_ends() {
        for good in ["a", "a b", "é", "a\u{a0}b", "N/A"] {
            assert!(is_string(good), "{good:?}");
        }
        for bad in
            ["", " ", "a ", "\u{a0}a", "\u{feff}a", "a\u{3000}", "a\nb", "a\tb", "a\u{2028}b", "a\u{85}b", "a\0b"]
        {
            assert!(!is_string(bad), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn restored_undoes_storable(text in any::<String>().boxed().prop_union("[_x0157fF\u{1}\u{ffff}é]{0,24}".boxed())) {
            let kept = storable(&text);
            prop_assert!(!kept.contains(is_unstorable));
            prop_assert_eq!(restored(&kept).into_owned(), text);
        }
    }
}
