"""Which column holds what, in a table of one's own: proposed from names, hashtags and content, kept in a small file."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from geodata.errors import DataError
from geodata.importers import coordinates, counts, dates, day_parts, projected, vocabularies
from geodata.importers.formats import ATLAS_COLUMNS, key
from geodata.importers.numbers import degrees
from geodata.importers.options import Options
from geodata.importers.table import Evidence, Table

FIELDS = (*ATLAS_COLUMNS, coordinates.POINT, *projected.FIELDS, *day_parts.PARTS)
# field → other names that columns have for it, in English, French, Spanish, German and Arabic; without accents
_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "event_id": ("event id", "incident id", "id", "ref", "incident number", "inc #", "inc. #", "incident #", "event #", "reference", "referencia", "kennung", "رقم الحادث", "رقم"),
    "event_date": ("event date", "date", "incident date", "date of incident", "day", "date of event", "reported date", "when", "fecha", "fecha del incidente", "date de l incident", "datum", "تاريخ", "التاريخ", "تاريخ الحادث"),
    "place_name": ("place name", "place", "location", "site", "town", "city", "village", "location name", "where", "locality", "settlement", "lieu", "localite", "ville", "lugar", "localidad", "ciudad", "ort", "ortschaft", "المكان", "الموقع", "مكان", "المدينة"),
    "latitude": ("latitude", "lat", "y", "gps lat", "gps latitude", "gps n", "lat n", "north", "geolocation latitude", "breite", "latitude dd", "y coordinate", "latitud", "breitengrad", "خط العرض"),
    "longitude": ("longitude", "lon", "long", "lng", "x", "gps lon", "gps longitude", "gps e", "lon e", "long e", "east", "geolocation longitude", "lange", "gps long", "longitude dd", "x coordinate", "longitud", "langengrad", "خط الطول"),
    "province": ("province", "governorate", "admin1", "adm1", "state", "gov", "provstate", "admin 1", "adm1 name", "adm1 en", "muhafaza", "gouvernorat", "provincia", "gobernacion", "provinz", "المحافظة", "محافظة"),
    "country": ("country", "country name", "country txt", "iso3", "iso", "adm0", "admin0", "pays", "pais", "land", "البلد", "الدولة", "بلد"),
    "notes": ("notes", "description", "details", "summary", "narrative", "comments", "text", "what happened", "what", "resume", "incident description", "descripcion", "beschreibung", "remarques", "notas", "الوصف", "ملاحظات", "تفاصيل"),
    "actor1": ("actor1", "actor", "perpetrator", "attacker", "side a", "gname", "who", "armed group", "group responsible", "responsible group", "responsible party", "auteur", "autor", "tater", "الفاعل", "الجهة"),
    "actor2": ("actor2", "target", "victim", "side b", "against", "targeted party", "الهدف"),
    "event_type": ("event type", "type", "incident type", "category of incident", "type of event", "attack type", "attacktype1 txt", "type d incident", "tipo", "tipo de incidente", "art des vorfalls", "نوع الحادث", "النوع"),
    "sub_event_type": ("sub event type", "subtype", "sub type", "method"),
    "weapons": ("weapons", "weapon", "weapon type", "means", "arme", "arma", "armas", "waffe", "السلاح"),
    "killed_min": ("killed", "fatalities", "deaths", "dead", "kia", "nkill", "number killed", "killed min", "best", "tues", "morts", "deces", "muertos", "fallecidos", "getotete", "tote", "القتلى", "عدد القتلى", "قتلى"),
    "injured_min": ("injured", "wounded", "injuries", "number injured", "wia", "nwound", "injured min", "blesses", "heridos", "verletzte", "الجرحى", "عدد الجرحى", "جرحى"),
    "source_urls": ("source url", "url", "link", "source link", "source urls", "links", "الرابط", "المصدر"),
    "point": ("point", "coordinates", "coordinate", "coords", "gps", "gps coordinates", "gps location", "geolocation", "geopoint", "lat long", "lat lon", "latlong", "latlon", "latlng", "lat lng", "latitude longitude", "wkt", "geom", "geometry", "the geom", "mgrs", "grid reference", "grid ref", "mgrs grid", "coordonnees", "coordenadas", "koordinaten", "الاحداثيات", "احداثيات"),
    "outcome": ("outcome", "result"), "claimed_by": ("claimed by", "claim"), "damage": ("damage",),
    "geo_precision": ("geo precision", "location precision"), "time_precision": ("time precision", "date precision"),
    "confidence": ("confidence", "evidence", "reliability"), **day_parts.NAMES, **projected.NAMES,
})  # fmt: skip
# Names that say something only where they are all of it: “where_prec” is no place, “name” no “gname” of terrorism data.
_WHOLE = frozenset(
    {"inc #", "inc. #", "incident #", "event #", "who", "what", "where", "when", "north", "east", "gname", "against"}
)
_OF_PEOPLE = frozenset((*_NAMES["killed_min"], *_NAMES["injured_min"]))
# The beginning of a hashtag of the Humanitarian Exchange Language → field; attributes decide where two fit.
_HASHTAGS: Sequence[tuple[str, str]] = (
    ("#geo+lat", "latitude"), ("#geo+lon", "longitude"), ("#date+end", ""), ("#date+year", ""), ("#date", "event_date"),
    ("#adm1+code", ""), ("#adm1", "province"), ("#country+code", "country"), ("#country", "country"), ("#loc", "place_name"),
    ("#event+id", "event_id"), ("#event+code", "event_id"), ("#meta+id", "event_id"), ("#id", "event_id"),
    ("#event+type", "event_type"), ("#event+sub", "sub_event_type"), ("#description", "notes"), ("#event+description", "notes"),
    ("#affected+killed", "killed_min"), ("#affected+injured", "injured_min"), ("#actor+1", "actor1"), ("#actor", "actor1"),
    ("#group", "actor1"), ("#meta+url", "source_urls"), ("#meta+source+url", "source_urls"), ("#event", "event_type"),
)  # fmt: skip
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LEAST = 82.0  # of rapidfuzz's 100, for a name to count as another spelling
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of the table that a person corrects: a column, the field it seems to hold, why, and what it holds."""

    column: str
    field: str
    reason: str
    samples: tuple[str, ...]


def propose(table: Table) -> list[Proposal]:
    """Return a line for each column, each field at most once; `field` is empty where none fits."""
    cells = table.sample()
    samples = {
        name: [text.strip() for text in dict.fromkeys(cells[name].to_pylist()) if text.strip()]
        for name in table.columns
    }
    scored = [
        (score, -at, column, wanted, reason)
        for at, column in enumerate(table.columns)
        for wanted, score, reason in _candidates(column, table.hxl[at] if at < len(table.hxl) else "", samples[column])
    ]
    chosen: dict[str, tuple[str, str]] = {}
    for _, _, column, wanted, reason in sorted(scored, reverse=True):
        if column not in chosen and wanted not in {each for each, _ in chosen.values()}:
            chosen[column] = (wanted, reason)
    chosen |= _incomplete({wanted: column for column, (wanted, _) in chosen.items()})
    return [
        Proposal(name, *chosen.get(name, ("", "kept as it is")), tuple(samples[name][:_SAMPLES]))
        for name in table.columns
    ]


def _incomplete(columns: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return what is said of columns whose field means nothing without another, given field → column."""
    told = {}
    in_degrees, in_metres = coordinates.AXES, (projected.EASTING, projected.NORTHING)
    for one, other in (in_degrees, in_degrees[::-1], in_metres, in_metres[::-1]):
        if one in columns and other not in columns:
            told[columns[one]] = ("", f"kept as it is: no column seems to hold the {other}")
    if set(in_degrees) <= columns.keys() or not set(in_metres) <= columns.keys():
        told |= {columns[part]: ("", "kept as it is") for part in projected.FIELDS if part in columns}
    if "event_date" in columns or not {"year", "month"} <= columns.keys():
        told |= {columns[part]: ("", "kept as it is") for part in day_parts.PARTS if part in columns}
    return told


def _candidates(column: str, tag: str, texts: Sequence[str]) -> list[tuple[str, float, str]]:
    """Return the fields that a column may hold, with a score and a reason each."""
    found = []
    if by_tag := _by_hashtag(tag):
        found.append((by_tag, 200.0, f"the hashtag {tag}"))
    for wanted, score, name in _by_name(column):
        if wanted in day_parts.PARTS and score < 100:
            continue  # “event id” is no “event day”
        fits = _CONTENT.get(wanted)
        if fits is None or not texts:
            found.append((wanted, score, f"the name is like {name!r}"))
        elif (share := sum(map(fits, texts)) / len(texts)) >= _least_share(wanted, score):
            found.append(
                (
                    wanted,
                    score + 20 * share,
                    f"the name is like {name!r}, and {round(100 * share)} % of its distinct values fit",
                )
            )
    found += [
        (wanted, 60.0, "its cells look like it")
        for wanted in _BY_CONTENT
        if texts and all(map(_ALONE.get(wanted, _CONTENT[wanted]), texts))
    ]
    return found


def _least_share(wanted: str, score: float) -> float:
    """Return how much of a column must fit its name: one that is called “Date” is one, if a single cell can be read."""
    if score == 100 and wanted in ("event_id", "event_date"):
        return 0.0 if wanted == "event_id" else 1e-9
    return 0.5


def _by_hashtag(tag: str) -> str:
    words = set(tag.casefold().replace(" ", "").split("+"))
    return next((wanted for known, wanted in _HASHTAGS if tag and set(known.split("+")) <= words), "")


def _by_name(column: str) -> list[tuple[str, float, str]]:
    """Return the fields that a name is like; of one with groups, as forms and JSON have them, its last part goes first."""
    group, _, last = column.rpartition("/")
    is_grouped = bool(group) and _plain(group) not in _OF_PEOPLE  # “casualties/killed”, not “killed/injured”
    bare = _plain(_IN_BRACKETS.sub(" ", column))  # “Lat (WGS84)” is a latitude, “killed (total)” what is before it
    found = (_alike(_plain(last)) if is_grouped else []) or _alike(_plain(column))
    return (
        max(found, _alike(bare), key=lambda each: max((score for _, score, _ in each), default=0.0)) if bare else found
    )


def _alike(asked: str) -> list[tuple[str, float, str]]:
    from rapidfuzz import fuzz

    found = []
    for wanted in FIELDS:
        names = _NAMES.get(wanted, ())
        known = (wanted.replace("_", " "), *(name for name in names if name not in _WHOLE))
        best, name = max((fuzz.ratio(asked, name), name) for name in known)
        if asked in names:
            best, name = 100.0, asked
        elif len(asked) > 3 and best < 100:  # "Date of the incident (local)" holds a name whole
            held = [name for name in known[1:] if len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", asked)]
            best, name = max([(best, name), *((84 + len(each) / 10, each) for each in held)])
        if best >= _LEAST:
            found.append((wanted, best, name))
    return found


def _plain(column: str) -> str:
    """Return the name of a column in lower case, without accents, its words one blank apart."""
    parted = unicodedata.normalize("NFKD", key(column).replace("’", " ").replace("'", " "))
    return " ".join("".join(sign for sign in parted if not unicodedata.combining(sign)).replace("_", " ").split())


def _is_day(text: str) -> bool:
    rules = (dates.DateRule(order, Evidence("", "")) for order in (True, False))
    return any(rule.read(text) is not None for rule in rules)


def _is_day_and_no_number(text: str) -> bool:
    return _is_day(text) and (not text.isdecimal() or len(text) == len("20240131"))


def _is_degrees(limit: float) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            return abs(float(degrees(text, ",").replace(",", "."))) <= limit
        except ValueError:
            return False

    return fits


def _is_count(text: str) -> bool:
    return (said := counts.read(text)) is not None and bool(said.least or said.most or said.doubt)


_CONTENT: Mapping[str, Callable[[str], bool]] = MappingProxyType({
    "event_id": lambda text: any(map(str.isdigit, text)), "event_date": _is_day, "latitude": _is_degrees(90), "longitude": _is_degrees(180), "killed_min": _is_count, "injured_min": _is_count,
    "killed_max": _is_count, "injured_max": _is_count, "source_urls": lambda text: text.casefold().startswith(("http://", "https://")),
    "province": lambda text: vocabularies.province(text) is not None, "country": lambda text: vocabularies.country(text) is not None,
    "point": lambda text: bool((found := coordinates.read(text)) and found[0]),
    "geo_precision": lambda text: text in ("1", "2", "3"), "time_precision": lambda text: text in ("1", "2", "3"),
    **day_parts.CONTENT, **projected.CONTENT,
})  # fmt: skip
_BY_CONTENT = ("event_date", "source_urls", "province", "country", "point")  # what few other columns hold
_ALONE: Mapping[str, Callable[[str], bool]] = {"event_date": _is_day_and_no_number}  # where no name says the same


def text(columns: Mapping[str, str], options: Options) -> str:
    """Return a mapping as the text of its file."""
    import tomli_w

    said = {name: value for name in _READING if (value := getattr(options, name)) is not None}
    return tomli_w.dumps({"columns": dict(columns)} | ({"reading": said} if said else {}))


_READING = ("encoding", "separator", "decimal", "header_row", "sheet", "day_first", "crs")


def read(body: str, name: str) -> dict[str, Any]:
    """Return the keywords for `Options` that a mapping file holds; `DataError` if it is none."""
    try:
        held = tomllib.loads(body)
        columns, reading = dict(held["columns"]), dict(held.get("reading", {}))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f'{name} is no mapping: {error}. A mapping is TOML with a table [columns] of field = "column".'
        ) from error
    check(columns, name)
    if strange := set(reading) - set(_READING):
        raise DataError(f"{name} says {min(strange)!r} of reading. Accepted: {', '.join(_READING)}.")
    return {"columns": MappingProxyType({str(k): str(v) for k, v in columns.items()}), **reading}


def check(columns: Mapping[str, Any], name: str) -> None:
    """Refuse a mapping to fields that there are not."""
    if strange := [each for each in columns if each not in FIELDS]:
        raise DataError(f"{name} maps to {strange[0]!r}, which is no field. Fields: {', '.join(FIELDS)}.")
