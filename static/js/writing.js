/* While somebody writes: how many characters are left, and what is typed is kept in this tab until it was sent. A page
   that a lost network or a locked phone took away has it again. */
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  const met = new WeakSet();

  function keep(area) {
    const place = `elicit:draft:${location.pathname}`;
    const own = document.querySelectorAll(`#${area.dataset.draft} .statement`);
    const sent = [...own].map((each) => plain(each.textContent));
    const kept = () => {
      if (area.value && !sent.includes(plain(area.value))) sessionStorage.setItem(place, area.value);
      else sessionStorage.removeItem(place);
    };
    const draft = sessionStorage.getItem(place) ?? "";
    if (!area.value && !sent.includes(plain(draft))) area.value = draft;
    kept();
    area.addEventListener("input", kept);
  }

  function count(area) {
    const help = document.getElementById(area.dataset.count);
    const counted = () => {
      const left = Number(help.dataset.limit) - [...area.value].length;
      const said = left.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" });
      help.textContent = help.dataset.said.replace("%n", said);
      if (left === 20 || left === 0) document.getElementById("announce").textContent = help.textContent;
    };
    area.addEventListener("input", counted);
    if (area.value) counted();
  }

  function meet() {
    for (const area of document.querySelectorAll("textarea[data-draft], textarea[data-count]")) {
      if (met.has(area)) continue;
      met.add(area);
      if (area.dataset.draft) keep(area);
      if (area.dataset.count) count(area);
    }
  }

  document.addEventListener("elicit:live", meet);
  meet();
})();
