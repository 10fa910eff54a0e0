"""Frames: pages of a deliberation on sites its facilitator names, nothing else anywhere."""

import re

import pytest
from django.urls import reverse

from elicit import access
from elicit.actions.deliberation import embedding, lifecycle, showing
from elicit.actions.findings import analyses
from elicit.models import Deliberation, Role
from elicit.models.deliberation.showing import ALL
from elicit.views.deliberation import embedding_headers
from tests.test_conventions import fill, list_addresses
from tests.views.pages import build_address, read_text

FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
SITES = ["https://www.example.org", "https://town.example:8443"]
OPEN = f"frame-ancestors {' '.join(SITES)};"
NONE = "frame-ancestors 'none';"


@pytest.fixture
def embedded_room(deliberation, ada, now):
    embedding.allow(deliberation=deliberation, hosts=SITES, by=ada, now=now)
    return showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)


def read_framing(response):
    """Who may frame it, and the older header."""
    policy = response["Content-Security-Policy"] + ";"
    return re.search(r"frame-ancestors [^;]*;", policy)[0], response.get("X-Frame-Options")


@pytest.fixture
def everyone(client, phone, desk, sign_in, dora, member):
    return [client, phone, desk, sign_in(dora), sign_in(member(Role.MODERATOR))]


@pytest.mark.parametrize("name", ["participate", "screen", "results"])
def test_its_pages_may_be_shown_on_the_sites_named(everyone, embedded_room, name):
    for client in everyone:
        assert read_framing(client.get(build_address(name, embedded_room), headers=FRAME)) == (OPEN, None)


def test_every_page_but_those_may_be_shown_nowhere(everyone, embedded_room, statement):
    names = {reverse(name, args=[embedded_room.code]): name for name in ("participate", "screen", "results")}
    count = 0
    for route in sorted(list_addresses()):
        address = fill(route, embedded_room.code)
        if not route.startswith("d/") or address in names:
            continue
        for client in everyone:
            response = client.get(address, headers=FRAME)
            is_part = (
                response.resolver_match is not None and response.resolver_match.url_name in embedding_headers.PAGES
            )
            assert read_framing(response) == ((OPEN, None) if is_part else (NONE, "DENY")), address
            count += not is_part
    assert count > 50


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/c/", "/c/riverside/", "/c/riverside/log/"])
def test_no_page_beside_a_deliberation_may_be_shown_anywhere(everyone, embedded_room, path):
    for client in everyone:
        assert read_framing(client.get(path, headers=FRAME)) == (NONE, "DENY")


def test_another_deliberation_of_the_same_community_may_be_shown_nowhere(client, embedded_room, other):
    assert read_framing(client.get(build_address("participate", other), headers=FRAME)) == (NONE, "DENY")


def test_a_page_that_is_not_loaded_for_a_frame_may_not_be_framed_and_costs_no_look(
    client, embedded_room, django_assert_max_num_queries
):
    for headers in ({}, {"Sec-Fetch-Dest": "document"}):
        assert read_framing(client.get(build_address("screen", embedded_room), headers=headers)) == (NONE, "DENY")


def test_without_a_list_no_site_may(client, deliberation):
    assert read_framing(client.get(build_address("participate", deliberation), headers=FRAME)) == (NONE, "DENY")


def test_a_draft_is_framed_nowhere(desk, draft, ada, now):
    embedding.allow(deliberation=draft, hosts=SITES, by=ada, now=now)

    assert read_framing(desk.get(build_address("participate", draft), headers=FRAME)) == (NONE, "DENY")


def read_cookies(response):
    return {name: cookie.OutputString() for name, cookie in response.cookies.items()}


def join(client, deliberation, **extra):
    return client.post(build_address("join", deliberation), {}, **extra)


def test_in_a_frame_of_another_site_cookies_are_kept_for_that_site_alone(client, embedded_room):
    page = client.get(build_address("participate", embedded_room), headers=FRAME, secure=True)
    response = join(client, embedded_room, headers=FRAME, secure=True)

    jar = read_cookies(page) | read_cookies(response)
    assert sorted(jar) == ["csrftoken", access.name_cookie(embedded_room.code)]
    for cookie in jar.values():
        assert "SameSite=None; Partitioned" in cookie
        assert "Secure" in cookie
    assert "HttpOnly" in jar[access.name_cookie(embedded_room.code)]
    assert client.get(build_address("my_votes", embedded_room), headers=FRAME, secure=True).status_code == 200


@pytest.mark.parametrize(
    ("headers", "secure"),
    [({}, True), (FRAME | {"Sec-Fetch-Site": "same-site"}, True), (FRAME, False)],
    ids=["no frame", "the same site", "no https"],
)
def test_everywhere_else_cookies_stay_as_they_are(client, embedded_room, headers, secure):
    response = join(client, embedded_room, headers=headers, secure=secure)

    assert "SameSite=Lax" in read_cookies(response)[access.name_cookie(embedded_room.code)]


def test_a_signed_in_person_is_nobody_in_a_frame_of_another_site(desk, embedded_room, settings):
    """Their cookie stays Lax, so that browsers do not send it there."""
    response = desk.get(build_address("results", embedded_room), headers=FRAME, secure=True)

    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_NAME not in read_cookies(response)


# --- the page in the console ---


def test_ada_names_sites_and_copies_what_to_put_there(desk, deliberation):
    before = desk.get(build_address("embed", deliberation))
    assert "<iframe" not in read_text(before)

    response = desk.post(
        build_address("embed", deliberation), {"hosts": "www.example.org\nhttps://town.example:8443/x"}
    )
    assert (response.status_code, response["Location"]) == (302, build_address("embed", deliberation))
    assert Deliberation.objects.get().embed_hosts == SITES
    after = read_text(desk.get(build_address("embed", deliberation)))
    assert f'<iframe src="http://127.0.0.1:8000/d/{deliberation.code}/" title="{deliberation.prompt}"' in after


def test_what_was_typed_wrong_stays_on_the_page(desk, deliberation):
    response = desk.post(build_address("embed", deliberation), {"hosts": "www.example.org http://plain.example"})

    assert response.status_code == 400
    assert "“http://plain.example” is not the https address of a site" in read_text(response)
    assert "www.example.org http://plain.example" in response.content.decode()
    assert Deliberation.objects.get().embed_hosts == []


def test_a_prompt_with_markup_stays_text_in_what_is_copied(desk, community, ada, now):
    deliberation = lifecycle.create(community=community, prompt='Is "<b>" fine?', by=ada, now=now)
    embedding.allow(deliberation=deliberation, hosts=SITES, by=ada, now=now)

    assert 'title="Is &quot;&lt;b&gt;&quot; fine?"' in read_text(desk.get(build_address("embed", deliberation)))


@pytest.mark.parametrize("name", ["embed", "poster"])
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STEWARD, Role.FACILITATOR)])
def test_both_pages_are_for_those_who_run_it(sign_in, member, dora, deliberation, name, role):
    assert sign_in(member(role)).get(build_address(name, deliberation)).status_code == 403
    assert sign_in(dora).get(build_address(name, deliberation)).status_code == 404


def test_the_results_in_a_frame_are_hidden_like_everywhere(client, deliberation, ada, now):
    embedding.allow(deliberation=deliberation, hosts=SITES, by=ada, now=now)
    analyses.run(deliberation=deliberation, now=now)

    response = client.get(build_address("results", deliberation), headers=FRAME)
    assert (response.status_code, read_framing(response)) == (403, (OPEN, None))
