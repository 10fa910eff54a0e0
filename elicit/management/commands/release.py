from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from elicit.actions.releases import publishing
from elicit.management.door import Door, Watch, deliberation
from elicit.models import Release


class Command(Door):
    help = "Publish the newest draft of a deliberation as a release of a privacy tier, and write it out."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="the join code, as on the wall")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="a directory that is new or empty"
        )
        parser.add_argument(
            "--tier", choices=Release.Tier.values, default=Release.Tier.T0, help="default: T0, public"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found, watch, out = deliberation(options["code"]), Watch(), options["out"]
        publishing.demand_empty(out)
        self.note(f"Building a {options['tier']} release …")
        made = publishing.publish(deliberation=found, tier=options["tier"], by=None, now=timezone.now())
        try:
            publishing.write_out(release=made, folder=out)
        except OSError as error:
            raise CommandError(
                f"Release {made.number} is published, but {out} could not be written ({error}). "
                "Nothing is half-written."
            ) from error
        files = {file.path: file.size for file in made.files.all()}
        mark = "a DRAFT: not ratified" if made.is_draft else "ratified"
        self.tell(
            {"number": made.number, "tier": made.tier, "is_draft": made.is_draft, "out": str(out), "files": files},
            [
                f"Release {made.number} of {found.community.name}, tier {made.tier}, {mark}:",
                *(f"  {path} ({size:,} bytes)" for path, size in files.items()),
                f"Written to {out} ({watch}).",
            ],
            as_json=options["json"],
        )
