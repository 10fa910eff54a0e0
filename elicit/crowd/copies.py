"""Accounts that vote as one: what somebody with many phones adds to a crowd's votes."""

import numpy as np

from elicit.crowd.people import AGREE, DISAGREE, PASS, Flags, Floats, Ints, Votes


def with_copies(votes: Votes, *, share: float, seed: int, noise: float = 0.0, seen: float = 1.0) -> Votes:
    """These votes and those of added accounts, which are numbered on from the last participant.

    share: accounts added per participant who voted; one at least. They share one opinion of every statement,
    agree or disagree by a coin. noise: chance that a vote is one of the other two choices. seen: share of the
    statements that each of them votes on. Their votes fall in among the others at random; the others keep their
    order. Raises ValueError with a sentence.
    """
    for value, word in ((share, "added accounts"), (noise, "strayed votes"), (seen, "statements seen")):
        if not 0 <= value <= 1:
            raise ValueError(f"The share of {word} must lie in 0..1, not {value}.")
    random = np.random.default_rng((seed, 3))
    statements = np.unique(votes.statements)
    script = np.where(random.random(len(statements)) < 0.5, AGREE, DISAGREE)
    who, what = _seen(random, _added(votes, share), len(statements), seen)
    choices = _strayed(random, script[what], noise)
    unmarked: Flags = np.zeros(len(who), dtype=bool)
    return _mixed(random, votes, Votes(who + votes.participants.max() + 1, statements[what], choices, unmarked))


def _added(votes: Votes, share: float) -> int:
    return max(round(share * len(np.unique(votes.participants))), 1)


def _seen(random: np.random.Generator, accounts: int, statements: int, share: float) -> tuple[Ints, Ints]:
    """Account and statement of every vote: each account votes on equally many, drawn for it alone."""
    number = max(round(share * statements), 1)
    order = random.random((accounts, statements)).argsort(axis=1)[:, :number]
    return np.repeat(np.arange(accounts), number), order.ravel()


def _strayed(random: np.random.Generator, choices: Ints, noise: float) -> Ints:
    """Each choice, or by this chance the next or the one after in the cycle agree, pass, disagree."""
    cycle = np.array([AGREE, PASS, DISAGREE])
    step = np.where(random.random(len(choices)) < noise, random.integers(1, 3, len(choices)), 0)
    return cycle[(1 - choices + step) % 3]


def _mixed(random: np.random.Generator, votes: Votes, added: Votes) -> Votes:
    hours: Floats = np.concatenate([np.linspace(0, 1, len(votes.choices)), random.random(len(added.choices))])
    order = hours.argsort(kind="stable")
    return Votes(*(np.concatenate(pair)[order] for pair in zip(votes, added, strict=True)))
