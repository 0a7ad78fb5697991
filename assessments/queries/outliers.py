"""Figures far from what the unit itself usually reports: a hint for whoever fills in, never a reason to refuse.

The usual range is the median of the approved quarters, three times their median absolute deviation up and down. Both
are exact and one odd quarter moves neither, where a mean and its deviation would follow it.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from assessments.models import ApprovedLine
from assessments.queries.sheet import Line, Sheet

QUARTERS = 12  # how far back; three years
FEWEST = 4  # below that nothing is usual yet
WIDTH = 3
LEAST = Decimal(1)  # a difference of one is never unusual, however steady the unit was
SHAPES = ("count", "amount", "share")


class Outlier(NamedTuple):
    line: Line
    low: Decimal
    high: Decimal
    quarters: int


def usual_range(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Median ± 3 × MAD, not below zero."""
    middle = _median(values)
    reach = max(WIDTH * _median([abs(value - middle) for value in values]), LEAST)
    return max(Decimal(0), middle - reach), middle + reach


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def outliers(sheet: Sheet) -> list[Outlier]:
    """One query for all lines of the sheet."""
    asked = [line for line in sheet.lines if line.shape in SHAPES and line.value is not None]
    known = _history(sheet) if asked else {}
    found = []
    for line in asked:
        values = known.get(line.code, [])[:QUARTERS]
        if len(values) >= FEWEST and line.value is not None:
            low, high = usual_range(values)
            if not low <= line.value <= high:
                found.append(Outlier(line, low, high, len(values)))
    return found


def _history(sheet: Sheet) -> dict[str, list[Decimal]]:
    """The standing approved figures of the quarters before, newest first, by code."""
    period = sheet.report.period
    before = Q(report__period__year__lt=period.year)
    before |= Q(report__period__year=period.year, report__period__quarter__lt=period.quarter)
    rows = ApprovedLine.objects.standing().filter(before, report__township=sheet.report.township_id)
    rows = rows.filter(value__isnull=False).order_by("-report__period__year", "-report__period__quarter")
    found: dict[str, list[Decimal]] = defaultdict(list)
    for code, value in rows.values_list("indicator__code", "value"):
        found[code].append(value)
    return found
