"""What we are measured beside: red-dwarf 0.4.0's pipeline, and the groups that Polis itself exported.

red-dwarf is optional (the `benchmarks` group in pyproject.toml), best in an environment of its own:

    python -m venv peer && peer/bin/pip install -r requirements/base.txt && peer/bin/pip install red-dwarf==0.4.0

Where it is absent, the scripts say so and leave its column empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from elicit.analysis import Ballots
from elicit.exports import read_export

ABSENT = "red-dwarf is not installed (pip install red-dwarf==0.4.0): its columns are empty."


@dataclass(frozen=True, eq=False)
class Conversation:
    """A Polis export: its current votes, and the group Polis put each participant in, where it did."""

    name: str
    ballots: Ballots
    groups: Mapping[int, int]


def read_conversation(folder: Path) -> Conversation:
    """Read like an import: what was moderated out is rejected, what was not decided on was shown."""
    export = read_export(folder)
    ballots = Ballots.from_arrays(
        export.votes.participants,
        export.votes.statements,
        export.votes.choices,
        people=export.participants,
        items=[statement.number for statement in export.statements],
        rejected=[statement.number for statement in export.statements if statement.moderated == -1],
        meta=[statement.number for statement in export.statements if statement.is_meta],
    )
    return Conversation(folder.name, ballots, export.groups)


def find_red_dwarf() -> str | None:
    """Name and version of red-dwarf, None where it is absent."""
    try:
        return f"red-dwarf {version('red-dwarf')}"
    except PackageNotFoundError:
        return None


def list_votes(ballots: Ballots) -> list[dict[str, int]]:
    """The current votes in the form that red-dwarf takes."""
    columns = (ballots.participants.tolist(), ballots.statements.tolist(), ballots.choices.tolist())
    return [
        {"participant_id": person, "statement_id": statement, "vote": choice}
        for person, statement, choice in zip(*columns, strict=True)
    ]


def run_red_dwarf(votes: list[dict[str, int]], rejected: list[int], meta: list[int]) -> Any:
    """Its Polis-like pipeline as it comes: PCA, sparsity scaling, k-means for k of 2 to 5 by silhouette."""
    from reddwarf.implementations.polis import run_pipeline

    return run_pipeline(votes=votes, mod_out_statement_ids=rejected, meta_statement_ids=meta, random_state=0)


def read_groups(result: Any) -> tuple[dict[int, int], int]:
    """Participant to group, for those that red-dwarf clusters, and how many groups there are."""
    groups = result.participants_df["cluster_id"].dropna().astype(int)
    return {int(person): int(group) for person, group in groups.items()}, int(groups.nunique())


def find_red_dwarf_groups(ballots: Ballots) -> dict[int, int]:
    """Participant to group, for those it clusters."""
    votes = list_votes(ballots)
    return read_groups(run_red_dwarf(votes, ballots.rejected.tolist(), ballots.meta.tolist()))[0]
