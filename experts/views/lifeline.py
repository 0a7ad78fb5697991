"""The band of a life: which unit a person stood in, quarter by quarter, with selections and points on it.

Pure geometry for an SVG of 840 × 108, and 32 more for every further lane: claims that units contest stand under each
other. The words are in the table and timeline beside it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from experts.models import CreditEntry, Placement, Selection
from experts.queries import Life
from talentportal.core import formats

WIDTH = 840
QUARTERS = 8  # at least so many are shown, at most three times as many
LETTERS = 13  # width of a Chinese letter in a band
TOP, LANE = 38, 32  # where the first band stands, and how much lower the next one


class Tick(NamedTuple):
    x: int
    label: str


class Band(NamedTuple):
    x: int
    y: int
    text_y: int
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
    lanes: int = 1

    @property
    def height(self) -> int:
        return 108 + LANE * (self.lanes - 1)

    @property
    def foot(self) -> int:
        """Where the lines of the quarters end."""
        return self.height - 24

    @property
    def points_y(self) -> int:
        return self.height - 28

    @property
    def ticks_y(self) -> int:
        return self.height - 6


def lifeline(life: Life, today: dt.date) -> Lifeline | None:
    """None without a verified or contested placement: nothing decides yet who gets the credit."""
    contested = life.contested
    shown = (p for p in life.placements if p.is_verified or (p.pk in contested and not p.dismissed_at))
    placed = sorted(shown, key=lambda p: (p.starts_on, p.pk))
    if not placed:
        return None
    scale = _Scale(placed, today)
    chosen = [s for s in life.selections if s.is_verified and scale.first <= s.selected_on < scale.after]
    lanes = _lanes([p for p in placed if scale.shows(p)])
    bands = [_band(p, i, lane, scale, life) for i, (p, lane) in enumerate(lanes)]
    return Lifeline(
        first=max(placed[0].starts_on, scale.first),
        until=today,
        ticks=scale.ticks(),
        bands=bands,
        pins=[_pin(s, scale) for s in chosen],
        marks=_points(life.credits, scale),
        sentence=_sentence(placed, chosen, life),
        lanes=1 + max((lane for _p, lane in lanes), default=0),
    )


def _lanes(placed: Sequence[Placement]) -> list[tuple[Placement, int]]:
    """Each placement with the first lane that is free on its day."""
    free: list[dt.date] = []
    found = []
    for row in placed:
        lane = next((n for n, since in enumerate(free) if since <= row.starts_on), len(free))
        free[lane : lane + 1] = [row.ends_on or dt.date.max]
        found.append((row, lane))
    return found


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


def _band(placement: Placement, index: int, lane: int, scale: _Scale, life: Life) -> Band:
    x, y = scale.x(placement.starts_on), TOP + LANE * lane
    width = max(3, scale.end(placement) - x - 2)
    css = "band-a" if index % 2 == 0 else "band-b"
    name = short = life.units.name(placement.township_id, placement.starts_on)
    if placement.pk in life.contested:
        name, css = _("%(unit)s (contested)") % {"unit": short}, "band-c"
    label = next((words for words in (name, short) if _width(words) + 16 < width), "")
    return Band(x, y, y + 19, width, label, css)


def _width(words: str) -> int:
    return sum(LETTERS if ord(c) > 255 else 7 for c in words)


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
    """The bonus of each quarter under its band; where it moved between units, what each lost or gained."""
    sums: dict[int, dict[int, Decimal]] = {}
    for entry in sorted(credits, key=lambda e: (e.effective_on, e.pk)):
        nth = entry.effective_on.year * 4 + (entry.effective_on.month - 1) // 3
        units = sums.setdefault(nth, {})
        units[entry.township_id] = units.get(entry.township_id, Decimal(0)) + entry.amount
    found = []
    for nth, units in sorted(sums.items()):
        amounts = [formats.change(amount) for amount in sorted(units.values()) if amount]
        if amounts and scale.first <= _quarter_day(nth) < scale.after:
            label = _("%(points)s points") % {"points": " / ".join(amounts)}
            found.append(Mark(scale.x(_quarter_day(nth)) + 6, label))
    return found


def _sentence(placed: Sequence[Placement], chosen: Sequence[Selection], life: Life) -> str:
    """The picture in words, for those who do not see it."""
    parts = []
    for placement in placed:
        unit = life.units.name(placement.township_id, placement.starts_on)
        words = {
            "unit": _("%(unit)s (contested)") % {"unit": unit} if placement.pk in life.contested else unit,
            "start": formats.day(placement.starts_on),
            "end": formats.day(placement.ends_on),
        }
        parts.append((_("%(unit)s %(start)s–%(end)s") if placement.ends_on else _("%(unit)s since %(start)s")) % words)
    for selection in sorted(chosen, key=lambda s: s.selected_on):
        words = {"day": formats.day(selection.selected_on), "programme": selection.programme.name}
        parts.append(_("%(day)s selected: %(programme)s") % words)
    return "; ".join(parts)
