//! Objects of the base document that several items share, and bases that no sheet made.

use poam::merge::{Options, merge};
use serde_json::json;

use super::common::converted::MAPPING;
use super::{converted, edited, full, json, merged, typed};

#[test]
fn two_items_of_one_risk_change_it_once() {
    let grid = full();
    let base = edited(&converted(&grid.workbook()), |poam| {
        let first = poam["poam-items"][0].clone();
        for list in ["related-risks", "related-observations"] {
            poam["poam-items"][1][list] = first[list].clone();
        }
        let risks = poam["risks"].as_array_mut().unwrap();
        risks.remove(1);
        let own: Vec<String> = first["related-observations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|o| o["observation-uuid"].to_string())
            .collect();
        let closed = |o: &serde_json::Value| own.contains(&o["uuid"].to_string()) || o["title"] == "Done";
        poam["observations"].as_array_mut().unwrap().retain(closed);
    });
    assert_eq!(base.all("risk").count(), 2);
    let mut both = super::shown(&base);
    assert_eq!(merged(&both.workbook(), &base).changes, []);
    let column =
        |header: &str| u32::try_from(MAPPING.columns.iter().position(|c| c.header == header).unwrap()).unwrap();
    let open = both.sheets.iter().position(|s| s.name == super::OPEN).unwrap();
    for row in [5, 6] {
        both.sheets[open].set(row, column("Controls"), "SC-7(5), AC-2, AC-3");
        both.sheets[open].set(row, column("Comments"), "Both");
    }
    let merged = merged(&both.workbook(), &base);
    let risk = &json(&merged.root)["risks"][0];
    let controls: Vec<&str> = risk["props"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["name"] == "impacted-control-id")
        .map(|p| p["value"].as_str().unwrap())
        .collect();
    assert_eq!(controls, ["sc-7.5", "ac-2", "ac-3"]);
    assert!(merged.findings.iter().all(|f| f.code != "cell-not-taken"), "{:?}", merged.findings);
}

#[test]
fn a_base_of_nonsense_is_merged_without_a_panic() {
    let grid = full();
    let own = converted(&grid.workbook());
    let same = json(&own)["risks"][0]["uuid"].clone();
    let break_it: [fn(&mut serde_json::Value, &serde_json::Value); 6] = [
        |poam, uuid| poam["poam-items"][0]["uuid"] = uuid.clone(),
        |poam, uuid| poam["observations"].as_array_mut().unwrap().iter_mut().for_each(|o| o["uuid"] = uuid.clone()),
        |poam, uuid| poam["risks"].as_array_mut().unwrap().iter_mut().for_each(|o| o["uuid"] = uuid.clone()),
        |poam, _| poam["poam-items"].as_array_mut().unwrap().iter_mut().for_each(|o| o["props"] = json!([])),
        |poam, _| {
            poam["metadata"] = json!({ "title": "", "last-modified": "never", "version": "", "oscal-version": "9" });
        },
        |poam, _| poam["poam-items"].as_array_mut().unwrap().clear(),
    ];
    for (at, break_it) in break_it.into_iter().enumerate() {
        let mut all: serde_json::Value = serde_json::from_slice(&super::bytes(&own)).unwrap();
        break_it(&mut all["plan-of-action-and-milestones"], &same);
        let Ok(reading) = poam::oscal::read::document("broken.json", &serde_json::to_vec(&all).unwrap()) else {
            continue;
        };
        for (header, text) in super::TYPED {
            let workbook = typed(&grid, header, text).workbook();
            for remove_missing in [false, true] {
                let options = Options { remove_missing, ancestor: Some(&own), prefer: Some(poam::merge::Side::Theirs) };
                let merged = merge(super::survey(&workbook), &reading.root, options);
                assert!(merged.is_ok(), "{at}, {header}");
            }
        }
        assert!(!poam::merge::complement(&MAPPING, &reading.root, |_| None).is_empty() || at != 4, "{at}");
    }
}
