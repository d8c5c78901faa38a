"""A granule from its address or its name: what the name tells, and what is no granule."""

from __future__ import annotations

import pytest

from itslive_qgis.archive.by_name import find_granule
from itslive_qgis.archive.http import Network
from itslive_qgis.errors import ItsliveError

from .scripted_server import Reply, ScriptedServer, json_reply
from .stac_answers import item

NAME = (
    "LC08_L1TP_061018_20200820_20200905_02_T1_X_LC08_L1TP_061018_20200905_20200917_02_T1"
    "_G0120V02_P027"
)
OLD = (
    "LC08_L1TP_061018_20180920_20180928_01_T1_X_LC08_L1TP_061018_20180819_20180829_01_T1"
    "_G0240V01_P050"
)


def code_of(text: str) -> str:
    with pytest.raises(ItsliveError) as caught:
        find_granule(text, service_url="https://example.org")
    assert caught.value.advice
    return caught.value.code


def test_an_address_is_believed() -> None:
    granule = find_granule(f" <s3://its-live-data/velocity/{NAME}.nc> ")
    assert granule.url == f"https://its-live-data.s3.amazonaws.com/velocity/{NAME}.nc"
    assert (granule.granule_id, granule.percent_valid, granule.version) == (NAME, 27, "002")
    assert (granule.separation_days, granule.satellite) == (16, "Landsat 8")
    assert (granule.places, granule.login_url) == (("061018",), "")


def test_an_address_behind_a_login_is_known_as_that() -> None:
    url = f"https://n5eil01u.ecs.nsidc.org/MEASURES/NSIDC-0775.001/{OLD}.nc"
    assert find_granule(url).login_url == url


@pytest.mark.parametrize(
    "text",
    ["", "x", "https://[bad", f"https://[bad/{NAME}.nc", "https://example.org/a.nc", "s3://"],
)
def test_anything_else_is_no_granule(text: str) -> None:
    assert code_of(text) == "no_granule_name"


def test_a_name_is_looked_up(server: ScriptedServer, network: Network) -> None:
    path = f"/collections/itslive-granules/items/{NAME}"
    server.on(path, json_reply({**item(1), "id": NAME}))
    granule = find_granule(f"{NAME}.nc", service_url=f"{server.url}/", network=network)
    assert granule.granule_id == NAME
    server.on(path, Reply(404))
    with pytest.raises(ItsliveError) as caught:
        find_granule(NAME, service_url=server.url, network=network)
    assert caught.value.code == "granule_unknown"
