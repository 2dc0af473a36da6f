//! What is doubtful in the months that a report is made of.

use super::Report;
use crate::finding::{Finding, Place};

/// Months without a day, and months that are not in order: they are reported all the same.
pub fn doubts(report: &Report) -> Vec<Finding> {
    let mut doubts = Vec::new();
    for pair in report.months.windows(2) {
        let [month, next] = pair else { continue };
        let place = Place::file(&month.file);
        let Some(date) = month.date else {
            let message = "there is no POAM Date that can be read, so nothing tells what was late in this month";
            doubts.push(Finding::warning("month-without-date", message).at(place).help("fill in the POAM Date"));
            continue;
        };
        if let Some(later) = next.date.filter(|next| date >= *next) {
            let message = format!("this month is of {date}, and the one after it, {}, of {later}", next.file);
            let help = "give older POA&Ms with --previous, each once";
            doubts.push(Finding::warning("months-out-of-order", message).at(place).help(help));
        }
    }
    doubts
}
