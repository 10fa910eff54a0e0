"""How often. Each limit is a named function with its number in words. People are counted by their participant
token; an address only has large ceilings, because a whole hall shares one. No address is stored: counters are
kept under a keyed hash and forgotten after their window."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.models import Participant, Table

GUESSES = 1000


class Exceeded(Exception):
    """Too often. Nothing was done; doors answer with 429 and the sentence."""

    status = 429
    code = "too_many"
    sentence = _("That was a lot in a short time. What you sent before is kept; wait a little, then go on.")

    def __str__(self) -> str:
        return str(self.sentence)


def voting(participant: Participant) -> None:
    """Three hundred votes a minute per participant: nobody reads five statements a second."""
    _count("vote", str(participant.pk), most=300, seconds=60, room=participant.deliberation.code)


def writing(participant: Participant) -> None:
    """Ten statements in ten minutes per participant."""
    _count("write", str(participant.pk), most=10, seconds=600, room=participant.deliberation.code)


def arguing(participant: Participant) -> None:
    """Twenty reasons in ten minutes per participant."""
    _count("argue", str(participant.pk), most=20, seconds=600)


def translating(participant: Participant) -> None:
    """Thirty translations in ten minutes per participant."""
    _count("translate", str(participant.pk), most=30, seconds=600)


def noting(table: Table) -> None:
    """A hundred points in ten minutes per table: more than a note-taker can write down."""
    _count("note", str(table.pk), most=100, seconds=600)


def asking(participant: Participant) -> None:
    """Two hundred questions in five minutes whether something is said already: more than anybody types."""
    _count("ask", str(participant.pk), most=200, seconds=300)


def joining(address: str, room: str) -> None:
    """Six thousand joins in ten minutes per address: the largest of halls behind one router."""
    _count("join", address, most=6000, seconds=600, room=room)


def guessing(address: str) -> None:
    """A thousand unknown codes in ten minutes per address: a hall's typing errors. There are seven hundred
    million codes."""
    live.note("codes")
    _count("guess", address, most=GUESSES, seconds=600)


def knocking(address: str, is_inside: Callable[[], bool]) -> None:
    """Where too many unknown codes came from, a right one opens nothing either, or the guessing would go on.
    Those inside already go on; whether somebody is, is asked only there."""
    if cache.get(_key("guess", address), 0) > GUESSES and not is_inside():
        raise Exceeded


def signing_in(address: str) -> None:
    """Thirty tries to sign in within ten minutes per address."""
    _count("sign-in", address, most=30, seconds=600)


def _key(what: str, who: str) -> str:
    return f"limit:{what}:{salted_hmac('elicit.limits', who).hexdigest()[:32]}"


NOTED = {"vote": "votes", "write": "statements", "join": "joins"}  # what the console of a room is told of


def _count(what: str, who: str, *, most: int, seconds: int, room: str = "") -> None:
    """A fixed window: the counter appears with the first try and is forgotten when the window is over. room: the
    code of the deliberation whose console is told what was turned away."""
    key = _key(what, who)
    if cache.add(key, 1, seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        cache.add(key, 1, seconds)
        return
    if count > most:
        if room:
            live.note(NOTED[what], room)
        raise Exceeded
