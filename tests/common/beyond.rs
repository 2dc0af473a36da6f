//! A document minus what a loss report lists, and documents compared value by value.

use std::collections::{BTreeMap, BTreeSet};

use poam::convert::Report;
use poam::finding::Finding;
use poam::oscal::object::Object;
use poam::oscal::version::Version;
use serde_json::Value;

use super::converted::Converted;

/// The document as any reader of JSON sees it.
pub(crate) fn json(root: &Object) -> Value {
    Converted { root: root.clone(), report: Report::default(), version: Version::default() }.json()
}

/// A document without the values at these JSON pointers; what is left empty goes too.
pub(crate) fn without(json: &Value, at: &str, pointers: &BTreeSet<String>) -> Option<Value> {
    if pointers.contains(at) {
        return None;
    }
    let rest = match json {
        Value::Array(list) if !list.is_empty() => {
            let rest = list.iter().enumerate().filter_map(|(i, value)| without(value, &format!("{at}/{i}"), pointers));
            Value::Array(rest.collect())
        }
        Value::Object(members) if !members.is_empty() => {
            let rest = members
                .iter()
                .filter_map(|(k, value)| Some((k.clone(), without(value, &format!("{at}/{k}"), pointers)?)));
            Value::Object(rest.collect())
        }
        other => return Some(other.clone()),
    };
    let is_empty =
        rest.as_array().is_some_and(Vec::is_empty) || rest.as_object().is_some_and(serde_json::Map::is_empty);
    (!is_empty).then_some(rest)
}

/// A document minus what is listed.
pub(crate) fn minus(root: &Object, losses: &[Finding]) -> Value {
    let pointers: BTreeSet<String> = losses.iter().map(|loss| loss.at.path.clone().unwrap()).collect();
    assert_eq!(pointers.len(), losses.len(), "a value is listed once");
    without(&json(root), "/plan-of-action-and-milestones", &pointers).unwrap()
}

/// The first place where two documents differ.
pub(crate) fn differs(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(i, (a, b))| differs(a, b, &format!("{at}/{i}")))
        }
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().zip(b.values()).find_map(|((key, a), b)| differs(a, b, &format!("{at}/{key}")))
        }
        _ => (one != other).then(|| format!("{at}: {one} and {other}")),
    }
}

/// Every value of a document by the names on the way to it: how often it stands there. Uuids are the mapping's own.
pub(crate) fn values(json: &Value) -> BTreeMap<(String, String), usize> {
    fn go(json: &Value, at: &str, found: &mut BTreeMap<(String, String), usize>) {
        match json {
            Value::Array(list) => list.iter().for_each(|value| go(value, at, found)),
            Value::Object(members) => members.iter().for_each(|(key, value)| go(value, &format!("{at}/{key}"), found)),
            Value::String(text) => {
                let bare = text.trim_start_matches('#');
                if !(bare.len() == 36 && bare.chars().all(|c| c.is_ascii_hexdigit() || c == '-')) {
                    // Markdown has several spellings of one text, a fence around it among them.
                    let bare = text.replace('\\', "").replace("```", "");
                    let words = bare.split_whitespace().collect::<Vec<_>>().join(" ");
                    *found.entry((at.to_owned(), words)).or_default() += 1;
                }
            }
            other => *found.entry((at.to_owned(), other.to_string())).or_default() += 1,
        }
    }
    let mut found = BTreeMap::new();
    go(json, "", &mut found);
    found
}
