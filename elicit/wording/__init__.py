"""Wording: what may be put to a vote, and how a principle is phrased for those who train on it. Pure."""

from elicit.wording.cleaning import LIMIT, WordingError, clean, key
from elicit.wording.detection import language
from elicit.wording.phrasing import comparison_prompt, critique_pair

__all__ = ["LIMIT", "WordingError", "clean", "comparison_prompt", "critique_pair", "key", "language"]
