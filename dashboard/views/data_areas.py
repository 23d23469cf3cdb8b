"""Boundaries of one's own on the Data page: bring them, see how they were read, lay them over the data shown, take them off."""

from __future__ import annotations

import streamlit as st

from dashboard import data, datasets, link, refusals, session, waiting
from dashboard.data import Answer, own_areas, uploads
from dashboard.data.own_areas import AreaOptions, Brought
from dashboard.data.uploads import Upload
from dashboard.link import Link
from dashboard.untrusted import plain
from dashboard.views import data_inside
from geodata.errors import DataError
from geodata.importers.layers import Layer

DETECTED = "as detected"
HEADING = "How the areas are read"
INTRO = """
Districts or other areas as GeoJSON, GeoPackage, zipped shapefile, KML or GeoParquet; columns of COD-AB, geoBoundaries and GADM are known.
They are laid over **{title}**: incidents get an area to filter, count and export by, and the shaded maps show these areas.
"""


def show(here: Link, answer: Answer) -> None:
    """Draw the part of the page about boundaries."""
    st.markdown("#### Bring boundaries")
    _laid(here, answer)
    st.markdown(INTRO.format(title=plain(answer.store.manifest.title)))
    try:
        most = uploads.limits().upload_mb
    except DataError:
        return  # said above, where incidents are brought
    given = st.file_uploader("A file of areas", key="areas-file", max_upload_size=most)
    if given is None:
        return
    if brought := _read(Upload(given.name, given.file_id, session.token(), given.getvalue())):
        _review(here, brought)


def _laid(here: Link, answer: Answer) -> None:
    """Say what lies over the data shown, and let it be taken off."""
    if not (told := own_areas.note(answer.store, answer.query.without(*answer.query.asked()))):
        return
    st.markdown(plain(told))
    if (beneath := _beneath(here)) is not None:
        st.button("Take the boundaries off", key="areas-off", on_click=_take_off, args=(here.data, beneath))


def _beneath(here: Link) -> str | None:
    """Return the key of the data set under the boundaries of the one shown, None where they were not laid here."""
    return next((each.beneath for each in datasets.of(session.token()) if each.key == here.data), None)


def _read(upload: Upload) -> Brought | None:
    """Read the file as the person says; say why where it cannot be."""
    number = upload.number
    with st.expander(HEADING, icon=":material/tune:"):
        left, middle, right = st.columns(3)
        place, columns = middle.container(), left.container()
        crs = right.text_input("Coordinate system", key="areas-crs", placeholder=f"{DETECTED}; such as EPSG:32638")
        source = right.text_input("Credit on pictures", key="areas-source", placeholder=upload.name, max_chars=200)

    def find(name: str | None) -> Layer | None:
        return waiting.awaited(own_areas.layer(upload, name), "areas-look", "Looking at", upload.forget)

    with refusals.told(HEADING):
        layer, wanted = data_inside.chosen(
            find, lambda each: each, place, key=f"areas-layer-{number}", option="areas_layer"
        )
        if layer is None:
            return None
        chosen = {
            part: columns.selectbox(label, [DETECTED, *layer.texts], key=f"areas-{part}")
            for part, label in (("name", "Column of names"), ("code", "Column of codes"))
        }
        said = {part: column for part, column in chosen.items() if column != DETECTED}
        options = AreaOptions(layer=wanted, crs=crs or None, source=source or None, **said)
        work = own_areas.brought(upload, layer, options)
        return waiting.awaited(work, "areas-read", "Reading", upload.forget, unit="areas")
    return None


def _review(here: Link, brought: Brought) -> None:
    st.markdown("\n".join(f"- {plain(each)}" for each in brought.sentences()))
    count = len(brought.boundaries.areas)
    st.button(
        f"Lay {count:,} area{'s' * (count != 1)} over the data", type="primary", key="areas-lay", on_click=_lay, args=(here.data, brought))  # fmt: skip


def _lay(key: str, brought: Brought) -> None:
    """Open the data under the boundaries; data that lie under others already are taken from under those."""
    mine = {each.key: each for each in datasets.of(session.token())}
    beneath = mine[key].beneath if key in mine else None
    bare = key if beneath is None else beneath
    try:
        laid = own_areas.lay(data.store(bare, session.token()), brought, session.token(), bare)
    except DataError as error:
        st.error(plain(str(error)))
        return
    here, _ = link.current()
    link.go(Link(here.query.without(*here.query.asked()), page="map", data=laid.key, shading="count"))


def _take_off(key: str, beneath: str) -> None:
    here, _ = link.current()
    link.go(Link(here.query.without("area"), page="data", data=beneath))
    datasets.remove(key, session.token())
