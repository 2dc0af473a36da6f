//! Milestones whose fields stand in cells of their own, as one text: a list with a line for each field, every cell as it
//! was typed.
//!
//! ```text
//! - number: 1
//!   date: 2026-05-23
//!   text: Order the part
//!     and a spare
//! - number: 2
//!   status: Completed
//! ```

use super::date;
use super::day;
use super::milestones::{FIELDS, head, unreadable};
use super::text::{line, tidy};
use super::{Codec, DateOrder, Options, Reading, Record};
use std::borrow::Cow;

/// The cells of one record: field and text, none of them blank.
pub type Slot = Vec<(&'static str, String)>;

/// Before the further lines of a field.
const INDENT: &str = "    ";

fn field(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|f| f.name == name && !f.derived).map(|f| f.name)
}

fn is_date(name: &str) -> bool {
    matches!(name, "date" | "completed")
}

/// The cells as one text.
pub fn slots_text(slots: &[Slot]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for slot in slots {
        let mut start = "- ";
        if slot.is_empty() {
            lines.push("-".to_owned());
        }
        for (name, text) in slot {
            for (at, piece) in text.split('\n').enumerate() {
                lines.push(if at == 0 { format!("{start}{name}: {piece}") } else { format!("{INDENT}{piece}") });
            }
            start = "  ";
        }
    }
    lines.join("\n")
}

/// The cells that a text is of; none where it is no such list.
pub fn slots_of(text: &str) -> Option<Vec<Slot>> {
    let mut slots: Vec<Slot> = Vec::new();
    for line in text.split('\n') {
        if let Some(more) = line.strip_prefix(INDENT) {
            let (_, text) = slots.last_mut()?.last_mut()?;
            text.push('\n');
            text.push_str(more);
            continue;
        }
        if line == "-" {
            slots.push(Slot::new());
            continue;
        }
        let named = match line.strip_prefix("- ") {
            Some(named) => {
                slots.push(Slot::new());
                named
            }
            None => line.strip_prefix("  ")?,
        };
        let (name, text) = named.split_once(": ")?;
        let name = field(name)?;
        let slot = slots.last_mut()?;
        if slot.iter().any(|(other, _)| *other == name) {
            return None;
        }
        slot.push((name, text.to_owned()));
    }
    Some(slots)
}

/// The cells that say what a text says, however it is written: as a list, or by FedRAMP's grammar.
pub fn slots(text: &str, date_order: DateOrder) -> Vec<Slot> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    if let Some(slots) = slots_of(text) {
        return slots;
    }
    let records = Codec::Milestones.get(text, Options { date_order, ..Options::default() }).records;
    records.iter().map(cells).collect()
}

fn cells(record: &Record) -> Slot {
    let spoken = FIELDS.iter().filter(|f| !f.derived);
    spoken
        .filter_map(|f| {
            let text = record.get(f.name)?;
            Some((f.name, if is_date(f.name) { date::written(&line(text)) } else { text.to_owned() }))
        })
        .collect()
}

/// Whether two texts of a field's cell say the same.
pub fn same_field(name: &str, one: &str, other: &str, order: DateOrder) -> bool {
    let day = |text: &str| day::parse(&line(text), order).ok().map(|day| day.to_string());
    one.trim() == other.trim()
        || is_date(name) && day(one).is_some() && day(one) == day(other)
        || tidied(name, one) == tidied(name, other)
}

fn tidied<'t>(name: &str, text: &'t str) -> Cow<'t, str> {
    if matches!(name, "text" | "note") { Cow::Owned(tidy(text)) } else { line(text) }
}

/// Whether these records say all that others do.
pub(super) fn is_said_by(these: &[Record], others: &[Record]) -> bool {
    let same =
        |(a, b): (&Record, &Record)| FIELDS.iter().filter(|f| !f.derived).all(|f| a.get(f.name) == b.get(f.name));
    these.len() == others.len() && these.iter().zip(others).all(same)
}

pub(super) fn get(slots: &[Slot], options: Options<'_>) -> Reading {
    let mut reading = Reading::default();
    for slot in slots {
        let mut record = Record::default();
        for known in FIELDS {
            let Some((name, text)) = slot.iter().find(|(name, _)| *name == known.name) else { continue };
            let text = tidied(name, text);
            if text.is_empty() {
                continue;
            }
            if is_date(name) {
                match day::parse(&text, options.date_order) {
                    Ok(day) => record = record.with(name, day.to_string()),
                    Err(refusal) => reading.faults.push(unreadable(refusal, &text)),
                }
            } else {
                record = record.with(name, text);
            }
        }
        if !record.0.is_empty() {
            let head = head(record.get("text").unwrap_or_default(), record.get("number"));
            reading.records.push(record.with("head", head));
        }
    }
    reading
}

pub(super) fn put(records: &[Record]) -> String {
    let slots: Vec<Slot> = records.iter().map(cells).filter(|slot| !slot.is_empty()).collect();
    slots_text(&slots)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::super::laws::{cases, codes, holds, spoken, stays_linear};
    use super::*;

    const IN_PARTS: Options<'static> =
        Options { words: &[], date_order: DateOrder::Unknown, in_parts: true, absent: "" };

    #[test]
    fn a_list_is_the_cells_it_was_made_of() {
        let all = [
            vec![("number", " 1".to_owned()), ("text", "Order\n\n  the part ".to_owned())],
            vec![],
            vec![("date", "5/4/2026".to_owned()), ("note", "\n- number: 7".to_owned())],
        ];
        let text = slots_text(&all);
        assert_eq!(
            text,
            "- number:  1\n  text: Order\n    \n      the part \n-\n- date: 5/4/2026\n  note: \n    - number: 7"
        );
        assert_eq!(slots_of(&text).unwrap(), all);
        for other in ["- Order", "- head: x", "number: 1", "- text: a\n  text: b", "    x", "- text: a\n\n- text: b"] {
            assert_eq!(slots_of(other), None, "{other:?}");
        }
    }

    #[test]
    fn fields_are_read_as_in_any_milestone() {
        let text = "- number: 1\n  text: Order\n    the part\n  status: Completed\n  completed: 2026-05-20\n- date: 2026/6/1\n  text: Test";
        let reading = Codec::Milestones.get(text, IN_PARTS);
        assert_eq!(reading.faults, []);
        let expected =
            ["number=1; text=Order\nthe part; status=Completed; completed=2026-05-20", "date=2026-06-01; text=Test"];
        assert_eq!(spoken(Codec::Milestones, &reading), expected);
        assert_eq!(reading.records[0].get("head"), Some("Order"));
        assert_eq!(codes(&Codec::Milestones.get("- date: soon", IN_PARTS)), ["milestone-date"]);
        // In a column without parts it is a text like any other.
        assert!(Codec::Milestones.get(text, Options::default()).records[0].get("status").is_none());
    }

    #[test]
    fn what_the_grammar_can_say_is_written_in_it() {
        let reading = Codec::Milestones.get("- number: 1\n  date: 2026-05-23\n  text: Order", IN_PARTS);
        let text = Codec::Milestones.put(&reading.records, IN_PARTS);
        assert_eq!(text, "(1) 2026-05-23: Order");
        let cells = [("number", "1"), ("date", "2026-05-23"), ("text", "Order")].map(|(n, t)| (n, t.to_owned()));
        assert_eq!(slots(&text, DateOrder::Unknown), [cells.to_vec()]);
        assert!(slots(" ", DateOrder::Unknown).is_empty());
    }

    #[test]
    fn cells_are_compared_by_what_they_say() {
        assert!(same_field("date", "2026-05-04", "2026/5/4", DateOrder::Unknown));
        assert!(!same_field("date", "5/4/2026", "2026-05-04", DateOrder::Unknown));
        assert!(same_field("date", "5/4/2026", "2026-05-04", DateOrder::MonthDay));
        assert!(same_field("text", "a  b\n\n\nc", "a b\n\nc", DateOrder::Unknown));
        assert!(!same_field("text", "a", "b", DateOrder::Unknown));
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        stays_linear(Codec::Milestones, &["- text: a\n", "-\n", "    a\n", "- date: 2026-01-01\n"], IN_PARTS);
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(text in "(- |  |    |-|\n|number: |date: |text: |status: |note: |2026-05-23|5/4/26|a|b| ){0,24}|(?s).{0,40}") {
            holds(Codec::Milestones, &text, IN_PARTS);
            if let Some(slots) = slots_of(&text) {
                prop_assert_eq!(slots_text(&slots), text);
            }
        }
    }
}
