"""The acquisition dates of a granule's two images, in every spelling of the archive."""

from __future__ import annotations

from datetime import datetime

import netCDF4

from ..archive.times import parse_time
from .granule_attributes import text

#: Landsat 1 was launched in 1972; a date far off would make a whole cube's time axis unreadable.
_YEARS = range(1972, 2100)


def parse_acquisition(pair: netCDF4.Variable, image: int) -> datetime:
    """Acquisition of image 1 or 2 from ``img_pair_info``, as an aware UTC datetime.

    V2 writes ``acquisition_date_img1 = '19841206T12:52:19.377'`` with fractions of any length;
    V0/V1 write ``aquisition_date_img1 = '20121118'`` (sic), a day without a time.

    Raises:
        ValueError: neither attribute is there, or the first that is holds no date.
    """
    return parse_date(text(pair, f"acquisition_date_img{image}", f"aquisition_date_img{image}"))


def parse_date(written: str) -> datetime:
    """Parse one date of a granule's header.

    Raises:
        ValueError: the text is in none of the archive's forms, or no date of a satellite image.
    """
    # The archive writes no digit to nine after the point.
    date = parse_time(written.strip().rstrip("."))
    if date is None or date.year not in _YEARS:
        raise ValueError(f"{written!r} is no date of an image")
    return date
