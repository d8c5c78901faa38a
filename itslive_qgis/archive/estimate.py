"""How much a download would weigh, before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .granule import Granule
from .http import ArchiveSession, Network, make_session
from .requesting import send
from .urls import secure_url


def estimate_bytes(
    granules: Sequence[Granule],
    network: Network | None = None,
    monitor: Monitor | None = None,
    sample: int = 8,
) -> int | None:
    """An estimate of the granules' size, by asking the server for that of a few of them.

    The sample is spread evenly over the list; its mean stands for all. Services give no sizes.

    Args:
        granules: what would be downloaded.
        network: how to reach the archive.
        monitor: told of progress.
        sample: how many to ask for at most.

    Returns:
        bytes, or None if the server told no size at all.

    Raises:
        Cancelled: within 200 ms of the user's wish.
    """
    monitor = monitor or Monitor()
    if not granules:
        return 0
    count = max(1, min(sample, len(granules)))
    chosen = [granules[index * len(granules) // count] for index in range(count)]
    sizes = []
    with make_session(network or Network(attempts=2)) as session:
        for index, granule in enumerate(chosen):
            monitor.progress(
                index / count, QT_TRANSLATE_NOOP("Messages", "Estimating the size of the download")
            )
            size = _size(session, granule, monitor)
            if size is not None:
                sizes.append(size)
    return round(sum(sizes) / len(sizes) * len(granules)) if sizes else None


def _size(session: ArchiveSession, granule: Granule, monitor: Monitor) -> int | None:
    headers = {"Accept-Encoding": "identity"}
    try:
        response = send(
            session, "HEAD", secure_url(granule.url, granule.url), monitor, headers=headers
        )
    except ItsliveError:
        return None
    length = response.headers.get("Content-Length", "")
    return int(length) if response.status_code == HTTPStatus.OK and length.isdigit() else None
