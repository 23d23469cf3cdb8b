"""When: a strip of bars under the legend, a bar for each month, week or day, cut by category like the dots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from geodata import style
from geodata.cartography import fonts
from geodata.cartography.panel import Setting
from geodata.cartography.sheet import CAP, Rect, Sheet
from geodata.cartography.words import say_count, short_month

LEAST_PT, MOST_PT = 78.0, 150.0  # high, heading and dates included
_WIDEST = 4.0  # of the size of type: one bar with its gap


@dataclass(frozen=True)
class Bars:
    """Counts of each step of time, by category or (under an empty word) of all. `step` is month, week or day;
    `first` days of the steps.
    """

    step: str
    first: tuple[date, ...]
    counts: Mapping[str, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*self.counts.values(), strict=True)))


def bars(incidents: pd.DataFrame, *, by_category: bool = True) -> Bars | None:
    """Return the bars of incidents, empty steps between them included; None where there are fewer than two."""
    counted_days = _by_day(incidents, by_category=by_category)
    days = [day for _, day in counted_days]
    if not days:
        return None
    begin, end = min(days), max(days)
    span = (end - begin).days
    step = "day" if span <= 45 else "week" if span <= 250 else "month"
    first = _steps(_start(begin, step), end, step)
    if len(first) < 2:
        return None
    counted = _by_step(counted_days, step)
    seen = [kind for kind in ("", *style.CATEGORY) if any(kind == each for each, _ in counted)]
    return Bars(step, tuple(first), {kind: tuple(counted[kind, day] for day in first) for kind in seen})


def _by_day(incidents: pd.DataFrame, *, by_category: bool) -> Counter[tuple[str, date]]:
    """Return how many incidents of a category, or of all (under an empty word), there are on each day that has some."""
    kinds = incidents["category"] if by_category else pd.Series("", index=incidents.index)
    return Counter(incidents["event_date"].groupby([kinds, incidents["event_date"]]).size().to_dict())


def _by_step(by_day: Mapping[tuple[str, date], int], step: str) -> Counter[tuple[str, date]]:
    counted: Counter[tuple[str, date]] = Counter()
    for (kind, day), count in by_day.items():
        counted[kind, _start(day, step)] += count
    return counted


def _start(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def _steps(day: date, end: date, step: str) -> list[date]:
    found = []
    while day <= end:
        found.append(day)
        after = {"day": day + timedelta(1), "week": day + timedelta(7), "month": (day + timedelta(32)).replace(day=1)}
        day = after[step]
    return found


def within(whole: Bars, incidents: pd.DataFrame) -> Bars:
    """Return the bars of some of the incidents, in the same steps and kinds."""
    counted = _by_step(_by_day(incidents, by_category="" not in whole.counts), whole.step)
    return Bars(
        whole.step, whole.first, {kind: tuple(counted[kind, day] for day in whole.first) for kind in whole.counts}
    )


def draw(
    sheet: Sheet, whole: Bars, space: Rect, setting: Setting, say: Mapping[str, str], part: Bars | None = None
) -> None:
    """Draw the strip within `space`: heading, bars, dates below, and what a gap may mean.

    Where only a `part` is shown, its bars are coloured and the others pale.
    """
    shown = part or whole
    size, colours = setting.size, setting.colours
    small = max(size * 0.9, 7.0)
    line = space.top - CAP * size * 1.1
    sheet.text(space.left, line, fonts.shortened(say[f"per_{shown.step}_bars"], size * 1.1, space.width, "semibold"),
               size * 1.1, colours.text, role="legend heading", weight="semibold")  # fmt: skip
    notes = fonts.wrapped(_note(whole, say), small, space.width)
    foot = space.bottom + len(notes) * small * 1.3 + small * 1.6
    for number, text in enumerate(notes):
        sheet.text(space.left, space.bottom + (len(notes) - 1 - number) * small * 1.3 + small * 0.26, text, small,
                   colours.quiet_text, role="note")  # fmt: skip
    area = Rect(space.left, foot, space.right, line - size * 0.9)
    if part:
        _draw_bars(sheet, whole, area, setting, whole, setting.colours.province_line)
    _draw_bars(sheet, shown, area, setting, whole)
    _draw_peak(sheet, whole, area, small, setting)
    _draw_dates(sheet, whole, area, small, setting, say)
    sheet.facts.bars = dict(zip((day.isoformat() for day in shown.first), shown.totals, strict=True))


def _note(shown: Bars, say: Mapping[str, str]) -> str:
    """Return what a reader must know of the bars: which part is which kind without colour, and what a gap may mean."""
    return " ".join([say["stacked"]] * (len(shown.counts) > 1) + [say["gaps"]] * (0 in shown.totals))


def _step_pt(shown: Bars, area: Rect, size: float) -> float:
    """Return how wide a step is: few steps do not fill the strip."""
    return min(area.width / len(shown.first), size * _WIDEST)


def _draw_bars(sheet: Sheet, shown: Bars, area: Rect, setting: Setting, whole: Bars, colour: str | None = None) -> None:
    step, peak = _step_pt(whole, area, setting.size), max(whole.totals)
    gap = min(step * 0.18, 1.2)
    foot = [area.bottom] * len(shown.first)
    for category, counts in shown.counts.items():
        for number, count in enumerate(counts):
            if count:
                top = foot[number] + (area.height - setting.size) * count / peak
                left = area.left + number * step
                sheet.rect(Rect(left + gap / 2, foot[number], left + step - gap / 2, top),
                           face=colour or _colour(category, setting), z=6)  # fmt: skip
                foot[number] = top
    sheet.line((area.left, area.bottom), (area.right, area.bottom), color=setting.colours.border, width=0.6, z=6.5)


def _colour(category: str, setting: Setting) -> str:
    return style.category_colour(category, setting.theme) if category else setting.colours.quiet_text


def _draw_peak(sheet: Sheet, shown: Bars, area: Rect, small: float, setting: Setting) -> None:
    """Write the height of the highest bar over it: that is the whole scale."""
    peak = max(shown.totals)
    middle = area.left + (shown.totals.index(peak) + 0.5) * _step_pt(shown, area, setting.size)
    half = fonts.width(say_count(peak), small) / 2
    middle = min(max(middle, area.left + half), area.right - half)
    sheet.text(
        middle,
        area.top - setting.size + small * 0.25,
        say_count(peak),
        small,
        setting.colours.text,
        role="peak",
        side="center",
    )


def _draw_dates(sheet: Sheet, shown: Bars, area: Rect, small: float, setting: Setting, say: Mapping[str, str]) -> None:
    step, line, taken = _step_pt(shown, area, setting.size), area.bottom - small * 1.15, area.left - small
    for number, day in enumerate(shown.first):
        text = _dated(day, shown.step, say, is_first=number == 0)
        left = area.left + number * step
        if text and left > taken and left + fonts.width(text, small) <= area.right:
            sheet.line(
                (left, area.bottom), (left, area.bottom - small * 0.3), color=setting.colours.border, width=0.5, z=6
            )
            taken = sheet.text(left, line, text, small, setting.colours.quiet_text, role="date").right + small


def _dated(day: date, step: str, say: Mapping[str, str], *, is_first: bool) -> str:
    """Return what stands under a step: the year under Januaries, months between, days of the first and each Monday."""
    if step == "month":
        return (
            f"{short_month(day, say)} {day.year}"
            if is_first or day.month == 1
            else short_month(day, say)
            if day.month == 7
            else ""
        )
    if step == "week":
        return f"{short_month(day, say)} {day.year}" if is_first else short_month(day, say) if day.day <= 7 else ""
    return f"{day.day} {short_month(day, say)}" if is_first or day.weekday() == 0 else ""
