//! FedRAMP's grammar of milestones and changes: blocks, and what stands at the front of one.
//!
//! A block ends at a blank line, or at a line that begins with a number in brackets.

use super::day::{self, Day, Numbers, Refusal};
use super::words::{cell_of, same, value_of};
use super::{DateOrder, Options, Word, is_dash};

/// The kind of change of a text that names none.
pub(super) const UPDATE: &str = "update";

/// A milestone's number has at most so many digits.
const NUMBER: usize = 9;

/// How long a date with a month's name can be.
const NAMED_DATE: usize = 24;

/// What one block says.
#[derive(Default)]
pub(super) struct Item<'a> {
    /// Without zeros before it.
    pub(super) number: Option<&'a str>,
    /// OSCAL's word for the kind of change.
    pub(super) action: Option<&'a str>,
    pub(super) date: Option<Day>,
    pub(super) text: &'a str,
}

/// The blocks of a tidy text.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = &str> {
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
pub(super) fn number_at(text: &str) -> Option<(&str, &str)> {
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

/// The date that a text begins with, a colon behind it. In a numbered item (`loose`) a blank or a dash will do for the
/// colon, unless the text goes on as a span of dates does: then there is a date that cannot be read.
fn dated(text: &str, order: DateOrder, loose: bool) -> Dated<'_> {
    if let Some(numbers) = Numbers::at(text) {
        let written = &text[..numbers.length];
        let rest = text[numbers.length..].trim_start();
        let after = match rest.strip_prefix(':') {
            Some(after) => after.trim_start(),
            None if !loose => return Dated::No,
            None => match text_without_colon(&text[numbers.length..]) {
                Some(after) => after,
                None => return Dated::Refused(Refusal::NoDate, text.split([':', '\n']).next().unwrap_or_default()),
            },
        };
        return match numbers.day(order) {
            Ok(day) => Dated::Day(day, after),
            Err(refusal) => Dated::Refused(refusal, written),
        };
    }
    let colon = text.bytes().take(NAMED_DATE).position(|byte| byte == b':' || byte == b'\n');
    match colon.map(|colon| (&text[..colon], &text[colon..])) {
        Some((written, after)) if after.starts_with(':') => match day::parse(written, order) {
            Ok(day) => Dated::Day(day, after[1..].trim_start()),
            Err(_) => Dated::No,
        },
        _ => Dated::No,
    }
}

/// The text that follows a date with blanks or a dash between: nothing, or a text of its own.
fn text_without_colon(after: &str) -> Option<&str> {
    let text = after.trim_start();
    if text.is_empty() {
        return Some(text);
    }
    let blank = text.len() < after.len();
    let text = match text.strip_prefix(is_dash) {
        Some(rest) if blank && rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => text,
    };
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let span = ["to", "through", "thru", "until", "till", "and", "or"];
    let own = text.starts_with(char::is_alphabetic) && !span.iter().any(|span| word.eq_ignore_ascii_case(span));
    (blank && own).then_some(text)
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
        let Some(value) = kind_of_change(words, word).filter(|_| !word.is_empty()) else { continue };
        let rest = text[word.len()..].trim_start();
        if rest.is_empty() || rest.starts_with(':') || !matches!(dated(rest, order, loose), Dated::No) {
            return Some((value, rest));
        }
    }
    None
}

/// OSCAL's word for a cell's word. A table that has no word for an update is taken to have OSCAL's.
fn kind_of_change<'w>(words: &'w [Word], word: &str) -> Option<&'w str> {
    value_of(words, word).or_else(|| (cell_of(words, UPDATE).is_none() && same(word, UPDATE)).then_some(UPDATE))
}

/// What a block of milestones says, or why its date cannot be read.
pub(super) fn milestone<'a>(block: &'a str, options: Options<'_>) -> Result<Item<'a>, (Refusal, &'a str)> {
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
pub(super) fn change<'a>(block: &'a str, options: Options<'a>) -> Result<Item<'a>, (Refusal, &'a str)> {
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
