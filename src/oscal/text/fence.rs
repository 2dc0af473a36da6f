//! A text kept byte for byte in one fenced code block.

/// The text in one fenced block, whose fence is longer than any line of backticks in it, which alone could close it.
pub fn fence(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let mut out = String::with_capacity(text.len() + 2 * fence.len() + 2);
    out.push_str(&fence);
    out.push('\n');
    out.push_str(text);
    out.push('\n');
    out.push_str(&fence);
    out
}

/// The text of a Markdown value that is one fenced block and nothing else, as [`fence`] writes it.
pub fn unfence(markdown: &str) -> Option<String> {
    fenced(markdown).map(str::to_owned)
}

/// The same, borrowed.
pub(crate) fn fenced(markdown: &str) -> Option<&str> {
    let length = markdown.bytes().take_while(|b| *b == b'`').count();
    if length < 3 {
        return None;
    }
    let body = markdown[length..].strip_prefix('\n')?;
    let fence = &markdown[..length];
    if body == fence {
        return Some(""); // two fences without a line between them
    }
    let text = body.strip_suffix(fence)?.strip_suffix('\n')?;
    (longest_run(text) < length).then_some(text)
}

/// The length of the longest line that is nothing but backticks.
fn longest_run(text: &str) -> usize {
    let alone = |line: &str| {
        let line = line.trim_matches([' ', '\t']);
        if line.bytes().all(|b| b == b'`') { line.len() } else { 0 }
    };
    text.split(['\n', '\r']).map(alone).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    #[test]
    fn a_fence_outgrows_what_it_holds() {
        assert_eq!(fence("(1) a\n\n(2) b"), "```\n(1) a\n\n(2) b\n```");
        assert_eq!(fence("a ``` b"), "```\na ``` b\n```");
        assert_eq!(fence("a\n ``` \nb"), "````\na\n ``` \nb\n````");
        assert_eq!(fence(""), "```\n\n```");
    }

    #[test]
    fn only_a_lone_block_is_unfenced() {
        assert_eq!(unfence("```\n```").as_deref(), Some(""));
        for other in ["", "``", "```", "```\na", "```\na\n```\n\n```\nb\n```", "```text\na\n```", "a", "```\na```"] {
            assert_eq!(unfence(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn unfence_undoes_fence(text in "\\PC{0,40}|[`a \n\r\t]{0,20}") {
            prop_assert_eq!(unfence(&fence(&text)), Some(text));
        }

        #[test]
        fn commonmark_sees_one_code_block(text in "[^\r\u{0}]{0,40}|[`~> \\-1.\n\t]{0,20}") {
            let markdown = fence(&text);
            let events: Vec<Event> = Parser::new(&markdown).collect();
            prop_assert!(matches!(events.first(), Some(Event::Start(Tag::CodeBlock(_)))));
            prop_assert!(matches!(events.last(), Some(Event::End(TagEnd::CodeBlock))));
            let inner: String = events[1..events.len() - 1]
                .iter()
                .map(|e| match e { Event::Text(t) => t.to_string(), other => format!("{other:?}") })
                .collect();
            prop_assert_eq!(inner, text + "\n");
        }
    }
}
