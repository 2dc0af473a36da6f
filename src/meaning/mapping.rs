//! What is wrong with a mapping file or a layout file; `mappings/README.md` explains the first.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "wrong-format",
        "The file is no mapping or layout of the format that this program reads.",
        "Write `format = 1` at its top, if it is one.",
    ),
    meaning(
        "header-twice",
        "One header or alias leads to two columns, in the mapping or in a sheet.",
        "Take it out of one of them; in a sheet rename or remove one column.",
    ),
    meaning("sheet-twice", "One name leads to two kinds of sheets.", "Take it out of one of them."),
    meaning("id-twice", "Two headers differ only in what an id cannot hold.", "Make them differ in letters or digits."),
    meaning(
        "word-twice",
        "A spelling stands in two rows of a word table, or is of two kinds.",
        "Leave it in one of them.",
    ),
    meaning(
        "wrong-word",
        "A word under [check] is blank, has blanks around it, or is twice in its list.",
        "Write each word once, without blanks around it.",
    ),
    meaning(
        "two-columns-one-place",
        "Two columns write the same place, so they could not be told apart on the way back.",
        "Give one of them a place or a test of its own.",
    ),
    meaning("column-without-pair", "A column has no worked example.", "Write at least one under `pairs`."),
    meaning(
        "pair-does-not-hold",
        "A worked example does not come out as it says, there or back.",
        "Correct the example, or say with `back` how the cell is written.",
    ),
    meaning("drop-without-reason", "A column goes nowhere and does not say why.", "Write the reason: drop = \"why\"."),
    meaning(
        "rest-sheet",
        "Not exactly the last sheet is the one without `when`.",
        "Leave `when` off at the last sheet and nowhere else.",
    ),
    meaning("unknown-codec", "There is no such codec.", "Take one of those that the message lists."),
    meaning(
        "unknown-column",
        "There is no column of that header.",
        "Write the header of a column of this file, not an alias.",
    ),
    meaning("unknown-field", "The codec gives no such field.", "Take one of those that the message lists."),
    meaning(
        "unknown-generation",
        "There is no template generation of that name.",
        "Write the name of a [[generation]] of this file.",
    ),
    meaning(
        "unknown-kind",
        "A kind is not in its list under [kinds].",
        "Take one of those that the message lists, or add it.",
    ),
    meaning("unknown-name", "Something that is named does not exist.", "Take one of the names that the message lists."),
    meaning(
        "unknown-place",
        "A place begins with what is neither an anchor nor a part of a POA&M, or OSCAL has no such part.",
        "Write OSCAL's XML names, in the singular; put an anchor above its use.",
    ),
    meaning(
        "unknown-shared",
        "There is no shared object of that name.",
        "Write a table [shared.NAME], or correct the spelling.",
    ),
    meaning("unknown-sheet", "There is no sheet of that name.", "Take one of those that the message lists."),
    meaning("unknown-value", "A value with @ in front is not known.", "Write @csp or @last-modified."),
    meaning(
        "unknown-variable",
        "A word in braces stands for nothing here.",
        "Take a field of the record, or {column}, as the message says.",
    ),
    meaning(
        "unknown-word-table",
        "There is no word table of that name.",
        "Take one of those that the message lists, or write it under [words].",
    ),
    meaning("bad-place", "A place is not spelled as places are.", "Correct it as the message says."),
    meaning(
        "wrong-place",
        "A place ends at the wrong thing: at a value where an object is wanted, or the other way round.",
        "Follow the model to the right end, as the message says.",
    ),
    meaning(
        "wrong-shape",
        "A `shape` has not exactly one {}, or an `id-form` not exactly one #.",
        "Write it once, no more and no less.",
    ),
    meaning(
        "wrong-target",
        "A column's codec and what it becomes do not fit together.",
        "Write place, or each and fields, as the codec wants it.",
    ),
    meaning("bad-cell", "A layout names a cell that is none.", "Write it like A5, or A1:E1."),
    meaning("bad-color", "A layout names a colour that is none.", "Write it like 1A4480."),
    meaning("bad-date", "A layout names a date that is none.", "Write it like 2000-01-01."),
    meaning("bad-height", "A layout gives a row a height that is none.", "Write a number of points."),
    meaning("bad-width", "A layout gives columns a width that is none.", "Write it like \"A:AD\" = \"20.83\"."),
    meaning(
        "empty-choice",
        "A layout has a choice for a cell that says nothing.",
        "Say list, date-after, date-but or number-but.",
    ),
    meaning(
        "wrong-home",
        "A column cannot be home to others in this generation: it is not there, or is named twice.",
        "Name a column that the generation has, and name it once.",
    ),
];
