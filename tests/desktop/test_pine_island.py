"""The real granule of Pine Island Glacier: from the file to the drawn map, number by number."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, qGray

from itslive_qgis.layers.rasters import cube_layer
from itslive_qgis.worker.client import shared_worker, stop_shared_workers

#: Speeds measured in the file, at pixel centres in EPSG:3031 (None: missing).
CHECKS = {
    (-1593967.5, -313552.5): 5505,
    (-1599967.5, -279952.5): 4204,
    (-1589887.5, -300112.5): 4390,
    (-1580047.5, -254992.5): 3127,
    (-1649887.5, -300112.5): None,
}


@pytest.fixture(scope="module")
def description(real_data, tmp_path_factory):
    """The cube built from the folder of the real granule, as the worker describes it."""
    output = str(tmp_path_factory.mktemp("pine island glaciér") / "cube.nc")
    worker = shared_worker("build")
    worker.call("build_cube", {"folder": str(real_data / "granules"), "output": output})
    yield worker.call("describe_cube", {"path": output})
    stop_shared_workers()


def test_speeds_crs_date_and_missing_values_are_exact(qgis_app, description):
    layer = cube_layer(description, 0)
    provider = layer.dataProvider()

    assert layer.crs().authid() == "EPSG:3031"
    assert provider.sourceNoDataValue(1) == -32767
    (pair,) = description["layers"]
    assert (pair["date_1"][:10], pair["date_2"][:10]) == ("2012-11-04", "2012-11-18")
    assert pair["mid_date"][:10] == "2012-11-11"
    assert pair["satellite"] == "Landsat 7"
    assert "2012-11-11" in layer.name()
    for place, speed in CHECKS.items():
        value, held = provider.sample(QgsPointXY(*place), 1)
        assert (value if held else None) == speed


def test_a_click_gives_the_speed_of_its_pixel(description):
    points = [list(place) for place in CHECKS]
    answer = shared_worker("read").call(
        "point_series", {"path": description["path"], "points": points, "crs": "EPSG:3031"}
    )

    expected = [[] if speed is None else [speed] for speed in CHECKS.values()]
    assert [each["v"] for each in answer["series"]] == expected


def test_it_is_drawn_at_the_right_place(qgis_app, description):
    """Rendered in longitude and latitude, the fastest pixel is bright and the missing one bare."""
    layer = cube_layer(description, 0)
    globe = QgsCoordinateReferenceSystem("EPSG:4326")
    to_globe = QgsCoordinateTransform(layer.crs(), globe, QgsProject.instance())

    def colour_at(place: tuple[float, float]) -> QColor:
        at = to_globe.transform(QgsPointXY(*place))
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(globe)
        settings.setBackgroundColor(QColor("red"))
        settings.setOutputSize(QSize(21, 21))
        settings.setExtent(QgsRectangle.fromCenterAndSize(at, 0.002, 0.0005))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage().pixelColor(10, 10)

    fast, slower, missing = (
        colour_at(place)
        for place in ((-1593967.5, -313552.5), (-1580047.5, -254992.5), (-1649887.5, -300112.5))
    )
    assert missing == QColor("red")
    assert QColor("red") not in (fast, slower)
    assert qGray(fast.rgb()) >= qGray(slower.rgb()) > 100  # the bright end of the ramp
