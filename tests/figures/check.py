"""How many findings each rule of `poam check` must give on a workbook, computed from its cells.

    check.py WORKBOOK --as-of 2026-05-31 [--edits FILE] [--previous-edits FILE] -o check-NAME.json
    check.py WORKBOOK --as-of 2026-05-31 --make-faults FILE

With --edits the cells of the file's list `after` are put in first. With --previous-edits last month's workbook is the
same one with that file's `before`, and this month's has `before` and `after`. --make-faults writes such a list: a few rows
for each kind of fault. The rules are written down here a second time, from FedRAMP's guide, and share no code with poam.
"""

import argparse
import collections
import datetime
import json
import re

import cells as C
from cells import CLOSED, CONFIGURATION, OPEN, day
from faults import KEV, KEV_DUE, faults
from items import NONE, RANK, REQUESTS, Item, evidence, is_shorthand, is_team

CONTROL = re.compile(r"[A-Z]{2}-\d+(\s*\(\s*\d+\s*\))*")
FAMILIES = "AC AT AU CA CM CP IA IR MA MP PE PL PM PS PT RA SA SC SI SR".split()


def judge(item, on, counts, is_new_template):
    def say(code, times=1):
        counts[code] += times

    if item.blank("POAM ID"):
        say("item-without-id")
    ids = [c.strip() for c in re.split(r"[,;\n]", item["Controls"]) if c.strip()]
    good = [c for c in ids if CONTROL.fullmatch(c.upper()) and c[:2].upper() in FAMILIES]
    if item.has("Controls") and not good:
        say("item-without-control")
    elif len(good) < len(ids):
        say("control-unreadable")
    if item.sheet == CONFIGURATION and good and not any(c.upper().startswith("CM-6") for c in good):
        say("configuration-without-cm-6")
    for header in ("Weakness Name", "Weakness Description", "Weakness Detector Source"):
        if item.blank(header):
            say("weakness-blank")
    if item.blank("Weakness Source Identifier") and not is_new_template:
        say("source-identifier-blank")
    lines = [line for line in item["Asset Identifier"].splitlines() if line.strip()]
    if item.blank("Asset Identifier"):
        say("item-without-asset")
    if any(map(is_shorthand, lines)):
        say("assets-abbreviated")
    # A place such as "Data center B, cage 7" is one asset: names of hosts have no blanks.
    if any(re.fullmatch(r"\s*[^\s,;]+(\s*[,;]\s*[^\s,;]+)+\s*", line) for line in lines):
        say("assets-on-one-line")
    if item.blank("Point of Contact"):
        say("item-without-contact")
    elif item.open:
        names = [n for n in re.split(r"[\n;/]", item["Point of Contact"]) if n.strip()]
        if len(names) > 1 or is_team(item["Point of Contact"]):
            say("no-single-owner")
    plan = item["Overall Remediation Plan"]
    if item.blank("Overall Remediation Plan"):
        say("item-without-plan")
    elif item.open and plan.strip(" .!").lower() in ("tbd", "to be determined", "under review", "will be fixed"):
        say("plan-vague")
    for header in C.DATES:
        if item[header] and not item.date(header) and item[header].lower() not in ("n/a", "none"):
            say("date-unreadable")
    if item.blank("Original Detection Date"):
        say("item-without-detection-date")
    if item.detected and item.detected > on:
        say("detected-in-the-future")
    if item.detected and item.scheduled and item.detected > item.scheduled:
        say("detected-after-completion")
    ratings(item, say, is_new_template)
    deviations(item, say)
    vendor(item, on, say)
    kev(item, on, say)
    if item["CVE"] and item["CVE"].lower() not in ("none", "n/a"):
        rest = re.sub(r"CVE-\d{4}-\d{4,}", "", item["CVE"], flags=re.I)
        if re.search(r"\w", rest):
            say("cve-unreadable")
    services(item, say)
    if item.closed:
        closed(item, on, say)
    if not item.open:
        return
    if item.blank("Scheduled Completion Date"):
        say("item-without-due-date")
    due = item.due_by_rating()
    if item.scheduled and due and due < item.scheduled and not item.excused and (not item.vendor or item.released):
        say("scheduled-too-late")
    dates = [date for _, _, date, _ in item.planned if date]
    if item.scheduled and dates and max(dates) > item.scheduled:
        say("scheduled-before-last-milestone")
    if item.has("Planned Milestones") and not dates:
        say("item-without-milestone")
    if item.blank("Status Date"):
        say("item-without-status-date")
    if item.status:
        if item.detected and item.status < item.detected or item.status > on:
            say("status-date-impossible")
        elif (on - item.status).days > 90:
            say("item-stale")
    if item.has("Milestone Changes") and item.detected and not item.vendor and not item.excused:
        reached = any(a == "complete" and d and 0 <= (on - d).days <= 90 for _, a, d, _ in item.changes)
        if (on - item.detected).days > 90 and not reached:
            say("no-milestone-reached")
    if item.due() and item.due() < on and not item.excused and not item.waits(on):
        say("item-late")
        counts["days late"] += (on - item.due()).days


def steps(item, counts):
    dated = any(date for _, _, date, _ in item.planned)
    if not item.planned_good and (dated or not item.open):
        counts["milestone-unreadable"] += 1
    if not item.changes_good:
        counts["milestone-unreadable"] += 1
    numbers = [n for n, _, _, _ in item.planned if n]
    if len(set(numbers)) < len(numbers):
        counts["milestone-number-of-two"] += 1
    known = set(numbers)
    for number, action, _, _ in item.changes:
        if number and (action == "new") == (number in known):
            counts["milestone-change-of-nothing"] += 1
            break
        known.add(number)


def ratings(item, say, is_new_template):
    if item.blank("Original Risk Rating"):
        say("item-without-rating")
    elif not item.original:
        say("rating-unknown")
    text = item["Adjusted Risk Rating"]
    if text and text.lower() not in NONE and not item.adjusted:
        say("rating-unknown")
        return
    asked = item.requests["Risk Adjustment"]
    unreadable = item["Risk Adjustment"].lower() not in ("yes", "no", "pending", "")
    if asked == "No":
        if item.adjusted and not unreadable:
            say("adjusted-without-adjustment")
        elif not text and item.open and not is_new_template and item.has("Adjusted Risk Rating"):
            say("adjusted-rating-blank")
    elif not item.adjusted or item.adjusted == item.original:
        say("adjustment-without-rating")
    elif item.original and RANK[item.adjusted] > RANK[item.original]:
        say("rating-raised")


def deviations(item, say):
    words = ("yes", "no", "pending", "n", "false", "n/a", "none", "-", "")
    for header in REQUESTS:
        if item[header].lower() not in words:
            say("deviation-unknown")
    if item.open and any(item.blank(header) for header in REQUESTS):
        say("deviation-blank")
    asked = [REQUESTS[header] for header, said in item.requests.items() if said != "No"]
    if asked:
        told = item["Deviation Rationale"].lower()
        if not told:
            say("deviation-without-rationale")
        elif not all(re.search(rf"(^|\n){kind}\s*:", told) for kind in asked):
            say("rationale-without-type")
        if not evidence(item):
            say("deviation-without-document")
    if item.open and item.requests["False Positive"] == "Yes":
        say("false-positive-still-open")
    if item.open and item.requests["Operational Requirement"] == "Yes" and item.rating() == "High":
        say("high-operational-requirement")
    auto = item["Auto-Approve"].lower()
    if auto and auto not in ("yes", "no"):
        say("auto-approve-unknown")
    elif auto == "yes" and item.requests["Risk Adjustment"] != "Yes":
        say("auto-approve-without-adjustment")


def vendor(item, on, say):
    word = item["Vendor Dependency"].lower()
    if word not in ("yes", "y", "no", "n", "false", "n/a", "none", "-", ""):
        say("vendor-dependency-unknown")
        return
    if item.open and item.blank("Vendor Dependency"):
        say("vendor-dependency-unknown")
    if not item.open:
        return
    product = item["Vendor Dependent Product Name"].lower() not in ("", "n/a", "none")
    if not item.vendor:
        if item.asked or product:
            say("vendor-details-left-over")
        return
    if not product:
        say("vendor-without-product")
    if item.blank("Last Vendor Check-in Date"):
        say("vendor-without-check-in")
    elif item.asked and item.asked > on:
        say("check-in-in-the-future")
    elif item.asked and (on - item.asked).days > 30 and not item.released:
        say("vendor-not-asked")
    if item.rating() == "High" and item.detected and (on - item.detected).days > 30 and not item.released:
        if not item.excused:
            say("high-waits-for-vendor")


def kev(item, on, say):
    word = item[KEV].lower()
    if word not in ("yes", "no", ""):
        say("kev-unknown")
    if not item.open:
        return
    if not item.kev:
        if item.kev_due:
            say("kev-date-alone")
        return
    if not item.cves:
        say("kev-without-cve")
    if item.blank(KEV_DUE):
        say("kev-without-date")
    if item.kev_due and item.scheduled and item.scheduled > item.kev_due:
        say("scheduled-after-kev-date")
    if item.kev_due and item.kev_due < on and item.requests["False Positive"] != "Yes":
        say("kev-overdue")


def services(item, say):
    names = [n.strip().lower() for n in item["Service Name"].splitlines() if n.strip()]
    if len(set(names)) < len(names):
        say("service-twice")
    if len(names) > 1 and set(names) & {"all", "internal"}:
        say("service-not-alone")
    if any("," in n or ";" in n for n in names):
        say("services-on-one-line")


def closed(item, on, say):
    if item.blank("Status Date"):
        say("closed-without-date")
    if item.status and (item.detected and item.status < item.detected or item.status > on):
        say("closing-date-impossible")
    shown = any("deviation" not in (kind or "").lower() for kind, _ in evidence(item))
    done = {number for number, action, _, _ in item.changes if action == "complete"}
    all_done = bool(item.planned) and all(number in done for number, _, _, _ in item.planned)
    if item.requests["False Positive"] == "Yes" or shown or all_done:
        return
    deviating = item.requests["Operational Requirement"] == "Yes" or item.vendor
    say("closed-by-deviation" if deviating else "closed-without-evidence")


def against(items, before, counts):
    then = {}
    for item in before:
        then.setdefault(item.id, item)
    now = {item.id for item in items}
    for item_id, old in then.items():
        if item_id and item_id not in now:
            counts["closed-item-vanished" if old.closed else "item-vanished"] += 1
    for item in items:
        old = then.get(item.id) if item.id else None
        if not old:
            continue
        if item.detected and old.detected and item.detected != old.detected:
            counts["detection-date-changed"] += 1
        if item.original and old.original and item.original != old.original:
            counts["original-rating-changed"] += 1
        if item.open and item.scheduled and old.scheduled and item.scheduled != old.scheduled:
            approved = item.requests["Risk Adjustment"] == "Yes" != old.requests["Risk Adjustment"]
            rose = RANK.get(item.rating(), -1) > RANK.get(old.rating(), -1)
            if not (approved or rose or item.released):
                counts["due-date-changed"] += 1
            told = ("Milestone Changes", "Comments", "Deviation Rationale")
            if not any(item[header] and item[header] != old[header] for header in told):
                counts["due-date-changed-without-reason"] += 1
        if item.sheet == old.sheet and item.status and old.status and item.status <= old.status:
            same = lambda header: item[header] == old[header] or day(item[header] or "") and (
                day(item[header]) == day(old[header] or ""))
            if any(item.has(h) and old.has(h) and not same(h) for h in C.COLUMNS if h != "Resources Required"):
                counts["status-date-not-moved"] += 1
        if item.open and old.planned and item.planned != old.planned:
            counts["milestones-changed"] += 1
        if any(change not in item.changes for change in old.changes):
            counts["milestone-change-removed"] += 1
        told = item["Comments"] and item["Comments"] != old["Comments"]
        for header in REQUESTS:
            if old.requests[header] == "Yes" != item.requests[header] and not told:
                counts["deviation-taken-back"] += 1


def figures(grid, on, before=None):
    items = [Item(row) for row in C.table(grid)]
    counts = collections.Counter()
    block = C.header_block(grid)
    if len(block) < 4:
        counts["header-incomplete"] += 1
    for sheet in (CLOSED, CONFIGURATION):
        other = C.header_block(grid, sheet)
        counts["header-differs"] += sum(other[label] != block.get(label, "") for label in other if label in block)
    is_new = "Planned Milestones" not in C.headers(grid[OPEN])[1]
    seen = set()
    for item in items:
        judge(item, on, counts, is_new)
        steps(item, counts)
        if item.id and item.id in seen:
            counts["id-of-two-items"] += 1
        seen.add(item.id)
    if not is_new:
        ids = [item.id for item in items if item.open and item.id]
        odd = [name for name in ids if not re.fullmatch(r"V-\d+", name)]
        counts["id-not-as-recommended"] += 1 if len(odd) == len(ids) > 1 else len(odd)
    services_named = any(item.open and item["Service Name"] for item in items)
    if services_named:
        asked = [item for item in items if item.open and item.has("Service Name")]
        blank = sum(item.blank("Service Name") for item in asked)
        counts["service-blank"] += 1 if blank > 1 and blank * 2 > len(asked) else blank
    for code, rated, number, review in (("many-old-high-items", "High", 5, 30),
                                        ("many-old-moderate-items", "Moderate", 10, 90)):
        old = [i for i in items if i.open and i.rating() == rated and not i.excused and not i.waits(on)
               and i.detected and (on - i.detected).days > review]
        if len(old) >= number:
            counts[code] += 1
    if before is not None:
        against(items, [Item(row) for row in C.table(before)], counts)
    return {"items": len(items), "days-late": counts.pop("days late", 0),
            "counts": {code: count for code, count in sorted(counts.items()) if count}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workbook")
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--edits")
    parser.add_argument("--previous-edits")
    parser.add_argument("--make-faults")
    parser.add_argument("-o")
    args = parser.parse_args()
    grid = C.grid(args.workbook)
    if args.make_faults:
        C.save(args.make_faults, {"before": [], "after": faults(grid)})
        return
    before = None
    name = args.edits or args.previous_edits
    if name:
        with open(name, encoding="utf-8") as file:
            told = json.load(file)
        cells = lambda key: [cell for edit in told[key] for cell in edit["cells"]]
        grid = C.edited(grid, cells("before"))
        before = grid if args.previous_edits else None
        grid = C.edited(grid, cells("after"))
    said = figures(grid, datetime.date.fromisoformat(args.as_of), before)
    C.save(args.o, {"as-of": args.as_of, **said})


if __name__ == "__main__":
    main()
