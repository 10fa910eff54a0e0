"""Writing statements, seeding them and deciding on them."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import lifecycle
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.models import Statement
from tests import factories


def test_a_statement_waits_while_moderation_is_on(ben, now):
    mine = writing.submit(participant=ben, text="  Be   brief.\n", now=now)

    assert (mine.text, mine.state, mine.number, mine.author) == ("Be brief.", "waiting", 5, ben)


def test_a_statement_is_accepted_at_once_where_moderation_is_off(ben, now):
    type(ben.deliberation).objects.filter(pk=ben.deliberation_id).update(moderation_on=False)

    assert writing.submit(participant=ben, text="Be brief.", now=now).state == "accepted"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        ("x" * 201, "too_long"),
        ("Be\x00brief.", "control"),
        ("Be \u202eeirb.", "bidi"),
    ],
)
def test_text_that_cannot_be_put_to_a_vote_is_refused_and_nothing_is_kept(ben, now, text, code):
    with pytest.raises(Invalid) as refusal:
        writing.submit(participant=ben, text=text, now=now)

    assert refusal.value.code == code
    assert not ben.statements.exists()


def test_right_to_left_scripts_are_welcome_and_named(ben, now):
    mine = writing.submit(participant=ben, text="يجب أن يعترف المساعد عندما لا يعرف الجواب", now=now)

    assert mine.language == "ar"


def test_two_hundred_characters_are_not_too_long(ben, now):
    assert len(writing.submit(participant=ben, text="x" * 200, now=now).text) == 200


def test_the_same_words_are_not_kept_twice(ben, now):
    with pytest.raises(Conflict) as refusal:
        writing.submit(participant=ben, text="say when  you are NOT sure", now=now)

    assert refusal.value.code == "duplicate"
    assert ben.deliberation.statements.count() == len(factories.TEXTS)


def test_the_database_refuses_the_same_words_twice(deliberation, statement, now):
    twin = Statement(deliberation=deliberation, number=99, text="x", text_key=statement.text_key, created_at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_nothing_is_written_once_writing_is_closed(ben, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="writing", on=False, by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        writing.submit(participant=ben, text="Be brief.", now=now)

    assert refusal.value.code == "writing_closed"


def test_accepting_is_recorded_without_the_words(ben, ada, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)

    accepted = writing.accept(statement=mine, by=ada, now=now)

    event = ben.deliberation.community.events.last()
    assert accepted.state == "accepted"
    assert (event.kind, event.payload) == (
        "statement_accepted",
        {"deliberation": ben.deliberation.code, "statement": mine.number},
    )


def test_a_rejection_needs_a_reason_that_the_author_is_shown(ben, ada, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)

    with pytest.raises(Invalid):
        writing.reject(statement=mine, reason="  ", by=ada, now=now)
    statement = writing.reject(statement=mine, reason="Said already.", by=ada, now=now)

    assert (statement.state, statement.reason) == ("rejected", "Said already.")


def test_the_database_refuses_a_rejection_without_a_reason(statement):
    statement.state = Statement.State.REJECTED

    with pytest.raises(IntegrityError), transaction.atomic():
        statement.save()


def test_the_database_refuses_a_merge_into_nothing(statement):
    statement.state = Statement.State.MERGED

    with pytest.raises(IntegrityError), transaction.atomic():
        statement.save()


def test_seeds_are_all_kept_or_none(draft, ada, now):
    with pytest.raises(Invalid) as refusal:
        writing.seed(deliberation=draft, texts=["Be brief.", "y" * 201], by=ada, now=now)

    assert str(refusal.value).startswith("Statement 2: ")
    assert not draft.statements.exists()


def test_seeds_that_say_the_same_are_named(draft, ada, now):
    with pytest.raises(Conflict) as refusal:
        writing.seed(deliberation=draft, texts=["Be brief.", "No.", "be brief"], by=ada, now=now)

    assert str(refusal.value) == "Statements 1 and 3 say the same. Nothing was kept."


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("statement,who\nBe brief.,me\n\nBe kind.,you\n", ["Be brief.", "Be kind."]),
        ('Be brief.\n"Be kind, and true."\n', ["Be brief.", "Be kind, and true."]),
        ("\ufeffcomment-id,comment-body\n1,简短。\n", ["简短。"]),
    ],
)
def test_seeds_come_from_csv(content, texts):
    assert writing.seed_csv(content.encode()) == texts


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("für".encode("latin-1"), "csv_not_utf8"),
        (b"", "csv_empty"),
        (b"a,b\n1,2\n", "csv_columns"),
        (b'statement\n"never closed', "csv_broken"),
    ],
)
def test_a_csv_that_cannot_be_read_says_why(content, code):
    with pytest.raises(Invalid) as refusal:
        writing.seed_csv(content)

    assert refusal.value.code == code
