"""Results, constitutions and releases through the API, and the schema that describes it all."""

import pytest
from django.core.management import call_command

from elicit.actions.constitution import drafting
from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.actions.releases import publishing
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.api.conftest import Caller
from tests.shared import ROOT


@pytest.fixture
def room(deliberation, ada, now):
    """A room that agrees on statement 1 and has its results hidden."""
    factories.room(deliberation, *["aadp"] * 12, *["adap"] * 12)
    analyses.run(deliberation=deliberation, now=now, final=True)
    return deliberation


def reveal(deliberation, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)


def test_results_are_hidden_until_they_are_revealed(cleo, room, ada, now):
    refusal = cleo.get("results")
    reveal(room, ada, now)
    response = cleo.get("results")

    assert (refusal.status, refusal.body["code"]) == (403, "forbidden")
    assert "standings" not in refusal.body
    assert (response.status, response.body["people"], response.body["votes"]) == (200, 24, 96)
    assert [standing["statement"] for standing in response.body["standings"]] == [1, 2, 3, 4]
    assert response.body["standings"][0]["text"] == factories.TEXTS[0]
    assert response.body["standings"][0]["agree"]["value"] == 1.0


def test_a_facilitator_sees_results_before_the_room(client, room, ada):
    client.force_login(ada)

    assert Caller(client, room.code).get("results").status == 200


def test_a_constitution_is_read_by_address_once_it_is_open(client, room, ada, now):
    version = drafting.draft(deliberation=room, by=ada, now=now)
    address = f"/api/c/{room.community.slug}/constitution/{version.number}"

    assert client.get(address).status_code == 404
    reveal(room, ada, now)
    assert client.get(address).json() == version.document
    assert client.get(f"/api/c/{room.community.slug}/constitution").json() == version.document


def test_a_release_is_read_file_by_file_once_it_is_open(client, room, ada, now):
    drafting.draft(deliberation=room, by=ada, now=now)
    release = publishing.publish(deliberation=room, tier="T0", by=ada, now=now)
    base = f"/api/c/{room.community.slug}/releases"

    assert client.get(base).json() == []
    assert client.get(f"{base}/{release.number}").status_code == 404
    reveal(room, ada, now)
    assert [row["number"] for row in client.get(base).json()] == [release.number]
    for file in release.files.all():
        assert client.get(f"{base}/{release.number}/{file.path}").content == file.content
    assert client.get(f"{base}/{release.number}/../../secret").status_code == 404


def test_a_t2_release_is_the_stewards_alone(client, room, ada, dora, now):
    drafting.draft(deliberation=room, by=ada, now=now)
    release = publishing.publish(deliberation=room, tier="T2", by=ada, now=now)
    reveal(room, ada, now)
    address = f"/api/c/{room.community.slug}/releases/{release.number}/polis/votes.csv"

    assert client.get(address).status_code == 404
    client.force_login(dora)
    assert client.get(address).status_code == 404
    client.force_login(ada)
    assert client.get(address).status_code == 200
    assert room.community.events.last().kind == "release_opened"


def test_the_committed_schema_is_the_one_the_code_makes(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True)

    assert fresh.read_text() == (ROOT / "docs" / "openapi.yaml").read_text()
