//! What is wrong with the command line or with `poam.toml`.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "cannot-read",
        "The configuration file cannot be read.",
        "Check the path and that it is a text file in UTF-8, or give --no-config.",
    ),
    meaning("not-toml", "The file is not TOML.", "Correct it at the line that is told."),
    meaning("missing-key", "A key is missing that must be there.", "Write it; the message says where."),
    meaning(
        "unknown-key",
        "A key is not known; a misspelt one would be ignored otherwise.",
        "Take one of the known keys that the message lists.",
    ),
    meaning(
        "wrong-type",
        "A value is of the wrong type: a text where a list belongs, a number where a text belongs.",
        "Write it as the message says.",
    ),
    meaning(
        "wrong-value",
        "A value in poam.toml is not one of those that are possible.",
        "Write one of those that the message lists.",
    ),
    meaning(
        "wrong-switch",
        "A rule under [rules] is neither switched off nor given another level, or both at once.",
        "Write off = true, or level = \"warning\", and a reason.",
    ),
    meaning(
        "switch-without-reason",
        "A rule is switched off or re-levelled without a reason.",
        "Write the reason: an assessor will ask for it.",
    ),
    meaning("contact-twice", "A contact is in poam.toml twice.", "Say all that is known of it in one place."),
    meaning(
        "unknown-contact",
        "A name in poam.toml is no contact.",
        "Add a [[contact]] of that name, or correct the spelling.",
    ),
    meaning(
        "not-a-role",
        "A role of a contact is no OSCAL role id.",
        "Write a role id, such as information-system-security-officer.",
    ),
    meaning(
        "role-has-a-key",
        "A role of a contact has a key of its own in poam.toml, such as prepared-by.",
        "Use that key instead.",
    ),
    meaning(
        "phone-not-digits",
        "A telephone number is not of the form that NIST asks for.",
        "Write 4 to 15 digits; put an extension elsewhere.",
    ),
    meaning(
        "no-media-type",
        "What the SSP reference points at has an ending that tells no media type.",
        "Set ssp-media-type to application/json or text/xml.",
    ),
    meaning("detector-twice", "A detector is in poam.toml twice.", "Say all that is known of it in one place."),
    meaning(
        "not-of-a-party",
        "A detector that is a party has a key that only a tool has.",
        "Take the key away, or make the detector a tool.",
    ),
    meaning(
        "unknown-code",
        "`poam explain` was asked for a code that does not exist.",
        "Take one of the nearest that the message names; `poam explain` lists all.",
    ),
    meaning(
        "no-day",
        "There is no POAM Date that can be read, so nothing tells what is late.",
        "Fill in the POAM Date, or give --as-of.",
    ),
    meaning(
        "no-such-item",
        "No file has an item of the POAM ID that `--item` names.",
        "Check the spelling; capital and small letters differ.",
    ),
    meaning(
        "unknown-format",
        "Nothing tells in which format to write.",
        "End the name in .json, .xml, .yaml or .xlsx, or give --to.",
    ),
    meaning(
        "only-for-a-workbook",
        "An option only has a meaning when a workbook is written.",
        "Leave it off, or write a workbook.",
    ),
    meaning(
        "only-for-a-document",
        "An option only has a meaning when an OSCAL document is written.",
        "Leave it off, or write JSON, XML or YAML.",
    ),
    meaning(
        "no-workbook",
        "Something else than a workbook was to be merged into a document.",
        "Give a workbook; leave --base off to write the document in another format.",
    ),
    meaning(
        "no-layout",
        "There is no layout of that name for a new workbook.",
        "Take one of the layouts that the message names, or give a layout file.",
    ),
];
