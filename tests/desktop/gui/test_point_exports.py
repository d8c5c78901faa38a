"""What is taken along of a plot: CSV in four forms, a table of the project, a picture."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProject, QgsVectorLayer, QgsVectorLayerTemporalProperties
from qgis.PyQt.QtCore import QDateTime
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QFileDialog

from itslive_qgis import settings
from itslive_qgis.layers.times import from_qdatetime
from tests.archive import glacier
from tests.archive.sites import SITES

from .conftest import until

JAKOBSHAVN = SITES["jakobshavn"]
FAST = tuple(map(float, glacier.lonlat(0.0, 0.0, JAKOBSHAVN)))
SLOW = tuple(map(float, glacier.lonlat(0.0, 3_300.0, JAKOBSHAVN)))


@pytest.fixture
def plotted(user, its_live, own_settings):
    """A user in front of the plot of a named point and a numbered one."""
    own_settings.set_catalogue_url(its_live.catalog_url)
    user.step("plot")
    step = user.job.series
    step.add_points((("front / 1", *FAST), ("", *SLOW)))
    until(lambda: len(step.points) == 2 and not step.waiting(), 60)
    return user


def save(user, path: Path, form: str, monkeypatch) -> None:
    """Press Save CSV, choose the form whose text begins so, and wait."""

    def choose(_parent, _title, _start, kinds):
        return str(path), next(each for each in kinds.split(";;") if each.startswith(form))

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    user.press("itslive_csv")
    until(lambda: not user.job.export.is_running())


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(text: str) -> str:
    return text.replace(",", "").replace("\u202f", "")


def test_all_values_by_name(plotted, tmp_path, monkeypatch):
    save(plotted, tmp_path / "all.csv", "All", monkeypatch)

    rows = rows_of(tmp_path / "all.csv")
    lengths = [len(each.series) for each in plotted.job.series.points]
    assert [sum(row["point"] == name for row in rows) for name in ("front / 1", "2")] == lengths
    assert f"all {len(rows)} values" in counted(plotted.summary())


def test_only_what_the_plot_shows(plotted, tmp_path, monkeypatch):
    plotted.type("itslive_plot_separation", "30")
    save(plotted, tmp_path / "shown.csv", "Only", monkeypatch)

    rows = rows_of(tmp_path / "shown.csv")
    page = plotted.dock._plot
    assert 0 < len(rows) == page.data.shown < page.content.total
    assert max(float(row["separation_days"]) for row in rows) <= 30
    assert [row["mid_date"] for row in rows if row["point"] == "2"] == sorted(
        row["mid_date"] for row in rows if row["point"] == "2"
    )
    assert f"{len(rows)} of {page.content.total} values" in counted(plotted.summary())


@pytest.mark.parametrize(
    ("form", "head"),
    [
        ("As itslive-py", "mid_date,lon,lat,v [m/yr],v_error [m/yr],vx [m/yr]"),
        ("As the web app", "# Level 2 Image-Pair Data"),
    ],
)
def test_other_tools_have_a_file_for_each_point(plotted, tmp_path, monkeypatch, form, head):
    taken = tmp_path / "v_2.csv"
    taken.write_text("somebody's")
    save(plotted, tmp_path / "v.csv", form, monkeypatch)

    names = sorted(each.name for each in tmp_path.iterdir() if each.is_file())
    assert names == ["v_2.csv", "v_2_2.csv", "v_front_1.csv"]
    assert taken.read_text() == "somebody's"
    text = (tmp_path / "v_front_1.csv").read_text(encoding="utf-8")
    assert text.startswith(head)
    series = plotted.job.series.points[0].series
    assert len(text.splitlines()) - (2 if head[0] == "#" else 1) == len(series)
    assert "v_front_1.csv and 1 more" in plotted.summary()


def test_a_single_point_has_the_name_that_was_chosen(plotted, tmp_path, monkeypatch):
    plotted.job.series.remove_point("2")
    save(plotted, tmp_path / "v.csv", "As itslive-py", monkeypatch)

    rows = rows_of(tmp_path / "v.csv")
    series = plotted.job.series.points[0].series
    np.testing.assert_allclose([float(row["v [m/yr]"]) for row in rows], series.v)
    assert {row["lon"] for row in rows} == {str(round(FAST[0], 4))}


def test_the_values_as_a_table_of_the_project(plotted):
    plotted.press("itslive_add_table")
    until(lambda: not plotted.job.export.is_running())

    (layer,) = QgsProject.instance().mapLayersByName("Velocities at the points")
    points = plotted.job.series.points
    assert not layer.isSpatial()
    assert layer.featureCount() == sum(len(each.series) for each in points)
    assert layer.source().partition("|")[0].endswith("cube_velocities.gpkg")
    kinds = {field.name(): field.typeName() for field in layer.fields()}
    assert kinds["mid_date"] == kinds["date_1"] == "DateTime"
    assert kinds["v"] == "Real"
    assert "Integer" in kinds["epsg"]
    reopened = QgsVectorLayer(layer.source(), "", "ogr")
    assert "metres per year" in reopened.metadata().abstract()
    temporal = layer.temporalProperties()
    assert temporal.isActive()
    assert temporal.mode() == (
        QgsVectorLayerTemporalProperties.ModeFeatureDateTimeStartAndEndFromFields
    )
    assert (temporal.startField(), temporal.endField()) == ("date_1", "date_2")
    first = next(layer.getFeatures())
    series = points[0].series
    assert first["point"] == "front / 1"
    assert abs(first["v"] - series.v[0]) < 0.06  # a tenth, as in the CSV
    assert isinstance(first["date_1"], QDateTime)
    told = np.datetime64(from_qdatetime(first["date_1"]).replace(tzinfo=None), "ms")
    assert told == series.date_1[0].astype("datetime64[ms]")
    assert "cube_velocities.gpkg" in plotted.summary()


def test_the_table_is_replaced_and_those_of_others_are_not(plotted):
    earlier = Path(plotted.job.download.folder) / "cube_velocities.gpkg"
    earlier.parent.mkdir(parents=True, exist_ok=True)
    earlier.write_bytes(b"of last week")
    for _ in range(2):
        plotted.press("itslive_add_table")
        until(lambda: not plotted.job.export.is_running())
    plotted.job.series.remove_point("2")
    plotted.press("itslive_add_table")
    until(lambda: not plotted.job.export.is_running())

    assert earlier.read_bytes() == b"of last week"
    (layer,) = QgsProject.instance().mapLayersByName("Velocities at the points")
    assert layer.featureCount() == len(plotted.job.series.points[0].series)
    names = sorted(each.name for each in earlier.parent.glob("*.gpkg"))
    assert names == ["cube_velocities.gpkg", "cube_velocities_2.gpkg"]


def test_a_picture_has_the_size_that_was_chosen(plotted, tmp_path, monkeypatch):
    path = tmp_path / "plot.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    size = plotted.find("itslive_picture_size")
    size.setCollapsed(False)
    for name, value in (("width", 8.5), ("height", 6), ("dpi", 300)):
        plotted.find(f"itslive_picture_{name}").setValue(value)
    assert "300 dpi" in size.summary()
    plotted.press("itslive_save_plot")

    picture = QImage(str(path))
    assert abs(picture.width() - 8.5 / 2.54 * 300) <= 1
    assert abs(picture.height() - 6 / 2.54 * 300) <= 1
    assert settings.picture_size() == (8.5, 6, 300)
    settings.reset()
    assert settings.picture_size() == settings.DEFAULT_PICTURE
