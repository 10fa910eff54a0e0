/* Single keys: votes on the phone, the queue on the console, slides on the wall. They can be switched off, and the
   choice is kept. A field somebody types in never hears them. */
(() => {
  "use strict";
  const OFF = "elicit:keys-off";
  const isOff = () => localStorage.getItem(OFF) === "yes";
  const isTyping = (target) =>
    target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])") != null;

  const press = (selector) => {
    const found = document.querySelector(selector);
    if (!found || found.disabled) return false;
    found.click();
    return true;
  };

  /* the queue of the console */
  const items = () => [...document.querySelectorAll("#queue > li")];
  const chosen = () => items().find((item) => item.contains(document.activeElement)) ?? items()[0];

  function step(by) {
    const all = items();
    const at = all.findIndex((item) => item.contains(document.activeElement));
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.focus();
    return Boolean(next);
  }

  function tick() {
    const item = chosen();
    const box = item?.querySelector(".select input");
    box?.click();
    item?.focus();
    return Boolean(box);
  }

  function reject() {
    const details = chosen()?.querySelector("details");
    if (!details) return false;
    details.open = true;
    details.querySelector("input:not([type=hidden])").focus();
    return true;
  }

  const inChosen = (selector, at = 0) => {
    const button = chosen()?.querySelectorAll(selector)[at];
    button?.click();
    return Boolean(button);
  };
  const ready = (at) => () => inChosen("button[name=ready]", at);

  const onConsole = {
    a: () => inChosen("[data-accept]"), r: reject, m: () => inChosen("[data-merge]"), x: tick,
    u: () => press("[data-undo]"), 1: ready(0), 2: ready(1), 3: ready(2), 4: ready(3),
    ArrowDown: () => step(1), ArrowUp: () => step(-1),
  };
  const onPhone = {
    a: () => press("[data-key=a]"), d: () => press("[data-key=d]"), p: () => press("[data-key=p]"),
  };
  const wall = window.elicitWall; // js/wall.js
  const bound = wall?.keys ?? (document.getElementById("console") ? onConsole : onPhone);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (event.key === " " && event.target.closest("a, button, summary, input")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (isOff() && key.length === 1 && key !== " ") return;
    if (bound[key]?.()) event.preventDefault();
  });

  function label() {
    for (const button of document.querySelectorAll("[data-keys-switch]")) {
      button.textContent = isOff() ? button.dataset.on : button.dataset.off;
      button.closest("[hidden]")?.removeAttribute("hidden");
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-keys-switch]")) return;
    localStorage.setItem(OFF, isOff() ? "no" : "yes");
    label();
  });
  if (wall || matchMedia("(hover: hover)").matches) {
    label();
    document.addEventListener("elicit:live", label);
  }
})();
