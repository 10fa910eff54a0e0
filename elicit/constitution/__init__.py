"""Findings to principles: what a community settled, what only some hold, what is still open. Pure."""

from .document import WATERMARK, PartDict, from_json, to_json, to_yaml
from .drafting import Draft, DraftAnnex, DraftPrinciple, OpenItem, StatementText, draft
from .markdown import escape, to_markdown

__all__ = [
    "WATERMARK",
    "Draft",
    "DraftAnnex",
    "DraftPrinciple",
    "OpenItem",
    "PartDict",
    "StatementText",
    "draft",
    "escape",
    "from_json",
    "to_json",
    "to_markdown",
    "to_yaml",
]
