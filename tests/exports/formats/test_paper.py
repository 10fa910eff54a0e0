"""Reading ballots that were typed into a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.exports import write_csv
from elicit.exports.formats.paper import CHOICES, COLUMNS, PaperProblem, PaperVote, read_paper

STATEMENTS = {1: "Say when you are not sure.", 4: "Never keep me talking.", 7: "2"}


def read(text, round_=2):
    return read_paper(text.encode() if isinstance(text, str) else text, STATEMENTS, round_)


def test_a_line_is_a_vote_in_the_present_round():
    paper = read("ballot,statement,choice\nA 1,4,agree\n\n7,1,Pass\n")

    assert paper.problems == ()
    assert paper.lines == (PaperVote(2, "A 1", 4, 1, 2, False), PaperVote(4, "7", 1, 0, 2, False))
    assert paper.ballots == ("A 1", "7")


def test_columns_may_come_in_any_order_with_rounds_marks_and_others_between():
    paper = read("Choice;who;Ballot;Important;Statement;ROUND\ndisagree;x;1;yes;1;1\n-1;y;1;;4;\n")

    assert paper.lines == (PaperVote(2, "1", 1, -1, 1, True), PaperVote(3, "1", 4, -1, 2, False))


@pytest.mark.parametrize(
    ("words", "number"),
    [("4", 4), ("Never keep me talking.", 4), ("never keep me  talking", 4), ("2", 7), ("7", 7)],
)
def test_a_statement_is_its_number_or_its_words(words, number):
    assert [line.statement for line in read(f"ballot,statement,choice\n1,{words},0\n").lines] == [number]


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("De acuerdo", 1),
        ("EN DESACUERDO", -1),
        ("paso", 0),
        ("D’accord", 1),
        ("pas d'accord", -1),
        ("je passe", 0),
        ("stimme zu", 1),
        ("Ablehnung", -1),
        ("Enthaltung", 0),
        ("weiß nicht", 0),
        ("WEISS NICHT", 0),
        ("+1", 1),
    ],
)
def test_a_choice_in_other_languages(words, choice):
    assert [line.choice for line in read(f"ballot,statement,choice\n1,4,{words}\n").lines] == [choice]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",4,agree,,", ("ballot", "")),
        ("1,9,agree,,", ("statement", "9")),
        ("1,,agree,,", ("statement", "")),
        ("1,4,maybe,,", ("choice", "maybe")),
        ("1,4,,,", ("choice", "")),
        ("1,4,agree,3,", ("round", "3")),
        ("1,4,agree,0,", ("round", "0")),
        ("1,4,agree,,very", ("important", "very")),
        ("1", ("statement", "")),
    ],
)
def test_each_problem_is_named_with_its_line_and_nothing_is_lost_of_the_others(row, problem):
    paper = read(f"ballot,statement,choice,round,important\n2,1,agree,,\n{row}\n3,1,agree,,\n")

    assert paper.problems == (PaperProblem(3, *problem),)
    assert paper.ballots == ("2", "3")


def test_a_ballot_votes_once_on_a_statement_in_each_round():
    paper = read("ballot,statement,choice,round\n1,4,agree,1\n1,4,disagree,2\n1,4,pass,2\n")

    assert paper.problems == (PaperProblem(4, "twice", "1: 4"),)


def test_words_that_several_statements_have_are_not_guessed_at():
    paper = read_paper(b"ballot,statement,choice\n1,Yes,1\n", {1: "Yes.", 2: "yes!"}, 1)

    assert paper.problems == (PaperProblem(2, "ambiguous", "Yes"),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"ballot,statement,choice\n", "empty"),
        (b"ballot,choice\n1,1\n", "columns"),
        (b"\xff\xfe", "not_utf8"),
        (b'ballot,statement,choice\n"1,4,agree\n', "broken"),
        (b"ballot,statement,choice\n" + b"1,4,1\n" * 50_001, "too_long"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, code):
    assert [problem.code for problem in read(content).problems] == [code]


def test_the_digest_is_of_what_it_says_however_it_was_saved():
    one = read("ballot,statement,choice\r\n1,4,agree\r\n")
    other = read(b"\xef\xbb\xbfballot;statement;choice\n1;Never keep me talking.;1\n")

    assert one.digest == other.digest != read("ballot,statement,choice\n1,4,pass\n").digest


LINES = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1, max_size=8),
        st.sampled_from([1, 4]),
        st.sampled_from(sorted(CHOICES)),
        st.sampled_from([1, 2]),
        st.booleans(),
    ),
    unique_by=lambda line: (line[0], line[1], line[3]),
    min_size=1,
    max_size=20,
)


@given(LINES)
def test_what_was_written_is_read_again(lines):
    paper = read(write_csv(COLUMNS, [(*line[:4], int(line[4])) for line in lines]))

    expected = [
        (ballot.strip(), number, CHOICES[words], round_, mark) for ballot, number, words, round_, mark in lines
    ]
    votes = [(line.ballot, line.statement, line.choice, line.round, line.important) for line in paper.lines]
    assert (votes, paper.problems) == (expected, ())


@given(st.binary(max_size=200))
def test_no_file_makes_it_stumble(content):
    read(content)
    read(b"ballot,statement,choice\n" + content)
