"""The parts of a register list: columns, facets with counts, pages, and what the address asks for.

Used by talentportal.core.views.generic, whose docstring shows how to put them together. Everything that comes from an
address is bounded here: unknown values are ignored, lengths and page numbers are cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

MAX_LENGTH = 60


@dataclass(frozen=True)
class Column:
    """`value`: name of an attribute or a function of the row. `order`: names to sort by; `num`: right-aligned."""

    label: Any
    value: str | Callable[[Any], Any]
    href: str | Callable[[Any], str] = ""
    order: str | tuple[str, ...] = ()
    num: bool = False
    desktop: bool = False

    def cell(self, row: Any) -> tuple[Any, str, "Column"]:
        value = self.value(row) if callable(self.value) else getattr(row, self.value)
        href = self.href(row) if callable(self.href) else getattr(row, self.href)() if self.href else ""
        return "—" if value is None or value == "" else value, href, self

    @property
    def orders(self) -> tuple[str, ...]:
        return (self.order,) if isinstance(self.order, str) else self.order


@dataclass(frozen=True)
class Facet:
    """A condition with its counts: `choices` fixed, or read from the rows by `field` (and `label` for the words)."""

    name: str
    title: Any
    field: str = ""
    choices: Sequence[tuple[Any, Any]] = ()
    label: str = ""
    folded: bool = False
    limit: int = 40

    @property
    def column(self) -> str:
        return self.field or self.name

    def narrow(self, rows: QuerySet[Any], chosen: Sequence[str]) -> QuerySet[Any]:
        return rows.filter(**{f"{self.column}__in": chosen}) if chosen else rows

    def accept(self, values: Sequence[str]) -> list[str]:
        known = {str(value) for value, _label in self.choices}
        return [v[:MAX_LENGTH] for v in values if "\0" not in v and (not known or v in known)][: self.limit]

    def counted(self, rows: QuerySet[Any], chosen: Sequence[str]) -> list[dict[str, Any]]:
        """What may be ticked: value, label, number of rows, whether it is ticked."""
        names = (self.column, self.label) if self.label else (self.column,)
        found = rows.order_by().values_list(*names).annotate(n=Count("pk", distinct=True)).order_by("-n", *names)
        counts = {str(row[0]): (row[-2], row[-1]) for row in found if row[0] is not None}
        if self.choices:
            known = [(str(value), label, counts.get(str(value), ("", 0))[1]) for value, label in self.choices]
        else:
            known = [(value, label, n) for value, (label, n) in counts.items()]
        shown = [o for o in known if o[2] or o[0] in chosen][: self.limit]
        return [{"value": v, "label": label, "n": n, "is_chosen": v in chosen} for v, label, n in shown]


@dataclass(frozen=True)
class Pages:
    """Where we are in a list, for the pager: numbers of rows and the addresses around."""

    total: int
    number: int
    size: int
    query: str = ""

    @classmethod
    def of(cls, *, total: int, number: int, size: int, query: str = "") -> "Pages":
        return cls(total, max(1, min(number, ceil(total / size) or 1)), size, query)

    @property
    def count(self) -> int:
        return ceil(self.total / self.size) or 1

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return self.start + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.total, self.start + self.size)

    def href(self, number: int) -> str:
        return f"?{self.query}{'&' if self.query else ''}page={number}"

    @property
    def previous(self) -> str:
        return self.href(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.href(self.number + 1) if self.number < self.count else ""

    @property
    def links(self) -> list[tuple[int, str]]:
        """First, last and two on each side; 0 stands for a gap."""
        near = range(max(1, self.number - 2), min(self.count, self.number + 2) + 1)
        numbers = sorted({1, *near, self.count})
        links: list[tuple[int, str]] = []
        for before, n in zip([0, *numbers], numbers, strict=False):
            links += [(0, "")] if n - before > 1 else []
            links.append((n, self.href(n)))
        return links


@dataclass
class Wish:
    """What the address asks for: words, ticked facets, order and page, all bounded."""

    facets: Sequence[Facet]
    columns: Sequence[Column]
    params: Any
    chosen: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.chosen = {facet.name: facet.accept(self.params.getlist(facet.name)) for facet in self.facets}
        self.text = self.params.get("q", "").replace("\0", "").strip()[:MAX_LENGTH]
        page = self.params.get("page", "1")
        self.page = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        wanted = self.params.get("order", "")
        known = {str(i) for i, column in enumerate(self.columns) if column.orders}
        self.order = wanted if wanted.removeprefix("-") in known else ""

    def query(self, **change: Any) -> str:
        pairs = [("q", self.text)] if self.text else []
        pairs += [
            ("col", number) for number in self.params.getlist("col")[:40] if number.isascii() and number.isdigit()
        ]
        pairs += [(name, v) for name, values in self.chosen.items() for v in values if (name, v) != change.get("drop")]
        order = change.get("order", self.order)
        return urlencode([*pairs, *([("order", order)] if order else [])])
