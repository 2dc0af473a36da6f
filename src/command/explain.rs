//! `poam explain`.

use poam::finding::{Failure, Finding};
use poam::meaning::{self, Meaning};
use poam::rule::{self, Rule};
use std::fmt::Write as _;
use std::process::ExitCode;

/// Explain the code of a finding: what is checked, why, by whose rule, with examples
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The code; without it all codes are listed
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// Tells what a code means, or lists all codes.
pub(crate) fn run(args: &Explain) -> ExitCode {
    let told = match &args.code {
        None => Ok(list()),
        Some(code) => {
            rule::by_code(code).map(text).or_else(|| meaning::by_code(code).map(told)).ok_or_else(|| unknown(code))
        }
    };
    super::mapping::print(told)
}

/// A line for each code: rules with their level, then the other messages.
fn list() -> String {
    let longest = codes().map(str::len).max().unwrap_or(0);
    let mut lines = String::new();
    for rule in rule::all() {
        let _ = writeln!(lines, "{:7}  {:longest$}  {}", rule.level.name(), rule.code, rule.checks);
    }
    for meaning in meaning::all() {
        let _ = writeln!(lines, "{:7}  {:longest$}  {}", "-", meaning.code, meaning.means);
    }
    lines
}

/// Every code there is.
fn codes() -> impl Iterator<Item = &'static str> {
    rule::all().map(|rule| rule.code).chain(meaning::all().map(|meaning| meaning.code))
}

/// What a code of no rule means.
fn told(meaning: &'static Meaning) -> String {
    format!("[{}]\n\n{}\n\nWhat to do\n  {}\n", meaning.code, meaning.means, meaning.remedy)
}

/// All that a rule says of itself.
fn text(rule: &'static Rule) -> String {
    let mut text = format!("{}[{}]\n\n{}\n", rule.level, rule.code, rule.checks);
    for (title, body) in [("Why", rule.why), ("From", rule.source), ("Fails", rule.fails), ("Passes", rule.passes)] {
        let _ = write!(text, "\n{title}\n");
        for line in body.lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn unknown(code: &str) -> Failure {
    let mut near: Vec<(usize, &str)> = codes().map(|known| (distance(code, known), known)).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.iter().take(3).map(|(_, code)| *code).collect();
    let finding = Finding::error("unknown-code", format!("there is no code `{code}`"));
    Failure::Usage(vec![finding.help(format!("the nearest are {}; poam explain lists all", near.join(", ")))])
}

/// How many letters make one word of another (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(LONGEST).enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// No code is longer; what a person types may be.
const LONGEST: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_code_gets_the_nearest() {
        assert_eq!((distance("", "abc"), distance("abc", "abc"), distance("kitten", "sitting")), (3, 0, 3));
        let help = unknown("uuid-twise").findings()[0].help.clone().unwrap_or_default();
        assert!(help.starts_with("the nearest are uuid-twice"), "{help}");
    }

    #[test]
    fn a_code_is_explained_in_sections() {
        let rule = rule::by_code("uuid-twice");
        let text = rule.map(text).unwrap_or_default();
        for title in ["error[uuid-twice]\n", "\nWhy\n", "\nFrom\n", "\nFails\n  /", "\nPasses\n  /"] {
            assert!(text.contains(title), "{text}");
        }
        assert_eq!(list().lines().count(), codes().count());
        let text = meaning::by_code("not-xml").map(told).unwrap_or_default();
        assert!(text.starts_with("[not-xml]\n\n") && text.contains("\nWhat to do\n  "), "{text}");
    }
}
