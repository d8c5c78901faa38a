"""What other programs rely on: ids and names of parameters and outputs."""

from __future__ import annotations

import re

import pytest
from qgis.core import QgsProcessingAlgorithm, QgsProcessingParameterDefinition

from itslive_qgis import settings
from itslive_qgis.layers.series_table import COLUMNS

CRITERIA = [
    "AREA",
    "EXTENT",
    "GLACIER",
    "START",
    "END",
    "MIN_SEPARATION",
    "MAX_SEPARATION",
    "MIN_VALID",
    "SATELLITES",
    "MONTHS",
    "ORBITS",
    "EPSG",
    "PLACES",
    "VERSIONS",
    "MAX_PER_YEAR",
    "RANK",
    "SERVICE",
    "SERVICE_TYPE",
]
PARAMETERS = {
    "searchgranules": [*CRITERIA, "OUTPUT", "LIST"],
    "coverage": [*CRITERIA, "OUTPUT"],
    "downloadgranules": ["INPUT", "FOLDER", "FAILED", "VIEW", "RATE_LIMIT", "ANYWAY"],
    "buildcube": [
        "INPUT",
        "GRANULES",
        "REMOTE",
        "AREA",
        "CRS",
        "PROJECTIONS",
        "START",
        "END",
        "MAX_SEPARATION",
        "RESOLUTION",
        "RESAMPLING",
        "MEASURED_ONLY",
        "MERGE_ZONES",
        "VARIABLES",
        "ICE_MASK",
        "ICE_ONLY",
        "LOAD",
        "APPEND",
        "SCHEDULER",
        "OUTPUT",
    ],
    "pointtimeseries": [
        "CUBE",
        "POINTS",
        "NAME",
        "POINTS_FILE",
        "POINTS_CRS",
        "SOURCE",
        "SAMPLING",
        "RADIUS",
        "START",
        "END",
        "SATELLITES",
        "MONTHS",
        "MIN_SEPARATION",
        "MAX_SEPARATION",
        "MAX_ERROR",
        "MIN_RATIO",
        "BIN_RULE",
        "DIRECTION",
        "MAD",
        "CATALOGUE",
        "OUTPUT",
    ],
    "granuleinfo": ["INPUT", "FOLDER", "OUTPUT", "REPORT"],
    "summarizecube": [
        "CUBE",
        "PERIOD",
        "START",
        "END",
        "MAX_SEPARATION",
        "MAX_ERROR",
        "MIN_RATIO",
        "BIN_RULE",
        "DIRECTION",
        "MAD",
        "STATISTIC",
        "TREND",
        "ICE_ONLY",
        "LOAD",
        "OUTPUT",
        "FIGURE",
    ],
}
OUTPUTS = {
    "searchgranules": ["OUTPUT", "LIST", "COUNT", "WHY"],
    "coverage": ["OUTPUT", "COUNT", "WHY"],
    "downloadgranules": [
        "FOLDER",
        "FAILED",
        "COUNT",
        "BYTES",
        "FAILED_COUNT",
        "LOGIN_COUNT",
        "VIEW",
    ],
    "buildcube": ["OUTPUT", "LAYER_COUNT", "SKIPPED_COUNT"],
    "pointtimeseries": ["OUTPUT", "COUNT"],
    "summarizecube": ["OUTPUT", "FIGURE", "COUNT", "REMOVED", "DISAGREEING"],
    "granuleinfo": [
        "OUTPUT",
        "REPORT",
        "WHOLE",
        "PROBLEMS",
        "COUNT",
        "FAULTY_COUNT",
        "MID_DATE",
        "DATE_1",
        "DATE_2",
        "RECORD",
        "EPSG",
        "SEPARATION_DAYS",
        "VALID_PERCENT",
        "NAME_PERCENT",
        "SATURATED_CELLS",
        "SPEED_MEDIAN",
        "SPEED_MAX",
    ],
}
# Needed, but with a default.
DEFAULTS = {"MIN_VALID", "RANK", "PROJECTIONS", "PERIOD", "STATISTIC"}
NEEDED = {
    "searchgranules": {"OUTPUT", "MIN_VALID", "RANK"},
    "coverage": {"OUTPUT", "MIN_VALID", "RANK"},
    "downloadgranules": {"INPUT", "FOLDER"},
    "buildcube": {"PROJECTIONS", "OUTPUT"},
    "pointtimeseries": {"OUTPUT"},
    "granuleinfo": {"OUTPUT"},
    "summarizecube": {"CUBE", "PERIOD", "STATISTIC", "OUTPUT"},
}


def test_the_provider_has_these_algorithms(provider):
    assert provider.id() == "itslive"
    assert provider.name() == "ITS_LIVE"
    assert sorted(each.id() for each in provider.algorithms()) == [
        "itslive:areatotimeseries",
        "itslive:buildcube",
        "itslive:coverage",
        "itslive:downloadgranules",
        "itslive:granuleinfo",
        "itslive:pointtimeseries",
        "itslive:searchgranules",
        "itslive:summarizecube",
    ]


@pytest.mark.parametrize("name", PARAMETERS)
def test_names_of_parameters_and_outputs_stay(provider, name):
    algorithm = provider.algorithm(name)
    definitions = algorithm.parameterDefinitions()
    assert [each.name() for each in definitions] == PARAMETERS[name]
    assert [each.name() for each in algorithm.outputDefinitions()] == OUTPUTS[name]
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    assert {each.name() for each in definitions if not each.flags() & optional} == NEEDED[name]


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_algorithm_explains_itself(provider, name):
    algorithm = provider.algorithm(name)
    assert len(algorithm.shortHelpString()) > 300
    assert algorithm.displayName()
    assert algorithm.shortDescription().endswith(".")
    assert "glacier" in algorithm.tags()
    assert algorithm.helpUrl().startswith("https://")
    assert not algorithm.icon().isNull()
    assert algorithm.canExecute()[0]
    assert algorithm.create().name() == name


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_help_explains_every_output_and_shows_a_call(provider, name):
    algorithm = provider.algorithm(name)
    text = algorithm.shortHelpString()
    sinks = {each.name() for each in algorithm.destinationParameterDefinitions()}
    for output in algorithm.outputDefinitions():
        wanted = output.description() if output.name() in sinks else output.name()
        assert re.search(rf"\b{wanted}\b", text), wanted
    _, _, call = text.partition(f"qgis_process run itslive:{name} ")
    given = set(re.findall(r"--(\w+)=", call))
    assert given <= set(PARAMETERS[name])
    assert given >= NEEDED[name] - DEFAULTS


@pytest.mark.parametrize("name", [*PARAMETERS, "areatotimeseries"])
def test_every_algorithm_runs_in_batches_and_threads_of_its_own(provider, name):
    flags = provider.algorithm(name).flags()
    for flag in ("FlagSupportsBatch", "FlagCanCancel"):
        assert flags & getattr(QgsProcessingAlgorithm.Flag, flag), flag
    # QGIS 3.22 runs every model in the main thread.
    assert name == "areatotimeseries" or not flags & QgsProcessingAlgorithm.Flag.FlagNoThreading


def test_the_model_is_one_of_the_providers_algorithms(provider):
    model = provider.algorithm("areatotimeseries").create()
    assert model.canExecute()[0]
    assert model.displayName() != model.name()
    assert [each.name() for each in model.parameterDefinitions()] == [
        "area",
        "start",
        "end",
        "max_separation",
        "min_valid",
        "max_per_year",
        "points",
        "folder",
        "crs",
        "service",
        "buildcube:cube",
        "pointtimeseries:table",
    ]
    text = model.shortHelpString()
    for definition in model.parameterDefinitions():
        assert f"<h3>{definition.description()}</h3>" in text
    assert "qgis_process run itslive:areatotimeseries" in text
    assert not model.icon().isNull()
    assert model.helpUrl().startswith("https://")


def test_a_python_that_is_not_there_is_told_before_the_dialog_opens(provider):
    settings.set_worker_python("/nowhere/python3")
    for name in ("buildcube", "summarizecube", "granuleinfo"):
        can_run, reason = provider.algorithm(name).canExecute()
        assert not can_run
        assert "/nowhere/python3" in reason
    for name in ("searchgranules", "pointtimeseries"):  # this one needs it for cubes alone
        assert provider.algorithm(name).canExecute()[0]


def test_the_service_is_for_experts_and_by_default_that_of_the_options(provider):
    algorithm = provider.algorithm("searchgranules")
    service, kind = (algorithm.parameterDefinition(name) for name in ("SERVICE", "SERVICE_TYPE"))
    for definition in (service, kind):
        assert definition.flags() & QgsProcessingParameterDefinition.Flag.FlagAdvanced
    # An address here would stay where the user chooses another kind.
    assert not service.defaultValue()
    assert (kind.defaultValue(), kind.options()) == ("stac", ["stac", "older"])


def test_the_provider_has_the_plugins_icon_and_version(provider):
    assert not provider.icon().isNull()
    assert provider.versionInfo().count(".") == 2


def test_the_help_of_the_series_names_every_column(provider):
    text = provider.algorithm("pointtimeseries").shortHelpString()
    missing = [name for name in COLUMNS if not re.search(rf"\b{name}\b", text)]
    assert missing == []
    # Without these v, vx and vy are ambiguous.
    for word in ("<i>map</i>", "<i>ground</i>", "divided by <i>map_scale</i>"):
        assert word in text
