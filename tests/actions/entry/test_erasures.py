"""Erasing people: what goes, what stays, and who may be told."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents, erasures
from elicit.actions.findings import analyses
from elicit.actions.refusals import Missing
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Consent, Deliberation, Erasure, Participant, Point, Seat, Statement, Table, Translation
from elicit.reading.community.log import list_breaks
from elicit.reading.entry import my_data
from elicit.reading.entry.consent import Ticks
from elicit.reading.entry.erasures import Remains, count_remains, count_withdrawn
from tests import factories


@pytest.fixture
def participant(ben, now):
    """Ben has voted, changed and undone votes, and written three statements; somebody voted on one of them."""
    deliberation = ben.deliberation
    for number, choice in ((1, 1), (2, -1), (2, 1), (3, 0)):
        casting.cast(participant=ben, statement=deliberation.statements.get(number=number), choice=choice, now=now)
    casting.undo(participant=ben, statement=deliberation.statements.get(number=3), now=now)
    for text in ("Ask me before you act.", "Use fewer words.", "Sing."):
        own = writing.submit(participant=ben, text=text, now=now)
        if text != "Sing.":
            writing.accept(statement=own, by=None, now=now)
    for text in ("Ask me before you act.", "Use fewer words."):
        casting.cast(participant=ben, statement=Statement.objects.get(text=text), choice=1, now=now)
    fields = {
        "number": 1,
        "statement": deliberation.statements.get(number=1),
        "side": "for",
        "text": "Because I say so.",
    }
    Point.objects.create(deliberation=deliberation, participant=ben, created_at=now, **fields)
    table = Table.objects.create(deliberation=deliberation, number=1, created_at=now)
    Seat.objects.create(participant=ben, table=table)
    other = factories.person(deliberation)
    casting.cast(
        participant=other, statement=Statement.objects.get(text="Ask me before you act."), choice=-1, now=now
    )
    return ben


def collect_cells():
    """Every cell of every table of this project, as text."""
    cells = []
    for model in apps.get_app_config("elicit").get_models():
        names = [field.column for field in model._meta.concrete_fields]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table}")
            cells += [
                (model.__name__, name, str(cell)) for row in cursor for name, cell in zip(names, row, strict=True)
            ]
    return cells


def list_references(pk):
    """Every column of every table that points to this participant."""
    return [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("elicit").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Participant and model.objects.filter(**{field.name: pk}).exists()
    ]


def test_nothing_in_any_table_leads_to_whoever_was_erased(participant, now):
    pk, key = participant.pk, participant.key
    assert sorted(list_references(pk)) == [
        "Ballot.participant",
        "Consent.participant",
        "Point.participant",
        "Seat.participant",
        "Statement.author",
        "Vote.participant",
    ]
    assert [cell for cell in collect_cells() if key in cell] != []

    erasures.erase(participant=participant, now=now)

    assert list_references(pk) == []
    assert not Participant.objects.filter(pk=pk).exists()
    assert [
        cell
        for cell in collect_cells()
        if key in cell[2] or "Sing." in cell[2] or "fewer words" in cell[2] or "say so" in cell[2]
    ] == []


def test_every_column_that_leads_to_a_person_was_thought_of():
    """A new one belongs into erasures, and into the copy that people take away."""
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("elicit").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Participant
    }

    assert columns == {
        "Answer.participant",
        "Ballot.participant",
        "Consent.participant",
        "Point.participant",
        "Seat.participant",
        "Statement.author",
        "Translation.participant",
        "Vote.participant",
    }


def test_translations_that_nobody_reads_go_and_others_stay_without_their_writer(ben, statement, now):
    fields = {"statement": statement, "original": statement.text, "participant": ben, "created_at": now}
    Translation.objects.create(**fields, number=1, language="de", text="Sag es.", state="approved")
    Translation.objects.create(**fields, number=2, language="fr", text="Dis-le.")
    assert [translation["language"] for translation in my_data.read_my_data(ben)["translations"]] == ["de", "fr"]

    erasures.erase(participant=ben, now=now)

    assert list(Translation.objects.values_list("text", "participant")) == [("Sag es.", None)]


def test_statements_others_voted_on_stay_without_their_writer_and_others_go(participant, now):
    erasures.erase(participant=participant, now=now)

    rest = Statement.objects.filter(is_seed=False).values_list("text", "author", "state")
    assert list(rest) == [("Ask me before you act.", None, "accepted")]


def test_a_tombstone_says_how_much_went_and_the_log_not_who(participant, now):
    erasure = erasures.erase(participant=participant, now=now)

    event = participant.deliberation.community.events.last()
    assert (erasure.people, erasure.ballots, erasure.statements) == (1, 7, 3)
    assert (event.kind, event.actor_name) == ("people_erased", "terminal")
    assert event.payload == {
        "deliberation": participant.deliberation.code,
        "people": 1,
        "ballots": 7,
        "statements": 3,
    }
    assert list(list_breaks(community=participant.deliberation.community)) == []


def test_the_analysis_is_made_again_without_them(analysed_room, now):
    person = analysed_room.participants.first()
    before = analyses.run(deliberation=analysed_room, now=now)

    erasures.erase(participant=person, now=now)

    assert list(Deliberation.objects.due(now)) == [analysed_room]
    after = analyses.run_due(deliberation_id=analysed_room.pk, now=now)
    assert person.number in before.report.participants.tolist()
    assert person.number not in after.report.participants.tolist()
    assert not type(before).objects.filter(pk=before.pk).exists()


@pytest.fixture
def analysed_room(deliberation):
    factories.camps(deliberation, 8)
    return Deliberation.objects.get(pk=deliberation.pk)


def test_before_a_freeze_nothing_stays_and_after_it_the_frozen_analysis_does(analysed_room, ada, now):
    person = analysed_room.participants.first()
    later = now + timedelta(seconds=1)
    assert not count_remains(person)
    final = analyses.run(deliberation=analysed_room, now=later, final=True)
    assert count_remains(person) == Remains(analyses=1, releases=0)

    erasures.erase(participant=person, now=later + timedelta(seconds=1))

    final.refresh_from_db()
    assert person.number in final.report.participants.tolist()
    assert count_withdrawn(analysis=final) == 1


def test_whoever_never_voted_is_in_no_analysis(analysed_room, now):
    newcomer = factories.person(analysed_room)
    analyses.run(deliberation=analysed_room, now=now, final=True)

    assert not count_remains(newcomer)


def test_a_statement_taken_away_leaves_findings_readable(ben, now):
    factories.camps(ben.deliberation, 8)
    own = writing.submit(participant=ben, text="Use fewer words.", now=now)
    writing.accept(statement=own, by=None, now=now)
    analysis = analyses.run(deliberation=ben.deliberation, now=now)
    assert own.number in [standing["statement"] for standing in analysis.findings()["standings"]]

    erasures.erase(participant=ben, now=now)

    assert own.number not in [standing["statement"] for standing in analysis.findings()["standings"]]


def test_an_erasure_asked_for_twice_is_made_once(participant, now):
    erasures.erase(participant=participant, now=now)

    with pytest.raises(Missing):
        erasures.erase(participant=participant, now=now)
    assert Erasure.objects.count() == 1


def test_the_last_person_may_go_too(ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    erasures.erase(participant=ben, now=now)

    assert analyses.run_due(deliberation_id=ben.deliberation_id, now=now).votes == 0


# --- when time is over ---


@pytest.fixture
def promisee(participant, ada, now):
    """Ben was promised nine days after closing; somebody who came before was promised nothing."""
    deliberation = participant.deliberation
    fields = {"organiser": "", "contact": "", "retention_days": 9}
    consents.reword(deliberation=deliberation, **fields, by=ada, now=now)
    consents.give(participant=participant, ticks=Ticks(), now=now)
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    return participant


def test_people_go_when_the_days_they_were_promised_are_over_and_not_before(promisee, now):
    assert erasures.expire(now=now + timedelta(days=8, hours=23)) == []

    [erasure] = erasures.expire(now=now + timedelta(days=9))

    assert (erasure.people, erasure.ballots) == (1, 7)
    assert [person.number for person in promisee.deliberation.participants.all()] == [2]
    assert erasures.expire(now=now + timedelta(days=10)) == []


def test_statements_stay_without_their_writers_when_time_is_over(promisee, now):
    erasures.expire(now=now + timedelta(days=9))

    assert set(Statement.objects.filter(is_seed=False).values_list("author", flat=True)) == {None}
    assert Statement.objects.filter(is_seed=False).count() == 3


def test_a_later_longer_time_does_not_bind_whoever_was_promised_a_shorter_one(promisee, ada, now):
    fields = {"organiser": "", "contact": "", "retention_days": None}
    consents.reword(deliberation=promisee.deliberation, **fields, by=ada, now=now)

    assert len(erasures.expire(now=now + timedelta(days=9))) == 1


def test_an_open_deliberation_keeps_everyone(promisee, ada, now):
    lifecycle.open_(deliberation=promisee.deliberation, by=ada, now=now)

    assert erasures.expire(now=now + timedelta(days=400)) == []
    assert not erasures.are_over(now=now + timedelta(days=400))
    assert Consent.objects.filter(participant=promisee).exists()
