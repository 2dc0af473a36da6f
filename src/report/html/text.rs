//! Texts of other people in a page: nothing in them is markup, and nothing in them turns the line around.

use crate::diff::shown::{line, visible};

/// A text as element content or as an attribute's value between quotes, on one line. What is not seen is spelled
/// out.
pub(super) fn escaped(text: &str) -> String {
    let text = visible(text).replace('\n', " / ");
    let mut shown = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            _ => shown.push(c),
        }
    }
    shown
}

/// The same of a text that may be long: its beginning.
pub(super) fn short(text: &str) -> String {
    escaped(&line(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let text = "</style><script>alert('1')</script> \"a\" & b\u{1b}\u{202e}x\ny";
        let shown = escaped(text);
        assert!(!shown.contains(['<', '>', '"', '\'', '\u{1b}', '\u{202e}', '\n']), "{shown}");
        assert!(shown.contains("\\u{202e}x / y") && shown.contains("&amp; b\\u{1b}"), "{shown}");
    }
}
