"""Whose words stand in public files, and in files for training."""

import csv
import io
import json

import pytest

from elicit.exports import verify
from elicit.exports.privacy.permissions import REPLACEMENT
from tests.exports.releases import CAMPS, build_release, write_folder


def list_principles(files):
    return json.loads(files["constitution.json"])["principles"]


def read_first(**status):
    """The statement behind the first principle of this room, and what it says."""
    [number, *_] = list_principles(build_release(CAMPS, **status))[0]["source"]
    return number, list_principles(build_release(CAMPS, **status))[0]["text"]


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_words_whose_writer_keeps_them_are_nowhere_in_a_public_release_and_their_figures_are(tier):
    number, text = read_first()
    open_, protected = (
        build_release(CAMPS, tier=tier, permissions={"unpublished": frozenset(numbers)})
        for numbers in ((), [number])
    )

    assert [path for path, content in open_.items() if text.encode() in content] != []
    assert [path for path, content in protected.items() if text.encode() in content] == []
    [norm] = [norm for norm in list_principles(protected) if norm["source"] == [number]]
    assert (norm["text"], norm["wording_status"]) == (REPLACEMENT, "withheld")
    assert (
        norm["overall"] == next(norm for norm in list_principles(open_) if norm["source"] == [number])["overall"]
    )


def test_the_controllers_ballots_keep_all_words():
    number, text = read_first()

    files = build_release(CAMPS, tier="T2", permissions={"unpublished": frozenset([number])})

    assert text in files["constitution.md"].decode()


@pytest.mark.parametrize("name", ["unpublished", "untrained"])
def test_files_for_training_leave_out_what_its_writer_does_not_allow(name):
    number, _text = read_first(status="ratified")

    free = build_release(CAMPS, status="ratified")
    files = build_release(CAMPS, status="ratified", permissions={name: frozenset([number])})

    def list_sources(files):
        return [json.loads(line)["source"] for line in files["principles.jsonl"].decode().splitlines()]

    assert list_sources(files) == [source for source in list_sources(free) if source != [number]]
    assert len(json.loads(files["training/comparison.json"])) == len(list_sources(free)) - 1


def test_where_no_writer_allows_training_there_is_no_such_file_and_the_manifest_says_why():
    files = build_release(CAMPS, status="ratified", permissions={"untrained": frozenset(range(10))})

    exclusions = json.loads(files["manifest.json"])["left_out"]
    assert "principles.jsonl" not in files
    assert exclusions["principles.jsonl"] == "no writer of a principle shown here allows its use for training."


def test_rows_say_whose_are_free_for_training():
    files = build_release(CAMPS, tier="T1", opted_in=[3, 33], permissions={"for_training": frozenset([33, 40])})

    rows = csv.DictReader(io.StringIO(files["rows.csv"].decode()))
    marks = {(row["participant"], row["training"]) for row in rows}
    assert sorted(mark for _person, mark in marks) == ["0", "1"]


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_a_release_without_some_words_still_holds(tmp_path, tier):
    number, _text = read_first()
    permissions = {"unpublished": frozenset([number]), "untrained": frozenset([number])}

    verification = verify(
        write_folder(tmp_path, build_release(CAMPS, tier=tier, opted_in=[3], permissions=permissions))
    )

    assert verification.problems == ()
