/* The map: fetches positions and moves from picture to picture. The same facts stand beside it in a table. Positions
   come packed, little-endian: n (uint32), all x, all y (float32), all blocs (uint8). Pictures are drawn by dots.js.
   In the page: data-map on a canvas, the address of its positions, and data-letters, those of its blocs; on #you
   data-digest, of the analysis in which the reader stands at data-x and data-y, and data-name, what they are called.
   Events on the document: hears elicit:live (connection.js). */
(() => {
  "use strict";
  const { paint, measureExtent, readLetters } = window.elicitDots;
  const buffers = new Map(); // the latest address, and the promise of what it gives
  const extents = new WeakMap(); // canvas: what its axes reach to
  const pictures = new WeakMap(); // canvas: what is drawn on it
  const DURATION = 180; // milliseconds from picture to picture
  const MOST_MOVES = 1500; // people; a larger crowd fades from picture to picture

  function unpack(buffer) {
    const n = new DataView(buffer).getUint32(0, true);
    return {
      n,
      x: new Float32Array(buffer, 4, n),
      y: new Float32Array(buffer, 4 + 4 * n, n),
      bloc: new Uint8Array(buffer, 4 + 8 * n, n),
    };
  }

  /* Axes stay where they were from frame to frame, unless the picture no longer fits or has become small. */
  function chooseExtent(canvas, dots) {
    const extent = measureExtent(dots, readLetters(canvas).length);
    const former = extents.get(canvas);
    const fits = former && extent <= former && extent > 0.6 * former;
    if (!fits) extents.set(canvas, extent * 1.05);
    return extents.get(canvas);
  }

  function draw(canvas, dots) {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (!width || !height) return;
    const style = getComputedStyle(canvas);
    const size = `${width} ${height} ${style.color} ${style.backgroundColor}`;
    const key = `${size} ${canvas.dataset.map} ${canvas.dataset.letters}`;
    const before = pictures.get(canvas);
    if (before?.key === key) return;
    if (before?.size !== size) {
      canvas.width = width;
      canvas.height = height;
    }
    const extent = chooseExtent(canvas, dots);
    const now = { key, size, dots, extent, reader: findReader(canvas), view: { dots, extent } };
    pictures.set(canvas, now);
    move(canvas, before?.size === size ? before.view : null, now, { style, ratio });
  }

  /* From one picture to the next. It starts from what can be seen (the view), so that a frame that comes early does not
     jump. */
  function move(canvas, from, now, { style, ratio }) {
    const isStill = !from || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const isMoving = !isStill && Math.max(from.dots.n, now.dots.n) <= MOST_MOVES;
    const before = isStill || isMoving ? null : copy(canvas);
    const starts = isMoving ? pairDots(from.dots, now.dots) : null;
    const after = isMoving ? null : paint(canvas, now, style, ratio);
    const startTime = performance.now();
    const step = (time) => {
      if (pictures.get(canvas) !== now || !canvas.isConnected) return;
      const part = isStill ? 1 : Math.min(1, Math.max(0, time - startTime) / DURATION);
      if (isMoving) {
        now.view = interpolate(from, now, starts, part * (2 - part));
        compose(canvas, [[paint(canvas, now.view, style, ratio), 1]]);
      } else {
        compose(canvas, part < 1 ? [[before, 1 - part], [after, part]] : [[after, 1]]);
      }
      if (part < 1) requestAnimationFrame(step);
      else now.view = now;
    };
    step(startTime);
  }

  function copy(canvas) {
    const sheet = new OffscreenCanvas(canvas.width, canvas.height);
    sheet.getContext("2d").drawImage(canvas, 0, 0);
    return sheet;
  }

  function compose(canvas, layers) {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const [picture, alpha] of layers) {
      context.globalAlpha = alpha;
      context.drawImage(picture, 0, 0);
    }
    context.globalAlpha = 1;
  }

  /* Dots carry no identity, on purpose: each comes from the nearest place a dot was, its own bloc's first, and
     every place is left by one. Who has none to come from stands where they are: -1. */
  function pairDots(from, to) {
    const starts = new Int32Array(to.n).fill(-1);
    const isUsed = new Uint8Array(from.n);
    for (const isSameBloc of [true, false]) {
      for (let i = 0; i < to.n; i += 1) {
        if (starts[i] >= 0) continue;
        const start = findNearest(from, to, i, isUsed, isSameBloc);
        if (start < 0) continue;
        starts[i] = start;
        isUsed[start] = 1;
      }
    }
    return starts;
  }

  function findNearest(from, to, i, isUsed, isSameBloc) {
    let nearest = -1, least = Infinity;
    for (let j = 0; j < from.n; j += 1) {
      if (isUsed[j] || (isSameBloc && from.bloc[j] !== to.bloc[i])) continue;
      const distance = (from.x[j] - to.x[i]) ** 2 + (from.y[j] - to.y[i]) ** 2;
      if (distance < least) [nearest, least] = [j, distance];
    }
    return nearest;
  }

  function interpolate(from, to, starts, part) {
    const { n, x, y, bloc } = to.dots;
    if (part >= 1) return to;
    const mix = (old, ends) =>
      Float32Array.from(ends, (end, i) => (starts[i] < 0 ? end : old[starts[i]] + part * (end - old[starts[i]])));
    const dots = { n, x: mix(from.dots.x, x), y: mix(from.dots.y, y), bloc };
    return { dots, extent: from.extent + part * (to.extent - from.extent), reader: to.reader };
  }

  /* Where the reader is, when the page says so, on the picture it says it of. */
  function findReader(canvas) {
    const place = document.getElementById("you")?.dataset;
    if (!place?.digest || !canvas.dataset.map.includes(`/map/${place.digest}`)) return null;
    return { x: Number(place.x), y: Number(place.y), name: place.name };
  }

  async function show(canvas) {
    const address = canvas.dataset.map;
    if (!buffers.has(address)) {
      buffers.clear();
      buffers.set(address, fetch(address).then((response) => (response.ok ? response.arrayBuffer() : null)));
    }
    const buffer = await buffers.get(address).catch(() => null);
    if (buffer && canvas.isConnected && canvas.dataset.map === address) draw(canvas, unpack(buffer));
    else if (!buffer) buffers.delete(address);
  }

  const observer = new ResizeObserver((entries) => entries.forEach((entry) => show(entry.target)));
  const scan = () => document.querySelectorAll("canvas[data-map]").forEach((canvas) => {
    observer.observe(canvas);
    show(canvas);
  });

  document.addEventListener("elicit:live", scan);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", scan);
  scan();
})();
