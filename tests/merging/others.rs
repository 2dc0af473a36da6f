//! Documents that others made: a sheet shows what there is, and merged back unchanged it changes nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use poam::mapping::document::to_rows;
use poam::merge::complement;
use poam::oscal::object::Object;
use poam::oscal::read;
use serde_json::{Value, json};

use super::common::converted::{MAPPING, column};
use super::common::shared;
use super::shown;

fn documents() -> Vec<PathBuf> {
    let folders = ["corpus/oscal", "model-examples", "mapping"];
    let all = folders.into_iter().filter_map(shared).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut all: Vec<PathBuf> = all.map(|entry| entry.unwrap().path()).filter(|p| p.is_file()).collect();
    all.sort();
    all
}

#[test]
fn a_sheet_of_any_document_merged_back_changes_nothing() {
    let documents = documents();
    let mut so_far = 0;
    for path in &documents {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(reading) = read::document(&name, &std::fs::read(path).unwrap()) else { continue };
        let rows = to_rows(&MAPPING, &reading.root, None);
        if rows.rows.is_empty() {
            continue;
        }
        so_far += 1;
        for (row, item) in rows.rows.iter().zip(reading.root.all("poam-item")) {
            // One of the documents has all its titles and descriptions blank.
            let is_blank = item.get("title").is_none_or(str::is_empty);
            assert!(
                is_blank || row.cells.iter().take(4).filter(|text| !text.is_empty()).count() >= 3,
                "{name}: {row:?}"
            );
        }
        let grid = shown(&reading.root);
        let options = poam::merge::Options::default();
        let merged = poam::merge::merge(super::survey(&grid.workbook()), &reading.root, options).unwrap();
        assert_eq!(merged.changes, [], "{name}");
        // Where two items have one uuid and no id, the sheet cannot tell them apart either.
        let uuids: Vec<_> = reading.root.all("poam-item").filter_map(Object::uuid).collect();
        if uuids.iter().collect::<BTreeSet<_>>().len() < uuids.len() {
            assert!(name.starts_with("GSA__fedramp-automation__AwesomeCloudPOAM"), "{name}");
            continue;
        }
        let not_taken: Vec<_> = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect();
        assert!(not_taken.is_empty(), "{name}: {not_taken:?}");
        let rest = complement(&MAPPING, &reading.root, |_| None);
        let pathless: Vec<_> = rest.iter().filter(|f| f.at.path.is_none()).collect();
        assert!(!rest.is_empty() && pathless.is_empty(), "{name}: {} {pathless:?}", rest.len());
    }
    assert!(documents.is_empty() || so_far > 12, "{so_far}");
}

fn document(poam: &Value) -> Object {
    let mut whole = json!({
        "uuid": "10000000-0000-4000-8000-000000000001",
        "metadata": { "title": "Lab", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.2" },
        "import-ssp": { "href": "ssp.json" },
    });
    for (name, value) in poam.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let text = serde_json::to_vec(&json!({ "plan-of-action-and-milestones": whole })).unwrap();
    let reading = read::document("lab.json", &text).unwrap();
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    reading.root
}

fn cells(root: &Object, headers: &[&str]) -> Vec<String> {
    let row = &to_rows(&MAPPING, root, None).rows[0];
    headers.iter().map(|header| row.cells[column(header)].clone()).collect()
}

/// The document after a text was typed into the first item of the sheet that shows it.
fn retyped(root: &Object, header: &str, text: &str) -> poam::merge::Merged {
    let mut grid = shown(root);
    grid.sheets[0].set(5, u32::try_from(column(header)).unwrap(), text);
    let merged = merge_only(&grid, root);
    let again = merge_only(&grid, &merged.root);
    assert_eq!(again.changes, [], "{header}");
    merged
}

fn merge_only(grid: &super::common::grid::Grid, root: &Object) -> poam::merge::Merged {
    poam::merge::merge(super::survey(&grid.workbook()), root, poam::merge::Options::default()).unwrap()
}

#[test]
fn items_alone_show_what_their_properties_say() {
    let prop = |name: &str, value: &str| json!({ "name": name, "ns": "https://lab.example/ns", "value": value });
    let props = json!([
        prop("weakness-id", "HL-1"),
        prop("severity", "critical"),
        prop("cve", "CVE-2026-1"),
        prop("discovered-date", "2026-03-01"),
        prop("scheduled-completion", "2026-06-01"),
        prop("affected-host", "nas"),
    ]);
    let item = json!({ "uuid": "10000000-0000-4000-8000-000000000002", "title": "Old kernel", "description": "It is old.", "props": props });
    let root = document(&json!({ "poam-items": [item] }));
    let headers = [
        "POAM ID",
        "Weakness Name",
        "Weakness Description",
        "Original Risk Rating",
        "CVE",
        "Original Detection Date",
        "Scheduled Completion Date",
    ];
    let shown = cells(&root, &headers);
    assert_eq!(shown, ["HL-1", "Old kernel", "It is old.", "High", "CVE-2026-1", "2026-03-01", "2026-06-01"]);
    let beyond = complement(&MAPPING, &root, |_| None);
    assert!(beyond.iter().any(|f| f.message.contains("affected-host")), "{beyond:?}");
    // What the sheet says of a risk makes one, whole and linked; the item's own words stay.
    let merged = retyped(&root, "Overall Remediation Plan", "Update it.");
    super::assert_complete("lab", &merged.root);
    assert_eq!(cells(&merged.root, &["Overall Remediation Plan"]), ["Update it."]);
    assert_eq!(cells(&merged.root, &headers), shown);
    let json = super::json(&merged.root);
    assert_eq!(json["poam-items"][0]["props"].as_array().unwrap()[..6], *props.as_array().unwrap());
    assert_eq!(json["poam-items"][0]["related-risks"][0]["risk-uuid"], json["risks"][0]["uuid"]);
    let bare = document(
        &json!({ "poam-items": [{ "uuid": "10000000-0000-4000-8000-000000000002", "title": "T", "description": "D" }] }),
    );
    assert_eq!(cells(&bare, &["POAM ID"]), ["10000000-0000-4000-8000-000000000002"]);
}

#[test]
fn several_risks_and_observations_of_an_item_stand_in_one_row() {
    let risk = |n: u32, severity: &str| {
        json!({
            "uuid": format!("20000000-0000-4000-8000-00000000000{n}"), "title": format!("Risk {n}"), "description": format!("Description {n}."),
            "statement": "S", "status": "open",
            "characterizations": [{ "origin": { "actors": [{ "type": "tool", "actor-uuid": "50000000-0000-4000-8000-000000000001" }] },
                "facets": [{ "name": "severity", "system": "https://tool.example", "value": severity }] }],
        })
    };
    let observation = |n: u32| {
        json!({
            "uuid": format!("30000000-0000-4000-8000-00000000000{n}"), "description": "O", "methods": ["TEST"], "types": ["finding"],
            "collected": format!("2026-02-0{n}T10:00:00Z"),
            "subjects": [{ "type": "inventory-item", "subject-uuid": format!("40000000-0000-4000-8000-00000000000{n}") }],
        })
    };
    let asset = |n: u32| json!({ "uuid": format!("40000000-0000-4000-8000-00000000000{n}"), "description": "A", "props": [{ "name": "asset-id", "value": format!("host-{n}") }] });
    let root = document(&json!({
        "local-definitions": {
            "components": [{ "uuid": "50000000-0000-4000-8000-000000000001", "type": "software", "title": "Tool", "description": "T", "status": { "state": "operational" } }],
            "inventory-items": [asset(1), asset(2)],
        },
        "observations": [observation(1), observation(2)],
        "risks": [risk(1, "high"), risk(2, "low")],
        "poam-items": [{ "uuid": "10000000-0000-4000-8000-000000000002", "title": "T", "description": "D",
            "related-observations": [{ "observation-uuid": "30000000-0000-4000-8000-000000000001" }, { "observation-uuid": "30000000-0000-4000-8000-000000000002" }],
            "related-risks": [{ "risk-uuid": "20000000-0000-4000-8000-000000000001" }, { "risk-uuid": "20000000-0000-4000-8000-000000000002" }] }],
    }));
    let headers = [
        "Weakness Name",
        "Weakness Description",
        "Asset Identifier",
        "Original Risk Rating",
        "Original Detection Date",
    ];
    assert_eq!(
        cells(&root, &headers),
        ["Risk 1", "Description 1.\n\nDescription 2.", "host-1\nhost-2", "Low", "2026-02-01"]
    );
    assert_eq!(merge_only(&shown(&root), &root).changes, []);
    for (header, text) in [
        ("Weakness Name", "Risk 3"),
        ("Asset Identifier", "host-1"),
        ("Asset Identifier", "host-1\nhost-2\nhost-3"),
        ("Original Risk Rating", "Moderate"),
    ] {
        let merged = retyped(&root, header, text);
        assert_eq!(cells(&merged.root, &[header]), [text]);
        let (before, after) = (super::json(&root), super::json(&merged.root));
        assert_eq!(after["risks"][1]["title"], before["risks"][1]["title"], "{header}");
        assert_eq!(after["risks"].as_array().unwrap().len(), 2, "{header}");
        assert_eq!(after["observations"].as_array().unwrap().len(), 2, "{header}");
        super::assert_complete(header, &merged.root);
    }
}
