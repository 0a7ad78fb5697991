"""The rows behind the figures of the source case, as of a day; only what the district has verified."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from assessments.queries.coverage import coverage
from experts.models import Application, EventParticipation, Patent, Placement, Selection
from platforms.models import Platform, UniversityPartnership
from townships.models import LeadingGroupPost, Township

START = dt.date(2012, 1, 1)  # the programme "one township, one expert" began
TWO_YEARS = dt.date(2012, 10, 1)
SHOUNAN, PANHUO = {"township__code": "330212006"}, {"township__code": "330212007"}
WEEK = "活动周"


def verified(model: Any) -> Any:
    return model.objects.filter(verified_at__isnull=False)


def units(day: dt.date) -> Any:
    return Township.objects.assessed().open_on(day)


def experts_added(day: dt.date) -> QuerySet[Any]:
    """Placements of persons with a selection, since the programme began; of several of one person the first."""
    landed = verified(Placement).filter(starts_on__gte=START, starts_on__lte=day)
    chosen = verified(Selection).filter(expert=OuterRef("expert"), selected_on__lte=day)
    earlier = landed.filter(expert=OuterRef("expert")).filter(
        Q(starts_on__lt=OuterRef("starts_on")) | Q(starts_on=OuterRef("starts_on"), pk__lt=OuterRef("pk"))
    )
    return landed.filter(Exists(chosen)).exclude(Exists(earlier))


def covered(day: dt.date) -> QuerySet[Any]:
    return units(day).named_on(day).filter(code__in=coverage(day).covered)


def led(day: dt.date) -> QuerySet[Any]:
    posts = verified(LeadingGroupPost).held_on(day)
    return posts.filter(post="head", office="party_secretary", township__in=units(day))


def platforms(day: dt.date, **chosen: Any) -> QuerySet[Any]:
    return verified(Platform).running_on(day).filter(**chosen)


def granted(day: dt.date, **chosen: Any) -> QuerySet[Any]:
    return verified(Patent).filter(granted_on__lte=day, **SHOUNAN, **chosen)


def pending(day: dt.date) -> QuerySet[Any]:
    asked = Patent.objects.filter(kind=Patent.Kind.INVENTION, applied_on__lte=day, **SHOUNAN)
    return asked.filter(Q(granted_on=None) | Q(granted_on__gt=day))


def half_year(day: dt.date) -> QuerySet[Any]:
    return verified(Application).filter(filed_on__gte=dt.date(2014, 1, 1), filed_on__lt=dt.date(2014, 7, 1), **SHOUNAN)


def participations(day: dt.date) -> QuerySet[Any]:
    return verified(EventParticipation).filter(event__held_on__gte=TWO_YEARS, event__held_on__lte=day)


def weeks(day: dt.date) -> QuerySet[Any]:
    return verified(EventParticipation).filter(event__name__contains=WEEK, event__held_on__lte=day)


def partners(day: dt.date) -> QuerySet[Any]:
    return verified(UniversityPartnership).active_on(day).filter(township__in=units(day))


def different(path: str) -> Callable[[QuerySet[Any]], int]:
    return lambda rows: rows.aggregate(n=Count(path, distinct=True))["n"]


def total(path: str) -> Callable[[QuerySet[Any]], Decimal | int]:
    return lambda rows: rows.aggregate(n=Sum(path))["n"] or 0
