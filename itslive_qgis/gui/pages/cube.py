"""The Cube page: granules to a cube, or a cube one already has; then its dates on the map."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout

from ... import settings
from ...archive.area import Area
from ...errors import ItsliveError
from ...layers.sources import is_cube_there
from ...translation import error_text
from .. import texts
from ..cube_card import CubeCard
from ..cube_options import CubeOptions
from ..cube_source import CubeSource
from ..job import Job
from ..long_text import LongText
from ..steps.base import Step
from ..steps.cube import ENDING, STORE_ENDING, cube_file
from ..summary_box import SummaryBox
from ..widgets import ActionButton, Heading, Hint
from .base import Page


class CubePage(Page):
    """How to build, Build, what was built, and the choice of the date shown."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(
            self.tr("Stack them into a cube"),
            self.tr("One file with all dates on one grid, for maps and time series."),
        )
        self.card = CubeCard(job)
        self.body.addWidget(self.card)
        self.body.addWidget(SummaryBox(job))
        self.body.addSpacing(4)
        self._build_options()
        self._build_own()
        self.body.addStretch(1)
        for signal in (
            job.area.changed,
            job.search.found,
            job.download.changed,
            job.cube.changed,
            job.cube.running_changed,
            job.summaries.step.running_changed,
        ):
            signal.connect(self._show)
        job.download.folder_changed.connect(self._suggest_output)
        job.cube.opened.connect(self._suggest_another)
        job.cube.failed.connect(self.options.explain)
        job.granules_replaced.connect(self.options.projection.forget)
        self._output.fileChanged.connect(self._take_output)
        self._is_typing = False
        self._output.lineEdit().textEdited.connect(self._note_typing)
        self._output.lineEdit().editingFinished.connect(self._complete_output)
        self._suggest_output()
        self._show()

    def _build_options(self) -> None:
        self.body.addWidget(Heading(self.tr("From granules")))
        self._clip = QCheckBox(self.tr("Clip to the area"))
        self._clip.setObjectName("itslive_cube_clip")
        self._clip.setChecked(True)
        self.source = CubeSource(self.job, self._clip_area)
        self.source.changed.connect(self._show)
        self.body.addWidget(self.source)
        self._clip.toggled.connect(lambda _on: self.source.ask())
        self.body.addWidget(self._clip)
        self.options = CubeOptions()
        self.body.addWidget(self.options)
        self._build_output()

    def _build_output(self) -> None:
        self.body.addWidget(Hint(self.tr("Write to")))
        self._output = QgsFileWidget()
        self._output.setObjectName("itslive_cube_output")
        self._output.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self._output.setFilter(self.tr("NetCDF (*.nc);;Zarr store (*.zarr)"))
        self._output.setDialogTitle(self.tr("Write the cube to"))
        self._output.setToolTip(
            self.tr("The name decides: cube.nc is a NetCDF file, cube.zarr a Zarr store, a folder.")
        )
        self._output.setConfirmOverwrite(False)
        self.body.addWidget(self._output)
        self._replaces = LongText()
        font = self._replaces.font()
        font.setBold(True)
        self._replaces.setFont(font)
        self._replaces.setObjectName("itslive_cube_replaces")
        self.body.addWidget(self._replaces)
        self._append = QCheckBox(self.tr("Add to the cube that is there"))
        self._append.setObjectName("itslive_cube_append")
        self._append.setToolTip(
            self.tr("What it holds is not read again; granules that are new become layers of it.")
        )
        self._append.toggled.connect(self._show)
        self.body.addWidget(self._append)
        self._cluster = Hint()
        self._cluster.setObjectName("itslive_cube_cluster")
        self.body.addWidget(self._cluster)
        self._build = ActionButton(self.tr("Build the cube"), strong=True)
        self._build.setObjectName("itslive_build")
        self._build.clicked.connect(self.build)
        self.body.addWidget(self._build)

    def _build_own(self) -> None:
        self.body.addSpacing(8)
        self.body.addWidget(Heading(self.tr("A cube you already have")))
        row = QHBoxLayout()
        self._open = ActionButton(self.tr("Open a cube …"))
        self._open.setObjectName("itslive_open_cube")
        self._open.clicked.connect(self._choose_cube)
        row.addWidget(self._open, 1)
        self._open_store = ActionButton(self.tr("Zarr store …"))
        self._open_store.setObjectName("itslive_open_store")
        self._open_store.setToolTip(self.tr("The folder cube.zarr that a cube was written to."))
        self._open_store.clicked.connect(self._choose_store)
        row.addWidget(self._open_store, 1)
        self.body.addLayout(row)

    def steps(self) -> tuple[Step, ...]:
        """Building or opening, and what is made of the cube."""
        return (self.job.cube, self.job.cube.typical, *self.job.summaries.steps())

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
        if self.source.is_ready():
            return self.tr("{granules} to be read in the archive.").format(
                granules=texts.granules(len(self.source.inputs()))
            )
        return self.tr("No granules yet: download some, or open a cube you already have.")

    def enter(self) -> None:
        """The plugin's options may have changed, and the area."""
        self.source.ask()
        self._show()

    def build(self) -> None:
        """Build the cube as the page says, unless something is wrong with that."""
        self._complete_output()
        problem = self.options.check()
        if problem is not None:
            self.job.failed.emit(problem)
            return
        self.job.cube.build(
            self.source.inputs(),
            self._output.filePath(),
            area=self._clip_area(),
            options=self.options.values(),
            append=self._extends(),
        )

    def _clip_area(self) -> Area | None:
        """What the cube is clipped to, if it is."""
        area = self.job.area
        return area.area if self._clip.isChecked() and area.is_done() else None

    def _choose_cube(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, self.tr("Open a cube"), self.job.download.folder, self.tr("NetCDF (*.nc)")
        )
        if path:
            self.job.cube.open(path)

    def _choose_store(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self, self.tr("Open a Zarr store"), self.job.download.folder
        )
        if path:
            self.job.cube.open(path)

    def _suggest_another(self) -> None:
        """The next build does not replace the cube that was just made."""
        if self._output.filePath() == self.job.cube.path:
            self._suggest_output()

    def _suggest_output(self, *_: object) -> None:
        """Suggest another name, for a cube of the kind that was written before."""
        is_store = self._output.filePath().lower().endswith(STORE_ENDING)
        ending = STORE_ENDING if is_store else ENDING
        self._output.setFilePath(self.job.suggested_cube_path(ending))

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
        if not is_cube_there(path):
            return ""
        name = os.path.basename(path)
        if self._append.isChecked():
            return self.tr(
                "{name} gets what is not in it yet; its area, projection and options stay."
            ).format(name=name)
        return self.tr("{name} is there already: it will be replaced.").format(name=name)

    def _extends(self) -> bool:
        """Whether the cube that is there gets further granules."""
        return self._append.isChecked() and is_cube_there(self._output.filePath())

    def _show(self, *_: object) -> None:
        running = self.job.cube.is_running()
        # A cube that is being read is not replaced, and one worker does both.
        is_free = not running and not self.job.summaries.step.is_running()
        ready = self.source.is_ready()
        self.source.show_choice()
        self.options.projection.name_commonest(self._commonest_text())
        scheduler = settings.dask_scheduler()
        self._cluster.setText(
            self.tr(
                "Built on the dask cluster at {address}, as chosen in the plugin's options."
            ).format(address=scheduler)
        )
        self._cluster.setVisible(bool(scheduler))
        self._clip.setEnabled(self.job.area.is_done())
        output = Path(self._output.filePath())
        remark = self._output_remark()
        self._replaces.setText(remark)
        self._replaces.setVisible(bool(remark) and not running)
        self._append.setVisible(is_cube_there(str(output)) and not running)
        self._build.setEnabled(ready and is_free and output.is_absolute())
        self._build.set_strong(not self.job.cube.is_done())
        self._build.setText(self._build_text())
        self._open.setEnabled(not running)
        self._open_store.setEnabled(not running)
        self.changed.emit()

    def _build_text(self) -> str:
        if self._extends():
            return self.tr("Extend the cube")
        return (
            self.tr("Build another cube") if self.job.cube.is_done() else self.tr("Build the cube")
        )

    def _commonest_text(self) -> str:
        codes = Counter(self._input_codes())
        if not codes:
            return self.tr("Commonest of the granules")
        # Of equals the alphabetically first, as the cube builder takes it.
        code = min(codes, key=lambda each: (-codes[each], f"EPSG:{each}"))
        return self.tr("Commonest (EPSG:{code})").format(code=code)

    def _input_codes(self) -> list[int]:
        if self.source.is_remote():
            return [each.epsg for each in self.job.search.chosen() if each.epsg is not None]
        description = self.job.download.description
        if description is not None:
            return [each["epsg"] for each in description["granules"] if each.get("epsg")]
        return [each.epsg for each in self.job.download.granules if each.epsg is not None]
