"""What a section of a report shows beside its figures, to be read and not answered (domain §4.1): how the unit stands,
which platforms run and what happened there, its hi-tech enterprises, the fund against what was promised.

As the district had verified it at a moment. A fixed number of queries for each table, whatever it holds.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, Sum

from assessments.models import Report
from experts.models import FundPayment
from platforms.models import Enterprise, Platform
from townships.models import LeadingGroupPost, ResponsibilityLetter, TownshipTier
from townships.models.ranges import covering


class RunningPlatform(NamedTuple):
    platform: Any
    activities: int  # in the quarter
    expert_days: Decimal  # in the quarter
    last_on: dt.date | None  # the last activity up to the end of the quarter
    is_active: bool  # something happened in the twelve months that end with the quarter (measure D2)


class Fund(NamedTuple):
    """Yuan. `promised` by the responsibility letter, None without one; `paid` since 1 January; `by_purpose` of the
    quarter, verified or claimed by the unit."""

    promised: Decimal | None
    paid: Decimal
    by_purpose: list[tuple[str, Decimal]]


def running_platforms(report: Report, at: dt.datetime) -> list[RunningPlatform]:
    """The platforms of the unit that run on the last day of the quarter."""
    period = report.period
    mine = Platform.objects.running_on(period.last_day).filter(township=report.township_id, verified_at__lte=at)
    happened = Q(activities__verified_at__lte=at)
    within = happened & Q(activities__held_on__gte=period.first_day, activities__held_on__lt=period.after)
    rows = mine.select_related("host").annotate(
        n=Count("activities", filter=within),
        days=Sum("activities__expert_days", filter=within, default=Decimal(0)),
        last_on=Max("activities__held_on", filter=happened & Q(activities__held_on__lt=period.after)),
    )
    since = period.after.replace(year=period.after.year - 1)
    found = rows.order_by("name", "pk")
    return [RunningPlatform(p, p.n, p.days, p.last_on, bool(p.last_on and p.last_on >= since)) for p in found]


def hitech_enterprises(report: Report, at: dt.datetime) -> list[Enterprise]:
    mine = Enterprise.objects.filter(verified_at__lte=at).filter(township=report.township_id, is_hitech=True)
    return list(mine.filter(registered_on__lt=report.period.after).order_by("name", "pk"))


def fund(report: Report, at: dt.datetime) -> Fund:
    period = report.period
    letters = ResponsibilityLetter.objects.filter(verified_at__lte=at).filter(
        township=report.township_id, year=period.year
    )
    paid = FundPayment.objects.filter(township=report.township_id, paid_on__lt=period.after)
    of_year = (
        paid.filter(verified_at__lte=at).filter(paid_on__gte=period.year_start).aggregate(sum=Sum("amount_yuan"))["sum"]
    )
    here = report.rows.filter(kind="payment", origin="entered").exclude(outcome="refused").values("row_id")
    counted = paid.filter(Q(verified_at__lte=at) | Q(pk__in=here), paid_on__gte=period.first_day)
    sums = dict(counted.order_by().values_list("purpose").annotate(sum=Sum("amount_yuan")))
    by_purpose = [(str(label), sums.get(code, Decimal(0))) for code, label in FundPayment.Purpose.choices]
    return Fund(letters.values_list("talent_fund_yuan", flat=True).first(), of_year or Decimal(0), by_purpose)


def tier_of(report: Report) -> str:
    """The tier of the unit on the last day of the quarter, in words; "" without one."""
    held = TownshipTier.objects.filter(covering(report.period.last_day), township=report.township_id).first()
    return str(held) if held else ""


def group_of(report: Report, at: dt.datetime) -> dict[str, str]:
    """Who holds the posts of the leading group on the last day of the quarter, by post."""
    held = (
        LeadingGroupPost.objects.filter(verified_at__lte=at)
        .filter(township=report.township_id)
        .held_on(report.period.last_day)
    )
    return dict(held.order_by("starts_on").values_list("post", "holder_name"))
