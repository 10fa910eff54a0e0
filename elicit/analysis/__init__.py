"""Ballots to report: blocs, standings, intervals, verdicts, map, routing. Pure: no framework, no database."""

from .analyse import analyse
from .ballots import AGREE, DISAGREE, PASS, Ballots
from .polis_report import BaseCluster, PolisMajority, PolisReport, PolisRepresentative
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
    "BaseCluster",
    "Bloc",
    "BlocStanding",
    "KEvidence",
    "PolisMajority",
    "PolisReport",
    "PolisRepresentative",
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
