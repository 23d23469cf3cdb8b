"""How an uploaded file is read: what was detected, each part of which can be said otherwise, and which column holds what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import refusals, waiting
from dashboard.data.uploads import Upload
from dashboard.untrusted import plain
from dashboard.views import data_inside
from geodata import importers
from geodata.errors import DataError
from geodata.importers import FIELDS, FORMATS, Look, Options, mapping

DETECTED = "as detected"
ENCODINGS = [DETECTED, "utf-8", "utf-16", "cp1252", "cp1256", "mac_roman"]
SEPARATORS = [DETECTED, "comma", "semicolon", "tab", "vertical bar"]
ORDERS = {None: DETECTED, True: "Day first: 31-12-19", False: "Month first: 12-31-19"}
NOT_MAPPED = "(keep as it is)"
HEADING = "How it is read"


def options(upload: Upload) -> Options | None:
    """Draw what was detected and what may be said otherwise; None where the file cannot be read so, or not yet."""
    with st.expander(HEADING, icon=":material/tune:"):
        said, place = _said(upload.number)
    if upload.says_itself():
        return said
    seen, said = _looked(upload, said, place)
    if seen is None:
        return None
    st.markdown("#### What was read")
    st.markdown("\n".join(f"- {plain(str(each))}" for each in seen.evidence))
    return _mapped(seen, said, upload.number)


def day_order(upload: Upload, question: str) -> bool | None:
    """Draw the question whether days or months come first, and return the answer once there is one."""
    st.warning(plain(question), icon=":material/help:")
    orders = {name: order for order, name in ORDERS.items() if order is not None}
    answer = st.segmented_control("Dates written in numbers", list(orders), key=f"answer-days-{upload.number}")
    return None if answer is None else orders[answer]


def _said(number: str) -> tuple[Options, DeltaGenerator]:
    """Draw what may be said of one file, and leave a place for what is inside it; another file begins with nothing said."""
    today = date.today()  # noqa: DTZ011  a local day
    left, middle, right = st.columns(3)
    encoding = left.selectbox("Encoding", ENCODINGS, key=f"read-encoding-{number}")
    separator = left.selectbox("Separator", SEPARATORS, key=f"read-separator-{number}")
    decimal = left.selectbox("Decimal mark", [DETECTED, ".", ","], key=f"read-decimal-{number}")
    header = middle.number_input("Row with the names of columns", min_value=0, value=None, step=1, key=f"read-header-{number}",
                                 placeholder=DETECTED, help="0 if there is none.")  # fmt: skip
    place = middle.container()
    form = middle.selectbox("Format", [DETECTED, *FORMATS], key=f"read-form-{number}",
                            format_func=lambda each: FORMATS[each].title if each in FORMATS else each)  # fmt: skip
    day_first = right.selectbox(
        "Dates written in numbers", list(ORDERS), format_func=ORDERS.__getitem__, key=f"read-days-{number}"
    )
    crs = right.text_input("Coordinate system", key=f"read-crs-{number}", placeholder=f"{DETECTED}; such as EPSG:4326")
    accessed = right.date_input(
        "Taken from its publisher on", value=None, max_value=today, key=f"read-accessed-{number}"
    )
    held = st.file_uploader("A mapping kept before", type=["toml"], key=f"read-mapping-{number}", max_upload_size=1)
    given = {"encoding": encoding, "separator": separator, "decimal": decimal, "form": form}
    said = {name: value for name, value in given.items() if value != DETECTED}
    said |= {name: value for name, value in {"header_row": header, "day_first": day_first, "crs": crs or None,
                                             "accessed": accessed}.items() if value is not None}  # fmt: skip
    if held is not None:
        try:
            said = {**mapping.read(held.getvalue().decode("utf-8", "replace"), held.name), **said}
        except DataError as error:
            st.warning(plain(str(error)))
    return Options(**said), place


def _looked(upload: Upload, said: Options, place: DeltaGenerator) -> tuple[Look | None, Options]:
    """Return how the file is read, and the options with the sheet that is chosen in it."""

    def find(name: str | None) -> Look | None:
        asked = said if name is None else replace(said, sheet=name)
        return waiting.awaited(upload.looked(asked), "file-look", "Looking at", upload.forget)

    with refusals.told(HEADING):
        key = f"read-sheet-{upload.number}"
        seen, name = data_inside.chosen(find, lambda look: look.table, place, key=key, option="sheet")
        return seen, said if name is None else replace(said, sheet=name)
    return None, said


def _mapped(seen: Look, said: Options, number: str) -> Options:
    """Show which column holds what; for a table of one's own it can be changed and kept."""
    if seen.form.name == "atlas":
        return said
    st.markdown("#### Which column holds what")
    if seen.form.name != "table":
        with st.expander(f"{seen.form.title}: {len(seen.fields)} fields are mapped by the names of their columns"):
            st.dataframe(pd.DataFrame(list(seen.fields.items()), columns=["field", "column"]), hide_index=True)
        return said
    lines = importers.propose(seen.table)
    chosen = {column: field for field, column in seen.fields.items()}
    proposed = pd.DataFrame({
        "column": [each.column for each in lines],
        "field": [chosen.get(each.column, NOT_MAPPED) for each in lines],
        "samples": [" · ".join(each.samples)[:120] for each in lines],
        "reason": [each.reason for each in lines],
    })  # fmt: skip
    edited = st.data_editor(
        proposed, hide_index=True, disabled=["column", "samples", "reason"], key=f"mapping-{number}",
        column_config={"field": st.column_config.SelectboxColumn("holds", options=[NOT_MAPPED, *FIELDS], required=True)})  # fmt: skip
    columns = {
        field: column for column, field in zip(edited["column"], edited["field"], strict=True) if field != NOT_MAPPED
    }
    if twice := [field for field in columns if (edited["field"] == field).sum() > 1]:
        st.warning(
            f"Two columns are said to hold {twice[0]}. The last of them is used; set the others to “{NOT_MAPPED}”."
        )
    mapped = replace(said, columns=columns)
    st.download_button("Keep this mapping", data=mapping.text(columns, said), file_name="mapping.toml", on_click="ignore", key="keep-mapping",
                       help="A small file that reads the next file of this kind in the same way, here or with --mapping on the command line.")  # fmt: skip
    return mapped
