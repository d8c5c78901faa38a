"""Points of official cubes that are packed as QGIS's own process cannot unpack them.

The one module of the science that reads by the ``series`` room: all is done as there, but for the
unpacking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..series.answer import Answer
from ..series.kept import write_record
from ..series.pixels import Sampling
from ..series.reader import SeriesReader
from .blosc import OtherCodecError
from .remote import Reach


def official_points(
    points: Sequence[Sequence[float]],
    folder: str,
    catalogue: str,
    sampling: Mapping[str, Any] | None = None,
    reach: Mapping[str, Any] | None = None,
    monitor: Monitor | None = None,
) -> list[dict[str, Any]]:
    """The records of points from the archive's cubes, whatever these are packed by.

    Args:
        points: longitude and latitude of each, degrees.
        folder: where the records are written to, see ``series.kept``.
        catalogue: address of the catalogue of cubes.
        sampling: ``method`` and ``radius`` as of ``series.pixels.Sampling``.
        reach: how the archive is reached, see ``science.remote.Reach.of``.
        monitor: receives progress, can cancel.

    Returns:
        For each point, in the order read: ``number``, its place among ``points``; ``file``, the
        name of its record in the folder, or None where no cube holds it; and as of
        ``series.answer.Answer`` ``lon, lat, cubes, layers, whole`` and ``problem`` (None or a
        dict).

    Raises:
        ItsliveError: nothing of some points can be had; numcodecs is missing (code ``no_zarr``), or
            does not know the codec, either (code ``other_codec``).
        Cancelled: on request.
    """
    way = Reach.of(reach)
    cache = Path(way.cache) if way.cache else None
    reader = SeriesReader(way.network, cache, way.limit, catalogue, unpack=unpacker())
    places = [(float(lon), float(lat)) for lon, lat in points]
    told = []
    try:
        for number, answer in reader.points(places, Sampling(**(sampling or {})), monitor):
            told.append(_told(number, answer, Path(folder)))
    except OtherCodecError as error:
        raise _unknown(str(error)) from error
    finally:
        reader.close()
    return told


def unpacker() -> Callable[[Mapping[str, Any], bytes], bytes]:
    """What undoes the packing of every codec that numcodecs knows.

    Raises:
        ItsliveError: it is not there (code ``no_zarr``).
    """
    try:
        import numcodecs
    except ImportError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The archive's cubes of this place are packed by another codec than zlib, and the "
                "package zarr is missing to read them.",
            ),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Install zarr in the Python that builds cubes, or download granules and build a "
                "cube of them.",
            ),
            code="no_zarr",
            detail=str(error),
        ) from error

    def unpack(configuration: Mapping[str, Any], data: bytes) -> bytes:
        try:
            codec = numcodecs.get_codec(dict(configuration))
        except (ValueError, TypeError) as error:  # an unknown id, or options of another version
            raise OtherCodecError(f"{dict(configuration)}: {error}") from error
        try:
            return bytes(codec.decode(data))
        except (RuntimeError, ValueError, OSError, TypeError, EOFError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    return unpack


def _told(number: int, answer: Answer, folder: Path) -> dict[str, Any]:
    name = f"{number}.npz" if answer.series is not None else None
    if answer.series is not None and name is not None:
        write_record(folder / name, answer.series)
    return {
        "number": number,
        "file": name,
        "lon": answer.lon,
        "lat": answer.lat,
        "cubes": list(answer.cubes),
        "layers": answer.layers,
        "whole": answer.whole,
        "problem": answer.problem.to_dict() if answer.problem else None,
    }


def _unknown(detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The archive's cubes of this place are stored in a way that is not known here.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Update the plugin, or download granules and build a cube of them."
        ),
        code="other_codec",
        detail=detail,
    )
