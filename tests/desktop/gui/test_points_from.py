"""Many points at once: from layers in any projection, and from files as people have them."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)

from itslive_qgis.palette import point_colour
from tests.archive import glacier
from tests.archive.sites import SITES

from . import menus
from .conftest import settle, until

JAKOBSHAVN = SITES["jakobshavn"]
FAST = tuple(map(float, glacier.lonlat(0.0, 0.0, JAKOBSHAVN)))
SLOW = tuple(map(float, glacier.lonlat(0.0, 3_300.0, JAKOBSHAVN)))
POLAR = "EPSG:3413"


@pytest.fixture
def plotting(user, its_live, own_settings):
    """A user in front of the plot of the simulated archive."""
    own_settings.set_catalogue_url(its_live.catalog_url)
    user.step("plot")
    return user


def read(user, count: int) -> None:
    step = user.job.series
    until(lambda: len(step.points) == count and not step.waiting(), 60)


def places(user) -> list[tuple[str, float, float]]:
    return [(point.label, point.lon, point.lat) for point in user.job.series.points]


def layer_of(kind: str, crs: str, geometries, names=()) -> QgsVectorLayer:
    """A layer in memory that is chosen among the layers of the project."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field=Name:string", "Stakes", "memory")
    features = []
    for number, geometry in enumerate(geometries):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        feature.setAttributes([names[number] if number < len(names) else None])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    return layer


def on_map(lon: float, lat: float, crs: str) -> QgsPointXY:
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsCoordinateReferenceSystem(crs),
        QgsProject.instance(),
    )
    return transform.transform(QgsPointXY(lon, lat))


def point(lon: float, lat: float, crs: str = POLAR) -> QgsGeometry:
    return QgsGeometry.fromPointXY(on_map(lon, lat, crs))


def take_layer(user, layer, text: str = "Layer") -> None:
    user.desktop.canvas.setCurrentLayer(layer)
    menus.choose(user.find("itslive_points_from"), text)


def test_selected_features_of_another_projection_with_their_names(plotting):
    layer = layer_of("Point", POLAR, [point(*FAST), point(*SLOW), point(-48, 69)], ["A", "B", "C"])
    layer.selectByIds([1, 2])
    take_layer(plotting, layer, "Layer Stakes, 2 selected")
    read(plotting, 2)

    found = places(plotting)
    assert [label for label, _, _ in found] == ["A", "B"]
    for (_, lon, lat), wanted in zip(found, (FAST, SLOW)):
        assert abs(lon - wanted[0]) < 1e-7
        assert abs(lat - wanted[1]) < 1e-7
    page = plotting.dock._plot
    assert page.data.points() == [(0, "A"), (1, "B")]
    assert "Points added from Stakes: 2." in plotting.find("itslive_points_told").text()
    keys = [marker.key for marker in plotting.plugin.map_work._markers]
    assert keys == ["A", "B"]


def test_vertices_of_a_line_are_named_after_it(plotting):
    line = QgsGeometry.fromPolylineXY([on_map(*FAST, POLAR), on_map(*SLOW, POLAR)])
    take_layer(plotting, layer_of("LineString", POLAR, [line], ["Centreline"]))
    until(lambda: plotting.job.series.points)

    assert [label for label, _, _ in places(plotting)] == ["Centreline 1", "Centreline 2"]
    assert abs(places(plotting)[1][1] - SLOW[0]) < 1e-7


def test_of_a_large_layer_the_first_fifty_are_taken_and_that_is_said(plotting):
    plotting.job.series.use_source("cube")  # without a cube nothing is read
    several = [point(-50 + 0.01 * step, 69) for step in range(60)]
    take_layer(plotting, layer_of("Point", POLAR, several), "Layer Stakes, all features")
    until(lambda: plotting.job.series.points)

    points = plotting.job.series.points
    assert len(points) == 50
    assert [each.label for each in points] == [str(number) for number in range(1, 51)]
    assert "the first 50 were taken" in plotting.find("itslive_points_told").text()
    assert point_colour(points[8].index) == point_colour(points[0].index)
    assert len(plotting.plugin.map_work._markers) == 50


def test_a_layer_without_points_is_told(plotting):
    square = QgsGeometry.fromWkt("Polygon((0 0, 1 0, 1 1, 0 0))")
    take_layer(plotting, layer_of("Polygon", "EPSG:4326", [square]), "The current layer")
    settle()

    assert not plotting.job.series.points
    assert "no points and no lines" in plotting.summary()


def test_a_messy_file_gives_its_points_and_tells_every_other_line(plotting, tmp_path):
    path = tmp_path / "stakes.csv"
    path.write_text(
        "name;latitude;longitude\n"
        f"front;{FAST[1]:.5f};{FAST[0]:.5f}\n"
        "lost;;\n"
        "beyond;99;999\n"
        f"\u00e5s;{str(round(SLOW[1], 5)).replace('.', ',')};{SLOW[0]:.5f}\n"
        "word;here;there\n"
        "more;n/a;n/a\n",
        encoding="cp1252",
    )
    menus.choose(plotting.find("itslive_points_from"), "File", then=menus.choose_file(path))
    read(plotting, 2)

    assert [label for label, _, _ in places(plotting)] == ["front", "\u00e5s"]
    assert abs(places(plotting)[1][2] - SLOW[1]) < 1e-4
    told = plotting.find("itslive_points_told").text()
    assert "4 lines" in told
    assert "Line 3" in told
    assert "Line 4" in told
    assert "Line 7" not in told
    problems = plotting.find("itslive_points_problems")
    assert all(f"Line {number}" in problems.text() for number in (3, 4, 6, 7))
    plotting.press("itslive_remove_points")
    assert not plotting.find("itslive_points_told").isVisible()


def test_points_without_names_go_on_counting_and_no_name_comes_twice(plotting, tmp_path):
    step = plotting.job.series
    step.use_source("cube")
    step.add_point(*FAST)
    path = tmp_path / "list.txt"
    path.write_text("lon,lat\n-49.1,69.1\n-49.2,69.2\n")
    plotting.job.points_from.read_file(str(path))
    until(lambda: len(step.points) == 3)
    assert [each.label for each in step.points] == ["1", "2", "3"]

    step.add_points((("5", -49, 69), ("5", -48, 69)))
    assert [each.label for each in step.points[3:]] == ["5", "5 (2)"]
    step.remove_point("5 (2)")
    assert [each.label for each in step.points] == ["1", "2", "3", "5"]
    step.add_point(*SLOW)
    assert step.points[-1].label == "6"


def test_a_file_that_is_none_is_told(plotting, tmp_path):
    plotting.job.points_from.read_file(str(tmp_path / "none.csv"))
    until(lambda: plotting.job.points_from.error is not None)
    assert "none.csv could not be read" in plotting.summary()


def test_of_several_points_none_is_lost_when_the_network_fails(plotting, its_live, own_settings):
    own_settings.set_catalogue_url("http://127.0.0.1:9/datacubes/catalog_v02.json")
    step = plotting.job.series
    step.add_points((("A", *FAST), ("B", *SLOW)))
    until(lambda: step.error is not None, 60)

    assert [each.label for each in step.waiting()] == ["A", "B"]
    assert "2 points are not read yet" in plotting.find("itslive_plot_message").text()
    own_settings.set_catalogue_url(its_live.catalog_url)
    plotting.press("itslive_read_again")
    read(plotting, 2)
    assert all(each.has_values() for each in step.points)
    assert not plotting.find("itslive_read_again").isVisible()


def test_cancel_takes_back_all_that_were_not_read(plotting):
    step = plotting.job.series
    step.add_points((("A", *FAST), ("B", *SLOW)))
    step.cancel()
    until(lambda: not step.is_running(), 10)
    assert step.points == ()


def test_a_plot_of_named_points_fits_a_narrow_dock(plotting):
    plotting.job.series.add_points((("front", *FAST), ("upstream", *SLOW)))
    read(plotting, 2)
    assert plotting.dock._plot.minimumSizeHint().width() <= 366  # of the dock's 390
