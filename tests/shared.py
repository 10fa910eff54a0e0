"""Where tests find the real conversations that are not part of this repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ELICIT_SHARED", ROOT.parent / "shared" / "data"))


def find_shared(*parts: str) -> Path:
    """A file or folder of the shared data; the test skips where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs real data that is not in the repository: {'/'.join(parts)} (set ELICIT_SHARED)")
    return path
