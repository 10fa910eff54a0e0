import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from elicit.actions.practice import simulations
from elicit.actions.refusals import Conflict
from elicit.management.action_command import ActionCommand, Stopwatch, load_deliberation


class Command(ActionCommand):
    help = "Let a simulated crowd with known blocs join and vote, through the same actions as people."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="the join code, as on the wall")
        parser.add_argument("--people", type=int, default=300, help="how many in all (default 300)")
        parser.add_argument("--blocs", type=int, default=3, choices=range(1, 7), help="true blocs (default 3)")
        parser.add_argument("--rate", type=float, default=20, help="votes a second; 0 is as fast as it goes")
        parser.add_argument("--votes", type=int, default=30, help="votes a person casts on average (default 30)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same crowd")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["people"] < 1 or options["rate"] < 0 or options["votes"] < 1:
            raise CommandError("--people and --votes must be 1 or more, --rate 0 or more. Nothing was done.")
        deliberation, stopwatch = load_deliberation(options["code"]), Stopwatch()
        crowd = simulations.gather(
            deliberation=deliberation,
            people=options["people"],
            blocs=options["blocs"],
            votes_each=options["votes"],
            seed=options["seed"],
        )
        count, reason = self.run(crowd, options["rate"], options["seed"])
        people = len(crowd.present)
        self.answer(
            {"code": deliberation.code, "people": people, "votes": count, "stopped": reason},
            [f"{people} simulated people, {count} new votes ({stopwatch}); {reason}"],
            as_json=options["json"],
        )

    def run(self, crowd: simulations.SimulatedCrowd, rate: float, seed: int) -> tuple[int, str]:
        """Votes until everybody has had enough, somebody closes the voting, or Ctrl-C."""
        count, expected, due = 0, crowd.expected, time.monotonic()
        try:
            for turn in crowd.turns(rate=rate or 1, seed=seed):
                due += turn.delay if rate else 0
                time.sleep(max(0, due - time.monotonic()) if rate else 0)
                count += crowd.act(turn, now=timezone.now())
                self.progress("votes", count, expected)
        except Conflict as refusal:
            return count, str(refusal)
        except KeyboardInterrupt:
            return count, "Stopped by hand."
        return count, "Everybody has voted enough."
