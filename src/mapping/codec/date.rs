//! Dates: a cell's text to `yyyy-mm-dd`. What is not a date is refused, never guessed at.

use super::day::{Numbers, parse};
use super::{DateOrder, Fault, Reading, Record, values};

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
        // Whether the calendar has such a day or not.
        Some(numbers) if numbers.is_iso(value) => value.to_owned(),
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
    use super::super::settles_order;
    use super::super::{Codec, DateOrder, Options, Record};

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
