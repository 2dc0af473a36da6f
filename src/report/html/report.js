// Sorts and filters the list of items. It changes nothing but the list, and the page says the same without it.
(() => {
  "use strict";
  const PAGE = 100;
  const byId = (id) => document.getElementById(id);
  const list = byId("list");
  const body = list.tBodies[0];
  const rows = Array.from(body.rows);
  const form = byId("controls");
  const fields = ["find", "state", "rating", "flag"].map(byId);
  const [find, state, rating, flag] = fields;
  const order = new Intl.Collator("en", { numeric: true });
  const ratings = ["high", "moderate", "low", "unrated"];
  const names = { family: "Control family", detector: "Detector", asset: "Asset", service: "Service", id: "POAM ID",
    late: "Days late", due: "Days left", age: "Age in days" };
  const texts = new Map();
  let extra = {};
  let limit = PAGE;
  let sorted = { column: -1, down: false };

  const text = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const within = (number, range) => {
    if (range === "none") return number === undefined;
    if (number === undefined) return false;
    const [from, to] = range.split("..");
    return +number >= +from && (to === "" || +number <= +to);
  };
  const tests = {
    late: (row, range) => within(row.dataset.days === undefined ? undefined : -row.dataset.days, range),
    due: (row, range) => within(row.dataset.days, range),
    age: (row, range) => within(row.dataset.age, range),
    id: (row, id) => row.cells[0].textContent === id,
  };
  const isOpen = (row) => row.dataset.state !== "closed" && row.dataset.state !== "document";
  const is = (row, words) => {
    if (state.value && (state.value === "open" ? !isOpen(row) : row.dataset.state !== state.value)) return false;
    if (rating.value && row.dataset.rating !== rating.value) return false;
    if (flag.value && !(row.dataset.flag || "").split(" ").includes(flag.value)) return false;
    for (const [name, value] of Object.entries(extra)) {
      const test = tests[name] || ((one) => (one.dataset[name] || "").split("\n").includes(value));
      if (!test(row, value)) return false;
    }
    return words.every((word) => text(row).includes(word));
  };

  const keys = {
    id: (row, at) => row.cells[at].textContent,
    text: (row, at) => row.cells[at].textContent.replace("\u2013", ""),
    number: (row) => (row.dataset.age === undefined ? "" : +row.dataset.age),
    days: (row) => (row.dataset.days === undefined ? "" : +row.dataset.days),
    rating: (row) => ratings.indexOf(row.dataset.rating),
  };
  const compare = (a, b) => {
    // What is blank stands last, whichever way the rest is sorted.
    if (a.key === "" || b.key === "") return (a.key === "") - (b.key === "") || a.at - b.at;
    const way = typeof a.key === "number" ? a.key - b.key : order.compare(a.key, b.key);
    return (sorted.down ? -way : way) || a.at - b.at;
  };

  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let chosen = rows.filter((row) => is(row, words));
    if (sorted.column >= 0) {
      const key = keys[list.tHead.rows[0].cells[sorted.column].dataset.sort];
      chosen = chosen.map((row, at) => ({ row, at, key: key(row, sorted.column) })).sort(compare).map((one) => one.row);
    }
    const page = chosen.slice(0, limit);
    body.replaceChildren(...page);
    const number = (count) => count.toLocaleString("en");
    const some = chosen.length === rows.length ? `${number(rows.length)} items` : `${number(chosen.length)} of ${number(rows.length)} items`;
    byId("count").textContent = page.length < chosen.length ? `${some}, the first ${number(page.length)} shown` : some;
    byId("more").parentElement.hidden = page.length === chosen.length;
    const chips = Object.entries(extra).map(([name, value]) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.textContent = `${names[name]}: ${value.replace(/^(\d+)\.\.$/, "$1 and more").replace("..", " to ")} \u00d7`;
      chip.setAttribute("aria-label", `Take away the filter ${names[name]} ${value}`);
      chip.addEventListener("click", () => { delete extra[name]; again(); find.focus(); });
      return chip;
    });
    byId("chips").replaceChildren(...chips);
  };
  const again = () => { limit = PAGE; show(); };

  for (const [at, head] of Array.from(list.tHead.rows[0].cells).entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      sorted = { column: at, down: sorted.column === at && !sorted.down };
      for (const other of list.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      again();
    });
    head.replaceChildren(button);
  }
  // On a narrow screen rows are drawn as blocks; they stay a table to whom it is read.
  list.setAttribute("role", "table");
  list.tHead.setAttribute("role", "rowgroup");
  body.setAttribute("role", "rowgroup");
  for (const row of [list.tHead.rows[0], ...rows]) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      const head = row === list.tHead.rows[0] ? "columnheader" : "rowheader";
      cell.setAttribute("role", cell.tagName === "TH" ? head : "cell");
    }
  }
  let waiting = 0;
  find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(again, 120); });
  for (const field of [state, rating, flag]) field.addEventListener("change", again);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => { extra = {}; setTimeout(again); });
  byId("more").addEventListener("click", () => { limit += 5 * PAGE; show(); });
  byId("all").addEventListener("click", () => { limit = Infinity; show(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-filter]");
    if (!link) return;
    const wanted = JSON.parse(link.dataset.filter);
    form.reset();
    extra = {};
    for (const [name, value] of Object.entries(wanted)) {
      const field = fields.find((one) => one.id === name);
      if (field) field.value = value; else extra[name] = value;
    }
    again();
  });
  // A table that does not scroll is no stop for the keyboard.
  const stops = () => {
    for (const box of document.querySelectorAll(".scroll")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("resize", stops);
  form.hidden = false;
  show();
  stops();
})();
