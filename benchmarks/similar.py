"""Which statements say nearly the same: rewordings found, denials mistaken, and time, beside plainer likeness.

Needs negation-pairs.csv of the shared data (ELICIT_SHARED); the rewordings are tests/wording/likeness.csv.
"""

import csv
import difflib
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks import evidence
from elicit import wording
from tests.shared import SHARED

ROWS = list(csv.DictReader((evidence.ROOT / "tests" / "wording" / "likeness.csv").read_text().splitlines()))
KINDS = {
    "copy": "near copies",
    "reworded": "rewordings",
    "later": "rewordings written afterwards",
    "reversed": "denials in many languages",
}

Scores = np.ndarray  # (questions, statements) likeness
Peer = Callable[[Sequence[str], Sequence[str]], Scores]


def ours(asked: Sequence[str], there: Sequence[str], tags: Sequence[str]) -> Scores:
    room = wording.Likeness(dict(enumerate(there)), languages=dict(enumerate(tags)))
    scores = np.zeros((len(asked), len(there)))
    for row, text in enumerate(asked):
        for each in room.to(text, most=10):
            scores[row, each.number] = each.score
    return scores


def cosine(asked: Sequence[str], there: Sequence[str]) -> Scores:
    """Cosine of TF-IDF over three to five letters, the usual baseline for likeness of short texts."""
    learnt = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    known = learnt.fit_transform(there)
    return (learnt.transform(asked) @ known.T).toarray()


def ratio(asked: Sequence[str], there: Sequence[str]) -> Scores:
    """difflib's ratio: matching runs of letters."""
    scores = np.zeros((len(asked), len(there)))
    for column, one in enumerate(there):
        matcher = difflib.SequenceMatcher(b=one.casefold(), autojunk=False)
        for row, other in enumerate(asked):
            matcher.set_seq1(other.casefold())
            scores[row, column] = matcher.ratio() if matcher.quick_ratio() > 0.4 else 0.0
    return scores


PEERS: dict[str, Peer] = {"TF-IDF cosine, 3 to 5 letters": cosine, "difflib ratio": ratio}


def pairs() -> list[tuple[str, str]]:
    rows = csv.DictReader((Path(SHARED) / "negation-pairs.csv").read_text().splitlines())
    return [(row["affirming"], row["negating"]) for row in rows]


def paired(peer: Peer, asked: Sequence[str], there: Sequence[str]) -> np.ndarray:
    """(pairs,) likeness of each question and its own statement; letters are compared pair by pair."""
    if peer is ratio:
        return np.array([peer([one], [other])[0, 0] for one, other in zip(asked, there, strict=True)])
    return peer(asked, there).diagonal()


def own(scores: Scores) -> np.ndarray:
    """(kinds' rows,) likeness of each pair of the list, in a room that holds all its statements."""
    texts = [row["one"] for row in ROWS]
    return np.array(
        [max(scores[at, n] for n, text in enumerate(texts) if text == texts[at]) for at in range(len(ROWS))]
    )


def found(likeness: np.ndarray, cut: float) -> dict[str, int]:
    return {kind: sum(likeness[n] >= cut for n, row in enumerate(ROWS) if row["kind"] == kind) for kind in KINDS}


def rewordings(counts: dict[str, int]) -> int:
    return sum(counts[kind] for kind in KINDS if kind != "reversed")


def cut_for(likeness: np.ndarray, wanted: int) -> float:
    """The highest cut at which so many rewordings are found."""
    return max(cut for cut in np.unique(likeness) if rewordings(found(likeness, cut)) >= wanted)


def milliseconds(texts: list[str]) -> tuple[float, float, float]:
    """To prepare 1,000 statements, and per question: median and 99th percentile."""
    started = time.perf_counter()
    room = wording.Likeness(dict(enumerate(texts)), languages=dict.fromkeys(range(len(texts)), "en"))
    prepared = time.perf_counter() - started
    took = []
    for text in texts:
        started = time.perf_counter()
        room.to(text[: len(text) * 3 // 4])  # half-typed: nothing of it is kept from the preparation
        took.append(1000 * (time.perf_counter() - started))
    return 1000 * prepared, statistics.median(took), float(np.percentile(took, 99))


def main() -> None:
    options = evidence.make_parser(__doc__).parse_args()
    said = pairs()
    affirming, negating = [one for one, _other in said], [other for _one, other in said]
    prepared, median, slow = milliseconds(affirming)
    one, other, tags = ([row[name] for row in ROWS] for name in ("one", "other", "language"))
    english = ["en"] * len(said)
    mine = own(ours(other, one, tags))
    counts = found(mine, 0.01)
    mistaken = {
        "denials asked": ours(negating, affirming, english).diagonal() > 0,
        "affirmations asked": ours(affirming, negating, english).diagonal() > 0,
    }
    worst = max(int(each.sum()) for each in mistaken.values())
    total = f"{len(said):,}"
    rows = [
        [f"elicit.wording ({name})", f"{each.sum()} of {total}", *shown(counts)] for name, each in mistaken.items()
    ]
    for name, peer in PEERS.items():
        likeness = own(peer(other, one))
        cut = cut_for(likeness, rewordings(counts))
        offers = int((paired(peer, negating, affirming) >= cut).sum())
        rows.append([f"{name}, cut at {cut:.2f}", f"{offers} of {total}", *shown(found(likeness, cut))])
    offered = (ours(affirming, affirming, english) > 0).sum() - len(said)
    paragraphs = [
        """A denial offered as the same is a mistake; at most 3 in 100 of the 1,000 real pairs may be. Rewordings
        are the other half: whoever offers nothing mistakes nothing. Peers have no notion of denial; each is cut
        where it finds as many rewordings as we do. The list of rewordings is our own, in 14 languages; those
        written afterwards came when the lists of words stood, and 24 of them were found before they were looked
        at.""",
        evidence.format_table(["", "denials offered as the same", *KINDS.values()], rows),
        f"""In a room of {len(affirming):,} statements: {prepared:.0f} ms to prepare it, {median:.1f} ms for a
        question in the median, {slow:.1f} ms at the 99th percentile. Each of the {len(said):,} affirming
        statements is offered {offered / len(said):.1f} others on average.""",
        "\n".join(
            [
                evidence.demand("at most 30 of 1,000 denials offered as the same", worst <= 30, str(worst)),
                evidence.demand("a question in 1,000 statements within 10 ms", slow <= 10, f"{slow:.1f}"),
            ]
        ),
    ]
    evidence.publish("Statements that say the same: `benchmarks/similar.py`", paragraphs, options.write)


def shown(counts: dict[str, int]) -> list[str]:
    sizes = {kind: sum(row["kind"] == kind for row in ROWS) for kind in KINDS}
    return [f"{counts[kind]} of {sizes[kind]}" for kind in KINDS]


if __name__ == "__main__":
    main()
