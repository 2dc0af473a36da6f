//! Each column and each value of the header block, alone: what is typed into the sheet stands in the document at its own
//! place, with every kept spelling taken out of the document first. The places are written down here, apart from the
//! mapping.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeSet;

use common::converted::{MAPPING, column, convert, convert_items};
use common::find::{item, texts};
use common::one_item::{said, sheet};
use poam::mapping::document::to_rows;
use poam::oscal::object::{Node, Object};
use poam::oscal::version::Version;
use serde_json::Value;

/// A column, a cell of it, where its values stand, and the values.
struct Case {
    header: &'static str,
    cell: &'static str,
    path: &'static str,
    values: &'static [&'static str],
}

const fn case(header: &'static str, cell: &'static str, path: &'static str, values: &'static [&'static str]) -> Case {
    Case { header, cell, path, values }
}

const RATING: &str = "risk/characterizations/facets[name=risk,system=F,@state=initial]/value";
const ADJUSTED: &str = "risk/characterizations/facets[name=risk,system=F,@state=adjusted]/value";

const CASES: &[Case] = &[
    case("POAM ID", "V-4711", "item/props[name=POAM-ID,ns=F]/value", &["V-4711"]),
    case("Controls", "AC-17(2), SC-8", "risk/props[name=impacted-control-id,ns=F]/value", &["ac-17.2", "sc-8"]),
    case("Weakness Name", "Quartz leaks", "risk/title", &["Quartz leaks"]),
    case("Weakness Name", "Quartz leaks", "item/title", &["Quartz leaks"]),
    case("Weakness Name", "Quartz leaks", "finding/title", &["Quartz leaks"]),
    case("Weakness Description", "Drip\nby drip", "risk/description", &["Drip  \nby drip"]),
    case("Weakness Description", "Drip\nby drip", "item/description", &["Drip  \nby drip"]),
    case(
        "Weakness Detector Source",
        "Scanner Zebra\nYak 3PAO",
        "finding/origins/actors[type=tool]/actor-uuid/-> title",
        &["Scanner Zebra"],
    ),
    case(
        "Weakness Detector Source",
        "Scanner Zebra\nYak 3PAO",
        "finding/origins/actors[type=party]/actor-uuid/-> name",
        &["Yak 3PAO"],
    ),
    case(
        "Weakness Source Identifier",
        "88001\n88002",
        "risk/characterizations/facets[name=source-identifier,system=X]/value",
        &["88001", "88002"],
    ),
    case(
        "Asset Identifier",
        "10.11.12.13 (8443/TCP)\nhost-77",
        "finding/subjects[type=inventory-item]/subject-uuid/-> props[name=asset-id]/value",
        &["10.11.12.13", "host-77"],
    ),
    case(
        "Asset Identifier",
        "10.11.12.13 (8443/TCP)\nhost-77",
        "finding/subjects[type=inventory-item]/props[name=port,ns=X]/value",
        &["8443/TCP"],
    ),
    case(
        "Asset Identifier",
        "10.11.12.13 (8443/TCP)\nhost-77",
        "finding/subjects[type=inventory-item]/subject-uuid/-> props[name=ipv4-address]/value",
        &["10.11.12.13"],
    ),
    case(
        "Point of Contact",
        "Vera Ohm",
        "risk/remediations[lifecycle=planned]/origins/actors[type=party,role-id=point-of-contact]/actor-uuid/-> name",
        &["Vera Ohm"],
    ),
    case(
        "Resources Required",
        "77 hours",
        "risk/remediations[lifecycle=planned]/required-assets/description",
        &["77 hours"],
    ),
    case(
        "Overall Remediation Plan",
        "Tighten the valve.",
        "risk/remediations[lifecycle=planned]/description",
        &["Tighten the valve."],
    ),
    case("Original Detection Date", "2026-03-05", "finding/collected", &["2026-03-05T00:00:00Z"]),
    case("Scheduled Completion Date", "2027-03-06", "risk/deadline", &["2027-03-06T00:00:00Z"]),
    case(
        "Planned Milestones",
        "(7) 2026-07-07: Order a valve",
        "risk/remediations[lifecycle=planned]/tasks[type=milestone]/timing/on-date/date",
        &["2026-07-07T00:00:00Z"],
    ),
    case(
        "Planned Milestones",
        "(7) 2026-07-07: Order a valve",
        "risk/remediations[lifecycle=planned]/tasks[type=milestone]/description",
        &["Order a valve"],
    ),
    case(
        "Planned Milestones",
        "(7) 2026-07-07: Order a valve",
        "risk/remediations[lifecycle=planned]/tasks[type=milestone]/props[name=milestone-number,ns=X]/value",
        &["7"],
    ),
    case(
        "Milestone Changes",
        "(7) New 2026-07-08 : Order two",
        "risk/risk-log/entries[@milestone-change=new]/start",
        &["2026-07-08T00:00:00Z"],
    ),
    case(
        "Milestone Changes",
        "(7) New 2026-07-08 : Order two",
        "risk/risk-log/entries[@milestone-change=new]/description",
        &["Order two"],
    ),
    case("Status Date", "2026-08-09", "risk/risk-log/entries[@entry=status-date]/start", &["2026-08-09T00:00:00Z"]),
    case("Vendor Dependency", "Yes", "risk/props[name=vendor-dependency,ns=F]/value", &["tracking"]),
    case(
        "Last Vendor Check-in Date",
        "2026-08-10",
        "risk/risk-log/entries[@type=vendor-check-in]/start",
        &["2026-08-10T00:00:00Z"],
    ),
    case(
        "Vendor Dependent Product Name",
        "Valve OS 9",
        "observation(vendor-dependency)/subjects[type=component]/subject-uuid/-> title",
        &["Valve OS 9"],
    ),
    case("Original Risk Rating", "High", RATING, &["high"]),
    case("Adjusted Risk Rating", "Low", ADJUSTED, &["low"]),
    case("Risk Adjustment", "Pending", "risk/props[name=risk-adjustment,ns=F]/value", &["pending"]),
    case("False Positive", "Yes", "risk/props[name=false-positive,ns=F]/value", &["approved"]),
    case("Operational Requirement", "Pending", "risk/props[name=operational-requirement,ns=F]/value", &["pending"]),
    case(
        "Deviation Rationale",
        "False Positive : Only a drill.",
        "observation(false-positive)/description",
        &["Only a drill."],
    ),
    case(
        "Supporting Documents",
        "Evidence : drill plan.pdf",
        "item/links[rel=evidence]/href/-> title",
        &["drill plan.pdf"],
    ),
    case("Supporting Documents", "Evidence : drill plan.pdf", "item/links[rel=evidence]/text", &["Evidence"]),
    case(
        "Supporting Documents",
        "Evidence : drill plan.pdf",
        "item/links[rel=evidence]/href/-> rlinks/href",
        &["drill%20plan.pdf"],
    ),
    case("Comments", "Ask the plumber", "item/remarks", &["Ask the plumber"]),
    case("Auto-Approve", "Yes", "risk/props[name=auto-approve,ns=X]/value", &["yes"]),
    case("Binding Operational Directive 22-01 tracking", "Yes", "risk/props[name=kev-catalog,ns=F]/value", &["yes"]),
    case(
        "Binding Operational Directive 22-01 Due Date",
        "2026-09-11",
        "risk/props[name=kev-due-date,ns=F]/value",
        &["2026-09-11"],
    ),
    case(
        "CVE",
        "CVE-2026-77001\nCVE-2026-77002",
        "risk/characterizations/facets[name=cve-id,system=C]/value",
        &["CVE-2026-77001", "CVE-2026-77002"],
    ),
    case("Service Name", "Boiler\nPump", "item/props[name=service-name,ns=X]/value", &["Boiler", "Pump"]),
];

/// The header block: label, cell, place, value.
const HEADER: &[Case] = &[
    case(
        "CSP",
        "Kelp & Co",
        "metadata/responsible-parties[role-id=cloud-service-provider]/party-uuids/-> name",
        &["Kelp & Co"],
    ),
    case("CSP", "Kelp & Co", "metadata/responsible-parties[role-id=prepared-by]/party-uuids/-> name", &["Kelp & Co"]),
    case("System Name", "Kelp Cloud", "metadata/title", &["Kelp Cloud FedRAMP Plan of Action and Milestones (POA&M)"]),
    case("Impact Level", "LI-SaaS", "metadata/props[name=impact-level,ns=X]/value", &["LI-SaaS"]),
    case("POAM Date", "2026-12-24", "metadata/published", &["2026-12-24T00:00:00Z"]),
    case("POAM Date", "2026-12-24", "metadata/version", &["2026-12-24"]),
];

#[test]
fn every_column_and_header_value_has_a_case() {
    let set = |cases: &[Case]| cases.iter().map(|case| case.header.to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(set(CASES), MAPPING.columns.iter().map(|c| c.header.clone()).collect());
    assert_eq!(set(CASES).len(), 31);
    assert_eq!(set(HEADER), MAPPING.headers.iter().map(|c| c.header.clone()).collect());
    assert_eq!(set(HEADER).len(), 4);
}

#[test]
fn what_is_typed_stands_at_its_own_place() {
    for Case { header, cell, path, values } in CASES {
        let (found, wrong) = said(header, cell, path);
        assert_eq!(found, *values, "{header} at {path}");
        assert_eq!(wrong, [""; 0], "{header}");
        let (without, _) = said(header, "", path);
        let distinctive: Vec<&String> = found.iter().filter(|value| without.contains(value)).collect();
        assert_eq!(distinctive, [""; 0], "{header}: {path} holds this without the cell");
    }
}

/// Takes every kept spelling out of an object.
fn forget_kept(object: &mut Object) {
    object.prune(&mut |_, _, node| match node {
        Node::Object(prop) => !prop.get("name").is_some_and(|name| name.starts_with("cell-")),
        Node::Value(_) => true,
    });
}

#[test]
fn the_mapping_finds_it_there_again() {
    // All at once: what is read back from the document without kept spellings is what was typed.
    let mut cells: Vec<(&str, &str)> = Vec::new();
    for case in CASES {
        if !cells.iter().any(|(header, _)| *header == case.header) {
            cells.push((case.header, case.cell));
        }
    }
    let mut converted = convert_items(&sheet(&cells).workbook(), Version::default());
    forget_kept(&mut converted.root);
    let rows = to_rows(&MAPPING, &converted.root, None);
    for (header, cell) in cells {
        assert_eq!(rows.rows[0].cells[column(header)], cell, "{header}");
    }
}

#[test]
fn header_values_stand_at_their_own_places() {
    for Case { header, cell, path, values } in HEADER {
        let label = MAPPING.headers.iter().position(|h| h.header == *header).unwrap();
        let mut grid = sheet(&[("POAM ID", "V-1")]);
        grid.sheets[0].set(2, u32::try_from(label).unwrap(), cell);
        let mut converted = convert(&grid.workbook(), Version::default());
        forget_kept(&mut converted.root);
        let json: Value = converted.json();
        assert_eq!(texts(&json, item(&json, "V-1"), path), *values, "{header} at {path}");
        assert_eq!(to_rows(&MAPPING, &converted.root, None).header[label], *cell, "{header}");
    }
}
