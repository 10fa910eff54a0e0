"""Which sites may show a deliberation inside their own pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

import idna
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Invalid
from elicit.models import Deliberation

MOST = 10
demand_domain = DomainNameValidator(accept_idna=False)


@transaction.atomic
def allow(*, deliberation: Deliberation, hosts: Sequence[str], by: User | None, now: datetime) -> Deliberation:
    """Only these sites may frame the deliberation; without any, none may.

    Raises Invalid for what is no https site, or more than ten."""
    origins = list(dict.fromkeys(origin(host) for host in hosts))
    if len(origins) > MOST:
        raise Invalid("too_many_hosts", _("Ten sites at most. Nothing was changed."))
    deliberation = lock(deliberation)
    if deliberation.embed_hosts == origins:
        return deliberation
    deliberation.embed_hosts = origins
    return save_change(deliberation=deliberation, kind="embedding_changed", by=by, now=now, sites=len(origins))


def origin(host: str) -> str:
    """The https origin of a site as somebody types it; a path after it is left out. Raises Invalid."""
    text = host.strip().lower()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        name, port = _ascii_name(parts.hostname or ""), parts.port
    except (ValueError, ValidationError) as error:
        raise _no_site(host) from error
    if parts.scheme != "https" or parts.username is not None:
        raise _no_site(host)
    return f"https://{name}" + (f":{port}" if port not in (None, 443) else "")


def _ascii_name(name: str) -> str:
    """As the domain name system knows it. Raises ValidationError or ValueError (idna's kind, or for what browsers
    take for no site: a full stop at the end, digits alone as the last part)."""
    ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode()
    demand_domain(ascii_name)
    if not ascii_name.rpartition(".")[2].strip("0123456789"):
        raise ValueError(f"{ascii_name} does not end like a site")
    return ascii_name


def _no_site(host: str) -> Invalid:
    return Invalid(
        "host",
        _("“%(host)s” is not the https address of a site like https://www.example.org. Nothing was changed.")
        % {"host": host.strip()[:80]},
    )
