//! Milestones and their changes by FedRAMP's grammar: `(1) 2026-05-23: text` and `(2) Update 2026-06-18 : text`, with a
//! blank line between. A block of text that does not keep to it is a record of its text alone.
//!
//! A block ends at a blank line, or at a line that begins with a number in brackets.

use std::collections::HashSet;

use super::date::{self, Day, Numbers, Refusal};
use super::text::{line, tidy};
use super::words::{cell_of, value_of};
use super::{DateOrder, Fault, Field, Options, Reading, Record, Word};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "number", derived: false },
    Field { name: "date", derived: false },
    Field { name: "text", derived: false },
    Field { name: "head", derived: true },
];

pub(super) const CHANGE_FIELDS: &[Field] = &[
    Field { name: "number", derived: false },
    Field { name: "action", derived: false },
    Field { name: "date", derived: false },
    Field { name: "text", derived: false },
    Field { name: "head", derived: true },
];

/// The kind of change of a text that names none.
const UPDATE: &str = "update";

/// A milestone's number has at most so many digits.
const NUMBER: usize = 9;

/// How long a date with a month's name can be.
const NAMED_DATE: usize = 24;

/// What one block says.
#[derive(Default)]
struct Item<'a> {
    number: Option<&'a str>,
    action: Option<&'a str>,
    date: Option<Day>,
    text: &'a str,
}

/// The blocks of a tidy text.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut ends = rest.match_indices('\n').map(|(i, _)| i);
        let end = ends.find(|&end| rest[end + 1..].starts_with('\n') || number_at(&rest[end + 1..]).is_some());
        let block = &rest[..end.unwrap_or(rest.len())];
        rest = rest[block.len()..].trim_start_matches('\n');
        Some(block)
    })
}

/// The number in brackets that a text begins with, without zeros before it, and what follows.
fn number_at(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('(')?.trim_start_matches(' ');
    let digits = inside.bytes().take(NUMBER + 1).take_while(u8::is_ascii_digit).count();
    let rest = inside[digits..].trim_start_matches(' ').strip_prefix(')')?;
    if !(1..=NUMBER).contains(&digits) {
        return None;
    }
    let number = inside[..digits].trim_start_matches('0');
    Some((if number.is_empty() { "0" } else { number }, rest))
}

fn skipped(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == ':' || c.is_whitespace())
}

/// What stands where a date may stand.
enum Dated<'a> {
    /// A date and what follows its colon.
    Day(Day, &'a str),
    /// A date that cannot be read.
    Refused(Refusal, &'a str),
    /// No date.
    No,
}

/// The date that a text begins with, a colon behind it. In a numbered item (`loose`) a word will do for the colon, unless
/// it is one that makes a span of dates.
fn dated(text: &str, order: DateOrder, loose: bool) -> Dated<'_> {
    if let Some(numbers) = Numbers::at(text) {
        let written = &text[..numbers.length];
        let rest = text[numbers.length..].trim_start();
        let after = match rest.strip_prefix(':') {
            Some(after) => after,
            None if loose && begins_a_text(&text[numbers.length..]) => rest,
            None => return Dated::No,
        };
        return match numbers.day(order) {
            Ok(day) => Dated::Day(day, after.trim_start()),
            Err(refusal) => Dated::Refused(refusal, written),
        };
    }
    let colon = text.bytes().take(NAMED_DATE).position(|byte| byte == b':' || byte == b'\n');
    match colon.map(|colon| (&text[..colon], &text[colon..])) {
        Some((written, after)) if after.starts_with(':') => match date::parse(written, order) {
            Ok(day) => Dated::Day(day, after[1..].trim_start()),
            Err(_) => Dated::No,
        },
        _ => Dated::No,
    }
}

/// Whether nothing follows a date, or a text of its own.
fn begins_a_text(after: &str) -> bool {
    let text = after.trim_start();
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let span =
        ["to", "through", "thru", "until", "till", "and", "or"].iter().any(|span| word.eq_ignore_ascii_case(span));
    text.is_empty() || (text.len() < after.len() && text.starts_with(char::is_alphabetic) && !span)
}

/// The word for a kind of change that a text begins with, and what follows. The word is followed by a colon, a date or
/// nothing.
fn action<'a, 'w>(text: &'a str, words: &'w [Word], order: DateOrder, loose: bool) -> Option<(&'w str, &'a str)> {
    let colon = text.find([':', '\n']).unwrap_or(text.len());
    let digit = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let end = colon.min(digit);
    // A date may begin with a month's name.
    let word = text[..end].trim_end();
    let ends = [word, word.split_whitespace().next().unwrap_or_default()];
    for word in ends {
        let Some(value) = value_of(words, word).filter(|_| !word.is_empty()) else { continue };
        let rest = text[word.len()..].trim_start();
        if rest.is_empty() || rest.starts_with(':') || !matches!(dated(rest, order, loose), Dated::No) {
            return Some((value, rest));
        }
    }
    None
}

/// What a block of milestones says, or why its date cannot be read.
fn milestone<'a>(block: &'a str, options: Options<'_>) -> Result<Item<'a>, (Refusal, &'a str)> {
    let (number, rest) = match number_at(block) {
        Some((number, rest)) => (Some(number), skipped(rest)),
        None => (None, block),
    };
    match dated(rest, options.date_order, number.is_some()) {
        Dated::Day(day, text) => Ok(Item { number, action: None, date: Some(day), text }),
        Dated::No => Ok(Item { number, text: rest, ..Item::default() }),
        Dated::Refused(refusal, written) => Err((refusal, written)),
    }
}

/// What a block of changes says, or why its date cannot be read.
fn change<'a>(block: &'a str, options: Options<'a>) -> Result<Item<'a>, (Refusal, &'a str)> {
    let (number, rest) = match number_at(block) {
        Some((number, rest)) => (Some(number), skipped(rest)),
        None => (None, block),
    };
    let order = options.date_order;
    let (action, rest) = match action(rest, options.words, order, number.is_some()) {
        Some((action, rest)) => (Some(action), skipped(rest)),
        None => (None, rest),
    };
    match dated(rest, order, number.is_some()) {
        Dated::Day(day, text) => Ok(Item { number, action, date: Some(day), text }),
        Dated::No if number.is_some() => Ok(Item { number, action, date: None, text: rest }),
        // Without number and date a text is not known to begin with a kind of change: `New: ...` may be anything.
        Dated::No => Ok(Item { text: block, ..Item::default() }),
        Dated::Refused(refusal, written) => Err((refusal, written)),
    }
}

pub(super) fn get(text: &str, options: Options<'_>) -> Reading {
    let mut reading = Reading::default();
    let mut numbers = HashSet::new();
    let mut twice = Vec::new();
    for block in blocks(&tidy(text)) {
        let item = milestone(block, options).unwrap_or_else(|(refusal, written)| {
            reading.faults.push(unreadable(refusal, written));
            Item { text: block, ..Item::default() }
        });
        if let Some(number) = item.number
            && !numbers.insert(number.to_owned())
            && !twice.contains(&number.to_owned())
            && twice.len() < 10
        {
            twice.push(number.to_owned());
        }
        let head = match (item.text.lines().next(), item.number) {
            (Some(first), _) => first.to_owned(),
            (None, Some(number)) => format!("Milestone {number}"),
            (None, None) => "Milestone".to_owned(),
        };
        reading.records.push(record(&item, None).with("head", head));
    }
    if !twice.is_empty() {
        let message = format!("more than one milestone has the number {}", twice.join(", "));
        let fault = Fault::warning("milestone-number-twice", message);
        reading.faults.push(fault.help("give each milestone a number of its own"));
    }
    reading
}

pub(super) fn get_changes(text: &str, options: Options<'_>) -> Reading {
    let mut reading = Reading::default();
    for block in blocks(&tidy(text)) {
        let item = change(block, options).unwrap_or_else(|(refusal, written)| {
            reading.faults.push(unreadable(refusal, written));
            Item { text: block, ..Item::default() }
        });
        let action = item.action.unwrap_or(UPDATE);
        let head = match item.number {
            Some(number) => format!("Milestone {number} {action}"),
            None => "Milestone change".to_owned(),
        };
        reading.records.push(record(&item, Some(action)).with("head", head));
    }
    reading
}

fn unreadable(refusal: Refusal, written: &str) -> Fault {
    Fault::warning("milestone-date", refusal.message(written)).help(refusal.help())
}

fn record(item: &Item<'_>, action: Option<&str>) -> Record {
    let mut record = Record(Vec::with_capacity(5));
    if let Some(number) = item.number {
        record = record.with("number", number);
    }
    if let Some(action) = action {
        record = record.with("action", action);
    }
    if let Some(day) = item.date {
        record = record.with("date", day.to_string());
    }
    if !item.text.is_empty() {
        record = record.with("text", item.text);
    }
    record
}

/// `(1) 2026-05-23: text`, a blank line between.
pub(super) fn put(records: &[Record]) -> String {
    written(records, |record| {
        let mut head = String::new();
        if let Some(number) = record.get("number") {
            head = format!("({})", line(number));
        }
        if let Some(date) = record.get("date") {
            let gap = if head.is_empty() { "" } else { " " };
            head = format!("{head}{gap}{}:", date::written(&line(date)));
        }
        head
    })
}

/// `(2) Update 2026-06-18 : text`, a blank line between.
pub(super) fn put_changes(records: &[Record], words: &[Word]) -> String {
    written(records, |record| {
        let value = record.get("action").unwrap_or(UPDATE);
        let action = line(cell_of(words, value).unwrap_or(value)).into_owned();
        let date = record.get("date").map(|date| date::written(&line(date)));
        let number = record.get("number").map(|number| format!("({})", line(number)));
        if number.is_none() && date.is_none() && value == UPDATE {
            return String::new();
        }
        let parts = [number, Some(action), date, Some(":".to_owned())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}

fn written(records: &[Record], head: impl Fn(&Record) -> String) -> String {
    let mut out = String::new();
    for record in records {
        let head = head(record);
        let text = one_block(record.get("text").unwrap_or_default());
        if head.is_empty() && text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&head);
        if !head.is_empty() && !text.is_empty() {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}

/// A text as one block: no blank line, and no line but the first that begins like an item.
fn one_block(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in tidy(text).lines().filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(if number_at(line).is_some() { ' ' } else { '\n' });
        }
        out.push_str(line);
    }
    out
}
