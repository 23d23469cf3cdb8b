"""Which columns of a file of areas hold their names, their codes and what they are part of.

Columns of the publishers that people here take boundaries from are known: COD-AB (OCHA), GADM, geoBoundaries,
Natural Earth, and the provinces of this project. For other files the names of columns and their values decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from geodata.errors import DataError, QuestionError
from geodata.importers.formats import key
from geodata.importers.table import Evidence


class Columns(NamedTuple):
    """The columns of names, codes and of what an area is part of (empty where there is none), and why these."""

    name: str
    code: str
    part_of: str
    publisher: str
    because: str

    @property
    def evidence(self) -> list[Evidence]:
        told = [Evidence("names of the areas", repr(self.name), self.because)]
        return [*told, Evidence("codes of the areas", repr(self.code))] if self.code else told


class _Scheme(NamedTuple):
    """How a publisher calls columns; ``#`` stands for the level, 0 the country."""

    publisher: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    parents: tuple[str, ...] = ()


_SCHEMES = (
    _Scheme("COD-AB (OCHA)", ("adm#_en", "adm#_name", "admin#name_en", "admin#name", "adm#_ref_name"), ("adm#_pcode", "admin#pcode")),
    _Scheme("GADM", ("name_#",), ("gid_#",)),
    _Scheme("geoBoundaries", ("shapename",), ("shapeid", "shapeiso"), ("shapegroup",)),
    _Scheme("Natural Earth", ("name", "name_en"), ("iso_3166_2", "adm1_code"), ("admin",)),
    _Scheme("the provinces of this project", ("name",), ("admin1_code",), ("country",)),
)  # fmt: skip
_DEEPEST = 5
# Names of columns that hold the name or the code of an area, in files of one's own, the likeliest first.
_NAMES = ("name", "name_en", "area", "area_name", "district", "district_name", "subdistrict", "governorate", "province", "region",
          "label", "title", "الاسم", "اسم", "القضاء", "الناحية", "المحافظة", "name_ar")  # fmt: skip
_CODES = ("code", "pcode", "p_code", "id", "area_code", "district_code", "iso", "iso_code")


def decided(
    file: str, texts: Mapping[str, pa.ChunkedArray], *, name: str | None = None, code: str | None = None
) -> Columns:
    """Return which columns name the areas; what is said goes before.

    Raises
    ------
    DataError
        If a column that is said is not there.
    QuestionError
        If no column seems to name them, and only the owner of the file can say.
    """
    for said in (name, code):
        if said and said not in texts:
            raise DataError(
                f"{file} has no column {said!r}. Its columns: {', '.join(map(repr, list(texts)[:40])) or 'none'}."
            )
    found = _known(texts) or _likely(texts)
    if name:
        same = found if found and found.name == name else None
        found = same or Columns(name, "", "", "", "it is given")
    if found is None:
        offered = tuple(texts)[:12]
        raise QuestionError(
            f"{file} does not show which column names its areas: {', '.join(map(repr, offered)) or 'it has none'}.",
            "area_name", offered, "--area-name COLUMN")  # fmt: skip
    return found._replace(code=code or found.code)


def _known(texts: Mapping[str, pa.ChunkedArray]) -> Columns | None:
    there = {key(name): name for name in texts if _states(texts[name])}
    for scheme, level in _levels():
        names, codes = (
            [there[each] for each in _at(given, level) if each in there] for given in (scheme.names, scheme.codes)
        )
        if names and (codes or not scheme.codes):
            above = [there[each] for each in (*_at(scheme.names, level - 1), *scheme.parents) if each in there]
            at = f", level {level}" if "#" in scheme.names[0] else ""
            return Columns(
                names[0], codes[0], next((each for each in above if each != names[0]), ""), scheme.publisher,
                f"columns of {scheme.publisher}{at}")  # fmt: skip
    return None


def _levels() -> Iterator[tuple[_Scheme, int]]:
    for scheme in _SCHEMES:
        for level in range(_DEEPEST, -1, -1) if "#" in scheme.names[0] else (0,):
            yield scheme, level


def _at(names: Sequence[str], level: int) -> list[str]:
    return [name.replace("#", str(level)) for name in names if level >= 0 or "#" not in name]


def _likely(texts: Mapping[str, pa.ChunkedArray]) -> Columns | None:
    there = {key(name): name for name in texts if _states(texts[name])}
    code = next((there[each] for each in _CODES if each in there and _tells_apart(texts[there[each]])), "")
    name = next((there[each] for each in _NAMES if each in there), "")
    if name:
        return Columns(name, code, "", "", "by the name of the column")
    apart = [
        each for each in there.values() if _tells_apart(texts[each]) and each != code and _has_letters(texts[each])
    ]
    return Columns(apart[0], code, "", "", "its values tell the areas apart") if apart else None


def _states(values: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.not_equal(values, "")).as_py())


def _tells_apart(values: pa.ChunkedArray) -> bool:
    return len(pc.unique(values)) == len(values) and not pc.any(pc.equal(values, "")).as_py()


def _has_letters(values: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.match_substring_regex(values, r"\p{L}")).as_py())
