//! Workbooks written anew: what a document says stands in its cells, and comes back from them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::path::Path;

use common::converted::{Converted, MAPPING, column, convert_items};
use common::grid::Grid;
use common::samples::{big, corpus, name, samples, templates, worked};
use poam::convert::anew::{Written, template, workbook};
use poam::convert::{Options, Report, Survey};
use poam::mapping::document::to_rows;
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::same::difference;
use poam::oscal::version::Version;
use poam::rows::{self, ColumnIs, Table};
use poam::workbook::anew::{LONGEST_TEXT, named, names};
use poam::workbook::{Cell, Workbook, read_file};

const FILE: &str = "out.xlsx";

/// Writes a document anew, in a layout or the one that fits.
fn write(root: &Object, layout: Option<&str>) -> Written {
    let stamp = root.all("metadata").find_map(|m| m.get("last-modified").map(|stamp| stamp.parse().unwrap()));
    let layout = layout.map(|name| named(name).unwrap());
    workbook(&MAPPING, root, layout, FILE, stamp, &std::env::temp_dir()).unwrap()
}

fn open(bytes: &[u8]) -> Workbook {
    let (workbook, findings) = poam::workbook::read(FILE, bytes).unwrap();
    assert_eq!(findings, []);
    workbook
}

fn tables(workbook: &Workbook) -> Vec<Table> {
    rows::find(workbook, &MAPPING.layout, false).unwrap().0
}

/// The documents of the samples.
fn documents() -> Vec<(String, Object)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        (name.to_owned(), read::document(name, &bytes).unwrap().root)
    };
    ["meridian-v2.1", "alder-v3.0", "kestrel-2018", "messy", "first-steps"].map(read).into()
}

/// The items and, told apart by their kinds of sheets, the texts of their rows.
fn row_texts(root: &Object, generation: Option<usize>) -> Vec<(usize, Vec<String>)> {
    to_rows(&MAPPING, root, generation).rows.into_iter().map(|row| (row.sheet, row.cells)).collect()
}

#[test]
fn a_document_comes_back_from_its_workbook() {
    for (name, root) in documents() {
        let written = write(&root, None);
        assert_eq!(written.layout, if name == "alder-v3.0" { "fedramp-3.0" } else { "fedramp-2.1" }, "{name}");
        let again = convert_items(&open(&written.bytes), Version::default());
        assert_eq!(again.report.losses, [], "{name}");
        if name != "messy" {
            assert_eq!(written.losses, [], "{name}");
            assert_eq!(difference(&root, &again.root).map(|at| at.to_string()), None, "{name}");
            continue;
        }
        // A column without a header stands where the template has one of its own.
        let losses: Vec<&str> = written.losses.iter().map(|loss| loss.code).collect();
        assert_eq!(losses, ["column-named"]);
        let before = Converted { root, report: Report::default(), version: Version::default() }.json();
        let mut after = again.json();
        let props = after["metadata"]["props"].as_array_mut().unwrap();
        let count = props.len();
        props.retain(|prop| prop["name"] != "column-header" || prop["value"] != "column-ab");
        assert_eq!(props.len(), count - 1);
        after["uuid"] = before["uuid"].clone();
        assert!(before == after, "{name}");
    }
}

#[test]
fn published_workbooks_come_back() {
    let worked = worked().map(|path| path.with_extension("xlsx"));
    let mut seen = 0;
    for path in samples().into_iter().chain(corpus()).chain(worked).chain(big()) {
        let (book, _) = read_file(&path).unwrap();
        let survey = Survey::new(&book, &MAPPING, Options::default()).unwrap();
        if survey.rows().is_err() || name(&path) == "messy.xlsx" {
            continue;
        }
        let root = convert_items(&book, Version::default()).root;
        let written = write(&root, None);
        assert_eq!(written.losses, [], "{}", name(&path));
        let again = convert_items(&open(&written.bytes), Version::default());
        assert_eq!(difference(&root, &again.root).map(|at| at.to_string()), None, "{}", name(&path));
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}

#[test]
fn what_the_other_generation_has_no_column_for_is_listed_and_all_else_comes_back() {
    for (name, root) in documents() {
        for layout in names() {
            let written = write(&root, Some(layout));
            assert_eq!(written.layout, layout);
            let book = open(&written.bytes);
            let generation = MAPPING.generations.iter().position(|g| layout.ends_with(&g.name));
            let again = convert_items(&book, Version::default());
            let (before, after) = (row_texts(&root, generation), row_texts(&again.root, generation));
            assert_eq!(before.len(), after.len(), "{name} as {layout}");
            let mut lost: Vec<String> = written
                .losses
                .iter()
                .filter(|loss| loss.code == "column-not-in-workbook")
                .map(|loss| format!("{} {}", loss.at.item.as_deref().unwrap(), loss.message.split('"').nth(1).unwrap()))
                .collect();
            // Sheets come one after the other, so items may stand in another order; ids tell them apart.
            let id = column("POAM ID");
            let mut left: Vec<&(usize, Vec<String>)> = after.iter().collect();
            for row in &before {
                let same = left.iter().position(|other| {
                    other.1[id] == row.1[id]
                        && other.1[id + 2] == row.1[id + 2]
                        && (other.0 == row.0 || layout == "fedramp-2.1")
                });
                let other = left.remove(same.unwrap_or_else(|| panic!("{name} as {layout}: {} is gone", row.1[id])));
                for (index, (was, is)) in row.1.iter().zip(&other.1).enumerate() {
                    let header = &MAPPING.columns[index].header;
                    if was != is {
                        let told = format!("{} {header}", row.1[id]);
                        let told = lost.iter().position(|lost| *lost == told).map(|at| lost.swap_remove(at)).is_some();
                        assert!(told && is.is_empty(), "{name} as {layout}, {}: {was:?} became {is:?}", row.1[id]);
                    }
                }
            }
            assert_eq!(lost, [""; 0], "{name} as {layout}");
        }
    }
}

#[test]
fn a_blank_form_has_the_columns_of_the_template_and_no_item() {
    for layout in names() {
        let bytes = template(&named(layout).unwrap(), &std::env::temp_dir()).unwrap();
        assert!(bytes == template(&named(layout).unwrap(), &std::env::temp_dir()).unwrap(), "{layout} differs");
        let book = open(&bytes);
        let found = tables(&book);
        let generation = MAPPING.generations.iter().position(|g| layout.ends_with(&g.name));
        assert_eq!(found.len(), if generation.is_some() { 4 } else { 3 }, "{layout}");
        for table in &found {
            assert_eq!(table.items, [0; 0], "{layout}");
            assert_eq!(table.header_block, vec![None; MAPPING.headers.len()], "{layout}");
            let is_known = |(_, is): &(u32, ColumnIs)| matches!(is, ColumnIs::Known(_));
            assert!(table.columns.iter().all(is_known), "{layout}: {:?}", table.columns);
            let has = |column: usize| table.columns.iter().any(|(_, is)| *is == ColumnIs::Known(column));
            assert_eq!(MAPPING.generation(has), generation, "{layout}");
        }
        for path in templates().iter().filter(|path| name(path).contains(&layout.replace("fedramp-", "v"))) {
            let (official, _) = read_file(path).unwrap();
            for (ours, theirs) in found.iter().zip(tables(&official)) {
                let sheet = |book: &Workbook, table: &Table| book.sheets[table.sheet].name.to_string();
                assert_eq!(sheet(&book, ours), sheet(&official, &theirs), "{layout}");
                assert_eq!((ours.header_row, &ours.columns), (theirs.header_row, &theirs.columns), "{layout}");
            }
            let sheets = |book: &Workbook| book.sheets.iter().map(|s| s.name.to_string()).collect::<Vec<_>>();
            assert_eq!(sheets(&book), sheets(&official), "{layout}");
        }
    }
}

/// A document of items with these cells, and the workbook it becomes.
fn of_cells(rows: &[&[(&str, &str)]]) -> (Object, Written, Workbook) {
    let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    let cells = rows.iter().map(|row| {
        headers.iter().map(|header| row.iter().find(|(h, _)| h == header).map_or("", |(_, text)| *text)).collect()
    });
    let grid = Grid::new(vec![Grid::sheet("Open POA&M Items", &headers, &cells.collect::<Vec<_>>())]);
    let root = convert_items(&grid.workbook(), Version::default()).root;
    let written = write(&root, Some("fedramp-2.1"));
    let book = open(&written.bytes);
    (root, written, book)
}

#[test]
fn text_stays_text_whatever_it_looks_like() {
    let texts = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "_x0041_",
        "_x005F_x0041_",
        "a_x000D_b",
        "<b>&amp;</b>",
        "]]>",
        "  two before, two after  ",
        "a\tb",
        "one\n\ntwo\nthree",
        "TRUE",
        "#REF!",
        "1E5",
        "2026-05-04",
        "00012",
        "\u{1F600} \u{E000} \u{FFFD}",
        "\u{FEFF}mark",
        "'quoted",
        "a\u{1}b",
        "{=SUM(A1)}",
        "\u{A0}hard\u{A0}",
    ];
    for text in texts {
        let rows: Vec<Vec<(&str, &str)>> = MAPPING
            .columns
            .iter()
            .filter(|column| column.header != "POAM ID")
            .map(|column| vec![("POAM ID", column.header.as_str()), (column.header.as_str(), text)])
            .collect();
        let (root, written, book) = of_cells(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(written.losses, [], "{text:?}");
        let again = convert_items(&book, Version::default()).root;
        assert_eq!(difference(&root, &again).map(|at| at.to_string()), None, "{text:?}");
        let comments = rows.iter().position(|row| row[1].0 == "Comments").unwrap();
        let cell = book.sheets[0].cell(8 + u32::try_from(comments).unwrap(), 25).unwrap();
        assert_eq!((cell.cell, cell.is_formula), (Cell::Text(text), false));
    }
}

#[test]
fn what_is_longer_than_a_cell_is_told_with_its_place() {
    let long = format!("{}{}", "\u{1F600}".repeat(LONGEST_TEXT / 2), "and more");
    let (_, written, book) = of_cells(&[&[("POAM ID", "V-1"), ("Comments", &long)]]);
    let told: Vec<String> = written.losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "warning[text-too-long]: a cell holds 32767 characters; 7 more are left out: \"nd more\"\n  out.xlsx, Open POA&M \
          Items!Z9 (V-1)\n  help: shorten the text, or keep the document beside the workbook"
        ]
    );
    let text = book.sheets[0].cell(8, 25).unwrap().cell.text().into_owned();
    assert_eq!(long.strip_prefix(&text), Some("nd more"));
}

#[test]
fn a_due_date_is_a_formula_where_it_gives_the_same() {
    let item = |due: &'static str, rating: &'static str, detected: &'static str| {
        [
            ("POAM ID", "V-1"),
            ("Original Detection Date", detected),
            ("Scheduled Completion Date", due),
            ("Original Risk Rating", rating),
            ("Weakness Source Identifier", "12345"),
        ]
    };
    for (due, rating, detected, expected) in [
        ("2026-06-03", "High", "2026-05-04", (Some("2026-06-03"), true)),
        ("2026-06-04", "High", "2026-05-04", (Some("2026-06-04"), false)),
        ("2026-08-02", "Moderate", "2026-05-04", (Some("2026-08-02"), true)),
        ("", "High", "2026-05-04", (None, false)),
        ("", "", "2026-05-04", (None, false)),
        ("soon", "High", "2026-05-04", (Some("soon"), false)),
        ("2026-06-03", "High", "", (Some("2026-06-03"), false)),
    ] {
        let (root, _, book) = of_cells(&[&item(due, rating, detected)]);
        let cell = book.sheets[0].cell(8, 11);
        let found = (cell.map(|c| c.cell.text().into_owned()), cell.is_some_and(|c| c.is_formula));
        assert_eq!((found.0.as_deref(), found.1), expected, "{due} {rating} {detected}");
        assert_eq!(book.sheets[0].cell(8, 5).map(|c| c.cell), Some(Cell::Number(12345.0)));
        if !detected.is_empty() {
            assert!(matches!(book.sheets[0].cell(8, 10).unwrap().cell, Cell::Date { .. }));
        }
        let again = convert_items(&book, Version::default()).root;
        assert_eq!(difference(&root, &again).map(|at| at.to_string()), None, "{due} {rating} {detected}");
    }
    // The rows below wait for items, and show nothing.
    let (_, _, book) = of_cells(&[&item("", "", "")]);
    let below = book.sheets[0].row(4021);
    assert_eq!(below.len(), 0, "a formula that shows nothing is a blank cell");
}

#[test]
fn the_same_document_gives_the_same_bytes_and_its_own_stamp() {
    for (name, root) in documents() {
        let bytes = write(&root, None).bytes;
        assert!(bytes == write(&root, None).bytes, "{name}");
        let stamp = root.all("metadata").find_map(|m| m.get("last-modified")).unwrap();
        assert_eq!(open(&bytes).modified.as_deref(), Some(stamp), "{name}");
    }
}
