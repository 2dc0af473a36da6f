"""Looks at reports in headless Chromium: nothing in the console, nothing asked of the network, no page wider than its
window, no text of a chart cut, filters and sorting do what they say, and without the script all is there.

    python3 tests/browser/check.py REPORT.html HOSTILE.html [BIG.html]

REPORT is of samples/meridian-v2.1.xlsx; HOSTILE has texts that want to be more than texts; BIG has thousands of items.
CHROMIUM names the browser (default: chromium), SCREENSHOTS a folder to put pictures into.
"""

import os
import sys
import time

from devtools import Browser

WIDTHS = [360, 1280]

# What is wider than its place: the page itself, or a chart's text beyond its drawing.
TOO_WIDE = """(() => {
  const wide = [];
  if (document.documentElement.scrollWidth > window.innerWidth) {
    wide.push(`the page: ${document.documentElement.scrollWidth}`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    const edge = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) {
      const at = text.getBoundingClientRect();
      if (at.left < edge.left - 1 || at.right > edge.right + 1 || at.top < edge.top - 4 || at.bottom > edge.bottom + 4) {
        wide.push(`a chart's text: ${text.textContent}`);
      }
      if (at.height < 10) wide.push(`too small to read: ${text.textContent} (${at.height})`);
    }
  }
  for (const table of document.querySelectorAll(".scroll")) {
    if (window.innerWidth < 500 && table.scrollWidth > table.clientWidth + 1) {
      wide.push(`a table: ${table.textContent.trim().slice(0, 40)} (${table.scrollWidth})`);
    }
  }
  return wide;
})()"""

# What a screen reader needs.
UNNAMED = """(() => {
  const faults = [];
  const one = (selector) => document.querySelectorAll(selector).length === 1 || faults.push(`not one ${selector}`);
  ["h1", "main", "header", "nav[aria-label]", "footer", "title", "html[lang]"].forEach((s) => {
    if (s === "title") { if (!document.title) faults.push("no title"); } else one(s);
  });
  for (const section of document.querySelectorAll("main > section")) {
    if (!section.querySelector("h2") || !document.getElementById(section.getAttribute("aria-labelledby"))) {
      faults.push(`section ${section.id}`);
    }
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption || !table.caption.textContent.trim()) faults.push("a table without a caption");
    for (const head of table.querySelectorAll("th")) if (!head.scope) faults.push(`no scope: ${head.textContent}`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    const ids = (svg.getAttribute("aria-labelledby") || "").split(" ");
    if (svg.getAttribute("role") !== "img" || ids.length !== 2 || ids.some((id) => !document.getElementById(id)?.textContent)) {
      faults.push("a chart without words");
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => faults.push(`twice: ${id}`));
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (!document.getElementById(link.getAttribute("href").slice(1))) faults.push(`leads nowhere: ${link.href}`);
  }
  for (const field of document.querySelectorAll("input, select")) if (!field.closest("label")) faults.push("a field without a label");
  return faults;
})()"""

# Scripts that are not the page's own.
STRANGE = """(() => {
  const script = document.createElement("script");
  script.textContent = "window.taken = 6";
  const image = document.createElement("div");
  image.innerHTML = "<img src=x onerror='window.taken = 7'>";
  document.body.append(script, image);
})()"""

ROWS = "document.querySelectorAll('#list tbody tr')"

failed = 0


def hold(is_so, what):
    global failed
    if not is_so:
        failed += 1
        print(f"FAILED: {what}")


def look(browser, path):
    name = os.path.splitext(os.path.basename(path))[0]
    for width in WIDTHS:
        for dark in [False, True]:
            browser.open(path, width, dark=dark)
            if os.environ.get("SCREENSHOTS"):
                browser.screenshot(os.path.join(os.environ["SCREENSHOTS"], f"{name}-{width}{'-dark' if dark else ''}.png"))
        hold(not browser.complaints(), f"{name} at {width}: {browser.complaints()}")
        wide = browser.eval(TOO_WIDE)
        hold(not wide, f"{name} at {width}: too wide or too small: {wide[:5]}")
    unnamed = browser.eval(UNNAMED)
    hold(not unnamed, f"{name}: {unnamed[:5]}")
    for width in WIDTHS:
        browser.open(path, width, script=False)
        hold(not browser.complaints(), f"{name} without script: {browser.complaints()}")
        wide = browser.eval(TOO_WIDE)
        hold(not wide, f"{name} at {width} without script: too wide or too small: {wide[:5]}")
    visible = browser.eval("getComputedStyle(document.getElementById('controls')).display")
    hold(visible == "none", f"{name}: controls are shown that do nothing without the script")


def count(browser):
    return browser.eval(f"{ROWS}.length")


def column(browser, at):
    return browser.eval(f"[...{ROWS}].map((row) => row.cells[{at}].textContent)")


def choose(browser, field, value):
    event = "input" if field == "find" else "change"
    browser.eval(
        f"(() => {{ const field = document.getElementById('{field}'); field.value = {value!r};"
        f" field.dispatchEvent(new Event('{event}', {{ bubbles: true }})); }})()"
    )
    if field == "find":
        time.sleep(0.4)


def clear(browser):
    browser.eval("document.querySelector('#controls button[type=reset]').click()")
    time.sleep(0.1)


def sort(browser, at):
    browser.eval(f"document.querySelectorAll('#list thead th button')[{at}].click()")


def use(browser, path):
    """Filters and sorts the sample of 34 items."""
    browser.open(path, 1280, script=False)
    whole = column(browser, 0)
    hold(len(whole) == 34, f"without the script there are {len(whole)} items")
    browser.open(path, 1280)
    hold(column(browser, 0) == whole, "with the script the list begins as it is without")
    states = {"open": 28, "late": 3, "closed": 6, "stopped": 3, "": 34}
    for state, expected in states.items():
        choose(browser, "state", state)
        hold(count(browser) == expected, f"{state or 'all'}: {count(browser)} items, not {expected}")
    choose(browser, "rating", "high")
    choose(browser, "state", "open")
    hold(count(browser) == 6, f"open and High: {count(browser)}")
    hold(browser.eval("document.getElementById('count').textContent") == "6 of 34 items", "the count is told")
    clear(browser)
    hold(count(browser) == 34, "cleared")
    choose(browser, "flag", "vendor")
    hold(count(browser) == 3, f"vendor dependencies: {count(browser)}")
    clear(browser)
    choose(browser, "find", "nessus RELAY")
    found = browser.eval(f"[...{ROWS}].map((row) => row.textContent.toLowerCase())")
    hold(found and all("nessus" in text and "relay" in text for text in found), f"search: {found}")
    clear(browser)

    sort(browser, 0)
    ids = column(browser, 0)
    hold(ids == sorted(whole, key=lambda name: int(name.split("-")[1])), f"by id: {ids[:5]}")
    sort(browser, 0)
    hold(column(browser, 0) == ids[::-1], "by id, downwards")
    pressed = browser.eval("[...document.querySelectorAll('#list thead th')].map((th) => th.getAttribute('aria-sort'))")
    hold(pressed[0] == "descending" and not any(pressed[1:]), f"aria-sort: {pressed}")
    sort(browser, 5)
    due = [day for day in column(browser, 5) if day != "\u2013"]
    hold(due == sorted(due) and len(due) > 20, f"by due date: {due[:5]}")
    sort(browser, 2)
    hold("late" in column(browser, 2)[0], f"by state the latest is first: {column(browser, 2)[0]}")
    sort(browser, 7)
    sort(browser, 7)
    ages = [int(age) for age in column(browser, 7) if age != "\u2013"]
    hold(ages == sorted(ages, reverse=True) and column(browser, 7)[-1] == "\u2013", f"by age, blanks last: {ages[:5]}")

    # Each figure that leads to the list leads to as many items as it says.
    links = browser.eval("document.querySelectorAll('a[data-filter]').length")
    hold(links > 100, f"{links} figures lead to the list")
    for at in range(links):
        says = browser.eval(
            f"(() => {{ const link = document.querySelectorAll('a[data-filter]')[{at}]; link.click();"
            f" return [link.textContent, link.dataset.filter, {ROWS}.length]; }})()"
        )
        expected = int(says[0]) if says[0].isdigit() else 1
        hold(says[2] == expected, f"{says[0]} leads to {says[2]} items: {says[1]}")
    chips = browser.eval("[...document.querySelectorAll('#chips button')].map((chip) => chip.textContent)")
    hold(len(chips) == 1 and chips[0].startswith("Detector: "), f"the last one is of open items of a detector: {chips}")
    browser.eval("document.querySelector('#chips button').click()")
    hold(count(browser) == 28, f"without the detector all open items are left: {count(browser)}")
    hold(not browser.complaints(), f"in use: {browser.complaints()}")


def attack(browser, path):
    for script in [True, False]:
        browser.open(path, 1280, script=script)
        hold(browser.eval("window.taken") is None, "a text was run")
        texts = browser.eval(f"[...{ROWS}].map((row) => row.cells[1].textContent)")
        hold(any("<script>window.taken = 1</script>" in text for text in texts), f"texts are shown as they are: {texts[:2]}")
    browser.open(path, 1280)
    links = browser.eval(
        "[...document.querySelectorAll('a[data-filter]')].filter((link) => {"
        f" link.click(); return {ROWS}.length === 0; }}).map((link) => link.dataset.filter)"
    )
    hold(not links, f"figures that lead to nothing: {links[:3]}")
    hold(browser.eval("window.taken") is None and not browser.complaints(), f"hostile: {browser.complaints()}")


    # Were a text to become a script after all, the page's policy would not run it.
    browser.eval(STRANGE)
    time.sleep(0.3)
    hold(browser.eval("window.taken") is None, f"a strange script ran: {browser.eval('window.taken')}")


def hurry(browser, path):
    start = time.monotonic()
    browser.open(path, 1280)
    loaded = time.monotonic() - start
    hold(count(browser) == 100, f"the first hundred are shown: {count(browser)}")
    timed = browser.eval(
        "(() => { const start = performance.now(); const find = document.getElementById('state');"
        " find.value = 'late'; find.dispatchEvent(new Event('change')); document.body.offsetHeight;"
        " document.querySelectorAll('#list thead th button')[1].click(); document.body.offsetHeight;"
        " return performance.now() - start; })()"
    )
    print(f"the big one: loaded in {loaded:.1f} s, filtered and sorted in {timed:.0f} ms")
    hold(loaded < 30 and timed < 5000, "too slow")
    clear(browser)
    browser.eval("document.getElementById('all').click()")
    hold(count(browser) > 1000, f"all: {count(browser)}")


def main():
    report, hostile, *big = sys.argv[1:]
    with Browser(os.environ.get("CHROMIUM", "chromium")) as browser:
        for path in [report, hostile, *big]:
            look(browser, path)
        use(browser, report)
        attack(browser, hostile)
        for path in big:
            hurry(browser, path)
    if failed:
        sys.exit(f"{failed} faults")
    print("the reports look right")


if __name__ == "__main__":
    main()
