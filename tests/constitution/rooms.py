"""Small rooms whose findings are known, and the texts of what was voted on in them."""

from random import Random

from elicit.analysis import Ballots
from elicit.constitution import StatementText, draft
from tests.recall import recall

CHOICES = {"a": 1, "d": -1, "p": 0}
WORDS = (
    "Say so when you are not sure.",
    "Remember what I told you last month.",
    "Refuse to discuss politics.",
    "Agree with me when I insist.",
    "Keep my data on this side of the river.",
)
CAMPS = ("aadd.aaaad", "adad.aaada")  # 0, 5-7 unite; 1, 2, 8, 9 divide; 3 is refused by all, 4 nobody saw
NAMES = {
    "title": "What we ask",
    "community": "Riverside Library",
    "prompt": "How should an assistant treat us?",
    "deliberation": "KX7M2P",
}


def build_room(*words):
    """One person per word; its letters are votes on statements 0, 1, 2 ...; a dot is unseen."""
    people = range(len(words))
    rows = [
        (person, item, CHOICES[letter])
        for person, word in enumerate(words)
        for item, letter in enumerate(word)
        if letter in CHOICES
    ]
    return Ballots.from_arrays(*zip(*rows, strict=True), people=list(people), items=list(range(len(words[0]))))


def build_two_camps(size=30):
    """Ballots of two camps of so many people. What divides them lies in several folds, so that people are placed
    whichever fold is left out."""
    return build_room(*(word for word in CAMPS for _person in range(size)))


def list_crowd_with_copies(copies=12, size=20):
    """Words of two camps whose people differ a little from each other, and of accounts that vote all the same."""
    random = Random(3)
    camps = ("aadadadpaadada", "adadadapadadaa")
    people = [
        "".join(random.choice("adp") if random.random() < 0.2 else letter for letter in camp)
        for camp in camps
        for _person in range(size)
    ]
    return [*people, *["dadadpaaddpdap"] * copies]


def list_texts(report, words=WORDS):
    return [
        StatementText(number, words[number] if number < len(words) else f"Statement {number}.", "en")
        for number in report.statements.tolist()
    ]


def analyse_room(ballots, **options):
    return recall(ballots, resamples=0, **options)


def draft_room(ballots, words=WORDS):
    report = analyse_room(ballots)
    return draft(report, list_texts(report, words), **NAMES)


def draft_document(ballots, words=WORDS, *, status="draft"):
    return draft_room(ballots, words).to_document(version=1, status=status)
