"""The STAC service: landing page, collections, queryables, items and search with paging."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from . import filters, geometry
from .items import COLLECTION, with_hrefs

# a larger limit is no error, it is taken for the largest
DEFAULT_LIMIT, LARGEST_LIMIT = 10, 10_000
CONFORMANCE = [
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/collections",
    "https://api.stacspec.org/v1.0.0/ogcapi-features",
    "https://api.stacspec.org/v1.0.0/item-search",
    "https://api.stacspec.org/v1.0.0/item-search#filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
]
_LISTS, _INTEGERS, _OBJECTS = ("collections", "ids"), ("limit",), ("intersects", "filter")


class ApiError(Exception):
    """A request that is answered with an error, in the words of stac-fastapi.

    :param body: what becomes JSON, or a text that is sent as it is
    """

    def __init__(self, status: int, body: dict[str, Any] | str) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body


@dataclass(frozen=True)
class Answer:
    """A JSON answer."""

    body: Any
    media_type: str = "application/json"


def bad(description: str, body: object = None) -> ApiError:
    """The error for a request that is refused before the database is asked."""
    detail = [{"type": "value_error", "loc": ["body"], "msg": f"Value error, {description}"}]
    return ApiError(400, {"detail": detail, "body": body})


def fault() -> ApiError:
    """The error for a request that the database refuses, or that is no JSON."""
    return ApiError(500, "Internal Server Error")


def missing(description: str) -> ApiError:
    """The error for a collection or item that is not there."""
    return ApiError(404, {"code": "NotFoundError", "description": description})


def search_from_text(query: dict[str, str]) -> dict[str, Any]:
    """Turn the parameters of a GET request into the body that POST takes."""
    body: dict[str, Any] = dict(query)
    try:
        for name in _LISTS:
            if name in body:
                body[name] = body[name].split(",")
        for name in _INTEGERS:
            if name in body:
                body[name] = int(body[name])
        for name in _OBJECTS:
            if name in body:
                body[name] = json.loads(body[name])
        if "bbox" in body:
            body["bbox"] = [float(part) for part in body["bbox"].split(",")]
    except ValueError as error:
        raise bad(f"Invalid parameter: {error}") from error
    return body


def _limit(body: dict[str, Any]) -> int:
    """How many items a page may hold; a number may be written as text."""
    try:
        limit = int(body.get("limit", DEFAULT_LIMIT))
        whole = limit == float(body.get("limit", DEFAULT_LIMIT))
    except (TypeError, ValueError) as error:
        raise filters.FilterError("Input should be a valid integer") from error
    if not whole or limit < 1:
        raise filters.FilterError("Input should be a valid integer greater than 0")
    return min(limit, LARGEST_LIMIT)


class Service:
    """Answers STAC requests about a fixed list of items."""

    def __init__(self, stored: list[dict], base: str) -> None:
        self._base = base
        self._items = sorted(
            (with_hrefs(item, base) for item in stored),
            # by the beginning of each item's interval, the latest first, as pgstac has them
            key=lambda item: (
                filters.parse_moment(item["properties"]["start_datetime"]),
                item["id"],
            ),
            reverse=True,
        )
        self._places = {item["id"]: place for place, item in enumerate(self._items)}

    def get(self, path: str, query: dict[str, str]) -> Answer:
        """Answer a GET request; ``path`` has no trailing slash."""
        collection = f"/collections/{COLLECTION}"
        pages = {
            "": lambda: Answer(self._landing()),
            "/conformance": lambda: Answer({"conformsTo": CONFORMANCE}),
            "/collections": lambda: Answer(
                {
                    "collections": [self._collection()],
                    "links": [self._link("root", "/"), self._link("self", "/collections")],
                }
            ),
            collection: lambda: Answer(self._collection()),
            "/queryables": lambda: self._queryables("/queryables"),
            f"{collection}/queryables": lambda: self._queryables(f"{collection}/queryables"),
        }
        if path in pages:
            return pages[path]()
        if path == "/search":
            return self.search(search_from_text(query), "GET")
        if path == f"{collection}/items":
            body = {**search_from_text(query), "collections": [COLLECTION]}
            return self.search(body, "GET", path)
        parts = path.split("/")
        if len(parts) in (3, 4, 5) and parts[1] == "collections" and parts[3:4] in ([], ["items"]):
            if parts[2] != COLLECTION:
                raise missing(f"Collection {parts[2]} does not exist.")
            if parts[-1] in self._places:
                return Answer(self._items[self._places[parts[-1]]], "application/geo+json")
            raise missing(f"Item {parts[-1]} in Collection {COLLECTION} does not exist.")
        raise ApiError(404, {"detail": "Not Found"})

    def search(self, body: dict[str, Any], method: str, path: str = "/search") -> Answer:
        """Answer a search; the next page is a link in the answer, as pgstac gives it."""
        try:
            limit = _limit(body)
            found = self._matching(body)
        except (filters.FilterError, geometry.GeometryError) as error:
            raise bad(str(error), body if method == "POST" else None) from error
        except filters.ServiceFault as error:
            raise fault() from error
        start = self._start(body.get("token"), found)
        page = found[start : start + limit]
        links = [self._link("root", "/"), self._link("self", path)]
        if start + limit < len(found):
            token = f"next:{COLLECTION}:{page[-1]['id']}"
            links.append(self._next_link(body, token, method, path))
        answer = {
            "type": "FeatureCollection",
            "features": page,
            "links": links,
            "numberMatched": len(found),
            "numberReturned": len(page),
        }
        return Answer(answer, "application/geo+json")

    def _matching(self, body: dict[str, Any]) -> list[dict]:
        predicates = []
        for name, value in (("collections", "collection"), ("ids", "id")):
            wanted = body.get(name)
            if wanted is None:
                continue
            if not isinstance(wanted, list):
                raise filters.FilterError(f"{name} should be a valid list")
            predicates.append(lambda item, wanted=wanted, value=value: item[value] in wanted)
        if body.get("datetime") is not None:
            interval = filters.parse_interval(str(body["datetime"]))
            predicates.append(filters.in_interval(interval))
        predicates += self._filter(body)
        predicates += self._place(body)
        return [item for item in self._items if all(test(item) for test in predicates)]

    @staticmethod
    def _place(body: dict[str, Any]) -> list[filters.Predicate]:
        box, shape = body.get("bbox"), body.get("intersects")
        if box is not None and shape is not None:
            raise filters.FilterError("intersects and bbox parameters are mutually exclusive")
        if box is not None:
            shape = geometry.box_polygon(box)
        if shape is None:
            return []
        around = geometry.box(shape)  # refuses what is not understood, even without items
        return [
            lambda item: (
                geometry.boxes_meet(around, item["bbox"])
                and geometry.intersects(shape, item["geometry"]["coordinates"])
            )
        ]

    @staticmethod
    def _filter(body: dict[str, Any]) -> list[filters.Predicate]:
        if not body.get("filter"):
            return []
        language = body.get("filter-lang", body.get("filter_lang", "cql2-json"))
        if language != "cql2-json":
            raise filters.FilterError("Input should be 'cql2-json'")
        return [filters.compile_filter(body["filter"])]

    def _start(self, token: str | None, found: list[dict]) -> int:
        """Place in ``found`` after the item that a token names."""
        if token is None:
            return 0
        prefix = f"next:{COLLECTION}:"
        last = token[len(prefix) :] if str(token).startswith(prefix) else None
        if last not in self._places:
            raise fault()
        place = self._places[last]
        return sum(self._places[item["id"]] <= place for item in found)

    def _next_link(self, body: dict[str, Any], token: str, method: str, path: str) -> dict:
        link = {"rel": "next", "type": "application/geo+json", "method": method}
        href = f"{self._base}{path}"
        if method == "POST":
            return {**link, "href": href, "body": {**body, "token": token}}
        query = {}
        for name, value in {**body, "token": token}.items():
            if name in _OBJECTS:
                query[name] = json.dumps(value)
            elif isinstance(value, list):
                query[name] = ",".join(str(part) for part in value)
            else:
                query[name] = str(value)
        return {**link, "href": f"{href}?{urlencode(query)}"}

    def _link(self, relation: str, path: str, media: str = "application/json") -> dict:
        return {"rel": relation, "type": media, "href": f"{self._base}{path}"}

    def _landing(self) -> dict:
        search = [
            {**self._link("search", "/search", "application/geo+json"), "method": method}
            for method in ("GET", "POST")
        ]
        queryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
        return {
            "type": "Catalog",
            "id": "itslive-stac",
            "title": "ITS_LIVE STAC API (simulated)",
            "description": "Granules of a simulated glacier",
            "stac_version": "1.1.0",
            "conformsTo": CONFORMANCE,
            "links": [
                self._link("self", "/"),
                self._link("root", "/"),
                self._link("data", "/collections"),
                self._link("conformance", "/conformance"),
                *search,
                self._link(queryables, "/queryables", "application/schema+json"),
            ],
        }

    def _collection(self) -> dict:
        path = f"/collections/{COLLECTION}"
        return {
            "type": "Collection",
            "id": COLLECTION,
            "stac_version": "1.1.0",
            "title": "ITS_LIVE image-pair velocities (simulated)",
            "description": "Image pairs of a simulated glacier",
            "license": "CC-BY-4.0",
            # the extent of the real collection, which still describes version 1
            "extent": {
                "spatial": {"bbox": [[-180, -90, 180, 90]]},
                "temporal": {"interval": [["1985-01-01T00:00:00Z", "2018-12-31T23:59:59Z"]]},
            },
            "links": [
                self._link("self", path),
                self._link("root", "/"),
                self._link("items", f"{path}/items", "application/geo+json"),
            ],
        }

    def _queryables(self, path: str) -> Answer:
        document = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": f"{self._base}{path}",
            "type": "object",
            "title": "STAC Queryables.",
            "properties": {
                "id": {"title": "Item ID", "description": "Item identifier"},
                "datetime": {"type": "string", "title": "Acquired", "format": "date-time"},
                "geometry": {"title": "Item Geometry", "description": "Item Geometry"},
                **filters.QUERYABLES,
            },
            "additionalProperties": True,
        }
        return Answer(document, "application/schema+json")
