use std::collections::BTreeMap;

use poam::mapping::codec::DateOrder;
use poam::mapping::document::to_rows;
use poam::merge::complement;
use poam::oscal::object::Object;
use serde_json::{Value, json};

use super::common::converted::MAPPING;
use super::{TYPED, bytes, converted, edited, full, merged, typed};

/// A uuid as another tool would give it, always the same for one of ours.
fn other(uuid: &str) -> String {
    let turned: String = uuid.chars().rev().filter(char::is_ascii_hexdigit).collect();
    format!("{}-{}-5{}-a{}-{}", &turned[..8], &turned[8..12], &turned[13..16], &turned[17..20], &turned[20..32])
}

/// Every uuid in a text, renamed.
fn renamed(text: &str) -> String {
    let is_uuid = |part: &str| {
        part.len() == 36
            && part
                .bytes()
                .enumerate()
                .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
    };
    match text.strip_prefix('#') {
        Some(uuid) if is_uuid(uuid) => format!("#{}", other(uuid)),
        None if is_uuid(text) => other(text),
        _ => text.to_owned(),
    }
}

fn rename(value: &mut Value) {
    match value {
        Value::String(text) => *text = renamed(text),
        Value::Array(list) => list.iter_mut().for_each(rename),
        Value::Object(members) => members.values_mut().for_each(rename),
        _ => {}
    }
}

fn push(list: &mut Value, value: Value) {
    if list.is_null() {
        *list = json!([]);
    }
    list.as_array_mut().unwrap().push(value);
}

fn reverse(list: &mut Value) {
    list.as_array_mut().unwrap().reverse();
}

/// Another order, but for what has one name.
fn by_name(list: &mut Value) {
    let props = list.as_array_mut().unwrap();
    props.sort_by_key(|p| std::cmp::Reverse(p["name"].to_string()));
}

fn mark(number: u32) -> Value {
    json!({ "name": "mark", "ns": "https://tool.example/ns", "value": format!("foreign-{number}") })
}

/// How many values another tool put in; each is called `foreign-` and its number.
const FOREIGN: u32 = 21;

/// A document as a life with other tools leaves it: their content everywhere, their uuids, their order.
fn lived(root: &Object) -> Object {
    edited(root, |poam| {
        rename(poam);
        push(&mut poam["metadata"]["props"], mark(1));
        poam["metadata"]["remarks"] = json!("foreign-2");
        let item = &mut poam["poam-items"][0];
        push(&mut item["props"], mark(3));
        push(&mut item["links"], json!({ "href": "https://tool.example/foreign-4", "rel": "ticket" }));
        push(&mut item["related-observations"], json!({ "observation-uuid": "11111111-1111-5111-8111-111111111111" }));
        by_name(&mut item["props"]);
        let risk = &mut poam["risks"][0];
        push(&mut risk["props"], mark(5));
        push(&mut risk["links"], json!({ "href": "https://tool.example/foreign-6" }));
        risk["threat-ids"] = json!([{ "system": "http://fedramp.gov", "id": "foreign-7" }]);
        risk["props"][0]["remarks"] = json!("foreign-8");
        by_name(&mut risk["props"]);
        let scan = &mut risk["characterizations"][0];
        push(
            &mut scan["facets"],
            json!({ "name": "cvss-vector", "system": "http://www.first.org/cvss/v3.1", "value": "foreign-9", "remarks": "foreign-10" }),
        );
        let origin = scan["origin"].clone();
        push(
            &mut risk["characterizations"],
            json!({ "origin": origin, "facets": [{ "name": "exploit", "system": "https://tool.example", "value": "foreign-11" }] }),
        );
        push(
            &mut risk["risk-log"]["entries"],
            json!({ "uuid": "22222222-2222-5222-8222-222222222222", "title": "foreign-12", "start": "2026-01-01T00:00:00Z", "props": [{ "name": "type", "value": "vendor-check-in" }] }),
        );
        reverse(&mut risk["risk-log"]["entries"]);
        let planned =
            risk["remediations"].as_array_mut().unwrap().iter_mut().find(|r| r["lifecycle"] == "planned").unwrap();
        push(&mut planned["props"], mark(13));
        planned["tasks"][0]["remarks"] = json!("foreign-14");
        push(
            &mut risk["remediations"],
            json!({ "uuid": "33333333-3333-5333-8333-333333333333", "lifecycle": "completed", "title": "foreign-15", "description": "foreign-16" }),
        );
        let scan =
            poam["observations"].as_array_mut().unwrap().iter_mut().find(|o| o["types"][0] == "finding").unwrap();
        scan["remarks"] = json!("foreign-17");
        push(&mut scan["relevant-evidence"], json!({ "href": "https://tool.example/a", "description": "foreign-18" }));
        scan["subjects"][1]["title"] = json!("foreign-19");
        push(
            &mut poam["observations"],
            json!({ "uuid": "11111111-1111-5111-8111-111111111111", "description": "foreign-20", "methods": ["TEST"], "collected": "2026-01-01T00:00:00Z" }),
        );
        reverse(&mut poam["observations"]);
        reverse(&mut poam["risks"]);
        push(
            &mut poam["local-definitions"]["components"],
            json!({ "uuid": "44444444-4444-5444-8444-444444444444", "type": "service", "title": "foreign-21", "description": "A service.", "status": { "state": "operational" } }),
        );
    })
}

/// The marks that a document holds.
fn marks(root: &Object) -> Vec<u32> {
    let text = String::from_utf8(bytes(root)).unwrap();
    (1..=FOREIGN).filter(|n| text.contains(&format!("foreign-{n}\""))).collect()
}

/// What goes with a cell: the asset that is gone takes its title along.
const TIED: [(&str, u32); 1] = [("Asset Identifier", 19)];

#[test]
fn what_other_tools_hold_survives_every_edit() {
    let grid = full();
    let base = lived(&converted(&grid.workbook()));
    let all: Vec<u32> = (1..=FOREIGN).collect();
    assert_eq!(marks(&base), all);
    let same = merged(&grid.workbook(), &base);
    assert_eq!(same.changes, []);
    let before = to_rows(&MAPPING, &base, None);
    for (header, text) in TYPED.iter().flat_map(|(h, t)| [(*h, *t), (*h, "")]).skip(2) {
        let merged = merged(&typed(&grid, header, text).workbook(), &base);
        let mut expected = all.clone();
        if text.is_empty() {
            expected.retain(|n| !TIED.contains(&(header, *n)));
        }
        // A control that goes takes the remarks about it along, and says so.
        let lost: Vec<u32> = expected.iter().copied().filter(|n| !marks(&merged.root).contains(n)).collect();
        let told: Vec<&str> =
            merged.findings.iter().filter(|f| f.code == "gone-with-more").map(|f| f.message.as_str()).collect();
        for n in &lost {
            assert!(told.iter().any(|t| t.contains(&format!("foreign-{n}"))), "{header} {text:?} lost {n}: {told:?}");
        }
        assert!(lost.is_empty() || text.is_empty(), "{header} {text:?}: {lost:?}");
        let after = to_rows(&MAPPING, &merged.root, None);
        assert_eq!(after.rows[1..], before.rows[1..], "{header} {text:?}");
        for (at, column) in MAPPING.columns.iter().enumerate() {
            if column.header != header {
                assert_eq!(
                    after.rows[0].cells[at], before.rows[0].cells[at],
                    "{header} {text:?} changed {}",
                    column.header
                );
            } else if !text.is_empty() {
                assert!(
                    column.says_the_same(&after.rows[0].cells[at], text, DateOrder::default()),
                    "{header}: {:?}",
                    after.rows[0].cells[at]
                );
            }
        }
        let beside: Vec<_> = merged
            .changes
            .iter()
            .filter(|c| c.item.as_deref() != Some("V-1"))
            .filter(|c| {
                !["/metadata/parties/", "/local-definitions", "/back-matter"].iter().any(|part| c.path.contains(part))
            })
            .collect();
        assert!(beside.is_empty(), "{header} {text:?} changed {beside:?}");
        let twice = super::merged(&typed(&grid, header, text).workbook(), &merged.root);
        assert_eq!(twice.changes, [], "{header} {text:?}");
    }
}

#[test]
fn the_complement_is_what_other_tools_hold_and_nothing_else() {
    let own = converted(&full().workbook());
    let none = complement(&MAPPING, &own, |_| None);
    assert!(none.is_empty(), "{none:?}");
    let found = complement(&MAPPING, &lived(&own), |_| None);
    let mut by_mark: BTreeMap<u32, usize> = BTreeMap::new();
    for finding in &found {
        assert_eq!(finding.code, "beyond-the-sheet");
        assert!(finding.at.path.is_some());
        let number: String = finding
            .message
            .split("foreign-")
            .nth(1)
            .unwrap_or_default()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        if let Ok(number) = number.parse() {
            *by_mark.entry(number).or_default() += 1;
        }
    }
    assert_eq!(by_mark, (1..=FOREIGN).map(|n| (n, 1)).collect::<BTreeMap<_, _>>(), "{found:#?}");
    let of_item = found.iter().find(|f| f.message.contains("foreign-9")).unwrap();
    assert_eq!(of_item.at.item.as_deref(), Some("V-1"));
    assert!(of_item.at.path.as_deref().unwrap().ends_with("/facets/4/value"), "{of_item:?}");
}
