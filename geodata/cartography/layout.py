"""How a query is drawn: one immutable value, written in links, flags and recipe files like the query itself.

A `Layout` says nothing about which incidents are asked for (`geodata.query`) and holds no data. Each field
declares how it is read and what it accepts once, here; ``from_params(to_params())`` gives it back.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

from geodata.errors import GeodataError, LayoutError
from geodata.linked import Linked, Params
from geodata.names import COUNTRY_NAMES, country_code, province_code
from geodata.rules import Bbox

MM_PER_INCH, PT_PER_INCH = 25.4, 72.0
# Portrait sizes in mm; the last two are screens, named by shape: 16:9 is a 13⅓ by 7½ inch slide.
PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType({
    "A5": (148, 210), "A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "Letter": (215.9, 279.4),
    "16:9": (190.5, 1016 / 3), "square": (190.5, 190.5),
})  # fmt: skip
SCREENS = ("16:9", "square")
SMALLEST_MM, LARGEST_MM = 105.0, 1300.0  # A6, below which type of 7 points leaves no room for a map
LARGEST_MEGAPIXELS = 140.0  # A2 at 600 dpi; Matplotlib then holds 560 MB of picture
DPI = range(72, 601)
PRINT_DPI, SCREEN_DPI = 300, 144  # unless given: 144 makes a 16:9 slide 1920 by 1080 pixels
MAX_TITLE = 200  # letters


class Option(NamedTuple):
    """How one field is read from text (`read` raises a `GeodataError`) and what it is for."""

    read: Callable[[str], Any]
    accepted: str
    meaning: str


def _choice(*values: str) -> Callable[[str], str]:
    spelled = {value.lower(): value for value in values}

    def read(text: str) -> str:
        if text.strip().lower() not in spelled:
            raise LayoutError
        return spelled[text.strip().lower()]

    return read


def _option(default: Any, read: Callable[[str], Any], accepted: str, meaning: str) -> Any:
    return field(default=default, metadata={"option": Option(read, accepted, meaning)})


def _one_of(default: str, *values: str, meaning: str) -> Any:
    return _option(default, _choice(*values), ", ".join(values), meaning)


def _switch(default: bool, meaning: str) -> Any:
    return _option(default, _read_switch, "yes, no", meaning)


def _read_switch(text: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}
    if text.strip().lower() not in known:
        raise LayoutError
    return known[text.strip().lower()]


def _read_listing(text: str) -> str:
    plain = text.strip().lower()
    return "pages" if plain == "yes" else _choice("no", "page", "pages")(plain)


_FREE_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[x×]\s*([0-9]+(?:\.[0-9]+)?)\s*(mm|px)", re.IGNORECASE)


def _read_paper(text: str) -> str:
    for name in PAPERS:
        if text.strip().lower() == name.lower():
            return name
    if size := _FREE_SIZE.fullmatch(text.strip()):
        return f"{float(size[1]):g}x{float(size[2]):g}{size[3].lower()}"
    raise LayoutError


def _read_dpi(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text.strip()) or int(text) not in DPI:
        raise LayoutError
    return int(text)


def _printable(letter: str) -> str:
    """Return a letter, a blank for a control character; Arabic joiners are letters, marks of direction are not."""
    return letter if letter in "\u200c\u200d" or not unicodedata.category(letter).startswith("C") else " "


def _read_title(text: str) -> str:
    plain = " ".join("".join(map(_printable, text)).split())
    if not plain or len(plain) > MAX_TITLE:
        raise LayoutError
    return plain


def _read_extent(text: str) -> str:
    """Read what the map shows: a word, a country, provinces, or a box."""
    plain = text.strip()
    if plain.lower() in ("countries", "incidents"):
        return plain.lower()
    if re.fullmatch(r"[-+0-9., ]+", plain):
        box = Bbox.read(plain)
        if box.east - box.west < 0.05 or box.north - box.south < 0.05:
            raise LayoutError("A box under 0.05° (5 km) a side shows nothing; make it larger.")
        return str(box)
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    if len(parts) == 1 and (parts[0].upper() in COUNTRY_NAMES or parts[0].lower() in ("iraq", "syria", "jordan")):
        return country_code(parts[0])
    if not parts:
        raise LayoutError
    return ",".join(sorted({province_code(part) for part in parts}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout(Linked):
    """How the incidents of a query are drawn. The default is an A4 page, landscape, of both countries.

    Field names are public: they are parameters of the link, keys of recipe files and (with ``--``) flags.
    """

    refusal: ClassVar[type[GeodataError]] = LayoutError

    paper: str = _option("A4", _read_paper, f"{', '.join(PAPERS)}, or a size: 210x297mm, 1600x900px",
                         "size of the page")  # fmt: skip
    orientation: str = _one_of("landscape", "landscape", "portrait", meaning="which way a named paper lies")
    dpi: int | None = _option(None, _read_dpi, f"{DPI.start} to {DPI.stop - 1}", "dots per inch of a PNG")
    theme: str = _one_of("light", "light", "dark", "grey", meaning="colours of ground and type")
    transparent: bool = _switch(False, "no colour behind the map and its margins")
    extent: str = _option("countries", _read_extent,
                          "countries, incidents, IQ, SY, province codes or names with commas, or west,south,east,north",
                          "what the map shows")  # fmt: skip
    style: str = _one_of("swarm", "swarm", "symbols", "choropleth", "hex", meaning="how incidents are drawn")
    measure: str = _one_of("count", "count", "density", "per_month",
                           meaning="what a choropleth shades: incidents, per 10,000 km², per month")  # fmt: skip
    timeline: bool = _switch(True, "a strip of bars of incidents over time")
    inset: bool = _switch(True, "on a near map, where it lies in the two countries")
    names: bool = _switch(True, "names of the sites of incidents")
    listing: str = _option("no", _read_listing, "no, page, pages",
                           "numbered dots and a list of incidents with sources: beside the map, the rest on further pages of a PDF; "
                           "or all on further pages")  # fmt: skip
    arcs: bool = _switch(False, "arcs from attacks to what is reported as answering them")
    code: bool = _switch(True, "a QR code with the link to the view, if the address of the dashboard is known")
    title: str | None = _option(
        None, _read_title, f"1 to {MAX_TITLE} letters", "title in place of the kind of incident"
    )
    subtitle: str | None = _option(None, _read_title, f"1 to {MAX_TITLE} letters",
                                   "line in place of the question in words")  # fmt: skip
    language: str = _one_of("en", "en", "ar", meaning="language of names and labels; ar runs from right to left")
    digits: str = _one_of("latin", "latin", "arabic", meaning="digits: 0123 or ٠١٢٣")

    def __post_init__(self) -> None:
        problems = []
        for name, option, value in self._given():
            try:
                object.__setattr__(self, name, option.read(_written(value)))
            except GeodataError as problem:
                problems.append(_refused(name, _written(value), option, problem))
        if problems:
            raise LayoutError(*problems)
        self._check_size()

    def _check_size(self) -> None:
        limits = f"Pages are {SMALLEST_MM:g} to {LARGEST_MM:g} mm a side and at most {LARGEST_MEGAPIXELS:g} megapixels"
        for side, mm in zip(("wide", "high"), self.size_mm, strict=True):
            if not SMALLEST_MM <= round(mm, 2) <= LARGEST_MM:
                raise LayoutError(f"A page of {self.paper} at {self.resolution} dpi is {mm:.0f} mm {side}. {limits}. "
                                  f"Choose another paper or dpi.")  # fmt: skip
        wide, high = self.size_px
        if wide * high > LARGEST_MEGAPIXELS * 1e6:
            raise LayoutError(f"{self.paper} at {self.resolution} dpi is {wide} x {high} pixels, "
                              f"{wide * high / 1e6:.0f} megapixels. {limits}. Choose a lower dpi.")  # fmt: skip

    @property
    def resolution(self) -> int:
        """Dots per inch: as given, else 300 for paper and 144 for screens."""
        is_screen = self.paper in SCREENS or self.paper.endswith("px")
        return self.dpi if self.dpi is not None else SCREEN_DPI if is_screen else PRINT_DPI

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the page."""
        if self.paper in PAPERS:
            short, long = PAPERS[self.paper]
            return (long, short) if self.orientation == "landscape" else (short, long)
        factor = 1.0 if self.paper.endswith("mm") else MM_PER_INCH / self.resolution
        wide, high = (float(side) * factor for side in self.paper[:-2].split("x"))
        return wide, high

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of the page in points, to whole pixels."""
        wide, high = (pixels / self.resolution * PT_PER_INCH for pixels in self.size_px)
        return wide, high

    @property
    def size_px(self) -> tuple[int, int]:
        wide, high = (round(mm / MM_PER_INCH * self.resolution) for mm in self.size_mm)
        return wide, high

    def to_params(self) -> dict[str, list[str]]:
        """Return only what differs from the default, as link parameters in field order."""
        return {name: [_written(value)] for name, _, value in self._given()}

    @classmethod
    def understood(cls, params: Params) -> tuple[Self, tuple[str, ...]]:
        """Return what can be understood of `params`, and a sentence for each part that cannot."""
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name, texts in params.items():
            if name not in OPTIONS:
                problems.append(f"Unknown layout option {name!r}; known: {', '.join(OPTIONS)}.")
            elif len(set(texts)) != 1:
                problems.append(
                    f"Layout option {name!r} takes one value; got {', '.join(map(repr, texts)) or 'none'}. Keep one."
                )
            else:
                try:
                    values[name] = OPTIONS[name].read(texts[0])
                except GeodataError as problem:
                    problems.append(_refused(name, texts[0], OPTIONS[name], problem))
        try:
            return cls(**values), tuple(problems)
        except LayoutError as problem:
            return cls(), (*problems, str(problem))

    def to_flags(self) -> list[str]:
        """Return the same layout as command-line flags, one ``--name=value`` each."""
        return [f"--{name}={values[0]}" for name, values in self.to_params().items()]

    def _given(self) -> Iterator[tuple[str, Option, Any]]:
        for each in dataclasses.fields(self):
            if (value := getattr(self, each.name)) != each.default:
                yield each.name, each.metadata["option"], value


def _written(value: Any) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _refused(name: str, text: str, option: Option, problem: GeodataError) -> str:
    # A place or a box says itself what is wrong with it; for the rest the list of what is accepted is enough.
    detail = f" {str(problem)[0].upper()}{str(problem)[1:]}" if str(problem) else ""
    return f"Layout option {name!r} cannot be {text!r}.{detail} Accepted: {option.accepted}."


OPTIONS: Mapping[str, Option] = MappingProxyType(
    {each.name: each.metadata["option"] for each in dataclasses.fields(Layout)}
)
