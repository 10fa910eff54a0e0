/* While somebody writes: how many characters are left, and what is typed is kept in this tab until it was sent. A page
   that a lost network or a locked phone took away has it again. */
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

  for (const area of document.querySelectorAll("textarea[data-draft]")) {
    const place = `elicit:draft:${location.pathname}`;
    const sent = [...document.querySelectorAll(`#${area.dataset.draft} .statement`)].map((each) => plain(each.textContent));
    const keep = () => {
      if (area.value && !sent.includes(plain(area.value))) sessionStorage.setItem(place, area.value);
      else sessionStorage.removeItem(place);
    };
    const draft = sessionStorage.getItem(place) ?? "";
    if (!area.value && !sent.includes(plain(draft))) area.value = draft;
    keep();
    area.addEventListener("input", keep);
  }

  for (const area of document.querySelectorAll("textarea[data-count]")) {
    const help = document.getElementById(area.dataset.count);
    const limit = Number(help.dataset.limit);
    const count = () => {
      const left = limit - [...area.value].length;
      help.textContent = help.dataset.said.replace("%n", left.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" }));
      if (left === 20 || left === 0) document.getElementById("announce").textContent = help.textContent;
    };
    area.addEventListener("input", count);
    if (area.value) count();
  }
})();
