//! Holds every rule to its words: its example that fails gives its code, and the one that passes does not.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::finding::Level;
use crate::oscal::format::{self, Format};
use crate::oscal::read;
use serde_json::Value;

/// A small document that breaks none of NIST's rules.
const NIST: &str = include_str!("example.json");
/// A small document that breaks no rule at all.
const FEDRAMP: &str = include_str!("fedramp/example.json");
/// A schema for the one rule that is only there with one.
const SCHEMA: &str = r#"{"properties": {"plan-of-action-and-milestones": {"properties": {"poam-items": {"items":
    {"required": ["title"]}}}}}}"#;

/// The pieces of an example: pointer and text.
fn pieces(example: &str) -> Vec<(&str, String)> {
    let mut pieces: Vec<(&str, String)> = Vec::new();
    for line in example.lines() {
        match pieces.last_mut() {
            _ if line.starts_with('/') => pieces.push((line, String::new())),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None => panic!("an example begins with a pointer: {example}"),
        }
    }
    pieces
}

/// Puts a value at a pointer; null takes away what is there.
fn put(root: &mut Value, pointer: &str, value: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let parent = root.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
    match parent {
        Value::Object(map) if value.is_null() => drop(map.remove(last)),
        Value::Object(map) => drop(map.insert(last.to_owned(), value)),
        Value::Array(array) if last == "-" => array.push(value),
        Value::Array(array) => array[last.parse::<usize>().unwrap()] = value,
        _ => panic!("{parent} has no members"),
    }
}

/// The codes that the small document of a profile with an example gives. The example goes in as text, so that what JSON's own model does
/// not have (a member twice) reaches the reader.
fn codes(profile: Profile, example: &str) -> Vec<(&'static str, Level)> {
    let pieces = pieces(example);
    if let [(_, element)] = &pieces[..]
        && element.starts_with('<')
    {
        return given(profile, &in_xml(element));
    }
    let small = if profile == Profile::Fedramp { FEDRAMP } else { NIST };
    let mut document: Value = serde_json::from_str(small).unwrap();
    let root = &mut document["plan-of-action-and-milestones"];
    for (at, (pointer, text)) in pieces.iter().enumerate() {
        let value: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
        put(root, pointer, if value.is_null() { value } else { format!("piece {at}").into() });
    }
    let mut json = document.to_string();
    for (at, (_, text)) in pieces.iter().enumerate() {
        json = json.replace(&format!("\"piece {at}\""), text);
    }
    given(profile, json.as_bytes())
}

/// The example in XML, with an element in the place of the first of its name.
fn in_xml(element: &str) -> Vec<u8> {
    let root = read::document("example.json", NIST.as_bytes()).unwrap().root;
    let mut xml = Vec::new();
    format::write(&mut xml, Format::Xml, Version::default(), &root).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let name = element[1..].split([' ', '>']).next().unwrap();
    let start = xml.find(&format!("<{name} ")).unwrap();
    let end = start + xml[start..].find(&format!("</{name}>")).unwrap() + name.len() + 3;
    format!("{}{}{}", &xml[..start], element.trim_end(), &xml[end..]).into_bytes()
}

/// The codes that a document gives.
fn given(profile: Profile, document: &[u8]) -> Vec<(&'static str, Level)> {
    let schema = Schema::read("schema.json", SCHEMA.as_bytes()).unwrap();
    let findings = match file("example", document, Some(profile), Some(&schema)) {
        Ok(report) => report.findings,
        Err(failure) => failure.findings().to_vec(),
    };
    findings.iter().map(|f| (f.code, f.level)).collect()
}

#[test]
fn the_examples_themselves_break_no_rule() {
    assert_eq!(codes(Profile::Nist, ""), []);
    // FedRAMP's words that are in none of NIST's open lists are worth knowing.
    assert!(codes(Profile::Fedramp, "").iter().all(|found| *found == ("value-not-listed", Level::Info)));
}

#[test]
fn every_rules_examples_fail_and_pass() {
    let mut wrong = Vec::new();
    for (profile, rule) in FAMILIES.iter().flat_map(|f| f.rules.iter().map(|rule| (f.profile, *rule))) {
        let given = codes(profile, rule.fails);
        if !given.iter().any(|(code, _)| *code == rule.code) {
            wrong.push(format!("{}: what fails gives {given:?}", rule.code));
        }
        let given = codes(profile, rule.passes);
        if given.iter().any(|(code, level)| *code == rule.code || *level > Level::Info) {
            wrong.push(format!("{}: what passes gives {given:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_are_unique_and_in_kebab_case_and_every_text_is_there() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.code), "{} is there twice", rule.code);
        let is_kebab = rule
            .code
            .split('-')
            .all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert!(is_kebab, "{}", rule.code);
        for text in [rule.checks, rule.why, rule.fails, rule.passes, rule.source] {
            assert!(!text.is_empty() && text.trim() == text, "{}: {text:?}", rule.code);
        }
        assert!(rule.checks.ends_with('.') && rule.why.ends_with('.'), "{}", rule.code);
    }
    assert!(seen.len() > 20);
}
