//! Paths into a document in JSON form: names separated by blanks, lists passed through, references followed.
//!
//! A name may have tests in brackets: `[key=text]` (the flag is, or the list holds, that text; `[key=]`: there is none)
//! and `[prop:name=text]` (a property of that name has that value). `->` follows a uuid. Words in capitals stand for a
//! longer path or a namespace.

use serde_json::Value;

const SHORT: [(&str, &str); 6] = [
    ("PLANNED", "RISK remediations[lifecycle=planned]"),
    ("FINDING", "OBSERVATION[types=finding]"),
    ("RISK", "poam-items related-risks risk-uuid ->"),
    ("OBSERVATION", "poam-items related-observations observation-uuid ->"),
    ("FEDRAMP", "http://fedramp.gov/ns/oscal"),
    ("OWN", "urn:poam:ns:oscal"),
];

/// The texts at a path, in the document's order.
pub(crate) fn values<'a>(document: &'a Value, path: &str) -> Vec<&'a str> {
    let full = SHORT.iter().fold(path.to_owned(), |path, (word, meaning)| path.replace(word, meaning));
    let mut here = vec![document];
    for step in full.split(' ') {
        let (name, tests) = step.split_at(step.find('[').unwrap_or(step.len()));
        let next: Vec<&Value> = match name {
            "->" => here.into_iter().filter_map(|v| declared(document, v.as_str()?.trim_start_matches('#'))).collect(),
            _ => here.into_iter().filter_map(|v| v.get(name)).flat_map(each).collect(),
        };
        here = next.into_iter().filter(|v| passes(v, tests)).collect();
    }
    here.into_iter().map(|v| v.as_str().unwrap_or_else(|| panic!("{path} ends at {v}"))).collect()
}

fn each(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |list| list.iter().collect())
}

/// The object that has this uuid, wherever it is.
fn declared<'a>(value: &'a Value, uuid: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) if map.get("uuid").and_then(Value::as_str) == Some(uuid) => Some(value),
        Value::Object(map) => map.values().find_map(|inner| declared(inner, uuid)),
        Value::Array(list) => list.iter().find_map(|inner| declared(inner, uuid)),
        _ => None,
    }
}

fn passes(value: &Value, tests: &str) -> bool {
    tests.split_terminator(']').all(|test| {
        let (key, text) = test.trim_start_matches('[').split_once('=').unwrap();
        match key.strip_prefix("prop:") {
            Some(name) => {
                value.get("props").into_iter().flat_map(each).any(|p| p["name"] == name && p["value"] == text)
            }
            None if text.is_empty() => value.get(key).is_none(),
            None => value.get(key).into_iter().flat_map(each).any(|v| v == text),
        }
    })
}
