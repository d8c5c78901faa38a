"""Outlines from files of all kinds, as GDAL itself writes them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from osgeo import ogr, osr

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.layers.areas import prepared_area
from itslive_qgis.layers.outline_files import outlines_of_file
from itslive_qgis.monitor import Monitor

SQUARE = "POLYGON((600000 6500000,610000 6500000,610000 6510000,600000 6510000,600000 6500000))"
IN_DEGREES = "POLYGON((-138 58.9,-137.9 58.9,-137.9 59,-138 59,-138 58.9))"
HUNDRED_KM2 = 100


def write(path: Path, driver: str, layers: dict[str, tuple[int | None, list[str]]]) -> Path:
    """A file with layers of geometries: name -> EPSG code or ``None``, texts."""
    data = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    for name, (epsg, geometries) in layers.items():
        crs = None
        if epsg:
            crs = osr.SpatialReference()
            crs.ImportFromEPSG(epsg)
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        kind = ogr.CreateGeometryFromWkt(geometries[0]).GetGeometryType()
        layer = data.CreateLayer(name, crs, kind)
        for wkt in geometries:
            feature = ogr.Feature(layer.GetLayerDefn())
            if wkt:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
            layer.CreateFeature(feature)
    return path


def area_of(path: Path):
    found = outlines_of_file(str(path), Monitor())
    return prepared_area(found.geometries, found.crs).area


def code_of(path: Path) -> ItsliveError:
    with pytest.raises(ItsliveError) as caught:
        outlines_of_file(str(path), Monitor())
    assert path.name in str(caught.value)
    assert caught.value.advice
    return caught.value


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("outline.gpkg", "GPKG"),
        ("outline.shp", "ESRI Shapefile"),
        ("outline.fgb", "FlatGeobuf"),
        ("outline été 冰川.gpkg", "GPKG"),
    ],
)
def test_files_in_a_projection_keep_it(qgis_app, tmp_path, name, driver):
    path = write(tmp_path / name, driver, {"outline": (32607, [SQUARE])})
    found = outlines_of_file(str(path), Monitor())
    assert found.crs.authid() == "EPSG:32607"
    assert found.title == path.stem
    assert found.remarks == ()
    assert area_of(path).km2() == pytest.approx(HUNDRED_KM2, rel=0.002)


@pytest.mark.parametrize(("name", "driver"), [("o.geojson", "GeoJSON"), ("o.kml", "KML")])
def test_files_in_degrees_lie_where_they_say(qgis_app, tmp_path, name, driver):
    path = write(tmp_path / name, driver, {"o": (4326, [IN_DEGREES])})
    assert area_of(path).bbox() == pytest.approx((-138, 58.9, -137.9, 59))


def test_a_kml_of_collections_gives_its_polygons(qgis_app, tmp_path):
    path = tmp_path / "mixed.kml"
    ring = "-138,58.9 -137.9,58.9 -137.9,59 -138,59 -138,58.9"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><MultiGeometry>'
        "<Point><coordinates>-138,59</coordinates></Point><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</MultiGeometry></Placemark></Document></kml>"
    )
    assert area_of(path).bbox() == pytest.approx((-138, 58.9, -137.9, 59))


def test_a_zipped_shapefile_is_read_as_inventories_are_downloaded(qgis_app, tmp_path):
    write(tmp_path / "rgi.shp", "ESRI Shapefile", {"rgi": (32607, [SQUARE])})
    packed = tmp_path / "rgi.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("rgi.[dps]*"):
            archive.write(part, part.name)
    assert area_of(packed).km2() == pytest.approx(HUNDRED_KM2, rel=0.002)


def test_of_several_layers_those_with_polygons_are_taken(qgis_app, tmp_path):
    away = SQUARE.replace("6500000", "6600000").replace("6510000", "6610000")
    path = write(
        tmp_path / "many.gpkg",
        "GPKG",
        {
            "points": (32607, ["POINT(600000 6500000)"]),
            "one": (32607, [SQUARE]),
            "other": (32607, [away]),
            "lines": (None, ["LINESTRING(0 0, 1 1)"]),
        },
    )
    found = outlines_of_file(str(path), Monitor())
    assert len(found.geometries) == 2
    assert "with polygons: 2" in found.remarks[0]
    assert area_of(path).km2() == pytest.approx(2 * HUNDRED_KM2, rel=0.002)


def test_layers_in_different_projections_make_one_area(qgis_app, tmp_path):
    layers = {"metres": (32607, [SQUARE]), "degrees": (4326, [IN_DEGREES])}
    path = write(tmp_path / "mixed.gpkg", "GPKG", layers)
    area = area_of(path)
    assert len(area.polygons) == 2
    alone = [
        area_of(write(tmp_path / f"{name}.gpkg", "GPKG", {name: layers[name]})).km2()
        for name in layers
    ]
    assert area.km2() == pytest.approx(sum(alone), rel=1e-4)


def test_features_without_geometry_are_counted(qgis_app, tmp_path):
    path = write(tmp_path / "holes.gpkg", "GPKG", {"holes": (32607, [SQUARE, ""])})
    found = outlines_of_file(str(path), Monitor())
    assert prepared_area(found.geometries, found.crs).left_out == 1


def test_a_shapefile_without_prj_is_refused_with_what_is_missing(qgis_app, tmp_path):
    path = write(tmp_path / "lost.shp", "ESRI Shapefile", {"lost": (32607, [SQUARE])})
    path.with_suffix(".prj").unlink()
    error = code_of(path)
    assert error.code == "file_without_crs"
    assert "no .prj file" in str(error)
    assert "set the layer's coordinate reference system" in str(error)


def test_a_geopackage_without_a_crs_is_refused(qgis_app, tmp_path):
    path = write(tmp_path / "lost.gpkg", "GPKG", {"lost": (None, [SQUARE])})
    error = code_of(path)
    assert error.code == "file_without_crs"
    assert "names no coordinate reference system" in str(error)


@pytest.mark.parametrize("wkt", ["POINT(1 1)", "LINESTRING(0 0, 1 1)"])
def test_a_file_without_polygons_is_refused(qgis_app, tmp_path, wkt):
    path = write(tmp_path / "other.geojson", "GeoJSON", {"other": (4326, [wkt])})
    assert code_of(path).code == "file_without_polygons"


def test_an_empty_collection_is_refused(qgis_app, tmp_path):
    path = tmp_path / "empty.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    assert code_of(path).code in ("file_without_polygons", "file_unreadable")


@pytest.mark.parametrize("content", [b"", b"no outlines here", b"\x00" * 100])
def test_what_is_no_such_file_is_refused(qgis_app, tmp_path, content, capfd):
    path = tmp_path / "strange.geojson"
    path.write_bytes(content)
    assert code_of(path).code == "file_unreadable"
    assert "ERROR" not in capfd.readouterr().err


def test_a_file_that_is_gone_is_refused(qgis_app, tmp_path):
    assert code_of(tmp_path / "gone.gpkg").code == "file_unreadable"


class Stopped(Monitor):
    def is_cancelled(self) -> bool:
        return True


def test_reading_can_be_cancelled(qgis_app, tmp_path):
    path = write(tmp_path / "o.gpkg", "GPKG", {"o": (32607, [SQUARE])})
    with pytest.raises(Cancelled):
        outlines_of_file(str(path), Stopped())
