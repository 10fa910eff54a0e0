from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from elicit.actions.community import communities
from elicit.management.action_command import ActionCommand
from elicit.models import Community, Role


class Command(ActionCommand):
    help = "Give an account a role in a community (both made when new) and print a one-time sign-in link."
    with_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--community", required=True, metavar="NAME", help="its name or address")
        parser.add_argument("--role", choices=Role.values, default=Role.FACILITATOR)

    def handle(self, *args: Any, **options: Any) -> None:
        name, now = options["community"], timezone.now()
        slug = slugify(name)[:60]
        if not slug:
            raise CommandError("The community's name needs a Latin letter or a digit for its address.")
        community = Community.objects.filter(slug=slug).first()
        if community is None:
            community = communities.create(slug=slug, name=name, by=None, now=now)
            communities.welcome(
                community=community, username=options["username"], role=Role.STEWARD, by=None, now=now
            )
        _user, token = communities.welcome(
            community=community, username=options["username"], role=options["role"], by=None, now=now
        )
        link = settings.PUBLIC_URL + reverse("sign_in_link", args=[token])
        self.answer({"link": link, "community": slug}, [link], as_json=options["json"])
