"""What a number of blocs predicts: votes are hidden, and blocs learnt from the rest are asked about them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import Floats, HeldOutLoss
from elicit.analysis.data.shards import ShardedVotes
from elicit.analysis.runtime import threads

from . import latent, response_styles
from .latent import Model

HIDDEN = 0.1
SPLITS = 3, 10  # at least, and at most: then every vote is hidden once
ENOUGH = 200_000  # votes, of all splits together, from which the least will do
STARTS = 2
AT_LEAST = 4  # numbers of blocs that are tried, where there may be so many
WORSE = 2.0  # standard errors below the best, twice in a row, end the search for a better number


def held_out(votes: VoteMatrix, most: int, seed: int) -> tuple[HeldOutLoss, ...]:
    """For each k from 1 to `most`: nats per hidden vote, over three to ten splits that each hide another tenth of
    the votes, and the paired gain per person over no blocs. Ends early once two numbers in a row are clearly worse
    than the best."""
    size, (least, all_of_them) = len(votes.person), SPLITS
    number = min(max(ENOUGH // max(size, 1), least), all_of_them)
    splits = threads.run_all(lambda split: _Split(votes, seed, split), range(number), size)
    hidden = sum((split.hidden for split in splits), np.zeros(len(votes.people)))

    def losses_at(ks: Iterable[int]) -> list[Floats]:
        tasks = [(split, k) for k in ks for split in splits]
        lost = threads.run_all(lambda task: task[0].loss(task[1]), tasks, size)
        return [sum(lost[i : i + number], np.zeros(len(hidden))) for i in range(0, len(lost), number)]

    losses = losses_at(range(1, min(most, AT_LEAST) + 1))
    said = [_said(k, losses[0], loss, hidden) for k, loss in enumerate(losses, 1)]
    while len(said) < most and not all(_clearly_worse(losses, said, place, hidden) for place in (-2, -1)):
        losses += losses_at([len(said) + 1])
        said.append(_said(len(said) + 1, losses[0], losses[-1], hidden))
    return tuple(said)


def _clearly_worse(losses: list[Floats], said: list[HeldOutLoss], place: int, hidden: Floats) -> bool:
    best = max(range(len(said)), key=lambda each: said[each].gain)
    behind = _said(0, losses[place], losses[best], hidden)
    return behind.gain > WORSE * behind.gain_error


class _Split:
    """One hiding of a tenth of the votes. hidden: (people,) how many votes of each are hidden."""

    def __init__(self, votes: VoteMatrix, seed: int, number: int) -> None:
        self.draws = votes.draws.spawn(seed, number)
        draws = votes.draws.spawn(seed).draw_by_vote(votes.person, votes.statements[votes.statement])
        chosen = (HIDDEN * number <= draws) & (draws < HIDDEN * (number + 1))
        shown, self.secret, self.once = (
            votes.select_votes(~chosen),
            votes.select_votes(chosen),
            np.ones(len(votes.people)),
        )
        self.hidden = np.bincount(self.secret.person, minlength=len(votes.people)).astype(np.float64)
        self.where = latent.points(shown)
        self.base, self.sheet = latent.alone(ShardedVotes.of(shown, response_styles.NONE), self.once)

    def loss(self, k: int) -> Floats:
        """(people,) nats lost on each one's hidden votes."""
        if k == 1:
            model = self.base
        else:
            starts = latent.starts(self.where, k, self.draws.spawn(k), self.once, STARTS)
            model = latent.fit(self.sheet, starts, self.base, self.once)
        nats = -np.log(chances(model, self.sheet, self.secret))
        lost: Floats = np.bincount(self.secret.person, nats, minlength=len(self.once)).astype(np.float64)
        return lost


def chances(model: Model, sheet: ShardedVotes, asked: VoteMatrix) -> Floats:
    """(votes,) probability of each vote asked about, given the blocs and habits that its caster's ballots on the
    sheet show. The people of the sheet are those of the votes, in the same order."""
    tilted = response_styles.tilted(model.rates)
    chance = np.zeros(len(asked.person))
    for shard in sheet.shards:
        mine = np.flatnonzero((asked.person >= shard.rows.start) & (asked.person < shard.rows.stop))
        joint = model.joint(shard)[asked.person[mine] - shard.rows.start]
        for bloc in range(model.k):
            rates = tilted[bloc][:, asked.choice[mine], asked.statement[mine]]
            chance[mine] += np.einsum("vh,hv->v", joint[:, bloc], rates)
    return chance


def _said(k: int, alone: Floats, loss: Floats, hidden: Floats) -> HeldOutLoss:
    """One standard error is that of the per-person paired difference, weighted by their hidden votes."""
    total, people = max(hidden.sum(), 1.0), max(int((hidden > 0).sum()), 1)
    gain = (alone.sum() - loss.sum()) / total
    spread = (alone - loss) - gain * hidden
    error = float(np.sqrt((spread**2).sum() * people / max(people - 1, 1)) / total)
    return HeldOutLoss(k, float(loss.sum() / total), float(gain), error)
