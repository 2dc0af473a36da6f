//! A document in JSON, walked without the project's own model: its uuids, its references, its properties, the lexical
//! types of its values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

/// The way from the document's root to a value, spelled out only where it is told.
#[derive(Clone, Copy)]
pub(crate) enum Trail<'t> {
    Root,
    Key(&'t Trail<'t>, &'t str),
    Index(&'t Trail<'t>, usize),
}

impl Trail<'_> {
    /// Whether a member of this name is on the way.
    fn has(&self, name: &str) -> bool {
        match self {
            Trail::Root => false,
            Trail::Key(up, key) => *key == name || up.has(name),
            Trail::Index(up, _) => up.has(name),
        }
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trail::Root => Ok(()),
            Trail::Key(up, key) => write!(f, "{up}/{key}"),
            Trail::Index(up, index) => write!(f, "{up}[{index}]"),
        }
    }
}

/// Visits every value with the way to it and its key.
pub(crate) fn visit<'a>(document: &'a Value, to: &mut dyn FnMut(&Trail<'_>, &str, &'a Value)) {
    visit_below(document, &Trail::Root, "", to);
}

fn visit_below<'a>(value: &'a Value, at: &Trail<'_>, key: &str, to: &mut dyn FnMut(&Trail<'_>, &str, &'a Value)) {
    to(at, key, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| visit_below(inner, &Trail::Key(at, key), key, to)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, inner)| visit_below(inner, &Trail::Index(at, i), key, to));
        }
        _ => {}
    }
}

/// Asserts that every uuid is a version 5 one and declared once, and that every reference and role resolves inside the
/// document, to an object of the right kind.
pub(crate) fn assert_refers(name: &str, document: &Value) {
    let mut declared: BTreeMap<String, String> = BTreeMap::new();
    let mut roles: BTreeSet<String> = BTreeSet::new();
    visit(document, &mut |path, key, value| {
        if let (Value::Object(map), Some(uuid)) = (value, value.get("uuid").and_then(Value::as_str)) {
            assert!(is_v5(uuid), "{name}{path}: {uuid} is no v5 uuid");
            let before = declared.insert(uuid.to_owned(), key.to_owned());
            assert_eq!(before, None, "{name}{path}: {uuid} stands twice: {map:?}");
        }
        if let ("roles", Some(id)) = (key, value.get("id").and_then(Value::as_str)) {
            assert!(roles.insert(id.to_owned()), "{name}: role {id} stands twice");
        }
    });
    let resolves = |path: &Trail<'_>, uuid: &str, wanted: &[&str]| {
        let found = declared.get(uuid).unwrap_or_else(|| panic!("{name}{path}: {uuid} resolves to nothing"));
        assert!(wanted.is_empty() || wanted.contains(&found.as_str()), "{name}{path}: {uuid} is one of {found}");
    };
    visit(document, &mut |path, key, value| {
        for (flag, inner) in value.as_object().into_iter().flatten() {
            let Some(text) = inner.as_str() else { continue };
            let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
            match flag.as_str() {
                "actor-uuid" if kind == "tool" => resolves(path, text, &["components"]),
                "actor-uuid" => resolves(path, text, &["parties"]),
                "subject-uuid" if kind == "component" => resolves(path, text, &["components"]),
                "subject-uuid" => resolves(path, text, &["inventory-items"]),
                "observation-uuid" => resolves(path, text, &["observations"]),
                "risk-uuid" => resolves(path, text, &["risks"]),
                "role-id" => assert!(roles.contains(text), "{name}{path}: role {text} is not declared"),
                "href" if text.starts_with('#') => resolves(path, &text[1..], &["resources"]),
                other => assert!(!other.ends_with("-uuid"), "{name}{path}: {other} is not looked at by this test"),
            }
        }
        if key == "party-uuids" && value.is_string() {
            resolves(path, value.as_str().unwrap(), &["parties"]);
        }
    });
}

fn is_v5(uuid: &str) -> bool {
    let bytes = uuid.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            14 => *b == b'5',
            19 => matches!(b, b'8' | b'9' | b'a' | b'b'),
            _ => b.is_ascii_hexdigit(),
        })
}

/// Asserts that every value fits its type in both of NIST's schemas, that no array or object is empty, and that no
/// property stands twice beside its like.
pub(crate) fn assert_fits(name: &str, document: &Value) {
    visit(document, &mut |path, key, value| match value {
        Value::Object(map) => assert!(!map.is_empty(), "{name}{path} is empty"),
        Value::Array(list) => {
            assert!(!list.is_empty(), "{name}{path} is empty");
            if key == "props" {
                let mut seen = BTreeSet::new();
                for prop in list {
                    let parts = ["name", "ns", "class", "group", "value"].map(|f| prop.get(f).map(Value::to_string));
                    assert!(seen.insert(parts), "{name}{path}: {prop} stands twice");
                }
            }
        }
        Value::String(text) => assert!(fits(key, path, text), "{name}{path}: {text:?} does not fit its type"),
        _ => panic!("{name}{path}: {value}"),
    });
}

fn fits(key: &str, path: &Trail<'_>, text: &str) -> bool {
    let xml =
        !text.chars().any(|c| c < ' ' && !matches!(c, '\n' | '\t' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}'));
    let is_edge = |c: char| c.is_whitespace() || c == '\u{feff}';
    let line = !text.is_empty() && !text.starts_with(is_edge) && !text.ends_with(is_edge);
    let line = line && !text.contains(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}']);
    xml && match key {
        "uuid" | "party-uuids" => is_v5(text),
        key if key.ends_with("-uuid") => is_v5(text),
        "description" | "remarks" | "statement" => !text.trim().is_empty(),
        "title" | "text" => !text.is_empty() && !text.contains('\n') && !text.trim().is_empty(),
        "name" if path.has("parties") => line,
        "name" | "class" | "group" | "rel" | "role-id" | "lifecycle" | "types" | "status-change" | "id" => {
            is_token(text)
        }
        "status" if path.has("risks") => is_token(text),
        "type" if !path.has("components") && !path.has("parties") => is_token(text),
        "published" | "last-modified" | "collected" | "deadline" | "start" | "end" | "date" => is_date_time(text),
        "ns" | "system" => {
            line && text.split_once(':').is_some_and(|(scheme, rest)| scheme.len() > 1 && !rest.is_empty())
        }
        "href" => line && is_reference(text),
        _ => line,
    }
}

/// A name: a letter or `_`, then letters, numbers, `.`, `-`, `_`.
fn is_token(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// NIST's date and time: years 1900 to 2999, days that exist, a zone.
fn is_date_time(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<u32>().ok()).unwrap_or(9999);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) && year >= 2000 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let shaped = text.is_ascii() && marks.iter().all(|(at, mark)| text.as_bytes().get(*at) == Some(mark));
    let rest = text.get(19..).unwrap_or_default();
    let (fraction, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let fraction_fits = fraction.is_empty()
        || fraction.strip_prefix('.').is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    let zone_fits = zone == "Z" || zone.len() == 6 && zone[4..].parse::<u32>().is_ok_and(|m| m % 15 == 0);
    shaped
        && (1900..3000).contains(&year)
        && (1..=days).contains(&day)
        && (number(11..13) < 24 && number(14..16) < 60 && number(17..19) < 60)
        && fraction_fits
        && zone_fits
}

/// The characters of RFC 3986, and a `%` only before two hexadecimal digits.
fn is_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    let escaped = |i: usize| bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    let one = |(i, b): (usize, &u8)| match b {
        b'%' => escaped(i),
        _ => b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(b),
    };
    bytes.iter().enumerate().all(one)
}
