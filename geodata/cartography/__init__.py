"""The printed map: from a query and a layout to a page that a newspaper could print.

    catalogue + query + layout ─► draw ─► figure with its facts ─► render ─► PNG

Drawn by Matplotlib's objects alone (no pyplot, no global settings), from the same query and the same
table of styles as the screen.
"""

from geodata.cartography.drawing import draw
from geodata.cartography.layout import Layout
from geodata.cartography.rendering import FORMATS, render

__all__ = ["FORMATS", "Layout", "draw", "render"]
