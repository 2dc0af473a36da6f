"""What `poam diff` must say of two workbooks that differ in a list of edits, computed from the cells.

    diff.py WORKBOOK --make-edits FILE     chooses 50 edits of a workbook and writes them down
    diff.py WORKBOOK --edits FILE -o diff-NAME.json

The file of edits has two lists: `before` makes last month's workbook (some items on the other sheets), `after` makes this
month's of that. Each edit says what it is meant to be, and its cells. The expected difference is not taken from those
words: it is computed from the cells of the two workbooks. Shares no code with poam.
"""

import argparse
import json
import re
from datetime import timedelta

import cells as C
from cells import CLOSED, CONFIGURATION, OPEN, day
from faults import moved
from items import NONE, RANK, rating, request

WORDS = {"Risk Adjustment", "False Positive", "Operational Requirement"}
LISTS = {"Controls", "CVE", "Asset Identifier", "Weakness Source Identifier", "Weakness Detector Source",
         "Service Name", "Point of Contact", "Vendor Dependent Product Name"}
KINDS = ["new", "closed", "reopened", "vanished", "moved", "changed"]


def says(header, text):
    """What a cell says, apart from how it is spelled."""
    text = text.strip()
    if header in C.DATES:
        return str(day(text)) if day(text) else ("" if text.lower() in ("n/a", "none") else text)
    if header in ("Original Risk Rating", "Adjusted Risk Rating"):
        return rating(text) or ("" if text.lower() in NONE else text)
    if header in WORDS:
        return request(text)
    if header == "Vendor Dependency":
        return "Yes" if text.lower() in ("yes", "y") else "No"
    if header in LISTS:
        parts = {" ".join(part.split()) for part in re.split(r"[,;\n]" if header in ("Controls", "CVE") else r"\n", text)}
        return sorted(part for part in parts if part and part.lower() not in ("none", "n/a"))
    return re.sub(r"[ \t]+", " ", text)


def change(header, old, new):
    if says(header, old) == says(header, new):
        return None
    what, days = "other", None
    if header in C.DATES and day(old) and day(new):
        days = (day(new) - day(old)).days
        what = "date" if header != "Scheduled Completion Date" else "slipped" if days > 0 else "brought-forward"
    elif header in WORDS:
        what = {"Yes": "approved", "Pending": "requested", "No": "withdrawn"}[request(new)]
    elif header.endswith("Risk Rating") and rating(old) and rating(new):
        what = "raised" if RANK[rating(new)] > RANK[rating(old)] else "lowered"
    return {"field": header, "old": old.strip(), "new": new.strip(), "what": what, "days": days}


def natural(text):
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text)]


def line(text):
    return " ".join(text.split())


def compared(old_grid, new_grid):
    old = {row["POAM ID"]: row for row in C.table(old_grid)}
    new = {row["POAM ID"]: row for row in C.table(new_grid)}
    items = []
    for item in {**old, **new}:
        was, now = old.get(item), new.get(item)
        changes = []
        if was and now:
            for header in C.COLUMNS:
                found = change(header, was.get(header, ""), now.get(header, ""))
                changes += [found] if found else []
        sheet_was, sheet_now = (row and row["#sheet"] for row in (was, now))
        if not was or not now:
            kind = "new" if now else "vanished"
        elif sheet_was != sheet_now:
            kind = "closed" if sheet_now == CLOSED else "reopened" if sheet_was == CLOSED else "moved"
        elif changes:
            kind = "changed"
        else:
            continue
        row = now or was
        shown = row["Adjusted Risk Rating"] if rating(row["Adjusted Risk Rating"]) else row["Original Risk Rating"]
        items.append({"id": item, "nth": 1, "kind": kind, "name": line(row["Weakness Name"]), "rating": shown,
                      "due": row["Scheduled Completion Date"], "from": sheet_was, "to": sheet_now, "changes": changes})
    items.sort(key=lambda item: (KINDS.index(item["kind"]), natural(item["id"])))
    counts = {kind: sum(item["kind"] == kind for item in items) for kind in KINDS}
    counts["unchanged"] = len(set(old) & set(new)) - sum(bool(old.get(i["id"]) and new.get(i["id"])) for i in items)
    for what in ("slipped", "brought-forward", "raised", "lowered", "requested", "approved", "withdrawn"):
        counts[what] = sum(c["what"] == what for item in items for c in item["changes"])
    return {"items-old": len(old), "items-new": len(new), "counts": counts, "items": items,
            "header": header_changes(old_grid, new_grid), "probably-same": same(items, old, new)}


def header_changes(old_grid, new_grid):
    was, now = C.header_block(old_grid), C.header_block(new_grid)
    found = []
    for label in list(was) + [label for label in now if label not in was]:
        old, new = was.get(label, ""), now.get(label, "")
        if old != new:
            days = (day(new) - day(old)).days if day(old) and day(new) else None
            found.append({"field": label, "old": old, "new": new, "what": "date" if days else "other", "days": days})
    return found


def same(items, old, new):
    """Items under a new id: the same source identifier, else the same name, and an asset in common or none in both."""
    gone = [i["id"] for kind in ("vanished", "closed") for i in items if i["kind"] == kind]
    came = [i["id"] for i in items if i["kind"] == "new"]
    assets = lambda row: {a.split(" (")[0].strip().lower() for a in row["Asset Identifier"].splitlines() if a.strip()}
    found, used = [], set()
    for header in ("Weakness Source Identifier", "Weakness Name"):
        for item in came:
            for other in gone:
                one, two = old[other], new[item]
                alike = says(header, one[header]) == says(header, two[header]) and says(header, one[header])
                shared = assets(one) & assets(two)
                if alike and (shared or not (assets(one) or assets(two))) and not used & {item, other + " "}:
                    by = [header] + (["Asset Identifier"] if shared else [])
                    found.append({"old": other, "new": item, "by": by})
                    used |= {item, other + " "}
    return sorted(found, key=lambda pair: natural(pair["new"]))


# What is changed in single items, column by column; "+n" moves a date by n days.
CHANGES = [
    ("slipped", {"Scheduled Completion Date": "+30"}), ("slipped", {"Scheduled Completion Date": "+1"}),
    ("slipped and told", {"Scheduled Completion Date": "+14", "Comments": "The window moved."}),
    ("brought forward", {"Scheduled Completion Date": "-7"}), ("brought forward", {"Scheduled Completion Date": "-1"}),
    ("detected earlier", {"Original Detection Date": "-3"}), ("detected later", {"Original Detection Date": "+2"}),
    ("rating", {"Original Risk Rating": "High"}), ("rating", {"Original Risk Rating": "Low"}),
    ("rating", {"Original Risk Rating": "Moderate"}),
    ("adjusted", {"Adjusted Risk Rating": "Low", "Risk Adjustment": "Pending",
                  "Deviation Rationale": "Risk Adjustment : Not reachable.",
                  "Supporting Documents": "Deviation Request : DR-1.docx"}),
    ("adjusted", {"Adjusted Risk Rating": "Low", "Risk Adjustment": "Yes"}),
    ("false positive", {"False Positive": "Pending"}), ("false positive", {"False Positive": "Yes"}),
    ("requirement", {"Operational Requirement": "Pending"}), ("requirement", {"Operational Requirement": "Yes"}),
    ("vendor", {"Vendor Dependency": "Yes", "Last Vendor Check-in Date": "2026-10-28",
                "Vendor Dependent Product Name": "Example DB 7"}),
    ("controls", {"Controls": "RA-5, SI-2, SC-7(5)"}), ("name", {"Weakness Name": "Renamed weakness"}),
    ("description", {"Weakness Description": "Told in\ntwo lines."}), ("detector", {"Weakness Detector Source": "Trivy"}),
    ("source", {"Weakness Source Identifier": "98765"}), ("assets", {"Asset Identifier": "web-01\nweb-02"}),
    ("contact", {"Point of Contact": "Ann Lee - Example Cloud"}), ("resources", {"Resources Required": "12 hours"}),
    ("plan", {"Overall Remediation Plan": "Replace the package.\nThen scan again."}),
    ("status", {"Status Date": "2026-10-29"}), ("comments", {"Comments": "A word more."}),
    ("documents", {"Supporting Documents": "Remediation Evidence : scan.pdf"}),
    ("kev", {"Binding Operational Directive 22-01 tracking": "Yes",
             "Binding Operational Directive 22-01 Due Date": "2026-12-24", "CVE": "CVE-2026-12345"}),
    ("cve", {"CVE": "CVE-2026-12345\nCVE-2026-12346"}), ("only spelled otherwise", {"Scheduled Completion Date": "/"}),
]


def edits(grid, formulas):
    rows = [row for row in C.table(grid) if row["#sheet"] == OPEN]
    stride = max(1, len(rows) // 58)
    if len(rows) < 58:
        return few(grid, rows, formulas)
    return chosen(grid, rows[5::stride], formulas, CHANGES, {"closed": 5, "reopened": 3, "vanished": 3, "moved": 3, "renamed": 1, "new": 3})


def few(grid, rows, formulas):
    """Of a small workbook: one change a row."""
    picked = [CHANGES[i] for i in (0, 2, 3, 5, 7, 11, 12, 16, 18, 22, 26, 31)]
    numbers = {"closed": 2, "reopened": 1, "vanished": 1, "moved": 1, "renamed": 1, "new": 1}
    found = chosen(grid, rows, formulas, picked, numbers)
    found["after"].append({"what": "the date of the first sheet", "item": "", "cells": [[OPEN, "D3", "2026-11-27"]]})
    return found


def chosen(grid, rows, formulas, changes, numbers):
    rows = iter(rows)
    before, after = [], []
    ends = {sheet: max(row["#row"] for row in [{"#row": C.headers(grid[sheet])[0]}]
                       + [r for r in C.table(grid) if r["#sheet"] == sheet]) for sheet in (OPEN, CLOSED, CONFIGURATION)}
    heads = {sheet: C.headers(grid[sheet])[1] for sheet in ends}

    def place(row, sheet, texts):
        ends[sheet] += 1
        return moved(row, sheet, ends[sheet], heads[sheet], texts)

    def back(row, sheet, at, texts):
        there = {**row, "#sheet": sheet, "#row": at, "#columns": heads[sheet]}
        ends[OPEN] += 1
        return moved(there, OPEN, ends[OPEN], heads[OPEN], texts)

    for what, texts in changes:
        row = next(rows)
        said = {}
        for header, text in texts.items():
            if re.fullmatch(r"[+-]\d+", text):
                text = str(day(row[header]) + timedelta(int(text)))
            elif text == "/":
                text = "{0.year}/{0.month}/{0.day}".format(day(row[header]))
            said[header] = text
        long = [[OPEN, C.name_of(row["#row"], row["#columns"][h]), "Said before."] for h in said if len(row[h]) > 40]
        if long:
            before.append({"what": "other words", "item": row["POAM ID"], "cells": long})
        due = "Scheduled Completion Date"
        if (row["#sheet"], row["#row"], row["#columns"][due]) in formulas:
            said.setdefault(due, row[due])  # the value stays when what the formula looks at changes
        after.append({"what": what, "item": row["POAM ID"],
                      "cells": [[OPEN, C.name_of(row["#row"], row["#columns"][h]), t] for h, t in said.items()]})
    for _ in range(numbers["closed"]):
        row = next(rows)
        texts = {"Status Date": "2026-10-28", "Supporting Documents": "Remediation Evidence : scan.pdf"}
        after.append({"what": "closed", "item": row["POAM ID"], "cells": place(row, CLOSED, texts)})
    for _ in range(numbers["reopened"]):
        row = next(rows)
        before.append({"what": "was closed", "item": row["POAM ID"], "cells": place(row, CLOSED, {})})
        cut = back(row, CLOSED, ends[CLOSED], {"Status Date": "2026-10-27"})
        after.append({"what": "reopened", "item": row["POAM ID"], "cells": cut})
    for _ in range(numbers["moved"]):
        row = next(rows)
        after.append({"what": "moved", "item": row["POAM ID"], "cells": place(row, CONFIGURATION, {})})
    for _ in range(numbers["vanished"]):
        row = next(rows)
        cut = [[OPEN, C.name_of(row["#row"], column), ""] for h, column in row["#columns"].items() if row[h]]
        after.append({"what": "vanished", "item": row["POAM ID"], "cells": cut})
    for n in range(numbers["renamed"]):
        row = next(rows)
        name = f"V-7700{n}"
        cell = [OPEN, C.name_of(row["#row"], row["#columns"]["POAM ID"]), name]
        after.append({"what": f"the same item under the id {name}", "item": row["POAM ID"], "cells": [cell]})
    for n in range(numbers["new"]):
        like = next(rows)
        ends[OPEN] += 1
        texts = {**{h: C.same_as(like, h) for h in heads[OPEN]}, "POAM ID": f"V-8800{n}", "Weakness Name": f"New weakness {n}",
                 "Weakness Source Identifier": f"new-{n}"}
        cells = [[OPEN, C.name_of(ends[OPEN], heads[OPEN][h]), text] for h, text in texts.items() if text]
        after.append({"what": "new", "item": texts["POAM ID"], "cells": cells})
    return {"before": before, "after": after}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workbook")
    parser.add_argument("--make-edits")
    parser.add_argument("--edits")
    parser.add_argument("-o")
    args = parser.parse_args()
    grid = C.grid(args.workbook)
    if args.make_edits:
        C.save(args.make_edits, edits(grid, C.formulas(args.workbook)))
        return
    with open(args.edits, encoding="utf-8") as file:
        told = json.load(file)
    cells = lambda key: [cell for edit in told[key] for cell in edit["cells"]]
    old = C.edited(grid, cells("before"))
    C.save(args.o, compared(old, C.edited(old, cells("after"))))


if __name__ == "__main__":
    main()
