"""Who is let in: anyone with the code, whoever holds a ticket, or the people on a roster, a ticket each."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid, Refused
from elicit.actions.statements import writing
from elicit.exports import write_csv
from elicit.models import Deliberation, Ticket
from elicit.models.deliberation.deliberation import CODE_ALPHABET, Admission
from elicit.models.entry.ticket import NAME_LIMIT

from . import consents

LENGTH = 10  # of 30 letters: six hundred million million
MOST = 1000  # at once


class TicketRefusal(Refused):
    """Nobody comes in with this ticket; the page asks for another."""

    status = 403


@dataclass(frozen=True)
class IssuedTicket:
    """A ticket as it is shown, once: its token is not kept."""

    number: int
    name: str
    token: str

    @property
    def text(self) -> str:
        """As it is printed: two groups of five."""
        return f"{self.token[:5]}-{self.token[5:]}"


@transaction.atomic
def admit(*, deliberation: Deliberation, admission: str, by: User | None, now: datetime) -> Deliberation:
    """How people come in from now on. Those inside stay; the log says how many came in before.

    Raises Invalid for an unknown way in."""
    if admission not in Admission.values:
        raise Invalid("unknown_admission", _("There is no such way in. Nothing was changed."))
    deliberation = lock(deliberation)
    if deliberation.admission == admission:
        return deliberation
    deliberation.admission = admission
    deliberation.save(update_fields=["admission"])
    consents.renew(deliberation=deliberation, by=by, now=now)
    deliberation.refresh_from_db(fields=["revision"])
    people = deliberation.participants.count()
    return save_change(
        deliberation=deliberation, kind="admission_set", by=by, now=now, admission=admission, people=people
    )


@transaction.atomic
def issue(*, deliberation: Deliberation, count: int, by: User | None, now: datetime) -> list[IssuedTicket]:
    """count: how many tickets, from 1 to MOST. Raises Invalid for any other number."""
    if not 1 <= count <= MOST:
        raise Invalid("ticket_count", _("Make 1 to 1000 tickets at a time. None was made."))
    return _write(lock(deliberation), [""] * count, by=by, now=now)


@transaction.atomic
def enlist(
    *, deliberation: Deliberation, names: Sequence[str], by: User | None, now: datetime
) -> list[IssuedTicket]:
    """A ticket for each of these people; whoever is on the roster already keeps the one they have.

    Raises Invalid for a roster or a name that cannot be used, Conflict where all are on it already."""
    if not 1 <= len(names) <= MOST:
        raise Invalid("roster_size", _("A roster takes 1 to 1000 names at a time. Nothing was kept."))
    deliberation = lock(deliberation)
    names = [_clean(number, name) for number, name in enumerate(names, start=1)]
    roster = set(deliberation.tickets.exclude(name="").values_list("name", flat=True))
    newcomers = [name for name in dict.fromkeys(names) if name not in roster]
    if not newcomers:
        raise Conflict("on_the_roster", _("All of them are on the roster already. No ticket was made."))
    return _write(deliberation, newcomers, by=by, now=now)


def read_names(text: str) -> list[str]:
    """One person a line, or the first columns of a CSV; a first line that says “name” is left out.

    Raises Invalid for a CSV that cannot be read."""
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise Invalid(
            "csv_broken", _("The list is not a readable CSV (%(why)s). Nothing was kept.") % {"why": error}
        ) from error
    names = [", ".join(cell.strip() for cell in row if cell.strip()) for row in rows]
    names = [name for name in names if name]
    is_header = names and names[0].split(",")[0].strip().lower() in {"name", "names", "e-mail", "email"}
    return names[1:] if is_header else names


def spend(*, deliberation: Deliberation, ticket: str) -> None:
    """Lets one person in. Of two who bring the same ticket at once, one comes in.

    Raises TicketRefusal where it is missing, unknown or used."""
    if not ticket.strip():
        raise TicketRefusal("ticket_missing", _("You need a ticket here. Type the letters that are on yours."))
    rows = Ticket.objects.filter(deliberation=deliberation, token_hash=_hash(ticket))
    if rows.filter(is_used=False).update(is_used=True):
        return
    if rows.exists():
        raise TicketRefusal(
            "ticket_used",
            _("This ticket was used already. If it was you, go on where you joined; if not, ask for another."),
        )
    raise TicketRefusal(
        "ticket_unknown", _("There is no such ticket here. Check the letters, or ask whoever gave it to you.")
    )


@transaction.atomic
def tear_up(*, deliberation: Deliberation, by: User | None, now: datetime) -> int:
    """All tickets and the roster go: none opens any more, and no name is kept. Those inside stay.

    Returns the number of tickets."""
    count, _kinds = deliberation.tickets.all().delete()
    record(
        community=deliberation.community,
        kind="tickets_torn_up",
        by=by,
        now=now,
        deliberation=deliberation.code,
        tickets=count,
    )
    return count


def find_issued(*, deliberation: Deliberation, tokens: Sequence[str]) -> list[IssuedTicket]:
    """Tickets from what the page that made them still shows; what is not a ticket of here is left out."""
    hashes = {_hash(token): "".join(filter(str.isalnum, token.upper())) for token in tokens[:MOST]}
    rows = deliberation.tickets.filter(token_hash__in=hashes).order_by("number")
    return [IssuedTicket(row.number, row.name, hashes[row.token_hash]) for row in rows]


def write_tickets(tickets: Sequence[IssuedTicket], links: Sequence[str]) -> bytes:
    """A CSV in UTF-8, a line a ticket. links: one per ticket, in their order."""
    rows = [(ticket.number, ticket.name, ticket.text, link) for ticket, link in zip(tickets, links, strict=True)]
    return write_csv(("number", "name", "ticket", "link"), rows)


def _write(
    deliberation: Deliberation, names: Sequence[str], *, by: User | None, now: datetime
) -> list[IssuedTicket]:
    first = (deliberation.tickets.aggregate(top=Max("number"))["top"] or 0) + 1
    tickets = [IssuedTicket(number, name, _draw_token()) for number, name in enumerate(names, start=first)]
    rows = [
        Ticket(deliberation=deliberation, number=ticket.number, name=ticket.name, token_hash=_hash(ticket.token))
        for ticket in tickets
    ]
    Ticket.objects.bulk_create(rows, batch_size=200)
    record(
        community=deliberation.community,
        kind="tickets_made",
        by=by,
        now=now,
        deliberation=deliberation.code,
        tickets=len(tickets),
        named=sum(bool(name) for name in names),
    )
    return tickets


def _clean(number: int, name: str) -> str:
    try:
        return writing.clean(name, limit=NAME_LIMIT)
    except Invalid as refusal:
        sentence = _("Line %(number)s: %(why)s Nothing was kept.") % {"number": number, "why": refusal}
        raise Invalid(refusal.code, sentence) from refusal


def _draw_token() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(LENGTH))


def _hash(token: str) -> str:
    """Keyed, so that a copy of the database opens no door; case, spaces and dashes do not matter."""
    letters = "".join(filter(str.isalnum, token.upper()))
    return salted_hmac("elicit.ticket", letters, algorithm="sha256").hexdigest()
