"""First statements are looked at before they are kept; in between the server holds nothing."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from elicit.actions.deliberation import lifecycle
from elicit.models import Deliberation, Event, Role, Statement
from tests import factories
from tests.htmx import parse, read_words
from tests.views.pages import build_address, read_field, read_text

LINES = (
    "Be kind.\n\nbe kind\nSay when you are not sure\nTell me when you're not sure!\n" + "x" * 201 + "\nBe\u202eeb"
)


@pytest.fixture
def address(deliberation):
    return build_address("seeds", deliberation)


def list_lines(response):
    """Each line of the preview as a reader sees it."""
    [section] = [
        element for element in parse(response.content.decode()).iter("ol") if "preview" in element.get("class")
    ]
    return [read_words(element) for element in section.iter("li")]


def read_signed(response):
    return read_field(parse(response.content.decode()), "signed")


def list_kept(deliberation):
    return list(deliberation.statements.filter(number__gte=5).values_list("text", "is_seed", "state"))


def test_every_line_is_shown_with_what_stands_against_it_and_nothing_is_kept(desk, address, deliberation):
    before = Event.objects.count()

    response = desk.post(address, {"seeds": LINES})

    texts = list_lines(response)
    assert texts[0] == "1 Be kind. en Leave it out 1"
    assert texts[1] == "2 be kind en It is the same as line 1."
    assert texts[2] == "3 Say when you are not sure en It is here already, as statement 1."
    near = f"Close to {factories.TEXTS[0]}"
    assert texts[3] == f"4 Tell me when you're not sure! en · {near} Leave it out 4"
    assert "Your statement has 201 characters and the limit is 200." in texts[4]
    assert "hidden characters that reverse the direction" in texts[5]
    assert "What would be added 2" in read_text(response)
    assert (list_kept(deliberation), Event.objects.count()) == ([], before)


def test_what_was_looked_at_is_kept_after_it_was_confirmed(desk, address, deliberation):
    preview = desk.post(address, {"seeds": LINES})

    response = desk.post(address, {"signed": read_signed(preview)})

    assert (response.status_code, response["Location"]) == (302, build_address("statements", deliberation))
    assert list_kept(deliberation) == [
        ("Be kind.", True, "accepted"),
        ("Tell me when you're not sure!", True, "accepted"),
    ]


def test_what_is_left_out_is_not_kept(desk, address, deliberation):
    preview = desk.post(address, {"seeds": LINES})

    desk.post(address, {"signed": read_signed(preview), "numbers": ["4"]})

    assert list_kept(deliberation) == [("Be kind.", True, "accepted")]


def test_leaving_everything_out_keeps_nothing_and_says_so(desk, address, deliberation):
    preview = desk.post(address, {"seeds": "Be kind."})

    response = desk.post(address, {"signed": read_signed(preview), "numbers": ["1"]})

    assert response.status_code == 409
    assert "None of these lines can be added as it is." in read_text(response)


def test_confirming_twice_adds_once(desk, address, deliberation):
    fields = {"signed": read_signed(desk.post(address, {"seeds": "Be kind."}))}
    desk.post(address, fields)

    again = desk.post(address, fields)

    assert again.status_code == 409
    assert list_kept(deliberation) == [("Be kind.", True, "accepted")]


def test_a_csv_is_looked_at_like_pasted_lines(desk, address):
    file = SimpleUploadedFile("seeds.csv", "statement,who\n=Be kind.,me\n简短。,you\n".encode())

    texts = list_lines(desk.post(address, {"seeds_file": file}))

    assert texts == ["1 =Be kind. en Leave it out 1", "2 简短。 zh Leave it out 2"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "There is no statement in it."),
        ({"seeds": "\n".join(f"Idea {n}." for n in range(1001))}, "At most 1000 statements at a time."),
    ],
)
def test_what_cannot_be_looked_at_is_said(desk, address, fields, sentence):
    response = desk.post(address, fields)

    assert response.status_code == 422
    assert sentence in read_text(response)


def test_a_thousand_lines_are_looked_at_and_kept(desk, address, deliberation):
    text = "\n".join(f"Statement of {n} apples." for n in range(996))
    desk.post(address, {"signed": read_signed(desk.post(address, {"seeds": text}))})

    assert deliberation.statements.count() == 1000


@pytest.mark.parametrize("forgery", ["", "x", "changed", "of another", "of somebody else"])
def test_what_was_not_looked_at_here_is_not_kept(desk, address, deliberation, other, ada, forgery):
    preview = read_signed(desk.post(address, {"seeds": "Be kind."}))
    fields = {
        "": "",
        "x": "x",
        "changed": preview[:-1] + ("a" if preview[-1] != "a" else "b"),
        "of another": read_signed(desk.post(build_address("seeds", other), {"seeds": "Be kind."})),
        "of somebody else": signing.dumps(
            {"deliberation": deliberation.pk, "texts": ["Be kind."], "by": ada.pk + 1}, salt="elicit.seeds"
        ),
    }[forgery]

    response = desk.post(address, {"signed": fields})

    assert response.status_code == 409
    assert "Send it again; nothing was kept." in read_text(response)
    assert list_kept(deliberation) == []


def test_a_closed_room_takes_no_more(desk, address, deliberation, ada, now):
    preview = desk.post(address, {"seeds": "Be kind."})
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    response = desk.post(address, {"signed": read_signed(preview)})

    assert response.status_code == 409
    assert list_kept(deliberation) == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.RESEARCHER, Role.AUDITOR, Role.MEMBER])
def test_only_those_who_facilitate_add_statements(sign_in, member, address, role):
    laptop = sign_in(member(role))

    assert (laptop.get(address).status_code, laptop.post(address, {"seeds": "x"}).status_code) == (403, 403)


# --- a deliberation that is not made yet ---


def test_pasted_lines_are_looked_at_where_somebody_asks_and_then_it_is_made(desk, community):
    preview = desk.post(
        "/c/riverside/new/",
        {
            "prompt": "And then?",
            "language": "fr",
            "seeds": "Be kind.\nBe brief.",
            "look": "on",
            "moderation": "on",
        },
    )
    assert len(list_lines(preview)) == 2
    assert not Deliberation.objects.exists()

    desk.post("/c/riverside/new/confirm/", {"signed": read_signed(preview), "numbers": ["2"]})

    deliberation = Deliberation.objects.get()
    assert (deliberation.prompt, deliberation.language, deliberation.moderation_on) == ("And then?", "fr", True)
    assert list(deliberation.statements.values_list("text", flat=True)) == ["Be kind."]


def test_when_nothing_is_left_no_deliberation_is_made_either(desk, community):
    fields = {"prompt": "And then?", "language": "fr", "seeds": "Be kind.", "look": "on"}
    preview = desk.post("/c/riverside/new/", fields)

    response = desk.post("/c/riverside/new/confirm/", {"signed": read_signed(preview), "numbers": ["1"]})

    assert response.status_code == 409
    assert (Deliberation.objects.count(), Statement.objects.count()) == (0, 0)


def test_another_community_cannot_confirm_it(desk, sign_in, dora, community):
    fields = {"prompt": "And then?", "language": "fr", "seeds": "Be kind.", "look": "on"}
    preview = desk.post("/c/riverside/new/", fields)

    assert sign_in(dora).post("/c/riverside/new/confirm/", {"signed": read_signed(preview)}).status_code == 404
    assert sign_in(dora).post("/c/northside/new/confirm/", {"signed": read_signed(preview)}).status_code == 409
    assert not Deliberation.objects.exists()
