"""Topics: statements grouped by their wording, in any language and in several at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elicit.wording.grouping import group
from elicit.wording.naming import Names
from elicit.wording.weighing import FEW, vectors, weigh
from elicit.wording.words import Wording, leading_script, spellings, terms, wordings


@dataclass(frozen=True)
class Topic:
    """Statements that use the same words. words: the most telling first, as people wrote them; none for everything
    that belongs to no topic. statements: their numbers, ascending."""

    words: tuple[str, ...]
    statements: tuple[int, ...]


def topics(
    texts: Mapping[int, str], *, languages: Mapping[int, str] | None = None, most: int = 12
) -> tuple[Topic, ...]:
    """The topics of these statements, the largest first, "everything else" last: every number is in exactly one.

    texts: by statement number. languages: the tag of a text's language, where known; a text is weighed among those
    of its language and script. most: how many topics at most, "everything else" among them. Fewer than 8
    statements, or statements without words in common, are one topic without words. The result depends on nothing
    but texts and tags: not on their order, and on the numbers only in what it calls the statements. Never raises.
    """
    tags = languages or {}
    numbers = sorted(texts, key=lambda number: (texts[number], tags.get(number, ""), number))
    found = _found([texts[number] for number in numbers], [tags.get(number, "") for number in numbers], most)
    named = [Topic(words, tuple(sorted(numbers[place] for place in places))) for words, places in found]
    rest = set(numbers).difference(*(topic.statements for topic in named))
    ordered = sorted(named, key=lambda topic: (-len(topic.statements), topic.words, topic.statements))
    return (*ordered, *([Topic((), tuple(sorted(rest)))] if rest else []))


def _found(texts: Sequence[str], tags: Sequence[str], most: int) -> list[tuple[tuple[str, ...], list[int]]]:
    """The name of each topic and the places of its statements."""
    if len(texts) < FEW or most < 2:
        return []
    apart = wordings(texts)
    statements, weights = _weighed(apart, _tongues(apart, tags))
    names = Names(statements, weights)
    labels = _labels(statements, weights, most - 1, names)
    spelled = spellings(apart)
    found = []
    for label in sorted(set(labels) - {-1}):
        places = [place for place, other in enumerate(labels) if other == label]
        name = names.name(places)
        if name:
            found.append((tuple(spelled.get(term, term) for term in name), places))
    return found


def _labels(
    statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]], most: int, names: Names
) -> list[int]:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        labels = group(vectors(statements, weights), most, lambda places: bool(names.name(places.tolist())))
    return [int(label) for label in labels]


def _weighed(apart: Sequence[Wording], tongues: Sequence[str]) -> tuple[list[set[str]], list[dict[str, float]]]:
    """For each statement its terms and their weights, found among the statements of its tongue."""
    statements: list[set[str]] = [set() for _ in apart]
    weights: list[dict[str, float]] = [{} for _ in apart]
    for tongue in sorted(set(tongues)):
        places = [place for place, other in enumerate(tongues) if other == tongue]
        among = terms([apart[place] for place in places])
        worth = weigh(among)
        for place, each in zip(places, among, strict=True):
            statements[place], weights[place] = each, worth
    return statements, weights


def _tongues(apart: Sequence[Wording], tags: Sequence[str]) -> list[str]:
    """What each statement is weighed among: its script and language; where those are few, the commonest language
    of its script."""
    scripts = [leading_script(wording) for wording in apart]
    tongues = [f"{script} {tag}" for script, tag in zip(scripts, tags, strict=True)]
    sizes = Counter(tongues)
    commonest = {}
    for script, tongue in sorted(zip(scripts, tongues, strict=True), key=lambda each: (sizes[each[1]], each[1])):
        commonest[script] = tongue
    return [
        tongue if sizes[tongue] >= FEW else commonest[script]
        for script, tongue in zip(scripts, tongues, strict=True)
    ]
