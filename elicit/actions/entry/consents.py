"""Consent: the words at the door in versions, and what each person ticked under which version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.log import record
from elicit.actions.refusals import Invalid
from elicit.actions.statements import writing
from elicit.models import Consent, ConsentForm, Deliberation, Participant
from elicit.models.deliberation.deliberation import Admission
from elicit.models.entry.consent import CONTACT_LIMIT, ORGANISER_LIMIT
from elicit.reading.entry.consent import Ticks, read_newest_form

LONGEST = 3650  # days


def write_first(*, deliberation: Deliberation, now: datetime) -> ConsentForm:
    """At the start: the community runs it and keeps votes and words as long as it exists."""
    return _write(deliberation, deliberation.community.name, "", None, number=1, now=now)


@transaction.atomic
def reword(
    *,
    deliberation: Deliberation,
    organiser: str,
    contact: str,
    retention_days: int | None,
    by: User | None,
    now: datetime,
) -> ConsentForm:
    """A new version where it says something new, else the newest; those inside are asked once, and nothing they
    agreed to ends. Raises Invalid for words that cannot be shown or a number of days out of range."""
    deliberation = Deliberation.objects.select_for_update().select_related("community").get(pk=deliberation.pk)
    organiser = organiser.strip() or deliberation.community.name
    for text, limit in ((organiser, ORGANISER_LIMIT), (contact, CONTACT_LIMIT)):
        if text.strip():
            writing.clean(text, limit=limit)
    if retention_days is not None and not 1 <= retention_days <= LONGEST:
        raise Invalid("retention", _("Say a number of days from 1 to 3650, or none. Nothing was changed."))
    newest = read_newest_form(deliberation)
    fields = (organiser, contact.strip(), retention_days)
    is_same = (newest.organiser, newest.contact, newest.retention_days) == fields
    if is_same and newest.words == _write_words(deliberation, *fields):
        return newest
    form = _write(deliberation, *fields, number=newest.number + 1, now=now)
    record(
        community=deliberation.community,
        kind="consent_reworded",
        by=by,
        now=now,
        deliberation=deliberation.code,
        form=form.number,
    )
    Deliberation.objects.filter(pk=deliberation.pk).update(revision=F("revision") + 1)
    live.after_commit(deliberation)
    return form


def renew(*, deliberation: Deliberation, by: User | None, now: datetime) -> ConsentForm:
    """The same organiser, contact and time under the words as this program writes them today."""
    newest = read_newest_form(deliberation)
    return reword(
        deliberation=deliberation,
        organiser=newest.organiser,
        contact=newest.contact,
        retention_days=newest.retention_days,
        by=by,
        now=now,
    )


def give(*, participant: Participant, ticks: Ticks, read: int | None = None, now: datetime) -> Consent:
    """A new consent under the version that was read, or the newest; earlier ones stay. read: the number of that
    version."""
    forms = dict(ConsentForm.objects.filter(deliberation=participant.deliberation_id).values_list("number", "pk"))
    return Consent.objects.create(
        participant=participant,
        form_id=forms.get(read or 0) or forms[max(forms)],
        language=get_language() or settings.LANGUAGE_CODE,
        taking_part=True,
        publishing_text=ticks.publishing_text,
        row_release=ticks.row_release,
        training_use=ticks.training_use,
        given_at=now,
    )


def _write(
    deliberation: Deliberation,
    organiser: str,
    contact: str,
    retention_days: int | None,
    *,
    number: int,
    now: datetime,
) -> ConsentForm:
    return ConsentForm.objects.create(
        deliberation=deliberation,
        number=number,
        organiser=organiser,
        contact=contact,
        retention_days=retention_days,
        words=_write_words(deliberation, organiser, contact, retention_days),
        made_at=now,
    )


def _write_words(
    deliberation: Deliberation, organiser: str, contact: str, retention_days: int | None
) -> dict[str, dict[str, Any]]:
    """In every language of the interface, so that a catalogue that changes later changes nothing in them."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[language] = {
                "who": gettext("%(name)s runs this.") % {"name": organiser},
                "contact": gettext("Questions go to: %(contact)s") % {"contact": contact} if contact else "",
                "how": gettext(
                    "You see one statement at a time and say what you think. There is no account, and nobody is "
                    "told how you voted."
                ),
                "publishing_text": gettext(
                    "Statements I write may be in data released to the public, without my name."
                ),
                "row_release": gettext("My row of votes may be in public data, under a new number each time."),
                "training_use": gettext("What I give may be used to train and test AI models."),
                "more": _write_details(deliberation, retention_days),
            }
    return words


def _write_details(deliberation: Deliberation, retention_days: int | None) -> list[str]:
    """What the program does, and no more than it does."""
    return [
        _describe_retention(retention_days),
        gettext(
            "A cookie on this device keeps your place, so that you can change or undo any vote. It follows you "
            "nowhere else."
        ),
        gettext(
            "Votes are counted together: how many agree, disagree and pass, in the whole room and among people "
            "who vote alike."
        ),
        _describe_moderation(deliberation),
        gettext(
            "What you write is shown to the others here, and stands in the results and in a constitution that is "
            "drafted from them. In data released to the public your words stand only if you tick that; in files "
            "made for training AI, only if you tick both."
        ),
        gettext(
            "Few votes in a row can be as telling as a fingerprint. That is why rows are published only if you "
            "tick the box. Rows of those who also tick training are marked as free for it."
        ),
        *_describe_tickets(deliberation),
        *_describe_survey(deliberation),
        gettext("Whoever answers for this community’s data can open every ballot, by number and without names."),
        gettext(
            "At any time you can change these choices, take a copy of what is kept about you, and delete it. An "
            "analysis made before stays as it is, and files that were released cannot be called back."
        ),
        gettext("Each tick stands for itself. Without any you take part all the same."),
    ]


def _describe_retention(retention_days: int | None) -> str:
    if retention_days is None:
        return gettext("Votes and words are kept as long as the community exists, unless you delete yours.")
    return ngettext(
        "Votes are kept for %(days)s day after this is closed, and then deleted with everything that leads to "
        "you. What was found, statements without their writers, and files released by then stay.",
        "Votes are kept for %(days)s days after this is closed, and then deleted with everything that leads to "
        "you. What was found, statements without their writers, and files released by then stay.",
        retention_days,
    ) % {"days": retention_days}


def _describe_tickets(deliberation: Deliberation) -> list[str]:
    if deliberation.admission == Admission.OPEN:
        return []
    return [
        gettext(
            "You come in with a ticket that opens once. It is noted that it was used, also beside a name where "
            "there is a list of names; nothing joins a ticket or a name to votes."
        )
    ]


def _describe_survey(deliberation: Deliberation) -> list[str]:
    if not deliberation.questions.exists():
        return []
    return [
        gettext(
            "You are asked some questions about yourself; leave out what you like. Answers are only counted, "
            "never shown for fewer than five people, and in no data that is released."
        )
    ]


def _describe_moderation(deliberation: Deliberation) -> str:
    if deliberation.moderation_on:
        return gettext("Somebody reads what you write before others vote on it. You are told what became of it.")
    return gettext(
        "Others can vote at once on what you write. It may be taken out again, with a reason you can read."
    )
