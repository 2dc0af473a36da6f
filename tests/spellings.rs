//! How people write cells, and what each spelling says in the document, with kept spellings taken out.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::converted::{MAPPING, assert_comes_back, column, convert, convert_items};
use common::grid::{Grid, Holds};
use common::one_item::{said, sheet};
use poam::oscal::version::Version;
use poam::workbook::read;

/// A cell's text, the values it says, and the code of what is found wrong with it.
type Said = (&'static str, &'static [&'static str], &'static [&'static str]);

fn says(header: &str, path: &str, cells: &[Said]) {
    for (cell, values, wrong) in cells {
        let (found, codes) = said(header, cell, path);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!((found.as_slice(), codes.as_slice()), (*values, *wrong), "{header}: {cell:?}");
        let grid = sheet(&[("POAM ID", "V-1"), (header, cell)]);
        let workbook = grid.workbook();
        assert_comes_back(cell, &workbook, &convert(&workbook, Version::default()));
    }
}

/// The cell is the one of the template's example row.
const EXAMPLE: &[&str] = &["help-text-in-item"];
const NOT_A_DATE: &[&str] = &["not-a-date"];

#[test]
fn dates() {
    says(
        "Scheduled Completion Date",
        "risk/deadline",
        &[
            ("2026-05-04", &["2026-05-04T00:00:00Z"], &[]),
            ("2026/5/4", &["2026-05-04T00:00:00Z"], &[]),
            ("2024-01-15 00:00:00", &["2024-01-15T00:00:00Z"], &[]),
            ("Oct 14, 2025", &["2025-10-14T00:00:00Z"], &[]),
            ("2026-10-26T18:28:58.201Z", &["2026-10-26T00:00:00Z"], &[]),
            ("10/25/2018", &["2018-10-25T00:00:00Z"], &[]),
            ("Fixed by the vendor on 10/25/2018", &[], NOT_A_DATE),
            ("DATE", &[], NOT_A_DATE),
            ("N/A", &[], &[]),
            ("#REF!", &[], NOT_A_DATE),
            ("Yes", &[], NOT_A_DATE),
            ("See comments", &[], NOT_A_DATE),
            ("Q1 2025", &[], NOT_A_DATE),
            ("5/4/2026", &[], &["ambiguous-date"]),
            ("2026-02-30", &[], NOT_A_DATE),
        ],
    );
}

#[test]
fn controls() {
    says(
        "Controls",
        "risk/props[name=impacted-control-id,ns=F]/value",
        &[
            ("AC-1, AC-2", &["ac-1", "ac-2"], &[]),
            ("SC-7(5)", &["sc-7.5"], &[]),
            ("AC-2 (1)", &["ac-2.1"], &[]),
            ("AC-2(3); AC-2", &["ac-2.3", "ac-2"], &[]),
            ("PL-8,SA-8", &["pl-8", "sa-8"], &[]),
            ("AC-2, AC-3, AC-2", &["ac-2", "ac-3"], &[]),
            ("SA-8a.", &["sa-8"], &[]),
            ("IA-2(1)(2)", &["ia-2.1", "ia-2.2"], &[]),
            ("AC-6.1", &["ac-6.1"], &[]),
            ("CM-6.5", &["cm-6.5"], &[]),
            ("ac-2", &["ac-2"], &[]),
            ("3.5.3", &[], &["not-a-control"]),
        ],
    );
}

#[test]
fn ratings() {
    let unknown: &[&str] = &["unknown-word"];
    says(
        "Original Risk Rating",
        "risk/characterizations/facets[name=risk,system=F,@state=initial]/value",
        &[
            ("Low", &["low"], &[]),
            ("Moderate", &["moderate"], &[]),
            ("High", &["high"], &[]),
            ("Critical", &["high"], &[]),
            ("Medium", &["moderate"], &[]),
            ("Very High", &["high"], &[]),
            ("Very Low", &["low"], &[]),
            ("CAT I", &["high"], &[]),
            ("CAT II", &["moderate"], &[]),
            ("III", &["low"], &[]),
            ("high", &["high"], &[]),
            ("Info", &[], unknown),
            ("9.1", &[], unknown),
            ("free text", &[], unknown),
        ],
    );
}

#[test]
fn yes_and_no() {
    let unknown: &[&str] = &["unknown-word"];
    says(
        "False Positive",
        "risk/props[name=false-positive,ns=F]/value",
        &[
            ("Yes", &["approved"], &[]),
            ("No", &[], &[]),
            ("no", &[], &[]),
            (" No", &[], &[]),
            ("Pending", &["pending"], &[]),
            (" Pending", &["pending"], &[]),
            ("N/A", &[], &[]),
            ("Grype", &[], unknown),
            ("Yes \u{2014} approved", &[], unknown),
        ],
    );
}

#[test]
fn milestones() {
    let path = "risk/remediations[lifecycle=planned]/tasks[type=milestone]/description";
    says(
        "Planned Milestones",
        path,
        &[
            (
                "(1) 2014/05/23: Milestone Description\n\n(2) 2014-06-12: Milestone \nDescription",
                &["Milestone Description", "Milestone  \nDescription"],
                EXAMPLE,
            ),
            ("(1) 2014/05/23: A\n(2) 2014-06-12: B", &["A", "B"], &[]),
            ("Milestone 1: Draft policy by 2024-03-01", &["Milestone 1: Draft policy by 2024-03-01"], &[]),
            (
                "Planned milestones are:\n1) Milestone 1\n2) Milestone 2",
                &["Planned milestones are:  \n1\\) Milestone 1  \n2\\) Milestone 2"],
                &[],
            ),
            ("(1) 99/99/9999: A", &["(1) 99/99/9999: A"], &["milestone-date"]),
        ],
    );
    says(
        "Milestone Changes",
        "risk/risk-log/entries[@milestone-change=*]/description",
        &[
            ("(2) Update 2014-06-18 : Delayed\n\n(3) New 2014-06-20: More", &["Delayed", "More"], &[]),
            ("(1) Complete 2014-06-18: Done", &["Done"], &[]),
            ("No date yet", &["No date yet"], &[]),
        ],
    );
}

#[test]
fn several_values_in_a_cell() {
    let assets = "finding/subjects[type=inventory-item]/subject-uuid/-> props[name=asset-id]/value";
    says(
        "Asset Identifier",
        assets,
        &[
            (
                "172.246.15.3 (80/TCP)\nhttp://vuln.gov/queries\n172.246.16.17 (80/tcp)",
                &["172.246.15.3", "http://vuln.gov/queries", "172.246.16.17"],
                EXAMPLE,
            ),
            ("image:tag (@sha256:0123)", &["image:tag (@sha256:0123)"], &[]),
            ("registry/repo:tag", &["registry/repo:tag"], &[]),
            ("aws-iam-user::x", &["aws-iam-user::x"], &[]),
            ("10.0.0.1, 10.0.0.2", &["10.0.0.1", "10.0.0.2"], &[]),
            ("10.0.0.1 | 10.0.0.2", &["10.0.0.1", "10.0.0.2"], &[]),
            ("10.0.0.1;10.0.0.2\n\n10.0.0.3", &["10.0.0.1", "10.0.0.2", "10.0.0.3"], &[]),
        ],
    );
    says(
        "CVE",
        "risk/characterizations/facets[name=cve-id,system=C]/value",
        &[
            ("CVE-1234-1234", &["CVE-1234-1234"], &[]),
            ("CVE-2026-1234\nCVE-2026-1235", &["CVE-2026-1234", "CVE-2026-1235"], &[]),
            ("cve-2026-1234, CVE-2026-1235", &["CVE-2026-1234", "CVE-2026-1235"], &[]),
            ("N/A", &[], &[]),
        ],
    );
    says(
        "Service Name",
        "item/props[name=service-name,ns=X]/value",
        &[("A\nB", &["A", "B"], &[]), ("All", &["All"], &[])],
    );
    says(
        "POAM ID",
        "item/props[name=POAM-ID,ns=F]/value",
        &[
            ("VS-001-AC(2)", &["VS-001-AC(2)"], EXAMPLE),
            ("V-1\nV-2", &["V-1 V-2"], &[]),
            ("CVE-1234-1234", &["CVE-1234-1234"], &[]),
        ],
    );
}

#[test]
fn numbers_and_dates_as_excel_stores_them() {
    let mut grid = sheet(&[("POAM ID", "V-1")]);
    let mut put = |header: &str, holds: Holds| {
        grid.sheets[0].cells.insert((5, u32::try_from(column(header)).unwrap()), (holds, false));
    };
    put("POAM ID", Holds::Number(12345.0));
    put("Weakness Source Identifier", Holds::Number(19506.0));
    put("Original Detection Date", Holds::Date(46146.0, false));
    put("Scheduled Completion Date", Holds::Number(46175.0));
    put("Status Date", Holds::Date(46146.5, false));
    put("Auto-Approve", Holds::Bool(true));
    put("Comments", Holds::Error("#REF!".to_owned()));
    let workbook = grid.workbook();
    let converted = convert_items(&workbook, Version::default());
    assert_comes_back("numbers", &workbook, &convert(&workbook, Version::default()));
    let json = converted.json();
    let at = |path: &str| common::find::texts(&json, &json["poam-items"][0], path);
    assert_eq!(at("item/props[name=POAM-ID,ns=F]/value"), ["12345"]);
    assert_eq!(at("risk/characterizations/facets[name=source-identifier,system=X]/value"), ["19506"]);
    assert_eq!(at("finding/collected"), ["2026-05-04T00:00:00Z"]);
    assert_eq!(at("risk/deadline"), ["2026-06-02T00:00:00Z"]);
    assert_eq!(at("risk/props[name=auto-approve,ns=X]/value"), ["yes"]);
    assert_eq!(at("risk/risk-log/entries[@entry=status-date]/start"), ["2026-05-04T00:00:00Z"]);
}

#[test]
fn a_templates_words_left_in_a_cell_are_blank() {
    let cells: Vec<(&str, &str)> = MAPPING
        .columns
        .iter()
        .map(|c| match c.header.as_str() {
            "POAM ID" => ("POAM ID", "V-1"),
            "Weakness Name" => ("Weakness Name", "A name"),
            "Overall Remediation Plan" => ("Overall Remediation Plan", "Mandatory\n"),
            "Asset Identifier" | "Status Date" => (c.header.as_str(), "Mandatory"),
            header => (header, "Situational"),
        })
        .collect();
    let workbook = sheet(&cells).workbook();
    let words = convert_items(&workbook, Version::default());
    assert_eq!(words.report.cells, 2);
    let blank =
        convert_items(&sheet(&[("POAM ID", "V-1"), ("Weakness Name", "A name")]).workbook(), Version::default());
    assert_eq!(words.json(), blank.json());
}

#[test]
fn csv_as_programs_write_it() {
    let text = "\u{feff}My POA&M export\r\n2026-10-30\r\nPOAM ID,Controls,Weakness Name,Comments,Scheduled Completion Date\r\n\
                V-1,\"AC-2, AC-3\",'=SUM(A1),\"two\r\nlines \"\"quoted\"\"\",2024-01-15 00:00:00\r\nV-2,,'+1,,\r\n";
    let (workbook, _) = read("export.csv", text.as_bytes()).unwrap();
    let converted = convert(&workbook, Version::default());
    assert_comes_back("export.csv", &workbook, &converted);
    assert_eq!(converted.report.items, 2);
    let json = converted.json();
    assert_eq!(json["risks"][0]["deadline"], "2024-01-15T00:00:00Z");
    assert_eq!(json["poam-items"][0]["remarks"], "two  \nlines \\\"quoted\\\"");
    assert_eq!(json["risks"][0]["title"], "=SUM(A1)", "the apostrophe keeps spreadsheets from computing it");
}

#[test]
fn a_sheet_of_the_oldest_generation_and_one_with_columns_anywhere() {
    let headers =
        ["False Positive", "POA&M Item ID", "Weakness / Deficiency", "Status Date", "Weakness", "Security Control"];
    let mut grid =
        Grid::new(vec![Grid::sheet("POA&M", &headers, &[vec!["Yes", "7", "text", "2026-01-02", "name", "ac-2"]])]);
    grid.sheets[0].move_columns(4, |column| column + 3);
    let workbook = grid.workbook();
    let converted = convert(&workbook, Version::default());
    assert_comes_back("POA&M", &workbook, &converted);
    let json = converted.json();
    assert_eq!(json["risks"][0]["title"], "name");
    assert_eq!(json["risks"][0]["description"], "text");
    assert_eq!(json["risks"][0]["props"][0]["value"], "ac-2");
}
