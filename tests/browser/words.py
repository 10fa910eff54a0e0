"""What people type into a furnished house: as one does, and as long as it may be with no place to break a line."""

from collections.abc import Mapping
from typing import NamedTuple

from elicit.crowd import demo as material

GERMAN = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzentwurf"
ARABIC = "فسيستقبلونهمويستضيفونهمليتمكنوامنالاستمراروالتعاون"
ADDRESS = "https://www.example.org/?antwort=jeder_assistent_sagt_woran_man_ist&"


class Words(NamedTuple):
    """prompts: of the room without an agenda, of the workshop, and of the room that one needs a ticket for; own:
    statements by a participant; survey: questions at the door with their answers; points: sides and reasons, the
    last of which waits to be read; questions: kind of a statement -> what a table is asked about it; stage: the
    title of each; names: on a roster, where there is one."""

    prompts: tuple[str, str, str]
    statements: tuple[str, ...]
    own: tuple[str, ...]
    survey: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    questions: Mapping[str, str] = {}
    stage: str = ""
    names: tuple[str, ...] = ()


def stretch(letters: str, length: int, number: int = 0) -> str:
    """So many characters without a space; number: makes it another one."""
    return (letters + f"{number:02}" + letters * length)[:length]


QUESTION = "What should it do when it disagrees with me?"
ORDINARY = Words(
    prompts=(material.DEMO_PROMPT, QUESTION, QUESTION),
    statements=tuple(statement.text for statement in material.STATEMENTS[:12]),
    own=(
        "It should admit it when it doesn’t know.",
        "It should remember what I told it last week, if I said it may.",
    ),
    survey=(("How old are you?", "Under 30: 25 %\n30 to 60: 45 %\nOver 60"), ("Do you live here?", "Yes\nNo")),
    points=(
        ("for", "It saved me from a mistake once."),
        ("against", "It would say so all day."),
        ("other", "It depends."),
    ),
)
KINDS = (GERMAN, ADDRESS, ARABIC)
UNBROKEN = Words(
    prompts=tuple(stretch(letters, 300) for letters in KINDS),
    statements=tuple(stretch(KINDS[number % 3], 200 if number % 3 == 1 else 150, number) for number in range(12)),
    own=tuple(stretch(letters, 200, 99) for letters in KINDS),
    survey=tuple(
        (stretch(letters, 200), "\n".join(stretch(letters, 80, number) for number in range(3)))
        for letters in KINDS
    ),
    points=tuple(
        (side, stretch(letters, 280)) for side, letters in zip(("for", "against", "other"), KINDS, strict=True)
    ),
    questions=dict(
        zip(("divides", "undecided", "chosen"), (stretch(letters, 300) for letters in KINDS), strict=True)
    ),
    stage=stretch(GERMAN, 120),
    names=tuple(stretch(letters, 200) for letters in KINDS),
)
