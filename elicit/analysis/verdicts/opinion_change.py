"""Who changed their mind between a round and those before, and on what. What is published lets nobody work out the
rest: a group of fewer than five people is withheld, and so is whatever would give it away by subtraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from elicit.analysis.data.ballots import AGREE, DISAGREE, PASS, Flags, Ints
from elicit.analysis.data.records import Share, Tally

FEW = 5  # people; of fewer nothing is published
UNDONE = 2  # in a log: a vote that was taken back
ORDER = (DISAGREE, PASS, AGREE)  # a step to the right is a step towards agreement


@dataclass(frozen=True)
class GroupChange:
    """How the opinion of one group changed on one statement; None is what has to be withheld.

    letter: of the bloc, "" for the room. people: who voted in both rounds. before, after: their votes. towards,
    away: how many came closer to agreeing (from disagree or pass, from disagree to pass), and how many went the
    other way.
    """

    letter: str
    people: int | None
    before: Tally | None
    after: Tally | None
    towards: int | None
    away: int | None

    @property
    def net(self) -> int | None:
        """How many more came closer than went away."""
        return None if self.towards is None or self.away is None else self.towards - self.away

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GroupChange:
        sides = {name: data[name] and Tally(**data[name]) for name in ("before", "after")}
        return cls(**{**data, **sides})


@dataclass(frozen=True)
class OpinionChange:
    """What became of one statement that was put to the vote again in `round`.

    all_before, all_after: votes of everyone who voted in either round, None when withheld. change: of the agree
    share among those who voted in both, with its interval.
    """

    statement: int
    round: int
    room: GroupChange
    blocs: tuple[GroupChange, ...]
    all_before: Tally | None
    all_after: Tally | None
    change: Share | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, of which `from_dict` makes the same again."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> OpinionChange:
        return cls(
            **{
                **data,
                "room": GroupChange.from_dict(data["room"]),
                "blocs": tuple(GroupChange.from_dict(group) for group in data["blocs"]),
                "all_before": data["all_before"] and Tally(**data["all_before"]),
                "all_after": data["all_after"] and Tally(**data["all_after"]),
                "change": data["change"] and Share(**data["change"]),
            }
        )


def measure_changes(
    participants: ArrayLike,
    statements: ArrayLike,
    rounds: ArrayLike,
    choices: ArrayLike,
    *,
    put_up: dict[int, int],
    people: ArrayLike,
    bloc: ArrayLike,
    letters: tuple[str, ...],
    confidence: float,
) -> tuple[OpinionChange, ...]:
    """The change of opinion on each statement, the one on which most people changed first.

    participants, statements, rounds, choices: (n,) the ballot log in its order; a choice is 1, 0, -1 or UNDONE.
    put_up: number of each statement that was put up again -> the round. people: (P,) ascending numbers, with
    bloc: (P,) the index of their bloc in `letters`, -1 for none. Of every person the last ballot of the latest
    round counts, and the last one of any round before it.
    """
    log = np.array([participants, statements, rounds, choices], dtype=np.int64).reshape(4, -1)
    numbers = np.array(sorted(put_up), dtype=np.int64)
    before, after = _sides(log, numbers, np.array([put_up[number] for number in numbers.tolist()], dtype=np.int64))
    who, first, last = np.intersect1d(before[0], after[0], assume_unique=True, return_indices=True)
    place = _groups(who // max(len(numbers), 1), np.asarray(people), np.asarray(bloc), len(letters))
    steps = np.zeros((len(numbers), len(letters) + 1, 3, 3), dtype=np.int64)
    np.add.at(steps, (who % max(len(numbers), 1), place, before[1][first], after[1][last]), 1)
    totals = [_tally_sides(side, len(numbers)) for side in (before, after)]
    changes = [
        _change(number, put_up[number], steps[row], (totals[0][row], totals[1][row]), letters, confidence)
        for row, number in enumerate(numbers.tolist())
    ]
    order = np.argsort(-_share_changed(steps), kind="stable")
    return tuple(changes[row] for row in order.tolist())


def withhold(counts: Ints, always: Flags | None = None) -> Flags:
    """(n,) which of these counts must not be published beside their sum: those of 1 to FEW - 1, those of `always`,
    and the smallest others until what is withheld adds up to nothing, or to FEW or more."""
    hidden = (counts > 0) & (counts < FEW)
    if always is not None:
        hidden |= always & (counts > 0)
    for place in np.argsort(counts, kind="stable"):
        if not 0 < counts[hidden].sum() < FEW:
            break
        hidden[place] |= counts[place] > 0
    return hidden


def agree_change(steps: Ints, confidence: float) -> Share:
    """The change of the agree share between two answers of the same people, with its interval (Agresti and Min
    2005: half a person is added to each cell of the table). steps: (3, 3) from before to after, in ORDER."""
    people = int(steps.sum())
    gained, lost = int(steps[:2, 2].sum()), int(steps[2, :2].sum())
    centre = (gained - lost) / (people + 2)
    z = float(ndtri(1 - (1 - confidence) / 2))
    reach = z * np.sqrt(gained + lost + 1 - (gained - lost) ** 2 / (people + 2)) / (people + 2)
    value = (gained - lost) / max(people, 1)
    return Share(value, max(min(centre - reach, value), -1.0), min(max(centre + reach, value), 1.0))


def _sides(log: Ints, numbers: Ints, put_up: Ints) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Before and in the round that counts: (m,) ascending keys of person and statement, and (m,) places of the
    choice in ORDER. What was taken back last is left out."""
    log = log[:, np.isin(log[1], numbers)]
    place = np.searchsorted(numbers, log[1])
    keys = log[0] * len(numbers) + place
    is_after = log[2] >= put_up[place]
    return _last(keys[~is_after], log[3][~is_after]), _last(keys[is_after], log[3][is_after])


def _last(keys: Ints, choices: Ints) -> tuple[Ints, Ints]:
    pairs, newest = np.unique(keys[::-1], return_index=True)
    choice = choices[::-1][newest]
    stands = choice != UNDONE
    return pairs[stands], choice[stands] - min(ORDER)


def _groups(who: Ints, people: Ints, bloc: Ints, k: int) -> Ints:
    """(m,) the bloc of each; k for everybody without one."""
    if not len(people):
        return np.full(len(who), k)
    row = np.minimum(np.searchsorted(people, who), len(people) - 1)
    group = np.where(people[row] == who, bloc[row], -1)
    return np.where(group >= 0, group, k)


def _tally_sides(side: tuple[Ints, Ints], statements: int) -> Ints:
    """(S, 3) votes in ORDER."""
    keys, choice = side
    counts = np.zeros((statements, 3), dtype=np.int64)
    np.add.at(counts, (keys % max(statements, 1), choice), 1)
    return counts


def _share_changed(steps: Ints) -> Ints:
    """(S,) the share of people who changed their mind, whichever way; -1 where it is withheld."""
    people = steps.sum(axis=(1, 2, 3))
    stayed = np.trace(steps.sum(axis=1), axis1=1, axis2=2)
    return np.where(people < FEW, -1.0, 1 - stayed / np.maximum(people, 1))


def _change(
    number: int, round_: int, steps: Ints, totals: tuple[Ints, Ints], letters: tuple[str, ...], confidence: float
) -> OpinionChange:
    """steps: (k + 1, 3, 3), the last group being everybody without a bloc."""
    whole = steps.sum(axis=0)
    people = int(whole.sum())
    alone = [int(total.sum()) - people for total in totals]  # voted in one of the rounds only
    is_public = people >= FEW
    is_shared = is_public and not 0 < sum(alone) < FEW  # else their votes are what is missing from everyone's
    rest = np.arange(len(steps)) == len(letters)
    hidden = withhold(steps.sum(axis=(1, 2)), rest)
    directions = [_publish(counts, hidden) for counts in (_up(steps), _up(steps.swapaxes(1, 2)))]
    blocs = [
        _group_change(
            letter, group, directions[0][place], directions[1][place], is_public and not hidden[place], is_shared
        )
        for place, (letter, group) in enumerate(zip(letters, steps[:-1], strict=True))
    ]
    is_all = is_shared and not any(0 < number < FEW for number in alone)
    return OpinionChange(
        statement=number,
        round=round_,
        room=_group_change("", whole, _enough(_up(whole)), _enough(_up(whole.T)), is_public, is_shared),
        blocs=tuple(blocs) if len(letters) > 1 else (),
        all_before=_tally(totals[0]) if is_all else None,
        all_after=_tally(totals[1]) if is_all else None,
        change=agree_change(whole, confidence) if is_shared else None,
    )


def _group_change(
    letter: str, steps: Ints, towards: int | None, away: int | None, is_public: bool, is_shared: bool
) -> GroupChange:
    if not is_public:
        return GroupChange(letter, None, None, None, None, None)
    before, after = (_tally(steps.sum(axis=axis)) if is_shared else None for axis in (1, 0))
    return GroupChange(letter, int(steps.sum()), before, after, towards, away)


def _up(steps: Ints) -> Ints:
    """(...,) how many stepped to the right in ORDER."""
    counts: Ints = np.triu(steps, 1).sum(axis=(-2, -1))
    return counts


def _publish(counts: Ints, hidden: Flags) -> list[int | None]:
    withheld = hidden | withhold(counts, hidden)
    return [None if is_hidden else int(count) for count, is_hidden in zip(counts, withheld, strict=True)]


def _enough(count: Ints) -> int | None:
    return None if 0 < count < FEW else int(count)


def _tally(counts: Ints) -> Tally:
    disagree, passed, agree = counts.tolist()
    return Tally(agree=agree, disagree=disagree, passed=passed)
