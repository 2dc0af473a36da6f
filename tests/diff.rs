//! `poam diff` as a person runs it: every kind of change, both ways, over formats, histories, hostile texts.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const HEAD: &str = "POAM ID,Weakness Name,Asset Identifier,Original Detection Date,Scheduled Completion Date,\
    Original Risk Rating,Adjusted Risk Rating,Risk Adjustment,Comments,Ticket\n";

struct Here(TempDir);

impl Here {
    fn new() -> Self {
        Here(TempDir::new().unwrap())
    }

    fn csv(&self, name: &str, rows: &str) {
        std::fs::write(self.0.path().join(name), format!("{HEAD}{rows}")).unwrap();
    }

    /// Exit code, standard output, standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_poam"));
        let run = command.args(args).current_dir(self.0.path()).stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
    }

    fn told(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(&[&["diff", "--no-config"], args].concat());
        assert_eq!(code, 0, "{err}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.told(&[args, &["--format", "json"]].concat())).unwrap()
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// The only change of the only item, as kind, what and days.
fn one(json: &Value) -> (String, String, Option<i64>) {
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{json:#}");
    let changes = items[0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{json:#}");
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    (word(&items[0]["kind"]), word(&changes[0]["what"]), changes[0]["days"].as_i64())
}

#[test]
fn each_field_change_is_told_by_what_it_means_in_both_directions() {
    let row = "V-1,Old accounts,web-01,2026-03-01,2026-06-01,Low,N/A,No,,\n";
    for (other, there, back) in [
        (
            "V-1,Old accounts,web-01,2026-03-01,2026-07-01,Low,N/A,No,,\n",
            ("slipped", Some(30)),
            ("brought-forward", Some(-30)),
        ),
        ("V-1,Old accounts,web-01,2026-02-27,2026-06-01,Low,N/A,No,,\n", ("date", Some(-2)), ("date", Some(2))),
        ("V-1,Old accounts,web-01,2026-03-01,2026-06-01,High,N/A,No,,\n", ("raised", None), ("lowered", None)),
        ("V-1,Old accounts,web-01,2026-03-01,2026-06-01,Low,N/A,Pending,,\n", ("requested", None), ("withdrawn", None)),
        ("V-1,Old accounts,web-01,2026-03-01,2026-06-01,Low,N/A,Yes,,\n", ("approved", None), ("withdrawn", None)),
        ("V-1,Old accounts,web-01,2026-03-01,2026-06-01,Low,N/A,No,Why.,\n", ("other", None), ("other", None)),
        ("V-1,Old accounts,web-01,2026-03-01,2026-06-01,Low,N/A,No,,T-7\n", ("other", None), ("other", None)),
        ("V-1,Old accounts,web-01,2026-03-01,Q3 2026,Low,N/A,No,,\n", ("other", None), ("other", None)),
    ] {
        let here = Here::new();
        here.csv("a.csv", row);
        here.csv("b.csv", other);
        let expected = |(what, days): (&str, Option<i64>)| ("changed".to_owned(), what.to_owned(), days);
        assert_eq!(one(&here.json(&["a.csv", "b.csv"])), expected(there), "{other}");
        assert_eq!(one(&here.json(&["b.csv", "a.csv"])), expected(back), "{other}");
        assert_eq!(here.run(&["diff", "--no-config", "--exit-code", "a.csv", "b.csv"]).0, 1);
        assert_eq!(here.run(&["diff", "--no-config", "--exit-code", "a.csv", "a.csv"]).0, 0);
    }
}

#[test]
fn another_spelling_is_no_change_unless_asked_for() {
    let here = Here::new();
    here.csv("a.csv", "V-1,Old accounts,\"web-01\nweb-02\",2026-03-01,2026-06-01,High,N/A,No,,\n");
    here.csv("b.csv", "V-1,Old  accounts,\"web-02\nweb-01\",2026/3/1,\"Jun 1, 2026\",Critical,,,,\n");
    let told = here.told(&["a.csv", "b.csv"]);
    assert_eq!(told, "a.csv (1 item) -> b.csv (1 item)\nno difference (1 unchanged)\n");
    let all = here.json(&["a.csv", "b.csv", "--spelling"]);
    let changes = all["items"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 7, "{all:#}");
    assert!(changes.iter().all(|change| change["what"] == "spelling"));
}

/// A workbook with rows on each of its sheets: POAM ID and status date.
fn workbook(here: &Here, name: &str, sheets: &[(&str, &[&str])]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (sheet, ids) in sheets {
        let sheet_of = book.add_worksheet().set_name(*sheet).unwrap();
        for (column, header) in
            (0_u16..).zip(["POAM ID", "Controls", "Weakness Name", "Weakness Description", "Status Date"])
        {
            sheet_of.write_string(0, column, header).unwrap();
        }
        for (row, id) in (1_u32..).zip(*ids) {
            for (column, text) in (0_u16..).zip([id, "AC-2", "Name", "Text", "2026-10-01"]) {
                sheet_of.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save(here.0.path().join(name)).unwrap();
}

#[test]
fn items_are_new_closed_reopened_vanished_and_moved() {
    let here = Here::new();
    let (open, closed, configuration) = ("Open POA&M Items", "Closed POA&M Items", "Configuration Findings");
    workbook(
        &here,
        "a.xlsx",
        &[(open, &["V-1", "V-2", "V-10", "V-4"]), (closed, &["V-3", "V-5"]), (configuration, &["C-1"])],
    );
    workbook(
        &here,
        "b.xlsx",
        &[(open, &["V-3", "V-1", "V-9"]), (closed, &["V-2", "V-5"]), (configuration, &["V-4", "C-1"])],
    );
    let kinds = |json: Value| {
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let item = |i: &Value| [word(&i["id"]), word(&i["kind"]), word(&i["from"]), word(&i["to"])].join(", ");
        json["items"].as_array().unwrap().iter().map(item).collect::<Vec<_>>()
    };
    assert_eq!(
        kinds(here.json(&["a.xlsx", "b.xlsx"])),
        [
            "V-9, new, -, Open POA&M Items",
            "V-2, closed, Open POA&M Items, Closed POA&M Items",
            "V-3, reopened, Closed POA&M Items, Open POA&M Items",
            "V-10, vanished, Open POA&M Items, -",
            "V-4, moved, Open POA&M Items, Configuration Findings",
        ]
    );
    assert_eq!(
        kinds(here.json(&["b.xlsx", "a.xlsx"])),
        [
            "V-10, new, -, Open POA&M Items",
            "V-3, closed, Open POA&M Items, Closed POA&M Items",
            "V-2, reopened, Closed POA&M Items, Open POA&M Items",
            "V-9, vanished, Open POA&M Items, -",
            "V-4, moved, Configuration Findings, Open POA&M Items",
        ]
    );
    let told = here.told(&["a.xlsx", "b.xlsx"]);
    assert!(told.contains("\n1 new, 1 closed, 1 reopened, 1 vanished, 1 moved, 3 unchanged\n"), "{told}");
    assert!(told.contains("  V-2  Name [Open POA&M Items -> Closed POA&M Items]\n"), "{told}");
}

#[test]
fn a_workbook_and_its_own_document_are_the_same_in_every_format() {
    let here = Here::new();
    for name in ["meridian-v2.1.xlsx", "alder-v3.0.xlsx", "kestrel-2018.xlsx", "messy.xlsx", "first-steps.csv"] {
        let source = sample(name);
        let source = source.to_str().unwrap();
        for ending in ["json", "xml", "yaml"] {
            let out = format!("{name}.{ending}");
            let (_, _, err) = here.run(&["convert", "--no-config", source, "-o", &out]);
            for (old, new) in [(source, out.as_str()), (&out, source)] {
                let (code, told, _) = here.run(&["diff", "--no-config", "--exit-code", old, new]);
                assert_eq!(code, 0, "{name} {ending}: {told}\n{err}");
                assert!(told.contains("\nno difference ("), "{told}");
            }
        }
    }
}

#[test]
fn three_months_are_a_history() {
    let here = Here::new();
    here.csv("1.csv", "V-1,a,x,2026-03-01,2026-06-01,Low,,No,,\nV-2,b,y,2026-03-01,2026-06-01,Low,,No,,\n");
    here.csv("2.csv", "V-1,a,x,2026-03-01,2026-07-01,Low,,No,,\nV-2,b,y,2026-03-01,2026-06-01,Low,,No,,\n");
    here.csv("3.csv", "V-2,b,y,2026-03-01,2026-06-01,Low,,No,,\nV-3,c,z,2026-08-01,2026-12-01,High,,No,,\n");
    let told = here.told(&["1.csv", "2.csv", "3.csv"]);
    assert_eq!(
        told,
        "1.csv (2 items) -> 2.csv (2 items) -> 3.csv (2 items)\n\
         2 items with a history, 1 without a change\n\
         \n\
         V-1  a\n\
         \x20 1.csv: there [Open POA&M Items; Low; due 2026-06-01]\n\
         \x20 2.csv: changed\n\
         \x20   Scheduled Completion Date: 2026-06-01 -> 2026-07-01 (slipped 30 days)\n\
         \x20 3.csv: vanished\n\
         \n\
         V-3  c\n\
         \x20 3.csv: new [Open POA&M Items; High; due 2026-12-01]\n"
    );
    let one = here.json(&["1.csv", "2.csv", "3.csv", "--item", " V-2 "]);
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    assert_eq!(one["items"][0]["events"][0]["what"], "there");
    assert_eq!(one["items"][0]["events"].as_array().unwrap().len(), 1);
    let (code, _, err) = here.run(&["diff", "--no-config", "1.csv", "2.csv", "--item", "V-9"]);
    assert_eq!(code, 2);
    assert!(err.contains("no file has an item of the POAM ID \"V-9\""), "{err}");
    let table = here.told(&["1.csv", "2.csv", "3.csv", "--format", "md"]);
    assert!(table.contains(
        "| V-1 | a | 2.csv | changed | Scheduled Completion Date | 2026-06-01 | 2026-07-01 | slipped 30 days |"
    ));
}

#[test]
fn hostile_texts_stay_texts() {
    let here = Here::new();
    here.csv("a.csv", "V-1,a,x,2026-03-01,2026-06-01,Low,,No,plain,\n");
    here.csv("b.csv", "V-1,\"a | b\n</td><script>alert(1)</script>\",x,2026-03-01,2026-06-01,Low,,No,\"\u{1b}[2J\u{202e}x\n| --- |\n[l](http://e.example) `c` \\|\",\n\"V|2\u{7}\",q,y,,,,,,,\n");
    let table = here.told(&["a.csv", "b.csv", "--format", "md"]);
    for line in table.lines().filter(|line| line.starts_with('|')) {
        // Cells are parted by bars without a backslash before them.
        let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        assert!(bars == 6 || bars == 7, "{line}");
    }
    assert!(
        table.contains("\\\\u{1b}\\[2J\\\\u{202e}x<br>\\| --- \\|<br>\\[l\\](http://e.example) \\`c\\` \\\\\\|"),
        "{table}"
    );
    assert!(!table.contains("<script") && table.contains("&lt;script&gt;"));
    for format in ["text", "md", "json"] {
        let told = here.told(&["a.csv", "b.csv", "--format", format]);
        assert!(!told.contains(['\u{1b}', '\u{7}']), "{format}");
    }
    assert!(!here.told(&["a.csv", "b.csv"]).contains('\u{202e}'));
}

#[test]
fn what_cannot_be_read_is_told_and_what_is_wrong_inside_does_not_stop() {
    let here = Here::new();
    here.csv("a.csv", "V-1,a,x,,,,,,,\nV-1,b,y,,,,,,,\n");
    std::fs::write(here.0.path().join("b.json"), "{\"catalog\": {}}").unwrap();
    let (code, out, err) = here.run(&["diff", "--no-config", "a.csv", "b.json"]);
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(err.contains("b.json"), "{err}");
    assert_eq!(here.run(&["diff", "--no-config", "a.csv", "no.csv"]).0, 3);
    assert_eq!(here.run(&["diff", "--no-config", "a.csv"]).0, 2);
    let (code, out, err) = here.run(&["diff", "--no-config", "a.csv", "a.csv"]);
    assert_eq!(code, 0);
    assert!(out.contains("no difference (2 unchanged)"), "{out}");
    assert!(err.contains("error[duplicate-id]"), "{err}");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let here = Here::new();
    let (old, new) = (sample("meridian-v2.1.xlsx"), sample("messy.xlsx"));
    for format in ["text", "md", "json"] {
        let run = || here.told(&[old.to_str().unwrap(), new.to_str().unwrap(), "--format", format]);
        assert_eq!(run(), run());
    }
}
