"""About view: method, coverage and its limits, licences, what the check found, versions, how to cite."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import cards, data
from dashboard.data import Answer
from dashboard.link import Link
from dashboard.untrusted import plain
from geodata import style
from geodata.manifest import Layer
from geodata.schema import vocabulary
from geodata.store import Store

TITLE = "About"

SCOPE = """
Incident Atlas shows **publicly reported attacks and strikes in Iraq and Syria**: attacks on U.S. and coalition forces, strikes by
them, and other attacks among the parties around them. It shows the past as it was reported: nothing here is live, predicts anything or serves to target anyone,
and it takes no side. No incident on the map does not mean that nothing happened.
"""
OURS = "Each incident is written in our own words from the sources that its card names."
OTHERS = "The data set shown is {}, in the words of those who made it."
DOUBLES = (
    "A few likely double reports (the same base under two names, a claim and a report of one drone) still stand apart."
)
PLACES = f"""
- **Exact site** (precision 1): a dot. Several incidents at one site fan out around it, and neighbouring swarms keep
  clear of each other at the first view, so a dot can lie beside its site. The card names the place.
- **Near the place** (precision 2): a dot, and a ring of {style.RING_KM:g} km within which the site lies.
- **Province only** (precision 3), or a place without a published point: no dot, but a number in its province.
- **No province known**: listed under “Not on the map”.

A province is the one stated for the place; the polygon is only a second opinion. Dates are local: an attack on an evening in
Washington is often dated the next day here.
"""
CASUALTIES = """
Killed and injured are ranges from the lowest to the highest account. A total adds up only what is stated, says for how
many incidents that is, and carries a plus sign where an account gave a minimum only. **Not stated is not zero.** Zero and
blank were coded unevenly over the periods, so a zero proves nothing.
"""


def show(link: Link, answer: Answer) -> None:  # noqa: ARG001  the same for every question
    _heading("About Incident Atlas")
    words, facts = st.columns([1.5, 1], gap="large")
    with words:
        st.markdown(SCOPE)
        own = data.is_bundled(answer.store)
        st.markdown(OURS if own else OTHERS.format(f"“{plain(answer.store.manifest.title)}”"))
        _coverage(answer.store)
        _heading("How sure we are")
        _evidence()
        _heading("Where the dots are")
        st.markdown(PLACES)
        _heading("Killed and injured")
        st.markdown(CASUALTIES)
    with facts:
        _citation(answer.store)
        _licences(answer.store)
        _versions(answer.store)
    _found_by_the_check(answer.store)


def _heading(text: str) -> None:
    st.markdown(f"#### {text}")


def _coverage(store: Store) -> None:
    everything = data.overview(store)
    _heading("What is covered, and what is not")
    st.markdown(
        f"{everything.incidents:,} incidents from {everything.first:%-d %B %Y} to {everything.last:%-d %B %Y}, with "
        f"{everything.sources:,} source records from {everything.pages:,} pages. {data.coverage_note(store)}"
        + (f" {DOUBLES}" if data.is_bundled(store) else "")
        if everything.first and everything.last
        else "There are no incidents in these data."
    )


def _evidence() -> None:
    for term in vocabulary.EVIDENCE.values():
        st.markdown(f"- **{term.label}** (`{term.value}`): {term.meaning}")
    st.markdown(
        "Claimed, reported and confirmed are different things. *Reported as answering* repeats what sources say of one "
        "incident being the answer to another; it is not our finding."
    )


def _citation(store: Store) -> None:
    manifest = store.manifest
    _heading("How to cite")
    st.code(manifest.citation or manifest.title, language=None, wrap_lines=True)
    st.markdown("**Found an error?** " + _corrections())


def _corrections() -> str:
    address = data.corrections_address()
    if not address:
        return (
            "Tell the people who run this copy of the dashboard, with the incident's name (at the foot of its card) and "
            "the source that says otherwise."
        )
    return f"Write to {plain(address)} with the incident's name (at the foot of its card) and the source that says otherwise."


def _licences(store: Store) -> None:
    """Say under which licence the data shown are, and those that come with the program whatever is shown."""
    shown, bundled = data.layers(store)
    _heading("Licences")
    st.html(
        f"<h5>The incidents shown</h5><ul class='licences'>{_licence(shown)}</ul><h5>What comes with this program</h5>"
        f"<ul class='licences'>{''.join(map(_licence, bundled))}<li>Code: MIT</li><li>Typeface: IBM Plex, SIL Open Font License 1.1</li></ul>"
    )
    st.markdown(plain(data.boundary_note()))


def _licence(layer: Layer) -> str:
    origin = f"<br><span class='quiet'>{escape(layer.attribution)}</span>" if layer.attribution else ""
    return f"<li>{escape(layer.title)}: {cards.web_link(layer.url, escape(layer.licence))}{origin}</li>"


def _versions(store: Store) -> None:
    _heading("Versions")
    versions = {"Data": f"{store.manifest.version or 'not stated'} ({store.version})", **data.versions()}
    st.markdown("\n".join(f"- {name}: {plain(version)}" for name, version in versions.items()))


def _found_by_the_check(store: Store) -> None:
    _heading("What the check found")
    refused, findings = store.refused, store.findings
    st.markdown(
        f"{style.counted(store.refused_rows, 'row')} refused. {style.counted(len(findings), 'finding')}, odd but legitimate, or worth a second "
        "look: their incidents are kept and counted. `python -m geodata check` prints the same."
    )
    for lines, name in ((refused, "Refused rows"), (findings, "Findings")):
        if len(lines):
            with st.expander(f"{name} ({len(lines):,})", expanded=name == "Refused rows"):
                st.dataframe(
                    lines,
                    hide_index=True,
                    column_config={"reason": st.column_config.TextColumn("reason", width="large")},
                )
                st.download_button(
                    "Download", data=lambda lines=lines: data.problems_file(lines), file_name=f"{name.lower().replace(' ', '-')}.csv",
                    key=f"download-{name}", on_click="ignore")  # fmt: skip
