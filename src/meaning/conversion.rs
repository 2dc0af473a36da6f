//! What conversion says of cells and items, and what it could not keep.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "no-items",
        "The workbook has no item, and an OSCAL POA&M has at least one.",
        "Fill in at least one row; --keep-examples converts the template's example row.",
    ),
    meaning(
        "not-a-date",
        "A cell or a file's value that should be a date is none that can be read.",
        "Write year-month-day, or set date-order in poam.toml where only the order is open.",
    ),
    meaning(
        "ambiguous-date",
        "Nothing tells which number of a date is the day and which the month.",
        "Write year-month-day, or set date-order in poam.toml.",
    ),
    meaning(
        "not-a-control",
        "A text in Controls is no control of NIST SP 800-53.",
        "Write ids such as AC-2 or SC-7(5), with commas between.",
    ),
    meaning(
        "not-a-cve",
        "A text in CVE is no CVE number; it is kept.",
        "Write CVE numbers such as CVE-2026-1234, one a line.",
    ),
    meaning(
        "unknown-word",
        "A cell holds a word that its column does not know.",
        "Write one of the words that the message lists.",
    ),
    meaning("milestone-date", "A milestone has no date that can be read.", "Write it as (1) 2026-12-01: text."),
    meaning(
        "milestone-number-twice",
        "Two milestones of an item have the same number.",
        "Give each a number of its own.",
    ),
    meaning(
        "missing-id",
        "An item has no POAM ID; its uuids depend on its texts until it has.",
        "Give every item an id of its own.",
    ),
    meaning(
        "duplicate-id",
        "Two items have one POAM ID; the uuids of the later one depend on its texts.",
        "Give each an id of its own.",
    ),
    meaning("no-date", "Nothing says when the POA&M was last changed.", "Fill in the POAM Date, or give --now."),
    meaning(
        "no-ssp",
        "The configuration names no SSP, so the document points at a name that is usual.",
        "Give ssp-href in poam.toml.",
    ),
    meaning(
        "default-written",
        "OSCAL or FedRAMP asks for texts that the sheet does not have; they were written, and never come back into a cell.",
        "Nothing; or fill the cells in.",
    ),
    meaning(
        "value-not-held",
        "OSCAL cannot hold a cell's text at its place; it is kept beside it.",
        "Write the text as the message says, if it should stand at its place.",
    ),
    meaning(
        "column-dropped",
        "The mapping drops a column, with its reason; what stands in it is lost.",
        "Nothing if the reason is good; else give the column a place in the mapping.",
    ),
    meaning(
        "loss",
        "Something would not be on the other side; --loss lists it.",
        "Give --allow-loss or leave --strict off to go on all the same, or find a place for what is lost.",
    ),
    meaning(
        "mapping-chosen",
        "The workbook is not of FedRAMP's kind; it was read by the built-in mapping that knows most of its columns.",
        "Nothing; or name another one with --mapping.",
    ),
    meaning(
        "no-mapping-fits",
        "No built-in mapping knows enough of the columns, or several know equally many.",
        "Name one with --mapping, or write a mapping file for this kind of workbook.",
    ),
    meaning(
        "without-id",
        "Items have no id, which this kind of workbook allows; they are known by other cells.",
        "Nothing; an item keeps its uuids as long as these cells stay as they are.",
    ),
];
