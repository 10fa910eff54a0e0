"""The only code that speaks to open pages: after commit, coalesced, and only what everyone there may see."""

from .abuse_counts import count_abuse, read_abuse_counts
from .hints import after_commit, forget, hint, listen
from .redis_jobs import make_redis_jobs
from .relay import Address, Mailbox, Relay
from .states import (
    AUDIENCES,
    CONSOLE,
    PHONE,
    SCREEN,
    list_own_statements,
    make_frame,
    read_results,
    read_state,
    render,
)
from .wall import is_loopback

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
    "forget",
    "hint",
    "is_loopback",
    "list_own_statements",
    "listen",
    "make_frame",
    "make_redis_jobs",
    "read_abuse_counts",
    "read_results",
    "read_state",
    "render",
]
