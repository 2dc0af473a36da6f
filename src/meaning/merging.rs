//! What merging says: a workbook into the document it came from, a document into a workbook.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "conflict",
        "The sheet and the base document both changed one cell, and differently.",
        "Change one of them, or give --ours for the document's or --theirs for the sheet's.",
    ),
    meaning(
        "cell-not-taken",
        "A cell was changed, and the document cannot take the change.",
        "Change it in the document, or write the cell as the message says.",
    ),
    meaning(
        "item-not-in-base",
        "An item was changed in the sheet and taken out of the base document.",
        "If it should come back, convert without --ancestor.",
    ),
    meaning(
        "item-not-in-sheet",
        "An item of the document is not in the sheet any more; it stays.",
        "Close an item by moving its row to the sheet of closed items; --remove-missing takes it out.",
    ),
    meaning(
        "item-not-in-document",
        "An item of the workbook is not in the document; its row stays.",
        "Give --remove-missing to take the row away.",
    ),
    meaning(
        "item-removed",
        "An item that is not in the sheet was taken out of the document.",
        "Nothing; this is what --remove-missing does.",
    ),
    meaning(
        "history-kept",
        "The sheet says less than before, and what was logged stays in the document.",
        "If it was a mistake, take it out of the document by hand.",
    ),
    meaning(
        "gone-with-more",
        "What the sheet took away had more in the document than the sheet knows; that went with it.",
        "Look at what the message names, and add it again where it was needed.",
    ),
    meaning(
        "kept-for-the-rest",
        "The sheet no longer speaks of an object, which holds more than the sheet ever said; that stays.",
        "Nothing; or take it out of the document by hand.",
    ),
    meaning(
        "beyond-the-sheet",
        "The document holds something that no cell shows.",
        "Nothing: with --base it stays; without it the loss report lists it.",
    ),
    meaning(
        "faulty-base",
        "The base document is not what OSCAL allows, so nothing was written.",
        "Correct the document, or give --allow-loss to go on with what can be read of it.",
    ),
    meaning(
        "faulty-document",
        "The document is not what OSCAL allows.",
        "Correct the document, or give --allow-loss to go on with what can be read of it.",
    ),
];
