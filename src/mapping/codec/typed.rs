//! Texts with their type before a colon: `Type : text` in blocks, the types being words of a table, and `Type : name`
//! in lines, any type.

use super::text::{line, raw_lines, tidy};
use super::words::{cell_of, value_of};
use super::{Field, Reading, Record, Word, uri};

pub(super) const BLOCK_FIELDS: &[Field] =
    &[Field { name: "type", derived: false }, Field { name: "text", derived: false }];

pub(super) const LINE_FIELDS: &[Field] = &[
    Field { name: "type", derived: false },
    Field { name: "name", derived: false },
    Field { name: "line", derived: true },
    Field { name: "file", derived: true },
];

/// How many characters a line's type may have.
const LONGEST_TYPE: usize = 60;

/// The type that a line begins with, as OSCAL says it, and what follows the colon.
fn typed<'a, 'w>(line: &'a str, words: &'w [Word]) -> Option<(&'w str, &'a str)> {
    let (cell, rest) = line.split_once(':')?;
    if cell.trim().is_empty() {
        return None;
    }
    value_of(words, cell).map(|value| (value, rest.trim_start()))
}

/// A text and its type, as far as they have been read.
struct Block<'w> {
    kind: Option<&'w str>,
    text: String,
}

/// A line that begins with a type starts a block; other lines and paragraphs continue the block they follow. Blocks of
/// one type become one. Text before any type is a block without one.
pub(super) fn get_blocks(text: &str, words: &[Word]) -> Reading {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut current = 0;
    let mut gap = "";
    for line in tidy(text).lines() {
        if line.is_empty() {
            gap = "\n\n";
            continue;
        }
        let mut part = line;
        if let Some((kind, rest)) = typed(line, words) {
            (part, gap) = (rest, "\n\n");
            current = block(&mut blocks, Some(kind));
        } else if blocks.is_empty() {
            current = block(&mut blocks, None);
        }
        if let Some(block) = blocks.get_mut(current).filter(|_| !part.is_empty()) {
            if !block.text.is_empty() {
                block.text.push_str(gap);
            }
            block.text.push_str(part);
            gap = "\n";
        }
    }
    let records = blocks.into_iter().map(|block| {
        let kind = block.kind.map(|kind| ("type", kind.to_owned()));
        let text = Some(("text", block.text)).filter(|(_, text)| !text.is_empty());
        Record(kind.into_iter().chain(text).collect())
    });
    Reading { records: records.collect(), faults: Vec::new() }
}

/// The place of the block of a type, made if there is none.
fn block<'w>(blocks: &mut Vec<Block<'w>>, kind: Option<&'w str>) -> usize {
    blocks.iter().position(|block| block.kind == kind).unwrap_or_else(|| {
        blocks.push(Block { kind, text: String::new() });
        blocks.len() - 1
    })
}

/// `Type : text`, a blank line between. What has no type, or a type without a word in the sheet, comes first: behind a
/// typed block it would be taken for a part of it.
pub(super) fn put_blocks(records: &[Record], words: &[Word]) -> String {
    let typed_as = |record: &Record| {
        let kind = record.get("type").unwrap_or_default();
        line(cell_of(words, kind).unwrap_or(kind)).into_owned()
    };
    let (plain, with_type): (Vec<_>, Vec<_>) =
        records.iter().map(|record| (typed_as(record), record)).partition(|(kind, _)| kind.is_empty());
    let mut out = String::new();
    for (kind, record) in plain.into_iter().chain(with_type) {
        let text = tidy(record.get("text").unwrap_or_default());
        if kind.is_empty() && text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        if kind.is_empty() {
            out.push_str(&text);
        } else {
            put_block(&mut out, &kind, &text, words);
        }
    }
    out
}

/// One block. A line of its text that looks like another type's beginning gets the block's own type before it, as part of
/// a further block of the same type.
fn put_block(out: &mut String, kind: &str, text: &str, words: &[Word]) {
    out.push_str(kind);
    out.push_str(" :");
    for (i, line) in text.lines().enumerate() {
        if i == 0 {
            out.push(' ');
        } else if typed(line, words).is_some() {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.extend(["\n", kind, " : "]);
        } else {
            out.push('\n');
        }
        out.push_str(line);
    }
}

pub(super) fn get_lines(text: &str) -> Reading {
    let records = raw_lines(text).map(line).filter(|line| !line.is_empty()).map(|line| match with_type(&line) {
        Some((kind, name)) => derived(Record(vec![("type", kind.to_owned()), ("name", name.to_owned())]), name, kind),
        None => derived(Record(vec![("name", line.clone().into_owned())]), &line, ""),
    });
    Reading { records: records.collect(), faults: Vec::new() }
}

fn derived(record: Record, name: &str, kind: &str) -> Record {
    record.with("line", one_line(kind, name)).with("file", uri::reference(name))
}

fn one_line(kind: &str, name: &str) -> String {
    if kind.is_empty() { name.to_owned() } else { [kind, " : ", name].concat() }
}

/// The type and the name of a line, blanks already tidy: the type is words before the first colon with a blank on a side.
/// A disk's letter is no type.
fn with_type(line: &str) -> Option<(&str, &str)> {
    let colon = line.find(':')?;
    let (kind, rest) = (&line[..colon], &line[colon + 1..]);
    let spaced = kind.ends_with(' ') || rest.starts_with(' ');
    let (kind, name) = (kind.trim_end(), rest.trim_start());
    let words = kind.starts_with(char::is_alphabetic)
        && kind.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '&'))
        && (2..=LONGEST_TYPE).contains(&kind.chars().count());
    (spaced && words && !name.is_empty()).then_some((kind, name))
}

/// `Type : name`, one a line.
pub(super) fn put_lines(records: &[Record]) -> String {
    let lines: Vec<String> = records
        .iter()
        .map(|record| {
            let kind = line(record.get("type").unwrap_or_default());
            one_line(&kind, &line(record.get("name").unwrap_or_default()))
        })
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, holds, of_column_pairs, solid, spoken, stays_linear, words};
    use super::super::{Codec, Options, Record, Word};

    fn blocks(cell: &str) -> Vec<String> {
        let table = words("deviation-type");
        let options = Options { words: &table, ..Options::default() };
        let reading = Codec::TypedBlocks.get(cell, options);
        assert_eq!(reading.faults, []);
        holds(Codec::TypedBlocks, cell, options);
        spoken(Codec::TypedBlocks, &reading)
    }

    fn put_blocks(records: &[Record]) -> String {
        let table = words("deviation-type");
        Codec::TypedBlocks.put(records, Options { words: &table, ..Options::default() })
    }

    fn lines(cell: &str) -> Vec<String> {
        let reading = Codec::TypedLines.get(cell, Options::default());
        assert_eq!(reading.faults, []);
        holds(Codec::TypedLines, cell, Options::default());
        spoken(Codec::TypedLines, &reading)
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::TypedBlocks);
        of_column_pairs(Codec::TypedLines);
    }

    #[test]
    fn a_paragraph_without_a_type_continues_its_block() {
        let cell = "Risk Adjustment: The port is reachable from the bastion only.\n\nMonitored by the SIEM.\n\n\
                    Operational Requirement : The legacy client speaks nothing else.";
        let expected = [
            "type=risk-adjustment; text=The port is reachable from the bastion only.\n\nMonitored by the SIEM.",
            "type=operational-requirement; text=The legacy client speaks nothing else.",
        ];
        assert_eq!(blocks(cell), expected);
    }

    #[test]
    fn blocks_of_one_type_become_one() {
        let expected = ["type=risk-adjustment; text=a\n\nc", "type=false-positive; text=b"];
        assert_eq!(blocks("RA: a\nfp :b\nRisk  adjustment : c"), expected);
    }

    #[test]
    fn a_text_without_a_type_has_none() {
        let text = "The binary is a renamed text file; PHP is not installed.";
        assert_eq!(blocks(text), [format!("text={text}")]);
        assert_eq!(blocks("Note: a : b\n: c"), ["text=Note: a : b\n: c"]);
        assert_eq!(blocks("first\n\nFP : b"), ["text=first", "type=false-positive; text=b"]);
    }

    #[test]
    fn a_type_may_stand_alone_or_over_its_text() {
        assert_eq!(blocks("Vendor Dependency :"), ["type=vendor-dependency"]);
        assert_eq!(blocks("VD:\n\nwaiting\nlong"), ["type=vendor-dependency; text=waiting\nlong"]);
        assert_eq!(blocks("VD:\nFP: x"), ["type=vendor-dependency", "type=false-positive; text=x"]);
    }

    #[test]
    fn a_type_inside_a_text_stays_inside() {
        assert_eq!(blocks("RA : FP : a"), ["type=risk-adjustment; text=FP : a"]);
        assert_eq!(blocks("RA : a\n\nRA : FP : b"), ["type=risk-adjustment; text=a\n\nFP : b"]);
        let record = Record::default().with("type", "risk-adjustment").with("text", "a\nFP : b");
        assert_eq!(put_blocks(&[record]), "Risk Adjustment : a\n\nRisk Adjustment : FP : b");
    }

    #[test]
    fn what_has_no_word_for_its_type_comes_first() {
        let typed = Record::default().with("type", "false-positive").with("text", "a");
        let other = Record::default().with("type", "other-deviation").with("text", "b");
        let untyped = Record::default().with("text", "c");
        let unknown = Record::default().with("type", "discovery").with("text", "d");
        let put = put_blocks(&[typed, other, untyped, unknown]);
        assert_eq!(put, "b\n\nc\n\nFalse Positive : a\n\ndiscovery : d");
    }

    #[test]
    fn a_line_has_a_type_and_a_name() {
        let cell =
            "Evidence of Vendor Dependency : https://ridgeline.example/psirt/2026-14\nvendor mail 2026-10-14.eml";
        let expected = [
            "type=Evidence of Vendor Dependency; name=https://ridgeline.example/psirt/2026-14",
            "name=vendor mail 2026-10-14.eml",
        ];
        assert_eq!(lines(cell), expected);
        assert_eq!(
            lines("Evidence: a.png\r\n\r\n E/O & co-x :b.png"),
            ["type=Evidence; name=a.png", "type=E/O & co-x; name=b.png"]
        );
    }

    #[test]
    fn disks_uris_and_sentences_are_no_types() {
        for name in [
            "C:\\Evidence\\a.png",
            "C: \\a.png",
            "https://a.example/b : c",
            "DR-1: a.png",
            "a:b: c",
            "Evidence :",
            ": a",
            "(see) : b",
        ] {
            assert_eq!(lines(name), [format!("name={name}")]);
        }
        let long = format!("{} : a.png", "a".repeat(61));
        assert_eq!(lines(&long), [format!("name={long}")]);
    }

    #[test]
    fn a_line_derives_its_text_and_a_reference() {
        let reading =
            Codec::TypedLines.get("Evidence:bastion  rules.png\nEvidence :  bastion rules.png", Options::default());
        assert_eq!(reading.records[0].get("line"), Some("Evidence:bastion rules.png"));
        assert_eq!(reading.records[0].get("file"), Some("Evidence%3Abastion%20rules.png"));
        assert_eq!(reading.records[1].get("line"), Some("Evidence : bastion rules.png"));
        assert_eq!(reading.records[1].get("file"), Some("bastion%20rules.png"));
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        let table = words("deviation-type");
        let pieces = ["RA : a\n", "a\n\n", ":", "RA :", "a:\n", "FP : RA : b\n\n", " "];
        for codec in [Codec::TypedBlocks, Codec::TypedLines] {
            stays_linear(codec, &pieces, Options { words: &table, ..Options::default() });
        }
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(text in "((?i:risk adjustment|fp|or|discovery|c)|[ :\n]|\n\n| : |a|b\\\\|//){0,16}|(?s).{0,40}") {
            let table = [words("deviation-type"), vec![Word { cell: "C".into(), value: "c".into(), ..Word::default() }]].concat();
            let options = Options { words: &table, ..Options::default() };
            holds(Codec::TypedBlocks, &text, options);
            let put = holds(Codec::TypedLines, &text, options);
            prop_assert_eq!(solid(&put), solid(&text));
        }
    }
}
