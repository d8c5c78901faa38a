"""Which granules are new to a cube, and which of its layers they change."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..archive import names
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .cube_before import CubeBefore
from .granule import GranuleHeader
from .headers import read_headers
from .ice_mask import on_ice
from .options import CubeOptions
from .plan import Plan, plan_on
from .skipped import LASTING, NOT_AT_HAND, Skipped
from .target import pixels_averaged, reaching_beyond

if TYPE_CHECKING:
    from .remote import Remote


@dataclass(frozen=True)
class News:
    """What is to be done to extend a cube.

    Attributes:
        plan: the layers that are new or made anew.
        remade: indices of the cube's layers whose place they take.
        skipped: granules that are left out whatever comes, of those looked at.
        looked_at: names of the granules looked at: what the cube said of them is forgotten.
        identities: of all granules of the cube and the plan, which image pair they are of.
        clipped: names of granules that reach beyond the cube's grid.
    """

    plan: Plan
    remade: frozenset[int]
    skipped: tuple[Skipped, ...]
    looked_at: frozenset[str]
    identities: Mapping[str, Hashable]
    clipped: tuple[str, ...]


def find_news(
    before: CubeBefore,
    options: CubeOptions,
    paths: Sequence[str],
    leave_out: Mapping[str, Any],
    monitor: Monitor,
    remote: Remote | None = None,
) -> News:
    """Tell what is new from what is in the cube, and plan the layers that it takes.

    A granule that the cube uses, or left out for a reason that lasts, is not read again, unless a
    new one is of its image pair.

    Args:
        before: the cube.
        options: what it was built with.
        paths: granule files at hand.
        leave_out: as in ``headers.read_headers``.
        monitor: receives progress, can cancel.
        remote: reads granules that are addresses, if some are.

    Raises:
        ItsliveError: a granule of the cube does not tell its image pair, and is not at hand.
        Cancelled: on request.
    """
    used = [_granules_of(layer) for layer in before.layers]
    known = {name for each in used for name in each}
    known |= {
        item["granule_id"] for item in before.skipped if item["reason"].get("what") in LASTING
    }
    fresh = [path for path in paths if Path(path).stem not in known]
    read = partial(read_headers, leave_out=leave_out, remote=remote, further=options.needed)
    headers, unreadable = read(fresh, monitor.part(0, 0.9))
    first = _planned(before, options, headers)
    chosen = [header for pair in first.pairs for header in pair]
    touched = {names.pair_identity(header.scenes) for header in chosen}
    beside = [
        path for path in paths if Path(path).stem in known and _may_be_of(touched, Path(path).stem)
    ]
    others, _ = read(beside, monitor.part(0.9, 1))
    identities = {name: names.pair_identity(name) for each in used for name in each}
    identities |= {each.granule_id: names.pair_identity(each.scenes) for each in others}
    _check_all_told(before, chosen, identities, others)
    lacking = _lacking(used, identities, {header.granule_id for header in others})
    remade = frozenset(
        index
        for index, each in enumerate(used)
        if identities[each[0]] in touched and identities[each[0]] not in lacking
    )
    possible, left = [], list(unreadable)
    for header in chosen:
        kept = lacking.get(names.pair_identity(header.scenes))
        if kept is None:
            possible.append(header)
        else:
            left.append(Skipped(header.granule_id, NOT_AT_HAND, {"kept": kept}))
    again = [
        each
        for each in others
        if identities[each.granule_id] in touched and identities[each.granule_id] not in lacking
    ]
    plan = _planned(before, options, [*possible, *again])
    identities |= {header.granule_id: names.pair_identity(header.scenes) for header in chosen}
    looked_at = {each.granule_id for each in (*headers, *again)}
    return News(
        plan,
        remade,
        (*left, *first.skipped, *plan.skipped),
        frozenset(looked_at | {item.granule_id for item in unreadable}),
        identities,
        tuple(reaching_beyond(before.shape.grid, before.area, possible)),
    )


def _granules_of(layer: Mapping[str, Any]) -> list[str]:
    """The granules that a layer is made of, its own first."""
    return [layer["granule"], *layer["filled_from"].split()]


def _planned(before: CubeBefore, options: CubeOptions, headers: Sequence[GranuleHeader]) -> Plan:
    grid = before.shape.grid
    times = before.times or pixels_averaged(headers, grid.crs, options.resolution)
    # In one order, whichever of them are new.
    ordered = sorted(headers, key=lambda header: Path(header.path).name)
    plan = plan_on(grid, times, ordered, before.area, options)
    return on_ice(plan, before.ice) if options.ice_only else plan


def _may_be_of(pairs: Iterable[Hashable], granule_id: str) -> bool:
    """Whether a granule is of one of the pairs, or its name does not tell."""
    return names.pair_identity(granule_id) in pairs or not names.parse_name(granule_id).scenes


def _check_all_told(
    before: CubeBefore,
    chosen: Sequence[GranuleHeader],
    identities: Mapping[str, Hashable],
    others: Sequence[GranuleHeader],
) -> None:
    """See that no layer's image pair is unknown, which might be that of a new granule."""
    read = {header.granule_id for header in others}
    unknown = [
        name for name in identities if name not in read and not names.parse_name(name).scenes
    ]
    if chosen and unknown:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The cube {name} cannot be extended: {granule} in it has a name that does not tell "
                "its image pair, and its file is not among the granules.",
            ),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Put that file back where the granules are, or build the cube anew from all of "
                "them.",
            ),
            code="pair_unknown",
            name=Path(before.path).name,
            granule=unknown[0],
        )


def _lacking(
    used: Sequence[Sequence[str]], identities: Mapping[str, Hashable], at_hand: set[str]
) -> dict[Hashable, str]:
    """Image pairs in the cube that cannot be made anew, and a granule of each that is missing."""
    return {identities[each[0]]: name for each in used for name in each if name not in at_hand}
