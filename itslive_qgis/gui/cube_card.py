"""What the cube at hand is, what its build left out, and the choice of the date shown."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem

from . import texts
from .cube_dates import CubeDates
from .job import Job
from .long_text import LongText
from .problem_list import Problem, ProblemList
from .widgets import Card


class CubeCard(Card):
    """Hidden while there is no cube."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._result = LongText()
        self._result.setObjectName("itslive_cube_result")
        self.box.addWidget(self._result)
        self._skipped = ProblemList("itslive_skipped")
        self.box.addWidget(self._skipped)
        self.dates = CubeDates(job)
        self.box.addWidget(self.dates)
        job.cube.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        description = self.job.cube.description
        self.setVisible(description is not None)
        if description is None:
            return
        built: dict[str, Any] = self.job.cube.built or {}
        self._result.setText(self._facts(description, built))
        skipped = built.get("skipped", [])
        problems = [Problem.of_reason(each["granule_id"], each["reason"]) for each in skipped]
        self._skipped.show_problems(
            self.tr("Left out: {count}").format(count=texts.number(len(problems))), problems
        )

    def _facts(self, description: dict[str, Any], built: dict[str, Any]) -> str:
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
        if built.get("stored"):
            parts.append(
                self.tr("{size} read in the archive").format(size=texts.size(built["received"]))
            )
        return texts.joined(*parts)


def _crs_name(crs: str) -> str:
    """A CRS as people know it, ``EPSG:32607``."""
    known = QgsCoordinateReferenceSystem(crs)
    name = known.authid() or known.description() or crs[:20]
    # A word joiner, lest the line breaks within the name.
    return name.replace(":", ":\u2060")
