"""Who moved, as it is kept with an analysis."""

import pytest

from elicit.actions.findings import analyses
from elicit.actions.votes import casting
from tests import factories


def run(deliberation, now, **said):
    deliberation.refresh_from_db()
    return analyses.run(deliberation=deliberation, now=now, **said)


@pytest.fixture
def camps(deliberation):
    """Two camps of twenty: statements 1 and 4 are alike in both, the others divide them."""
    return factories.camps(deliberation, 20)


def test_in_the_first_round_nobody_has_moved(deliberation, camps, now):
    assert run(deliberation, now).moves == []


def test_moves_are_counted_in_the_blocs_of_the_analysis(deliberation, camps, now):
    """Ten of the second camp come round to statement 2, five leave 1, and the rest say the same again."""
    words = ["aadpad"] * 20 + ["aaapda"] * 10 + ["ddapda"] * 5 + ["adapda"] * 5
    factories.again(deliberation, camps, *words)
    found = run(deliberation, now)

    kept = {each["statement"]: each for each in found.moves}
    assert [each["statement"] for each in found.moves][:2] == [2, 1]
    assert (kept[2]["round"], kept[2]["room"]["towards"], kept[2]["room"]["away"]) == (2, 10, 0)
    assert (kept[1]["room"]["towards"], kept[1]["room"]["away"]) == (0, 5)
    letters = {bloc.letter for bloc in found.report.blocs}
    assert {each["letter"]: each["towards"] for each in kept[2]["blocs"]} == dict.fromkeys(letters, 0) | {
        found.report.blocs[1].letter: 10
    }


def test_the_latest_round_counts_for_tallies_and_others_keep_their_vote(deliberation, camps, now):
    factories.again(deliberation, camps, *["da----"] * 10)
    found = run(deliberation, now)

    tally = found.report.standings[0].tally
    assert (tally.agree, tally.disagree, tally.votes) == (30, 10, 40)


def test_a_rejected_statement_is_left_out_and_a_kept_vote_is_a_ballot_of_its_round(deliberation, camps, now):
    factories.again(deliberation, camps, *["aadpad"] * 20)
    deliberation.statements.filter(number=2).update(state="rejected", reason="Off topic.")

    assert sorted(each["statement"] for each in run(deliberation, now).moves) == [1, 3, 4, 5, 6]
    assert deliberation.ballots.filter(round=2).count() == 120


def test_the_polis_figures_stand_beside_it_without_moves(deliberation, camps, now):
    factories.again(deliberation, camps, *["aadpad"] * 40)

    assert run(deliberation, now, method="polis").moves == []


def test_a_vote_taken_back_in_the_new_round_is_in_no_round_but_the_first(deliberation, camps, now):
    factories.again(deliberation, camps, *["aadpad"] * 20)
    first = deliberation.statements.get(number=1)
    for ben in camps[:6]:
        casting.undo(participant=ben, statement=first, now=now)

    room = next(each for each in run(deliberation, now).moves if each["statement"] == 1)["room"]
    assert room["people"] == 14
