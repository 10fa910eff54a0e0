"""What Ben meets on his phone, with scripts and without."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from elicit import access
from elicit.actions import deliberations, statements, votes
from elicit.models import Ballot, Consent, Participant, Statement
from tests import factories
from tests.htmx import assert_same_as_fresh, element, parsed, post, words

from .conftest import StrictClient


def at(name, deliberation, *more):
    return reverse(name, args=[deliberation.code, *more])


def said(answer):
    """The words a reader sees."""
    return words(parsed(answer.content.decode()))


def card(answer):
    return element(answer.content.decode(), "card")


def shown(answer):
    """The text of the statement on the card, or nothing."""
    texts = ["".join(each.itertext()) for each in card(answer).iter("h1") if each.get("class") == "statement"]
    return texts[0] if texts else None


def field(part, name):
    return next(each.get("value") for each in part.iter("input") if each.get("name") == name)


@pytest.fixture
def other(community, ada, now):
    """A second deliberation of the same community, with statements of its own."""
    made = deliberations.create(community=community, prompt="And then?", by=ada, now=now)
    statements.seed(deliberation=made, texts=["Ask me first."] * 1, by=ada, now=now)
    return deliberations.open_(deliberation=made, by=ada, now=now)


@pytest.fixture
def mine(ben, now):
    """A statement Ben wrote; it waits."""
    return statements.submit(participant=ben, text="Let me be wrong in peace.", now=now)


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
    assert access.participant_of(deliberation, cookie.value) == person
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
    deliberations.close(deliberation=deliberation, by=ada, now=now)

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
    token = access.token(ben)
    if request.param == "foreign":
        stranger = factories.person(other)
        return phone.carry(ben, access.token(stranger))
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


@pytest.mark.parametrize(
    ("name", "sent"),
    [("vote", {"statement": 1, "choice": 1}), ("undo", {"statement": 2}), ("write", {"text": "Be brief."})],
)
def test_nobody_writes_anything(nobody, ben, name, sent):
    [second] = ben.deliberation.statements.filter(number=2)
    votes.cast(participant=ben, statement=second, choice=-1, now=factories.LONG_AGO)

    answer = nobody.post(at(name, ben.deliberation), sent)

    assert answer.status_code == 403
    assert list(Ballot.objects.values_list("statement__number", "choice")) == [(2, -1)]
    assert not Statement.objects.filter(text="Be brief.").exists()


def test_with_htmx_nobody_is_led_to_the_door_instead_of_getting_it_inside_the_card(nobody, deliberation):
    answer = post(nobody, at("vote", deliberation), statement=1, choice=1)

    assert (answer.status_code, answer["HX-Redirect"]) == (403, at("participate", deliberation))


# --- voting ---


def test_voting_without_scripts_redirects_so_that_reloading_sends_nothing(phone, ben):
    answer = phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": 1, "key": "one", "next": "card"})
    assert (answer.status_code, answer["Location"]) == (302, at("participate", ben.deliberation))

    for _ in range(2):
        assert phone.get(answer["Location"]).status_code == 200
    assert list(ben.ballots.values_list("statement__number", "choice", "important")) == [(1, 1, False)]


def test_sending_the_shown_form_votes_on_what_was_shown(phone, ben):
    page = phone.get(at("participate", ben.deliberation))
    form = card(page)

    phone.post(at("vote", ben.deliberation), {"statement": field(form, "statement"), "choice": "-1"})

    [vote] = ben.votes.all()
    assert (vote.statement.text, vote.choice) == (shown(page), -1)


@pytest.mark.parametrize("choice", [1, 0, -1])
def test_a_swapped_card_equals_a_freshly_loaded_one(phone, ben, choice):
    answer = post(phone, at("vote", ben.deliberation), statement=2, choice=choice, key="one", next="card")

    assert_same_as_fresh(phone, answer, "card", at("participate", ben.deliberation))
    assert ben.votes.get().choice == choice


def test_the_card_moves_on_until_everything_has_a_vote(phone, ben):
    seen = set()
    for _ in factories.TEXTS:
        page = phone.get(at("participate", ben.deliberation))
        seen.add(shown(page))
        phone.post(at("vote", ben.deliberation), {"statement": field(card(page), "statement"), "choice": "1"})

    page = phone.get(at("participate", ben.deliberation))
    assert seen == set(factories.TEXTS)
    assert (shown(page), "You have voted on everything there is" in said(page)) == (None, True)


def test_the_last_swap_equals_the_empty_page(phone, ben):
    for number in (1, 2, 3):
        phone.post(at("vote", ben.deliberation), {"statement": number, "choice": "1"})

    answer = post(phone, at("vote", ben.deliberation), statement=4, choice=1, next="card")

    assert_same_as_fresh(phone, answer, "card", at("participate", ben.deliberation))


def test_a_vote_can_be_marked_as_important(phone, ben):
    phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": "1", "important": "on"})

    assert [(vote.choice, vote.important) for vote in ben.votes.all()] == [(1, True)]


@pytest.mark.parametrize(
    "sent",
    [
        {"statement": 1},
        {"statement": 1, "choice": 7},
        {"statement": "one", "choice": 1},
        {"statement": -1, "choice": 1},
        {"choice": 1},
        {"statement": 1, "choice": 1, "key": "no spaces"},
        {"statement": 1, "choice": 1, "next": "https://elsewhere.example"},
    ],
)
def test_a_vote_nobody_can_have_meant_is_refused_on_the_card(phone, ben, sent):
    answer = phone.post(at("vote", ben.deliberation), sent)

    assert answer.status_code == 400
    assert shown(answer) in factories.TEXTS
    assert not ben.ballots.exists()


def test_two_tabs_that_send_the_same_key_vote_once(phone, ben):
    for choice in ("1", "-1"):
        phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": choice, "key": "same"})

    assert list(ben.ballots.values_list("choice", flat=True)) == [1]


def test_of_two_tabs_with_keys_of_their_own_the_last_vote_stands_and_both_are_logged(phone, ben):
    pages = [phone.get(at("participate", ben.deliberation)) for _ in range(2)]
    keys = {field(card(page), "key") for page in pages}
    assert len(keys) == 2

    for choice, key in zip(("1", "-1"), sorted(keys), strict=True):
        phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": choice, "key": key})

    assert list(ben.ballots.values_list("choice", flat=True)) == [1, -1]
    assert ben.votes.get().choice == -1


# --- what takes no votes ---


def refused(phone, ben, number, status, sentence):
    """The vote is refused, on the page and in the fragment, and nothing is written."""
    sent = {"statement": number, "choice": 1}
    for answer in (
        phone.post(at("vote", ben.deliberation), sent),
        post(phone, at("vote", ben.deliberation), **sent),
    ):
        notice = next(each for each in card(answer).iter("p") if "refusal" in each.get("class", ""))
        assert (answer.status_code, words(notice)) == (status, sentence)
    assert not ben.ballots.exists()


def test_a_waiting_statement_takes_no_votes(phone, ben, mine):
    sentence = "This statement is still waiting for a moderator, so it takes no votes yet."
    refused(phone, ben, mine.number, 409, sentence)


def test_a_rejected_statement_takes_no_votes(phone, ben, statement, ada, now):
    statements.reject(statement=statement, reason="Spam", by=ada, now=now)

    refused(phone, ben, 1, 409, "This statement was not accepted, so it takes no votes. Your other votes stand.")


def test_a_merged_statement_takes_no_votes(phone, ben, merged):
    sentence = "This statement was merged into another one. Vote on that one instead."
    refused(phone, ben, merged.number, 409, sentence)


@pytest.fixture
def merged(deliberation):
    into = deliberation.statements.get(number=2)
    deliberation.statements.filter(number=1).update(state=Statement.State.MERGED, merged_into=into)
    return deliberation.statements.get(number=1)


@pytest.mark.parametrize("number", [99, 10**30])
def test_a_statement_of_elsewhere_takes_no_votes(phone, ben, other, number):
    refused(phone, ben, number, 404, "This statement does not belong to this deliberation.")


def test_after_closing_a_vote_is_refused_and_the_page_says_why(phone, ben, ada, now):
    deliberations.close(deliberation=ben.deliberation, by=ada, now=now)

    refused(
        phone,
        ben,
        1,
        409,
        "Voting is closed at the moment, so this was not recorded. Earlier votes stand.",
    )
    page = phone.get(at("participate", ben.deliberation))
    assert (page.status_code, shown(page)) == (200, None)
    assert "This deliberation is closed" in said(page)


def test_while_voting_is_held_the_card_shows_no_statement(phone, ben, ada, now):
    deliberations.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    page = phone.get(at("participate", ben.deliberation))

    assert (shown(page), "Voting is not open right now" in said(page)) == (None, True)


# --- undo, change ---


def test_undo_shows_the_statement_again(phone, ben):
    phone.post(at("vote", ben.deliberation), {"statement": 3, "choice": "1"})

    answer = phone.post(at("undo", ben.deliberation), {"next": "card"}, follow=True)

    assert shown(answer) == factories.TEXTS[2]
    assert not ben.votes.exists()
    assert list(ben.ballots.values_list("choice", flat=True)) == [1, None]


def test_undo_without_scripts_redirects_so_that_reloading_undoes_nothing_more(phone, ben):
    for number in (1, 2):
        phone.post(at("vote", ben.deliberation), {"statement": number, "choice": "1"})

    answer = phone.post(at("undo", ben.deliberation), {"next": "card"})
    assert answer.status_code == 302
    for _ in range(2):
        assert shown(phone.get(answer["Location"])) == factories.TEXTS[1]
    assert [vote.statement.number for vote in ben.votes.all()] == [1]


def test_with_htmx_undo_swaps_the_statement_in_again(phone, ben):
    phone.post(at("vote", ben.deliberation), {"statement": 3, "choice": "1"})

    answer = post(phone, at("undo", ben.deliberation), next="card")

    assert_same_as_fresh(phone, answer, "card", at("participate", ben.deliberation) + "?again=3")
    assert shown(answer) == factories.TEXTS[2]


@pytest.mark.parametrize("again", ["99", "x", "-1", "1"])
def test_only_what_has_no_vote_of_mine_is_shown_again(phone, ben, again):
    phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": "1"})

    page = phone.get(at("participate", ben.deliberation), {"again": again})

    assert shown(page) in factories.TEXTS[1:]


def test_undo_without_a_vote_says_so(phone, ben):
    answer = phone.post(at("undo", ben.deliberation))

    assert answer.status_code == 404
    assert "There is no vote of yours on this statement to undo." in said(answer)


def test_undo_after_closing_is_refused(phone, ben, ada, now):
    phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": "1"})
    deliberations.close(deliberation=ben.deliberation, by=ada, now=now)

    answer = phone.post(at("undo", ben.deliberation))

    assert answer.status_code == 409
    assert ben.votes.count() == 1


def test_my_votes_lists_them_newest_first(phone, ben):
    for number in (2, 1):
        phone.post(at("vote", ben.deliberation), {"statement": number, "choice": "1"})

    page = element(phone.get(at("my_votes", ben.deliberation)).content.decode(), "votes")

    texts = [words(each) for each in page.iter("p") if each.get("class") == "statement"]
    assert texts == [factories.TEXTS[0], factories.TEXTS[1]]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("vote", {"statement": 1, "choice": -1, "next": "votes", "important": "on"}),
        ("vote", {"statement": 1, "choice": 1, "next": "votes"}),
        ("undo", {"statement": 1, "next": "votes"}),
    ],
)
def test_swapped_votes_equal_freshly_loaded_ones(phone, ben, name, sent):
    for number in (1, 2):
        phone.post(at("vote", ben.deliberation), {"statement": number, "choice": "1"})

    answer = post(phone, at(name, ben.deliberation), **sent)

    assert answer.status_code == 200
    assert_same_as_fresh(phone, answer, "votes", at("my_votes", ben.deliberation))


def test_changing_and_undoing_among_my_votes_without_scripts_leads_back_to_them(phone, ben):
    phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": "1", "important": "on"})

    changed = phone.post(at("vote", ben.deliberation), {"statement": 1, "choice": "-1", "next": "votes"})
    assert (changed.status_code, changed["Location"]) == (302, at("my_votes", ben.deliberation))
    assert ben.votes.get().choice == -1

    undone = phone.post(at("undo", ben.deliberation), {"statement": 1, "next": "votes"})
    assert (undone.status_code, undone["Location"]) == (302, at("my_votes", ben.deliberation))
    assert not ben.votes.exists()


# --- nothing sways a vote ---


def test_no_tally_is_on_the_page_before_one_votes(phone, ben):
    factories.room(ben.deliberation, *["aadp"] * 17)

    page = said(phone.get(at("participate", ben.deliberation)))

    assert re.findall(r"\d+", page.replace(ben.deliberation.spoken_code, "")) == ["0", "0", "4"]  # here, of, about
    assert "0 of about 4" in page


# --- writing ---


def test_what_one_writes_waits_and_is_listed(phone, ben):
    answer = phone.post(at("write", ben.deliberation), {"text": "  Be   brief. "})
    assert (answer.status_code, answer["Location"]) == (302, at("write", ben.deliberation))

    page = said(phone.get(at("write", ben.deliberation)))
    assert "Be brief. Waiting to be read." in page
    assert ben.statements.get().text == "Be brief."


def test_where_nobody_checks_it_is_open_to_votes_at_once(phone, ben):
    type(ben.deliberation).objects.update(moderation_on=False)

    phone.post(at("write", ben.deliberation), {"text": "Be brief."})

    assert ben.statements.get().state == Statement.State.ACCEPTED
    assert "Be brief. Accepted. 0 people have voted on it." in said(phone.get(at("write", ben.deliberation)))


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 400, "Your statement is empty."),
        (" \n\u200b", 400, "Your statement is empty."),
        ("x" * 201, 400, "Your statement has 201 characters and the limit is 200."),
        ("x" * 1_000_000, 400, "Your statement is far too long."),
        ("Be\u0007brief", 400, "Your statement contains hidden control characters."),
        ("Be\u0000brief", 400, "Your statement contains hidden control characters."),
        ("\u202efeirb eB", 400, "Your statement contains hidden characters that reverse the direction"),
        (factories.TEXTS[0].upper(), 409, "Somebody has said exactly this already."),
    ],
    ids=["empty", "blank", "long", "a megabyte", "bell", "null", "reversed", "duplicate"],
)
def test_what_cannot_be_voted_on_is_refused_with_its_sentence(phone, ben, text, status, sentence):
    answer = phone.post(at("write", ben.deliberation), {"text": text})

    assert answer.status_code == status
    notice = words(element(answer.content.decode(), "refusal"))
    assert notice[: len(sentence)] == sentence
    assert not ben.statements.exists()


def test_what_was_typed_is_still_there_after_a_refusal(phone, ben):
    answer = phone.post(at("write", ben.deliberation), {"text": "</textarea>" + "x" * 200})

    area = element(answer.content.decode(), "text")
    assert area.text == "</textarea>" + "x" * 200


def test_a_body_beyond_every_limit_is_a_page_with_a_sentence(phone, ben):
    answer = phone.post(at("write", ben.deliberation), {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})

    assert answer.status_code == 400
    assert "Nothing was changed." in said(answer)


def test_writing_while_it_is_closed_is_refused(phone, ben, ada, now):
    deliberations.switch(deliberation=ben.deliberation, name="writing", on=False, by=ada, now=now)

    answer = phone.post(at("write", ben.deliberation), {"text": "Be brief."})

    assert answer.status_code == 409
    assert "Writing is closed at the moment. Your text was not sent." in said(answer)
    assert not ben.statements.exists()


def test_ten_statements_in_ten_minutes_are_enough(phone, ben):
    statuses = [phone.post(at("write", ben.deliberation), {"text": f"Idea {n}"}).status_code for n in range(11)]

    assert statuses == [302] * 10 + [429]
    assert ben.statements.count() == 10


def test_writers_learn_what_became_of_their_statements(phone, ben, ada, now):
    made = [statements.submit(participant=ben, text=f"Idea {n}.", now=now) for n in range(4)]
    statements.accept(statement=made[1], by=ada, now=now)
    statements.reject(statement=made[2], reason="It says the same as another.", by=ada, now=now)
    into = ben.deliberation.statements.get(number=1)
    Statement.objects.filter(pk=made[3].pk).update(state=Statement.State.MERGED, merged_into=into)

    page = parsed(phone.get(at("write", ben.deliberation)).content.decode())

    fates = [words(each) for each in page.iter("li")]
    assert fates == [
        f"Idea 3. Merged into {factories.TEXTS[0]}",
        "Idea 2. Not accepted: It says the same as another.",
        "Idea 1. Accepted. 0 people have voted on it.",
        "Idea 0. Waiting to be read.",
    ]


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


def test_guessing_ends_after_three_hundred_codes(client, db):
    answers = [client.post(reverse("home"), {"code": "ZZZZZZ"}) for _ in range(301)]

    assert [answer.status_code for answer in answers] == [404] * 300 + [429]
    assert "That was a lot in a short time." in said(answers[-1])
    assert client.get("/d/ZZZZZZ/").status_code == 429
