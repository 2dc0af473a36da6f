//! The document around the rows: the header block, what a document has anyway, and the objects that rows share.

use super::codec::{DateOrder, Record};
use super::definition::{Column, Mapping, Place, Target, Value};
use super::kept;
use super::made::{self, Context, SharedUse, complete_shared, new_shared, referring};
use super::place::{Own, Path};
use super::shares::Id;
use super::stored::stored;
pub use super::text_rows::{RowText, Rows, dates, to_rows};
use super::view::{Lookup, View};
use crate::finding::{self, Finding, Findings};
use crate::oscal::model::POAM;
use crate::oscal::object::Object;
use crate::oscal::version::V1_0_4;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A value of the header block on one sheet.
#[derive(Clone, Debug)]
pub struct HeaderCell<'a> {
    /// Where it is.
    pub place: finding::Place,
    /// The kind of sheet it is on.
    pub sheet: usize,
    /// Its text.
    pub text: Cow<'a, str>,
}

/// What the header block's cells say, by label: the first sheet's value, in plain text.
pub fn header_values(mapping: &Mapping, cells: &[Vec<HeaderCell<'_>>], findings: &mut Findings) -> Vec<Option<String>> {
    let mut values = Vec::with_capacity(mapping.headers.len());
    for (column, cells) in mapping.headers.iter().zip(cells) {
        let Some(first) = cells.first() else {
            values.push(None);
            continue;
        };
        let reading = column.codec.get(&first.text, super::codec::Options::default());
        for fault in reading.faults {
            let mut finding = Finding::new(fault.code, fault.level, fault.message).at(first.place.clone());
            finding.help = fault.help;
            findings.push(finding);
        }
        values.push(reading.records.first().and_then(|r| r.get("value")).map(str::to_owned));
    }
    values
}

/// A document while rows are added to it.
pub struct Document<'a> {
    mapping: &'a Mapping,
    context: &'a Context,
    /// The root: all but the rows' own objects.
    pub root: Object,
    shared: Vec<SharedUse>,
    /// The uuids of these.
    there: HashSet<Id>,
}

impl<'a> Document<'a> {
    /// A document with its header block and all that a document has anyway. `given` comes first: what a
    /// configuration says of the document itself.
    pub fn new(mapping: &'a Mapping, context: &'a Context, header: &[Vec<HeaderCell<'_>>], given: Object) -> Self {
        let mut document = Document { mapping, context, root: given, shared: Vec::new(), there: HashSet::new() };
        if let Some((index, name)) = made::csp(mapping, context) {
            document.named(index, &name);
        }
        for (path, value) in [
            ("metadata/last-modified", context.last_modified.clone()),
            ("metadata/oscal-version", context.version.to_string()),
        ] {
            document.set(path, &value);
        }
        document.write_header(header);
        document.write_defaults();
        document
    }

    fn set(&mut self, path: &str, value: &str) {
        let steps = super::syntax::parse(path).map(|p| p.steps);
        if let Ok(Ok(path)) = steps.map(|s| Path::compile(&POAM, &s, &[], false)) {
            path.make(&mut self.root, value, false, &[], &mut Own { uuid: &mut |_| None });
        }
    }

    /// Adds a shared object that something else than a row names (a configuration), unless it is there; nothing where the
    /// mapping has no list of this name, or OSCAL cannot hold the object's name.
    pub fn name(&mut self, list: &str, name: &str) -> Option<String> {
        let index = self.mapping.shared.iter().position(|s| s.name == list)?;
        self.named(index, name)
    }

    /// The uuid of the shared object of this name, which is added where it is not there.
    fn named(&mut self, index: usize, name: &str) -> Option<String> {
        let object = new_shared(self.mapping, self.context, index, name)?;
        let uuid = object.get("uuid")?.to_owned();
        self.share(vec![SharedUse::new(index, name, object)]);
        Some(uuid)
    }

    fn write_header(&mut self, header: &[Vec<HeaderCell<'_>>]) {
        let mapping = self.mapping;
        for (column, cells) in mapping.headers.iter().zip(header) {
            let Some(first) = cells.first() else { continue };
            let records = column.get(&first.text, DateOrder::Unknown).records;
            if let Target::Values(values) = &column.target {
                for value in records.iter().filter_map(|r| r.get("value")) {
                    for to in &values.places {
                        self.write(&to.place, value);
                        for copy in &to.copies {
                            if !self.begins(&copy.place) {
                                self.write(&copy.place, value);
                            }
                        }
                    }
                }
            }
            self.keep_header(column, cells);
        }
    }

    /// Keeps the spellings that do not come back, and the other sheets' values where they differ.
    fn keep_header(&mut self, column: &Column, cells: &[HeaderCell<'_>]) {
        let Some(first) = cells.first() else { return };
        let shown = self.header_cell(column, &column.id);
        if shown != first.text {
            self.keep(&self.mapping.kept.header, &column.id, &first.text);
        }
        let mut kept: Vec<(usize, &str)> = Vec::new();
        for cell in cells[1..].iter().filter(|cell| cell.text != first.text) {
            // Of several sheets of one kind each value once.
            if kept.contains(&(cell.sheet, &cell.text)) {
                continue;
            }
            let mut id = sheet_label(self.mapping, cell.sheet, column);
            match kept.iter().filter(|(sheet, _)| *sheet == cell.sheet).count() {
                0 => {}
                before => id = format!("{id}-{}", before + 1),
            }
            kept.push((cell.sheet, &cell.text));
            self.keep(&self.mapping.kept.header, &id, &cell.text);
        }
    }

    fn keep(&mut self, place: &Place, column: &str, text: &str) {
        let variables = [("column", column)];
        let at = place.path.make_object(&mut self.root, &variables, &mut Own { uuid: &mut |_| None });
        let mut here = Some(&mut self.root);
        for (member, position) in at {
            here = here.and_then(|o| o.object_at_mut(member, position));
        }
        if let Some(prop) = here {
            kept::write(prop, text);
        }
    }

    /// The header text of a column the mapping does not know, once in the document.
    pub fn column_header(&mut self, id: &str, header: &str) {
        self.keep(&self.mapping.extra.header, id, header);
    }

    fn begins(&self, place: &Place) -> bool {
        let mut there = false;
        place.path.select(&self.root, "", &[], &mut |_| there = true);
        there
    }

    fn write(&mut self, place: &Place, plain: &str) {
        let value = match &place.shared {
            Some((shared, None)) => self.named(*shared, plain).map(|uuid| referring(place.path.data_type(), uuid)),
            Some((shared, Some(inside))) => {
                self.write_inside(place, *shared, inside, plain);
                None
            }
            None => place.path.data_type().and_then(|t| stored(t, plain, self.context.version)).map(Cow::into_owned),
        };
        if let Some(value) = value {
            place.path.make(&mut self.root, &value, false, &[], &mut Own { uuid: &mut |_| None });
        }
    }

    /// Writes a default inside the shared object that a reference already points at, where nothing stands there.
    fn write_inside(&mut self, place: &Place, shared: usize, inside: &Path, plain: &str) {
        let mut uuid = None;
        place.path.select(&self.root, "", &[], &mut |v| uuid = Some(v.trim_start_matches('#').to_owned()));
        let first = self.mapping.shared[shared].same_as;
        let value = inside.data_type().and_then(|t| stored(t, plain, self.context.version));
        let used = self.shared.iter_mut().find(|s| {
            self.mapping.shared[s.shared].same_as == first && s.object.get("uuid").map(str::to_owned) == uuid
        });
        if let (Some(used), Some(value)) = (used, value) {
            // An rlink of any kind will do: FedRAMP wants exactly one.
            if used.object.all("rlink").next().is_none() {
                inside.make(used.change(), &value, false, &[], &mut Own { uuid: &mut |_| None });
            }
        }
    }

    fn write_defaults(&mut self) {
        let mapping = self.mapping;
        let version = self.context.version.to_string();
        for default in &mapping.document {
            if default.version.as_ref().is_some_and(|v| *v != version) {
                continue;
            }
            let inside = matches!(default.place.shared, Some((_, Some(_))));
            if !inside && self.begins(&default.place) {
                continue;
            }
            match &default.value {
                Value::Text(text) => self.write(&default.place, text),
                Value::Csp => {
                    if let Some(uuid) = made::csp_uuid(mapping, self.context) {
                        default.place.path.make(&mut self.root, &uuid, false, &[], &mut Own { uuid: &mut |_| None });
                    }
                }
                Value::Column(_) | Value::Header(_) | Value::LastModified => {}
            }
        }
    }

    /// How many shared objects there are so far.
    pub fn shared_count(&self) -> usize {
        self.shared.len()
    }

    /// Adds the shared objects that a row named, each once.
    pub fn share(&mut self, used: Vec<SharedUse>) {
        for used in used {
            if used.id.as_ref().is_some_and(|id| self.there.insert(id.clone())) {
                self.shared.push(used);
            }
        }
    }

    /// The shared objects so far, to be completed from elsewhere (an inventory).
    pub fn shared_mut(&mut self) -> impl Iterator<Item = (&str, &str, &mut Object)> {
        let mapping = self.mapping;
        self.shared.iter_mut().map(|s| {
            let list = mapping.shared[s.shared].name.as_str();
            let (name, object) = s.named();
            (list, name, object)
        })
    }

    /// The finished root, shared objects in their places.
    pub fn finish(mut self) -> Object {
        let (mapping, context) = (self.mapping, self.context);
        let complete = |used: &mut SharedUse| complete_shared(mapping, context, used.shared, used.change());
        self.shared.par_iter_mut().for_each(complete);
        for used in self.shared {
            mapping.shared[used.shared].path.add(&mut self.root, Arc::unwrap_or_clone(used.object));
        }
        self.root
    }

    /// What a header-block cell shows of the document as it stands.
    fn header_cell(&self, column: &Column, id: &str) -> String {
        let lookup = SharedLookup(&self.shared);
        header_cell(self.mapping, &self.root, &lookup, column, id)
    }
}

struct SharedLookup<'a>(&'a [SharedUse]);

impl Lookup for SharedLookup<'_> {
    fn by_uuid(&self, uuid: &str) -> Option<&Object> {
        self.0.iter().map(|s| &*s.object).find(|o| o.get("uuid") == Some(uuid))
    }
}

/// The id under which a sheet's own header value is kept.
pub(super) fn sheet_label(mapping: &Mapping, sheet: usize, column: &Column) -> String {
    let name = mapping.sheets.get(sheet).map_or("", |s| s.name.as_str());
    format!("{}.{}", super::definition::column_id(name), column.id)
}

/// What a cell of the header block shows of a document. `id`: what its own spelling is kept under.
pub(super) fn header_cell(mapping: &Mapping, root: &Object, lookup: &dyn Lookup, column: &Column, id: &str) -> String {
    let view = View::of_document(mapping, root, lookup);
    let own = kept::kept_at(&view, &mapping.kept.header, id);
    if id != column.id {
        return own.unwrap_or_default();
    }
    if let Some(own) = own
        && kept::speaks(&view, column, &own, &|_| false)
    {
        return own;
    }
    let records: Vec<Record> = column.as_read(column.read(&view, true));
    column.put(&records, None)
}

/// Every object of a document that has a uuid, by it.
pub struct Index<'a> {
    by_uuid: BTreeMap<String, &'a Object>,
    has_line_break: bool,
}

impl<'a> Index<'a> {
    /// Looks a document over.
    pub fn new(poam: &'a Object) -> Self {
        let version = poam.all("metadata").find_map(|m| m.get("oscal-version"));
        let has_line_break = version != Some(V1_0_4.to_string().as_str());
        let mut index = Index { by_uuid: BTreeMap::new(), has_line_break };
        let parents = poam.all("metadata").chain(poam.all("local-definitions")).chain(poam.all("back-matter"));
        for parent in std::iter::once(poam).chain(parents) {
            for (_, node) in parent.children() {
                if let crate::oscal::object::Node::Object(object) = node
                    && let Some(uuid) = object.get("uuid")
                {
                    index.by_uuid.insert(uuid.to_ascii_lowercase(), object);
                }
            }
        }
        index
    }
}

impl Lookup for Index<'_> {
    fn by_uuid(&self, uuid: &str) -> Option<&Object> {
        self.by_uuid.get(&uuid.to_ascii_lowercase()).copied()
    }

    fn has_line_break(&self) -> bool {
        self.has_line_break
    }
}
