//! A document that a configuration, an SSP and an inventory complete, judged by NIST's schemas and for its references.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use poam::config::{Config, Giving};
use poam::inventory::{Completing, Inventory};
use poam::mapping::definition::Mapping;
use poam::mapping::document::Document;
use poam::mapping::file::{self, FEDRAMP};
use poam::mapping::made::{self, Context};
use poam::mapping::row::{self, Row};
use poam::mapping::said::Memory;
use poam::oscal::format::{self, Format};
use poam::oscal::ids;
use poam::oscal::model::POAM;
use poam::oscal::object::{Node, Object};
use poam::oscal::version::Version;
use poam::ssp::{self, Kind};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use uuid::Uuid;

const CONFIG: &str = r#"
system-id = "FR2600000001"
csp = "Example Cloud, Inc."
ssp-href = "./ssp.json"
prepared-for = { name = "Example Agency", kind = "organization", email = "poam@agency.example" }

[[contact]]
name = "Sam Reyes"
kind = "person"
email = "sam.reyes@cloud.example"
phone = "+1 555-010-0199"
title = "ISSO"
role = "information-system-security-officer"

[[contact]]
name = "Operations"
kind = "organization"
role = ["asset-owner", "point-of-contact"]

[[contact]]
name = "Example Cloud, Inc."
kind = "organization"
email = "poam@cloud.example"

[[detector]]
name = "Nessus"
vendor = "Tenable"
product = "Nessus Professional"
version = "10.7"
operators = ["Operations", "Sam Reyes"]
raw-scan = "./scans/nessus.csv"
"#;

const SSP: &str = r#"{"system-security-plan": {"system-implementation": {"inventory-items": [{
  "uuid": "00000003-0000-4000-8000-000000000001",
  "props": [{"name": "asset-id", "value": "web-01"}, {"name": "fqdn", "value": "web-01.cloud.example"}]
}]}}}"#;

/// Cells by header; all other columns are blank.
fn row<'a>(mapping: &Mapping, cells: &[(&str, &'a str)]) -> Row<'a> {
    let cell = |(index, column): (usize, &poam::mapping::definition::Column)| {
        let text = cells.iter().find(|(header, _)| *header == column.header).map_or("", |(_, text)| text);
        Some((u32::try_from(index).unwrap(), Cow::Borrowed(text)))
    };
    Row {
        sheet: mapping.sheets.len() - 1,
        generation: None,
        place: poam::finding::Place::default(),
        cells: mapping.columns.iter().enumerate().map(cell).collect(),
        joined: Vec::new(),
        changes: Vec::new(),
        extras: Vec::new(),
        identity: vec![cells[0].1.to_owned()],
        date_orders: &[],
    }
}

fn rows<'a>(mapping: &Mapping) -> Vec<Row<'a>> {
    let common = [
        ("Weakness Name", "Open port"),
        ("Weakness Description", "A port is open."),
        ("Overall Remediation Plan", "Close it."),
        ("Original Detection Date", "2026-05-04"),
        ("Scheduled Completion Date", "2026-06-02"),
        ("Original Risk Rating", "High"),
    ];
    let own: [[(&str, &str); 4]; 2] = [
        [
            ("POAM ID", "V-1"),
            ("Weakness Detector Source", "Nessus\nAcme 3PAO"),
            ("Asset Identifier", "web-01\n10.0.0.7"),
            ("Point of Contact", "Sam Reyes"),
        ],
        [
            ("POAM ID", "V-2"),
            ("Weakness Detector Source", "Other Scanner"),
            ("Asset Identifier", "nowhere"),
            ("Point of Contact", "Operations"),
        ],
    ];
    own.iter().map(|own| row(mapping, &[own.as_slice(), &common].concat())).collect()
}

/// Makes the document the way a conversion does.
fn document(version: Version) -> Object {
    let mapping = file::load("fedramp.toml", FEDRAMP).unwrap_or_else(|f| panic!("{f}"));
    let config = Config::read("poam.toml", CONFIG).unwrap_or_else(|f| panic!("{f}"));
    let ssp = ssp::read("ssp.json", SSP.as_bytes()).unwrap_or_else(|f| panic!("{f}"));
    let headers =
        ["Unique Asset Identifier", "IPv4 or IPv6 Address", "Public", "System Administrator/Owner", "Comments"];
    let assets =
        [["web-01", "10.0.0.1", "yes", "Operations", "In *rack* 7"], ["10.0.0.7", "10.0.0.7", "no", "Nobody", ""]];
    let sheet = std::iter::once(headers).chain(assets).map(|row| row.map(str::to_owned).to_vec());
    let inventory = Inventory::from_rows(sheet).unwrap_or_else(|f| panic!("{f}"));
    let mut context = Context {
        version,
        namespace: Uuid::from_u128(0x9de5_cfad_5324_5ec4_bb30_4050_9dc6_02c3),
        system: "FR2600000001".into(),
        last_modified: "2026-07-01T00:00:00Z".into(),
        csp: config.csp.clone(),
        header: vec![None; mapping.headers.len()],
        known: BTreeMap::new(),
    };
    let list = |name: &str| mapping.shared.iter().find(|s| s.name == name).map(|s| s.same_as).unwrap();
    for (kind, name, uuid) in ssp.known() {
        let index = list(if kind == Kind::Component { "software" } else { "asset" });
        context.known.insert((index, name.to_owned()), uuid.to_owned());
    }
    let known = {
        let shared = |list: &str, name: &str| made::uuid_of(&mapping, &context, list, name);
        let uuid = |parts: &[&str]| ids::v5(context.namespace, parts).to_string();
        config.known(&Giving { version, own: &mapping.own, shared: &shared, uuid: &uuid })
    };
    context.known.extend(known.into_iter().map(|(name, party, uuid)| ((list(name), party), uuid)));
    let shared = |list: &str, name: &str| made::uuid_of(&mapping, &context, list, name);
    let uuid = |parts: &[&str]| ids::v5(context.namespace, parts).to_string();
    let giving = Giving { version, own: &mapping.own, shared: &shared, uuid: &uuid };
    let header = vec![Vec::new(); mapping.headers.len()];
    let mut document = Document::new(&mapping, &context, &header, config.given(&giving));
    for party in config.parties() {
        document.name(party.list, party.name).unwrap();
    }
    let mut objects = Vec::new();
    for row in rows(&mapping) {
        let mut item = row::to_oscal(&mapping, &context, &row, &mut Memory::default());
        assert!(item.losses.is_empty() && item.findings.is_empty(), "{:?}", item.findings);
        let observation = POAM.member("observation").unwrap();
        for (_, finding) in item.objects.iter_mut().filter(|(member, _)| *member == observation) {
            for used in &item.shared {
                config.complete_finding(&used.name, used.object.get("uuid").unwrap(), finding, &giving);
            }
        }
        objects.extend(item.objects);
        document.share(item.shared);
    }
    let owner = |name: &str| {
        config.contact(name).filter(|c| c.roles.iter().any(|r| r == "asset-owner"))?;
        shared("organization", name)
    };
    let completing = Completing { version, own: &mapping.own, owner: &owner };
    for (_, name, object) in document.shared_mut() {
        config.complete(name, object);
        inventory.complete(name, object, &completing);
    }
    let mut root = document.finish();
    for (member, object) in objects {
        root.push(member, Node::Object(object));
    }
    root.set(0, ids::document(context.namespace, &root, &[]).to_string());
    root
}

fn metadata<'a>(root: &'a Object, of: &'a str) -> impl Iterator<Item = &'a Object> {
    root.all("metadata").flat_map(move |m| m.all(of))
}

#[test]
fn a_party_that_rows_and_configuration_name_is_one() {
    let root = document(Version::default());
    let mut parties: Vec<_> =
        metadata(&root, "party").map(|p| (p.get("name").unwrap(), p.get("type").unwrap())).collect();
    parties.sort_unstable();
    let expected = [
        ("Acme 3PAO", "organization"),
        ("Example Agency", "organization"),
        ("Example Cloud, Inc.", "organization"),
        ("Operations", "organization"),
        ("Sam Reyes", "person"),
    ];
    assert_eq!(parties, expected);
    let sam = metadata(&root, "party").find(|p| p.get("name") == Some("Sam Reyes")).unwrap();
    assert_eq!(sam.get("email-address"), Some("sam.reyes@cloud.example"));
    let mut roles: Vec<&str> = metadata(&root, "role").map(|r| r.get("id").unwrap()).collect();
    let count = roles.len();
    roles.sort_unstable();
    roles.dedup();
    assert_eq!(roles.len(), count, "each role once");
    let prepared = metadata(&root, "responsible-party").filter(|r| r.get("role-id") == Some("prepared-by"));
    assert_eq!(prepared.count(), 1);
}

#[test]
fn what_completes_the_document_shows_in_no_cell() {
    let mapping = file::load("fedramp.toml", FEDRAMP).unwrap();
    let back = poam::mapping::document::to_rows(&mapping, &document(Version::default()), None);
    let cells: Vec<Vec<String>> = rows(&mapping)
        .into_iter()
        .map(|row| row.cells.into_iter().map(|cell| cell.unwrap().1.into_owned()).collect())
        .collect();
    assert_eq!(back.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(), cells);
}

#[test]
fn only_the_detectors_own_findings_name_its_operators() {
    let root = document(Version::default());
    let counts = root
        .all("observation")
        .map(|o| (o.all("origin").flat_map(|origin| origin.all("actor")).count(), o.all("relevant-evidence").count()));
    assert_eq!(counts.collect::<Vec<_>>(), [(4, 1), (1, 0)]);
}

#[test]
fn assets_have_what_ssp_and_inventory_know() {
    let root = document(Version::default());
    let items: Vec<&Object> = root.all("local-definitions").flat_map(|l| l.all("inventory-item")).collect();
    let uuids: Vec<_> = items.iter().map(|i| i.get("uuid").unwrap()).collect();
    assert_eq!(uuids[0], "00000003-0000-4000-8000-000000000001");
    let has = |item: &Object, name: &str, value: &str| {
        item.all("prop").any(|p| p.get("name") == Some(name) && p.get("value") == Some(value))
    };
    assert!(has(items[0], "ipv4-address", "10.0.0.1") && has(items[0], "public", "yes"));
    assert_eq!(items[0].all("responsible-party").count(), 1);
    assert!(has(items[1], "asset-owner", "Nobody") && has(items[1], "public", "no"));
    assert_eq!(items[2].all("prop").count(), 1);
}

/// The folder with the judges, or none where it is not on this machine.
fn judge() -> Option<PathBuf> {
    let named = std::env::var_os("POAM_SHARED");
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let judge = named.as_ref().map_or_else(beside, PathBuf::from).join("judge/judge.py");
    if judge.exists() {
        return Some(judge);
    }
    assert!(named.is_none(), "{} is not there", judge.display());
    println!("skipped: no {}", judge.display());
    None
}

#[test]
fn the_judges_find_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for version in [Version(1, 0, 4), Version::default(), Version(1, 2, 3)] {
        let document = document(version);
        for format in [Format::Json, Format::Xml, Format::Yaml] {
            let file = folder.path().join(format!("{version}.{}", format.name()));
            let mut bytes = Vec::new();
            format::write(&mut bytes, format, version, &document).unwrap();
            std::fs::write(&file, bytes).unwrap();
            files.push(file);
        }
    }
    let Some(judge) = judge() else { return };
    let python = std::env::var("POAM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = Command::new(&python).args(["-c", "import jsonschema_rs, lxml, yaml"]).output();
    if !imports.is_ok_and(|output| output.status.success()) {
        println!("skipped: {python} has no jsonschema_rs, lxml and yaml (POAM_PYTHON names another)");
        return;
    }
    for command in ["schema", "refs"] {
        let output = Command::new(&python).arg(&judge).arg(command).args(&files).output().unwrap();
        let (told, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command}: {told}{failed}");
    }
}
