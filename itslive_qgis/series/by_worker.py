"""Points of official cubes, those too that are packed by a codec that is not known here.

All of the archive's cubes are packed by Blosc with zlib, which is unpacked here. Should it go over
to another codec, the worker reads them, whose zarr knows them all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ItsliveError
from ..monitor import Monitor
from ..science.blosc import OtherCodecError
from .answer import Answer
from .kept import read_record
from .pixels import Sampling
from .reader import SeriesReader

METHOD = "official_points"


@dataclass(frozen=True)
class Helper:
    """Who reads what is packed otherwise.

    Attributes:
        call: does a method with parameters and a monitor, as ``worker.client.Worker.call``.
        catalogue: address of the catalogue, as the reader has it.
        reach: how the archive is reached, JSON-able; see ``science.remote.Reach``.
    """

    call: Callable[[str, dict[str, Any], Monitor], Any]
    catalogue: str
    reach: Mapping[str, Any] = field(default_factory=dict)

    def points(
        self, places: Sequence[tuple[float, float]], sampling: Sampling, monitor: Monitor
    ) -> Iterator[tuple[int, Answer]]:
        """As :meth:`SeriesReader.points`, by the worker, all of them read before the first comes.

        Raises:
            ItsliveError: as of ``Worker.call`` and ``science.official_points.official_points``.
            Cancelled: on request.
        """
        with tempfile.TemporaryDirectory(prefix="itslive-") as folder:
            asked = {
                "points": [list(place) for place in places],
                "sampling": asdict(sampling),
                "catalogue": self.catalogue,
                "reach": dict(self.reach),
                "folder": folder,
            }
            for told in self.call(METHOD, asked, monitor):
                yield told["number"], _answer(told, Path(folder))


def point(
    reader: SeriesReader,
    lon: float,
    lat: float,
    helper: Helper,
    sampling: Sampling | None = None,
    monitor: Monitor | None = None,
    news: Callable[[Answer], None] | None = None,
) -> Answer:
    """As :meth:`SeriesReader.point`, with the helper's help where it is needed.

    Raises:
        ItsliveError: nothing of it can be had.
        Cancelled: on request.
    """
    sampling, monitor = sampling or Sampling(), monitor or Monitor()
    try:
        return reader.point(lon, lat, sampling, monitor, news)
    except OtherCodecError:
        return next(helper.points([(lon, lat)], sampling, monitor))[1]


def points(
    reader: SeriesReader,
    places: Sequence[tuple[float, float]],
    helper: Helper,
    sampling: Sampling | None = None,
    monitor: Monitor | None = None,
) -> Iterator[tuple[int, Answer]]:
    """As :meth:`SeriesReader.points`, with the helper's help where it is needed.

    Raises:
        ItsliveError: nothing of some points can be had.
        Cancelled: on request.
    """
    sampling, monitor = sampling or Sampling(), monitor or Monitor()
    left = dict.fromkeys(range(len(places)))
    try:
        for number, answer in reader.points(places, sampling, monitor):
            del left[number]
            yield number, answer
        return
    except OtherCodecError:
        pass
    numbers = list(left)
    rest = monitor.part(1 - len(numbers) / len(places), 1.0)
    for place, answer in helper.points([places[each] for each in numbers], sampling, rest):
        yield numbers[place], answer


def _answer(told: Mapping[str, Any], folder: Path) -> Answer:
    problem = told["problem"]
    return Answer(
        lon=told["lon"],
        lat=told["lat"],
        series=read_record(folder / told["file"]) if told["file"] else None,
        cubes=tuple(told["cubes"]),
        layers=told["layers"],
        whole=told["whole"],
        problem=ItsliveError.from_dict(problem) if problem else None,
    )
