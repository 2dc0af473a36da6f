//! One control of NIST SP 800-53 as people write it, with its enhancements and the letters of its statements.

use super::is_dash;

/// The families of SP 800-53 revision 5. Those of revision 4's privacy appendix are in no FedRAMP baseline.
const FAMILIES: [&str; 20] = [
    "ac", "at", "au", "ca", "cm", "cp", "ia", "ir", "ma", "mp", "pe", "pl", "pm", "ps", "pt", "ra", "sa", "sc", "si",
    "sr",
];

/// How far a bracket is looked through for its end.
const BRACKET: usize = 64;

/// A control or one of its enhancements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Control {
    pub(super) family: &'static str,
    pub(super) number: u8,
    /// 0: the control itself.
    pub(super) enhancement: u8,
}

impl Control {
    /// Its id in OSCAL.
    pub(super) fn id(self) -> String {
        let Control { family, number, enhancement } = self;
        if enhancement == 0 { format!("{family}-{number}") } else { format!("{family}-{number}.{enhancement}") }
    }
}

/// What stands at some place in a text.
pub(super) enum Found {
    /// Controls, and how many bytes say so.
    Controls(Vec<Control>, usize),
    /// The beginning of a control that goes wrong, and how many bytes it was looked at.
    Broken(usize),
    /// Something else.
    Other,
}

/// Between controls: these end a piece.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '\n' | '\r')
}

/// A number from 1 to 99, zeros before it allowed.
fn number(digits: &str) -> Option<u8> {
    let figures = matches!(digits.len(), 1..=3) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| figures && (1..=99).contains(number))
}

/// The digits that a text begins with.
fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

fn family(text: &str) -> Option<&'static str> {
    let letters = text.get(..2)?;
    FAMILIES.into_iter().find(|family| family.eq_ignore_ascii_case(letters))
}

pub(super) fn at_start(text: &str) -> Found {
    let Some(family) = family(text) else { return Found::Other };
    let Some(rest) = text[2..].strip_prefix(is_dash) else { return Found::Other };
    let figures = digits(rest);
    if figures.is_empty() {
        return Found::Other;
    }
    let mut end = text.len() - rest.len() + figures.len();
    let Some(base) = number(figures) else { return Found::Broken(end) };
    let mut enhancements = Vec::new();
    let mut after = After::Number;
    loop {
        let (step, length) = step(&text[end..], after);
        end += length;
        match step {
            Step::Brackets(more) => {
                enhancements.extend(more);
                after = After::Brackets;
            }
            Step::Dotted(enhancement) => {
                enhancements.push(enhancement);
                after = After::Dotted;
            }
            Step::Statement => after = After::Statement,
            Step::Broken => return Found::Broken(end),
            Step::End => break,
        }
    }
    let next = text[end..].chars().next();
    if next.is_some_and(|c| !c.is_whitespace() && !is_separator(c) && !".:/&()[]\"'".contains(c)) {
        return Found::Broken(end);
    }
    if enhancements.is_empty() {
        enhancements.push(0);
    }
    let control = |enhancement| Control { family, number: base, enhancement };
    Found::Controls(enhancements.into_iter().map(control).collect(), end)
}

/// Which part of a control has been read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Number,
    Brackets,
    Dotted,
    Statement,
}

/// What may follow a control's number.
enum Step {
    /// `(1)`, `(1)` with blanks, `(1, 2)`.
    Brackets(Vec<u8>),
    /// `.1`: there can be one, with no brackets beside it.
    Dotted(u8),
    /// `a`, `.a`, `(a)` and, after one of these, numbers too.
    Statement,
    /// A number that is no enhancement's.
    Broken,
    /// Nothing more.
    End,
}

/// What a text after a control's number begins with, and how many bytes it takes.
fn step(rest: &str, after: After) -> (Step, usize) {
    let letter = |text: &str| {
        let mut chars = text.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && !chars.next().is_some_and(char::is_alphabetic)
    };
    let statement = after == After::Statement;
    if letter(rest) {
        return (Step::Statement, 1);
    }
    if statement && !digits(rest).is_empty() {
        return (Step::Statement, digits(rest).len());
    }
    if let Some(part) = rest.strip_prefix('.') {
        let figures = digits(part);
        return match number(figures) {
            _ if letter(part) => (Step::Statement, 2),
            _ if figures.is_empty() => (Step::End, 0),
            _ if statement => (Step::Statement, 1 + figures.len()),
            Some(enhancement) if after == After::Number => (Step::Dotted(enhancement), 1 + figures.len()),
            _ => (Step::Broken, 1 + figures.len()),
        };
    }
    let gap = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let Some(inside) = rest[gap..].strip_prefix('(') else { return (Step::End, 0) };
    let Some(closing) = inside.bytes().take(BRACKET).position(|byte| byte == b')') else {
        return if digits(inside).is_empty() { (Step::End, 0) } else { (Step::Broken, gap + 1) };
    };
    let length = gap + closing + 2;
    let inside = inside[..closing].trim();
    if inside.len() == 1 && letter(inside) {
        return (Step::Statement, length);
    }
    if digits(inside).is_empty() {
        return (Step::End, 0);
    }
    let listed = inside.split([',', ';', ' ']).filter(|part| !part.is_empty());
    match listed.map(number).collect::<Option<Vec<u8>>>() {
        Some(_) if statement => (Step::Statement, length),
        Some(enhancements) if after != After::Dotted => (Step::Brackets(enhancements), length),
        _ => (Step::Broken, length),
    }
}
