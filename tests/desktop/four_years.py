"""A cube of four years, whose speeds and wrong pairs are known."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from pathlib import Path

from tests.plain.science.small_cube import write_apart

LAYERS, ROWS, COLUMNS = 120, 6, 9
SHORT, LONG = 12.0, 100.0


def write_four_years(path: Path) -> str:
    """Four years of ice that moves 900 m/yr in 2016 and 100 m/yr more each year.

    Every third pair is long and tells 80 m/yr, but in the last column. Returns the path.
    """
    chance = random.Random(5)  # numpy's arrays cannot be told a process of its own as JSON
    first = datetime(2016, 1, 10, tzinfo=timezone.utc).timestamp() / 86400
    mids = [first + 12 * number for number in range(LAYERS)]
    spans = [LONG if number % 3 == 2 else SHORT for number in range(LAYERS)]
    layers = []
    for mid, span in zip(mids, spans):
        year = datetime.fromtimestamp(mid * 86400, timezone.utc).year
        right = 900 + 100 * (year - 2016)
        row = [80 if span == LONG and c < COLUMNS - 1 else right for c in range(COLUMNS)]
        layers.append([[v + chance.gauss(0, 15) for v in row] for _ in range(ROWS)])
    still = [[[0.0] * COLUMNS] * ROWS] * LAYERS
    return write_apart(path, vx=layers, vy=still, mid_days=mids, separation=spans)
