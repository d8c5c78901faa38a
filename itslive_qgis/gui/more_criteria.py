"""The criteria of special searches, folded: orbit, projection, path and row, version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QAction, QHBoxLayout, QLineEdit, QMenu, QToolButton

from ..archive.granule import Granule
from ..archive.query import Query
from ..archive.typed_lists import epsg_codes, places
from ..errors import ItsliveError
from . import texts
from .chips import Chips
from .criteria_section import Section
from .folded import Folded
from .widgets import Heading, Hint

_MOST_SUGGESTED = 20

translate = QCoreApplication.translate


class MoreCriteria(Folded):
    """The folded part of the criteria; its title tells what is set in it."""

    def __init__(self) -> None:
        epsg, place = EpsgSection(), PlaceSection()
        sections: tuple[Section, ...] = (OrbitSection(), epsg, place, VersionSection())
        super().__init__(
            "itslive_more_criteria",
            translate("Criteria", "More criteria"),
            translate("Criteria", "More criteria: {set}"),
            sections,
        )
        self.sections, self.epsg, self.places = sections, epsg, place

    def suggest(self, granules: Sequence[Granule]) -> None:
        """Offer the projections, paths, tiles and frames of these granules."""
        self.epsg.suggest(granules)
        self.places.suggest(granules)


class OrbitSection(Section):
    """The direction of a radar's orbit."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Orbit direction")))
        entries = [("ascending", self.tr("ascending")), ("descending", self.tr("descending"))]
        self.chips = Chips(entries, (2,))
        self.chips.setObjectName("itslive_orbits")
        self.chips.changed.connect(self.changed)
        self.body.addWidget(self.chips)
        self.body.addWidget(
            Hint(self.tr("Radar alone states one: with a choice here no optical image is found."))
        )
        self.end()
        self._names = dict(entries)

    def values(self) -> dict[str, Any]:
        """Both directions are a choice too: of radar."""
        return {"orbits": self.chips.on()}

    def take(self, query: Query) -> None:
        """Show the directions."""
        self.chips.set_on(query.orbits)

    def summary(self) -> str:
        """The directions."""
        return texts.joined(*(self._names[each] for each in self.chips.on()))


class VersionSection(Section):
    """The version of the product."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Version of the product")))
        self.chips = Chips([("001", "1"), ("002", "2")], (2,))
        self.chips.setObjectName("itslive_versions")
        self.chips.changed.connect(self.changed)
        self.body.addWidget(self.chips)
        self.body.addWidget(
            Hint(self.tr("Most granules of version 1 need a NASA Earthdata login to be fetched."))
        )
        self.end()
        self._others: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """The versions, with those of a loaded search that have no button."""
        return {"versions": (*self.chips.on(), *self._others)}

    def take(self, query: Query) -> None:
        """Show the versions."""
        known = {"001", "002"}
        self._others = tuple(each for each in query.versions if each not in known)
        self.chips.set_on(query.versions)
        self.changed.emit()

    def summary(self) -> str:
        """The versions."""
        chosen = self.values()["versions"]
        if not chosen:
            return ""
        numbers = texts.joined(*(each.lstrip("0") or "0" for each in chosen))
        return self.tr("version {numbers}").format(numbers=numbers)


class TypedSection(Section):
    """A typed list, with what the last search found to choose from."""

    def __init__(
        self,
        attribute: str,
        name: str,
        heading: str,
        example: str,
        read: Callable[[str], tuple[Any, ...]],
    ) -> None:
        """``read`` makes the values of a typed text, or raises ItsliveError."""
        super().__init__()
        self._attribute = attribute
        self._read = read
        self.body.addWidget(Heading(heading))
        row = QHBoxLayout()
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setPlaceholderText(example)
        self.edit.setAccessibleName(heading)
        self.edit.setClearButtonEnabled(True)
        self.edit.textChanged.connect(self.recheck)
        self.edit.textChanged.connect(self.changed)
        self.edit.editingFinished.connect(self.check_typed)
        self._offer = QToolButton()
        self._offer.setObjectName(f"{name}_found")
        self._offer.setText(translate("Criteria", "Found"))
        self._offer.setToolTip(translate("Criteria", "Choose from what the last search found"))
        self._offer.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._offer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._offer.setMenu(self._menu)
        self._offer.setVisible(False)
        row.addWidget(self.edit, 1)
        row.addWidget(self._offer)
        self.body.addLayout(row)
        self.end()
        self._found: Sequence[Granule] = ()

    def values(self) -> dict[str, Any]:
        """What was typed, read."""
        return {self._attribute: self._read(self.edit.text())}

    def take(self, query: Query) -> None:
        """Show what the query asks for, or keep what says the same in other words."""
        wanted = getattr(query, self._attribute)
        try:
            present = self._read(self.edit.text())
        except ItsliveError:
            present = None
        if present != wanted:
            self.edit.setText(", ".join(map(str, wanted)))
        self.recheck()

    def focus(self) -> None:
        """Put the cursor into the field."""
        self.edit.setFocus()

    def suggest(self, granules: Sequence[Granule]) -> None:
        """Offer what these granules have, the commonest first."""
        self._found = granules
        self._offer.setVisible(any(self.words_of(granule) for granule in granules))

    def words_of(self, granule: Granule) -> Iterable[str]:
        """What of a granule can be asked for here, as it is typed."""
        raise NotImplementedError

    def _fill_menu(self) -> None:
        self._menu.clear()
        words = self._words()
        found = Counter(word for granule in self._found for word in self.words_of(granule))
        for word, count in found.most_common(_MOST_SUGGESTED):
            text = translate("Criteria", "{what} ({granules})")
            action = QAction(
                text.format(what=self.shown(word), granules=texts.granules(count)), self._menu
            )
            action.setCheckable(True)
            action.setChecked(word in words)
            action.setData(word)
            action.toggled.connect(self._take_suggestion)
            self._menu.addAction(action)

    def shown(self, word: str) -> str:
        """How a suggestion is written in the menu."""
        return word

    def _take_suggestion(self, on: bool) -> None:
        word = self.sender().data()
        words = [each for each in self._words() if each != word]
        self.edit.setText(", ".join([*words, word] if on else words))
        self.check()

    def _words(self) -> list[str]:
        """What is typed; words that cannot be read stay as they are."""
        try:
            return [str(each) for each in self._read(self.edit.text())]
        except ItsliveError:
            return [each.strip() for each in self.edit.text().split(",") if each.strip()]


class EpsgSection(TypedSection):
    """Codes of projections."""

    def __init__(self) -> None:
        super().__init__(
            "epsg",
            "itslive_epsg",
            translate("Criteria", "Projections (EPSG codes)"),
            translate("Criteria", "any, or e.g. 3413, 32607"),
            epsg_codes,
        )

    def words_of(self, granule: Granule) -> Iterable[str]:
        """Its projection, if that is stated."""
        return () if granule.epsg is None else (str(granule.epsg),)

    def shown(self, word: str) -> str:
        """As a code of EPSG."""
        return f"EPSG:{word}"

    def summary(self) -> str:
        """The codes."""
        words = texts.joined(*self._words())
        return self.tr("EPSG {codes}").format(codes=words) if words else ""


class PlaceSection(TypedSection):
    """Paths and rows, tiles, frames."""

    def __init__(self) -> None:
        super().__init__(
            "places",
            "itslive_places",
            translate("Criteria", "Path and row, tile or frame"),
            translate("Criteria", "any, or e.g. 9/11, 22WED"),
            places,
        )

    def words_of(self, granule: Granule) -> Iterable[str]:
        """Path and row, tile or frame of its scenes."""
        return granule.places

    def summary(self) -> str:
        """As typed."""
        return texts.joined(*self._words())
