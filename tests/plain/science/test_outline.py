"""Areas far larger than the cube, and areas that have no place in its projection."""

from __future__ import annotations

import json

import pytest
from osgeo import ogr

from itslive_qgis.archive.area import Area
from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.outline import cut, project_geometry

ZONE_7 = (500_000.0, 6_500_000.0, 540_000.0, 6_540_000.0)


def box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def ring_area(ring: list) -> float:
    text = json.dumps({"type": "Polygon", "coordinates": [ring]})
    return ogr.CreateGeometryFromJson(text).GetArea()


def area_of(polygons: list) -> float:
    """Outer rings without their holes, each by OGR."""
    return sum(
        ring_area(outer) - sum(ring_area(hole) for hole in holes) for outer, *holes in polygons
    )


def test_a_cut_keeps_what_geos_keeps():
    shape = [
        [[0, 0], [10, 0], [10, 8], [6, 8], [6, 2], [4, 2], [4, 8], [0, 8], [0, 0]],
        [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]],
        [[7, 5], [9, 5], [9, 7], [7, 7], [7, 5]],
    ]
    window = (2.0, 0.5, 8.0, 6.0)
    by_geos = ogr.CreateGeometryFromJson(json.dumps({"type": "Polygon", "coordinates": shape}))
    frame = {"type": "Polygon", "coordinates": box(*window)}
    expected = by_geos.Intersection(ogr.CreateGeometryFromJson(json.dumps(frame))).GetArea()

    kept = cut([shape, box(20, 20, 30, 30)], window)

    assert len(kept) == 1
    assert area_of(kept) == pytest.approx(expected, rel=1e-9)


def test_what_is_near_stays_as_it_was_drawn():
    ring = [[-141.0, 58.9], [-140.9, 58.9], [-140.9, 59.0], [-141.0, 58.9]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    outline = project_geometry(geometry, "EPSG:32607", ZONE_7)
    assert outline is not None
    assert len(outline.geometry["coordinates"][0][0]) == len(ring)


@pytest.mark.parametrize(
    "extent", [(-179, -80, 179, 85), (-179, 10, 179, 85), (-150, 50, -120, 70)]
)
@pytest.mark.parametrize("crs", [None, "EPSG:3413"])
def test_an_area_larger_than_all_clips_nothing_away(crs, extent, its_live, tmp_path):
    west, south, east, north = extent
    huge = Area.from_rings([[[(west, south), (east, south), (east, north), (west, north)]]])
    near = Area.from_rings([[[(-139, 58), (-137, 58), (-137, 60), (-139, 60)]]])
    folder = max({path.parent for path in its_live.granules}, key=lambda f: len(list(f.iterdir())))
    asked = {"folder": str(folder), "crs": crs}

    wide = build_cube(str(tmp_path / "wide.nc"), area=huge.geojson(), **asked)
    close = build_cube(str(tmp_path / "close.nc"), area=near.geojson(), **asked)

    for name in ("layers", "crs", "nx", "ny", "reprojected"):
        assert wide[name] == close[name]


def test_a_projection_without_a_place_for_the_area(its_live, outline, tmp_path):
    """A gnomonic projection shows half the globe, and not this half."""
    crs = "+proj=gnom +lat_0=-59 +lon_0=42 +datum=WGS84 +units=m +type=crs"
    for area in (outline, None):
        with pytest.raises(ItsliveError, match="no place in") as caught:
            build_cube(str(tmp_path / "c.nc"), folder=str(its_live.root), area=area, crs=crs)
        assert "made for this region" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
