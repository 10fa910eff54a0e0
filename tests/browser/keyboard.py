"""Somebody without a mouse: Tab leads wherever they go, and every stop on the way can be seen."""

import re

STOP = """() => {
  const at = document.activeElement, label = at.labels?.[0]?.innerText;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const isRinged = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const isWithin = (from, to, most) => to > from && to > 0 && from < most;
  const isThere = isWithin(box.left, box.right, innerWidth) && isWithin(box.top, box.bottom, innerHeight);
  const names = [label, at.getAttribute("aria-label"), at.innerText, at.id].map(name => (name ?? "").trim());
  return { names: names.filter(Boolean), tag: at.tagName, isSeen: at === document.body || (isRinged && isThere) };
}"""
MOST = 90  # stops on one page


def tab_to(page, name: str) -> None:
    """Presses Tab until something with this label, these words or this id has the focus. name: a regular
    expression. Every stop has to be on the screen, with a ring around it."""
    stops = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop["isSeen"], f"the focus cannot be seen on {stop}"
        if any(re.fullmatch(name, label, re.DOTALL) for label in stop["names"]):
            return
        stops.append(stop["names"][:1])
    raise AssertionError(f"Tab never reached {name}, but {stops}")


def read_focus(page) -> str:
    """The words of what has the focus."""
    return page.evaluate("document.activeElement.innerText.trim()")


def press(page, name: str) -> None:
    """Goes there and presses Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def type_into(page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def go(page, name: str) -> None:
    """Presses what leads to another page, and waits until that is there with its scripts."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
