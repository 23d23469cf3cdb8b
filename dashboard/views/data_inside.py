"""Which sheet, layer or table inside a file is read: a list of them, the one that was taken chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.untrusted import plain
from geodata.errors import QuestionError
from geodata.importers import Inside
from geodata.style import counted

Found = TypeVar("Found")


class Part(Protocol):
    """One table or layer of a file, which knows what else is inside; without a name if it joins several."""

    @property
    def name(self) -> str: ...
    @property
    def inside(self) -> tuple[Inside, ...]: ...


def chosen(
    find: Callable[[str | None], Found | None],
    part: Callable[[Found], Part],
    place: DeltaGenerator,
    *,
    key: str,
    option: str,
) -> tuple[Found | None, str | None]:
    """Return what is found in the part of a file that is chosen, and the name of that part unless it is taken anyway.

    Parameters
    ----------
    find
        Looks into the part of a name, or into the one that looks best; None while that is under way.
    place
        Where the list is drawn; it is drawn here where only the person knows.
    option
        Of a `QuestionError` by which `find` asks for the part.
    """
    try:
        found = find(None)
    except QuestionError as error:
        if error.option != option:
            raise
        above = st.container()
        name = _list(st.container(), key, [Inside(each) for each in error.choices], None)
        if name is None:
            above.warning(plain(error.question), icon=":material/help:")
            return None, None
    else:
        if found is None or len(part(found).inside) < 2:
            return found, None
        name = _list(place, key, part(found).inside, part(found).name)
        if name in (None, part(found).name):
            return found, None
    return find(name), name


def _list(place: DeltaGenerator, key: str, inside: Sequence[Inside], taken: str | None) -> str | None:
    words = {
        each.name: each.name if each.rows is None else f"{each.name} ({counted(each.rows, 'row')})" for each in inside
    }
    first = list(words).index(taken) if taken in words else None
    return place.selectbox("Sheet, layer or file inside", list(words), index=first, format_func=words.__getitem__,
                           key=key, placeholder="choose one" if taken is None else "all of them")  # fmt: skip
