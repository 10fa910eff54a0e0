"""The one CSV writer: what it writes reads back, and no spreadsheet runs it."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elicit.exports.formats.csv import arm, defuse, write_csv

TEXT = st.text(st.characters(exclude_categories=("Cs",)))


def read(content):
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
@example([("a\rb", 'a "quoted", cell'), ("two\nlines", "")])
def test_what_is_written_reads_back(rows):
    table = read(write_csv(["one", "two"], rows))

    assert [tuple(map(arm, row)) for row in table[1:]] == rows


@given(TEXT)
@example("'=1")
@example("''@x")
def test_arming_undoes_defusing(text):
    assert arm(defuse(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_begins_with_a_quote(text):
    assert read(write_csv(["text"], [[text]])) == [["text"], [f"'{text}"]]


def test_a_heading_made_of_a_text_is_defused_too():
    assert write_csv(["topic", "=1+1"], []) == b"topic,'=1+1\n"


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    assert write_csv(["a", "b", "c"], [[-1, None, 0.5]]) == b"a,b,c\n-1,,0.5\n"
