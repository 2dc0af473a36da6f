//! Writing into a workbook that is there. The XML of a sheet is read only to find where its cells stand; what is
//! written is the old text with the changed cells put in, so nothing else can change: every other part of the package
//! keeps its bytes as they were packed.

mod area;
mod changing;
mod effort;
mod evaluate;
mod formula;
mod parts;
mod patch;
mod recalculate;
mod replacing;
mod scan;
mod styles;
mod text;

pub use evaluate::Value;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Seek, Write};
use std::sync::Arc;

use jiff::civil::Date;

pub(super) use area::address;

use super::package::{Changes, Package, Relation};
use super::{Cell, Workbook};
use crate::finding::{Failure, Finding, Place};
use effort::Effort;
use recalculate::{Changed, Formulas, Touched};
use scan::{Scan, scan};

/// What a cell is to hold.
#[derive(Clone, Debug, PartialEq)]
pub enum NewCell {
    /// Nothing; its style stays.
    Blank,
    /// Text, whatever it begins with.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, shown as a date.
    Date(Date),
    /// A truth value.
    Bool(bool),
}

/// What changes on a sheet. Rows and columns are counted from 0.
#[derive(Clone, Debug, Default)]
pub struct SheetEdits {
    /// The cells that change, by row and column.
    pub cells: BTreeMap<u32, BTreeMap<u32, NewCell>>,
    /// For rows that are filled anew, the row whose styles new cells take.
    pub models: BTreeMap<u32, u32>,
    /// Of these, the rows whose cells take those styles even where they have their own: another item stood there.
    pub restyled: BTreeSet<u32>,
}

/// What changes in a workbook, by the name of the sheet.
pub type Edits = BTreeMap<String, SheetEdits>;

/// A workbook that is to be written into.
pub struct Splicer<'a> {
    bytes: &'a [u8],
    package: Package<'a>,
    workbook: &'a Workbook,
    is_1904: bool,
    sheets: BTreeMap<String, Loaded>,
    /// The rows that parts with comments speak of: many sheets may name one part many times.
    commented: BTreeMap<String, BTreeSet<u32>>,
    effort: Effort,
}

/// A sheet whose XML was looked over.
struct Loaded {
    part: String,
    xml: String,
    scan: Scan,
    formulas: Formulas,
}

fn refused(file: &str, message: &str, help: &str) -> Failure {
    Failure::unreadable(Finding::error("not-writable", message).at(Place::file(file)).help(help))
}

impl<'a> Splicer<'a> {
    /// Opens a workbook to write into: its bytes, and the same read by [`super::read`].
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where it is no .xlsx or .xlsm.
    pub fn open(bytes: &'a [u8], workbook: &'a Workbook) -> Result<Self, Failure> {
        let package = Package::open(bytes).ok_or_else(|| {
            let help = "save it as .xlsx or .xlsm in Excel";
            refused(&workbook.file, "only .xlsx and .xlsm workbooks can be written into", help)
        })?;
        let is_1904 = package.is_1904;
        let (sheets, commented) = (BTreeMap::new(), BTreeMap::new());
        Ok(Splicer { bytes, package, workbook, is_1904, sheets, commented, effort: Effort::default() })
    }

    /// What the formula of a cell gives once these edits are made; none where the cell has no formula, or it cannot be
    /// told.
    pub fn formula_value(&mut self, sheet: &str, row: u32, column: u32, edits: &SheetEdits) -> Option<Value> {
        self.load(sheet).ok()?;
        let loaded = self.sheets.get(sheet)?;
        let index = loaded.formulas.at(row, column)?;
        let new = |row: u32, column: u32| Some(self.value(edits.cells.get(&row)?.get(&column)?));
        let value = loaded.formulas.value(index, &self.values(sheet, &loaded.formulas, new), &self.effort);
        (value != Value::Unknown).then_some(value)
    }

    /// Whether a formula stands in a cell.
    pub fn has_formula(&mut self, sheet: &str, row: u32, column: u32) -> bool {
        self.load(sheet).is_ok()
            && self.sheets.get(sheet).is_some_and(|loaded| loaded.formulas.at(row, column).is_some())
    }

    /// What a formula sees of a new cell.
    fn value(&self, cell: &NewCell) -> Value {
        match cell {
            NewCell::Blank => Value::Blank,
            NewCell::Text(text) if text.is_empty() => Value::Blank,
            NewCell::Text(text) => Value::Text(text.clone()),
            NewCell::Number(number) => Value::Number(*number),
            NewCell::Date(day) => {
                super::dates::serial(*day, self.is_1904).map_or_else(|| Value::Text(day.to_string()), Value::Number)
            }
            NewCell::Bool(truth) => Value::Bool(*truth),
        }
    }

    /// The edits as values.
    fn changed(&self, edits: &SheetEdits) -> Changed {
        let row = |(row, cells): (&u32, &BTreeMap<u32, NewCell>)| {
            (*row, cells.iter().map(|(column, cell)| (*column, Some(self.value(cell)))).collect())
        };
        edits.cells.iter().map(row).collect()
    }

    /// The day of a serial of this workbook.
    pub fn day(&self, serial: f64) -> Option<String> {
        super::civil_date(serial, self.is_1904)
            .map(|(day, time)| time.map_or(day.clone(), |time| format!("{day} {time}")))
    }

    /// The rows that have a comment on one of their cells.
    pub fn rows_with_comments(&mut self, sheet: &str) -> BTreeSet<u32> {
        let Some(part) = self.package.sheet(sheet).map(str::to_owned) else { return BTreeSet::new() };
        let is_it = |relation: &Relation| relation.is("comments") || relation.is("threadedComment");
        let mut rows = BTreeSet::new();
        for comments in self.related(&part, is_it) {
            if !self.commented.contains_key(&comments) {
                let found = self.package.text(&comments).map_or_else(BTreeSet::new, |xml| parts::commented_rows(&xml));
                self.commented.insert(comments.clone(), found);
            }
            rows.extend(self.commented.get(&comments).into_iter().flatten().copied());
        }
        rows
    }

    /// The parts that a part has such relations to: each once, by the name it is stored under.
    fn related(&mut self, part: &str, is_it: impl Fn(&Relation) -> bool) -> BTreeSet<String> {
        let relations = self.package.relations(part);
        let stored = |relation: &Relation| self.package.stored_name(&relation.target);
        relations.iter().filter(|relation| is_it(relation)).filter_map(stored).collect()
    }

    fn load(&mut self, sheet: &str) -> Result<(), Failure> {
        if self.sheets.contains_key(sheet) {
            return Ok(());
        }
        let broken = || super::excel::broken(&self.workbook.file, Some(sheet), "its XML cannot be followed");
        let part = self.package.sheet(sheet).map(str::to_owned).ok_or_else(broken)?;
        let part = self.package.stored_name(&part).ok_or_else(broken)?;
        let xml = self.package.text(&part).ok_or_else(broken)?;
        let mut scan = scan(&xml).ok_or_else(broken)?;
        let formulas = Formulas::new(std::mem::take(&mut scan.formulas));
        self.sheets.insert(sheet.to_owned(), Loaded { part, xml, scan, formulas });
        Ok(())
    }

    /// What cells give: those that change, what they are to hold; the others what they hold.
    fn values<'s>(
        &'s self,
        sheet: &str,
        formulas: &'s Formulas,
        new: impl Fn(u32, u32) -> Option<Value> + 's,
    ) -> impl Fn(u32, u32) -> Value + 's {
        let sheet = self.workbook.sheets.iter().find(|known| *known.name == *sheet);
        move |row, column| {
            if let Some(value) = new(row, column) {
                return value;
            }
            match sheet.and_then(|sheet| sheet.cell(row, column)).map(|cell| cell.cell) {
                Some(Cell::Text(text)) => Value::Text(text.to_owned()),
                Some(Cell::Number(number)) => Value::Number(number),
                Some(Cell::Date { serial, .. }) => Value::Number(serial),
                Some(Cell::Bool(truth)) => Value::Bool(truth),
                Some(Cell::Iso(_) | Cell::Error(_) | Cell::Uncomputed) => Value::Unknown,
                None if formulas.at(row, column).is_some() => Value::Text(String::new()),
                None => Value::Blank,
            }
        }
    }

    /// Writes the workbook with these edits, and tells what a cell could not hold and what the change may break. Without
    /// edits it is copied byte for byte.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where a sheet's XML is damaged, or nothing can be written.
    pub fn write(mut self, edits: &Edits, out: &mut (impl Write + Seek)) -> Result<Vec<Finding>, Failure> {
        let file = self.workbook.file.clone();
        let unwritable = |error: std::io::Error| Failure::unwritable("", &error);
        let edits: BTreeMap<&String, &SheetEdits> = edits.iter().filter(|(_, edits)| !edits.cells.is_empty()).collect();
        if edits.is_empty() {
            out.write_all(self.bytes).map_err(unwritable)?;
            return Ok(Vec::new());
        }
        let mut job = Job {
            file,
            findings: Vec::new(),
            removed_formula: false,
            is_stale: false,
            styles: self.styles(),
            tables: BTreeSet::new(),
        };
        if self.package.parts().any(|part| part.starts_with("_xmlsignatures")) {
            let finding = Finding::warning(
                "signature-broken",
                "the workbook is signed; the signature does not hold for the new one",
            );
            job.findings.push(finding.at(Place::file(&job.file)).help("have the new workbook signed again"));
        }
        let mut changes = Changes::new();
        let mut touched: BTreeMap<String, Changed> = BTreeMap::new();
        for (sheet, edits) in &edits {
            self.load(sheet)?;
            let Some(loaded) = self.sheets.get(*sheet) else { continue };
            let (xml, all) = patch::sheet(&self, sheet, loaded, edits, &mut job);
            touched.insert((*sheet).clone(), all);
            self.grow_tables(sheet, edits, &mut job, &mut changes);
            if let Some(loaded) = self.sheets.get(*sheet) {
                changes.insert(loaded.part.clone(), Some(xml.into_bytes()));
            }
        }
        self.grow_names(&edits, &mut changes);
        self.forget_values(&touched, &mut job, &mut changes);
        self.finish(job, changes, out)
    }

    fn styles(&mut self) -> (String, styles::Styles) {
        let book = self.package.book.clone();
        let part = self.package.relations(&book).into_iter().find(|relation| relation.is("styles"));
        let folder = book.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let part = part.map_or_else(|| format!("{folder}styles.xml"), |relation| relation.target);
        let styles = self.package.text(&part).and_then(styles::Styles::read).unwrap_or_default();
        (part, styles)
    }

    /// Takes the values of formulas on other sheets away that depend on cells that changed.
    fn forget_values(&mut self, touched: &BTreeMap<String, Changed>, job: &mut Job, changes: &mut Changes) {
        let others = self.package.sheets.iter().filter(|(name, _)| !touched.contains_key(name));
        let others: BTreeSet<String> = others.filter_map(|(_, part)| self.package.stored_name(part)).collect();
        let touched: Vec<(&String, Touched)> =
            touched.iter().map(|(sheet, changed)| (sheet, Touched::of(changed))).collect();
        for part in others {
            if changes.contains_key(&part) {
                continue;
            }
            let Some(xml) = self.package.text(&part).filter(|xml| xml.contains("<f") || xml.contains(":f")) else {
                continue;
            };
            let Some(mut scan) = scan(&xml) else { continue };
            let formulas = Formulas::new(std::mem::take(&mut scan.formulas));
            let depends = |index: &usize| {
                touched.iter().any(|(sheet, cells)| formulas.depends_on_other(*index, sheet, cells, &self.effort))
            };
            let stale: Vec<usize> = (0..formulas.all.len()).filter(depends).collect();
            let mut patch = replacing::Patch::default();
            for index in stale {
                patch.value(&xml, "", &formulas.all[index], &Value::Unknown);
            }
            if !patch.is_empty() {
                job.is_stale = true;
                changes.insert(part, Some(patch.apply(&xml).into_bytes()));
            }
        }
    }

    /// Tables do not grow by themselves: a row filled directly below one becomes part of it.
    fn grow_tables(&mut self, sheet: &str, edits: &SheetEdits, job: &mut Job, changes: &mut Changes) {
        // Only rows that are filled anew lie below one.
        let Some(part) = self.package.sheet(sheet).filter(|_| !edits.models.is_empty()).map(str::to_owned) else {
            return;
        };
        for table in self.related(&part, |relation| relation.is("table")) {
            // A table is one sheet's.
            if !job.tables.insert(table.clone()) {
                continue;
            }
            let Some(xml) = self.package.text(&table) else { continue };
            match parts::grown_table(&xml, edits) {
                parts::Growth::None => {}
                parts::Growth::Grown(xml) => drop(changes.insert(table, Some(xml.into_bytes()))),
                parts::Growth::Cannot => {
                    let message = "rows were filled below a table, which does not reach down to them";
                    let finding = Finding::warning("table-not-grown", message);
                    let help = "drag the table's corner down over them in Excel";
                    job.findings.push(finding.at(Place::file(&job.file).in_sheet(sheet)).help(help));
                }
            }
        }
    }

    /// Nor do the names that tell what a sheet's filter and what its print reach.
    fn grow_names(&mut self, edits: &BTreeMap<&String, &SheetEdits>, changes: &mut Changes) {
        let book = self.package.book.clone();
        let of = |(sheet, edits): (&&String, &_)| Some((self.package.position(sheet)?, *edits));
        let sheets: BTreeMap<usize, &SheetEdits> = edits.iter().filter_map(of).collect();
        if let Some(xml) = self.changed_text(&book, changes)
            && let Some(grown) = parts::grown_names(&xml, &sheets)
        {
            changes.insert(book, Some(grown.into_bytes()));
        }
    }

    /// A part as it will be, as text.
    fn changed_text(&mut self, part: &str, changes: &Changes) -> Option<String> {
        match changes.get(part) {
            Some(bytes) => String::from_utf8(bytes.clone()?).ok(),
            None => self.package.text(part),
        }
    }

    fn finish(
        mut self,
        mut job: Job,
        mut changes: Changes,
        out: &mut (impl Write + Seek),
    ) -> Result<Vec<Finding>, Failure> {
        let book = self.package.book.clone();
        if let Some(styles) = job.styles.1.changed() {
            changes.insert(std::mem::take(&mut job.styles.0), Some(styles.into_bytes()));
        }
        if job.is_stale
            && let Some(xml) = self.changed_text(&book, &changes)
        {
            changes.insert(book.clone(), Some(parts::calculated_on_load(&xml).into_bytes()));
        }
        if job.removed_formula {
            let chain = self.package.relations(&book).into_iter().find(|relation| relation.is("calcChain"));
            if let Some(chain) = chain {
                let relations = Package::relations_of(&book);
                for (part, element, word) in [
                    (relations, "Relationship", "calcChain"),
                    ("[Content_Types].xml".to_owned(), "Override", "calcChain"),
                ] {
                    if let Some(xml) = self.package.text(&part) {
                        changes.insert(part, Some(parts::without(&xml, element, word).into_bytes()));
                    }
                }
                changes.insert(chain.target, None);
            }
        }
        let changes: Changes =
            changes.into_iter().map(|(part, bytes)| (self.package.stored_name(&part).unwrap_or(part), bytes)).collect();
        self.package.write(&changes, out).map_err(|error| Failure::unwritable("", &error))?;
        Ok(job.findings)
    }
}

/// What is gathered while sheets are written.
struct Job {
    file: Arc<str>,
    findings: Vec<Finding>,
    removed_formula: bool,
    /// Whether a formula has no value any more.
    is_stale: bool,
    styles: (String, styles::Styles),
    /// The parts with a table that were looked at.
    tables: BTreeSet<String>,
}
