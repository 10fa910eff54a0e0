"""Constitutions, releases, communities, signing in: what is read, and by whom."""

import json

import pytest
import yaml

from elicit.actions.community import communities
from elicit.actions.constitution import drafting
from elicit.actions.deliberation import showing
from elicit.actions.releases import publishing
from elicit.models import Release
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.views.pages import read_visible_text


@pytest.fixture
def version(deliberation, ada, now):
    factories.camps(deliberation, 20)
    return drafting.draft(deliberation=deliberation, by=ada, now=now)


@pytest.fixture
def base(community):
    return f"/c/{community.slug}"


def test_a_constitution_shows_principles_annexes_and_where_they_come_from(client, version, base, ada):
    client.force_login(ada)
    page = read_visible_text(client.get(f"{base}/constitution/"))

    assert "DRAFT: not ratified" in page
    assert factories.TEXTS[0] in page
    assert "Annex of" in page
    assert f"Statement 1 of deliberation {version.analysis.deliberation.code}" in page


def test_a_constitution_comes_in_three_formats_that_say_the_same(client, version, base, ada):
    client.force_login(ada)
    markdown, json_, yaml_ = (client.get(f"{base}/constitution/1.{suffix}") for suffix in ("md", "json", "yaml"))

    assert json.loads(json_.content) == yaml.safe_load(yaml_.content)
    assert {k: v for k, v in json.loads(json_.content).items() if k != "watermark"} == version.document
    assert all(b"DRAFT" in response.content for response in (markdown, json_, yaml_))
    assert factories.TEXTS[0] in markdown.content.decode()


def test_an_unknown_format_is_missing(client, version, base, ada):
    client.force_login(ada)

    assert client.get(f"{base}/constitution/1.docx").status_code == 404


def test_a_draft_is_for_members_until_the_results_are_revealed(client, version, base, deliberation, ada, now):
    assert client.get(f"{base}/constitution/1/").status_code == 404
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)
    assert client.get(f"{base}/constitution/1/").status_code == 200


def test_before_there_is_one_the_page_says_how_it_comes_about(client, base, ada):
    client.force_login(ada)

    assert "No constitution yet" in read_visible_text(client.get(f"{base}/constitution/"))


def test_a_release_lists_its_files_and_gives_them_as_they_were_published(client, version, base, ada, now):
    client.force_login(ada)
    release = publishing.publish(deliberation=version.analysis.deliberation, tier="T0", by=ada, now=now)

    page = read_visible_text(client.get(f"{base}/releases/{release.number}/"))
    for file in release.files.all():
        assert file.path in page
        assert client.get(f"{base}/releases/{release.number}/{file.path}").content == file.content
    assert client.get(f"{base}/releases/{release.number}/nothing.txt").status_code == 404


def test_the_controllers_tier_is_hidden_from_everyone_else(client, version, base, ada, community, now):
    release = publishing.publish(deliberation=version.analysis.deliberation, tier="T2", by=ada, now=now)
    client.force_login(factories.account("eve", community, "researcher"))

    assert client.get(f"{base}/releases/{release.number}/").status_code == 404
    assert "Release 1" not in read_visible_text(client.get(f"{base}/releases/"))
    assert Release.objects.count() == 1


def test_the_log_is_shown_with_its_proof(client, deliberation, base, ada):
    client.force_login(ada)
    page = read_visible_text(client.get(f"{base}/log/"))

    assert "The chain holds." in page
    assert "deliberation_opened" in page
    deliberation.community.events.filter(number=2).update(kind="nothing_happened")
    assert "The chain does not hold at event 2" in read_visible_text(client.get(f"{base}/log/"))


def test_a_community_is_for_its_members(client, base, deliberation, ada, dora):
    client.force_login(dora)
    assert client.get(f"{base}/").status_code == 404
    client.force_login(ada)
    assert deliberation.prompt in read_visible_text(client.get(f"{base}/"))


def test_anybody_signed_in_may_found_a_community_and_then_runs_it(client, dora):
    client.force_login(dora)
    response = client.post("/c/new/", {"name": "Harbour Choir", "about": "We sing."})

    assert response["Location"] == "/c/harbour-choir/"
    assert "New deliberation" in read_visible_text(client.get("/c/harbour-choir/"))
    assert client.post("/c/new/", {"name": "Harbour Choir"}).status_code == 409
    assert client.post("/c/new/", {"name": "—"}).status_code == 422


def test_signing_in_with_a_password_leads_where_one_wanted_to_go(client, ada, base):
    fields = {"username": "ada", "password": "correct horse battery", "next": f"{base}/"}

    assert client.post("/sign-in/", {**fields, "password": "wrong"}).status_code == 403
    assert client.post("/sign-in/", fields)["Location"] == f"{base}/"
    assert client.get(f"{base}/").status_code == 200


def test_nobody_is_led_to_another_site(client, ada):
    fields = {"username": "ada", "password": "correct horse battery", "next": "https://elsewhere.example/"}

    assert client.post("/sign-in/", fields)["Location"] == "/c/"


def test_opening_a_sign_in_link_does_not_spend_it(client, ada, now):
    token = communities.make_sign_in_link(user=ada, now=now)

    assert client.get(f"/sign-in/{token}/").status_code == 200
    assert client.post(f"/sign-in/{token}/")["Location"] == "/c/"
    client.post("/sign-out/")
    response = client.post(f"/sign-in/{token}/")
    assert response.status_code == 404
    assert "used already or has expired" in read_visible_text(response)


def test_the_list_of_releases_costs_the_same_for_one_and_for_three(
    client, version, base, ada, now, django_assert_max_num_queries
):
    client.force_login(ada)
    counts = []
    for number in range(3):
        publishing.publish(deliberation=version.analysis.deliberation, tier="T0", by=ada, now=now)
        if number != 1:
            with django_assert_max_num_queries(20) as queries:
                client.get(f"{base}/releases/")
            counts.append(len(queries))

    assert counts[0] == counts[1]
