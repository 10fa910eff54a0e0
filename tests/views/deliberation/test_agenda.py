"""The agenda from both sides: Ada plans and runs it, and the pages of everyone else say what is going on."""

from datetime import timedelta

import pytest

from elicit.actions.deliberation import agenda, lifecycle, pauses, planning
from elicit.actions.votes import casting
from elicit.models import Agenda, Deliberation, Event, Role, Stage
from tests import factories
from tests.htmx import assert_same_as_fresh, find_element, parse, post, read_words
from tests.views.pages import build_address, read_card, read_statement, read_text


@pytest.fixture
def meeting(deliberation, ada, now):
    """An open room with a quick pulse: arriving, writing and voting, results, the end."""
    return planning.plan(deliberation=deliberation, template="quick", by=ada, now=now)


@pytest.fixture
def base(deliberation):
    return f"/d/{deliberation.code}/console/"


def list_kinds(deliberation):
    return [stage.kind for stage in Agenda.of(deliberation).stages]


def begin(deliberation, now, times=1):
    for _stage in range(times):
        meeting = agenda.begin(deliberation=deliberation, by=None, now=now)
    return meeting


def get_stage_pk(deliberation, position):
    return deliberation.stages.get(position=position).pk


# --- making one ---


def create(desk, **fields):
    return desk.post("/c/riverside/new/", {"prompt": "And then?", "language": "en", "seeds": "Be kind.", **fields})


@pytest.mark.parametrize(("fields", "stages"), [({"template": "quick"}, 4), ({"template": "hand"}, 0), ({}, 0)])
def test_a_deliberation_is_made_with_the_stages_of_a_template(desk, community, fields, stages):
    response = create(desk, **fields)

    deliberation = Deliberation.objects.get()
    assert (response["Location"], deliberation.stages.count()) == (f"/d/{deliberation.code}/console/", stages)


def test_the_form_offers_every_template_and_proposes_one(desk, community):
    page = parse(desk.get("/c/riverside/new/").content.decode())

    radios = [element for element in page.iter("input") if element.get("type") == "radio"]
    assert [(radio.get("value"), "checked" in radio.attrib) for radio in radios] == [
        ("quick", True),
        ("workshop", False),
        ("week", False),
        ("hand", False),
    ]


def test_a_template_that_is_none_makes_nothing(desk, community):
    assert create(desk, template="party").status_code == 422
    assert not Deliberation.objects.exists()


def test_from_the_form_to_the_first_vote_are_two_buttons(desk, sign_in, community, client):
    console = create(desk, template="quick")["Location"]
    for _press in range(2):
        assert desk.post(f"{console}next/")["Location"] == console

    deliberation = Deliberation.objects.get()
    client.post(build_address("join", deliberation))
    assert read_statement(client.get(build_address("participate", deliberation))) == "Be kind."


# --- the page ---


def test_the_page_adds_changes_moves_and_removes_stages(desk, base, meeting):
    desk.post(f"{base}agenda/add/", {"kind": "vote_again", "title": "", "minutes": "8", "goes_on": "on"})
    desk.post(f"{base}agenda/{get_stage_pk(meeting, 4)}/", {"do": "earlier"})
    desk.post(f"{base}agenda/{get_stage_pk(meeting, 3)}/", {"do": "later"})
    desk.post(f"{base}agenda/{get_stage_pk(meeting, 4)}/", {"do": "earlier"})
    fields = {"do": "save", "title": "Come in", "minutes": "", "goes_on": ""}
    desk.post(f"{base}agenda/{get_stage_pk(meeting, 1)}/", fields)
    response = desk.post(f"{base}agenda/{get_stage_pk(meeting, 2)}/", {"do": "remove"})

    assert (response.status_code, response["Location"]) == (302, f"{base}agenda/")
    assert list_kinds(meeting) == ["lobby", "vote_again", "reveal", "close"]
    assert meeting.stages.values_list("title", "minutes", "goes_on")[0] == ("Come in", None, False)
    assert "Come in" in read_text(desk.get(f"{base}agenda/"))


def test_a_template_fills_an_empty_agenda(desk, base, deliberation):
    assert "run by hand" in read_text(desk.get(f"{base}agenda/"))

    desk.post(f"{base}agenda/plan/", {"template": "workshop"})

    assert list_kinds(deliberation)[0] == "lobby"
    assert desk.post(f"{base}agenda/plan/", {"template": "week"}).status_code == 409
    assert desk.post(f"{base}agenda/plan/", {}).status_code == 400


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "dance"}, "Select a valid choice"),
        ({"kind": "vote", "minutes": "ten"}, "Enter a whole number"),
        ({"kind": "vote", "minutes": "0"}, "greater than or equal to 1"),
        ({"kind": "vote", "goes_on": "on"}, "Say how many minutes it lasts"),
        ({"kind": "vote", "title": "Vote \u202ewon"}, "hidden"),
    ],
)
def test_what_cannot_be_added_is_said_and_stays_in_the_form(desk, base, deliberation, fields, sentence):
    response = desk.post(f"{base}agenda/add/", {"title": "Tea", **fields})

    assert (response.status_code, Stage.objects.count()) == (422, 0)
    assert sentence in read_text(response)
    [title] = [
        element for element in parse(response.content.decode()).iter("input") if element.get("id") == "title"
    ]
    assert title.get("value") == fields.get("title", "Tea")


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"do": "dance"}, 400), ({"do": "save", "minutes": "ten"}, 400), ({"do": "earlier"}, 409)],
)
def test_what_cannot_be_done_to_a_stage_changes_nothing(desk, base, meeting, fields, status):
    before = list(meeting.stages.values())

    assert desk.post(f"{base}agenda/{get_stage_pk(meeting, 1)}/", fields).status_code == status
    assert list(meeting.stages.values()) == before


def test_a_stage_that_is_gone_or_of_another_room_is_missing(desk, base, meeting, other, ada, now):
    foreign = planning.add(deliberation=other, kind="vote", by=ada, now=now)

    for pk in (foreign.pk, 10**9):
        assert desk.post(f"{base}agenda/{pk}/", {"do": "remove"}).status_code == 404
    assert Stage.objects.filter(pk=foreign.pk).exists()


def test_what_was_closed_opens_again_at_a_stage(desk, base, meeting, now):
    begin(meeting, now, times=4)
    page = read_text(desk.get(f"{base}agenda/"))

    response = desk.post(f"{base}agenda/{get_stage_pk(meeting, 2)}/", {"do": "begin"})

    assert "Open again with this" in page
    assert response["Location"] == base
    assert Deliberation.objects.values_list("status", "voting_open").get() == ("open", True)


# --- the buttons ---


@pytest.mark.parametrize(
    ("path", "fields"),
    [("next/", {}), ("hold/", {"to": "on"}), ("hold/", {"to": "off"}), ("minutes/", {"minutes": "5"})],
)
def test_a_swapped_console_equals_a_freshly_loaded_one(desk, base, meeting, now, path, fields):
    begin(meeting, now)

    response = post(desk, base + path, **fields)

    assert response.status_code == 200
    assert_same_as_fresh(desk, response, "console", base)


@pytest.mark.parametrize(
    ("path", "fields"), [("hold/", {}), ("minutes/", {"minutes": "0"}), ("minutes/", {"minutes": "x"})]
)
def test_a_button_that_is_none_changes_nothing(desk, base, meeting, path, fields):
    before = Event.objects.count()

    assert desk.post(base + path, fields).status_code == 400
    assert Event.objects.count() == before


def test_after_the_last_stage_the_button_is_refused(desk, base, meeting, now):
    begin(meeting, now, times=4)

    response = desk.post(f"{base}next/")

    assert response.status_code == 409
    assert "There is no further stage" in read_text(response)


BUTTONS = ["next/", "hold/", "minutes/", "agenda/plan/", "agenda/add/", "practice/", "practice/crowd/"]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.RESEARCHER, Role.AUDITOR, Role.MEMBER])
@pytest.mark.parametrize("path", BUTTONS)
def test_only_facilitators_and_stewards_press(sign_in, member, base, meeting, role, path):
    laptop = sign_in(member(role))
    before = Event.objects.count()

    assert laptop.post(base + path, {"to": "on", "minutes": "5"}).status_code == 403
    assert Event.objects.count() == before


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR])
def test_others_look_at_the_agenda_without_buttons(sign_in, member, base, meeting, role):
    page = parse(sign_in(member(role)).get(f"{base}agenda/").content.decode())

    assert "Writing and voting" in read_words(page)
    assert [element.get("action") for element in page.iter("form")] == ["/sign-out/", "/i18n/setlang/"]


# --- what the console, the phone and the wall say ---


def read_rail(desk, base):
    [part] = [
        element
        for element in parse(desk.get(base).content.decode()).iter("section")
        if element.get("class") == "rail"
    ]
    return read_words(part)


def test_the_console_says_what_is_going_on_and_what_comes_next(desk, base, meeting, now):
    before = read_rail(desk, base)
    begin(meeting, now, times=2)
    during = read_rail(desk, base)
    pauses.hold(deliberation=meeting, by=None, now=now)

    assert "Begin: Arriving" in before
    assert "Stage 2 of 4 Writing and voting" in during
    assert "Next stage: Results" in during
    assert "Writing and voting · paused 10:00" in read_rail(desk, base)


def test_a_room_run_by_hand_looks_as_it_did(desk, base, deliberation):
    text = read_rail(desk, base)

    assert "Stage Open" in text
    assert "Next stage" not in text
    assert "Set the timer by hand" in text


def test_the_lobby_says_who_is_here_and_what_will_happen(phone, meeting, now):
    begin(meeting, now)

    page = read_text(phone.get(build_address("participate", meeting)))

    assert meeting.prompt in page
    assert "0 here" in page
    assert "What will happen Writing and voting 10 min Everyone votes" in page
    assert "You are in It begins when the facilitator begins." in page


def test_somebody_joins_while_the_lobby_is_open(client, meeting, now):
    begin(meeting, now)

    client.post(build_address("join", meeting))

    assert "You are in" in read_text(client.get(build_address("participate", meeting)))


def test_the_page_of_the_lobby_changes_when_it_begins(phone, meeting, now):
    """The card follows the state of the live part: another state, and the page is fetched again."""
    states = []
    for _stage in range(4):
        begin(meeting, now)
        live = parse(phone.get(f"/d/{meeting.code}/live/phone/").content.decode())
        page = phone.get(build_address("participate", meeting))
        states.append(live[0].get("data-state"))
        assert read_card(page).get("data-state") == live[0].get("data-state")

    assert len(set(states)) == 4


def test_a_card_under_a_thumb_is_not_replaced_when_writing_closes(phone, meeting, ada, now):
    begin(meeting, now, times=2)
    before = read_card(phone.get(build_address("participate", meeting))).get("data-state")

    lifecycle.switch(deliberation=meeting, name="writing", on=False, by=ada, now=now)

    assert read_card(phone.get(build_address("participate", meeting))).get("data-state") == before


def test_a_phone_says_which_stage_how_long_and_what_comes_next(phone, meeting, now):
    begin(meeting, now, times=2)

    live = find_element(phone.get(build_address("participate", meeting)).content.decode(), "live")

    assert "Writing and voting" in read_words(live)
    assert "then: Results" in read_words(live)
    [timer] = live.iter("time")
    assert int(timer.get("data-until")) == int((now + timedelta(minutes=10)).timestamp())


def test_in_a_stage_of_writing_the_card_leads_there(phone, deliberation, ada, now):
    planning.add(deliberation=deliberation, kind="write", minutes=5, by=ada, now=now)
    begin(deliberation, now)

    page = phone.get(build_address("participate", deliberation))

    assert "Now everyone writes" in read_text(page)
    assert build_address("write", deliberation) in [element.get("href") for element in read_card(page).iter("a")]


def test_a_title_is_shown_in_the_language_it_was_written_in(phone, deliberation, ada, now):
    Deliberation.objects.update(language="ar")
    planning.add(deliberation=deliberation, kind="vote", title="نصوّت", by=ada, now=now)
    begin(deliberation, now)

    live = find_element(phone.get(build_address("participate", deliberation)).content.decode(), "live")

    [title] = [element for element in live.iter("span") if element.text == "نصوّت"]
    assert (title.get("lang"), title.get("dir")) == ("ar", "auto")


def test_every_page_says_that_it_is_paused(phone, client, desk, base, deliberation, now):
    pauses.hold(deliberation=deliberation, by=None, now=now)

    assert "The facilitator has paused Nothing is lost" in read_text(
        phone.get(build_address("participate", deliberation))
    )
    assert "Paused The facilitator has paused" in read_text(phone.get(build_address("my_votes", deliberation)))
    assert "Paused The facilitator has paused" in read_text(phone.get(build_address("write", deliberation)))
    assert "Paused Nothing is lost." in read_text(client.get(build_address("screen", deliberation)))
    assert "paused" in read_rail(desk, base)


def test_a_vote_sent_in_a_pause_is_refused_and_the_earlier_ones_stand(phone, ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    pauses.hold(deliberation=ben.deliberation, by=None, now=now)

    response = post(phone, build_address("vote", ben.deliberation), statement=2, choice=1, next="card")

    assert response.status_code == 409
    assert "Earlier votes stand." in read_text(response)
    assert [vote.statement for vote in ben.votes.all()] == [statement]


def test_the_wall_shows_the_way_in_the_count_and_the_stage(client, meeting, now):
    begin(meeting, now)

    page = client.get(build_address("screen", meeting))

    assert 'data-slide="join"' in page.content.decode()
    live = read_words(find_element(page.content.decode(), "live"))
    assert "0 here" in live
    assert "Arriving · then: Writing and voting" in live


def test_hidden_results_stay_hidden_until_the_stage_that_reveals_them(client, phone, meeting, now):
    factories.camps(meeting, 10)
    for times, status in ((2, 403), (1, 200)):
        begin(meeting, now, times=times)
        assert phone.get(build_address("results", meeting)).status_code == status


def test_the_live_part_costs_the_same_for_any_number_of_stages(phone, meeting, now, django_assert_max_num_queries):
    begin(meeting, now)
    address = f"/d/{meeting.code}/live/phone/"
    phone.get(address)

    with django_assert_max_num_queries(4):
        phone.get(address)
