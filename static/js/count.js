/* How many characters are left, said while typing and read out near the end. */
(() => {
  "use strict";
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
