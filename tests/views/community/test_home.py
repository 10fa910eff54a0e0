"""Signing in and out, and the pages that say what went wrong."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from elicit.actions.community import communities
from elicit.models import SignInLink
from elicit.server import errors
from tests.htmx import parse
from tests.views.conftest import StrictClient, _read
from tests.views.pages import read_text

LOGIN = {"username": "ada", "password": "correct horse battery"}


def read_field(response, name):
    inputs = parse(response.content.decode()).iter("input")
    return [element.get("value") for element in inputs if element.get("name") == name]


def is_ada(client, ada):
    return get_user(client) == ada


# --- signing in ---


def test_a_password_signs_in_and_leads_to_ones_communities(client, ada):
    response = client.post("/sign-in/", LOGIN)

    assert (response.status_code, response["Location"]) == (302, "/c/")
    assert is_ada(client, ada)


def test_a_wrong_password_signs_nobody_in_and_remembers_where_one_was_going(client, ada):
    response = client.post("/sign-in/", {**LOGIN, "password": "wrong", "next": "/c/riverside/"})

    assert response.status_code == 403
    assert "Please enter a correct username and password." in read_text(response)
    assert (read_field(response, "username"), read_field(response, "next")) == (["ada"], ["/c/riverside/"])
    assert read_field(response, "password") == [None]
    assert not is_ada(client, ada)


def test_whoever_is_asked_to_sign_in_arrives_where_they_were_going(client, ada):
    page = client.get("/c/riverside/", follow=True)

    response = client.post("/sign-in/", {**LOGIN, "next": read_field(page, "next")[0]})

    assert response["Location"] == "/c/riverside/"


@pytest.mark.parametrize(
    "there",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", ""],
)
def test_signing_in_leads_to_no_other_site(client, ada, there, now):
    assert client.post("/sign-in/", {**LOGIN, "next": there})["Location"] == "/c/"
    token = communities.make_sign_in_link(user=ada, now=now)
    assert client.post(f"/sign-in/{token}/", {"next": there})["Location"] == "/c/"


def test_the_thirty_first_try_in_ten_minutes_waits(client, ada):
    wrong = {**LOGIN, "password": "wrong"}
    statuses = [client.post("/sign-in/", wrong).status_code for _ in range(31)]

    assert statuses == [403] * 30 + [429]
    assert (client.post("/sign-in/", LOGIN).status_code, is_ada(client, ada)) == (429, False)


# --- with a link ---


@pytest.fixture
def link(ada, now):
    return f"/sign-in/{communities.make_sign_in_link(user=ada, now=now)}/"


def test_only_opening_a_link_spends_nothing(client, ada, link):
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200

    assert (is_ada(client, ada), SignInLink.objects.get().used_at) == (False, None)


def test_a_link_signs_in_once(client, ada, link):
    assert client.post(link)["Location"] == "/c/"
    assert is_ada(client, ada)

    second = StrictClient()
    response = second.post(link)
    assert response.status_code == 404
    assert "This sign-in link was used already or has expired." in read_text(response)
    assert not is_ada(second, ada)


def test_a_link_leads_where_it_says(client, link):
    page = client.get(f"{link}?next=/c/riverside/")

    assert client.post(link, {"next": read_field(page, "next")[0]})["Location"] == "/c/riverside/"


@pytest.mark.parametrize("fault", ["expired", "guessed", "the account is closed"])
def test_a_link_that_is_none_signs_nobody_in(client, ada, link, now, fault):
    if fault == "expired":
        past = now - timedelta(days=1)
        SignInLink.objects.update(created_at=past - timedelta(days=1), expires_at=past)
    if fault == "the account is closed":
        type(ada).objects.update(is_active=False)

    response = client.post("/sign-in/guessed/" if fault == "guessed" else link)

    assert (response.status_code, is_ada(client, ada)) == (404, False)


def test_links_are_not_guessed_thirty_times(client, db):
    statuses = [client.post(f"/sign-in/guess-{n}/").status_code for n in range(31)]

    assert statuses == [404] * 30 + [429]


def test_signing_out_is_a_button_and_no_link(desk, ada):
    assert (desk.get("/sign-out/").status_code, is_ada(desk, ada)) == (405, True)

    refusal = desk.get("/sign-out/")
    assert (refusal["Allow"], "This address only takes what a page sends to it" in read_text(refusal)) == (
        "POST",
        True,
    )

    response = desk.post("/sign-out/")
    assert (response["Location"], is_ada(desk, ada)) == ("/", False)


# --- what went wrong ---


def test_an_unknown_page_says_so_and_leads_to_the_codes(client, db):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is no such page. Check the address, or start again with your code." in read_text(response)
    assert "/" in [element.get("href") for element in parse(response.content.decode()).iter("a")]


@pytest.mark.parametrize("path", ["/c/riverside/log/", "/c/riverside/", "/c/nowhere/", "/c/riverside/releases/1/"])
def test_what_one_must_not_know_of_is_missing(sign_in, dora, community, path):
    assert sign_in(dora).get(path).status_code == 404


def test_an_unknown_code_says_where_to_look(client, db):
    assert "Check it on the screen and try again." in read_text(client.get("/d/ZZZZZZ/"))


def test_a_token_from_another_page_is_refused_with_what_to_do(ada, deliberation):
    laptop = StrictClient(enforce_csrf_checks=True)
    laptop.force_login(ada)

    response = laptop.post(f"/d/{deliberation.code}/console/switch/", {"switch": "voting", "to": "off"})

    assert response.status_code == 403
    assert "Allow cookies for this site, open the page again, and send it once more." in read_text(response)
    deliberation.refresh_from_db()
    assert deliberation.voting_open is True


def test_a_foreign_host_name_is_a_page_with_a_sentence(client, db):
    response = client.get("/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "The page sent something we could not read. Nothing was changed." in read_text(response)


def test_when_something_breaks_the_page_says_what_is_kept():
    request = RequestFactory().get("/")
    request.htmx = HtmxDetails(request)
    response = errors.failed(request)

    _read(response.content.decode())
    assert response.status_code == 500
    assert "Votes and texts sent before are kept." in read_text(response)


def test_numbers_beyond_any_database_are_missing(desk, community, deliberation):
    far = 10**30
    for path in (
        f"constitution/{far}/",
        f"constitution/{far}.md",
        f"releases/{far}/",
        f"releases/{far}/README.md",
    ):
        assert desk.get(f"/c/riverside/{path}").status_code == 404
