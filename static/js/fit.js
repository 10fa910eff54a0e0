/* Large type that fits: words start large and shrink until they do, never below 3 % of the height; of a list that is
   still too long the last ones wait, and the results page has all. */
(() => {
  "use strict";
  const LEAST = 3;
  const STEP = 0.25;
  const TOP = 0.22; // of the height: what stands above the map
  const MAP = 0.32; // of the height: a smaller map makes room by what is also said elsewhere

  const set = (element, size) => element.style.setProperty("--size", `${size}vh`);

  function shrink(element, most, fits) {
    for (let size = most; size > LEAST; size -= STEP) {
      set(element, size);
      if (fits()) return true;
    }
    set(element, LEAST);
    return fits();
  }

  /* Lines count, not glyphs that reach over them. */
  function holds(box) {
    const { top, bottom } = box.getBoundingClientRect();
    const inside = [...box.children].map((child) => child.getBoundingClientRect()).filter((each) => each.height);
    return inside.every((each) => each.top >= top - 1 && each.bottom <= bottom + 1);
  }

  function prompt(wall, slide) {
    const element = wall.querySelector(".prompt");
    const box = element.parentElement;
    const large = { join: 9, prompt: 12, map: 5.4 }[slide];
    if (!large) return;
    const isRoomy = () => (slide === "map" ? box.offsetHeight <= TOP * window.innerHeight : holds(box));
    delete wall.dataset.long;
    if (!shrink(element, large, isRoomy)) wall.dataset.long = "yes";
    if (wall.dataset.long && slide !== "map") shrink(element, large, isRoomy);
    if (slide !== "map") return;
    const best = wall.querySelector(".wall-best");
    const map = wall.querySelector(".map");
    best.hidden = false;
    best.hidden = Boolean(map) && map.clientHeight < MAP * window.innerHeight;
  }

  function list(element) {
    const all = [...element.children];
    for (const item of all) item.hidden = false;
    while (!shrink(element, 6, () => holds(element))) {
      const shown = all.filter((item) => !item.hidden);
      if (shown.length < 2) return;
      shown.at(-1).hidden = true;
    }
  }

  function fit() {
    const wall = document.getElementById("wall");
    const { slide } = wall.dataset;
    if (matchMedia("(orientation: portrait)").matches) return;
    prompt(wall, slide);
    document.querySelectorAll(`#slide-${slide} .wall-list`).forEach(list);
  }

  window.elicitFit = fit;
  window.addEventListener("resize", fit);
  document.addEventListener("elicit:live", fit);
})();
