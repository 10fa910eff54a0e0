"""The queue at the console and the list of all statements: deciding, undoing, editing and merging."""

import pytest

from elicit.actions.statements import merging, writing
from elicit.actions.votes import casting
from elicit.models import Policy, Role, Statement
from elicit.reading.statements import policies
from tests import factories
from tests.htmx import assert_same_as_fresh, find_element, parse, post, read_words
from tests.views.pages import build_address, read_text

NEAR = "Tell me when you're not sure!"  # beside the first of the statements


@pytest.fixture
def base(deliberation):
    return f"/d/{deliberation.code}/console/"


@pytest.fixture
def queue(ben, now):
    return [writing.submit(participant=ben, text=text, now=now) for text in (NEAR, "Be kind.", "Buy my book.")]


def list_states():
    return list(Statement.objects.filter(number__gte=5).order_by("number").values_list("state", flat=True))


def read_queue(response):
    part = find_element(response.content.decode(), "queue")
    return [element for element in part.iter("li") if element.get("id")]


def list_ids(response, prefix):
    names = [element.get("id") or "" for element in parse(response.content.decode()).iter()]
    return [name for name in names if name.startswith(prefix)]


# --- the queue ---


def test_what_says_the_same_stands_beside_what_waits_and_is_merged_by_a_button(desk, base, queue, statement):
    [first, second, _third] = read_queue(desk.get(base))
    assert f"Close to {statement.text}" in read_words(first)
    assert "Close to" not in read_words(second)

    desk.post(f"{base}statements/5/merge/", {"into": 1})

    mine = Statement.objects.get(number=5)
    assert (mine.state, mine.merged_into) == ("merged", statement)


def test_the_queue_holds_no_tallies(desk, base, queue, deliberation):
    factories.room(deliberation, *["a"] * 41, *["d"] * 37)

    page = " ".join(read_words(element) for element in read_queue(desk.get(base)))

    assert "41" not in page
    assert "37" not in page
    assert "78" not in page


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": "It is mine."}, "It is mine."),
        ({"reason": "", "ready": "It attacks a person."}, "It attacks a person."),
    ],
)
def test_a_reason_is_ones_own_or_a_ready_made_one(desk, base, queue, fields, reason):
    desk.post(f"{base}statements/7/reject/", fields)

    mine = Statement.objects.get(number=7)
    assert (mine.state, mine.reason, mine.policy.number) == ("rejected", reason, 1)


def test_ticked_statements_are_accepted_together(desk, base, queue):
    desk.post(f"{base}statements/accept/", {"numbers": [5, 7]})

    assert list_states() == ["accepted", "waiting", "accepted"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"numbers": ["x"]},
        {"numbers": ["99"]},
        {"numbers": ["1"]},
        {"numbers": ["-5"]},
        {"numbers": [str(2**63)]},
    ],
)
def test_ticking_nothing_that_waits_changes_nothing(desk, base, queue, fields):
    response = desk.post(f"{base}statements/accept/", fields)

    assert response.status_code in (400, 409)
    assert "Nothing was changed." in read_text(response)
    assert list_states() == ["waiting"] * 3


def test_what_was_just_decided_is_listed_and_taken_back(desk, base, queue):
    desk.post(f"{base}statements/5/accept/")
    desk.post(f"{base}statements/7/reject/", {"reason": "Advertising."})
    assert list_ids(desk.get(base), "undo-") == ["undo-7", "undo-5"]

    desk.post(f"{base}statements/7/undo/")
    assert list_states() == ["accepted", "waiting", "waiting"]
    assert list_ids(desk.get(base), "undo-") == ["undo-5"]

    again = desk.post(f"{base}statements/7/undo/")
    assert again.status_code == 409
    assert "Nothing was decided on this statement" in read_text(again)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("statements/5/merge/", {"into": 1}),
        ("statements/accept/", {"numbers": [5, 6]}),
        ("statements/6/reject/", {"ready": "It attacks a person."}),
    ],
)
def test_a_swapped_console_equals_a_freshly_loaded_one(desk, base, queue, path, fields):
    assert_same_as_fresh(desk, post(desk, base + path, **fields), "console", base)


def test_an_open_console_follows_what_colleagues_decide(desk, base, queue, ada, now):
    def read_state():
        return find_element(desk.get(base).content.decode(), "live").get("data-state")

    writing.accept(statement=queue[0], by=ada, now=now)
    before = read_state()
    merging.merge(statement=queue[0], into=Statement.objects.get(number=1), by=ada, now=now)

    assert read_state() != before


def test_a_long_queue_shows_the_first_and_says_how_many(desk, base, ben, deliberation, now):
    Statement.objects.bulk_create(
        Statement(
            deliberation=deliberation, number=100 + n, text=f"Idea {n}", text_key=f"idea {n}", created_at=now
        )
        for n in range(60)
    )

    response = desk.get(base)

    assert len(read_queue(response)) == 50
    assert "The first 50 are shown; the next come as you decide." in read_text(response)


# --- roles ---

BUTTONS = {
    "statements/5/undo/": {},
    "statements/5/merge/": {"into": "1"},
    "statements/5/edit/": {"text": "Be short."},
    "statements/accept/": {"numbers": "5"},
}


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.AUDITOR, Role.MEMBER])
@pytest.mark.parametrize("path", BUTTONS)
def test_whoever_does_not_moderate_presses_none_of_it(sign_in, member, base, queue, path, role):
    assert sign_in(member(role)).post(base + path, BUTTONS[path]).status_code == 403
    assert list_states() == ["waiting"] * 3


def test_a_moderator_presses_all_of_it_but_does_not_change_the_policy(sign_in, member, base, queue):
    laptop = sign_in(member(Role.MODERATOR))

    assert laptop.post(f"{base}statements/5/edit/", {"text": "Be short."}).status_code == 302
    assert laptop.post(f"{base}statements/accept/", {"numbers": ["5"]}).status_code == 302
    assert laptop.post(f"{base}statements/5/undo/").status_code == 302
    assert laptop.get(f"{base}policy/").status_code == 403


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.AUDITOR])
def test_those_who_watch_read_the_list_and_find_no_buttons(sign_in, member, base, queue, role):
    response = sign_in(member(role)).get(f"{base}statements/")

    forms = [element.get("method") for element in parse(response.content.decode()).iter("form")]
    assert "Be kind." in read_text(response)
    assert forms.count("post") == 2  # to sign out, and to read in another language


# --- every statement ---


def list_numbers(response):
    return [int(statement.removeprefix("statement-")) for statement in list_ids(response, "statement-")]


def test_every_statement_is_listed_with_its_state_and_votes_and_never_who(desk, base, queue, ben, ada, now):
    factories.room(ben.deliberation, "a", "d", "p")
    writing.reject(statement=queue[2], reason="Advertising.", by=ada, now=now)
    merging.merge(statement=queue[0], into=Statement.objects.get(number=1), by=ada, now=now)

    html = desk.get(f"{base}statements/").content.decode()

    assert list_numbers(desk.get(f"{base}statements/")) == [1, 2, 3, 4, 5, 6, 7]
    assert "Accepted starter · 3 votes" in read_words(find_element(html, "statement-1"))
    assert "Merged into another from a participant · 0 votes · into 1:" in read_words(
        find_element(html, "statement-5")
    )
    assert "Rejected from a participant · 0 votes · Advertising." in read_words(find_element(html, "statement-7"))
    assert "participant 1" not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=waiting", [5, 6, 7]),
        ("state=accepted", [1, 2, 3, 4]),
        ("state=nonsense", [1, 2, 3, 4, 5, 6, 7]),
        ("search=KIND", [6]),
        ("search=6", [6]),
        (f"search={10**30}", []),
        ("state=accepted&search=kind", []),
        ("page=99", [1, 2, 3, 4, 5, 6, 7]),
        ("page=x", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_the_list_is_filtered_and_searched(desk, base, queue, query, expected):
    assert list_numbers(desk.get(f"{base}statements/?{query}")) == expected


def test_words_are_edited_until_somebody_votes(desk, base, queue, statement, ben, now):
    response = desk.post(
        f"{base}statements/6/edit/", {"text": "Be friendly.", "next": "statements", "state": "waiting"}
    )
    assert response["Location"] == f"{base}statements/?state=waiting#statement-6"
    assert Statement.objects.get(number=6).text == "Be friendly."

    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    refusal = desk.post(f"{base}statements/1/edit/", {"text": "Say nothing.", "next": "statements"})
    assert refusal.status_code == 409
    assert "Somebody has voted on these words, so they stay as they are" in read_text(refusal)


def test_its_writer_is_told_that_words_were_changed(desk, phone, base, queue, ben):
    desk.post(f"{base}statements/6/edit/", {"text": "Be friendly."})

    own = read_words(find_element(phone.get(build_address("write", ben.deliberation)).content.decode(), "own"))

    assert (
        "Be friendly. Waiting to be read. The facilitator changed its words before anybody had voted on it." in own
    )


def test_pairs_are_suggested_with_how_people_voted_on_both_and_merged_by_a_person(desk, base, deliberation, now):
    writing.seed(deliberation=deliberation, texts=[NEAR], by=None, now=now)
    factories.room(deliberation, *["a---a"] * 7, *["a---d"] * 3)

    page = read_text(desk.get(f"{base}statements/"))
    assert (
        "Of the people who voted on both: 7 agreed with both, fewer than 5 disagreed with both, "
        "fewer than 5 agreed with one and disagreed with the other." in page
    )

    desk.post(f"{base}statements/5/merge/", {"into": 1, "next": "statements"})
    after = desk.get(f"{base}statements/")
    assert "These may say the same" not in read_text(after)
    assert Statement.objects.get(number=5).merged_into.number == 1
    desk.post(f"{base}statements/5/undo/", {"next": "statements"})
    assert Statement.objects.get(number=5).state == "accepted"


@pytest.mark.parametrize("fields", [{}, {"into": "x"}, {"into": "99"}, {"into": "5"}, {"into": "6"}])
def test_a_merge_into_nothing_changes_nothing(desk, base, queue, fields):
    response = desk.post(f"{base}statements/5/merge/", fields)

    assert response.status_code in (400, 404, 409)
    assert list_states() == ["waiting"] * 3


# --- the policy ---


def test_a_new_version_is_published_and_the_page_says_which_is_in_force(desk, base, deliberation):
    response = desk.post(f"{base}policy/", {"text": "No advertising.\nNo names."})

    assert (response.status_code, response["Location"]) == (302, f"{base}policy/")
    assert policies.read_policy(deliberation=deliberation).text == "No advertising.\nNo names."
    assert "What is accepted, version 2" in read_text(desk.get(base))


@pytest.mark.parametrize("text", ["", "x" * 4001, "x" * 200_000])
def test_a_policy_that_cannot_be_read_is_refused_and_nothing_is_kept(desk, base, text):
    response = desk.post(f"{base}policy/", {"text": text})

    assert response.status_code == 400
    assert "The one before stays in force." in read_text(response)
    assert not Policy.objects.exists()
