//! Dates: the ways people and exports write a calendar day, to `yyyy-mm-dd`. What is not a date is refused, never
//! guessed at.

use super::{DateOrder, Fault, Reading, Record, quoted, values};

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
    day: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
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
    fn code(self) -> &'static str {
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
    digits: [usize; 3],
    /// How many bytes of the text they take.
    pub(super) length: usize,
}

impl Numbers {
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
        let dated = match (numbers.digits, sign) {
            ([4, 1..=2, 1..=2], b'-' | b'/' | b'.') | ([1..=2, 1..=2, 4], b'-' | b'/') => true,
            ([1..=2, 1..=2, 2], b'/') | ([2, 2, 2], b'-') => true,
            _ => false,
        };
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
        Ok(Day { year, month, day })
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
    let index = MONTHS.iter().position(|name| named(&name))?;
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

pub(super) fn get(text: &str, order: DateOrder) -> Reading {
    match parse(text, order) {
        Ok(day) => Reading::values([day.to_string()]),
        Err(refusal) => Reading::fault(Fault::error(refusal.code(), refusal.message(text)).help(refusal.help())),
    }
}

/// The first date, without its time of day.
pub(super) fn put(records: &[Record]) -> String {
    values(records).next().map(written).unwrap_or_default()
}

/// A value as a cell shows it: the day of a date-time, and what is no date as it is.
pub(super) fn written(value: &str) -> String {
    match Numbers::at(value) {
        Some(numbers) if numbers.digits[0] == 4 => {
            parse(value, DateOrder::Unknown).map_or_else(|_| value.to_owned(), |day| day.to_string())
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, codes, holds, of_column_pairs, plain, stays_linear};
    use super::super::{Codec, DateOrder, Options, Record};
    use super::settles_order;

    fn ordered(date_order: DateOrder) -> Options<'static> {
        Options { date_order, ..Options::default() }
    }

    fn reads(cell: &str, day: &str) {
        for order in [DateOrder::Unknown, DateOrder::MonthDay, DateOrder::DayMonth] {
            let reading = Codec::Date.get(cell, ordered(order));
            assert_eq!(plain(&reading), [day], "{cell:?}");
            assert_eq!(holds(Codec::Date, cell, ordered(order)), day);
        }
    }

    fn refuses(cell: &str, message: &str) {
        let reading = Codec::Date.get(cell, Options::default());
        assert_eq!(reading.records, [], "{cell:?}");
        assert_eq!(codes(&reading), ["not-a-date"], "{cell:?}");
        assert_eq!(reading.faults[0].message, message);
        assert!(reading.faults[0].help.as_deref().unwrap_or_default().starts_with("write year-month-day"));
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Date);
    }

    #[test]
    fn year_first_with_any_sign_and_digits() {
        for cell in ["2026-05-04", "2026/5/4", "2026.05.04", " 2026-5-4\n"] {
            reads(cell, "2026-05-04");
        }
        reads("2014-1-5", "2014-01-05");
    }

    #[test]
    fn a_time_of_day_is_left_off() {
        for cell in [
            "2026-05-04 00:00:00",
            "2026-05-04T00:00:00Z",
            "2026-05-04T18:28:58.201Z",
            "2026-05-04T23:59:60+05:30",
            "2026-05-04T00:00:00.000-05:00",
            "2026/5/4 9:05",
            "2026-05-04 12:00:00 AM",
        ] {
            reads(cell, "2026-05-04");
        }
        for cell in
            ["2026-05-04T", "2026-05-04T24:00:00Z", "2026-05-04 (Monday)", "2026-05-04 1:2:3:4", "2026-05-04T1:2:"]
        {
            assert_eq!(codes(&Codec::Date.get(cell, Options::default())), ["not-a-date"], "{cell:?}");
        }
    }

    #[test]
    fn months_by_name() {
        for cell in ["Oct 14, 2025", "14-Oct-2025", "October 14, 2025", "14 october 2025", "OCT. 14 2025"] {
            reads(cell, "2025-10-14");
        }
        reads("Sept 1, 2025", "2025-09-01");
        refuses("Octo 14, 2025", "\"Octo 14, 2025\" is not a date");
        refuses("14-Oct-25", "\"14-Oct-25\" is not a date: its year has two digits");
    }

    #[test]
    fn a_number_above_twelve_settles_the_order() {
        reads("10/25/2018", "2018-10-25");
        reads("25/10/2018 00:00", "2018-10-25");
        reads("5/5/2026", "2026-05-05");
        assert_eq!(settles_order(" 10/25/2018"), Some(DateOrder::MonthDay));
        assert_eq!(settles_order("25/10/2018"), Some(DateOrder::DayMonth));
        for none in ["3/4/2026", "5/5/2026", "31/2/2026", "2026/5/14", "25/10/18", "10/25/2018 at noon", ""] {
            assert_eq!(settles_order(none), None, "{none:?}");
        }
    }

    #[test]
    fn the_order_is_asked_for_where_it_matters() {
        let reading = Codec::Date.get("3/4/2026", Options::default());
        assert_eq!((plain(&reading).len(), codes(&reading)), (0, vec!["ambiguous-date"]));
        assert_eq!(reading.faults[0].help.as_deref(), Some("write year-month-day, or set dates in poam.toml"));
        assert_eq!(plain(&Codec::Date.get("3/4/2026", ordered(DateOrder::MonthDay))), ["2026-03-04"]);
        assert_eq!(plain(&Codec::Date.get("3/4/2026", ordered(DateOrder::DayMonth))), ["2026-04-03"]);
    }

    #[test]
    fn what_is_no_date_is_never_made_one() {
        refuses("Q1 2025", "\"Q1 2025\" is not a date");
        refuses("DATE", "\"DATE\" is not a date");
        refuses("#REF!", "\"#REF!\" is not a date");
        refuses("2026-02-30", "\"2026-02-30\" is not a date: the calendar has no such day");
        refuses("99/99/9999", "\"99/99/9999\" is not a date: the calendar has no such day");
        refuses("5/4/26", "\"5/4/26\" is not a date: its year has two digits");
        refuses("1899-12-31", "\"1899-12-31\" is not a date between 1900 and 2999");
        refuses("3000-01-01", "\"3000-01-01\" is not a date between 1900 and 2999");
        refuses("fixed 10/25/2018", "\"fixed 10/25/2018\" is not a date");
        refuses("45000", "\"45000\" is not a date");
        refuses("２０２６-05-04", "\"２０２６-05-04\" is not a date");
    }

    #[test]
    fn leap_days_are_those_that_oscal_knows() {
        reads("2000-02-29", "2000-02-29");
        reads("2024-02-29", "2024-02-29");
        refuses("2100-02-29", "\"2100-02-29\" is not a date: the calendar has no such day");
        refuses("1996-02-29", "\"1996-02-29\" is a day that OSCAL cannot hold: it knows no 29 February before 2000");
    }

    #[test]
    fn a_value_is_shown_as_its_day() {
        let put = |value: &str| Codec::Date.put(&[Record::value(value)], Options::default());
        assert_eq!(put("2026-08-03T14:22:00-05:00"), "2026-08-03");
        assert_eq!(put("soon"), "soon");
        assert_eq!(put("25/10/2018"), "25/10/2018");
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        stays_linear(Codec::Date, &["1", "2026-05-04", "1:", " ", "-", "Oct 14, "], Options::default());
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(text in "[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}[T ]?[0-9:.Z+-]{0,12}|[A-Z][a-z]{2,4} [0-9]{1,2},? [0-9]{2,4}|.{0,30}") {
            for order in [DateOrder::Unknown, DateOrder::MonthDay, DateOrder::DayMonth] {
                holds(Codec::Date, &text, ordered(order));
            }
        }
    }
}
