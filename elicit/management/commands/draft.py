from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from elicit.actions.constitution import drafting
from elicit.management.action_command import ActionCommand, Stopwatch, load_deliberation


class Command(ActionCommand):
    help = "Draft a constitution version from the ballots of a deliberation as they are now."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="the join code, as on the wall")

    def handle(self, *args: Any, **options: Any) -> None:
        deliberation, stopwatch = load_deliberation(options["code"]), Stopwatch()
        self.announce("Making the draft; ballots that have changed are analysed again first …")
        version = drafting.draft(deliberation=deliberation, by=None, now=timezone.now())
        document = version.document
        principles, annexes = len(document["principles"]), len(document["annexes"])
        self.answer(
            document,
            [
                f"Version {version.number} of “{version.constitution.title}”, a draft: {principles} principles, "
                f"{annexes} annexes, {len(document['open'])} open, {len(document['against'])} "
                "settled against.",
                *[f"  {number}. {norm['text']}" for number, norm in enumerate(document["principles"][:10], 1)],
                *(["  A draft without a principle is a legitimate result."] if not principles else []),
                f"Made from analysis {version.analysis.digest[:12]} ({stopwatch}).",
            ],
            as_json=options["json"],
        )
