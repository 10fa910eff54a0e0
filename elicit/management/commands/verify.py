from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from elicit.actions.releases import publishing
from elicit.management.door import Door, Watch


class Command(Door):
    help = "Check a release directory, recompute it from the ballots where they are, and name what does not hold."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        watch = Watch()
        self.note("Checking every file, and making the analysis again where the ballots are …")
        found = publishing.verify(folder=options["directory"])
        problems = [{"where": each.where, "what": each.what} for each in found.problems]
        said = [f"{each['where']}: {each['what']}" for each in problems]
        if found.level == "recomputed":
            level = f"recomputed from the ballots, {found.rows} rows"
        elif found.withdrawn:
            level = "integrity only: what rested on ballots that are deleted cannot be made again"
        else:
            level = "integrity only: the ballots are neither in the directory nor kept here"
        if found.withdrawn:
            people = "1 person" if found.withdrawn == 1 else f"{found.withdrawn} people"
            said.append(f"{people} withdrew since, as everybody may; their ballots are deleted here.")
        said.append(f"{'Everything holds' if found.holds else 'It does not hold'} ({level}; {watch}).")
        answer = {"holds": found.holds, "level": found.level, "rows": found.rows, "problems": problems}
        answer["withdrawn"] = found.withdrawn
        self.tell(answer, said, as_json=options["json"])
        if not found.holds:
            raise CommandError(f"{len(problems)} things do not hold.", returncode=1)
