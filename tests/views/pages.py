"""What tests read off a page, and where pages are."""

from django.urls import reverse

from tests.htmx import element, parsed, words


def at(name, deliberation, *more):
    return reverse(name, args=[deliberation.code, *more])


def said(answer):
    """The words a reader sees."""
    return words(parsed(answer.content.decode()))


def card(answer):
    return element(answer.content.decode(), "card")


def shown(answer):
    """The text of the statement on the card, or nothing."""
    texts = ["".join(each.itertext()) for each in card(answer).iter("h1") if each.get("class") == "statement"]
    return texts[0] if texts else None


def field(part, name):
    return next(each.get("value") for each in part.iter("input") if each.get("name") == name)
