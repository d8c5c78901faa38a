"""The algorithms chained in a model, saved and opened again as the Model Designer does."""

from __future__ import annotations

import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProject,
)

from itslive_qgis.layers.rasters import netcdf_source
from itslive_qgis.paths import resource
from itslive_qgis.processing.model import MODEL_FILE
from tests.desktop.processing.conftest import Listener, write_polygon

Source = QgsProcessingModelChildParameterSource


def child(name: str, sources: dict) -> QgsProcessingModelChildAlgorithm:
    """A step of the model; its id in it is its name."""
    step = QgsProcessingModelChildAlgorithm(f"itslive:{name}")
    step.setChildId(name)
    for parameter, source in sources.items():
        step.addParameterSources(parameter, [source])
    return step


def glacier_model(service: str) -> QgsProcessingModelAlgorithm:
    """From an area to a cube."""
    model = QgsProcessingModelAlgorithm("glacier cube", "glaciers")
    area = QgsProcessingParameterFeatureSource(
        "area", "Area", [QgsProcessing.SourceType.TypeVectorPolygon]
    )
    model.addModelParameter(area, QgsProcessingModelParameter("area"))
    drawn = Source.fromModelParameter("area")
    search = {
        "AREA": drawn,
        "SERVICE": Source.fromStaticValue(service),
        "MONTHS": Source.fromStaticValue(["6", "7", "8"]),
        "MAX_PER_YEAR": Source.fromStaticValue(1),
    }
    model.addChildAlgorithm(child("searchgranules", search))
    found = Source.fromChildOutput("searchgranules", "OUTPUT")
    model.addChildAlgorithm(child("downloadgranules", {"INPUT": found}))
    folder = Source.fromChildOutput("downloadgranules", "FOLDER")
    build = child("buildcube", {"INPUT": folder, "AREA": drawn})
    output = QgsProcessingModelOutput("cube", "cube")
    output.setChildId("buildcube")
    output.setChildOutputName("OUTPUT")
    build.setModelOutputs({"cube": output})
    model.addChildAlgorithm(build)
    return model


@pytest.mark.usefixtures("provider")
def test_outputs_feed_the_next_step_of_a_model(its_live, tmp_path):
    path = tmp_path / "glacier.model3"
    assert glacier_model(its_live.url).toFile(str(path))
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path))
    model.initAlgorithm()
    assert model.canExecute()[0]

    context, feedback = QgsProcessingContext(), Listener()
    context.setProject(QgsProject.instance())
    parameters = {
        "area": write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE),
        "cube": str(tmp_path / "cube.nc"),
    }
    names = [each.name() for each in model.destinationParameterDefinitions()]
    if names != ["cube"]:  # the name of a model's output depends on the version of QGIS
        parameters[names[0]] = parameters.pop("cube")
    result, is_done = model.run(parameters, context, feedback)
    assert is_done, feedback.errors
    steps = result["CHILD_RESULTS"]
    count = steps["downloadgranules"]["COUNT"]
    assert count == steps["searchgranules"]["COUNT"] > 0
    built = steps["buildcube"]
    assert built["LAYER_COUNT"] + built["SKIPPED_COUNT"] == count
    cube = gdal.Open(netcdf_source(tmp_path / "cube.nc"))
    assert cube.RasterCount == built["LAYER_COUNT"]


def test_the_shipped_model_is_sound_in_the_model_designer(provider):
    model = QgsProcessingModelAlgorithm()

    assert model.fromFile(str(resource("models", MODEL_FILE)))
    assert model.validate() == (True, [])
    assert len(model.childAlgorithms()) == 4
