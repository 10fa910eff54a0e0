"""What a page carries for a phone whose connection goes."""

import json
import re

from django.conf import settings

from elicit.actions.statements import translations, writing
from elicit.actions.votes import casting
from elicit.views.votes.participate import AHEAD
from tests import factories
from tests.htmx import find_element
from tests.views.pages import build_address, read_statement, read_text


def read_ahead(response) -> list[dict]:
    return json.loads(find_element(response.content.decode(), "ahead").get("data-statements") or "[]")


def test_a_page_carries_its_statement_and_those_after_it(phone, deliberation):
    page = phone.get(build_address("participate", deliberation))
    rows = read_ahead(page)

    assert rows[0]["text"] == read_statement(page)
    assert sorted(row["text"] for row in rows) == sorted(factories.TEXTS[: len(rows)])
    assert {(row["seed"], row["lang"], row["beside"]) for row in rows} == {(True, "en", None)}


def test_it_carries_no_more_than_a_few(phone, deliberation, ada, now):
    many = [f"Say it in {number} words." for number in range(3 * AHEAD)]
    writing.seed(deliberation=deliberation, texts=many, by=ada, now=now)

    assert len(read_ahead(phone.get(build_address("participate", deliberation)))) == AHEAD + 1


def test_the_script_knows_how_many_a_full_page_carries():
    script = (settings.BASE_DIR / "static/js/outbox.js").read_text()

    assert int(re.search(r"const FULL = (\d+);", script)[1]) == AHEAD + 1


def test_a_card_alone_carries_none(phone, deliberation):
    part = phone.get(build_address("participate", deliberation), headers={"hx-request": "true"})

    assert "data-statements" not in read_text(part)


def test_translations_come_along(phone, statement, deliberation, ada, now):
    translation = translations.propose(statement=statement, language="es", text="Dilo.", now=now)
    translations.approve(translation=translation, by=ada, now=now)
    page = phone.get(build_address("participate", deliberation), headers={"accept-language": "es"})

    assert {row["number"]: row["beside"] for row in read_ahead(page)}[1] == {"text": "Dilo.", "lang": "es"}


def test_whoever_has_voted_on_all_but_one_carries_nothing(phone, ben, deliberation, now):
    for statement in list(deliberation.statements.all())[1:]:
        casting.cast(participant=ben, statement=statement, choice=1, now=now)

    assert read_ahead(phone.get(build_address("participate", deliberation))) == []
