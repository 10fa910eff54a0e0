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
    document = evidence.replace_section(DOCUMENT, "One: `one.py`", "New.")

    assert document == "# Evidence\n\nA word.\n\n## One: `one.py`\n\nNew.\n\n## Two: `two.py`\n\nKept.\n"


def test_the_last_section_is_replaced_up_to_the_end():
    document = evidence.replace_section(DOCUMENT, "Two: `two.py`", "New.")

    assert document == DOCUMENT.replace("Kept.", "New.")


def test_a_new_section_goes_to_the_end():
    document = evidence.replace_section(DOCUMENT, "Three", "New.")

    assert document == DOCUMENT + "\n## Three\n\nNew.\n"


def test_replacing_twice_changes_nothing():
    once = evidence.replace_section(DOCUMENT, "One: `one.py`", "New.")

    assert evidence.replace_section(once, "One: `one.py`", "New.") == once


def test_a_table_is_markdown():
    assert evidence.format_table(["a", "b"], [[1, "x"]]) == "| a | b |\n| --- | --- |\n| 1 | x |"


def test_prose_is_wrapped_and_a_table_is_not():
    assert evidence.wrap("one\n two") == "one two"
    assert max(map(len, evidence.wrap("word " * 100).splitlines())) <= evidence.WIDTH
    assert evidence.wrap("| " + "cell | " * 40) == "| " + "cell | " * 40
