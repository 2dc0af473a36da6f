//! The calendar as spreadsheets count it, and the one form in which OSCAL takes a date with a time.

use jiff::civil::Date;

/// The seconds of a day.
const DAY: i64 = 86_400;

/// The civil date of a serial (days since the workbook's epoch), as `yyyy-mm-dd`, and where there is a time of day also
/// that, as `hh:mm:ss`, rounded to the second. None for what is no day: before the epoch, after 9999-12-31, and serial
/// 60 of the 1900 system, the 29 February 1900 that Excel counts and the calendar does not have.
pub fn civil_date(serial: f64, is_1904: bool) -> Option<(String, Option<String>)> {
    if !(0.0..2_958_467.0).contains(&serial) {
        return None;
    }
    // In range by the test above: at most 2.6e11 seconds.
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, time) = (seconds / DAY, seconds % DAY);
    let day = match (is_1904, days) {
        (true, _) => offset(1904, 1, 1, days)?,
        (false, 0 | 60) => return None,
        (false, 1..60) => offset(1899, 12, 31, days)?,
        (false, _) => offset(1899, 12, 30, days)?,
    };
    let time = (time != 0).then(|| format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60));
    Some((day.to_string(), time))
}

/// The serial of a day; none for days before the epoch (1900-01-01 or 1904-01-01).
pub(super) fn serial(day: Date, is_1904: bool) -> Option<f64> {
    let since = |year, month, first| Some(day.since(Date::new(year, month, first).ok()?).ok()?.get_days());
    let days = if is_1904 { since(1904, 1, 1)? } else { since(1899, 12, 30)? };
    let days = match (is_1904, days) {
        (true, _) => Some(days).filter(|days| *days >= 0),
        // Excel counts a 29 February 1900 that was not.
        (false, 2..61) => Some(days - 1),
        (false, _) => Some(days).filter(|days| *days >= 61),
    };
    days.map(f64::from)
}

/// So many days after a date; none after 9999-12-31.
fn offset(year: i16, month: i8, day: i8, days: i64) -> Option<Date> {
    Date::new(year, month, day).ok()?.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Whether OSCAL takes this as a date-time with time zone (type `dateTime-with-timezone` of NIST's metaschema): years
/// 1900 to 2999, capital `T`, a fraction without trailing zero, `Z` or an offset that is in use.
pub fn is_oscal_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some((time, rest)) = rest.split_at_checked(9) else { return false };
    is_day(date) && is_time(time) && is_zone(after_fraction(rest))
}

fn is_day(date: &str) -> bool {
    let bytes = date.as_bytes();
    let digits = bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    digits && (date.starts_with("19") || date.starts_with('2')) && date.parse::<Date>().is_ok()
}

/// `T13:30:59`.
fn is_time(time: &str) -> bool {
    let b = time.as_bytes();
    let pair = |i: usize, most: u8| {
        b[i].is_ascii_digit() && b[i + 1].is_ascii_digit() && (b[i] - b'0') * 10 + (b[i + 1] - b'0') <= most
    };
    b.len() == 9 && b[0] == b'T' && pair(1, 23) && b[3] == b':' && pair(4, 59) && b[6] == b':' && pair(7, 59)
}

/// What follows the fraction of a second, if there is a proper one; else the text itself, which then is no zone.
fn after_fraction(text: &str) -> &str {
    let Some(fraction) = text.strip_prefix('.') else { return text };
    let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    match fraction[..end].bytes().last() {
        None | Some(b'0') => text,
        Some(_) => &fraction[end..],
    }
}

fn is_zone(zone: &str) -> bool {
    let Some((sign, clock)) = zone.split_at_checked(1) else { return false };
    match (sign, clock) {
        ("Z", "")
        | ("-", "03:30" | "09:30")
        | ("+", "03:30" | "04:30" | "05:30" | "06:30" | "09:30" | "10:30" | "05:45" | "08:45" | "12:45") => true,
        ("+" | "-", clock) => {
            let most = if sign == "+" { 14 } else { 12 };
            let hour =
                clock.strip_suffix(":00").filter(|hour| hour.len() == 2 && hour.bytes().all(|b| b.is_ascii_digit()));
            hour.and_then(|hour| hour.parse::<u8>().ok()).is_some_and(|hour| hour <= most)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(serial: f64, is_1904: bool) -> Option<String> {
        civil_date(serial, is_1904).map(|(day, time)| time.map_or(day.clone(), |time| format!("{day} {time}")))
    }

    #[test]
    fn serials_are_days_of_the_calendar() {
        let cases: [(f64, Option<&str>); 14] = [
            (1.0, Some("1900-01-01")),
            (59.0, Some("1900-02-28")),
            (60.0, None),
            (61.0, Some("1900-03-01")),
            (45_000.0, Some("2023-03-15")),
            (45_000.75, Some("2023-03-15 18:00:00")),
            (45_000.999_999_9, Some("2023-03-16")),
            (2_958_465.0, Some("9999-12-31")),
            (2_958_466.0, None),
            (2_958_465.999_999_99, None),
            (0.0, None),
            (0.5, None),
            (-1.0, None),
            (f64::NAN, None),
        ];
        for (serial, expected) in cases {
            assert_eq!(day(serial, false).as_deref(), expected, "{serial}");
        }
    }

    #[test]
    fn the_1904_system_counts_from_its_own_day() {
        assert_eq!(day(0.0, true).as_deref(), Some("1904-01-01"));
        assert_eq!(day(60.0, true).as_deref(), Some("1904-03-01"));
        assert_eq!(day(43_538.0, true).as_deref(), Some("2023-03-15"));
        assert_eq!(day(2_957_003.0, true).as_deref(), Some("9999-12-31"));
        assert_eq!(day(2_957_004.0, true), None);
    }

    #[test]
    fn a_day_has_the_serial_that_reads_as_it() {
        for is_1904 in [false, true] {
            for text in ["1904-01-01", "1904-02-29", "2023-03-15", "2026-11-22", "9999-12-31"] {
                let serial = text.parse().ok().and_then(|day| serial(day, is_1904));
                assert_eq!(serial.and_then(|serial| day(serial, is_1904)).as_deref(), Some(text), "{is_1904}");
            }
        }
        for text in ["1900-01-01", "1900-02-28", "1900-03-01"] {
            let day_of = |serial| day(serial, false);
            let serial = text.parse().ok().and_then(|day| serial(day, false));
            assert_eq!(serial.and_then(day_of).as_deref(), Some(text));
        }
        assert_eq!(serial(Date::constant(1899, 12, 31), false), None);
        assert_eq!(serial(Date::constant(1903, 12, 31), true), None);
    }

    #[test]
    fn only_what_oscal_takes_is_a_date_time() {
        for good in [
            "2024-02-29T00:00:00Z",
            "1900-01-01T23:59:59.5-05:00",
            "2999-12-31T00:00:00+05:45",
            "2026-11-21T22:46:01.123+14:00",
        ] {
            assert!(is_oscal_date_time(good), "{good}");
        }
        for bad in [
            "",
            "2023-02-29T00:00:00Z",
            "3000-01-01T00:00:00Z",
            "1899-01-01T00:00:00Z",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00.50Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+15:00",
            "2024-01-01T00:00:00-05:15",
            "2024-01-01T00:00:00z",
            "２024-01-01T00:00:00Z",
        ] {
            assert!(!is_oscal_date_time(bad), "{bad}");
        }
    }
}
