"""Reasons for and against through the API: for those who have voted, as on the pages."""

import pytest

from elicit.actions.deliberation import lifecycle
from elicit.actions.discussion import points
from elicit.actions.votes import casting
from tests import factories


@pytest.fixture
def discussion(deliberation, ada, now):
    return lifecycle.switch(deliberation=deliberation, name="discussion", on=True, by=ada, now=now)


@pytest.fixture
def motion(discussion, statement, now):
    """One accepted reason on each side of the first statement, by somebody else."""
    [someone] = factories.room(discussion, "a")
    for side in ("for", "against"):
        point = points.argue(participant=someone, statement=statement, side=side, text=f"It is {side}.", now=now)
        points.accept(point=point, by=None, now=now)
    return statement


NOTHING = {"reasons_for": [], "reasons_against": [], "others": []}


def test_reasons_are_told_to_those_who_have_voted(caller, ben, motion, now):
    assert caller.get("reasons/1").body == NOTHING

    casting.cast(participant=ben, statement=motion, choice=0, now=now)
    reasons = caller.get("reasons/1").body
    assert {name: [reason["text"] for reason in body] for name, body in reasons.items()} == {
        "reasons_for": ["It is for."],
        "reasons_against": ["It is against."],
        "others": [],
    }


def test_a_reason_takes_a_vote_and_a_side(caller, ben, motion, now):
    assert caller.post("reasons/1", side="for", text="Mine.").body["code"] == "not_voted"

    casting.cast(participant=ben, statement=motion, choice=0, now=now)
    assert caller.post("reasons/1", side="up", text="Mine.").status == 400
    response = caller.post("reasons/1", side="against", text="Mine.")
    assert (response.status, response.body["state"], ben.points.get().text) == (201, "waiting", "Mine.")


def test_a_stranger_is_told_no_reason(cleo, motion):
    assert cleo.get("reasons/1").status == 401
