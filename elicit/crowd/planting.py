"""Planting a crowd: from a few numbers, or from what each bloc is known to think of each statement."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from elicit.crowd.people import Crowd, Floats, Ints

# People write statements that they expect to be agreed with.
_MEAN_LOGIT = 0.4
_SPREAD_LOGIT = 1.6
# A full leaning of 1 is an agree in 19 opinions out of 20.
_STRENGTH = 3.0
_SKEW = 1.6


def plant(
    people: int,
    statements: int,
    blocs: int,
    *,
    seed: int,
    sizes: Sequence[float] | None = None,
    overlap: float = 0.3,
    yes_tendency: float = 0.0,
    pass_tendency: float = 0.15,
    pass_spread: float = 0.0,
    density: float = 30.0,
    spread: float = 0.5,
    exposure: float = 0.0,
    important: float = 0.1,
) -> Crowd:
    """A crowd whose blocs are drawn at random; deterministic by `seed`.

    sizes: relative size of each bloc; None makes each bloc 1.6 times as large as the next.
    overlap: correlation, across statements, between the leanings (logits) of any two blocs; 1: the same leanings.
    yes_tendency: standard deviation, on the logit, of the personal tendency to say yes.
    pass_tendency: typical share of passes. pass_spread: standard deviation, on the logit, of the personal
    tendency to pass. important: share of other votes marked important.
    density, spread: votes per person, log-normal with this mean and this standard deviation of the logarithm,
    cut to 1..statements. exposure: standard deviation of the logarithm of a statement's chance to be shown.
    Raises ValueError with a sentence.
    """
    _refuse_unless(min(statements, blocs) >= 1, "A crowd needs at least 1 statement and 1 bloc.")
    _refuse_unless(0 <= overlap <= 1, f"The overlap of blocs must lie between 0 and 1, not at {overlap}.")
    _refuse_shares(pass_tendency, important)
    random = np.random.default_rng((seed, 0))
    leanings = _draw_leanings(random, blocs, statements, overlap)
    passes = _logit(pass_tendency) + 0.5 * random.standard_normal(statements)
    return _gather(
        random,
        people,
        _compute_probabilities(leanings, np.broadcast_to(passes, leanings.shape)),
        seed=seed,
        sizes=sizes,
        yes_tendency=yes_tendency,
        pass_spread=pass_spread,
        density=density,
        spread=spread,
        exposure=exposure,
        important=important,
    )


def plant_from(
    leanings: ArrayLike,
    people: int,
    *,
    seed: int,
    sizes: Sequence[float] | None = None,
    yes_tendency: float = 0.0,
    pass_tendency: float = 0.15,
    pass_spread: float = 0.0,
    density: float = 30.0,
    spread: float = 0.5,
    exposure: float = 0.0,
    important: float = 0.1,
    twins: Mapping[int, int] | None = None,
) -> Crowd:
    """A crowd that thinks what `leanings` says: (blocs, statements), from -1 (against) to 1 (for).

    A leaning of 1 is an agree in 95 % of the votes that are not a pass, 0 in half; the lukewarm pass more.
    twins: reverse-worded statements, in either or both directions; nobody is shown both. The other arguments
    are those of `plant`. Raises ValueError with a sentence.
    """
    table = np.asarray(leanings, dtype=np.float64)
    _refuse_unless(table.ndim == 2 and table.size > 0, "Leanings must be a table of blocs by statements.")
    _refuse_unless(bool((np.abs(table) <= 1).all()), "Every leaning must lie between -1 and 1.")
    _refuse_shares(pass_tendency, important)
    passes = _logit(pass_tendency) + 0.5 - np.abs(table)
    return _gather(
        np.random.default_rng((seed, 0)),
        people,
        _compute_probabilities(_STRENGTH * table, passes),
        seed=seed,
        sizes=sizes,
        yes_tendency=yes_tendency,
        pass_spread=pass_spread,
        density=density,
        spread=spread,
        exposure=exposure,
        important=important,
        pairs=_pair_twins(twins or {}, table.shape[1]),
    )


def _gather(
    random: np.random.Generator,
    people: int,
    probabilities: Floats,
    *,
    seed: int,
    sizes: Sequence[float] | None,
    yes_tendency: float,
    pass_spread: float,
    density: float,
    spread: float,
    exposure: float,
    important: float,
    pairs: tuple[tuple[int, int], ...] = (),
) -> Crowd:
    blocs, statements, _ = probabilities.shape
    _refuse_unless(people >= 1, f"A crowd needs at least 1 person, not {people}.")
    _refuse_unless(density > 0, f"The number of votes per person must be above 0, not {density}.")
    spreads = (yes_tendency, pass_spread, spread, exposure)
    _refuse_unless(min(spreads) >= 0, f"A standard deviation is never negative: {min(spreads)}.")
    return Crowd(
        seed=seed,
        truth=random.permutation(np.repeat(np.arange(blocs), _allocate_people(people, blocs, sizes))),
        probabilities=probabilities,
        yes=yes_tendency * random.standard_normal(people),
        turnout=_draw_turnout(random, people, statements - len(pairs), density, spread),
        exposure=np.exp(exposure * random.standard_normal(statements)),
        passing=pass_spread * random.standard_normal(people),
        pairs=pairs,
        importance=important,
    )


def _draw_leanings(random: np.random.Generator, blocs: int, statements: int, overlap: float) -> Floats:
    """(blocs, statements) logits of agree against disagree."""
    common_part = random.standard_normal(statements)
    own_parts = random.standard_normal((blocs, statements))
    leanings: Floats = np.sqrt(overlap) * common_part + np.sqrt(1 - overlap) * own_parts
    return _MEAN_LOGIT + _SPREAD_LOGIT * leanings


def _allocate_people(people: int, blocs: int, sizes: Sequence[float] | None) -> Ints:
    """(blocs,) people of each bloc by the method of largest remainders: their shares to the person."""
    weights = np.asarray(_SKEW ** -np.arange(blocs) if sizes is None else sizes, dtype=np.float64)
    is_valid = weights.shape == (blocs,) and bool((weights >= 0).all()) and 0 < weights.sum() < np.inf
    _refuse_unless(is_valid, f"Sizes must be {blocs} numbers, none negative, not all zero.")
    quotas = people * weights / weights.sum()
    counts: Ints = np.floor(quotas).astype(np.int64)
    remainders = np.argsort(counts - quotas, kind="stable")
    counts[remainders[: people - counts.sum()]] += 1
    return counts


def _draw_turnout(random: np.random.Generator, people: int, most: int, density: float, spread: float) -> Ints:
    """(people,) votes of each person: log-normal, cut to 1..most."""
    logs = np.log(density) - spread**2 / 2 + spread * random.standard_normal(people)
    votes: Ints = np.clip(np.rint(np.exp(logs)), 1, most).astype(np.int64)
    return votes


def _compute_probabilities(leanings: Floats, passes: Floats) -> Floats:
    """Logits of agree against disagree, and of pass against either, to (..., 3) agree, disagree, pass."""
    pass_share, agree_share = _expit(passes), _expit(leanings)
    opinion = 1 - pass_share
    return np.stack([opinion * agree_share, opinion * (1 - agree_share), pass_share], axis=-1)


def _pair_twins(twins: Mapping[int, int], statements: int) -> tuple[tuple[int, int], ...]:
    pairs = tuple(sorted({(min(pair), max(pair)) for pair in twins.items()}))
    numbers = [number for pair in pairs for number in pair]
    is_valid = len(numbers) == len(set(numbers)) and all(0 <= number < statements for number in numbers)
    _refuse_unless(is_valid, "Twins must be pairs of two different statements, each in one pair only.")
    return pairs


def _expit(logits: Floats) -> Floats:
    # Through tanh, which saturates where exp would overflow.
    shares: Floats = (1 + np.tanh(logits / 2)) / 2
    return shares


def _logit(share: float) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log(share) - np.log1p(-share))


def _refuse_shares(pass_tendency: float, important: float) -> None:
    _refuse_unless(
        0 <= pass_tendency < 1, f"The share of passes must be at least 0 and under 1, not {pass_tendency}."
    )
    _refuse_unless(0 <= important <= 1, f"The share of important votes must lie in 0..1, not {important}.")


def _refuse_unless(condition: bool, sentence: str) -> None:
    if not condition:
        raise ValueError(sentence)
