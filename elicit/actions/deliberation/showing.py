"""What the room looks at: the slide that is sent to the wall, and which findings are revealed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import changed, lock
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Panel, Slide, Stage
from elicit.models.deliberation.showing import ALL, FOUND


@transaction.atomic
def show(*, deliberation: Deliberation, slide: str, by: User | None, now: datetime) -> Deliberation:
    """Send this slide to every wall that follows; an empty one lets walls choose for themselves."""
    if slide not in ("", *Slide.values):
        raise Invalid("unknown_slide", _("There is no such slide. The wall stays as it is."))
    held = lock(deliberation)
    if slide in FOUND and slide not in held.shown_panels:
        raise Conflict("not_revealed", _("The wall shows only what is revealed. Reveal it first, then send it."))
    if held.wall_slide == slide:
        return held
    held.wall_slide = slide
    return changed(deliberation=held, kind="wall_shown", by=by, now=now, slide=slide)


@transaction.atomic
def reveal(*, deliberation: Deliberation, panel: str, on: bool, by: User | None, now: datetime) -> Deliberation:
    """Show one panel to everybody, or hide it again; others stay as they are."""
    if panel not in ALL:
        raise Invalid("unknown_panel", _("There is no such part of the results. Nothing was changed."))
    held = lock(deliberation)
    if on and held.stage == Stage.DRAFT:
        raise Conflict("still_draft", _("There is nothing to reveal yet: open the deliberation first."))
    shown = held.shown_panels
    if on and panel == Panel.WHERE and Panel.MAP not in shown:
        raise Conflict("no_map", _("Reveal the map first: where somebody is can only be said on it."))
    away = {panel, Panel.WHERE} if panel == Panel.MAP else {panel}
    panels = shown | {panel} if on else shown - away
    if panels == shown:
        return held
    held.show_panels(panels)
    return changed(deliberation=held, kind="panel_revealed" if on else "panel_hidden", by=by, now=now, panel=panel)
