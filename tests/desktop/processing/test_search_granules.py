"""The search as users of the toolbox call it."""

from __future__ import annotations

from datetime import datetime

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
)
from qgis.PyQt.QtCore import QDate

from itslive_qgis import settings
from itslive_qgis.layers.footprints import granule_from_feature
from tests.desktop.processing.conftest import Listener, write_polygon


@pytest.fixture
def search(run, its_live, tmp_path):
    """Search over the simulated glacier."""
    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)

    def search(feedback=None, **parameters):
        parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:", **parameters}
        result = run("searchgranules", parameters, feedback)
        return [granule_from_feature(feature) for feature in result["OUTPUT"].getFeatures()]

    return search


@pytest.fixture
def own_service():
    """The plugin's settings, as they are without any choice before and after."""
    settings.reset()
    yield settings
    settings.reset()


def test_everything_over_the_area_is_found(search, its_live):
    granules = search()
    assert granules
    assert {granule.epsg for granule in granules} == {32607, 32608}
    assert [g.mid_date for g in granules] == sorted(g.mid_date for g in granules)
    assert all(granule.url.startswith(its_live.url) for granule in granules)


@pytest.mark.parametrize("months", ["6,7,8", [6, 7, 8], ["6", "7", "8"]])
def test_months_are_numbers_however_they_are_given(search, months):
    granules = search(MONTHS=months)
    assert granules
    assert {granule.mid_date.month for granule in granules} <= {6, 7, 8}


def test_one_month_may_be_a_bare_number(search):
    month = search()[0].mid_date.month
    assert {granule.mid_date.month for granule in search(MONTHS=month)} == {month}


@pytest.mark.parametrize("as_date", [str, lambda text: QDate.fromString(text, "yyyy-MM-dd")])
def test_dates_limit_the_mid_date(search, as_date):
    everything = search()
    middle = everything[len(everything) // 2].mid_date.date().isoformat()
    granules = search(START=as_date(middle), END=as_date(middle))
    assert granules
    assert {granule.mid_date.date().isoformat() for granule in granules} == {middle}


def test_separation_satellites_and_valid_pixels_are_obeyed(search):
    everything = search()
    groups = {granule.group for granule in everything}
    satellite = sorted(groups)[0]
    granules = search(SATELLITES=satellite, MAX_SEPARATION=64)
    assert granules
    assert {granule.group for granule in granules} == {satellite}
    assert max(granule.separation_days for granule in granules) <= 64
    least = max(granule.percent_valid for granule in everything)
    assert all(granule.percent_valid >= least for granule in search(MIN_VALID=least))


def test_a_limit_of_zero_is_not_the_same_as_none(search):
    assert search(MAX_SEPARATION=0) == []
    assert search(MAX_SEPARATION=None) == search()


def test_the_cap_per_year_is_obeyed_and_told(search):
    feedback = Listener()
    granules = search(feedback, MAX_PER_YEAR=1, RANK="even")
    years = [granule.mid_date.year for granule in granules]
    assert len(years) == len(set(years))
    assert any("set aside" in info for info in feedback.infos)
    assert feedback.percents == sorted(feedback.percents)


def test_the_area_may_be_in_another_projection(search, run, tmp_path, its_live):
    area = write_polygon(tmp_path / "lonlat.geojson", its_live.truth.OUTLINE)
    import processing

    other = processing.run(
        "native:reprojectlayer",
        {"INPUT": area, "TARGET_CRS": "EPSG:3413", "OUTPUT": "memory:"},
    )["OUTPUT"]
    assert search(AREA=other) == search()


def test_a_start_after_the_end_is_refused_in_a_sentence(search):
    with pytest.raises(QgsProcessingException) as caught:
        search(START="2020-01-01", END="2019-01-01")
    assert "{" not in str(caught.value)
    assert len(str(caught.value).split()) > 3


def test_a_service_that_is_not_there_is_an_error_in_a_sentence(search):
    with pytest.raises(QgsProcessingException) as caught:
        search(SERVICE="http://127.0.0.1:9")
    assert "127.0.0.1" in str(caught.value)


def pairs_of(granules) -> set:
    """Satellite and days: what tells image pairs apart whatever their processing and zone."""
    return {(each.satellite, each.date_1.date(), each.date_2.date()) for each in granules}


def test_the_older_service_finds_the_same_without_footprints(search, its_live):
    feedback = Listener()
    granules = search(feedback, SERVICE_TYPE="older", MAX_SEPARATION=64)
    current = search(MAX_SEPARATION=64)
    assert pairs_of(granules) == pairs_of(current)
    assert all(granule.footprint == {} for granule in granules)
    assert all(granule.separation_days <= 64 for granule in granules)
    assert any("without a footprint" in info for info in feedback.infos)
    assert not feedback.warnings


def test_rows_without_a_footprint_can_be_downloaded(search, run, its_live, tmp_path):
    area = write_polygon(tmp_path / "some.geojson", its_live.truth.OUTLINE)
    parameters = {"AREA": area, "SERVICE": its_live.url, "SERVICE_TYPE": "older"}
    table = str(tmp_path / "rows.gpkg")
    found = run("searchgranules", {**parameters, "MAX_PER_YEAR": 1, "OUTPUT": table})
    folder = tmp_path / "granules"
    result = run("downloadgranules", {"INPUT": found["OUTPUT"], "FOLDER": str(folder)})
    assert result["COUNT"] == found["COUNT"] > 0
    assert len(list(folder.glob("*.nc"))) == found["COUNT"]


def test_the_service_of_the_options_is_searched(search, own_service, its_live):
    own_service.set_older_url(its_live.url + "/joined")
    own_service.set_service_kind("older")
    assert search(SERVICE="")[0].footprint == {}
    assert search(SERVICE="", SERVICE_TYPE="older")[0].footprint == {}
    # An address alone means what it meant before there was a choice.
    assert search()[0].footprint != {}


def test_the_older_kind_does_not_ask_the_address_of_the_current_one(search, own_service, its_live):
    """As a dialog or a model of an earlier version gives it: both parameters, one changed."""
    own_service.set_stac_url("http://127.0.0.1:9")
    own_service.set_older_url(its_live.url)
    for address in ("http://127.0.0.1:9", "https://stac.itslive.cloud/"):
        feedback = Listener()
        granules = search(feedback, SERVICE=address, SERVICE_TYPE="older")
        assert granules
        assert granules[0].footprint == {}
        assert any(address in warning for warning in feedback.warnings)


def test_a_dialog_in_which_the_older_kind_alone_is_chosen(search, own_service, its_live, provider):
    own_service.set_older_url(its_live.url)
    algorithm = provider.algorithm("searchgranules").create()
    shown = {each.name(): each.defaultValue() for each in algorithm.parameterDefinitions()}
    given = {name: value for name, value in shown.items() if name not in ("AREA", "OUTPUT")}
    assert search(**{**given, "SERVICE_TYPE": "older"})[0].footprint == {}


def test_the_older_kind_with_the_current_ones_address_alone_says_so(search, own_service):
    with pytest.raises(QgsProcessingException, match="no address"):
        search(SERVICE="https://stac.itslive.cloud", SERVICE_TYPE="older")


def test_the_older_service_without_an_address_says_so(search, own_service):
    with pytest.raises(QgsProcessingException) as caught:
        search(SERVICE="", SERVICE_TYPE="older")
    assert "options" in str(caught.value)


@pytest.mark.parametrize("behaviour", ["/cut", "/html"])
def test_an_older_service_that_fails_is_an_error_in_a_sentence(search, its_live, behaviour):
    with pytest.raises(QgsProcessingException) as caught:
        search(SERVICE=its_live.url + behaviour, SERVICE_TYPE="older")
    assert "{" not in str(caught.value)
    assert "list of granules" in str(caught.value)


def test_a_cancelled_search_ends_quietly(provider, its_live, tmp_path, qgis_app):
    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
    algorithm = provider.algorithm("searchgranules").create()
    context, feedback = QgsProcessingContext(), Listener()
    context.setProject(QgsProject.instance())
    feedback.cancel()
    parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    result, is_done = algorithm.run(parameters, context, feedback)
    assert is_done
    assert "OUTPUT" not in result
    assert feedback.errors == []


def test_footprints_loaded_into_a_desktop_are_coloured_by_satellite(provider, its_live, tmp_path):
    project = QgsProject()
    context = QgsProcessingContext()
    context.setProject(project)
    parameters = {
        "AREA": write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE),
        "SERVICE": its_live.url,
        "OUTPUT": QgsProcessingOutputLayerDefinition("memory:", project),
    }
    algorithm = provider.algorithm("searchgranules").create()
    result, is_done = algorithm.run(parameters, context, Listener())
    assert is_done
    details = context.layerToLoadOnCompletionDetails(result["OUTPUT"])
    layer = QgsProcessingUtils.mapLayerFromString(result["OUTPUT"], context)
    details.postProcessor().postProcessLayer(layer, context, Listener())
    assert layer.renderer().type() == "categorizedSymbol"
    assert len(layer.renderer().categories()) > 1


def test_mid_dates_are_utc(search):
    granule = search()[0]
    middle = granule.date_1 + (granule.date_2 - granule.date_1) / 2
    assert abs((middle - granule.mid_date).total_seconds()) < 86400
    assert granule.mid_date.tzinfo is not None
    assert isinstance(granule.mid_date, datetime)
