/* Single keys: votes on the phone, the queue on the console, slides on the wall. They can be switched off, and the
   choice is kept. A field somebody types in never hears them.
   In the page: data-key on a button of a vote, its letter; data-accept, data-merge and data-undo on buttons of the
   console; data-keys-switch on the button that switches keys off and on, with its words in data-off and data-on.
   Events on the document: says elicit:key on the wall, the detail is the key; wall.js prevents its default when it did
   something. Hears elicit:live (connection.js). */
(() => {
  "use strict";
  const STORE = "elicit:keys-off";
  const isOff = () => localStorage.getItem(STORE) === "yes";
  const isTyping = (target) =>
    target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])") != null;

  const press = (selector) => {
    const button = document.querySelector(selector);
    if (!button || button.disabled) return false;
    button.click();
    return true;
  };

  /* the queue of the console: keys act on the item with the focus, or else on the first */
  const listItems = () => [...document.querySelectorAll("#queue > li")];
  const findFocus = (items) => items.findIndex((item) => item.contains(document.activeElement));
  const findItem = () => listItems()[Math.max(findFocus(listItems()), 0)];

  function step(by) {
    const items = listItems();
    const index = findFocus(items);
    const next = items[index < 0 ? 0 : Math.min(Math.max(index + by, 0), items.length - 1)];
    next?.focus();
    return Boolean(next);
  }

  function tick() {
    const item = findItem();
    const box = item?.querySelector(".select input");
    box?.click();
    item?.focus();
    return Boolean(box);
  }

  function reject() {
    const details = findItem()?.querySelector("details");
    if (!details) return false;
    details.open = true;
    details.querySelector("input:not([type=hidden])").focus();
    return true;
  }

  const pressInItem = (selector, index = 0) => {
    const button = findItem()?.querySelectorAll(selector)[index];
    button?.click();
    return Boolean(button);
  };
  const giveReason = (index) => pressInItem("button[name=ready]", index);

  const consoleKeys = {
    a: () => pressInItem("[data-accept]"), r: reject, m: () => pressInItem("[data-merge]"), x: tick,
    u: () => press("[data-undo]"), 1: () => giveReason(0), 2: () => giveReason(1), 3: () => giveReason(2),
    4: () => giveReason(3), ArrowDown: () => step(1), ArrowUp: () => step(-1),
  };
  const phoneKeys = {
    a: () => press("[data-key=a]"), d: () => press("[data-key=d]"), p: () => press("[data-key=p]"),
  };
  const isWall = document.getElementById("wall") !== null;
  const bindings = document.getElementById("console") ? consoleKeys : phoneKeys;

  function act(key) {
    if (!isWall) return bindings[key]?.();
    return !document.dispatchEvent(new CustomEvent("elicit:key", { detail: key, cancelable: true }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (event.key === " " && event.target.closest("a, button, summary, input")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (isOff() && key.length === 1 && key !== " ") return;
    if (act(key)) event.preventDefault();
  });

  function label() {
    for (const button of document.querySelectorAll("[data-keys-switch]")) {
      button.textContent = isOff() ? button.dataset.on : button.dataset.off;
      button.closest("[hidden]")?.removeAttribute("hidden");
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-keys-switch]")) return;
    localStorage.setItem(STORE, isOff() ? "no" : "yes");
    label();
  });
  if (isWall || matchMedia("(hover: hover)").matches) {
    label();
    document.addEventListener("elicit:live", label);
  }
})();
