"""What the statements on show are about, as the analysis has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .rows import Row


@dataclass(frozen=True)
class TopicRow:
    """index: what the `topic` of its rows says. words: the most telling first; none for everything else."""

    index: int
    words: tuple[str, ...]
    count: int  # of rows


def add_topics(
    rows: Sequence[Row], topics: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Row, ...], tuple[TopicRow, ...]]:
    """The rows, each with its topic, and the topics that have rows. topics: as `Analysis.topics` keeps them."""
    topic_of = {number: index for index, topic in enumerate(topics) for number in topic["statements"]}
    rows_with_topics = tuple(replace(row, topic=topic_of.get(row.number)) for row in rows)
    counts = Counter(row.topic for row in rows_with_topics)
    topic_rows = tuple(
        TopicRow(index, tuple(topic["words"]), counts[index])
        for index, topic in enumerate(topics)
        if counts[index]
    )
    return rows_with_topics, topic_rows
