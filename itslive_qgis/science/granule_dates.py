"""The acquisition dates of a granule's two images, in every spelling of the archive."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

_FORMS = ("%Y%m%dT%H:%M:%S.%f", "%Y%m%dT%H:%M:%S", "%Y%m%d")


def parse_acquisition(pair: Any, image: int) -> datetime:
    """Acquisition of image 1 or 2 from ``img_pair_info``, as an aware UTC datetime.

    V2 writes ``acquisition_date_img1 = '19841206T12:52:19.377'`` with fractions of any length;
    V0/V1 write ``aquisition_date_img1 = '20121118'`` (sic), a day without a time.

    Raises:
        ValueError: neither attribute holds a date.
    """
    for name in (f"acquisition_date_img{image}", f"aquisition_date_img{image}"):
        text = str(getattr(pair, name, "")).strip()
        if text:
            return parse_date(text)
    raise ValueError(f"image {image} has no acquisition date")


def parse_date(text: str) -> datetime:
    """Parse one date of a granule's header.

    Raises:
        ValueError: the text is in none of the archive's forms.
    """
    whole, _, fraction = text.partition(".")
    # %f takes one to six digits; the archive writes none (after a point) to nine.
    trimmed = f"{whole}.{fraction[:6]}" if fraction else whole
    for form in _FORMS:
        try:
            return datetime.strptime(trimmed, form).replace(tzinfo=timezone.utc)
        except ValueError as error:
            last = error
    raise last
