"""Values that live in a link: what a class must say of itself so that link, parameters and value are one thing.

Questions (`geodata.query`) and layouts of maps (`geodata.cartography.layout`) are such values. The laws hold
for both: ``from_params(to_params())`` and ``from_url(to_url())`` give the value back.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Self
from urllib.parse import parse_qsl, urlencode

from geodata.errors import GeodataError

Params = Mapping[str, Sequence[str]]


class Linked:
    """A value that is written in a link and read from one. `refusal` is raised with a sentence for each problem."""

    __slots__ = ()
    refusal: ClassVar[type[GeodataError]] = GeodataError

    @abstractmethod
    def to_params(self) -> dict[str, list[str]]:
        """Return only what differs from the default, as link parameters in field order."""

    @classmethod
    @abstractmethod
    def understood(cls, params: Params) -> tuple[Self, tuple[str, ...]]:
        """Return what can be understood of `params`, and a sentence for each part that cannot."""

    @classmethod
    def from_params(cls, params: Params) -> Self:
        """Read link parameters; raise `refusal` with every name and value that is not understood."""
        value, problems = cls.understood(params)
        if problems:
            raise cls.refusal(*problems)
        return value

    def to_url(self) -> str:
        """Return the value's part of a link, without the question mark."""
        return urlencode(self.to_params(), doseq=True)

    @classmethod
    def from_url(cls, text: str) -> Self:
        """Read a part of a link; raise `refusal` as `from_params` does."""
        params: dict[str, list[str]] = {}
        for name, value in parse_qsl(text.removeprefix("?"), keep_blank_values=True):
            params.setdefault(name, []).append(value)
        return cls.from_params(params)
