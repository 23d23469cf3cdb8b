"""When: a strip of bars under the legend, a bar for each month, week or day, cut by category like the dots."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Bars:
    """Counts by category of each step of time. `step` is month, week or day; `first` days of the steps."""

    step: str
    first: tuple[date, ...]
    counts: Mapping[str, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*self.counts.values(), strict=True)))


def bars(incidents: pd.DataFrame) -> Bars | None:
    """Return the bars of incidents, empty steps between them included; None for no incidents."""
    if incidents.empty:
        return None
    days = pd.to_datetime(incidents["event_date"])
    begin, end = days.min().date(), days.max().date()
    span = (end - begin).days
    step = "day" if span <= 45 else "week" if span <= 250 else "month"
    starts = [_start(day.date(), step) for day in days]
    first = _steps(_start(begin, step), end, step)
    table = pd.crosstab(pd.Series(starts), incidents["category"].reset_index(drop=True)).reindex(
        index=first, fill_value=0
    )
    counts = {kind: tuple(map(int, table[kind])) for kind in style.CATEGORY if kind in table}
    return Bars(step, tuple(first), counts)


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


def draw(sheet: Sheet, shown: Bars, space: Rect, setting: Setting, say: Mapping[str, str]) -> None:
    """Draw the strip within `space`: heading, bars, dates below, and what a gap may mean."""
    size, colours = setting.size, setting.colours
    small = max(size * 0.9, 7.0)
    line = space.top - CAP * size * 1.1
    sheet.text(space.left, line, fonts.shortened(say[f"per_{shown.step}_bars"], size * 1.1, space.width, "semibold"),
               size * 1.1, colours.text, role="legend heading", weight="semibold")  # fmt: skip
    notes = fonts.wrapped(say["gaps"], small, space.width)
    foot = space.bottom + len(notes) * small * 1.3 + small * 1.6
    for number, text in enumerate(notes):
        sheet.text(space.left, space.bottom + (len(notes) - 1 - number) * small * 1.3 + small * 0.26, text, small,
                   colours.quiet_text, role="note")  # fmt: skip
    area = Rect(space.left, foot, space.right, line - size * 0.9)
    _draw_bars(sheet, shown, area, setting)
    _draw_peak(sheet, shown, area, small, setting)
    _draw_dates(sheet, shown, area, small, setting, say)
    sheet.facts.bars = dict(zip((day.isoformat() for day in shown.first), shown.totals, strict=True))


def _draw_bars(sheet: Sheet, shown: Bars, area: Rect, setting: Setting) -> None:
    step, peak = area.width / len(shown.first), max(shown.totals)
    gap = min(step * 0.18, 1.2)
    foot = [area.bottom] * len(shown.first)
    for category, counts in shown.counts.items():
        for number, count in enumerate(counts):
            if count:
                top = foot[number] + (area.height - setting.size) * count / peak
                left = area.left + number * step
                sheet.rect(Rect(left + gap / 2, foot[number], left + step - gap / 2, top),
                           face=style.category_colour(category, setting.theme), z=6)  # fmt: skip
                foot[number] = top
    sheet.line((area.left, area.bottom), (area.right, area.bottom), color=setting.colours.border, width=0.6, z=6.5)


def _draw_peak(sheet: Sheet, shown: Bars, area: Rect, small: float, setting: Setting) -> None:
    """Write the height of the highest bar over it: that is the whole scale."""
    peak = max(shown.totals)
    middle = area.left + (shown.totals.index(peak) + 0.5) * area.width / len(shown.first)
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
    step, line, taken = area.width / len(shown.first), area.bottom - small * 1.15, area.left - small
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
