//! Columns that have their places to themselves: what such a column wrote is what a reader of the document finds there,
//! whatever the row's other cells say. So its spelling can be judged by its own codec, and the objects need not be
//! searched for it. Every other column is read back from the objects themselves ([`super::read_back`]).

use super::definition::{
    Anchor, Base, Column, CopyWhat, FieldPlace, Mapping, OfType, Place, Records, Target, Value, Values,
};
use super::place::{End, Path, Step};
use super::syntax;

/// For each column whether all its places are its own.
pub(super) fn columns(mapping: &Mapping) -> Vec<bool> {
    let writers = writers(mapping);
    let is_alone = |(index, column): (usize, &Column)| match &column.target {
        Target::Values(values) => {
            (0..values.places.len()).all(|kind| is_alone(mapping, &writers, (index, kind), &values.places[kind].place))
        }
        Target::Records(records) => are_alone(mapping, &writers, index, records),
        Target::Dropped(_) => false,
    };
    mapping.columns.iter().enumerate().map(is_alone).collect()
}

/// Something that writes into the objects of a row before they are read back, and where, from the root.
struct Writer {
    who: Who,
    path: Path,
}

/// Who writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// A column, at its place of this kind.
    Place(usize, usize),
    /// A column, in the objects of its records.
    Records(usize),
    /// An anchor, in its object; a `gap` only where the first step of its path leads nowhere yet, which is a step without
    /// tests to this member.
    Anchor { index: usize, gap: Option<usize> },
    /// Whatever else.
    Other,
}

fn is_alone(mapping: &Mapping, writers: &[Writer], own: (usize, usize), place: &Place) -> bool {
    let Base::Anchor(anchor, OfType::Untyped | OfType::Fixed(_)) = &place.base else { return false };
    let path = from_root(mapping, &place.base, &place.path);
    let first = place.path.steps.first().map(Step::member);
    let fills_gap = |writer: &Writer| match writer.who {
        // What fills a gap leaves alone what the column wrote there.
        Who::Anchor { index, gap } => index == *anchor && gap.is_some() && gap == first,
        _ => false,
    };
    let is_own = |writer: &Writer| writer.who == Who::Place(own.0, own.1);
    let meets = |writer: &Writer| !is_own(writer) && !fills_gap(writer) && writer.path.overlaps(&path);
    place.path.data_type().is_some()
        && !path.ends_at_uuid()
        && !is_hidden(mapping, *anchor, &place.path)
        && place.shared.as_ref().is_none_or(|(shared, inside)| inside.is_none() && keeps_name(mapping, *shared))
        && !writers.iter().any(meets)
}

/// The same of the objects of records, and of each of their fields.
fn are_alone(mapping: &Mapping, writers: &[Writer], column: usize, records: &Records) -> bool {
    let Base::Anchor(anchor, OfType::Untyped | OfType::Fixed(_)) = &records.each.base else { return false };
    let object = from_root(mapping, &records.each.base, &records.each.path);
    let is_own = |writer: &Writer| match writer.who {
        Who::Records(index) => index == column,
        // Made where the column wrote nothing.
        Who::Anchor { index, .. } => mapping.anchors[index].instead_of == Some(column),
        _ => false,
    };
    let paths: Vec<&Path> = records.fields.iter().filter(|field| is_read(field)).map(|field| &field.path).collect();
    let inside = records.copies.iter().filter_map(|copy| match &copy.what {
        CopyWhat::Inside { path, .. } => Some(path),
        CopyWhat::Object { .. } | CopyWhat::Field { .. } => None,
    });
    let others: Vec<&Path> = paths.iter().copied().chain(inside).collect();
    let is_single = |path: &Path| others.iter().filter(|other| other.overlaps(path)).count() == 1;
    let is_named = |field: &FieldPlace| match &field.shared {
        Some((shared, None)) => keeps_name(mapping, *shared),
        Some((_, Some(_))) | None => true,
    };
    records.each.path.steps.last().is_some_and(Step::is_many)
        && records.defaults.is_empty()
        && records.fields.iter().all(is_named)
        && paths.iter().all(|path| is_single(path) && !object.joined(path).ends_at_uuid())
        && !is_hidden(mapping, *anchor, &records.each.path)
        && !writers.iter().any(|writer| !is_own(writer) && writer.path.leads_through(&object))
}

/// Whether a field is read where it stands, rather than in the shared object that another field names.
fn is_read(field: &FieldPlace) -> bool {
    !matches!(field.shared, Some((_, Some(_))))
}

/// Whether a mark may say of the place that what stands there is derived, so that a reader passes it over.
fn is_hidden(mapping: &Mapping, anchor: usize, path: &Path) -> bool {
    let at = &mapping.anchors[anchor];
    let whole = from_root(mapping, &at.base, &at.path);
    let is_marked =
        |marked: &str| marked == path.plain && !matches!(path.steps.as_slice(), [step] if !step.is_tested());
    let by_records = |column: &Column| match &column.target {
        Target::Records(records) => {
            !records.borrow.is_empty() && from_root(mapping, &records.each.base, &records.each.path).overlaps(&whole)
        }
        Target::Values(_) | Target::Dropped(_) => false,
    };
    lineage(mapping, anchor).any(|anchor| anchor.with.iter().any(|(_, value)| *value == Value::Text("all".into())))
        || at.borrow.iter().any(|(path, _)| is_marked(&path.plain))
        || mapping.columns.iter().any(by_records)
}

/// Notes the mark that says of something in an object that it is derived.
fn marked(mapping: &Mapping, object: &Path, who: Who, all: &mut Vec<Writer>) {
    let End::Object(kind) = object.end else { return };
    let mark = syntax::parse("prop[name=derived, ns=own]").ok();
    let mark = mark.and_then(|spelled| Path::compile(kind, &spelled.steps, mapping.names(), false).ok());
    all.extend(mark.map(|mark| Writer { who, path: object.joined(&mark) }));
}

/// An anchor and those it hangs on.
fn lineage(mapping: &Mapping, anchor: usize) -> impl Iterator<Item = &Anchor> {
    let parent = |anchor: &&Anchor| match &anchor.base {
        Base::Anchor(parent, _) => mapping.anchors.get(*parent),
        Base::Root => None,
    };
    std::iter::successors(mapping.anchors.get(anchor), parent)
}

/// Whether nothing that is written inside a shared object can touch its name.
fn keeps_name(mapping: &Mapping, shared: usize) -> bool {
    let list = mapping.shared[shared].same_as;
    let writes_name = |field: &FieldPlace| match &field.shared {
        Some((other, Some(inside))) => {
            mapping.shared[*other].same_as == list
                && mapping.shared.iter().any(|s| s.same_as == list && inside.overlaps(&s.key))
        }
        _ => false,
    };
    let fields = |column: &Column| match &column.target {
        Target::Records(records) => records.fields.iter().any(writes_name),
        Target::Values(_) | Target::Dropped(_) => false,
    };
    !mapping.columns.iter().any(fields)
}

/// Everything that writes into a row's objects before they are read back, but for the log and the columns that the
/// mapping does not know: where a row has these, nothing is taken for alone.
fn writers(mapping: &Mapping) -> Vec<Writer> {
    let mut all = Vec::new();
    for (index, column) in mapping.columns.iter().enumerate() {
        match &column.target {
            Target::Values(values) => values_written(mapping, index, values, &mut all),
            Target::Records(records) => records_written(mapping, index, records, &mut all),
            Target::Dropped(_) => {}
        }
    }
    for sheet in &mapping.sheets {
        for (place, _) in sheet.when.iter().chain(&sheet.with) {
            made(&from_root(mapping, &place.base, &place.path), Who::Other, &mut all);
        }
    }
    for (index, anchor) in mapping.anchors.iter().enumerate() {
        let object = from_root(mapping, &Base::Anchor(index, OfType::Any), &Path::itself(anchor.kind));
        let who = Who::Anchor { index, gap: None };
        made(&object, who, &mut all);
        if !anchor.borrow.is_empty() {
            marked(mapping, &object, who, &mut all);
        }
        for link in &anchor.links {
            made(&from_root(mapping, &link.base, &link.path), Who::Other, &mut all);
        }
        for path in anchor.with.iter().map(|(path, _)| path).chain(anchor.borrow.iter().map(|(path, _)| path)) {
            let gap = path.steps.first().filter(|step| !step.is_tested()).map(Step::member);
            made(&object.joined(path), Who::Anchor { index, gap }, &mut all);
        }
    }
    all
}

fn values_written(mapping: &Mapping, column: usize, values: &Values, all: &mut Vec<Writer>) {
    for (kind, to) in values.places.iter().enumerate() {
        made(&from_root(mapping, &to.place.base, &to.place.path), Who::Place(column, kind), all);
        let others = to.copies.iter().map(|copy| &copy.place).chain(to.with.iter().map(|(place, _)| place));
        others.for_each(|place| made(&from_root(mapping, &place.base, &place.path), Who::Other, all));
    }
}

fn records_written(mapping: &Mapping, column: usize, records: &Records, all: &mut Vec<Writer>) {
    let at = |place: &Place| from_root(mapping, &place.base, &place.path);
    let who = Who::Records(column);
    let object = at(&records.each);
    let fields = |object: &Path, fields: &[FieldPlace], who, all: &mut Vec<Writer>| {
        made(object, who, all);
        for field in fields {
            made(&object.joined(&field.path), who, all);
        }
    };
    fields(&object, &records.fields, who, all);
    for copy in &records.copies {
        match &copy.what {
            CopyWhat::Object { each, fields: own, .. } => fields(&at(each), own, Who::Other, all),
            CopyWhat::Inside { path, .. } => made(&object.joined(path), who, all),
            CopyWhat::Field { place, .. } => made(&at(place), Who::Other, all),
        }
    }
    if !records.borrow.is_empty() {
        marked(mapping, &object, who, all);
    }
}

/// Notes what a path writes: its end, and the words of its tests in every object on the way.
fn made(path: &Path, who: Who, all: &mut Vec<Writer>) {
    all.extend(path.tests_written().into_iter().map(|path| Writer { who, path }));
    all.push(Writer { who, path: path.clone() });
}

/// A path from an anchor as a path from the root.
fn from_root(mapping: &Mapping, base: &Base, path: &Path) -> Path {
    let Base::Anchor(index, of_type) = base else { return path.clone() };
    let anchor = &mapping.anchors[*index];
    let object = from_root(mapping, &anchor.base, &anchor.path);
    let types: Vec<&str> = match of_type {
        OfType::Fixed(of_type) => vec![of_type],
        OfType::Untyped | OfType::Field(_) | OfType::Any => {
            anchor.types.iter().map(|word| word.value.as_str()).collect()
        }
    };
    object.of_type(&types).joined(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::mapping::file;

    fn shared_with_others(name: &str, text: &str) -> Vec<String> {
        let mapping = file::load(name, text).unwrap();
        mapping
            .columns
            .iter()
            .zip(&mapping.alone)
            .filter(|(_, alone)| !**alone)
            .map(|(column, _)| column.header.clone())
            .collect()
    }

    #[test]
    fn most_columns_have_their_places_to_themselves() {
        let shared = shared_with_others("fedramp", file::FEDRAMP);
        let expected = ["Milestone Changes", "Status Date", "Last Vendor Check-in Date", "Deviation Rationale"];
        assert_eq!(shared, expected);
    }
}
