"""Ballots to report: blocs, standings, intervals, verdicts, map, routing. Pure: no framework, no database."""

from .analyse import analyse
from .ballots import AGREE, DISAGREE, PASS, Ballots
from .polis_report import BaseCluster, PolisMajority, PolisReport, PolisRepresentative, PolisStanding
from .records import (
    VERDICTS,
    Bloc,
    Block,
    BlocStanding,
    Habits,
    KEvidence,
    Lens,
    Representative,
    Share,
    Standing,
    Tally,
    YesSaying,
)
from .report import Report
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
    "Block",
    "Habits",
    "KEvidence",
    "Lens",
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
    "YesSaying",
    "analyse",
    "next_statement",
]
