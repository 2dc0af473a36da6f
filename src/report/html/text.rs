//! Texts of other people in a page: nothing in them is markup, and nothing in them turns the line around.

use crate::diff::shown::visible;

/// A text on one line, what is not seen in it spelled out.
pub(super) fn plain(text: &str) -> String {
    visible(text).replace('\n', " / ")
}

/// A text as element content or as an attribute's value between quotes, on one line. What is not seen is spelled out.
pub(super) fn escaped(text: &str) -> String {
    let text = plain(text);
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

/// A number with its thousands apart.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if number < 0 { format!("\u{2212}{shown}") } else { shown }
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

    #[test]
    fn thousands_stand_apart() {
        for (number, shown) in [(0, "0"), (999, "999"), (4876, "4,876"), (-1_000_000, "\u{2212}1,000,000")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
