"""Searches that are kept: what was asked, of whom, when, and what was found then."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .granule import Granule
from .query import Query
from .search import SearchResult
from .times import parse_time
from .whole import read_text, write_text_whole

FORMAT_VERSION = 1
MOST_RECENT = 10

_FORMAT = "itslive_search"
# 48 bits are eight letters: 20,000 granules fit into 160 kB of a project, and one that is new is
# taken for a known one once in ten thousand million times.
_MARK_BYTES = 6
_MARK_LETTERS = 8


@dataclass(frozen=True)
class SavedSearch:
    """A search to load, or to run again.

    Attributes:
        name: what the user calls it; empty for one of the recent searches.
        query: area and criteria.
        service_kind: one of ``services.KINDS``.
        service_url: its address.
        ran_at: when it last ran (aware, UTC), None if never.
        known: marks of the granules that met the criteria then, as :func:`known_ids` gives them.
    """

    name: str
    query: Query
    service_kind: str
    service_url: str
    ran_at: datetime | None = None
    known: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form; of 20,000 known granules it has less than 200 kB."""
        return {
            _FORMAT: FORMAT_VERSION,
            "name": self.name,
            "query": self.query.to_dict(),
            "service_kind": self.service_kind,
            "service_url": self.service_url,
            "ran_at": self.ran_at.isoformat() if self.ran_at else None,
            "known": "".join(self.known),
        }

    @classmethod
    def from_dict(cls, data: Any) -> SavedSearch:
        """The inverse of :meth:`to_dict`.

        Raises:
            ItsliveError: if it is none, or damaged ("search_damaged"), of a newer version of the
                plugin ("search_newer"), or has a query that cannot be (as ``Query`` says).
        """
        if not isinstance(data, dict) or not isinstance(data.get(_FORMAT), int):
            raise _damaged("no search")
        if data[_FORMAT] > FORMAT_VERSION:
            raise _newer()
        query, texts = data.get("query"), [data.get(name) for name in _TEXTS]
        if not isinstance(query, dict) or not all(isinstance(text, str) for text in texts):
            raise _damaged("query, name or service is missing")
        ran_at = parse_time(data.get("ran_at"))
        if ran_at is None and data.get("ran_at") is not None:
            raise _damaged(f"ran_at: {data['ran_at']}")
        name, kind, url = map(str, texts)
        try:
            read = Query.from_dict(query)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _damaged(str(error)) from error
        return cls(name, read, kind, url, ran_at, _marks_of(data.get("known") or ""))


_TEXTS = ("name", "service_kind", "service_url")


def save_json(saved: SavedSearch, path: str | os.PathLike[str]) -> None:
    """Write one search as a file that is whole or not there at all.

    Raises:
        ItsliveError: if it cannot be written ("not_written").
    """
    write_text_whole(path, [json.dumps(saved.to_dict(), indent=1, ensure_ascii=False), "\n"])


def load_json(path: str | os.PathLike[str]) -> SavedSearch:
    """Read a file of :func:`save_json`.

    Raises:
        ItsliveError: if it cannot be read ("not_read"), or as :meth:`SavedSearch.from_dict`.
    """
    text = read_text(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(str(error)) from error
    return SavedSearch.from_dict(data)


def known_ids(granules: Iterable[Granule]) -> tuple[str, ...]:
    """Marks of granules by which they are known again, each eight letters, in order."""
    return tuple(sorted({_mark(granule) for granule in granules}))


def after_run(saved: SavedSearch, result: SearchResult, ran_at: datetime) -> SavedSearch:
    """The search as it is to be kept once it has given ``result``.

    A search that was stopped, or was not sent all, adds what it found and forgets nothing.
    """
    found = set(known_ids(_fitting(result)))
    known = found if _has_all(result) else found | set(saved.known)
    return replace(saved, query=result.query, ran_at=ran_at, known=tuple(sorted(known)))


def new_since(
    saved: SavedSearch, result: SearchResult
) -> tuple[tuple[Granule, ...], tuple[str, ...]]:
    """What a search found that it did not find before, and what is gone.

    Args:
        saved: the search with what it found last time.
        result: what it finds now.

    Returns:
        the new ones of the result's granules, by mid-date; and the marks (:func:`known_ids`) of
        those that were known and that the service no longer has. A search that was stopped, or of
        which announced granules never came, proves nothing gone.
    """
    known = set(saved.known)
    new = tuple(granule for granule in result.granules if _mark(granule) not in known)
    if not _has_all(result):
        return new, ()
    here = {_mark(granule) for granule in (*result.granules, *_put_aside(result))}
    return new, tuple(sorted(known - here))


def with_recent(recent: Sequence[SavedSearch], latest: SavedSearch) -> tuple[SavedSearch, ...]:
    """The recent searches with the latest one first; an equal one of the same service is gone."""
    others = (each for each in recent if _question(each) != _question(latest))
    return (latest, *others)[:MOST_RECENT]


def now() -> datetime:
    """The present moment in UTC, to the second."""
    return datetime.now(timezone.utc).replace(microsecond=0)


def _question(saved: SavedSearch) -> tuple[Any, ...]:
    return saved.query, saved.service_kind, saved.service_url


def _fitting(result: SearchResult) -> list[Granule]:
    """All that met the criteria: also what gave way to a better one, or to the cap per year.

    Such a granule is nothing new when it takes its place in the list later.
    """
    gave_way = (entry.granule for entry in result.set_aside if not entry.criterion)
    return [*result.granules, *gave_way]


def _has_all(result: SearchResult) -> bool:
    """Whether nothing of what the service has is missing in the result, as far as it told."""
    return result.complete and not result.missing


def _put_aside(result: SearchResult) -> Iterable[Granule]:
    return (entry.granule for entry in result.set_aside)


def _mark(granule: Granule) -> str:
    """By id and projection: the file may move, and a pair has one name in two projections."""
    text = f"{granule.granule_id} {granule.epsg or ''}"
    return base64.b64encode(hashlib.sha256(text.encode()).digest()[:_MARK_BYTES]).decode()


def _marks_of(text: Any) -> tuple[str, ...]:
    if not isinstance(text, str) or len(text) % _MARK_LETTERS:
        raise _damaged("known")
    return tuple(
        text[start : start + _MARK_LETTERS] for start in range(0, len(text), _MARK_LETTERS)
    )


def _damaged(detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This is no saved search of ITS_LIVE, or it is damaged."),
        QT_TRANSLATE_NOOP("Messages", "Choose another file, or save the search again."),
        code="search_damaged",
        detail=detail,
    )


def _newer() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This search was saved by a newer version of the plugin."),
        QT_TRANSLATE_NOOP("Messages", "Update the plugin to load it."),
        code="search_newer",
    )
