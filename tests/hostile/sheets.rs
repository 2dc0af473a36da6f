//! Headers, header blocks, sheets and ids that collide.

use super::{OPEN, lawful, sheet};

#[test]
fn headers_that_are_our_own_words() {
    let headers = [
        "Worksheet",
        "worksheet",
        "Cell-Text",
        "cell-blank",
        "Service-Name",
        "Derived",
        "Weakness-ID",
        "POAM-ID",
        "Port",
        "Column",
        "source identifier!",
        "Root Cause",
        "Root-Cause",
        "root cause?",
        "  Root\nCause ",
        "30 days?",
        "\u{72b6}\u{614b}",
        "\u{540d}",
        "***",
        "Column AJ",
        "see remarks",
        "Milestone-Number",
        "auto-approve.",
    ];
    let texts: Vec<String> = (0..headers.len()).map(|n| format!("text {n}")).collect();
    let mut rows: Vec<Vec<(&str, &str)>> = Vec::new();
    for value in ["pl-2-findings", "configuration-findings", "all", "title", "blank", "see remarks", "description"] {
        rows.push(headers.iter().map(|header| (*header, value)).chain([("POAM ID", value)]).collect());
    }
    rows.push(headers.iter().copied().zip(texts.iter().map(String::as_str)).collect());
    rows.push(vec![("POAM ID", "V-1"), ("Worksheet", "pl-2-findings")]);
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let mut open = sheet(OPEN, &headers, &rows);
    // Beside them a column without a header whose letters an earlier header spells.
    open.set(5, 31 + 40, "no header");
    open.set(6, 35, "over AJ");
    let mut closed =
        sheet("Closed POA&M Items", &["ROOT CAUSE", "Derived"], &[&[("ROOT CAUSE", "x"), ("Derived", "all")]]);
    closed.set(5, 35, "none here either");
    lawful("headers", vec![open, closed]);
}

#[test]
fn one_header_on_two_columns() {
    let cells: &[(&str, &str)] = &[("POAM ID", "V-1"), ("Own", "first")];
    let mut open = sheet(OPEN, &["Own", "Own", "Comments", "Notes"], &[cells]);
    for (column, text) in [(32, "second"), (33, "a comment"), (34, "a note")] {
        open.set(5, column, text);
    }
    lawful("two columns of one header", vec![open]);
}

#[test]
fn header_block_values_of_any_kind() {
    let texts = [
        "Cloud service provider",
        "see remarks",
        "Text",
        "N/A",
        "FedRAMP Plan of Action and Milestones (POA&M)",
        "X FedRAMP Plan of Action and Milestones (POA&M)",
        " FedRAMP Plan of Action and Milestones (POA&M)",
        "a\nb",
        " a ",
        "\u{feff}a",
        "<b> & \\*",
        "1",
        "2026-10-30",
        "30/10/2026",
        "10/30/2026",
        "2026-02-30",
        "1899-01-01",
        "46000",
        "{}",
        "a\u{2028}b",
        "a\u{0}b",
        "_x0000_",
        "Low, Moderate, High",
        "System Security Plan",
    ];
    for text in texts {
        let row: &[(&str, &str)] =
            &[("POAM ID", "V-1"), ("Point of Contact", text), ("Weakness Detector Source", text)];
        let mut open = sheet(OPEN, &[], &[row]);
        (0..4).for_each(|column| open.set(2, column, text));
        lawful(text, vec![open.clone()]);
        let mut closed = sheet("Closed POA&M Items", &[], &[]);
        lawful(&format!("{text} on one of two sheets"), vec![open.clone(), closed.clone()]);
        lawful(&format!("{text} on the second sheet"), vec![closed.clone(), open.clone()]);
        (0..4).for_each(|column| closed.set(2, column, ""));
        lawful(&format!("{text} and blank"), vec![open, closed]);
    }
}

#[test]
fn two_sheets_of_one_kind() {
    let one = sheet(OPEN, &[], &[&[("POAM ID", "V-1")]]);
    let mut two = sheet("Open Items", &["Own"], &[&[("POAM ID", "V-2"), ("Own", "x")]]);
    two.set(2, 1, "Another Platform");
    let mut three = sheet("POA&M Items", &["Own"], &[&[("POAM ID", "V-3"), ("Own", "y")]]);
    three.set(2, 1, "Another Platform");
    let converted = lawful("three open sheets", vec![one, two, three]);
    let told: Vec<String> =
        converted.report.findings.iter().filter(|f| f.code == "sheets-merged").map(ToString::to_string).collect();
    let message = |sheet: &str| {
        format!(
            "info[sheets-merged]: the sheet is of the same kind as \"Open POA&M Items\"; the document does not tell their \
             items apart\n  made.xlsx, {sheet}"
        )
    };
    assert_eq!(told, [message("Open Items"), message("POA&M Items")]);
}

#[test]
fn ids_that_stand_twice_or_not_at_all() {
    let same: &[(&str, &str)] = &[("POAM ID", "V-1"), ("Weakness Name", "same"), ("Asset Identifier", "a")];
    let rows: &[&[(&str, &str)]] = &[
        same,
        same,
        same,
        &[("POAM ID", "V-1"), ("Weakness Name", "other")],
        &[("Weakness Name", "nameless")],
        &[("Weakness Name", "nameless")],
        &[("Comments", "only a comment")],
        &[("POAM ID", "v-1")],
        &[("POAM ID", " V-1\n")],
        &[("POAM ID", "V\t1\nx")],
        &[("POAM ID", "V 1 x")],
        &[("POAM ID", "2")],
        &[("POAM ID", "item")],
        &[("POAM ID", "V-1"), ("Original Detection Date", "2001-01-01")],
    ];
    lawful("ids", vec![sheet(OPEN, &[], rows), sheet("Closed POA&M Items", &[], rows)]);
}

#[test]
fn ids_that_differ_in_white_space_alone_are_one_id() {
    let rows: &[&[(&str, &str)]] =
        &[&[("POAM ID", "V-1")], &[("POAM ID", "\u{feff}V-1")], &[("POAM ID", "V\t2")], &[("POAM ID", "V 2\n")]];
    let converted = lawful("one id", vec![sheet(OPEN, &[], rows)]);
    let twice = converted.report.findings.iter().filter(|f| f.code == "duplicate-id");
    assert_eq!(twice.map(|f| f.at.row).collect::<Vec<_>>(), [Some(6), Some(8)]);
}

#[test]
fn names_that_are_the_same_in_several_roles() {
    let name = "Example Cloud";
    let all: Vec<(&str, &str)> = [
        "Weakness Detector Source",
        "Asset Identifier",
        "Point of Contact",
        "Vendor Dependent Product Name",
        "Supporting Documents",
        "Service Name",
        "POAM ID",
    ]
    .map(|header| (header, name))
    .to_vec();
    let cased: Vec<(&str, &str)> = all
        .iter()
        .map(|(header, _)| (*header, "EXAMPLE CLOUD\nExample cloud\nExample Cloud\nExample Cloud 3PAO\nExample Cloud"))
        .collect();
    let ssp: Vec<(&str, &str)> = all.iter().map(|(header, _)| (*header, "System Security Plan")).collect();
    let converted =
        lawful("names", vec![sheet(OPEN, &[], &[&all, &cased, &ssp]), sheet("Closed POA&M Items", &[], &[&cased])]);
    let json = converted.json();
    let names: Vec<&str> =
        json["metadata"]["parties"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|n| **n == name).count(), 2, "the provider, and a contact of its name: {names:?}");
}
