//! A workbook converted with the built-in mapping, what its sheets hold beside it, and what the document gives back.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use poam::convert::{self, Options, Report, Survey};
use poam::mapping::codec::Codec;
use poam::mapping::definition::Mapping;
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

/// Converts for a version as the program does when nothing is asked for: the template's examples are no items.
pub(crate) fn convert_items(workbook: &Workbook, version: Version) -> Converted {
    let options = Options { version, ..Options::default() };
    let survey = Survey::new(workbook, &MAPPING, options).unwrap();
    let (root, report) = convert::document(&survey).unwrap();
    Converted { root, report, version }
}

/// Looks a workbook over, examples kept.
pub(crate) fn survey(workbook: &Workbook, version: Version) -> Survey<'_> {
    let options = Options { version, keep_examples: true, ..Options::default() };
    Survey::new(workbook, &MAPPING, options).unwrap()
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
    /// What stands in other columns, by header text (empty where there is none), in order.
    pub(crate) extras: Vec<(String, String)>,
    /// `sheet!row`.
    pub(crate) at: String,
    pub(crate) generation: Option<usize>,
}

/// What the POA&M sheets of a workbook show: header block (first sheet, then by sheet) and item rows.
pub(crate) struct Sheets {
    /// By label: the first value, and the value of each kind of sheet.
    pub(crate) header: Vec<(Option<String>, BTreeMap<usize, String>)>,
    pub(crate) rows: Vec<Shown>,
    /// Cells of items that hold something.
    pub(crate) filled: usize,
}

/// The text of a cell as the sheet shows it; a template's word is blank.
fn shown(cell: &CellAt<'_>, codec: Codec, is_1904: bool) -> String {
    let text = match cell.cell {
        Cell::Number(n) if codec == Codec::Date && (36_526.0..=73_050.0).contains(&n) => {
            civil_date(n, is_1904).filter(|(_, time)| time.is_none()).map_or(cell.cell.text().into_owned(), |(d, _)| d)
        }
        _ => cell.cell.text().into_owned(),
    };
    let is_blank = || text.len() < 100 && BLANK_WORDS.contains(&rows::normal(&text));
    if text.trim().is_empty() || is_blank() { String::new() } else { text }
}

/// The words of the templates that count as blank.
static BLANK_WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| MAPPING.layout.blank_words.iter().map(|word| rows::normal(word)).collect());

/// Reads the sheets without the engine.
pub(crate) fn sheets(workbook: &Workbook) -> Sheets {
    let (tables, _) = rows::find(workbook, &MAPPING.layout, true).unwrap();
    let mut found =
        Sheets { header: vec![(None, BTreeMap::new()); MAPPING.headers.len()], rows: Vec::new(), filled: 0 };
    for table in &tables {
        let sheet = &workbook.sheets[table.sheet];
        let is_1904 = sheet.cells().any(|c| matches!(c.cell, Cell::Date { is_1904: true, .. }));
        for (label, at) in table.header_block.iter().enumerate() {
            let Some(cell) = at.and_then(|(row, column)| sheet.cell(row, column)) else { continue };
            let text = shown(&cell, MAPPING.headers[label].codec, is_1904);
            let (first, by_kind) = &mut found.header[label];
            first.get_or_insert_with(|| text.clone());
            by_kind.insert(table.kind, text);
        }
        let has = |column: usize| table.columns.iter().any(|(_, is)| *is == ColumnIs::Known(column));
        let generation = MAPPING.generation(has);
        for row in &table.items {
            let mut cells: Vec<Option<String>> = vec![None; MAPPING.columns.len()];
            let mut extras = Vec::new();
            let mut seen = 0;
            for (at, is) in &table.columns {
                let text = |codec| sheet.cell(*row, *at).map_or(String::new(), |c| shown(&c, codec, is_1904));
                let text = match is {
                    ColumnIs::Known(index) => {
                        let text = text(MAPPING.columns[*index].codec);
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
            found.filled += seen;
            let in_row = sheet.row(*row).cells().filter(|c| !shown(c, Codec::Text, is_1904).is_empty()).count();
            assert_eq!(in_row, seen, "{} row {} has cells in no column", sheet.name, row + 1);
            let at = format!("{}!{}", sheet.name, row + 1);
            found.rows.push(Shown { kind: table.kind, cells, extras, at, generation });
        }
    }
    found
}

/// Asserts that the document gives the rows of the workbook back: every cell, on its sheet, in its order, and the
/// header block.
pub(crate) fn assert_comes_back(name: &str, workbook: &Workbook, converted: &Converted) {
    let expected = sheets(workbook);
    assert_eq!(converted.report.losses, [], "{name}");
    assert_eq!(converted.report.cells, expected.filled, "{name}: filled cells");
    assert_eq!(converted.report.items, expected.rows.len(), "{name}: items");
    let mut by_generation: HashMap<Option<usize>, Rows> = HashMap::new();
    for generation in expected.rows.iter().map(|r| r.generation) {
        by_generation.entry(generation).or_insert_with(|| to_rows(&MAPPING, &converted.root, generation));
    }
    for (index, row) in expected.rows.iter().enumerate() {
        let rows = &by_generation[&row.generation];
        let read = &rows.rows[index];
        let kind = |k: usize| &MAPPING.sheets[k].name;
        assert_eq!(kind(read.sheet), kind(row.kind), "{name}, {}: sheet", row.at);
        for (column, text) in row.cells.iter().enumerate() {
            if let Some(text) = text {
                assert_eq!(read.shown(column), text, "{name}, {}: {}", row.at, MAPPING.columns[column].header);
            }
        }
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
        let header = &MAPPING.headers[label].header;
        assert_eq!(rows.header[label], first.clone().unwrap_or_default(), "{name}: {header}");
        for (kind, text) in values {
            let own = rows.sheet_header.iter().find(|(k, l, _)| k == kind && *l == label).map(|(_, _, t)| t);
            assert_eq!(own.unwrap_or(&rows.header[label]), text, "{name}: {header} of sheet {kind}");
        }
    }
}
