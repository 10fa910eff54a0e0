"""Where everyone who was grouped stands, packed for the canvas."""

from __future__ import annotations

import numpy as np

from elicit.models import Analysis

BETWEEN = 255


def packed_map(analysis: Analysis) -> bytes:
    """The number of people (uint32), then all x, then all y (float32), then all blocs (uint8; 255: between
    blocs), little-endian. Without ids, and in order of x instead of arrival."""
    report = analysis.report
    x, y = report.positions[report.grouped].T
    belongs = report.membership[report.grouped]
    sure = belongs.max(axis=1, initial=0) >= report.rules.between_below
    blocs = np.where(sure, belongs.argmax(axis=1) if len(belongs) else 0, BETWEEN)
    order = np.lexsort((y, x))
    return b"".join(
        [
            np.array([len(order)], "<u4").tobytes(),
            x[order].astype("<f4").tobytes(),
            y[order].astype("<f4").tobytes(),
            blocs[order].astype("u1").tobytes(),
        ]
    )
