/* Timers: counts down to the moment the server named, by the server's clock. What a page says may be a while old, so
   the latest time it ever heard of is the truest. After this device slept, or its clock was set, it asks for everything
   anew (elicit:resync, see connection.js). What lasts for days stays in words.
   In the page: data-until, the moment, and data-now, the server's time when that was written, both in seconds. */
(() => {
  "use strict";
  const TICK = 250; // milliseconds
  const JUMP = 2000; // milliseconds; what this device's clock may go astray without being noticed
  const DAY = 86_400; // seconds
  let offset = -Infinity; // milliseconds by which the server's clock is ahead of this one
  let origin = Date.now() - performance.now();

  function readServerTime() {
    for (const { dataset } of document.querySelectorAll("[data-now]")) {
      offset = Math.max(offset, Number(dataset.now) * 1000 - Date.now());
    }
    tick();
  }

  function detectJump() {
    const now = Date.now() - performance.now();
    if (Math.abs(now - origin) < JUMP) return;
    origin = now;
    offset = -Infinity;
    document.dispatchEvent(new CustomEvent("elicit:resync"));
  }

  function format(seconds) {
    const hours = Math.floor(seconds / 3600);
    const minutes = String(Math.floor((seconds % 3600) / 60)).padStart(2, "0");
    return `${hours ? `${hours}:` : ""}${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function tick() {
    detectJump();
    for (const element of document.querySelectorAll("[data-until]")) {
      const server = Date.now() + (offset > -Infinity ? offset : Number(element.dataset.now) * 1000 - Date.now());
      const seconds = Math.max(0, Math.round(Number(element.dataset.until) - server / 1000));
      if (seconds > DAY) continue;
      const text = format(seconds);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  document.addEventListener("elicit:live", readServerTime);
  setInterval(tick, TICK);
  readServerTime();
})();
