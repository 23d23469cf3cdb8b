"""Begins another page, or another data set, at its top: the place that was scrolled to belongs to what was there before."""

from __future__ import annotations

import streamlit as st

_JS = """
export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span");
  const before = mark.dataset.of;
  mark.dataset.of = data.of;
  if (before === undefined || before === data.of) return;
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0, behavior: "instant" });
}
"""


def begin_at_top(of: str) -> None:
    """Scroll to the top of the page, once for each `of` after the first."""
    component = st.components.v2.component("begin_at_top", html="<span></span>", js=_JS)
    with st.container(key="begin"):
        component(key="begin-at-top", data={"of": of}, height="content")
