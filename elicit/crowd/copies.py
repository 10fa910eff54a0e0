"""Accounts that vote as one: what somebody with many phones adds to a crowd's votes."""

import numpy as np

from elicit.crowd.people import AGREE, DISAGREE, PASS, Flags, Floats, Ints, Votes


def with_copies(votes: Votes, *, share: float, seed: int, noise: float = 0.0, coverage: float = 1.0) -> Votes:
    """These votes and those of added accounts, which are numbered on from the last participant.

    share: accounts added per participant who voted; one at least. They share one opinion of every statement,
    agree or disagree by a coin. noise: chance that a vote is one of the other two choices. coverage: share of
    the statements that each of them votes on. Their votes fall in among the others at random; the others keep
    their order. Raises ValueError with a sentence.
    """
    for value, word in ((share, "added accounts"), (noise, "strayed votes"), (coverage, "statements seen")):
        if not 0 <= value <= 1:
            raise ValueError(f"The share of {word} must lie in 0..1, not {value}.")
    random = np.random.default_rng((seed, 3))
    statements = np.unique(votes.statements)
    script = np.where(random.random(len(statements)) < 0.5, AGREE, DISAGREE)
    accounts, columns = _draw_statements(random, _count_accounts(votes, share), len(statements), coverage)
    choices = _change_at_random(random, script[columns], noise)
    important: Flags = np.zeros(len(accounts), dtype=bool)
    participants = accounts + votes.participants.max() + 1
    return _mix(random, votes, Votes(participants, statements[columns], choices, important))


def _count_accounts(votes: Votes, share: float) -> int:
    return max(round(share * len(np.unique(votes.participants))), 1)


def _draw_statements(
    random: np.random.Generator, accounts: int, statements: int, coverage: float
) -> tuple[Ints, Ints]:
    """(votes,) account and column of every vote: each account votes on equally many, drawn for it alone."""
    number = max(round(coverage * statements), 1)
    order = random.random((accounts, statements)).argsort(axis=1)[:, :number]
    return np.repeat(np.arange(accounts), number), order.ravel()


def _change_at_random(random: np.random.Generator, choices: Ints, noise: float) -> Ints:
    """(votes,) each choice, or by this chance the next or the one after in the cycle agree, pass, disagree."""
    cycle = np.array([AGREE, PASS, DISAGREE])
    step = np.where(random.random(len(choices)) < noise, random.integers(1, 3, len(choices)), 0)
    return cycle[(1 - choices + step) % 3]


def _mix(random: np.random.Generator, votes: Votes, copies: Votes) -> Votes:
    """All votes in order of time: these in the order they have, the copies at random among them."""
    times: Floats = np.concatenate([np.linspace(0, 1, len(votes.choices)), random.random(len(copies.choices))])
    order = times.argsort(kind="stable")
    return Votes(*(np.concatenate(pair)[order] for pair in zip(votes, copies, strict=True)))
