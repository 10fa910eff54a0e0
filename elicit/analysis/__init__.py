"""Ballots to report: blocs, standings, intervals, verdicts, map, routing. Pure: no framework, no database."""

from .analyse import analyse
from .data.ballots import AGREE, DISAGREE, PASS, Ballots
from .data.polis_report import BaseCluster, PolisMajority, PolisReport, PolisRepresentative, PolisStanding
from .data.records import (
    VERDICTS,
    Alternative,
    Bloc,
    BlocStanding,
    HeldOutLoss,
    IdenticalAccounts,
    Representative,
    ResponseStyles,
    Share,
    Standing,
    Tally,
    YesSaying,
)
from .data.report import Report
from .data.rules import Rules
from .routing import next_statement
from .verdicts.ordering import sort_standings

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "VERDICTS",
    "Alternative",
    "Ballots",
    "BaseCluster",
    "Bloc",
    "BlocStanding",
    "HeldOutLoss",
    "IdenticalAccounts",
    "PolisMajority",
    "PolisReport",
    "PolisRepresentative",
    "PolisStanding",
    "Report",
    "Representative",
    "ResponseStyles",
    "Rules",
    "Share",
    "Standing",
    "Tally",
    "YesSaying",
    "analyse",
    "next_statement",
    "sort_standings",
]
