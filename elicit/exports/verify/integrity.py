"""Whether a release directory is the one its manifest describes, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elicit.exports.manifest import FORMAT, MANIFEST, sha256

from .shapes import manifest_faults, parse


@dataclass(frozen=True)
class Discrepancy:
    """Something that does not hold: which file or row, and what is wrong with it."""

    where: str
    what: str


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release directory. Raises ValueError with a sentence when there is no readable one."""
    try:
        manifest = parse((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise ValueError(
            f"{folder} holds no {MANIFEST}: it is not a release, or only half of one. Write the release again."
        ) from error
    except (OSError, ValueError) as error:
        raise ValueError(f"{MANIFEST} cannot be read ({error}): it was edited or cut short.") from error
    if not isinstance(manifest, dict) or type(manifest.get("format")) is not int:
        raise ValueError(f"{MANIFEST} is not a manifest of a release: it names no format.")
    if not 1 <= manifest["format"] <= FORMAT:
        raise ValueError(f"This release has format {manifest['format']}; this program verifies up to {FORMAT}.")
    faults = manifest_faults(manifest)
    if faults:
        raise ValueError(f"{MANIFEST} is not a manifest of a release: {faults[0]}.")
    return manifest


def check_integrity(folder: Path, manifest: Mapping[str, Any]) -> list[Discrepancy]:
    """Every file of a release directory that is missing, extra or not what the manifest says."""
    entries = {entry["path"]: entry for entry in manifest["files"]}
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    problems = [
        Discrepancy(path, "is not in the manifest: it was added") for path in sorted(present - set(entries))
    ]
    for path, entry in sorted(entries.items()):
        if path not in present:
            problems.append(Discrepancy(path, "is missing: the directory is incomplete"))
            continue
        content = (folder / path).read_bytes()
        if len(content) < entry["size"]:
            problems.append(Discrepancy(path, f"was cut or edited: {len(content)} bytes, not {entry['size']}"))
        elif sha256(content) != entry["sha256"]:
            problems.append(Discrepancy(path, "was edited: its checksum is not the manifest's"))
    return problems
