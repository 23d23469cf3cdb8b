"""The evidence dial: one control that every number obeys, and a strip of how the headline changes with it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard import cards
from dashboard.data import Answer, evidence
from dashboard.state import filters
from geodata.schema import vocabulary
from geodata.summarise import Figures


def show(answer: Answer) -> None:
    """Draw the control, each of its steps with the number of incidents that it leaves."""
    with st.container(key="dial", width="content"):
        filters.evidence(evidence.left(answer.store, answer.query))


def strip(headlines: Mapping[str, Figures]) -> str:
    """Return the headline at each level of evidence or better, a row a level, in the form of the headline figures."""
    heads = ["Incidents", *cards.SHORT_LABELS.values(), "Killed", "Injured"]
    rows = [_row(level, figures) for level, figures in headlines.items()]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in ("Evidence, at least", *heads))
    return f'<div class="scroll"><table class="levels"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _row(level: str, figures: Figures) -> str:
    counts = [figures.incidents, *(figures.by_category.get(kind, 0) for kind in cards.SHORT_LABELS)]
    cells = [f"<td>{count:,}</td>" for count in counts]
    cells += [
        f"<td>{escape(str(total))}<br><span class='quiet'>{escape(total.coverage if total.of else '')}</span></td>"
        for total in (figures.killed, figures.injured)
    ]
    name = f'<b class="evidence {escape(level)}">{escape(vocabulary.EVIDENCE[level].label)}</b>'
    return f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>'
