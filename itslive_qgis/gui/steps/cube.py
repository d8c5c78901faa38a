"""The cube step: granule files to one cube, or a cube one already has; and its typical speed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal

from ... import settings
from ...archive.area import Area
from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...layers.rasters import best_index
from ...tasks.cube import build_task, describe_cube_task, typical_speed_task
from .base import Step
from .remote_estimate import RemoteEstimateStep

#: How names of cubes end: a NetCDF file, and a Zarr store, which is a folder.
ENDING, STORE_ENDING = ".nc", ".zarr"


class TypicalSpeedStep(Step):
    """The raster of typical speed of the cube, computed by the worker.

    ``wanted``: the user asked to see it, so it is shown as soon as it is there.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.path = ""
        self.wanted = False

    def is_done(self) -> bool:
        """Whether the raster of the present cube is there."""
        return bool(self.path)

    def compute(self, cube: str) -> bool:
        """Write the typical speed beside the cube."""
        output = str(Path(cube).with_name(Path(cube).stem + "_typical_speed.tif"))
        return self.start(typical_speed_task(cube, output, settings.worker_python()), self._take)

    def give_up(self) -> None:
        """Stop computing, if it is being computed; a raster that is there stays."""
        if not self.is_running():
            return
        self.dispose()
        self.wanted = False
        self.changed.emit()
        self.running_changed.emit()

    def reset(self) -> None:
        """Forget the raster of an earlier cube."""
        self.dispose()
        self.path = ""
        self.wanted = False

    def _take(self, result: dict[str, Any]) -> None:
        self.path = str(result["output"])
        self.changed.emit()


class CubeStep(Step):
    """Holds the cube's description (see the worker's ``describe_cube``) and how it was built.

    Signals:
        opened: another cube is there.
        about_to_write: a file is going to be replaced; whoever has it open lets go of it.
        index_changed: another date is to be shown.
    """

    opened = pyqtSignal()
    about_to_write = pyqtSignal(str)
    index_changed = pyqtSignal(int)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.description: dict[str, Any] | None = None
        self.built: dict[str, Any] | None = None
        self.index = 0
        self.typical = TypicalSpeedStep(self)
        self.remote_estimate = RemoteEstimateStep(self)

    def is_done(self) -> bool:
        """Whether there is a cube."""
        return self.description is not None

    @property
    def path(self) -> str:
        """The cube's file, empty if there is none."""
        return str(self.description["path"]) if self.description is not None else ""

    def layers(self) -> list[dict[str, Any]]:
        """The cube's layers in order of mid-date."""
        return list(self.description["layers"]) if self.description is not None else []

    def build(
        self,
        inputs: Sequence[str],
        output: str,
        area: Area | None = None,
        options: Mapping[str, Any] = MappingProxyType({}),
        append: bool = False,
    ) -> bool:
        """Build a cube of the granules ``inputs``.

        Args:
            inputs: paths of granules, or addresses of some in the archive.
            output: path of the cube to write, as :func:`cube_file` takes it.
            area: clip to it; ``None`` keeps the whole extent.
            options: as the worker's ``build_cube`` takes them. It is built on the cluster of the
                scheduler in the plugin's options, if there is one.
            append: extend the cube that is there by the granules that are not in it yet.
        """
        if self.is_running():
            return False
        try:
            output = cube_file(output)
        except ItsliveError as error:
            self.error = error
            self.failed.emit(error)
            return False
        request = {
            "inputs": list(inputs),
            "output": output,
            "area": area.geojson() if area is not None else None,
            **options,
            "scheduler": settings.dask_scheduler() or None,
            "append": append,
        }
        # Both want the worker that builds; the earlier cube and its raster stay until this is done.
        self.typical.give_up()
        self.about_to_write.emit(output)
        return self.start(
            build_task(request, settings.worker_python(), settings.network()), self._take_built
        )

    def open(self, path: str) -> bool:
        """Go on with a cube one already has."""
        return self.start(describe_cube_task(path, settings.worker_python()), self._take_opened)

    def show(self, index: int) -> None:
        """Show the layer with this index on the map."""
        if not 0 <= index < len(self.layers()) or index == self.index:
            return
        self.index = index
        self.index_changed.emit(index)

    def dispose(self) -> None:
        """Let go of the running tasks."""
        self.typical.dispose()
        self.remote_estimate.dispose()
        super().dispose()

    def _take_built(self, result: dict[str, Any]) -> None:
        self.built = result["build"]
        self._take_description(result["description"])

    def _take_opened(self, description: dict[str, Any]) -> None:
        self.built = None
        self._take_description(description)

    def _take_description(self, description: dict[str, Any]) -> None:
        self.typical.reset()
        self.description = description
        self.index = best_index(description)
        self.changed.emit()
        self.opened.emit()


def cube_file(text: str) -> str:
    """Where a cube is to be written: the path as typed, with ``.nc`` if its name has no ending.

    Raises:
        ItsliveError: it has an ending of neither NetCDF nor Zarr (code ``not_nc``).
    """
    name = os.path.basename(text)
    stem, ending = os.path.splitext(name)
    if not name or ending.lower() in (ENDING, STORE_ENDING) or os.path.isdir(text):
        return text
    if not ending:
        return text + ENDING
    raise ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "A cube is a NetCDF file or a Zarr store, and {name} is no name for either.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Let its name end in .nc or .zarr, as {better} does."),
        code="not_nc",
        name=name,
        better=stem + ENDING,
    )
