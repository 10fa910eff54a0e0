"""What is kept, and what is always true of it."""

from .analysis import Analysis
from .community import Community, Membership, Role, RuleSet, SignInLink
from .constitution import Constitution, Principle, Provenance, Version
from .deliberation import Consent, Deliberation, Participant, Presence, Stage
from .event import Event
from .release import Release, ReleaseFile
from .statement import Statement
from .vote import Ballot, Erasure, Vote

__all__ = [
    "Analysis",
    "Ballot",
    "Community",
    "Consent",
    "Constitution",
    "Deliberation",
    "Erasure",
    "Event",
    "Membership",
    "Participant",
    "Presence",
    "Principle",
    "Provenance",
    "Release",
    "ReleaseFile",
    "Role",
    "RuleSet",
    "SignInLink",
    "Stage",
    "Statement",
    "Version",
    "Vote",
]
