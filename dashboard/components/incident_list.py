"""A list of incidents to read and pick from by mouse, touch or keyboard.

Streamlit's dataframe was the alternative: drawn on a canvas, so hard to use from the keyboard and mute
to screen readers, its selection goes by row number and cannot be set, and it brings 1.5 MB of script.
Rows are read by URL, so a filter change sends an address and the browser keeps the body.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

KEY = "incident-list"
_HTML = '<p class="none" hidden>No incidents answer.</p><ol role="listbox" aria-label="Incidents, newest first"></ol>'
_CSS = """
ol { list-style: none; margin: 0; padding: 0; height: 100%; overflow-y: auto; border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius); box-sizing: border-box; font-family: var(--st-font); scrollbar-width: thin; }
li { display: grid; grid-template-columns: 1rem 5.6rem 1fr; gap: .45rem; align-items: baseline; padding: .42rem .6rem; cursor: pointer;
  border-bottom: 1px solid var(--st-border-color); color: var(--st-text-color); font-size: .875rem; line-height: 1.3; }
li:hover { background: var(--st-secondary-background-color); }
li:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: -2px; }
li[aria-selected=true] { background: var(--st-secondary-background-color); box-shadow: inset 3px 0 var(--st-primary-color); }
i { width: .6rem; height: .6rem; align-self: center; justify-self: center; }
i.circle { border-radius: 50%; } i.diamond { transform: rotate(45deg); }
time { font-variant-numeric: tabular-nums; white-space: nowrap; }
small { opacity: .7; font-size: .78rem; }
.none { margin: 0; padding: .6rem; color: var(--st-text-color); }
"""
_JS = """
export default function ({ parentElement, data, setTriggerValue }) {
  const list = parentElement.querySelector("ol"), none = parentElement.querySelector(".none");
  list.style.height = data.height + "px";
  const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  // A card took the place of the list: the keyboard goes back to the row that was left.
  const goBack = () => {
    const row = window.leftRow && !data.chosen && [...list.children].find((each) => each.dataset.id === window.leftRow);
    if (row && document.activeElement === document.body) row.focus();
    if (row) window.leftRow = null;
  };
  const mark = () => {
    for (const row of list.children) row.ariaSelected = String(row.dataset.id === data.chosen);
    const chosen = list.querySelector("[aria-selected=true]");
    (chosen ?? list.firstElementChild)?.setAttribute("tabindex", "0");
    chosen?.scrollIntoView({ block: "nearest" });
    goBack();
  };
  const drawn = (rows) => rows.map((row) => {
      const item = document.createElement("li"), shape = document.createElement("i"), place = element("span", row.place);
      item.dataset.id = row.id; item.role = "option"; item.tabIndex = -1;
      item.ariaLabel = `${row.date}, ${row.place}, ${row.kind}${row.note ? ", " + row.note : ""}`;
      shape.className = row.shape; shape.style.background = row.colour;
      if (row.note) place.append(" ", element("small", row.note));
      item.append(shape, element("time", row.date), place);
      return item;
    });
  const show = (rows) => {
    none.hidden = rows.length > 0;
    list.replaceChildren(...drawn(rows));
    mark();
  };
  // A long list comes in stretches, the next one when a reader nears the end of those that are there.
  const goOn = () => {
    const there = list.children.length, near = list.scrollTop + 3 * list.clientHeight > list.scrollHeight;
    if (!near || list.dataset.asked === String(there) || !there || there % data.stretch) return;
    list.dataset.asked = String(there);
    fetch(`${data.url}&offset=${there}`).then((answer) => answer.json())
      .then((rows) => { if (list.dataset.url === data.url) list.append(...drawn(rows)); })
      .catch(() => { delete list.dataset.asked; });
  };
  list.onscroll = goOn;
  const pick = (row) => { if (row) { window.leftRow = row.dataset.id; setTriggerValue("picked", row.dataset.id); } };
  list.onclick = (event) => pick(event.target.closest("li"));
  list.onkeydown = (event) => {
    const rows = [...list.children], at = rows.indexOf(event.target.closest("li"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to !== undefined) { rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus(); event.preventDefault(); }
    if (event.key === "Enter" || event.key === " ") { pick(rows[at]); event.preventDefault(); }
  };
  if (list.dataset.url === data.url) { mark(); return; }
  list.dataset.url = data.url;
  delete list.dataset.asked;
  fetch(data.url).then((answer) => answer.json()).then((rows) => { if (list.dataset.url === data.url) show(rows); })
    .catch(() => { none.textContent = "The list could not be read. Reload the page."; none.hidden = false; });
}
"""


def incident_list(url: str, chosen: str | None, height: int, stretch: int, on_picked: Callable[[], None]) -> None:
    """Draw the list of the rows at `url`, which come in stretches of so many; `on_picked` is called after a pick, whose event_id is in the state."""
    component = st.components.v2.component("incident_list", html=_HTML, css=_CSS, js=_JS)
    component(
        key=KEY,
        data={"url": url, "chosen": chosen, "height": height, "stretch": stretch},
        height=height,
        on_picked_change=on_picked,
    )
