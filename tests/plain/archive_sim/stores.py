"""Zarr stores over HTTP, read by zarr and xarray: no library for that is needed beside them."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator, MutableMapping

import xarray as xr


class HttpStore(MutableMapping):
    """The objects below an address; what the server does not have is a missing key."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[str] = []

    def __getitem__(self, key: str) -> bytes:
        self.asked.append(key)
        try:
            with urllib.request.urlopen(f"{self.url}/{key}") as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            raise KeyError(key) from error

    def __setitem__(self, key: str, value: bytes) -> None:
        raise PermissionError(key)

    def __delitem__(self, key: str) -> None:
        raise PermissionError(key)

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("a bucket of files lists nothing")

    def __len__(self) -> int:
        raise NotImplementedError("a bucket of files lists nothing")


def opened(url: str, **how: object) -> xr.Dataset:
    """A store by its consolidated metadata, nothing decoded unless that is asked for."""
    return xr.open_zarr(HttpStore(url), consolidated=True, **how)
