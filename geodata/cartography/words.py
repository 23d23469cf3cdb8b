"""Every fixed word on a picture, by language. Words of vocabularies come from `geodata.style`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType({
    "reported incidents": "Reported incidents",
    "reported attacks": "Reported attacks",
    "reported strikes": "Reported strikes",
    "at": "at {where}",
    "in": "in {where}",
    "IQ": "Iraq",
    "SY": "Syria",
    "JO": "Jordan",
    "list": ", ",
    "and": " and ",
    "incidents": "Incidents",
    "incidents here": "Incidents on this map",
    "people of all": "People, in all {count} incidents",
    "shown": "{shown} on the map of {total} in the data",
    "places": "How well the place is known",
    "dot": "One dot, one incident",
    "ring": "of these, site known to within {km:g} km",
    "circle": "Area of a symbol: incidents of that kind at a site",
    "none": "No incident",
    "none_in_area": "No incident, or no area",
    "stacked": "Bars are stacked from the foot up in the order of the legend.",
    "hexagon": "In a hexagon",
    "too many": "Shades in place of single marks: more than {most} incidents have a point.",
    "in_province": "In a shaded province",
    "no_province": "No known province: not on the map",
    "in_area": "In a shaded area",
    "no_area": "In none of the areas: not shaded",
    "province_only": "Province known only: in no area",
    "count": "Incidents by province",
    "count_by_area": "Incidents by area",
    "density": "Incidents per 10,000 km²",
    "per_month": "Incidents per month",
    "per_hexagon": "Incidents per hexagon, {km:g} km across",
    "per_day_bars": "Incidents a day",
    "per_week_bars": "Incidents a week",
    "per_month_bars": "Incidents a month",
    "gaps": "A gap may be one in the sources, not a lull.",
    "arc": "Reported answer, from one dot to another",
    "badge": "Province known only: a count",
    "tray": "No known place: not on the map",
    "outside": "Outside this map",
    "abroad": "Outside the provinces of Iraq and Syria: not shaded",
    "killed": "Killed",
    "injured": "Injured",
    "people": "People",
    "dates": "Incidents from {first} to {last} (local days)",
    "day": "Incidents of {first} (local day)",
    "not stated": "not stated",
    "coverage": "stated for {stated} of {of}",
    "no_dates": "No incident answers this question",
    "licence": "Licence: {licence}",
    "sources": "{sources} source records from {publishers} publishers",
    "made": "Drawn {day} from data version {version}",
    "boundaries": "Boundaries: {vintage}. They are de facto lines and imply no endorsement; disputed lines are dashed.",
    "areas": "Areas: {source}, brought by the reader.",
    "ground": "Rivers: {rivers}. Towns: {towns}.",
    "atlas province": "Atlas by province",
    "atlas month": "Atlas by month",
    "atlas place": "Atlas by place",
    "no place": "place not known",
    "listing": "Incidents and their sources",
    "more": "{more} more on further pages of the PDF.",
    "so far": "{count} of {total} so far",
    "in window": "{count} in {days} days",
    "absence": "Absence of incidents is not absence of violence: coverage is uneven over time.",
    "projection": "Lambert conformal conic, true at {south:g}° and {north:g}° N",
    "scale": "scale bar true at {lat:.1f}° N",
    "comma": ",",
    "months": "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
    "north": "N",
    "km": "km",
})  # fmt: skip

ARABIC: Mapping[str, str] = MappingProxyType({
    **ENGLISH,
    "reported incidents": "حوادث مُبلَّغ عنها",
    "reported attacks": "هجمات مُبلَّغ عنها",
    "reported strikes": "ضربات مُبلَّغ عنها",
    "at": "في {where}",
    "IQ": "العراق",
    "SY": "سوريا",
    "JO": "الأردن",
    "list": " و",
    "and": " و",
    "incidents": "الحوادث",
    "incidents here": "الحوادث على هذه الخريطة",
    "people of all": "الضحايا في كل الحوادث ({count})",
    "attack_on_us_coalition": "هجوم على القوات الأمريكية وقوات التحالف",
    "us_coalition_strike": "ضربة أمريكية أو للتحالف",
    "other_attack": "هجوم آخر",
    "shown": "المعروض {shown} من أصل {total} حادثة",
    "places": "مدى دقة المكان",
    "dot": "كل نقطة حادثة واحدة",
    "ring": "منها ما يُعرف موقعه ضمن {km:g} كم",
    "circle": "مساحة الرمز: حوادث هذا النوع في الموقع",
    "none": "لا حادثة",
    "none_in_area": "لا حادثة، أو خارج المناطق",
    "stacked": "تُرصّ الأعمدة من أسفل إلى أعلى بترتيب المفتاح.",
    "hexagon": "داخل سداسي",
    "too many": "تدرّج لوني بدل العلامات المنفردة: أكثر من {most} حادثة لها موقع.",
    "in_province": "في محافظة مظللة",
    "no_province": "محافظة غير معروفة: ليست على الخريطة",
    "in_area": "في منطقة مظللة",
    "no_area": "خارج كل المناطق: غير مظللة",
    "province_only": "المحافظة وحدها معروفة: خارج المناطق",
    "count": "الحوادث بحسب المحافظة",
    "count_by_area": "الحوادث بحسب المنطقة",
    "density": "الحوادث لكل 10,000 كم²",
    "per_month": "الحوادث في الشهر",
    "per_hexagon": "الحوادث لكل سداسي عرضه {km:g} كم",
    "per_day_bars": "الحوادث في اليوم",
    "per_week_bars": "الحوادث في الأسبوع",
    "per_month_bars": "الحوادث في الشهر",
    "gaps": "قد تكون الفجوة نقصاً في المصادر لا هدوءاً.",
    "arc": "ردّ مُبلَّغ عنه، من نقطة إلى أخرى",
    "badge": "المحافظة وحدها معروفة: عدد",
    "tray": "مكان غير معروف: ليست على الخريطة",
    "outside": "خارج هذه الخريطة",
    "abroad": "خارج محافظات العراق وسوريا: غير مظللة",
    "killed": "القتلى",
    "injured": "الجرحى",
    "people": "الضحايا",
    "not stated": "غير مذكور",
    "coverage": "مذكور في {stated} من {of}",
    "dates": "حوادث من {first} إلى {last} (أيام محلية)",
    "day": "حوادث يوم {first} (يوم محلي)",
    "no_dates": "لا حادثة تجيب عن هذا السؤال",
    "licence": "الترخيص: {licence}",
    "sources": "{sources} سجلّ مصدر من {publishers} ناشراً",
    "made": "رُسمت في {day} من إصدار البيانات {version}",
    "boundaries": "الحدود: {vintage}. هي خطوط الأمر الواقع ولا تعني أي إقرار؛ الخطوط المتنازع عليها متقطعة.",
    "areas": "المناطق: {source}، أضافها القارئ.",
    "ground": "الأنهار: {rivers}. المدن: {towns}.",
    "atlas province": "أطلس بحسب المحافظة",
    "atlas month": "أطلس بحسب الشهر",
    "atlas place": "أطلس بحسب المكان",
    "no place": "مكان غير معروف",
    "listing": "الحوادث ومصادرها",
    "more": "{more} أخرى في صفحات تالية من ملف PDF.",
    "so far": "{count} من {total} حتى الآن",
    "in window": "{count} في {days} يوماً",
    "absence": "غياب الحوادث لا يعني غياب العنف: التغطية متفاوتة عبر الزمن.",
    "projection": "إسقاط لامبرت المخروطي المطابق، صحيح عند {south:g}° و{north:g}° شمالاً",
    "scale": "المقياس صحيح عند {lat:.1f}° شمالاً",
    "comma": "،",
    "months": "كانون2|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين1|تشرين2|كانون1",
    "north": "ش",
    "km": "كم",
    "sentence": "الحوادث: {count}",
    "in": "في {where}",
    "since": "من {day}",
    "until": "حتى {day}",
})  # fmt: skip

LANGUAGES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": ENGLISH, "ar": ARABIC})
RIGHT_TO_LEFT = ("ar",)
_ARABIC_MONTHS = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
                  "تشرين الثاني", "كانون الأول")  # fmt: skip  # as in Iraq and Syria
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip  # not strftime, whose names follow the server's locale


def eastern(text: str) -> str:
    """Return `text` with Arabic-Indic digits."""
    return text.translate(_EASTERN)


def say_list(words: Sequence[str], say: Mapping[str, str]) -> str:
    """Return words as a list in a sentence."""
    return say["and"].join(filter(None, (say["list"].join(words[:-1]), *words[-1:])))


def say_day(day: date, language: str = "en") -> str:
    if language == "ar":
        return f"{day.day} {_ARABIC_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_month(day: date, language: str = "en") -> str:
    if language == "ar":
        return f"{_ARABIC_MONTHS[day.month - 1]} {day.year}"
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_month(day: date, say: Mapping[str, str]) -> str:
    return say["months"].split("|")[day.month - 1]


def say_count(number: int) -> str:
    return f"{number:,}"
