"""The Cube page: granules to a cube, or a cube one already has; then its dates on the map."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsFileWidget, QgsProjectionSelectionWidget
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFileDialog

from ...errors import ItsliveError
from ...layers.areas import crs_text
from ...translation import error_text
from .. import texts
from ..cube_dates import CubeDates
from ..job import Job
from ..long_text import LongText
from ..problem_list import Problem, ProblemList
from ..steps.base import Step
from ..steps.cube import cube_file
from ..widgets import ActionButton, Card, Heading, Hint, Text
from .base import Page

ALL, COMMONEST = "all", "commonest"


class CubePage(Page):
    """How to build, Build, what was built, and the choice of the date shown."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(
            self.tr("Stack them into a cube"),
            self.tr("One file with all dates on one grid, for maps and time series."),
        )
        self._build_card()
        self._build_options()
        self._build_own()
        self.body.addStretch(1)
        for signal in (
            job.area.changed,
            job.search.found,
            job.download.changed,
            job.cube.changed,
            job.cube.running_changed,
        ):
            signal.connect(self._show)
        job.download.folder_changed.connect(self._suggest_output)
        job.cube.opened.connect(self._suggest_another)
        job.granules_replaced.connect(self._forget_projection)
        self._output.fileChanged.connect(self._take_output)
        self._is_typing = False
        self._output.lineEdit().textEdited.connect(self._note_typing)
        self._output.lineEdit().editingFinished.connect(self._complete_output)
        self._suggest_output()
        self._show()

    def _build_options(self) -> None:
        self._options = Heading(self.tr("From granules"))
        self.body.addWidget(self._options)
        self._input = Text()
        self._input.setObjectName("itslive_cube_input")
        self.body.addWidget(self._input)
        self.body.addWidget(Hint(self.tr("Projection of the cube")))
        self._crs = QgsProjectionSelectionWidget()
        self._crs.setObjectName("itslive_cube_crs")
        option = QgsProjectionSelectionWidget.CrsOption
        for other in (option.LayerCrs, option.ProjectCrs, option.DefaultCrs):
            self._crs.setOptionVisible(other, False)
        self.body.addWidget(self._crs)
        self._projections = QComboBox()
        self._projections.setObjectName("itslive_cube_projections")
        self._projections.addItem(self.tr("Use granules of all projections"), ALL)
        self._projections.addItem(self.tr("Only granules of the commonest projection"), COMMONEST)
        self._projections.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._projections.setMinimumContentsLength(12)
        self._projections.setToolTip(
            self.tr(
                "Granules of another projection are resampled, and their vectors turned to the "
                "axes of the cube. Those of the cube's own projection are never resampled."
            )
        )
        self.body.addWidget(self._projections)
        self._clip = QCheckBox(self.tr("Clip to the area"))
        self._clip.setObjectName("itslive_cube_clip")
        self._clip.setChecked(True)
        self.body.addWidget(self._clip)
        self.body.addWidget(Hint(self.tr("Write to")))
        self._output = QgsFileWidget()
        self._output.setObjectName("itslive_cube_output")
        self._output.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self._output.setFilter(self.tr("NetCDF (*.nc)"))
        self._output.setDialogTitle(self.tr("Write the cube to"))
        self._output.setConfirmOverwrite(False)
        self.body.addWidget(self._output)
        self._replaces = LongText()
        font = self._replaces.font()
        font.setBold(True)
        self._replaces.setFont(font)
        self._replaces.setObjectName("itslive_cube_replaces")
        self.body.addWidget(self._replaces)
        self._build = ActionButton(self.tr("Build the cube"), strong=True)
        self._build.setObjectName("itslive_build")
        self._build.clicked.connect(self.build)
        self.body.addWidget(self._build)

    def _build_own(self) -> None:
        self.body.addSpacing(8)
        self.body.addWidget(Heading(self.tr("A cube you already have")))
        self._open = ActionButton(self.tr("Open a cube …"))
        self._open.setObjectName("itslive_open_cube")
        self._open.clicked.connect(self._choose_cube)
        self.body.addWidget(self._open)

    def _build_card(self) -> None:
        self._card = Card()
        self._result = LongText()
        self._result.setObjectName("itslive_cube_result")
        self._card.box.addWidget(self._result)
        self._skipped = ProblemList("itslive_skipped")
        self._card.box.addWidget(self._skipped)
        self.dates = CubeDates(self.job)
        self._card.box.addWidget(self.dates)
        self.body.addWidget(self._card)
        self.body.addSpacing(4)

    def steps(self) -> tuple[Step, ...]:
        """Building or opening, and the typical speed after it."""
        return (self.job.cube, self.job.cube.typical)

    def is_done(self) -> bool:
        """Whether there is a cube."""
        return self.job.cube.is_done()

    def summary(self) -> str:
        """The cube's layers, and the next step."""
        cube = self.job.cube
        if cube.description is not None:
            layers = cube.layers()
            return self.tr("The cube has {count} dates, {years}. Next: plot points.").format(
                count=texts.number(len(layers)),
                years=texts.years(each["mid_date"] for each in layers),
            )
        if self.job.download.is_done():
            return self.tr("{granules} ready to be stacked.").format(
                granules=texts.granules(len(self.job.download.inputs()))
            )
        return self.tr("No granules yet: download some, or open a cube you already have.")

    def build(self) -> None:
        """Build the cube as the page says."""
        self._complete_output()
        crs = self._crs.crs()
        clip = self._clip.isChecked() and self._clip.isEnabled()
        self.job.cube.build(
            self.job.download.inputs(),
            self._output.filePath(),
            area=self.job.area.area if clip else None,
            crs=crs_text(crs) if crs.isValid() else "",
            projections=self._projections.currentData(),
        )

    def _choose_cube(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, self.tr("Open a cube"), self.job.download.folder, self.tr("NetCDF (*.nc)")
        )
        if path:
            self.job.cube.open(path)

    def _suggest_another(self) -> None:
        """The next build does not replace the cube that was just made."""
        if self._output.filePath() == self.job.cube.path:
            self._suggest_output()

    def _suggest_output(self, *_: object) -> None:
        self._output.setFilePath(self.job.suggested_cube_path())

    def _forget_projection(self) -> None:
        """A projection chosen for one place is wrong for the next."""
        self._crs.setCrs(QgsCoordinateReferenceSystem())

    def _take_output(self, *_: object) -> None:
        """A path that is not being typed, but chosen in the dialog, is complete."""
        is_typed, self._is_typing = self._is_typing, False
        if not is_typed:
            self._complete_output()
        self._show()

    def _note_typing(self, *_: object) -> None:
        """Qt tells this of each key, before it tells of the change."""
        self._is_typing = True

    def _complete_output(self) -> None:
        typed = self._output.filePath()
        try:
            path = cube_file(typed)
        except ItsliveError:
            return  # told below the field, and again if it is built all the same
        if path != typed:
            self._output.setFilePath(path)

    def _output_remark(self) -> str:
        """What the user should know of the file before it is written."""
        try:
            path = cube_file(self._output.filePath())
        except ItsliveError as error:
            return error_text(error)
        # Of what is typed not all can be a path; pathlib raises where os.path says no.
        if not os.path.isfile(path):
            return ""
        name = os.path.basename(path)
        return self.tr("{name} is there already: it will be replaced.").format(name=name)

    def _show(self, *_: object) -> None:
        running = self.job.cube.is_running()
        ready = self.job.download.is_done()
        inputs = len(self.job.download.inputs())
        self._input.setText(
            self.tr("{granules} of the Download step").format(granules=texts.granules(inputs))
            if ready
            else self.tr("No granules yet (see Download).")
        )
        self._crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self._crs.setNotSetText(self._commonest_text())
        self._clip.setEnabled(self.job.area.is_done())
        output = Path(self._output.filePath())
        remark = self._output_remark()
        self._replaces.setText(remark)
        self._replaces.setVisible(bool(remark) and not running)
        self._build.setEnabled(ready and not running and output.is_absolute())
        self._build.set_strong(not self.job.cube.is_done())
        self._build.setText(
            self.tr("Build another cube") if self.job.cube.is_done() else self.tr("Build the cube")
        )
        self._open.setEnabled(not running)
        self._show_cube()
        self.changed.emit()

    def _commonest_text(self) -> str:
        codes = Counter(self._input_codes())
        if not codes:
            return self.tr("Commonest of the granules")
        # Of equals the alphabetically first, as the cube builder takes it.
        code = min(codes, key=lambda each: (-codes[each], f"EPSG:{each}"))
        return self.tr("Commonest (EPSG:{code})").format(code=code)

    def _input_codes(self) -> list[int]:
        description = self.job.download.description
        if description is not None:
            return [each["epsg"] for each in description["granules"] if each.get("epsg")]
        return [each.epsg for each in self.job.download.granules if each.epsg is not None]

    def _show_cube(self) -> None:
        description = self.job.cube.description
        self._card.setVisible(description is not None)
        if description is None:
            return
        built: dict[str, Any] = self.job.cube.built or {}
        parts = [
            self.tr("{name}: {count} dates").format(
                name=self.job.cube.path.replace("\\", "/").rsplit("/", 1)[-1],
                count=texts.number(len(self.job.cube.layers())),
            ),
            self.tr("{columns} × {rows} pixels").format(
                columns=texts.number(description["nx"]), rows=texts.number(description["ny"])
            ),
            _crs_name(description["crs"]),
        ]
        if built.get("reprojected"):
            parts.append(
                self.tr("{count} from other projections").format(
                    count=texts.number(built["reprojected"])
                )
            )
        if built.get("completed"):
            parts.append(
                self.tr("{count} completed from another projection").format(
                    count=texts.number(built["completed"])
                )
            )
        if built.get("bytes"):
            parts.append(texts.size(built["bytes"]))
        self._result.setText(texts.joined(*parts))
        skipped = built.get("skipped", [])
        problems = [Problem.of_reason(each["granule_id"], each["reason"]) for each in skipped]
        self._skipped.show_problems(
            self.tr("Left out: {count}").format(count=texts.number(len(problems))), problems
        )


def _crs_name(crs: str) -> str:
    """A CRS as people know it, ``EPSG:32607``."""
    known = QgsCoordinateReferenceSystem(crs)
    name = known.authid() or known.description() or crs[:20]
    # A word joiner, lest the line breaks within the name.
    return name.replace(":", ":\u2060")
