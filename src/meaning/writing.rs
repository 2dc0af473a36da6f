//! What may happen when a file is written, and what a workbook could not take.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "cannot-write",
        "The file cannot be written.",
        "Make room, or choose a folder and a name that you may write to.",
    ),
    meaning(
        "output-exists",
        "The file is there already, and is not replaced unasked.",
        "Give --overwrite to replace it, or another name.",
    ),
    meaning(
        "open-in-excel",
        "Excel holds the workbook open; what is not saved there is not in it.",
        "Save and close the workbook in Excel, and start again.",
    ),
    meaning(
        "wrong-ending",
        "A workbook that is made of another keeps its kind, and the name says another one.",
        "End the name as the message says.",
    ),
    meaning("not-writable", "This kind of workbook can be read and not written into.", "Save it as .xlsx in Excel."),
    meaning(
        "column-not-in-workbook",
        "The workbook has no column for something that the document says.",
        "Add the column to the sheet under the header that is told.",
    ),
    meaning(
        "column-named",
        "A column had no header; it got one, so that its cells can be found again.",
        "Nothing; or write a better header.",
    ),
    meaning(
        "sheet-not-in-workbook",
        "The workbook has no sheet for some items of the document.",
        "Add the sheet, as the template has it.",
    ),
    meaning(
        "label-not-in-workbook",
        "The workbook's header block has no such label.",
        "Add the label to the header block, as the template has it.",
    ),
    meaning(
        "formula-replaced",
        "A formula was replaced by the document's value.",
        "Nothing; or put the formula back if it should count.",
    ),
    meaning(
        "array-formula",
        "A cell belongs to an array formula, so its new value was not written.",
        "Replace the array formula in Excel by values.",
    ),
    meaning(
        "merged-cell",
        "A cell is covered by a merged one, so its value is not seen.",
        "Take the merged cells apart in Excel.",
    ),
    meaning(
        "text-too-long",
        "A text is longer than a cell can hold; the rest was left out.",
        "Shorten the text, or keep the document beside the workbook.",
    ),
    meaning(
        "too-many-lines",
        "A text has more line breaks than Excel shows in a cell.",
        "Shorten the text, or make longer lines of it.",
    ),
    meaning(
        "table-not-grown",
        "Rows were filled below a table of Excel's, which does not reach down to them.",
        "Drag the table's corner down over them in Excel.",
    ),
    meaning(
        "signature-broken",
        "The workbook is signed; the signature does not hold for the new one.",
        "Have the new workbook signed again.",
    ),
    meaning(
        "changed-meanwhile",
        "The file was changed by somebody else after it was read, and was not written over.",
        "Close it in other programs, and start again.",
    ),
    meaning(
        "not-a-file",
        "The output is a folder, a device or a pipe, which nothing replaces.",
        "Name a file, or leave -o off to write to standard output.",
    ),
    meaning(
        "no-room-below",
        "An item has more milestones than the rows below it have room for; the others are not in the workbook.",
        "Insert rows below the item, and convert again.",
    ),
    meaning(
        "only-in-place",
        "By this mapping workbooks are written in place only; a new workbook is one of FedRAMP's.",
        "Give the workbook to write into as --base, or leave --mapping off.",
    ),
];
