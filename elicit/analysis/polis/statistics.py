"""Polis's statistics, equal to its own figures: representativeness, consensus, routing weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elicit.analysis.data.ballots import Flags, Ints
from elicit.analysis.data.polis_report import (
    BaseCluster,
    PolisByGroup,
    PolisMajority,
    PolisReport,
    PolisRepresentative,
)
from elicit.analysis.data.records import Floats

from .groups import Conversation

SIGNIFICANT = 1.2816  # 90 %, one-sided
MOST_LISTED = 5
META_PRIORITY = 7.0


@dataclass(frozen=True, eq=False)
class Representativeness:
    """Arrays over the columns for one group: probabilities, their tests, ratios to the others, their tests."""

    agree: Floats
    disagree: Floats
    votes: Floats
    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats


def smooth_share(hits: Floats, votes: Floats) -> Floats:
    """Smoothed share (hits + 1) / (votes + 2)."""
    return (hits + 1) / (votes + 2)


def score_share(hits: Floats, votes: Floats) -> Floats:
    """z of a share against one half, with one added to hits and votes."""
    z: Floats = 2 * np.sqrt(votes + 1) * ((hits + 1) / (votes + 1) - 0.5)
    return z


def compare_shares(hits: Floats, votes: Floats, other_hits: Floats, other_votes: Floats) -> Floats:
    """Pooled z of two shares with one added to all four counts; 0 where the pooled share is 1."""
    hits, votes, other_hits, other_votes = hits + 1, votes + 1, other_hits + 1, other_votes + 1
    pooled = (hits + other_hits) / (votes + other_votes)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / votes + 1 / other_votes))
    z: Floats = np.where(
        pooled == 1, 0.0, (hits / votes - other_hits / other_votes) / np.where(spread > 0, spread, 1.0)
    )
    return z


def measure_representativeness(mine: Floats, others: Floats) -> Representativeness:
    """mine, others: (columns, 3) agree, disagree, votes, with moderation applied."""
    na, nd, ns = mine.T
    oa, od, os_ = others.T
    pa, pd = smooth_share(na, ns), smooth_share(nd, ns)
    return Representativeness(
        na,
        nd,
        ns,
        pa,
        pd,
        score_share(na, ns),
        score_share(nd, ns),
        pa / smooth_share(oa, os_),
        pd / smooth_share(od, os_),
        compare_shares(na, ns, oa, os_),
        compare_shares(nd, ns, od, os_),
    )


def select_representative(
    figures: Representativeness, is_excluded: Flags, statements: Ints
) -> tuple[PolisRepresentative, ...]:
    """Up to five statements typical of a group, agrees before disagrees, in Polis's order."""
    f = figures
    sufficient: list[int] = []
    best: int | None = None
    best_agree: int | None = None
    for i in np.flatnonzero(~is_excluded).tolist():
        passes = (f.rat[i] > SIGNIFICANT and f.pat[i] > SIGNIFICANT) or (
            f.rdt[i] > SIGNIFICANT and f.pdt[i] > SIGNIFICANT
        )
        if passes:
            sufficient.append(i)
        elif not sufficient and (best is None or _take_test(f, i) > _take_test(f, best)):
            best = i
        if _beats_best_agree(f, i, best_agree):
            best_agree = i
    if not sufficient:
        rows = [best_agree] if best_agree is not None else [best] if best is not None else []
    else:
        rest = [i for i in sufficient if i != best_agree]
        rest.sort(key=lambda i: -_score(f, i))
        rows = ([best_agree] if best_agree is not None else []) + rest
    records = [_record(f, i, statements, is_best_agree=i == best_agree) for i in rows[:MOST_LISTED]]
    return tuple(sorted(records, key=lambda record: -record.direction))


def _take_test(f: Representativeness, i: int) -> float:
    return float(max(f.rat[i], f.rdt[i]))


def _is_agreement(f: Representativeness, i: int) -> bool:
    return bool(f.rat[i] > f.rdt[i])


def _score(f: Representativeness, i: int) -> float:
    if _is_agreement(f, i):
        return float(f.ra[i] * f.rat[i] * f.pa[i] * f.pat[i])
    return float(f.rd[i] * f.rdt[i] * f.pd[i] * f.pdt[i])


def _beats_best_agree(f: Representativeness, i: int, current: int | None) -> bool:
    if f.agree[i] == 0 and f.disagree[i] == 0:
        return False
    if current is not None and f.ra[current] > 1:
        return bool(
            f.ra[i] * f.rat[i] * f.pa[i] * f.pat[i]
            > f.ra[current] * f.rat[current] * f.pa[current] * f.pat[current]
        )
    if current is not None:
        return bool(f.pa[i] * f.pat[i] > f.pa[current] * f.pat[current])
    return bool(f.pat[i] > SIGNIFICANT or (f.ra[i] > 1 and f.pa[i] > 0.5))


def _record(f: Representativeness, i: int, statements: Ints, *, is_best_agree: bool) -> PolisRepresentative:
    agrees = _is_agreement(f, i)
    hits, p, pt, r, rt = (f.agree, f.pa, f.pat, f.ra, f.rat) if agrees else (f.disagree, f.pd, f.pdt, f.rd, f.rdt)
    return PolisRepresentative(
        statement=int(statements[i]),
        direction=1 if agrees else -1,
        successes=int(hits[i]),
        trials=int(f.votes[i]),
        share=float(p[i]),
        share_test=float(pt[i]),
        ratio=float(r[i]),
        ratio_test=float(rt[i]),
        best_agree=is_best_agree,
        agrees=int(f.agree[i]) if is_best_agree else None,
    )


def select_consensus(
    hits: Floats, votes: Floats, is_excluded: Flags, statements: Ints
) -> tuple[PolisMajority, ...]:
    """Majority opinions over all rows in one direction: the five strongest by share times test."""
    p, test = smooth_share(hits, votes), score_share(hits, votes)
    majorities = np.flatnonzero(~is_excluded & (p > 0.5) & (test > SIGNIFICANT))
    order = majorities[np.argsort(-(p * test)[majorities], kind="stable")][:MOST_LISTED]
    return tuple(
        PolisMajority(int(statements[i]), int(hits[i]), int(votes[i]), float(p[i]), float(test[i])) for i in order
    )


def score_group_informed_consensus(raw: Floats) -> Floats:
    """(columns,) product over groups of (agree + 1) / (votes + 2); raw: (groups, columns, 3), unmoderated."""
    product: Floats = np.prod(smooth_share(raw[:, :, 0], raw[:, :, 2]), axis=0)
    return product


def score_priorities(raw: Floats, extremity: Floats, meta: Flags) -> Floats:
    """(columns,) Polis's routing weights from its groups' votes and the extremity of statements."""
    agree, disagree, votes = raw.sum(axis=0).T
    passes = votes - agree - disagree
    importance = (1 - smooth_share(passes, votes)) * (extremity + 1) * smooth_share(agree, votes)
    weights: Floats = (importance * (1 + 8 * 2.0 ** (-votes / 5))) ** 2
    return np.where(meta, META_PRIORITY**2, weights)


def describe_groups(conversation: Conversation, group: Ints, k: int, meta: Ints) -> PolisByGroup:
    """The figures that depend on the groups. group: (rows,) index or -1 for people who are not grouped."""
    raw, sizes = conversation.tally(group, k)[:k], np.bincount(group[group >= 0], minlength=k)
    lists = []
    for index in range(k):
        mine = conversation.apply_moderation(raw[index], sizes[index])
        others = conversation.apply_moderation(raw.sum(axis=0) - raw[index], sizes.sum() - sizes[index])
        lists.append(
            select_representative(
                measure_representativeness(mine, others), conversation.is_excluded, conversation.statements
            )
        )
    return PolisByGroup(
        group_informed_consensus=tuple(score_group_informed_consensus(raw).tolist()),
        priorities=tuple(
            score_priorities(raw, conversation.extremity, np.isin(conversation.statements, meta)).tolist()
        ),
        representative=tuple(lists),
    )


def summarise(
    conversation: Conversation, group: Ints, k: int, meta: Ints, base: tuple[BaseCluster, ...] = ()
) -> PolisReport:
    """All of Polis's figures. group: as for `describe_groups`."""
    agree, disagree, votes = conversation.apply_moderation(
        conversation.tally(group, k).sum(axis=0), conversation.shape[0]
    ).T
    return PolisReport(
        statements=tuple(conversation.statements.tolist()),
        extremity=tuple(conversation.extremity.tolist()),
        **vars(describe_groups(conversation, group, k, meta)),
        consensus_agree=select_consensus(agree, votes, conversation.is_excluded, conversation.statements),
        consensus_disagree=select_consensus(disagree, votes, conversation.is_excluded, conversation.statements),
        base_clusters=base,
    )
