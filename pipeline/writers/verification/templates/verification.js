"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const cards = Array.from(document.querySelectorAll("article[data-status]"));
  const words = document.getElementById("words");
  const status = document.getElementById("status");
  const told = document.getElementById("told");
  if (!words) return;
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/\p{Pd}/gu, "-");
  const texts = new Map();
  const textOf = (card) => {
    if (!texts.has(card)) texts.set(card, fold(card.textContent));
    return texts.get(card);
  };

  function show() {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const fits = (status.value === "all" || card.dataset.status === status.value)
        && wanted.every((word) => textOf(card).includes(word));
      card.hidden = !fits;
      shown += fits;
    }
    const all = `${cards.length.toLocaleString("en")} ${cards.length === 1 ? "entry" : "entries"}`;
    told.textContent = shown === cards.length ? all : `${shown.toLocaleString("en")} of ${all}`;
  }

  function choose(wanted) {
    words.value = "";
    status.value = wanted;
    show();
  }

  words.addEventListener("input", show);
  status.addEventListener("change", show);
  for (const link of document.querySelectorAll("a[data-status]")) {
    link.addEventListener("click", () => choose(link.dataset.status));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#entry-"]');
    const card = link && document.getElementById(link.hash.slice(1));
    if (card && card.hidden) choose("all");
  });
});
