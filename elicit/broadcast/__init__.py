"""The only code that speaks to open pages: after commit, coalesced, and only what everyone there may see."""

from elicit.reading.discussion.reasons import Reasons, reasons
from elicit.reading.findings.findings import Findings, arrange, findings
from elicit.reading.findings.groups import groups
from elicit.reading.findings.maps import packed_map, packed_picture
from elicit.reading.findings.panels import published, shown
from elicit.reading.findings.where import Where, where
from elicit.reading.statements.translation import Beside, beside, forget_translations

from .hints import after_commit, forget, hint, listen
from .refused import note, noted
from .relay import Address, Mailbox, Relay
from .states import AUDIENCES, CONSOLE, PHONE, SCREEN, fates, frame, render, results, state
from .wall import is_here_alone
from .wires import wires

__all__ = [
    "AUDIENCES",
    "CONSOLE",
    "PHONE",
    "SCREEN",
    "Address",
    "Beside",
    "Findings",
    "Mailbox",
    "Reasons",
    "Relay",
    "Where",
    "after_commit",
    "arrange",
    "beside",
    "fates",
    "findings",
    "forget",
    "forget_translations",
    "frame",
    "groups",
    "hint",
    "is_here_alone",
    "listen",
    "note",
    "noted",
    "packed_map",
    "packed_picture",
    "published",
    "reasons",
    "render",
    "results",
    "shown",
    "state",
    "where",
    "wires",
]
