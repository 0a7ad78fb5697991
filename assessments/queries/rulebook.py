"""A scheme as the scoring engine reads it: every weight, target, step and band in one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Prefetch

from assessments.models import Band, Indicator, Scheme

Step = tuple[Decimal, int]  # from this value on, so many hundredths of a point


@dataclass(frozen=True)
class Line:
    """One indicator. Points are whole hundredths."""

    id: int
    position: int
    code: str
    kind: str
    basis: str
    source: str
    measure: str
    weight: int
    phase: tuple[Decimal, ...] | None
    targets: Mapping[str, Decimal]
    steps: Mapping[str, tuple[Step, ...]]
    items: Mapping[str, Decimal]

    @property
    def is_reported(self) -> bool:
        """The unit's approved report gives the figure; the measure gives denominator and supporting rows."""
        return self.source == Indicator.Source.SELF

    def phase_of(self, quarter: int) -> Decimal:
        return self.phase[quarter - 1] if self.phase else Decimal(1)


@dataclass(frozen=True)
class Deduction:
    code: str
    points: Decimal
    is_veto: bool


@dataclass(frozen=True, eq=False)
class Rulebook:
    """One version of a scheme. Compared by identity, so what is derived from it can be kept with it."""

    scheme_id: int
    base_points: int
    bonus_mode: str
    bonus_cap: Decimal
    bonus_floor: Decimal
    bonus_per_head: Decimal
    lines: tuple[Line, ...]
    deductions: tuple[Deduction, ...]
    grades: tuple[tuple[str, Decimal], ...]  # from the highest minimum down
    lights: tuple[tuple[str, Decimal], ...]


class RulebookError(Exception):
    """The scheme cannot be scored; the message says why."""


_published: dict[int, Rulebook] = {}


def rulebook_of(scheme_id: int) -> Rulebook:
    """The book of a scheme; that of a published scheme is kept, for it never changes."""
    if scheme_id in _published:
        return _published[scheme_id]
    scheme = _read(scheme_id)
    book = rulebook_from(scheme)
    if scheme.status == Scheme.Status.PUBLISHED:
        _published[scheme_id] = book
    return book


def hundredths(points: Decimal) -> int:
    return int(points * 100)


def _read(scheme_id: int) -> Scheme:
    indicators = Indicator.objects.order_by("position").prefetch_related("targets", "steps", "items")
    parts = [Prefetch("indicators", indicators), Prefetch("bands", Band.objects.order_by("-minimum"))]
    return Scheme.objects.prefetch_related(*parts, "deduction_rules").get(pk=scheme_id)


def rulebook_from(scheme: Scheme) -> Rulebook:
    """The book of a scheme with all its parts at hand, stored or only read from a seal."""
    """The book of a scheme at hand, saved or not, its parts read already."""
    lines = tuple(_line(indicator) for indicator in scheme.indicators.all())
    if [line.position for line in lines] != list(range(1, len(lines) + 1)):
        raise RulebookError(f"{scheme}: the positions of the indicators must run from 1 without a gap")
    bands = list(scheme.bands.all())
    return Rulebook(
        scheme_id=scheme.pk,
        base_points=hundredths(scheme.base_points),
        bonus_mode=scheme.bonus_mode,
        bonus_cap=scheme.bonus_cap,
        bonus_floor=scheme.bonus_floor,
        bonus_per_head=scheme.bonus_per_head,
        lines=lines,
        deductions=tuple(
            Deduction(rule.code, rule.points, rule.is_veto)
            for rule in sorted(scheme.deduction_rules.all(), key=lambda rule: rule.position)
        ),
        grades=tuple((band.code, band.minimum) for band in bands if band.kind == Band.Kind.GRADE),
        lights=tuple((band.code, band.minimum) for band in bands if band.kind == Band.Kind.LIGHT),
    )


def _line(indicator: Indicator) -> Line:
    steps: dict[str, list[Step]] = {}
    for step in sorted(indicator.steps.all(), key=lambda step: step.at_least):
        steps.setdefault(step.tier, []).append((step.at_least, hundredths(step.points)))
    items = sorted(indicator.items.all(), key=lambda item: item.position)
    return Line(
        id=indicator.pk,
        position=indicator.position,
        code=indicator.code,
        kind=indicator.kind,
        basis=indicator.basis,
        source=indicator.source,
        measure=indicator.measure or "reported",
        weight=hundredths(indicator.weight),
        phase=tuple(indicator.phase) if indicator.phase else None,
        targets=MappingProxyType({target.tier: target.value for target in indicator.targets.all()}),
        steps=MappingProxyType({tier: tuple(rows) for tier, rows in steps.items()}),
        items=MappingProxyType({item.code: item.value for item in items}),
    )
