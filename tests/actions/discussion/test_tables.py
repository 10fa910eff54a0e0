"""Tables, reasons for and against, and what of them is put to the vote again."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import agenda, lifecycle, planning, rounds
from elicit.actions.discussion import points, tables
from elicit.actions.findings import analyses
from elicit.actions.refusals import Conflict, Invalid, Missing
from elicit.actions.votes import casting
from elicit.live import presence
from elicit.models import Assignment, Point, Seat, Table
from elicit.models.community.community import hash_token
from elicit.reading.discussion.tables import suggest_topics
from elicit.reading.findings.findings import read_findings
from tests import factories


@pytest.fixture
def discussion(deliberation, ada, now):
    return lifecycle.switch(deliberation=deliberation, name="discussion", on=True, by=ada, now=now)


def set_up(deliberation, now, count=2, per_table=2, kinds=None, words=None):
    return tables.set_up(
        deliberation=deliberation,
        tables=count,
        per_table=per_table,
        kinds={2: "divides", 3: "undecided", 1: "chosen"} if kinds is None else kinds,
        words=words or {},
        by=None,
        now=now,
    )


def read_deal(deliberation):
    return {
        table.number: sorted(table.assignments.values_list("statement__number", flat=True))
        for table in deliberation.tables.all()
    }


# --- tables ---


def test_statements_are_dealt_out_in_turn(discussion, now):
    set_up(discussion, now, count=3)

    assert read_deal(discussion) == {1: [2, 3], 2: [1, 2], 3: [1, 3]}


@pytest.fixture
def divided_room(deliberation, ada, now):
    """A room whose people divide over 1, do not know yet about 2, and have a stage of discussion before them."""
    factories.room(deliberation, *["ap-a"] * 12, *["da-a"] * 12)
    analyses.run(deliberation=deliberation, now=now)
    planning.add(deliberation=deliberation, kind="discuss", by=ada, now=now)
    return deliberation


@pytest.mark.parametrize(("people", "count"), [(0, 1), (8, 1), (9, 2), (20, 3)])
def test_where_nobody_set_tables_up_the_agenda_deals_what_is_not_settled(divided_room, ada, now, people, count):
    presence.write("one", {(divided_room.pk, "phone"): people}, now)
    topics = suggest_topics(read_findings(divided_room.analyses.get()))

    deliberation = agenda.begin(deliberation=divided_room, by=ada, now=now)

    assert len(read_deal(deliberation)) == count
    assert {number for numbers in read_deal(deliberation).values() for number in numbers} <= topics.keys()
    assert all(len(numbers) == min(3, len(topics)) for numbers in read_deal(deliberation).values())
    assert (deliberation.discussion_open, deliberation.revision) == (
        True,
        type(deliberation).objects.get(pk=deliberation.pk).revision,
    )


def test_tables_that_are_set_up_stay_when_the_agenda_comes_to_them(divided_room, ada, now):
    set_up(divided_room, now, count=2, per_table=1, kinds={4: "chosen"})
    agenda.begin(deliberation=divided_room, by=ada, now=now)

    assert read_deal(divided_room) == {1: [4], 2: [4]}


def test_before_any_analysis_the_agenda_deals_nothing(deliberation, ada, now):
    planning.add(deliberation=deliberation, kind="discuss", by=ada, now=now)

    assert read_deal(agenda.begin(deliberation=deliberation, by=ada, now=now)) == {}


def test_a_table_gets_no_statement_twice(discussion, now):
    set_up(discussion, now, count=2, per_table=5)

    assert read_deal(discussion) == {1: [1, 2, 3], 2: [1, 2, 3]}


def test_what_is_asked_is_of_its_kind_or_in_words_of_ones_own(discussion, now):
    set_up(discussion, now, count=1, per_table=3, words={"divides": "What would you  miss?", "chosen": " "})

    rows = Assignment.objects.select_related("statement")
    prompts = {assignment.statement.number: assignment.prompt for assignment in rows}
    assert prompts[2] == "What would you miss?"
    assert prompts[3].startswith("What would you have to know")
    assert prompts[1] == "What speaks for this, and what against?"


def test_dealing_anew_keeps_links_and_points(discussion, now):
    set_up(discussion, now)
    token = tables.make_links(deliberation=discussion, by=None, now=now)[1]
    first = discussion.tables.get(number=1)
    points.note(table=first, statement=discussion.statements.get(number=2), side="for", text="It helps.", now=now)

    set_up(discussion, now, count=1, kinds={4: "chosen"})

    assert read_deal(discussion) == {1: [4]}
    assert discussion.tables.get().token_hash == hash_token(token)
    assert first.points.count() == 1


def test_a_table_with_points_does_not_go(discussion, now):
    set_up(discussion, now)
    second = discussion.tables.get(number=2)
    points.note(table=second, statement=discussion.statements.get(number=1), side="for", text="It helps.", now=now)

    with pytest.raises(Conflict):
        set_up(discussion, now, count=1)

    assert read_deal(discussion) == {1: [2, 3], 2: [1, 2]}


@pytest.mark.parametrize(
    "odd", [{"count": 0}, {"count": 201}, {"per_table": 0}, {"kinds": {}}, {"kinds": {99: "chosen"}}]
)
def test_odd_tables_are_refused_whole(discussion, now, odd):
    with pytest.raises(Invalid):
        set_up(discussion, now, **odd)

    assert not Table.objects.exists()


def test_of_a_link_only_the_hash_is_kept_and_a_new_one_replaces_it(discussion, now, ada):
    set_up(discussion, now)
    old = tables.make_links(deliberation=discussion, by=ada, now=now)
    new = tables.make_links(deliberation=discussion, numbers=[2], by=ada, now=now)

    hashes = dict(discussion.tables.values_list("number", "token_hash"))
    assert hashes == {1: hash_token(old[1]), 2: hash_token(new[2])}
    payloads = [event.payload for event in discussion.community.events.filter(kind="table_links_made")]
    assert payloads == [{"deliberation": discussion.code, "tables": numbers} for numbers in ([1, 2], [2])]


def test_a_revoked_link_is_gone(discussion, now):
    [table, _other] = set_up(discussion, now)
    tables.make_links(deliberation=discussion, by=None, now=now)

    tables.revoke_link(table=table, by=None, now=now)

    assert [table.has_link() for table in discussion.tables.all()] == [False, True]


def test_a_person_sits_at_one_table_or_at_none(discussion, ben, now):
    for table in set_up(discussion, now):
        tables.sit(participant=ben, table=table, now=now)
    assert Seat.objects.get().table.number == 2

    tables.sit(participant=ben, table=None, now=now)
    assert not Seat.objects.exists()


# --- points ---


@pytest.fixture
def table(discussion, now):
    return set_up(discussion, now)[0]


@pytest.fixture
def second_statement(ben, discussion, now):
    """Ben has voted on the second statement."""
    second = discussion.statements.get(number=2)
    casting.cast(participant=ben, statement=second, choice=-1, now=now)
    return second


def argue(ben, statement, now, side="for", text="It helps me."):
    return points.argue(participant=ben, statement=statement, side=side, text=text, now=now)


def test_a_note_waits_to_be_read_and_is_numbered(table, discussion, now):
    texts = ["It helps.", "It costs time."]
    notes = [
        points.note(table=table, statement=discussion.statements.get(number=2), side=side, text=text, now=now)
        for side, text in zip(("for", "other"), texts, strict=True)
    ]

    assert [(note.number, note.side, note.state) for note in notes] == [
        (1, "for", "waiting"),
        (2, "other", "waiting"),
    ]


def test_without_moderation_a_point_is_accepted_at_once(ben, second_statement, discussion, now):
    discussion.moderation_on = False
    discussion.save()

    assert argue(ben, second_statement, now).state == "accepted"


def test_a_table_notes_what_it_talks_about_only(table, discussion, now):
    with pytest.raises(Missing):
        points.note(table=table, statement=discussion.statements.get(number=1), side="for", text="No.", now=now)


def test_reasons_are_for_those_who_have_voted(ben, discussion, now):
    with pytest.raises(Conflict) as refusal:
        argue(ben, discussion.statements.get(number=2), now)

    assert (refusal.value.code, Point.objects.count()) == ("not_voted", 0)


def test_nothing_is_entered_or_changed_while_discussion_is_closed(ben, second_statement, discussion, now):
    point = argue(ben, second_statement, now)
    lifecycle.switch(deliberation=discussion, name="discussion", on=False, by=None, now=now)

    for attempt in (
        lambda: argue(ben, second_statement, now, text="And another."),
        lambda: points.correct(point=point, side="for", text="Other words.", now=now),
        lambda: points.withdraw(point=point, now=now),
    ):
        with pytest.raises(Conflict) as refusal:
            attempt()
        assert refusal.value.code == "discussion_closed"
    assert list(Point.objects.values_list("text", flat=True)) == ["It helps me."]


@pytest.mark.parametrize(
    ("side", "text", "code"),
    [
        ("other", "Hm.", "side"),
        ("for", "  ", "empty"),
        ("for", "x" * 281, "too_long"),
        ("for", "a\u202eb", "bidi"),
    ],
)
def test_what_cannot_be_read_is_refused(ben, second_statement, now, side, text, code):
    with pytest.raises(Invalid) as refusal:
        argue(ben, second_statement, now, side=side, text=text)

    assert (refusal.value.code, Point.objects.count()) == (code, 0)


def test_the_same_words_are_kept_once_and_there_is_an_end(ben, second_statement, now):
    argue(ben, second_statement, now)
    with pytest.raises(Conflict) as refusal:
        argue(ben, second_statement, now)
    assert refusal.value.code == "duplicate"

    for number in range(points.OWN_LIMIT - 1):
        argue(ben, second_statement, now, text=f"Reason {number}.")
    with pytest.raises(Conflict) as refusal:
        argue(ben, second_statement, now, text="One too many.")
    assert refusal.value.code == "enough"


def test_other_words_are_read_again(ben, second_statement, ada, now):
    point = points.accept(point=argue(ben, second_statement, now), by=ada, now=now)

    point = points.correct(point=point, side="against", text="It  hinders me.", now=now)

    assert (point.side, point.text, point.state) == ("against", "It hinders me.", "waiting")


def test_deciding_is_recorded_without_words(ben, second_statement, ada, now):
    point = argue(ben, second_statement, now)
    points.accept(point=point, by=ada, now=now)
    points.reject(point=point, reason="It names somebody.", by=ada, now=now)

    events = list(second_statement.deliberation.community.events.values_list("kind", "payload"))[-2:]
    payload = {"deliberation": second_statement.deliberation.code, "point": 1}
    assert events == [("point_accepted", payload), ("point_rejected", payload)]
    point.refresh_from_db()
    assert (point.state, point.reason) == ("rejected", "It names somebody.")


def test_rejecting_takes_a_reason(ben, second_statement, now):
    with pytest.raises(Invalid):
        points.reject(point=argue(ben, second_statement, now), reason=" ", by=None, now=now)


def test_a_reason_outlives_the_person_and_the_table(ben, second_statement, now):
    argue(ben, second_statement, now)
    ben.delete()

    assert Point.objects.get().participant is None


def test_the_database_keeps_what_is_promised_of_points_and_tables(table, ben, second_statement, now):
    good = {
        "deliberation": second_statement.deliberation,
        "statement": second_statement,
        "side": "for",
        "text": "Yes.",
        "created_at": now,
    }
    Point.objects.create(number=1, table=table, **good)
    for odd in (
        {"number": 1},
        {"number": 2, "table": table, "participant": ben},
        {"number": 2, "side": "up"},
        {"number": 2, "state": "lost"},
        {"number": 2, "text": ""},
        {"number": 2, "state": "rejected"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Point.objects.create(**{**good, **odd})
    for attempt in (
        lambda: Table.objects.create(deliberation=second_statement.deliberation, number=1, created_at=now),
        lambda: Table.objects.create(deliberation=second_statement.deliberation, number=0, created_at=now),
        lambda: Table.objects.create(
            deliberation=second_statement.deliberation, number=9, token_hash="", created_at=now
        ),
        lambda: Assignment.objects.create(table=table, statement=second_statement),
        lambda: Assignment.objects.create(table=table, statement_id=second_statement.pk + 2, kind="dull"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


# --- voting again ---


def test_what_was_discussed_is_put_to_the_vote_again(table, ben, second_statement, now):
    """The tables talk about 1, 2 and 3, and somebody gave an accepted reason on 4."""
    fourth = second_statement.deliberation.statements.get(number=4)
    casting.cast(participant=ben, statement=fourth, choice=1, now=now)
    Assignment.objects.filter(statement__number=1).delete()
    deliberation = rounds.vote_again(deliberation=second_statement.deliberation, by=None, now=now)
    assert sorted(deliberation.statements.filter(round=2).values_list("number", flat=True)) == [2, 3]

    points.accept(point=argue(ben, fourth, now), by=None, now=now)
    casting.cast(participant=factories.person(deliberation), statement=second_statement, choice=1, now=now)
    rounds.vote_again(deliberation=deliberation, by=None, now=now)
    assert sorted(deliberation.statements.filter(round=3).values_list("number", flat=True)) == [2, 3, 4]


def test_everything_is_put_to_the_vote_again_where_that_is_chosen_or_nothing_was_discussed(
    ben, second_statement, now
):
    deliberation = rounds.vote_again(deliberation=second_statement.deliberation, by=None, now=now)
    assert deliberation.statements.filter(round=2).count() == 4

    set_up(deliberation, now)
    casting.cast(participant=factories.person(deliberation), statement=second_statement, choice=1, now=now)
    rounds.vote_again(deliberation=deliberation, everything=True, by=None, now=now)
    assert deliberation.statements.filter(round=3).count() == 4
