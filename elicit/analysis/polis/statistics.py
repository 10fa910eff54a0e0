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
    seen: Floats
    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats


def share(hits: Floats, seen: Floats) -> Floats:
    """Smoothed share (hits + 1) / (seen + 2)."""
    return (hits + 1) / (seen + 2)


def share_test(hits: Floats, seen: Floats) -> Floats:
    """z of a share against one half, with one added to hits and seen."""
    z: Floats = 2 * np.sqrt(seen + 1) * ((hits + 1) / (seen + 1) - 0.5)
    return z


def two_share_test(hits: Floats, seen: Floats, other_hits: Floats, other_seen: Floats) -> Floats:
    """Pooled z of two shares with one added to all four counts; 0 where the pooled share is 1."""
    hits, seen, other_hits, other_seen = hits + 1, seen + 1, other_hits + 1, other_seen + 1
    pooled = (hits + other_hits) / (seen + other_seen)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / seen + 1 / other_seen))
    z: Floats = np.where(
        pooled == 1, 0.0, (hits / seen - other_hits / other_seen) / np.where(spread > 0, spread, 1.0)
    )
    return z


def representativeness(mine: Floats, others: Floats) -> Representativeness:
    """mine, others: (columns, 3) agree, disagree, seen, with moderation applied."""
    na, nd, ns = mine.T
    oa, od, os_ = others.T
    pa, pd = share(na, ns), share(nd, ns)
    return Representativeness(
        na,
        nd,
        ns,
        pa,
        pd,
        share_test(na, ns),
        share_test(nd, ns),
        pa / share(oa, os_),
        pd / share(od, os_),
        two_share_test(na, ns, oa, os_),
        two_share_test(nd, ns, od, os_),
    )


def representative(
    figures: Representativeness, struck: Flags, statements: Ints
) -> tuple[PolisRepresentative, ...]:
    """Up to five statements typical of a group, agrees before disagrees, in Polis's order."""
    f = figures
    sufficient: list[int] = []
    best: int | None = None
    best_agree: int | None = None
    for i in np.flatnonzero(~struck).tolist():
        passes = (f.rat[i] > SIGNIFICANT and f.pat[i] > SIGNIFICANT) or (
            f.rdt[i] > SIGNIFICANT and f.pdt[i] > SIGNIFICANT
        )
        if passes:
            sufficient.append(i)
        elif not sufficient and (best is None or _test(f, i) > _test(f, best)):
            best = i
        if _beats_best_agree(f, i, best_agree):
            best_agree = i
    if not sufficient:
        chosen = [best_agree] if best_agree is not None else [best] if best is not None else []
    else:
        rest = [i for i in sufficient if i != best_agree]
        rest.sort(key=lambda i: -_metric(f, i))
        chosen = ([best_agree] if best_agree is not None else []) + rest
    listed = [_finalise(f, i, statements, is_best_agree=i == best_agree) for i in chosen[:MOST_LISTED]]
    return tuple(sorted(listed, key=lambda each: -each.direction))


def _test(f: Representativeness, i: int) -> float:
    return float(max(f.rat[i], f.rdt[i]))


def _agrees(f: Representativeness, i: int) -> bool:
    return bool(f.rat[i] > f.rdt[i])


def _metric(f: Representativeness, i: int) -> float:
    if _agrees(f, i):
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


def _finalise(f: Representativeness, i: int, statements: Ints, *, is_best_agree: bool) -> PolisRepresentative:
    agrees = _agrees(f, i)
    hits, p, pt, r, rt = (f.agree, f.pa, f.pat, f.ra, f.rat) if agrees else (f.disagree, f.pd, f.pdt, f.rd, f.rdt)
    return PolisRepresentative(
        statement=int(statements[i]),
        direction=1 if agrees else -1,
        successes=int(hits[i]),
        trials=int(f.seen[i]),
        share=float(p[i]),
        share_test=float(pt[i]),
        ratio=float(r[i]),
        ratio_test=float(rt[i]),
        best_agree=is_best_agree,
        agrees=int(f.agree[i]) if is_best_agree else None,
    )


def consensus(hits: Floats, seen: Floats, struck: Flags, statements: Ints) -> tuple[PolisMajority, ...]:
    """Majority opinions over all rows in one direction: the five strongest by share times test."""
    p, test = share(hits, seen), share_test(hits, seen)
    open_ones = np.flatnonzero(~struck & (p > 0.5) & (test > SIGNIFICANT))
    order = open_ones[np.argsort(-(p * test)[open_ones], kind="stable")][:MOST_LISTED]
    return tuple(
        PolisMajority(int(statements[i]), int(hits[i]), int(seen[i]), float(p[i]), float(test[i])) for i in order
    )


def group_informed_consensus(raw: Floats) -> Floats:
    """(columns,) product over groups of (agree + 1) / (seen + 2); raw: (groups, columns, 3), unmoderated."""
    product: Floats = np.prod(share(raw[:, :, 0], raw[:, :, 2]), axis=0)
    return product


def priorities(raw: Floats, extremity: Floats, meta: Flags) -> Floats:
    """(columns,) Polis's routing weights from its groups' votes and the extremity of statements."""
    agree, disagree, seen = raw.sum(axis=0).T
    passes = seen - agree - disagree
    importance = (1 - share(passes, seen)) * (extremity + 1) * share(agree, seen)
    weights: Floats = (importance * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    return np.where(meta, META_PRIORITY**2, weights)


def by_group(talk: Conversation, group: Ints, k: int, meta: Ints) -> PolisByGroup:
    """The figures that depend on the groups. group: (rows,) index or -1 for people who are not grouped."""
    raw, sizes = talk.tallies(group, k)[:k], np.bincount(group[group >= 0], minlength=k)
    listed = []
    for index in range(k):
        mine = talk.moderated(raw[index], sizes[index])
        others = talk.moderated(raw.sum(axis=0) - raw[index], sizes.sum() - sizes[index])
        listed.append(representative(representativeness(mine, others), talk.struck, talk.statements))
    return PolisByGroup(
        group_informed_consensus=tuple(group_informed_consensus(raw).tolist()),
        priorities=tuple(priorities(raw, talk.extremity, np.isin(talk.statements, meta)).tolist()),
        representative=tuple(listed),
    )


def summary(
    talk: Conversation, group: Ints, k: int, meta: Ints, base: tuple[BaseCluster, ...] = ()
) -> PolisReport:
    """All of Polis's figures. group: as for `by_group`."""
    agree, disagree, seen = talk.moderated(talk.tallies(group, k).sum(axis=0), talk.shape[0]).T
    return PolisReport(
        statements=tuple(talk.statements.tolist()),
        extremity=tuple(talk.extremity.tolist()),
        **vars(by_group(talk, group, k, meta)),
        consensus_agree=consensus(agree, seen, talk.struck, talk.statements),
        consensus_disagree=consensus(disagree, seen, talk.struck, talk.statements),
        base_clusters=base,
    )
