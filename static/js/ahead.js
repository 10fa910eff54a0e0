/* Going on while the connection is away. The page carries the statement it shows and a few that would come next: after a vote that
   was kept (js/live.js), the first of them that was not on the card yet takes its place. */
(() => {
  "use strict";
  const FEW = 3;
  const FULL = 12; // what a page carries at most (views/participate.py)
  const card = () => document.getElementById("card");
  const onCard = () => card()?.querySelector("[name=statement]")?.value;
  const read = (page) => JSON.parse(page.getElementById("ahead")?.dataset.statements || "[]");
  const seen = new Set();
  let ahead = read(document);
  let isAsking = false;

  function left() {
    return ahead.filter((each) => !seen.has(String(each.number)));
  }

  /* After many votes the page gets new ones, unless it was given all there were. */
  async function look() {
    if (onCard()) seen.add(onCard());
    if (isAsking || left().length > FEW || ahead.length < FULL) return;
    isAsking = true;
    try {
      const response = await fetch(location.pathname, { cache: "no-store" });
      if (response.ok) ahead = read(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      // away: what there is has to do, and the next vote asks again
    } finally {
      isAsking = false;
    }
  }

  function put(element, said) {
    element.textContent = said.text;
    element.lang = said.lang;
  }

  function show(next) {
    const form = card().querySelector("form.ballot");
    const heading = form.querySelector("h1.statement");
    const inside = form.querySelector(".card");
    form.dataset.ahead = next.number;
    form.elements.statement.value = next.number;
    form.elements.edition.value = next.edition;
    form.elements.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    form.elements.important.checked = false;
    const origins = document.getElementById("ahead").dataset;
    document.getElementById("origin").textContent = next.seed ? origins.seed : origins.own;
    for (const other of [...inside.children]) {
      if (other !== heading && other.id !== "origin" && !other.matches(".tick")) other.remove();
    }
    for (const mark of form.querySelectorAll(".as-before")) mark.remove();
    put(heading, next);
    if (next.beside) {
      const translated = Object.assign(document.createElement("p"), { className: "statement translated", dir: "auto" });
      put(translated, next.beside);
      heading.after(translated);
    }
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    for (const undo of card().querySelectorAll(".links form")) undo.hidden = true;
    seen.add(String(next.number));
    heading.focus({ preventScroll: true });
  }

  document.addEventListener("elicit:kept", (event) => {
    seen.add(onCard());
    const [next] = left();
    if (next && event.target.matches("#card form.ballot")) show(next);
  });
  document.addEventListener("elicit:live", look);
  look();
})();
