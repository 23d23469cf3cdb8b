"""The ways incidents are drawn: a dot each, a circle for each site, shaded provinces, shaded hexagons.

Each way says what its marks mean (`legend`), how many incidents it shows how (`rows`, whose numbers add up
to the answer) and draws itself. The page asks for nothing more, so a new way is one class and one line of `geodata.cartography.styles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata import style
from geodata.cartography import arcs, labels, marks, panel
from geodata.cartography.answer import Answer
from geodata.cartography.panel import Block, Row
from geodata.cartography.sheet import Sheet
from geodata.cartography.space import Room
from geodata.cartography.view import View
from geodata.cartography.words import LANGUAGES
from geodata.style import Theme

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """What is to be drawn and where. `scale` grows with the page; `measure` is what shaded provinces count."""

    answer: Answer
    view: View
    theme: Theme
    scale: float
    measure: str
    language: str
    key: float  # width of marks in the legend, points
    numbered: bool = False
    arcs: bool = False
    over: bool = False  # whether names are drawn already

    @property
    def colours(self) -> style.Ground:
        return style.GROUND[self.theme]

    @property
    def say(self) -> Mapping[str, str]:
        return LANGUAGES[self.language]


class Picture:
    """One dot for each incident; the base of the other ways."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def dots(self) -> marks.Dots:
        return marks.arranged(
            self.scene.answer.incidents, self.scene.view, self.scene.scale, numbered=self.scene.numbered
        )

    @cached_property
    def badges(self) -> dict[str, int]:
        """Incidents known by province only, for each province in view."""
        incidents = self.scene.answer.incidents
        counts = incidents.loc[incidents["shown_as"] == "badge", "province"].value_counts()
        seen = ((str(code), int(count)) for code, count in counts.items())
        return {code: count for code, count in seen if labels.inside_province(code, self.scene.view)}

    def of(self, answer: Answer) -> Picture:
        """Return the picture of some of the incidents over a page that is drawn already, each dot where it is."""
        fewer = type(self)(replace(self.scene, answer=answer, over=True))
        fewer.__dict__["dots"] = self.dots.only(self.dots.incidents["event_id"].isin(answer.incidents["event_id"]))
        return fewer

    def legend(self) -> list[Block]:
        """Return what the marks mean."""
        scene, here = self.scene, self.here
        heading = scene.say["incidents" if len(here) == len(scene.answer.incidents) else "incidents here"]
        counted = {str(kind): int(count) for kind, count in here["category"].value_counts().items()}
        return [panel.incident_block(heading, counted, scene.theme, scene.key, scene.say)]

    @cached_property
    def here(self) -> pd.DataFrame:
        """The incidents but those outside this map: dots and badges in view, and those without a known place."""
        incidents = self.scene.answer.incidents
        is_dot = incidents["event_id"].isin(self.dots.incidents["event_id"])
        is_badge = (incidents["shown_as"] == "badge") & incidents["province"].isin(list(self.badges))
        return incidents[is_dot | is_badge | (incidents["shown_as"] == "tray")]

    def rows(self) -> list[Row]:
        """Return how incidents are shown, with how many of each."""
        scene, shown_as = self.scene, self.scene.answer.figures.shown_as
        near = int((self.dots.incidents["geo_precision"] == 2).sum())
        shown, badges = len(self.dots.incidents), sum(self.badges.values())
        outside = shown_as["dot"] - shown + shown_as["badge"] - badges
        return [
            Row(self._glyph(), scene.say[self.word], shown, "dots"),
            Row(panel.ring(scene.theme, scene.key), scene.say["ring"].format(km=style.RING_KM), near, "near"),
            Row(panel.badge(scene.theme, scene.key), scene.say["badge"], badges, "badges"),
            Row(panel.dash(scene.theme), scene.say["tray"], shown_as["tray"], "tray"),
            Row(panel.dash(scene.theme), scene.say["outside"], outside, "outside"),
            *self._arc_rows(),
        ]

    def _arc_rows(self) -> list[Row]:
        if not self.scene.arcs:
            return []
        drawn = sum(arcs.links(self.dots).values())
        return [Row(panel.arrow(self.scene.theme), self.scene.say["arc"], drawn, "arcs")]

    def places(self) -> list[labels.Place]:
        """Return the sites that may be named, with how much room their incidents take."""
        found = self.dots.swarm
        return [
            self._place(site, found.middle_x[site], found.middle_y[site], found.radius[site])
            for site in range(len(found.site_x))
        ]

    def _place(self, site: int, x: float, y: float, radius: float) -> labels.Place:
        here = np.flatnonzero(self.dots.swarm.site == site)
        incident = self.dots.incidents.iloc[here[0]]
        arabic = self.scene.answer.arabic_names.get(incident["place_id"]) if self.scene.language == "ar" else None
        name = arabic or labels.short_name(str(incident["place_name"]))
        return labels.Place(name, float(x), float(y), float(radius), len(here))

    word = "dot"
    names_countries = True  # whether IRAQ and SYRIA are written across the map
    tells_categories = True  # whether marks say of what kind their incidents are

    def _glyph(self) -> panel.Glyph:
        return panel.dots(self.scene.theme, self.scene.key)

    def name_regions(self, sheet: Sheet, room: Room, lettering: labels.Lettering) -> None:
        """Set the names of provinces, with their badges."""
        labels.draw_provinces(sheet, room, self.scene.view, self.badges, lettering)

    def draw_ground(self, sheet: Sheet) -> None:
        """Draw what lies under rivers and borders."""

    def draw(self, sheet: Sheet, room: Room) -> None:
        """Draw the incidents and take up their room."""
        view, theme = self.scene.view, self.scene.theme
        marks.draw_rings(sheet, marks.near_sites(self.dots), view, theme, over=self.scene.over)
        marks.draw_leaders(sheet, self.dots, theme, view.frame)
        if self.scene.arcs:
            arcs.draw(sheet, self.dots, self.scene.colours, view.frame)
        marks.draw_dots(sheet, self.dots, theme, view.frame)
        if self.scene.numbered and len(self.scene.answer.incidents) <= marks.MOST_NUMBERED:
            marks.draw_numbers(sheet, self.dots, theme, self.scene.scale)
        marks.take_room(room, self.dots, view)
