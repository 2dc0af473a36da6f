//! Rows made into a document, by the same engine whatever the rows are from: a sheet, or another document.

use super::edits::each_value;
use crate::convert::Survey;
use crate::finding::{Finding, Findings, Place};
use crate::mapping::codec::DateOrder;
use crate::mapping::definition::Mapping;
use crate::mapping::document::{Document, HeaderCell, Index, RowText, Rows, header_values};
use crate::mapping::made::Context;
use crate::mapping::row::{self, Row};
use crate::mapping::said::Memory;
use crate::mapping::view::Lookup;
use crate::oscal::ids;
use crate::oscal::model::POAM;
use crate::oscal::object::{Node, Object, Text};
use crate::oscal::version::{Lacking, V1_0_4, V1_1_2, Version};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A document made of rows, and which of its objects each row became.
pub(super) struct Remade {
    /// The document; its root has no uuid.
    pub(super) root: Object,
    /// For each row the objects directly below the root: member, and position under it.
    pub(super) rows: Vec<Vec<(usize, usize)>>,
}

impl Remade {
    /// A document whose rows become these objects.
    pub(super) fn new(mut root: Object, rows: Vec<Vec<(usize, Object)>>) -> Self {
        let mut placed = Vec::with_capacity(rows.len());
        // One member after the other: what is put between others moves all that stands behind it.
        let mut by_member: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
        let first = |member: usize| root.nodes(member).len();
        for objects in rows {
            let mut place = |(member, object)| {
                let list: &mut Vec<Object> = by_member.entry(member).or_default();
                list.push(object);
                (member, first(member) + list.len() - 1)
            };
            placed.push(objects.into_iter().map(&mut place).collect());
        }
        for (member, objects) in by_member {
            root.append(member, objects);
        }
        Remade { root, rows: placed }
    }

    /// The same document under the uuids that others have for its objects.
    pub(super) fn renamed(mut self, names: &HashMap<String, String>) -> Self {
        rename(&mut self.root, names);
        self
    }

    /// The object directly below the root.
    pub(super) fn top(&self, (member, at): (usize, usize)) -> Option<&Object> {
        self.root.object_at(member, at)
    }
}

/// Changes every uuid and every reference to one that has another name.
fn rename(object: &mut Object, names: &HashMap<String, String>) {
    object.retain(&mut |_, node| {
        match node {
            Node::Object(inner) => rename(inner, names),
            Node::Value(value) => {
                let new = match value.strip_prefix('#') {
                    Some(uuid) => names.get(uuid).map(|new| Text::from(format!("#{new}"))),
                    None => names.get(value.as_str()).map(Text::from),
                };
                if let Some(new) = new {
                    *value = new;
                }
            }
        }
        true
    });
}

/// The version whose rules a document's text follows: its own, or the written one nearest to it.
pub(super) fn version_of(base: &Object) -> Version {
    let text = base.all("metadata").find_map(|m| m.get("oscal-version")).unwrap_or_default();
    text.parse().unwrap_or(if text.starts_with("1.0.") { V1_0_4 } else { V1_1_2 })
}

/// A document's stamp.
pub(super) fn stamp_of(base: &Object) -> Option<&str> {
    base.all("metadata").find_map(|m| m.get("last-modified"))
}

/// The header block as a document's rows show it, in the form in which a sheet has it.
pub(super) fn header_of(rows: &Rows) -> Vec<Vec<HeaderCell<'_>>> {
    let cell = |sheet: usize, text| HeaderCell { place: Place::default(), sheet, text: Cow::Borrowed(text) };
    let mut header = Vec::with_capacity(rows.header.len());
    for (label, text) in rows.header.iter().enumerate() {
        let mut cells = Vec::new();
        if !text.trim().is_empty() {
            cells.push(cell(0, text.as_str()));
            let others = rows.sheet_header.iter().filter(|(_, l, _)| *l == label);
            cells.extend(others.map(|(sheet, _, text)| cell(*sheet, text.as_str())));
        }
        header.push(cells);
    }
    header
}

/// What all rows of a base document have in common when they are made again. `csp`: the provider where the header
/// block names none.
pub(super) fn context_of(mapping: &Mapping, base: &Object, rows: &Rows, system: &str, csp: Option<String>) -> Context {
    let header = header_values(mapping, &header_of(rows), &mut Findings::default());
    let named = mapping.headers.iter().position(|h| h.id == "csp").and_then(|at| header.get(at).cloned().flatten());
    Context {
        version: version_of(base),
        namespace: ids::v5(Uuid::NAMESPACE_URL, &[&mapping.own]),
        system: system.to_owned(),
        last_modified: stamp_of(base).unwrap_or("1970-01-01T00:00:00Z").to_owned(),
        csp: named.or(csp),
        header,
        known: BTreeMap::new(),
    }
}

/// Makes a base document's rows again. `identities`: by row what its item is known by.
pub(super) fn base(
    mapping: &Mapping,
    context: &Context,
    rows: &Rows,
    identities: &[(Vec<String>, Option<usize>)],
    texts: &[&RowText],
    orders: &[DateOrder],
) -> Remade {
    let mut document = Document::new(mapping, context, &header_of(rows), Object::new(&POAM));
    for (id, header) in rows.extra_columns.iter().filter(|(_, header)| !header.is_empty()) {
        document.column_header(id, header);
    }
    let mut made = Vec::with_capacity(texts.len());
    let lacking = Lacking::in_version(context.version);
    for (text, (identity, generation)) in texts.iter().zip(identities) {
        let cells = text.cells.iter().map(|text| Some((0, Cow::Borrowed(text.as_str()))));
        let extras = rows.extra_columns.iter().zip(&text.extras);
        let row = Row {
            sheet: text.sheet,
            generation: *generation,
            place: Place::default(),
            cells: cells.collect(),
            joined: text.joined.iter().map(|(into, text)| (*into, Cow::Borrowed(text.as_str()))).collect(),
            changes: Vec::new(),
            extras: extras.filter_map(|((id, _), text)| Some((id.as_str(), 0, text.as_deref()?.into()))).collect(),
            identity: identity.clone(),
            date_orders: orders,
        };
        let mut item = row::to_oscal(mapping, context, &row, &mut Memory::default());
        for (_, object) in &mut item.objects {
            lacking.take_from(object);
        }
        document.share(item.shared);
        made.push(item.objects);
    }
    Remade::new(document.finish(), made)
}

/// What came of a sheet's rows beside the document.
#[derive(Default)]
pub(super) struct Said {
    pub(super) findings: Findings,
    pub(super) losses: Findings,
    pub(super) cells: usize,
}

/// Cells at this column are not the sheet's: nothing is told of them.
pub(super) const NOT_IN_SHEET: u32 = u32::MAX;

/// Makes a sheet's rows.
pub(super) fn sheet(survey: &Survey<'_>, rows: &[(Row<'_>, Findings)], said: &mut Said) -> Remade {
    let mut document = survey.begin();
    let mut made = Vec::with_capacity(rows.len());
    for (row, early) in rows {
        let item = survey.item_of(row, early.clone());
        document.share(item.shared);
        let told = |finding: &Finding| finding.at.column != Some(NOT_IN_SHEET);
        said.findings.extend(item.findings.into_iter().filter(told));
        said.losses.extend(item.losses.into_iter().filter(told));
        said.cells += item.cells;
        made.push(item.objects);
    }
    Remade::new(survey.end(document), made)
}

/// The uuids by which shared objects of the same list and name are known in another document.
pub(super) fn shared_names(mapping: &Mapping, of: &Object, other: &Object) -> BTreeMap<String, String> {
    let (here, there) = (Index::new(of), Index::new(other));
    let mut names = BTreeMap::new();
    for (index, shared) in mapping.shared.iter().enumerate().filter(|(i, s)| s.same_as == *i) {
        let list = |root: &Object, lookup: &dyn Lookup| {
            let mut found: Vec<(String, bool, String)> = Vec::new();
            let Some((last, before)) = shared.path.steps.split_last() else { return found };
            let mut parents = vec![root];
            for step in before {
                parents = parents.iter().flat_map(|p| p.objects(step.member())).collect();
            }
            for object in parents.iter().flat_map(|p| p.objects(last.member())) {
                let view = crate::mapping::view::View::of_document(mapping, root, lookup);
                let uuid = object.uuid().unwrap_or_default();
                if let Some(name) = view.plain(uuid, None, Some(&(index, None))) {
                    found.push((name, last.accepts(object, &[]), uuid.to_owned()));
                }
            }
            found
        };
        let mut known: HashMap<String, (bool, String)> = HashMap::new();
        for (name, accepted, uuid) in list(other, &there) {
            let is_better = known.get(&name).is_none_or(|(before, _)| accepted && !before);
            if is_better {
                known.insert(name, (accepted, uuid));
            }
        }
        for (name, accepted, uuid) in list(of, &here) {
            if let (true, Some((_, new))) = (accepted, known.get(&name))
                && *new != uuid
            {
                names.insert(uuid, new.clone());
            }
        }
    }
    names
}

/// Every uuid that an object speaks of, in small letters.
pub(super) fn each_uuid(object: &Object, found: &mut dyn FnMut(String)) {
    each_value(object, &mut |value| {
        if let Some(uuid) = as_uuid(value) {
            found(uuid);
        }
    });
}

/// A value that is a uuid, or a reference to one, in small letters.
pub(super) fn as_uuid(value: &str) -> Option<String> {
    let uuid = value.strip_prefix('#').unwrap_or(value);
    let is_one = uuid.len() == 36 && uuid.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_one.then(|| uuid.to_ascii_lowercase())
}
