from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from elicit.actions.findings import analyses
from elicit.management.action_command import ActionCommand, Stopwatch, load_deliberation
from elicit.management.report_sentences import describe_report


class Command(ActionCommand):
    help = "Run a cold analysis of a deliberation, keep it, and print its findings."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="the join code, as on the wall")
        parser.add_argument("--method", choices=["latent", "polis"], default="latent", help="default: latent")
        parser.add_argument("--k", type=int, help="how many blocs; the method chooses when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        deliberation, stopwatch = load_deliberation(options["code"]), Stopwatch()
        self.announce(
            f"Analysing {deliberation.ballots.count():,} ballots of {deliberation.participants.count():,} people …"
        )
        analysis = analyses.run(
            deliberation=deliberation,
            now=timezone.now(),
            method=options["method"],
            k=options["k"],
            final=True,
        )
        if options["json"]:
            self.stdout.write(analysis.report.to_json())
            return
        texts = dict(deliberation.statements.values_list("number", "text"))
        for sentence in describe_report(analysis.report, texts, is_final=analysis.is_frozen):
            self.say(sentence)
        self.say(f"Kept as analysis {analysis.digest[:12]} ({stopwatch}).")
