"""What the console does for each role, what it refuses, and that a swap shows what a fresh page shows."""

import pytest

from elicit.actions.statements import writing
from elicit.models import Deliberation, Event, Release, Role, Statement, Version
from tests.htmx import assert_same_as_fresh, find_element, parse, post, read_words
from tests.views.pages import read_text


@pytest.fixture
def base(deliberation):
    return f"/d/{deliberation.code}/console/"


@pytest.fixture
def queue(ben, now):
    """Two statements in the queue, numbers 5 and 6."""
    return [writing.submit(participant=ben, text=text, now=now) for text in ("Be brief.", "Buy my book.")]


def read_state(statement):
    statement.refresh_from_db()
    return statement.state, statement.reason


# --- swaps ---


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("switch/", {"switch": "voting", "to": "off"}),
        ("switch/", {"switch": "writing", "to": "off"}),
        ("switch/", {"switch": "results", "to": "on"}),
        ("switch/", {"switch": "stage", "to": "closed"}),
        ("timer/", {"minutes": 0}),
        ("statements/5/accept/", {}),
        ("statements/5/reject/", {"reason": "It says the same as another."}),
        ("analyse/", {}),
    ],
)
def test_a_swapped_console_equals_a_freshly_loaded_one(desk, base, room, queue, path, fields):
    response = post(desk, base + path, **fields)

    assert response.status_code == 200
    assert_same_as_fresh(desk, response, "console", base)


@pytest.mark.parametrize("path", ["switch/", "timer/", "statements/5/accept/", "analyse/"])
def test_without_scripts_every_button_leads_back_to_the_console(desk, base, queue, path):
    response = desk.post(base + path, {"switch": "voting", "to": "off", "minutes": 5})

    assert (response.status_code, response["Location"]) == (302, base)


def test_the_live_part_of_the_console_equals_the_page(desk, base, room):
    live = parse(desk.get(f"/d/{room.code}/live/console/").content.decode())
    page = find_element(desk.get(base).content.decode(), "live")

    assert read_words(live[0]) == read_words(page)


# --- refusals ---


@pytest.mark.parametrize(
    ("path", "fields", "status", "sentence"),
    [
        ("switch/", {"switch": "lights", "to": "on"}, 400, "There is no such switch. Nothing was changed."),
        ("switch/", {"switch": "voting"}, 400, "There is no such switch. Nothing was changed."),
        ("switch/", {"switch": "stage", "to": "open"}, 409, "This deliberation is open already."),
        ("timer/", {"minutes": 1441}, 400, "A timer takes whole minutes, at most a day."),
        ("timer/", {"minutes": -1}, 400, "A timer takes whole minutes, at most a day."),
        ("timer/", {"minutes": "ten"}, 400, "A timer takes whole minutes, at most a day."),
        ("statements/5/reject/", {}, 400, "Say why: the author is shown the reason."),
        ("statements/99/accept/", {}, 404, "There is no statement with this number here."),
        (f"statements/{10**30}/accept/", {}, 404, "There is no statement with this number here."),
        ("release/", {"tier": "T0"}, 409, "There is no draft of this deliberation yet."),
        ("release/", {"tier": "T9"}, 400, "There is no such tier. Nothing was released."),
        ("release/", {}, 400, "There is no such tier. Nothing was released."),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk, base, queue, path, fields, status, sentence):
    before = list(Event.objects.values_list("kind", flat=True)), list(Statement.objects.values("state"))

    response = desk.post(base + path, fields)

    assert response.status_code == status
    assert sentence in read_text(response)
    assert (list(Event.objects.values_list("kind", flat=True)), list(Statement.objects.values("state"))) == before


def test_a_refusal_leads_back_to_where_one_was(desk, base):
    here = f"http://testserver{base}"
    plain = desk.post(f"{base}timer/", {"minutes": -1}, headers={"Referer": here})
    fragment = desk.post(f"{base}timer/", {"minutes": -1}, headers={"HX-Request": "true", "HX-Current-URL": here})
    outside = desk.post(f"{base}timer/", {"minutes": -1}, headers={"Referer": "https://elsewhere.example/"})

    for response in (plain, fragment):
        assert here in [element.get("href") for element in parse(response.content.decode()).iter("a")]
    assert "Go back" not in read_text(outside)


def test_with_htmx_a_refusal_takes_the_whole_page_instead_of_the_console(desk, base):
    response = post(desk, f"{base}timer/", minutes=-1)

    assert (response.status_code, response["HX-Retarget"], response["HX-Reswap"]) == (400, "body", "innerHTML")


def test_a_merged_statement_is_not_decided_on(desk, base, queue):
    into = queue[0].deliberation.statements.get(number=1)
    Statement.objects.filter(pk=queue[0].pk).update(state=Statement.State.MERGED, merged_into=into)

    response = desk.post(f"{base}statements/5/accept/")

    assert response.status_code == 409
    assert "it cannot be decided on" in read_text(response)


def test_a_rejected_statement_can_be_taken_in_after_all(desk, base, queue):
    desk.post(f"{base}statements/6/reject/", {"reason": "Advertising."})
    assert read_state(queue[1]) == ("rejected", "Advertising.")

    desk.post(f"{base}statements/6/accept/")
    assert read_state(queue[1]) == ("accepted", "")


def test_a_draft_opens_and_a_closed_room_opens_again(desk, draft):
    for to, stage in (("open", "open"), ("closed", "closed"), ("open", "open")):
        desk.post(f"/d/{draft.code}/console/switch/", {"switch": "stage", "to": to})
        assert Deliberation.objects.get().status == stage


@pytest.mark.parametrize(("switch", "status"), [("voting", 409), ("writing", 409), ("results", 409)])
def test_a_draft_has_nothing_to_switch_on(desk, draft, switch, status):
    response = desk.post(f"/d/{draft.code}/console/switch/", {"switch": switch, "to": "on"})

    assert response.status_code == status
    assert Deliberation.objects.values("voting_open", "writing_open", "results_revealed").get() == {
        "voting_open": False,
        "writing_open": False,
        "results_revealed": False,
    }


# --- roles ---

BUTTONS = ["switch/", "timer/", "statements/5/accept/", "statements/5/reject/", "analyse/", "draft/", "release/"]
EVERYTHING = {
    "switch": "voting",
    "to": "off",
    "minutes": "5",
    "reason": "Advertising.",
    "tier": "T0",
}
PERMISSIONS = {
    Role.STEWARD: BUTTONS,
    Role.FACILITATOR: BUTTONS,
    Role.MODERATOR: ["statements/5/accept/", "statements/5/reject/"],
    Role.RESEARCHER: ["release/"],
    Role.AUDITOR: [],
    Role.MEMBER: [],
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_presses_its_own_buttons_only(sign_in, member, base, queue, role):
    laptop = sign_in(member(role))

    forbidden = [path for path in BUTTONS if laptop.post(base + path, EVERYTHING).status_code == 403]

    assert forbidden == [path for path in BUTTONS if path not in PERMISSIONS[role]]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_shown_its_own_buttons_only(sign_in, member, base, queue, role):
    response = sign_in(member(role)).get(base)

    assert response.status_code == (403 if role == Role.MEMBER else 200)
    forms = {element.get("action") for element in parse(response.content.decode()).iter("form")}
    assert [path for path in BUTTONS if base + path in forms] == PERMISSIONS[role]


def test_a_moderator_accepts_and_rejects_and_switches_nothing(sign_in, member, base, queue):
    laptop = sign_in(member(Role.MODERATOR))

    laptop.post(f"{base}statements/5/accept/")
    laptop.post(f"{base}statements/6/reject/", {"reason": "Advertising."})
    response = laptop.post(f"{base}switch/", {"switch": "voting", "to": "off"})

    assert [read_state(statement) for statement in queue] == [("accepted", ""), ("rejected", "Advertising.")]
    assert "Your role in this community does not include this." in read_text(response)
    assert Deliberation.objects.get().voting_open is True


@pytest.mark.parametrize("path", ["", *BUTTONS])
def test_the_steward_of_another_community_finds_none_of_it(sign_in, dora, base, queue, path):
    laptop = sign_in(dora)

    response = laptop.get(base) if path == "" else laptop.post(base + path, EVERYTHING)

    assert response.status_code == 404
    assert [read_state(statement)[0] for statement in queue] == ["waiting", "waiting"]
    assert Deliberation.objects.get().voting_open is True


@pytest.mark.parametrize("path", ["", *BUTTONS])
def test_a_stranger_is_asked_to_sign_in(client, base, queue, path):
    response = client.get(base) if path == "" else client.post(base + path, EVERYTHING)

    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={base}{path}")
    assert [read_state(statement)[0] for statement in queue] == ["waiting", "waiting"]


# --- what comes after ---


def test_a_draft_is_made_by_one_button_even_of_an_empty_room(desk, base):
    response = desk.post(f"{base}draft/")

    assert (response.status_code, response["Location"]) == (302, "/c/riverside/constitution/1/")
    assert "holds no principle" in read_text(desk.get(response["Location"]))


TIERS = [
    (Role.STEWARD, {"T0": 302, "T1": 302, "T2": 302}),
    (Role.FACILITATOR, {"T0": 302, "T1": 302, "T2": 403}),
    (Role.RESEARCHER, {"T0": 302, "T1": 302, "T2": 403}),
    (Role.MODERATOR, {"T0": 403, "T1": 403, "T2": 403}),
]


@pytest.mark.parametrize(("role", "statuses"), TIERS)
def test_only_a_steward_releases_everything(desk, sign_in, member, base, room, role, statuses):
    desk.post(f"{base}draft/")
    laptop = sign_in(member(role))

    responses = {tier: laptop.post(f"{base}release/", {"tier": tier}).status_code for tier in statuses}

    assert responses == statuses
    assert sorted(Release.objects.values_list("tier", flat=True)) == [t for t in statuses if statuses[t] == 302]
    assert set(Release.objects.values_list("version", flat=True)) <= {Version.objects.get().pk}


@pytest.mark.parametrize(("role", "tiers"), [(Role.STEWARD, ["T0", "T1", "T2"]), (Role.RESEARCHER, ["T0", "T1"])])
def test_the_console_offers_the_tiers_one_may_release(sign_in, member, base, role, tiers):
    page = parse(sign_in(member(role)).get(base).content.decode())

    [select] = page.iter("select")
    assert [element.get("value") for element in select.iter("option")] == tiers


@pytest.mark.parametrize(
    ("address", "is_local"),
    [("http://127.0.0.1:8000", True), ("http://localhost", True), ("https://elicit.example", False)],
)
def test_an_address_that_phones_do_not_reach_is_said_to_be_one(desk, deliberation, settings, address, is_local):
    settings.PUBLIC_URL = address

    assert ("Phones do not reach" in read_text(desk.get(f"/d/{deliberation.code}/console/"))) == is_local
