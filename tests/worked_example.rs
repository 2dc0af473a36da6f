//! The mapping's worked example: its workbook gives the document that stands beside it, but for what is listed here.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use common::converted::{assert_comes_back, convert, convert_items};
use common::samples::worked;
use common::walk::visit;
use poam::oscal::version::Version;
use poam::workbook::{Workbook, read_file};
use serde_json::Value;

fn example() -> Option<(PathBuf, Workbook)> {
    let path = worked()?;
    let (workbook, _) = read_file(&path.with_extension("xlsx")).unwrap();
    Some((path, workbook))
}

fn expected(path: &std::path::Path) -> Value {
    let text = std::fs::read_to_string(path.with_extension("json")).unwrap();
    let mut all: Value = serde_json::from_str(&text).unwrap();
    all["plan-of-action-and-milestones"].take()
}

/// Every uuid as the ordinal of its first appearance.
fn renumbered(value: &Value, seen: &mut HashMap<String, usize>) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, inner)| (key.clone(), renumbered(inner, seen))).collect(),
        Value::Array(list) => list.iter().map(|inner| renumbered(inner, seen)).collect(),
        Value::String(text) => {
            let (mark, uuid) = text.strip_prefix('#').map_or(("", text.as_str()), |uuid| ("#", uuid));
            let shape: String = uuid.chars().map(|c| if c.is_ascii_hexdigit() { 'x' } else { c }).collect();
            if shape != "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" {
                return value.clone();
            }
            let next = seen.len();
            Value::String(format!("{mark}uuid-{}", seen.entry(uuid.to_lowercase()).or_insert(next)))
        }
        _ => value.clone(),
    }
}

/// Where two values differ: path, one, other.
fn differences(one: &Value, other: &Value, path: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let inner = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                differences(&inner(a), &inner(b), &format!("{path}/{key}"), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{path}[{i}]"), found);
            }
        }
        _ if one != other => found.push(format!("{path}: {one} | {other}")),
        _ => {}
    }
}

/// Takes the one element of a list that a test finds.
fn take(list: &mut Value, is: impl Fn(&Value) -> bool) -> Value {
    let list = list.as_array_mut().unwrap();
    let found: Vec<usize> = list.iter().enumerate().filter(|(_, one)| is(one)).map(|(i, _)| i).collect();
    assert_eq!(found.len(), 1, "one element is taken");
    list.remove(found[0])
}

/// Takes a member away, which must be this.
fn take_member(object: &mut Value, name: &str, is: &str) {
    assert_eq!(object.as_object_mut().unwrap().remove(name), Some(Value::String(is.to_owned())));
}

#[test]
fn the_document_is_the_one_beside_the_workbook() {
    let Some((path, workbook)) = example() else { return };
    let mut wanted = expected(&path);
    let mut ours = convert_items(&workbook, Version::default()).json();
    for document in [&mut wanted, &mut ours] {
        // Of the run, not of the workbook.
        document.as_object_mut().unwrap().remove("uuid");
        document["metadata"].as_object_mut().unwrap().remove("last-modified");
    }

    // FedRAMP documents an observation of what shows that a closed item is closed; V-077 names two documents.
    let closure = take(&mut ours["observations"], |o| o["types"][0] == "closure");
    assert_eq!(closure["description"], "Evidence named in the POA&M workbook when the item was closed.");
    assert_eq!(closure["relevant-evidence"].as_array().map(Vec::len), Some(2));
    let uuid = closure["uuid"].clone();
    let item = |document: &mut Value, id: &str| -> usize {
        let items = document["poam-items"].as_array().unwrap();
        items.iter().position(|item| item["props"][0]["value"] == id).unwrap()
    };
    let closed = item(&mut ours, "V-077");
    take(&mut ours["poam-items"][closed]["related-observations"], |link| link["observation-uuid"] == uuid);

    // The closing entry has a description, as FedRAMP's documentation of the risk log asks for.
    let entries = ours["risks"][closed]["risk-log"]["entries"].as_array_mut().unwrap();
    let entry = entries.iter_mut().find(|e| e["status-change"] == "closed").unwrap();
    take_member(entry, "description", "Closed in the POA&M workbook.");

    // The reason of an adjusted rating stands at the state of the adjusted facet too, where FedRAMP's documentation
    // puts it.
    let adjusted = item(&mut ours, "V-102");
    let reason = "The port is reachable from the bastion only.\n\nMonitored by the SIEM.";
    let facets = ours["risks"][adjusted]["characterizations"][1]["facets"].as_array_mut().unwrap();
    let is_state = |facet: &&mut Value| facet["name"] == "risk" && facet["props"][0]["value"] == "adjusted";
    let facet = facets.iter_mut().find(is_state).unwrap();
    take_member(&mut facet["props"][0], "remarks", reason);

    // A milestone change without a date borrows the row's Status Date first, as the mapping says; the example borrowed
    // the POAM Date.
    let changed = item(&mut ours, "V-103");
    for (document, start) in [(&mut ours, "2026-10-15T00:00:00Z"), (&mut wanted, "2026-10-30T00:00:00Z")] {
        take_member(&mut document["risks"][changed]["risk-log"]["entries"][0], "start", start);
    }

    let (wanted, ours) = (renumbered(&wanted, &mut HashMap::new()), renumbered(&ours, &mut HashMap::new()));
    let mut found = Vec::new();
    differences(&ours, &wanted, "", &mut found);
    assert_eq!(found, [""; 0], "{} differences beyond those listed", found.len());
}

/// The kept spellings by POAM ID and class: value and remarks.
fn kept(document: &Value) -> BTreeMap<(String, String), (String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = BTreeMap::new();
    for item in document["poam-items"].as_array().unwrap() {
        let props = item["props"].as_array().unwrap();
        let id = text(&props.iter().find(|p| p["name"] == "POAM-ID").unwrap()["value"]);
        for prop in props.iter().filter(|p| p["name"].as_str().unwrap().starts_with("cell-")) {
            let class = format!("{} {}", text(&prop["name"]), text(&prop["class"]));
            found.insert((id.clone(), class), (text(&prop["value"]), text(&prop["remarks"])));
        }
    }
    found
}

#[test]
fn the_same_spellings_are_kept() {
    let Some((path, workbook)) = example() else { return };
    let ours = convert_items(&workbook, Version::default()).json();
    let wanted = kept(&expected(&path));
    assert_eq!(wanted.len(), 15);
    assert_eq!(kept(&ours), wanted);
    let mut anywhere = 0;
    visit(&ours, "", "", &mut |_, _, value| {
        anywhere += usize::from(value["name"].as_str().is_some_and(|n| n == "cell-text" || n == "cell-blank"));
    });
    assert_eq!(anywhere, 15, "and none elsewhere in the document");
}

#[test]
fn the_rows_are_the_workbooks() {
    let Some((_, workbook)) = example() else { return };
    let converted = convert(&workbook, Version::default());
    assert_eq!(converted.report.items, 7, "six items, and the example row that is kept");
    assert_comes_back("worked.xlsx", &workbook, &converted);
}
