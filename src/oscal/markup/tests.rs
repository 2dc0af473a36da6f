#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::text;
use crate::oscal::version::{V1_0_4, V1_1_2};
use proptest::prelude::*;

fn blocks_of(markdown: &str, version: Version) -> String {
    let mut out = Vec::new();
    blocks(markdown, version, 0, &mut out);
    String::from_utf8(out).unwrap()
}

fn line_of(markdown: &str) -> String {
    let mut out = Vec::new();
    line(markdown, V1_1_2, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn markdown_becomes_oscals_elements() {
    for (markdown, xml) in [
        ("", "\n<p/>"),
        (" \n", "\n<p/>"),
        ("a  \nb\n\nc\\*", "\n<p>a<br/>b</p>\n<p>c*</p>"),
        ("a\nb", "\n<p>a\nb</p>"),
        ("a\nb\n-", "\n<h2>a b</h2>"),
        (
            "*a* **b** `c<` ~d~ ^e^",
            "\n<p><em>a</em> <strong>b</strong> <code>c&lt;</code> <sub>d</sub> <sup>e</sup></p>",
        ),
        (
            "H~2~O x^2^ ~a *b*~ ~~c~~ \\~d~\n\n~5 and ~6\n\n\"a ~b\" c~",
            "\n<p>H<sub>2</sub>O x<sup>2</sup> <sub>a <em>b</em></sub> ~~c~~ ~d~</p>\n<p>~5 and ~6</p>\n<p><q>a ~b</q> c~</p>",
        ),
        ("say \"a *b* c\", 5\" and \\\"no\\\"", "\n<p>say <q>a <em>b</em> c</q>, 5\" and \"no\"</p>"),
        ("\\\\\"q\" &quot;r&quot;", "\n<p>\\<q>q</q> \"r\"</p>"),
        (
            "{{ insert: param, ac-1_prm_1 }} \\{\\{ insert: param, a }}",
            "\n<p><insert type=\"param\" id-ref=\"ac-1_prm_1\"/> {{ insert: param, a }}</p>",
        ),
        ("[x](u \"t\") ![i](s)", "\n<p><a href=\"u\" title=\"t\">x</a> <img alt=\"i\" src=\"s\"/></p>"),
        (
            "<https://e.com> <a@b.c>",
            "\n<p><a href=\"https://e.com\">https://e.com</a> <a href=\"mailto:a@b.c\">a@b.c</a></p>",
        ),
        ("# h\n\n---\n\n> q", "\n<h1>h</h1>\n<hr/>\n<blockquote><p>q</p></blockquote>"),
        ("- a\n- b\n  - c", "\n<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n\n   b", "\n<ol start=\"3\"><li><p>a</p><p>b</p></li></ol>"),
        (
            "| A | B |\n|---|:-:|\n| 1 | *2* |",
            "\n<table><tr><th>A</th><th align=\"center\">B</th></tr><tr><td>1</td><td align=\"center\"><em>2</em></td></tr></table>",
        ),
        ("```\n a<\n\n```", "\n<pre> a&lt;\n</pre>"),
        ("x\n\n```sh\na\n```", "\n<p>x</p>\n<pre><code class=\"sh\">a</code></pre>"),
    ] {
        assert_eq!(blocks_of(markdown, V1_1_2), xml, "{markdown}");
    }
}

#[test]
fn what_xml_has_no_place_for_stays_as_typed() {
    for (markdown, xml) in [
        ("a <b>c</b>", "\n<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("<div>\n*x*\n</div>", "\n<p>&lt;div&gt;<br/>*x*<br/>&lt;/div&gt;</p>"),
        ("[x](<a b>)", "\n<p>[x](&lt;a b&gt;)</p>"),
        ("<div>\n  x\n</div>", "\n<p>&lt;div&gt;<br/>x<br/>&lt;/div&gt;</p>"),
        ("> [x](a b\n   c)", "\n<blockquote><p>[x](a b\nc)</p></blockquote>"),
        ("x <b \n  c> y", "\n<p>x &lt;b\nc&gt; y</p>"),
        ("[l](d`\n )", "\n<p>[l](d`\n)</p>"),
        ("[x][y]\n\n[y]: /u", "\n<p>[x][y]</p>\n<p>[y]: /u</p>"),
        (
            "[a **b {{ insert: x, y }}**](u)",
            "\n<p><a href=\"u\">a <strong>b <insert type=\"x\" id-ref=\"y\"/></strong></a></p>",
        ),
        ("|A|B|\n|-|-|\n|1|2|3|4|", "\n<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2 |3|4</td></tr></table>"),
        ("A|B\n-|-\n1|2|3", "\n<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2 |3</td></tr></table>"),
        ("|A|\n|-|\n||-", "\n<table><tr><th>A</th></tr><tr><td>|-</td></tr></table>"),
        ("|A|B|\n|-|-|\n|1|", "\n<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td></td></tr></table>"),
        ("- \"a\n  - b\"", "\n<ul><li>\"a<ul><li>b\"</li></ul></li></ul>"),
    ] {
        assert_eq!(blocks_of(markdown, V1_1_2), xml, "{markdown}");
    }
    for (markdown, xml) in [
        ("a  \nb", "\n<p>a</p>\n<p>b</p>"),
        ("*a*  \nb", "\n<p><em>a</em></p>\n<p>b</p>"),
        ("![i](s)", "\n<p>![i](s)</p>"),
        ("---", "\n<p>---</p>"),
        ("> a\n> b", "\n<p>&gt; a</p>\n<p>&gt; b</p>"),
        ("- a\n\n  b", "\n<ul><li>a\nb</li></ul>"),
        ("2. a", "\n<p>2. a</p>"),
    ] {
        assert_eq!(blocks_of(markdown, V1_0_4), xml, "{markdown}");
    }
}

#[test]
fn a_line_has_inline_elements_alone() {
    for (markdown, xml) in [
        ("", ""),
        ("a \\< b", "a &lt; b"),
        ("# a *b*", "# a <em>b</em>"),
        ("1. a", "1. a"),
        ("\"a\" b  \nc", "<q>a</q> b c"),
        ("[y]: /u", "[y]: /u"),
        ("<div> | a", "&lt;div&gt; | a"),
        ("```", "```"),
        ("    x", "x"),
        ("*x*", "<em>x</em>"),
    ] {
        assert_eq!(line_of(markdown), xml, "{markdown}");
    }
}

#[test]
fn a_line_of_what_commonmark_strips_leaves_no_break() {
    for (markdown, expected) in [
        ("[\n\u{b}", "\n<p>[</p>"),
        ("\u{b}\n[", "\n<p>[</p>"),
        ("[a\n\u{b}\nb", "\n<p>[a\nb</p>"),
        ("[a  \n\u{b}", "\n<p>[a</p>"),
        ("[a  \n\u{b}\nb", "\n<p>[a<br/>b</p>"),
        ("*a*\nb", "\n<p><em>a</em>\nb</p>"),
    ] {
        assert_eq!(blocks_of(markdown, Version::default()), expected, "{markdown:?}");
    }
}

#[test]
fn a_link_whose_text_is_a_blank_has_none() {
    assert_eq!(blocks_of("y [ ](#u) z", V1_1_2), "\n<p>y <a href=\"#u\"></a> z</p>");
    assert_eq!(blocks_of("[ ](#u)", V1_1_2), "\n<p><a href=\"#u\"></a></p>");
}

#[test]
fn blanks_at_the_ends_of_a_links_text_stand_outside_of_it() {
    for (markdown, xml) in [
        ("x[ a ](u)y", "\n<p>x <a href=\"u\">a</a> y</p>"),
        ("[ a ](u)", "\n<p><a href=\"u\">a</a></p>"),
        ("x [ a ](u) y", "\n<p>x <a href=\"u\">a</a>  y</p>"),
        ("x\n[ a\n](u)\ny", "\n<p>x\n<a href=\"u\">a</a> y</p>"),
        ("x **[ a ](u)** y", "\n<p>x <strong><a href=\"u\">a</a></strong>  y</p>"),
        ("x[ \"a\"](u) y", "\n<p>x <a href=\"u\"><q>a</q></a> y</p>"),
        ("x [ \"a\"](u) y", "\n<p>x <a href=\"u\"><q>a</q></a> y</p>"),
        ("x \"[ a](u)\"", "\n<p>x \" <a href=\"u\">a</a>\"</p>"),
        ("x *&#32;a*", "\n<p>x <em>a</em></p>"),
        ("# a&#10;b", "\n<h1>a b</h1>"),
        ("# \0\t", "\n<h1>_x0000_</h1>"),
        ("# [ a](u)", "\n<h1><a href=\"u\">a</a></h1>"),
        (
            "|a|\n|-:|\n|[ a ](u)|",
            "\n<table><tr><th align=\"right\">a</th></tr><tr><td align=\"right\"><a href=\"u\">a</a></td></tr></table>",
        ),
    ] {
        assert_eq!(blocks_of(markdown, V1_1_2), xml, "{markdown}");
    }
    assert_eq!(line_of("a&#xa;b"), "a b");
    assert_eq!(line_of("[ a ](u)"), "<a href=\"u\">a</a>");
}

#[test]
fn a_mark_at_the_start_of_a_quoted_line_closes_nothing() {
    assert_eq!(blocks_of("> \"(\n> \"", V1_1_2), "\n<blockquote><p>\"(\n\"</p></blockquote>");
    assert_eq!(blocks_of("> \"a\n> b\"", V1_1_2), "\n<blockquote><p><q>a\nb</q></p></blockquote>");
}

#[test]
fn a_long_paragraph_takes_no_longer_than_its_length() {
    let long = blocks_of(&"&#97;\n&#32;".repeat(100_000), V1_1_2);
    assert_eq!(long.matches('a').count(), 100_000);
}

#[test]
fn deep_nesting_ends_in_text() {
    let deep = blocks_of(&(">".repeat(5_000) + " a"), V1_1_2);
    assert!(deep.contains("&gt; a"));
    let deep = blocks_of(&("*a **b ".repeat(3_000) + &"** *".repeat(3_000)), V1_1_2);
    assert!(deep.starts_with("\n<p>"));
}

/// Whether the tags pair up.
fn is_well_formed(xml: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_quick_way_says_what_the_parser_says(raw in "[-#*_a1.) \"<&;\\\\{\n]{0,24}|\\PC{0,24}") {
        let markdown = text::markdown(&format!("{}x", text::storable(&raw)), V1_1_2);
        let mut quick = Vec::new();
        prop_assert!(plain::blocks(&markdown, V1_1_2, 2, &mut quick), "{}", markdown);
        let mut slow = Vec::new();
        events::blocks(&markdown, V1_1_2, 2, &mut slow);
        prop_assert_eq!(String::from_utf8_lossy(&quick), String::from_utf8_lossy(&slow));
    }

    #[test]
    fn any_markdown_gives_well_formed_xml(raw in "[-#*_a1.) \"<>&;\\\\{}\\[\\]|!:`~^\n(]{0,40}|\\PC{0,24}") {
        for version in [V1_0_4, V1_1_2] {
            prop_assert!(is_well_formed(&blocks_of(&raw, version)));
            prop_assert!(is_well_formed(&line_of(&raw)));
            prop_assert!(!line_of(&raw).contains('\n'));
            let mut quick = Vec::new();
            if !raw.is_empty() && plain::blocks(&raw, version, 0, &mut quick) {
                let mut slow = Vec::new();
                events::blocks(&raw, version, 0, &mut slow);
                prop_assert_eq!(String::from_utf8_lossy(&quick), String::from_utf8_lossy(&slow));
            }
        }
    }

    #[test]
    fn no_word_vanishes(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "\n", "\n\n", "  \n", "- ", "3) ", "> ", "# ", "---\n", "```", "`", "*", "**", "~", "\"", "[", "](", ")", "![", "](b c)",
        "{{ insert: a, ", " }}", "<b>", "<!--", "-->", "<div>\n", "|", "\n|---|:-:|\n", "a|b\n-|-\n", "\n[r]: /", "\n[r]: ", "]: ", "    ", "\\", "&",
    ]), 0..16)) {
        let words: Vec<String> = (0..pieces.len()).map(|i| format!("w{i}q")).collect();
        let source: String = pieces.iter().zip(&words).flat_map(|(piece, word)| [*piece, word.as_str()]).collect();
        for version in [V1_0_4, V1_1_2] {
            let (in_blocks, mut in_line) = (blocks_of(&source, version), Vec::new());
            line(&source, version, &mut in_line);
            let in_line = String::from_utf8(in_line).unwrap();
            for word in &words {
                prop_assert!(in_blocks.contains(word), "{} not in {}", word, in_blocks);
                prop_assert!(in_line.contains(word), "{} not in {}", word, in_line);
            }
        }
    }
}
