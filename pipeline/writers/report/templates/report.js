"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  // A copy of the page elsewhere on a disk does not have the files beside it.
  if (location.protocol === "file:" && !/\/output\/[^/]*$/.test(location.pathname)) {
    for (const link of document.querySelectorAll(".made a")) link.removeAttribute("href");
  }
  const table = document.getElementById("table");
  if (!table) return;
  const rows = [];
  const groupSize = table.tBodies[0].rows.length;
  const place = new Map();
  const words = document.getElementById("words");
  const status = document.getElementById("status");
  const told = document.getElementById("told");
  const said = document.getElementById("said");
  const texts = new Map();
  let sorted = rows;

  // Rows far down come as texts, which are read one after the other once the page is there, or when all are needed.
  const later = Array.from(document.querySelectorAll("noscript.rows"));
  function take(groups) {
    for (const group of groups) {
      if (group.parentElement !== table) table.append(group);
      near.observe(group);
      for (const row of group.rows) place.set(row, rows.push(row) - 1);
    }
  }
  // The text is a part of this page as it was written, escaped like all of it: read here or by a browser without scripts.
  const read = (text) => new DOMParser().parseFromString(text, "text/html");
  function takeNext() {
    const part = later.shift();
    if (!part) return false;
    take(read(part.textContent).querySelectorAll("tbody"));
    part.remove();
    return true;
  }
  function takeAll() { while (takeNext()); }
  function takeInTime() { if (takeNext()) setTimeout(takeInTime); }

  const likes = { "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "‘": "'", "’": "'" };
  const fold = (text) => text.normalize("NFKD").toLowerCase()
    .replace(/\p{M}/gu, "").replace(/[øłđıæœß‘’]/g, (char) => likes[char]).replace(/\p{Pd}/gu, "-");
  const KEY = 8;
  const textOfCell = (cell, at) => (at === KEY ? cell.firstChild?.textContent ?? "" : cell.textContent); // no buttons
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, fold(Array.from(row.cells, textOfCell).join("\n")));
    return texts.get(row);
  };

  // Rows that are not wanted leave the page, so that the height kept for a group out of sight stays about right.
  function lay(shown) {
    for (const group of Array.from(table.tBodies)) group.remove();
    for (let at = 0; at < shown.length; at += groupSize) {
      const group = table.createTBody();
      group.append(...shown.slice(at, at + groupSize));
      group.style.setProperty("--rows", group.rows.length);
    }
    watch();
  }

  // Only rows that come near to the screen get their buttons: a long list would wait for those of all.
  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      for (const row of target.rows) fit(row);
    }
  }, { rootMargin: "1000px" });
  function watch() {
    near.disconnect();
    for (const group of table.tBodies) near.observe(group);
  }

  let entries;
  function entryOf(row) {
    entries ??= read(document.getElementById("copied").textContent).getElementById("entries").content.children;
    return `${entries[row.dataset.work].textContent}\n`;
  }
  function fit(row) {
    const cell = row.cells[KEY];
    const key = textOfCell(cell, KEY);
    if (!key || cell.firstElementChild) return;
    const buttons = document.createElement("span");
    buttons.append(makeButton("Copy key", `Copy key ${key}`, () => key));
    if (row.dataset.work) buttons.append(makeButton("Copy BibTeX", `Copy BibTeX of ${key}`, () => entryOf(row)));
    cell.append(" ", buttons);
  }

  function makeButton(text, name, what) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => copyText(button, what()));
    return button;
  }

  function show() {
    takeAll();
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const fits = (row) => (status.value === "all" || row.dataset.status === status.value)
      && wanted.every((word) => textOf(row).includes(word));
    const shown = sorted.filter(fits);
    lay(shown);
    const all = `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"}`;
    told.textContent = shown.length === rows.length ? all : `${shown.length.toLocaleString("en")} of ${all}`;
  }

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const valueOf = (cell) => (cell.firstChild ? cell.firstChild.textContent.trim() : "").replace(/(?<=\d),(?=\d{3})/g, "");
  function sort(header, at) {
    takeAll();
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = rows.map((row) => [valueOf(row.cells[at]), row]);
    keyed.sort(([one, first], [two, second]) => {
      if (!one !== !two) return one ? -1 : 1; // the empty ones stay last, whichever way is up
      const order = at ? collator.compare(one, two) : place.get(first) - place.get(second);
      return (down ? -order : order) || place.get(first) - place.get(second);
    });
    sorted = keyed.map(([, row]) => row);
    show();
  }

  function unfold(evidence, open) {
    evidence.previousElementSibling.setAttribute("aria-expanded", open);
    evidence.hidden = open ? false : "until-found";
  }

  function tell(button, text) {
    const before = button.dataset.text ??= button.textContent;
    button.textContent = said.textContent = text;
    setTimeout(() => { button.textContent = before; said.textContent = ""; }, 3000);
  }

  // A page from a disk may be denied the clipboard; then what is selected is copied, or left selected.
  function copySelected(element) {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }

  function copy(button, stub) {
    const otherwise = () => tell(button, copySelected(stub) ? "Copied" : "Selected");
    getSelection().selectAllChildren(stub);
    if (!navigator.clipboard) return otherwise();
    return navigator.clipboard.writeText(stub.textContent).then(() => tell(button, "Copied"), otherwise);
  }

  function copyText(button, text) {
    const otherwise = () => {
      const shown = document.createElement("pre");
      shown.textContent = text;
      button.parentElement.after(shown);
      if (!copySelected(shown)) return tell(button, "Selected");
      shown.remove();
      return tell(button, "Copied");
    };
    if (!navigator.clipboard) return otherwise();
    return navigator.clipboard.writeText(text).then(() => tell(button, "Copied"), otherwise);
  }

  words.addEventListener("input", show);
  status.addEventListener("change", show);
  table.addEventListener("click", (event) => {
    const button = event.target.closest("td button[aria-expanded]");
    if (button) unfold(button.nextElementSibling, button.getAttribute("aria-expanded") === "false");
  });
  table.addEventListener("beforematch", (event) => unfold(event.target, true));
  for (const button of table.tHead.querySelectorAll("button")) {
    const header = button.closest("th");
    button.disabled = false;
    button.addEventListener("click", () => sort(header, header.cellIndex));
  }
  function choose(wanted) {
    words.value = "";
    status.value = wanted;
    show();
  }
  for (const link of document.querySelectorAll("a[data-status]")) {
    link.addEventListener("click", () => choose(link.dataset.status));
  }
  document.addEventListener("click", (event) => follow(event.target.closest('a[href^="#row-"]')?.hash ?? ""));
  for (const button of document.querySelectorAll("button.copy")) {
    button.addEventListener("click", () => copy(button, button.nextElementSibling));
  }
  function follow(hash) {
    const isThere = () => document.getElementById(hash.slice(1));
    if (!/^#row-\d+$/.test(hash) || isThere()) return;
    takeAll();
    if (!isThere()) choose("all");
    isThere()?.scrollIntoView();
  }
  take(Array.from(table.tBodies));
  follow(location.hash);
  addEventListener("hashchange", () => follow(location.hash));
  addEventListener("beforeprint", takeAll);
  addEventListener("load", () => setTimeout(takeInTime));
});
