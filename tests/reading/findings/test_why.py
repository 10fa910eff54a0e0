"""Verdicts, what a further vote is worth and why a verdict is what it is follow from one table of conditions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elicit.analysis import VERDICTS, Rules
from elicit.analysis.data.polis_report import PolisStanding
from elicit.analysis.verdicts.conditions import CONDITIONS, OPPOSING, Scope
from elicit.analysis.verdicts.standings import StandingContext, standings
from elicit.analysis.verdicts.verdicts import Tallies
from elicit.analysis.verdicts.vote_value import _Outlook, vote_values
from elicit.reading.findings.why import rules_tried

LETTERS = "ABCD"
VOTES = st.tuples(*[st.integers(0, 60)] * 3)
THRESHOLDS = st.builds(
    Rules,
    min_votes_per_bloc=st.integers(1, 20),
    settled_in_bloc=st.sampled_from([0.5, 0.6, 0.75]),
    settled_overall=st.sampled_from([0.5, 0.6, 0.8]),
    confidence=st.sampled_from([0.8, 0.95]),
)


@st.composite
def draw_tallies(draw):
    """Votes of one to four blocs on one to five statements, and of some people who are in none."""
    k, number = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    counts = [[draw(VOTES) for _ in range(number)] for _ in range(k)]
    others = np.array([draw(VOTES) for _ in range(number)])
    counting = draw(st.lists(st.booleans(), min_size=k, max_size=k))
    counts = np.array(counts, dtype=float)
    return Tallies(counts, counts.sum(axis=0) + others, np.array(counting), draw(THRESHOLDS))


def list_standings(tallies):
    """The standings that a report has of these tallies."""
    number = len(tallies.overall)
    zeros = np.zeros(number, dtype=np.int64)
    polis = [PolisStanding(*[0] * len(PolisStanding.__dataclass_fields__))] * number
    context = StandingContext(None, zeros, zeros, {}, polis)
    return standings(np.arange(number), tallies, tallies.verdicts(), context, LETTERS)


def explain(tallies):
    """For each statement the rules that were tried."""
    letters = {letter for letter, counts in zip(LETTERS, tallies.counting.tolist(), strict=False) if counts}
    return [rules_tried(standing, letters, tallies.rules) for standing in list_standings(tallies)]


def spell_out(tallies):
    """The verdicts by the words of the rules, one statement after another."""
    jury, rules = tallies.jury, tallies.rules
    verdicts = []
    for row in range(len(tallies.overall)):
        agree, disagree = (
            [(low, high) for low, high in zip(share.low[:, row], share.high[:, row], strict=True)]
            for share in (jury.agree, jury.disagree)
        )
        if (
            min(jury.counts[:, row].sum(axis=1)) >= rules.min_votes_per_bloc
            and min(low for low, _ in agree) > rules.settled_in_bloc
            and tallies.agree_overall.low[row] >= rules.settled_overall
        ):
            verdicts.append("settled")
        elif max(low for low, _ in agree) > 0.5 and any(
            against > most for (against, _), (_, most) in zip(disagree, agree, strict=True)
        ):
            verdicts.append("contested")
        elif min(low for low, _ in disagree) > 0.5:
            verdicts.append("settled against")
        else:
            verdicts.append("lukewarm" if min(high for _, high in agree) < 0.5 else "undecided")
    return verdicts


MANY = settings(max_examples=150, deadline=None)


@MANY
@given(draw_tallies())
def test_the_verdict_is_the_one_that_the_rules_spell_out(tallies):
    assert [VERDICTS[verdict] for verdict in tallies.verdicts()] == spell_out(tallies)


@MANY
@given(draw_tallies())
def test_the_first_rule_that_is_explained_to_hold_is_the_verdict(tallies):
    verdicts = [next((rule.verdict for rule in rules if rule.holds), "undecided") for rules in explain(tallies)]

    assert verdicts == [VERDICTS[verdict] for verdict in tallies.verdicts()]


@MANY
@given(draw_tallies())
def test_the_figure_that_is_explained_lies_where_the_condition_says(tallies):
    conditions = [condition for conditions in CONDITIONS.values() for condition in conditions]
    for rules in explain(tallies):
        checks = [check for rule in rules for check in rule.conditions]
        for condition, check in zip(conditions, checks, strict=True):
            assert check.about == condition.name
            assert bool(condition.is_beyond(np.array(check.value), check.line)) == check.holds


@MANY
@given(draw_tallies())
def test_what_is_expected_of_no_further_votes_is_what_holds_now(tallies):
    outlook, jury = _Outlook(tallies.jury), tallies.jury
    for conditions in CONDITIONS.values():
        for condition in conditions:
            if condition.name != "votes":
                now = np.exp(getattr(outlook, condition.name)[..., 0])
                flags = condition.holds_in(jury.figures, tallies.rules)
                if condition.name == "agreement":
                    flags = flags & conditions[0].holds_in(jury.figures, tallies.rules)
                np.testing.assert_allclose(now, flags, atol=1e-9)


@MANY
@given(draw_tallies())
def test_a_vote_is_worth_something_only_where_a_verdict_may_still_come(tallies):
    verdicts = tallies.verdicts()
    is_decided = np.isin(verdicts, [VERDICTS.index(name) for name in ("settled", "contested", "settled against")])

    assert not vote_values(tallies, verdicts)[:, is_decided].any()


def test_a_condition_on_two_figures_has_no_threshold():
    assert OPPOSING.scope is Scope.SOME_BLOC
    with pytest.raises(ValueError, match="is a figure, not a number"):
        OPPOSING.threshold(Rules())
