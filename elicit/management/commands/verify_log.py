from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from elicit.management.action_command import ActionCommand, load_community
from elicit.models import Community, Erasure
from elicit.reading.community.log import list_breaks


class Command(ActionCommand):
    help = "Prove that the hash-chained log of every community (or of one) was not edited, cut or reordered."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--community", metavar="SLUG", help="only this one")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["community"]
        communities = [load_community(slug)] if slug else list(Community.objects.all())
        breaks = [item for community in communities for item in list_breaks(community=community)]
        document = {
            "communities": len(communities),
            "events": sum(community.log_length for community in communities),
            "erasures": Erasure.objects.filter(deliberation__community__in=communities).count(),
            "breaks": [{"community": b.community, "event": b.number, "what": b.what} for b in breaks],
        }
        sentences = [f"{b.community}, event {b.number}: {b.what}" for b in breaks]
        if not breaks:
            sentences = [
                f"{document['events']} events in {document['communities']} communities: every chain holds."
            ]
        self.answer(document, sentences, as_json=options["json"])
        if breaks:
            raise CommandError(f"The log does not hold in {len(breaks)} places.", returncode=1)
