//! Calendar days, and the ways people and exports write them.

use super::{DateOrder, quoted};

const HOW: &str = "write year-month-day, such as 2026-05-04";
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A calendar day. Years 1900 to 2999, which is what OSCAL's date type allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digit = |n: u16| b"0123456789"[usize::from(n % 10)];
        let (y, m, d) = (self.year, u16::from(self.month), u16::from(self.of_month));
        let [y1, y2, y3, y4, m1, m2, d1, d2] = [y / 1000, y / 100, y / 10, y, m / 10, m, d / 10, d].map(digit);
        let text = [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2];
        f.write_str(str::from_utf8(&text).map_err(|_| std::fmt::Error)?)
    }
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It does not look like one.
    NoDate,
    /// It looks like one, but the calendar has no such day.
    NoSuchDay,
    /// A year of two digits.
    ShortYear,
    /// Outside the years that OSCAL can say.
    Year,
    /// 29 February of a year 19xx: a day that OSCAL's date type refuses.
    LeapDay,
    /// Either number may be the month.
    Ambiguous,
}

impl Refusal {
    /// The code of the finding.
    pub(super) fn code(self) -> &'static str {
        match self {
            Refusal::Ambiguous => "ambiguous-date",
            _ => "not-a-date",
        }
    }

    /// What is wrong with the text, as a sentence.
    pub(super) fn message(self, text: &str) -> String {
        let text = quoted(text);
        match self {
            Refusal::NoDate => format!("{text} is not a date"),
            Refusal::NoSuchDay => format!("{text} is not a date: the calendar has no such day"),
            Refusal::ShortYear => format!("{text} is not a date: its year has two digits"),
            Refusal::Year => format!("{text} is not a date between 1900 and 2999"),
            Refusal::LeapDay => format!("{text} is a day that OSCAL cannot hold: it knows no 29 February before 2000"),
            Refusal::Ambiguous => format!("{text} may be month/day or day/month"),
        }
    }

    /// What to do about it.
    pub(super) fn help(self) -> &'static str {
        match self {
            Refusal::Ambiguous => "write year-month-day, or set dates in poam.toml",
            _ => HOW,
        }
    }
}

/// The day that a text says, white space around it left out.
pub(super) fn parse(text: &str, order: DateOrder) -> Result<Day, Refusal> {
    let text = text.trim();
    match Numbers::at(text) {
        Some(numbers) if is_time_of_day(&text[numbers.length..]) => numbers.day(order),
        _ => with_month_name(text),
    }
}

/// Three numbers with the same sign between them: a date written in figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    parts: [u16; 3],
    pub(super) digits: [usize; 3],
    /// How many bytes of the text they take.
    pub(super) length: usize,
}

impl Numbers {
    /// Whether a text is these numbers alone, as OSCAL writes a day.
    pub(super) fn is_iso(&self, text: &str) -> bool {
        let is_whole = self.digits == [4, 2, 2] && text.len() == self.length;
        is_whole && text.as_bytes()[4] == b'-' && (1..=12).contains(&self.parts[1])
    }

    /// The date in figures that a text begins with: year first, or year last and `/` or `-` between. What has no part
    /// of four digits counts only as `n/n/nn`, so that `1-2-3` and `10.0.0.1` are not taken for dates.
    pub(super) fn at(text: &str) -> Option<Numbers> {
        let bytes = text.as_bytes();
        let sign = *bytes.iter().find(|byte| !byte.is_ascii_digit())?;
        let mut numbers = Numbers { parts: [0; 3], digits: [0; 3], length: 0 };
        for i in 0..3 {
            if i > 0 {
                if bytes.get(numbers.length) != Some(&sign) {
                    return None;
                }
                numbers.length += 1;
            }
            while let Some(digit) = bytes.get(numbers.length).filter(|byte| byte.is_ascii_digit()) {
                if numbers.digits[i] == 4 {
                    return None;
                }
                numbers.parts[i] = numbers.parts[i] * 10 + u16::from(digit - b'0');
                numbers.digits[i] += 1;
                numbers.length += 1;
            }
        }
        let dated = matches!(
            (numbers.digits, sign),
            ([4, 1..=2, 1..=2], b'-' | b'/' | b'.')
                | ([1..=2, 1..=2, 4], b'-' | b'/')
                | ([1..=2, 1..=2, 2], b'/')
                | ([2, 2, 2], b'-')
        );
        dated.then_some(numbers)
    }

    /// The day they say.
    pub(super) fn day(self, order: DateOrder) -> Result<Day, Refusal> {
        let [first, second, third] = self.parts;
        if self.digits[0] == 4 {
            return day(first, second, third);
        }
        if self.digits[2] != 4 {
            return Err(Refusal::ShortYear);
        }
        let order = match self.own_order() {
            Some(order) => order,
            None if first == second => DateOrder::MonthDay,
            None => order,
        };
        match order {
            DateOrder::MonthDay => day(third, first, second),
            DateOrder::DayMonth => day(third, second, first),
            DateOrder::Unknown if first == 0 || second == 0 || first > 12 => Err(Refusal::NoSuchDay),
            DateOrder::Unknown => Err(Refusal::Ambiguous),
        }
    }

    /// Which number is the day, if only one can be the month.
    fn own_order(self) -> Option<DateOrder> {
        match self.parts {
            [1..=12, 13..=31, _] => Some(DateOrder::MonthDay),
            [13..=31, 1..=12, _] => Some(DateOrder::DayMonth),
            _ => None,
        }
    }
}

/// The order of day and month that a date such as `10/25/2018` gives away by a number above 12.
pub fn settles_order(text: &str) -> Option<DateOrder> {
    let text = text.trim();
    let numbers = Numbers::at(text).filter(|numbers| numbers.digits[2] == 4)?;
    if !is_time_of_day(&text[numbers.length..]) || numbers.day(DateOrder::Unknown).is_err() {
        return None;
    }
    numbers.own_order()
}

fn day(year: u16, month: u16, day: u16) -> Result<Day, Refusal> {
    let (Ok(month), Ok(day), Ok(signed)) = (u8::try_from(month), u8::try_from(day), i16::try_from(year)) else {
        return Err(Refusal::NoSuchDay);
    };
    let (Ok(m), Ok(d)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(Refusal::NoSuchDay);
    };
    if jiff::civil::Date::new(signed, m, d).is_err() {
        Err(Refusal::NoSuchDay)
    } else if !(1900..=2999).contains(&year) {
        Err(Refusal::Year)
    } else if year < 2000 && month == 2 && day == 29 {
        Err(Refusal::LeapDay)
    } else {
        Ok(Day { year, month, of_month: day })
    }
}

/// `Oct 14, 2025`, `14-Oct-2025`, `October 14, 2025`: three words, one of them a month's name.
fn with_month_name(text: &str) -> Result<Day, Refusal> {
    let signs = |c: char| c.is_whitespace() || matches!(c, '-' | ',' | '.' | '/');
    let mut words = text.split(signs).filter(|word| !word.is_empty());
    let (Some(first), Some(second), Some(year), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err(Refusal::NoDate);
    };
    let (month, date) = match (month(first), month(second)) {
        (Some(month), None) => (month, second),
        (None, Some(month)) => (month, first),
        _ => return Err(Refusal::NoDate),
    };
    let Some(date) = number(date, 2) else { return Err(Refusal::NoDate) };
    match (year.len(), number(year, 4)) {
        (4, Some(year)) => day(year, month, date),
        (2, Some(_)) => Err(Refusal::ShortYear),
        _ => Err(Refusal::NoDate),
    }
}

/// A month from its name, whole or its first three letters; September also from four.
fn month(word: &str) -> Option<u16> {
    let named = |name: &&str| {
        word.eq_ignore_ascii_case(name)
            || word.eq_ignore_ascii_case(&name[..3])
            || (*name == "september" && word.eq_ignore_ascii_case("sept"))
    };
    let index = MONTHS.iter().position(named)?;
    u16::try_from(index + 1).ok()
}

fn number(word: &str, digits: usize) -> Option<u16> {
    let figures = word.len() <= digits && word.bytes().all(|byte| byte.is_ascii_digit());
    if figures { word.parse().ok() } else { None }
}

/// Whether what follows a date is nothing or a time of day: ` 00:00:00`, `T18:28:58.201Z`, ` 12:00 AM`.
fn is_time_of_day(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Some(clock) = text.strip_prefix('T').or_else(|| Some(text.trim_start()).filter(|rest| *rest != text)) else {
        return false;
    };
    let end = clock.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(clock.len());
    let mut parts = 0;
    for (part, limit) in clock[..end].split(':').zip([24, 60, 61, 0]) {
        if part.is_empty() || number(part, 2).is_none_or(|part| part >= limit) {
            return false;
        }
        parts += 1;
    }
    let mut rest = &clock[end..];
    if parts == 3
        && let Some(fraction) = rest.strip_prefix('.')
    {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    parts >= 2 && is_zone(rest.trim_start())
}

/// Nothing, `Z`, `+05:30`, `AM`.
fn is_zone(text: &str) -> bool {
    if text.is_empty() || ["Z", "AM", "PM"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return true;
    }
    match text.strip_prefix(['+', '-']).and_then(|offset| offset.split_once(':')) {
        Some((hours, minutes)) => {
            hours.len() == 2
                && minutes.len() == 2
                && number(hours, 2).is_some_and(|hours| hours < 24)
                && number(minutes, 2).is_some_and(|minutes| minutes < 60)
        }
        None => false,
    }
}
