/* Counts down to the moment the server named, by the server's clock. What a page is told may be a while old, so the
   latest time it ever heard of is the truest; after this clock jumped or slept everything is asked anew. */
(() => {
  "use strict";
  const JUMP = 2000;
  let ahead = -Infinity; // milliseconds by which the server's clock is ahead of this one
  let between = Date.now() - performance.now();

  function listen() {
    for (const { dataset } of document.querySelectorAll("[data-now]")) {
      ahead = Math.max(ahead, Number(dataset.now) * 1000 - Date.now());
    }
    tick();
  }

  function jumped() {
    const now = Date.now() - performance.now();
    if (Math.abs(now - between) < JUMP) return;
    between = now;
    ahead = -Infinity;
    document.dispatchEvent(new CustomEvent("elicit:resync"));
  }

  function tick() {
    jumped();
    for (const element of document.querySelectorAll("[data-until]")) {
      const server = Date.now() + (ahead > -Infinity ? ahead : Number(element.dataset.now) * 1000 - Date.now());
      const left = Math.max(0, Math.round(Number(element.dataset.until) - server / 1000));
      const hours = Math.floor(left / 3600);
      const minutes = String(Math.floor((left % 3600) / 60)).padStart(2, "0");
      const text = `${hours ? `${hours}:` : ""}${minutes}:${String(left % 60).padStart(2, "0")}`;
      if (element.textContent !== text) element.textContent = text;
    }
  }

  document.addEventListener("elicit:live", listen);
  setInterval(tick, 250);
  listen();
})();
