"""The ways of drawing by their names in a layout."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geodata.cartography.answer import Answer
from geodata.cartography.areas import Choropleth, Density, Hexes
from geodata.cartography.circles import Symbols
from geodata.cartography.pictures import Picture

STYLES: Mapping[str, type[Picture]] = MappingProxyType(
    {"swarm": Picture, "symbols": Symbols, "choropleth": Choropleth, "hex": Hexes}
)


def way_of(style: str, answer: Answer) -> type[Picture]:
    """Return the way of drawing that is asked for; where incidents are too many for it, how many there are is drawn."""
    asked = STYLES[style]
    return asked if not answer.is_crowded or issubclass(asked, Choropleth | Hexes) else Density


def changed(style: str, answer: Answer) -> str | None:
    """Return what to say where another way of drawing was taken than the one asked for."""
    if way_of(style, answer) is STYLES[style]:
        return None
    return (
        f"{answer.figures.shown_as['dot']:,} incidents are too many to draw one by one: shades say how many lie where."
    )
