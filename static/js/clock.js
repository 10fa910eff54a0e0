/* Counts down to the moment the server named, by the server's clock. */
(() => {
  "use strict";
  const seen = new WeakMap();

  function end(element) {
    const { now, until } = element.dataset;
    const known = seen.get(element);
    if (known?.now === now && known.until === until) return known.end;
    const fresh = { now, until, end: Date.now() + (Number(until) - Number(now)) * 1000 };
    seen.set(element, fresh);
    return fresh.end;
  }

  function tick() {
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.round((end(element) - Date.now()) / 1000));
      const hours = Math.floor(left / 3600);
      const minutes = String(Math.floor((left % 3600) / 60)).padStart(2, "0");
      const text = `${hours ? `${hours}:` : ""}${minutes}:${String(left % 60).padStart(2, "0")}`;
      if (element.textContent !== text) element.textContent = text;
    }
  }

  document.addEventListener("elicit:live", tick);
  setInterval(tick, 250);
  tick();
})();
