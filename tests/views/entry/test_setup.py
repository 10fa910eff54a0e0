"""Ada's page about the door."""

import pytest

from elicit.models import Role
from elicit.reading.entry import consent
from tests.htmx import find_element
from tests.views.pages import build_address, read_text


def test_the_page_shows_what_people_read(desk, deliberation):
    page = desk.get(build_address("organise", deliberation))

    assert "What people read now (words no. 1)" in read_text(page)
    assert find_element(page.content.decode(), "id_organiser").get("value") == "Riverside Library"


def test_the_console_leads_there(desk, deliberation):
    assert (
        f'href="{build_address("organise", deliberation)}"'
        in desk.get(build_address("console", deliberation)).content.decode()
    )


def test_new_words_are_kept_and_shown_at_the_door(desk, client, deliberation):
    fields = {"organiser": "The Night Shift", "contact": "night@example.org", "retention_days": "30"}

    response = desk.post(build_address("reword", deliberation), fields)

    assert (response.status_code, response["Location"]) == (302, build_address("organise", deliberation))
    door = read_text(client.get(build_address("participate", deliberation)))
    assert "The Night Shift runs this." in door
    assert "Questions go to: night@example.org" in door
    assert "Votes are kept for 30 days" in door


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"retention_days": "0"}, 422), ({"retention_days": "soon"}, 422), ({"contact": "a\u202eb"}, 400)],
)
def test_words_that_cannot_be_used_stay_in_the_form_with_a_sentence(desk, deliberation, fields, status):
    response = desk.post(build_address("reword", deliberation), {"organiser": "The Night Shift", **fields})

    assert response.status_code == status
    assert find_element(response.content.decode(), "id_organiser").get("value") == "The Night Shift"
    assert consent.read_newest_form(deliberation).number == 1


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.RESEARCHER, Role.AUDITOR, Role.MEMBER])
def test_others_of_the_community_do_not_run_the_door(sign_in, member, deliberation, role):
    colleague = sign_in(member(role))

    assert colleague.get(build_address("organise", deliberation)).status_code == 403
    assert colleague.post(build_address("reword", deliberation), {"organiser": "Me"}).status_code == 403
    assert consent.read_newest_form(deliberation).number == 1
