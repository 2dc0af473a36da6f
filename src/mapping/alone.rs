//! Columns that have their places to themselves: what such a column wrote is what a reader of the document finds there,
//! whatever the row's other cells say. So its spelling can be judged by its own codec, and the objects need not be
//! searched for it. Every other column is read back from the objects themselves ([`super::read_back`]).

use super::definition::{
    Alone, Anchor, Base, Column, CopyWhat, FieldPlace, Mapping, OfType, Place, Records, Target, Value,
};
use super::place::{Mark, Path, Step};
use super::writers::{Way, Who, Writer, Writers};
use std::cell::OnceCell;

/// What is known of each column.
pub(super) fn columns(mapping: &Mapping, writers: &Writers) -> Vec<Alone> {
    let alone = |(index, column): (usize, &Column)| match &column.target {
        Target::Values(values) => Alone {
            spoken: values.places.iter().enumerate().all(|(kind, to)| writers.leave(mapping, (index, kind), &to.place)),
            silent: values.places.iter().map(|to| &to.place).chain(&values.fallback).all(|place| {
                let way = Way::to(mapping, &place.base, &place.path);
                let overlaps = writers.overlapping(&way.path);
                !way.path.ends_at_uuid() && !writers.others(index).any(|writer| overlaps(&writer.way))
            }),
        },
        Target::Records(records) => Alone {
            spoken: writers.leave_records(mapping, index, records),
            silent: std::iter::once(&records.each).chain(&records.fallback_each).all(|each| {
                let object = Way::to(mapping, &each.base, &each.path).path;
                let leads_through = writers.leading_through(&object);
                !writers.others(index).any(|writer| leads_through(&writer.way))
            }),
        },
        Target::Dropped(_) => Alone::default(),
    };
    mapping.columns.iter().enumerate().map(alone).collect()
}

impl Writers {
    /// Those that write even where a column says nothing.
    fn others(&self, column: usize) -> impl Iterator<Item = &Writer> {
        self.0.iter().filter(move |writer| match writer.who {
            Who::Place(of, _) | Who::Beside(of) | Who::Records(of) => of != column,
            Who::Anchor { .. } | Who::Other => true,
        })
    }

    /// Whether they leave alone what a column put at its place of a kind.
    fn leave(&self, mapping: &Mapping, own: (usize, usize), place: &Place) -> bool {
        let Base::Anchor(anchor, OfType::Untyped | OfType::Fixed(_)) = &place.base else { return false };
        let way = Way::to(mapping, &place.base, &place.path);
        let is_own = |writer: &Writer| writer.who == Who::Place(own.0, own.1);
        let overlaps = self.overlapping(&way.path);
        let meets = |writer: &Writer| !is_own(writer) && !writer.fills_gap_of(*anchor) && overlaps(&writer.way);
        place.path.data_type().is_some()
            && !way.path.ends_at_uuid()
            && way.path.marks().all(|mark| mark.is_written())
            && !self.is_hidden(mapping, *anchor, &place.path)
            && place.shared.as_ref().is_none_or(|(shared, inside)| inside.is_none() && keeps_name(mapping, *shared))
            && !self.0.iter().any(meets)
    }

    /// The same of the objects of records, and of each of their fields.
    fn leave_records(&self, mapping: &Mapping, column: usize, records: &Records) -> bool {
        let Base::Anchor(anchor, of_type) = &records.each.base else { return false };
        let object = Way::to(mapping, &records.each.base, &records.each.path).path;
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
        let has_objects_of_its_own = || {
            let leads_through = self.leading_through(&object);
            let meets = |writer: &Writer| !is_own(writer) && leads_through(&writer.way);
            records.each.path.steps.last().is_some_and(Step::is_many)
                && records.defaults.is_empty()
                && !self.0.iter().any(meets)
        };
        // What the anchor's objects of other types hold there is a default, which nobody reads.
        let has_fields_of_its_own = || {
            let at = &mapping.anchors[*anchor];
            let is_elsewhere = |path: &Path| !paths.iter().any(|field| field.overlaps(path));
            let fields: Vec<Path> = paths.iter().map(|path| object.joined(path)).collect();
            let meets = |writer: &Writer| {
                let overlaps = |path: &Path| path.overlaps(&writer.way.path);
                !is_own(writer) && !writer.fills_gap_of(*anchor) && fields.iter().any(overlaps)
            };
            records.each.path.steps.is_empty()
                && at.with.iter().all(|(path, value)| matches!(value, Value::Text(_)) || is_elsewhere(path))
                && at.borrow.iter().all(|(path, _)| is_elsewhere(path))
                && !self.0.iter().any(meets)
        };
        let is_alone = match of_type {
            OfType::Untyped | OfType::Fixed(_) => has_objects_of_its_own(),
            OfType::Field(_) => has_fields_of_its_own(),
            OfType::Any => false,
        };
        is_alone
            && records.fields.iter().all(is_named)
            && paths.iter().all(|path| is_single(path) && !object.joined(path).ends_at_uuid())
            && !self.is_hidden(mapping, *anchor, &records.each.path)
    }

    /// Whether a mark may say of the place that what stands there is derived, so that a reader passes it over.
    fn is_hidden(&self, mapping: &Mapping, anchor: usize, path: &Path) -> bool {
        let at = &mapping.anchors[anchor];
        let whole = Way::to(mapping, &at.base, &at.path).path;
        let is_marked =
            |marked: &str| marked == path.plain && !matches!(path.steps.as_slice(), [step] if !step.is_tested());
        let by_records = |column: &Column| match &column.target {
            Target::Records(records) => {
                let new = |each: &Place| Way::to_new(mapping, &each.base, &each.path);
                !records.borrow.is_empty() && self.overlapping(&whole)(&new(&records.each))
            }
            Target::Values(_) | Target::Dropped(_) => false,
        };
        lineage(mapping, anchor).any(|anchor| anchor.with.iter().any(|(_, value)| *value == Value::Text("all".into())))
            || at.borrow.iter().any(|(path, _)| is_marked(&path.plain))
            || mapping.columns.iter().any(by_records)
    }

    /// Says of a way whether it can end where a path does.
    fn overlapping<'a>(&'a self, path: &'a Path) -> impl Fn(&Way) -> bool + 'a {
        let keeps_apart = self.keeping_apart(path);
        move |way| way.path.overlaps(path) && !keeps_apart(way)
    }

    /// Says of a way whether it can lead to an object at the end of a path, or on from there.
    fn leading_through<'a>(&'a self, object: &'a Path) -> impl Fn(&Way) -> bool + 'a {
        let keeps_apart = self.keeping_apart(object);
        move |way| way.path.leads_through(object) && !keeps_apart(way)
    }

    /// Says of a writer whether at some step his objects and those on a path are never the same, though nothing that the
    /// one asks of them excludes what the other asks. The writer's was made for him. It lacks what the path asks for, and
    /// always will: that is written only where it is asked for.
    fn keeping_apart<'a>(&'a self, path: &'a Path) -> impl Fn(&Way) -> bool + 'a {
        let is_asked_where_written =
            |mark: &Mark<'_>| self.0.iter().all(|w| !w.can_leave(mark) || mark.is_asked_by(&w.way.path));
        let marks: OnceCell<Vec<Mark<'a>>> = OnceCell::new();
        move |writer| {
            let marks = marks.get_or_init(|| path.marks().filter(is_asked_where_written).collect());
            marks.iter().any(|mark| writer.made.contains(&mark.step()) && !mark.is_asked_by(&writer.path))
        }
    }
}

/// Whether a field is read where it stands, rather than in the shared object that another field names.
fn is_read(field: &FieldPlace) -> bool {
    !matches!(field.shared, Some((_, Some(_))))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Alone;
    use crate::mapping::file;

    fn headers(name: &str, text: &str, is: impl Fn(&Alone) -> bool) -> Vec<String> {
        let mapping = file::load(name, text).unwrap();
        let those = mapping.columns.iter().zip(&mapping.alone).filter(|(_, alone)| is(alone));
        those.map(|(column, _)| column.header.clone()).collect()
    }

    #[test]
    fn every_column_has_its_places_to_itself() {
        let shared = headers("fedramp", file::FEDRAMP, |alone| !alone.spoken);
        assert_eq!(shared, [""; 0]);
    }

    #[test]
    fn who_is_told_by_a_mark_that_others_leave_too_is_not_alone() {
        let title = "title = \"Vendor Check-in\"\n";
        let mark = "'prop[name=entry, ns=own]' = \"status-date\"\n";
        let marked = file::FEDRAMP.replace(title, &format!("{title}{mark}"));
        assert_ne!(marked, file::FEDRAMP);
        let shared = headers("marked", &marked, |alone| !alone.spoken);
        assert_eq!(shared, ["Status Date"]);
    }

    #[test]
    fn where_a_column_says_nothing_there_is_often_nothing() {
        let others = headers("fedramp", file::FEDRAMP, |alone| !alone.silent);
        let filled = [
            "POAM ID",
            "Weakness Name",
            "Weakness Description",
            "Point of Contact",
            "Overall Remediation Plan",
            "Original Detection Date",
            "Scheduled Completion Date",
            "Planned Milestones",
            "Status Date",
            "Last Vendor Check-in Date",
            "Original Risk Rating",
            "Deviation Rationale",
        ];
        assert_eq!(others, filled);
    }
}
