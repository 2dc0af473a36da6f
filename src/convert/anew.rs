//! A document to a workbook that is written anew: which of the layout's columns a value goes to, and what has none.

use std::path::Path;

use jiff::Timestamp;

use crate::finding::{Failure, Finding, Findings, Level, Place, column_letters};
use crate::guard::guarded;
use crate::mapping::codec::Codec;
use crate::mapping::definition::{Mapping, column_id};
use crate::mapping::document::{RowText, Rows, to_rows};
use crate::oscal::object::Object;
use crate::rows::normal;
use crate::workbook::anew::{self, Anew, Around, Extra, Layout, Value};

/// A workbook that was made of a document.
#[derive(Debug)]
pub struct Written {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// How many items it has.
    pub items: usize,
    /// The layout's name.
    pub layout: String,
    /// Its template generation, an index into [`Mapping::generations`].
    pub generation: Option<usize>,
    /// What of the rows it does not hold.
    pub losses: Vec<Finding>,
}

/// Makes a workbook of a document. Without a layout it is the built-in one that holds most of what the rows say, of
/// equals the newest. `file` is what losses call the workbook, `modified` its stamp, `folder` one for temporary files.
///
/// # Errors
/// [`Failure::Unreadable`] where a temporary file cannot be written, or there are more items than a sheet has rows.
pub fn workbook(
    mapping: &Mapping,
    poam: &Object,
    layout: Option<Layout>,
    file: &str,
    modified: Option<Timestamp>,
    folder: &Path,
) -> Result<Written, Failure> {
    let (layout, rows) = if let Some(layout) = layout {
        (layout, None)
    } else {
        let rows = to_rows(mapping, poam, None);
        (best(mapping, &rows)?, Some(rows))
    };
    // The generation says how "no value" is spelled.
    let generation = Fit::new(mapping, &layout).generation;
    let rows = rows.filter(|_| generation.is_none()).unwrap_or_else(|| to_rows(mapping, poam, generation));
    of_rows(mapping, &rows, &layout, file, modified, folder)
}

/// Makes a workbook of a document's rows, in a layout.
///
/// # Errors
/// As [`workbook`].
pub fn of_rows(
    mapping: &Mapping,
    rows: &Rows,
    layout: &Layout,
    file: &str,
    modified: Option<Timestamp>,
    folder: &Path,
) -> Result<Written, Failure> {
    let mut losses = Findings::default();
    let fit = Fit::new(mapping, layout);
    let bytes =
        guarded(|| fit.write(rows, file, modified, folder, &mut losses)).unwrap_or_else(|| Err(gave_up(folder)))?;
    let generation = fit.generation;
    Ok(Written { bytes, items: rows.rows.len(), layout: layout.name.clone(), generation, losses: losses.into_vec() })
}

/// A blank form of a layout.
///
/// # Errors
/// [`Failure::Unreadable`] where a temporary file cannot be written.
pub fn template(layout: &Layout, folder: &Path) -> Result<Vec<u8>, Failure> {
    guarded(|| Anew::new(layout, &Around { is_blank: true, ..Around::default() }, folder)?.finish())
        .unwrap_or_else(|| Err(gave_up(folder)))
}

/// The writer of workbooks panics where its temporary files cannot be written, and keeps the reason to itself.
fn gave_up(folder: &Path) -> Failure {
    let finding = Finding::error("cannot-write", "the temporary files of the workbook cannot be written");
    let help = "make room on the disk, or write elsewhere with -o";
    Failure::unreadable(finding.at(Place::file(&folder.display().to_string())).help(help))
}

/// The built-in layout that rows lose least in, of equals one with more columns of their own, then the newest.
fn best(mapping: &Mapping, rows: &Rows) -> Result<Layout, Failure> {
    let lost = |layout: &Layout| {
        let fit = Fit::new(mapping, layout);
        let count = |row: &RowText| {
            let has_sheet = fit.kinds.get(row.sheet).copied().flatten().is_some();
            (fit.homeless(row).count() + usize::from(!has_sheet), fit.guests(row).count())
        };
        rows.rows.iter().map(count).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
    };
    anew::built_in()
        .into_iter()
        .min_by_key(lost)
        .ok_or_else(|| Failure::Usage(vec![Finding::error("no-layout", "there is no built-in layout")]))
}

/// How a layout and a mapping fit.
struct Fit<'m, 'l> {
    mapping: &'m Mapping,
    layout: &'l Layout,
    /// By kind of sheet the layout's sheet of items.
    kinds: Vec<Option<usize>>,
    /// By the layout's sheets of items.
    sheets: Vec<Columns<'l>>,
    /// By the mapping's labels the layout's.
    labels: Vec<Option<usize>>,
    generation: Option<usize>,
    /// By the mapping's columns the texts that say nothing.
    absent: Vec<Vec<String>>,
}

/// The columns of a sheet.
struct Columns<'l> {
    name: &'l str,
    /// By the layout's columns the mapping's, and what its cells hold.
    known: Vec<Option<(usize, Kind)>>,
    /// By the mapping's columns whether the sheet has it.
    has: Vec<bool>,
}

/// What the cells of a column hold, where their text is one.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Date,
    Number,
}

impl Kind {
    fn value(self, text: &str) -> Value<'_> {
        match self {
            Kind::Text => Value::text(text),
            Kind::Date => Value::day(text),
            Kind::Number => Value::whole(text),
        }
    }
}

impl<'m, 'l> Fit<'m, 'l> {
    fn new(mapping: &'m Mapping, layout: &'l Layout) -> Self {
        let names = &mapping.layout;
        let sheets: Vec<Columns<'l>> = layout
            .item_sheets()
            .enumerate()
            .map(|(sheet, (name, headers))| {
                let mut has = vec![false; mapping.columns.len()];
                let mut known = vec![None; headers.len()];
                // Exact names first, as a reader finds them.
                for is_exact in [true, false] {
                    for (at, header) in headers.iter().enumerate() {
                        let header = normal(header);
                        let fits = |index: &usize| {
                            let of = &names.columns[*index];
                            !has[*index]
                                && if is_exact { normal(&of.header) == header } else { is_one(&of.aliases, &header) }
                        };
                        let count = if known[at].is_none() { names.columns.len().min(has.len()) } else { 0 };
                        if let Some(index) = (0..count).find(fits) {
                            let kind = match mapping.columns[index].codec {
                                Codec::Date => Kind::Date,
                                _ if layout.asks_for_number(sheet, at) => Kind::Number,
                                _ => Kind::Text,
                            };
                            known[at] = Some((index, kind));
                            has[index] = true;
                        }
                    }
                }
                Columns { name, known, has }
            })
            .collect();
        let kind_of = |names: &Vec<String>| {
            sheets.iter().position(|sheet| names.first().is_some_and(|name| normal(name) == normal(sheet.name)))
        };
        let label_of = |labels: &Vec<String>| layout.labels().position(|label| is_one(labels, &normal(label)));
        let generations = std::iter::once(None).chain((0..mapping.generations.len()).map(Some));
        let absent = |index: usize| generations.clone().map(|g| mapping.columns[index].put(&[], g)).collect();
        Fit {
            kinds: names.sheets.iter().map(|kind| kind_of(&kind.names)).collect(),
            labels: names.labels.iter().map(|label| label_of(&label.labels)).collect(),
            generation: mapping.generation(|column| sheets.iter().any(|sheet| sheet.has[column])),
            absent: (0..mapping.columns.len()).map(absent).collect(),
            mapping,
            layout,
            sheets,
        }
    }

    /// The layout's sheet of a kind of sheet: its own, else that of the kind that takes the rest, else the first.
    fn sheet(&self, kind: usize) -> usize {
        let own = self.kinds.get(kind).copied().flatten();
        let rest = || self.mapping.layout.sheets.iter().position(|kind| kind.is_default);
        own.or_else(|| self.kinds.get(rest()?).copied().flatten()).unwrap_or(0)
    }

    /// The mapping's columns in which a row says something and for which its sheet has no column.
    fn homeless<'r>(&'r self, row: &'r RowText) -> impl Iterator<Item = (usize, &'r str)> {
        let sheet = self.sheets.get(self.sheet(row.sheet));
        let has = move |column: usize| sheet.is_some_and(|sheet| sheet.has.get(column) == Some(&true));
        let is_shown = move |index: usize| has(index) || self.mapping.home(index, self.generation).is_some_and(has);
        let says = move |(index, text): &(usize, &str)| {
            let is_blank = || self.absent.get(*index).is_some_and(|words| words.iter().any(|w| w == text));
            !is_shown(*index) && !text.is_empty() && !is_blank()
        };
        row.cells.iter().map(String::as_str).enumerate().filter(says)
    }

    /// The mapping's columns in which a row says something and which stand in another one's cell.
    fn guests<'r>(&'r self, row: &'r RowText) -> impl Iterator<Item = usize> + 'r {
        let is_guest = |index: &usize| self.mapping.home(*index, self.generation).is_some();
        (0..row.cells.len()).filter(is_guest).filter(|index| !row.cells[*index].is_empty())
    }

    fn write(
        &self,
        rows: &Rows,
        file: &str,
        modified: Option<Timestamp>,
        folder: &Path,
        losses: &mut Findings,
    ) -> Result<Vec<u8>, Failure> {
        let header = self.header(rows, file, losses);
        let extras: Vec<Extra<'_>> = rows.extra_columns.iter().map(|(id, header)| extra(id, header)).collect();
        for extra in extras.iter().filter(|extra| self.layout.names_column(extra)) {
            let message = format!("the column without a header that {} stands for gets a header", extra.header);
            losses.push(lost("column-named", &message, extra.header, Place::file(file)));
        }
        let around = Around { header, extras, modified, is_blank: false };
        let mut book = Anew::new(self.layout, &around, folder)?;
        let mut values = Vec::new();
        for row in &rows.rows {
            let at = self.sheet(row.sheet);
            let Some(sheet) = self.sheets.get(at) else { continue };
            let item = row.cells.get(self.mapping.identity.id).map_or("", String::as_str);
            let (number, _) = book.next_cell(at, 0);
            let place = Place { item: Some(item.into()), ..Place::file(file).in_sheet(sheet.name) };
            let of_row = Place { row: Some(number), ..place.clone() };
            if self.kinds.get(row.sheet).copied().flatten().is_none() {
                let name = self.mapping.sheets.get(row.sheet).map_or("", |kind| kind.name.as_str());
                let message = format!("{} has no sheet \"{name}\"", self.layout.name);
                losses.push(lost("sheet-not-in-workbook", &message, item, of_row.clone()));
            }
            for (index, text) in self.homeless(row) {
                let header = &self.mapping.columns[index].header;
                let message = format!("{} has no column \"{header}\" on this sheet", self.layout.name);
                losses.push(lost("column-not-in-workbook", &message, text, of_row.clone()));
            }
            values.clear();
            for known in &sheet.known {
                let value = known.map(|(index, kind)| kind.value(row.shown(index)));
                values.push(value.unwrap_or(Value::Blank));
            }
            values.extend(row.extras.iter().map(|text| Value::text(text.as_deref().unwrap_or_default())));
            for (at_value, value) in values.iter().enumerate() {
                if let Value::Text(text) = value
                    && let Some(beyond) = anew::beyond_a_cell(text)
                {
                    let (row, column) = book.next_cell(at, at_value);
                    losses.push(too_long(beyond, place.clone().at(row, column)));
                }
            }
            book.row(at, &values)?;
        }
        book.finish()
    }

    /// The header block's values, each on every sheet that has a block.
    fn header<'r>(&self, rows: &'r Rows, file: &str, losses: &mut Findings) -> Vec<(usize, usize, Value<'r>)> {
        let mut header = Vec::new();
        let value = |label: usize, text: &'r str| {
            let is_date = self.mapping.headers.get(label).is_some_and(|column| column.codec == Codec::Date);
            if is_date { Value::day(text) } else { Value::text(text) }
        };
        let blocks: Vec<usize> = (0..self.sheets.len()).filter(|at| self.layout.has_header_block(*at)).collect();
        let name = |label: usize| self.mapping.headers.get(label).map_or("", |column| column.header.as_str());
        for (label, text) in rows.header.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            if let Some(beyond) = anew::beyond_a_cell(text) {
                losses.push(too_long(beyond, Place::file(file)));
            }
            match self.labels.get(label).copied().flatten() {
                Some(at) if !blocks.is_empty() => {
                    header.extend(blocks.iter().map(|sheet| (*sheet, at, value(label, text))));
                }
                _ => {
                    let message = format!("{} has no label \"{}\"", self.layout.name, name(label));
                    losses.push(lost("label-not-in-workbook", &message, text, Place::file(file)));
                }
            }
        }
        for (kind, label, text) in &rows.sheet_header {
            let sheet = self.kinds.get(*kind).copied().flatten().filter(|sheet| blocks.contains(sheet));
            if let (Some(sheet), Some(at)) = (sheet, self.labels.get(*label).copied().flatten()) {
                header.retain(|(of, known, _)| (*of, *known) != (sheet, at));
                header.push((sheet, at, value(*label, text)));
                continue;
            }
            let name_of = self.mapping.sheets.get(*kind).map_or("", |kind| kind.name.as_str());
            let message = format!("{} has no {} of its own on \"{name_of}\"", self.layout.name, name(*label));
            losses.push(lost("label-not-in-workbook", &message, text, Place::file(file)));
        }
        header
    }
}

fn is_one(names: &[String], header: &str) -> bool {
    names.iter().any(|name| normal(name) == header)
}

/// A column that the mapping does not know. One without a header is called by its letters (`column-ab`), and goes there.
fn extra<'r>(id: &'r str, header: &'r str) -> Extra<'r> {
    if !header.is_empty() {
        return Extra { header, without_header: None };
    }
    let is_at = |column: &u16| column_id(&format!("column {}", column_letters(u32::from(*column)))) == id;
    Extra { header: id, without_header: (0..16_384).find(is_at) }
}

fn lost(code: &'static str, message: &str, text: &str, place: Place) -> Finding {
    let start: String = text.chars().take(60).collect();
    Finding::new(code, Level::Warning, format!("{message}: \"{start}\"")).at(place)
}

fn too_long(beyond: &str, place: Place) -> Finding {
    let message =
        format!("a cell holds {} characters; {} more are left out", anew::LONGEST_TEXT, beyond.chars().count());
    lost("text-too-long", &message, beyond, place).help("shorten the text, or keep the document beside the workbook")
}
