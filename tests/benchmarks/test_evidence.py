"""The section of docs/evidence.md that a script may replace is its own and no other."""

from benchmarks import evidence

DOCUMENT = """# Evidence

A word.

## One: `one.py`

Old.

### A part of one

Old too.

## Two: `two.py`

Kept.
"""


def test_a_section_is_replaced_up_to_the_next_one():
    told = evidence.replaced(DOCUMENT, "One: `one.py`", "New.")

    assert told == "# Evidence\n\nA word.\n\n## One: `one.py`\n\nNew.\n\n## Two: `two.py`\n\nKept.\n"


def test_the_last_section_is_replaced_up_to_the_end():
    told = evidence.replaced(DOCUMENT, "Two: `two.py`", "New.")

    assert told == DOCUMENT.replace("Kept.", "New.")


def test_a_new_section_goes_to_the_end():
    told = evidence.replaced(DOCUMENT, "Three", "New.")

    assert told == DOCUMENT + "\n## Three\n\nNew.\n"


def test_replacing_twice_changes_nothing():
    once = evidence.replaced(DOCUMENT, "One: `one.py`", "New.")

    assert evidence.replaced(once, "One: `one.py`", "New.") == once


def test_a_table_is_markdown():
    assert evidence.table(["a", "b"], [[1, "x"]]) == "| a | b |\n| --- | --- |\n| 1 | x |"


def test_prose_is_wrapped_and_a_table_is_not():
    assert evidence.wrapped("one\n two") == "one two"
    assert max(map(len, evidence.wrapped("word " * 100).splitlines())) <= evidence.WIDTH
    assert evidence.wrapped("| " + "cell | " * 40) == "| " + "cell | " * 40
