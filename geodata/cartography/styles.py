"""The ways of drawing by their names in a layout."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geodata.cartography.areas import Choropleth, Hexes
from geodata.cartography.circles import Symbols
from geodata.cartography.pictures import Picture

STYLES: Mapping[str, type[Picture]] = MappingProxyType(
    {"swarm": Picture, "symbols": Symbols, "choropleth": Choropleth, "hex": Hexes}
)
