"""How often. Each limit is a function that counts one more and raises Exceeded beyond the number in its words.
People are counted by their participant token; an address only has large ceilings, because a whole hall shares one.
No address is stored: counters are kept under a keyed hash and forgotten after their window."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.models import Participant, Table

GUESSES = 1000


class Exceeded(Exception):
    """Too often. Nothing was done; views answer with 429 and the sentence."""

    status = 429
    code = "too_many"
    sentence = _("That was a lot in a short time. What you sent before is kept; wait a little, then go on.")

    def __str__(self) -> str:
        return str(self.sentence)


def count_vote(participant: Participant) -> None:
    """Three hundred votes a minute per participant: nobody reads five statements a second."""
    _count("vote", str(participant.pk), most=300, seconds=60, code=participant.deliberation.code)


def count_statement(participant: Participant) -> None:
    """Ten statements in ten minutes per participant."""
    _count("write", str(participant.pk), most=10, seconds=600, code=participant.deliberation.code)


def count_reason(participant: Participant) -> None:
    """Twenty reasons in ten minutes per participant."""
    _count("argue", str(participant.pk), most=20, seconds=600)


def count_translation(participant: Participant) -> None:
    """Thirty translations in ten minutes per participant."""
    _count("translate", str(participant.pk), most=30, seconds=600)


def count_point(table: Table) -> None:
    """A hundred points in ten minutes per table: more than a note-taker can write down."""
    _count("note", str(table.pk), most=100, seconds=600)


def count_question(participant: Participant) -> None:
    """Two hundred questions in five minutes whether something is said already: more than anybody types."""
    _count("ask", str(participant.pk), most=200, seconds=300)


def count_join(address: str, code: str) -> None:
    """Six thousand joins in ten minutes per address: the largest of halls behind one router."""
    _count("join", address, most=6000, seconds=600, code=code)


def count_guess(address: str) -> None:
    """A thousand unknown codes in ten minutes per address: a hall's typing errors. There are seven hundred
    million codes."""
    live.count_abuse("codes")
    _count("guess", address, most=GUESSES, seconds=600)


def check_guesses(address: str, is_inside: Callable[[], bool]) -> None:
    """Where too many unknown codes came from, a right one opens nothing either, or the guessing would go on:
    raises Exceeded. Those inside already go on; whether somebody is, is asked only there."""
    if cache.get(_key("guess", address), 0) > GUESSES and not is_inside():
        raise Exceeded


def count_sign_in(address: str) -> None:
    """Thirty tries to sign in within ten minutes per address."""
    _count("sign-in", address, most=30, seconds=600)


def _key(limit: str, subject: str) -> str:
    return f"limit:{limit}:{salted_hmac('elicit.limits', subject).hexdigest()[:32]}"


# what the console of a deliberation counts, by what it is called here
ABUSE_KINDS = {"vote": "votes", "write": "statements", "join": "joins"}


def _count(limit: str, subject: str, *, most: int, seconds: int, code: str = "") -> None:
    """A fixed window: the counter appears with the first try and is forgotten when the window is over. code: of
    the deliberation whose console counts what was turned away. Raises Exceeded."""
    key = _key(limit, subject)
    if cache.add(key, 1, seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        cache.add(key, 1, seconds)
        return
    if count > most:
        if code:
            live.count_abuse(ABUSE_KINDS[limit], code)
        raise Exceeded
