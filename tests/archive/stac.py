"""The STAC service: landing page, collections, queryables, items and search with paging."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from . import filters, geometry
from .items import COLLECTION, with_hrefs

DEFAULT_LIMIT, LARGEST_LIMIT = 10, 1_000
CONFORMANCE = [
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/collections",
    "https://api.stacspec.org/v1.0.0/ogcapi-features",
    "https://api.stacspec.org/v1.0.0/item-search",
    "https://api.stacspec.org/v1.0.0/item-search#filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
]
# as the real service: the separation is listed under a name that no item carries
QUERYABLES = {
    "dt_days": {"type": "number", "title": "Days of Separation", "minimum": 6, "maximum": 546},
    "percent_valid_pixels": {"type": "number", "minimum": 0, "maximum": 100},
    "scene_1_frame": {"type": "string"},
    "scene_2_frame": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
}
_LISTS, _INTEGERS, _OBJECTS = ("collections", "ids"), ("limit",), ("intersects", "filter")


class ApiError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"code": code, "description": description}


@dataclass(frozen=True)
class Answer:
    """A JSON answer."""

    body: Any
    media_type: str = "application/json"


def bad(description: str) -> ApiError:
    """The error for a request that cannot be understood."""
    return ApiError(400, "InvalidQueryParameter", description)


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


class Service:
    """Answers STAC requests about a fixed list of items."""

    def __init__(self, stored: list[dict], base: str) -> None:
        self._base = base
        self._items = sorted(
            (with_hrefs(item, base) for item in stored),
            key=lambda item: (filters.parse_moment(item["properties"]["datetime"]), item["id"]),
            reverse=True,
        )
        self._places = {item["id"]: place for place, item in enumerate(self._items)}

    def get(self, path: str, query: dict[str, str]) -> Answer:
        """Answer a GET request; ``path`` has no trailing slash."""
        collection = f"/collections/{COLLECTION}"
        pages = {
            "": self._landing,
            "/conformance": lambda: {"conformsTo": CONFORMANCE},
            "/collections": lambda: {
                "collections": [self._collection()],
                "links": [self._link("root", "/"), self._link("self", "/collections")],
            },
            collection: self._collection,
            "/queryables": lambda: self._queryables("/queryables"),
            f"{collection}/queryables": lambda: self._queryables(f"{collection}/queryables"),
        }
        if path in pages:
            return Answer(pages[path]())
        if path == "/search":
            return self.search(search_from_text(query), "GET")
        if path == f"{collection}/items":
            body = {**search_from_text(query), "collections": [COLLECTION]}
            return self.search(body, "GET", path)
        item_id = path[len(f"{collection}/items/") :]
        if path.startswith(f"{collection}/items/") and item_id in self._places:
            return Answer(self._items[self._places[item_id]], "application/geo+json")
        raise ApiError(404, "NotFoundError", f"Not found: {path or '/'}")

    def search(self, body: dict[str, Any], method: str, path: str = "/search") -> Answer:
        """Answer a search; the next page is a link in the answer, as pgstac gives it."""
        found = self._matching(body)
        limit = body.get("limit", DEFAULT_LIMIT)
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            raise bad("limit must be a whole number of at least 1")
        limit = min(limit, LARGEST_LIMIT)
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
                raise bad(f"{name} must be a list")
            predicates.append(lambda item, wanted=wanted, value=value: item[value] in wanted)
        if body.get("bbox") is not None and body.get("intersects") is not None:
            raise bad("intersects and bbox parameters are mutually exclusive")
        try:
            if body.get("datetime") is not None:
                interval = filters.parse_interval(str(body["datetime"]))
                predicates.append(filters.in_interval(interval))
            predicates += self._filter(body)
            shape = body.get("intersects")
            if body.get("bbox") is not None:
                shape = geometry.box_polygon(body["bbox"])
            if shape is not None:
                box = geometry.box(shape)  # refuses what is not understood, even without items
                predicates.append(
                    lambda item: (
                        geometry.boxes_meet(box, item["bbox"])
                        and geometry.intersects(shape, item["geometry"]["coordinates"])
                    )
                )
            return [item for item in self._items if all(test(item) for test in predicates)]
        except (filters.FilterError, geometry.GeometryError) as error:
            raise bad(str(error)) from error

    @staticmethod
    def _filter(body: dict[str, Any]) -> list[filters.Predicate]:
        if body.get("filter") is None:
            return []
        language = body.get("filter-lang", body.get("filter_lang", "cql2-json"))
        if language != "cql2-json":
            raise bad(f"filter-lang {language!r} is not supported")
        return [filters.compile_filter(body["filter"])]

    def _start(self, token: str | None, found: list[dict]) -> int:
        """Place in ``found`` after the item that a token names."""
        if token is None:
            return 0
        prefix = f"next:{COLLECTION}:"
        last = token[len(prefix) :] if str(token).startswith(prefix) else None
        if last not in self._places:
            raise bad(f"Invalid token: {token}")
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
                self._link("child", f"/collections/{COLLECTION}"),
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

    def _queryables(self, path: str) -> dict:
        return {
            "$schema": "https://json-schema.org/draft/2019-09/schema",
            "$id": f"{self._base}{path}",
            "type": "object",
            "title": "Queryables for ITS_LIVE STAC API",
            "properties": QUERYABLES,
        }
