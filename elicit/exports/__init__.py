"""Findings and constitutions to files that others load. Pure."""

from .bundle import Conversation, ballots_of, build
from .formats.csv import write_csv
from .formats.polis import PolisExport, PolisFormatError, PolisStatement, PolisVotes, write_export
from .manifest import sha256
from .readers.polis import read_export
from .verify.integrity import Discrepancy, read_manifest
from .verify.verification import Verification, verify

__all__ = [
    "Conversation",
    "Discrepancy",
    "PolisExport",
    "PolisFormatError",
    "PolisStatement",
    "PolisVotes",
    "Verification",
    "ballots_of",
    "build",
    "read_export",
    "read_manifest",
    "sha256",
    "verify",
    "write_csv",
    "write_export",
]
