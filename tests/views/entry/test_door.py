"""Coming in: the code, the door, the cookie, and who is nobody."""

import pytest
from django.urls import reverse

from elicit import access, limits
from elicit.actions.deliberation import lifecycle
from elicit.actions.votes import casting
from elicit.models import Ballot, Consent, Participant, Statement
from tests import factories
from tests.htmx import find_element, parse, post
from tests.views.conftest import StrictClient
from tests.views.pages import build_address, read_text

# --- codes ---


@pytest.mark.parametrize("spell", [str, str.lower, lambda code: f" {code[:3]} {code[3:]} ", "-".join])
def test_a_code_is_understood_as_people_type_it(client, deliberation, spell):
    response = client.post(reverse("home"), {"code": spell(deliberation.code)})

    assert (response.status_code, response["Location"]) == (302, build_address("participate", deliberation))
    assert "Take part" in read_text(client.get(f"/d/{deliberation.code.lower()}/", follow=True))


@pytest.mark.parametrize("code", ["ZZZZZZ", "", "x" * 21, "'; DROP", "\u202e"])
def test_an_unknown_code_is_said_to_be_unknown_and_stays_in_the_form(client, deliberation, code):
    response = client.post(reverse("home"), {"code": code})

    assert response.status_code == 404
    assert find_element(response.content.decode(), "code-refusal").text
    assert find_element(response.content.decode(), "code").get("value") == code


def test_a_draft_is_unknown_to_all_but_its_community(client, desk, draft):
    response = client.post(reverse("home"), {"code": draft.code})

    assert (response.status_code, client.get(build_address("participate", draft)).status_code) == (404, 404)
    assert "Take part" in read_text(desk.get(build_address("participate", draft)))


@pytest.mark.parametrize("page", ["", "votes/", "screen/", "qr.svg", "live/screen/", "results/"])
def test_unknown_codes_are_counted_wherever_they_are_tried(client, db, page):
    factories.guess(limits.GUESSES - 2)

    responses = [
        client.post(reverse("home"), {"code": "ZZZZZZ"}),
        *[client.get(f"/d/ZZZZZZ/{page}") for _ in "ab"],
    ]

    assert [response.status_code for response in responses] == [404, 404, 429]
    assert "That was a lot in a short time." in read_text(responses[-1])


def test_after_too_many_guesses_a_right_code_opens_nothing_either_but_nobody_inside_notices(
    client, phone, desk, deliberation
):
    factories.guess(limits.GUESSES + 1)

    for address in ("participate", "screen", "qr", "results"):
        assert client.get(build_address(address, deliberation)).status_code == 429
        assert phone.get(build_address(address, deliberation)).status_code in (200, 403)
    assert client.post(reverse("home"), {"code": deliberation.code}).status_code == 429
    assert desk.get(build_address("console", deliberation)).status_code == 200
    assert client.get(build_address("screen", deliberation), REMOTE_ADDR="192.0.2.7").status_code == 200


# --- joining ---


def test_the_door_says_who_runs_this_and_ticks_nothing_by_itself(client, deliberation):
    page = client.get(build_address("participate", deliberation))

    ticks = [
        element for element in parse(page.content.decode()).iter("input") if element.get("type") == "checkbox"
    ]
    assert "Riverside Library runs this." in read_text(page)
    assert [(tick.get("name"), "checked" in tick.attrib) for tick in ticks] == [
        ("publishing_text", False),
        ("row_release", False),
        ("training_use", False),
    ]
    assert not Participant.objects.exists()


def test_joining_sets_a_signed_cookie_that_scripts_cannot_read(client, deliberation):
    response = client.post(build_address("join", deliberation), {"row_release": "on"})

    cookie = response.cookies[f"elicit_{deliberation.code}"]
    person = deliberation.participants.get()
    assert (response.status_code, response["Location"]) == (302, build_address("participate", deliberation))
    assert access.read_participant(deliberation, cookie.value) == person
    assert person.key != cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 180 * 24 * 60 * 60


def test_joining_writes_one_consent_with_the_ticks(client, deliberation):
    client.post(build_address("join", deliberation), {"row_release": "on", "training_use": "on"})

    [consent] = Consent.objects.values("taking_part", "publishing_text", "row_release", "training_use")
    assert consent == {"taking_part": True, "publishing_text": False, "row_release": True, "training_use": True}


def test_joining_again_on_the_same_phone_changes_nothing(phone, ben):
    response = phone.post(build_address("join", ben.deliberation), {"training_use": "on"})

    assert response.status_code == 302
    assert list(Participant.objects.all()) == [ben]
    assert Consent.objects.count() == 1


def test_the_cookie_travels_only_encrypted_where_the_page_does(client, deliberation):
    response = client.post(build_address("join", deliberation), secure=True)

    assert response.cookies[f"elicit_{deliberation.code}"]["secure"] is True


def test_nobody_joins_a_closed_room(client, deliberation, ada, now):
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    response = client.post(build_address("join", deliberation))

    assert response.status_code == 409
    assert "This deliberation is not open, so nobody can join it now." in read_text(response)
    assert not Participant.objects.exists()
    assert "This deliberation is closed." in read_text(client.get(build_address("participate", deliberation)))


def test_a_form_from_another_site_is_refused(deliberation):
    client = StrictClient(enforce_csrf_checks=True)

    response = client.post(build_address("join", deliberation))

    assert response.status_code == 403
    assert "open the page again, and send it once more" in read_text(response)
    assert not Participant.objects.exists()


# --- who is nobody ---


@pytest.fixture(params=["none", "forged", "tampered", "foreign", "revoked", "a session's"])
def nobody(request, ben, other, now):
    """A phone whose cookie proves nothing here."""
    phone = StrictClient()
    token = access.make_token(ben)
    if request.param == "foreign":
        stranger = factories.person(other)
        return phone.carry(ben, access.make_token(stranger))
    if request.param == "revoked":
        Participant.objects.filter(pk=ben.pk).update(revoked_at=now)
        return phone.carry(ben)
    tokens = {"forged": "ImtleSI:1abcde:zzzz", "tampered": token[:-1] + "x", "a session's": ben.key}
    return phone.carry(ben, tokens[request.param]) if request.param in tokens else phone


@pytest.mark.parametrize("page", ["my_votes", "write"])
def test_nobody_is_sent_to_the_door(nobody, deliberation, page):
    response = nobody.get(build_address(page, deliberation))

    assert (response.status_code, response["Location"]) == (302, build_address("participate", deliberation))


def test_nobody_sees_the_door_and_no_statement(nobody, deliberation):
    response = nobody.get(build_address("participate", deliberation))

    assert response.status_code == 200
    assert "Take part" in read_text(response)
    assert [text for text in factories.TEXTS if text in read_text(response)] == []


@pytest.fixture
def vote(ben):
    """Ben has voted before anybody comes with what looks like his cookie."""
    [second] = ben.deliberation.statements.filter(number=2)
    casting.cast(participant=ben, statement=second, choice=-1, now=factories.LONG_AGO)


@pytest.mark.parametrize(
    ("name", "fields"),
    [("vote", {"statement": 1, "choice": 1}), ("undo", {"statement": 2}), ("write", {"text": "Be brief."})],
)
@pytest.mark.usefixtures("vote")
def test_nobody_writes_anything(nobody, ben, name, fields):
    response = nobody.post(build_address(name, ben.deliberation), fields)

    assert response.status_code == 403
    assert list(Ballot.objects.values_list("statement__number", "choice")) == [(2, -1)]
    assert not Statement.objects.filter(text="Be brief.").exists()


def test_with_htmx_nobody_is_led_to_the_door_instead_of_getting_it_inside_the_card(nobody, deliberation):
    response = post(nobody, build_address("vote", deliberation), statement=1, choice=1)

    assert (response.status_code, response["HX-Redirect"]) == (403, build_address("participate", deliberation))
