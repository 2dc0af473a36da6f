//! Controls of NIST SP 800-53: `AC-2(1)` in the sheet, `ac-2.1` in OSCAL. An enhancement is never cut down to its
//! control; a statement's letter is left off, since OSCAL's ids of controls have none.

use std::collections::HashSet;
use std::fmt::Write;

use super::control::{Control, Found, at_start, is_separator};
use super::{Fault, Reading, Record, quoted_list, values};

/// What a text holds besides controls.
#[derive(Default)]
struct Leftovers<'a> {
    /// Pieces that hold no control.
    strangers: Vec<&'a str>,
    /// Words that follow a control in its piece: its title, most often.
    trailing: Vec<&'a str>,
}

impl<'a> Leftovers<'a> {
    fn push(&mut self, words: &'a str, follows_control: bool) {
        let mut words = trimmed(words);
        while let Some(rest) = words.split_once(char::is_whitespace).filter(|(first, _)| is_and(first)) {
            words = trimmed(rest.1);
        }
        while let Some(rest) = words.rsplit_once(char::is_whitespace).filter(|(_, last)| is_and(last)) {
            words = trimmed(rest.0);
        }
        let only_signs = words.chars().all(|c| is_sign(c) || "()[]".contains(c));
        if !only_signs && !is_and(words) {
            if follows_control { self.trailing.push(words) } else { self.strangers.push(words) }
        }
    }
}

fn is_and(word: &str) -> bool {
    word.eq_ignore_ascii_case("and")
}

/// White space, and signs that may stand beside a control.
fn is_sign(c: char) -> bool {
    c.is_whitespace() || ".:/&\"'".contains(c)
}

fn trimmed(words: &str) -> &str {
    words.trim_matches(is_sign)
}

pub(super) fn get(text: &str) -> Reading {
    let mut controls = Vec::new();
    let mut seen = HashSet::new();
    let mut left = Leftovers::default();
    let (mut position, mut start, mut follows) = (0, 0, false);
    while let Some(c) = text[position..].chars().next() {
        if is_separator(c) {
            left.push(&text[start..position], follows);
            (position, follows) = (position + 1, false);
            start = position;
            continue;
        }
        if c.is_whitespace() || "/&([\"'".contains(c) {
            position += c.len_utf8();
            continue;
        }
        match at_start(&text[position..]) {
            Found::Controls(found, length) => {
                left.push(&text[start..position], follows);
                controls.extend(found.into_iter().filter(|control| seen.insert(*control)));
                (position, follows) = (position + length, true);
                start = position;
            }
            Found::Broken(length) => {
                left.push(&text[start..position], follows);
                let end = position + length + word_end(&text[position + length..]);
                left.push(&text[position..end], false);
                (position, start) = (end, end);
            }
            Found::Other => position += word_end(&text[position..]).max(c.len_utf8()),
        }
    }
    left.push(&text[start..], follows);
    let mut reading = Reading::values(controls.into_iter().map(Control::id));
    let told = |pieces: &[&str]| {
        let verb = if pieces.len() == 1 { "is not a control" } else { "are not controls" };
        format!("{} {verb}", quoted_list(pieces))
    };
    let help = "write ids of NIST SP 800-53 such as AC-2, SC-7(5), with commas between";
    if !left.strangers.is_empty() {
        reading.faults.push(Fault::error("not-a-control", told(&left.strangers)).help(help));
    }
    if !left.trailing.is_empty() {
        reading.faults.push(Fault::warning("not-a-control", told(&left.trailing)).help(help));
    }
    reading
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || is_separator(c)).unwrap_or(text.len())
}

/// `AC-2, SC-7(5)`. A value that is no control's id stands as it is.
pub(super) fn put(records: &[Record]) -> String {
    let mut out = String::new();
    for value in values(records) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        match at_start(value) {
            Found::Controls(controls, length)
                if length == value.len() && controls.len() == 1 && controls[0].id() == value =>
            {
                let Control { family, number, enhancement } = controls[0];
                out.extend(family.bytes().map(|byte| char::from(byte.to_ascii_uppercase())));
                // Writing to a string cannot fail.
                let _ = write!(out, "-{number}");
                if enhancement > 0 {
                    let _ = write!(out, "({enhancement})");
                }
            }
            _ => out.push_str(value),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, codes, holds, of_column_pairs, plain, stays_linear};
    use super::super::{Codec, Options, Record};
    use crate::finding::Level;

    /// The ids that a cell gives without any fault.
    fn ids(cell: &str) -> String {
        let reading = Codec::Controls.get(cell, Options::default());
        assert_eq!(reading.faults, [], "{cell:?}");
        plain(&reading).join(" ")
    }

    /// The ids that a cell gives, and its faults' messages.
    fn faulty(cell: &str) -> (String, Vec<(Level, String)>) {
        let reading = Codec::Controls.get(cell, Options::default());
        assert!(codes(&reading).iter().all(|code| *code == "not-a-control"));
        (plain(&reading).join(" "), reading.faults.into_iter().map(|fault| (fault.level, fault.message)).collect())
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Controls);
    }

    #[test]
    fn enhancements_in_every_spelling() {
        for cell in ["AC-2(1)", "AC-2 (1)", "ac-2.1", "AC-02(01)", "AC-2( 1 )", "AC\u{2011}2(1)", "AC-2.01", "ac-2.1."]
        {
            assert_eq!(ids(cell), "ac-2.1", "{cell:?}");
        }
        assert_eq!(ids("CM-6.5"), "cm-6.5");
        assert_eq!(ids("IA-2(1)(2)"), "ia-2.1 ia-2.2");
        assert_eq!(ids("IA-2 (1, 2) (12)"), "ia-2.1 ia-2.2 ia-2.12");
    }

    #[test]
    fn every_separator() {
        for cell in [
            "AC-1, AC-2",
            "AC-1,AC-2",
            "AC-1; AC-2",
            "AC-1\r\nAC-2",
            "AC-1 | AC-2",
            "AC-1 and AC-2",
            "AC-1, and AC-2",
            "AC-1 AC-2",
            "AC-1/AC-2",
            "AC-1 & AC-2",
            ",AC-1,, AC-2;",
        ] {
            assert_eq!(ids(cell), "ac-1 ac-2", "{cell:?}");
        }
        assert_eq!(ids("AC-2(3); AC-2"), "ac-2.3 ac-2");
    }

    #[test]
    fn a_control_counts_once() {
        assert_eq!(ids("AC-2, ac-2 (1), AC-02, AC-2(1)"), "ac-2 ac-2.1");
    }

    #[test]
    fn a_statements_letter_is_left_off() {
        assert_eq!(ids("CM-6, AC-2(12)(a)"), "cm-6 ac-2.12");
        assert_eq!(ids("SA-8a."), "sa-8");
        assert_eq!(ids("AC-1a.1(b), AC-2.a, AC-2(a)(1)"), "ac-1 ac-2");
    }

    #[test]
    fn an_enhancement_is_never_cut_off() {
        for cell in
            ["AC-2(100)", "AC-2 (0)", "AC-2(1", "AC-2.100", "AC-2(1 of 3)", "AC-2(1)-x", "AC-2_1", "AC-2.1.2.100"]
        {
            let (ids, faults) = faulty(cell);
            assert_eq!(ids, "", "{cell:?}");
            assert_eq!(faults.len(), 1, "{cell:?}");
            assert_eq!(faults[0].0, Level::Error);
        }
        assert_eq!(faulty("AC-2(100)x").1[0].1, "\"AC-2(100)x\" is not a control");
    }

    #[test]
    fn what_is_no_control_is_named() {
        for cell in ["3.5.3", "AC-0", "AC-100", "XX-1", "AC2", "AC 2", "TBD", "N/A", "AR-4", "ac-"] {
            let message = format!("\"{cell}\" is not a control");
            assert_eq!(faulty(cell), (String::new(), vec![(Level::Error, message)]), "{cell:?}");
        }
        let message = "\"foo bar\", \"AC-0\" are not controls".to_owned();
        assert_eq!(faulty("foo bar, AC-3; AC-0 AC-4"), ("ac-3 ac-4".to_owned(), vec![(Level::Error, message)]));
    }

    #[test]
    fn words_after_a_control_are_told_gently() {
        let (ids, faults) = faulty("AC-2 Account Management, AC-3: Access Enforcement (new)");
        assert_eq!(ids, "ac-2 ac-3");
        let message = "\"Account Management\", \"Access Enforcement (new)\" are not controls";
        assert_eq!(faults, [(Level::Warning, message.to_owned())]);
        assert_eq!(faulty("AC-2 through AC-5").1[0].1, "\"through\" is not a control");
    }

    #[test]
    fn a_value_that_is_no_id_stands_as_it_is() {
        let records = ["ac-2_smt.a", "ac-2.1", "Ac-3"].map(Record::value);
        assert_eq!(Codec::Controls.put(&records, Options::default()), "ac-2_smt.a, AC-2(1), Ac-3");
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        let pieces = ["AC-2", "AC-2,", "AC-2(", "AC-2 ", "(1)", "a", " ", "and ", "AC-2.a", "AC-2(1 ", "/", "."];
        stays_linear(Codec::Controls, &pieces, Options::default());
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(
            text in "((?i:ac|ia|sr|xx)[-\u{2011} ][0-9]{1,3}([ .(]{0,2}[0-9a]{1,3}[) ,.]{0,2}){0,3}[ ,;|\n]{0,2}(and )?){0,4}|.{0,40}"
        ) {
            holds(Codec::Controls, &text, Options::default());
        }
    }
}
