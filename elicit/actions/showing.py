"""What the room looks at: the slide that is sent to the wall."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit import broadcast
from elicit.models import Deliberation, Slide
from elicit.models.showing import FOUND

from .log import record
from .refusals import Conflict, Invalid


@transaction.atomic
def show(*, deliberation: Deliberation, slide: str, by: User | None, now: datetime) -> Deliberation:
    """Send this slide to every wall that follows; an empty one lets walls choose for themselves."""
    if slide not in ("", *Slide.values):
        raise Invalid("unknown_slide", _("There is no such slide. The wall stays as it is."))
    held = Deliberation.objects.select_for_update().select_related("community").get(pk=deliberation.pk)
    if slide in FOUND and not held.results_revealed:
        raise Conflict("not_revealed", _("The wall shows only what is revealed. Reveal it first, then send it."))
    if held.wall_slide != slide:
        held.wall_slide = slide
        held.revision += 1
        held.save(update_fields=["wall_slide", "revision"])
        payload = {"deliberation": held.code, "slide": slide}
        record(community=held.community, kind="wall_shown", by=by, now=now, **payload)
        broadcast.after_commit(held)
    return held
