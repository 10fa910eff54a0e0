"""Where everyone who was grouped stands on the map, or is drawn in the picture, packed for the canvas."""

from __future__ import annotations

import numpy as np

from elicit.analysis import Report
from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.records import Floats
from elicit.analysis.report.alternatives import at
from elicit.models import Analysis

BETWEEN = 255


def packed_map(analysis: Analysis, k: int | None = None) -> bytes:
    """The number of people (uint32), then all x, then all y (float32), then all blocs (uint8; 255: between
    blocs), little-endian. Without ids, and in order of x instead of arrival. k: with the blocs of another number
    to look through; raises ValueError with a sentence for one that was not kept."""
    report = analysis.report
    return _packed(report.positions[report.grouped], _blocs(report, k)[report.grouped])


def packed_picture(analysis: Analysis, k: int | None = None) -> bytes:
    """The same of those who are in its picture, at the scale of the map; raises ValueError where there is none."""
    if analysis.picture is None:
        raise ValueError("There is no picture of this analysis.")
    report, places = analysis.report, analysis.places
    drawn = report.grouped & np.isfinite(places).all(axis=1)
    reach = np.abs(report.positions[report.grouped]).max()
    return _packed(places[drawn] * reach, _blocs(report, k)[drawn])


def _blocs(report: Report, k: int | None) -> Ints:
    return _clear(report) if k is None or k == report.k else _looked(report, k)


def _clear(report: Report) -> Ints:
    """The bloc of everybody whose membership is clear."""
    belongs = report.membership
    sure = belongs.max(axis=1, initial=0) >= report.rules.between_below
    return np.where(sure, belongs.argmax(axis=1) if len(belongs) else 0, BETWEEN)


def _looked(report: Report, k: int) -> Ints:
    label = at(report, k).assignment[0]
    return np.where(label >= 0, label, BETWEEN)


def _packed(places: Floats, blocs: Ints) -> bytes:
    x, y = places.T
    order = np.lexsort((y, x))
    return b"".join(
        [
            np.array([len(order)], "<u4").tobytes(),
            x[order].astype("<f4").tobytes(),
            y[order].astype("<f4").tobytes(),
            blocs[order].astype("u1").tobytes(),
        ]
    )
