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
def found(deliberation, ada, now):
    """A room that agrees on statement 1 and has its results hidden."""
    factories.room(deliberation, *["aadp"] * 12, *["adap"] * 12)
    analyses.run(deliberation=deliberation, now=now, final=True)
    return deliberation


def reveal(deliberation, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)


def test_results_are_hidden_until_they_are_revealed(cleo, found, ada, now):
    hidden = cleo.get("results")
    reveal(found, ada, now)
    shown = cleo.get("results")

    assert (hidden.status, hidden.body["code"]) == (403, "forbidden")
    assert "standings" not in hidden.body
    assert (shown.status, shown.body["people"], shown.body["votes"]) == (200, 24, 96)
    assert [standing["statement"] for standing in shown.body["standings"]] == [1, 2, 3, 4]
    assert shown.body["standings"][0]["text"] == factories.TEXTS[0]
    assert shown.body["standings"][0]["agree"]["value"] == 1.0


def test_a_facilitator_sees_results_before_the_room(client, found, ada):
    client.force_login(ada)

    assert Caller(client, found.code).get("results").status == 200


def test_a_constitution_is_read_by_address_once_it_is_open(client, found, ada, now):
    version = drafting.draft(deliberation=found, by=ada, now=now)
    address = f"/api/c/{found.community.slug}/constitution/{version.number}"

    assert client.get(address).status_code == 404
    reveal(found, ada, now)
    assert client.get(address).json() == version.document
    assert client.get(f"/api/c/{found.community.slug}/constitution").json() == version.document


def test_a_release_is_read_file_by_file_once_it_is_open(client, found, ada, now):
    drafting.draft(deliberation=found, by=ada, now=now)
    release = publishing.publish(deliberation=found, tier="T0", by=ada, now=now)
    base = f"/api/c/{found.community.slug}/releases"

    assert client.get(base).json() == []
    assert client.get(f"{base}/{release.number}").status_code == 404
    reveal(found, ada, now)
    assert [each["number"] for each in client.get(base).json()] == [release.number]
    for file in release.files.all():
        assert client.get(f"{base}/{release.number}/{file.path}").content == file.content
    assert client.get(f"{base}/{release.number}/../../secret").status_code == 404


def test_a_t2_release_is_the_stewards_alone(client, found, ada, dora, now):
    drafting.draft(deliberation=found, by=ada, now=now)
    release = publishing.publish(deliberation=found, tier="T2", by=ada, now=now)
    reveal(found, ada, now)
    address = f"/api/c/{found.community.slug}/releases/{release.number}/polis/votes.csv"

    assert client.get(address).status_code == 404
    client.force_login(dora)
    assert client.get(address).status_code == 404
    client.force_login(ada)
    assert client.get(address).status_code == 200
    assert found.community.events.last().kind == "release_opened"


def test_the_committed_schema_is_the_one_the_code_makes(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True)

    assert fresh.read_text() == (ROOT / "docs" / "openapi.yaml").read_text()
