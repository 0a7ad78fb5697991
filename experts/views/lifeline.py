"""The band of a life: which unit a person stood in, quarter by quarter, with selections and points on it.

Pure geometry for an SVG of 840 × 108; the words are in the table and timeline beside it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from experts.models import CreditEntry, Placement, Selection
from experts.queries import UnitNames
from talentportal.core import formats

WIDTH = 840
QUARTERS = 8  # at least so many are shown, at most three times as many
LETTERS = 13  # width of a Chinese letter in a band


class Tick(NamedTuple):
    x: int
    label: str


class Band(NamedTuple):
    x: int
    width: int
    label: str
    css: str


class Pin(NamedTuple):
    x: int
    text_x: int
    anchor: str
    label: str


class Mark(NamedTuple):
    x: int
    label: str


class Lifeline(NamedTuple):
    first: dt.date
    until: dt.date
    ticks: list[Tick]
    bands: list[Band]
    pins: list[Pin]
    marks: list[Mark]
    sentence: str


def lifeline(
    placements: Sequence[Placement],
    selections: Sequence[Selection],
    credits: Iterable[CreditEntry],
    units: UnitNames,
    today: dt.date,
) -> Lifeline | None:
    """None without a verified placement: nothing decides yet who gets the credit."""
    placed = sorted((p for p in placements if p.is_verified), key=lambda p: p.starts_on)
    if not placed:
        return None
    scale = _Scale(placed, today)
    chosen = [s for s in selections if s.is_verified and scale.first <= s.selected_on < scale.after]
    bands = [_band(p, i, scale, units) for i, p in enumerate(p for p in placed if scale.shows(p))]
    return Lifeline(
        first=max(placed[0].starts_on, scale.first),
        until=today,
        ticks=scale.ticks(),
        bands=bands,
        pins=[_pin(s, scale) for s in chosen],
        marks=_points(credits, scale),
        sentence=_sentence(placed, chosen, units),
    )


class _Scale:
    """Days to pixels over whole quarters, the last one being today's."""

    def __init__(self, placed: Sequence[Placement], today: dt.date) -> None:
        last = today.year * 4 + (today.month - 1) // 3
        start = placed[0].starts_on
        first = start.year * 4 + (start.month - 1) // 3
        self._from = max(min(first, last - QUARTERS + 1), last - 3 * QUARTERS + 1)
        self._to = last + 1
        self.first, self.after, self._today = _quarter_day(self._from), _quarter_day(self._to), today

    def x(self, day: dt.date) -> int:
        inside = min(max(day, self.first), self.after)
        return round(WIDTH * (inside - self.first).days / (self.after - self.first).days)

    def shows(self, placement: Placement) -> bool:
        return placement.starts_on < self.after and (placement.ends_on is None or placement.ends_on > self.first)

    def end(self, placement: Placement) -> int:
        return self.x(placement.ends_on or self._today + dt.timedelta(days=1))

    def ticks(self) -> list[Tick]:
        """A line at every quarter; words only where there is room for them."""
        step = -(-(self._to - self._from) // QUARTERS)
        return [
            Tick(self.x(_quarter_day(n)), _short_quarter(n) if (n - self._from) % step == 0 else "")
            for n in range(self._from, self._to)
        ]


def _quarter_day(number: int) -> dt.date:
    return dt.date(number // 4, number % 4 * 3 + 1, 1)


def _short_quarter(number: int) -> str:
    return _("%(year)sQ%(quarter)s") % {"year": f"{number // 4 % 100:02}", "quarter": number % 4 + 1}


def _band(placement: Placement, index: int, scale: _Scale, units: UnitNames) -> Band:
    x = scale.x(placement.starts_on)
    width = max(3, scale.end(placement) - x - 2)
    name = units.name(placement.township_id, placement.starts_on)
    letters = sum(LETTERS if ord(c) > 255 else 7 for c in name)
    return Band(x, width, name if letters + 16 < width else "", "band-a" if index % 2 == 0 else "band-b")


def _pin(selection: Selection, scale: _Scale) -> Pin:
    x = scale.x(selection.selected_on)
    near_end = x > WIDTH - 60
    return Pin(
        x,
        x - 12 if near_end else x + 12,
        "end" if near_end else "start",
        capfirst(selection.programme.get_level_display()),
    )


def _points(credits: Iterable[CreditEntry], scale: _Scale) -> list[Mark]:
    """The bonus of each quarter under its band."""
    sums: dict[int, list[CreditEntry]] = {}
    for entry in credits:
        sums.setdefault(entry.effective_on.year * 4 + (entry.effective_on.month - 1) // 3, []).append(entry)
    return [
        Mark(scale.x(_quarter_day(n)) + 6, _("%(points)s points") % {"points": formats.change(amount)})
        for n, entries in sorted(sums.items())
        if (amount := sum(e.amount for e in entries)) and scale.first <= _quarter_day(n) < scale.after
    ]


def _sentence(placed: Sequence[Placement], chosen: Sequence[Selection], units: UnitNames) -> str:
    """The picture in words, for those who do not see it."""
    parts = []
    for placement in placed:
        words = {
            "unit": units.name(placement.township_id, placement.starts_on),
            "start": formats.day(placement.starts_on),
            "end": formats.day(placement.ends_on),
        }
        parts.append((_("%(unit)s %(start)s–%(end)s") if placement.ends_on else _("%(unit)s since %(start)s")) % words)
    for selection in sorted(chosen, key=lambda s: s.selected_on):
        words = {"day": formats.day(selection.selected_on), "programme": selection.programme.name}
        parts.append(_("%(day)s selected: %(programme)s") % words)
    return "; ".join(parts)
