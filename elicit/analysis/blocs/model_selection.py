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


def measure_held_out_losses(votes: VoteMatrix, most: int, seed: int) -> tuple[HeldOutLoss, ...]:
    """For each k from 1 to `most`: nats per hidden vote, over three to ten splits that each hide another tenth of
    the votes, and the paired gain per person over no blocs. Ends early once two numbers in a row are clearly worse
    than the best."""
    size, (least, all_of_them) = len(votes.person), SPLITS
    number = min(max(ENOUGH // max(size, 1), least), all_of_them)
    splits = threads.run_all(lambda split: _Split(votes, seed, split), range(number), size)
    hidden = sum((split.hidden for split in splits), np.zeros(len(votes.people)))

    def losses_at(ks: Iterable[int]) -> list[Floats]:
        tasks = [(split, k) for k in ks for split in splits]
        parts = threads.run_all(lambda task: task[0].loss(task[1]), tasks, size)
        return [sum(parts[i : i + number], np.zeros(len(hidden))) for i in range(0, len(parts), number)]

    losses = losses_at(range(1, min(most, AT_LEAST) + 1))
    evidence = [_evidence(k, losses[0], loss, hidden) for k, loss in enumerate(losses, 1)]
    while len(evidence) < most and not all(
        _is_clearly_worse(losses, evidence, place, hidden) for place in (-2, -1)
    ):
        losses += losses_at([len(evidence) + 1])
        evidence.append(_evidence(len(evidence) + 1, losses[0], losses[-1], hidden))
    return tuple(evidence)


def _is_clearly_worse(losses: list[Floats], evidence: list[HeldOutLoss], place: int, hidden: Floats) -> bool:
    best = max(range(len(evidence)), key=lambda i: evidence[i].gain)
    behind = _evidence(0, losses[place], losses[best], hidden)
    return behind.gain > WORSE * behind.gain_error


class _Split:
    """One hiding of a tenth of the votes. hidden: (people,) how many votes of each are hidden."""

    def __init__(self, votes: VoteMatrix, seed: int, number: int) -> None:
        self.draws = votes.draws.spawn(seed, number)
        chances = votes.draws.spawn(seed).draw_by_vote(votes.person, votes.statements[votes.statement])
        is_hidden = (HIDDEN * number <= chances) & (chances < HIDDEN * (number + 1))
        training, self.test, self.once = (
            votes.select_votes(~is_hidden),
            votes.select_votes(is_hidden),
            np.ones(len(votes.people)),
        )
        self.hidden = np.bincount(self.test.person, minlength=len(votes.people)).astype(np.float64)
        self.where = latent.points(training)
        self.base, self.training = latent.alone(ShardedVotes.of(training, response_styles.NONE), self.once)

    def loss(self, k: int) -> Floats:
        """(people,) nats lost on each one's hidden votes."""
        if k == 1:
            model = self.base
        else:
            starts = latent.starts(self.where, k, self.draws.spawn(k), self.once, STARTS)
            model = latent.fit(self.training, starts, self.base, self.once)
        nats = -np.log(chances(model, self.training, self.test))
        loss: Floats = np.bincount(self.test.person, nats, minlength=len(self.once)).astype(np.float64)
        return loss


def chances(model: Model, training: ShardedVotes, test: VoteMatrix) -> Floats:
    """(votes,) probability of each vote in `test`, given the blocs and response styles that its caster's ballots
    in `training` show. The people of both are the same, in the same order."""
    tilted = response_styles.tilt(model.rates)
    chance = np.zeros(len(test.person))
    for shard in training.shards:
        mine = np.flatnonzero((test.person >= shard.rows.start) & (test.person < shard.rows.stop))
        joint = model.joint(shard)[test.person[mine] - shard.rows.start]
        for bloc in range(model.k):
            rates = tilted[bloc][:, test.choice[mine], test.statement[mine]]
            chance[mine] += np.einsum("vh,hv->v", joint[:, bloc], rates)
    return chance


def _evidence(k: int, alone: Floats, loss: Floats, hidden: Floats) -> HeldOutLoss:
    """One standard error is that of the per-person paired difference, weighted by their hidden votes."""
    total, people = max(hidden.sum(), 1.0), max(int((hidden > 0).sum()), 1)
    gain = (alone.sum() - loss.sum()) / total
    spread = (alone - loss) - gain * hidden
    error = float(np.sqrt((spread**2).sum() * people / max(people - 1, 1)) / total)
    return HeldOutLoss(k, float(loss.sum() / total), float(gain), error)
