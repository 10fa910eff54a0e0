"""Who is shown reasons, in every channel; note-takers by their link; tables at the console."""

import re

import pytest

from elicit.actions.deliberation import lifecycle, rounds, showing
from elicit.actions.discussion import points, tables
from elicit.actions.findings import analyses
from elicit.actions.votes import casting
from elicit.models import Point, Role, Vote
from elicit.models.deliberation.showing import ALL
from elicit.reading.discussion.reasons import draw_reasons
from tests import factories
from tests.htmx import find_element, parse, post, read_words
from tests.views.pages import build_address, read_card, read_text

FOR = [f"Because it is kind, in way {number}." for number in range(5)]
AGAINST = [f"Because it is slow, in way {number}." for number in range(2)]


@pytest.fixture
def discussion(deliberation, ada, now):
    return lifecycle.switch(deliberation=deliberation, name="discussion", on=True, by=ada, now=now)


@pytest.fixture
def table(discussion, now):
    kinds = {1: "divides", 2: "undecided"}
    [rows] = tables.set_up(deliberation=discussion, tables=1, per_table=2, kinds=kinds, words={}, by=None, now=now)
    return rows


@pytest.fixture
def link(table, discussion, now):
    token = tables.make_links(deliberation=discussion, by=None, now=now)[1]
    return f"/d/{discussion.code}/table/{token}/"


@pytest.fixture
def motion(table, statement, now):
    """Five accepted reasons for the first statement, two against it, one waiting and one rejected."""
    for side, texts in (("for", FOR), ("against", AGAINST)):
        for text in texts:
            point = points.note(table=table, statement=statement, side=side, text=text, now=now)
            points.accept(point=point, by=None, now=now)
    points.note(table=table, statement=statement, side="for", text="Because it waits.", now=now)
    point = points.note(table=table, statement=statement, side="for", text="Because it was refused.", now=now)
    points.reject(point=point, reason="Off topic.", by=None, now=now)
    return statement


@pytest.fixture
def voted_statement(ben, motion, now):
    casting.cast(participant=ben, statement=motion, choice=1, now=now)
    return motion


def list_reasons(text):
    return re.findall(r"Because it is kind, in way \d\.", text), re.findall(
        r"Because it is slow, in way \d\.", text
    )


# --- reasons ---


def test_both_sides_are_shown_with_equally_many_reasons(phone, voted_statement):
    page = read_text(phone.get(build_address("argue", voted_statement.deliberation, 1)))

    assert [len(side) for side in list_reasons(page)] == [2, 2]
    assert ("Because it waits." in page, "Because it was refused." in page) == (False, False)


def test_what_is_shown_is_drawn_by_lot_the_same_every_time_and_another_for_others(ben, voted_statement, now):
    people = [ben, *factories.room(voted_statement.deliberation, *["a"] * 30)]
    draws = [
        [[point.text for point in reasons] for _side, reasons in draw_reasons(participant, voted_statement).sides]
        for participant in people
    ]

    assert draws[0] == [
        [point.text for point in reasons] for _side, reasons in draw_reasons(ben, voted_statement).sides
    ]
    assert {text for sides in draws for reasons in sides for text in reasons} == {*FOR, *AGAINST}
    first = {draw_reasons(participant, voted_statement).sides[0][0] for participant in people}
    assert first == {"for", "against"}


def test_while_one_side_is_empty_neither_is_shown(phone, voted_statement):
    Point.objects.filter(side="against").delete()
    page = read_text(phone.get(build_address("argue", voted_statement.deliberation, 1)))

    assert list_reasons(page) == ([], [])
    assert "So far there are reasons on one side only." in page


def test_whoever_has_not_voted_is_shown_no_reason_in_any_channel(phone, ben, motion, discussion, ada, now):
    """Pages, fragments, what is broadcast, and the API: the reasons are there, and would be noticed."""
    showing.reveal(deliberation=discussion, show=ALL, by=ada, now=now)
    base = f"/d/{discussion.code}/"
    pages = ["", "?again=1", "votes/", "write/", "discuss/", "discuss/1/", "results/", "screen/"]
    live = [f"live/{audience}/" for audience in ("phone", "screen", "results")]
    for path in pages + live:
        for headers in ({}, {"HX-Request": "true"}):
            response = phone.get(base + path, headers=headers).content.decode()
            assert "Because it is" not in response, path
    assert phone.get(f"/api/d/{discussion.code}/results").status_code in (200, 404)
    page = read_text(phone.get(base + "discuss/1/"))
    assert "shown to those who have voted on it" in page


def test_taking_the_vote_back_takes_the_reasons_away(phone, ben, voted_statement, now):
    assert list_reasons(read_text(phone.get(build_address("argue", voted_statement.deliberation, 1)))) != ([], [])

    casting.undo(participant=ben, statement=voted_statement, now=now)
    assert list_reasons(read_text(phone.get(build_address("argue", voted_statement.deliberation, 1)))) == ([], [])


def test_no_reasons_of_a_statement_that_was_voted_on_by_somebody_else(client, voted_statement):
    client.carry(factories.person(voted_statement.deliberation))

    assert list_reasons(read_text(client.get(build_address("argue", voted_statement.deliberation, 1)))) == ([], [])


def test_in_the_second_round_reasons_are_beside_the_earlier_vote_collapsed(phone, voted_statement, now):
    rounds.vote_again(deliberation=voted_statement.deliberation, by=None, now=now)
    page = read_card(phone.get(build_address("participate", voted_statement.deliberation) + "?again=1"))
    [details] = page.iter("details")

    assert ([len(side) for side in list_reasons(read_words(details))], "open" in details.attrib) == ([2, 2], False)
    assert "In the first round you agreed." in read_words(page)


def test_in_the_second_round_there_are_none_beside_what_one_has_not_voted_on(phone, motion, now):
    casting.cast(participant=factories.person(motion.deliberation), statement=motion, choice=1, now=now)
    rounds.vote_again(deliberation=motion.deliberation, by=None, now=now)

    assert "Because it is" not in read_text(
        phone.get(build_address("participate", motion.deliberation) + "?again=1")
    )


def test_ben_gives_a_reason_corrects_it_and_takes_it_back(phone, ben, voted_statement):
    address = build_address("argue", voted_statement.deliberation, 1)
    assert phone.post(address, {"side": "for", "text": "It calms me."}).status_code == 302
    mine = ben.points.get()
    page = read_text(phone.get(address))
    assert ("It calms me." in page, "waiting to be read" in page) == (True, True)

    change = build_address("change_own", voted_statement.deliberation, 1, mine.number)
    phone.post(change, {"side": "against", "text": "It calms me too much."})
    mine.refresh_from_db()
    assert (mine.side, mine.text) == ("against", "It calms me too much.")
    phone.post(change, {"withdraw": "yes"})
    assert not ben.points.exists()


def test_a_refused_reason_stays_in_its_field(phone, ben, voted_statement):
    response = phone.post(
        build_address("argue", voted_statement.deliberation, 1), {"side": "for", "text": "x" * 300}
    )

    page = find_element(response.content.decode(), "text-new")
    assert (response.status_code, page.text, page.get("aria-invalid")) == (400, "x" * 300, "true")
    assert "At most 280 characters, and this has 300." in read_text(response)


def test_nobody_changes_the_reason_of_somebody_else(client, ben, voted_statement, now):
    point = points.argue(participant=ben, statement=voted_statement, side="for", text="It calms me.", now=now)
    other = factories.room(voted_statement.deliberation, "a")[0]

    response = client.carry(other).post(
        build_address("change_own", voted_statement.deliberation, 1, point.number),
        {"side": "for", "text": "Not mine."},
    )

    point.refresh_from_db()
    assert (response.status_code, point.text) == (404, "It calms me.")


def test_ben_says_where_he_sits_and_sees_what_his_table_talks_about(phone, ben, table, voted_statement):
    page = phone.get(build_address("discuss", voted_statement.deliberation))
    assert "At which table do you sit?" in read_text(page)

    phone.post(build_address("sit", voted_statement.deliberation), {"table": "1"})
    page = read_text(phone.get(build_address("discuss", voted_statement.deliberation)))
    assert ("You sit at table 1." in page, page.count("Your table talks about this:")) == (True, 2)
    assert phone.post(build_address("sit", voted_statement.deliberation), {"table": "9"}).status_code == 404
    assert ben.seat.table == table


def test_the_discussion_is_one_link_away_while_it_is_open(phone, discussion, now):
    address = build_address("discuss", discussion)
    assert address in phone.get(build_address("participate", discussion)).content.decode()

    lifecycle.switch(deliberation=discussion, name="voting", on=False, by=None, now=now)
    assert "This is time to talk" in read_text(phone.get(build_address("participate", discussion)))
    lifecycle.switch(deliberation=discussion, name="discussion", on=False, by=None, now=now)
    assert address not in phone.get(build_address("participate", discussion)).content.decode()


# --- the note-taker ---


def test_a_note_taker_needs_no_account_and_sees_the_tables_own_notes_only(
    client, link, motion, ben, discussion, now
):
    casting.cast(participant=ben, statement=motion, choice=1, now=now)
    points.argue(participant=ben, statement=motion, side="for", text="It is mine alone.", now=now)
    page = read_text(client.get(link))

    assert "Notes of table 1" in page
    assert [set(side) for side in list_reasons(page)] == [set(FOR), set(AGAINST)]
    assert "It is mine alone." not in page


def test_a_note_is_entered_corrected_and_taken_back(client, link, table):
    client.post(link, {"statement": 2, "side": "other", "text": "Who pays for it?"})
    note = table.points.get()
    assert (note.statement.number, note.side) == (2, "other")

    client.post(f"{link}points/{note.number}/", {"side": "against", "text": "Somebody has to pay for it."})
    note.refresh_from_db()
    assert (note.side, note.text) == ("against", "Somebody has to pay for it.")
    client.post(f"{link}points/{note.number}/", {"withdraw": "yes"})
    assert not table.points.exists()


def test_a_refused_note_stays_in_the_field_it_was_typed_into(client, link):
    response = client.post(link, {"statement": 2, "text": "Nobody said for what."})

    fields = {number: find_element(response.content.decode(), f"text-{number}new").text for number in (1, 2)}
    assert (response.status_code, fields) == (400, {1: None, 2: "Nobody said for what."})


def test_a_revoked_or_guessed_link_opens_nothing(client, link, table, discussion, now):
    assert client.get(link).status_code == 200
    tables.revoke_link(table=table, by=None, now=now)

    for address in (link, f"/d/{discussion.code}/table/guessed/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"statement": 1, "side": "for", "text": "Let me in."}).status_code == 404
    assert not Point.objects.exists()


def test_the_link_of_one_deliberation_opens_no_other(client, link, other):
    assert client.get(link.replace(link.split("/")[2], other.code)).status_code == 404


def test_a_table_cannot_change_the_notes_of_another(client, discussion, now, statement):
    rows = tables.set_up(
        deliberation=discussion, tables=2, per_table=1, kinds={1: "chosen"}, words={}, by=None, now=now
    )
    tokens = tables.make_links(deliberation=discussion, by=None, now=now)
    note = points.note(table=rows[0], statement=statement, side="for", text="Ours.", now=now)

    response = client.post(f"/d/{discussion.code}/table/{tokens[2]}/points/{note.number}/", {"withdraw": "yes"})

    assert (response.status_code, Point.objects.count()) == (404, 1)


# --- the console ---


def test_ada_sets_tables_up_makes_links_once_and_sees_no_token_again(desk, discussion):
    page = desk.post(
        build_address("tables", discussion), {"tables": "3", "per_table": "2", "statements": ["1", "2", "4"]}
    )
    assert (page.status_code, discussion.tables.count()) == (302, 3)

    content = desk.post(build_address("table_links", discussion)).content.decode()
    tokens = re.findall(rf"/d/{discussion.code}/table/([\w-]+)/\"", content)
    assert len(tokens) == 3
    again = desk.get(build_address("tables", discussion)).content.decode()
    assert [token for token in tokens if token in again] == []


def test_what_divides_is_suggested_first(desk, room, now):
    analyses.run(deliberation=room, now=now)
    page = parse(desk.get(build_address("tables", room)).content.decode())

    ticks = [element for element in page.iter("input") if element.get("name") == "statements"]
    numbers = sorted(int(tick.get("value")) for tick in ticks if "checked" in tick.attrib)
    assert numbers == [2, 3, 5, 6]
    assert sorted(int(tick.get("value")) for tick in ticks[:4]) == [2, 3, 5, 6]


@pytest.mark.parametrize(
    "fields", [{}, {"tables": "x"}, {"tables": "2", "per_table": "2"}, {"tables": "999", "per_table": "1"}]
)
def test_tables_that_cannot_be_are_refused_with_a_sentence(desk, discussion, fields):
    response = desk.post(
        build_address("tables", discussion), {**fields, **({"statements": ["1"]} if len(fields) == 1 else {})}
    )

    assert (response.status_code, discussion.tables.count()) == (422, 0)


def test_ada_decides_on_what_waits(desk, motion):
    point = Point.objects.waiting().get()
    assert "Because it waits." in read_text(desk.get(build_address("tables", motion.deliberation)))

    desk.post(build_address("reject_point", motion.deliberation, point.number), {"reason": "It repeats another."})
    point.refresh_from_db()
    assert (point.state, point.reason) == ("rejected", "It repeats another.")
    desk.post(build_address("accept_point", motion.deliberation, point.number))
    point.refresh_from_db()
    assert point.state == "accepted"


def test_the_console_says_live_how_many_wait(desk, motion, discussion, now):
    live = read_text(desk.get(f"/d/{discussion.code}/live/console/"))
    assert "1 reason for or against waits to be read" in live

    lifecycle.switch(deliberation=discussion, name="discussion", on=False, by=None, now=now)
    assert "waits to be read" not in read_text(desk.get(build_address("console", discussion)))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_does_what_is_theirs(sign_in, member, motion, now, role):
    client, room = sign_in(member(role)), motion.deliberation
    casting.cast(participant=factories.person(room), statement=motion, choice=1, now=now)
    number = Point.objects.waiting().get().number
    runs, moderates = (
        role in (Role.STEWARD, Role.FACILITATOR),
        role in (Role.STEWARD, Role.FACILITATOR, Role.MODERATOR),
    )

    assert client.get(build_address("tables", room)).status_code == (403 if role == Role.MEMBER else 200)
    assert client.post(build_address("accept_point", room, number)).status_code == (302 if moderates else 403)
    for name, fields in (("table_links", {}), ("vote_again", {"what": "everything"})):
        assert client.post(build_address(name, room), fields).status_code in ((200, 302) if runs else (403,))


def test_ada_begins_the_next_round_with_what_was_discussed(desk, voted_statement):
    page = read_text(desk.get(build_address("tables", voted_statement.deliberation)))
    assert "the 2 statements that were discussed" in page

    desk.post(build_address("vote_again", voted_statement.deliberation), {"what": "discussed"})
    voted_statement.deliberation.refresh_from_db()
    assert voted_statement.deliberation.round == 2
    assert sorted(voted_statement.deliberation.statements.filter(round=2).values_list("number", flat=True)) == [
        1,
        2,
    ]
    assert "Nobody has voted in this round yet" in read_text(
        desk.get(build_address("tables", voted_statement.deliberation))
    )


def test_ada_sees_who_moved_before_the_room_does(desk, deliberation, now):
    people = factories.camps(deliberation, 20)
    factories.vote_again(deliberation, people, *["aaapda"] * 40)
    deliberation.refresh_from_db()
    analyses.run(deliberation=deliberation, now=now)

    assert "20 moved towards agreeing and 0 away from it" in read_text(
        desk.get(build_address("tables", deliberation))
    )


def test_after_a_vote_by_htmx_the_card_of_the_second_round_equals_a_fresh_one(phone, ben, voted_statement, now):
    rounds.vote_again(deliberation=voted_statement.deliberation, by=None, now=now)
    response = post(
        phone, build_address("vote", voted_statement.deliberation), statement=2, choice=1, key="k", next="card"
    )

    assert response.status_code == 200
    assert Vote.objects.get(statement__number=2).round == 2
