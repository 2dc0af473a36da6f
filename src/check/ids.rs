//! What names an item.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &TWICE, &FORM, &EXAMPLE];

const MISSING: Rule = Rule {
    code: "item-without-id",
    level: Level::Error,
    checks: "Every item has a POAM ID.",
    why: "The id is the one thing by which an item is followed from month to month.",
    fails: "POAM ID:",
    passes: "POAM ID: V-12",
    source: "FedRAMP POA&M Completion Guide, POAM ID",
};
const TWICE: Rule = Rule {
    code: "id-of-two-items",
    level: Level::Error,
    checks: "No two items have the same POAM ID, on whichever sheets they are.",
    why: "Of two items with one id nobody can say which was closed.",
    fails: "POAM ID: V-12\n[another]\nPOAM ID: V-12",
    passes: "POAM ID: V-12\n[another]\nPOAM ID: V-13",
    source: "FedRAMP POA&M Completion Guide, POAM ID",
};
const FORM: Rule = Rule {
    code: "id-not-as-recommended",
    level: Level::Info,
    checks: "A POAM ID is V- and a number.",
    why: "That is the form FedRAMP recommends; others are allowed.",
    fails: "POAM ID: OLD/12",
    passes: "POAM ID: V-12",
    source: "FedRAMP POA&M Completion Guide, POAM ID",
};
const EXAMPLE: Rule = Rule {
    code: "id-of-the-example",
    level: Level::Info,
    checks: "No item has the id of the template's example row.",
    why: "The row is likely the template's own, or an item that was typed over it.",
    fails: "POAM ID: V-1Example",
    passes: "POAM ID: V-1",
    source: "FedRAMP POA&M template, example row",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let id = row.item.id.as_str();
    let may_lack = !check.side.columns.mapping.identity.without_id.is_empty();
    if row.lacks(Col::Id) && !may_lack {
        out.cell(&MISSING, row, Col::Id, "the item has no POAM ID", "give it an id that no item ever had");
    } else if id.eq_ignore_ascii_case("V-1Example") {
        out.cell(&EXAMPLE, row, Col::Id, "this is the id of the template's example row", "delete the example row");
    } else if !may_lack && row.has(Col::Id) && row.is_open() && !is_recommended(id) {
        let message = format!("\"{id}\" is not V- and a number");
        out.cell(&FORM, row, Col::Id, message, "keep the id of an item that was submitted; number new ones V-1, V-2");
    }
}

fn is_recommended(id: &str) -> bool {
    id.strip_prefix("V-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn whole(check: &Check, out: &mut Findings) {
    for (at, row) in check.rows.iter().enumerate().filter(|(_, row)| !row.item.id.is_empty()) {
        if let Some(first) = check.by_id.get(row.item.id.as_str()).filter(|first| **first != at) {
            let sheet = &check.side.columns.mapping.sheets[check.rows[*first].item.sheet].name;
            let message = format!("{} names an earlier item as well, on {sheet}", row.item.id);
            out.cell(&TWICE, row, Col::Id, message, "give one of them an id of its own");
        }
    }
}
