"""Where results go in the layer tree."""

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from itslive_qgis.layers.footprints import footprint_layer
from itslive_qgis.layers.group import add_group, add_layers
from itslive_qgis.layers.points import MapPoint, point_layer
from itslive_qgis.layers.rasters import cube_layer, show_cube_date


def test_layers_go_into_one_group_on_top_points_above_rasters(qgis_app, cube, granules):
    project = QgsProject()
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4326", "of the user", "memory"))
    raster = cube_layer(cube, 0, "raster")
    group = add_layers(project, "ITS_LIVE", [raster, footprint_layer(granules, "footprints")])
    add_layers(project, "ITS_LIVE", [point_layer([MapPoint("A", -138, 58.9)], "points")])
    add_layers(project, "ITS_LIVE", [cube_layer(cube, 1, "newer raster")])
    root = project.layerTreeRoot()
    assert [child.name() for child in root.children()] == ["ITS_LIVE", "of the user"]
    assert [child.name() for child in group.children()] == [
        "points",
        "footprints",
        "newer raster",
        "raster",
    ]
    assert [child.isExpanded() for child in group.children()] == [False, False, True, True]
    assert project.mapLayersByName("raster") == [raster]


def test_a_group_of_rasters_lies_above_the_rasters_and_below_all_else(qgis_app, cube, granules):
    project = QgsProject()
    add_layers(project, "ITS_LIVE", [cube_layer(cube, 0, "date")])
    add_layers(project, "ITS_LIVE", [footprint_layer(granules, "footprints")])
    years = [cube_layer(cube, index, f"year {index}") for index in range(2)]
    first = add_group(project, "ITS_LIVE", "Summary", years)
    second = add_group(project, "ITS_LIVE", "Summary", [cube_layer(cube, 2, "whole")])
    own = add_layers(project, "ITS_LIVE", [point_layer([MapPoint("A", -138, 58.9)], "points")])
    add_layers(project, "ITS_LIVE", [cube_layer(cube, 1, "newer date")])

    assert [child.name() for child in own.children()] == [
        "points", "footprints", "newer date", "Summary (2)", "Summary", "date"
    ]  # fmt: skip
    assert [child.name() for child in first.children()] == ["year 0", "year 1"]
    assert [child.isExpanded() for child in first.children()] == [True, False]
    assert [child.name() for child in second.children()] == ["whole"]
    assert project.layerTreeRoot().children() == [own]


def test_the_legend_of_a_raster_begins_with_its_quantity(qgis_app, cube):
    project = QgsProject()
    raster = cube_layer(cube, 0)
    group = add_layers(project, "ITS_LIVE", [raster])
    model = QgsLayerTreeModel(project.layerTreeRoot())
    model.setFlag(QgsLayerTreeModel.Flag.ShowLegend)
    (node,) = group.children()
    legend = [entry.data(Qt.ItemDataRole.DisplayRole) for entry in model.layerLegendNodes(node)]
    assert legend[0] == "Speed (m/yr)"
    assert legend[1] == "0 m/yr"
    assert legend[-1] == "≥ 5000 m/yr"
    show_cube_date(raster, cube, 1)
    assert model.layerLegendNodes(node)[0].data(Qt.ItemDataRole.DisplayRole) == "Speed (m/yr)"
