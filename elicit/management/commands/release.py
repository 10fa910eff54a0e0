from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from elicit.actions.releases import publishing
from elicit.management.action_command import ActionCommand, Stopwatch, load_deliberation
from elicit.models import Release


class Command(ActionCommand):
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
        deliberation, stopwatch, out = load_deliberation(options["code"]), Stopwatch(), options["out"]
        publishing.demand_empty(out)
        self.announce(f"Building a {options['tier']} release …")
        release = publishing.publish(deliberation=deliberation, tier=options["tier"], by=None, now=timezone.now())
        try:
            publishing.write_out(release=release, folder=out)
        except OSError as error:
            raise CommandError(
                f"Release {release.number} is published, but {out} could not be written ({error}). "
                "Nothing is half-written."
            ) from error
        files = {file.path: file.size for file in release.files.all()}
        mark = "a DRAFT: not ratified" if release.is_draft else "ratified"
        self.answer(
            {
                "number": release.number,
                "tier": release.tier,
                "is_draft": release.is_draft,
                "out": str(out),
                "files": files,
            },
            [
                f"Release {release.number} of {deliberation.community.name}, tier {release.tier}, {mark}:",
                *(f"  {path} ({size:,} bytes)" for path, size in files.items()),
                f"Written to {out} ({stopwatch}).",
            ],
            as_json=options["json"],
        )
