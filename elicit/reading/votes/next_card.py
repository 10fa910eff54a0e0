"""The next card of a participant: which statement, in which words, with what stands around it.

Routing says which statement, consent whether its words have changed, translations in which language it
is read, and the discussion which reasons stand beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from elicit.models import Deliberation, Participant, Statement
from elicit.models.votes.vote import unseen
from elicit.reading.discussion.reasons import Reasons, draw_reasons
from elicit.reading.entry import consent
from elicit.reading.statements.translation import ReadingTranslation, find_translation

from . import routing

ENOUGH = 20  # votes after which the page says that what matters most now is done


class NextCard(NamedTuple):
    """statement: none when everything open has a vote. translation: an approved one, where one is read. about:
    votes after which this person is done for now. last: number of the statement they voted on last. earlier: their
    vote on this one in a round before. ahead: this statement and those after it as JSON for a phone whose
    connection goes, or nothing. What costs a query is asked for where it is shown."""

    statement: Statement | None
    translation: ReadingTranslation | None
    remaining: int
    done: int
    about: int
    enough: bool
    last: int | None
    earlier: routing.Earlier | None
    ahead: str
    is_asked_again: Callable[[], bool]
    reasons: Callable[[], Reasons]


def choose_card(*, participant: Participant, languages: Sequence[str], ahead: int = 0) -> NextCard:
    """A fresh draw. languages: codes in which statements are read, most wanted first. ahead: how many more
    statements to carry along at most."""
    return _card(participant, routing.choose_turn(participant=participant, ahead=ahead), languages)


def choose_cards(*, participants: Sequence[Participant], languages: Sequence[Sequence[str]]) -> list[NextCard]:
    """The same for many people of one deliberation, in their order; many cost hardly more than one."""
    turns = routing.choose_turns(participants=participants)
    return [_card(*arguments) for arguments in zip(participants, turns, languages, strict=True)]


def read_card(*, participant: Participant, number: int, languages: Sequence[str]) -> NextCard:
    """The card of this statement, to be decided on anew; a fresh draw where it takes no votes."""
    return _card(participant, routing.repeat_turn(participant=participant, number=number), languages)


def find_open_number(*, participant: Participant, number: int) -> int | None:
    """The number of this statement, or of the one it was merged into, where this person can vote on it."""
    deliberation: Deliberation = participant.deliberation
    statement = deliberation.statements.filter(number=number).select_related("merged_into").first()
    target = statement.merged_into or statement if statement else None
    is_open = target and unseen(deliberation.statements.accepted(), participant).filter(pk=target.pk).exists()
    return target.number if target and is_open else None


def _card(participant: Participant, turn: routing.Turn, languages: Sequence[str]) -> NextCard:
    return NextCard(
        statement=turn.statement,
        translation=find_translation(turn.statement, languages),
        remaining=turn.remaining,
        done=turn.done,
        about=min(turn.done + turn.remaining, max(ENOUGH, turn.done)),
        enough=turn.done >= ENOUGH,
        last=turn.last,
        earlier=turn.earlier,
        ahead=_ahead(turn, languages) if turn.ahead else "",
        is_asked_again=cache(partial(consent.is_asked_again, participant)),
        reasons=cache(partial(draw_reasons, participant, turn.statement)),
    )


def _ahead(turn: routing.Turn, languages: Sequence[str]) -> str:
    """The statement of this turn and those after it, as JSON for the phone's outbox."""
    statements = [statement for statement in (turn.statement, *turn.ahead) if statement]
    rows = [_words(statement, find_translation(statement, languages)) for statement in statements]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _words(statement: Statement, translation: ReadingTranslation | None) -> dict[str, Any]:
    return {
        "number": statement.number,
        "edition": statement.edition,
        "text": statement.text,
        "lang": statement.language,
        "seed": statement.is_seed,
        "beside": {"text": translation.text, "lang": translation.language} if translation else None,
    }
