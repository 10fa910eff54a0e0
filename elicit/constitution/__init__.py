"""Findings to principles: what a community settled, what only some hold, what is still open. Pure."""

from .document import PartDict, from_json, to_json, to_yaml
from .drafting import Draft, DraftAnnex, DraftPrinciple, OpenItem, StatementText, draft
from .markdown import to_markdown

__all__ = [
    "Draft",
    "DraftAnnex",
    "DraftPrinciple",
    "OpenItem",
    "PartDict",
    "StatementText",
    "draft",
    "from_json",
    "to_json",
    "to_markdown",
    "to_yaml",
]
