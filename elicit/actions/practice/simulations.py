"""A simulated crowd that joins and votes through the same actions as people, for demos and rehearsals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from elicit.actions.entry import joining
from elicit.actions.refusals import Conflict
from elicit.actions.votes import casting
from elicit.crowd import Crowd, Turn, demo_crowd, plant, turns
from elicit.models import Deliberation, Participant, Statement
from elicit.reading.entry.consent import Ticks
from elicit.reading.votes import routing

from . import demo

TICKS = Ticks(publishing_text=True, row_release=True, training_use=True)


@dataclass
class SimulatedCrowd:
    """People of planted blocs. A crowd that was here before goes on where it stopped."""

    deliberation: Deliberation
    truth: Crowd
    columns: dict[int, int]  # statement number -> column of the crowd's mind
    present: dict[int, Participant]
    cast: Counter[int]  # votes so far per person

    @property
    def expected(self) -> int:
        """How many votes are still to come."""
        return sum(max(0, int(most) - self.cast[who]) for who, most in enumerate(self.truth.turnout))

    def turns(self, *, rate: float, seed: int) -> Iterator[Turn]:
        """Whose turn it is, and after how many seconds; turns from before are left out."""
        skipped = Counter(self.cast)
        for turn in turns(self.truth, rate=rate, seed=seed):
            if skipped[turn.person] > 0:
                skipped[turn.person] -= 1
            else:
                yield turn

    def arrive(self, *, most: int, seed: int, now: datetime) -> int:
        """So many more of them come in, before it is their turn. How many there were."""
        absent = [person for person in _arrivals(self.truth, seed) if person not in self.present][:most]
        for person in absent:
            self._arrive(person, now)
        return len(absent)

    def act(self, turn: Turn, *, now: datetime) -> bool:
        """One person votes on what routing shows them; False when nothing is left for them."""
        participant = self.present.get(turn.person) or self._arrive(turn.person, now)
        statement = routing.choose_turn(participant=participant, draw=turn.show).statement
        if statement is None:
            return False
        choice, important = self.truth.vote(turn.person, self._column(statement), draw=turn.draw)
        casting.cast(participant=participant, statement=statement, choice=choice, important=important, now=now)
        self.cast[turn.person] += 1
        return True

    def _arrive(self, person: int, now: datetime) -> Participant:
        participant = joining.join(deliberation=self.deliberation, ticks=TICKS, now=now, simulated=True)
        participant.deliberation = self.deliberation
        self.present[person] = participant
        return participant

    def _column(self, statement: Statement) -> int:
        return self.columns.get(statement.number, statement.number % self.truth.statements)


def gather(
    *,
    deliberation: Deliberation,
    people: int,
    blocs: int,
    votes_each: float,
    seed: int,
    statements: int | None = None,
) -> SimulatedCrowd:
    """The crowd for this deliberation: of the demo's three minds where its statements are the demo's, else
    planted at random, over so many statements (else over those there are)."""
    statements = statements or deliberation.statements.accepted().count()
    if not statements:
        raise Conflict("nothing_to_vote_on", _("There is no accepted statement to vote on yet."))
    columns = demo.columns(deliberation)
    if columns and blocs == 3:
        truth = demo_crowd(people, seed=seed, density=votes_each)
    else:
        columns = {}
        truth = plant(people, statements, blocs, seed=seed, density=votes_each)
    crowd = deliberation.participants.filter(is_simulated=True).order_by("number")
    vote_counts = dict(crowd.annotate(n=Count("votes")).values_list("pk", "n"))
    present = dict(zip(_arrivals(truth, seed), crowd[:people], strict=False))
    for participant in present.values():
        participant.deliberation = deliberation
    return SimulatedCrowd(
        deliberation=deliberation,
        truth=truth,
        columns=columns,
        present=present,
        cast=Counter({person: vote_counts[participant.pk] for person, participant in present.items()}),
    )


def _arrivals(truth: Crowd, seed: int) -> list[int]:
    """Everyone, in the order of their first turns."""
    return list(dict.fromkeys(turn.person for turn in turns(truth, rate=1, seed=seed)))
