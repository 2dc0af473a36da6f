#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::version::{V1_0_4, V1_1_2};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

#[test]
fn cell_text_is_escaped_where_markdown_would_take_it_for_markup() {
    for (plain, escaped) in [
        ("OpenSSL < 3.0.14", r"OpenSSL \< 3.0.14"),
        (r"C:\temp\*.log", r"C:\\temp\\\*.log"),
        ("# not a heading", r"\# not a heading"),
        ("1. x", r"1\. x"),
        ("12) x", r"12\) x"),
        ("10.20.1.15", "10.20.1.15"),
        ("-5", "-5"),
        ("- x", r"\- x"),
        ("---", r"\---"),
        ("`rpm -q php`", r"\`rpm -q php\`"),
        ("A & B &amp; C &#65;", r"A & B \&amp; C \&#65;"),
        ("{{ insert: param, a }} {x}", r"\{\{ insert: param, a }} {x}"),
        ("\"app_*\" [host_1].", r#"\"app\_\*\" \[host\_1\]."#),
    ] {
        assert_eq!(markdown_line(plain), escaped);
        assert_eq!(line_text(escaped), plain);
    }
}

#[test]
fn lines_and_paragraphs_become_hard_breaks_and_paragraphs() {
    assert_eq!(markdown("a\nb\n\nc", V1_1_2), "a  \nb\n\nc");
    assert_eq!(markdown("a\nb\n\nc", V1_0_4), "a\n\nb\n\nc");
    assert_eq!(markdown("\n  a \r\n\n\n\nb\t\r", V1_1_2), "a\n\nb");
    assert_eq!(markdown_line("a \n b"), "a b");
}

#[test]
fn markdown_of_others_gives_sensible_text() {
    for (foreign, plain) in [
        ("a\\\nb\nc  \nd", "a\nb\nc\nd"),
        ("*x* **y** [z](u)", "*x* **y** [z](u)"),
        ("`a\\*b` \\*", "`a\\*b` *"),
        ("a &lt; b&#x20;&amp;&copy;", "a < b &&copy;"),
        ("a\n\n\n\n- b\n  - c\n", "a\n\n- b\n  - c"),
        ("a\n```sh\n\\*\n\n\n```\n\\*", "a\n```sh\n\\*\n\n\n```\n*"),
        ("```\n x\n```", " x"),
        ("ends \\", "ends \\"),
    ] {
        assert_eq!(text(foreign), plain);
    }
}

/// Text of whatever characters, in the form that Markdown can show.
fn normal() -> impl Strategy<Value = String> {
    let characters = prop_oneof![
        "\\PC{0,24}",
        "[-#+*_=:>|~`.)(1a \n\t]{0,24}",
        "[&#x;amplt0-9{}\\\\\"\\[\\]!<> \n^]{0,24}",
        any::<String>(),
    ];
    characters.prop_map(|raw| {
        let kept = crate::oscal::text::storable(&raw).replace('\r', "\n");
        let mut text = String::new();
        for line in kept.split('\n').map(|line| line.trim_matches(BLANKS)) {
            if !(line.is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text.trim_end_matches('\n').to_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn text_undoes_markdown(plain in normal()) {
        prop_assert!(is_normal(&plain));
        prop_assert_eq!(text(&markdown(&plain, V1_1_2)), plain.as_str());
        if !plain.contains('\n') {
            prop_assert_eq!(line_text(&markdown_line(&plain)), plain);
        }
    }

    #[test]
    fn commonmark_sees_the_same_text_and_no_markup(plain in normal()) {
        let markdown = markdown(&plain, V1_1_2);
        let mut seen = String::new();
        // What OSCAL has, and what readers add to it most often.
        let options = Options::ENABLE_TABLES | Options::ENABLE_SUPERSCRIPT | Options::ENABLE_SUBSCRIPT
            | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_GFM | Options::ENABLE_WIKILINKS
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        for event in Parser::new_ext(&markdown, options) {
            match event {
                Event::Start(Tag::Paragraph) => if !seen.is_empty() { seen.push('\n') },
                Event::End(TagEnd::Paragraph) | Event::HardBreak => seen.push('\n'),
                Event::Text(t) => seen.push_str(&t),
                other => prop_assert!(false, "{:?} in {:?}", other, markdown),
            }
        }
        prop_assert_eq!(seen.trim_end_matches('\n'), plain);
    }

    #[test]
    fn any_markdown_is_read(foreign in any::<String>()) {
        text(&foreign);
        line_text(&foreign);
    }
}
