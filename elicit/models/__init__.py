"""The tables of the database, with the constraints that always hold."""

from .community.community import Community, Membership, Role, RuleSet, SignInLink
from .community.event import Event
from .community.helper import Helper, Invitation, Task
from .constitution import Constitution, Principle, Provenance, Version
from .deliberation.agenda import Agenda, Stage
from .deliberation.deliberation import Deliberation, Presence, Status
from .deliberation.showing import Panel, Slide
from .discussion import Assignment, Point, Seat, Table
from .entry.consent import Consent, ConsentForm
from .entry.erasure import Erasure
from .entry.participant import Participant
from .entry.survey import Answer, Question
from .entry.ticket import Ticket
from .findings import Analysis
from .practice import Rehearsal
from .releases import Release, ReleaseFile
from .statements.moderation import Decision, Policy
from .statements.statement import Statement
from .statements.translation import Interpreting, Translation
from .votes.paper import PaperBatch
from .votes.vote import Ballot, Vote

__all__ = [
    "Agenda",
    "Analysis",
    "Answer",
    "Assignment",
    "Ballot",
    "Community",
    "Consent",
    "ConsentForm",
    "Constitution",
    "Decision",
    "Deliberation",
    "Erasure",
    "Event",
    "Helper",
    "Interpreting",
    "Invitation",
    "Membership",
    "Panel",
    "PaperBatch",
    "Participant",
    "Point",
    "Policy",
    "Presence",
    "Principle",
    "Provenance",
    "Question",
    "Rehearsal",
    "Release",
    "ReleaseFile",
    "Role",
    "RuleSet",
    "Seat",
    "SignInLink",
    "Slide",
    "Stage",
    "Statement",
    "Status",
    "Table",
    "Task",
    "Ticket",
    "Translation",
    "Version",
    "Vote",
]
