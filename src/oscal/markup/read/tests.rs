#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::markup;
use crate::oscal::text;
use crate::oscal::version::Version;
use proptest::prelude::*;
use quick_xml::events::Event;

/// The Markdown of a value's content, whether it says all of it, and how many elements had no place.
fn read(xml: &str, in_blocks: bool) -> (String, bool, usize) {
    let mut pieces = Pieces::default();
    pieces.begin(in_blocks);
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut misfits = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                misfits += usize::from(pieces.open(tag.name().0).is_err());
                for attribute in tag.attributes().flatten() {
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap();
                    assert!(pieces.attribute(attribute.key.0, &value));
                }
            }
            Event::End(_) => pieces.close(),
            Event::Text(text) => misfits += usize::from(pieces.text(&text).is_err()),
            Event::GeneralRef(r) => {
                let c = r.resolve_char_ref().unwrap().map(String::from);
                let c = c.or_else(|| quick_xml::escape::resolve_predefined_entity(&r).map(str::to_owned));
                misfits += usize::from(pieces.text(&c.unwrap()).is_err());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (markdown, is_same) = pieces.markdown();
    (markdown, is_same, misfits)
}

fn blocks(markdown: &str) -> String {
    let mut out = Vec::new();
    markup::blocks(markdown, Version::default(), 0, &mut out);
    String::from_utf8(out).unwrap()
}

fn line(markdown: &str) -> String {
    let mut out = Vec::new();
    markup::line(markdown, Version::default(), &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn elements_become_the_markdown_that_gives_them() {
    for (xml, markdown) in [
        ("<p/>", ""),
        ("<p>a<br/>b</p><p>c*</p>", "a  \nb\n\nc\\*"),
        ("<p>a\n   b <br/> c</p>", "a\nb  \nc"),
        ("<p><br/>a<br/><br/>b</p>", "\\\na  \n\\\nb"),
        ("<p><i>a</i> <b>b</b> H<sub>2</sub>O x<sup>2</sup> <code>c`d</code></p>", "*a* **b** H~2~O x^2^ ``c`d``"),
        ("<p>say <q>a <em>b</em></q> \"c\"</p>", "say \"a *b*\" \\\"c\\\""),
        ("<p>a <em> b </em> c</p>", "a  *b*  c"),
        ("<p><em><strong>a</strong></em> <strong><em>b</em></strong></p>", "***a*** **_b_**"),
        ("<p><em>a</em><em>b</em></p>", "*a*_b_"),
        ("<p>a<em>(b)</em>c</p>", "&#97;*(b)*&#99;"),
        ("<p>wow!<a href=\"u(v)\" title=\"t&quot;\">x]</a></p>", "wow\\![x\\]](u\\(v\\) \"t\\\"\")"),
        ("<p><img src=\"s\" alt=\"a]\" title=\"t\"/></p>", "![a\\]](s \"t\")"),
        ("<p><insert type=\"param\" id-ref=\"ac-1_prm_1\"/></p>", "{{ insert: param, ac-1_prm_1 }}"),
        ("<h1>a #</h1><h6>b#</h6><hr/>", "# a \\#\n\n###### b#\n\n---"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol start=\"9\"><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "9. a\n\n   b\n\n10. c"),
        ("<ul><li>a<pre>x\n\ny</pre></li><li><hr/></li></ul>", "- a\n  ```\n  x\n\n  y\n  ```\n- ___"),
        ("<pre>a\n b</pre><pre><code class=\"sh\">c</code></pre>", "```\na\n b\n```\n\n```sh\nc\n```"),
        ("<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>", "> a\n>\n> > b"),
        (
            "<table><tr><th>A|</th><th align=\"center\">B</th></tr><tr><td><code>|</code></td><td align=\"center\"/></tr></table>",
            "| A\\| | B |\n| --- | :---: |\n| `\\|` |  |",
        ),
    ] {
        assert_eq!(read(xml, true), (markdown.to_owned(), true, 0), "{xml}: {}", blocks(markdown));
    }
}

#[test]
fn blanks_before_a_break_stay_away() {
    for (markdown, xml) in [
        ("a   b \\\n|-- |\n\\#2  \n``\n`pre", "a   b<br/>|-- |\n#2<br/>``\n`pre"),
        ("`a ` \\\nb", "<code>a </code><br/>b"),
    ] {
        let written = blocks(markdown);
        assert_eq!(written.trim(), format!("<p>{xml}</p>"));
        assert_eq!(blocks(&read(&written, true).0), written);
    }
}

#[test]
fn blanks_around_a_link_without_text_stay_where_they_are() {
    for (xml, markdown) in [
        ("y <a href=\"#u\"></a> z", "y [](#u) z"),
        ("<a href=\"#u\"></a> z", "[](#u) z"),
        ("<em>y</em> <a href=\"#u\" title=\"t\"></a>", "*y* [](#u \"t\")"),
        ("y<a href=\"#u\"></a>\nz", "y[](#u)\nz"),
    ] {
        let xml = format!("\n<p>{xml}</p>");
        assert_eq!(read(&xml, true), (markdown.to_owned(), true, 0), "{xml}");
        assert_eq!(blocks(markdown), xml);
    }
}

#[test]
fn a_line_has_no_breaks() {
    for (xml, markdown, is_same) in [
        ("", "", true),
        (" a\n  <em>b</em>\n", "a *b*", true),
        ("# a &lt; b", "\\# a \\< b", true),
        ("a<br/>b", "a b", false),
    ] {
        assert_eq!(read(xml, false), (markdown.to_owned(), is_same, 0), "{xml}");
    }
}

#[test]
fn what_markdown_cannot_express_keeps_its_text() {
    for (xml, markdown) in [
        ("<p>a<br/></p>", "a"),
        ("<p><code>a <em>b</em></code></p>", "`a b`"),
        ("<p><code class=\"x\">a</code></p>", "`a`"),
        ("<pre><code>a</code></pre>", "```\na\n```"),
        ("<pre>a <em>b</em></pre>", "```\na b\n```"),
        ("<p>a<em/></p>", "a"),
        ("<p><a>x</a></p>", "[x]()"),
        ("<h1>a<br/>b</h1>", "# a b"),
        ("<ul><li><p>a</p></li></ul>", "- a"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", "- a\n\n- b"),
        ("<ul><li>a<ol start=\"3\"><li>b</li></ol></li></ul>", "- a\n\n  3. b"),
        ("<table><tr><td>a</td></tr></table>", "| a |\n| --- |"),
        ("<table><tr><th>a<br/>b</th></tr></table>", "| a b |\n| --- |"),
    ] {
        assert_eq!(read(xml, true), (markdown.to_owned(), false, 0), "{xml}: {}", blocks(markdown));
    }
}

#[test]
fn what_has_no_place_keeps_its_text() {
    for (xml, markdown) in [
        ("a", "a"),
        ("a <em>b</em><p>c</p>", "a *b*\n\nc"),
        ("<p><u>a</u></p>", "a"),
        ("<p>a<p>b</p></p>", "ab"),
        ("<ul>a</ul>", "- a"),
        ("<li>a</li>", "a"),
        ("<table>a<tr><th>b</th></tr></table>", "| a |\n| --- |\n| b |"),
        ("<p><a href=\"u\"><a href=\"v\">a</a></a></p>", "[a](u)"),
    ] {
        let (found, _, misfits) = read(xml, true);
        assert_eq!(found, markdown, "{xml}");
        assert!(misfits > 0, "{xml}");
    }
    assert_eq!(read("<p>a</p>", false), ("a".to_owned(), true, 1));
    assert_eq!(read("<img src=\"a\"/>", true), ("![](a)".to_owned(), true, 0));
    let deep = format!("{}x{}", "<blockquote>".repeat(500), "</blockquote>".repeat(500));
    let (markdown, is_same, _) = read(&deep, true);
    assert!(markdown.ends_with(" x") && !is_same, "{markdown}");
}

/// Text as it may stand between tags: no blanks at its ends.
fn word() -> impl Strategy<Value = String> {
    "[-#*_a1.)(\"<&;{\\[\\]|!:`~^=+>é€\\\\\\\\]{1,5}( [-#*_a1.\"<&{|]{1,3})?"
        .prop_map(|t| t.replace('&', "&amp;").replace('<', "&lt;"))
}

/// Inline elements that Markdown can express anywhere: with a blank around each.
fn inline() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => word(),
        1 => Just("<insert type=\"param\" id-ref=\"a.b\"/>".to_owned()),
        1 => "[a-z`|*&]{1,4}".prop_map(|t| format!("<code>{}</code>", t.replace('&', "&amp;"))),
        1 => word().prop_map(|t| format!("<img alt=\"{}\" src=\"a(b)\"/>", t.replace('"', "&quot;"))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = proptest::collection::vec(inner, 1..3).prop_map(|v| v.join(" "));
        (prop::sample::select(vec!["em", "strong", "sub", "sup", "q"]), several).prop_map(|(n, t)| {
            // None directly within one of its kind.
            let t = t.replace(&format!("<{n}>"), "").replace(&format!("</{n}>"), "");
            format!("<{n}>x {t} y</{n}>")
        })
    })
}

fn text_of_block() -> impl Strategy<Value = String> {
    (proptest::collection::vec(inline(), 1..4), prop::sample::select(vec![" ", "\n"])).prop_map(|(v, gap)| v.join(gap))
}

fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => (text_of_block(), text_of_block()).prop_map(|(a, b)| format!("<p>{a}<br/>{b}</p>")),
        1 => (1..7, inline()).prop_map(|(n, t)| format!("<h{n}>{t}</h{n}>")),
        1 => "[a-z`*\n &~]{0,12}".prop_map(|t| format!("<pre>{}</pre>", t.replace('&', "&amp;"))),
        1 => Just("<hr/>".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..3)
                .prop_map(|v| format!("<blockquote>{}</blockquote>", v.concat())),
            (prop::sample::select(vec!["ul", "ol"]), proptest::collection::vec(inner, 1..3)).prop_map(|(n, v)| {
                let items: Vec<String> = v.iter().map(|b| format!("<li><p>x</p><p>y</p>{b}</li>")).collect();
                let items = items.concat();
                format!("<{n}>{items}</{n}>")
            }),
        ]
    })
}

fn value() -> impl Strategy<Value = String> {
    let table = proptest::collection::vec((inline(), inline()), 1..3).prop_map(|rows| {
        let row = |(i, (a, b)): (usize, &(String, String))| {
            let n = if i == 0 { "th" } else { "td" };
            format!("<tr><{n}>{a}</{n}><{n} align=\"right\">{b}</{n}></tr>")
        };
        format!("<table>{}</table>", rows.iter().enumerate().map(row).collect::<String>())
    });
    proptest::collection::vec(prop_oneof![8 => block(), 1 => table], 1..4)
        .prop_map(|blocks| blocks.iter().flat_map(|b| ["\n", b]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn plain_text_comes_back_byte_for_byte(raw in "[-#*_a1.) \"<&;\\\\{}\n\t!|:=]{0,24}|\\PC{0,24}") {
        let markdown = text::markdown(&text::storable(&raw), Version::default());
        prop_assert_eq!(read(&blocks(&markdown), true), (markdown, true, 0));
        let markdown = text::markdown_line(&text::storable(&raw));
        prop_assert_eq!(read(&line(&markdown), false), (markdown, true, 0));
        if !raw.contains('\r') {
            let markdown = text::fence(&text::storable(&raw));
            prop_assert_eq!(read(&blocks(&markdown), true), (markdown, true, 0));
        }
    }

    #[test]
    fn markup_comes_back_element_by_element(xml in value()) {
        let (markdown, is_same, misfits) = read(&xml, true);
        prop_assert_eq!(misfits, 0);
        prop_assert_eq!(blocks(&markdown).replace("&gt;", ">"), xml.replace("&gt;", ">"), "{}", markdown);
        prop_assert!(is_same);
    }

    #[test]
    fn no_text_vanishes_and_what_was_read_once_stays(tags in proptest::collection::vec((0..24_usize, any::<bool>()), 0..24)) {
        let names = ["p", "h2", "ul", "ol", "li", "pre", "hr", "blockquote", "table", "tr", "th", "td", "img", "em",
            "strong", "sub", "sup", "q", "code", "a", "insert", "br", "u", "li"];
        let mut xml = String::new();
        let mut open = Vec::new();
        for (i, (tag, closes)) in tags.iter().enumerate() {
            if *closes && let Some(name) = open.pop() {
                xml = xml + "</" + name + ">";
            } else {
                xml = xml + "<" + names[*tag] + ">";
                open.push(names[*tag]);
            }
            xml = xml + "w" + &i.to_string() + "q";
        }
        while let Some(name) = open.pop() {
            xml = xml + "</" + name + ">";
        }
        for in_blocks in [true, false] {
            let (markdown, ..) = read(&xml, in_blocks);
            let said = if in_blocks { blocks(&markdown) } else { line(&markdown) };
            for i in 0..tags.len() {
                prop_assert!(said.contains(&format!("w{i}q")), "{} gives {} gives {}", xml, markdown, said);
            }
            let (again, is_same, misfits) = read(&said, in_blocks);
            prop_assert_eq!(misfits, 0, "{}", said);
            prop_assert!(is_same, "{} gives {:?} gives {} gives {:?} gives {}", xml, markdown, said, again, blocks(&again));
        }
    }

    /// What the `markup` fuzz target asks of any text, asked of pieces that mean something.
    #[test]
    fn what_any_markdown_became_stays(pieces in proptest::collection::vec(prop::sample::select(vec![
        "a", "b", " ", "  ", "\t", "\n", "\n\n", "  \n", "\\\n", "\r", "\u{b}", "\0", "\u{a0}", "&#32;", "&#9;", "&#10;", "&#xd;", "&nbsp;", "- ", "3) ",
        "1. ", "> ", "# ", "## ", "---", "-", "=", "```", "~~~", "`", "*", "**", "_", "~", "^", "\"", "[", "](u)", "]( b)",
        "](u \"t\")", "![", ")", "<b>", "<a@b.c>", "<https://e>", "<div>", "</p>", "<!--", "{{ insert: a, b }}", "|",
        "\n|---|:-:|\n", "|a|b|\n|-|-|\n", "\n||", "\n[r]: /", "[r]", "    ", "\\", "&", ".", "<", ">", "é",
    ]), 0..14)) {
        let markdown = pieces.concat();
        for (once, in_blocks) in [(blocks(&markdown), true), (line(&markdown), false)] {
            let (again, is_same, misfits) = read(&once, in_blocks);
            if is_same && misfits == 0 {
                prop_assert_eq!(if in_blocks { blocks(&again) } else { line(&again) }, once, "{:?}", again);
            }
        }
    }
}
