"""The closed vocabularies: every value, what it is called and what it means, in display order.

Event and sub-event types are ACLED's (Codebook 2023): 6 types, 25 sub-types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geodata.names import COUNTRY_NAMES, fold


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a vocabulary. `label` stands in lists, `phrase` in the middle of a sentence."""

    value: str
    label: str
    meaning: str
    phrase: str


class Vocabulary(Mapping[str, Term]):
    """Terms by value, in display order. Several spellings of one value lead to the value."""

    def __init__(self, name: str, terms: Iterable[Term], aliases: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._terms = MappingProxyType({term.value: term for term in terms})
        self._written = {fold(value): value for value in self._terms}
        self._written |= {fold(term.label): term.value for term in self._terms.values()}
        self._written |= {fold(alias): value for alias, value in (aliases or {}).items()}

    def __getitem__(self, value: str) -> Term:
        return self._terms[value]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def canonical(self, written: str) -> str | None:
        """Return the value that `written` stands for in any case or punctuation, or None."""
        return self._written.get(fold(written))

    def label(self, value: str) -> str:
        """Return the label of `value`, or `value` itself where it is not one of ours."""
        return self._terms[value].label if value in self._terms else value


def _same(name: str, values: Iterable[str]) -> Vocabulary:
    return Vocabulary(name, (Term(value, value, "", value.lower()) for value in values))


CATEGORY = Vocabulary("category", [
    Term("attack_on_us_coalition", "Attack on U.S. and coalition forces",
         "The target group is the United States and the coalition, their forces or missions.",
         "attacks on U.S. and coalition forces"),
    Term("us_coalition_strike", "U.S. or coalition strike",
         "The actor group is the United States and the coalition.", "U.S. and coalition strikes"),
    Term("other_attack", "Other attack",
         "Neither: attacks among other parties, many of them unattributed.", "other attacks"),
])  # fmt: skip

EVIDENCE = Vocabulary("evidence", [
    Term("low", "Claimed", "Only claimed by a group.", "at any level of evidence"),
    Term("medium", "Reported", "Reported, but neither officially confirmed nor in two independent reports.", "reported or confirmed"),
    Term("high", "Confirmed", "Officially confirmed, or two independent reports.", "confirmed"),
], aliases={"claimed": "low", "reported": "medium", "confirmed": "high"})  # fmt: skip

GEO_PRECISION = Vocabulary("geo_precision", [
    Term("1", "Exact site", "The site itself is known.", "at an exact site"),
    Term("2", "Near the place", "Somewhere near the named place, drawn with a ring of 10 km.", "located to a place or better"),
    Term("3", "Province only", "Only the province or region is known.", "at any precision of place"),
])  # fmt: skip

TIME_PRECISION = Vocabulary("time_precision", [
    Term("1", "On this day", "The local day is known.", "on this day"),
    Term("2", "Within a few days", "The local day is known to within a few days.", "within a few days"),
    Term("3", "Within a month", "Only the month is known.", "within a month"),
])  # fmt: skip

OUTCOME = Vocabulary("outcome", [
    Term("impact", "Impact", "Something was hit.", "with an impact"),
    Term("impact, no damage", "Impact, no damage", "It landed, no damage was reported.", "with an impact but no damage"),
    Term("intercepted", "Intercepted", "Shot down or otherwise stopped.", "intercepted"),
    Term("missed", "Missed", "It landed away from the target.", "that missed"),
    Term("unknown", "Outcome not known", "Sources do not say.", "of unknown outcome"),
], aliases={"unknown": "unknown"})  # fmt: skip

KILLED_SIDE = Vocabulary("killed_side", [
    Term("militia", "Militia", "Members of armed groups.", "militia"),
    Term("us", "United States", "U.S. forces or contractors.", "U.S."),
    Term("coalition", "Coalition", "Coalition or partner forces.", "coalition"),
    Term("civilian", "Civilian", "Civilians.", "civilian"),
    Term("mixed", "Several sides", "More than one of these.", "of several sides"),
])  # fmt: skip

COUNTRY = Vocabulary("country", (Term(code, name, "", name) for code, name in COUNTRY_NAMES.items()))

SUB_TYPES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
    "Explosions/Remote violence": (
        "Air/drone strike", "Chemical weapon", "Grenade", "Remote explosive/landmine/IED",
        "Shelling/artillery/missile attack", "Suicide bomb"),
    "Violence against civilians": ("Abduction/forced disappearance", "Attack", "Sexual violence"),
    "Protests": ("Excessive force against protesters", "Peaceful protest", "Protest with intervention"),
    "Riots": ("Mob violence", "Violent demonstration"),
    "Strategic developments": (
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
        "Headquarters or base established", "Looting/property destruction",
        "Non-violent transfer of territory", "Other"),
})  # fmt: skip

EVENT_TYPE = _same("event_type", SUB_TYPES_OF)
SUB_EVENT_TYPE = _same("sub_event_type", (each for subs in SUB_TYPES_OF.values() for each in subs))
COUNT_SCOPE = Vocabulary("scope", [
    Term("us_official", "U.S. officials", "Running count given by U.S. officials.", "U.S. officials"),
    Term("sohr_syria", "Syrian Observatory (Syria)", "Running count of the Syrian Observatory, Syria only.", "the Syrian Observatory"),
    Term("wi_tracker", "Washington Institute tracker", "Running count of a research tracker.", "a tracker"),
])  # fmt: skip
KEY_DATE = Vocabulary("key_date", [
    Term("attack", "Attack", "An attack by which others are dated.", "attacks"),
    Term("strike", "Strike", "A strike, or several in one package.", "strikes"),
    Term("pause", "Pause", "Attacks stop, or are said to have stopped.", "pauses"),
    Term("war", "War nearby", "A war between states that reaches the two countries.", "wars nearby"),
])  # fmt: skip
DECISION = Vocabulary("decision", [
    Term("undecided", "Undecided", "Nobody has decided; the two count as two.", "undecided"),
    Term("same", "The same", "One incident told twice; counted once where asked for.", "the same"),
    Term("different", "Different", "Two incidents.", "different"),
])  # fmt: skip
COVERAGE = Vocabulary("coverage", [
    Term("dense", "Dense", "Many sources were found for the period.", "dense"),
    Term("thin", "Thin", "Few sources were found for the period: few incidents are a gap in the sources, not a lull.", "thin"),
])  # fmt: skip
