//! Text in italics, by which FedRAMP's guide marks what is sensitive.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use crate::finding::Level;
use crate::mapping::judged::Judged;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&ITALICS];

const ITALICS: Rule = Rule {
    code: "italics-lost",
    level: Level::Info,
    checks: "A weakness description or plan with text in italics says in words as well what is sensitive.",
    why: "Italics mark sensitive text; OSCAL holds plain text, and whoever reads the document does not see them.",
    fails: "italic Weakness Description: The account is svc-admin.",
    passes: "italic Weakness Description: (Sensitive: account name) The account is svc-admin.",
    source: "FedRAMP POA&M Completion Guide, Weakness Description",
};

pub(super) fn whole(check: &Check, out: &mut Findings) {
    for (item, column) in &check.side.register.italics {
        let Some(row) = check.rows.get(*item) else { continue };
        let col = [Col::Description, Col::Plan].into_iter().find(|col| check.side.columns.at(*col) == Some(*column));
        let Some(col) = col.filter(|col| !Judged::says(&check.words().sensitive, row.text(*col))) else { continue };
        let message = format!("{} has text in italics, which OSCAL does not keep", row.header(col));
        out.cell(&ITALICS, row, col, message, "say in the cell what is sensitive, or take the italics away");
    }
}
