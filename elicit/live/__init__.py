"""The only code that speaks to open pages: after commit, coalesced, and only what everyone there may see."""

from .abuse_counts import count_abuse, read_abuse_counts
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
    "count_abuse",
    "fates",
    "forget",
    "frame",
    "hint",
    "is_here_alone",
    "listen",
    "read_abuse_counts",
    "render",
    "results",
    "state",
    "wires",
]
