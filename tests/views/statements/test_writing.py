"""What Ben writes, what is refused, and what became of it."""

import pytest
from django.conf import settings

from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import writing
from elicit.models import Statement
from tests import factories
from tests.htmx import find_element, parse, read_words
from tests.views.pages import build_address, read_text


def test_what_one_writes_waits_and_is_listed(phone, ben):
    response = phone.post(build_address("write", ben.deliberation), {"text": "  Be   brief. "})
    assert (response.status_code, response["Location"]) == (302, build_address("write", ben.deliberation))

    page = read_text(phone.get(build_address("write", ben.deliberation)))
    assert "Be brief. Waiting to be read." in page
    assert ben.statements.get().text == "Be brief."


def test_where_nobody_checks_it_is_open_to_votes_at_once(phone, ben):
    type(ben.deliberation).objects.update(moderation_on=False)

    phone.post(build_address("write", ben.deliberation), {"text": "Be brief."})

    assert ben.statements.get().state == Statement.State.ACCEPTED
    assert "Be brief. Accepted. 0 people have voted on it." in read_text(
        phone.get(build_address("write", ben.deliberation))
    )


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 400, "Your statement is empty."),
        (" \n\u200b", 400, "Your statement is empty."),
        ("x" * 201, 400, "Your statement has 201 characters and the limit is 200."),
        ("x" * 1_000_000, 400, "Your statement is far too long."),
        ("Be\u0007brief", 400, "Your statement contains hidden control characters."),
        ("Be\u0000brief", 400, "Your statement contains hidden control characters."),
        ("\u202efeirb eB", 400, "Your statement contains hidden characters that reverse the direction"),
        (factories.TEXTS[0].upper(), 409, "Somebody has said exactly this already."),
    ],
    ids=["empty", "blank", "long", "a megabyte", "bell", "null", "reversed", "duplicate"],
)
def test_what_cannot_be_voted_on_is_refused_with_its_sentence(phone, ben, text, status, sentence):
    response = phone.post(build_address("write", ben.deliberation), {"text": text})

    assert response.status_code == status
    notice = read_words(find_element(response.content.decode(), "refusal"))
    assert notice[: len(sentence)] == sentence
    assert not ben.statements.exists()


def test_what_was_typed_is_still_there_after_a_refusal(phone, ben):
    response = phone.post(build_address("write", ben.deliberation), {"text": "</textarea>" + "x" * 200})

    area = find_element(response.content.decode(), "text")
    assert area.text == "</textarea>" + "x" * 200


def test_a_body_beyond_every_limit_is_a_page_with_a_sentence(phone, ben):
    response = phone.post(
        build_address("write", ben.deliberation), {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    )

    assert response.status_code == 400
    assert "Nothing was changed." in read_text(response)


def test_writing_while_it_is_closed_is_refused(phone, ben, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="writing", on=False, by=ada, now=now)

    response = phone.post(build_address("write", ben.deliberation), {"text": "Be brief."})

    assert response.status_code == 409
    assert "Writing is closed at the moment. Your text was not sent." in read_text(response)
    assert find_element(response.content.decode(), "text").text == "Be brief."
    assert not ben.statements.exists()


def test_ten_statements_in_ten_minutes_are_enough(phone, ben):
    statuses = [
        phone.post(build_address("write", ben.deliberation), {"text": f"Idea {n}"}).status_code for n in range(11)
    ]

    assert statuses == [302] * 10 + [429]
    assert ben.statements.count() == 10


def test_writers_learn_what_became_of_their_statements(phone, ben, ada, now):
    statements = [writing.submit(participant=ben, text=f"Idea {n}.", now=now) for n in range(4)]
    writing.accept(statement=statements[1], by=ada, now=now)
    writing.reject(statement=statements[2], reason="It says the same as another.", by=ada, now=now)
    into = ben.deliberation.statements.get(number=1)
    Statement.objects.filter(pk=statements[3].pk).update(state=Statement.State.MERGED, merged_into=into)

    page = parse(phone.get(build_address("write", ben.deliberation)).content.decode())

    fates = [read_words(element) for element in page.iter("li")]
    assert fates == [
        f"Idea 3. Merged into one that says the same: {factories.TEXTS[0]} 0 people have voted on it. "
        "Vote on it yourself",
        "Idea 2. Not accepted: It says the same as another. By version 1 of what is accepted.",
        "Idea 1. Accepted. 0 people have voted on it. Vote on it yourself",
        "Idea 0. Waiting to be read.",
    ]
