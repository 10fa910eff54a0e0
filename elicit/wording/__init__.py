"""Wording: what may be put to a vote, which statements say the same, what they are about, and how a principle is
phrased for those who train on it. Pure."""

from elicit.wording.cleaning import LIMIT, WordingError, clean, key
from elicit.wording.detection import language
from elicit.wording.phrasing import comparison_prompt, critique_pair
from elicit.wording.similarity import Alike, Likeness, similar
from elicit.wording.topics import Topic, topics

__all__ = [
    "LIMIT",
    "Alike",
    "Likeness",
    "Topic",
    "WordingError",
    "clean",
    "comparison_prompt",
    "critique_pair",
    "key",
    "language",
    "similar",
    "topics",
]
