"""What the commands share: sentences instead of tracebacks, exit code 1, progress on stderr."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from elicit import access
from elicit.actions.refusals import Refused
from elicit.models import Community, Deliberation


class ActionCommand(BaseCommand):
    """A command that runs one action. Refusals end it with their sentence and exit code 1."""

    with_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        if self.with_json:
            parser.add_argument("--json", action="store_true", help="print one JSON document for programs")

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)

    def answer(self, document: dict[str, Any], sentences: list[str], *, as_json: bool) -> None:
        """The same answer for a program or for a person."""
        self.stdout.write(
            json.dumps(document, ensure_ascii=False, sort_keys=True) if as_json else "\n".join(sentences)
        )

    def announce(self, sentence: str) -> None:
        """What takes a while, announced before it starts; on stderr, so that --json stays one document."""
        self.stderr.write(sentence, style_func=str, ending="\n")
        self.stderr.flush()

    def progress(self, what: str, count: int, total: int) -> None:
        """One line on stderr that overwrites itself; silent when nobody watches."""
        if not sys.stderr.isatty():
            return
        end = "\n" if count >= total else ""
        self.stderr.write(f"\r{what}: {count:,} of {total:,}", ending=end)
        self.stderr.flush()


def load_deliberation(code: str) -> Deliberation:
    """By its join code. Raises CommandError."""
    deliberation = (
        Deliberation.objects.select_related("community", "rules").filter(code=access.spell(code)).first()
    )
    if deliberation is None:
        raise CommandError(f"There is no deliberation with the code {code!r}. Nothing was done.")
    return deliberation


def load_community(slug: str) -> Community:
    """By the slug in its address. Raises CommandError."""
    community = Community.objects.filter(slug=slug).first()
    if community is None:
        slugs = ", ".join(Community.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no community {slug!r} (there are: {slugs}). Nothing was done.")
    return community


class Stopwatch:
    """Elapsed seconds, for closing lines."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def __str__(self) -> str:
        return f"{time.monotonic() - self.started:.1f} s"
