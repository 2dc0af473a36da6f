//! Items that wait for a vendor.

use super::Check;
use super::columns::Col;
use super::facts::{CHECK_IN, Rating, days};
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::mapping::codec::{Codec, DateOrder, Options};
use crate::mapping::judged::Judged;
use crate::rule::Rule;
use jiff::civil::Date;

pub(super) const RULES: &[&Rule] =
    &[&UNKNOWN, &NO_CHECK_IN, &FUTURE, &NOT_ASKED, &NO_PRODUCT, &LEFT_OVER, &NO_RELEASE, &HIGH];

const UNKNOWN: Rule = Rule {
    code: "vendor-dependency-unknown",
    level: Level::Error,
    checks: "Vendor Dependency is Yes or No.",
    why: "Whether the clock stops depends on it.",
    fails: "Vendor Dependency: Perhaps",
    passes: "Vendor Dependency: No",
    source: "FedRAMP POA&M template, list of the cell",
};
const NO_CHECK_IN: Rule = Rule {
    code: "vendor-without-check-in",
    level: Level::Error,
    checks: "An open item with a vendor dependency has a date of the last check-in.",
    why: "Only a vendor that is asked every month stops the clock.",
    fails: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB",
    passes: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20",
    source: "FedRAMP POA&M Completion Guide, Last Vendor Check-in Date",
};
const FUTURE: Rule = Rule {
    code: "check-in-in-the-future",
    level: Level::Error,
    checks: "The last check-in with the vendor is not after the day of the POA&M.",
    why: "The date is mistyped, or the vendor has yet to be asked.",
    fails: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-11-20",
    passes: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20",
    source: "FedRAMP POA&M Completion Guide, Last Vendor Check-in Date",
};
const NOT_ASKED: Rule = Rule {
    code: "vendor-not-asked",
    level: Level::Error,
    checks: "The vendor was asked within the last 30 days.",
    why: "FedRAMP asks for a check-in every month; behind it the clock runs again.",
    fails: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-09-20\n\
            Original Detection Date: 2026-09-15",
    passes: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20",
    source: "FedRAMP POA&M Completion Guide, Last Vendor Check-in Date; playbook, vendor dependencies",
};
const NO_PRODUCT: Rule = Rule {
    code: "vendor-without-product",
    level: Level::Error,
    checks: "An open item with a vendor dependency names the vendor's product.",
    why: "Without it nobody can look for the fix.",
    fails: "Vendor Dependency: Yes\nLast Vendor Check-in Date: 2026-10-20",
    passes: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20",
    source: "FedRAMP POA&M Completion Guide, Vendor Dependent Product Name",
};
const LEFT_OVER: Rule = Rule {
    code: "vendor-details-left-over",
    level: Level::Info,
    checks: "An open item without a vendor dependency has neither a check-in nor a product.",
    why: "Either the details are left over, or Vendor Dependency should be Yes.",
    fails: "Vendor Dependency: No\nVendor Dependent Product Name: Example DB",
    passes: "Vendor Dependency: No",
    source: "FedRAMP POA&M Completion Guide, Vendor Dependency",
};
const NO_RELEASE: Rule = Rule {
    code: "release-without-date",
    level: Level::Warning,
    checks: "Where the comments of an item with a vendor dependency tell of a release, they tell its date.",
    why: "From the release the days are counted anew.",
    fails: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20\n\
            Comments: The vendor has released a fix.",
    passes: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20\n\
             Comments: The vendor has released a fix on 2026-10-15.",
    source: "FedRAMP POA&M Completion Guide, Comments",
};
const HIGH: Rule = Rule {
    code: "high-waits-for-vendor",
    level: Level::Warning,
    checks: "A vendor dependency that is High is mitigated to Moderate within 30 days of its detection.",
    why: "FedRAMP lets no High risk wait for a vendor.",
    fails: "Original Risk Rating: High\nOriginal Detection Date: 2026-09-01\nScheduled Completion Date: 2026-10-01\n\
            Planned Milestones: (1) 2026-09-30: Patch\n\
            Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20",
    passes: "Vendor Dependency: Yes\nVendor Dependent Product Name: Example DB\nLast Vendor Check-in Date: 2026-10-20",
    source: "FedRAMP playbook for continuous monitoring, vendor dependencies",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let facts = &row.facts;
    if row.is_unreadable(Col::Vendor) {
        let message = format!("\"{}\" is neither Yes nor No", row.text(Col::Vendor));
        out.cell(&UNKNOWN, row, Col::Vendor, message, "write Yes or No");
        return;
    }
    if row.is_open() && row.lacks(Col::Vendor) {
        let message = format!("{} is blank", row.header(Col::Vendor));
        out.cell(&UNKNOWN, row, Col::Vendor, message, "write Yes or No");
    }
    if !row.is_open() || !row.has(Col::Vendor) {
        return;
    }
    if !facts.vendor {
        let product = !row.values(Col::Product).is_empty();
        if facts.checked_in.is_some() || product {
            let col = if product { Col::Product } else { Col::CheckIn };
            let message = format!("{} is filled, and the item has no vendor dependency", row.header(col));
            out.cell(
                &LEFT_OVER,
                row,
                col,
                message,
                "set Vendor Dependency to Yes, or leave the vendor's columns blank",
            );
        }
        return;
    }
    if row.has(Col::Product) && row.values(Col::Product).is_empty() {
        let message = "the item waits for a vendor, and names no product";
        out.cell(&NO_PRODUCT, row, Col::Product, message, "name the product");
    }
    match facts.checked_in {
        None if row.has(Col::CheckIn) && !row.is_unreadable(Col::CheckIn) => {
            let message = "the item waits for a vendor, and does not say when the vendor was asked";
            out.cell(&NO_CHECK_IN, row, Col::CheckIn, message, "write the day of the last check-in");
        }
        Some(day) if day > check.as_of => {
            let message = format!("the last check-in {day} is after {}", check.as_of);
            out.cell(&FUTURE, row, Col::CheckIn, message, "correct the date, or the POAM Date");
        }
        Some(day) if days(day, check.as_of) > CHECK_IN && facts.released.is_none() => {
            let message = format!("the vendor was last asked on {day}, {} days ago", days(day, check.as_of));
            out.cell(&NOT_ASKED, row, Col::CheckIn, message, "ask the vendor every month");
        }
        _ => {}
    }
    if facts.released.is_none() && releases(row).next().is_some() {
        let message = "the comments tell of a release without its date";
        out.cell(&NO_RELEASE, row, Col::Comments, message, "write the day of the release");
    }
    if let (Some(Rating::High), Some(detected)) = (facts.rating(), facts.detected)
        && days(detected, check.as_of) > Rating::High.days()
        && facts.released.is_none()
        && !facts.is_excused()
    {
        let message = format!("a High risk has waited for a vendor for {} days", days(detected, check.as_of));
        let help = "mitigate it, and ask for a risk adjustment to Moderate";
        out.cell(&HIGH, row, Col::Vendor, message, help);
    }
}

/// The sentences of the comments that tell of a release that has been.
fn releases<'a>(row: &Row<'a>) -> impl Iterator<Item = &'a str> {
    let words = &row.side.columns.mapping.judged;
    let sentences = row.text(Col::Comments).lines().flat_map(|line| line.split_inclusive(". "));
    sentences.filter(|text| Judged::says(&words.released, text) && !Judged::says(&words.not_released, text))
}

/// When the vendor released what an item waits for: the latest day that the comments tell with a release.
pub(super) fn released(row: &Row) -> Option<Date> {
    row.value(Col::Vendor)?; // without a vendor nothing is waited for
    let options = Options { date_order: DateOrder::MonthDay, ..Options::default() };
    let day = |word: &str| -> Option<Date> {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let records = Codec::Date.get(word, options).records;
        records.first()?.get("value")?.get(..10)?.parse().ok()
    };
    releases(row).flat_map(str::split_whitespace).filter_map(day).max()
}
