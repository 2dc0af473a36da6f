//! Law 3 without a base: a document comes back from a workbook as it was, minus exactly what the loss report lists.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use common::beyond::{differs, json, minus, values};
use common::converted::{MAPPING, convert_items};
use common::samples::{name, templates, worked};
use common::shared;
use poam::convert::{InPlace, anew, write_into};
use poam::merge::complement;
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::Version;
use serde_json::{Value, json};

/// The samples' documents and the worked example's.
fn documents() -> Vec<(String, Object)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        (name.to_owned(), read::document(name, &bytes).unwrap().root)
    };
    let mut all: Vec<(String, Object)> =
        ["meridian-v2.1.json", "alder-v3.0.json", "kestrel-2018.json", "first-steps.json"].map(read).into();
    if let Some(worked) = worked() {
        let (book, _) = poam::workbook::read_file(&worked.with_extension("xlsx")).unwrap();
        all.push(("worked".to_owned(), convert_items(&book, Version::default()).root));
    }
    all
}

/// What another tool adds to a document, in places of many kinds; each of its values holds the word `foreign`.
fn lived_with(root: &Object) -> Object {
    let mut poam = json(root);
    let mark = json!({ "name": "foreign-name", "ns": "https://foreign.example/ns", "value": "foreign" });
    let push = |list: &mut Value, value: Value| match list {
        Value::Array(list) => list.push(value),
        list => *list = json!([value]),
    };
    push(&mut poam["metadata"]["props"], mark.clone());
    poam["metadata"]["remarks"] = json!("foreign remarks");
    push(&mut poam["poam-items"][0]["props"], mark.clone());
    push(&mut poam["poam-items"][0]["links"], json!({ "href": "https://foreign.example", "rel": "foreign" }));
    let risk = &mut poam["risks"][0];
    push(&mut risk["props"], mark.clone());
    risk["threat-ids"] = json!([{ "system": "https://foreign.example/system", "id": "foreign" }]);
    // Where a row has no status date, it shows the day of any entry.
    if risk["risk-log"].is_object() {
        push(
            &mut risk["risk-log"]["entries"],
            json!({ "uuid": "f0e1f0e1-0000-4000-8000-000000000001", "title": "foreign", "start": "2020-01-01T00:00:00Z",
                "props": [{ "name": "foreign", "ns": "https://foreign.example/ns", "value": "foreign" }] }),
        );
    }
    if let Some(scan) = risk["characterizations"].get_mut(0) {
        push(
            &mut scan["facets"],
            json!({ "name": "foreign", "system": "https://foreign.example", "value": "foreign 9.8" }),
        );
    }
    poam["observations"][0]["remarks"] = json!("foreign remarks");
    let whole = json!({ "plan-of-action-and-milestones": poam });
    let reading = read::document("lived.json", &serde_json::to_vec(&whole).unwrap()).unwrap();
    assert!(!reading.is_faulty(), "{:?}", reading.findings);
    reading.root
}

fn layout(name: &str) -> poam::workbook::anew::Layout {
    poam::workbook::anew::named(name).unwrap()
}

fn written(root: &Object, layout: poam::workbook::anew::Layout) -> anew::Written {
    let stamp = root.all("metadata").find_map(|m| m.get("last-modified").and_then(|stamp| stamp.parse().ok()));
    anew::workbook(&MAPPING, root, Some(layout), "out.xlsx", stamp, &std::env::temp_dir()).unwrap()
}

fn read_back(bytes: &[u8]) -> Object {
    let (book, _) = poam::workbook::read("out.xlsx", bytes).unwrap();
    convert_items(&book, Version::default()).root
}

#[test]
fn what_another_tool_added_is_the_loss_and_nothing_else() {
    for (name, root) in documents() {
        let layout = || layout(if name.starts_with("alder") { "fedramp-3.0" } else { "fedramp-2.1" });
        let own = written(&root, layout());
        let none = complement(&MAPPING, &root, |_| own.generation);
        assert!(own.losses.is_empty() && none.is_empty(), "{name}: {:?} {none:?}", own.losses);
        let lived = lived_with(&root);
        let written = written(&lived, layout());
        assert_eq!(written.losses, [], "{name}");
        let losses = complement(&MAPPING, &lived, |_| written.generation);
        for loss in &losses {
            assert_eq!(loss.code, "beyond-the-sheet");
            let told = loss.message.strip_prefix("no cell shows this: ").unwrap();
            let value = json(&lived)
                .pointer(loss.at.path.as_deref().unwrap().trim_start_matches("/plan-of-action-and-milestones"))
                .cloned();
            assert!(
                value.is_some_and(|value| value.as_str().is_some_and(|value| value.starts_with(told))),
                "{name}: {loss}"
            );
        }
        let of_item = losses.iter().filter(|loss| loss.at.item.is_some()).count();
        assert!(of_item > 8 && of_item < losses.len(), "{name}: {of_item} of {}", losses.len());
        let mut expected = minus(&lived, &losses);
        let mut back = json(&read_back(&written.bytes));
        expected["uuid"].take();
        back["uuid"].take();
        assert_eq!(differs(&back, &expected, ""), None, "{name}");
        let mut plain = json(&root);
        plain["uuid"].take();
        assert_eq!(differs(&back, &plain, ""), None, "{name}");
    }
}

#[test]
fn the_same_holds_for_a_template_that_is_filled() {
    for path in templates().iter().filter(|path| ["v2.1", "v3.0"].iter().any(|v| name(path).contains(v))) {
        let base = std::fs::read(path).unwrap();
        let is_newest = name(path).contains("v3.0");
        for (name, root) in documents().iter().filter(|(name, _)| name.starts_with("alder") == is_newest) {
            let lived = lived_with(root);
            let mut out = Cursor::new(Vec::new());
            let written = write_into(&lived, &MAPPING, "base.xlsx", &base, &InPlace::default(), &mut out).unwrap();
            assert_eq!(written.losses, [], "{name}");
            assert_eq!(written.generations.len(), written.items);
            let losses = complement(&MAPPING, &lived, |item| written.generations[item]);
            let mut expected = minus(&lived, &losses);
            let mut back = json(&read_back(&out.into_inner()));
            // The stamp is the workbook's own.
            for json in [&mut expected, &mut back] {
                json["uuid"].take();
                json["metadata"]["last-modified"].take();
            }
            assert_eq!(differs(&back, &expected, ""), None, "{name}");
        }
    }
}

fn published() -> Vec<PathBuf> {
    let folders = ["corpus/oscal", "model-examples"];
    let all = folders.into_iter().filter_map(shared).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut all: Vec<PathBuf> = all.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    all.sort();
    all
}

#[test]
fn every_value_of_a_published_document_is_in_the_workbook_or_in_the_loss_report() {
    let mut seen = 0;
    for path in published() {
        let Ok(reading) = read::document(&name(&path), &std::fs::read(&path).unwrap()) else { continue };
        let root = reading.root;
        if root.all("poam-item").next().is_none() {
            continue;
        }
        let written = written(&root, layout("fedramp-2.1"));
        let losses = complement(&MAPPING, &root, |_| written.generation);
        let kept = values(&minus(&root, &losses));
        let back = values(&json(&read_back(&written.bytes)));
        // The stamp and the version are the document's own, not something that is said of the system.
        let own = ["/metadata/last-modified", "/metadata/oscal-version"];
        let is_there = |value: &(String, String)| own.contains(&value.0.as_str()) || back.contains_key(value);
        let missing: Vec<_> = kept.iter().filter(|(value, _)| !is_there(value)).collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", name(&path));
        seen += 1;
    }
    assert!(published().is_empty() || seen > 12, "{seen}");
}

/// A document without what a row says in columns of these ids.
fn without_columns(mut json: Value, ids: &[&str]) -> Value {
    for item in json["poam-items"].as_array_mut().unwrap().iter_mut() {
        let is_of = |prop: &Value| ids.iter().any(|id| prop["name"] == *id || prop["class"] == *id);
        item["props"].as_array_mut().unwrap().retain(|prop| !is_of(prop));
    }
    for risk in json["risks"].as_array_mut().unwrap() {
        if let Some(props) = risk.get_mut("props").and_then(Value::as_array_mut) {
            props.retain(|prop| !ids.iter().any(|id| prop["name"] == *id));
            if props.is_empty() {
                risk.as_object_mut().unwrap().remove("props");
            }
        }
    }
    json
}

#[test]
fn the_newest_generation_loses_two_columns_and_nothing_that_is_not_listed() {
    const LACKS: [&str; 2] = ["auto-approve", "service-name"];
    for (name, root) in documents() {
        let written = written(&root, layout("fedramp-3.0"));
        for loss in &written.losses {
            let is_known = ["\"Auto-Approve\"", "\"Service Name\""].iter().any(|column| loss.message.contains(column));
            assert!(loss.code == "column-not-in-workbook" && is_known, "{name}: {loss}");
        }
        let beyond = complement(&MAPPING, &root, |_| written.generation);
        // A cell's own spelling, where the other template has another cell for it.
        let spelling = |loss: &&poam::finding::Finding| loss.at.path.as_deref().unwrap().contains("/props/");
        assert!(beyond.iter().all(|loss| spelling(&loss)), "{name}: {beyond:?}");
        let mut expected = without_columns(minus(&root, &beyond), &LACKS);
        let mut back = without_columns(json(&read_back(&written.bytes)), &LACKS);
        expected["uuid"].take();
        back["uuid"].take();
        assert_eq!(differs(&back, &expected, ""), None, "{name}");
    }
}
