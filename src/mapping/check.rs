//! What is wrong with a mapping file as a whole: headers and places claimed twice, words with two meanings, examples
//! that do not hold in both directions.

use super::codec::{DateOrder, Record, Word};
use super::definition::{Base, Column, Mapping, OfType, Place, Records, Target, column_id};
use super::place::Path;
use crate::rows::normal;
use crate::source::{Table, Text};

/// A name or alias that two of a list claim. Each entry is a name with its aliases; `code` and `what` say whose.
pub(super) fn names(code: &'static str, what: &str, list: &[Vec<Text>], root: &Table<'_, '_>) {
    let mut seen: Vec<(String, usize)> = Vec::new();
    for (index, names) in list.iter().enumerate() {
        for name in names {
            let normal = normal(&name.text);
            match seen.iter().find(|(n, _)| *n == normal) {
                Some((_, other)) if *other == index => {}
                Some((_, other)) => {
                    let whose = |i: usize| list[i].first().map_or("", |n| n.text.as_str());
                    let message = format!("`{}` is {what}: {} and {}", name.text, whose(*other), whose(index));
                    let help = "a name leads to one place; take it out of one of them".to_owned();
                    root.problem_at(code, message, name.line, Some(help));
                }
                None => seen.push((normal, index)),
            }
        }
    }
}

/// Columns (header and the id it was given, if any) of one id, under which their spellings are kept.
pub(super) fn ids(list: &[(Text, Option<Text>)], root: &Table<'_, '_>) {
    let of =
        |(header, id): &(Text, Option<Text>)| id.as_ref().map_or_else(|| column_id(&header.text), |t| t.text.clone());
    for (index, column) in list.iter().enumerate() {
        let (header, given) = column;
        let id = of(column);
        let twin = |other: &&(Text, Option<Text>)| of(other) == id && normal(&other.0.text) != normal(&header.text);
        if let Some((other, _)) = list[..index].iter().find(twin) {
            let message = format!("`{}` and `{}` have the same id, `{id}`", other.text, header.text);
            let help = match given {
                Some(_) => "give each an id of its own",
                None => "an id is the header's letters a to z and digits; make one of them differ in these",
            };
            root.problem_at("id-twice", message, given.as_ref().unwrap_or(header).line, Some(help.to_owned()));
        }
    }
}

/// Two columns that write the same place: the way back could not tell them apart.
pub(super) fn places(columns: &[&Column], root: &Table<'_, '_>) {
    let mut seen: Vec<(usize, Claim<'_>)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        for claim in claims_of(column) {
            for (other, theirs) in &seen {
                if *other != index && claim.meets(theirs) {
                    let other = &columns[*other].header;
                    let message = format!("`{other}` and `{}` both write {}", column.header, claim.place.text);
                    let help =
                        "from OSCAL to the workbook they could not be told apart; give one of them a test of its own";
                    root.problem_at("two-columns-one-place", message, column.line, Some(help.to_owned()));
                }
            }
            seen.push((index, claim));
        }
    }
}

/// What a column writes: a place, or one field of the objects at a place.
struct Claim<'a> {
    place: &'a Place,
    path: Path,
    shared: Option<usize>,
}

impl Claim<'_> {
    fn meets(&self, other: &Claim<'_>) -> bool {
        let same_base = match (&self.place.base, &other.place.base) {
            (Base::Root, Base::Root) => true,
            (Base::Anchor(x, OfType::Fixed(s)), Base::Anchor(y, OfType::Fixed(t))) => x == y && s == t,
            (Base::Anchor(x, _), Base::Anchor(y, _)) => x == y,
            _ => false,
        };
        let same_end = match (self.shared, other.shared) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        same_base && same_end && self.path.overlaps(&other.path)
    }
}

fn claims_of(column: &Column) -> Vec<Claim<'_>> {
    let whole = |place| Claim::<'_> { place, path: place.path.clone(), shared: place.shared.as_ref().map(|s| s.0) };
    match &column.target {
        Target::Dropped(_) => Vec::new(),
        Target::Values(values) => values.places.iter().map(|p| whole(&p.place)).collect(),
        Target::Records(records) => std::iter::once(whole(&records.each)).chain(fields_of(records)).collect(),
    }
}

fn fields_of(records: &Records) -> impl Iterator<Item = Claim<'_>> {
    records.fields.iter().map(|field| {
        let mut path = records.each.path.clone();
        path.steps.extend(field.path.steps.iter().cloned());
        Claim { place: &records.each, path, shared: field.shared.as_ref().map(|s| s.0) }
    })
}

/// A word that is read with two meanings, within one side of a table, and the row that says it again.
pub(super) fn said_twice(words: &[Word]) -> Option<(String, usize)> {
    let twice = |spellings: Vec<(usize, &String)>| {
        let mut seen: Vec<(usize, String)> = Vec::new();
        for (row, text) in spellings {
            let text = text.to_lowercase();
            if seen.iter().any(|(r, t)| *r != row && *t == text) {
                return Some((text, row));
            }
            seen.push((row, text));
        }
        None
    };
    let rows = || words.iter().enumerate();
    twice(rows().flat_map(|(i, w)| std::iter::once(&w.cell).chain(&w.cells).map(move |t| (i, t))).collect()).or_else(
        || twice(rows().flat_map(|(i, w)| std::iter::once(&w.value).chain(&w.values).map(move |t| (i, t))).collect()),
    )
}

/// Tries every example of a column in both directions.
pub(super) fn pairs(column: &Column, table: &Table<'_, '_>) {
    for pair in &column.pairs {
        let values = column.spoken(column.get(&pair.cell, DateOrder::Unknown).records);
        let back = column.put(&values, None);
        let mut complaint = None;
        if !same(&values, &pair.values) {
            complaint = Some(format!("gives {}, the example says {}", shown(&values), shown(&pair.values)));
        } else if back != pair.back {
            complaint = Some(format!("comes back as {}, the example says {}", quoted(&back), quoted(&pair.back)));
        }
        if let Some(complaint) = complaint {
            let message = format!("the example {} of `{}` {complaint}", quoted(&pair.cell), column.header);
            let help = "correct the example, or say with `back` how the cell is written".to_owned();
            table.problem_at("pair-does-not-hold", message, pair.line, Some(help));
        }
    }
}

/// Tries every example of a cell that several columns share in both directions.
pub(super) fn joined(mapping: &Mapping, root: &Table<'_, '_>) {
    for joined in mapping.generations.iter().flat_map(|generation| &generation.joined) {
        let header = &mapping.columns[joined.into].header;
        for pair in &joined.pairs {
            let mut said = vec![String::new(); mapping.columns.len()];
            pair.texts.iter().for_each(|(column, text)| said[*column].clone_from(text));
            let mut cells = vec![String::new(); mapping.columns.len()];
            joined.split(&pair.cell).into_iter().for_each(|(column, text)| cells[column] = text.into_owned());
            let back = joined.join(mapping, &cells);
            let wrong = (0..cells.len()).find(|column| cells[*column] != said[*column]);
            let complaint = if let Some(column) = wrong {
                let header = &mapping.columns[column].header;
                format!("gives {} in `{header}`, the example says {}", quoted(&cells[column]), quoted(&said[column]))
            } else if back != pair.back {
                format!("comes back as {}, the example says {}", quoted(&back), quoted(&pair.back))
            } else {
                continue;
            };
            let message = format!("the example {} of what stands in `{header}` {complaint}", quoted(&pair.cell));
            let help = "correct the example, or say with `back` how the cell is written".to_owned();
            root.problem_at("pair-does-not-hold", message, pair.line, Some(help));
        }
    }
}

/// Whether the records are the same, their fields in any order.
fn same(read: &[Record], said: &[Record]) -> bool {
    let alike = |(a, b): (&Record, &Record)| a.0.len() == b.0.len() && a.0.iter().all(|f| b.0.contains(f));
    read.len() == said.len() && read.iter().zip(said).all(alike)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\n', "\\n"))
}

fn shown(records: &[Record]) -> String {
    let record = |r: &Record| {
        if let [("value", text)] = r.0.as_slice() {
            return quoted(text);
        }
        let fields: Vec<String> = r.0.iter().map(|(name, text)| format!("{name} = {}", quoted(text))).collect();
        format!("{{ {} }}", fields.join(", "))
    };
    format!("[{}]", records.iter().map(record).collect::<Vec<_>>().join(", "))
}
