"""Text from data or from a link, made harmless for where it is shown."""

from __future__ import annotations


def plain(text: str) -> str:
    """Return `text` so that Streamlit's Markdown shows it as it is."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|:$~<>&" else letter for letter in text)
