"""A saved project is reopened by a QGIS that knows nothing of the plugin."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile

from osgeo import gdal
from qgis.core import QgsProject

from itslive_qgis.layers.footprints import write_footprints
from itslive_qgis.layers.group import add_layers
from itslive_qgis.layers.points import MapPoint, write_points
from itslive_qgis.layers.rasters import cube_layer, typical_speed_layer
from tests.desktop.layers.cube_file import EAST, NORTH, STEP

_REOPEN = """
import importlib.util, json, sys
from qgis.core import QgsApplication, QgsPointXY, QgsProject
application = QgsApplication([], False)
application.initQgis()
assert importlib.util.find_spec("itslive_qgis") is None
project = QgsProject.instance()
assert project.read(sys.argv[1])
here = QgsPointXY(float(sys.argv[2]), float(sys.argv[3]))
corner = QgsPointXY(float(sys.argv[4]), float(sys.argv[5]))
facts = {}
for layer in project.mapLayers().values():
    fact = {"valid": layer.isValid(), "renderer": layer.renderer().type(),
            "abstract": layer.metadata().abstract(), "source": layer.source()}
    if layer.type() == 1:
        band = layer.renderer().usesBands()[0]
        shader = layer.renderer().shader().rasterShaderFunction()
        temporal = layer.temporalProperties()
        fact.update(band=band, crs=layer.crs().authid(),
                    here=layer.dataProvider().sample(here, band),
                    corner=layer.dataProvider().sample(corner, band)[1],
                    stops=[item.value for item in shader.colorRampItemList()],
                    active=temporal.isActive(),
                    begin=temporal.fixedTemporalRange().begin().toString("yyyy-MM-dd"))
    facts[layer.name()] = fact
print(json.dumps(facts))
"""


def reopen(project_file) -> dict:
    """What a plain QGIS finds in the project."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONPATH", None)
    places = [EAST + 3 * STEP, NORTH - 2 * STEP, EAST, NORTH]
    answer = subprocess.run(
        [sys.executable, "-c", _REOPEN, str(project_file), *map(str, places)],
        env=environment,
        cwd=project_file.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.strip().splitlines()[-1])


def test_a_saved_project_reopens_styled_without_the_plugin_after_moving(
    qgis_new_project, cube, granules, tmp_path
):
    home = tmp_path / "home"
    home.mkdir()
    moved_cube = shutil.copy(cube["path"], home / "the cube é.nc")
    cube = {**cube, "path": str(moved_cube)}
    gdal.Translate(str(home / "typical.tif"), f'NETCDF:"{moved_cube}":v', bandList=[3])
    layers = [
        cube_layer(cube, 1),
        typical_speed_layer(home / "typical.tif", cube),
        write_footprints(granules, home / "footprints.gpkg"),
        write_points([MapPoint("A", -138.0, 58.9)], home / "points.gpkg"),
    ]
    names = [layer.name() for layer in layers]
    project = QgsProject.instance()
    add_layers(project, "ITS_LIVE", layers)
    project.setFileName(str(home / "glacier.qgz"))
    assert project.write()
    project.clear()

    away = tmp_path / "away"
    home.rename(away)
    with zipfile.ZipFile(away / "glacier.qgz") as archive:
        (inside,) = [name for name in archive.namelist() if name.endswith(".qgs")]
        text = archive.read(inside).decode("utf-8")
    assert 'NETCDF:"./the cube é.nc":v' in text.replace("&quot;", '"')

    facts = reopen(away / "glacier.qgz")
    assert sorted(facts) == sorted(names)
    assert all(fact["valid"] for fact in facts.values())
    shown = facts[names[0]]
    assert shown["renderer"] == "singlebandpseudocolor"
    assert shown["band"] == 2
    assert shown["here"] == [200.0, True]
    assert shown["corner"] is False
    assert shown["crs"] == "EPSG:32607"
    assert shown["stops"] == facts[names[1]]["stops"]
    assert shown["stops"][-1] == 5000.0
    assert shown["active"]
    assert shown["begin"] == "2018-07-06"
    assert "m/yr" in shown["abstract"]
    assert facts[names[1]]["here"] == [300.0, True]
    assert facts[names[2]]["renderer"] == "categorizedSymbol"
    assert facts[names[3]]["renderer"] == "singleSymbol"
