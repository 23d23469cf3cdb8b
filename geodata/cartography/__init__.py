"""The printed map: from a query and a layout to a page that a newspaper could print.

    catalogue + query + layout ─► draw ─► figure with its facts ─► render ─► PNG, SVG, PDF ─► reopen

Drawn by Matplotlib's objects alone (no pyplot, no global settings), from the same query and the same
table of styles as the screen. Matplotlib is loaded when something is drawn, not when a layout is read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geodata.cartography.layout import Layout

if TYPE_CHECKING:
    from geodata.cartography.animation import FILMS, Motion, animate
    from geodata.cartography.atlas_pages import PARTS, atlas
    from geodata.cartography.drawing import draw
    from geodata.cartography.record import Record, reopen
    from geodata.cartography.rendering import FORMATS, Rendered, describe, render, rendered

_HOMES = {
    "FILMS": "animation", "Motion": "animation", "animate": "animation",
    "PARTS": "atlas_pages", "atlas": "atlas_pages",
    "draw": "drawing",
    "Record": "record", "reopen": "record",
    "FORMATS": "rendering", "Rendered": "rendering", "describe": "rendering", "render": "rendering",
    "rendered": "rendering",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"geodata.cartography has no {name!r}")
    return getattr(import_module(f"geodata.cartography.{_HOMES[name]}"), name)


__all__ = [
    "FILMS", "FORMATS", "PARTS", "Layout", "Motion", "Record", "Rendered", "animate", "atlas", "describe", "draw", "render", "rendered", "reopen",
]  # fmt: skip
