//! CVE numbers.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&UNREADABLE];

const UNREADABLE: Rule = Rule {
    code: "cve-unreadable",
    level: Level::Warning,
    checks: "The column CVE holds CVE numbers and nothing else.",
    why: "By the number an item is held against CISA's catalogue.",
    fails: "CVE: CVE-2026-1000, RHSA-2026:12",
    passes: "CVE: CVE-2026-1000",
    source: "FedRAMP notice on BOD 22-01, 2022",
};

pub(super) fn item(_: &Check, row: &Row, out: &mut Findings) {
    if row.has(Col::Cve)
        && let Some(fault) = row.reading(Col::Cve).faults.first()
    {
        let help = "write CVE numbers such as CVE-2026-1000 alone; put other ids into Weakness Source Identifier";
        out.cell(&UNREADABLE, row, Col::Cve, fault.message.clone(), help);
    }
}
