"""Who moved, as it is stored with an analysis."""

import pytest

from elicit.actions.findings import analyses
from elicit.actions.votes import casting
from tests import factories


def run(deliberation, now, **options):
    deliberation.refresh_from_db()
    return analyses.run(deliberation=deliberation, now=now, **options)


@pytest.fixture
def camps(deliberation):
    """Two camps of twenty: statements 1 and 4 are alike in both, the others divide them."""
    return factories.camps(deliberation, 20)


def test_in_the_first_round_nobody_has_moved(deliberation, camps, now):
    assert run(deliberation, now).moves == []


def test_moves_are_counted_in_the_blocs_of_the_analysis(deliberation, camps, now):
    """Ten of the second camp come round to statement 2, five leave 1, and the rest say the same again."""
    words = ["aadpad"] * 20 + ["aaapda"] * 10 + ["ddapda"] * 5 + ["adapda"] * 5
    factories.vote_again(deliberation, camps, *words)
    analysis = run(deliberation, now)

    moves = {move["statement"]: move for move in analysis.moves}
    assert [move["statement"] for move in analysis.moves][:2] == [2, 1]
    assert (moves[2]["round"], moves[2]["room"]["towards"], moves[2]["room"]["away"]) == (2, 10, 0)
    assert (moves[1]["room"]["towards"], moves[1]["room"]["away"]) == (0, 5)
    letters = {bloc.letter for bloc in analysis.report.blocs}
    assert {side["letter"]: side["towards"] for side in moves[2]["blocs"]} == dict.fromkeys(letters, 0) | {
        analysis.report.blocs[1].letter: 10
    }


def test_the_latest_round_counts_for_tallies_and_others_keep_their_vote(deliberation, camps, now):
    factories.vote_again(deliberation, camps, *["da----"] * 10)
    analysis = run(deliberation, now)

    tally = analysis.report.standings[0].tally
    assert (tally.agree, tally.disagree, tally.votes) == (30, 10, 40)


def test_a_rejected_statement_is_left_out_and_a_kept_vote_is_a_ballot_of_its_round(deliberation, camps, now):
    factories.vote_again(deliberation, camps, *["aadpad"] * 20)
    deliberation.statements.filter(number=2).update(state="rejected", reason="Off topic.")

    assert sorted(move["statement"] for move in run(deliberation, now).moves) == [1, 3, 4, 5, 6]
    assert deliberation.ballots.filter(round=2).count() == 120


def test_the_polis_figures_stand_beside_it_without_moves(deliberation, camps, now):
    factories.vote_again(deliberation, camps, *["aadpad"] * 40)

    assert run(deliberation, now, method="polis").moves == []


def test_a_vote_taken_back_in_the_new_round_is_in_no_round_but_the_first(deliberation, camps, now):
    factories.vote_again(deliberation, camps, *["aadpad"] * 20)
    first = deliberation.statements.get(number=1)
    for ben in camps[:6]:
        casting.undo(participant=ben, statement=first, now=now)

    room = next(move for move in run(deliberation, now).moves if move["statement"] == 1)["room"]
    assert room["people"] == 14
