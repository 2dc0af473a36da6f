//! What drawn workbooks and documents have brought to light, each as small as it came.

use poam::convert::WrittenInto;
use poam::oscal::version::{V1_0_4, Version};
use poam::workbook::read;

use super::book::Opened;
use super::common::converted::{assert_comes_back, convert, mapping_of};
use super::common::grid::{Grid, GridSheet, Holds};
use super::package::{Taste, file};
use super::workbooks::into;

/// A workbook of these sheets, as a file.
fn opened(sheets: Vec<GridSheet>) -> Opened {
    opened_as(sheets, Taste { shared: true, is_1904: false })
}

fn opened_as(sheets: Vec<GridSheet>, taste: Taste) -> Opened {
    let grid = Grid::new(sheets);
    let bytes = file(&grid, taste);
    let (workbook, _) = read("made.xlsx", &bytes).unwrap();
    let mapping = mapping_of(&workbook);
    Opened { grid, bytes, workbook, mapping }
}

/// Asserts that a workbook comes back from its document, and that the document changes nothing in it.
fn assert_stays(sheets: Vec<GridSheet>) -> WrittenInto {
    assert_opened_stays(&opened(sheets))
}

fn assert_opened_stays(opened: &Opened) -> WrittenInto {
    let mut last = None;
    for version in [V1_0_4, Version::default()] {
        let converted = convert(&opened.workbook, version);
        assert_comes_back("found", &opened.workbook, &converted);
        let (after, written) = into(&converted.root, opened);
        assert_eq!((&written.changes[..], &written.losses[..]), (&[][..], &[][..]));
        assert!(after == opened.bytes);
        last = Some(written);
    }
    last.unwrap()
}

const PLAIN: [&str; 7] = ["ID", "Weakness", "Description", "Status", "Completion Date", "Risk Level", "Finding Source"];

#[test]
fn a_number_is_a_day_of_the_workbooks_own_epoch_where_no_cell_is_a_date() {
    let headers = ["POAM ID", "Controls", "Weakness Name", "Original Detection Date"];
    let mut sheet = Grid::sheet("Open POA&M Items", &headers, &[vec!["V-1", "AC-2", "Open port", "x"]]);
    let date = sheet.cells.iter().find(|(_, cell)| cell.0 == Holds::Text("x".to_owned())).map(|(at, _)| *at).unwrap();
    sheet.cells.insert(date, (Holds::Number(44_684.0), true));
    for (is_1904, day) in [(true, "2026-05-04"), (false, "2022-05-03")] {
        let opened = opened_as(vec![sheet.clone()], Taste { shared: true, is_1904 });
        let converted = convert(&opened.workbook, Version::default());
        assert!(converted.json().to_string().contains(&format!("\"{day}T00:00:00Z\"")), "{is_1904}");
        assert_opened_stays(&opened);
    }
}

#[test]
fn a_status_that_says_nothing_is_left_to_the_sheet() {
    for status in ["", "maybe", "  "] {
        let row = vec!["V-1", "Open port", "A port is open.", status, "", "High", "Scan"];
        assert_stays(vec![
            Grid::sheet("Closed", &PLAIN, std::slice::from_ref(&row)),
            Grid::sheet("Risk Accepted", &PLAIN, &[row]),
        ]);
    }
}

#[test]
fn a_status_without_a_column_is_said_by_the_sheet() {
    let headers: Vec<&str> = PLAIN.into_iter().filter(|header| *header != "Status").collect();
    let row = vec!["V-1", "Open port", "A port is open.", "2026-05-04", "High", "Scan"];
    assert_stays(vec![Grid::sheet("Closed", &headers, &[row])]);
}

#[test]
fn a_day_that_a_change_of_a_milestone_tells_is_not_lost_without_a_column_for_it() {
    let headers = ["POAM ID", "Controls", "Weakness Name", "Milestone Changes"];
    let row = vec!["V-1", "AC-2", "Open port", "(2) Update 2026-06-18 : Delayed by the vendor"];
    assert_stays(vec![Grid::sheet("Open POA&M Items", &headers, &[row])]);
}

#[test]
fn a_value_that_the_sheet_has_no_column_for_is_lost() {
    let headers = ["POAM ID", "Controls", "Weakness Name", "Milestone Changes", "Status Date"];
    let row = vec!["V-1", "AC-2", "Open port", "(2) Update 2026-06-18 : Delayed", "2026-07-01"];
    let root =
        convert(&Grid::new(vec![Grid::sheet("Open POA&M Items", &headers, &[row])]).workbook(), Version::default())
            .root;
    let row = vec!["V-1", "AC-2", "Open port", "(2) Update 2026-06-18 : Delayed"];
    let without = opened(vec![Grid::sheet("Open POA&M Items", &headers[..4], &[row])]);
    let (_, written) = into(&root, &without);
    let told: Vec<&str> = written.losses.iter().map(|loss| loss.message.as_str()).collect();
    assert_eq!(told, ["the sheet has no column \"Status Date\" for \"2026-07-01\""]);
}

#[test]
fn a_header_block_that_only_another_sheet_fills_stays_blank() {
    let headers = ["POAM ID", "Controls", "Weakness Name"];
    let mut open = Grid::sheet("Open POA&M Items", &headers, &[vec!["V-1", "AC-2", "Open port"]]);
    let closed = Grid::sheet("Closed POA&M Items", &headers, &[vec!["V-2", "AC-2", "Open port"]]);
    open.set(2, 0, "");
    assert_stays(vec![open.clone(), closed.clone()]);
    // The document's own value still goes to the first sheet where none shows it.
    let root = convert(&Grid::new(vec![open.clone(), closed.clone()]).workbook(), Version::default()).root;
    let mut blank = closed;
    blank.set(2, 0, "");
    let (_, written) = into(&root, &opened(vec![open, blank]));
    let changed: Vec<String> = written.changes.iter().map(|c| format!("{}: {}", c.at, c.new)).collect();
    assert_eq!(changed, ["made.xlsx, Open POA&M Items!A3: Example Cloud"]);
}

#[test]
fn sheets_of_one_kind_keep_their_own_header_blocks() {
    let headers = ["POAM ID", "Controls", "Weakness Name"];
    let sheet = |name: &str, csp: &str| {
        let mut sheet = Grid::sheet(name, &headers, &[vec![name, "AC-2", "Open port"]]);
        sheet.set(2, 0, csp);
        sheet
    };
    assert_stays(vec![
        sheet("Configuration Findings", "Example\nCloud"),
        sheet("Configuration Finding", "Example Cloud, Inc."),
    ]);
    assert_stays(vec![sheet("Closed POA&M Items", "A"), sheet("Closed Items", "B"), sheet("Closed", "C")]);
}

#[test]
fn a_plan_that_ends_in_blanks_gets_no_headings() {
    let headers = ["POAM ID", "Controls", "Weakness Name", "Overall Remediation Plan"];
    let row = vec!["V-1", "AC-2", "Open port", "Patch it\n soon  "];
    assert_stays(vec![Grid::sheet("Open POA&M Items", &headers, &[row])]);
}

#[test]
fn an_item_without_an_id_and_with_a_blank_for_a_name_stays_where_it_is() {
    let headers = ["POAM ID", "Controls", "Weakness Name", "Weakness Description"];
    let rows =
        [vec!["V-1", "AC-2", "Open port", "A port"], vec!["", "", "\n\n", "Another port"], vec!["", "", "", " "]];
    assert_stays(vec![Grid::sheet("Open POA&M Items", &headers, &rows[..2])]);
    assert_stays(vec![Grid::sheet("Open POA&M Items", &headers, &rows)]);
}

#[test]
fn a_formula_that_gives_a_small_number_for_a_date_stays() {
    let headers = ["POAM ID", "Controls", "Weakness Name", "Original Detection Date"];
    let mut sheet = Grid::sheet("Open POA&M Items", &headers, &[vec!["V-1", "AC-2", "Open port", ""]]);
    for number in [1.0, 46_146.0, 99_999_999.0] {
        sheet.cells.insert((5, 3), (Holds::Number(number), true));
        assert_stays(vec![sheet.clone()]);
    }
}
