//! One column: a cell's text to records and back, with what the mapping says around the codec (words for "no value",
//! shapes, which of several values is shown).

use super::codec::{self, Codec, DateOrder, Options, Reading, Record, Slot, slots_text};
use super::definition::{Column, Pick};
use std::borrow::Cow;
use std::collections::HashSet;

/// So many records are compared one by one; a cell may hold thousands.
const FEW: usize = 16;

/// Of equal records the first.
pub(super) fn each_once(records: Vec<Record>) -> Vec<Record> {
    if records.len() < 2 {
        return records;
    }
    let mut once: Vec<Record> = Vec::with_capacity(records.len());
    if records.len() > FEW {
        let mut seen = HashSet::with_capacity(records.len());
        once.extend(records.into_iter().filter(|record| seen.insert(record.clone())));
    } else {
        for record in records {
            if !once.contains(&record) {
                once.push(record);
            }
        }
    }
    once
}

impl Column {
    /// What a cell's text says. A blank, and a text that means "no value", say nothing.
    pub fn get(&self, text: &str, date_order: DateOrder) -> Reading {
        let trimmed = text.trim();
        let means_none = |none: &String| none.len() >= trimmed.len() && none.trim().eq_ignore_ascii_case(trimmed);
        let absent = std::iter::once(&self.absent.text).chain(self.absent.by_generation.iter().map(|(_, t)| t));
        if trimmed.is_empty() || absent.chain(&self.none).any(means_none) {
            return Reading::default();
        }
        let in_parts = !self.parts.is_empty();
        let options = Options { words: &self.words, date_order, in_parts, absent: &self.absent.text };
        let mut reading = self.codec.get(text, options);
        if let Some(shape) = &self.shape {
            for (_, value) in reading.records.iter_mut().flat_map(|r| &mut r.0) {
                *value = shape.replacen("{}", value, 1);
            }
        }
        reading
    }

    /// The cell text for records as they stand in a document.
    pub fn put(&self, records: &[Record], generation: Option<usize>) -> String {
        let text = self.text_of(records);
        if text.is_empty() { self.absent.text(generation).to_owned() } else { text }
    }

    /// The same; empty where they say nothing.
    pub(super) fn text_of(&self, records: &[Record]) -> String {
        let shown = self.shown(records);
        let in_parts = !self.parts.is_empty();
        self.codec.put(&shown, Options { words: &self.words, in_parts, ..Options::default() })
    }

    /// The cells of its parts as one text: as the codec writes it where that says every cell as it is, else cell by cell.
    pub fn joined(&self, slots: &[Slot], date_order: DateOrder) -> String {
        if slots.iter().all(Vec::is_empty) {
            return String::new();
        }
        let typed = slots_text(slots);
        let tidy = self.put(&self.spoken(self.get(&typed, date_order).records), None);
        let said = codec::slots(&tidy, date_order);
        // In whatever order the sheet's columns stand.
        let alike = |(a, b): (&Slot, &Slot)| a.len() == b.len() && a.iter().all(|cell| b.contains(cell));
        let is_same = said.len() == slots.len() && said.iter().zip(slots).all(alike);
        if is_same { tidy } else { typed }
    }

    /// The records with what is derived left out, each once: what two texts or documents are compared by.
    pub fn spoken(&self, mut records: Vec<Record>) -> Vec<Record> {
        let derived = |name: &str| self.codec.fields().iter().any(|f| f.name == name && f.derived);
        for record in &mut records {
            record.0.retain(|(name, _)| !derived(name));
        }
        each_once(records)
    }

    /// Of several values the ones that the cell shows.
    fn shown<'r>(&self, records: &'r [Record]) -> Cow<'r, [Record]> {
        let value = |r: &'r Record| r.get("value").unwrap_or_default();
        let rank = |r: &'r Record| {
            let value = value(r).to_lowercase();
            let says = |text: &String| text.to_lowercase() == value;
            self.words.iter().position(|w| says(&w.value) || w.values.iter().any(says)).unwrap_or(usize::MAX)
        };
        let one = match self.pick {
            Some(_) if records.len() == 1 => records.first(),
            Some(Pick::Latest) => records.iter().max_by_key(|r| value(r)),
            Some(Pick::Earliest) => records.iter().min_by_key(|r| value(r)),
            Some(Pick::Lowest) => records.iter().min_by_key(|r| rank(r)),
            None if matches!(self.codec, Codec::Line | Codec::Date | Codec::Words) => records.first(),
            None if self.codec == Codec::Text && records.len() > 1 => {
                let joined = records.iter().map(value).collect::<Vec<_>>().join("\n\n");
                return Cow::Owned(vec![Record::value(joined)]);
            }
            None => None,
        };
        let Some(one) = one else { return Cow::Borrowed(records) };
        let Some((before, after)) = self.shape.as_deref().and_then(|s| s.split_once("{}")) else {
            return Cow::Borrowed(std::slice::from_ref(one));
        };
        let mut one = one.clone();
        for (_, value) in &mut one.0 {
            if let Some(inner) = value.strip_prefix(before).and_then(|v| v.strip_suffix(after)) {
                *value = inner.to_owned();
            }
        }
        Cow::Owned(vec![one])
    }
}
