/* Large type that fits on the wall: words start large and shrink until they do, never below 3 % of the height; of a
   list that is still too long the last ones wait, and the results page has all.
   In the page: data-slide on #wall says which slide is shown; data-long is set where the question does not fit.
   Events on the document: hears elicit:live (connection.js) and elicit:slide (wall.js). */
(() => {
  "use strict";
  const LEAST = 3; // % of the height, as all sizes here
  const STEP = 0.25;
  const SIZES = { join: 9, prompt: 12, map: 5.4 }; // that the question starts with, by slide
  const LIST_SIZE = 6; // that a list starts with
  const TOP = 0.22; // of the height: what stands above the map
  const MAP = 0.32; // of the height: a smaller map makes room by what is also said elsewhere

  const setSize = (element, size) => element.style.setProperty("--size", `${size}vh`);

  function shrink(element, most, fits) {
    for (let size = most; size > LEAST; size -= STEP) {
      setSize(element, size);
      if (fits()) return true;
    }
    setSize(element, LEAST);
    return fits();
  }

  /* Lines count, not glyphs that reach over them. */
  function isWithin(box) {
    const { top, bottom } = box.getBoundingClientRect();
    const lines = [...box.children].map((child) => child.getBoundingClientRect()).filter((line) => line.height);
    return lines.every((line) => line.top >= top - 1 && line.bottom <= bottom + 1);
  }

  function fitPrompt(wall, slide) {
    const element = wall.querySelector(".prompt");
    const box = element.parentElement;
    const size = SIZES[slide];
    if (!size) return;
    const fits = () => (slide === "map" ? box.offsetHeight <= TOP * window.innerHeight : isWithin(box));
    delete wall.dataset.long;
    if (!shrink(element, size, fits)) wall.dataset.long = "yes";
    if (wall.dataset.long && slide !== "map") shrink(element, size, fits);
    if (slide === "map") makeRoom(wall.querySelector(".map"), wall.querySelector(".wall-best"));
  }

  function makeRoom(map, best) {
    best.hidden = false;
    best.hidden = Boolean(map) && map.clientHeight < MAP * window.innerHeight;
  }

  function fitList(list) {
    const items = [...list.children];
    for (const item of items) item.hidden = false;
    while (!shrink(list, LIST_SIZE, () => isWithin(list))) {
      const rest = items.filter((item) => !item.hidden);
      if (rest.length < 2) return;
      rest.at(-1).hidden = true;
    }
  }

  function fit() {
    const wall = document.getElementById("wall");
    const { slide } = wall.dataset;
    if (matchMedia("(orientation: portrait)").matches) return;
    fitPrompt(wall, slide);
    document.querySelectorAll(`#slide-${slide} .wall-list`).forEach(fitList);
  }

  window.addEventListener("resize", fit);
  document.addEventListener("elicit:live", fit);
  document.addEventListener("elicit:slide", fit);
})();
