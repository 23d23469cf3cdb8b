"""The printed map: from a query and a layout to a page that a newspaper could print.

    catalogue + query + layout ─► draw ─► figure with its facts ─► render ─► PNG, SVG, PDF ─► reopen

Drawn by Matplotlib's objects alone (no pyplot, no global settings), from the same query and the same
table of styles as the screen.
"""

from geodata.cartography.animation import FILMS, Motion, animate
from geodata.cartography.atlas import PARTS, atlas
from geodata.cartography.drawing import draw
from geodata.cartography.layout import Layout
from geodata.cartography.record import Record, reopen
from geodata.cartography.rendering import FORMATS, describe, render

__all__ = [
    "FILMS",
    "FORMATS",
    "PARTS",
    "Layout",
    "Motion",
    "Record",
    "animate",
    "atlas",
    "describe",
    "draw",
    "render",
    "reopen",
]
