//! `poam check` and `poam diff` held against figures that another program computed from the cells: `tests/figures/check.py`
//! and `diff.py` (openpyxl only), of which `tests/figures/make` keeps the results beside them. The workbooks with edits and
//! faults are made here from the lists of cells that those programs wrote.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod common;

use common::samples;
use poam::workbook::Workbook;
use poam::workbook::splice::{Edits, NewCell, Splicer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn figures(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn meridian() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/meridian-v2.1.xlsx")
}

/// What the program says in JSON; `to` is where it says it.
fn told(args: &[&str], to: fn(std::process::Output) -> Vec<u8>) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_poam"));
    let run = command.args(args).args(["--no-config", "--format", "json"]).env_remove("SOURCE_DATE_EPOCH").output();
    serde_json::from_slice(&to(run.unwrap())).unwrap()
}

/// Row and column, counted from 0, of a cell's name.
fn position(name: &str) -> (u32, u32) {
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = name[..digits].bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    (name[digits..].parse::<u32>().unwrap() - 1, column - 1)
}

/// The text of a workbook's cell.
fn text_at(workbook: &Workbook, sheet: &str, name: &str) -> String {
    let (row, column) = position(name);
    let sheet = workbook.sheets.iter().find(|s| &*s.name == sheet).unwrap();
    sheet.cell(row, column).unwrap().cell.text().into_owned()
}

/// A copy of a workbook with edits of cells.
fn edited(bytes: &[u8], lists: &[&Value]) -> Vec<u8> {
    let (workbook, _) = poam::workbook::read("copy.xlsx", bytes).unwrap();
    let mut edits = Edits::new();
    for edit in lists.iter().flat_map(|list| list.as_array().unwrap()) {
        for cell in edit["cells"].as_array().unwrap() {
            let [sheet, name] = [0, 1].map(|at| cell[at].as_str().unwrap());
            let (row, column) = position(name);
            let text = match &cell[2] {
                Value::String(text) => text.clone(),
                as_before => text_at(&workbook, as_before[0].as_str().unwrap(), as_before[1].as_str().unwrap()),
            };
            let new = if text.is_empty() { NewCell::Blank } else { NewCell::Text(text) };
            edits.entry(sheet.to_owned()).or_default().cells.entry(row).or_default().insert(column, new);
        }
    }
    let mut out = Cursor::new(Vec::new());
    let findings = Splicer::open(bytes, &workbook).unwrap().write(&edits, &mut out).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    out.into_inner()
}

/// Holds what `poam check` finds against a file of figures. The rules that only tell how the file was read are left out.
fn check(name: &str, workbook: &Path, previous: Option<&Path>) {
    let expected = figures(name);
    let day = expected["as-of"].as_str().unwrap();
    let mut args = vec!["check", workbook.to_str().unwrap(), "--as-of", day];
    if let Some(previous) = previous {
        args.extend(["--previous", previous.to_str().unwrap()]);
    }
    let told = told(&args, |run| run.stderr);
    let items = format!(": {} items, ", expected["items"]);
    assert!(told["done"].as_str().unwrap().contains(&items), "{name}: {}", told["done"]);
    let is_rule = |code: &str| poam::check::rules().any(|rule| rule.code == code);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut late = 0;
    for finding in told["findings"].as_array().unwrap() {
        let code = finding["code"].as_str().unwrap();
        if is_rule(code) {
            *counts.entry(code).or_default() += 1;
        }
        if code == "item-late" {
            let message = finding["message"].as_str().unwrap();
            late += message.strip_prefix("late by ").unwrap().split(' ').next().unwrap().parse::<u64>().unwrap();
        }
    }
    let wanted = expected["counts"].as_object().unwrap();
    let wanted: BTreeMap<&str, u64> = wanted.iter().map(|(code, n)| (code.as_str(), n.as_u64().unwrap())).collect();
    let mut codes: Vec<&str> = counts.keys().chain(wanted.keys()).copied().collect();
    codes.sort_unstable();
    codes.dedup();
    let of = |counts: &BTreeMap<&str, u64>, code: &str| counts.get(code).copied().unwrap_or_default();
    let wrong: Vec<String> = codes
        .into_iter()
        .filter(|code| of(&counts, code) != of(&wanted, code))
        .map(|code| format!("{code}: {} found, {} computed", of(&counts, code), of(&wanted, code)))
        .collect();
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    assert_eq!(expected["days-late"].as_u64(), Some(late), "{name}: days late");
}

/// Holds what `poam diff` says against a file of figures.
fn diff(name: &str, old: &Path, new: &Path) {
    let expected = figures(name);
    let told = told(&["diff", old.to_str().unwrap(), new.to_str().unwrap()], |run| run.stdout);
    for (at, key) in ["items-old", "items-new"].into_iter().enumerate() {
        assert_eq!(told["files"][at]["items"], expected[key], "{name}: {key}");
    }
    let (found, wanted) = (told["items"].as_array().unwrap(), expected["items"].as_array().unwrap());
    for (found, wanted) in found.iter().zip(wanted) {
        assert_eq!(found, wanted, "{name}: {}", wanted["id"]);
    }
    assert_eq!(found.len(), wanted.len(), "{name}");
    for key in ["counts", "header", "probably-same"] {
        assert_eq!(told[key], expected[key], "{name}: {key}");
    }
}

/// Last month's and this month's workbook, by a file of edits.
fn months(folder: &TempDir, workbook: &Path, edits: &str) -> (PathBuf, PathBuf) {
    let (bytes, edits) = (std::fs::read(workbook).unwrap(), figures(edits));
    let before = edited(&bytes, &[&edits["before"]]);
    let after = edited(&before, &[&edits["after"]]);
    let (old, new) = (folder.path().join("old.xlsx"), folder.path().join("new.xlsx"));
    std::fs::write(&old, before).unwrap();
    std::fs::write(&new, after).unwrap();
    (old, new)
}

#[test]
fn the_sample_has_the_figures_of_its_cells() {
    check("check-meridian.json", &meridian(), None);
    let folder = TempDir::new().unwrap();
    let (old, new) = months(&folder, &meridian(), "edits-meridian.json");
    diff("diff-meridian.json", &old, &new);
    check("check-meridian-edited.json", &new, Some(&old));
    // The documents made of the two workbooks say the same.
    let [old, new] = [old, new].map(|path| document(&path));
    diff("diff-meridian.json", &old, &new);
    check("check-meridian-edited.json", &new, Some(&old));
}

/// The document made of a workbook, beside it.
fn document(workbook: &Path) -> PathBuf {
    let path = workbook.with_extension("json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_poam"));
    let run =
        command.args(["convert", "--no-config", "--now", "2026-10-30T00:00:00Z"]).arg(workbook).arg("-o").arg(&path);
    let run = run.output().unwrap();
    assert!(path.is_file(), "{}", String::from_utf8_lossy(&run.stderr));
    path
}

#[test]
fn thousands_of_items_have_the_figures_of_their_cells() {
    let Some(big) = samples::big() else { return };
    check("check-corpus.json", &big, None);
    let folder = TempDir::new().unwrap();
    let (old, new) = months(&folder, &big, "edits-corpus.json");
    assert_eq!(figures("edits-corpus.json")["after"].as_array().unwrap().len(), 50);
    diff("diff-corpus.json", &old, &new);
    check("check-corpus-edited.json", &new, Some(&old));
}

#[test]
fn faults_put_among_thousands_of_items_are_found_and_nothing_else() {
    let Some(big) = samples::big() else { return };
    let faulty = edited(&std::fs::read(big).unwrap(), &[&figures("faults-corpus.json")["after"]]);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("faulty.xlsx");
    std::fs::write(&path, faulty).unwrap();
    check("check-corpus-faults.json", &path, None);
    assert!(figures("check-corpus-faults.json")["counts"].as_object().unwrap().len() > 50);
}

/// Runs one of the programs of `tests/figures` and holds its result against the file of this name; false where there is no
/// Python with openpyxl.
fn is_fresh(name: &str, program: &str, workbook: &Path, args: &[&str]) -> bool {
    let python = std::env::var("POAM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import openpyxl"]).output().is_ok_and(|run| run.status.success());
    if !has {
        println!("skipped: {python} has no openpyxl (POAM_PYTHON names another)");
        return false;
    }
    let folder = TempDir::new().unwrap();
    let out = folder.path().join(name);
    let mut command = Command::new(python);
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures")).args(["-B", program]);
    let run = command.arg(workbook).args(args).arg("-o").arg(&out).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let fresh: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    assert_eq!(fresh, figures(name), "{name}: run tests/figures/make");
    true
}

#[test]
fn the_figures_on_file_are_those_that_the_programs_compute() {
    let (edits, day) = ("edits-meridian.json", ["--as-of", "2026-10-30"]);
    let edited = [day[0], day[1], "--previous-edits", edits];
    if !is_fresh("check-meridian.json", "check.py", &meridian(), &day) {
        return;
    }
    is_fresh("check-meridian-edited.json", "check.py", &meridian(), &edited);
    is_fresh("diff-meridian.json", "diff.py", &meridian(), &["--edits", edits]);
    let Some(big) = samples::big() else { return };
    let faults = ["--as-of", "2026-05-31", "--edits", "faults-corpus.json"];
    is_fresh("check-corpus-faults.json", "check.py", &big, &faults);
    is_fresh("diff-corpus.json", "diff.py", &big, &["--edits", "edits-corpus.json"]);
}
