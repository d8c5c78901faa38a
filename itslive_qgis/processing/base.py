"""What the algorithms share: errors, reading of parameters, writing of tables and files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from .. import settings
from ..archive.area import Area
from ..archive.granule import Granule
from ..archive.http import Network
from ..cube_choices import check_days
from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError, unexpected
from ..layers.areas import prepared_area
from ..layers.folder_view import is_view
from ..layers.footprints import granule_from_feature, missing_fields
from ..layers.table_file import discard, is_complete, not_written
from ..layers.whole import write_whole
from ..monitor import Monitor
from ..paths import metadata, resource
from ..translation import error_text
from ..worker.locate import resolve


class ItsliveAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of the provider. Subclasses define ``initAlgorithm`` and ``work``.

    Attributes:
        algorithm_name: the stable second part of the id.
        icon_name: a file of ``resources/icons``.
        title: as shown in the toolbox; marked for translation in the class' context, like the
            others.
        summary: one line for tooltips.
        keywords: words by which the toolbox finds it, between commas.
        explanation: what it does, each parameter and each output, as HTML.
        call: options of an example for ``qgis_process``.
    """

    algorithm_name = ""
    icon_name = "itslive.svg"
    title = ""
    summary = ""
    keywords = ""
    explanation = ""
    call = ""

    def __init__(self) -> None:
        super().__init__()
        self.network: Network | None = None
        self.connections = settings.DEFAULT_CONNECTIONS
        self.worker_python = ""
        self._feedback = QgsProcessingFeedback(False)

    def createInstance(self) -> ItsliveAlgorithm:
        """A fresh algorithm for a run of its own."""
        return type(self)()

    def name(self) -> str:
        """The stable second part of the id."""
        return self.algorithm_name

    def displayName(self) -> str:
        """As shown in the toolbox."""
        return self.tr(self.title)

    def shortDescription(self) -> str:
        """One line for tooltips."""
        return self.tr(self.summary)

    def tags(self) -> list[str]:
        """Words by which the toolbox finds the algorithm."""
        return self.tr(self.keywords).split(",")

    def shortHelpString(self) -> str:
        """What it does, each parameter and output, and how it is called in a terminal."""
        return self.tr(self.explanation) + example(self.algorithm_name, self.call)

    def icon(self) -> QIcon:
        """The algorithm's icon."""
        return QIcon(str(resource("icons", self.icon_name)))

    def helpUrl(self) -> str:
        """The page with the plugin's documentation."""
        return metadata("homepage")

    def tr(self, text: str) -> str:
        """``text`` in the user's language; the context is the algorithm's class."""
        return QCoreApplication.translate(type(self).__name__, text)

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Read QGIS's settings here, in the main thread; the run itself may be in another."""
        self.network = settings.network()
        self.connections = settings.connections()
        self.worker_python = settings.worker_python()
        return True

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Run ``work``; its errors become sentences for the user, a cancel ends quietly."""
        self._feedback = feedback
        try:
            return self.work(parameters, context, feedback)
        except Cancelled:
            return {}
        except QgsProcessingException:
            raise
        except Exception as error:  # the last barrier before QGIS, which would show a traceback
            told = error if isinstance(error, ItsliveError) else unexpected(error)
            if told.detail:
                feedback.pushDebugInfo(told.detail)
            raise QgsProcessingException(error_text(told)) from error

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Do the work and return the outputs; may raise ``ItsliveError`` and ``Cancelled``."""
        raise NotImplementedError

    def area(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> Area | None:
        """The united polygons of a source parameter; None if it was left empty."""
        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            if parameters.get(name) not in (None, ""):
                raise QgsProcessingException(self.invalidSourceError(parameters, name))
            return None
        prepared = prepared_area(_geometries(source), source.sourceCrs())
        for remark in prepared.remarks():
            self._feedback.pushWarning(remark)
        return prepared.area

    def granules(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext, monitor: Monitor
    ) -> list[Granule] | None:
        """The granules of a footprint layer; None if the parameter was left empty."""
        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            if parameters.get(name) not in (None, ""):
                raise QgsProcessingException(self.invalidSourceError(parameters, name))
            return None
        # The view of a folder also lists files whose origin nobody knows.
        may_lack_address = is_view(source.fields())
        found, left_out = [], 0
        for feature in source.getFeatures():
            monitor.check()
            if may_lack_address and not feature["url"]:
                left_out += 1
            else:
                found.append(granule_from_feature(feature))
        if left_out:
            text = QCoreApplication.translate(
                "ItsliveAlgorithm",
                "{count} rows have no address, since nobody knows where their files came from; "
                "they are left out.",
            )
            if left_out == 1:
                text = QCoreApplication.translate(
                    "ItsliveAlgorithm",
                    "1 row has no address, since nobody knows where its file came from; it is "
                    "left out.",
                )
            self._feedback.pushWarning(text.format(count=left_out))
        return found

    def footprints_fault(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> str:
        """Why a layer holds no footprints, told before the run; empty if it does, or is none."""
        source = self.parameterAsSource(parameters, name, context)
        if source is None or not missing_fields(source.fields()):
            return ""
        return QCoreApplication.translate(
            "ItsliveAlgorithm",
            "The layer chosen for '{parameter}' does not hold ITS_LIVE footprints. Choose the "
            "layer that Search granules made.",
        ).format(parameter=self.parameterDefinition(name).description())

    def path(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """The whole path of a file or folder given; empty if it was left empty.

        The worker has another current folder than who calls ``qgis_process``.
        """
        given = self.parameterAsString(parameters, name, context)
        return os.path.abspath(given) if given else ""

    def output_path(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> str:
        """The whole path of a file to write, one of QGIS's temporary files if it asks for that."""
        given = self.parameterAsFileOutput(parameters, name, context)
        return os.path.abspath(given) if given else ""

    def number(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> float | None:
        """An optional number; None if it was left empty (QGIS itself would give 0)."""
        if parameters.get(name) in (None, ""):
            return None
        return self.parameterAsDouble(parameters, name, context)

    def day(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> date | None:
        """An optional date."""
        value = self.parameterAsDateTime(parameters, name, context)
        return value.date().toPyDate() if value.isValid() else None

    def choices(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> tuple[str, ...]:
        """The chosen strings of an enumeration; QGIS gives one empty string for none."""
        chosen = self.parameterAsEnumStrings(parameters, name, context)
        return tuple(choice for choice in chosen if choice)

    def write_table(
        self,
        features: Iterable[QgsFeature],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        layout: tuple[QgsFields, Any, QgsCoordinateReferenceSystem],
        name: str = "OUTPUT",
    ) -> str:
        """Write ``features`` to a sink and return where it is; all of them or nothing.

        The sink writes to the final name: what was there before is gone from then on.

        Args:
            features: what to write; made one by one, they need not fit into memory. Whatever they
                raise ends the table.
            parameters: of the run.
            context: of the run.
            layout: the sink's fields, geometry type and CRS.
            name: of the sink's parameter.

        Raises:
            ItsliveError: it cannot be written (code ``not_written``), or the file's format has no
                rows without a place, of which there are some (code ``no_place``).
            QgsProcessingException: the sink cannot be made.
        """
        wanted = parameters.get(name)
        is_new = isinstance(wanted, str) and not os.path.exists(wanted)
        try:
            sink, destination = self.parameterAsSink(parameters, name, context, *layout)
        except QgsProcessingException:
            if is_new:
                discard(wanted)  # OGR leaves what it could not begin
            raise
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, name))
        fast = QgsFeatureSink.Flag.FastInsert
        count = taken = unplaced = 0
        try:
            for feature in features:
                count += 1
                unplaced += not feature.hasGeometry()
                taken += sink.addFeature(feature, fast)
        except BaseException:
            del sink
            discard(destination)
            raise
        problem = sink.lastError()
        del sink  # closes a file: only then its last bytes are written
        if taken < count or not is_complete(destination, count):
            discard(destination)
            raise not_written(destination, unplaced, problem)
        return destination

    @staticmethod
    def no_file_text(path: str) -> str:
        """There is no such file; what a check of parameters answers."""
        return QCoreApplication.translate(
            "ItsliveAlgorithm", "There is no file {path}. Choose one that is there."
        ).format(path=path)

    @staticmethod
    def no_folder_text(path: str) -> str:
        """There is no such folder; what a check of parameters answers."""
        return QCoreApplication.translate(
            "ItsliveAlgorithm", "There is no folder {path}. Choose one that is there."
        ).format(path=path)

    @staticmethod
    def write_text(path: str, text: str) -> None:
        """Write a text file as UTF-8; it is whole or not there at all.

        What no UTF-8 can hold, as bytes of a file's name that are no text, is escaped.

        Raises:
            ItsliveError: it cannot be written (code ``not_written``).
        """
        try:
            write_whole(path, text.encode("utf-8", errors="backslashreplace"))
        except OSError as error:
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "The file {name} could not be written."),
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Check that the disk has room, that the folder may be written to and that no "
                    "program uses the file.",
                ),
                code="not_written",
                detail=str(error),
                name=Path(path).name,
            ) from error


class WorkerAlgorithm(ItsliveAlgorithm):
    """An algorithm whose numbers are made in the worker process."""

    def canExecute(self) -> tuple[bool, str]:
        """Whether the Python chosen in the options is there; what it holds is seen when it runs."""
        chosen = settings.worker_python()
        if chosen and not Path(resolve(chosen)).is_file():
            return False, QCoreApplication.translate(
                "ItsliveAlgorithm",
                "The Python chosen in the options of ITS_LIVE, {path}, is not there. Choose "
                "another one, or leave the option empty.",
            ).format(path=chosen)
        return True, ""

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early what a run would fail with after minutes."""
        fault = self._days_fault(parameters, context) or self.open_fault(parameters, context)
        return (False, fault) if fault else super().checkParameterValues(parameters, context)

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Batch runs and models do not check parameters before; the project may be asked here."""
        fault = self.open_fault(parameters, context)
        if fault:
            raise QgsProcessingException(fault)
        return super().prepareAlgorithm(parameters, context, feedback)

    def open_fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Why what is open in the project is in the way of the run; empty if nothing is."""
        return ""

    def _days_fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        if self.parameterDefinition("START") is None:
            return ""
        try:
            check_days(*(self.day(parameters, name, context) for name in ("START", "END")))
        except ItsliveError as error:
            return error_text(error)
        return ""


def example(name: str, options: str) -> str:
    """The end of an algorithm's help: how it is called in a terminal."""
    title = QCoreApplication.translate("ItsliveAlgorithm", "Example for a terminal or a script:")
    return f"<p>{title}<br/><code>qgis_process run itslive:{name} {escape(options)}</code></p>"


def _geometries(source: QgsProcessingFeatureSource) -> Iterable[Any]:
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes([])
    # Invalid polygons are repaired afterwards; QGIS would refuse them.
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in source.getFeatures(request, unchecked):
        yield feature.geometry()  # a missing one too: it is counted and told
