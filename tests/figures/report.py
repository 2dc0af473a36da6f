"""The figures of `poam report`, computed from the cells of a workbook by other means: openpyxl, and the rules as FedRAMP
words them. It shares no code with poam.

    python3 report.py WORKBOOK AS-OF > FIGURES.json

tests/report.rs holds `poam report --format json` to the files that this program has written.
"""

import collections
import datetime
import json
import os
import re
import sys

import openpyxl

DAYS = {"high": 30, "moderate": 90, "low": 180}
RATINGS = {"low": "low", "moderate": "moderate", "high": "high", "critical": "high"}
LATE = [("1-30", 1, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("91-180", 91, 180), ("over-180", 181, 10**6)]
DUE = [("0-30", 0, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("over-90", 91, 10**6)]
AGES = [("0-30", 0, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("91-180", 91, 180), ("181-365", 181, 365), ("over-365", 366, 10**6)]
# Words of the templates' help, and words for nothing, that count as an empty cell.
NOTHING = {"", "mandatory", "situational", "n/a", "na", "none", "-"}
SHEETS = ["Open POA&M Items", "Configuration Findings", "Closed POA&M Items"]


def words(value):
    return " ".join(str(value).split()) if value is not None else ""


def day(value):
    if isinstance(value, datetime.datetime):
        return value.date()
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", words(value))
    return datetime.date(*map(int, found.groups())) if found else None


def rows(workbook):
    for sheet in SHEETS:
        heads = None
        for row in workbook[sheet].iter_rows(values_only=True):
            if heads is None:
                if any(words(cell) == "POAM ID" for cell in row):
                    heads = [words(cell).lower() for cell in row]
                continue
            cells = dict(zip(heads, row))
            # The templates' own rows have words in this place, or an id that ends with "Example".
            if re.fullmatch(r"[A-Z]+-\d+(-\d+)*", words(cells["poam id"])):
                yield sheet, cells


def request(value):
    return {"yes": "approved", "pending": "pending"}.get(words(value).lower())


def lines(value):
    found = []
    for line in str(value or "").splitlines():
        line = " ".join(line.split())
        if line.lower() not in NOTHING and line not in found:
            found.append(line)
    return found


class Item:
    def __init__(self, sheet, cells, on):
        def rating(name):
            return RATINGS.get(words(cells.get(name)).lower())

        self.id = words(cells["poam id"])
        self.closed = sheet == "Closed POA&M Items"
        self.original = rating("original risk rating")
        names = ["risk adjustment", "false positive", "operational requirement"]
        self.requests = [request(cells.get(name)) for name in names]
        adjustment, false_positive, requirement = self.requests
        self.rating = rating("adjusted risk rating") or self.original if adjustment == "approved" else self.original
        self.detected = day(cells["original detection date"])
        self.vendor = words(cells["vendor dependency"]).lower() == "yes"
        self.checked = day(cells["last vendor check-in date"])
        tracking = "binding operational directive 22-01"
        self.kev = words(cells.get(f"{tracking} tracking")).lower() == "yes"
        self.kev_due = day(cells.get(f"{tracking} due date"))
        # From the vendor's release on the days are counted anew.
        told = re.findall(r"(?<!not )released(?:(?!\. )[^\n])*?(\d{4}-\d{2}-\d{2})", str(cells.get("comments") or ""))
        released = max(map(day, told)) if told and self.vendor else None
        self.due = None
        if self.detected and self.rating:
            start = max(filter(None, [self.detected, released]))
            self.due = start + datetime.timedelta(DAYS[self.rating])
        if self.kev and self.kev_due:
            self.due = min(filter(None, [self.due, self.kev_due]))
        self.stopped = (
            "approved" in (false_positive, requirement)
            or self.vendor
            and not released
            and self.checked is not None
            and (on - self.checked).days <= 30
        )
        self.left = (self.due - on).days if self.due else None
        self.age = (on - self.detected).days if self.detected and self.detected <= on else None
        controls = re.findall(r"\b([A-Z]{2})-\d", words(cells["controls"]).upper())
        self.names = {
            "families": list(dict.fromkeys(controls)),
            "detectors": lines(cells["weakness detector source"]),
            "services": lines(cells.get("service name")),
            "assets": list(dict.fromkeys(re.sub(r" ?\(\d+/\w+\)$", "", line) for line in lines(cells["asset identifier"]))),
        }

    @property
    def state(self):
        if self.closed:
            return "closed"
        if self.stopped:
            return "stopped"
        if self.left is None:
            return "undated"
        return "late" if self.left < 0 else "due"


def counted(items, rating=lambda item: item.rating):
    count = collections.Counter(rating(item) or "unrated" for item in items)
    return {name: count[name] for name in ["high", "moderate", "low", "unrated"]} | {"all": len(items)}


def ranges(items, table, number):
    return [
        {"days": name, "items": counted([item for item in items if first <= number(item) <= last])}
        for name, first, last in table
    ]


def top(items, kind):
    named = collections.defaultdict(list)
    for item in items:
        for name in item.names[kind]:
            named[name].append(item)

    def order(name):
        parts = re.split(r"(\d+)", name)
        return -len(named[name]), [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]

    first = [
        {"name": name, "open": counted(named[name]), "late": sum(item.state == "late" for item in named[name])}
        for name in sorted(named, key=order)[:10]
    ]
    return {"names": len(named), "unnamed": sum(not item.names[kind] for item in items), "first": first}


def figures(path, on):
    workbook = openpyxl.load_workbook(path, data_only=True)
    items = [Item(sheet, cells, on) for sheet, cells in rows(workbook)]
    opened = [item for item in items if not item.closed]
    of = {state: [item for item in opened if item.state == state] for state in ["late", "due", "stopped", "undated"]}
    aged = [item for item in opened if item.age is not None]

    def trigger(rating, limit, review, plan):
        def older(days):
            return sum(item.rating == rating and not item.stopped and item.age is not None and item.age > days for item in opened)

        asks = "corrective-action-plan" if older(plan) >= limit else "detailed-finding-review" if older(review) >= limit else "none"
        return {
            "rating": rating,
            "limit": limit,
            "review-days": review,
            "review": older(review),
            "plan-days": plan,
            "plan": older(plan),
            "asks-for": asks,
        }

    def deviation(at, name):
        def count(closed, state):
            return sum(item.closed == closed and item.requests[at] == state for item in items)

        return {
            "type": name,
            "pending": count(False, "pending"),
            "approved": count(False, "approved"),
            "closed-pending": count(True, "pending"),
            "closed-approved": count(True, "approved"),
        }

    return {
        "workbook": os.path.basename(path),
        "as-of": str(on),
        "open": counted(opened),
        "original": counted(opened, lambda item: item.original),
        "closed": len(items) - len(opened),
        "late": ranges(of["late"], LATE, lambda item: -item.left),
        "due": [{"days": "late", "items": counted(of["late"])}]
        + ranges(of["due"], DUE, lambda item: item.left)
        + [{"days": name, "items": counted(of[name])} for name in ["stopped", "undated"]],
        "due-within": {str(days): sum(item.left <= days for item in of["due"]) for days in [30, 60, 90]},
        "ages": ranges(aged, AGES, lambda item: item.age)
        + [{"days": "unknown", "items": counted([item for item in opened if item.age is None])}],
        "triggers": [trigger("high", 5, 30, 60), trigger("moderate", 10, 90, 120)],
        "vendors": {item.id: (on - item.checked).days if item.checked else None for item in opened if item.vendor},
        "deviations": [
            deviation(at, name) for at, name in enumerate(["risk-adjustment", "false-positive", "operational-requirement"])
        ],
        "exploited": {item.id: str(item.kev_due) if item.kev_due else None for item in opened if item.kev},
    } | {kind: top(opened, kind) for kind in ["services", "assets", "families", "detectors"]}


if __name__ == "__main__":
    workbook, on = sys.argv[1:]
    print(json.dumps(figures(workbook, datetime.date.fromisoformat(on)), indent=1))
