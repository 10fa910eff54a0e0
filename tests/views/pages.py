"""What tests read off a page, and where pages are."""

import html
import re

from django.urls import reverse

from tests.htmx import find_element, parse, read_words


def build_address(name, deliberation, *more):
    return reverse(name, args=[deliberation.code, *more])


def read_text(response):
    """The words a reader sees."""
    return read_words(parse(response.content.decode()))


def read_card(response):
    return find_element(response.content.decode(), "card")


def read_statement(response):
    """The text of the statement on the card, or nothing."""
    texts = [
        "".join(element.itertext())
        for element in read_card(response).iter("h1")
        if element.get("class") == "statement"
    ]
    return texts[0] if texts else None


def read_field(part, name):
    return next(element.get("value") for element in part.iter("input") if element.get("name") == name)


def read_visible_text(response) -> str:
    """The words outside of scripts and pictures, also where the HTML is broken."""
    text = re.sub(r"<(script|svg|canvas)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))
