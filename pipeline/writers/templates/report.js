"use strict";
(() => {
  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const place = new Map(rows.map((row, at) => [row, at]));
  const words = document.getElementById("words");
  const status = document.getElementById("status");
  const told = document.getElementById("told");
  const texts = new Map();

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, fold(row.textContent));
    return texts.get(row);
  };

  function filter() {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const right = status.value === "all" || row.dataset.status === status.value;
      row.hidden = !(right && wanted.every((word) => textOf(row).includes(word)));
      if (!row.hidden) shown += 1;
    }
    told.textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`;
  }

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  function sort(header, at) {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = rows.map((row) => [row.cells[at].textContent.trim(), row]);
    keyed.sort(([one, first], [two, second]) => {
      if (!one !== !two) return one ? -1 : 1; // the empty ones stay last, whichever way is up
      const order = at ? collator.compare(one, two) : place.get(first) - place.get(second);
      return (down ? -order : order) || place.get(first) - place.get(second);
    });
    body.replaceChildren(...keyed.map(([, row]) => row));
  }

  function copy(button, stub) {
    getSelection().selectAllChildren(stub);
    const done = (text) => { button.textContent = text; };
    if (!navigator.clipboard) return done("Selected");
    return navigator.clipboard.writeText(stub.textContent).then(() => done("Copied"), () => done("Selected"));
  }

  document.documentElement.classList.add("js");
  words.addEventListener("input", filter);
  status.addEventListener("change", filter);
  for (const button of table.tHead.querySelectorAll("button")) {
    const header = button.closest("th");
    button.disabled = false;
    button.addEventListener("click", () => sort(header, header.cellIndex));
  }
  for (const link of document.querySelectorAll("a[data-status]")) {
    link.addEventListener("click", () => { status.value = link.dataset.status; filter(); });
  }
  for (const button of document.querySelectorAll("button.copy")) {
    button.addEventListener("click", () => copy(button, button.nextElementSibling));
  }
  filter();
})();
