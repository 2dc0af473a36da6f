//! Milestones and their changes by FedRAMP's grammar: `(1) 2026-05-23: text` and `(2) Update 2026-06-18 : text`, with a
//! blank line between. A block of text that does not keep to it is a record of its text alone.

use std::collections::HashSet;

use super::date;
use super::day::Refusal;
pub(super) use super::milestone_grammar::UPDATE;
use super::milestone_grammar::{Item, blocks, change, milestone, number_at};
use super::milestone_parts;
use super::text::{line, tidy};
use super::words::cell_of;
use super::{Fault, Field, Options, Reading, Record, Word};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "number", derived: false },
    Field { name: "date", derived: false },
    Field { name: "text", derived: false },
    Field { name: "status", derived: false },
    Field { name: "completed", derived: false },
    Field { name: "note", derived: false },
    Field { name: "head", derived: true },
];

pub(super) const CHANGE_FIELDS: &[Field] = &[
    Field { name: "number", derived: false },
    Field { name: "action", derived: false },
    Field { name: "date", derived: false },
    Field { name: "text", derived: false },
    Field { name: "head", derived: true },
];

pub(super) fn get(text: &str, options: Options<'_>) -> Reading {
    if options.in_parts
        && let Some(slots) = milestone_parts::slots_of(text)
    {
        return milestone_parts::get(&slots, options);
    }
    let mut reading = Reading::default();
    let mut numbers = Vec::new();
    let text = tidy(text);
    for block in blocks(&text) {
        let item = milestone(block, options).unwrap_or_else(|(refusal, written)| {
            reading.faults.push(unreadable(refusal, written));
            Item { text: block, ..Item::default() }
        });
        numbers.extend(item.number);
        let head = head(item.text, item.number);
        reading.records.push(record(&item, None).with("head", head));
    }
    let twice = not_alone(&numbers);
    if !twice.is_empty() {
        let message = format!("more than one milestone has the number {}", twice.join(", "));
        let fault = Fault::warning("milestone-number-twice", message);
        reading.faults.push(fault.help("give each milestone a number of its own"));
    }
    reading
}

/// The first numbers of those that stand twice.
fn not_alone<'n>(numbers: &[&'n str]) -> Vec<&'n str> {
    /// So many are compared one by one; a cell may hold thousands.
    const FEW: usize = 16;
    let mut seen = HashSet::new();
    let mut twice: Vec<&str> = Vec::new();
    for (at, number) in numbers.iter().copied().enumerate() {
        let is_new = if numbers.len() > FEW { seen.insert(number) } else { !numbers[..at].contains(&number) };
        if !is_new && !twice.contains(&number) && twice.len() < 10 {
            twice.push(number);
        }
    }
    twice
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
            Some(number) => ["Milestone ", number, " ", action].concat(),
            None => "Milestone change".to_owned(),
        };
        reading.records.push(record(&item, Some(action)).with("head", head));
    }
    reading
}

/// What a milestone is called: its first line, else its number.
pub(super) fn head(text: &str, number: Option<&str>) -> String {
    match (text.lines().next(), number) {
        (Some(first), _) => first.to_owned(),
        (None, Some(number)) => format!("Milestone {number}"),
        (None, None) => "Milestone".to_owned(),
    }
}

pub(super) fn unreadable(refusal: Refusal, written: &str) -> Fault {
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

/// `(1) 2026-05-23: text`, a blank line between; in a column of parts a list of fields where there is more to say.
pub(super) fn put(records: &[Record], options: Options<'_>) -> String {
    let plain = put_plain(records);
    if options.in_parts && !milestone_parts::is_said_by(&get(&plain, options).records, records) {
        return milestone_parts::put(records);
    }
    plain
}

fn put_plain(records: &[Record]) -> String {
    written(records, |record, out| {
        if let Some(number) = record.get("number") {
            out.extend(["(", &line(number), ")"]);
        }
        if let Some(date) = record.get("date") {
            let gap = if out.ends_with(')') { " " } else { "" };
            out.extend([gap, &date::written(&line(date)), ":"]);
        }
    })
}

/// `(2) Update 2026-06-18 : text`, a blank line between.
pub(super) fn put_changes(records: &[Record], words: &[Word]) -> String {
    written(records, |record, out| {
        let value = record.get("action").unwrap_or(UPDATE);
        let (number, date) = (record.get("number"), record.get("date"));
        if number.is_none() && date.is_none() && value == UPDATE {
            return;
        }
        if let Some(number) = number {
            out.extend(["(", &line(number), ") "]);
        }
        out.extend([&*line(cell_of(words, value).unwrap_or(value)), " "]);
        if let Some(date) = date {
            out.extend([&*date::written(&line(date)), " "]);
        }
        out.push(':');
    })
}

/// The records as blocks with their heads, which `head` adds to what is there: nothing, or a blank line.
fn written(records: &[Record], head: impl Fn(&Record, &mut String)) -> String {
    let mut out = String::new();
    for record in records {
        let before = out.len();
        if before > 0 {
            out.push_str("\n\n");
        }
        let start = out.len();
        head(record, &mut out);
        let behind_head = out.len();
        if behind_head > start {
            out.push(' ');
        }
        let text = out.len();
        push_block(&mut out, record.get("text").unwrap_or_default());
        if out.len() == text {
            out.truncate(if behind_head > start { behind_head } else { before });
        }
    }
    out
}

/// Adds a text as one block: no blank line, and no line but the first that begins like an item.
fn push_block(out: &mut String, text: &str) {
    let start = out.len();
    for line in tidy(text).lines().filter(|line| !line.is_empty()) {
        if out.len() > start {
            out.push(if number_at(line).is_some() { ' ' } else { '\n' });
        }
        out.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, codes, holds, of_column_pairs, spoken, stays_linear, words};
    use super::super::{Codec, DateOrder, Options, Reading, Record};

    const BOTH: [Codec; 2] = [Codec::Milestones, Codec::MilestoneChanges];

    fn read(codec: Codec, cell: &str, date_order: DateOrder) -> Reading {
        let table = words("milestone-change");
        let options = Options { words: &table, date_order, ..Options::default() };
        holds(codec, cell, options);
        codec.get(cell, options)
    }

    /// The records of a cell that nothing is wrong with.
    fn planned(cell: &str) -> Vec<String> {
        let reading = read(Codec::Milestones, cell, DateOrder::Unknown);
        assert_eq!(reading.faults, [], "{cell:?}");
        spoken(Codec::Milestones, &reading)
    }

    fn changes(cell: &str) -> Vec<String> {
        let reading = read(Codec::MilestoneChanges, cell, DateOrder::Unknown);
        assert_eq!(reading.faults, [], "{cell:?}");
        spoken(Codec::MilestoneChanges, &reading)
    }

    fn put(codec: Codec, record: Record) -> String {
        let table = words("milestone-change");
        codec.put(&[record], Options { words: &table, ..Options::default() })
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Milestones);
        of_column_pairs(Codec::MilestoneChanges);
    }

    #[test]
    fn both_date_styles_and_breaks_inside_an_item() {
        let cell = "(1) 2014/05/23: Milestone Description\n\n(2) 2014-06-12: Milestone \nDescription";
        let expected = [
            "number=1; date=2014-05-23; text=Milestone Description",
            "number=2; date=2014-06-12; text=Milestone\nDescription",
        ];
        assert_eq!(planned(cell), expected);
        let reading = read(Codec::Milestones, cell, DateOrder::Unknown);
        assert_eq!(reading.records[1].get("head"), Some("Milestone"));
    }

    #[test]
    fn one_line_break_will_do_between_items() {
        let expected =
            ["number=1; date=2026-05-23; text=A", "number=2; date=2026-06-01; text=B\nb", "number=3; text=C"];
        assert_eq!(planned("(01)2026-05-23:A\r\n( 2 ) 2026-6-1 :  B\nb\n \n\n\n(3) C"), expected);
    }

    #[test]
    fn items_without_a_date_or_a_text() {
        let expected =
            ["number=1; text=Draft the policy", "number=2", "number=3; date=2026-05-23", "number=4; text=TBD: x"];
        assert_eq!(planned("(1): Draft the policy\n(2)\n(3) 2026-05-23:\n(4) TBD: x"), expected);
        let reading = read(Codec::Milestones, "(2)", DateOrder::Unknown);
        assert_eq!(reading.records[0].get("head"), Some("Milestone 2"));
    }

    #[test]
    fn a_date_may_lack_its_colon() {
        let expected = ["number=1; date=2026-05-23; text=Order it", "number=2; date=2026-06-01; text=Install it"];
        assert_eq!(planned("(1) 2026-05-23 Order it\n(2) 2026-06-01 - Install it"), expected);
        assert_eq!(planned("(1) Oct 14, 2025: Order"), ["number=1; date=2025-10-14; text=Order"]);
        assert_eq!(planned("(1)\n2026-05-23\nOrder"), ["number=1; date=2026-05-23; text=Order"]);
    }

    #[test]
    fn text_that_keeps_to_no_grammar_is_one_record_a_block() {
        for block in
            ["Apply the profile by November", "Milestone 1: Draft by 2024-03-01", "1) a\n2) b", "(a) b", "2026-05-23 x"]
        {
            assert_eq!(planned(block), [format!("text={block}")]);
            assert_eq!(changes(block), [format!("action=update; text={block}")]);
        }
        assert_eq!(planned("a\nb\n\nc"), ["text=a\nb", "text=c"]);
        assert_eq!(planned("(1) 2026-05-23: A\n\nmore"), ["number=1; date=2026-05-23; text=A", "text=more"]);
    }

    #[test]
    fn a_date_without_a_number_is_read_too() {
        assert_eq!(
            planned("2026-05-23: Order\n\n2026/6/1 : x"),
            ["date=2026-05-23; text=Order", "date=2026-06-01; text=x"]
        );
        assert_eq!(changes("2026-06-18: Order"), ["action=update; date=2026-06-18; text=Order"]);
        assert_eq!(changes("New 2026-06-18: Order"), ["action=new; date=2026-06-18; text=Order"]);
    }

    #[test]
    fn an_unreadable_date_leaves_the_whole_text() {
        for (item, told) in [
            ("(1) 2026-13-45: Order", "\"2026-13-45\" is not a date: the calendar has no such day"),
            ("(1) 5/4/26: Order", "\"5/4/26\" is not a date: its year has two digits"),
            ("(1) 5/4/2026: Order", "\"5/4/2026\" may be month/day or day/month"),
            ("(1) 99/99/9999: x", "\"99/99/9999\" is not a date: the calendar has no such day"),
            ("(1) 2026-05-23 to 2026-06-01: x", "\"2026-05-23 to 2026-06-01\" is not a date"),
        ] {
            for codec in BOTH {
                let reading = read(codec, &format!("{item}\nand more\n(2) y"), DateOrder::Unknown);
                assert_eq!(codes(&reading), ["milestone-date"], "{item}");
                assert_eq!(reading.faults[0].message, told);
                assert_eq!(reading.records[0].get("text"), Some(format!("{item}\nand more").as_str()));
                assert_eq!(reading.records[0].get("number"), None);
                assert_eq!(reading.records.len(), 2);
            }
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_asked_for() {
        let cell = "(1) 5/4/2026: Order\n(2) 10/25/2026: Test";
        let reading = read(Codec::Milestones, cell, DateOrder::MonthDay);
        let expected = ["number=1; date=2026-05-04; text=Order", "number=2; date=2026-10-25; text=Test"];
        assert_eq!(
            (spoken(Codec::Milestones, &reading), reading.faults),
            (expected.map(String::from).to_vec(), vec![])
        );
        let reading = read(Codec::Milestones, cell, DateOrder::DayMonth);
        assert_eq!(reading.records[0].get("date"), Some("2026-04-05"));
    }

    #[test]
    fn a_number_given_twice_is_told_and_kept() {
        let reading = read(Codec::Milestones, "(1) a\n(01) b\n(2) c\n(1) d", DateOrder::Unknown);
        assert_eq!(reading.records.len(), 4);
        assert_eq!(codes(&reading), ["milestone-number-twice"]);
        assert_eq!(reading.faults[0].message, "more than one milestone has the number 1");
        assert_eq!(changes("(1) New 2026-01-01: a\n(1) Complete 2026-02-01: b").len(), 2);
    }

    #[test]
    fn changes_have_a_word_from_the_table() {
        let cell = "(1) Complete 2026-10-11 : Staging patched\n\n(2) updated 2026-10-19 : Moved by two days,\n\
                    change freeze\n(3)NEW 2026-10-22: Rotate\n(4) completed: 2026-10-23: x\n(5) Update 2026-10-24";
        let expected = [
            "number=1; action=complete; date=2026-10-11; text=Staging patched",
            "number=2; action=update; date=2026-10-19; text=Moved by two days,\nchange freeze",
            "number=3; action=new; date=2026-10-22; text=Rotate",
            "number=4; action=complete; date=2026-10-23; text=x",
            "number=5; action=update; date=2026-10-24",
        ];
        assert_eq!(changes(cell), expected);
        let reading = read(Codec::MilestoneChanges, cell, DateOrder::Unknown);
        let heads: Vec<_> = reading.records.iter().filter_map(|record| record.get("head")).collect();
        assert_eq!(heads[..3], ["Milestone 1 complete", "Milestone 2 update", "Milestone 3 new"]);
    }

    #[test]
    fn changes_without_a_date_or_a_word() {
        let cell = "(1) New : a\n(2) 2026-06-18: b\n(3) Update the firewall\n(4) Complete\n(5) New Oct 14, 2025: c";
        let expected = [
            "number=1; action=new; text=a",
            "number=2; action=update; date=2026-06-18; text=b",
            "number=3; action=update; text=Update the firewall",
            "number=4; action=complete",
            "number=5; action=new; date=2025-10-14; text=c",
        ];
        assert_eq!(changes(cell), expected);
        let reading = read(Codec::MilestoneChanges, "Asked the vendor again, no date yet", DateOrder::Unknown);
        assert_eq!(reading.records[0].get("head"), Some("Milestone change"));
    }

    #[test]
    fn a_text_of_someone_elses_stays_one_block() {
        let record = Record::default().with("date", "2026-05-23T09:00:00Z").with("text", "a\n\nb\n(1) c");
        assert_eq!(put(Codec::Milestones, record), "2026-05-23: a\nb (1) c");
        let record = Record::default().with("action", "withdrawn").with("number", "2").with("text", "a");
        assert_eq!(put(Codec::MilestoneChanges, record), "(2) withdrawn : a");
        assert_eq!(put(Codec::Milestones, Record::default()), "");
    }

    #[test]
    fn without_a_word_table_a_change_is_an_update() {
        let reading = Codec::MilestoneChanges.get("(2) Update 2026-06-18: a\n(3) b", Options::default());
        let expected = ["number=2; action=update; date=2026-06-18; text=a", "number=3; action=update; text=b"];
        assert_eq!(spoken(Codec::MilestoneChanges, &reading), expected);
        holds(Codec::MilestoneChanges, "(2) Update 2026-06-18: a\n(3) b", Options::default());
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        let table = words("milestone-change");
        let options = Options { words: &table, ..Options::default() };
        let pieces =
            ["(1)", "(1)\n", "a\n", "a\n\n", ":", "(1) 2026-05-23: a\n", "Update ", "(1) 5/4/26: x\n", "2026-"];
        for codec in BOTH {
            stays_linear(codec, &pieces, options);
        }
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(
            text in "(\\([0-9 ]{1,3}\\)|2026[-/]0?5[-/]23|5/4/(20)?26|Oct 14, 2025|(?i:update|new|completed)| to |[ :\n-]|\n\n|a|b){0,20}|(?s).{0,40}"
        ) {
            let table = words("milestone-change");
            for date_order in [DateOrder::Unknown, DateOrder::MonthDay] {
                holds(Codec::Milestones, &text, Options { words: &table, date_order, ..Options::default() });
                holds(Codec::MilestoneChanges, &text, Options { words: &table, date_order, ..Options::default() });
                holds(Codec::MilestoneChanges, &text, Options { words: &[], date_order, ..Options::default() });
            }
        }
    }
}
