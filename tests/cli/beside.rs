//! What stands beside the workbook: the system's SSP and its inventory.

use serde_json::Value;

use crate::run::{CSV, Here};

const ITEM: &str = "00000003-0000-4000-8000-000000000001";

const SSP: &str = r#"{ "system-security-plan": {
  "uuid": "00000001-0000-4000-8000-000000000001",
  "metadata": { "title": "SSP" },
  "system-implementation": { "inventory-items": [{
    "uuid": "00000003-0000-4000-8000-000000000001",
    "description": "The web server",
    "props": [{ "name": "asset-id", "value": "web-01" }]
  }] }
} }"#;

fn assets(document: &Value) -> &Vec<Value> {
    document["local-definitions"]["inventory-items"].as_array().unwrap()
}

#[test]
fn assets_have_the_uuids_of_the_ssp() {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    here.put("ssp.json", SSP.as_bytes());
    here.convert(&["acme.csv", "-o", "without.json"]).ended(0);
    assert!(!here.read("without.json").contains(ITEM));
    here.convert(&["acme.csv", "-o", "with.json", "--ssp", "ssp.json"]).ended(0);
    let document = here.json("with.json");
    let subjects: Vec<&Value> = document["observations"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|o| o["subjects"].as_array().into_iter().flatten())
        .map(|s| &s["subject-uuid"])
        .collect();
    assert_eq!(subjects, [ITEM]);
    let declared = document["local-definitions"]["inventory-items"].as_array();
    assert!(declared.is_none_or(|items| items.iter().all(|item| item["uuid"] == ITEM)));
}

#[test]
fn assets_are_completed_by_the_inventory() {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    let inventory = "Unique Asset Identifier,IPv4 or IPv6 Address,Virtual,Public,DNS Name or URL,NetBIOS Name,MAC Address,\
        Authenticated Scan,Baseline Configuration Name,OS Name and Version,Location,Asset Type\n\
        web-01,10.0.0.7,Yes,No,web-01.acme.example,WEB01,00:00:5e:00:53:01,Yes,base-1,Linux 6,Room 1,Server\n";
    here.put("inventory.csv", inventory.as_bytes());
    here.convert(&["acme.csv", "-o", "with.json", "--inventory", "inventory.csv"]).ended(0);
    let document = here.json("with.json");
    let [asset] = assets(&document).as_slice() else { panic!("{document}") };
    let prop = |name: &str| {
        asset["props"].as_array().unwrap().iter().find(|p| p["name"] == name).map(|p| p["value"].as_str().unwrap())
    };
    assert_eq!(prop("asset-id"), Some("web-01"));
    assert_eq!(prop("ipv4-address"), Some("10.0.0.7"));
    assert_eq!(prop("fqdn"), Some("web-01.acme.example"));
    assert_eq!(prop("virtual"), Some("yes"));
    assert_eq!(prop("public"), Some("no"));
    here.convert(&["acme.csv", "-o", "without.json"]).ended(0);
    assert!(!here.read("without.json").contains("10.0.0.7"));
}
