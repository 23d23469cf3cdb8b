"""Values of others in our words: types of events, precisions, countries, provinces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from geodata.errors import PlaceError
from geodata.names import country_code, province_code
from geodata.schema import vocabulary
from geodata.schema.vocabulary import SUB_TYPES_OF

Reader = Callable[[str], str | None]

# Older and looser names of ACLED's types → ours.
_TYPES = {
    "battle-no change of territory": "Battles", "battle-government regains territory": "Battles", "battle": "Battles",
    "battle-non-state actor overtakes territory": "Battles", "remote violence": "Explosions/Remote violence",
    "explosion": "Explosions/Remote violence", "bombing": "Explosions/Remote violence", "bombing/explosion": "Explosions/Remote violence",
    "bomb": "Explosions/Remote violence", "blast": "Explosions/Remote violence", "انفجار": "Explosions/Remote violence", "تفجير": "Explosions/Remote violence",
    "explosion/remote violence": "Explosions/Remote violence", "explosions": "Explosions/Remote violence",
    "violence against civilian": "Violence against civilians", "riots/protests": "Protests", "protest": "Protests", "riot": "Riots",
    "strategic development": "Strategic developments", "headquarters or base established": "Strategic developments",
    "non-violent transfer of territory": "Strategic developments",
}  # fmt: skip
_SUB_TYPES = {
    "battle-no change of territory": "Armed clash", "battle-government regains territory": "Government regains territory",
    "battle-non-state actor overtakes territory": "Non-state actor overtakes territory", "drone strike": "Air/drone strike",
    "airstrike": "Air/drone strike", "air strike": "Air/drone strike", "shelling": "Shelling/artillery/missile attack",
    "ied": "Remote explosive/landmine/IED", "landmine": "Remote explosive/landmine/IED", "suicide bombing": "Suicide bomb",
    "abduction": "Abduction/forced disappearance", "kidnapping": "Abduction/forced disappearance", "indirect fire": "Shelling/artillery/missile attack",
    "idf": "Shelling/artillery/missile attack", "mortar": "Shelling/artillery/missile attack", "rocket attack": "Shelling/artillery/missile attack",
    "artillery": "Shelling/artillery/missile attack", "drone": "Air/drone strike", "drone attack": "Air/drone strike", "uav": "Air/drone strike",
    "rocket": "Shelling/artillery/missile attack", "rockets": "Shelling/artillery/missile attack", "mortars": "Shelling/artillery/missile attack",
    "mortar fire": "Shelling/artillery/missile attack", "missile": "Shelling/artillery/missile attack", "missile attack": "Shelling/artillery/missile attack",
    "missile strike": "Shelling/artillery/missile attack", "rocket fire": "Shelling/artillery/missile attack", "artillery fire": "Shelling/artillery/missile attack",
    "airstrikes": "Air/drone strike", "drones": "Air/drone strike", "uav attack": "Air/drone strike", "roadside bomb": "Remote explosive/landmine/IED",
    "car bomb": "Remote explosive/landmine/IED", "mine": "Remote explosive/landmine/IED", "ied attack": "Remote explosive/landmine/IED",
    "hand grenade": "Grenade", "clash": "Armed clash", "clashes": "Armed clash", "armed clashes": "Armed clash", "firefight": "Armed clash",
    "kidnap": "Abduction/forced disappearance", "arrest": "Arrests",
    "vbied": "Remote explosive/landmine/IED", "suicide attack": "Suicide bomb", "svbied": "Suicide bomb", "sexual assault": "Sexual violence",
    "قصف": "Shelling/artillery/missile attack", "قصف مدفعي": "Shelling/artillery/missile attack", "قصف صاروخي": "Shelling/artillery/missile attack",
    "هجوم صاروخي": "Shelling/artillery/missile attack", "عبوة ناسفة": "Remote explosive/landmine/IED", "لغم": "Remote explosive/landmine/IED",
    "غارة جوية": "Air/drone strike", "ضربة جوية": "Air/drone strike", "طائرة مسيرة": "Air/drone strike", "اشتباك": "Armed clash",
    "اشتباكات": "Armed clash", "صاروخ": "Shelling/artillery/missile attack", "صواريخ": "Shelling/artillery/missile attack", "هاون": "Shelling/artillery/missile attack",
    "قذيفة هاون": "Shelling/artillery/missile attack", "سيارة مفخخة": "Remote explosive/landmine/IED", "عبوة": "Remote explosive/landmine/IED",
    "قنبلة يدوية": "Grenade", "تفجير انتحاري": "Suicide bomb", "انتحاري": "Suicide bomb", "خطف": "Abduction/forced disappearance", "اختطاف": "Abduction/forced disappearance", "government regains territory ": "Government regains territory",
}  # fmt: skip
# UCDP's kinds of violence: state-based, non-state, one-sided.
UCDP_TYPES = {
    "1": ("Battles", "Armed clash"),
    "2": ("Battles", "Armed clash"),
    "3": ("Violence against civilians", "Attack"),
}
# CAMEO codes of GDELT, longest first → type and sub-type; the rest are talks, aid, demands and the like.
CAMEO: Mapping[str, tuple[str, str]] = MappingProxyType({
    "145": ("Riots", "Violent demonstration"), "14": ("Protests", "Peaceful protest"),
    "173": ("Strategic developments", "Arrests"), "181": ("Violence against civilians", "Abduction/forced disappearance"),
    "1831": ("Explosions/Remote violence", "Suicide bomb"), "183": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "18": ("Violence against civilians", "Attack"), "194": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    "195": ("Explosions/Remote violence", "Air/drone strike"), "19": ("Battles", "Armed clash"),
    "204": ("Explosions/Remote violence", "Chemical weapon"), "20": ("Violence against civilians", "Attack"),
    "": ("Strategic developments", "Other"),
})  # fmt: skip
_FIPS = {"IZ": "IQ", "SY": "SY", "JO": "JO"}
_ISO_NUMBERS = {"368": "IQ", "760": "SY", "400": "JO"}
_GWNO = {"645": "IQ", "652": "SY", "663": "JO"}


def cameo(code: str) -> tuple[str, str]:
    """Return the type and sub-type of the longest known beginning of a CAMEO code."""
    return next(CAMEO[code[:size]] for size in range(len(code), -1, -1) if code[:size] in CAMEO)


@cache
def event_type(text: str) -> str | None:
    folded = text.strip().casefold()
    return vocabulary.EVENT_TYPE.canonical(text) or _TYPES.get(folded) or type_of(sub_event_type(text) or "")


@cache
def sub_event_type(text: str) -> str | None:
    return vocabulary.SUB_EVENT_TYPE.canonical(text) or _SUB_TYPES.get(text.strip().casefold())


def type_of(sub_type: str) -> str | None:
    """Return the type that a sub-type belongs to."""
    return next((each for each, subs in SUB_TYPES_OF.items() if sub_type in subs), None)


@cache
def country(text: str) -> str | None:
    """Return the ISO code that a name, an ISO, FIPS or GW code stands for, or None if it is another country."""
    plain = text.strip()
    if plain in _ISO_NUMBERS:
        return _ISO_NUMBERS[plain]
    if plain in _GWNO:
        return _GWNO[plain]
    try:
        return country_code(plain)
    except PlaceError:
        return None


def fips(text: str) -> str | None:
    """Return the ISO code of one of FIPS 10-4, in which Iraq is IZ."""
    return _FIPS.get(text.strip().upper())


@cache
def province(text: str) -> str | None:
    try:
        return province_code(text)
    except PlaceError:
        return None


def term(words: vocabulary.Vocabulary) -> Reader:
    return words.canonical


def table(values: Mapping[str, str]) -> Reader:
    """Return a reader of codes, written as numbers perhaps with ".0"."""
    return lambda text: values.get(text.strip().removesuffix(".0"))
