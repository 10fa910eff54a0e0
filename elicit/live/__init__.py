"""The only code that speaks to open pages: after commit, coalesced, and only what everyone there may see."""

from .abuse_counts import note, noted
from .hints import after_commit, forget, hint, listen
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
    "Mailbox",
    "Relay",
    "after_commit",
    "fates",
    "forget",
    "frame",
    "hint",
    "is_here_alone",
    "listen",
    "note",
    "noted",
    "render",
    "results",
    "state",
    "wires",
]
