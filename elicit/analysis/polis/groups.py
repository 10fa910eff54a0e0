"""Groups the way Polis makes them: two components, k-means into a hundred base clusters, k-means again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from elicit.analysis.blocs.kmeans import lloyd
from elicit.analysis.data.ballots import Ballots, Flags, Ints, locate
from elicit.analysis.data.matrix import build_sparse, find_components, gather_rows
from elicit.analysis.data.polis_report import BaseCluster
from elicit.analysis.data.records import Floats
from elicit.analysis.data.rules import Rules

BASE_CLUSTERS = 100
BASE_ROUNDS = 100
GROUP_ROUNDS = 20
MOVED = 0.01
MOST_GROUPS = 5
FINE = 1e-10  # relative, of the components: far below what anybody could see or compare


@dataclass(frozen=True, eq=False)
class Conversation:
    """Polis's vote matrix. Rows: people, columns: statements that were voted on, both in order of first
    appearance, people who never appeared last. person, statement, value: one entry per vote, agree = +1.

    order: rows of the votes, one person's after another's. is_excluded: (columns,) moderated out or meta: an
    all-zero column that everybody counts as having voted on.
    """

    people: Ints
    statements: Ints
    person: Ints
    statement: Ints
    value: Ints
    order: Ints | slice
    is_excluded: Flags

    @classmethod
    def of(cls, ballots: Ballots) -> Conversation:
        people, who, order = _sort_by_appearance(ballots.person, ballots.people)
        statements, what, _ = _sort_by_appearance(ballots.item, ballots.items)
        # a column appears in Polis with its first vote
        number = int((np.bincount(what, minlength=len(statements)) > 0).sum())
        is_excluded = np.isin(statements, np.concatenate([ballots.rejected, ballots.meta]))
        rows = ballots.order[gather_rows(np.bincount(ballots.person, minlength=len(people)), order)]
        return cls(people, statements[:number], who, what, ballots.choices, rows, is_excluded[:number])

    @classmethod
    def in_order_of(cls, ballots: Ballots, people: Ints) -> Conversation:
        """The same with people in the order given and statements ascending, so that no figure follows from when
        votes were cast. people: all of those in the ballots."""
        rank = locate(ballots.people, people)
        counts = np.bincount(ballots.person, minlength=len(people))
        rows = ballots.order[gather_rows(counts, rank)]
        item = ballots.item[rows]
        has_votes = np.bincount(item, minlength=len(ballots.items)) > 0
        statements = ballots.items[has_votes]
        is_excluded = np.isin(statements, np.concatenate([ballots.rejected, ballots.meta]))
        who, what = np.repeat(np.arange(len(people)), counts[rank]), (np.cumsum(has_votes) - 1)[item]
        return cls(people, statements, who, what, ballots.choices[rows], slice(None), is_excluded)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.people), len(self.statements)

    @cached_property
    def votes(self) -> Ints:
        """Raw votes per person, moderated-out statements included."""
        return np.bincount(self.person, minlength=self.shape[0])

    @cached_property
    def open_rows(self) -> Ints | slice:
        """The rows of votes that are not on excluded columns."""
        return np.flatnonzero(~self.is_excluded[self.statement]) if self.is_excluded.any() else slice(None)

    @cached_property
    def means(self) -> Floats:
        """(columns,) mean vote over those who voted; 0 for excluded columns."""
        rows = self.open_rows
        m = self.shape[1]
        total = np.bincount(self.statement[rows], self.value[rows], minlength=m)
        mean: Floats = total / np.maximum(np.bincount(self.statement[rows], minlength=m), 1)
        return mean

    @cached_property
    def deviations(self) -> sparse.csr_array:
        """Vote minus mean where there is a vote, else 0: the centred, mean-imputed matrix exactly."""
        who, what, value = (column[self.order] for column in (self.person, self.statement, self.value))
        if self.is_excluded.any():
            is_open = ~self.is_excluded[what]
            who, what, value = who[is_open], what[is_open], value[is_open]
        counts = np.bincount(who, minlength=self.shape[0])
        return build_sparse(counts, value - self.means[what], what, self.shape[1])

    @cached_property
    def loadings(self) -> Floats:
        """(2, columns) the two leading components."""
        return find_components(self.deviations, 2, tolerance=FINE)[1]

    @cached_property
    def positions(self) -> Floats:
        """(people, 2): sqrt(C / votes) times the projection; excluded columns count among the votes."""
        votes = np.bincount(self.person[self.open_rows], minlength=self.shape[0]) + self.is_excluded.sum()
        factor = np.sqrt(self.shape[1] / np.maximum(votes, 1))
        positions: Floats = (self.deviations @ self.loadings.T) * factor[:, None]
        return positions

    @cached_property
    def statement_positions(self) -> Floats:
        """(columns, 2): a pretend person who only agrees with it."""
        positions: Floats = np.sqrt(self.shape[1]) * ((1 - self.means) * self.loadings).T
        return positions

    @cached_property
    def extremity(self) -> Floats:
        """(columns,) how far out a statement lies."""
        length: Floats = np.linalg.norm(self.statement_positions, axis=1)
        return length

    def tally(self, group: Ints, k: int) -> Floats:
        """(k + 1, columns, 3) agree, disagree, votes in every group, and last by people who are in none. group:
        (people,) index or -1."""
        m = self.shape[1]
        cell = (self.statement * 3 + self.value + 1) + (group % (k + 1))[self.person] * (3 * m)
        counts = np.bincount(cell, minlength=3 * m * (k + 1)).reshape(k + 1, m, 3)
        disagree, passes, agree = np.moveaxis(counts, 2, 0)
        return np.stack([agree, disagree, agree + disagree + passes], axis=2).astype(np.float64)

    def apply_moderation(self, tallies: Floats, people: int) -> Floats:
        """(columns, 3) the same where excluded columns are passes by all of so many people."""
        return np.where(self.is_excluded[:, None], np.array([0.0, 0.0, people]), tallies)


def find_grouped(conversation: Conversation, rules: Rules) -> Flags:
    """(people,) who once had enough votes: for the few statements there were then, and from then on for good.
    Topped up to fifteen by vote count. Votes taken back or changed in between are not replayed."""
    is_grouped = conversation.votes >= rules.min_votes_to_group
    few = np.flatnonzero(~is_grouped[conversation.person])
    order = np.argsort(conversation.person[few], kind="stable")
    votes = np.where(is_grouped, 0, conversation.votes)
    number = np.empty(len(few), dtype=np.int64)
    number[order] = np.arange(len(few)) - np.repeat(np.cumsum(votes) - votes, votes) + 1
    columns = (np.maximum.accumulate(conversation.statement) + 1)[few]
    is_grouped = is_grouped.copy()
    is_grouped[conversation.person[few[number >= columns]]] = True
    if is_grouped.sum() < rules.min_people_grouped:
        is_grouped[np.argsort(-conversation.votes, kind="stable")[: rules.min_people_grouped]] = True
    return is_grouped & (conversation.votes > 0)


def group(points: Floats, k: int | None = None) -> tuple[Ints, Ints]:
    """(people,) group, the largest first, and base cluster of every person, from their (people, 2) positions in
    row order. Base clusters start from the first hundred distinct points."""
    if not len(points):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    start = _find_first_distinct(points, BASE_CLUSTERS)
    base, _ = lloyd(points, start, np.ones(len(points)), rounds=BASE_ROUNDS, tolerance=MOVED)
    base = np.unique(base, return_inverse=True)[1]
    sizes = np.bincount(base).astype(np.float64)
    centres = np.stack([np.bincount(base, axis) / sizes for axis in points.T], axis=1)
    return regroup(centres, sizes, k)[base], base


def regroup(centres: Floats, sizes: Floats, k: int | None = None) -> Ints:
    """(base clusters,) their groups, the largest first: k-means of their (base clusters, 2) centres, weighted by
    size, for k from 2 to min(5, 2 + base / 12), the best by plain silhouette, ties to the higher k."""
    most = min(MOST_GROUPS, 2 + len(centres) // 12, len(np.unique(centres, axis=0)))
    numbers: Iterable[int] = range(2, most + 1) if k is None else [min(k, most)]
    best, score = np.zeros(len(centres), dtype=np.int64), -np.inf
    for number in numbers:
        labels, _ = lloyd(
            centres, _find_first_distinct(centres, number), sizes, rounds=GROUP_ROUNDS, tolerance=MOVED
        )
        fits = _measure_silhouette(centres, labels)
        if fits >= score:
            best, score = labels, fits
    best = np.unique(best, return_inverse=True)[1]
    rank: Ints = np.argsort(np.argsort(-np.bincount(best, sizes), kind="stable"))
    return rank[best]


def list_base_clusters(
    conversation: Conversation, mask: Flags, groups: Ints, base: Ints
) -> tuple[BaseCluster, ...]:
    """The base clusters of some people, whose groups and base clusters these are. mask: (people,) which."""
    people, points = conversation.people[mask], conversation.positions[mask]
    clusters = []
    for name in range(int(base.max(initial=-1)) + 1):
        rows = np.flatnonzero(base == name)
        x, y = points[rows].mean(axis=0).tolist()
        clusters.append(BaseCluster(x, y, int(groups[rows[0]]), tuple(people[rows].tolist())))
    return tuple(clusters)


def _sort_by_appearance(rows: Ints, ids: Ints) -> tuple[Ints, Ints, Ints]:
    """Ids in order of first appearance, then the rest ascending; the place of each row's id; and the ids' places
    among the given ones. rows: places in ids, in order of time."""
    first = np.full(len(ids), len(rows))
    first[rows[::-1]] = np.arange(len(rows))[::-1]
    order = np.argsort(first, kind="stable")
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    return ids[order], place[rows], order


def _find_first_distinct(points: Floats, number: int) -> Floats:
    """The first so many that differ, in order; the search begins with few, of which most do."""
    size = 2 * number
    while True:
        first = np.sort(np.unique(points[:size], axis=0, return_index=True)[1])
        if len(first) >= number or size >= len(points):
            return points[first[:number]]
        size *= 4


def _measure_silhouette(points: Floats, labels: Ints) -> float:
    """Unweighted mean silhouette; the only member of a cluster scores 0. -1 where it is not defined."""
    from sklearn.metrics import silhouette_score

    if not 1 < len(np.unique(labels)) < len(points):
        return -1.0
    return float(silhouette_score(points, labels))
