"""Which sites may show a deliberation inside their own pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import changed, lock
from elicit.actions.refusals import Invalid
from elicit.models import Deliberation

MOST = 10
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


@transaction.atomic
def allow(*, deliberation: Deliberation, hosts: Sequence[str], by: User | None, now: datetime) -> Deliberation:
    """These sites and no others; none allows none."""
    origins = list(dict.fromkeys(origin(host) for host in hosts))
    if len(origins) > MOST:
        raise Invalid("too_many_hosts", _("Ten sites at most. Nothing was changed."))
    held = lock(deliberation)
    if held.embed_hosts == origins:
        return held
    held.embed_hosts = origins
    return changed(deliberation=held, kind="embedding_changed", by=by, now=now, sites=len(origins))


def origin(host: str) -> str:
    """The https origin of a site as somebody types it; a path after it is left out."""
    said = host.strip().lower()
    parts = urlsplit(said if "://" in said else f"https://{said}")
    try:
        name, port = parts.hostname or "", parts.port
        name = name.encode("idna").decode()
    except ValueError:
        name, port = "", None
    if parts.scheme != "https" or not NAME.fullmatch(name) or parts.username is not None:
        raise Invalid(
            "host",
            _("“%(host)s” is not the https address of a site like https://www.example.org. Nothing was changed.")
            % {"host": host.strip()[:80]},
        )
    return f"https://{name}" + (f":{port}" if port not in (None, 443) else "")
