/* Why a verdict: the numbers of a statement come when somebody asks for them, and again when the room's have changed.
   Where they cannot be fetched, the link to their own page stays.
   In the page: data-address on .why-body, where they come from; data-loaded is set on it when they are there, and
   connection.js leaves it as it is. Events on the document: hears elicit:state (connection.js). */
(() => {
  "use strict";

  function load(details) {
    const body = details.querySelector(".why-body");
    htmx.ajax("GET", body.dataset.address, { source: body, target: body, swap: "innerHTML" });
  }

  document.addEventListener("toggle", ({ target }) => {
    if (target.matches?.("details.why[open]")) load(target);
  }, true);
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.matches?.(".why-body")) target.dataset.loaded = "";
  });
  document.addEventListener("elicit:state", () => {
    for (const details of document.querySelectorAll("details.why[open]")) load(details);
  });
})();
