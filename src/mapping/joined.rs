//! Columns that share a cell: where a template generation has no column of their own, their texts stand in another
//! column's cell, each under its heading.

use super::codec::DateOrder;
use super::definition::{Generation, Mapping};
use super::kept;
use super::row;
use super::view::View;
use std::borrow::Cow;
use std::fmt::Write;

/// A cell that is home to several columns.
#[derive(Debug)]
pub struct Joined {
    /// The column whose cell it is, by [`Mapping::columns`]; its own text comes first and has no heading.
    pub into: usize,
    /// The columns that share it, in the order in which they are written.
    pub parts: Vec<Part>,
    /// Worked examples.
    pub pairs: Vec<Pair>,
}

/// A worked example of a cell that several columns share.
#[derive(Debug)]
pub struct Pair {
    /// The cell's text.
    pub cell: String,
    /// What it says, by column.
    pub texts: Vec<(usize, String)>,
    /// The text that comes back.
    pub back: String,
    /// Its line in the file.
    pub line: u32,
}

/// A column in another one's cell.
#[derive(Debug)]
pub struct Part {
    /// The column, by [`Mapping::columns`].
    pub column: usize,
    /// What stands before its text.
    pub heading: String,
    /// What stands around the number of an item there, in place of the brackets of the column's own cells.
    pub number: Option<(String, String)>,
}

/// A number at the beginning of a line has at most so many digits.
const DIGITS: usize = 9;

impl Generation {
    /// Where a column's text stands when it shares another one's cell.
    pub fn home(&self, column: usize) -> Option<&Joined> {
        self.joined.iter().find(|joined| joined.parts.iter().any(|part| part.column == column))
    }
}

impl Mapping {
    /// The cells that several columns share in a generation.
    pub fn joined(&self, generation: Option<usize>) -> &[Joined] {
        generation.and_then(|g| self.generations.get(g)).map_or(&[], |g| &g.joined)
    }

    /// The column whose cell a column's text stands in, in a generation.
    pub fn home(&self, column: usize, generation: Option<usize>) -> Option<usize> {
        Some(self.generations.get(generation?)?.home(column)?.into)
    }
}

impl Joined {
    /// The columns and what the cell's text says in each: its own column first.
    pub fn split<'t>(&self, text: &'t str) -> Vec<(usize, Cow<'t, str>)> {
        let small = text.to_ascii_lowercase();
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for (part, heading) in self.parts.iter().enumerate().map(|(at, part)| (at, part.heading.to_ascii_lowercase())) {
            // Of several the last: what stands before it may speak of anything.
            let mut all = small.rmatch_indices(&heading).map(|(at, _)| at);
            found.extend(all.find(|at| may_stand(&text[..*at])).map(|at| (at, at + heading.len(), part)));
        }
        found.sort_unstable();
        let own = found.first().map_or(text, |(at, ..)| text[..*at].trim_end());
        let mut texts = vec![(self.into, Cow::Borrowed(own))];
        texts.extend(self.parts.iter().map(|part| (part.column, Cow::Borrowed(""))));
        for (index, (_, from, part)) in found.iter().enumerate() {
            let to = found.get(index + 1).map_or(text.len(), |(at, ..)| *at);
            // A heading may hold another one.
            let said = text.get(*from..to).unwrap_or_default();
            texts[part + 1].1 = self.parts[*part].read(said);
        }
        texts
    }

    /// The cell's text for the texts of its columns.
    pub fn join(&self, mapping: &Mapping, cells: &[String]) -> String {
        let said = |column: usize| cells.get(column).map_or("", |text| text.trim());
        let plain = self.written(mapping, cells, |part| !said(part.column).is_empty());
        // Where a text has a heading of its own in it, the columns that say nothing say so.
        let is_read_as_said = |(column, text): &(usize, Cow<'_, str>)| text.is_empty() == said(*column).is_empty();
        // Blanks around a text are its spelling, and divide nothing.
        let own = |texts: &[(usize, Cow<'_, str>)]| texts.first().is_some_and(|(_, own)| own.trim() == said(self.into));
        let texts = self.split(&plain);
        if own(&texts) && texts.iter().all(is_read_as_said) { plain } else { self.written(mapping, cells, |_| true) }
    }

    fn written(&self, mapping: &Mapping, cells: &[String], is_told: impl Fn(&Part) -> bool) -> String {
        let said = |column: usize| cells.get(column).map_or("", String::as_str);
        let told: Vec<&Part> = self.parts.iter().filter(|part| is_told(part)).collect();
        let mut out = said(self.into).to_owned();
        if told.is_empty() {
            return out;
        }
        out.truncate(out.trim_end().len());
        for (at, part) in told.into_iter().enumerate() {
            let gap = match out.as_str() {
                "" => "",
                own if at > 0 || own.contains('\n') => "\n\n",
                own if own.ends_with(SENTENCE_ENDS) => " ",
                _ => "\n",
            };
            out.push_str(gap);
            out.push_str(&part.heading);
            part.write(mapping, said(part.column).trim(), &mut out);
        }
        out
    }

    /// Whether a cell's text already says what the texts of its columns say.
    pub fn says_same(&self, mapping: &Mapping, cells: &[String], there: &str, orders: &[DateOrder]) -> bool {
        let order = |column: usize| orders.get(column).copied().unwrap_or_default();
        let same =
            |(column, text): &(usize, Cow<'_, str>)| row::says_same(mapping, *column, cells, text, order(*column));
        self.split(there).iter().all(same)
    }

    /// What the cell's own spelling is kept under.
    pub(super) fn id(&self, mapping: &Mapping) -> String {
        format!("{}.joined", mapping.columns[self.into].id)
    }

    /// The cell's text for an item: as it was typed where that still says what the item's cells say.
    pub(super) fn shown(&self, mapping: &Mapping, view: &View<'_>, cells: &[String]) -> String {
        if let Some(kept) = kept::kept_at(view, &mapping.kept.text, &self.id(mapping)) {
            let orders = [DateOrder::Unknown, DateOrder::MonthDay, DateOrder::DayMonth];
            let speaks = orders.iter().any(|order| {
                let orders = vec![*order; mapping.columns.len()];
                self.says_same(mapping, cells, &kept, &orders)
            });
            if speaks {
                return kept;
            }
        }
        self.join(mapping, cells)
    }
}

const SENTENCE_ENDS: [char; 3] = ['.', '!', '?'];

/// Whether a heading may stand behind a text: at its beginning, on a new line, or behind a sentence.
fn may_stand(before: &str) -> bool {
    let text = before.trim_end();
    text.is_empty() || before[text.len()..].contains('\n') || text.len() < before.len() && text.ends_with(SENTENCE_ENDS)
}

impl Part {
    /// What stands behind the heading, as the column's own cell would have it: a list below the heading gets the numbers
    /// of that cell, a text that begins beside the heading stays as it is.
    fn read<'t>(&self, said: &'t str) -> Cow<'t, str> {
        let text = said.trim();
        let is_beside = said.lines().next().is_some_and(|line| !line.trim().is_empty());
        let Some((before, after)) = self.number.as_ref().filter(|_| !is_beside) else { return Cow::Borrowed(text) };
        let number = |line: &'t str| numbered(line.trim_start(), before, after);
        if number(text).is_none() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 16);
        for line in text.lines() {
            if let Some((digits, rest)) = number(line) {
                out.truncate(out.trim_end().len());
                let gap = if out.is_empty() { "" } else { "\n\n" };
                let _ = write!(out, "{gap}({digits}){rest}");
            } else {
                out.push('\n');
                out.push_str(line);
            }
        }
        Cow::Owned(out)
    }

    /// Writes a text behind the heading: below it, or beside it where it would not come back from there.
    fn write(&self, mapping: &Mapping, text: &str, out: &mut String) {
        if text.is_empty() {
            return;
        }
        let mut list = String::with_capacity(text.len() + 1);
        for line in text.lines() {
            list.push('\n');
            match (&self.number, numbered(line, "(", ")")) {
                (Some((before, after)), Some((digits, rest))) => {
                    list.truncate(list.trim_end().len());
                    let _ = write!(list, "\n{before}{digits}{after}{rest}");
                }
                _ => list.push_str(line),
            }
        }
        let back = self.read(&list);
        if back == text || mapping.columns[self.column].says_the_same(&back, text, DateOrder::Unknown) {
            out.push_str(&list);
        } else {
            out.push(' ');
            out.push_str(text);
        }
    }
}

/// The number that a line begins with, between these marks, and what follows.
fn numbered<'t>(line: &'t str, before: &str, after: &str) -> Option<(&'t str, &'t str)> {
    let inside = line.strip_prefix(before)?;
    let digits = inside.bytes().take(DIGITS + 1).take_while(u8::is_ascii_digit).count();
    let rest = inside[digits..].strip_prefix(after)?;
    (1..=DIGITS).contains(&digits).then_some((&inside[..digits], rest))
}

#[cfg(test)]
mod tests;
