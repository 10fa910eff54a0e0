from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from elicit.management.action_command import ActionCommand, Stopwatch
from elicit.reading.releases.verification import verify


class Command(ActionCommand):
    help = "Check a release directory, recompute it from the ballots where they are, and name what does not hold."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        stopwatch = Stopwatch()
        self.announce("Checking every file, and making the analysis again where the ballots are …")
        verification = verify(folder=options["directory"])
        problems = [{"where": row.where, "what": row.what} for row in verification.problems]
        sentences = [f"{row['where']}: {row['what']}" for row in problems]
        if verification.level == "recomputed":
            level = f"recomputed from the ballots, {verification.rows} rows"
        elif verification.withdrawn:
            level = "integrity only: what rested on ballots that are deleted cannot be made again"
        else:
            level = "integrity only: the ballots are neither in the directory nor kept here"
        if verification.withdrawn:
            people = "1 person" if verification.withdrawn == 1 else f"{verification.withdrawn} people"
            sentences.append(f"{people} withdrew since, as everybody may; their ballots are deleted here.")
        sentences.append(
            f"{'Everything holds' if verification.holds else 'It does not hold'} ({level}; {stopwatch})."
        )
        document = {
            "holds": verification.holds,
            "level": verification.level,
            "rows": verification.rows,
            "problems": problems,
        }
        document["withdrawn"] = verification.withdrawn
        self.answer(document, sentences, as_json=options["json"])
        if not verification.holds:
            raise CommandError(f"{len(problems)} things do not hold.", returncode=1)
