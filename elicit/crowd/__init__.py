"""Crowd: simulated participants whose blocs are known, for the demo, the tests and the benchmarks. Pure."""

from elicit.crowd.copies import with_copies
from elicit.crowd.demo import DEMO_PROMPT, FAMILIES, STATEMENTS, DemoStatement, demo_crowd
from elicit.crowd.people import Crowd, Turn, Votes, turns
from elicit.crowd.planting import plant, plant_from

__all__ = [
    "DEMO_PROMPT",
    "FAMILIES",
    "STATEMENTS",
    "Crowd",
    "DemoStatement",
    "Turn",
    "Votes",
    "demo_crowd",
    "plant",
    "plant_from",
    "turns",
    "with_copies",
]
