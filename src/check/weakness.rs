//! What the weakness is, and who found it.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&BLANK, &SOURCE];

const BLANK: Rule = Rule {
    code: "weakness-blank",
    level: Level::Error,
    checks: "Every item has a weakness name, a description and a detector source.",
    why: "Without them nobody can tell what is to be remedied, or repeat how it was found.",
    fails: "Weakness Description:",
    passes: "Weakness Description: The port is open to the Internet.",
    source: "FedRAMP POA&M Completion Guide, Weakness Name, Description and Detector Source",
};
const SOURCE: Rule = Rule {
    code: "source-identifier-blank",
    level: Level::Warning,
    checks: "The weakness source identifier is filled, if only by a word such as None (up to template v2.1; the later \
             guidance leaves it blank where there is no id).",
    why: "By the scanner's id the item is matched with the next scan.",
    fails: "Weakness Source Identifier:",
    passes: "Weakness Source Identifier: 19506",
    source: "FedRAMP POA&M Completion Guide, Weakness Source Identifier",
};

pub(super) fn item(_: &Check, row: &Row, out: &mut Findings) {
    for col in [Col::Name, Col::Description, Col::Detector] {
        if row.lacks(col) {
            out.cell(&BLANK, row, col, format!("{} is blank", row.header(col)), "fill it in");
        }
    }
    if row.lacks_wanted(Col::SourceId) {
        let message = format!("{} is blank", row.header(Col::SourceId));
        out.cell(&SOURCE, row, Col::SourceId, message, "write the detector's id, or None");
    }
}
