//! Columns of records: one object for each record, and back.

use super::codec::Record;
use super::definition::{Base, Column, CopyWhat, FieldPlace, OfType, Records, Value};
use super::made::{Location, Made, referring};
use super::stored::{stored, stored_and_back};
use super::view::View;
use crate::oscal::model::DataType;
use crate::oscal::object::Object;
use smallvec::SmallVec;
use std::borrow::Cow;

impl Records {
    /// Writes the objects and their fields. Gives where each record's object stands, and whether all that the records
    /// say stands there, in a form that gives it back as it was.
    pub(super) fn write<'a>(
        &self,
        column: &Column,
        records: &[Record],
        made: &mut Made<'_>,
        borrowed: &dyn Fn(&Value, DataType) -> Option<Cow<'a, str>>,
    ) -> (Vec<Option<Location>>, bool) {
        let mut written = Vec::with_capacity(records.len());
        // Objects of several types stand in the order in which columns came to need them.
        let mut stand = records.len() < 2 || self.type_field(&self.each.base).is_none();
        for record in records {
            let variables = variables(record);
            let Some(base) = made.bases(&self.each.base, false, &variables).into_iter().next() else {
                written.push(None);
                stand = false;
                continue;
            };
            let key = self.key.iter().map(|k| record.get(k).unwrap_or_default());
            let what: SmallVec<[&str; 6]> = std::iter::once(column.id.as_str()).chain(key).collect();
            let Some(at) = made.make_object(&base, &self.each.path, &variables, &what) else {
                written.push(None);
                stand = false;
                continue;
            };
            stand &= write_fields(&self.fields, record, &at, made, &column.id) && self.is_whole(record);
            for (field, sources) in &self.borrow {
                if record.get(field).is_some() {
                    continue;
                }
                let Some(place) = self.fields.iter().find(|f| f.field == *field) else { continue };
                let data_type = place.path.data_type().unwrap_or(DataType::String);
                if let Some(value) = sources.iter().find_map(|s| borrowed(s, data_type)) {
                    made.write_path(&at, &place.path, &value, false, &[], &column.id);
                    made.mark_derived(&at, &place.path.plain);
                }
            }
            // What is read by a test of what its fields say has to pass it.
            let last = self.each.path.steps.last();
            let is_found =
                last.is_none_or(|step| made.object(&at).is_some_and(|object| step.accepts(object, &variables)));
            stand &= is_found;
            written.push(Some(at));
        }
        (written, stand)
    }

    /// Whether a record has every field that a reader would look for elsewhere.
    fn is_whole(&self, record: &Record) -> bool {
        let elsewhere =
            self.fallback.iter().map(|place| &place.field).chain(self.borrow.iter().map(|(field, _)| field));
        elsewhere.into_iter().all(|field| record.get(field).is_some()) && self.says_something(record)
    }

    /// Writes the copies; only `makes` makes an anchor.
    pub(super) fn write_copies(
        &self,
        column: &Column,
        records: &[Record],
        at: &[Option<Location>],
        made: &mut Made<'_>,
        sheet: usize,
    ) {
        for copy in self.copies.iter().filter(|c| c.sheet.is_none_or(|s| s == sheet)) {
            for (record, at) in records.iter().zip(at) {
                if !copy.only.iter().all(|(field, text)| record.get(field) == Some(text.as_str())) {
                    continue;
                }
                let variables = variables(record);
                match &copy.what {
                    // A record that has nothing for the copy would leave an object without what OSCAL demands of it.
                    CopyWhat::Object { fields, .. } if !fields.iter().any(|f| record.get(&f.field).is_some()) => {}
                    CopyWhat::Object { each, fields, makes } => {
                        for base in made.bases(&each.base, !makes, &variables) {
                            if let Some(at) = made.make_object(&base, &each.path, &variables, &[&column.id, &each.text])
                            {
                                write_fields(fields, record, &at, made, &column.id);
                            }
                        }
                    }
                    CopyWhat::Inside { from, words, path } => {
                        let text = record.get(from);
                        let word = |t| words.iter().find(|w| w.cell == t).map_or(t, |w| w.value.as_str());
                        let data_type = path.data_type().unwrap_or(DataType::String);
                        let value = text.and_then(|t| stored(data_type, word(t), made.context.version));
                        if let (Some(value), Some(at)) = (value, at) {
                            made.write_path(at, path, &value, true, &variables, &column.id);
                        }
                    }
                    CopyWhat::Field { from, place } => {
                        if let Some(text) = record.get(from) {
                            made.write(place, text, true, &variables);
                        }
                    }
                }
            }
        }
    }

    /// The records that stand in a document; with `fallback` also what other people's documents hold instead.
    pub(super) fn read(&self, view: &View<'_>, fallback: bool) -> Vec<Record> {
        let mut records = self.read_at(&self.each.base, &self.each.path, view, fallback);
        if fallback {
            for each in &self.fallback_each {
                if !records.is_empty() {
                    break;
                }
                records = self.read_at(&each.base, &each.path, view, true);
            }
        }
        records
    }

    fn read_at(&self, base: &Base, path: &super::place::Path, view: &View<'_>, fallback: bool) -> Vec<Record> {
        let type_field = self.type_field(base);
        let mut records = Vec::new();
        for (of_type, object) in view.bases(base, &[]) {
            let typed = type_field.zip(of_type);
            path.select_objects(object, &view.mapping.own, &[], &mut |object| {
                let mut record = Record::default();
                if let Some((field, of_type)) = typed {
                    record.0.push((field, of_type.to_owned()));
                }
                self.read_fields(object, view, fallback, &mut record);
                if self.says_something(&record) {
                    records.push(record);
                }
            });
        }
        records
    }

    fn read_fields(&self, object: &Object, view: &View<'_>, fallback: bool, record: &mut Record) {
        let others: &[FieldPlace] = if fallback { &self.fallback } else { &[] };
        for place in self.fields.iter().chain(others) {
            let Some(field) = self.static_name(&place.field) else { continue };
            if record.get(field).is_some() || place.shared.as_ref().is_some_and(|(_, inside)| inside.is_some()) {
                continue;
            }
            let mut text = None;
            place.path.select(object, &view.mapping.own, &[], &mut |value| {
                if text.is_none() {
                    text = view.plain(value, place.path.data_type(), place.shared.as_ref());
                }
            });
            let default = self.defaults.iter().any(|(plain, d)| *plain == place.path.plain && text.as_ref() == Some(d));
            if let Some(text) = text.filter(|_| !default) {
                record.0.push((field, text));
            }
        }
        // In the codec's own order, so that records compare.
        let order = |name: &str| self.codec_fields.iter().position(|f| f.name == name);
        record.0.sort_by_key(|(name, _)| order(name));
    }

    /// Whether a record holds more than what told its place.
    pub(super) fn says_something(&self, record: &Record) -> bool {
        record.0.iter().any(|(name, text)| {
            let at_default = || {
                let place = self.fields.iter().find(|f| f.field == *name);
                place.is_some_and(|p| self.defaults.iter().any(|(plain, d)| *plain == p.path.plain && d == text))
            };
            self.fields.iter().any(|f| f.field == *name) && !at_default()
        })
    }

    /// Gives a record without a type the one that other columns tell: of the columns in `type-from` the only active
    /// one; where it is none or several, the type whose cell word is empty.
    pub(super) fn complete_types(&self, column: &Column, records: &mut [Record], active: &dyn Fn(usize) -> bool) {
        let Some(field) = self.type_field(&self.each.base) else { return };
        for index in 0..records.len() {
            if records[index].get(field).is_some() {
                continue;
            }
            let is_taken = |word: &str| records.iter().any(|r| r.get(field) == Some(word));
            let mut tells = self.type_from.iter().filter(|(c, _)| active(*c));
            let told = match (tells.next(), tells.next()) {
                // A block that names the type itself has the only object of it.
                (Some((_, word)), None) if !is_taken(word) => Some(word.clone()),
                _ => column.words.iter().find(|w| w.cell.is_empty()).map(|w| w.value.clone()),
            };
            if let Some(told) = told {
                records[index].0.insert(0, (field, told));
            }
        }
    }

    /// Sorts records by their type, where each type has an object of its own: the objects stand in the order in which
    /// columns came to need them, not in that of the cell.
    pub(super) fn sort_by_type(&self, records: &mut [Record]) {
        if let Some(field) = self.type_field(&self.each.base) {
            records.sort_by(|a, b| a.get(field).cmp(&b.get(field)));
        }
    }

    fn type_field(&self, base: &Base) -> Option<&'static str> {
        match base {
            Base::Anchor(_, OfType::Field(field)) => self.static_name(field),
            _ => None,
        }
    }

    fn static_name(&self, field: &str) -> Option<&'static str> {
        self.codec_fields.iter().find(|f| f.name == field).map(|f| f.name)
    }
}

/// A record's fields as what the variables of a place stand for.
fn variables(record: &Record) -> SmallVec<[(&str, &str); 6]> {
    record.0.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

/// Writes a record's fields into an object: values, references to shared objects, and values inside those.
/// Says whether all that is read from the object stands there, in a form that gives it back as it was.
fn write_fields(fields: &[FieldPlace], record: &Record, at: &Location, made: &mut Made<'_>, what: &str) -> bool {
    let mut stand = true;
    for place in fields {
        let Some(text) = record.get(&place.field) else { continue };
        match &place.shared {
            None => {
                let value = place.path.data_type().and_then(|t| stored_and_back(t, text, made.context.version));
                stand &= value.is_some_and(|(value, is_given_back)| {
                    made.write_path(at, &place.path, &value, false, &[], what) && is_given_back
                });
            }
            Some((shared, None)) => {
                stand &= made.gives_back_name(*shared, text);
                stand &= made.shared_named(*shared, text).is_some_and(|uuid| {
                    let reference = referring(place.path.data_type(), uuid);
                    made.write_path(at, &place.path, &reference, false, &[], what)
                });
            }
            Some((shared, Some(inside))) => {
                let named = fields.iter().find(|f| matches!(&f.shared, Some((s, None)) if s == shared));
                if let Some(name) = named.and_then(|f| record.get(&f.field)) {
                    made.write_in_shared(*shared, name, inside, text);
                }
            }
        }
    }
    stand
}
