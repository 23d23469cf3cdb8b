"""How wide the window is, and what fits it: the map's size, and whether the list stands beside it."""

from __future__ import annotations

import streamlit as st

PHONE, SIDEBAR_FROM, WIDE = 640, 768, 1150  # window widths in pixels at which the page changes
_SIDEBAR, _PADDING, _MAP_SHARE = 320, 86, 2.25 / 3.35


def window() -> int:
    """Return the width of the window in pixels, from the cookie that the page sets before it starts."""
    try:
        return min(max(int(st.context.cookies.get("window_width", "1440")), 280), 4000)
    except ValueError:
        return 1440


def has_sidebar() -> bool:
    """Return whether the sidebar is open at first, beside the page."""
    return window() >= SIDEBAR_FROM


def is_phone() -> bool:
    """Return whether the page is one narrow column, in which legends have an entry a line."""
    return window() < PHONE


def is_wide() -> bool:
    """Return whether the list fits beside the map."""
    return window() >= WIDE


def free_width() -> int:
    """Return how wide the page is beside the sidebar, in pixels."""
    if is_phone():
        return window() - 34
    return min(window() - (_SIDEBAR if has_sidebar() else 0) - _PADDING, 1530)


def map_size() -> tuple[int, int]:
    """Return how wide and high the map will be, in pixels."""
    free = free_width()
    return (int(free * _MAP_SHARE) if is_wide() else free), 360 if is_phone() else 580


def base_path() -> str:
    """Return the path under which the server is reached, without a slash at its end; empty for the root."""
    return f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
