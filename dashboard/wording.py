"""What the values of a filter are called in the sidebar, and in what order they stand."""

from __future__ import annotations

from geodata import names, style
from geodata.store import Store

SHORT_CATEGORY = {
    "attack_on_us_coalition": "On U.S. and coalition",
    "us_coalition_strike": "U.S. and coalition strikes",
    "other_attack": "Other attacks",
}


def ordered(store: Store, name: str, values: set[str]) -> list[str]:
    """Return the values of a field as a reader looks for them: provinces by country, the rest by name or as declared."""
    if name == "province":  # grouped by country, then by name
        return sorted(values, key=lambda code: (code[:2], names.province_names()[code].name))
    if name == "place":
        return sorted(values, key=lambda place: store.place_names.get(place, place).casefold())
    return style.order(name, list(values))


def label(store: Store, name: str, value: str) -> str:
    """Return what one value of a field is called in the list of choices."""
    if name == "province":
        return f"{names.COUNTRY_NAMES[value[:2]]}: {names.province_names()[value].name}"
    if name == "place":
        return store.place_names.get(value, value)
    if name == "category":
        return SHORT_CATEGORY.get(value, value)
    return style.label(name, value)
