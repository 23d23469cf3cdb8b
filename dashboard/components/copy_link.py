"""A button that copies the address of this view, and tells the server when the theme changes."""

from __future__ import annotations

import streamlit as st

_HTML = '<button type="button">Copy link</button><span role="status"></span>'
_CSS = """
button { font: inherit; font-size: .875rem; min-height: 1.9rem; color: var(--st-text-color); background: transparent;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0 .7rem; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); outline: none; }
span { margin-left: .5rem; font-size: .8rem; color: var(--st-text-color); }
"""
# Outside https and this machine the clipboard is closed to pages, so an old way is kept, and last the link itself.
_JS = """
export default function ({ parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button"), said = parentElement.querySelector("span");
  const oldWay = (link) => {
    const box = Object.assign(document.createElement("textarea"), { value: link });
    box.style.cssText = "position:fixed;opacity:0";
    document.body.append(box); box.select();
    const done = document.execCommand("copy");
    box.remove(); button.focus();
    return done;
  };
  button.onclick = async () => {
    const link = window.location.href;
    try { await navigator.clipboard.writeText(link); said.textContent = "Copied"; }
    catch { said.textContent = oldWay(link) ? "Copied" : link; }
    setTimeout(() => { said.textContent = ""; }, 2500);
  };
  // Changing the theme runs nothing on the server, so the map would keep the old colours: say it once.
  const colour = () => getComputedStyle(button).color;
  let seen = colour();
  const timer = setInterval(() => {
    if (colour() !== seen) { seen = colour(); setTriggerValue("theme", seen); }
  }, 700);
  return () => clearInterval(timer);
}
"""


def copy_link() -> None:
    """Draw the button."""
    st.components.v2.component("copy_link", html=_HTML, css=_CSS, js=_JS)(
        key="copy-link", height="content", width="content", on_theme_change=lambda: None
    )
