"""Findings and constitutions to files that others load. Pure."""

from .polis import PolisExport, PolisFormatError, PolisStatement, PolisVotes, write_export
from .polis_reader import read_export

__all__ = [
    "PolisExport",
    "PolisFormatError",
    "PolisStatement",
    "PolisVotes",
    "read_export",
    "write_export",
]
