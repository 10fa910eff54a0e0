"""The wall: its slides, what is sent to it, and that it shows what is revealed and nothing else."""

import re

import pytest

from elicit.actions.deliberation import lifecycle, rounds, showing
from elicit.actions.findings import analyses
from elicit.live import wall as wall_module
from elicit.models import Deliberation, Role
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import assert_same_as_fresh, find_element, outline, parse, post
from tests.views.pages import build_address, read_text


@pytest.fixture
def analysis(room, now):
    return analyses.run(deliberation=room, now=now)


@pytest.fixture
def revealed_room(room, analysis, ada, now):
    return showing.reveal(deliberation=room, show=ALL, by=ada, now=now)


def read_wall(response):
    """The slide on show, the one that was sent, and the slides there are."""
    page = response.content.decode()
    choice = find_element(page, "live").get("data-sent")
    there = [
        element.get("id")[6:] for element in parse(page).iter() if (element.get("id") or "").startswith("slide-")
    ]
    return find_element(page, "wall").get("data-slide"), choice, sorted(there)


BASICS = ["join", "map", "prompt", "thanks"]
SLIDES = ["divides", "join", "map", "prompt", "thanks", "unites"]


def test_before_the_reveal_the_wall_shows_how_to_join_and_has_no_slide_of_findings(client, room, analysis):
    assert read_wall(client.get(build_address("screen", room))) == ("join", "join", BASICS)


def test_after_the_reveal_it_shows_the_map_and_has_all_slides(client, revealed_room):
    assert read_wall(client.get(build_address("screen", revealed_room))) == ("map", "map", SLIDES)


def test_it_shows_what_was_sent_from_the_console(client, desk, deliberation):
    desk.post(build_address("show", deliberation), {"slide": "thanks"})
    assert read_wall(client.get(build_address("screen", deliberation))) == ("thanks", "thanks", BASICS)

    desk.post(build_address("show", deliberation), {"slide": ""})
    assert read_wall(client.get(build_address("screen", deliberation))) == ("join", "join", BASICS)


def test_a_slide_that_is_hidden_again_leaves_the_wall(client, revealed_room, ada, now):
    showing.show(deliberation=revealed_room, slide="divides", by=ada, now=now)
    assert read_wall(client.get(build_address("screen", revealed_room)))[:2] == ("divides", "divides")

    showing.reveal(deliberation=revealed_room, hide=ALL, by=ada, now=now)
    assert read_wall(client.get(build_address("screen", revealed_room))) == ("join", "join", BASICS)


@pytest.mark.parametrize(
    ("query", "slide"), [("prompt", "prompt"), ("unites", "join"), ("ballots", "join"), ("", "join")]
)
def test_an_address_may_ask_for_a_slide_that_is_there(client, deliberation, query, slide):
    assert read_wall(client.get(build_address("screen", deliberation) + f"?slide={query}"))[:2] == (slide, "join")


def test_the_thank_you_says_what_was_found_once_it_is_revealed(client, desk, room, analysis, ada, now):
    def read_thanks():
        return " ".join(
            "".join(
                find_element(client.get(build_address("screen", room)).text, "slide-thanks").itertext()
            ).split()
        )

    assert "40 people took part 240 votes 6 statements" in read_thanks()
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    assert "1 statement unites 4 divide 0 are not settled" in read_thanks()
    assert "Your votes and words are kept as you agreed." in read_thanks()


def test_a_swapped_console_shows_what_was_sent_as_a_fresh_one_does(desk, revealed_room):
    response = post(desk, build_address("show", revealed_room), slide="unites")

    fresh = assert_same_as_fresh(desk, response, "console", build_address("console", revealed_room))
    states = {
        element.get("id"): element.get("aria-pressed")
        for element in fresh.iter("button")
        if element.get("aria-pressed")
    }
    assert [name for name, is_pressed in states.items() if is_pressed == "true"] == ["wall-unites"]


def test_before_the_reveal_the_console_does_not_offer_what_is_hidden(desk, deliberation):
    page = find_element(desk.get(build_address("console", deliberation)).text, "console")

    options = [element.get("value") for element in page.iter("button") if element.get("name") == "slide"]
    assert options == ["", "join", "prompt", "map", "thanks"]
    response = desk.post(build_address("show", deliberation), {"slide": "unites"})
    assert (response.status_code, Deliberation.objects.get().wall_slide) == (409, "")
    assert "Reveal it first, then send it." in read_text(response)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STEWARD, Role.FACILITATOR)])
def test_only_those_who_run_it_send_slides(sign_in, member, deliberation, role):
    response = sign_in(member(role)).post(build_address("show", deliberation), {"slide": "prompt"})

    assert (response.status_code, Deliberation.objects.get().wall_slide) == (403, "")


def test_the_second_square_leads_to_the_results(client, deliberation):
    to_join, to_read = (
        client.get(build_address("qr", deliberation) + query).content for query in ("", "?to=results")
    )

    assert to_join != to_read
    assert to_join == client.get(build_address("qr", deliberation) + "?to=elsewhere").content


def test_the_live_part_says_which_version_of_the_page_it_is_for(client, deliberation, monkeypatch):
    page = find_element(client.get(build_address("screen", deliberation)).text, "live")
    [part] = parse(client.get(build_address("live", deliberation, "screen")).text)
    assert outline(page) == outline(part)

    wall_module.read_version.cache_clear()
    monkeypatch.setattr(wall_module, "FILES", ("css/base.css",))
    [newer] = parse(client.get(build_address("live", deliberation, "screen")).text)
    wall_module.read_version.cache_clear()
    assert newer.get("data-version") != page.get("data-version")


def test_the_version_covers_every_script_of_the_wall(client, deliberation):
    page = parse(client.get(build_address("screen", deliberation)).text)
    scripts = re.findall(r"/static/js/(\w+)\.", " ".join(element.get("src") for element in page.iter("script")))

    assert sorted(scripts) == sorted(wall_module.SCRIPTS)


def test_the_wall_names_every_slide_to_its_scripts(client, deliberation):
    page = find_element(client.get(build_address("screen", deliberation)).text, "wall")

    assert page.get("data-slides").split() == ["join", "prompt", "map", "unites", "divides", "thanks"]
    assert factories.TEXTS[0] not in "".join(page.itertext())


def test_the_wall_says_that_it_is_time_to_talk_and_that_people_vote_again(client, room, ada, now):
    lifecycle.switch(deliberation=room, name="voting", on=False, by=ada, now=now)
    lifecycle.switch(deliberation=room, name="writing", on=False, by=ada, now=now)
    lifecycle.switch(deliberation=room, name="discussion", on=True, by=ada, now=now)
    page = read_text(client.get(build_address("screen", room)))
    assert "time to talk" in page
    assert "Talk about what divides" in page

    rounds.vote_again(deliberation=room, everything=True, by=ada, now=now)
    assert "Vote again. What you said before stands" in read_text(client.get(build_address("screen", room)))
