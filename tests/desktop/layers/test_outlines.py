"""Outlines of a layer, found by place and by name."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

from itslive_qgis.archive import glaciers
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.layers.outlines import (
    OutlineSource,
    best_named,
    name_fields,
    named_outlines,
    outline_at,
    outline_of,
)
from itslive_qgis.monitor import Monitor

BIG = "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))"
SMALL = "POLYGON((1 1, 2 1, 2 2, 1 2, 1 1))"
BOW_TIE = "POLYGON((20 0, 24 4, 24 0, 20 4, 20 0))"


def layer_of(fields: str, *rows: tuple) -> QgsVectorLayer:
    """A layer in memory: a geometry as text, then the values of ``fields``."""
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:32607&{fields}", "outlines", "memory")
    for wkt, *values in rows:
        feature = QgsFeature(layer.fields())
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature.setAttributes(values)
        assert layer.dataProvider().addFeature(feature)
    layer.updateExtents()
    return layer


RGI_6 = "field=RGIId:string&field=Name:string&field=Linkages:integer"


def source_of(*rows: tuple, fields: str = RGI_6) -> OutlineSource:
    return OutlineSource.of(layer_of(fields, *rows))


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (RGI_6, ["Name"]),
        ("field=rgi_id:string&field=glac_name:string&field=o1region:string", ["glac_name"]),
        ("field=glac_id:string&field=glac_name:string&field=subm_name:string", ["glac_name"]),
        (
            "field=id:integer&field=NAME_EN:string&field=name_local:string",
            ["NAME_EN", "name_local"],
        ),
        ("field=name:integer&field=Glacier_Name:string", ["Glacier_Name"]),
        ("field=id:integer&field=area:double", []),
    ],
)
def test_the_fields_of_names_are_known_in_each_inventory(qgis_app, fields, names):
    assert name_fields(layer_of(fields).fields()) == names


def test_names_are_listed_and_the_nameless_are_not(qgis_app):
    source = source_of(
        (BIG, "RGI60-05.00001", "Jakobshavn Isbræ", 1),
        (SMALL, "RGI60-05.00002", None, 1),
        (SMALL, "RGI60-05.00003", "  ", 1),
        (SMALL, "RGI60-05.00004", "None", 1),
        ("", "RGI60-05.00005", "Rink Isbræ", 1),
    )
    found = named_outlines(source, Monitor())
    assert [(each.name, each.code) for each in found] == [
        ("Jakobshavn Isbræ", "RGI60-05.00001"),
        ("Rink Isbræ", "RGI60-05.00005"),
    ]
    assert found[0].folded == "\njakobshavn isbrae"
    assert outline_of(source, found[0].fid, "", Monitor()).geometries[0].area() == 100


def test_several_names_of_one_glacier_are_all_found(qgis_app):
    fields = "field=name_en:string&field=name_gl:string"
    source = source_of((BIG, "Store Glacier", "Sermeq Kujalleq"), fields=fields)
    (found,) = named_outlines(source, Monitor())
    assert found.name == "Store Glacier, Sermeq Kujalleq"
    assert found.folded == "\nstore glacier\nsermeq kujalleq"


def test_a_click_takes_the_smallest_outline_and_says_so(qgis_app):
    source = source_of((BIG, "1", "Ice cap", 1), (SMALL, "2", "Its tongue", 1))
    alone = outline_at(source, QgsPointXY(5, 5), Monitor())
    assert (alone.title, alone.remarks, alone.distant) == ("Ice cap", (), False)
    assert alone.crs.authid() == "EPSG:32607"
    both = outline_at(source, QgsPointXY(1.5, 1.5), Monitor())
    assert both.title == "Its tongue"
    assert both.geometries[0].area() == 1
    assert "place of the click: 2" in both.remarks[0]


def test_an_outline_without_a_name_is_called_by_its_id(qgis_app):
    source = source_of((BIG, "RGI60-05.00001", None, 1))
    assert outline_at(source, QgsPointXY(5, 5), Monitor()).title == "RGI60-05.00001"


def test_an_invalid_outline_can_be_clicked(qgis_app):
    source = source_of((BOW_TIE, "1", "Bow tie", 1))
    assert outline_at(source, QgsPointXY(20.5, 2), Monitor()).title == "Bow tie"
    with pytest.raises(ItsliveError):
        outline_at(source, QgsPointXY(22, 0.5), Monitor())


def test_a_click_beside_every_outline_is_told(qgis_app):
    # Inside the box of the bow tie, but not of its wings.
    source = source_of((BIG, "1", "Ice cap", 1), ("", "2", "Nowhere", 1))
    with pytest.raises(ItsliveError) as caught:
        outline_at(source, QgsPointXY(11, 5), Monitor())
    assert caught.value.code == "no_outline_here"
    assert "outlines has no outline" in str(caught.value)
    assert "another layer" in str(caught.value)


def test_an_outline_that_is_gone_is_told(qgis_app):
    layer = layer_of(RGI_6, (BIG, "1", "Ice cap", 1))
    layer.dataProvider().deleteFeatures([1])
    with pytest.raises(ItsliveError) as caught:
        outline_of(OutlineSource.of(layer), 1, "Ice cap", Monitor())
    assert caught.value.code == "outline_gone"


def test_the_best_fitting_names_come_first_as_in_the_list(qgis_app):
    fields = "field=name_en:string&field=name_gl:string"
    rows = [
        (BIG, "Upper Store Glacier", "Qarassap"),
        (BIG, "Restored Ice", None),
        (BIG, "Rink", "Store Sermeq"),
        (BIG, "Store Glacier", "Sermeq Kujalleq"),
        (BIG, "Glacier of the store", None),
        (BIG, "Other", None),
    ]
    found = named_outlines(source_of(*rows, fields=fields), Monitor())
    best = best_named(found, "store", 30)
    assert [each.name.split(",")[0] for _, each in best] == [
        "Store Glacier",
        "Rink",
        "Glacier of the store",
        "Upper Store Glacier",
        "Restored Ice",
    ]
    for rank, each in best:
        assert rank // 2 == glaciers.rank("store", each.folded[1:].split("\n")) // 2
    assert best_named(found, "store", 2) == best[:2]
    assert [each.name for _, each in best_named(found, "kujalleq glacier", 30)] == [
        "Store Glacier, Sermeq Kujalleq"
    ]


class Stopped(Monitor):
    def is_cancelled(self) -> bool:
        return True


def test_reading_names_can_be_cancelled(qgis_app):
    with pytest.raises(Cancelled):
        named_outlines(source_of((BIG, "1", "Ice cap", 1)), Stopped())
