"""What a cube is built of: the files of a folder, and granules that are read in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

from .. import settings
from ..archive.disk_errors import reading_error
from ..archive.granule import Granule
from ..archive.record import downloaded_by_url
from ..archive.room import readable_bytes
from ..archive.selection import downloadable
from ..errors import QT_TRANSLATE_NOOP
from ..monitor import Monitor
from .base import WorkerAlgorithm
from .download_report import tell_logins

INPUTS_HELP = QT_TRANSLATE_NOOP(
    "CubeInputs",
    "<p><b>Folder of granules</b>: e.g. the folder of <i>Download granules</i>; folders below it "
    "count too. It may be empty if the granules are read from the archive.</p>"
    "<p><b>Only these granules</b>: the footprints of <i>Search granules</i>, or some of them, "
    "for a folder that holds those of other searches as well. Empty takes every granule of the "
    "folder.</p>"
    "<p><b>Read from the archive what is not in the folder</b>: without downloading it. Of each "
    "granule only the parts under the area are fetched, often less than half of its bytes, and "
    "vx and vy alone: v and v_error are computed from them and their errors. So v differs from the "
    "stored one by up to 1 m/yr, v_error by more where the ice hardly moves; the variable "
    "<i>v_derived</i> tells of which layers. Without a "
    "folder all granules are read so. Download them instead if you will build several cubes of "
    "other areas from them.</p>",
)


def inputs_help() -> str:
    """What the parameters mean, as HTML."""
    return _tr(INPUTS_HELP)


def inputs_fault(algorithm: WorkerAlgorithm, parameters: dict[str, Any], folder: str) -> str:
    """What is wrong with folder and footprints; empty if nothing is."""
    if folder and not Path(folder).is_dir():
        return algorithm.no_folder_text(folder)
    if not folder and parameters.get("GRANULES") in (None, ""):
        return _tr(
            QT_TRANSLATE_NOOP(
                "CubeInputs",
                "Choose the folder of the granules, or footprints of granules to be read from "
                "the archive.",
            )
        )
    return ""


def cube_inputs(
    algorithm: WorkerAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    monitor: Monitor,
    feedback: QgsProcessingFeedback,
) -> dict[str, Any]:
    """The inputs of ``science.cube.build_cube``: a folder, or files and addresses."""
    folder = algorithm.path(parameters, "INPUT", context)
    granules = algorithm.granules(parameters, "GRANULES", context, monitor)
    if granules is None:
        return {"folder": folder}
    here = _downloaded(folder, granules)
    away = [granule for granule in granules if granule.url not in here]
    if folder and not algorithm.parameterAsBoolean(parameters, "REMOTE", context):
        _check_files(len(here), len(granules), folder, feedback)
        return {"inputs": list(here.values())}
    free, locked = downloadable(away)
    tell_logins(free, locked, feedback)
    addresses = [granule.url for granule in free]
    if algorithm.network is None:
        raise RuntimeError("the algorithm was not prepared")
    network = settings.with_system_proxies(algorithm.network, addresses, monitor)
    feedback.pushInfo(
        _tr(
            QT_TRANSLATE_NOOP(
                "CubeInputs", "{here} granules are in the folder, {away} are read in the archive."
            )
        ).format(here=len(here), away=len(addresses))
    )
    return {"inputs": [*here.values(), *addresses], "reach": settings.reach(network)}


def tell_received(built: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
    """Tell how much came from the archive."""
    if built.get("stored"):
        feedback.pushInfo(
            _tr(
                QT_TRANSLATE_NOOP(
                    "CubeInputs",
                    "{received} came from the archive, where these granules have {stored}.",
                )
            ).format(
                received=readable_bytes(built["received"]), stored=readable_bytes(built["stored"])
            )
        )


def _downloaded(folder: str, granules: Sequence[Granule]) -> dict[str, str]:
    if not folder:
        return {}
    try:
        return downloaded_by_url(Path(folder), [granule.url for granule in granules])
    except OSError as error:
        raise reading_error(error, Path(folder)) from error


def _check_files(found: int, wanted: int, folder: str, feedback: QgsProcessingFeedback) -> None:
    if not found:
        raise QgsProcessingException(
            _tr(
                QT_TRANSLATE_NOOP(
                    "CubeInputs",
                    "None of the {count} granules is in {folder}. Download them first, choose the "
                    "folder that holds them, or let them be read from the archive.",
                )
            ).format(count=wanted, folder=folder)
        )
    if found < wanted:
        feedback.pushWarning(
            _tr(
                QT_TRANSLATE_NOOP(
                    "CubeInputs", "{missing} of the {count} granules are not in {folder}."
                )
            ).format(missing=wanted - found, count=wanted, folder=folder)
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("CubeInputs", text)
