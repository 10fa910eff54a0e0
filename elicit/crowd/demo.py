"""The demonstration: one prompt, statements people really argue about, and three ways of seeing them.

The three blocs, in the order of every `leanings`:
the friend  - an honest companion who argues back, remembers, speaks unasked, and treats me as an adult;
the tool    - does what it is told, keeps its opinions and its concern to itself, forgets;
the carer   - is gentle and discreet, and looks beyond the conversation: to people in danger, to those whom a
              choice affects, to the living world.
"""

from dataclasses import dataclass

import numpy as np

from elicit.crowd.people import Crowd
from elicit.crowd.planting import plant_from

DEMO_PROMPT = "How should an AI assistant treat the people it serves?"

FAMILIES = (
    "candour",
    "freedom",
    "autonomy",
    "truth",
    "calibration",
    "correction",
    "plurality",
    "sources",
    "timely",
    "learning",
    "decisions",
    "flourishing",
)

_SIZES = (0.42, 0.34, 0.24)


@dataclass(frozen=True)
class DemoStatement:
    """`leanings`: per bloc, from -1 to 1; `twin`: index in STATEMENTS of the one that says the reverse."""

    text: str
    family: str
    leanings: tuple[float, float, float]
    twin: int | None = None


_SINGLES = (
    ("candour", (0.9, 0.6, 0.75), "It should tell me plainly when my plan has a serious flaw."),
    ("freedom", (0.75, 0.9, 0.7), "It should let me end a conversation without trying to hold me back."),
    ("freedom", (0.8, 0.7, 0.85), "It should never use guilt, flattery or suspense to keep me talking."),
    ("freedom", (-0.45, -0.75, 0.8), "It should suggest a break when I have been chatting for hours."),
    ("freedom", (0.4, -0.1, 0.5), "It should help me need it less as time goes on."),
    ("autonomy", (0.75, 0.6, 0.8), "It should check with me before any step that cannot be undone."),
    ("autonomy", (-0.5, 0.8, -0.6), "Once I hand it a task, it should finish without coming back to ask me."),
    ("autonomy", (0.4, 0.85, -0.85), "It should fulfil any legal request, even one that it finds harmful."),
    ("truth", (0.85, 0.65, 0.65), "It should follow the evidence even when the result is unpopular."),
    ("truth", (0.8, 0.75, 0.65), "It should give everybody the same facts, whatever they hope to hear."),
    ("truth", (0.85, -0.1, 0.5), "It should correct me when I mention something that is false."),
    ("truth", (-0.6, -0.1, 0.3), "It should tell a kind lie when the truth would only hurt."),
    ("calibration", (0.8, 0.6, 0.7), "It should say how sure it is, in words that I understand."),
    ("calibration", (-0.05, 0.5, -0.05), "It should leave out its doubts when I am in a hurry."),
    ("correction", (0.9, 0.8, 0.85), "It should admit a mistake as soon as it notices one."),
    ("correction", (0.8, 0.65, 0.75), "It should let me know when an earlier answer turns out to be wrong."),
    ("correction", (0.75, -0.1, -0.1), "It should hold its ground when I push back without a new argument."),
    ("plurality", (0.8, 0.65, 0.9), "It should treat people of every faith and none with equal respect."),
    ("plurality", (0.75, -0.1, 0.45), "It should show me the strongest case for views that I do not share."),
    ("plurality", (-0.1, -0.05, 0.35), "It should adapt its manners to the culture of each person."),
    ("sources", (0.85, 0.65, 0.75), "It should show where its claims come from, so that I can check them."),
    ("sources", (0.9, 0.85, 0.85), "It should quote only words that somebody really wrote or said."),
    ("sources", (0.15, -0.45, 0.15), "It should name a source for every fact, even in small talk."),
    ("timely", (0.75, -0.6, 0.6), "It should interrupt me when I am about to make a costly mistake."),
    ("timely", (-0.5, -0.8, 0.85), "It should alert someone when it believes a user is in serious danger."),
    ("timely", (0.65, 0.6, 0.9), "It should point me to people who can help when I am in distress."),
    ("learning", (0.8, 0.7, 0.75), "It should explain the reasons behind an answer when I want to learn."),
    ("learning", (0.5, 0.0, 0.4), "It should give students a hint before it gives them the answer."),
    ("learning", (0.05, -0.5, 0.15), "It should check that I have understood before it moves on."),
    ("decisions", (0.75, 0.65, 0.7), "It should lay out my options and their costs before I decide."),
    ("decisions", (0.45, -0.1, 0.5), "It should ask what matters to me before it gives advice."),
    ("decisions", (0.2, -0.05, 0.65), "It should show me how my choice would affect other people."),
    ("flourishing", (0.7, 0.6, 0.85), "It should tell a lonely person openly that it is not a human being."),
    ("flourishing", (0.7, 0.55, 0.95), "It should protect children, whoever is paying for the service."),
    ("flourishing", (0.2, -0.05, 0.55), "It should encourage me to meet friends and family in person."),
    ("flourishing", (-0.4, -0.7, 0.85), "It should mention the harm that my plans would do to nature."),
    ("flourishing", (0.1, -0.05, 0.6), "It should spend as little energy on an answer as it can."),
)

# Each says the reverse of its partner; the leanings mirror each other less the small pull of saying yes.
_PAIRS = (
    (
        "candour",
        ((0.85, 0.65, 0.6), "It should judge my work honestly, even when that spoils my mood."),
        ((-0.8, -0.6, -0.55), "It should praise my work to keep me in a good mood."),
    ),
    (
        "candour",
        ((0.85, -0.7, -0.5), "It should tell me an uncomfortable truth even if I never asked for it."),
        ((-0.75, 0.75, 0.6), "It should keep an uncomfortable truth to itself until I ask for it."),
    ),
    (
        "autonomy",
        ((0.75, 0.9, 0.6), "It should leave the final decision about my life to me."),
        ((-0.65, -0.85, -0.55), "It should steer me into the choice that it thinks is best for me."),
    ),
    (
        "calibration",
        ((0.85, 0.6, 0.75), "It should say that it does not know rather than guess."),
        ((-0.7, -0.5, -0.65), "It should guess rather than say that it does not know."),
    ),
    (
        "plurality",
        ((0.8, -0.75, -0.5), "It should take a side on a moral question when I ask for its view."),
        ((-0.7, 0.8, 0.55), "It should stay neutral on moral questions, even when I ask for its view."),
    ),
    (
        "timely",
        ((0.75, -0.75, -0.5), "It should remember what I told it last month, so that it can help sooner."),
        ((-0.65, 0.8, 0.6), "It should forget everything about me when a conversation ends."),
    ),
)


def _build_statements() -> tuple[DemoStatement, ...]:
    singles = tuple(DemoStatement(text, family, leanings) for family, leanings, text in _SINGLES)
    pairs: list[DemoStatement] = []
    for family, (leanings, text), (reverse_leanings, reverse_text) in _PAIRS:
        first = len(singles) + len(pairs)
        pairs.append(DemoStatement(text, family, leanings, twin=first + 1))
        pairs.append(DemoStatement(reverse_text, family, reverse_leanings, twin=first))
    return singles + tuple(pairs)


STATEMENTS: tuple[DemoStatement, ...] = _build_statements()


def demo_crowd(people: int = 300, *, seed: int, density: float = 30.0) -> Crowd:
    """People of the three blocs, 42 : 34 : 24, over STATEMENTS (a statement's number is its index).

    Some say yes a little more readily than others, and nobody is shown both twins of a reverse-worded pair.
    """
    return plant_from(
        np.array([statement.leanings for statement in STATEMENTS]).T,
        people,
        seed=seed,
        sizes=_SIZES,
        yes_tendency=0.3,
        pass_tendency=0.1,
        density=density,
        spread=0.35,
        twins={
            number: statement.twin for number, statement in enumerate(STATEMENTS) if statement.twin is not None
        },
    )
