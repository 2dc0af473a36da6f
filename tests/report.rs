//! `poam report`: its figures are those that another program computes from the cells, all forms say the same, nothing of
//! the POA&M's texts is taken for markup or formulas, and the same input gives the same bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use serde_json::{Map, Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sample(name: &str) -> String {
    project().join("samples").join(name).display().to_string()
}

/// What a report is, on standard output.
fn report(args: &[&str], form: &str) -> Vec<u8> {
    let run = Command::new(env!("CARGO_BIN_EXE_poam"))
        .args([&["report", "--no-config", "--quiet", "--format", form], args].concat())
        .output()
        .unwrap();
    assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

fn text(args: &[&str], form: &str) -> String {
    String::from_utf8(report(args, form)).unwrap()
}

fn figures(args: &[&str]) -> Value {
    serde_json::from_slice(&report(args, "json")).unwrap()
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The figures of a report by the names that `tests/figures/report.py` gives them.
fn as_computed(report: &Value) -> Map<String, Value> {
    let now = report["months"].as_array().unwrap().last().unwrap();
    let by_id = |list: &str, of: &str| -> Value {
        let items = report[list].as_array().unwrap().iter();
        Value::Object(items.map(|item| (item["id"].as_str().unwrap().to_owned(), item[of].clone())).collect())
    };
    let mut figures = Map::new();
    figures.insert("as-of".to_owned(), report["head"]["as-of"].clone());
    for name in ["open", "original", "closed"] {
        figures.insert(name.to_owned(), now[name].clone());
    }
    for name in ["late", "due", "due-within", "ages", "triggers", "deviations"] {
        figures.insert(name.to_owned(), report[name].clone());
    }
    figures.insert("vendors".to_owned(), by_id("vendors", "days"));
    figures.insert("exploited".to_owned(), by_id("exploited", "due"));
    for name in ["services", "assets", "families", "detectors"] {
        figures.insert(name.to_owned(), report[name].clone());
    }
    figures
}

#[test]
fn the_figures_are_those_that_another_program_computes_from_the_cells() {
    let given = std::env::var_os("POAM_SHARED");
    let shared = given.clone().map_or_else(|| project().join("../shared"), PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(project().join("tests/figures"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("report-")))
        .collect();
    files.sort();
    assert!(files.len() >= 4);
    for path in files {
        let mut expected: Map<String, Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let name = expected.remove("workbook").unwrap();
        let name = name.as_str().unwrap();
        let workbook = [project().join("samples"), shared.join("corpus/workbooks")].map(|folder| folder.join(name));
        let Some(workbook) = workbook.iter().find(|path| path.exists()) else {
            assert!(given.is_none(), "{name} is missing");
            println!("skipped: no {name}");
            continue;
        };
        let as_of = expected["as-of"].as_str().unwrap();
        let report = figures(&[&workbook.display().to_string(), "--as-of", as_of]);
        let mut computed = as_computed(&report);
        for (name, expected) in &expected {
            assert_eq!(computed.remove(name).as_ref(), Some(expected), "{}: {name}", path.display());
        }
        assert!(computed.is_empty(), "{}: not computed elsewhere: {computed:?}", path.display());
        // Every open item stands in exactly one place.
        let all =
            |list: &Value| list.as_array().unwrap().iter().map(|b| b["items"]["all"].as_u64().unwrap()).sum::<u64>();
        let open = expected["open"]["all"].as_u64().unwrap();
        assert_eq!((all(&report["due"]), all(&report["ages"])), (open, open), "{}", path.display());
    }
}

#[test]
fn the_late_items_are_those_that_the_check_finds() {
    for as_of in ["2026-10-30", "2027-02-01"] {
        let report = figures(&[&sample("meridian-v2.1.xlsx"), "--as-of", as_of]);
        let late: Vec<&Value> = report["items"].as_array().unwrap().iter().filter(|i| i["state"] == "late").collect();
        let by_rule = report["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "item-late").unwrap();
        assert_eq!(by_rule["items"], late.len(), "{as_of}");
    }
}

#[test]
fn a_workbook_and_its_document_have_the_same_report() {
    for name in ["meridian-v2.1", "alder-v3.0", "kestrel-2018"] {
        let [workbook, document] = ["xlsx", "json"].map(|extension| {
            let mut report = figures(&[&sample(&format!("{name}.{extension}"))]);
            report["head"]["file"].take();
            report["months"][0]["file"].take();
            // What the reading of a workbook tells of its sheets is no finding of a document.
            report["rules"].as_array_mut().unwrap().retain(|rule| rule["rule"] != "skipped-row");
            report
        });
        for (name, value) in workbook.as_object().unwrap() {
            assert_eq!(value, &document[name], "{name}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for form in ["html", "md", "json", "xlsx"] {
        let (now, before) = (sample("meridian-v2.1.xlsx"), sample("alder-v3.0.xlsx"));
        let args = [&*now, "--previous", &before];
        assert!(report(&args, form) == report(&args, form), "{form}");
    }
}

/// Texts that want to be more than texts, in every column that the report shows.
fn hostile() -> String {
    project().join("tests/browser/hostile.csv").display().to_string()
}

#[test]
fn nothing_in_a_text_is_markup() {
    let path = hostile();
    let args = [path.as_str(), "--as-of", "2026-11-01"];
    let page = text(&args, "html");
    for (tag, times) in [("<script", 1), ("<style", 1), ("<img", 0), ("<title>", 1), ("<!--", 0)] {
        assert_eq!(page.matches(tag).count(), times, "{tag}");
    }
    assert!(!page.contains("<svg onload"), "somebody else's element");
    assert!(page.contains("&lt;script&gt;window.taken = 1&lt;/script&gt;"));
    assert!(page.contains("a\\u{202e}dlrow\\u{2066}b") && page.contains("bell\\u{7}escape\\u{1b}[31m"));
    let unseen =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for (form, told) in [("html", &page), ("md", &text(&args, "md"))] {
        assert!(!told.contains(unseen), "{form}");
    }
    let markdown = text(&args, "md");
    assert!(!markdown.contains("<script") && markdown.contains("\\| a \\| \\`b\\` \\[c\\]"), "{markdown}");
    // Every attribute's value is between quotes, and none of ours begins with `on`.
    let body = &page[page.find("<body>").unwrap()..page.find("<script ").unwrap()];
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let outside: String = tag.split('"').step_by(2).collect();
        assert!(!outside.contains(" on") && !outside.contains('<'), "{tag}");
        rest = &rest[end + 1..];
    }
}

#[test]
fn a_workbook_has_text_as_text_and_native_charts() {
    let bytes = report(&[&hostile(), "--as-of", "2026-11-01", "--previous", &sample("meridian-v2.1.xlsx")], "xlsx");
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let names: Vec<String> = package.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().filter(|name| name.starts_with("xl/charts/chart")).count() >= 5, "{names:?}");
    let mut read = |name: &str| {
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    for name in names.iter().filter(|name| name.starts_with("xl/worksheets/sheet")) {
        let sheet = read(name);
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{name} has a formula");
    }
    let strings = read("xl/sharedStrings.xml");
    assert!(strings.contains("=HYPERLINK(") && strings.contains("&lt;script&gt;"));
    assert!(!strings.contains(['\u{7}', '\u{1b}', '\u{202e}', '\u{ffff}', '\u{fffe}']));
    let (workbook, findings) = poam::workbook::read("report.xlsx", bytes).unwrap();
    assert!(findings.iter().all(|finding| finding.level != poam::finding::Level::Error), "{findings:?}");
    let sheets: Vec<&str> = workbook.sheets.iter().map(|sheet| &*sheet.name).collect();
    assert_eq!((sheets.first(), sheets.last()), (Some(&"At a glance"), Some(&"Items")), "{sheets:?}");
}

const COLUMNS: &str = "POAM ID,Weakness Name,Original Detection Date,Original Risk Rating,Status Date\n";

/// A month's workbook as a document, which has a POAM Date.
fn month(name: &str, date: &str, rows: &str) -> String {
    let csv = file(&format!("report-{name}.csv"), &format!("{COLUMNS}{rows}"));
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("report-{name}.json"));
    let run = Command::new(env!("CARGO_BIN_EXE_poam"))
        .args(["convert", "--no-config", "--overwrite", "--quiet", &csv, "-o"])
        .arg(&out)
        .args(["--now", "2026-01-01T00:00:00Z"])
        .status();
    assert!(run.unwrap().code() <= Some(1));
    let mut document: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    document["plan-of-action-and-milestones"]["metadata"]["published"] = json!(format!("{date}T00:00:00Z"));
    std::fs::write(&out, document.to_string()).unwrap();
    out.display().to_string()
}

#[test]
fn months_stand_in_the_order_of_their_dates_and_moves_add_up() {
    let first = month("first", "2026-08-31", "V-1,One,2026-08-01,High,\nV-2,Two,2026-08-01,Low,\n");
    let second = month("second", "2026-09-30", "V-1,One,2026-08-01,High,\nV-3,Three,2026-09-01,Moderate,\n");
    let third = month(
        "third",
        "2026-10-31",
        "V-1,One,2026-08-01,High,\nV-3,Three,2026-09-01,Moderate,\nV-4,Four,2026-10-30,Low,\n",
    );
    let report = figures(&[&third, "--previous", &second, "--previous", &first]);
    let months = report["months"].as_array().unwrap();
    let of = |name: &str| months.iter().map(|month| month[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("date"), ["2026-08-31", "2026-09-30", "2026-10-31"]);
    assert_eq!(months.iter().map(|m| m["open"]["all"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 2, 3]);
    // V-1 was due on 31 August, which is no day late.
    assert_eq!(months.iter().map(|m| m["late"]["all"].as_u64().unwrap()).collect::<Vec<_>>(), [0, 1, 1]);
    assert_eq!(months[0]["moves"], Value::Null);
    assert_eq!(months[1]["moves"], json!({ "new": 1, "closed": 0, "reopened": 0, "vanished": 1 }));
    assert_eq!(months[2]["moves"], json!({ "new": 1, "closed": 0, "reopened": 0, "vanished": 0 }));
    let page = text(&[&third, "--previous", &second], "html");
    assert!(page.contains("<span class=\"up\">up 1</span> from 2"), "the change against the month before");
    assert!(!text(&[&third], "html").contains("id=\"months\""), "one month is no history");
}

#[test]
fn the_catalogue_tells_items_that_nobody_marked() {
    let path = file(
        "report-kev.csv",
        "POAM ID,Original Detection Date,Original Risk Rating,CVE\nV-1,2026-10-01,Low,CVE-2026-1000\nV-2,2026-10-01,Low,\n",
    );
    let kev = file("report-kev.json", r#"{"vulnerabilities": [{"cveID": "CVE-2026-1000", "dueDate": "2026-10-20"}]}"#);
    let report = figures(&[&path, "--kev", &kev, "--as-of", "2026-10-30"]);
    let expected =
        json!([{ "id": "V-1", "cves": ["CVE-2026-1000"], "due": "2026-10-20", "marked": false, "in-catalogue": true }]);
    assert_eq!(report["exploited"], expected);
    let page = text(&[&path, "--kev", &kev, "--as-of", "2026-10-30"], "html");
    assert!(page.contains("not marked") && page.contains("\u{2212}10"), "ten days ago");
}
