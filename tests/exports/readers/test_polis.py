"""Every faulty export is refused with a sentence that names the file, the line and the cure."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elicit.exports import PolisFormatError, read_export, write_export
from tests.exports.formats.test_polis import build_small, write_folder

COMMENTS = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n1772326800,1,0,0,0,1,One.\n"
VOTES = "timestamp,comment-id,voter-id,vote\n1772326800,1,1,1\n"
WIDE = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,1\n1,0,0,1,1,0,1\n"


def get_refusal(folder, files, **options):
    with pytest.raises(PolisFormatError) as error:
        read_export(write_folder(folder, files), **options)
    return str(error.value).replace(str(folder), "FOLDER")


FAULTS = {
    "a vote of 7": (
        {"votes.csv": VOTES + "1772326801,1,2,7\n"},
        "votes.csv, line 3: a vote of '7'; a vote is 1 (agree), 0 (pass) or -1 (disagree). Correct it or remove "
        "the line.",
    ),
    "a vote of 7 in the wide file": (
        {"votes.csv": None, "participant-votes.csv": WIDE + "2,0,0,1,1,0,7\n"},
        "participant-votes.csv, line 3: a vote of '7'; a vote is 1 (agree), 0 (pass) or -1 (disagree). Correct it "
        "or remove the line.",
    ),
    "an empty file": (
        {"votes.csv": ""},
        "votes.csv: the file is empty. Export the conversation again.",
    ),
    "not UTF-8": (
        {"comments.csv": COMMENTS.encode() + b"1772326800,2,0,0,0,1,caf\xe9\n"},
        "comments.csv, line 3: not UTF-8. Save the file as UTF-8 and import again.",
    ),
    "a missing column": (
        {"comments.csv": "timestamp,comment-id,author-id,comment-body\n1,1,0,One.\n"},
        "comments.csv, line 1: the column 'moderated' is missing; there are timestamp, comment-id, author-id, "
        "comment-body. Give the file as Polis exported it.",
    ),
    "a column twice": (
        {"votes.csv": "comment-id,voter-id,vote,vote\n1,1,1,1\n"},
        "votes.csv, line 1: the column 'vote' occurs twice. Export the file again.",
    ),
    "a statement twice": (
        {"comments.csv": COMMENTS + "1772326800,1,0,0,0,1,Again.\n"},
        "comments.csv, line 3: comment-id 1 was on line 2 already. Remove one.",
    ),
    "a participant twice": (
        {"participant-votes.csv": WIDE + "1,0,0,1,1,0,1\n"},
        "participant-votes.csv, line 3: participant 1 was on line 2 already. Remove one.",
    ),
    "two generations of time": (
        {"votes.csv": VOTES + "1772326801000,1,2,1\n"},
        "votes.csv, line 3: timestamps in seconds and in milliseconds are mixed: the file joins two generations "
        "of the export. Import them one by one.",
    ),
    "two generations of names": (
        {"participant-votes.csv": WIDE, "participants-votes.csv": WIDE},
        "FOLDER holds participant-votes.csv and participants-votes.csv: two generations of the export are mixed. "
        "Keep the files of one export only.",
    ),
    "a vote on an unknown statement": (
        {"votes.csv": VOTES + "1772326801,8,1,1\n"},
        "votes.csv: there is a vote on statement 8, which comments.csv does not hold. One of the two files is of "
        "another export or half-written; export both again.",
    ),
    "a last line cut short": (
        {"votes.csv": VOTES + "1772326801,1"},
        "votes.csv, line 3: this last line is cut short: the file is half-written. Copy it again.",
    ),
    "a last statement cut short": (
        {"comments.csv": COMMENTS + '1772326800,2,0,0,0,1,"Half a'},
        "comments.csv, line 3: not readable as CSV (unexpected end of data). Export the file again.",
    ),
    "votes cut at the end of a line": (
        {"votes.csv": VOTES, "participant-votes.csv": WIDE + "2,0,0,1,1,0,-1\n"},
        "votes.csv lacks 1 of the votes that participant-votes.csv holds, the first of participant 2 on statement "
        "1: it is half-written or older. Export both again, or remove participant-votes.csv.",
    ),
    "a line with too many cells": (
        {"votes.csv": VOTES + "1772326801,1,2,1,1\n1772326801,1,3,1\n"},
        "votes.csv, line 3: 5 cells instead of 4. Export the file again.",
    ),
    "an id that is no number": (
        {"votes.csv": VOTES + "1772326801,1,Ben,1\n"},
        "votes.csv, line 3: voter-id is 'Ben', which is not a whole number. Export the file again; a spreadsheet "
        "may have rewritten it.",
    ),
    "an id that a spreadsheet rewrote": (
        {"votes.csv": VOTES + "1.77E+09,1,2,1\n"},
        "votes.csv, line 3: timestamp is '1.77E+09', which is not a whole number. Export the file again; a "
        "spreadsheet may have rewritten it.",
    ),
    "an id too large to keep": (
        {"votes.csv": VOTES + "1772326801,1,3000000000,1\n"},
        "votes.csv, line 3: voter-id is 3000000000; at most 2147483647 can be read. Export the file again.",
    ),
    "a statement without text": (
        {"comments.csv": COMMENTS + "1772326800,2,0,0,0,1, \n"},
        "comments.csv, line 3: comment 2 has no text. Remove the line.",
    ),
    "an unknown moderation": (
        {"comments.csv": COMMENTS + "1772326800,2,0,0,0,2,Two.\n"},
        "comments.csv, line 3: moderated is '2'; it is 1, 0 or -1. Correct it.",
    ),
    "no votes at all": (
        {"votes.csv": None},
        "FOLDER holds neither votes.csv nor participant-votes.csv. Export the conversation again, with its votes.",
    ),
    "no comments": (
        {"comments.csv": None},
        "comments.csv: the file is missing. Give the whole folder of the export.",
    ),
}


CUTS = (
    "the file ends inside this line, which may be cut short. Copy the file again; if the line is whole, end it "
    "with a line break."
)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("comments.csv", COMMENTS + "1772326800,2,0,0,0,1,Do not stop in the mid", 3),
        ("votes.csv", VOTES + "1772326801,1,0,-1", 3),
        ("participant-votes.csv", WIDE + "2,0,0,1,1,0,", 3),
    ],
)
def test_a_last_line_cut_inside_its_last_cell_is_named(tmp_path, name, text, line):
    files = {"comments.csv": COMMENTS, "votes.csv": VOTES} | {name: text}

    assert get_refusal(tmp_path, files) == f"{name}, line {line}: {CUTS}"


def test_the_summary_of_polis_ends_without_a_line_break(tmp_path):
    files = {"comments.csv": COMMENTS, "votes.csv": VOTES, "summary.csv": 'topic,"Us"\nurl,https://x.test/1'}

    assert read_export(write_folder(tmp_path, files)).summary == {"topic": "Us", "url": "https://x.test/1"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_cure(tmp_path, fault):
    changes, sentence = FAULTS[fault]
    files = {"comments.csv": COMMENTS, "votes.csv": VOTES} | changes

    assert get_refusal(tmp_path, {name: text for name, text in files.items() if text is not None}) == sentence


def test_the_same_files_without_a_fault_are_read(tmp_path):
    export = read_export(
        write_folder(tmp_path, {"comments.csv": COMMENTS, "votes.csv": VOTES, "participant-votes.csv": WIDE})
    )

    assert (len(export.statements), len(export.votes), export.participants) == (1, 1, (0, 1))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    files = {"comments.csv": COMMENTS, "votes.csv": VOTES + "x" * 3_000_000}

    assert get_refusal(tmp_path, files, limit=2_000_000) == (
        "votes.csv: 3 MB; at most 2 MB are read. Split the conversation."
    )


@pytest.mark.parametrize(
    ("pair", "wrong"),
    [("1", "1"), ("1 and 1", "1 and 1"), ("1 and 7", "1 and 7"), ("01-Feb", "01-Feb"), ("1 and 2; ", "")],
)
def test_pairs_that_are_no_two_statements_are_refused(tmp_path, pair, wrong):
    files = {
        "comments.csv": COMMENTS + "1772326800,2,0,0,0,1,Two.\n",
        "votes.csv": VOTES,
        "summary.csv": f"generator,elicit\nreverse-worded,{pair}\n",
    }

    assert get_refusal(tmp_path, files) == (
        f"summary.csv: reverse-worded names {wrong!r}, which are not two statements of comments.csv. Export the "
        "conversation again."
    )


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        PolisFormatError, match=r"nowhere is not a folder\. Give the folder that holds comments\.csv"
    ):
        read_export(tmp_path / "nowhere")


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    write_folder(tmp_path, {"comments.csv": COMMENTS})
    (tmp_path / "votes.csv").mkdir()

    with pytest.raises(PolisFormatError, match=r"^votes\.csv: the file cannot be read \(Is a directory\)"):
        read_export(tmp_path)


NAMES = sorted(write_export(build_small()))


@given(st.sampled_from(NAMES), st.integers(0, 10_000), st.binary(max_size=6))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_export_damaged_anywhere_is_read_or_refused_in_words(tmp_path, name, place, junk):
    files = write_export(build_small())
    at = place % (len(files[name]) + 1)

    with suppress(PolisFormatError):
        read_export(write_folder(tmp_path, files | {name: files[name][:at] + junk}))
