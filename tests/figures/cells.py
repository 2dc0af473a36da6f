"""Cells of a FedRAMP POA&M workbook, read with openpyxl and nothing else, and edits made to them.

A grid is {sheet: {(row, column): text}}; rows and columns are counted from 1. A table is what the columns of a sheet say:
a list of rows, each a dictionary by the header of template v2.1, with "#sheet" and "#row".
"""

import datetime
import json
import re

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter

OPEN, CLOSED, CONFIGURATION = "Open POA&M Items", "Closed POA&M Items", "Configuration Findings"
COLUMNS = [
    "POAM ID", "Controls", "Weakness Name", "Weakness Description", "Weakness Detector Source",
    "Weakness Source Identifier", "Asset Identifier", "Point of Contact", "Resources Required",
    "Overall Remediation Plan", "Original Detection Date", "Scheduled Completion Date", "Planned Milestones",
    "Milestone Changes", "Status Date", "Vendor Dependency", "Last Vendor Check-in Date",
    "Vendor Dependent Product Name", "Original Risk Rating", "Adjusted Risk Rating", "Risk Adjustment",
    "False Positive", "Operational Requirement", "Deviation Rationale", "Supporting Documents", "Comments",
    "Auto-Approve", "Binding Operational Directive 22-01 tracking", "Binding Operational Directive 22-01 Due Date",
    "CVE", "Service Name",
]
DATES = {
    "Original Detection Date", "Scheduled Completion Date", "Status Date", "Last Vendor Check-in Date",
    "Binding Operational Directive 22-01 Due Date",
}
OTHER_HEADERS = {"Remediation Plan": "Overall Remediation Plan"}
PLACEHOLDERS = {"mandatory", "situational", "mandatory or situational", "guidance", "examples"}
HELP_IDS = ("Unique identifier for each POAM Item", "Unique Identifier", "V-1Example", "Assign a unique identifier",
            "VS-001-AC(2)")


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def grid(path):
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for sheet in book:
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    cells[(cell.row, cell.column)] = text_of(cell.value)
        found[sheet.title] = cells
    return found


def formulas(path):
    """The cells that hold a formula, as (sheet, row, column)."""
    cells = (cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row)
    return {(cell.parent.title, cell.row, cell.column) for cell in cells if cell.data_type == "f"}


def edited(cells, edits):
    """The grid with edits: [sheet, cell, text]; an empty text clears the cell, and in place of a text there may be a
    cell whose text it was before the edits, [sheet, cell]."""
    def at(name):
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
        return int(row), column_index_from_string(letters)

    new = {name: dict(sheet) for name, sheet in cells.items()}
    for sheet, name, text in edits:
        new[sheet][at(name)] = cells[text[0]][at(text[1])] if isinstance(text, list) else text
    return new


def same_as(row, header):
    """The text of a row's cell for an edit: a long one by its cell, for it is the workbook's and not ours."""
    text = row.get(header, "")
    return [row["#sheet"], name_of(row["#row"], row["#columns"][header])] if len(text) > 40 else text


def headers(sheet):
    """Row of the headers, and header -> column."""
    for row in range(1, 16):
        named = {}
        for (at, column), text in sheet.items():
            name = " ".join(text.split())
            name = OTHER_HEADERS.get(name, name)
            if at == row and name in COLUMNS:
                named[name] = column
        if "POAM ID" in named and len(named) > 10:
            return row, named
    return None, {}


def name_of(row, column):
    return f"{get_column_letter(column)}{row}"


def table(cells):
    """The items of the three sheets, in the order of the workbook."""
    items = []
    for name, sheet in cells.items():
        if name not in (OPEN, CLOSED, CONFIGURATION):
            continue
        head, named = headers(sheet)
        if head is None:
            continue
        for row in sorted({at for at, column in sheet if at > head}):
            item = {}
            for header, column in named.items():
                text = sheet.get((row, column), "").strip()
                item[header] = "" if text.lower() in PLACEHOLDERS else text
            filled = [header for header, text in item.items() if text and header != "Scheduled Completion Date"]
            if not filled or item["POAM ID"].startswith(HELP_IDS):
                continue
            item["#sheet"], item["#row"], item["#columns"] = name, row, named
            items.append(item)
    return items


def header_block(cells, name=OPEN):
    """Label -> value of a sheet of items: labels in row 2, values in row 3 below them."""
    block = {}
    sheet = cells.get(name, {})
    for (row, column), label in sheet.items():
        value = sheet.get((3, column), "").strip()
        if row == 2 and value and value.lower() not in PLACEHOLDERS and not value.startswith("Enter the "):
            block[label.strip()] = value
    return block


def day(text):
    """A date, or none. Year first, with / or - between."""
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]00:00:00)?", text.strip())
    if not found:
        return None
    try:
        return datetime.date(*map(int, found.groups()))
    except ValueError:
        return None


def save(path, value):
    """Writes JSON: a line for each member of the lists and tables at the top."""
    say = lambda part: json.dumps(part, ensure_ascii=False)
    lines = []
    for key, part in value.items():
        if isinstance(part, list) and part:
            lines.append(f"{say(key)}: [\n  " + ",\n  ".join(map(say, part)) + "\n ]")
        elif isinstance(part, dict) and part:
            lines.append(f"{say(key)}: {{\n  " + ",\n  ".join(f"{say(k)}: {say(v)}" for k, v in part.items()) + "\n }")
        else:
            lines.append(f"{say(key)}: {say(part)}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n " + ",\n ".join(lines) + "\n}\n")
