//! What an item says, read once: dates, ratings, deviations, and what follows from them.

use jiff::civil::Date;
use jiff::{Span, Unit};

/// A risk rating, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rating {
    Low,
    Moderate,
    High,
}

impl Rating {
    /// The rating that the mapping's value stands for.
    pub(crate) fn of(value: &str) -> Option<Rating> {
        [Rating::Low, Rating::Moderate, Rating::High].into_iter().find(|r| r.name().eq_ignore_ascii_case(value))
    }

    /// As the sheet spells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Rating::Low => "Low",
            Rating::Moderate => "Moderate",
            Rating::High => "High",
        }
    }

    /// So many days after its detection a weakness of this rating has to be gone.
    pub(crate) fn days(self) -> i32 {
        match self {
            Rating::High => 30,
            Rating::Moderate => 90,
            Rating::Low => 180,
        }
    }
}

/// Where a request for a deviation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Request {
    /// There is none.
    #[default]
    No,
    /// It is asked for.
    Pending,
    /// It is granted.
    Approved,
}

/// A milestone, or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Milestone {
    pub(crate) number: Option<String>,
    /// `new`, `update` or `complete`; a milestone itself has none.
    pub(crate) action: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) text: String,
}

/// What an item says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) detected: Option<Date>,
    pub(crate) scheduled: Option<Date>,
    pub(crate) status: Option<Date>,
    pub(crate) checked_in: Option<Date>,
    pub(crate) kev_due: Option<Date>,
    pub(crate) original: Option<Rating>,
    pub(crate) adjusted: Option<Rating>,
    pub(crate) adjustment: Request,
    pub(crate) false_positive: Request,
    pub(crate) requirement: Request,
    pub(crate) vendor: bool,
    pub(crate) kev: Option<bool>,
    pub(crate) cves: Vec<String>,
    pub(crate) milestones: Vec<Milestone>,
    pub(crate) changes: Vec<Milestone>,
    /// When the vendor released what was waited for, as the comments tell.
    pub(crate) released: Option<Date>,
}

impl Facts {
    /// The rating that counts: the adjusted one where the adjustment is approved.
    pub(crate) fn rating(&self) -> Option<Rating> {
        match self.adjustment {
            Request::Approved => self.adjusted.or(self.original),
            _ => self.original,
        }
    }

    /// By when the rating wants it done: counted from its detection, or from the vendor's release that it waited for.
    pub(crate) fn due_by_rating(&self) -> Option<Date> {
        let detected = self.detected?;
        let released = self.released.filter(|day| self.vendor && *day > detected);
        after(released.unwrap_or(detected), self.rating()?.days())
    }

    /// By when it has to be done: by its rating, or by CISA's date where that is earlier.
    pub(crate) fn due(&self) -> Option<Date> {
        let by_kev = self.kev_due.filter(|_| self.kev == Some(true));
        match (self.due_by_rating(), by_kev) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Whether the vendor has to act first, and was asked within the last thirty days.
    pub(crate) fn waits_for_vendor(&self, on: Date) -> bool {
        self.vendor && self.released.is_none() && self.checked_in.is_some_and(|day| days(day, on) <= CHECK_IN)
    }

    /// Whether a deviation that stops the clock is approved.
    pub(crate) fn is_excused(&self) -> bool {
        self.false_positive == Request::Approved || self.requirement == Request::Approved
    }

    /// The requests for deviations.
    pub(crate) fn requests(&self) -> [Request; 3] {
        [self.adjustment, self.false_positive, self.requirement]
    }

    /// Whether it is late on a day, had it not been closed, and by how many days.
    pub(crate) fn days_late(&self, on: Date) -> Option<i32> {
        let late = days(self.due()?, on);
        (late > 0 && !self.is_excused() && !self.waits_for_vendor(on)).then_some(late)
    }
}

/// A vendor has to be asked every so many days.
pub(crate) const CHECK_IN: i32 = 30;

/// How many days a day is behind another; negative where it is before it.
pub(crate) fn days(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days())
}

/// So many days after a day; none after the year 9999.
pub(crate) fn after(day: Date, days: i32) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    fn high() -> Facts {
        Facts { detected: day("2026-10-01"), original: Some(Rating::High), ..Facts::default() }
    }

    #[test]
    fn due_is_thirty_ninety_or_a_hundred_and_eighty_days_after_detection() {
        for (rating, due) in
            [(Rating::High, "2026-10-31"), (Rating::Moderate, "2026-12-30"), (Rating::Low, "2027-03-30")]
        {
            assert_eq!(Facts { original: Some(rating), ..high() }.due(), day(due), "{rating:?}");
        }
        assert_eq!(Facts { detected: day("9999-12-31"), ..high() }.due(), None);
    }

    #[test]
    fn only_an_approved_adjustment_moves_the_date() {
        let adjusted = Facts { adjusted: Some(Rating::Low), ..high() };
        for (adjustment, due) in
            [(Request::No, "2026-10-31"), (Request::Pending, "2026-10-31"), (Request::Approved, "2027-03-30")]
        {
            assert_eq!(Facts { adjustment, ..adjusted.clone() }.due(), day(due), "{adjustment:?}");
        }
        let nothing = Facts { adjustment: Request::Approved, ..high() };
        assert_eq!(nothing.due(), day("2026-10-31"));
    }

    #[test]
    fn the_earlier_of_two_due_dates_counts() {
        let kev = Facts { kev: Some(true), kev_due: day("2026-10-20"), ..high() };
        assert_eq!(kev.due(), day("2026-10-20"));
        assert_eq!(Facts { kev: Some(false), ..kev.clone() }.due(), day("2026-10-31"));
        assert_eq!(Facts { kev_due: day("2026-12-01"), ..kev }.due(), day("2026-10-31"));
    }

    #[test]
    fn late_begins_the_day_after_and_deviations_stop_the_clock() {
        let on = |text: &str| day(text).unwrap_or_default();
        assert_eq!(high().days_late(on("2026-10-31")), None);
        assert_eq!(high().days_late(on("2026-11-03")), Some(3));
        for request in [Request::Pending, Request::Approved] {
            let excused = request == Request::Approved;
            for facts in [Facts { false_positive: request, ..high() }, Facts { requirement: request, ..high() }] {
                assert_eq!(facts.days_late(on("2026-11-03")).is_none(), excused, "{facts:?}");
            }
        }
    }

    #[test]
    fn a_vendor_stops_the_clock_for_thirty_days_after_each_check_in() {
        let on = |text: &str| day(text).unwrap_or_default();
        let waiting = Facts { vendor: true, checked_in: day("2026-11-10"), ..high() };
        assert_eq!(waiting.days_late(on("2026-12-10")), None);
        assert_eq!(waiting.days_late(on("2026-12-11")), Some(41));
        assert_eq!(Facts { checked_in: None, ..waiting.clone() }.days_late(on("2026-11-11")), Some(11));
        let released = Facts { released: day("2026-11-05"), ..waiting };
        assert_eq!(released.due(), day("2026-12-05"));
        assert_eq!((released.days_late(on("2026-12-05")), released.days_late(on("2026-12-07"))), (None, Some(2)));
        assert_eq!(Facts { vendor: false, ..released }.due(), day("2026-10-31"));
    }
}
