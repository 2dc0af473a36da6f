//! Rows of any cells: each comes back as it was, nothing is lost, and every value fits its type.

use proptest::prelude::*;
use proptest::sample::select;

use super::common::converted::MAPPING;
use super::{OPEN, lawful_as, sheet};
use poam::oscal::version::{V1_0_4, Version};

/// Pieces that mean something to one column or another, to a file format, or to the project.
const PIECES: &[&str] = &[
    "AC-2",
    "AC-2 (1)",
    "ac-2.1",
    "sc-7(5)(a)",
    "XX-1",
    "2026-05-04",
    "2026/5/4",
    "5/4/2026",
    "13/4/2026",
    "2026-02-30",
    "0",
    "46146",
    "1999-12-31 23:59:59",
    "Oct 14, 2025",
    "(1)",
    "(2)",
    "(01)",
    "New",
    "Update",
    "Complete",
    ":",
    " : ",
    "\n",
    "\n\n",
    "\n \n",
    " ",
    "  ",
    "\t",
    "\r",
    ",",
    ";",
    "|",
    "Yes",
    "No",
    "Pending",
    "N/A",
    "None",
    "Low",
    "High",
    "CAT II",
    "Risk Adjustment",
    "FP",
    "RA : ",
    "OR",
    "VD:",
    "Vendor Dependency : ",
    "Evidence : ",
    "a.png",
    "C:\\x",
    "\\\\srv\\y",
    "https://a.example/b c",
    "10.0.0.1",
    "(443/TCP)",
    "::1",
    "web-01",
    "WEB-01",
    "host.example.com",
    "CVE-2026-1234",
    "cve-2026-1",
    "Nessus",
    "Acme 3PAO",
    "see remarks",
    "blank",
    "all",
    "Unnamed weakness",
    "No remediation plan provided.",
    "Mandatory",
    "Closed",
    "#",
    "*",
    "_",
    "`",
    "```",
    "<b>",
    "&amp;",
    "\\",
    "\"",
    "'",
    "~",
    "^",
    "1. ",
    "- ",
    "> ",
    "\u{0}",
    "\u{b}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{a0}",
    "\u{200b}",
    "\u{fffe}",
    "_x000A_",
    "_x0000_",
    "\u{1F600}",
    "\u{627}\u{644}",
    "\u{202e}",
    "e\u{301}",
    "text",
    "word",
    "x",
];

/// A cell's text: pieces in any order, or any text at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::collection::vec(select(PIECES), 1..8).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// A row: texts in some of the columns. The id is none of the templates' examples, so that no row is help.
fn row() -> impl Strategy<Value = Vec<String>> {
    let cell = prop_oneof![2 => Just(String::new()), 3 => text()];
    proptest::collection::vec(cell, MAPPING.columns.len() + 2)
}

/// `PROPTEST_CASES` asks for more.
fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_row_comes_back(rows in proptest::collection::vec(row(), 1..6), kind in 0..MAPPING.sheets.len(), oldest in any::<bool>()) {
        let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).chain(["Own", "Another one"]).collect();
        let mut rows: Vec<Vec<(&str, &str)>> =
            rows.iter().map(|row| headers.iter().copied().zip(row.iter().map(String::as_str)).collect()).collect();
        // One row that is surely an item.
        rows.push(vec![("POAM ID", "V-0"), ("Weakness Name", "Item")]);
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        let version = if oldest { V1_0_4 } else { Version::default() };
        let sheets = vec![sheet(&MAPPING.sheets[kind].name, &["Own", "Another one"], &rows), sheet(OPEN, &[], &[])];
        lawful_as("any row", &[version], if kind + 1 == MAPPING.sheets.len() { sheets.into_iter().take(1).collect() } else { sheets });
    }
}
