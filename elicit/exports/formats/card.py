"""The dataset card: README.md with a YAML header, as dataset hubs read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from elicit.constitution import WATERMARK, escape
from elicit.exports.privacy.privacy import PARTS, WITHHELD

ENOUGH = 500
TIER_WORDS = {
    "T0": "Public. No row-level file; the map is binned; shares are rounded to 5 points and shown only where a "
    "bloc cast 20 or more votes on a statement.",
    "T1": "Public. As T0, plus the rows of people who opted in to row-level release, under new ids, shuffled, "
    "without times; `training` is 1 where they agreed to training and testing AI, too. Sparse rows of votes are "
    "close to fingerprints: do not try to link them to people.",
    "T2": "For the data controller only: exact ballots in the Polis format. Never publish this tier.",
}

ADMISSION_WORDS = {
    "open": "by a code that anyone could use, so that they chose themselves and may have come more than once",
    "tickets": "with tickets that open once, given out by the organisers",
    "roster": "from a roster of the organisers, with a ticket each that opens once",
    "imported": "as they did where the conversation was imported from",
}


def make_card(
    document: Mapping[str, Any],
    *,
    tier: str,
    counts: Mapping[str, int],
    left_out: Mapping[str, str],
    frozen_on: str,
    licence: str,
    uniqueness: Mapping[str, int] | None = None,
    admission: Sequence[str] = (),
    identical_accounts: Sequence[int | str] = (),
) -> bytes:
    """The card as UTF-8 bytes.

    document: as the tier shows it. counts: rows per data file. left_out: files that are not there, with the
    reason. frozen_on: the date of the ballots. uniqueness: of the rows of people who opted in. identical_accounts:
    how many cast the same ballots, group by group. admission: every way somebody was let in.
    """
    header = yaml.safe_dump(_header(document, counts, licence), allow_unicode=True, sort_keys=False)
    lines = [f"---\n{header}---", "", f"# {escape(document['title'])}", ""]
    if document["status"] != "ratified":
        lines += [f"**{WATERMARK}.** {_MARKS}", ""]
    lines += [
        f"Asked of {escape(document['community'])}: “{escape(document['prompt'])}” "
        f"{document['people']} people, {document['votes']} votes, frozen on {frozen_on}.",
        "",
        *_admissions(admission),
        f"Privacy tier {tier}: {TIER_WORDS[tier]}",
        "",
        *_files(counts, left_out),
    ]
    if uniqueness:
        alone = f"{uniqueness['unique']} of {uniqueness['people']} released people have votes nobody else has."
        lines += [alone, ""]
    lines += ["## Method", "", *_method(document["method"], tier, identical_accounts), ""]
    lines += ["## Loading", "", "```python", _loading(counts), "```", "", "## Checking", "", _CHECKING, ""]
    return "\n".join(lines).encode()


def _admissions(admission: Sequence[str]) -> list[str]:
    ways = ", then ".join(ADMISSION_WORDS[way] for way in admission)
    return [f"People came in {ways}.", ""] if ways else []


def _files(counts: Mapping[str, int], left_out: Mapping[str, str]) -> list[str]:
    lines = [
        "## Files",
        "",
        "| file | rows |",
        "|---|---|",
        *(f"| `{path}` | {count} |" for path, count in counts.items()),
        "",
    ]
    pairs = counts.get("principles.jsonl", 0)
    if pairs < ENOUGH:
        lines += [
            f"{pairs} principles are not enough to train on (under {ENOUGH}): use them to prompt, to judge or to "
            "generate pairs that are labelled synthetic.",
            "",
        ]
    lines += [f"* `{path}` is left out: {why}" for path, why in left_out.items()]
    return [*lines, ""]


def _method(name: str, tier: str, identical_accounts: Sequence[int | str]) -> list[str]:
    if not identical_accounts:
        return [METHODS[name]]
    number = "one block" if len(identical_accounts) == 1 else f"{len(identical_accounts)} blocks"
    counts = ("" if tier == "T2" else "about ") + ", ".join(map(str, identical_accounts))
    alike = f"Ballots alike beyond what chance explains: {number}, of {counts} accounts. {_BLOCKS}"
    return [METHODS[name], "", alike]


METHODS = {
    "latent": "Blocs are found without the statements they are asked about: people are placed by their votes on "
    "the others (cross-fitting). Habits are taken out: how readily somebody agrees or passes, whatever is asked, "
    "makes no bloc.",
    "polis": "Blocs are Polis's groups, found in the same votes that they are asked about; their intervals are "
    "narrower than they should be.",
}
_BLOCKS = "A block counts as one account where blocs are found; what only its weight would settle stays undecided."
_MARKS = (
    "Every file says so: a table of rows in its column `status`; the Polis tables, whose columns are Polis's own, "
    "in their `summary.csv`."
)
_CHECKING = (
    "`manifest.json` holds the sha256 of every file, the digest of the ballots and everything the analysis was "
    "run with. `manage.py verify DIR` checks it; with the ballots it recomputes every row."
)


def _header(document: Mapping[str, Any], counts: Mapping[str, int], licence: str) -> dict[str, Any]:
    rows = [row for part in (*PARTS, WITHHELD) for row in document.get(part, [])]
    languages = sorted({row["language"] for row in rows if row["language"]})
    header: dict[str, Any] = {
        "pretty_name": document["title"],
        "license": licence,
        **({"language": languages} if languages else {}),
        "tags": ["constitutional-ai", "collective-values", "elicit", f"status-{document['status']}"],
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
    }
    if "principles.jsonl" in counts:
        data = [{"split": "train", "path": "principles.jsonl"}]
        header["configs"] = [{"config_name": "principles", "data_files": data}]
    return header


def _loading(counts: Mapping[str, int]) -> str:
    path = "principles.jsonl" if "principles.jsonl" in counts else "constitution.json"
    return f'from datasets import load_dataset\nrows = load_dataset("json", data_files="{path}", split="train")'
