//! What names an item.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::mapping::judged::IdForm;
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
    checks: "A POAM ID is V- and a number (up to template v2.1; the later guidance leaves the form free). Where no open \
             item has that form, it is told once.",
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
    let may_lack = !check.side.columns.mapping.identity.without_id.is_empty();
    if row.lacks(Col::Id) && !may_lack {
        out.cell(&MISSING, row, Col::Id, "the item has no POAM ID", "give it an id that no item ever had");
    } else if is_of_the_example(check, &row.item.id) {
        out.cell(&EXAMPLE, row, Col::Id, "this is the id of the template's example row", "delete the example row");
    }
}

/// Whether the mapping has the id in an example row of a template.
fn is_of_the_example(check: &Check, id: &str) -> bool {
    let mapping = check.side.columns.mapping;
    let examples = mapping.layout.help.iter().filter(|help| help.example);
    let ids = examples.flat_map(|help| &help.cells).filter(|(column, _)| *column == mapping.identity.id);
    ids.map(|(_, text)| text.trim_end_matches('*')).any(|example| example.eq_ignore_ascii_case(id))
}

/// Ids that are not of the recommended form. A provider that numbers in its own way everywhere hears of it once.
fn forms(check: &Check, out: &mut Findings) {
    let Some(form) = check.words().id_form.of(check.side.generation) else { return };
    let ids = || {
        let open = check.rows.iter().filter(|row| row.is_open() && row.has(Col::Id));
        open.filter(|row| !row.item.id.is_empty() && !is_of_the_example(check, &row.item.id))
    };
    let odd: Vec<&Row> = ids().filter(|row| !IdForm::fits(form, &row.item.id)).collect();
    let form = form.replace('#', " and a number");
    let help = "keep the id of an item that was submitted; number new ones V-1, V-2";
    match odd.as_slice() {
        [first, _, ..] if odd.len() == ids().count() => {
            let message = format!("none of the {} ids is {form}, such as \"{}\"", odd.len(), first.item.id);
            out.cell(&FORM, first, Col::Id, message, help);
        }
        odd => {
            for row in odd {
                out.cell(&FORM, row, Col::Id, format!("\"{}\" is not {form}", row.item.id), help);
            }
        }
    }
}

pub(super) fn whole(check: &Check, out: &mut Findings) {
    forms(check, out);
    for (at, row) in check.rows.iter().enumerate().filter(|(_, row)| !row.item.id.is_empty()) {
        if let Some(first) = check.by_id.get(row.item.id.as_str()).filter(|first| **first != at) {
            let sheet = &check.side.columns.mapping.sheets[check.rows[*first].item.sheet].name;
            let message = format!("{} names an earlier item as well, on {sheet}", row.item.id);
            out.cell(&TWICE, row, Col::Id, message, "give one of them an id of its own");
        }
    }
}
