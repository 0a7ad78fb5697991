"""The ranking as ready text: joined strings, no template tag and no translation per row.

25 rows of seventeen cells would cost more in a template loop than the query and the rest of the page together.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from assessments.queries.results import QUARTERS, Group, Outline, Row, Run, outline_of
from talentportal.core import marks
from townships.models import Tier

PLACES = [f"{3 + nth * 80 / (QUARTERS - 1):.1f}" for nth in range(QUARTERS)]  # of the quarters on the line
FALLING = {"total", "base", "bonus", "deductions"}  # first click: the largest first; groups too


class Words(NamedTuple):
    """What is said in every row, looked up once per language."""

    why: str
    line: str
    left_out: str
    missing: str
    contested: str
    carried: str
    tiers: dict[str, str]


@lru_cache(maxsize=4)
def words(_language: str | None) -> Words:
    return Words(
        gettext("Why"),
        gettext("totals of the last eight quarters, latest %(total)s").replace("%(total)s", "%s"),
        gettext("not applicable"),
        gettext("report missing"),
        gettext("provisional (attribution open)"),
        gettext("points of earlier years"),
        {tier: str(label) for tier, label in Tier.choices},
    )


class Drawn(NamedTuple):
    """A table as text; its rows are bytes already, for they may be megabytes."""

    units: int
    sizes: dict[str, int]  # of the tiers
    shown: int
    heads: SafeString
    body: bytes


class Table:
    """Rows in the order asked for; `query` is what the address says (tier, run, sort)."""

    def __init__(self, run: Run, outline: Outline, rows: list[Row], past: Sequence[int | None], query: dict[str, str]):
        self.run, self.outline, self.past, self.query = run, outline, past, query
        self.by_tier = bool(query.get("tier"))
        self.sizes = {tier: sum(row.tier == tier for row in rows) for tier in Tier.values}
        self.units = len(rows)
        self.rows = [row for row in rows if row.tier == query["tier"]] if self.by_tier else rows
        self._sort()

    def _sort(self) -> None:
        """By the column asked for; equal values stay in the order of the rank."""
        asked = self.query.get("sort", "")
        name = asked.removeprefix("-")
        key = self._keys().get(name)
        self.sorted_by, self.is_falling = (name, asked.startswith("-")) if key else ("rank", False)
        if key:
            self.rows = sorted(self.rows, key=key, reverse=self.is_falling)

    def _keys(self) -> dict[str, Callable[[Row], Any]]:
        keys: dict[str, Callable[[Row], Any]] = {
            "rank": lambda row: row.tier_rank if self.by_tier else row.rank,
            "unit": lambda row: row.order,
            "total": lambda row: row.total,
            "base": lambda row: row.base,
            "bonus": lambda row: row.bonus,
            "deductions": lambda row: row.deductions,
        }
        return keys | {group.code: _sum_of(group) for group in self.outline.groups}

    def heads(self) -> SafeString:
        """They sort the same table anew."""
        query = tuple((key, value) for key, value in self.query.items() if key != "sort")
        return _heads(self.run.scheme_id, get_language(), query, self.sorted_by, self.is_falling)

    # --- rows

    def drawn(self, own: int | None, open_unit: int | None) -> Drawn:
        """All rows; `own` is marked, `open_unit` the one unit whose page this person may open, None for all."""
        self._said = words(get_language())
        self._deltas: dict[int | None, SafeString] = {}
        self._page = reverse("score-detail", args=[self.run.period, "-unit-"])
        if self.query.keys() & {"run", "known"}:
            self._page += f"?run={self.run.version}"
        self._grades = {code: escape(name) for code, name in self.outline.grades.items()}
        self._lights = {code: escape(name) for code, name in self.outline.lights.items()}
        self._groups = [(g.first, g.after, f'<meter min="0" max="{g.weight:f}" value="') for g in self.outline.groups]
        rows = [self._row(row, own, open_unit is None or row.township_id == open_unit) for row in self.rows]
        return Drawn(self.units, self.sizes, len(rows), self.heads(), "\n".join(rows).encode())

    def _row(self, row: Row, own: int | None, is_open: bool) -> str:
        said, name = self._said, str(escape(row.name))
        unit, total = name, f"{row.total}"
        if is_open:
            page = self._page.replace("-unit-", row.code)
            unit = f'<a href="{page}">{name}</a>'
            total = f'<a href="{page}"><span class="sr">{said.why} </span>{total}</a>'
        marked = ' class="own"' if row.township_id == own else ""
        missing = f' <span class="tag">{said.missing}</span>' if row.is_missing else ""
        if row.is_contested:
            missing += f' <span class="tag">{said.contested}</span>'
        rank = row.tier_rank if self.by_tier else row.rank
        other = f"{row.rank}/{self.units}" if self.by_tier else f"{row.tier_rank}/{self.sizes[row.tier]}"
        deductions = f'<span class="bad-text">-{row.deductions}</span>' if row.deductions else "0.00"
        if row.carried:
            deductions += f'<br><span class="meta">{said.carried} {row.carried:+}</span>'
        moved = self._moved(row)
        if moved not in self._deltas:
            self._deltas[moved] = marks.delta(moved)
        return (
            f'<tr{marked}><td class="num strong">{rank}</td><td>{self._deltas[moved]}</td>'
            f'<th scope="row">{unit}{missing}</th><td class="desktop nowrap">{said.tiers[row.tier]} {other}</td>'
            f"{self._dimensions(row.points)}"
            f'<td class="num desktop">{row.base}</td><td class="num desktop">{row.bonus}</td>'
            f'<td class="num desktop">{deductions}</td><td class="num strong">{total}</td>'
            f'<td class="desktop nowrap">{self._grades.get(row.grade, "")}'
            f'<span class="meta"> {self._lights.get(row.light, "")}</span></td>'
            f'<td class="desktop">{self._line(row)}</td></tr>'
        )

    def _dimensions(self, points: list[int | None]) -> str:
        """A number and its share of the group's points for each group."""
        cells = []
        for first, after, meter in self._groups:
            if counted := [p for p in points[first:after] if p is not None]:
                whole, rest = divmod(sum(counted), 100)
                text = f"{whole}.{rest:02d}"
                cells.append(f'<td class="num dim desktop">{text}{meter}{text}" aria-hidden="true"></meter></td>')
            else:
                cells.append(f'<td class="num dim desktop muted">{self._said.left_out}</td>')
        return "".join(cells)

    def _moved(self, row: Row) -> int | None:
        """Places gained since the published quarter before; none where there is nothing to compare with."""
        if row.before_rank is None or row.before_tier_rank is None:
            return None
        if not self.by_tier:
            return row.before_rank - row.rank
        return row.before_tier_rank - row.tier_rank if row.before_tier == row.tier else None

    def _line(self, row: Row) -> str:
        """Totals of the quarters as a line, 88 × 24; a quarter without a result leaves a gap."""
        past = dict(zip(row.past_runs or (), row.past_totals or (), strict=True))
        totals = [*[past.get(run_id or 0) for run_id in self.past], int(row.total * 100)]
        known = [total for total in totals if total is not None]
        low, span = min(known), (max(known) - min(known)) or 1
        path, pen = [], "M"
        for x, total in zip(PLACES, totals, strict=True):
            if total is None:
                pen = "M"
                continue
            y = 200 - 160 * (total - low) // span
            path.append(f"{pen}{x} {y // 10}.{y % 10}")
            pen = "L"
        return (
            f'<svg class="spark" viewBox="0 0 88 24" role="img" aria-label="{self._said.line % row.total}">'
            f'<path d="{"".join(path)}"/><circle cx="{PLACES[-1]}" cy="{y // 10}.{y % 10}" r="2.5"/></svg>'
        )


@lru_cache(maxsize=256)
def _heads(
    scheme_id: int, _language: str | None, query: tuple[tuple[str, str], ...], sorted_by: str, is_falling: bool
) -> SafeString:
    """Plain links that sort on the server; they depend on nothing but these arguments."""
    by_tier = any(key == "tier" for key, _value in query)

    def head(name: str, text: str, css: str, weight: Decimal | None = None) -> str:
        here = sorted_by == name
        falls = not is_falling if here else name in FALLING or weight is not None
        address = escape(urlencode([*query, ("sort", f"-{name}" if falls else name)]))
        order = f' aria-sort="{"descending" if is_falling else "ascending"}"' if here else ""
        full = "" if weight is None else f'<br><span class="muted">{_points(weight)}</span>'
        link = f'<a class="sort" href="?{address}">{escape(text)}</a>'
        return f'<th scope="col" class="{css}"{order}>{link}{full}</th>'

    cells = [
        head("rank", gettext("Rank"), "num"),
        _plain(gettext("Moved"), ""),
        head("unit", gettext("Unit"), ""),
        _plain(gettext("Overall") if by_tier else gettext("In tier"), "desktop"),
        *[head(g.code, g.name, "num dim desktop", g.weight) for g in outline_of(scheme_id).groups],
        head("base", gettext("Base"), "num desktop"),
        head("bonus", gettext("Bonus"), "num desktop"),
        head("deductions", gettext("Deducted"), "num desktop"),
        head("total", gettext("Total"), "num"),
        _plain(gettext("Grade"), "desktop"),
        _plain(gettext("Eight quarters"), "desktop"),
    ]
    return mark_safe("".join(cells))  # noqa: S308 - every value is escaped or ours


def _sum_of(group: Group) -> Callable[[Row], int]:
    return lambda row: sum(p or 0 for p in row.points[group.first : group.after])


def _plain(text: str, css: str) -> str:
    return f'<th scope="col" class="{css}">{text}</th>'


def _points(weight: Decimal) -> str:
    """35分: whole points without decimals."""
    text = f"{weight:f}"
    return gettext("%(n)s points") % {"n": text.rstrip("0").rstrip(".") if "." in text else text}
