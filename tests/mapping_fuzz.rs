//! Whatever stands in a mapping file or in a place: the loader answers, with a mapping or with problems that have lines.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use poam::mapping::file::{FEDRAMP, load};
use poam::mapping::place::Path;
use poam::mapping::syntax::parse;
use poam::oscal::model::POAM;
use proptest::prelude::*;

/// Loads the text and holds a refusal to what it owes: at least one problem, each at a line that the text has.
fn answered(text: &str) {
    if let Err(failure) = load("mapping.toml", text) {
        assert!(!failure.findings().is_empty(), "refused without a word:\n{text}");
        let lines = u32::try_from(text.matches('\n').count() + 1).unwrap();
        for finding in failure.findings() {
            assert!(finding.at.line.is_some_and(|l| (1..=lines).contains(&l)), "{finding}");
        }
    }
}

fn without(from: usize, count: usize) -> String {
    let lines = FEDRAMP.lines().enumerate().filter(|(i, _)| !(from..from + count).contains(i));
    lines.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// Pieces of which places and mapping files are made.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "risk",
        "item",
        "prop",
        "poam-item",
        "metadata",
        "title",
        "actor-uuid",
        "deviation",
        "name",
        "ns",
        "own",
        "any",
        "/",
        "[",
        "]",
        "(",
        ")",
        "=",
        "|",
        ",",
        "'",
        "->",
        "-",
        "{",
        "}",
        "{type}",
        " ",
        "\n",
        "\"",
        "@csp",
        "[[",
        "]]",
        "column",
        "format = 1\n",
        "0x1",
        "é",
        "\u{feff}",
        "\r",
        "\\",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

/// TOML of the right shape with wrong things in it.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("1".to_owned()),
        Just("-1".to_owned()),
        Just("true".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("1979-05-27".to_owned()),
        Just("nan".to_owned()),
        pieces().prop_map(|p| format!("'''{}'''", p.replace("'''", "").trim_end_matches('\''))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|v| format!("[{}]", v.join(", "))),
            (key(), inner).prop_map(|(k, v)| format!("{{ {k} = {v} }}")),
        ]
    })
}

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "header", "codec", "place", "each", "fields", "pairs", "cell", "values", "back", "words", "kinds", "of", "key",
        "with", "link", "types", "borrow", "copies", "fallback", "absent", "drop", "when", "name", "tool", "'*'",
        "own",
    ])
}

/// A key's value replaced by something else.
fn replaced(line: usize, value: &str) -> String {
    let swap = |(i, l): (usize, &str)| match l.split_once(" = ") {
        Some((key, _)) if i == line => format!("{key} = {value}"),
        _ => l.to_owned(),
    };
    FEDRAMP.lines().enumerate().map(swap).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_lost_line_is_answered() {
    for line in 0..FEDRAMP.lines().count() {
        answered(&without(line, 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lost_lines_are_answered(from in 0usize..800, count in 1usize..40) {
        answered(&without(from, count));
    }

    #[test]
    fn swapped_lines_are_answered(a in 0usize..10_000, b in 0usize..10_000) {
        let mut lines: Vec<&str> = FEDRAMP.lines().collect();
        let (a, b) = (a % lines.len(), b % lines.len());
        lines.swap(a, b);
        answered(&lines.join("\n"));
    }

    #[test]
    fn a_cut_file_is_answered(at in 0usize..100_000) {
        let mut at = at % (FEDRAMP.len() + 1);
        while !FEDRAMP.is_char_boundary(at) {
            at -= 1;
        }
        answered(&FEDRAMP[..at]);
    }

    #[test]
    fn a_wrong_value_is_answered(line in 0usize..10_000, value in value()) {
        answered(&replaced(line % FEDRAMP.lines().count(), &value));
    }

    #[test]
    fn a_wrong_column_is_answered(entries in prop::collection::vec((key(), value()), 0..8)) {
        let entries: Vec<String> = entries.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        answered(&format!("{FEDRAMP}\n[[column]]\n{}\n", entries.join("\n")));
    }

    #[test]
    fn any_text_is_answered(text in prop_oneof![any::<String>(), pieces()]) {
        answered(&text);
        answered(&format!("format = 1\n{text}"));
    }

    #[test]
    fn any_place_is_answered(text in prop_oneof![any::<String>(), pieces()]) {
        if let Ok(place) = parse(&text) {
            for to_object in [true, false] {
                let _ = Path::compile(&POAM, &place.steps, &[], to_object);
            }
        }
    }
}
