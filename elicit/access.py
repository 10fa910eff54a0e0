"""Who may reach what. Access is how things are loaded: what a person must not know of is missing (404), what
they may see but not do is forbidden (403). Members of a community are known by their roles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import rules
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from elicit.models import (
    Community,
    Deliberation,
    Membership,
    Participant,
    Release,
    Role,
    Status,
    Table,
    Task,
    Version,
)
from elicit.models.community.community import hash_token
from elicit.models.deliberation.showing import ALL

TOKEN_SALT = "elicit.participant"


def _has_role(*roles: str) -> rules.Predicate:
    @rules.predicate(name=f"is_{'_or_'.join(roles)}")
    def predicate(user: Any, community: Community) -> bool:
        return user.is_authenticated and community.memberships.filter(user=user, role__in=roles).exists()

    return predicate


is_member = _has_role(*Role.values)
may_facilitate = _has_role(Role.STEWARD, Role.FACILITATOR)
may_moderate = _has_role(Role.STEWARD, Role.FACILITATOR, Role.MODERATOR)
WATCHING = (Role.STEWARD, Role.FACILITATOR, Role.MODERATOR, Role.RESEARCHER, Role.AUDITOR)
may_watch = _has_role(*WATCHING)
may_release = _has_role(Role.STEWARD, Role.FACILITATOR, Role.RESEARCHER)
may_hold_everything = _has_role(Role.STEWARD)

rules.add_perm("elicit.facilitate", may_facilitate)
rules.add_perm("elicit.moderate", may_moderate)
rules.add_perm("elicit.watch", may_watch)
rules.add_perm("elicit.release", may_release)
rules.add_perm("elicit.hold_everything", may_hold_everything)
rules.add_perm("elicit.belong", is_member)
rules.add_perm("elicit.invite", may_facilitate)
rules.add_perm("elicit.draft", may_facilitate)

# what helpers may do, in the one deliberation they help with
MODERATING = (Task.FACILITATOR, Task.MODERATOR)
HELPS = {"elicit.facilitate": (Task.FACILITATOR,), "elicit.moderate": MODERATING, "elicit.watch": tuple(Task)}


# --- deliberations ---


def spell(code: str) -> str:
    """The code a person meant: case, spaces and dashes do not matter."""
    return "".join(character for character in code.upper() if character.isalnum())


class UnknownCode(Http404):
    """No deliberation has this code, as far as this person may know. Counted: see `limits.count_guess`."""

    def __init__(self) -> None:
        super().__init__(_("There is no deliberation with this code. Check it on the screen and try again."))


class UnknownLink(UnknownCode):
    """The same of a note-taker's link."""

    def __init__(self) -> None:
        Http404.__init__(
            self, _("This link opens no table: it was replaced or taken back. Ask the facilitator for a new one.")
        )


def is_helper(user: Any, deliberation: Deliberation, tasks: Collection[str] = Task.values) -> bool:
    return user.is_authenticated and deliberation.helpers.present().filter(user=user, task__in=tasks).exists()


def may(user: Any, deliberation: Deliberation, permission: str) -> bool:
    """By a role in the community, or a task here."""
    tasks = HELPS.get(permission, ())
    return user.has_perm(permission, deliberation.community) or is_helper(user, deliberation, tasks)


def find_deliberation(user: Any, code: str) -> Deliberation:
    """Anybody who has the code may know of it, once it is past draft."""
    deliberation = Deliberation.objects.select_related("community").filter(code=spell(code)).order_by().first()
    if deliberation is None or (deliberation.status == Status.DRAFT and not _belongs(user, deliberation)):
        raise UnknownCode
    return deliberation


def find_deliberation_for(user: Any, code: str, permission: str = "elicit.facilitate") -> Deliberation:
    """A deliberation this person runs. To others the console does not exist; to members without the role it
    is closed."""
    deliberation = find_deliberation(user, code)
    if not may(user, deliberation, permission):
        raise _closed() if _belongs(user, deliberation) else UnknownCode
    return deliberation


def _belongs(user: Any, deliberation: Deliberation) -> bool:
    return is_member(user, deliberation.community) or is_helper(user, deliberation)


def find_deliberation_to_watch(user: Any, code: str) -> Deliberation:
    return find_deliberation_for(user, code, "elicit.watch")


def list_panels(user: Any, deliberation: Deliberation) -> frozenset[str]:
    """What this person may see of the findings: all for those who watch, for others what is revealed."""
    return ALL if may(user, deliberation, "elicit.watch") else deliberation.shown_panels


def may_see_results(user: Any, deliberation: Deliberation) -> bool:
    return bool(list_panels(user, deliberation))


def demand_results(user: Any, deliberation: Deliberation, panel: str = "") -> frozenset[str]:
    """The panels this person may see; at least one of them, or this one."""
    panels = list_panels(user, deliberation)
    if not panels or (panel and panel not in panels):
        raise PermissionDenied(_("The results are not shown yet. The facilitator decides when."))
    return panels


def find_table(user: Any, code: str, token: str) -> Table:
    """The table whose note-taker was given this link."""
    deliberation = find_deliberation(user, code)
    table = deliberation.tables.filter(token_hash=hash_token(token)).first()
    if table is None:
        raise UnknownLink
    table.deliberation = deliberation
    return table


# --- participants ---


def make_token(participant: Participant) -> str:
    """What a participant carries: their key, signed. It goes into a cookie or an Authorization header."""
    return signing.dumps(participant.key, salt=TOKEN_SALT)


def name_cookie(code: str) -> str:
    return f"elicit_{code}"


def read_participant(deliberation: Deliberation, token: str | None) -> Participant | None:
    """The participant a token belongs to, in this deliberation and not revoked; else nobody."""
    key = _key(token)
    participant = deliberation.participants.present().filter(key=key).order_by().first() if key else None
    if participant is not None:
        participant.deliberation = deliberation
    return participant


def find_participants(cookies_by_code: Sequence[tuple[str, Mapping[str, str]]]) -> list[Participant | None]:
    """For each code with its cookies, who that is in this deliberation, as `find_participant` says; but read for
    all at once. Nobody in a draft: who may see those is not checked here."""
    keys = [_key(cookies.get(name_cookie(spell(code)))) for code, cookies in cookies_by_code]
    if not any(keys):
        return [None] * len(keys)
    people = Participant.objects.present().filter(key__in={key for key in keys if key})
    people = people.exclude(deliberation__status=Status.DRAFT).order_by()
    by_key = {row.key: row for row in people.select_related("deliberation__community")}
    return [
        person if (person := by_key.get(key)) and person.deliberation.code == spell(code) else None
        for (code, _cookies), key in zip(cookies_by_code, keys, strict=True)
    ]


def _key(token: str | None) -> str | None:
    """The key in a token that was not tampered with."""
    try:
        return signing.loads(token, salt=TOKEN_SALT) if token else None
    except signing.BadSignature:
        return None


def find_participant(request: HttpRequest, deliberation: Deliberation) -> Participant | None:
    return read_participant(deliberation, request.COOKIES.get(name_cookie(deliberation.code)))


def is_inside(request: HttpRequest, code: str) -> bool:
    """Whether somebody need not prove that they know the code: they take part, or they have an account."""
    if request.user.is_authenticated:
        return True
    deliberation = Deliberation.objects.filter(code=spell(code)).first()
    return deliberation is not None and find_participant(request, deliberation) is not None


def admit_socket(*, code: str, audience: str, cookies: Mapping[str, str], user: Any) -> Deliberation | None:
    """The deliberation whose live state this socket may hear, or nothing; UnknownCode if there is none."""
    deliberation = find_deliberation(user, code)
    checks = {
        "phone": lambda: read_participant(deliberation, cookies.get(name_cookie(deliberation.code))) is not None,
        "screen": lambda: True,
        "results": lambda: may_see_results(user, deliberation),
        "console": lambda: may(user, deliberation, "elicit.watch"),
    }
    return deliberation if audience in checks and checks[audience]() else None


# --- communities, constitutions, releases ---


def find_community(user: Any, slug: str) -> Community:
    """Members only: to anybody else the community page does not exist."""
    community = Community.objects.filter(slug=slug).first()
    if community is None or not is_member(user, community):
        raise Http404(_("There is no such community, or you are not a member of it."))
    return community


def find_community_for(user: Any, slug: str, permission: str) -> Community:
    community = find_community(user, slug)
    if not user.has_perm(permission, community):
        raise _closed()
    return community


def find_version(user: Any, slug: str, number: int | None = None) -> Version:
    """The newest version this person may read, or the one with this number."""
    versions = list_open_versions(user, slug)
    version = (versions if number is None else versions.filter(number=number)).first()
    if version is None:
        raise Http404(_("There is no such version of this constitution, or it is not open to you."))
    return version


def list_open_versions(user: Any, slug: str) -> QuerySet[Version]:
    """A ratified version is public; drafts are for those who watch, and for all once the results are revealed."""
    versions = Version.objects.filter(constitution__community__slug=slug).defer("analysis__payload")
    versions = versions.select_related("constitution__community", "analysis__deliberation").order_by("-number")
    watching = Membership.objects.filter(community__slug=slug, role__in=WATCHING)
    if user.is_authenticated and watching.filter(user=user).exists():
        return versions
    is_revealed = Q(analysis__deliberation__results_revealed=True, analysis__deliberation__hidden_panels="")
    return versions.filter(Q(status=Version.Status.RATIFIED) | is_revealed)


def _releases(slug: str) -> QuerySet[Release]:
    return Release.objects.filter(community__slug=slug).select_related("community", "version", "deliberation")


def find_release(user: Any, slug: str, number: int) -> Release:
    release = _releases(slug).filter(number=number).first()
    if release is None or not may_open(user, release):
        raise Http404(_("There is no such release, or it is not open to you."))
    return release


def list_open_releases(user: Any, slug: str) -> list[Release]:
    """The releases of a community that this person may open, newest first."""
    releases = list(_releases(slug).order_by("-number"))
    if not releases:
        return []
    watches = user.has_perm("elicit.watch", releases[0].community)
    holds = user.has_perm("elicit.hold_everything", releases[0].community)
    return [release for release in releases if _is_open(release, watches, holds)]


def may_open(user: Any, release: Release) -> bool:
    holds = user.has_perm("elicit.hold_everything", release.community)
    return _is_open(release, user.has_perm("elicit.watch", release.community), holds)


def _is_open(release: Release, watches: bool, holds: bool) -> bool:
    """Public tiers are for those who watch, and for everyone once the results are revealed; T2 is the data
    controller's alone."""
    return (watches or release.deliberation.is_all_revealed) if release.is_public() else holds


def _closed() -> PermissionDenied:
    return PermissionDenied(_("Your role in this community does not include this."))


def read_address(request: HttpRequest) -> str:
    """The caller's address; forwarded ones are believed for the configured number of proxies only."""
    hops = settings.TRUSTED_PROXY_HOPS
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(chain) >= hops:
        return chain[-hops]
    return request.META.get("REMOTE_ADDR", "")
