"""Decisions taken back, many at once, and words changed before anybody has voted."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import moderation, policies, writing
from elicit.actions.votes import casting
from elicit.models import Decision, Deliberation, Policy, Statement
from elicit.reading.community.log import list_breaks
from elicit.reading.statements import decisions
from elicit.reading.statements import policies as policy_readings
from tests import factories


@pytest.fixture
def queue(ben, now):
    return [writing.submit(participant=ben, text=text, now=now) for text in ("Be brief.", "Be kind.", "Be fair.")]


def read_fields(statement):
    """Everything a decision may change."""
    names = (
        "state",
        "reason",
        "policy_id",
        "merged_into_id",
        "moderated_at",
        "moderated_by_id",
        "text",
        "edited_at",
    )
    return Statement.objects.filter(pk=statement.pk).values(*names).get()


def get_last_event(deliberation):
    event = deliberation.community.events.last()
    return event.kind, event.payload


@pytest.mark.parametrize("decide", ["accept", "reject"])
def test_a_decision_taken_back_leaves_exactly_what_was_before(queue, ada, now, decide):
    before = read_fields(queue[0])
    reason = {"reason": "Advertising."} if decide == "reject" else {}
    getattr(writing, decide)(statement=queue[0], by=ada, now=now, **reason)

    moderation.undo(statement=queue[0], by=ada, now=now)

    assert read_fields(queue[0]) == before
    assert get_last_event(queue[0].deliberation)[0] == "decision_undone"


def test_decisions_are_taken_back_one_after_another(queue, ada, now):
    mine = queue[0]
    first = read_fields(mine)
    writing.accept(statement=mine, by=ada, now=now)
    second = read_fields(mine)
    writing.reject(statement=mine, reason="Advertising.", by=ada, now=now)

    moderation.undo(statement=mine, by=ada, now=now)
    assert read_fields(mine) == second
    moderation.undo(statement=mine, by=ada, now=now)
    assert read_fields(mine) == first
    with pytest.raises(Conflict) as refusal:
        moderation.undo(statement=mine, by=ada, now=now)
    assert refusal.value.code == "nothing_decided"


def test_taking_back_wants_an_analysis_and_tells_writers(queue, ada, now):
    writing.accept(statement=queue[0], by=ada, now=now)
    Deliberation.objects.update(analysis_due_at=None)
    before = Deliberation.objects.get().fates

    moderation.undo(statement=queue[0], by=ada, now=now)

    after = Deliberation.objects.get()
    assert (after.fates, after.analysis_due_at) == (before + 1, now)


def test_the_newest_decisions_are_listed_once_each(queue, ada, now):
    for statement in queue:
        writing.accept(statement=statement, by=ada, now=now)
    writing.reject(statement=queue[0], reason="Advertising.", by=ada, now=now)
    moderation.undo(statement=queue[2], by=ada, now=now)

    latest = decisions.list_latest(deliberation=queue[0].deliberation, most=5)

    assert [(decision.statement.number, decision.kind) for decision in latest] == [
        (5, "rejected"),
        (6, "accepted"),
    ]


def test_many_are_accepted_with_one_event_and_what_was_decided_meanwhile_stays(queue, ada, now):
    writing.reject(statement=queue[1], reason="Advertising.", by=ada, now=now)

    moderation.accept_many(deliberation=queue[0].deliberation, numbers=[5, 6, 7, 99], by=ada, now=now)

    assert [read_fields(statement)["state"] for statement in queue] == ["accepted", "rejected", "accepted"]
    payload = {"deliberation": queue[0].deliberation.code, "statements": [5, 7]}
    assert get_last_event(queue[0].deliberation) == ("statements_accepted", payload)


def test_nothing_to_accept_is_said(queue, ada, now):
    with pytest.raises(Conflict) as refusal:
        moderation.accept_many(deliberation=queue[0].deliberation, numbers=[1, 99], by=ada, now=now)

    assert refusal.value.code == "nothing_waiting"


# --- words ---


def test_words_are_changed_before_the_first_vote_and_the_log_holds_commitments_only(queue, ada, now):
    statement = moderation.edit(statement=queue[0], text=" Be  short. ", by=ada, now=now)

    kind, payload = get_last_event(statement.deliberation)
    assert (statement.text, statement.edited_at, statement.state) == ("Be short.", now, "waiting")
    assert kind == "statement_edited"
    assert payload == {
        "deliberation": statement.deliberation.code,
        "statement": 5,
        "before": moderation.make_commitment(statement, "Be brief."),
        "after": moderation.make_commitment(statement, "Be short."),
    }
    assert payload["before"] != payload["after"]
    assert list(list_breaks(community=statement.deliberation.community)) == []


def test_after_a_vote_words_stay_even_if_the_vote_was_taken_back(ben, statement, ada, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    casting.undo(participant=ben, statement=statement, now=now)

    with pytest.raises(Conflict) as refusal:
        moderation.edit(statement=statement, text="Say nothing.", by=ada, now=now)

    assert refusal.value.code == "voted_on"
    assert read_fields(statement)["text"] == factories.TEXTS[0]


def test_a_vote_that_was_a_moment_faster_keeps_its_words(ben, statement, ada, now, monkeypatch):
    """The check before passes, and then the vote comes: the condition of the change itself refuses."""
    monkeypatch.setattr(
        moderation,
        "_refuse_fixed",
        lambda _row: casting.cast(participant=ben, statement=statement, choice=1, now=now),
    )

    with pytest.raises(Conflict) as refusal:
        moderation.edit(statement=statement, text="Say nothing.", by=ada, now=now)

    assert refusal.value.code == "voted_on"
    assert read_fields(statement)["text"] == factories.TEXTS[0]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("x" * 201, "too_long"), ("be kind", "duplicate"), ("Be\u0007", "control")]
)
def test_words_that_cannot_be_voted_on_are_refused(queue, ada, now, text, code):
    with pytest.raises((Invalid, Conflict)) as refusal:
        moderation.edit(statement=queue[0], text=text, by=ada, now=now)

    assert refusal.value.code == code
    assert read_fields(queue[0])["text"] == "Be brief."


def test_what_was_rejected_is_not_edited(queue, ada, now):
    writing.reject(statement=queue[0], reason="Advertising.", by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        moderation.edit(statement=queue[0], text="Be short.", by=ada, now=now)

    assert refusal.value.code == "not_open_to_edit"


# --- policies ---


def test_there_is_a_policy_from_the_start_and_each_version_is_kept(deliberation, ada, now):
    first = policy_readings.read_policy(deliberation=deliberation)
    second = policies.publish(deliberation=deliberation, text="Only  questions.\n", by=ada, now=now)

    assert (first.number, first.published_at, first.pk) == (1, deliberation.created_at, None)
    assert [
        (policy.number, policy.text) for policy in policy_readings.list_versions(deliberation=deliberation)
    ] == [
        (2, "Only  questions."),
        (1, first.text),
    ]
    assert second == policy_readings.read_policy(deliberation=deliberation)
    assert get_last_event(deliberation) == ("policy_published", {"deliberation": deliberation.code, "policy": 2})


def test_a_rejection_names_the_policy_it_went_by(queue, ada, now):
    deliberation = queue[0].deliberation
    one = writing.reject(statement=queue[0], reason="Advertising.", by=ada, now=now)
    policies.publish(deliberation=deliberation, text="No advertising.", by=ada, now=now)
    other = writing.reject(statement=queue[1], reason="Advertising.", by=ada, now=now)

    assert (one.policy.number, other.policy.number) == (1, 2)
    assert Policy.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "policy_empty"), (" \n ", "policy_empty"), ("a\u202eb", "policy_empty"), ("x" * 4001, "policy_long")],
)
def test_a_policy_without_words_is_refused(deliberation, ada, now, text, code):
    with pytest.raises(Invalid) as refusal:
        policies.publish(deliberation=deliberation, text=text, by=ada, now=now)

    assert refusal.value.code == code
    assert not Policy.objects.exists()


def test_the_same_policy_twice_is_one(deliberation, ada, now):
    policies.publish(deliberation=deliberation, text="No advertising.", by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        policies.publish(deliberation=deliberation, text="No advertising.", by=ada, now=now)

    assert refusal.value.code == "policy_same"
    assert Policy.objects.count() == 2


# --- what the database promises ---


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"number": 0, "text": "x"}, "policy_number_from_one"),
        ({"number": 1, "text": ""}, "policy_has_a_text"),
    ],
)
def test_the_database_refuses_a_policy_without_number_or_words(deliberation, now, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Policy.objects.create(deliberation=deliberation, published_at=now, **fields)


def test_the_database_refuses_a_policy_on_what_was_not_rejected(deliberation, statement, now):
    policy = policies.save_in_force(deliberation=deliberation)

    with pytest.raises(IntegrityError, match="statement_rejected_by_a_policy"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(policy=policy)


def test_the_database_refuses_who_took_back_without_when(queue, ada, now):
    writing.accept(statement=queue[0], by=ada, now=now)

    with pytest.raises(IntegrityError, match="decision_undone_says_when"), transaction.atomic():
        Decision.objects.update(undone_by=ada)


def test_the_database_refuses_an_acceptance_that_was_carried_along(queue, ada, now):
    writing.accept(statement=queue[0], by=ada, now=now)
    writing.accept(statement=queue[1], by=ada, now=now)
    one, other = Decision.objects.all()

    with pytest.raises(IntegrityError, match="decision_carried_by_another_merge"), transaction.atomic():
        Decision.objects.filter(pk=one.pk).update(carried_by=other)


def test_a_deliberation_goes_with_its_policies_and_decisions(queue, ada, now):
    writing.reject(statement=queue[0], reason="Advertising.", by=ada, now=now)

    Deliberation.objects.all().delete()

    assert (Policy.objects.count(), Decision.objects.count()) == (0, 0)
