//! What will be done about an item.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &VAGUE];

const MISSING: Rule = Rule {
    code: "item-without-plan",
    level: Level::Error,
    checks: "Every item has a remediation plan.",
    why: "A POA&M is a plan; without one the item is a list entry.",
    fails: "Overall Remediation Plan:",
    passes: "Overall Remediation Plan: Close port 8080 on the edge firewall.",
    source: "FedRAMP POA&M Completion Guide, Overall Remediation Plan",
};
const VAGUE: Rule = Rule {
    code: "plan-vague",
    level: Level::Info,
    checks: "The plan of an open item says something that can be tested: it is not made of phrases of the mapping's list \
             alone, such as \"to be determined\".",
    why: "Whether \"will be reviewed\" has happened, nobody can say.",
    fails: "Overall Remediation Plan: To be determined.",
    passes: "Overall Remediation Plan: Close port 8080 on the edge firewall.",
    source: "NIST SP 800-53 CA-5, good practice",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let text = row.text(Col::Plan);
    if row.lacks(Col::Plan) {
        out.cell(&MISSING, row, Col::Plan, "the item has no remediation plan", "say what will be done");
    } else if row.is_open() && row.has(Col::Plan) && check.words().is_vague(text) {
        let message = format!("\"{text}\" is no plan that can be tested");
        out.cell(&VAGUE, row, Col::Plan, message, "say what will be changed, and where");
    }
}
