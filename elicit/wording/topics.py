"""Topics: statements grouped by their wording, in any language and in several at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elicit.wording.grouping import group
from elicit.wording.naming import Names
from elicit.wording.weighing import FEW_STATEMENTS, vectorize, weigh
from elicit.wording.words import Wording, extract_terms, find_leading_script, find_spellings, tokenize


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
    groups = _find_groups(
        [texts[number] for number in numbers], [tags.get(number, "") for number in numbers], most
    )
    results = [Topic(words, tuple(sorted(numbers[place] for place in places))) for words, places in groups]
    results.sort(key=lambda topic: (-len(topic.statements), topic.words, topic.statements))
    rest = set(numbers).difference(*(topic.statements for topic in results))
    return (*results, *([Topic((), tuple(sorted(rest)))] if rest else []))


def _find_groups(texts: Sequence[str], tags: Sequence[str], most: int) -> list[tuple[tuple[str, ...], list[int]]]:
    """The name of each topic and the places of its statements."""
    if len(texts) < FEW_STATEMENTS or most < 2:
        return []
    wordings = tokenize(texts)
    statements, weights = _weigh_by_language(wordings, _assign_languages(wordings, tags))
    names = Names(statements, weights)
    labels = _label(statements, weights, most - 1, names)
    spellings = find_spellings(wordings)
    groups = []
    for label in sorted(set(labels) - {-1}):
        places = [place for place, other in enumerate(labels) if other == label]
        name = names.name(places)
        if name:
            groups.append((tuple(spellings.get(term, term) for term in name), places))
    return groups


def _label(
    statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]], most: int, names: Names
) -> list[int]:
    """For each statement its group; -1 for none."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        labels = group(vectorize(statements, weights), most, lambda places: bool(names.name(places.tolist())))
    return [int(label) for label in labels]


def _weigh_by_language(
    wordings: Sequence[Wording], languages: Sequence[str]
) -> tuple[list[set[str]], list[dict[str, float]]]:
    """For each statement its terms and their weights, found among the statements of its script and language."""
    statements: list[set[str]] = [set() for _ in wordings]
    weights: list[dict[str, float]] = [{} for _ in wordings]
    for language in sorted(set(languages)):
        places = [place for place, other in enumerate(languages) if other == language]
        terms_of_all = extract_terms([wordings[place] for place in places])
        worth = weigh(terms_of_all)
        for place, terms in zip(places, terms_of_all, strict=True):
            statements[place], weights[place] = terms, worth
    return statements, weights


def _assign_languages(wordings: Sequence[Wording], tags: Sequence[str]) -> list[str]:
    """The script and language each statement is weighed among; where those statements are few, the commonest
    language of the script."""
    scripts = [find_leading_script(wording) for wording in wordings]
    languages = [f"{script} {tag}" for script, tag in zip(scripts, tags, strict=True)]
    sizes = Counter(languages)
    commonest: dict[str, str] = {}
    pairs = zip(scripts, languages, strict=True)
    for script, language in sorted(pairs, key=lambda pair: (sizes[pair[1]], pair[1])):
        commonest[script] = language
    return [
        language if sizes[language] >= FEW_STATEMENTS else commonest[script]
        for script, language in zip(scripts, languages, strict=True)
    ]
