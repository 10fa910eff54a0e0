"""Files people take with them: constitutions in three formats, and what is in a release."""

import hashlib
import json

import pytest

from elicit.actions.constitution import drafting
from elicit.actions.deliberation import showing
from elicit.actions.releases import publishing
from elicit.models import Event, Role, Version
from elicit.models.deliberation.showing import ALL
from tests.htmx import parse, read_words


@pytest.fixture
def version(room, ada, now):
    return drafting.draft(deliberation=room, by=ada, now=now)


@pytest.fixture
def releases(version, ada, now):
    """Releases every tier: 1 is T0, 2 is T1, 3 is T2."""
    room = version.analysis.deliberation
    return [publishing.publish(deliberation=room, tier=tier, by=ada, now=now) for tier in ("T0", "T1", "T2")]


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("md", "text/markdown; charset=utf-8"),
        ("json", "application/json"),
        ("yaml", "application/yaml; charset=utf-8"),
    ],
)
def test_a_constitution_is_a_file_that_says_draft_until_it_is_ratified(desk, version, now, suffix, kind):
    draft = desk.get(f"/c/riverside/constitution/1.{suffix}")
    assert (draft.status_code, draft["Content-Type"], b"DRAFT" in draft.content) == (200, kind, True)
    assert draft["Content-Disposition"] == f'inline; filename="riverside-constitution-1.{suffix}"'
    assert draft["X-Content-Type-Options"] == "nosniff"

    document = {**version.document, "status": "ratified"}
    Version.objects.update(status=Version.Status.RATIFIED, ratified_at=now, document=document)
    assert b"DRAFT" not in desk.get(f"/c/riverside/constitution/1.{suffix}").content


def test_a_ratified_version_is_open_to_everybody_though_the_results_are_hidden(client, version, now):
    Version.objects.update(status=Version.Status.RATIFIED, ratified_at=now)

    page = client.get("/c/riverside/constitution/")

    assert page.status_code == 200
    assert "The analysis behind it" not in read_words(parse(page.content.decode()))


def test_every_file_of_a_release_is_what_its_page_says(desk, releases):
    for number, release in enumerate(releases, start=1):
        page = parse(desk.get(f"/c/riverside/releases/{number}/").content.decode())
        rows = {read_words(row[0]): row for row in page.iter("tr") if row.find("td") is not None}
        assert list(rows) == [file.path for file in release.files.all()]
        for path, row in rows.items():
            file = desk.get(row.find("th/a").get("href"))
            assert file.status_code == 200
            assert read_words(row[2]) == hashlib.sha256(file.content).hexdigest()
            assert read_words(row[1]).replace(",", "") == str(len(file.content))
            assert file["Content-Disposition"] == f'attachment; filename="{path.rsplit("/", 1)[-1]}"'


def test_a_release_of_a_draft_says_so_on_its_page_and_in_its_files(desk, releases):
    assert "DRAFT: made from a version that is not ratified." in read_words(
        parse(desk.get("/c/riverside/releases/1/").content.decode())
    )
    for path in ("README.md", "manifest.json", "constitution.md", "constitution.json", "constitution.yaml"):
        response = desk.get(f"/c/riverside/releases/1/{path}")
        assert (path, response.status_code, b"draft" in response.content.lower()) == (path, 200, True)


def list_releases(client):
    response = client.get("/c/riverside/releases/")
    if response.status_code != 200:
        return response.status_code
    return [read_words(element).split(" ")[1] for element in parse(response.content.decode()).iter("h2")]


def get_statuses(client, number):
    paths = ["", "manifest.json"]
    return [client.get(f"/c/riverside/releases/{number}/{path}").status_code for path in paths]


@pytest.mark.parametrize("role", list(Role))
def test_only_a_steward_knows_of_the_controllers_tier(sign_in, member, releases, room, ada, now, role):
    laptop = sign_in(member(role))
    is_allowed = role == Role.STEWARD
    if role == Role.MEMBER:
        assert (list_releases(laptop), get_statuses(laptop, 1)) == ([], [404, 404])  # members wait for the reveal
        showing.reveal(deliberation=room, show=ALL, by=ada, now=now)

    assert list_releases(laptop) == (["3", "2", "1"] if is_allowed else ["2", "1"])
    assert get_statuses(laptop, 3) == ([200, 200] if is_allowed else [404, 404])
    assert get_statuses(laptop, 1) == [200, 200]


def test_strangers_see_public_releases_once_the_results_are_revealed(client, releases, room, ada, now):
    assert (list_releases(client), get_statuses(client, 1), get_statuses(client, 3)) == (
        404,
        [404, 404],
        [404, 404],
    )

    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    assert (list_releases(client), get_statuses(client, 1), get_statuses(client, 3)) == (
        ["2", "1"],
        [200, 200],
        [404, 404],
    )


def test_reading_from_the_controllers_tier_is_written_down(desk, releases, ada):
    for number in (1, 3):
        desk.get(f"/c/riverside/releases/{number}/manifest.json")

    events = Event.objects.filter(kind="release_opened").values_list("actor", "payload")
    assert list(events) == [(ada.pk, {"release": 3, "path": "manifest.json"})]


@pytest.mark.parametrize(
    "path", ["nothing.txt", "../manifest.json", "polis", "%2e%2e/manifest.json", "manifest.json/"]
)
def test_what_is_not_in_a_release_is_missing(desk, releases, path):
    assert desk.get(f"/c/riverside/releases/1/{path}").status_code == 404


def test_the_public_tier_gives_no_rows(desk, releases):
    paths = [file.path for file in releases[0].files.all()]
    manifest = json.loads(desk.get("/c/riverside/releases/1/manifest.json").content)

    assert [path for path in paths if "votes" in path or "participants" in path] == []
    assert manifest["tier"] == "T0"
