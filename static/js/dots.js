/* Draws one picture of the map: every person a dot with the colour and the shape of its bloc, every bloc an ellipse
   with its letter. It is a library for map.js, which loads positions and moves them; its functions stand in
   window.elicitDots:
     paint(canvas, picture, style, ratio)  a new OffscreenCanvas; picture: dots (n, x, y, bloc), extent, reader or null
     measureExtent(dots, count)            how far everything reaches from the middle; count: of blocs
     readLetters(canvas)                   of the blocs, in their order (data-letters) */
(() => {
  "use strict";
  const BETWEEN = 255; // the bloc of those who sit between blocs
  const DENSE = 20000; // people; in a larger crowd dots have no shapes
  const SHAPES = { // sides, the angle of the first corner, and how far corners reach, in radii; others are round
    A: [4, 0.785, 1.2], C: [4, 0, 1.3], D: [3, -1.571, 1.35], E: [6, 0, 1.15], F: [3, 1.571, 1.35],
  };

  function tracePath(context, letter, x, y, r) {
    context.beginPath();
    if (!SHAPES[letter]) {
      context.arc(x, y, r, 0, 7);
      return;
    }
    const [sides, turn, stretch] = SHAPES[letter];
    for (let i = 0; i < sides; i += 1) {
      const angle = turn + (i * 2 * Math.PI) / sides;
      context.lineTo(x + r * stretch * Math.cos(angle), y + r * stretch * Math.sin(angle));
    }
    context.closePath();
  }

  /* One bloc's dot as coverage per pixel, to be blended many times into the image. */
  function drawStamp(letter, radius) {
    const size = 2 * Math.ceil(radius * 1.4) + 1;
    const canvas = new OffscreenCanvas(size, size);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    tracePath(context, letter, size / 2, size / 2, radius);
    if (letter) context.fill();
    else context.stroke();
    const pixels = context.getImageData(0, 0, size, size).data;
    return { size, coverage: Float32Array.from({ length: size * size }, (_, i) => pixels[4 * i + 3] / 255) };
  }

  function toRgb(context, colour) {
    context.fillStyle = colour;
    const hex = context.fillStyle;
    return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  }

  /* Lays a stamp over the image, colour over colour. */
  function blend(image, stamp, [red, green, blue], alpha, left, top) {
    const { data, width, height } = image;
    for (let row = 0; row < stamp.size; row += 1) {
      const y = top + row;
      if (y < 0 || y >= height) continue;
      for (let column = 0; column < stamp.size; column += 1) {
        const x = left + column;
        const above = stamp.coverage[row * stamp.size + column] * alpha;
        if (above === 0 || x < 0 || x >= width) continue;
        const i = 4 * (y * width + x);
        const below = (data[i + 3] / 255) * (1 - above);
        const sum = above + below;
        data[i] = (red * above + data[i] * below) / sum;
        data[i + 1] = (green * above + data[i + 1] * below) / sum;
        data[i + 2] = (blue * above + data[i + 2] * below) / sum;
        data[i + 3] = 255 * sum;
      }
    }
  }

  /* Around a bloc of three people or more: the axes of their covariance, 2.1 standard deviations long each way. */
  function fitEllipse(dots, bloc) {
    let n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (let i = 0; i < dots.n; i += 1) {
      if (dots.bloc[i] !== bloc) continue;
      n += 1;
      x += dots.x[i];
      y += dots.y[i];
      xx += dots.x[i] ** 2;
      yy += dots.y[i] ** 2;
      xy += dots.x[i] * dots.y[i];
    }
    if (n < 3) return null;
    x /= n;
    y /= n;
    const a = xx / n - x * x, d = yy / n - y * y, b = xy / n - x * y;
    const middle = (a + d) / 2, gap = Math.hypot((a - d) / 2, b);
    const axis = (value) => 2.1 * Math.sqrt(Math.max(value, 1e-6));
    return { x, y, long: axis(middle + gap), short: axis(middle - gap), turn: Math.atan2(2 * b, a - d) / 2 };
  }

  /* How far everything reaches from the middle, to a side or up: dots, and the ellipses of blocs. */
  function measureExtent(dots, count) {
    let extent = 1e-6;
    for (let i = 0; i < dots.n; i += 1) extent = Math.max(extent, Math.abs(dots.x[i]), Math.abs(dots.y[i]));
    for (let bloc = 0; bloc < count; bloc += 1) {
      const ellipse = fitEllipse(dots, bloc);
      if (!ellipse) continue;
      const cos = Math.cos(ellipse.turn), sin = Math.sin(ellipse.turn);
      extent = Math.max(extent, Math.abs(ellipse.x) + Math.hypot(ellipse.long * cos, ellipse.short * sin));
      extent = Math.max(extent, Math.abs(ellipse.y) + Math.hypot(ellipse.long * sin, ellipse.short * cos));
    }
    return extent;
  }

  function readLetters(canvas) {
    return canvas.dataset.letters.trim().split(/\s+/).filter(Boolean);
  }

  function paint(canvas, { dots, extent, reader }, style, ratio) {
    const { width, height } = canvas;
    const sheet = new OffscreenCanvas(width, height);
    const context = sheet.getContext("2d");
    const letters = readLetters(canvas);
    const colours = letters.map((letter) => style.getPropertyValue(`--bloc-${letter.toLowerCase()}`).trim());
    const unit = parseFloat(style.fontSize) * ratio;
    const scale = {
      x: (value) => width / 2 + (value / extent) * (width / 2 - unit),
      y: (value) => height / 2 - (value / extent) * (height / 2 - unit),
    };
    drawAxes(context, width, height, style.getPropertyValue("--line"), ratio);
    const tops = letters.map((_, bloc) => drawEllipse(context, fitEllipse(dots, bloc), colours[bloc], scale));
    context.drawImage(drawPeople(context, dots, letters, colours, style, scale, unit), 0, 0);
    tops.forEach((top, bloc) => top && drawName(context, letters[bloc], top, unit, style));
    if (reader) drawReader(context, reader, scale, unit, style);
    return sheet;
  }

  function drawAxes(context, width, height, colour, ratio) {
    context.strokeStyle = colour;
    context.lineWidth = ratio;
    context.setLineDash([2 * ratio, 6 * ratio]);
    context.beginPath();
    context.moveTo(width / 2, 0);
    context.lineTo(width / 2, height);
    context.moveTo(0, height / 2);
    context.lineTo(width, height / 2);
    context.stroke();
    context.setLineDash([]);
  }

  /* The soft ellipse of a bloc, turned in the plane of the picture; it returns where the letter goes. */
  function drawEllipse(context, ellipse, colour, scale) {
    if (!ellipse) return null;
    const steps = 72;
    let top = null;
    context.beginPath();
    for (let i = 0; i < steps; i += 1) {
      const angle = (i * 2 * Math.PI) / steps;
      const u = ellipse.long * Math.cos(angle), v = ellipse.short * Math.sin(angle);
      const x = scale.x(ellipse.x + u * Math.cos(ellipse.turn) - v * Math.sin(ellipse.turn));
      const y = scale.y(ellipse.y + u * Math.sin(ellipse.turn) + v * Math.cos(ellipse.turn));
      if (!top || x * 0.35 + y < top.x * 0.35 + top.y) top = { x, y };
      context.lineTo(x, y);
    }
    context.globalAlpha = 0.13;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
    return top;
  }

  function drawPeople(context, dots, letters, colours, style, scale, unit) {
    const sheet = new OffscreenCanvas(context.canvas.width, context.canvas.height);
    const layer = sheet.getContext("2d");
    const image = layer.createImageData(sheet.width, sheet.height);
    const paints = colours.map((colour) => toRgb(layer, colour));
    const grey = toRgb(layer, style.getPropertyValue("--quiet").trim());
    if (dots.n > DENSE) drawPixels(image, dots, paints, grey, scale);
    else drawShapes(image, dots, { letters, paints, grey, scale, unit });
    layer.putImageData(image, 0, 0);
    return sheet;
  }

  /* In a crowd too dense for shapes, everybody is two pixels by two, written whole. */
  function drawPixels(image, dots, paints, grey, scale) {
    const { width, height } = image;
    const pixels = new Uint32Array(image.data.buffer);
    const values = new Uint32Array(256).fill(pack(grey));
    paints.forEach((rgb, bloc) => { values[bloc] = pack(rgb); });
    for (let i = 0; i < dots.n; i += 1) {
      const x = scale.x(dots.x[i]) | 0, y = scale.y(dots.y[i]) | 0;
      if (x < 0 || y < 0 || x > width - 2 || y > height - 2) continue;
      const j = y * width + x;
      pixels[j] = pixels[j + 1] = pixels[j + width] = pixels[j + width + 1] = values[dots.bloc[i]];
    }
  }

  const pack = ([red, green, blue]) => ((216 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

  function drawShapes(image, dots, { letters, paints, grey, scale, unit }) {
    const radius = unit * Math.min(0.3, Math.max(0.07, 4 / Math.sqrt(dots.n + 60)));
    const stamps = letters.map((letter) => drawStamp(letter, radius));
    const circle = drawStamp("", radius);
    for (let i = 0; i < dots.n; i += 1) {
      const bloc = dots.bloc[i];
      const stamp = bloc === BETWEEN ? circle : stamps[bloc];
      if (!stamp) continue;
      const half = stamp.size / 2;
      const left = Math.round(scale.x(dots.x[i]) - half), top = Math.round(scale.y(dots.y[i]) - half);
      blend(image, stamp, bloc === BETWEEN ? grey : paints[bloc], 0.8, left, top);
    }
  }

  function drawName(context, name, place, unit, style) {
    const x = Math.min(Math.max(place.x - 0.3 * unit, 0.7 * unit), context.canvas.width - 0.7 * unit);
    const y = Math.min(Math.max(place.y - 0.3 * unit, 1.2 * unit), context.canvas.height - 0.3 * unit);
    context.font = `700 ${1.15 * unit}px ${style.fontFamily}`;
    context.textAlign = "center";
    context.lineWidth = 0.3 * unit;
    context.lineJoin = "round";
    context.strokeStyle = style.backgroundColor;
    context.strokeText(name, x, y);
    context.fillStyle = style.color;
    context.fillText(name, x, y);
  }

  /* A ring around where the reader is, with a name that stays inside the picture. */
  function drawReader(context, reader, scale, unit, style) {
    const x = scale.x(reader.x), y = scale.y(reader.y);
    context.lineWidth = 0.32 * unit;
    for (const colour of [style.backgroundColor, style.color]) {
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(x, y, 0.6 * unit, 0, 7);
      context.stroke();
      context.lineWidth = 0.16 * unit;
    }
    const isLeft = x > context.canvas.width * 0.8;
    drawName(context, reader.name, { x: x + (isLeft ? -1.5 : 2.1) * unit, y: y + 0.65 * unit }, unit, style);
  }

  window.elicitDots = { paint, measureExtent, readLetters };
})();
