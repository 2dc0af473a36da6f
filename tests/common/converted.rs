//! A workbook converted with the built-in mapping, what its sheets hold beside it, and what the document gives back.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use poam::convert::{self, Options, Report, Survey};
use poam::mapping::codec::{Codec, DateOrder, Slot, slots};
use poam::mapping::definition::{Mapping, Part};
use poam::mapping::document::{Rows, to_rows};
use poam::mapping::file;
use poam::oscal::format::{self, Format};
use poam::oscal::object::{Node, Object};
use poam::oscal::version::Version;
use poam::rows::{self, ColumnIs};
use poam::workbook::{Cell, CellAt, Workbook, civil_date};
use serde_json::Value;

/// The built-in mapping.
pub(crate) static MAPPING: LazyLock<Mapping> = LazyLock::new(|| file::load("fedramp", file::FEDRAMP).unwrap());

/// All built-in mappings.
pub(crate) static EMBEDDED: LazyLock<Vec<Mapping>> =
    LazyLock::new(|| file::EMBEDDED.iter().map(|e| file::load(e.name, e.text).unwrap()).collect());

/// The built-in mapping that fits a workbook: the one the program takes.
pub(crate) fn mapping_of(workbook: &Workbook) -> &'static Mapping {
    let (index, _) = convert::choose::choose(workbook, &|index| Ok(&EMBEDDED[index])).unwrap();
    &EMBEDDED[index]
}

/// The column of this header.
pub(crate) fn column(header: &str) -> usize {
    MAPPING.columns.iter().position(|c| c.header == header).unwrap_or_else(|| panic!("no column {header}"))
}

/// A converted workbook.
pub(crate) struct Converted {
    pub(crate) root: Object,
    pub(crate) report: Report,
    pub(crate) version: Version,
}

/// Converts for a version, examples kept.
pub(crate) fn convert(workbook: &Workbook, version: Version) -> Converted {
    let survey = survey(workbook, version);
    let (root, report) = convert::document(&survey).unwrap();
    Converted { root, report, version }
}

/// Converts for a version by FedRAMP's mapping; the template's examples are no items.
pub(crate) fn convert_items(workbook: &Workbook, version: Version) -> Converted {
    let options = Options { version, ..Options::default() };
    let survey = Survey::new(workbook, &MAPPING, options).unwrap();
    let (root, report) = convert::document(&survey).unwrap();
    Converted { root, report, version }
}

/// Looks a workbook over, examples kept.
pub(crate) fn survey(workbook: &Workbook, version: Version) -> Survey<'_> {
    let options = Options { version, keep_examples: true, ..Options::default() };
    Survey::new(workbook, mapping_of(workbook), options).unwrap()
}

impl Converted {
    /// The document's bytes.
    pub(crate) fn bytes(&self, format: Format) -> Vec<u8> {
        let mut out = Vec::new();
        format::write(&mut out, format, self.version, &self.root).unwrap();
        out
    }

    /// The document as any reader of JSON sees it, below its root's name.
    pub(crate) fn json(&self) -> Value {
        let mut all: Value = serde_json::from_slice(&self.bytes(Format::Json)).unwrap();
        all["plan-of-action-and-milestones"].take()
    }
}

/// Asserts that no object of a document lacks what the model demands of it.
pub(crate) fn assert_complete(name: &str, object: &Object) {
    for (index, member) in object.kind().members.iter().enumerate() {
        let is_there = !object.nodes(index).is_empty();
        assert!(
            is_there || !member.required || member.either,
            "{name}: {} without {}",
            object.kind().name,
            member.name
        );
    }
    for (_, node) in object.children() {
        if let Node::Object(inner) = node {
            assert_complete(name, inner);
        }
    }
}

/// A row as the sheet shows it. Blank words count as blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) kind: usize,
    /// By column of the mapping; none where the sheet has no such column.
    pub(crate) cells: Vec<Option<String>>,
    /// The cells of columns in parts: for each row of the item and each part (its column and field) the text.
    pub(crate) parts: Vec<(usize, u32, &'static str, Option<u32>, String)>,
    /// What stands in other columns, by header text (empty where there is none), in order.
    pub(crate) extras: Vec<(String, String)>,
    /// `sheet!row`.
    pub(crate) at: String,
    pub(crate) generation: Option<usize>,
}

/// The texts of a label on the sheets of each kind.
type OfKinds = BTreeMap<usize, Vec<String>>;

/// What the POA&M sheets of a workbook show: header block (first sheet, then by sheet) and item rows.
pub(crate) struct Sheets {
    /// By label: the first value, and the values of each kind of sheet.
    pub(crate) header: Vec<(Option<String>, OfKinds)>,
    pub(crate) rows: Vec<Shown>,
    /// Cells of items that hold something.
    pub(crate) filled: usize,
}

/// The text of a cell as the sheet shows it; a template's word is blank.
fn shown(mapping: &Mapping, cell: &CellAt<'_>, codec: Codec, is_1904: bool) -> String {
    let text = match cell.cell {
        Cell::Number(n) if codec == Codec::Date && (36_526.0..=73_050.0).contains(&n) => {
            civil_date(n, is_1904).filter(|(_, time)| time.is_none()).map_or(cell.cell.text().into_owned(), |(d, _)| d)
        }
        _ => cell.cell.text().into_owned(),
    };
    let is_blank = || text.len() < 100 && blank_words(mapping).contains(&rows::normal(&text));
    if text.trim().is_empty() || is_blank() { String::new() } else { text }
}

/// The words of a mapping's workbooks that count as blank.
fn blank_words(mapping: &Mapping) -> &'static HashSet<String> {
    static ALL: LazyLock<HashMap<String, HashSet<String>>> = LazyLock::new(|| {
        let words = |m: &Mapping| m.layout.blank_words.iter().map(|word| rows::normal(word)).collect();
        EMBEDDED.iter().map(|m| (m.name.clone(), words(m))).collect()
    });
    &ALL[&mapping.name]
}

/// Reads the sheets without the engine.
pub(crate) fn sheets(workbook: &Workbook) -> Sheets {
    let mapping = mapping_of(workbook);
    let (tables, _) = rows::find(workbook, &mapping.layout, true).unwrap();
    let mut found =
        Sheets { header: vec![(None, BTreeMap::new()); mapping.headers.len()], rows: Vec::new(), filled: 0 };
    for table in &tables {
        let sheet = &workbook.sheets[table.sheet];
        let is_1904 = sheet.is_1904();
        for (label, at) in table.header_block.iter().enumerate() {
            let Some(cell) = at.and_then(|(row, column)| sheet.cell(row, column)) else { continue };
            let text = shown(mapping, &cell, mapping.headers[label].codec, is_1904);
            let (first, by_kind) = &mut found.header[label];
            first.get_or_insert_with(|| text.clone());
            by_kind.entry(table.kind).or_default().push(text);
        }
        let has = |column: usize| table.columns.iter().any(|(_, is)| *is == ColumnIs::Known(column));
        let generation = mapping.generation(has);
        for row in &table.items {
            let mut cells: Vec<Option<String>> = vec![None; mapping.columns.len()];
            let mut extras = Vec::new();
            let mut parts = Vec::new();
            let mut seen = 0;
            for (at, is) in &table.columns {
                let text = |codec| sheet.cell(*row, *at).map_or(String::new(), |c| shown(mapping, &c, codec, is_1904));
                let text = match is {
                    ColumnIs::Known(index) if *index >= mapping.columns.len() => {
                        let (column, part) = part_of(mapping, *index);
                        let is_date = matches!(part.field, "date" | "completed");
                        let codec = if is_date { Codec::Date } else { Codec::Text };
                        let below = table.below.get(row).copied().unwrap_or(0);
                        for row in *row..=*row + below {
                            let text =
                                sheet.cell(row, *at).map_or(String::new(), |c| shown(mapping, &c, codec, is_1904));
                            parts.push((column, row, part.field, part.number, text));
                        }
                        text(codec)
                    }
                    ColumnIs::Known(index) => {
                        let text = text(mapping.columns[*index].codec);
                        cells[*index] = Some(text.clone());
                        text
                    }
                    ColumnIs::Extra(header) => {
                        let text = text(Codec::Text);
                        let name = rows::normal(header);
                        if !text.is_empty() {
                            extras.push((name, text.clone()));
                        }
                        text
                    }
                };
                seen += usize::from(!text.is_empty());
            }
            // To the engine a column in parts is one cell.
            let in_parts = parts.iter().filter(|(_, at, .., text)| at == row && !text.is_empty()).count();
            let mut columns: Vec<usize> =
                parts.iter().filter(|(.., text)| !text.is_empty()).map(|(column, ..)| *column).collect();
            columns.dedup();
            columns.sort_unstable();
            columns.dedup();
            found.filled += seen - in_parts + columns.len();
            let in_row =
                sheet.row(*row).cells().filter(|c| !shown(mapping, c, Codec::Text, is_1904).is_empty()).count();
            assert_eq!(in_row, seen, "{} row {} has cells in no column", sheet.name, row + 1);
            let at = format!("{}!{}", sheet.name, row + 1);
            let kind = kind_of(mapping, table.kind, &cells);
            found.rows.push(Shown { kind, cells, parts, extras, at, generation });
        }
    }
    found
}

/// The column and part that a column of the layout is.
fn part_of(mapping: &Mapping, at: usize) -> (usize, &Part) {
    let parts = mapping.columns.iter().enumerate().flat_map(|(c, column)| column.parts.iter().map(move |p| (c, p)));
    parts.into_iter().find(|(_, part)| part.at == at).unwrap()
}

/// The kind of sheet a row belongs on: what its status says, else that of its sheet.
fn kind_of(mapping: &Mapping, sheet: usize, cells: &[Option<String>]) -> usize {
    let Some(text) = mapping.status.and_then(|status| cells[status].as_ref()).filter(|t| !t.is_empty()) else {
        return sheet;
    };
    let reading = mapping.columns[mapping.status.unwrap()].get(text, DateOrder::Unknown);
    let named = |value: &str| mapping.sheets.iter().position(|s| s.status.iter().any(|v| v == value));
    match reading.records.first().and_then(|r| r.get("value")) {
        Some(value) => named(value).unwrap_or(mapping.sheets.len() - 1),
        None if reading.faults.is_empty() => mapping.sheets.len() - 1,
        None => sheet,
    }
}

/// Asserts that the parts of a column say what its text says, cell by cell.
fn assert_parts(name: &str, row: &Shown, cells: &[String]) {
    let mut columns: Vec<usize> = row.parts.iter().map(|(column, ..)| *column).collect();
    columns.dedup();
    for column in columns {
        let slots = slots(&cells[column], DateOrder::Unknown);
        let first = row.parts.iter().map(|(_, at, ..)| *at).min().unwrap();
        for (_, at, field, number, text) in row.parts.iter().filter(|(c, ..)| *c == column) {
            let said = |slot: &Slot, field: &str| slot.iter().find(|(f, _)| *f == field).map(|(_, text)| text.clone());
            let slot = match number {
                Some(number) => slots.iter().find(|s| said(s, "number") == Some(number.to_string())),
                None => slots.get((at - first) as usize),
            };
            let read = slot.and_then(|slot| said(slot, field)).unwrap_or_default();
            assert_eq!(read, *text, "{name}, {} (row {}): {field} {number:?}", row.at, at + 1);
        }
        let wanted = row.parts.iter().filter(|(c, .., text)| *c == column && !text.is_empty()).count();
        let numbers = row.parts.iter().any(|(_, _, _, number, _)| number.is_some());
        let given: usize =
            slots.iter().map(|slot| slot.iter().filter(|(f, _)| !numbers || *f != "number").count()).sum();
        assert_eq!(given, wanted, "{name}, {}: parts of {}", row.at, column);
    }
}

/// Asserts that the document gives the rows of the workbook back: every cell, on its sheet, in its order, and the
/// header block.
pub(crate) fn assert_comes_back(name: &str, workbook: &Workbook, converted: &Converted) {
    let expected = sheets(workbook);
    let mapping = mapping_of(workbook);
    assert_eq!(converted.report.losses, [], "{name}");
    assert_eq!(converted.report.cells, expected.filled, "{name}: filled cells");
    assert_eq!(converted.report.items, expected.rows.len(), "{name}: items");
    let mut by_generation: HashMap<Option<usize>, Rows> = HashMap::new();
    for generation in expected.rows.iter().map(|r| r.generation) {
        by_generation.entry(generation).or_insert_with(|| to_rows(mapping, &converted.root, generation));
    }
    for (index, row) in expected.rows.iter().enumerate() {
        let rows = &by_generation[&row.generation];
        let read = &rows.rows[index];
        let kind = |k: usize| &mapping.sheets[k].name;
        assert_eq!(kind(read.sheet), kind(row.kind), "{name}, {}: sheet", row.at);
        for (column, text) in row.cells.iter().enumerate() {
            if let Some(text) = text {
                assert_eq!(read.shown(column), text, "{name}, {}: {}", row.at, mapping.columns[column].header);
            }
        }
        assert_parts(name, row, &read.cells);
        let extras: Vec<(String, String)> = rows
            .extra_columns
            .iter()
            .zip(&read.extras)
            .filter_map(|((_, header), text)| Some((rows::normal(header), text.clone().filter(|t| !t.is_empty())?)))
            .collect();
        let (mut extras, mut wanted) = (extras, row.extras.clone());
        extras.sort();
        wanted.sort();
        assert_eq!(extras, wanted, "{name}, {}: extra columns", row.at);
    }
    assert!(by_generation.values().all(|rows| rows.rows.len() == expected.rows.len()), "{name}: rows");
    let Some(rows) = by_generation.values().next() else { return };
    for (label, (first, values)) in expected.header.iter().enumerate() {
        let header = &mapping.headers[label].header;
        assert_eq!(rows.header[label], first.clone().unwrap_or_default(), "{name}: {header}");
        for (kind, texts) in values {
            let own = rows.sheet_header.iter().find(|(k, l, _)| k == kind && *l == label).map(|(_, _, t)| t);
            let shown = own.unwrap_or(&rows.header[label]);
            // Sheets of one kind are not told apart: each shows what the first of them says that differs.
            let wanted = texts.iter().find(|text| Some(*text) != first.as_ref()).unwrap_or(&texts[0]);
            assert_eq!(shown, wanted, "{name}: {header} of sheet {kind}");
        }
    }
}
