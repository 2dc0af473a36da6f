//! Sheets, headers, items and header blocks: of workbooks made here, and of every template and sample.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::type_complexity)]

mod common;

use common::{COLUMNS, layout, row, shared, workbook};
use poam::finding::Finding;
use poam::rows::{ColumnIs, Table, find, normal};
use poam::workbook::{Workbook, read, read_file};

/// Takes sheets apart, each a list of rows (number, texts from column A on).
fn taken(sheets: &[(&str, &[(u32, &[&str])])]) -> (Workbook, Vec<Table>, Vec<String>) {
    let sheets: Vec<(&str, String)> =
        sheets.iter().map(|(name, rows)| (*name, rows.iter().map(|(n, texts)| row(*n, texts)).collect())).collect();
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
    let (book, _) = read("acme.xlsx", workbook(&sheets, &[], "")).unwrap();
    let (tables, findings) = find(&book, &layout(), false).unwrap();
    (book, tables, shown(&findings))
}

fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| f.to_string().replace("\n  ", " | ")).collect()
}

fn refused(sheets: &[(&str, &str)]) -> String {
    let (book, _) = read("acme.xlsx", workbook(sheets, &[], "")).unwrap();
    find(&book, &layout(), false).unwrap_err().to_string()
}

const HEADER: &[&str] = &["POAM ID", "Controls", "Weakness Name", "Comments"];

#[test]
fn names_are_compared_without_case_blanks_and_signs() {
    assert_eq!(normal(" POA&M\n Item  ID "), "poam item id");
    assert_eq!(normal("Related Control(s)"), "related control");
    assert_eq!(normal("FedRAMP® Plan"), "fedramp plan");
    assert_eq!(normal("Resources Required ($)"), "resources required ($)");
    assert_eq!(normal("\u{FEFF}É \r\n"), "é");
}

#[test]
fn columns_are_found_by_header_text_and_a_second_one_is_extra() {
    let header: &[&str] =
        &["", "Comments", "Weakness", "notes", "POA&M ITEM ID", "Root Cause", "Control(s)s", "POAM\nID", "Controls"];
    let item: &[&str] = &["", "x", "w", "", "old", "cause", "", "V-1", "AC-1", "", "", "stray"];
    let (_, tables, findings) = taken(&[("open  poam ITEMS", &[(3, header), (4, item)])]);
    let extra = |text: &str| ColumnIs::Extra(text.to_owned());
    assert_eq!(
        tables[0].columns,
        [
            (1, ColumnIs::Known(25)),
            (2, extra("Weakness")),
            (3, extra("notes")),
            (4, extra("POA&M ITEM ID")),
            (5, extra("Root Cause")),
            (6, ColumnIs::Known(1)),
            (7, ColumnIs::Known(0)),
            (8, extra("Controls")),
            (11, extra("")),
        ]
    );
    assert_eq!((tables[0].header_row, &tables[0].items[..]), (2, &[3][..]));
    let twice = |name: &str, cell: &str| {
        format!(
            "warning[header-twice]: a second column for \"{name}\"; it is treated as an extra column | acme.xlsx, open  poam ITEMS!{cell} | help: rename it, or merge the two columns"
        )
    };
    let unknown = |name: &str, column: &str| {
        format!(
            "info[extra-column]: the column \"{name}\" is not known; it is kept as an extra column | acme.xlsx, open  poam ITEMS, column {column}"
        )
    };
    assert_eq!(
        findings,
        [
            twice("Controls", "I3"),
            twice("Comments", "D3"),
            twice("POAM ID", "E3"),
            unknown("Weakness", "C"),
            unknown("POA&M ITEM ID", "E"),
            unknown("Root Cause", "F"),
            unknown("Controls", "I"),
            "info[extra-column]: a column without a header holds something; it is kept as an extra column | acme.xlsx, open  poam ITEMS!L4".to_owned(),
        ]
    );
}

#[test]
fn rows_that_are_not_items_are_said() {
    let rows: &[(u32, &[&str])] = &[
        (1, HEADER),
        (2, &["Unique identifier for each POAM Item", "Applicable  800-53\nControl(s)", "mine"]),
        (3, &["V-1Example", "AC-2", "Open port on Example Firewall"]),
        (4, &["***** CONTROLLED UNCLASSIFIED INFORMATION *****"]),
        (5, &["poam id", "controls ", "WEAKNESS NAME"]),
        (6, &["V-7", "AC-1", "Ours"]),
        (7, &["Mandatory", "situational"]),
        (8, &["V-1Example", "AC-1", "Ours", "Situational"]),
        (9, &["  "]),
        (11, &["Mandatory", "Mandatory", "Mandatory"]),
    ];
    let (book, tables, findings) = taken(&[("POA&M Items", rows)]);
    assert_eq!(tables[0].items, [5, 7]);
    let skipped =
        |what: &str, row: u32| format!("info[skipped-row]: not an item: {what} | acme.xlsx, POA&M Items, row {row}");
    assert_eq!(
        findings,
        [
            skipped("guidance row of v1 to v2.1", 2),
            skipped("example row of v1 to v2.1", 3),
            skipped("a banner", 4),
            skipped("the header row once more", 5),
            skipped("nothing but words of the template", 7),
            "warning[help-text-in-item]: the cell of an item still holds the template's text | acme.xlsx, POA&M Items!A8 | help: write what is true of this item, or clear the cell".to_owned(),
            "info[template-word]: 1 cell of an item holds a word of the template, such as \"Situational\"; counted as blank | acme.xlsx, POA&M Items!D8".to_owned(),
            skipped("row of v3.0 that says what is mandatory", 11),
        ]
    );
    let (tables, _) = find(&book, &layout(), true).unwrap();
    assert_eq!(tables[0].items, [2, 5, 7]);
}

#[test]
fn an_example_that_somebody_wrote_over_is_an_item() {
    let header: &[&str] =
        &["POAM ID", "Weakness Name", "Weakness Description", "Point of Contact", "Overall Remediation Plan"];
    let example = [
        "V-1Example",
        "Open port on Example Firewall",
        "Unprovisioned port left open on example firewall",
        "John Doe -  Example CSP",
        "Implement a technical solution to the problem.",
    ];
    let mut half = example;
    (half[0], half[1], half[2]) = ("V-9", "Ours", "Ours too");
    let (_, tables, findings) = taken(&[("POA&M Items", &[(1, header), (2, &example), (3, &half)])]);
    assert_eq!(tables[0].items, [2]);
    assert_eq!(findings.iter().filter(|f| f.starts_with("warning[help-text-in-item]")).count(), 2);
}

#[test]
fn rows_of_formulas_alone_are_counted() {
    let cells = |n: u32| {
        format!(
            r#"<row r="{n}"><c r="D{n}"><f>A{n}</f><v>5</v></c><c r="B{n}" t="inlineStr"><is><t> </t></is></c></row>"#
        )
    };
    let rows = format!("{}{}{}{}", row(1, HEADER), cells(2), cells(3), row(4, &["V-1"]));
    let (book, _) = read("acme.xlsx", workbook(&[("Open POA&M Items", &rows)], &[], "")).unwrap();
    let (tables, findings) = find(&book, &layout(), false).unwrap();
    assert_eq!(tables[0].items, [3]);
    assert_eq!(
        shown(&findings),
        ["info[skipped-row]: not items: 2 rows hold nothing but formulas | acme.xlsx, Open POA&M Items"]
    );
}

#[test]
fn sheets_are_chosen_by_name_and_the_others_named() {
    let rows: &[(u32, &[&str])] = &[(2, HEADER), (3, &["V-1"])];
    let (_, tables, findings) = taken(&[
        ("Example", rows),
        ("~Closed POA&M Items", rows),
        ("~Secret", rows),
        ("Open POAM Items", rows),
        ("Configuration Findings", &[]),
        ("PL-2 Findings", &[(1, &["nothing"])]),
    ]);
    assert_eq!(tables.iter().map(|t| (t.sheet, t.kind)).collect::<Vec<_>>(), [(1, 1), (3, 0)]);
    let none = "no row of the first 15 names the columns of a POA&M (POAM ID, Controls, ...)";
    let help =
        "help: put the header row of FedRAMP's template back, or name your headers as aliases in the mapping file";
    assert_eq!(
        findings,
        [
            "info[hidden-sheet]: the sheet is hidden; it was read because of its name | acme.xlsx, Closed POA&M Items".to_owned(),
            "info[no-header-row]: the sheet is empty | acme.xlsx, Configuration Findings".to_owned(),
            format!("warning[no-header-row]: {none}; the sheet was not read | acme.xlsx, PL-2 Findings | {help}"),
            "warning[sheet-not-read]: the sheet looks like a POA&M but its name is not known; it was not read | acme.xlsx, Example | help: rename it, or add its name to the mapping file".to_owned(),
        ]
    );
    let (_, tables, findings) = taken(&[("Cover", &[(1, &["Hello"])]), ("May", rows)]);
    assert_eq!((tables[0].sheet, tables[0].kind, &tables[0].items[..]), (1, 0, &[2][..]));
    assert_eq!(
        findings,
        ["info[sheet-by-headers]: the sheet was taken as \"Open POA&M Items\" because of its headers | acme.xlsx, May"]
    );
}

#[test]
fn a_workbook_without_a_poam_sheet_is_refused_with_what_it_has() {
    let help = "name the sheet one of \"Open POA&M Items\", \"Closed POA&M Items\", \"Configuration Findings\", \"PL-2 Findings\", or add its name to the mapping file";
    assert_eq!(
        refused(&[("Inventory", ""), ("~Old", ""), ("Notes", "")]),
        format!(
            "error[no-poam-sheet]: no sheet is a POA&M; the workbook has \"Inventory\", \"Notes\"\n  acme.xlsx\n  help: {help}"
        )
    );
    let rows = row(1, HEADER);
    assert_eq!(
        refused(&[("May", &rows), ("June", &rows)]),
        format!(
            "error[no-poam-sheet]: 2 sheets have POA&M headers but none has a known name; the workbook has \"May\", \"June\"\n  acme.xlsx\n  help: {help}"
        )
    );
    assert_eq!(
        refused(&[("POA&M Items", &row(16, HEADER))]),
        "error[no-header-row]: no row of the first 15 names the columns of a POA&M (POAM ID, Controls, ...)\n  acme.xlsx, POA&M Items\n  help: put the header row of FedRAMP's template back, or name your headers as aliases in the mapping file"
    );
}

#[test]
fn the_header_block_is_below_or_beside_its_labels() {
    let across: &[(u32, &[&str])] = &[
        (2, &["CSP", "System Name:", "Impact Level", "POAM Date: 2026-10-30"]),
        (3, &["Acme", "Text", "Low, Moderate, High"]),
        (4, &["", "Platform"]),
        (5, HEADER),
    ];
    let (_, tables, findings) = taken(&[("Open POA&M Items", across)]);
    assert_eq!(tables[0].header_block, [Some((2, 0)), Some((3, 1)), None, None]);
    assert_eq!(
        findings,
        [
            "warning[value-in-label]: label and value are in one cell, so the value was not read: \"POAM Date: 2026-10-30\" | acme.xlsx, Open POA&M Items!D2 | help: leave the label here and put the value in the cell below"
        ]
    );
    let down: &[(u32, &[&str])] = &[
        (1, &["", "System Name", "Platform"]),
        (2, &["", "Impact Level", "Moderate"]),
        (3, &["", "POA&M date", "2026-10-30"]),
        (5, HEADER),
    ];
    let (_, tables, _) = taken(&[("Open POA&M Items", down)]);
    assert_eq!(tables[0].header_block, [None, Some((0, 2)), Some((1, 2)), Some((2, 2))]);
    // A label that is lost stands to the left of the next one.
    let lost: &[(u32, &[&str])] =
        &[(2, &["      ", "System Name", "Impact Level"]), (3, &["Acme", "Platform"]), (5, HEADER)];
    let (_, tables, _) = taken(&[("Open POA&M Items", lost)]);
    assert_eq!(tables[0].header_block, [Some((2, 0)), Some((2, 1)), None, None]);
}

#[test]
fn every_template_has_no_items_and_its_example_rows() {
    let Some(folder) = shared("templates") else { return };
    // The kinds of the sheets with their header rows, and how many columns the first has.
    for (file, (sheets, columns)) in [
        ("FedRAMP-POAM-Template-2018-01-29.xlsm", (vec![(0, 4), (1, 4)], 27)),
        ("FedRAMP-POAM-Template-2021-11-23.xlsm", (vec![(0, 4), (1, 4)], 28)),
        ("FedRAMP-POAM-Template-v2.0-2023-08-30.xlsm", (vec![(0, 4), (1, 4)], 30)),
        ("FedRAMP-POAM-Template-v2.1-2024-03-29.xlsx", (vec![(0, 4), (1, 4), (2, 4)], 31)),
        ("FedRAMP-POAM-Template-v3.0-2025-11-17-third-party-copy.xlsx", (vec![(0, 4), (1, 1), (2, 1), (3, 0)], 27)),
    ] {
        let (book, findings) = read_file(&folder.join(file)).unwrap();
        assert_eq!(findings, [], "{file}");
        let (tables, findings) = find(&book, &layout(), false).unwrap();
        assert!(tables.iter().all(|table| table.items.is_empty()), "{file}");
        assert_eq!(tables.iter().map(|t| (t.kind, t.header_row)).collect::<Vec<_>>(), sheets, "{file}");
        let known = tables[0].columns.iter().filter(|(_, is)| matches!(is, ColumnIs::Known(_))).count();
        assert_eq!((known, tables[0].columns.len()), (columns, columns), "{file}");
        assert!(findings.iter().all(|f| f.code == "skipped-row"), "{file}: {findings:?}");
        // v2.0 and v2.1 hold `Low` where the others hold a placeholder.
        let is_low = file.contains("v2.");
        let filled: Vec<bool> = tables[0].header_block.iter().map(Option::is_some).collect();
        assert_eq!(filled, [false, false, is_low, false], "{file}");

        let (tables, _) = find(&book, &layout(), true).unwrap();
        let items: Vec<&[u32]> = tables.iter().map(|table| &table.items[..]).collect();
        let expected: &[&[u32]] = match tables.len() {
            2 => &[&[7], &[]],
            3 => &[&[7], &[], &[]],
            _ => &[&[6], &[], &[], &[2]],
        };
        assert_eq!(items, expected, "{file}");
    }
}

#[test]
fn every_sample_gives_its_items() {
    let Some(folder) = shared("corpus/workbooks") else { return };
    let mut seen = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let (book, faults) = read_file(&path).unwrap();
        assert_eq!(faults, []);
        let (tables, findings) = find(&book, &layout(), false).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().split("__").next().unwrap().to_owned();
        let items: Vec<usize> = tables.iter().map(|table| table.items.len()).collect();
        let warnings = findings.iter().filter(|f| f.level > poam::finding::Level::Info).count();
        seen.push((name, items, warnings));
        if tables.len() == 4 {
            assert_eq!(tables[0].items.first(), Some(&7));
            assert_eq!(book.sheets[tables[0].sheet].row(7).cell(1).unwrap().cell.text(), "MSS-30293");
            assert_eq!(tables[0].columns.len(), 27);
        }
    }
    let own = |name: &str, items: &[usize]| (name.to_owned(), items.to_vec(), 0);
    assert_eq!(
        seen,
        [
            own("brianchaplow", &[4876, 0, 0, 0]),
            own("oscal-compass", &[2]),
            own("oscal-compass", &[2]),
            own("williamzujkowski", &[5]),
        ]
    );
    assert_eq!(COLUMNS.len(), 31);
}
