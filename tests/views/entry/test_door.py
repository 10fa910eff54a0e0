"""Coming in: the code, the door, the cookie, and who is nobody."""

import pytest
from django.urls import reverse

from elicit import access, limits
from elicit.actions.deliberation import lifecycle
from elicit.actions.votes import casting
from elicit.models import Ballot, Consent, Participant, Statement
from tests import factories
from tests.htmx import element, parsed, post
from tests.views.conftest import StrictClient
from tests.views.pages import at, said

# --- codes ---


@pytest.mark.parametrize("spell", [str, str.lower, lambda code: f" {code[:3]} {code[3:]} ", "-".join])
def test_a_code_is_understood_as_people_type_it(client, deliberation, spell):
    answer = client.post(reverse("home"), {"code": spell(deliberation.code)})

    assert (answer.status_code, answer["Location"]) == (302, at("participate", deliberation))
    assert "Take part" in said(client.get(f"/d/{deliberation.code.lower()}/", follow=True))


@pytest.mark.parametrize("typed", ["ZZZZZZ", "", "x" * 21, "'; DROP", "\u202e"])
def test_an_unknown_code_is_said_to_be_unknown_and_stays_in_the_form(client, deliberation, typed):
    answer = client.post(reverse("home"), {"code": typed})

    assert answer.status_code == 404
    assert element(answer.content.decode(), "code-refusal").text
    assert element(answer.content.decode(), "code").get("value") == typed


def test_a_draft_is_unknown_to_all_but_its_community(client, desk, draft):
    asked = client.post(reverse("home"), {"code": draft.code})

    assert (asked.status_code, client.get(at("participate", draft)).status_code) == (404, 404)
    assert "Take part" in said(desk.get(at("participate", draft)))


@pytest.mark.parametrize("page", ["", "votes/", "screen/", "qr.svg", "live/screen/", "results/"])
def test_unknown_codes_are_counted_wherever_they_are_tried(client, db, page):
    factories.guess(limits.GUESSES - 2)

    answers = [client.post(reverse("home"), {"code": "ZZZZZZ"}), *[client.get(f"/d/ZZZZZZ/{page}") for _ in "ab"]]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert "That was a lot in a short time." in said(answers[-1])


def test_after_too_many_guesses_a_right_code_opens_nothing_either_but_nobody_inside_notices(
    client, phone, desk, deliberation
):
    factories.guess(limits.GUESSES + 1)

    for address in ("participate", "screen", "qr", "results"):
        assert client.get(at(address, deliberation)).status_code == 429
        assert phone.get(at(address, deliberation)).status_code in (200, 403)
    assert client.post(reverse("home"), {"code": deliberation.code}).status_code == 429
    assert desk.get(at("console", deliberation)).status_code == 200
    assert client.get(at("screen", deliberation), REMOTE_ADDR="192.0.2.7").status_code == 200


# --- joining ---


def test_the_door_says_who_runs_this_and_ticks_nothing_by_itself(client, deliberation):
    page = client.get(at("participate", deliberation))

    ticks = [each for each in parsed(page.content.decode()).iter("input") if each.get("type") == "checkbox"]
    assert "Riverside Library runs this." in said(page)
    assert [(each.get("name"), "checked" in each.attrib) for each in ticks] == [
        ("publishing_text", False),
        ("row_release", False),
        ("training_use", False),
    ]
    assert not Participant.objects.exists()


def test_joining_sets_a_signed_cookie_that_scripts_cannot_read(client, deliberation):
    answer = client.post(at("join", deliberation), {"row_release": "on"})

    cookie = answer.cookies[f"elicit_{deliberation.code}"]
    person = deliberation.participants.get()
    assert (answer.status_code, answer["Location"]) == (302, at("participate", deliberation))
    assert access.read_participant(deliberation, cookie.value) == person
    assert person.key != cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 180 * 24 * 60 * 60


def test_joining_writes_one_consent_with_the_ticks(client, deliberation):
    client.post(at("join", deliberation), {"row_release": "on", "training_use": "on"})

    [consent] = Consent.objects.values("taking_part", "publishing_text", "row_release", "training_use")
    assert consent == {"taking_part": True, "publishing_text": False, "row_release": True, "training_use": True}


def test_joining_again_on_the_same_phone_changes_nothing(phone, ben):
    answer = phone.post(at("join", ben.deliberation), {"training_use": "on"})

    assert answer.status_code == 302
    assert list(Participant.objects.all()) == [ben]
    assert Consent.objects.count() == 1


def test_the_cookie_travels_only_encrypted_where_the_page_does(client, deliberation):
    answer = client.post(at("join", deliberation), secure=True)

    assert answer.cookies[f"elicit_{deliberation.code}"]["secure"] is True


def test_nobody_joins_a_closed_room(client, deliberation, ada, now):
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    answer = client.post(at("join", deliberation))

    assert answer.status_code == 409
    assert "This deliberation is not open, so nobody can join it now." in said(answer)
    assert not Participant.objects.exists()
    assert "This deliberation is closed." in said(client.get(at("participate", deliberation)))


def test_a_form_from_another_site_is_refused(deliberation):
    client = StrictClient(enforce_csrf_checks=True)

    answer = client.post(at("join", deliberation))

    assert answer.status_code == 403
    assert "open the page again, and send it once more" in said(answer)
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
    carried = {"forged": "ImtleSI:1abcde:zzzz", "tampered": token[:-1] + "x", "a session's": ben.key}
    return phone.carry(ben, carried[request.param]) if request.param in carried else phone


@pytest.mark.parametrize("page", ["my_votes", "write"])
def test_nobody_is_sent_to_the_door(nobody, deliberation, page):
    answer = nobody.get(at(page, deliberation))

    assert (answer.status_code, answer["Location"]) == (302, at("participate", deliberation))


def test_nobody_sees_the_door_and_no_statement(nobody, deliberation):
    answer = nobody.get(at("participate", deliberation))

    assert answer.status_code == 200
    assert "Take part" in said(answer)
    assert [text for text in factories.TEXTS if text in said(answer)] == []


@pytest.fixture
def voted(ben):
    """Ben has voted before anybody comes with what looks like his cookie."""
    [second] = ben.deliberation.statements.filter(number=2)
    casting.cast(participant=ben, statement=second, choice=-1, now=factories.LONG_AGO)


@pytest.mark.parametrize(
    ("name", "sent"),
    [("vote", {"statement": 1, "choice": 1}), ("undo", {"statement": 2}), ("write", {"text": "Be brief."})],
)
@pytest.mark.usefixtures("voted")
def test_nobody_writes_anything(nobody, ben, name, sent):
    answer = nobody.post(at(name, ben.deliberation), sent)

    assert answer.status_code == 403
    assert list(Ballot.objects.values_list("statement__number", "choice")) == [(2, -1)]
    assert not Statement.objects.filter(text="Be brief.").exists()


def test_with_htmx_nobody_is_led_to_the_door_instead_of_getting_it_inside_the_card(nobody, deliberation):
    answer = post(nobody, at("vote", deliberation), statement=1, choice=1)

    assert (answer.status_code, answer["HX-Redirect"]) == (403, at("participate", deliberation))
