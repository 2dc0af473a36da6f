"""What an item says: its dates, ratings, deviations, milestones, and when it is due."""

import datetime
import ipaddress
import re

from cells import CLOSED, CONFIGURATION, OPEN, day
from faults import KEV, KEV_DUE

DAYS = {"High": 30, "Moderate": 90, "Low": 180}
RATINGS = {"low": "Low", "moderate": "Moderate", "medium": "Moderate", "high": "High", "critical": "High"}
RANK = {"Low": 0, "Moderate": 1, "High": 2}
NONE = {"n/a", "none", "na", "-"}
REQUESTS = {"Risk Adjustment": "risk adjustment", "False Positive": "false positive",
            "Operational Requirement": "operational requirement"}


def rating(text):
    return RATINGS.get(text.strip().lower())


def request(text):
    return {"yes": "Yes", "pending": "Pending"}.get(text.strip().lower(), "No")


def milestones(text, with_action):
    """[(number, action, date, text)] and whether all of it could be read."""
    found, good = [], True
    for block in re.split(r"\n[ \t]*\n\s*", text.strip()) if text.strip() else []:
        action = r"\s*(new|update|complete)" if with_action else r"()"
        match = re.match(r"\((\d+)\)" + action + r"\s*(\d{4}[-/]\d{1,2}[-/]\d{1,2})\s*:\s*(.*)", block, re.S | re.I)
        if match and day(match.group(3)):
            found.append((match.group(1), match.group(2).lower(), day(match.group(3)), match.group(4).strip()))
        else:
            good = False
            found.append((None, None, None, block))
    return found, good


def address(text):
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return None


def is_shorthand(line):
    line = line.strip().lower()
    words = [w for w in re.split(r"[\s,]+", line) if w]
    if any(w in ("etc", "etc.", "various", "multiple", "several") for w in words):
        return True
    if re.search(r"(^|[\s,])\+?\d+[\s,]+(more|others?|additional|similar)\b", line):
        return True
    if "/" in line and address(line.split("/")[0]):
        bits = line.split("/", 1)[1].strip()
        return bits.isdigit() and bits not in ("32", "128")
    parts = re.split(r"[-\u2013]", line, maxsplit=1)
    return len(parts) == 2 and bool(address(parts[0])) and (
        bool(address(parts[1])) or (parts[1].strip().isdigit() and int(parts[1]) <= 255))


def is_team(text):
    teams = {"team", "group", "ops", "security", "support", "admin", "soc", "info"}
    if "@" in text and not re.search(r"\s", text):
        return any(word in teams for word in re.split(r"\W", text.split("@")[0].lower()))
    words = re.findall(r"\w+", text.lower())
    return bool(words) and words[-1] in teams and "-" not in text


def evidence(item):
    """[(type or none, name)] of Supporting Documents."""
    found = []
    for line in item["Supporting Documents"].splitlines():
        if line.strip() and line.strip().lower() not in ("none", "n/a"):
            kind, _, name = line.partition(" : ")
            found.append((kind.strip(), name.strip()) if name else (None, kind.strip()))
    return found


class Item:
    def __init__(self, row):
        self.row = row
        self.id, self.sheet = row["POAM ID"], row["#sheet"]
        self.open, self.closed = row["#sheet"] in (OPEN, CONFIGURATION), row["#sheet"] == CLOSED
        self.detected, self.scheduled = self.date("Original Detection Date"), self.date("Scheduled Completion Date")
        self.status, self.asked = self.date("Status Date"), self.date("Last Vendor Check-in Date")
        self.kev_due = self.date(KEV_DUE)
        self.original, self.adjusted = rating(self["Original Risk Rating"]), rating(self["Adjusted Risk Rating"])
        self.requests = {name: request(self[name]) for name in REQUESTS}
        self.vendor = self["Vendor Dependency"].lower() in ("yes", "y")
        self.kev = self[KEV].lower() == "yes"
        self.planned, self.planned_good = milestones(self["Planned Milestones"], False)
        self.changes, self.changes_good = milestones(self["Milestone Changes"], True)
        self.excused = "Yes" in (self.requests["False Positive"], self.requests["Operational Requirement"])
        self.cves = re.findall(r"CVE-\d{4}-\d{4,}", self["CVE"], re.I)
        told = re.findall(r"(?<!not )released(?:(?!\. )[^\n])*?(\d{4}-\d{2}-\d{2})", self["Comments"])
        self.released = max(map(day, told)) if told and self.vendor else None

    def __getitem__(self, header):
        return self.row.get(header, "")

    def has(self, header):
        return header in self.row

    def blank(self, header):
        return self.has(header) and not self[header]

    def date(self, header):
        return day(self[header])

    def rating(self):
        return (self.adjusted if self.requests["Risk Adjustment"] == "Yes" else None) or self.original

    def due_by_rating(self):
        rated = self.rating()
        start = self.detected
        if self.released and start and self.released > start:
            start = self.released
        return start + datetime.timedelta(DAYS[rated]) if start and rated else None

    def due(self):
        days = [d for d in (self.due_by_rating(), self.kev_due if self.kev else None) if d]
        return min(days) if days else None

    def waits(self, on):
        return self.vendor and not self.released and bool(self.asked) and (on - self.asked).days <= 30
