"""What the room looks at: the slide that is sent to the wall, and which findings are revealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Panel, Slide, Status
from elicit.models.deliberation.showing import ALL, FINDINGS_SLIDES


@transaction.atomic
def show(*, deliberation: Deliberation, slide: str, by: User | None, now: datetime) -> Deliberation:
    """Send this slide to every wall that follows; an empty one lets walls choose for themselves.

    Raises Invalid for an unknown slide, Conflict for findings that are not revealed."""
    if slide not in ("", *Slide.values):
        raise Invalid("unknown_slide", _("There is no such slide. The wall stays as it is."))
    deliberation = lock(deliberation)
    if slide in FINDINGS_SLIDES and slide not in deliberation.shown_panels:
        raise Conflict("not_revealed", _("The wall shows only what is revealed. Reveal it first, then send it."))
    if deliberation.wall_slide == slide:
        return deliberation
    deliberation.wall_slide = slide
    return save_change(deliberation=deliberation, kind="wall_shown", by=by, now=now, slide=slide)


@transaction.atomic
def reveal(
    *,
    deliberation: Deliberation,
    show: Collection[str] = (),
    hide: Collection[str] = (),
    by: User | None,
    now: datetime,
) -> Deliberation:
    """Show these panels to everybody and hide those; others stay as they are. Where somebody is goes with the map.

    Raises Invalid for a panel there is none of; Conflict for a draft, and for where somebody is without the map.
    """
    if not ALL.issuperset({*show, *hide}):
        raise Invalid("unknown_panel", _("There is no such part of the results. Nothing was changed."))
    deliberation = lock(deliberation)
    if show and deliberation.status == Status.DRAFT:
        raise Conflict("still_draft", _("There is nothing to reveal yet: open the deliberation first."))
    before = deliberation.shown_panels
    panels = before.union(show) - set(hide)
    if Panel.WHERE in panels and Panel.MAP not in panels:
        if Panel.MAP not in hide:
            raise Conflict("no_map", _("Reveal the map first: where somebody is can only be said on it."))
        panels -= {Panel.WHERE}
    if panels == before:
        return deliberation
    deliberation.show_panels(panels)
    return save_change(deliberation=deliberation, kind="results_shown", by=by, now=now, panels=sorted(panels))
