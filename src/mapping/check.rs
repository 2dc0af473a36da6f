//! What is wrong with a mapping file as a whole: headers and places claimed twice, words with two meanings, examples
//! that do not hold in both directions.

use super::codec::{DateOrder, Record, Word};
use super::definition::{Base, Column, Mapping, Place, Target};
use crate::rows::normal;
use crate::source::Table;

/// Notes every problem that shows only when all of the file is known.
pub(super) fn all(mapping: &Mapping, root: &Table<'_, '_>) {
    headers(mapping, root);
    places(mapping, root);
    for column in mapping.headers.iter().chain(&mapping.columns) {
        if let Some(twice) = said_twice(&column.words) {
            let message = format!("the words of `{}` give \"{twice}\" two meanings", column.header);
            root.problem_at("word-twice", message, column.line, None);
        }
        pairs(column, root);
    }
}

/// A header or alias that two columns claim.
fn headers(mapping: &Mapping, root: &Table<'_, '_>) {
    let mut seen: Vec<(String, usize)> = Vec::new();
    for (index, names) in mapping.layout.columns.iter().enumerate() {
        let column = &mapping.columns[index];
        for name in std::iter::once(&names.header).chain(&names.aliases) {
            let normal = normal(name);
            match seen.iter().find(|(n, _)| *n == normal) {
                Some((_, other)) if *other == index => {}
                Some((_, other)) => {
                    let message = format!(
                        "`{name}` is a header of two columns: {} and {}",
                        mapping.columns[*other].header, column.header
                    );
                    let help = "a header text leads to one column; take it out of one of them".to_owned();
                    root.problem_at("header-twice", message, column.line, Some(help));
                }
                None => seen.push((normal, index)),
            }
        }
    }
}

/// Two columns that write the same place: the way back could not tell them apart.
fn places(mapping: &Mapping, root: &Table<'_, '_>) {
    let mut seen: Vec<(&Column, &Place)> = Vec::new();
    for column in mapping.headers.iter().chain(&mapping.columns) {
        for place in places_of(column) {
            for (other, theirs) in &seen {
                if other.id != column.id && same_objects(place, theirs) {
                    let message = format!("`{}` and `{}` both write {}", other.header, column.header, place.text);
                    let help =
                        "from OSCAL to the workbook they could not be told apart; give one of them a test of its own";
                    root.problem_at("two-columns-one-place", message, column.line, Some(help.to_owned()));
                }
            }
            seen.push((column, place));
        }
    }
}

fn places_of(column: &Column) -> Vec<&Place> {
    match &column.target {
        Target::Dropped(_) => Vec::new(),
        Target::Values(values) => values.places.iter().map(|p| &p.place).collect(),
        Target::Records(records) => vec![&records.each],
    }
}

fn same_objects(a: &Place, b: &Place) -> bool {
    let same_base = match (&a.base, &b.base) {
        (Base::Root, Base::Root) => true,
        (Base::Anchor(x, s), Base::Anchor(y, t)) => x == y && s == t,
        _ => false,
    };
    same_base && a.path.overlaps(&b.path) && a.shared.as_ref().map(|s| s.0) == b.shared.as_ref().map(|s| s.0)
}

/// A word that is read with two meanings, within one side of a table.
fn said_twice(words: &[Word]) -> Option<String> {
    let twice = |spellings: Vec<(usize, &String)>| {
        let mut seen: Vec<(usize, String)> = Vec::new();
        for (row, text) in spellings {
            let text = text.to_lowercase();
            if seen.iter().any(|(r, t)| *r != row && *t == text) {
                return Some(text);
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
fn pairs(column: &Column, root: &Table<'_, '_>) {
    for pair in &column.pairs {
        let values = column.spoken(column.get(&pair.cell, DateOrder::Unknown).records);
        let back = column.put(&values, None);
        let mut complaint = None;
        if values != pair.values {
            complaint = Some(format!("gives {}, the example says {}", shown(&values), shown(&pair.values)));
        } else if back != pair.back {
            complaint = Some(format!("comes back as \"{back}\", the example says \"{}\"", pair.back));
        }
        if let Some(complaint) = complaint {
            let cell = pair.cell.replace('\n', "\\n");
            let message = format!("the example \"{cell}\" of `{}` {complaint}", column.header);
            let help = "correct the example, or say with `back` how the cell is written".to_owned();
            root.problem_at("pair-does-not-hold", message, pair.line, Some(help));
        }
    }
}

fn shown(records: &[Record]) -> String {
    let record = |r: &Record| {
        let fields: Vec<String> =
            r.0.iter().map(|(name, text)| format!("{name} = \"{}\"", text.replace('\n', "\\n"))).collect();
        if let [(name, text)] = r.0.as_slice()
            && *name == "value"
        {
            return format!("\"{}\"", text.replace('\n', "\\n"));
        }
        format!("{{ {} }}", fields.join(", "))
    };
    format!("[{}]", records.iter().map(record).collect::<Vec<_>>().join(", "))
}
