/* One picture of the map: every person a dot with the colour and the shape of its bloc. */
(() => {
  "use strict";
  const BETWEEN = 255;
  const DENSE = 20000;

  function outline(context, letter, x, y, r) {
    const sides = { A: [4, 0.785, 1.2], C: [4, 0, 1.3], D: [3, -1.571, 1.35], E: [6, 0, 1.15], F: [3, 1.571, 1.35] }[letter];
    context.beginPath();
    if (!sides) {
      context.arc(x, y, r, 0, 7);
      return;
    }
    const [count, turn, stretch] = sides;
    for (let i = 0; i < count; i += 1) {
      const angle = turn + (i * 2 * Math.PI) / count;
      context.lineTo(x + r * stretch * Math.cos(angle), y + r * stretch * Math.sin(angle));
    }
    context.closePath();
  }

  /* One bloc's dot as coverage per pixel, to be laid many times into the image. */
  function stamp(letter, radius) {
    const size = 2 * Math.ceil(radius * 1.4) + 1;
    const canvas = new OffscreenCanvas(size, size);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    outline(context, letter, size / 2, size / 2, radius);
    if (letter) context.fill();
    else context.stroke();
    const pixels = context.getImageData(0, 0, size, size).data;
    return { size, cover: Float32Array.from({ length: size * size }, (_, i) => pixels[4 * i + 3] / 255) };
  }

  function rgb(context, colour) {
    context.fillStyle = colour;
    const hex = context.fillStyle;
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  }

  function lay(image, mark, [red, green, blue], strength, left, top) {
    const { data, width, height } = image;
    for (let row = 0; row < mark.size; row += 1) {
      const y = top + row;
      if (y < 0 || y >= height) continue;
      for (let column = 0; column < mark.size; column += 1) {
        const x = left + column;
        const above = mark.cover[row * mark.size + column] * strength;
        if (above === 0 || x < 0 || x >= width) continue;
        const at = 4 * (y * width + x);
        const below = (data[at + 3] / 255) * (1 - above);
        const whole = above + below;
        data[at] = (red * above + data[at] * below) / whole;
        data[at + 1] = (green * above + data[at + 1] * below) / whole;
        data[at + 2] = (blue * above + data[at + 2] * below) / whole;
        data[at + 3] = 255 * whole;
      }
    }
  }

  function spread(dots, bloc) {
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

  /* How far everything reaches from the middle, to a side or up: dots, and the ellipses of so many blocs. */
  function extent(dots, blocs) {
    let far = 1e-6;
    for (let i = 0; i < dots.n; i += 1) far = Math.max(far, Math.abs(dots.x[i]), Math.abs(dots.y[i]));
    for (let bloc = 0; bloc < blocs; bloc += 1) {
      const found = spread(dots, bloc);
      if (!found) continue;
      const along = Math.cos(found.turn), across = Math.sin(found.turn);
      far = Math.max(far, Math.abs(found.x) + Math.hypot(found.long * along, found.short * across));
      far = Math.max(far, Math.abs(found.y) + Math.hypot(found.long * across, found.short * along));
    }
    return far;
  }

  function lettersOf(canvas) {
    return canvas.dataset.letters.trim().split(/\s+/).filter(Boolean);
  }

  function paint(canvas, { dots, reach, you: mine }, style, ratio) {
    const { width, height } = canvas;
    const sheet = new OffscreenCanvas(width, height);
    const context = sheet.getContext("2d");
    const letters = lettersOf(canvas);
    const colours = letters.map((letter) => style.getPropertyValue(`--bloc-${letter.toLowerCase()}`).trim());
    const unit = parseFloat(style.fontSize) * ratio;
    const place = {
      x: (value) => width / 2 + (value / reach) * (width / 2 - unit),
      y: (value) => height / 2 - (value / reach) * (height / 2 - unit),
      w: (value) => (value / reach) * (width / 2 - unit),
      h: (value) => (value / reach) * (height / 2 - unit),
    };
    axes(context, width, height, style.getPropertyValue("--line"), ratio);
    const grounds = letters.map((_, bloc) => ground(context, dots, bloc, colours[bloc], place));
    context.drawImage(people(context, dots, letters, colours, style, place, unit), 0, 0);
    grounds.forEach((at, bloc) => at && name(context, letters[bloc], at, unit, style));
    if (mine) ring(context, mine, place, unit, style);
    return sheet;
  }

  function axes(context, width, height, colour, ratio) {
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
  function ground(context, dots, bloc, colour, place) {
    const found = spread(dots, bloc);
    if (!found) return null;
    const steps = 72;
    let top = null;
    context.beginPath();
    for (let i = 0; i < steps; i += 1) {
      const angle = (i * 2 * Math.PI) / steps;
      const u = found.long * Math.cos(angle), v = found.short * Math.sin(angle);
      const x = place.x(found.x + u * Math.cos(found.turn) - v * Math.sin(found.turn));
      const y = place.y(found.y + u * Math.sin(found.turn) + v * Math.cos(found.turn));
      if (!top || x * 0.35 + y < top.x * 0.35 + top.y) top = { x, y };
      context.lineTo(x, y);
    }
    context.globalAlpha = 0.13;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
    return top;
  }

  /* In a crowd too dense for shapes, everybody is two pixels by two, written whole. */
  function dust(image, dots, paints, grey, place) {
    const { width, height } = image;
    const pixels = new Uint32Array(image.data.buffer);
    const packed = new Uint32Array(256).fill(pack(grey));
    paints.forEach((paint, bloc) => { packed[bloc] = pack(paint); });
    for (let i = 0; i < dots.n; i += 1) {
      const x = place.x(dots.x[i]) | 0, y = place.y(dots.y[i]) | 0;
      if (x < 0 || y < 0 || x > width - 2 || y > height - 2) continue;
      const at = y * width + x;
      pixels[at] = pixels[at + 1] = pixels[at + width] = pixels[at + width + 1] = packed[dots.bloc[i]];
    }
  }

  const pack = ([red, green, blue]) => ((216 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

  function people(context, dots, letters, colours, style, place, unit) {
    const sheet = new OffscreenCanvas(context.canvas.width, context.canvas.height);
    const inside = sheet.getContext("2d");
    const image = inside.createImageData(sheet.width, sheet.height);
    const paints = colours.map((colour) => rgb(inside, colour));
    const grey = rgb(inside, style.getPropertyValue("--quiet").trim());
    if (dots.n > DENSE) dust(image, dots, paints, grey, place);
    else shapes(image, dots, { letters, paints, grey, place, unit });
    inside.putImageData(image, 0, 0);
    return sheet;
  }

  function shapes(image, dots, { letters, paints, grey, place, unit }) {
    const radius = unit * Math.min(0.3, Math.max(0.07, 4 / Math.sqrt(dots.n + 60)));
    const marks = letters.map((letter) => stamp(letter, radius));
    const ring = stamp("", radius);
    for (let i = 0; i < dots.n; i += 1) {
      const bloc = dots.bloc[i];
      const mark = bloc === BETWEEN ? ring : marks[bloc];
      if (!mark) continue;
      const half = mark.size / 2;
      const left = Math.round(place.x(dots.x[i]) - half), top = Math.round(place.y(dots.y[i]) - half);
      lay(image, mark, bloc === BETWEEN ? grey : paints[bloc], 0.8, left, top);
    }
  }

  function name(context, letter, at, unit, style) {
    const x = Math.min(Math.max(at.x - 0.3 * unit, 0.7 * unit), context.canvas.width - 0.7 * unit);
    const y = Math.min(Math.max(at.y - 0.3 * unit, 1.2 * unit), context.canvas.height - 0.3 * unit);
    context.font = `700 ${1.15 * unit}px ${style.fontFamily}`;
    context.textAlign = "center";
    context.lineWidth = 0.3 * unit;
    context.lineJoin = "round";
    context.strokeStyle = style.backgroundColor;
    context.strokeText(letter, x, y);
    context.fillStyle = style.color;
    context.fillText(letter, x, y);
  }

  function ring(context, at, place, unit, style) {
    const x = place.x(at.x), y = place.y(at.y);
    context.lineWidth = 0.32 * unit;
    for (const colour of [style.backgroundColor, style.color]) {
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(x, y, 0.6 * unit, 0, 7);
      context.stroke();
      context.lineWidth = 0.16 * unit;
    }
    const isLeft = x > context.canvas.width * 0.8;
    name(context, at.name, { x: x + (isLeft ? -1.5 : 2.1) * unit, y: y + 0.65 * unit }, unit, style);
  }

  window.elicitDots = { paint, extent, lettersOf };
})();
