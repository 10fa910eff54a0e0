from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from elicit.actions import log
from elicit.management.door import Door, community
from elicit.models import Community, Erasure


class Command(Door):
    help = "Prove that the hash-chained log of every community (or of one) was not edited, cut or reordered."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--community", metavar="SLUG", help="only this one")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["community"]
        communities = [community(slug)] if slug else list(Community.objects.all())
        broken = [each for found in communities for each in log.breaks(community=found)]
        answer = {
            "communities": len(communities),
            "events": sum(found.log_length for found in communities),
            "erasures": Erasure.objects.filter(deliberation__community__in=communities).count(),
            "breaks": [{"community": b.community, "event": b.number, "what": b.what} for b in broken],
        }
        said = [f"{b.community}, event {b.number}: {b.what}" for b in broken]
        if not broken:
            said = [f"{answer['events']} events in {answer['communities']} communities: every chain holds."]
        self.tell(answer, said, as_json=options["json"])
        if broken:
            raise CommandError(f"The log does not hold in {len(broken)} places.", returncode=1)
