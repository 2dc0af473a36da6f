//! Files that cannot be what they should be: for each the whole of what is said, and nothing is written.
//! `POAM_BLESS=1` writes `refused.txt` anew; the difference is then there to be read.

use std::fmt::Write;
use std::path::Path;

use crate::common::{package, row, texts, workbook};
use crate::run::{CSV, Here, sample};

const OPEN: &str = "Open POA&M Items";

/// A crime: its name, the exit code, the file's name and bytes, what else is said on the command line.
struct Case {
    name: &'static str,
    code: i32,
    file: &'static str,
    bytes: Vec<u8>,
    args: &'static [&'static str],
}

fn case(name: &'static str, code: i32, file: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case { name, code, file, bytes: bytes.into(), args: &[] }
}

fn with(args: &'static [&'static str], name: &'static str, code: i32) -> Case {
    Case { name, code, file: "acme.csv", bytes: CSV.into(), args }
}

/// What an encrypted workbook begins with: a compound file whose directory names the encrypted package.
fn encrypted() -> Vec<u8> {
    let mut bytes = vec![0; 512 + 128];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (i, unit) in "EncryptedPackage".encode_utf16().enumerate() {
        bytes[512 + 2 * i..514 + 2 * i].copy_from_slice(&unit.to_le_bytes());
    }
    bytes[512 + 64] = 34;
    bytes
}

fn cases() -> Vec<Case> {
    let headers = row(5, &["POAM ID", "Controls", "Weakness Name", "Original Risk Rating"]);
    let item = headers.clone() + &row(6, &["V-1", "AC-2", "Old accounts", "Low"]);
    let spaces = vec![b' '; 40 << 20];
    let meridian = std::fs::read(sample("meridian-v2.1.xlsx")).unwrap();
    vec![
        case("empty file", 3, "a.xlsx", ""),
        case("empty CSV", 3, "a.csv", ""),
        case("text named .xlsx", 3, "a.xlsx", "Dear all,\nplease find attached"),
        case("encrypted workbook", 3, "a.xlsx", encrypted()),
        case("truncated zip", 3, "a.xlsx", &meridian[..meridian.len() / 2]),
        case("zip of nothing", 3, "a.xlsx", package(&[])),
        case(
            "huge uniqueCount",
            3,
            "a.xlsx",
            workbook(&[(OPEN, &item)], &[("xl/sharedStrings.xml", &texts("4000000000", "<si><t>x</t></si>"))], ""),
        ),
        case(
            "zip bomb",
            3,
            "a.xlsx",
            package(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &spaces)]),
        ),
        case("no POA&M sheet", 3, "a.xlsx", workbook(&[("Notes", &row(1, &["Buy milk", "Call Jo"]))], &[], "")),
        case("no sheet with cells", 3, "a.xlsx", workbook(&[(OPEN, "")], &[], "")),
        case("only hidden sheets", 3, "a.xlsx", workbook(&[("~Notes", &item)], &[], "")),
        case(
            "no header row",
            3,
            "a.xlsx",
            workbook(&[(OPEN, &row(6, &["V-1", "AC-2", "Old accounts", "Low"]))], &[], ""),
        ),
        case("a header row and no item", 4, "a.xlsx", workbook(&[(OPEN, &headers)], &[], "")),
        case("JSON", 3, "a.json", r#"{"plan-of-action-and-milestones": {}}"#),
        case("XML", 3, "a.xml", "<?xml version=\"1.0\"?><plan-of-action-and-milestones/>"),
        with(&["nowhere.xlsx"], "missing file", 3),
        with(&["."], "a folder, and none for what is written", 2),
        with(&["acme.csv", "-o", "nowhere/poam.json"], "an output folder that is missing", 3),
        with(&["acme.csv", "-o", "poam.docx"], "an unknown extension", 2),
        with(&["acme.csv", "-o", "poam"], "an output without an extension", 2),
        with(&["acme.csv", "-o", "poam.json", "--now", "yesterday"], "a stamp that is none", 2),
        with(&["acme.csv", "-o", "poam.json", "--now", "2026-02-30T00:00:00Z"], "a stamp of a day that is not", 2),
        with(&["acme.csv", "-o", "poam.json", "--oscal-version", "1.2.0"], "a version that is not written", 2),
        with(&["acme.csv", "-o", "poam.json", "--to", "docx"], "a format that is none", 2),
        with(&["acme.csv", "-o", "poam.json", "--config", "poam.toml"], "two words on the configuration", 2),
        with(&["acme.csv", "-o", "poam.json", "--mapping", "nowhere.toml"], "a mapping that is missing", 3),
        with(&["acme.csv", "-o", "poam.json", "--ssp", "nowhere.json"], "an SSP that is missing", 3),
        with(&["acme.csv", "-o", "poam.json", "--ssp", "acme.csv"], "an SSP that is none", 3),
        with(&["acme.csv", "-o", "poam.json", "--inventory", "nowhere.xlsx"], "an inventory that is missing", 3),
        with(&["acme.csv", "-o", "poam.json", "--inventory", "acme.csv"], "an inventory that is none", 3),
        with(&[], "no source", 2),
    ]
}

#[test]
fn each_is_said_whole_and_nothing_is_written() {
    let mut said = String::new();
    for case in cases() {
        let here = Here::new();
        here.put(case.file, &case.bytes);
        let default = [case.file, "-o", "poam.json"];
        let args = if case.file == "acme.csv" { case.args } else { &default[..] };
        let ran = here.convert_in_little_memory(args);
        assert_eq!(ran.code, case.code, "{}: {}", case.name, ran.err);
        assert!(ran.out.is_empty(), "{}", case.name);
        assert_eq!(here.files(), [case.file], "{}: something was written", case.name);
        writeln!(said, "## {}: poam convert {} -> {}\n{}", case.name, args.join(" "), ran.code, ran.err).unwrap();
    }
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/refused.txt");
    if std::env::var_os("POAM_BLESS").is_some() {
        std::fs::write(&expected, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&expected).unwrap();
    for (said, expected) in said.split("## ").zip(expected.split("## ")) {
        assert_eq!(said, expected);
    }
    assert_eq!(said, expected);
}

#[test]
fn a_csv_of_another_name_is_read_with_a_warning() {
    let here = Here::new();
    here.put("acme.xlsx", CSV.as_bytes());
    let ran = here.convert(&["acme.xlsx", "-o", "poam.json"]).ended(0);
    assert!(
        ran.err.starts_with(
            "warning[wrong-extension]: the file holds separated text (CSV), whatever its name says; it was read as that\n  \
             acme.xlsx\n  help: rename it to .csv\n"
        ),
        "{}",
        ran.err
    );
    assert_eq!(ran.done(), "1 item of 8 filled cells, none lost: poam.json");
}

#[test]
fn a_cell_in_the_last_corner_takes_no_memory() {
    let rows = row(5, &["POAM ID", "Controls", "Weakness Name", "Original Risk Rating"])
        + &row(6, &["V-1", "AC-2", "Old accounts", "Low"])
        + r#"<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>"#;
    let here = Here::new();
    here.put("acme.xlsx", &workbook(&[(OPEN, &rows)], &[], ""));
    let ran = here.convert_in_little_memory(&["acme.xlsx", "-o", "poam.json"]);
    assert!(ran.code <= 1, "{}", ran.err);
    let document = here.json("poam.json");
    let items = document["poam-items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["title"] == "Old accounts"));
    assert!(ran.err.contains("XFD1048576") || ran.err.contains("row 1048576"), "the cell is told of: {}", ran.err);
    assert_eq!(here.files(), ["acme.xlsx", "poam.json"]);
}
