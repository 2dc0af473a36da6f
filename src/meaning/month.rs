//! What may be said of a month's submission and report, and of many files at once.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "evidence-missing",
        "An item names a supporting document that is not in the folder.",
        "Put the document into the folder, or correct its name in the items that are told.",
    ),
    meaning(
        "evidence-case",
        "A supporting document is there under a name with other capital letters.",
        "Write the name as the file has it; many systems tell capital letters from small ones.",
    ),
    meaning(
        "evidence-twice",
        "Several files of the folder may be the supporting document that an item names; the first was taken.",
        "Keep one of them, or write the folder before the name.",
    ),
    meaning(
        "evidence-elsewhere",
        "A supporting document is an address; nothing is ever fetched.",
        "Put a copy into the folder and name the file, where one is to be submitted.",
    ),
    meaning(
        "evidence-unnamed",
        "No item names a file of the folder of supporting documents.",
        "Name it under Supporting Documents, or leave it out of the folder.",
    ),
    meaning(
        "evidence-empty",
        "A supporting document is an empty file, which OSCAL does not embed.",
        "Check that the file was copied to its end.",
    ),
    meaning(
        "too-much-evidence",
        "The supporting documents are too large to be embedded.",
        "Leave --embed off: the manifest names each document with its SHA-256.",
    ),
    meaning(
        "changing-file",
        "A supporting document was changed while it was read.",
        "Wait until nobody writes to it, then start again.",
    ),
    meaning(
        "needs-a-name",
        "A submission names the files it was made of, and standard input has no name.",
        "Give a file instead of -.",
    ),
    meaning(
        "not-a-folder",
        "What is there under the name of the submission is no folder.",
        "Give another name with -o.",
    ),
    meaning(
        "not-a-submission",
        "The folder holds something else than a submission, and nothing else is replaced.",
        "Move that away yourself, or give another name with -o.",
    ),
    meaning(
        "month-without-date",
        "A POA&M of the report has no POAM Date that can be read, so nothing tells what was late in its month.",
        "Fill in the POAM Date.",
    ),
    meaning(
        "months-out-of-order",
        "Two POA&Ms of the report are of the same day, or one of before is later than the one after it.",
        "Give older POA&Ms with --previous, each once.",
    ),
    meaning("unreadable-folder", "A folder cannot be looked into.", "Check that it is there and that you may read it."),
    meaning(
        "same-output",
        "Two files would be written under one name, or one over a file that is read.",
        "Rename a source, or give other names to what is written.",
    ),
    meaning(
        "fault-of-the-program",
        "The program failed on this file; the others were done.",
        "Report it as a fault of poam, with the file if you may.",
    ),
];
