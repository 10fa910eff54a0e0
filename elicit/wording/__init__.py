"""Wording: what may be put to a vote, what statements are about, and how a principle is phrased for those who
train on it. Pure."""

from elicit.wording.cleaning import LIMIT, WordingError, clean, key
from elicit.wording.detection import language
from elicit.wording.phrasing import comparison_prompt, critique_pair
from elicit.wording.topics import Topic, topics

__all__ = [
    "LIMIT",
    "Topic",
    "WordingError",
    "clean",
    "comparison_prompt",
    "critique_pair",
    "key",
    "language",
    "topics",
]
