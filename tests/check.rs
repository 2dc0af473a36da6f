//! `poam check` over the samples: what it finds there, what it finds against last month, and how long it takes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Exit code and what was told.
fn run(args: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_poam"))
        .current_dir(project().join("samples"))
        .args([&["check", "--no-config"], args].concat())
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .unwrap();
    (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap())
}

/// The findings.
fn found(args: &[&str]) -> Vec<Value> {
    let (_, told) = run(&[args, &["--format", "json"]].concat());
    let told: Value = serde_json::from_str(&told).unwrap_or_else(|e| panic!("{e}: {told}"));
    told["findings"].as_array().unwrap().clone()
}

/// The items that have a finding of a code.
fn items<'a>(findings: &'a [Value], code: &str) -> Vec<&'a str> {
    findings.iter().filter(|f| f["code"] == code).map(|f| f["item"].as_str().unwrap_or_default()).collect()
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn the_samples_have_the_late_items_that_they_say() {
    for (sample, late) in [("meridian-v2.1", 3), ("alder-v3.0", 2), ("kestrel-2018", 1)] {
        for extension in ["xlsx", "json"] {
            let findings = found(&[&format!("{sample}.{extension}")]);
            assert_eq!(items(&findings, "item-late").len(), late, "{sample}.{extension}: {findings:#?}");
        }
    }
}

#[test]
fn a_workbook_and_its_document_have_the_same_findings() {
    for sample in ["meridian-v2.1", "alder-v3.0", "kestrel-2018"] {
        let [workbook, document] = ["xlsx", "json"].map(|extension| {
            let mut said: Vec<String> = found(&[&format!("{sample}.{extension}")])
                .iter()
                .filter(|f| f["code"] != "skipped-row") // the template's help, which a document does not have
                .map(|f| format!("{} {} {} {}", f["code"], f["level"], f["item"], f["message"]))
                .collect();
            said.sort();
            said
        });
        assert_eq!(workbook, document, "{sample}");
    }
}

#[test]
fn the_careful_samples_have_no_errors() {
    for sample in ["meridian-v2.1.xlsx", "alder-v3.0.xlsx", "kestrel-2018.xlsx"] {
        let errors: Vec<Value> = found(&[sample]).into_iter().filter(|f| f["level"] == "error").collect();
        assert!(errors.is_empty(), "{sample}: {errors:#?}");
    }
}

const HEADER: &str = "POAM ID,Controls,Weakness Name,Original Detection Date,Scheduled Completion Date,Status Date,\
                      Original Risk Rating,Comments\n";

#[test]
fn last_month_is_remembered() {
    let old = file(
        "check-old.csv",
        &format!(
            "{HEADER}V-1,AC-2,One,2026-09-01,2026-11-30,2026-09-20,Moderate,\n\
             V-2,AC-2,Two,2026-09-01,2026-11-30,2026-09-20,Moderate,\n\
             V-3,AC-2,Three,2026-09-01,2026-11-30,2026-09-20,Moderate,\n"
        ),
    );
    let new = file(
        "check-new.csv",
        &format!(
            "{HEADER}V-1,AC-2,One,2026-09-15,2026-11-30,2026-09-20,Moderate,\n\
             V-2,AC-2,Two,2026-09-01,2026-12-15,2026-10-10,High,\n"
        ),
    );
    let findings = found(&[&new, "--previous", &old, "--as-of", "2026-10-30"]);
    assert_eq!(items(&findings, "detection-date-changed"), ["V-1"]);
    assert_eq!(items(&findings, "status-date-not-moved"), ["V-1"]);
    assert_eq!(items(&findings, "original-rating-changed"), ["V-2"]);
    assert_eq!(items(&findings, "due-date-changed-without-reason"), ["V-2"]);
    assert_eq!(items(&findings, "item-vanished"), ["V-3"]);
    let same = found(&[&old, "--previous", &old, "--as-of", "2026-10-30"]);
    for code in ["detection-date-changed", "status-date-not-moved", "due-date-changed", "item-vanished"] {
        assert!(items(&same, code).is_empty(), "{code}");
    }
}

#[test]
fn the_catalogue_of_cisa_and_the_day_of_the_judgement_count() {
    let new = file("check-kev.csv", "POAM ID,CVE,Binding Operational Directive 22-01 tracking\nV-1,CVE-2026-1000,No\n");
    let kev = file("check-kev.json", r#"{"vulnerabilities": [{"cveID": "CVE-2026-1000", "dueDate": "2026-06-01"}]}"#);
    let findings = found(&[&new, "--kev", &kev, "--as-of", "2026-10-30"]);
    assert_eq!(items(&findings, "kev-not-marked"), ["V-1"]);
    let (code, told) = run(&[&new]);
    assert!(code == 2 && told.contains("error[no-day]"), "{code} {told}");
    for (args, is_told) in [
        (["meridian-v2.1.xlsx", "--now", "2026-12-04T23:00:00Z"].as_slice(), false),
        (&["meridian-v2.1.xlsx", "--now", "2026-12-05T00:00:00Z"], true),
        (&["meridian-v2.1.xlsx", "--now", "2026-12-05T00:00:00Z", "--as-of", "2026-12-05"], false),
        (&["meridian-v2.1.xlsx"], false),
    ] {
        let (_, told) = run(args);
        assert_eq!(
            told.contains("warning[old-poam-date]: the POAM Date 2026-10-30 is 36 days behind"),
            is_told,
            "{told}"
        );
    }
    let later = found(&["meridian-v2.1.xlsx", "--as-of", "2027-06-30"]);
    assert!(items(&later, "item-late").len() > 3);
}

#[test]
fn rules_are_switched_and_the_last_line_counts() {
    let config = file(
        "check.toml",
        "[rules]\nitem-late = { level = \"error\", reason = \"The agency counts them.\" }\n\
         kev-overdue = { off = true, reason = \"None.\" }\nno-rule = { off = true, reason = \"None.\" }\n",
    );
    let run = |args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_poam")).current_dir(project().join("samples")).args(args).output();
        let run = run.unwrap();
        (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap())
    };
    let (code, told) = run(&["check", "meridian-v2.1.xlsx", "--config", &config]);
    assert_eq!(code, 1, "{told}");
    assert_eq!(told.matches("error[item-late]").count(), 3, "{told}");
    assert!(told.contains("info[switch-without-effect]: `kev-overdue` is switched, and found nothing"), "{told}");
    assert!(told.contains("`no-rule` is switched, and there is no such rule"), "{told}");
    let last = told.lines().last().unwrap();
    assert!(last.starts_with("meridian-v2.1.xlsx: ") && last.contains("3 errors"), "{last}");
    assert!(last.contains(" as of 2026-10-30, by "), "{last}");
    let (_, sarif) = run(&["check", "--no-config", "meridian-v2.1.xlsx", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert!(sarif.pointer("/runs/0/results/0/ruleId").is_some());
}

#[test]
fn the_authorization_and_an_initial_package_count() {
    let base = file("check-base.csv", &format!("{HEADER}V-1,AC-2,One,2026-09-01,2026-11-30,2026-09-20,Moderate,\n"));
    let more: Vec<String> =
        (2..8).map(|n| format!("V-{n},AC-2,No. {n},2026-10-01,2026-10-31,2026-10-20,High,\n")).collect();
    let now = file("check-more.csv", &format!("{HEADER}{}", more.concat()));
    let day = ["--as-of", "2026-10-30"];
    let count = |args: &[&str], code: &str| found(&[args, &day].concat()).iter().filter(|f| f["code"] == code).count();
    assert_eq!(count(&[&now, "--baseline", &base], "weaknesses-grown"), 1);
    assert_eq!(count(&[&now, "--baseline", &now], "weaknesses-grown"), 0);
    assert_eq!(count(&[&now, "--initial"], "high-in-initial-package"), 6);
    assert_eq!(count(&[&now], "high-in-initial-package"), 0);
}

#[test]
fn a_cell_that_shows_an_error_is_told_once() {
    let findings = found(&["messy.xlsx", "--as-of", "2026-10-30"]);
    let broken = findings.iter().find(|f| f["code"] == "error-cell").unwrap();
    let of_cell = |f: &&Value| f["sheet"] == broken["sheet"] && f["cell"] == broken["cell"];
    assert_eq!(findings.iter().filter(of_cell).count(), 1, "{findings:#?}");
}

#[test]
fn text_in_italics_is_told_at_its_cell() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check-italics.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Open POA&M Items").unwrap();
    for (column, header) in (0_u16..).zip(HEADER.trim().replace("Comments", "Weakness Description").split(',')) {
        sheet.write_string(0, column, header).unwrap();
    }
    let (plain, italic) = (rust_xlsxwriter::Format::new(), rust_xlsxwriter::Format::new().set_italic());
    for row in 1..3 {
        sheet.write_string(row, 0, format!("V-{row}")).unwrap();
        let text = if row == 1 { "The account is " } else { "(sensitive) The account is " };
        sheet.write_rich_string(row, 7, &[(&plain, text), (&italic, "svc-admin")]).unwrap();
    }
    book.save(&path).unwrap();
    let findings = found(&[path.to_str().unwrap(), "--as-of", "2026-10-30"]);
    let told: Vec<&Value> = findings.iter().filter(|f| f["code"] == "italics-lost").collect();
    assert_eq!(told.len(), 1, "{findings:#?}");
    assert_eq!((&told[0]["cell"], &told[0]["item"]), (&Value::from("H2"), &Value::from("V-1")));
}

#[test]
fn thousands_of_items_take_seconds() {
    let given = std::env::var_os("POAM_SHARED");
    let shared = given.clone().map_or_else(|| project().join("../shared"), PathBuf::from);
    let folder = shared.join("corpus/workbooks");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(given.is_none(), "{} is missing", folder.display());
        println!("skipped: no {}", folder.display());
        return;
    };
    let biggest = entries.flatten().filter(|e| e.path().extension().is_some_and(|e| e == "xlsx"));
    let biggest = biggest.max_by_key(|e| e.metadata().map_or(0, |m| m.len())).unwrap().path();
    let start = std::time::Instant::now();
    let (code, told) = run(&[&biggest.display().to_string(), "--as-of", "2026-10-30"]);
    assert!(code <= 1 && told.contains("4876 items"), "{code} {}", told.lines().last().unwrap_or_default());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
