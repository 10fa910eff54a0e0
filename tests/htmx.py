"""Swaps, replayed: what htmx puts into a page must equal what a fresh page holds there."""

import re

import html5lib

HTMX = {"HX-Request": "true"}
PASSING = re.compile(r'(name="(?:csrfmiddlewaretoken|key)" type="hidden" value=")[^"]*')


def element(html: str, name: str) -> str:
    """The element with this id as canonical markup, without what differs from request to request."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    [found] = [node for node in tree.iter() if node.get("id") == name]
    markup = html5lib.serialize(found, quote_attr_values="always", alphabetical_attributes=True)
    return PASSING.sub(r"\1", re.sub(r"\s+", " ", markup))
