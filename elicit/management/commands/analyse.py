from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from elicit.actions import analyses
from elicit.management.door import Door, Watch, deliberation
from elicit.models import Analysis

MOST_SHOWN = 5


class Command(Door):
    help = "Run a cold analysis of a deliberation, keep it, and print its findings."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="the join code, as on the wall")
        parser.add_argument("--method", choices=["latent", "polis"], default="latent", help="default: latent")
        parser.add_argument("--k", type=int, help="how many blocs; the method chooses when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        found, watch = deliberation(options["code"]), Watch()
        self.note(f"Analysing {found.ballots.count():,} ballots of {found.participants.count():,} people …")
        analysis = analyses.run(
            deliberation=found,
            now=timezone.now(),
            method=options["method"],
            k=options["k"],
            final=True,
        )
        if options["json"]:
            self.stdout.write(analysis.report.to_json())
            return
        for sentence in self.sentences(analysis):
            self.say(sentence)
        self.say(f"Kept as analysis {analysis.digest[:12]} ({watch}).")

    def sentences(self, analysis: Analysis) -> list[str]:
        report = analysis.report
        texts = dict(analysis.deliberation.statements.values_list("number", "text"))
        said = [
            f"{analysis.people} people grouped of {len(report.participants)}, {analysis.votes} votes, "
            f"{len(report.standings)} statements, {report.k} bloc{'s' if report.k > 1 else ''}, "
            f"{report.between} people between blocs."
        ]
        if report.k == 1:
            said.append("These votes do not support separate blocs.")
        for bloc in report.blocs:
            said.append(f"Bloc {bloc.letter}: {bloc.size} people" + ("" if bloc.counts else " (a minority voice)"))
            said += [
                f"    {'agrees' if each.direction > 0 else 'disagrees'} {each.share:.0%} "
                f"({each.low:.0%}-{each.high:.0%}), others {each.elsewhere:.0%}: {texts[each.statement]}"
                for each in bloc.represents[:3]
            ]
        for verdict in ("settled", "contested", "settled against", "lukewarm", "undecided"):
            standings = [each for each in report.standings if each.verdict == verdict]
            said.append(f"{verdict}: {len(standings)}")
            if verdict in ("settled", "contested"):
                measure = "bridging" if verdict == "settled" else "division"
                standings.sort(key=lambda each: -getattr(each, measure))
                said += [
                    f"    {each.agree.value:.0%} agree ({each.agree.low:.0%}-{each.agree.high:.0%}): "
                    f"{texts[each.statement]}"
                    for each in standings[:MOST_SHOWN]
                ]
        return said
