"""Replays what htmx does: a swapped element must equal the one a freshly loaded page holds."""

import random
import re
from xml.etree.ElementTree import Element

import html5lib
from django.core.cache import cache

FRESH_EACH_TIME = ("csrfmiddlewaretoken", "key")
HTMX = {"HX-Request": "true"}


def parse(html: str) -> Element:
    """The tree of a page or of a part of one. Broken HTML raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    if html.lstrip().lower().startswith("<!doctype"):
        return parser.parse(html)
    return parser.parseFragment(html)


def find_element(html: str, name: str) -> Element:
    """The one element with this id."""
    [part] = [element for element in parse(html).iter() if element.get("id") == name]
    return part


def read_words(part: Element) -> str:
    """What a reader sees of it, in single spaces."""
    return " ".join(" ".join(part.itertext()).split())


def outline(part: Element) -> list[str]:
    """Tags, attributes and words in order, without what is different in every answer."""
    lines = []
    for element in part.iter():
        attributes = dict(element.attrib)
        attributes.pop("data-now", None)
        if attributes.get("name") in FRESH_EACH_TIME:
            del attributes["value"]
        lines.append(f"{element.tag} {sorted(attributes.items())} {_tidy(element.text)}")
        lines.append(f"/{element.tag} {_tidy(element.tail) if element is not part else ''}")
    return lines


def post(client, address: str, **fields):
    """What htmx sends when a form is submitted."""
    start_over()
    return client.post(address, fields, headers=HTMX)


def assert_same_as_fresh(client, response, name: str, page: str) -> Element:
    """The swapped element, once it has been compared with the one at `page`."""
    part = parse(response.content.decode())
    roots = [element.get("id") for element in part]
    assert roots == [name], f"htmx would put {roots} where #{name} was"
    start_over()
    fresh = find_element(client.get(page).content.decode(), name)
    assert outline(part[0]) == outline(fresh)
    return fresh


def start_over() -> None:
    """The draw of the next statement repeats: the same numbers, over the same counts."""
    random.seed(7)
    cache.clear()


def _tidy(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()
