"""The table of granules shows whatever a service may have told of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from qgis.PyQt.QtCore import QPersistentModelIndex, Qt

from itslive_qgis.archive.granule import Granule
from itslive_qgis.gui.granule_model import PROJECTION, SEPARATION, SORT_ROLE, VALID, GranuleModel


@pytest.mark.parametrize(
    ("days", "valid", "epsg", "shown"),
    [
        (16.0, 50.0, 32607, ("16", "50", "EPSG:32607")),
        # names hold whole numbers, and PyQt ends QGIS when told to write one as a fraction
        (16, 50, 32607, ("16", "50", "EPSG:32607")),
        (16, 0, None, ("16", "0", "")),
        (16, None, None, ("16", "", "")),
    ],
)
def test_numbers_are_shown_whole_or_not_and_gaps_are_empty(qgis_app, days, valid, epsg, shown):
    day = datetime(2018, 6, 1, tzinfo=timezone.utc)
    half = timedelta(days=days / 2)
    granule = Granule(
        granule_id="name",
        url="https://example.org/name.nc",
        mid_date=day,
        date_1=day - half,
        date_2=day + half,
        separation_days=days,
        satellite="Landsat 8",
        percent_valid=valid,
        epsg=epsg,
        version="001",
        footprint={},
    )
    model = GranuleModel()
    model.set_granules([granule])
    cells = [model.index(0, column) for column in (SEPARATION, VALID, PROJECTION)]
    assert tuple(cell.data(Qt.ItemDataRole.DisplayRole) for cell in cells) == shown
    assert cells[1].data(SORT_ROLE) == (-1 if valid is None else valid)


def test_granules_that_arrive_get_their_places_when_asked(qgis_app):
    """A cell that somebody remembers stays with its granule."""
    day = datetime(2018, 6, 1, tzinfo=timezone.utc)
    granules = [
        Granule(
            granule_id=f"name{number}",
            url=f"https://example.org/{number}.nc",
            mid_date=day + timedelta(days=number * 7 % 11),
            date_1=day,
            date_2=day,
            separation_days=16.0,
            satellite="Landsat 8",
            percent_valid=50,
            epsg=None,
            version="002",
            footprint={},
        )
        for number in range(11)
    ]
    model = GranuleModel()
    model.set_granules(granules[:4])
    before = model.granules(0, 3)
    remembered = QPersistentModelIndex(model.index(1, SEPARATION))
    held = model.granule(1)
    model.add_granules(granules[4:7])
    model.add_granules(granules[7:])

    assert model.granules(0, 3) == before
    assert model.granules(4, 10) == granules[4:]
    model.sort_added()
    assert model.granules(0, 10) == sorted(granules, key=lambda each: each.mid_date)
    assert model.granule(remembered.row()) is held
    moved = []
    model.layoutChanged.connect(lambda: moved.append(1))
    model.sort_added()
    assert not moved
