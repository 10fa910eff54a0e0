"""Whether a page is wider than its window, in several fonts."""

from typing import Any

# Families of clearly different widths. Each falls back to what a machine without it has; in the widest, an i is as
# wide as an m.
FONTS = {
    "its own font": "",
    "a wide font": '"DejaVu Sans", Verdana, sans-serif',
    "the widest font": '"DejaVu Sans Mono", "Liberation Mono", monospace',
    "a narrow font": '"DejaVu Sans Condensed", "Liberation Sans Narrow", "Liberation Serif", serif',
}
A4, PAPER = 794, 718  # CSS pixels: the whole sheet, and less 10 mm at either side

# Of verdicts one is enough, since the server is asked for the numbers behind it (js/why.js).
UNFOLD = """() => {
  const [first] = document.querySelectorAll(".why");
  for (const details of document.querySelectorAll("details")) {
    details.open ||= details === first || !details.matches(".why");
  }
}"""
UNFOLDED = "() => !document.querySelector('.why[open] .why-body:not([data-loaded])')"

# What reaches over the window's edges, or over those of a box that would cut it; in a box that scrolls, words of
# people that are wider than the window.
MEASURE = """fonts => {
  const root = document.documentElement, width = root.clientWidth, problems = [];
  const ASIDE = ".visually-hidden, .skip, dialog:not([open]), textarea, select";
  const WORDS = ".statement, .prompt, [dir=auto]";
  const range = document.createRange();

  function within(element, style, box, edges) {
    if (!edges || style.overflowX === "auto" || style.overflowX === "scroll") return null;
    if (style.overflowX === "visible") return edges;
    return { left: Math.max(edges.left, box.left), right: Math.min(edges.right, box.right) };
  }

  function sticksOut(box, edges, isWords) {
    if (!box.width || !box.height) return false;
    if (!edges) return isWords && box.width > width;
    return box.right > edges.right + 1 || box.left < edges.left - 1;
  }

  function look(element, edges, over) {
    if (element.matches(ASIDE)) return;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const isHidden = element.clientWidth === 1 && style.overflowX === "hidden";
    if (style.display === "none" || isHidden) return;
    const isWords = element.matches(WORDS), inner = within(element, style, box, edges);
    let isOver = sticksOut(box, edges, isWords);
    for (const child of element.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) look(child, inner, over);
      if (child.nodeType !== Node.TEXT_NODE || !child.data.trim()) continue;
      range.selectNode(child);
      isOver ||= sticksOut(range.getBoundingClientRect(), inner, isWords);
    }
    if (isOver) over.push(`${element.tagName.toLowerCase()}.${element.className.baseVal ?? element.className}`);
  }

  function setIn(family) {
    for (const kind of ["--sans", "--serif", "--mono"]) root.style.setProperty(kind, family);
    window.elicitFit?.();
  }

  for (const [name, family] of Object.entries(fonts)) {
    const over = [];
    setIn(family);
    for (const child of document.body.children) look(child, { left: 0, right: width }, over);
    if (root.scrollWidth > width) over.push(`a page ${root.scrollWidth} wide`);
    if (over.length) problems.push(`${over.slice(0, 5).join(", ")} in ${name}, at ${width}`);
  }
  setIn("");
  return problems;
}"""


def unfold(page: Any) -> None:
    page.evaluate(UNFOLD)
    page.wait_for_function(UNFOLDED)


def list_overflows(page: Any, width: int, height: int = 800) -> list[str]:
    """What sticks out of a window of this size, font by font; empty where nothing does."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("width => innerWidth === width", arg=width)
    return page.evaluate(MEASURE, FONTS)
