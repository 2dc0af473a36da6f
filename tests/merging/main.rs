//! A sheet merged into the document it was made from: what was typed changes what it says, and nothing else changes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod columns;
#[path = "../common/mod.rs"]
mod common;
mod edits;
mod extras;
mod foreign;
mod formats;
mod history;
mod others;
mod same;
mod shared;
mod sides;

use common::converted::{MAPPING, assert_complete};
use common::grid::{Grid, GridSheet};
use common::shown::shown;
use common::walk::{assert_fits, assert_refers};
use poam::convert::{Options as Asked, Survey, document};
use poam::finding::{Failure, Level};
use poam::merge::{Merged, Options, merge};
use poam::oscal::format::{self, Format};
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::Version;
use poam::workbook::Workbook;
use serde_json::Value;

const OPEN: &str = "Open POA&M Items";
const CLOSED: &str = "Closed POA&M Items";

fn survey(workbook: &Workbook) -> Survey<'_> {
    let asked = Asked { version: Version::default(), keep_examples: true, ..Asked::default() };
    Survey::new(workbook, &MAPPING, asked).unwrap()
}

/// The document of a workbook.
fn converted(workbook: &Workbook) -> Object {
    document(&survey(workbook)).unwrap().0
}

/// Merges and looks whether what comes is a document.
fn merged_with(workbook: &Workbook, base: &Object, options: Options<'_>) -> Result<Merged, Failure> {
    let merged = merge(survey(workbook), base, options)?;
    let json = json(&merged.root);
    assert_refers("merged", &json);
    assert_fits("merged", &json);
    assert_complete("merged", &merged.root);
    Ok(merged)
}

fn merged(workbook: &Workbook, base: &Object) -> Merged {
    merged_with(workbook, base, Options::default()).unwrap()
}

fn bytes(root: &Object) -> Vec<u8> {
    let mut out = Vec::new();
    format::write(&mut out, Format::Json, Version::default(), root).unwrap();
    out
}

fn json(root: &Object) -> Value {
    let mut all: Value = serde_json::from_slice(&bytes(root)).unwrap();
    all["plan-of-action-and-milestones"].take()
}

/// What another tool made of a document.
fn edited(root: &Object, edit: impl FnOnce(&mut Value)) -> Object {
    let mut all: Value = serde_json::from_slice(&bytes(root)).unwrap();
    edit(&mut all["plan-of-action-and-milestones"]);
    let reading = read::document("edited.json", &serde_json::to_vec(&all).unwrap()).unwrap();
    let faults: Vec<_> = reading.findings.iter().filter(|f| f.level == Level::Error).collect();
    assert!(faults.is_empty(), "{faults:?}");
    reading.root
}

/// A sheet of all columns and these rows: header and text of their cells.
fn sheet(name: &str, rows: &[&[(&str, &str)]]) -> GridSheet {
    let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    let text =
        |row: &&[(&str, &str)], header: &str| row.iter().find(|(h, _)| *h == header).map_or("", |(_, t)| *t).to_owned();
    let texts: Vec<Vec<String>> = rows.iter().map(|row| headers.iter().map(|h| text(row, h)).collect()).collect();
    let texts: Vec<Vec<&str>> = texts.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    Grid::sheet(name, &headers, &texts)
}

/// Two items with something in every column.
fn full() -> Grid {
    let one: Vec<(&str, &str)> = FULL.to_vec();
    let mut two = one.clone();
    two[0].1 = "V-2";
    two[2].1 = "Another weakness";
    Grid::new(vec![sheet(OPEN, &[&one, &two]), sheet(CLOSED, &[&[("POAM ID", "V-3"), ("Weakness Name", "Done")]])])
}

/// An item with something in every column.
const FULL: [(&str, &str); 31] = [
    ("POAM ID", "V-1"),
    ("Controls", "AC-2, SC-7(5)"),
    ("Weakness Name", "Open port"),
    ("Weakness Description", "A port is open.\n\nOn the firewall."),
    ("Weakness Detector Source", "Nessus\nAcme 3PAO"),
    ("Weakness Source Identifier", "19506\n19507"),
    ("Asset Identifier", "172.246.15.3 (80/TCP)\nweb-01"),
    ("Point of Contact", "John Doe"),
    ("Resources Required", "40 hours"),
    ("Overall Remediation Plan", "Patch it."),
    ("Original Detection Date", "2026-05-04"),
    ("Scheduled Completion Date", "2026-08-02"),
    ("Planned Milestones", "(1) 2026-05-23: Order the part\n\n(2) 2026-06-01: Install"),
    ("Milestone Changes", "(2) Update 2026-06-18 : Delayed by the vendor"),
    ("Status Date", "2026-06-19"),
    ("Vendor Dependency", "Yes"),
    ("Last Vendor Check-in Date", "2026-06-18"),
    ("Vendor Dependent Product Name", "Example Firewall 9"),
    ("Original Risk Rating", "High"),
    ("Adjusted Risk Rating", "Moderate"),
    ("Risk Adjustment", "Pending"),
    ("False Positive", "No"),
    ("Operational Requirement", "Yes"),
    ("Deviation Rationale", "Risk Adjustment : Not reachable.\n\nOperational Requirement : Needed."),
    ("Supporting Documents", "Deviation Request : DR-1.docx\nscan.csv"),
    ("Comments", "None so far"),
    ("Auto-Approve", "Yes"),
    ("Binding Operational Directive 22-01 tracking", "Yes"),
    ("Binding Operational Directive 22-01 Due Date", "2026-07-01"),
    ("CVE", "CVE-2026-1234\nCVE-2026-1235"),
    ("Service Name", "Flux Capacitor\nFire Bolt"),
];

/// What is typed over the cell of the same column: another value, and nothing.
const TYPED: [(&str, &str); 31] = [
    ("POAM ID", "V-1b"),
    ("Controls", "AC-2, AC-3"),
    ("Weakness Name", "Closed port"),
    ("Weakness Description", "The port is closed."),
    ("Weakness Detector Source", "Acme 3PAO\nQualys"),
    ("Weakness Source Identifier", "19507\n20000"),
    ("Asset Identifier", "web-01\nweb-02 (443/TCP)"),
    ("Point of Contact", "Jane Roe"),
    ("Resources Required", "80 hours"),
    ("Overall Remediation Plan", "Replace it."),
    ("Original Detection Date", "2026-05-05"),
    ("Scheduled Completion Date", "2026-09-02"),
    ("Planned Milestones", "(1) 2026-05-24: Order both parts\n\n(3) 2026-07-01: Test"),
    ("Milestone Changes", "(2) Update 2026-06-18 : Delayed by the vendor\n\n(2) Complete 2026-07-18 : Installed"),
    ("Status Date", "2026-07-19"),
    ("Vendor Dependency", "No"),
    ("Last Vendor Check-in Date", "2026-07-18"),
    ("Vendor Dependent Product Name", "Example Firewall 10"),
    ("Original Risk Rating", "Low"),
    ("Adjusted Risk Rating", "Low"),
    ("Risk Adjustment", "Yes"),
    ("False Positive", "Pending"),
    ("Operational Requirement", "No"),
    ("Deviation Rationale", "Risk Adjustment : Not reachable at all."),
    ("Supporting Documents", "scan.csv\nDeviation Request : DR-2.docx"),
    ("Comments", "Looked at again"),
    ("Auto-Approve", "No"),
    ("Binding Operational Directive 22-01 tracking", "No"),
    ("Binding Operational Directive 22-01 Due Date", "2026-07-02"),
    ("CVE", "CVE-2026-1235\nCVE-2026-9999"),
    ("Service Name", "Fire Bolt\nIce Bolt"),
];

/// The same sheets with another text in a column of the first item.
fn typed(grid: &Grid, header: &str, text: &str) -> Grid {
    let mut grid = grid.clone();
    let column = MAPPING.columns.iter().position(|c| c.header == header).unwrap();
    grid.sheets[0].set(5, u32::try_from(column).unwrap(), text);
    grid
}
