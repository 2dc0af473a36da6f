//! The controls of an item.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &STRANGE];

const MISSING: Rule = Rule {
    code: "item-without-control",
    level: Level::Error,
    checks: "Every item names at least one control of NIST SP 800-53.",
    why: "A weakness is a weakness of a control; the assessor looks for it there.",
    fails: "Controls: none known",
    passes: "Controls: AC-2, SC-7(5)",
    source: "FedRAMP POA&M Completion Guide, Controls",
};
const STRANGE: Rule = Rule {
    code: "control-unreadable",
    level: Level::Warning,
    checks: "The column Controls holds controls and nothing else.",
    why: "What is no control is not found by whoever sorts by control.",
    fails: "Controls: AC-2, see ticket 12",
    passes: "Controls: AC-2",
    source: "FedRAMP POA&M Completion Guide, Controls",
};

pub(super) fn item(_: &Check, row: &Row, out: &mut Findings) {
    if !row.has(Col::Controls) {
        return;
    }
    let reading = row.reading(Col::Controls);
    if reading.records.is_empty() {
        let message = match row.text(Col::Controls) {
            "" => "the item names no control".to_owned(),
            text => format!("\"{text}\" names no control"),
        };
        out.cell(&MISSING, row, Col::Controls, message, "write control ids such as AC-2 or SC-7(5)");
    } else if let Some(fault) = reading.faults.first() {
        out.cell(&STRANGE, row, Col::Controls, fault.message.clone(), "write control ids alone, a comma between");
    }
}
