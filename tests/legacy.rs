//! Workbooks that are not FedRAMP's: registers with a status column, exports of eMASS. They are read and written by
//! their mapping files alone.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;

use common::converted::mapping_of;
use common::samples::{corpus, legacy, name};
use common::{row, workbook};
use poam::convert::choose::choose;
use poam::convert::{InPlace, Options, Survey, WrittenInto, document, write_into};
use poam::finding::{Failure, Finding};
use poam::mapping::definition::Mapping;
use poam::mapping::file::{EMBEDDED, load};
use poam::oscal::format::{self, Format};
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::Version;
use poam::workbook::{Workbook, read as read_bytes};

/// The workbooks among the samples and the published ones that FedRAMP's mapping does not read.
fn all() -> Vec<PathBuf> {
    let is_other = |path: &PathBuf| mapping_of(&opened(path).0).name != "fedramp";
    legacy().into_iter().chain(corpus()).filter(is_other).collect()
}

fn opened(path: &PathBuf) -> (Workbook, Vec<u8>) {
    let bytes = std::fs::read(path).unwrap();
    (read_bytes(&name(path), &bytes[..]).unwrap().0, bytes)
}

fn sample(start: &str) -> (Workbook, Vec<u8>) {
    opened(&legacy().into_iter().find(|path| name(path).starts_with(start)).unwrap())
}

fn converted(workbook: &Workbook) -> Object {
    let (root, report) = document(&Survey::new(workbook, mapping_of(workbook), Options::default()).unwrap()).unwrap();
    assert_eq!(report.losses, []);
    root
}

fn written(root: &Object, bytes: &[u8]) -> (Vec<u8>, WrittenInto) {
    let (base, _) = read_bytes("base.xlsx", bytes).unwrap();
    let mut out = Cursor::new(Vec::new());
    let written = write_into(root, mapping_of(&base), "base.xlsx", bytes, &InPlace::default(), &mut out).unwrap();
    (out.into_inner(), written)
}

/// The document with each of these texts replaced.
fn edited(root: &Object, texts: &[(&str, &str)]) -> Object {
    let mut json = Vec::new();
    format::write(&mut json, Format::Json, Version::default(), root).unwrap();
    let mut json = String::from_utf8(json).unwrap();
    for (from, to) in texts {
        assert!(json.contains(from), "{from}");
        json = json.replacen(from, to, 1);
    }
    let reading = read::document("edited.json", json.as_bytes()).unwrap();
    assert_eq!(reading.findings, []);
    reading.root
}

/// What changes, as `cell: old -> new`.
fn changes(written: &WrittenInto) -> Vec<String> {
    let shown = |c: &poam::convert::Change| {
        let cell = poam::finding::cell_name(c.at.row.unwrap(), c.at.column.unwrap());
        format!("{cell}: {} -> {}", c.old, c.new)
    };
    written.changes.iter().map(shown).collect()
}

fn messages(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.message.as_str()).collect()
}

fn texts(workbook: &Workbook) -> Vec<(u32, u32, String)> {
    let cells = workbook.sheets[0].cells();
    cells.map(|c| (c.row, c.column, c.cell.text().into_owned())).filter(|(.., text)| !text.trim().is_empty()).collect()
}

/// The rows from the header row on, by what they hold: an item of several rows may take a later place.
fn rows(workbook: &Workbook) -> Vec<Vec<(u32, String)>> {
    let mut rows: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
    for (row, column, text) in texts(workbook).into_iter().filter(|(row, ..)| *row > 5) {
        rows.entry(row).or_default().push((column, text));
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort();
    rows
}

#[test]
fn what_was_not_edited_comes_back_byte_for_byte() {
    let mut seen = 0;
    for path in all().iter().filter(|path| path.extension().unwrap() == "xlsx") {
        let (workbook, bytes) = opened(path);
        let (after, written) = written(&converted(&workbook), &bytes);
        assert_eq!((changes(&written), messages(&written.losses)), (vec![], vec![]), "{}", name(path));
        assert!(after == bytes, "{}", name(path));
        seen += 1;
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn an_emptied_workbook_is_filled_as_it_was() {
    for path in all().iter().filter(|path| path.extension().unwrap() == "xlsx") {
        let (workbook, bytes) = opened(path);
        let root = converted(&workbook);
        // Removing every item but one of another system's empties the rows.
        let nothing = InPlace { remove_missing: true, ..InPlace::default() };
        let (only, _) = read_bytes("one.csv", one_item(mapping_of(&workbook)).as_bytes()).unwrap();
        let one = document(&Survey::new(&only, mapping_of(&workbook), Options::default()).unwrap()).unwrap().0;
        let mut out = Cursor::new(Vec::new());
        write_into(&one, mapping_of(&workbook), "base.xlsx", &bytes, &nothing, &mut out).unwrap();
        let emptied = out.into_inner();
        let mut out = Cursor::new(Vec::new());
        write_into(&root, mapping_of(&workbook), "base.xlsx", &emptied, &nothing, &mut out).unwrap();
        let filled = read_bytes(&name(path), out.into_inner()).unwrap().0;
        assert_eq!(rows(&filled), rows(&workbook), "{}", name(path));
    }
}

/// A .csv of one item with the first columns of a mapping.
fn one_item(mapping: &Mapping) -> String {
    let headers: Vec<&str> = mapping.columns.iter().take(4).map(|c| c.header.as_str()).collect();
    format!("\"{}\"\n1,a,b,c\n", headers.join("\",\""))
}

#[test]
fn the_status_column_says_which_items_are_closed() {
    let (workbook, bytes) = sample("fennel");
    let root = converted(&workbook);
    let closed = |root: &Object| root.all("risk").filter(|risk| risk.get("status") == Some("closed")).count();
    assert_eq!(closed(&root), 1);
    let reopened = edited(&root, &[(r#""status": "closed""#, r#""status": "open""#)]);
    let (_, written) = written(&reopened, &bytes);
    assert_eq!(changes(&written), ["X9: Completed -> Open"]);
}

#[test]
fn a_milestone_changes_its_own_cells() {
    let (workbook, bytes) = sample("fennel");
    let root = converted(&workbook);
    let later = edited(
        &root,
        &[
            (r#""description": "Weekly comparison, by hand""#, r#""description": "Comparison every two weeks""#),
            ("2026-08-28T", "2026-09-04T"),
        ],
    );
    let (_, told) = written(&later, &bytes);
    assert_eq!(
        changes(&told),
        ["Q7: Weekly comparison, by hand -> Comparison every two weeks", "R7: 2026-08-28 -> 2026-09-04"]
    );
    let (workbook, bytes) = sample("tidewater");
    let root = converted(&workbook);
    let (_, told) = written(
        &edited(&root, &[(r#""description": "Updates on tw-db-01""#, r#""description": "Updates on the database""#)]),
        &bytes,
    );
    assert_eq!(changes(&told), ["J10: Updates on tw-db-01 -> Updates on the database"]);
}

#[test]
fn a_milestone_more_takes_a_free_row_or_is_told() {
    let (workbook, bytes) = sample("tidewater");
    let root = converted(&workbook);
    let json = |text: &str| format!(r#""description": "{text}""#);
    let task = r#""uuid": "11111111-1111-4111-8111-111111111111", "type": "milestone", "title": "One more", "description": "One more", "timing": {"on-date": {"date": "2026-12-09T00:00:00Z"}}}, {"#;
    // Before the milestone of the last item that has one, whose next row holds another item.
    let at = json("New passwords, one for each");
    let mut text = Vec::new();
    format::write(&mut text, Format::Json, Version::default(), &root).unwrap();
    let text = String::from_utf8(text).unwrap();
    let before = text[..text.find(&at).unwrap()].rfind("{\n").unwrap();
    let more = format!("{}{task}{}", &text[..=before], &text[before + 1..]);
    let root = read::document("more.json", more.as_bytes()).unwrap().root;
    let (_, told) = written(&root, &bytes);
    assert_eq!(told.losses.iter().filter(|f| f.code == "no-room-below").count(), 3, "{:?}", told.losses);
    assert_eq!(changes(&told)[0], "J13: New passwords, one for each -> One more");
}

#[test]
fn a_column_that_emass_does_not_have_is_told_and_not_added() {
    let (workbook, bytes) = sample("tidewater");
    let (fennel, _) = sample("fennel");
    let (after, told) = written(&converted(&fennel), &bytes);
    let lost = told.losses.iter().find(|f| f.message.contains("Budget Line")).unwrap();
    assert_eq!(lost.help.as_deref(), Some("the format takes no column but its own"));
    let header = |w: &Workbook| w.sheets[0].row(6).cells().map(|c| c.cell.text().into_owned()).collect::<Vec<_>>();
    assert_eq!(header(&read_bytes("after.xlsx", after).unwrap().0), header(&workbook));
}

#[test]
fn items_without_an_id_keep_their_uuids_wherever_they_stand() {
    let (workbook, _) = sample("clover");
    let uuids = |root: &Object| -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = root
            .all("poam-item")
            .map(|item| (item.get("title").unwrap().to_owned(), item.get("uuid").unwrap().to_owned()))
            .collect();
        all.sort();
        all
    };
    let before = uuids(&converted(&workbook));
    let text = std::fs::read_to_string(legacy().into_iter().find(|p| name(p).starts_with("clover")).unwrap()).unwrap();
    let mut records: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .map(Result::unwrap)
        .collect();
    records[3..].reverse();
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in &records {
        out.write_record(record).unwrap();
    }
    let reversed = read_bytes("clover.csv", out.into_inner().unwrap()).unwrap().0;
    assert_eq!(uuids(&converted(&reversed)), before);
    let survey = Survey::new(&reversed, mapping_of(&reversed), Options::default()).unwrap();
    let codes: Vec<&str> = survey.findings.iter().map(|f| f.code).collect();
    assert!(codes.contains(&"without-id") && !codes.contains(&"missing-id"), "{codes:?}");
}

fn chosen(headers: &[&str]) -> Result<(usize, Option<Finding>), Failure> {
    let rows = row(1, headers) + &row(2, &["a", "b", "c", "d"]);
    let (book, _) = read_bytes("acme.xlsx", workbook(&[("Sheet1", &rows)], &[], "")).unwrap();
    let mappings: Vec<Mapping> = EMBEDDED.iter().map(|e| load(e.name, e.text).unwrap()).collect();
    let chosen = choose(&book, &|index| Ok(Box::leak(Box::new(load(EMBEDDED[index].name, EMBEDDED[index].text)?))));
    assert_eq!(mappings.len(), 3);
    chosen
}

#[test]
fn the_mapping_that_knows_most_columns_is_taken_and_told() {
    let fedramp = ["POAM ID", "Controls", "Weakness Name", "Comments"];
    assert_eq!(chosen(&fedramp).unwrap(), (0, None));
    // A column more does not make it another workbook.
    assert_eq!(chosen(&[&fedramp[..], &["Root Cause"]].concat()).unwrap(), (0, None));
    let (index, told) = chosen(&["Weakness", "Control", "Status", "Planned Actions", "Budget"]).unwrap();
    assert_eq!(EMBEDDED[index].name, "generic");
    assert_eq!(
        told.unwrap().message,
        "read by the mapping generic; columns known: generic 4 of 5 (4 by name), fedramp 0 of 0 (0 by name), emass 0 of 0 (0 by name)"
    );
    // Where none knows the columns, reading says what is missing.
    assert_eq!(chosen(&["One", "Two", "Three"]).unwrap(), (0, None));
}

#[test]
fn a_tie_and_a_poor_match_are_refused_with_the_candidates() {
    let tie = chosen(&["Item ID", "Security Control", "Comments"]).unwrap_err();
    assert_eq!(tie.exit_code(), 4);
    assert_eq!(
        messages(tie.findings()),
        [
            "fedramp and generic match equally well; columns known: fedramp 3 of 3 (1 by name), generic 3 of 3 (1 by name), emass 0 of 0 (0 by name)"
        ]
    );
    let others: Vec<String> = (0..9).map(|n| format!("Other {n}")).collect();
    let headers: Vec<&str> =
        ["Weakness", "Control", "Planned Actions"].into_iter().chain(others.iter().map(String::as_str)).collect();
    let poor = chosen(&headers).unwrap_err();
    assert_eq!(poor.findings()[0].code, "no-mapping-fits");
    assert!(poor.findings()[0].message.starts_with("no mapping knows most of the columns: generic 3 of 12"), "{poor}");
}
