//! A document written back into a workbook: nothing changes where nothing changed (law 2), and small edits stay small
//! (law 4).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use common::converted::{MAPPING, column};
use common::samples::{big, corpus, name, samples, templates, worked};
use poam::convert::{InPlace, Options, Survey, WrittenInto, document, write_into};
use poam::mapping::document::to_rows;
use poam::oscal::object::Object;
use poam::workbook::{Cell, CellAt, Sheet, SheetBuilder, Workbook, read};

/// The document of a workbook.
fn converted(workbook: &Workbook, keep_examples: bool) -> Object {
    let options = Options { keep_examples, ..Options::default() };
    document(&Survey::new(workbook, &MAPPING, options).unwrap()).unwrap().0
}

fn into(document: &Object, base: &[u8], options: InPlace) -> (Vec<u8>, WrittenInto) {
    let mut out = Cursor::new(Vec::new());
    let written = write_into(document, &MAPPING, "base.xlsx", base, &options, &mut out).unwrap();
    (out.into_inner(), written)
}

fn is_package(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "xlsx" || e == "xlsm")
}

/// The parts of a package, unpacked.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn changed_parts(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (parts(before), parts(after));
    let mut changed: Vec<String> =
        before.iter().filter(|(name, bytes)| after.get(*name) != Some(*bytes)).map(|(name, _)| name.clone()).collect();
    changed.extend(after.keys().filter(|name| !before.contains_key(*name)).cloned());
    changed
}

/// The workbook's cells as a person sees them.
fn grid(workbook: &Workbook) -> BTreeMap<(String, u32, u32), String> {
    let of = |sheet: &Sheet| {
        let name = sheet.name.to_string();
        sheet.cells().map(|c| ((name.clone(), c.row, c.column), c.cell.text().into_owned())).collect::<Vec<_>>()
    };
    workbook.sheets.iter().flat_map(of).collect()
}

/// What a change tells: the cell, and what it was and is.
fn told(written: &WrittenInto) -> Vec<String> {
    written.changes.iter().map(|c| format!("{}: {} -> {}", c.at, c.old, c.new).replace("base.xlsx, ", "")).collect()
}

/// A workbook with other cells: what a person would have typed.
fn retyped(workbook: &Workbook, sheet: usize, edits: &BTreeMap<(u32, u32), &str>) -> Workbook {
    let again = |(index, old): (usize, &Sheet)| {
        let mut builder = SheetBuilder::new();
        for cell in old.cells() {
            builder.push(cell);
        }
        for ((row, column), text) in edits.iter().filter(|_| index == sheet) {
            let mut rest = SheetBuilder::new();
            std::mem::swap(&mut rest, &mut builder);
            for cell in rest.finish("", false).cells().filter(|c| (c.row, c.column) != (*row, *column)) {
                builder.push(cell);
            }
            builder.push(CellAt { row: *row, column: *column, cell: Cell::Text(text), is_formula: false });
        }
        builder.finish(&old.name, old.hidden)
    };
    Workbook {
        file: workbook.file.clone(),
        sheets: workbook.sheets.iter().enumerate().map(again).collect(),
        modified: workbook.modified.clone(),
    }
}

fn assert_unchanged(path: &Path, keep_examples: bool) {
    let bytes = std::fs::read(path).unwrap();
    let (workbook, _) = read(&name(path), &bytes).unwrap();
    let root = converted(&workbook, keep_examples);
    let (after, written) = into(&root, &bytes, InPlace { keep_examples, ..InPlace::default() });
    assert_eq!(told(&written), Vec::<String>::new(), "{}", path.display());
    assert!(after == bytes && written.losses.is_empty(), "{}: {:?}", path.display(), written.losses);
}

#[test]
fn what_was_not_edited_comes_back_byte_for_byte() {
    let worked = worked().map(|path| path.with_extension("xlsx"));
    for path in samples().into_iter().chain(templates()).chain(corpus()).chain(worked).filter(|p| is_package(p)) {
        assert_unchanged(&path, true);
    }
}

#[test]
fn thousands_of_items_come_back_byte_for_byte() {
    if let Some(path) = big() {
        assert_unchanged(&path, true);
    }
}

/// A text that differs from what any sample holds, for each column.
fn other(header: &str) -> &'static str {
    match header {
        "POAM ID" => "V-9999",
        "Controls" => "SC-45",
        "Original Detection Date"
        | "Scheduled Completion Date"
        | "Status Date"
        | "Last Vendor Check-in Date"
        | "Binding Operational Directive 22-01 Due Date" => "2031-07-09",
        "Planned Milestones" => "(1) 2031-07-09: Something else",
        "Milestone Changes" => "(1) Update 2031-07-09 : Something else",
        "Vendor Dependency"
        | "Risk Adjustment"
        | "False Positive"
        | "Operational Requirement"
        | "Auto-Approve"
        | "Binding Operational Directive 22-01 tracking" => "Yes",
        "Original Risk Rating" | "Adjusted Risk Rating" => "High",
        "Deviation Rationale" => "Operational Requirement : Something else",
        "CVE" => "CVE-2031-12345",
        _ => "Something else",
    }
}

#[test]
fn a_changed_value_changes_its_cell_alone() {
    let path = samples().into_iter().find(|path| name(path).starts_with("meridian")).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let (workbook, _) = read(&name(&path), &bytes).unwrap();
    let (tables, _) = poam::rows::find(&workbook, &MAPPING.layout, false).unwrap();
    let table = &tables[0];
    let sheet = &workbook.sheets[table.sheet];
    let mut tried = 0;
    for (position, is) in &table.columns {
        let poam::rows::ColumnIs::Known(index) = is else { continue };
        let header = &MAPPING.columns[*index].header;
        if header == "POAM ID" {
            continue;
        }
        let row = table.items[1];
        let edits = BTreeMap::from([((row, *position), other(header))]);
        let root = converted(&retyped(&workbook, table.sheet, &edits), false);
        let (after, written) = into(&root, &bytes, InPlace::default());
        let (read_again, _) = read("after.xlsx", &after).unwrap();
        let (before, now) = (grid(&workbook), grid(&read_again));
        let differ: Vec<_> = now.iter().filter(|(at, text)| before.get(*at) != Some(text)).collect();
        let at = (sheet.name.to_string(), row, *position);
        let was = before.get(&at).map_or("", String::as_str);
        if was == other(header) {
            assert!(after == bytes, "{header}");
            continue;
        }
        // What is computed from the cell follows it.
        let due = column("Scheduled Completion Date");
        let is_due =
            |column: u32| table.columns.iter().any(|(at, is)| *at == column && *is == poam::rows::ColumnIs::Known(due));
        let differ: Vec<_> =
            differ.into_iter().filter(|((_, r, c), _)| (*r, *c) == (row, *position) || !is_due(*c)).collect();
        assert_eq!(differ, [(&at, &other(header).to_owned())], "{header}: {:?}", told(&written));
        assert!(before.keys().all(|at| now.contains_key(at)), "{header}");
        assert_eq!(now.get(&at).map(String::as_str), Some(other(header)));
        let parts = changed_parts(&bytes, &after);
        assert!(
            parts.iter().all(|p| p.starts_with("xl/worksheets/sheet")
                || p == "xl/styles.xml"
                || p.contains("calcChain")
                || p == "xl/workbook.xml"
                || p.contains("/_rels/")
                || p == "[Content_Types].xml"),
            "{header}: {parts:?}"
        );
        tried += 1;
    }
    assert!(tried >= 26, "{tried}");
}

/// A document of one item, as if typed into row 9 of the newest of the old templates.
fn one_item(cells: &[(&str, &str)]) -> Object {
    let mut builder = SheetBuilder::new();
    let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    for (at, header) in (0..).zip(&headers) {
        builder.push(CellAt { row: 4, column: at, cell: Cell::Text(header), is_formula: false });
        if let Some((_, text)) = cells.iter().find(|(known, _)| known == header) {
            builder.push(CellAt { row: 8, column: at, cell: Cell::Text(text), is_formula: false });
        }
    }
    for (at, (label, value)) in
        (0..).zip([("CSP", "Acme"), ("System Name", "Rocket"), ("Impact Level", "High"), ("POAM Date", "2026-10-30")])
    {
        builder.push(CellAt { row: 1, column: at, cell: Cell::Text(label), is_formula: false });
        builder.push(CellAt { row: 2, column: at, cell: Cell::Text(value), is_formula: false });
    }
    let sheets = vec![builder.finish("Open POA&M Items", false)];
    converted(&Workbook { file: "typed".into(), sheets, modified: None }, false)
}

const ITEM: [(&str, &str); 9] = [
    ("POAM ID", "V-17"),
    ("Controls", "AC-2"),
    ("Weakness Name", "=cmd|' /C calc'!A0"),
    ("Weakness Description", "One.\nTwo."),
    ("Weakness Source Identifier", "19506"),
    ("Original Detection Date", "2026-05-04"),
    ("Scheduled Completion Date", "2026-06-03"),
    ("Original Risk Rating", "High"),
    ("Comments", "+1"),
];

#[test]
fn one_item_fills_one_row_of_every_template() {
    for path in templates() {
        let bytes = std::fs::read(&path).unwrap();
        let root = one_item(&ITEM);
        let (after, written) = into(&root, &bytes, InPlace::default());
        let file = name(&path);
        assert!(written.losses.is_empty(), "{file}: {:?}", written.losses);
        let (workbook, _) = read(&file, &after).unwrap();
        let again = converted(&workbook, false);
        let rows = |root: &Object| {
            // A blank rating is spelled as the newest template does: whether one was blank on purpose is no matter here.
            let rows = to_rows(&MAPPING, root, Some(0));
            (rows.header, rows.rows)
        };
        assert_eq!(rows(&again), rows(&root), "{file}: {:?}", told(&written));
        let changed = changed_parts(&bytes, &after);
        assert!(
            changed.iter().all(|part| part.starts_with("xl/worksheets/") || part == "xl/styles.xml"),
            "{file}: {changed:?}"
        );
        let (old, new) = (parts(&bytes), parts(&after));
        assert_eq!(old.get("xl/vbaProject.bin"), new.get("xl/vbaProject.bin"), "{file}");
        let (same, written) = into(&again, &after, InPlace::default());
        assert!(same == after, "{file}: {:?}", told(&written));
        // Written once more there is nothing left to do, and filled in twice nothing stands twice.
        let (twice, written) = into(&root, &after, InPlace::default());
        assert!(twice == after, "{file}: {:?}", told(&written));
    }
}

fn sample() -> (Vec<u8>, Workbook) {
    let path = samples().into_iter().find(|path| name(path).starts_with("meridian")).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let (workbook, _) = read("base.xlsx", &bytes).unwrap();
    (bytes, workbook)
}

fn ids(bytes: &[u8]) -> Vec<(String, u32, String)> {
    let (workbook, _) = read("a.xlsx", bytes).unwrap();
    let (tables, _) = poam::rows::find(&workbook, &MAPPING.layout, false).unwrap();
    let of = |table: &poam::rows::Table| {
        let id = table.columns.iter().find(|(_, is)| *is == poam::rows::ColumnIs::Known(0)).unwrap().0;
        let sheet = &workbook.sheets[table.sheet];
        table
            .items
            .iter()
            .map(|row| (sheet.name.to_string(), *row, sheet.cell(*row, id).unwrap().cell.text().into_owned()))
            .collect::<Vec<_>>()
    };
    tables.iter().flat_map(of).collect()
}

/// The document of the sample with one item's status changed.
fn with_status(workbook: &Workbook, id: &str, status: &str) -> Object {
    let mut root = converted(workbook, false);
    let (item, risk) = {
        let item = root.all("poam-item").find(|item| item.all("prop").any(|p| p.get("value") == Some(id))).unwrap();
        let risk = item.all("associated-risk").next().unwrap().get("risk-uuid").unwrap().to_owned();
        (item.uuid().unwrap().to_owned(), risk)
    };
    assert!(!item.is_empty());
    let member = root.kind().member("risk").unwrap();
    let status_member = poam::oscal::model::RISK.member("status").unwrap();
    let found = root.objects_mut(member).find(|r| r.uuid() == Some(risk.as_str())).unwrap();
    found.set(status_member, status);
    root
}

#[test]
fn a_closed_item_moves_and_comes_back_when_it_is_reopened() {
    let (bytes, workbook) = sample();
    let before = ids(&bytes);
    let (sheet, row, id) = before.iter().find(|(sheet, ..)| sheet.starts_with("Open")).unwrap().clone();
    let (closed, _) = into(&with_status(&workbook, &id, "closed"), &bytes, InPlace::default());
    let after = ids(&closed);
    let moved = after.iter().find(|(_, _, known)| *known == id).unwrap();
    assert!(moved.0.starts_with("Closed"), "{moved:?}");
    assert!(!after.iter().any(|(s, r, _)| (s, *r) == (&sheet, row)), "the row it left is blank");
    assert_eq!(before.len(), after.len());
    let (closed_book, _) = read("base.xlsx", &closed).unwrap();
    let (reopened, _) = into(&with_status(&closed_book, &id, "open"), &closed, InPlace::default());
    assert_eq!(ids(&reopened), before, "the first free row is the one that it left");
    let (compact, _) =
        into(&with_status(&workbook, &id, "closed"), &bytes, InPlace { compact: true, ..InPlace::default() });
    let rows: Vec<u32> = ids(&compact).iter().filter(|(s, ..)| *s == sheet).map(|(_, row, _)| *row).collect();
    assert!(rows.windows(2).all(|pair| pair[1] == pair[0] + 1) && rows[0] == row, "{rows:?}");
}

#[test]
fn an_item_gone_from_the_document_is_told_and_left_unless_asked_for() {
    let (bytes, workbook) = sample();
    let mut root = converted(&workbook, false);
    let member = root.kind().member("poam-item").unwrap();
    let mut seen = 0;
    root.prune(&mut |_, m, _| {
        let is_item = m.name == "poam-item";
        seen += usize::from(is_item);
        !(is_item && seen == 1)
    });
    assert!(root.objects(member).count() > 0);
    let (after, written) = into(&root, &bytes, InPlace::default());
    assert!(after == bytes);
    assert_eq!(written.findings.iter().filter(|f| f.code == "item-not-in-document").count(), 1);
    let (after, _) = into(&root, &bytes, InPlace { remove_missing: true, ..InPlace::default() });
    assert_eq!(ids(&after), ids(&bytes)[1..]);
}

#[test]
fn a_new_item_takes_the_next_free_row() {
    let (bytes, workbook) = sample();
    let (tables, _) = poam::rows::find(&workbook, &MAPPING.layout, false).unwrap();
    let table = &tables[0];
    let row = table.items.last().unwrap() + 1;
    let edits: BTreeMap<(u32, u32), &str> = ITEM
        .iter()
        .map(|(header, text)| {
            let is = poam::rows::ColumnIs::Known(column(header));
            ((row, table.columns.iter().find(|(_, known)| *known == is).unwrap().0), *text)
        })
        .collect();
    let root = converted(&retyped(&workbook, table.sheet, &edits), false);
    let (after, written) = into(&root, &bytes, InPlace::default());
    let sheet = workbook.sheets[table.sheet].name.to_string();
    assert!(ids(&after).contains(&(sheet, row, "V-17".to_owned())), "{:?}", told(&written));
    let (again, _) = read("a.xlsx", &after).unwrap();
    assert_eq!(to_rows(&MAPPING, &converted(&again, false), None), to_rows(&MAPPING, &root, None));
    let detected = edits.keys().find(|(_, column)| edits[&(row, *column)] == "2026-05-04").unwrap().1;
    assert!(
        matches!(again.sheets[table.sheet].cell(row, detected).unwrap().cell, Cell::Date { .. }),
        "a date is a date"
    );
}

#[test]
fn a_new_item_in_a_new_workbook_is_filtered_like_the_others() {
    let (_, workbook) = sample();
    let root = converted(&workbook, false);
    let layout = poam::workbook::anew::named("fedramp-2.1");
    let base =
        poam::convert::anew::workbook(&MAPPING, &root, layout, "a.xlsx", None, &std::env::temp_dir()).unwrap().bytes;
    let filter = |bytes: &[u8]| {
        let parts = parts(bytes);
        let sheet = String::from_utf8(parts["xl/worksheets/sheet1.xml"].clone()).unwrap();
        let (_, rest) = sheet.split_once("<autoFilter ref=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let (first, last) = filter(&base).split_once(':').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let last: u32 = last.trim_start_matches(char::is_alphabetic).parse().unwrap();
    // So many new items that they reach beyond what was filtered.
    let row =
        ids(&base).iter().filter(|(sheet, ..)| sheet.starts_with("Open")).map(|(_, row, _)| row + 1).max().unwrap();
    let wanted = usize::try_from(last - row).unwrap() + 3;
    let mut more = root.clone();
    let item = one_item(&ITEM);
    for at in 0..wanted {
        let mut new = item.all("poam-item").next().unwrap().clone();
        let uuid = format!("00000000-0000-4000-8000-{at:012}");
        new.set(new.kind().member("uuid").unwrap(), uuid);
        let prop = new.kind().member("prop").unwrap();
        let value = new.objects(prop).next().unwrap().kind().member("value").unwrap();
        new.objects_mut(prop).next().unwrap().set(value, format!("N-{at}"));
        more.push(root.kind().member("poam-item").unwrap(), poam::oscal::object::Node::Object(new));
    }
    let (after, written) = into(&more, &base, InPlace::default());
    assert!(written.findings.iter().all(|f| f.code != "table-not-grown"), "{:?}", written.findings);
    let end =
        ids(&after).iter().filter(|(sheet, ..)| sheet.starts_with("Open")).map(|(_, row, _)| row + 1).max().unwrap();
    assert_eq!(end, last + 3);
    assert_eq!(
        filter(&after),
        format!("{first}:{}{end}", filter(&base).split(':').nth(1).unwrap().trim_end_matches(char::is_numeric))
    );
}
