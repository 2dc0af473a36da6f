"""Faults to put into a workbook, a few rows for each kind, so that every rule has something to find: `check.py
--make-faults` writes them down as edits of cells."""

import cells as C
from cells import CLOSED, CONFIGURATION, OPEN

KEV, KEV_DUE = "Binding Operational Directive 22-01 tracking", "Binding Operational Directive 22-01 Due Date"

FAULTS = [
    {"POAM ID": ""}, {"POAM ID": "^"}, {"Controls": ""}, {"Controls": "see ticket 12"}, {"Controls": "RA-5, FOO-1"},
    {"Weakness Name": ""}, {"Weakness Description": ""}, {"Weakness Detector Source": ""},
    {"Weakness Name": "", "Weakness Description": ""}, {"Weakness Source Identifier": ""},
    {"Asset Identifier": "10.0.0.1"}, {"Asset Identifier": "10.0.0.1, 10.0.0.2"}, {"Asset Identifier": "10.0.0.1-20"},
    {"Asset Identifier": "web-01\nand 12 more"}, {"Asset Identifier": "10.0.0.0/24"}, {"Asset Identifier": "web-01 etc."},
    {"Point of Contact": ""}, {"Point of Contact": "security-team@cloud.example"}, {"Point of Contact": "Ann Lee\nBo Ray"},
    {"Overall Remediation Plan": "Replace the package."}, {"Overall Remediation Plan": "TBD."},
    {"Overall Remediation Plan": "Under review"}, {"Original Detection Date": ""},
    {"Original Detection Date": "last spring"}, {"Original Detection Date": "2026-06-20"},
    {"Original Detection Date": "2026-11-20"}, {"Original Detection Date": "2025-06-01"},
    {"Scheduled Completion Date": ""}, {"Scheduled Completion Date": "Q3 2026"},
    {"Scheduled Completion Date": "2027-09-01"}, {"Scheduled Completion Date": "2026-04-01"},
    {"Status Date": "2026-05-20"}, {"Status Date": "2026-04-01"}, {"Status Date": "2026-07-01"},
    {"Status Date": "2026-01-15", "Original Detection Date": "2026-01-10"}, {"Vendor Dependency": ""},
    {"Vendor Dependency": "Perhaps"}, {"Vendor Dependency": "Yes"},
    {"Vendor Dependency": "Yes", "Last Vendor Check-in Date": "2026-05-20", "Vendor Dependent Product Name": "Example DB"},
    {"Vendor Dependency": "Yes", "Last Vendor Check-in Date": "2026-04-12", "Vendor Dependent Product Name": "Example DB"},
    {"Vendor Dependency": "Yes", "Last Vendor Check-in Date": "2026-08-12", "Vendor Dependent Product Name": "Example DB"},
    {"Vendor Dependency": "Yes", "Last Vendor Check-in Date": "2026-05-20", "Vendor Dependent Product Name": "Example DB",
     "Original Risk Rating": "High", "Original Detection Date": "2026-04-01"},
    {"Vendor Dependency": "Yes", "Last Vendor Check-in Date": "2026-05-20", "Vendor Dependent Product Name": "Example DB",
     "Original Risk Rating": "High", "Original Detection Date": "2026-04-01",
     "Comments": "The vendor released a fix on 2026-05-25."},
    {"Vendor Dependent Product Name": "Example DB"}, {"Original Risk Rating": ""}, {"Original Risk Rating": "7.5"},
    {"Adjusted Risk Rating": "Low"}, {"Adjusted Risk Rating": "none at all"}, {"Risk Adjustment": "Pending"},
    {"Risk Adjustment": "Yes", "Adjusted Risk Rating": "Low", "Original Risk Rating": "High",
     "Deviation Rationale": "Risk Adjustment : Not reachable.", "Supporting Documents": "Deviation Request : DR-1.docx"},
    {"Risk Adjustment": "Yes", "Adjusted Risk Rating": "High", "Original Risk Rating": "Low",
     "Deviation Rationale": "Risk Adjustment : Reachable.", "Supporting Documents": "Deviation Request : DR-2.docx"},
    {"Risk Adjustment": "Maybe"}, {"False Positive": "Maybe"}, {"Operational Requirement": "No"}, {"False Positive": ""},
    {"False Positive": "Yes", "Deviation Rationale": "False Positive : Not installed.",
     "Supporting Documents": "Deviation Request : DR-3.docx"},
    {"False Positive": "Pending", "Deviation Rationale": "It is not installed."},
    {"Operational Requirement": "Yes", "Original Risk Rating": "High"},
    {"Operational Requirement": "Pending", "Deviation Rationale": "Operational Requirement : Needed."},
    {KEV: "Yes"}, {KEV: "Yes", "CVE": "CVE-2026-1000", KEV_DUE: "2026-05-15"},
    {KEV: "Yes", "CVE": "CVE-2026-1000", KEV_DUE: "2027-05-15"}, {KEV_DUE: "2026-08-01"}, {KEV: "See CISA"},
    {"CVE": "CVE-2026-1000\nCVE-2026-1001"}, {"CVE": "CVE-2026-1000, RHSA-2026:12"},
]
CLOSED_FAULTS = [
    {"Status Date": "2026-05-20", "Supporting Documents": "Remediation Evidence : scan.pdf"}, {"Status Date": ""},
    {"Status Date": "2026-04-01"}, {"Status Date": "2026-07-01"}, {"Status Date": "2026-05-20", "Vendor Dependency": "Yes"},
    {"Status Date": "2026-05-20", "False Positive": "Yes", "Deviation Rationale": "False Positive : No.",
     "Supporting Documents": "Deviation Request : DR-9.docx"},
    {"Status Date": "2026-05-20", "Supporting Documents": "Deviation Request : DR-8.docx"},
]


def faults(grid):
    """A list of edits, each a fault in a few rows; some rows are put on the other two sheets."""
    rows = [row for row in C.table(grid) if row["#sheet"] == OPEN]
    edits, at = [], 11
    for kind, fault in enumerate(FAULTS):
        for _ in range(2 + kind % 3):
            row, before = rows[at], rows[at - 1]
            at += 13
            texts = [[h, before["POAM ID"] if text == "^" else text] for h, text in fault.items()]
            edits.append({"item": row["POAM ID"],
                          "cells": [[OPEN, C.name_of(row["#row"], row["#columns"][h]), text] for h, text in texts]})
    for sheet, kinds in ((CLOSED, CLOSED_FAULTS), (CONFIGURATION, [{}, {"Controls": "CM-6"}, {"Controls": "CM-6(1), AC-2"}])):
        head, named = C.headers(grid[sheet])
        for below, fault in enumerate(kinds):
            row = rows[at]
            at += 13
            edits.append({"item": row["POAM ID"], "cells": moved(row, sheet, head + 1 + below, named, fault)})
    return edits


def moved(row, sheet, to, named, texts):
    """The edits that take a row to another sheet, with some other texts."""
    cut = [[row["#sheet"], C.name_of(row["#row"], column), ""] for h, column in row["#columns"].items() if row[h]]
    said = {header: texts[header] if header in texts else C.same_as(row, header) for header in named}
    return cut + [[sheet, C.name_of(to, named[h]), text] for h, text in said.items() if text]
