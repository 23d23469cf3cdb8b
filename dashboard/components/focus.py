"""Takes the keyboard to what has replaced the element that had it, such as a card in place of a list."""

from __future__ import annotations

import streamlit as st

# Only where the focus has been lost: a reader who is elsewhere is not called away.
_JS = """
export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span");
  if (mark.dataset.of === data.of) return;
  mark.dataset.of = data.of;
  setTimeout(() => {
    const target = document.querySelector(data.target);
    if (!target || document.activeElement !== document.body) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }, 150);
}
"""


def take_focus(key: str, of: str) -> None:
    """Focus the container of that key, once for each `of`."""
    component = st.components.v2.component("take_focus", html="<span></span>", js=_JS)
    component(key=f"focus-{key}", data={"target": f".st-key-{key}", "of": of}, height="content")
