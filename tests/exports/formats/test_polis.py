"""Polis exports, read and written: the same people, statements and votes."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from elicit.exports import PolisExport, PolisStatement, PolisVotes, read_export, write_export
from tests.shared import find_shared

REAL = {
    "15-per-hour-seattle": (339, 54, 2_995, 2_872),
    "american-assembly.bowling-green": (2_031, 896, 225_524, 225_524),
    "bg2050-volunteers": (126, 371, 14_341, 14_283),
    "london.youth.policing": (27, 39, 640, 638),  # one more than voted: they only wrote a statement
    "scoop-hivemind.biodiversity": (536, 316, 29_802, 29_719),
    "scoop-hivemind.ubi": (234, 71, 7_174, 7_153),
    "vtaiwan.uberx": (1_921, 197, 49_997, 49_443),
}
ONE_AM = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def write_folder(folder: Path, files):
    folder.mkdir(exist_ok=True, parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def list_rows(export):
    votes = export.votes
    columns = (votes.participants, votes.statements, votes.choices, votes.important)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def map_current(export):
    return {(person, statement): choice for person, statement, choice, _important in list_rows(export)}


def list_texts(export):
    return [
        (statement.number, statement.text, statement.moderated, statement.is_seed, statement.is_meta)
        for statement in export.statements
    ]


@pytest.mark.parametrize("name", REAL)
def test_a_real_conversation_is_read_whole(name):
    export = read_export(find_shared("polis", name))

    counts = len(export.participants), len(export.statements), len(export.votes), len(map_current(export))
    assert counts == REAL[name]


@pytest.mark.parametrize("name", REAL)
def test_a_real_conversation_survives_the_round_trip(name, tmp_path):
    export = read_export(find_shared("polis", name))

    copy = read_export(write_folder(tmp_path, write_export(export)))

    assert list_rows(copy) == list_rows(export)
    assert list_texts(copy) == list_texts(export)
    assert (copy.participants, copy.groups) == (export.participants, export.groups)


@pytest.mark.parametrize("name", ["london.youth.policing", "vtaiwan.uberx"])
def test_what_was_written_once_is_written_again_byte_for_byte(name, tmp_path):
    files = write_export(read_export(find_shared("polis", name)))

    assert write_export(read_export(write_folder(tmp_path, files))) == files


@pytest.mark.parametrize("name", sorted(REAL.keys() - {"american-assembly.bowling-green"}))
def test_the_last_vote_in_time_is_the_one_of_the_wide_file(name, tmp_path):
    folder = find_shared("polis", name)
    wide = write_folder(
        tmp_path, {file: (folder / file).read_bytes() for file in ("comments.csv", "participants-votes.csv")}
    )

    assert map_current(read_export(wide)) == map_current(read_export(folder))


def build_small(**changes):
    """Ben (0) changes his mind, Dora (2) only wrote, Edna (5) did nothing; statement 9 was rejected."""
    fields = {
        "statements": (
            PolisStatement(0, "Say so when you are not sure.", 1, author=2, created_at=ONE_AM),
            PolisStatement(3, '=HYPERLINK("x"), "quoted"\nand a second line', 0, author=0, is_seed=True),
            PolisStatement(4, "'-- 說「我不確定」", 1, is_meta=True),
            PolisStatement(9, "Rejected.", -1, author=0),
        ),
        "votes": PolisVotes.of(
            [
                (0, 0, -1, 0, 1_772_326_800_000),
                (1, 0, 1, 1, 1_772_326_801_000),
                (1, 9, 0, 0, 1_772_326_801_000),
                (0, 0, 1, 1, 1_772_326_809_000),
            ]
        ),
        "participants": (0, 1, 2, 5),
        "groups": {0: 0, 1: 1},
        "summary": {"topic": "=1+1, or what?", "conversation-description": "Two\nlines."},
    }
    return PolisExport(**{**fields, **changes})


def test_people_without_votes_rejected_statements_and_flags_survive(tmp_path):
    copy = read_export(write_folder(tmp_path, write_export(build_small())))

    assert copy.participants == (0, 1, 2, 5)
    assert copy.statements == build_small().statements
    assert list_rows(copy) == list_rows(build_small())
    assert copy.votes.at.tolist() == build_small().votes.at.tolist()
    assert {key: copy.summary[key] for key in build_small().summary} == dict(build_small().summary)


def test_reverse_worded_pairs_are_a_line_of_the_summary_each_pair_once(tmp_path):
    files = write_export(build_small(twins=((9, 0), (4, 3), (3, 4))))

    assert files["summary.csv"].decode().splitlines()[-1] == "reverse-worded,0 and 9; 3 and 4"
    assert read_export(write_folder(tmp_path, files)).twins == ((0, 9), (3, 4))


def test_a_summary_of_somebody_else_names_no_pairs(tmp_path):
    files = {
        "comments.csv": HEAD + "1,1,0,0,0,1,One.\n",
        "votes.csv": VOTES + "1,1,1,1\n",
        "summary.csv": "topic,Us\nreverse-worded,all of them\n",
    }

    assert read_export(write_folder(tmp_path, files)).twins == ()


def test_the_files_have_the_columns_of_polis():
    files = write_export(build_small())

    headings = {name: content.decode().split("\n")[0] for name, content in files.items() if name != "summary.csv"}
    assert headings == {
        "votes.csv": "timestamp,datetime,comment-id,voter-id,vote,important",
        "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-seed,is-meta,"
        "comment-body",
        "participant-votes.csv": "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,3,4,9",
        "comment-groups.csv": "comment-id,comment,total-votes,total-agrees,total-disagrees,total-passes,"
        "group-a-votes,group-a-agrees,group-a-disagrees,group-a-passes,"
        "group-b-votes,group-b-agrees,group-b-disagrees,group-b-passes",
    }


def test_times_are_written_in_seconds():
    assert write_export(build_small())["votes.csv"].decode().split("\n")[1] == (
        "1772326800,2026-03-01 01:00:00 UTC,0,0,-1,0"
    )


def test_counts_are_of_last_votes():
    lines = write_export(build_small())["participant-votes.csv"].decode().splitlines()

    assert lines[1:] == ["0,0,2,1,1,0,1,,,", "1,1,0,2,1,0,1,,,0", "2,,1,0,0,0,,,,", "5,,0,0,0,0,,,,"]


def test_a_quote_that_somebody_else_wrote_is_not_taken_away(tmp_path):
    files = {"comments.csv": HEAD + "1,1,0,0,0,1,'-- as I said\n", "votes.csv": VOTES + "1,1,1,1\n"}

    [statement] = read_export(write_folder(tmp_path, files)).statements

    assert statement.text == "'-- as I said"


HEAD = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
VOTES = "timestamp,comment-id,voter-id,vote\n"


@pytest.mark.parametrize(
    ("stamp", "expected"), [("1772326800", ONE_AM), ("1772326800000", ONE_AM), ("0", None), ("", None)]
)
def test_both_generations_of_time_are_understood(tmp_path, stamp, expected):
    files = {"comments.csv": HEAD + f"{stamp},1,0,0,0,1,One.\n", "votes.csv": VOTES + f"{stamp},1,1,1\n"}

    export = read_export(write_folder(tmp_path, files))

    assert export.statements[0].created_at == expected
    assert export.votes.at.tolist() == [0 if expected is None else 1_772_326_800_000]


def test_votes_come_in_order_of_time_and_ties_in_order_of_the_file(tmp_path):
    lines = "30,1,1,1\n10,1,2,-1\n20,1,1,0\n20,1,1,-1\n"
    files = {"comments.csv": HEAD + "1,1,0,0,0,1,One.\n", "votes.csv": VOTES + lines}

    assert list_rows(read_export(write_folder(tmp_path, files))) == [
        (2, 1, -1, False),
        (1, 1, 0, False),
        (1, 1, -1, False),
        (1, 1, 1, False),
    ]


def test_a_byte_order_mark_and_dos_line_ends_are_no_fault(tmp_path):
    files = {
        "comments.csv": "\ufeff" + (HEAD + "1,1,0,0,0,1,One.\n").replace("\n", "\r\n"),
        "votes.csv": (VOTES + "1,1,1,1\n").replace("\n", "\r\n"),
    }

    export = read_export(write_folder(tmp_path, files))

    assert (list_texts(export), list_rows(export)) == ([(1, "One.", 1, False, False)], [(1, 1, 1, False)])


BODY = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip)


@st.composite
def draw_conversation(draw):
    numbers = draw(st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True))
    people = draw(st.lists(st.integers(0, 9), min_size=1, max_size=6, unique=True))
    statements = tuple(
        PolisStatement(
            number,
            draw(BODY),
            draw(st.sampled_from((1, 0, -1))),
            draw(st.sampled_from((None, *people))),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for number in numbers
    )
    vote = st.tuples(
        st.sampled_from(people), st.sampled_from(numbers), st.sampled_from((1, 0, -1)), st.integers(0, 1)
    )
    votes = [(*row, 1000 * at) for at, row in enumerate(draw(st.lists(vote, max_size=20)), start=1)]
    topic = {"topic": draw(st.text(st.characters(exclude_categories=("Cs",))))}
    pairs = st.sets(
        st.tuples(st.sampled_from(numbers), st.sampled_from(numbers)).filter(lambda pair: pair[0] < pair[1])
    )
    twins = tuple(sorted(draw(pairs))) if len(numbers) > 1 else ()
    return PolisExport(statements, PolisVotes.of(votes), tuple(sorted(people)), summary=topic, twins=twins)


@given(draw_conversation())
@example(build_small(summary={"topic": "topic"}))
@example(build_small(summary={"topic": " "}))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_conversation_survives_the_round_trip(tmp_path, export):
    copy = read_export(write_folder(tmp_path, write_export(export)))

    assert list_rows(copy) == list_rows(export)
    assert copy.statements == export.statements
    assert copy.participants == export.participants
    assert copy.twins == export.twins
    assert copy.summary["topic"] == export.summary["topic"]


def test_the_counts_of_a_statement_are_those_of_its_groups():
    lines = write_export(build_small())["comment-groups.csv"].decode()

    assert lines.splitlines()[1] == "0,Say so when you are not sure.,2,2,0,0,1,1,0,0,1,1,0,0"
    assert Counter(line.count(",") for line in lines.splitlines() if line.startswith(("0,", "9,"))) == {13: 2}
