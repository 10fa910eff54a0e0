"""Privacy tiers: what is withheld is withheld everywhere; what is rounded still covers the exact figure."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.exports.privacy.people import bin_map, count_unique, select_opted_in
from elicit.exports.privacy.privacy import TOO_FEW, protect_document, protect_figures
from tests.constitution.rooms import build_room, draft_document
from tests.exports.releases import CAMPS, SMALL_CAMP, build_release


def build_figures(agree, disagree, passes, *, low=0.4, high=0.6):
    votes = agree + disagree + passes
    return {
        "tally": {"agree": agree, "disagree": disagree, "pass": passes},
        "agree": {"value": agree / votes, "low": low, "high": high},
        "disagree": {"value": disagree / votes, "low": 0.0, "high": 1.0},
    }


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_under_twenty_votes_there_is_no_figure(tier):
    assert protect_figures(build_figures(19, 0, 0), tier) == TOO_FEW


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_shares_are_rounded_to_five_points_and_intervals_outwards(tier):
    assert protect_figures(build_figures(13, 4, 6, low=0.36, high=0.74), tier) == {
        "votes": 25,
        "agree": {"value": 0.55, "low": 0.35, "high": 0.75},
        "disagree": {"value": 0.15, "low": 0.0, "high": 1.0},
    }


def test_the_controller_sees_exact_figures():
    assert protect_figures(build_figures(13, 4, 6), "T2") == build_figures(13, 4, 6)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_rounded_interval_covers_the_exact_one(one, other):
    low, high = sorted((one, other))

    figure = protect_figures(build_figures(20, 5, 5, low=low, high=high), "T0")["agree"]

    assert figure["low"] <= low + 1e-9
    assert figure["high"] >= high - 1e-9


def test_a_statement_whose_verdict_rests_on_too_few_votes_leaves_its_part():
    exact = draft_document(build_room(*SMALL_CAMP))

    document = protect_document(exact, "T0")

    assert [norm["source"] for norm in exact["principles"]] != []
    assert [document[part] for part in ("principles", "annexes", "open", "against")] == [[], [], [], []]
    assert [item["statement"] for item in document["withheld"]] == list(range(8))


def test_withheld_statements_of_every_verdict_look_alike():
    withheld = protect_document(draft_document(build_room(*SMALL_CAMP)), "T0")["withheld"]

    assert {tuple(item) for item in withheld} == {("statement", "text", "language", "reason")}
    assert {item["reason"] for item in withheld} == {
        "Withheld: fewer than 20 votes in a bloc whose agreement counts."
    }


def test_a_draft_that_shows_no_principle_does_not_say_whether_there_is_one():
    some, none = (
        protect_document(draft_document(build_room(*words)), "T0") for words in (SMALL_CAMP, ["dddd"] * 15)
    )

    assert some["note"] == none["note"]
    assert "withheld" in some["note"]


def test_what_is_shown_is_numbered_without_a_gap():
    words = [*["aaaaaaaa"] * 18, *[".aaaaaaa"] * 20]

    document = protect_document(draft_document(build_room(*words)), "T0")

    assert [item["statement"] for item in document["withheld"]] == [0]
    assert [norm["priority"] for norm in document["principles"]] == [1, 2, 3, 4, 5, 6, 7]
    assert [norm["id"] for norm in document["principles"]] == ["p1", "p2", "p3", "p4", "p5", "p6", "p7"]


def test_a_ratified_principle_keeps_its_place_and_loses_its_figures():
    exact = draft_document(build_room(*SMALL_CAMP), status="ratified")

    document = protect_document(exact, "T0")

    assert [norm["text"] for norm in document["principles"]] == [norm["text"] for norm in exact["principles"]]
    first = document["principles"][0]
    assert (first["verdict"], first["overall"], first["held_by"]) == ("withheld", TOO_FEW, [])
    assert first["provenance"]["tally"] == TOO_FEW
    assert first["evidence"] == "fewer than 20 votes in a bloc whose agreement counts."


def test_the_controllers_document_is_unchanged():
    exact = draft_document(build_room(*SMALL_CAMP))

    assert protect_document(exact, "T2") == exact


def list_hidden_figures(document):
    """The exact bounds of every bloc with too few votes to show, as they would appear in a file."""
    norms = [norm for part in ("principles", "annexes", "open", "against") for norm in document[part]]
    blocs = [bloc for norm in norms for bloc in norm["blocs"] if sum(bloc["tally"].values()) < 20]
    return {repr(bloc["agree"][bound]) for bloc in blocs for bound in ("low", "high")} - {"0.0", "1.0"}


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_no_file_of_a_public_release_gives_a_withheld_verdict_away(tier):
    secrets = list_hidden_figures(draft_document(build_room(*SMALL_CAMP)))
    files = build_release(SMALL_CAMP, tier=tier)

    public, exact = (
        b"\n".join(contents.values()).decode() for contents in (files, build_release(SMALL_CAMP, tier="T2"))
    )
    assert {figure for figure in secrets if figure in exact} == secrets != set()
    assert [figure for figure in secrets if figure in public] == []
    assert [word for word in ("Settled", '"settled"', "Contested", '"contested"') if word in public] == []
    assert sorted(files) == [
        "README.md",
        "analysis.json",
        "constitution.json",
        "constitution.md",
        "constitution.yaml",
        "manifest.json",
    ]


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_the_public_analysis_has_no_row_of_a_single_person(tier):
    analysis = json.loads(build_release(CAMPS, tier=tier)["analysis.json"])

    assert sorted(analysis) == [
        "ballots_digest",
        "blocks",
        "blocs",
        "digest",
        "evidence",
        "k",
        "map",
        "method",
        "resamples",
        "rules",
        "seed",
        "standings",
        "statements",
        "turn",
        "versions",
        "watermark",
    ]
    assert [square["people"] >= 5 for square in analysis["map"]] == [True] * len(analysis["map"])


def test_the_controllers_analysis_is_the_whole_report():
    assert {"membership", "positions", "rates"} <= json.loads(
        build_release(CAMPS, tier="T2")["analysis.json"]
    ).keys()


def test_a_square_of_the_map_with_fewer_than_five_people_is_empty():
    crowd, loner = [(0.0, 0.0)] * 7, [(4.0, 4.0)] * 4

    assert bin_map([*crowd, *loner], ["A"] * 11) == [{"x": 0.0, "y": 0.0, "bloc": "A", "people": 5}]


def read_table(files):
    return list(csv.DictReader(io.StringIO(files["rows.csv"].decode())))


def test_the_public_tier_holds_no_rows_even_of_people_who_opted_in():
    assert "rows.csv" not in build_release(CAMPS, tier="T0", opted_in=[3, 33])


def test_rows_are_those_of_people_who_opted_in_under_new_ids_without_times():
    rows = read_table(build_release(CAMPS, tier="T1", opted_in=[3, 33]))

    votes = {}
    for row in rows:
        votes.setdefault(row["participant"], {})[int(row["statement"])] = int(row["vote"])
    trunk, camps = {0: 1, 3: -1, 5: 1, 6: 1, 7: 1}, [{1: -1, 2: 1, 8: -1, 9: 1}, {1: 1, 2: -1, 8: 1, 9: -1}]
    assert list(rows[0]) == ["participant", "statement", "vote", "important", "training", "status"]
    assert sorted(votes) == ["1", "2"]
    assert sorted(votes.values(), key=lambda row: row[1]) == [{**trunk, **camp} for camp in camps]


def test_the_same_release_is_the_same_rows_and_another_is_not_linkable_to_it():
    opted_in = range(0, 60, 2)
    one, again = (build_release(CAMPS, tier="T1", opted_in=opted_in, secret="one") for _ in range(2))
    other = build_release(CAMPS, tier="T1", opted_in=opted_in, secret="other")

    assert one == again
    assert one["rows.csv"] != other["rows.csv"]
    assert {path for path in one if one[path] != other[path]} == {"rows.csv", "manifest.json"}


def test_ids_and_order_say_nothing_of_who_came_first():
    rows = [(person, statement, 1, False, False) for person in range(20) for statement in range(5)]

    order = select_opted_in(rows, frozenset(range(20)), "a secret")

    assert sorted({row[0] for row in order}) == list(range(1, 21))
    assert order != sorted(order)


def test_nobody_opted_in_is_said_in_the_card_and_there_is_no_empty_file():
    files = build_release(CAMPS, tier="T1")

    assert "rows.csv" not in files
    assert "* `rows.csv` is left out: nobody opted in to row-level release." in files["README.md"].decode()


def test_uniqueness_counts_people_whose_votes_nobody_else_has():
    rows = [(1, 7, 1, False, True), (2, 7, 1, True, False), (3, 7, -1, False, True), (3, 8, 1, False, True)]

    assert count_unique(rows) == {"people": 3, "unique": 1, "rows": 4}
