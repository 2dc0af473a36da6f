//! What is wrong with a file that is read: a workbook, a document, an SSP, an inventory, CISA's catalogue.

use super::{Meaning, meaning};

pub(super) const ALL: &[Meaning] = &[
    meaning(
        "unreadable-file",
        "The file cannot be opened or read at all, or standard input cannot.",
        "Check the path and your rights to the file, and that it was downloaded to the end.",
    ),
    meaning(
        "not-a-workbook",
        "The file is none of the kinds of workbooks that can be read, or is empty.",
        "Give an .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file; open it in Excel to see whether it is whole.",
    ),
    meaning(
        "wrong-extension",
        "The file is of another kind than its name says; it was read as what it is.",
        "Rename it, so that the next program is not misled.",
    ),
    meaning(
        "encrypted",
        "The workbook is locked with a password, so nothing in it can be read.",
        "Open it in Excel, remove the password under File, Info, Protect Workbook, and save it.",
    ),
    meaning(
        "damaged-file",
        "A part of the workbook is missing or cannot be read.",
        "Open it in Excel, let it repair the file, and save it; or take the file from where it came once more.",
    ),
    meaning(
        "too-large",
        "The file is bigger than any POA&M: in bytes, parts, cells, or what a format can hold.",
        "Split the file, or save it anew without what is not needed; if it comes from outside, find out what it is.",
    ),
    meaning(
        "zip-bomb",
        "A part of the file unpacks to many times its size, as no spreadsheet program makes it.",
        "Do not open the file; find out who made it. If it is honest, save it once more in Excel.",
    ),
    meaning(
        "doctype",
        "The XML declares a DOCTYPE, which neither spreadsheets nor OSCAL have, and which can harm a reader.",
        "Take the DOCTYPE away, and find out why it is there.",
    ),
    meaning(
        "unreadable-cell",
        "A cell is damaged, holds an error, or its text is missing from the file.",
        "Repair the formula, or type the value again.",
    ),
    meaning(
        "outside-sheet",
        "There are cells beyond the last row or column that a sheet can have; they were not read.",
        "Check which program wrote the file, and remove them.",
    ),
    meaning(
        "no-poam-sheet",
        "No sheet has a name or headers of a POA&M.",
        "Name the sheet as the template does, such as Open POA&M Items, or add its name to the mapping file.",
    ),
    meaning(
        "no-header-row",
        "A sheet of the right name has no row with the template's headers near its top; the sheet was not read.",
        "Put the template's header row back, or add your headers to the mapping file as aliases.",
    ),
    meaning(
        "hidden-sheet",
        "A hidden sheet was read because of its name.",
        "Unhide it and look whether it should be there; delete what is left over.",
    ),
    meaning(
        "sheet-by-headers",
        "A sheet of an unknown name was read because its headers are those of a POA&M.",
        "Name the sheet as the template does, so that it is told by its name.",
    ),
    meaning(
        "sheet-not-read",
        "A sheet that has some headers of a POA&M was not read.",
        "Rename it, or add its name to the mapping file, if it holds items.",
    ),
    meaning(
        "sheets-merged",
        "Two sheets are of the same kind; in the document their items stand together.",
        "Put the items on one sheet, if they should come back to one.",
    ),
    meaning(
        "skipped-row",
        "A row is no item: help of the template, its example, a banner, the header once more, or nothing but formulas.",
        "Nothing; if it is an item after all, change what makes it look like help, or give --keep-examples.",
    ),
    meaning(
        "help-text-in-item",
        "Cells of an item still hold the template's help or example text.",
        "Write what is true of this item, or clear the cells.",
    ),
    meaning(
        "template-word",
        "Cells hold one of the template's own words, such as Mandatory; they count as blank.",
        "Fill the cells in, or clear them.",
    ),
    meaning(
        "extra-column",
        "The mapping does not know a column; its cells are kept beside the item and come back.",
        "Nothing; or rename the column, or add its header to the mapping as an alias.",
    ),
    meaning(
        "value-in-label",
        "The header block has a value in the cell of its label, and no label any more.",
        "Leave the label in its cell and put the value below it.",
    ),
    meaning("error-cell", "A cell shows an error of Excel's, such as #N/A.", "Correct the formula, or type the value."),
    meaning(
        "not-computed",
        "A formula has no value in the file, as programs leave it that do not compute.",
        "Open the workbook in Excel and save it, so that the value is computed.",
    ),
    meaning("not-utf8", "An XML file is not in UTF-8.", "Save the file as UTF-8."),
    meaning("not-utf-8", "A JSON or YAML file is not in UTF-8.", "Save the file as UTF-8."),
    meaning(
        "not-xml",
        "The file cannot be read as XML.",
        "Correct it at the line that is told; a file that ends too early was not copied whole.",
    ),
    meaning(
        "not-json",
        "The file cannot be read as JSON.",
        "Correct it at the line that is told; look for a missing comma, bracket or quote.",
    ),
    meaning(
        "not-yaml",
        "The file cannot be read as YAML.",
        "Correct it at the line that is told; look at the indentation and at quotes.",
    ),
    meaning(
        "not-a-poam",
        "The file is no OSCAL POA&M, but another model, another kind of file, or empty.",
        "Give the plan of action and milestones itself.",
    ),
    meaning(
        "no-oscal-version",
        "The document does not state its OSCAL version.",
        "Put it into metadata/oscal-version, or give --oscal-version.",
    ),
    meaning(
        "schema-left-off",
        "The document names a schema beside itself; that name is not written again.",
        "Nothing: metadata/oscal-version says which schema holds.",
    ),
    meaning(
        "markup-changed",
        "A marked-up text has a shape that Markdown cannot express; it was kept in the nearest form, with all its text.",
        "Write it in a simpler shape, if its look matters.",
    ),
    meaning(
        "too-deep",
        "Elements or members are nested deeper than any OSCAL document needs.",
        "Find out what wrote the file; such nesting only serves to break readers.",
    ),
    meaning(
        "too-many-attributes",
        "An element has more attributes than any of OSCAL's.",
        "Find out what wrote the file.",
    ),
    meaning(
        "too-many-faults",
        "The document has so many faults that no more were collected.",
        "Correct what made them, such as a tool or a wrong file, and try again.",
    ),
    meaning(
        "unreadable-schema",
        "The file given with --schema is no JSON schema.",
        "Give a JSON schema, such as NIST's oscal_poam_schema.json.",
    ),
    meaning(
        "not-a-catalogue",
        "The file given with --kev is not CISA's catalogue.",
        "Give known_exploited_vulnerabilities.json as CISA publishes it.",
    ),
    meaning("no-inventory", "The inventory workbook is empty.", "Give FedRAMP's integrated inventory workbook."),
    meaning(
        "no-inventory-header",
        "No sheet of the inventory has its header row near the top.",
        "Put the header row of FedRAMP's inventory workbook back.",
    ),
    meaning(
        "asset-twice",
        "Two assets of the inventory have one identifier.",
        "Give each its own; until then the first one counts.",
    ),
    meaning(
        "asset-crowded",
        "An asset of the inventory has more addresses and host names than are written, or than it is found by.",
        "Give each machine a row of its own, and name it in the POA&M by its identifier.",
    ),
    meaning(
        "not-an-ssp",
        "The file given with --ssp or --inventory is no OSCAL SSP.",
        "Give the system security plan in JSON, XML or YAML.",
    ),
    meaning(
        "ssp-too-big",
        "The SSP is bigger than any.",
        "Check that it is the SSP; take embedded attachments out of it.",
    ),
    meaning("ssp-too-deep", "The SSP is nested deeper than any.", "Find out what wrote the file."),
    meaning(
        "ssp-doctype",
        "The SSP declares a DOCTYPE, which no OSCAL document has.",
        "Take the DOCTYPE away, and find out why it is there.",
    ),
    meaning("ssp-not-json", "The SSP cannot be read as JSON.", "Correct it at the place that is told."),
    meaning("ssp-not-xml", "The SSP cannot be read as XML.", "Correct it at the place that is told."),
    meaning("ssp-not-yaml", "The SSP cannot be read as YAML.", "Correct it at the place that is told."),
    meaning(
        "ssp-other-id",
        "The SSP has another system identifier than the POA&M.",
        "Check that it is the SSP of this system, and that poam.toml has the right id.",
    ),
    meaning(
        "ssp-other-level",
        "The SSP has another impact level than the POA&M.",
        "Check that it is the SSP of this system; correct the one that is wrong.",
    ),
    meaning(
        "ssp-other-system",
        "The SSP has another system name than the POA&M.",
        "Check that it is the SSP of this system; correct the one that is wrong.",
    ),
    meaning(
        "ssp-ambiguous-name",
        "Names stand for several objects of the SSP, so none of their uuids was taken.",
        "Give the objects different names in the SSP, if the POA&M should point at them.",
    ),
    meaning(
        "ssp-bad-uuid",
        "Objects of the SSP have a uuid that is none; it was not taken over.",
        "Correct the uuids in the SSP.",
    ),
];
