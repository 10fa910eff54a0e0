"""Statements in other languages."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import lifecycle
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import translations
from elicit.actions.votes import casting
from elicit.models import Translation


def propose(statement, now, text="Di cuando no estés seguro.", language="es", **by):
    return translations.propose(statement=statement, language=language, text=text, now=now, **by)


def test_whoever_proposes_it_somebody_has_to_approve_it(statement, ben, ada, now):
    for source in ({"participant": ben}, {"member": ada}, {}):
        translation = propose(statement, now, text=f"Di cuando {len(source)} {ben in source.values()}.", **source)
        assert (translation.state, translation.original) == ("waiting", statement.text)

    assert not Translation.objects.approved().exists()
    assert list(Translation.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_the_approved_one_makes_way_for_the_next(statement, ada, now):
    first, second = propose(statement, now), propose(statement, now, text="Dilo si no estás seguro.")
    for translation in (first, second):
        translations.approve(translation=translation, by=ada, now=now)

    assert list(Translation.objects.approved()) == [second]
    first.refresh_from_db()
    assert (first.state, first.moderated_by) == ("replaced", ada)


def test_deciding_is_recorded_without_words(statement, ada, now):
    translation = propose(statement, now)
    translations.approve(translation=translation, by=ada, now=now)
    translations.reject(translation=translation, reason="It leaves out a word.", by=ada, now=now)

    payload = {"deliberation": statement.deliberation.code, "statement": 1, "language": "es"}
    events = list(statement.deliberation.community.events.values_list("kind", "payload"))[-2:]
    assert events == [("translation_approved", payload), ("translation_rejected", payload)]


def test_a_translation_takes_no_votes_of_its_own(statement, ben, now):
    translations.approve(translation=propose(statement, now), by=None, now=now)
    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    assert (statement.votes.count(), statement.deliberation.statements.count()) == (1, 4)


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "Say it.", "language"),
        ("es", " ", "empty"),
        ("es", "x" * 301, "too_long"),
        ("es", "a\u202eb", "bidi"),
    ],
)
def test_what_is_no_translation_is_refused(statement, now, language, text, code):
    with pytest.raises(Invalid) as refusal:
        propose(statement, now, text=text, language=language)

    assert (refusal.value.code, Translation.objects.count()) == (code, 0)


def test_the_same_words_wait_once_and_there_is_an_end(statement, now):
    propose(statement, now)
    with pytest.raises(Conflict) as refusal:
        propose(statement, now)
    assert refusal.value.code == "duplicate"

    for number in range(translations.WAITING_LIMIT - 1):
        propose(statement, now, text=f"Di {number}.")
    with pytest.raises(Conflict) as refusal:
        propose(statement, now, text="Di más.")
    assert refusal.value.code == "many"
    assert propose(statement, now, text="Sag es.", language="de").number == translations.WAITING_LIMIT + 1


def test_a_statement_that_reads_differently_now_has_no_translation(statement, ada, now):
    first, second = propose(statement, now), propose(statement, now, text="Dilo.")
    translations.approve(translation=first, by=ada, now=now)
    statement.text = "Say when you are not certain."
    statement.save()

    assert not Translation.objects.approved().exists()
    with pytest.raises(Conflict) as refusal:
        translations.approve(translation=second, by=ada, now=now)
    assert refusal.value.code == "outdated"


def test_nothing_is_proposed_once_it_is_closed_or_for_what_takes_no_votes(statement, now):
    statement.state, statement.reason = "rejected", "Off topic."
    statement.save()
    with pytest.raises(Conflict):
        propose(statement, now)

    statement.state, statement.reason = "accepted", ""
    statement.save()
    lifecycle.close(deliberation=statement.deliberation, by=None, now=now)
    with pytest.raises(Conflict):
        propose(statement, now)


def test_rejecting_takes_a_reason(statement, now):
    with pytest.raises(Invalid):
        translations.reject(translation=propose(statement, now), reason=" ", by=None, now=now)


def test_a_translation_outlives_the_person(statement, ben, now):
    propose(statement, now, participant=ben)
    ben.delete()

    assert Translation.objects.get().participant is None


def test_the_database_keeps_what_is_promised(statement, ben, ada, now):
    good = {
        "statement": statement,
        "language": "es",
        "text": "Dilo.",
        "original": statement.text,
        "created_at": now,
    }
    Translation.objects.create(**good, number=1, state="approved")
    Translation.objects.create(**{**good, "language": "de"}, number=2, state="approved")
    for odd in (
        {"number": 1},
        {"number": 3, "state": "approved"},
        {"number": 3, "state": "lost"},
        {"number": 3, "state": "rejected"},
        {"number": 3, "text": ""},
        {"number": 3, "language": ""},
        {"number": 3, "participant": ben, "member": ada},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Translation.objects.create(**{**good, **odd})
