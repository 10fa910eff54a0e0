"""The pure analysis of a room, remembered between tests: many of them look at the same one."""

from collections.abc import Hashable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from elicit.actions.findings import analyses
from elicit.analysis import Ballots, Report, analyse

_reports: dict[Hashable, Report] = {}


def recall(ballots: Ballots, **options: Any) -> Report:
    """What `analyse` says of these ballots: asked once of the same ones with the same options, but each time where
    there is an earlier report. Raises what it raises."""
    if options.get("previous") is not None:
        return analyse(ballots, **options)
    arrays = (np.asarray(getattr(ballots, field.name)) for field in fields(ballots))
    key = (*((array.tobytes(), array.shape) for array in arrays), repr(sorted(options.items())))
    if key not in _reports:
        _reports[key] = analyse(ballots, **options)
    return _reports[key]


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of what an action runs; a process beside this one still runs the real one."""
    choose = analyses._choose_runner
    monkeypatch.setattr(analyses, "_choose_runner", lambda apart: choose(apart) if apart else recall)
