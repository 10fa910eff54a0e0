"""A simulated crowd walks through the same doors as people."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from elicit.actions.deliberation import lifecycle
from elicit.actions.practice import demo
from elicit.models import Statement


def run(capsys, *words, **options):
    call_command("simulate", *words, json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_a_crowd_joins_and_votes_with_one_current_vote_each(deliberation, capsys):
    result = run(capsys, deliberation.code, people=8, blocs=2, rate=0, votes=3)

    assert result["people"] == deliberation.participants.filter(is_simulated=True).count() == 8
    assert result["votes"] == deliberation.votes.count() == deliberation.ballots.count() > 8


def test_a_second_run_goes_on_where_the_first_stopped(deliberation, capsys):
    run(capsys, deliberation.code, people=8, blocs=2, rate=0, votes=3)
    second = run(capsys, deliberation.code, people=8, blocs=2, rate=0, votes=3)

    assert (second["people"], second["votes"]) == (8, 0)


def test_a_crowd_stops_when_voting_is_closed(deliberation, ada, now, capsys):
    lifecycle.switch(deliberation=deliberation, name="voting", on=False, by=ada, now=now)

    result = run(capsys, deliberation.code, people=8, blocs=2, rate=0, votes=3)
    assert result["votes"] == 0
    assert result["stopped"].startswith("Voting is closed")


def test_an_unknown_code_is_named(db):
    with pytest.raises(CommandError, match="no deliberation with the code 'ZZZZZZ'"):
        call_command("simulate", "ZZZZZZ")


def test_nobody_of_the_demo_is_asked_both_ways(db, capsys):
    deliberation = demo.prepare(now=timezone.now())
    run(capsys, deliberation.code, people=30, blocs=3, rate=0, votes=40)

    twins = dict(
        Statement.objects.filter(deliberation=deliberation, twin__isnull=False).values_list(
            "number", "twin__number"
        )
    )
    assert len(twins) >= deliberation.statements.count() / 5
    for participant in deliberation.participants.all():
        numbers = set(participant.votes.values_list("statement__number", flat=True))
        assert [number for number in numbers if twins.get(number) in numbers] == []
