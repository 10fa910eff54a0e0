"""Ballots to report: blocs, standings, intervals, verdicts, map, routing. Pure: no framework, no database."""

from .analyse import analyse
from .ballots import AGREE, DISAGREE, PASS, Ballots
from .report import (
    VERDICTS,
    Bloc,
    BlocStanding,
    KEvidence,
    PolisStanding,
    Report,
    Representative,
    Share,
    Standing,
    Tally,
)
from .routing import next_statement
from .rules import Rules

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "VERDICTS",
    "Ballots",
    "Bloc",
    "BlocStanding",
    "KEvidence",
    "PolisStanding",
    "Report",
    "Representative",
    "Rules",
    "Share",
    "Standing",
    "Tally",
    "analyse",
    "next_statement",
]
