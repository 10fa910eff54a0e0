"""Where everyone who was grouped stands on the map, or is drawn in the picture, packed for the canvas."""

from __future__ import annotations

import numpy as np

from elicit.analysis import Report
from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.records import Floats
from elicit.analysis.report.alternatives import open_alternative
from elicit.models import Analysis

BETWEEN = 255


def pack_map(analysis: Analysis, k: int | None = None) -> bytes:
    """The number of people (uint32), then all x, then all y (float32), then all blocs (uint8; 255: between
    blocs), little-endian. Without ids, and in order of x instead of arrival. k: with the blocs of another number
    to look through; raises ValueError with a sentence for one that the report does not have."""
    report = analysis.report
    return _pack(report.positions[report.grouped], _blocs(report, k)[report.grouped])


def pack_picture(analysis: Analysis, k: int | None = None) -> bytes:
    """The same of those who are in its picture, at the scale of the map; raises ValueError where there is none."""
    if analysis.picture is None:
        raise ValueError("There is no picture of this analysis.")
    report, places = analysis.report, analysis.places
    is_drawn = report.grouped & np.isfinite(places).all(axis=1)
    reach = np.abs(report.positions[report.grouped]).max()
    return _pack(places[is_drawn] * reach, _blocs(report, k)[is_drawn])


def _blocs(report: Report, k: int | None) -> Ints:
    return _own(report) if k is None or k == report.k else _alternative(report, k)


def _own(report: Report) -> Ints:
    """The bloc of everybody whose membership is clear."""
    membership = report.membership
    sure = membership.max(axis=1, initial=0) >= report.rules.between_below
    return np.where(sure, membership.argmax(axis=1) if len(membership) else 0, BETWEEN)


def _alternative(report: Report, k: int) -> Ints:
    label = open_alternative(report, k).assignment[0]
    return np.where(label >= 0, label, BETWEEN)


def _pack(places: Floats, blocs: Ints) -> bytes:
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
