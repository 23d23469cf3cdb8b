"""A list with a small bar in each line, to pick from by mouse, touch or keyboard.

A chart was the alternative: its marks cannot be reached by keyboard, and a hundred names do not fit its axis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

_HTML = '<ol role="listbox"></ol>'
_CSS = """
ol { list-style: none; margin: 0; padding: 0; overflow-y: auto; border: 1px solid var(--st-border-color); box-sizing: border-box;
  border-radius: var(--st-base-radius); font-family: var(--st-font); scrollbar-width: thin; }
li { display: grid; grid-template-columns: minmax(0, 1fr) 38% max(2.6rem, var(--digits)); gap: .2rem .7rem; align-items: center; padding: .38rem .6rem;
  border-bottom: 1px solid var(--st-border-color); color: var(--st-text-color); font-size: .875rem; line-height: 1.25; }
li[role=option] { cursor: pointer; }
li[role=option]:hover { background: var(--st-secondary-background-color); }
li:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: -2px; }
small { display: block; opacity: .7; font-size: .76rem; }
li div { display: flex; height: .7rem; } li div i { height: 100%; }
b { font-weight: 600; text-align: right; font-variant-numeric: tabular-nums; }
"""
_JS = """
export default function ({ parentElement, data, setTriggerValue }) {
  const list = parentElement.querySelector("ol");
  list.ariaLabel = data.label;
  list.style.height = data.height + "px";
  const said = (count) => count.toLocaleString("en");
  list.style.setProperty("--digits", `${Math.max(...data.rows.map((row) => said(row.count).length))}ch`);
  const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  list.replaceChildren(...data.rows.map((row) => {
    const item = document.createElement("li"), name = element("span", row.name), bar = document.createElement("div");
    if (row.note) name.append(element("small", row.note));
    for (const part of row.parts) {
      const piece = document.createElement("i");
      piece.style.cssText = `width:${100 * part.count / data.most}%;background:${part.colour}`;
      piece.title = `${part.label}: ${said(part.count)}`;
      bar.append(piece);
    }
    if (row.id !== null) { item.role = "option"; item.tabIndex = -1; item.dataset.id = row.id; }
    item.ariaLabel = `${row.name}${row.note ? ", " + row.note : ""}: ${said(row.count)}`;
    item.append(name, bar, element("b", said(row.count)));
    return item;
  }));
  list.querySelector("[role=option]")?.setAttribute("tabindex", "0");
  const pick = (row) => row?.dataset.id !== undefined && setTriggerValue("picked", row.dataset.id);
  list.onclick = (event) => pick(event.target.closest("li"));
  list.onkeydown = (event) => {
    const rows = [...list.querySelectorAll("[role=option]")], at = rows.indexOf(event.target.closest("li"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to !== undefined) { rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus(); event.preventDefault(); }
    if (event.key === "Enter" || event.key === " ") { pick(rows[at]); event.preventDefault(); }
  };
}
"""


def bar_list(key: str, label: str, rows: Sequence[dict[str, Any]], height: int, on_picked: Callable[[], None]) -> None:
    """Draw the lines of `rows` (``id, name, note, count`` and ``parts`` of ``label, colour, count``), the longest bar over all the width.

    `on_picked` is called after a pick, whose id is in the state of `key` as ``picked``; a line without an id cannot be picked.
    """
    most = max((row["count"] for row in rows), default=1)
    component = st.components.v2.component("bar_list", html=_HTML, css=_CSS, js=_JS)
    component(
        key=key, data={"label": label, "rows": list(rows), "most": most, "height": height}, height=height, width="stretch",
        on_picked_change=on_picked)  # fmt: skip
