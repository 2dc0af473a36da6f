//! The sheet of all items.

use super::{Looks, float, shown, write_day};
use crate::report::Report;
use crate::report::item::Item;
use crate::report::standing::Standing;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Title and width of each column.
const COLUMNS: [(&str, f64); 22] = [
    ("POAM ID", 14.0),
    ("Weakness", 50.0),
    ("Sheet", 22.0),
    ("State", 11.0),
    ("Days late", 10.0),
    ("Days left", 10.0),
    ("Rating", 11.0),
    ("Original rating", 11.0),
    ("Detected", 12.0),
    ("Due", 12.0),
    ("Scheduled", 12.0),
    ("Status date", 12.0),
    ("Age in days", 10.0),
    ("Controls", 18.0),
    ("Detectors", 18.0),
    ("Assets", 30.0),
    ("Services", 20.0),
    ("Contact", 24.0),
    ("CVE", 18.0),
    ("Vendor's product", 20.0),
    ("Last check-in", 12.0),
    ("CISA's due date", 12.0),
];

/// Fills the sheet.
pub(super) fn sheet(report: &Report, sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("Items")?;
    for (at, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, at, title, &looks.head)?;
        sheet.set_column_width(at, width)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    for (row, item) in (1..).zip(&report.items) {
        put(item, row, sheet, looks)?;
    }
    let last = u32::try_from(report.items.len()).unwrap_or(u32::MAX);
    let width = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    if last > 0 {
        sheet.autofilter(0, 0, last, width)?;
    }
    Ok(())
}

fn put(item: &Item, row: u32, sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    let (late, left) = match item.standing {
        Standing::Late(days) => (Some(days), None),
        Standing::Due(days) => (None, Some(days)),
        _ => (None, None),
    };
    let product = item.product.join(", ");
    let lists = [&item.controls, &item.detectors, &item.assets, &item.services, &item.contact, &item.cves];
    let lists = lists.map(|list| list.join(", "));
    let texts = [
        (0, item.id.as_str()),
        (1, &item.name),
        (2, &item.sheet),
        (3, item.standing.name()),
        (6, item.rating.unwrap_or("Unrated")),
        (7, item.original.unwrap_or_default()),
        (19, &product),
    ];
    let lists = (13..).zip(lists.iter().map(String::as_str));
    for (at, text) in texts.into_iter().chain(lists).filter(|(_, text)| !text.is_empty()) {
        sheet.write_string_with_format(row, at, shown(text), &looks.text)?;
    }
    for (at, number) in [(4, late), (5, left), (12, item.age)] {
        if let Some(number) = number {
            sheet.write_number_with_format(row, at, float(number.into()), &looks.number)?;
        }
    }
    let days = [
        (8, item.detected),
        (9, item.due),
        (10, item.scheduled),
        (11, item.status),
        (20, item.checked_in),
        (21, item.kev_due),
    ];
    for (at, day) in days {
        if let Some(day) = day {
            write_day(day, (row, at), sheet, looks)?;
        }
    }
    Ok(())
}
