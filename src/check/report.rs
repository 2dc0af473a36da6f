//! A register checked, and what is to be said of it.

use super::columns::{Columns, header};
use super::findings::Findings;
use super::row::Side;
use super::{Against, Check, FAMILIES, rows};
use crate::finding::{Failure, Finding, Level, Place};
use crate::mapping::definition::Mapping;
use crate::register::Register;
use jiff::civil::Date;
use std::collections::HashSet;

/// What is to be said of a POA&M.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was found: first in the file as a whole, then item by item.
    pub findings: Vec<Finding>,
    /// How many items there are.
    pub items: usize,
    /// The day it was judged by.
    pub as_of: Date,
}

impl Report {
    /// The result in a line: `34 items, 3 errors, 5 warnings as of 2026-10-30`.
    pub fn line(&self) -> String {
        let some = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        let count = |level| Finding::count(&self.findings, level);
        let mut parts = vec![some(self.items, "item")];
        for (level, what) in [(Level::Error, "error"), (Level::Warning, "warning")] {
            if count(level) > 0 {
                parts.push(some(count(level), what));
            }
        }
        if parts.len() == 1 {
            parts.push("nothing amiss".to_owned());
        }
        format!("{} as of {}", parts.join(", "), self.as_of)
    }
}

/// Checks a register by every rule. All registers must be read by the same mapping.
///
/// # Errors
/// [`Failure::Usage`] where there is neither a POAM Date that can be read nor a day to judge by.
pub fn check(register: &Register, mapping: &Mapping, against: Against<'_>) -> Result<Report, Failure> {
    let columns = Columns::of(mapping);
    let side = Side::of(register, &columns);
    let as_of = against.as_of.or_else(|| poam_date(register, &columns)).ok_or_else(|| {
        let message = "there is no POAM Date that can be read, so nothing tells what is late";
        let finding = Finding::error("no-day", message).at(Place::file(&register.name));
        Failure::Usage(vec![finding.help("fill in the POAM Date, or give --as-of")])
    })?;
    let items = rows(&side);
    let side_before = against.previous.map(|previous| Side::of(previous, &columns));
    let before = side_before.as_ref().map(rows);
    let check = Check::new(&side, &items, before.as_deref(), as_of, against);
    let mut found = Findings::default();
    for family in FAMILIES {
        (family.whole)(&check, &mut found);
    }
    for row in check.rows {
        for family in FAMILIES {
            (family.item)(&check, row, &mut found);
        }
    }
    Ok(Report { findings: found.into_all(), items: register.items.len(), as_of })
}

/// What the reading of a file came upon that a rule tells as well.
const TOLD_BY_RULES: [&str; 2] = ["duplicate-id", "missing-id"];

/// Checks a register, and tells first what its reading came upon.
///
/// # Errors
/// As [`check`].
pub fn check_read(
    register: &Register,
    mut findings: Vec<Finding>,
    mapping: &Mapping,
    against: Against<'_>,
) -> Result<Report, Failure> {
    let mut report = check(register, mapping, against)?;
    findings.retain(|f| !TOLD_BY_RULES.contains(&f.code));
    // A formula without a value is no cell that somebody left blank, and an error of Excel's is no name or date.
    let broken = |f: &&Finding| ["not-computed", "error-cell"].contains(&f.code);
    let cell = |f: &Finding| (f.at.sheet.clone(), f.at.row, f.at.column);
    let broken: HashSet<_> = findings.iter().filter(broken).map(cell).collect();
    report.findings.retain(|f| f.at.column.is_none() || !broken.contains(&cell(f)));
    findings.append(&mut report.findings);
    report.findings = findings;
    Ok(report)
}

/// The POAM Date; none where it cannot be read.
pub(super) fn poam_date(register: &Register, columns: &Columns<'_>) -> Option<Date> {
    let value = register.header_value(columns.mapping, columns.header_at(header::DATE)?)?;
    value.get(..10)?.parse().ok()
}
