//! Columns of plain values: into their places, and out of them.

use super::codec::{DateOrder, Reading, Record};
use super::definition::{Column, KindPlace, Mapping, Place, Target, Values};
use super::made::{Made, referring, takes_uuid};
use super::place::{Own, Path};
use super::said::{Held, Said};
use super::stored::stored_and_back;
use super::view::View;
use crate::oscal::model::Assembly;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::HashSet;

/// So many values of a cell are compared one by one; it may hold thousands.
const FEW: usize = 16;

impl Values {
    /// Which of the places a value goes to.
    pub(super) fn place_for(&self, value: &str) -> Option<usize> {
        match &self.kinds {
            None => (!self.places.is_empty()).then_some(0),
            Some(kinds) => {
                let kind = kinds.of(value);
                self.places.iter().position(|p| p.kind == kind)
            }
        }
    }

    /// Writes the values at their places, and the constants that come with them. Says whether all of them stand there,
    /// each in a form that gives it back as it was.
    pub(super) fn write(&self, said: &Said, made: &mut Made<'_>) -> bool {
        let mut stand = said.held.len() == said.records.len();
        for run in runs(&said.held) {
            let to = &self.places[run[0].place];
            stand &= made.write_held(&to.place, run) && (said.records.len() == 1 || to.place.path.takes_many());
            for (place, constant) in &to.with {
                made.write(place, constant, false, &[]);
            }
        }
        stand
    }

    /// Writes the copies: gently, so that none makes an object that the row would not have without it.
    pub(super) fn write_copies(&self, said: &Said, made: &mut Made<'_>, sheet: usize) {
        for run in runs(&said.held) {
            let to = &self.places[run[0].place];
            for copy in to.copies.iter().filter(|c| c.sheet.is_none_or(|s| s == sheet)) {
                made.write_copy(&copy.place, said, &to.place, run);
            }
        }
    }

    /// The values at the places; with `fallback` those of other people's documents where the places are empty.
    pub(super) fn read(&self, view: &View<'_>, fallback: bool) -> Vec<Record> {
        let mut records = Vec::new();
        for to in &self.places {
            view.each_plain(&to.place, &[], &mut |value| records.push(Record::value(value)));
        }
        if fallback {
            for place in &self.fallback {
                if !records.is_empty() {
                    break;
                }
                view.each_plain(place, &[], &mut |value| records.push(Record::value(value)));
            }
        }
        records
    }
}

impl Made<'_> {
    /// Writes a column's values to their place, one behind the other, each once. Says whether all of them stand there
    /// now, each in a form that gives it back as it was.
    pub(super) fn write_held(&mut self, place: &Place, held: &[Held]) -> bool {
        let mut all = held.iter().all(|held| held.is_given_back);
        let values = held.iter().filter_map(|held| held.value.as_deref());
        if let Some((shared, _)) = &place.shared {
            let names: SmallVec<[&str; 2]> = values.collect();
            let mut references: SmallVec<[String; 2]> = SmallVec::with_capacity(names.len());
            for name in names {
                all &= self.gives_back_name(*shared, name);
                match self.shared_named(*shared, name) {
                    Some(uuid) => references.push(referring(place.path.data_type(), uuid)),
                    None => all = false,
                }
            }
            return self.write_each(place, references.iter().map(String::as_str), false) && all;
        }
        self.write_each(place, values, false) && all
    }

    /// Writes a copy of what a column says, gently; `held` is how its values stand at the place that this is a copy of.
    pub(super) fn write_copy(&mut self, copy: &Place, said: &Said, place: &Place, held: &[Held]) {
        let is_alike = copy.shared.is_none() && place.shared.is_none();
        if is_alike && copy.path.data_type() == place.path.data_type() {
            self.write_each(copy, held.iter().filter_map(|held| held.value.as_deref()), true);
            return;
        }
        let plain = held.iter().filter_map(|held| said.records[held.record].get("value"));
        let values: SmallVec<[Cow<'_, str>; 2]> = plain.filter_map(|plain| self.stored_at(copy, plain)).collect();
        self.write_each(copy, values.iter().map(|value| &**value), true);
    }

    /// Writes stored values to a place, one behind the other, each once. Says whether all of them stand there now.
    fn write_each<'v>(&mut self, place: &Place, stored: impl Iterator<Item = &'v str>, gentle: bool) -> bool {
        let mut values: SmallVec<[&str; 4]> = SmallVec::new();
        let mut seen = HashSet::new();
        for value in stored {
            let is_new = match values.len() {
                few if few < FEW => !values.contains(&value),
                few => {
                    if few == FEW {
                        seen.extend(values.iter().copied());
                    }
                    seen.insert(value)
                }
            };
            if is_new {
                values.push(value);
            }
        }
        let bases = self.bases(&place.base, gentle, &[]);
        let mut all = bases.len() == 1;
        for at in bases {
            let Made { namer, tops, .. } = self;
            let mut give = |kind: &'static Assembly| takes_uuid(kind).then(|| namer.give(&[&place.text, kind.name]));
            let object = at.object(tops);
            all &=
                object.is_some_and(|object| place.path.make_all(object, &values, gentle, &mut Own { uuid: &mut give }));
        }
        all
    }

    /// Whether a reader of the document takes the name of a shared object for what it was made of.
    pub(super) fn gives_back_name(&self, shared: usize, plain: &str) -> bool {
        let name_type = self.mapping.shared[shared].key.data_type();
        let name = name_type.and_then(|t| stored_and_back(t, plain, self.context.version));
        name.is_some_and(|(_, is_given_back)| is_given_back)
    }
}

/// The values of one place that follow each other.
fn runs(held: &[Held]) -> impl Iterator<Item = &[Held]> {
    held.chunk_by(|a, b| a.place == b.place)
}

impl Column {
    /// The lists of shared objects that the column's texts may name: the record's field, and the list.
    pub fn lists(&self, mapping: &Mapping) -> Vec<(String, usize)> {
        let list = |shared: &Option<(usize, Option<Path>)>| match shared {
            Some((index, None)) => Some(mapping.shared[*index].same_as),
            _ => None,
        };
        match &self.target {
            Target::Dropped(_) => Vec::new(),
            Target::Values(values) => {
                let of = |p: &KindPlace| list(&p.place.shared).map(|l| ("value".to_owned(), l));
                values.places.iter().filter_map(of).collect()
            }
            Target::Records(records) => {
                records.fields.iter().filter_map(|f| list(&f.shared).map(|l| (f.field.clone(), l))).collect()
            }
        }
    }

    /// What stands at the column's place in a document.
    pub(super) fn read(&self, view: &View<'_>, fallback: bool) -> Vec<Record> {
        match &self.target {
            Target::Dropped(_) => Vec::new(),
            Target::Values(values) => values.read(view, fallback),
            Target::Records(records) => records.read(view, fallback),
        }
    }

    /// What a cell's text says in this row: a record without a type gets the one that other columns tell.
    pub fn read_cell(&self, text: &str, date_order: DateOrder, active: &dyn Fn(usize) -> bool) -> Reading {
        let mut reading = self.get(text, date_order);
        if let Target::Records(records) = &self.target {
            records.complete_types(self, &mut reading.records, active);
        }
        reading
    }

    /// Whether two texts of a cell mean the same: as written, or by what they say.
    pub fn says_the_same(&self, one: &str, other: &str, date_order: DateOrder) -> bool {
        if one.trim() == other.trim() {
            return true;
        }
        let (one, other) = (self.get(one, date_order), self.get(other, date_order));
        one.faults.is_empty() && other.faults.is_empty() && self.as_read(one.records) == self.as_read(other.records)
    }

    /// The values as a reader of the document finds them where all of them stand and nothing else does.
    pub(super) fn as_found<'r>(&self, records: &'r [Record]) -> Cow<'r, [Record]> {
        match &self.target {
            Target::Values(Values { kinds: None, places, .. }) if places.iter().all(|p| p.place.default.is_none()) => {
                Cow::Borrowed(records)
            }
            Target::Records(_) => Cow::Borrowed(records),
            _ => Cow::Owned(self.as_read(records.to_vec())),
        }
    }

    /// The values as a reader of the document would group and see them: what is compared with [`Column::read`].
    pub(super) fn as_read(&self, records: Vec<Record>) -> Vec<Record> {
        let mut records = self.spoken(records);
        if let Target::Values(values) = &self.target {
            if let Some(kinds) = &values.kinds {
                records.sort_by_key(|r| {
                    let kind = kinds.of(r.get("value").unwrap_or_default());
                    values.places.iter().position(|p| p.kind == kind)
                });
            }
            let default = |r: &Record| values.places.iter().any(|p| p.place.default.as_deref() == r.get("value"));
            records.retain(|r| !default(r));
        }
        if let Target::Records(target) = &self.target {
            records.retain(|r| target.says_something(r));
            target.sort_by_type(&mut records);
        }
        records
    }
}
