//! Whether the POA&M comes in time, a month after the last one.

use super::Check;
use super::columns::header;
use super::facts::days;
use super::findings::Findings;
use super::header::OLDEST;
use super::report::poam_date;
use crate::finding::{Level, Place};
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&LATE, &SWAPPED];

const LATE: Rule = Rule {
    code: "submission-late",
    level: Level::Warning,
    checks: "The POAM Date is not more than 35 days after last month's (`--previous`).",
    why: "The POA&M is due every month; a late deliverable makes FedRAMP ask for a detailed finding review.",
    fails: "Status Date: 2026-10-20\n[before]\nStatus Date: 2026-08-20\n[header before]\nPOAM Date: 2026-08-31",
    passes: "[before]\nPOAM ID: V-1\n[header before]\nPOAM Date: 2026-09-30",
    source: "FedRAMP playbook for continuous monitoring, performance management",
};
const SWAPPED: Rule = Rule {
    code: "previous-not-older",
    level: Level::Warning,
    checks: "Last month's POA&M (`--previous`) has an earlier POAM Date.",
    why: "The files are swapped, or the date was not set; what changed is judged the wrong way round.",
    fails: "[before]\nPOAM ID: V-1\n[header before]\nPOAM Date: 2026-11-30",
    passes: "[before]\nPOAM ID: V-1\n[header before]\nPOAM Date: 2026-09-30",
    source: "this project",
};

pub(super) fn whole(check: &Check, out: &mut Findings) {
    let (register, columns) = (check.side.register, check.side.columns);
    let Some(previous) = check.against.previous else { return };
    let (Some(then), Some(now)) = (poam_date(previous, columns), poam_date(register, columns)) else { return };
    let cell = columns.header_at(header::DATE).and_then(|at| register.header.get(at)?.as_ref());
    let place = cell.map_or_else(|| Place::file(&register.name), |cell| cell.place.clone());
    if days(then, now) > OLDEST {
        let message = format!("the POAM Date {now} is {} days after last month's {then}", days(then, now));
        out.report(&LATE, place, message, "submit every month, and tell the agency why this one is late");
    } else if now < then {
        let message = format!("the POAM Date {now} is before that of {}, {then}", previous.name);
        out.report(&SWAPPED, place, message, "set the POAM Date, or give the older file with --previous");
    }
}
