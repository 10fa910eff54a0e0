"""A simulated crowd that joins and votes through the same actions as people, for demos and rehearsals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from elicit import crowd as planted
from elicit.models import Deliberation, Participant

from . import deliberations, routing, votes
from .deliberations import Ticks

TICKS = Ticks(publishing_text=True, row_release=True, training_use=True)
AT_ONCE = 40  # people in the room at the same time


@dataclass
class SimulatedCrowd:
    """People with a known bloc each; every step is one vote of one of them, or somebody arriving."""

    deliberation: Deliberation
    truth: planted.Crowd
    columns: dict[int, int]  # statement number -> column of the planted crowd
    quotas: list[int]
    waiting: int  # how many may still arrive
    here: list[tuple[int, Participant, int]] = field(default_factory=list)  # person, participant, votes left
    arrived: int = 0
    expected: int = 0

    def step(self, *, now: datetime, chance: Random) -> bool:
        """One vote. False when everybody who comes has voted enough."""
        while self.waiting and len(self.here) < AT_ONCE:
            self._arrive(now)
        while self.here:
            place = chance.randrange(len(self.here))
            person, participant, left = self.here[place]
            turn = routing.turn(participant=participant, draw=chance.random()) if left else None
            if turn is None or turn.statement is None:
                self.here.pop(place)
                if self.waiting:
                    self._arrive(now)
                continue
            column = (
                self.columns[turn.statement.number % len(self.columns)]
                if (turn.statement.number not in self.columns)
                else self.columns[turn.statement.number]
            )
            choice, important = self.truth.vote(person, column, draw=chance.random())
            votes.cast(
                participant=participant, statement=turn.statement, choice=choice, important=important, now=now
            )
            self.here[place] = (person, participant, left - 1)
            return True
        return False

    def _arrive(self, now: datetime) -> None:
        participant = deliberations.join(deliberation=self.deliberation, ticks=TICKS, now=now, simulated=True)
        participant.deliberation = self.deliberation
        self.here.append((self.arrived, participant, self.quotas[self.arrived]))
        self.arrived += 1
        self.waiting -= 1
