"""Facts that hold for a time: half-open day ranges and the promise that they never overlap."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class DateRange(Func):
    """The half-open day range [starts_on, ends_on); an open end is NULL."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, start: str = "starts_on", end: str = "ends_on"):
        super().__init__(F(start), F(end), RangeBoundary())


class IdRange(Func):
    """A single id as a range, so that GiST can compare it without an extension."""

    function = "INT8RANGE"

    def __init__(self, field: str):
        super().__init__(F(field), F(field), Value("[]"))


def no_overlap(name: str, owner: str, *, condition: Q | None = None) -> ExclusionConstraint:
    """One fact at a time per owner: the database refuses overlapping ranges (of rows that meet the condition)."""
    return ExclusionConstraint(
        name=name,
        condition=condition,
        expressions=[
            (IdRange(owner), RangeOperators.OVERLAPS),
            (DateRange(), RangeOperators.OVERLAPS),
        ],
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    """A range is never empty or reversed."""
    return models.CheckConstraint(name=name, condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")))


def covering(day) -> Q:
    """Rows whose half-open range [starts_on, ends_on) holds the day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
