"""The footprints on the map while users do to the layer what they like."""

from __future__ import annotations

from qgis.core import QgsProject, QgsVectorFileWriter

from itslive_qgis.archive.findings import key_of

from .conftest import settle, until
from .test_results_page import drawn, filter_by, footprints, found, many  # noqa: F401 - fixtures


def test_footprints_keep_filter_and_selection_beside_the_view_of_the_folder(found):  # noqa: F811
    filter_by(found, "lc08")
    found.find("itslive_results").selectRow(1)
    settle()
    selected = {each.granule_id for each in found.job.search.selected_granules()}
    shown = {each.granule_id for each in found.job.search.shown()}
    found.download()
    until(lambda: not found.job.keep.is_running())
    settle()
    layer = footprints()
    assert drawn(layer) == shown
    assert len(selected) == 1
    until(lambda: {each["granule_id"] for each in layer.selectedFeatures()} == selected)


def test_a_layer_that_the_user_saves_still_shares_the_selection(many, tmp_path):  # noqa: F811
    """As QGIS's "Make permanent" does it: the same layer, features of other numbers."""
    user, _ = many
    user.search()
    settle()
    layer = footprints()
    path = str(tmp_path / "mine.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    # Numbers of features are the file's own: here they begin with another granule.
    layer.dataProvider().deleteFeatures([min(each.id() for each in layer.getFeatures())])
    result = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, path, QgsProject.instance().transformContext(), options
    )
    assert result[0] == QgsVectorFileWriter.WriterError.NoError
    layer.setDataSource(path, layer.name(), "ogr")
    settle()
    until(user.job.layers.footprints.is_settled)

    table = user.find("itslive_results")
    table.selectRow(700)
    settle()
    wanted = {key_of(each) for each in table.selected_granules()}
    assert {(each["granule_id"], each["url"]) for each in layer.selectedFeatures()} == wanted

    feature = next(layer.getFeatures())
    layer.selectByIds([feature.id()])
    settle()
    chosen = {each.granule_id for each in user.job.search.selected_granules()}
    assert chosen == {feature["granule_id"]}


def test_a_layer_that_the_user_saved_outlives_the_next_search(found, tmp_path):  # noqa: F811
    layer = footprints()
    path = str(tmp_path / "mine.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, path, QgsProject.instance().transformContext(), options
    )
    layer.setDataSource(path, layer.name(), "ogr")
    settle()
    mine = layer.id()
    found.search()
    layers = QgsProject.instance().mapLayers()
    assert mine in layers
    assert len(layers) == 2


def test_a_layer_removed_while_granules_arrive_is_whole_at_the_end(many):  # noqa: F811
    user, _ = many
    user.press("itslive_search")
    until(lambda: user.job.search.received == 1500 or not user.job.search.is_running())
    until(user.job.layers.has_footprints)
    QgsProject.instance().removeMapLayer(footprints().id())
    until(lambda: not user.job.search.is_running())
    until(user.job.layers.footprints.is_settled)
    assert footprints().featureCount() == 1500


def test_another_project_during_a_search_breaks_nothing(many):  # noqa: F811
    user, _ = many
    user.press("itslive_search")
    until(lambda: user.job.search.received > 0)
    QgsProject.instance().clear()
    until(lambda: not user.job.search.is_running())
    until(user.job.layers.footprints.is_settled)
    assert user.job.search.error is None
    assert footprints().featureCount() == len(user.job.search.granules()) == 1500


def test_a_search_after_the_project_was_opened_anew(found, tmp_path):  # noqa: F811
    found.download()
    until(lambda: not found.job.keep.is_running())
    settle()
    project = QgsProject.instance()
    path = str(tmp_path / "project.qgz")
    assert project.write(path)
    project.clear()
    assert project.read(path)
    settle()
    found.search()
    assert footprints().providerType() == "memory"
    assert footprints().featureCount() == len(found.job.search.granules())
