//! What a workbook says as a whole, before its rows are made: sheets and columns, the header block, which ids stand
//! twice, in which order its dates are written.

use super::beyond::Beyond;
use super::cells;
use super::extras::{ExtraIds, SheetIds};
use crate::finding::{Failure, Finding, Place};
use crate::mapping::codec::{Codec, DateOrder, settles_order};
use crate::mapping::definition::Mapping;
use crate::mapping::document::{Document, HeaderCell, header_values};
use crate::mapping::made::Context;
use crate::mapping::row::{Item, Row};
use crate::oscal::ids;
use crate::oscal::object::Object;
use crate::oscal::version::Version;
use crate::rows::{self, BlankWords, ColumnIs, Table};
use crate::ssp::Said;
use crate::workbook::{Cell, Workbook};
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// What is known beyond the workbook.
    pub beyond: Beyond,
}

/// A workbook, looked over.
pub struct Survey<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// What every row has in common.
    pub context: Context,
    /// What was found on the way.
    pub findings: Vec<Finding>,
    pub(super) workbook: &'a Workbook,
    pub(super) tables: Vec<Sheet>,
    header: Vec<Vec<HeaderCell<'a>>>,
    beyond: Beyond,
    pub(super) blank: BlankWords,
    extra_headers: Vec<(String, String)>,
    pub(super) date_orders: Vec<DateOrder>,
    /// What tells an item from others of its id, where it is not the first of it.
    apart: BTreeMap<(usize, u32), Vec<String>>,
}

/// A POA&M sheet and what its columns are.
pub(super) struct Sheet {
    pub(super) table: Table,
    pub(super) place: Place,
    pub(super) is_1904: bool,
    pub(super) generation: Option<usize>,
    /// For each column of the mapping the sheet's column.
    pub(super) columns: Vec<Option<u32>>,
    /// The sheet's columns the mapping does not know, by id.
    pub(super) extras: Vec<(u32, String)>,
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
            apart: BTreeMap::new(),
        };
        survey.settle_dates(date_order);
        survey.tell_apart();
        let used = survey.names_used();
        survey.context.known = survey.beyond.known(mapping, &survey.context, &used);
        Ok(survey)
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
    pub fn sheets(&self) -> impl Iterator<Item = (usize, Option<usize>, Vec<bool>)> {
        self.tables.iter().map(|s| (s.table.kind, s.generation, s.columns.iter().map(Option::is_some).collect()))
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

    /// The ids of the columns that a row's sheet has and the mapping does not know.
    pub fn extra_columns(&self, (table, _): (usize, u32)) -> impl Iterator<Item = &str> {
        self.tables.get(table).into_iter().flat_map(|sheet| sheet.extras.iter().map(|(_, id)| id.as_str()))
    }

    /// Gives a label of the header block the value of another source than the workbook.
    pub fn take_header(&mut self, label: usize, cell: HeaderCell<'a>) {
        if let Some(cells) = self.header.get_mut(label) {
            *cells = vec![cell];
            let values = header_values(self.mapping, &self.header, &mut Vec::new());
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
    pub fn row(&self, (table, row): (usize, u32), findings: &mut Vec<Finding>) -> Row<'_> {
        let sheet = &self.tables[table];
        let cells = self.workbook.sheets[sheet.table.sheet].row(row);
        let mut place = sheet.place.clone();
        place.row = Some(row);
        findings.extend(cells.cells().filter_map(|cell| cells::fault(&cell, &sheet.place)));
        let text = |column: u32, codec| {
            let cell = cells.cell(column)?;
            Some(cells::text(&cell, codec, sheet.is_1904, &self.blank))
        };
        let of_column = |(column, at): (&crate::mapping::definition::Column, &Option<u32>)| {
            let at = (*at)?;
            Some((at, text(at, column.codec).unwrap_or_default()))
        };
        let mapped: Vec<_> = self.mapping.columns.iter().zip(&sheet.columns).map(of_column).collect();
        let extras = sheet.extras.iter().filter_map(|(at, id)| Some((id.as_str(), *at, text(*at, Codec::Text)?)));
        let id = mapped.get(self.mapping.identity.id).and_then(Option::as_ref).map_or("", |(_, text)| text);
        let mut identity = vec![item_id(id)];
        if let Some(apart) = self.apart.get(&(table, row)) {
            identity.extend(apart.iter().cloned());
        }
        Row {
            sheet: sheet.table.kind,
            generation: sheet.generation,
            place,
            extras: extras.collect(),
            cells: mapped,
            identity,
            date_orders: &self.date_orders,
        }
    }

    /// Reads dates like `3/4/2026` by the column they stand in: a number above 12 anywhere in it tells which is the day.
    fn settle_dates(&mut self, configured: DateOrder) {
        let mut orders = vec![configured; self.mapping.columns.len()];
        for (index, column) in self.mapping.columns.iter().enumerate() {
            if column.codec != Codec::Date {
                continue;
            }
            let mut told: Option<DateOrder> = None;
            let mut both = false;
            for sheet in &self.tables {
                let Some(at) = sheet.columns[index] else { continue };
                let cells = &self.workbook.sheets[sheet.table.sheet];
                for row in &sheet.table.items {
                    if let Some(cell) = cells.cell(*row, at)
                        && let Cell::Text(text) = cell.cell
                        && let Some(order) = settles_order(text)
                    {
                        both |= told.is_some_and(|t| t != order);
                        told = Some(order);
                    }
                }
            }
            if both {
                orders[index] = configured;
            } else if let Some(told) = told {
                orders[index] = told;
            }
        }
        self.date_orders = orders;
    }

    /// Finds items without an id and ids that stand twice. Of items of one id the oldest is known by the id alone, the
    /// others by what tells them apart too: so an item keeps its uuids wherever it stands, and whichever comes first.
    fn tell_apart(&mut self) {
        let mut by_id: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
        let mut order: Vec<String> = Vec::new();
        for at in self.rows().unwrap_or_default() {
            let id = item_id(&self.cell_text(at, self.mapping.identity.id));
            let rows = by_id.entry(id.clone()).or_default();
            rows.push(at);
            if rows.len() == 2 || id.is_empty() && rows.len() == 1 {
                order.push(id);
            }
        }
        for id in order {
            let Some(rows) = by_id.remove(&id) else { continue };
            let mut told: Vec<(String, String, (usize, u32))> = rows.iter().map(|at| self.told_by(*at)).collect();
            for at in &rows[usize::from(!id.is_empty())..] {
                self.findings.push(self.identity_fault(&id, *at, rows[0]));
            }
            // The oldest first; a stable order for the rest, whatever order the rows came in.
            told.sort();
            let mut seen: BTreeMap<String, u32> = BTreeMap::new();
            for (_, hash, at) in told.into_iter().skip(usize::from(!id.is_empty())) {
                let count = seen.entry(hash.clone()).or_default();
                *count += 1;
                self.apart.insert(at, vec![hash, count.to_string()]);
            }
        }
    }

    /// The date by which an item is older than others, and a hash of what tells it apart.
    fn told_by(&self, at: (usize, u32)) -> (String, String, (usize, u32)) {
        self.tells(at, &|column| self.cell_text(at, column))
    }

    /// The same of any cells, by the mapping's columns.
    pub(super) fn tells<T>(&self, at: T, cell: &dyn Fn(usize) -> String) -> (String, String, T) {
        let identity = &self.mapping.identity;
        let read = |column: usize| {
            let text = cell(column);
            let records = self.mapping.columns[column].get(&text, self.date_orders[column]).records;
            records.first().and_then(|r| r.get("value")).map_or(text, str::to_owned)
        };
        let oldest = identity.oldest.map(read).filter(|d| !d.is_empty()).unwrap_or_else(|| "9999".to_owned());
        let texts: Vec<String> = identity.tells_apart.iter().map(|c| read(*c)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        (oldest, ids::v5(self.context.namespace, &texts).to_string(), at)
    }

    fn identity_fault(&self, id: &str, (table, row): (usize, u32), first: (usize, u32)) -> Finding {
        let column = |t: usize| self.tables[t].columns[self.mapping.identity.id];
        let place = |(t, row): (usize, u32)| {
            let mut place = self.tables[t].place.clone();
            place.row = Some(row);
            place.column = column(t);
            place
        };
        let finding = if id.is_empty() {
            Finding::error("missing-id", "the item has no POAM ID").help("give every item an id of its own")
        } else {
            let first = Place { file: None, ..place(first) };
            Finding::error("duplicate-id", format!("the POAM ID \"{id}\" stands also in {first}"))
                .help("give every item an id of its own; until then this one's uuids depend on its texts")
        };
        finding.at(place((table, row)))
    }

    pub(super) fn cell_text(&self, (table, row): (usize, u32), column: usize) -> String {
        let sheet = &self.tables[table];
        let cell = sheet.columns[column].and_then(|at| self.workbook.sheets[sheet.table.sheet].cell(row, at));
        let codec = self.mapping.columns[column].codec;
        cell.map(|c| cells::text(&c, codec, sheet.is_1904, &self.blank).into_owned()).unwrap_or_default()
    }
}

impl Sheet {
    fn new(workbook: &Workbook, mapping: &Mapping, table: Table, extra_ids: &mut ExtraIds) -> Self {
        let sheet = &workbook.sheets[table.sheet];
        let mut columns = vec![None; mapping.columns.len()];
        let mut extras: Vec<(u32, String)> = Vec::new();
        let mut ids = SheetIds::default();
        for (at, is) in &table.columns {
            match is {
                ColumnIs::Known(index) => columns[*index] = Some(*at),
                ColumnIs::Extra(header) => extras.push((*at, extra_ids.give(header, *at, &mut ids))),
            }
        }
        let generation = mapping.generation(|c| columns.get(c).is_some_and(Option::is_some));
        let place = Place { file: Some(workbook.file.clone()), sheet: Some(sheet.name.clone()), ..Place::default() };
        let is_1904 = sheet.cells().any(|c| matches!(c.cell, Cell::Date { is_1904: true, .. }));
        Sheet { table, place, is_1904, generation, columns, extras }
    }
}

/// An id as it is compared: white space does not count, nor does a byte order mark that was pasted along.
pub fn item_id(id: &str) -> String {
    let words = id.split(|c: char| c.is_whitespace() || c == '\u{feff}').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The header block's cells, by label: the first sheet that has a value, then the sheets whose value differs.
fn header_cells<'a>(
    workbook: &'a Workbook,
    mapping: &Mapping,
    tables: &[Sheet],
    blank: &BlankWords,
    findings: &mut Vec<Finding>,
) -> Vec<Vec<HeaderCell<'a>>> {
    let mut header = Vec::with_capacity(mapping.headers.len());
    for (label, column) in mapping.headers.iter().enumerate() {
        let mut cells: Vec<HeaderCell<'a>> = Vec::new();
        for sheet in tables {
            let Some((row, at)) = sheet.table.header_block.get(label).copied().flatten() else { continue };
            let Some(cell) = workbook.sheets[sheet.table.sheet].cell(row, at) else { continue };
            let text = cells::text(&cell, column.codec, sheet.is_1904, blank);
            let place = sheet.place.clone().at(row, at);
            if let Some(first) = cells.first()
                && first.text != text
            {
                let message =
                    format!("{} is \"{}\" here and \"{}\" on the first sheet", column.header, text, first.text);
                let finding = Finding::warning("header-differs", message).at(place.clone());
                findings.push(finding.help("the first sheet's value is taken; this one is kept for its sheet"));
            }
            cells.push(HeaderCell { place, sheet: sheet.table.kind, text });
        }
        header.push(cells);
    }
    header
}
