/* The map: fetches positions and moves from picture to picture. The same facts stand beside it in a table. Positions
   come packed, little-endian: n (uint32), all x, all y (float32), all blocs (uint8). */
(() => {
  "use strict";
  const { paint, extent, lettersOf } = window.elicitDots;
  const loaded = new Map();
  const scales = new WeakMap();
  const drawn = new WeakMap();
  const LASTS = 180; // milliseconds
  const DRIFTS = 1500; // people; a larger crowd fades from picture to picture

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
  function scaleFor(canvas, dots) {
    const reach = extent(dots, lettersOf(canvas).length);
    const kept = scales.get(canvas);
    const fits = kept && reach <= kept && reach > 0.6 * kept;
    if (!fits) scales.set(canvas, reach * 1.05);
    return scales.get(canvas);
  }

  function draw(canvas, dots) {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (!width || !height) return;
    const style = getComputedStyle(canvas);
    const size = `${width} ${height} ${style.color} ${style.backgroundColor}`;
    const key = `${size} ${canvas.dataset.map} ${canvas.dataset.letters}`;
    const before = drawn.get(canvas);
    if (before?.key === key) return;
    if (before?.size !== size) {
      canvas.width = width;
      canvas.height = height;
    }
    const reach = scaleFor(canvas, dots);
    const now = { key, size, dots, reach, you: you(canvas), at: { dots, reach } };
    drawn.set(canvas, now);
    move(canvas, before?.size === size ? before.at : null, now, { style, ratio });
  }

  /* From one frame to the next. It starts from what can be seen, so that a frame that comes early does not jump. */
  function move(canvas, from, now, { style, ratio }) {
    const isStill = !from || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const drifts = !isStill && Math.max(from.dots.n, now.dots.n) <= DRIFTS;
    const before = isStill || drifts ? null : seen(canvas);
    const starts = drifts ? paired(from.dots, now.dots) : null;
    const after = drifts ? null : paint(canvas, now, style, ratio);
    const start = performance.now();
    const step = (time) => {
      if (drawn.get(canvas) !== now || !canvas.isConnected) return;
      const part = isStill ? 1 : Math.min(1, Math.max(0, time - start) / LASTS);
      if (drifts) {
        now.at = between(from, now, starts, part * (2 - part));
        compose(canvas, [[paint(canvas, now.at, style, ratio), 1]]);
      } else {
        compose(canvas, part < 1 ? [[before, 1 - part], [after, part]] : [[after, 1]]);
      }
      if (part < 1) requestAnimationFrame(step);
      else now.at = now;
    };
    step(start);
  }

  function seen(canvas) {
    const sheet = new OffscreenCanvas(canvas.width, canvas.height);
    sheet.getContext("2d").drawImage(canvas, 0, 0);
    return sheet;
  }

  function compose(canvas, pictures) {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const [picture, strength] of pictures) {
      context.globalAlpha = strength;
      context.drawImage(picture, 0, 0);
    }
    context.globalAlpha = 1;
  }

  /* Dots carry no identity, on purpose: each comes from the nearest place a dot was, its own bloc's first, and
     every place is left by one. Who has none to come from stands where they are. */
  function paired(from, to) {
    const starts = new Int32Array(to.n).fill(-1);
    const taken = new Uint8Array(from.n);
    for (const isSame of [true, false]) {
      for (let i = 0; i < to.n; i += 1) {
        if (starts[i] >= 0) continue;
        const near = nearest(from, to, i, taken, isSame);
        if (near < 0) continue;
        starts[i] = near;
        taken[near] = 1;
      }
    }
    return starts;
  }

  function nearest(from, to, i, taken, isSame) {
    let best = -1, least = Infinity;
    for (let j = 0; j < from.n; j += 1) {
      if (taken[j] || (isSame && from.bloc[j] !== to.bloc[i])) continue;
      const away = (from.x[j] - to.x[i]) ** 2 + (from.y[j] - to.y[i]) ** 2;
      if (away < least) [best, least] = [j, away];
    }
    return best;
  }

  function between(from, to, starts, part) {
    const { dots } = to;
    if (part >= 1) return to;
    const mix = (old, now) => Float32Array.from(now, (end, i) => (starts[i] < 0 ? end : old[starts[i]] + part * (end - old[starts[i]])));
    const moved = { n: dots.n, x: mix(from.dots.x, dots.x), y: mix(from.dots.y, dots.y), bloc: dots.bloc };
    return { dots: moved, reach: from.reach + part * (to.reach - from.reach), you: to.you };
  }

  /* Where the reader is, when the page says so, on the picture it was said of. */
  function you(canvas) {
    const said = document.getElementById("you");
    if (!said?.dataset.digest || !canvas.dataset.map.includes(`/map/${said.dataset.digest}`)) return null;
    return { x: Number(said.dataset.x), y: Number(said.dataset.y), name: said.dataset.said };
  }

  async function show(canvas) {
    const address = canvas.dataset.map;
    if (!loaded.has(address)) {
      loaded.clear();
      loaded.set(address, fetch(address).then((response) => (response.ok ? response.arrayBuffer() : null)));
    }
    const buffer = await loaded.get(address).catch(() => null);
    if (buffer && canvas.isConnected && canvas.dataset.map === address) draw(canvas, unpack(buffer));
    else if (!buffer) loaded.delete(address);
  }

  const resized = new ResizeObserver((entries) => entries.forEach((entry) => show(entry.target)));
  const scan = () => document.querySelectorAll("canvas[data-map]").forEach((canvas) => {
    resized.observe(canvas);
    show(canvas);
  });

  document.addEventListener("elicit:live", scan);
  for (const look of ["(prefers-color-scheme: dark)", "print"]) matchMedia(look).addEventListener("change", scan);
  scan();
})();
