//! What a workbook says as a whole, before its rows are made: sheets and columns, the header block, which ids stand
//! twice, in which order its dates are written.

mod dates;
mod sheet;

pub(super) use sheet::Sheet;

use self::sheet::header_cells;
use super::beyond::Beyond;
use super::cells;
use super::extras::ExtraIds;
use super::identity::item_id;
use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::Limits;
use crate::mapping::codec::{Codec, DateOrder};
use crate::mapping::definition::{Column, Mapping};
use crate::mapping::document::{Document, HeaderCell, header_values};
use crate::mapping::made::Context;
use crate::mapping::row::{Item, Row};
use crate::mapping::said::Memory;
use crate::oscal::ids;
use crate::oscal::object::Object;
use crate::oscal::version::{Lacking, Version};
use crate::rows::{self, BlankWords, ColumnIs, normal};
use crate::ssp::Said;
use crate::workbook::Workbook;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// What a person asks for beyond the workbook.
#[derive(Debug, Default)]
pub struct Options {
    /// The OSCAL version written.
    pub version: Version,
    /// `metadata/last-modified`; none: the workbook's own stamp, else its POAM Date.
    pub now: Option<String>,
    /// Whether the template's example rows are items.
    pub keep_examples: bool,
    /// What is known beyond the workbook; several workbooks may share it.
    pub beyond: Arc<Beyond>,
    /// How much its items may name.
    pub limits: Limits,
}

/// A workbook, looked over.
pub struct Survey<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// What every row has in common.
    pub context: Context,
    /// What was found on the way.
    pub findings: Findings,
    pub(super) workbook: &'a Workbook,
    pub(super) tables: Vec<Sheet>,
    header: Vec<Vec<HeaderCell<'a>>>,
    beyond: Arc<Beyond>,
    pub(super) blank: BlankWords,
    extra_headers: Vec<(String, String)>,
    pub(super) date_orders: Vec<DateOrder>,
    pub(super) limits: Limits,
    /// What tells an item from others of its id, where it is not the first of it.
    pub(super) apart: BTreeMap<(usize, u32), Vec<String>>,
    /// What the version that is written does not have, where rows may hold any of it.
    pub(super) lacking: Option<Lacking>,
    /// What cells said before, for each thread.
    pub(super) memories: Vec<Mutex<Memory>>,
}

impl<'a> Survey<'a> {
    /// Looks a workbook over.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where no sheet is a POA&M sheet.
    pub fn new(workbook: &'a Workbook, mapping: &'a Mapping, options: Options) -> Result<Self, Failure> {
        let (tables, mut findings) = rows::find(workbook, &mapping.layout, options.keep_examples)?;
        let mut extra_ids = ExtraIds::default();
        let tables: Vec<Sheet> = tables.into_iter().map(|t| Sheet::new(workbook, mapping, t, &mut extra_ids)).collect();
        let blank = BlankWords::of(&mapping.layout);
        let header = header_cells(workbook, mapping, &tables, &blank, &mut findings);
        let values = header_values(mapping, &header, &mut findings);
        let value = |label: &str| {
            let index = mapping.headers.iter().position(|h| h.id == label)?;
            values.get(index).cloned().flatten()
        };
        let config = &options.beyond.config;
        let name = value("system-name").or_else(|| config.system.clone());
        let system = config.system_id.clone().or_else(|| name.clone()).unwrap_or_else(|| {
            let finding = Finding::warning("no-system", "neither a System Name nor a system id is given");
            let help = "fill System Name in the header block, or give system-id in poam.toml: without it the items of two \
                        systems have the same uuids";
            findings.push(finding.at(Place::file(&workbook.file)).help(help));
            String::new()
        });
        let level = value("impact-level");
        let day = value("poam-date").filter(|d| d.len() == 10).map(|d| format!("{d}T00:00:00Z"));
        let last_modified = options.now.or_else(|| workbook.modified.clone()).or(day).unwrap_or_else(|| {
            let finding =
                Finding::warning("no-date", "nothing says when this POA&M was last changed; 1970-01-01 was written");
            let help = "fill POAM Date in the header block, or give --now";
            findings.push(finding.at(Place::file(&workbook.file)).help(help));
            "1970-01-01T00:00:00Z".to_owned()
        });
        let context = Context {
            version: options.version,
            namespace: ids::v5(Uuid::NAMESPACE_URL, &[&mapping.own]),
            system,
            last_modified,
            csp: value("csp").or_else(|| config.csp.clone()),
            header: values.clone(),
            known: BTreeMap::new(),
        };
        let said = Said { system: name.as_deref(), level: level.as_deref(), system_id: config.system_id.as_deref() };
        findings.extend(options.beyond.findings(&said));
        if config.ssp_href.is_none() {
            let finding = Finding::info("no-ssp", "no SSP is named; import-ssp points at ./ssp.json");
            let help = "give ssp-href in poam.toml: the structure rules FedRAMP published ask for a link to the SSP";
            findings.push(finding.at(Place::file(&workbook.file)).help(help));
        }
        let date_order = config.date_order;
        let mut survey = Survey {
            mapping,
            context,
            findings,
            workbook,
            tables,
            header,
            beyond: options.beyond,
            blank,
            extra_headers: extra_ids.headers,
            date_orders: Vec::new(),
            limits: options.limits,
            apart: BTreeMap::new(),
            lacking: None,
            memories: Vec::new(),
        };
        survey.write_for(survey.context.version);
        survey.settle_dates(date_order);
        survey.tell_apart();
        let used = survey.names_used();
        survey.context.known = survey.beyond.known(mapping, &survey.context, &used);
        Ok(survey)
    }

    /// Takes another OSCAL version, before any row is made.
    pub fn write_for(&mut self, version: Version) {
        self.context.version = version;
        let may_lack = self.mapping.newest > Some(version) || self.beyond.writes_into_items();
        self.lacking = may_lack.then(|| Lacking::in_version(version));
        self.memories = (0..rayon::current_num_threads()).map(|_| Mutex::new(Memory::lasting())).collect();
    }

    /// The workbook as a place.
    pub fn file(&self) -> Place {
        Place::file(&self.workbook.file)
    }

    /// The header block's cells, by label: the first sheet that has a value, then the sheets whose value differs.
    pub fn header(&self) -> &[Vec<HeaderCell<'a>>] {
        &self.header
    }

    /// How `3/4/2026` is read, for each column of the mapping.
    pub fn date_orders(&self) -> &[DateOrder] {
        &self.date_orders
    }

    /// The POA&M sheets in the workbook's order: kind, template generation, and which of the mapping's columns each has.
    /// A sheet whose rows are of several kinds comes once for each.
    pub fn sheets(&self) -> impl Iterator<Item = (usize, Option<usize>, Vec<bool>)> {
        self.tables.iter().flat_map(|s| {
            let kinds = if self.tells_kind(s) { 0..self.mapping.sheets.len() } else { s.table.kind..s.table.kind + 1 };
            kinds.map(|kind| (kind, s.generation, s.columns.iter().map(Option::is_some).collect()))
        })
    }

    /// Whether a sheet's rows are of several kinds, told by a column.
    pub(super) fn tells_kind(&self, sheet: &Sheet) -> bool {
        self.mapping.status.is_some_and(|status| sheet.columns[status].is_some())
    }

    /// The kind of sheet a row belongs on: its sheet's, unless the status column says another.
    fn kind(&self, at: (usize, u32), sheet: &Sheet) -> usize {
        let Some(status) = self.mapping.status.filter(|_| self.tells_kind(sheet)) else { return sheet.table.kind };
        let text = self.cell_text(at, status);
        let reading = self.mapping.columns[status].get(&text, DateOrder::Unknown);
        match reading.records.first().and_then(|record| record.get("value")) {
            Some(value) => self.mapping.kind_of_status(value),
            None if text.trim().is_empty() || !reading.faults.is_empty() => sheet.table.kind,
            None => self.mapping.sheets.len().saturating_sub(1),
        }
    }

    /// The known columns whose header is not the mapping's own: kind of sheet, column of the mapping, place and text.
    pub fn renamed(&self) -> Vec<(usize, usize, Place, String)> {
        let mut renamed = Vec::new();
        for sheet in &self.tables {
            for (at, is) in &sheet.table.columns {
                let ColumnIs::Known(index) = is else { continue };
                let Some(column) = self.mapping.columns.get(*index) else { continue }; // a part of a column
                let cell = self.workbook.sheets[sheet.table.sheet].cell(sheet.table.header_row, *at);
                let text = cell.map(|cell| cell.cell.text().trim().to_owned()).unwrap_or_default();
                if !text.is_empty() && normal(&text) != normal(&column.header) {
                    renamed.push((sheet.table.kind, *index, sheet.place.clone().at(sheet.table.header_row, *at), text));
                }
            }
        }
        renamed
    }

    /// The header text of a column that the mapping does not know, by its id; empty where it has none.
    pub fn extra_header(&self, id: &str) -> &str {
        self.extra_headers.iter().find(|(known, _)| known == id).map_or("", |(_, header)| header)
    }

    /// The rows that are items: table and row.
    ///
    /// # Errors
    /// [`Failure::Refused`] where there is none: an OSCAL POA&M has at least one item.
    pub fn rows(&self) -> Result<Vec<(usize, u32)>, Failure> {
        let of = |(t, sheet): (usize, &Sheet)| sheet.table.items.iter().map(move |row| (t, *row)).collect::<Vec<_>>();
        let rows: Vec<(usize, u32)> = self.tables.iter().enumerate().flat_map(of).collect();
        if rows.is_empty() {
            let finding =
                Finding::error("no-items", "the workbook holds no POA&M item, and an OSCAL POA&M has at least one");
            let help = "fill in at least one row; --keep-examples converts the template's example row";
            return Err(Failure::Refused(vec![finding.at(self.file()).help(help)]));
        }
        Ok(rows)
    }

    /// The columns that a row's sheet has and the mapping does not know: where they stand, and their ids.
    pub fn extra_columns(&self, (table, _): (usize, u32)) -> impl Iterator<Item = (u32, &str)> {
        self.tables.get(table).into_iter().flat_map(|sheet| sheet.extras.iter().map(|(at, id)| (*at, id.as_str())))
    }

    /// Gives a label of the header block the value of another source than the workbook.
    pub fn take_header(&mut self, label: usize, cell: HeaderCell<'a>) {
        if let Some(cells) = self.header.get_mut(label) {
            *cells = vec![cell];
            let values = header_values(self.mapping, &self.header, &mut Findings::default());
            if let Some(csp) = self.mapping.headers.iter().position(|h| h.id == "csp") {
                self.context.csp = values.get(csp).cloned().flatten().or_else(|| self.context.csp.take());
            }
            self.context.header = values;
        }
    }

    /// Gives the document a column that the mapping does not know and the workbook does not have: its id and header.
    pub fn take_extra_column(&mut self, id: &str, header: &str) {
        if !self.extra_headers.iter().any(|(known, _)| known == id) {
            self.extra_headers.push((id.to_owned(), header.to_owned()));
        }
    }

    /// The document before its rows.
    pub fn begin(&self) -> Document<'_> {
        let given = self.beyond.given(self.mapping, &self.context);
        let mut document = Document::new(self.mapping, &self.context, &self.header, given);
        self.beyond.name_parties(&mut document);
        for (id, header) in self.extra_headers.iter().filter(|(_, header)| !header.is_empty()) {
            document.column_header(id, header);
        }
        document
    }

    /// The document's root after its rows.
    pub fn end(&self, mut document: Document<'_>) -> Object {
        self.beyond.complete_shared(self.mapping, &self.context, &mut document);
        document.finish()
    }

    /// Completes an item with what is known beyond the workbook.
    pub(super) fn complete(&self, item: &mut Item) {
        self.beyond.complete_item(self.mapping, &self.context, item);
    }

    /// The names of shared objects in the sheet, by list: looked up only where an SSP may know them.
    fn names_used(&self) -> BTreeSet<(usize, String)> {
        let mut used = BTreeSet::new();
        if self.beyond.ssp.is_none() {
            return used;
        }
        for at in self.rows().unwrap_or_default() {
            for (index, column) in self.mapping.columns.iter().enumerate() {
                let lists = column.lists(self.mapping);
                if lists.is_empty() {
                    continue;
                }
                let text = self.cell_text(at, index);
                for record in column.get(&text, self.date_orders[index]).records {
                    let name = |(field, list): &(String, usize)| Some((*list, record.get(field)?.to_owned()));
                    used.extend(lists.iter().filter_map(name));
                }
            }
        }
        used
    }

    /// A row's cells as the mapping reads them.
    pub fn row(&self, (table, row): (usize, u32), findings: &mut Findings) -> Row<'_> {
        let sheet = &self.tables[table];
        let cells = self.workbook.sheets[sheet.table.sheet].row(row);
        let mut place = sheet.place.clone();
        place.row = Some(row);
        findings.extend(cells.cells().filter_map(|cell| cells::fault(&cell, &sheet.place)));
        let text = |column: u32, codec| {
            let cell = cells.cell(column)?;
            Some(cells::text(&cell, codec, sheet.is_1904, &self.blank))
        };
        let of_column = |(column, at): (&Column, &Option<u32>)| {
            let at = (*at)?;
            Some((at, text(at, column.codec).unwrap_or_default()))
        };
        let mut mapped: Vec<_> = self.mapping.columns.iter().zip(&sheet.columns).map(of_column).collect();
        for parts in &sheet.parts {
            mapped[parts.column] = sheet.columns[parts.column].map(|at| (at, self.joined(sheet, parts, row).into()));
            for below in (row + 1..).take(sheet.rows_below(row)) {
                let cells = self.workbook.sheets[sheet.table.sheet].row(below);
                findings.extend(cells.cells().filter_map(|cell| cells::fault(&cell, &sheet.place)));
            }
        }
        let mut joined = Vec::new();
        for home in self.mapping.joined(sheet.generation) {
            let Some((at, text)) = mapped[home.into].clone() else { continue };
            for (column, text) in home.split(&text) {
                mapped[column] = Some((at, Cow::Owned(text.into_owned())));
            }
            joined.push((home.into, text));
        }
        let extras = sheet.extras.iter().filter_map(|(at, id)| Some((id.as_str(), *at, text(*at, Codec::Text)?)));
        let id = mapped.get(self.mapping.identity.id).and_then(Option::as_ref).map_or("", |(_, text)| text);
        let mut identity = vec![item_id(id)];
        if let Some(apart) = self.apart.get(&(table, row)) {
            identity.extend(apart.iter().cloned());
        }
        Row {
            sheet: self.kind((table, row), sheet),
            generation: sheet.generation,
            place,
            extras: extras.collect(),
            cells: mapped,
            joined,
            changes: Vec::new(),
            identity,
            date_orders: &self.date_orders,
        }
    }

    /// A cell's text as the sheet has it, whole where it is home to several columns.
    pub(super) fn cell_text(&self, (table, row): (usize, u32), column: usize) -> String {
        let sheet = &self.tables[table];
        if let Some(parts) = sheet.parts.iter().find(|parts| parts.column == column) {
            return self.joined(sheet, parts, row);
        }
        let cell = sheet.columns[column].and_then(|at| self.workbook.sheets[sheet.table.sheet].cell(row, at));
        let codec = self.mapping.columns[column].codec;
        cell.map(|c| cells::text(&c, codec, sheet.is_1904, &self.blank).into_owned()).unwrap_or_default()
    }
}
