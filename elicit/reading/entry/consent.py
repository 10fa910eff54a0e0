"""Consent as it stands: the words in force, each person's newest answer, and who allows what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from elicit.models import Consent, ConsentForm, Deliberation, Participant


@dataclass(frozen=True)
class Ticks:
    """The boxes a person ticked when they joined, beyond taking part itself."""

    publishing_text: bool = False
    row_release: bool = False
    training_use: bool = False


def read_newest_form(deliberation: Deliberation) -> ConsentForm:
    return deliberation.consent_forms.latest("number")


def is_asked_again(participant: Participant) -> bool:
    """Whether the words changed since this person answered. Before a second form nobody is looked up."""
    forms = ConsentForm.objects.filter(deliberation=participant.deliberation_id).order_by("-number")
    newest, number = forms.values_list("pk", "number")[0]
    return number > 1 and not Consent.objects.filter(participant=participant, form=newest).exists()


def read_ticks(participant: Participant) -> Ticks:
    """The newest answer counts."""
    names = Permissions._fields
    row = participant.consents.order_by("-id").values(*names).first()
    return Ticks(**row) if row else Ticks()


class Permissions(NamedTuple):
    """Numbers of the participants who allow each."""

    publishing_text: frozenset[int]
    row_release: frozenset[int]
    training_use: frozenset[int]


def read_permissions(deliberation: Deliberation) -> Permissions:
    """By everyone's newest answer: a tick that is taken back counts from the next time on."""
    rows = Consent.objects.filter(participant__deliberation=deliberation).order_by("id")
    newest = {row["participant__number"]: row for row in rows.values("participant__number", *Permissions._fields)}
    return Permissions(
        *(frozenset(number for number, row in newest.items() if row[name]) for name in Permissions._fields)
    )


def list_withheld(deliberation: Deliberation, permitting: frozenset[int]) -> frozenset[int]:
    """Numbers of the statements that participants wrote here who are not among these, or were erased."""
    own = deliberation.statements.filter(is_seed=False, is_imported=False)
    rows = own.values_list("number", "author__number")
    return frozenset(number for number, author in rows if author not in permitting)
