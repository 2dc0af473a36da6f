#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::tokens::Yaml;
use crate::oscal::data::{Fault, Kind, Token, Tokens};

fn told(text: &str) -> Result<Vec<String>, Fault> {
    let mut yaml = Yaml::new(text);
    let mut told = Vec::new();
    loop {
        let token = match yaml.next()? {
            None => return Ok(told),
            Some(token) => format!("{token:?}"),
        };
        let at = yaml.position();
        told.push(format!("{}:{} {token}", at.line, at.character));
    }
}

/// The one value of a text.
fn value(text: &str) -> (Kind, String) {
    let mut yaml = Yaml::new(text);
    match yaml.next().unwrap() {
        Some(Token::Value(kind, value)) => (kind, value.to_owned()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn tokens_have_their_places() {
    let text = "# é\na: &x 'é'\n\"b\":\n  - *x\n  - {c: [1, ~]}\n  -\n    - |\n      one\n      two\n";
    let expected = [
        "2:1 Open",
        "2:1 Name(\"a\")",
        "2:7 Value(Text, \"é\")",
        "3:1 Name(\"b\")",
        "4:3 OpenArray",
        "4:5 Value(Text, \"é\")",
        "5:5 Open",
        "5:6 Name(\"c\")",
        "5:9 OpenArray",
        "5:10 Value(TextOrNumber, \"1\")",
        "5:13 Value(Null, \"~\")",
        "5:13 CloseArray",
        "5:13 Close",
        "7:5 OpenArray",
        "8:7 Value(Text, \"one\\ntwo\\n\")",
        "8:7 CloseArray",
        "8:7 CloseArray",
        "8:7 Close",
    ];
    assert_eq!(told(text).unwrap(), expected);
}

#[test]
fn a_value_is_the_text_that_stands_there() {
    for text in ["no", "Yes", "on", "1.0", "012", "0x1F", "1_000", "2026-01-02", "1e5", "12:30", ".5", "true", "null x"]
    {
        let (kind, value) = value(text);
        assert!(matches!(kind, Kind::Text | Kind::TextOrNumber) && value == text, "{text}: {kind:?} {value}");
    }
    assert_eq!(value("443").0, Kind::TextOrNumber);
    for text in ["\"443\"", "'443'", "!!str 443", "! 443", "|-\n  443"] {
        assert_eq!(value(text), (Kind::Text, "443".to_owned()), "{text}");
    }
    assert_eq!(value("!!int 443").0, Kind::Number);
    assert_eq!(value("!!bool true").0, Kind::Boolean);
    for text in ["~", "null", "!!null ''"] {
        assert_eq!(value(text).0, Kind::Null, "{text}");
    }
    assert_eq!(value("'null'").0, Kind::Text);
}

#[test]
fn aliases_stand_for_what_they_name() {
    let short = |text: &str| -> Vec<String> {
        told(text).unwrap().iter().map(|t| t.split_once(' ').unwrap().1.to_owned()).collect()
    };
    assert_eq!(
        short("a: &a [x, &b {c: d}]\ne: *b\nf: *a\n*b2 : 1".replace("\n*b2 : 1", "").as_str()),
        short("a: [x, {c: d}]\ne: {c: d}\nf: [x, {c: d}]")
    );
    assert_eq!(short("a: &a x\n*a : y"), short("a: x\nx: y"));
    assert_eq!(short("- &a 1\n- *a\n- &a 2\n- *a"), short("- 1\n- 1\n- 2\n- 2"));
}

#[test]
fn what_is_no_yaml_or_too_much_is_refused_with_its_place() {
    let bomb: String = (1..20).fold("- &a0 [x, x]\n".to_owned(), |text, i| {
        let before = format!("*a{}", i - 1);
        format!("{text}- &a{i} [{before}, {before}, {before}]\n")
    });
    let long = format!("- &a {}\n{}", "x".repeat(1 << 20), "- *a\n".repeat(1_000));
    for (text, at, message) in [
        ("", "1:1", "the document is empty"),
        ("# a", "1:4", "the document is empty"),
        ("a: b\n---\nc: d", "2:1", "a second document begins"),
        ("&a [*a]", "1:5", "an alias stands for what it stands in"),
        ("[a]: b", "1:1", "an object or array stands as a name"),
        ("? {a: b}\n: c", "1:3", "an object or array stands as a name"),
        ("a: !mine b", "1:10", "the tag !mine means nothing in OSCAL"),
        ("a: !!set {b}", "1:10", "the tag !!set means nothing in OSCAL"),
        ("a: !!seq {b: c}", "1:10", "the tag !!seq means nothing in OSCAL"),
        (&bomb, "10:8", "aliases stand for more than 100000 values or for very long ones"),
        (&long, "11:3", "aliases stand for more than 100000 values or for very long ones"),
    ] {
        let fault = told(text).expect_err(text);
        let place = fault.at.map(|at| format!("{}:{}", at.line, at.character)).unwrap();
        assert_eq!((place.as_str(), fault.message.as_str()), (at, message), "{text:.80}");
    }
    for broken in ["a: [", "a: b: c", "\"a", "a:\n\t- b", "*a", "a: %b\n%", "- a\nb: c", "\u{1}"] {
        let fault = told(broken).expect_err(broken);
        assert!(fault.code == "not-yaml" && fault.at.is_some(), "{broken}: {fault:?}");
    }
    for deep in [
        "[".repeat(1_000_000),
        "a: {".repeat(200),
        "- ".repeat(100_000),
        (0..400).fold(String::new(), |text, n| text + &" ".repeat(n) + "a:\n"),
    ] {
        let code = told(&deep).expect_err("deep").code;
        assert!(matches!(code, "too-deep" | "not-yaml"), "{code}");
    }
}
