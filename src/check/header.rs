//! The header block, the sheet's columns, and what the file is as a whole.

use super::Check;
use super::columns::{Col, Kind, header};
use super::facts::days;
use super::findings::Findings;
use crate::finding::{Level, Place};
use crate::mapping::codec::DateOrder;
use crate::mapping::judged::Judged;
use crate::register::Cell;
use crate::rule::Rule;
use std::collections::BTreeSet;

pub(super) const RULES: &[&Rule] = &[&INCOMPLETE, &LEVEL, &DATE, &OLD, &DIFFERS, &COLUMNS, &RENAMED, &MIXED];

const INCOMPLETE: Rule = Rule {
    code: "header-incomplete",
    level: Level::Error,
    checks: "The header block names the provider, the system, its impact level and the POAM Date.",
    why: "Whoever gets the file must see whose it is and of which day.",
    fails: "[header]\nSystem Name:",
    passes: "[header]\nSystem Name: Example Platform",
    source: "FedRAMP POA&M Completion Guide, header block",
};
const LEVEL: Rule = Rule {
    code: "impact-level-unknown",
    level: Level::Error,
    checks: "The impact level is LI-SaaS, Low, Moderate or High.",
    why: "The level says by which baseline the items are judged.",
    fails: "[header]\nImpact Level: Medium-ish",
    passes: "[header]\nImpact Level: Moderate",
    source: "FedRAMP POA&M template, list of the cell",
};
const DATE: Rule = Rule {
    code: "poam-date-unreadable",
    level: Level::Error,
    checks: "The POAM Date is a date.",
    why: "Every due date is judged by it.",
    fails: "[header]\nPOAM Date: end of October",
    passes: "[header]\nPOAM Date: 2026-10-30",
    source: "FedRAMP POA&M Completion Guide, header block",
};
const OLD: Rule = Rule {
    code: "old-poam-date",
    level: Level::Warning,
    checks: "The POAM Date is not more than 35 days behind today.",
    why: "The POA&M is submitted every month; an old date makes late items look timely.",
    fails: "[header]\nPOAM Date: 2026-09-01",
    passes: "[header]\nPOAM Date: 2026-10-30",
    source: "FedRAMP POA&M Completion Guide, monthly submission",
};
const DIFFERS: Rule = Rule {
    code: "header-differs",
    level: Level::Warning,
    checks: "All sheets have the same header block.",
    why: "Of two dates or names nobody can tell which one counts; the first sheet's is taken.",
    fails: "[header of Closed POA&M Items]\nPOAM Date: 2026-09-30",
    passes: "[header of Closed POA&M Items]\nSystem Name: Example Platform",
    source: "FedRAMP POA&M Completion Guide, header block",
};
const COLUMNS: Rule = Rule {
    code: "column-missing",
    level: Level::Error,
    checks: "The sheet of open items has every column that all templates of its generation have.",
    why: "FedRAMP asks that no column be renamed or taken away; more may follow behind the last.",
    fails: "[header]\nwithout: point-of-contact",
    passes: "[header]\nSystem Name: Example Platform",
    source: "FedRAMP POA&M Completion Guide, columns",
};
const RENAMED: Rule = Rule {
    code: "column-renamed",
    level: Level::Error,
    checks: "Columns have the headers of FedRAMP's templates.",
    why: "FedRAMP asks that no column be renamed; whoever puts many POA&Ms together finds it by its header.",
    fails: "[header]\nrenamed: Point of Contact = POC",
    passes: "[header]\nrenamed: Overall Remediation Plan = Remediation Plan",
    source: "FedRAMP POA&M Completion Guide, columns",
};
const MIXED: Rule = Rule {
    code: "systems-mixed",
    level: Level::Warning,
    checks: "Items do not say that they belong to different systems.",
    why: "A POA&M is that of one system; the items of another hide in it and are judged by the wrong baseline.",
    fails: "extra System: Example Platform\n[another]\nextra System: Example Archive",
    passes: "extra System: Example Platform\n[another]\nextra System: Example Platform",
    source: "NIST SP 800-53 CA-5, good practice",
};

/// How many days a POAM Date may lie back.
pub(super) const OLDEST: i32 = 35;

pub(super) fn whole(check: &Check, out: &mut Findings) {
    let (register, columns) = (check.side.register, check.side.columns);
    let file = || Place::file(&register.name);
    let text = |id: &str| {
        let cell = columns.header_at(id).and_then(|at| register.header.get(at)?.as_ref());
        cell.map(|cell| (cell.text.trim(), cell.place.clone())).filter(|(text, _)| !text.is_empty())
    };
    let missing: Vec<&str> = [header::CSP, header::SYSTEM, header::LEVEL, header::DATE]
        .into_iter()
        .filter(|id| text(id).is_none())
        .filter_map(|id| columns.header_at(id).map(|at| columns.mapping.headers[at].header.as_str()))
        .collect();
    if !missing.is_empty() {
        let message = format!("the header block does not say: {}", missing.join(", "));
        out.report(&INCOMPLETE, file(), message, "fill in the header block above the columns");
    }
    let levels = &check.words().impact_levels;
    if let Some((level, place)) = text(header::LEVEL).filter(|_| !levels.is_empty())
        && Judged::spelled(levels, level).is_none()
    {
        let message = format!("\"{level}\" is no impact level");
        out.report(&LEVEL, place, message, &format!("write {}", one_of(levels)));
    }
    if let Some((date, place)) = text(header::DATE) {
        let at = columns.header_at(header::DATE);
        let day: Option<jiff::civil::Date> =
            at.and_then(|at| register.header_value(columns.mapping, at)).and_then(|d| d.get(..10)?.parse().ok());
        match (day, check.against.now) {
            (None, _) => {
                let message = format!("the POAM Date \"{date}\" is not a date");
                out.report(&DATE, place, message, "write year-month-day");
            }
            (Some(day), Some(now)) if check.against.as_of.is_none() && days(day, now) > OLDEST => {
                let message = format!("the POAM Date {day} is {} days behind {now}", days(day, now));
                out.report(&OLD, place, message, "set the POAM Date, or give --as-of");
            }
            _ => {}
        }
    }
    differs(check, out);
    columns_missing(check, out, file());
    columns_renamed(check, out);
    mixed(check, out);
}

/// The renamed columns of each sheet, told once.
fn columns_renamed(check: &Check, out: &mut Findings) {
    let (register, columns) = (check.side.register, check.side.columns);
    // Only a template has headers that may not be changed.
    if columns.mapping.generations.is_empty() {
        return;
    }
    let is_odd = |(sheet, _, cell): &&(usize, usize, Cell)| {
        let known = check.words().template_headers.contains(&cell.text.to_lowercase());
        columns.kind(*sheet) != Kind::Documents && !known
    };
    let odd: Vec<_> = register.renamed.iter().filter(is_odd).collect();
    for of_sheet in odd.chunk_by(|a, b| a.0 == b.0) {
        let name = |(_, column, cell): &(usize, usize, Cell)| {
            let own = columns.mapping.columns.get(*column).map_or("", |column| column.header.as_str());
            format!("\"{}\" is {own}", cell.text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let names: Vec<String> = of_sheet.iter().map(|renamed| name(renamed)).collect();
        let what = if names.len() == 1 { "a column is renamed" } else { "columns are renamed" };
        let message = format!("{what}: {}", names.join(", "));
        out.report(&RENAMED, of_sheet[0].2.place.clone(), message, "give them the template's headers again");
    }
}

fn differs(check: &Check, out: &mut Findings) {
    let (register, mapping) = (check.side.register, check.side.columns.mapping);
    for (sheet, label, cell) in &register.sheet_header {
        let first = register.header.get(*label).and_then(Option::as_ref).map_or("", |cell| cell.text.trim());
        let (Some(column), Some(sheet)) = (mapping.headers.get(*label), mapping.sheets.get(*sheet)) else { continue };
        let text = cell.text.trim();
        // The same day in another spelling is no other day.
        let says = |text: &str| column.get(text, DateOrder::Unknown).records;
        if text != first && says(text) != says(first) {
            let message =
                format!("{} is \"{text}\" on {}, and \"{first}\" on the first sheet", column.header, sheet.name);
            out.report(&DIFFERS, cell.place.clone(), message, "make the header blocks say the same");
        }
    }
}

/// Words as a choice: `Low, Moderate or High`.
fn one_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

fn columns_missing(check: &Check, out: &mut Findings, file: Place) {
    let (register, columns) = (check.side.register, check.side.columns);
    // The columns that came after 2018 are not asked of an old workbook.
    let later = [Col::Kev, Col::KevDue, Col::Cve, Col::Service];
    let lacks: &[usize] = check.side.generation.map_or(&[], |g| &columns.mapping.generations[g].lacks);
    // Only a template can lack a column; other workbooks have the columns they have.
    if columns.mapping.generations.is_empty() {
        return;
    }
    let Some(sheet) = register.sheets.iter().copied().find(|s| columns.kind(*s) == Kind::Open) else { return };
    let missing: Vec<&str> = Col::ALL
        .iter()
        .filter(|col| !later.contains(col))
        .filter(|col| columns.at(**col).is_some_and(|at| !lacks.contains(&at) && !register.has_column(sheet, at)))
        .map(|col| columns.header(*col))
        .collect();
    if !missing.is_empty() {
        // The sheet's own name, where an item on it tells it.
        let own = check.rows.iter().find(|row| row.item.sheet == sheet).and_then(|row| row.item.place.sheet.clone());
        let place = file.in_sheet(own.as_deref().unwrap_or(&columns.mapping.sheets[sheet].name));
        let message = format!("columns are missing: {}", missing.join(", "));
        out.report(&COLUMNS, place, message, "put the template's columns back");
    }
}

fn mixed(check: &Check, out: &mut Findings) {
    let mut systems = BTreeSet::new();
    for row in check.rows {
        for (header, text) in &row.item.extras {
            if !check.words().system_headers.contains(&header.trim().to_lowercase()) {
                continue;
            }
            let is_new = systems.insert(text.trim().to_lowercase());
            if is_new && systems.len() == 2 {
                let message = format!("this item is of the system \"{}\", items above are of another", text.trim());
                out.report(&MIXED, row.item.place.clone(), message, "keep one POA&M for each system");
            }
        }
    }
}
