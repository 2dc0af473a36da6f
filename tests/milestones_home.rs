//! Milestones where the template has no columns for them: they stand in the plan's cell, and are read out of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io::Cursor;

use common::converted::{MAPPING, column, convert_items};
use common::grid::Grid;
use common::samples::{name, samples, templates, worked};
use poam::convert::{InPlace, WrittenInto, anew, write_into};
use poam::mapping::document::{RowText, to_rows};
use poam::merge::{Options, merge};
use poam::oscal::object::Object;
use poam::oscal::same::difference;
use poam::oscal::version::Version;
use poam::workbook::{Workbook, read, read_file};

const PLAN: &str = "Remediation Plan";
const OPEN: &str = "Open POA&M Items";

/// The generation that has no columns for milestones.
fn newest() -> Option<usize> {
    MAPPING.generations.iter().position(|g| g.name == "3.0")
}

fn converted(workbook: &Workbook) -> Object {
    convert_items(workbook, Version::default()).root
}

fn into(document: &Object, base: &[u8]) -> (Vec<u8>, WrittenInto) {
    let mut out = Cursor::new(Vec::new());
    let written = write_into(document, &MAPPING, "base.xlsx", base, &InPlace::default(), &mut out).unwrap();
    (out.into_inner(), written)
}

fn anew(document: &Object) -> Vec<u8> {
    let layout = poam::workbook::anew::named("fedramp-3.0");
    let stamp = document.all("metadata").find_map(|m| m.get("last-modified").map(|stamp| stamp.parse().unwrap()));
    anew::workbook(&MAPPING, document, layout, "new.xlsx", stamp, &std::env::temp_dir()).unwrap().bytes
}

fn rows(document: &Object) -> Vec<RowText> {
    to_rows(&MAPPING, document, None).rows
}

fn cell<'r>(row: &'r RowText, header: &str) -> &'r str {
    &row.cells[column(header)]
}

/// A sheet of the newest generation with one item.
fn sheet(plan: &str) -> Grid {
    let headers = ["POA&M ID", "Weakness Name", PLAN, "Status Date", "Scheduled Completion Date"];
    Grid::new(vec![Grid::sheet(OPEN, &headers, &[vec!["V-1", "Open port", plan, "2026-06-19", "2026-09-01"]])])
}

/// The tasks of the first item's plan that are no defaults: number, day, text.
fn tasks(document: &Object) -> Vec<(Option<String>, String, String)> {
    let risk = document.all("risk").next().unwrap();
    let planned = risk.all("response").find(|r| r.get("lifecycle") == Some("planned")).unwrap();
    let is_own =
        |task: &&Object| !task.all("prop").any(|p| p.get("name") == Some("derived") && p.get("value") == Some("all"));
    let day = |task: &Object| {
        task.all("timing").next().unwrap().all("on-date").next().unwrap().get("date").unwrap().to_owned()
    };
    let number = |task: &Object| {
        task.all("prop").find(|p| p.get("name") == Some("milestone-number")).map(|p| p.get("value").unwrap().to_owned())
    };
    let text = |task: &Object| task.get("description").unwrap_or_default().to_owned();
    planned.all("task").filter(is_own).map(|task| (number(task), day(task)[..10].to_owned(), text(task))).collect()
}

#[test]
fn milestones_typed_into_the_plan_are_tasks_and_the_plan_is_without_them() {
    let text = "Migrate to a new solution. Planned milestones are:\n1) 2026-07-01: Order\n2) Install";
    let workbook = sheet(text).workbook();
    let root = converted(&workbook);
    let rows = rows(&root);
    assert_eq!(cell(&rows[0], "Overall Remediation Plan"), "Migrate to a new solution.");
    assert_eq!(cell(&rows[0], "Planned Milestones"), "(1) 2026-07-01: Order\n\n(2) Install");
    let expected = [("1", "2026-07-01", "Order"), ("2", "2026-09-01", "Install")]
        .map(|(n, d, t)| (Some(n.to_owned()), d.into(), t.into()));
    assert_eq!(tasks(&root), expected, "one without a day of its own is due with the item");
    assert_eq!(to_rows(&MAPPING, &root, newest()).rows[0].shown(column("Overall Remediation Plan")), text);
}

#[test]
fn a_cell_that_a_person_wrote_comes_back_byte_for_byte() {
    for text in [
        "Migrate.  planned MILESTONES are: \n\n 1)2026-07-01: Order\n2) Install \n\n",
        "Planned milestones are:\n(1) 2026/7/1 : Order\n(2) Install",
        "Milestone changes are:\n1) Update 2026-06-18 : Late\n\nPlanned milestones are:\n- order\n- install",
        "Planned milestones are:",
        "Planned milestones are:\n1) a\n1) a",
        "Our planned milestones are: none",
        "A.\n\nOR\n\nB. Planned milestones are:\n1) Milestone 1\n2) Milestone 2\n3) …...\n\n",
        "  ",
    ] {
        let workbook = sheet(text).workbook();
        let converted = convert_items(&workbook, Version::default());
        assert_eq!(converted.report.losses, [], "{text:?}");
        let back = to_rows(&MAPPING, &converted.root, newest());
        let shown = back.rows[0].shown(column("Overall Remediation Plan"));
        assert!(shown == text || text.trim().is_empty() && shown.is_empty(), "{text:?} comes back as {shown:?}");
        // Written into a workbook of its own it is the same cell, and read again the same document.
        let file = anew(&converted.root);
        let (same, written) = into(&converted.root, &file);
        assert!(same == file, "{text:?}: {:?}", written.changes);
        let (again, _) = read("again.xlsx", &file).unwrap();
        assert_eq!(difference(&converted.root, &self::converted(&again)).map(|at| at.to_string()), None, "{text:?}");
    }
}

#[test]
fn a_workbook_of_the_old_generation_becomes_one_of_the_new_without_losing_a_milestone() {
    let template = templates().into_iter().find(|path| name(path).contains("v3.0"));
    let worked = worked().map(|path| path.with_extension("xlsx"));
    for path in samples().into_iter().chain(worked) {
        let (old, _) = read_file(&path).unwrap();
        let root = converted(&old);
        let before = rows(&root);
        let mut files = vec![anew(&root)];
        if let Some(template) = &template {
            let (file, written) = into(&root, &std::fs::read(template).unwrap());
            assert!(written.losses.iter().all(|l| !l.message.contains("Milestone")), "{:?}", written.losses);
            files.push(file);
        }
        for file in files {
            let (new, _) = read("new.xlsx", &file).unwrap();
            let after = rows(&converted(&new));
            assert_eq!(before.len(), after.len());
            for before in &before {
                let id = cell(before, "POAM ID");
                let of = |after: &&RowText| {
                    cell(after, "POAM ID") == id && cell(after, "Weakness Name") == cell(before, "Weakness Name")
                };
                let after = after.iter().find(of).unwrap_or_else(|| panic!("{}: {id}", name(&path)));
                for header in ["Overall Remediation Plan", "Planned Milestones", "Milestone Changes"] {
                    // Blank lines between items do not come back.
                    let words = |row: &RowText| cell(row, header).split_whitespace().collect::<Vec<_>>().join(" ");
                    assert_eq!(words(after), words(before), "{}: {id}, {header}", name(&path));
                }
            }
        }
    }
}

#[test]
fn a_changed_milestone_changes_the_plans_cell_alone() {
    let root = converted(&sheet("Migrate. Planned milestones are:\n1) 2026-07-01: Order").workbook());
    let file = anew(&root);
    let changed = converted(&sheet("Migrate. Planned milestones are:\n1) 2026-07-02: Order").workbook());
    let (_, written) = into(&changed, &file);
    let told: Vec<(&str, &str)> = written.changes.iter().map(|c| (c.old.as_str(), c.new.as_str())).collect();
    let texts = [
        "Migrate. Planned milestones are:\n1) 2026-07-01: Order",
        "Migrate. Planned milestones are:\n1) 2026-07-02: Order",
    ];
    assert_eq!(told, [(texts[0], texts[1])]);
}

#[test]
fn a_plan_typed_over_is_merged_and_what_only_the_document_has_stays() {
    let base =
        converted(&sheet("Migrate. Planned milestones are:\n1) 2026-07-01: Order\n2) 2026-08-01: Test").workbook());
    let merged = |text: &str, base: &Object| {
        let workbook = sheet(text).workbook();
        let survey = poam::convert::Survey::new(&workbook, &MAPPING, poam::convert::Options::default()).unwrap();
        merge(survey, base, Options::default()).unwrap()
    };
    let same = merged("Migrate. Planned milestones are:\n1) 2026-07-01: Order\n2) 2026-08-01: Test", &base);
    assert_eq!(same.changes, []);
    let moved = merged("Migrate. Planned milestones are:\n1) 2026-07-01: Order\n2) 2026-08-15: Test", &base);
    let paths: Vec<&str> = moved.changes.iter().map(|c| c.path.as_str()).collect();
    assert_eq!(paths.len(), 1, "{:?}", moved.changes);
    assert!(paths[0].contains("/remediations/") && paths[0].contains("/tasks/1/timing"), "{paths:?}");
    let text = "Migrate. Planned milestones are:\n1) 2026-07-01: Order\n2) 2026-08-15: Test\n\n\
                Milestone changes are:\n2) Update 2026-08-15 : Late";
    let logged = merged(text, &moved.root);
    assert!(logged.changes.iter().all(|c| c.path.contains("/risk-log")), "{:?}", logged.changes);
    let twice = merged(text, &logged.root);
    assert_eq!(twice.changes, []);
    let without = merged("Migrate.", &base);
    assert_eq!(tasks(&without.root), []);
    assert_eq!(cell(&rows(&without.root)[0], "Overall Remediation Plan"), "Migrate.");
}

#[test]
fn a_sheet_without_a_column_for_the_plan_says_nothing_of_milestones() {
    let base = converted(&sheet("Migrate. Planned milestones are:\n1) 2026-07-01: Order").workbook());
    let rows = vec![vec!["V-1", "Open port", "2026-06-19"]];
    let grid = Grid::new(vec![Grid::sheet(OPEN, &["POA&M ID", "Weakness Name", "Status Date"], &rows)]);
    let workbook = grid.workbook();
    let survey = poam::convert::Survey::new(&workbook, &MAPPING, poam::convert::Options::default()).unwrap();
    assert_eq!(merge(survey, &base, Options::default()).unwrap().changes, []);
}
