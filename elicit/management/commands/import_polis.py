from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.text import slugify

from elicit.actions.community import communities
from elicit.actions.releases import imports
from elicit.exports import PolisFormatError, read_export
from elicit.management.action_command import ActionCommand, Stopwatch
from elicit.models import Community

DEFAULT = "imported"


class Command(ActionCommand):
    help = "Bring a Polis export in (either generation, with or without votes.csv), all of it or nothing."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("directory", type=Path, metavar="DIR", help="the folder that holds comments.csv")
        parser.add_argument("--community", metavar="SLUG", default=DEFAULT, help="made when it is new")
        parser.add_argument("--public", action="store_true", help="the conversation was published already")

    def handle(self, *args: Any, **options: Any) -> None:
        stopwatch, now = Stopwatch(), timezone.now()
        self.announce(f"Reading {options['directory']} …")
        try:
            export = read_export(options["directory"])
        except PolisFormatError as fault:
            raise CommandError(f"{fault} Nothing was imported.") from fault
        slug = slugify(options["community"])[:60]
        if not slug:
            raise CommandError(
                "The community needs a Latin letter or a digit in its address. Nothing was imported."
            )
        community = Community.objects.filter(slug=slug).first() or communities.create(
            slug=slug, name=options["community"].replace("-", " ").capitalize(), by=None, now=now
        )
        deliberation = imports.import_polis(
            community=community,
            export=export,
            was_public=options["public"],
            by=None,
            now=now,
            progress=self.progress,
        )
        people, statements, ballots = len(export.participants), len(export.statements), len(export.votes)
        self.answer(
            {
                "code": deliberation.code,
                "community": slug,
                "people": people,
                "statements": statements,
                "ballots": ballots,
            },
            [
                f"Imported “{deliberation.prompt}” into {slug}: {people:,} people, {statements:,} statements, "
                f"{ballots:,} ballots ({stopwatch}).",
                f"Join code {deliberation.code}",
            ],
            as_json=options["json"],
        )
