"""What the register of platforms shows: one row per platform as of a day, and one platform with what happened there."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Case, Count, DateField, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from talentportal.core.bilingual import reads_english
from townships.models import TownshipName, User
from townships.models.ranges import covering

from .models import Platform, PlatformActivity

RUNNING, ENDED, PLANNED, CLAIMED = "running", "ended", "planned", "claimed"
STATES = (
    (RUNNING, _("Running")),
    (ENDED, _("Ended")),
    (PLANNED, _("Not yet running")),
    (CLAIMED, _("Awaiting verification")),
)
STATE_MARKS = {RUNNING: "approved", ENDED: "idle", PLANNED: "ready", CLAIMED: "submitted"}


def year_before(day: dt.date) -> dt.date:
    """The first of the twelve months that end on the day (measure D2)."""
    after = day + dt.timedelta(days=1)
    last = 28 if (after.month, after.day) == (2, 29) else after.day
    return after.replace(year=after.year - 1, day=last)


def register_rows(user: User, day: dt.date) -> "QuerySet[Platform]":
    """Platforms that the user may see, each with the name of its unit and whether it runs on the day."""
    names = TownshipName.objects.filter(covering(day), township=OuterRef("township_id"))
    return (
        Platform.objects.visible_to(user)
        .select_related("township", "host")
        .annotate(
            unit=F("township__code"),
            unit_order=F("township__order"),
            unit_name=Subquery(names.values("name_en" if reads_english() else "name_zh")[:1]),
            state=Case(
                When(verified_at__isnull=True, then=Value(CLAIMED)),
                When(starts_on__gt=day, then=Value(PLANNED)),
                When(ends_on__lte=day, then=Value(ENDED)),
                default=Value(RUNNING),
            ),
        )
    )


def with_work(rows: "QuerySet[Platform]", user: User, day: dt.date) -> "QuerySet[Platform]":
    """Adds the activities of twelve months, the day of the last one and the persons who work there now."""
    activities = PlatformActivity.objects.verified().filter(platform=OuterRef("pk"), held_on__lte=day).order_by()
    last_year = activities.filter(held_on__gte=year_before(day))
    placements: Any = Platform._meta.get_field("placements").related_model
    people = placements.objects.visible_to(user).verified().active_on(day)
    return rows.annotate(
        active_on=Subquery(activities.values("platform").values(last=Max("held_on")), output_field=DateField()),
        n_activities=_count(last_year.values("platform")),
        n_people=_count(people.filter(platform=OuterRef("pk")).order_by().values("platform")),
    )


def _count(grouped: "QuerySet[Any]") -> Coalesce:
    return Coalesce(Subquery(grouped.values(n=Count("pk")), output_field=IntegerField()), 0)


def found(rows: "QuerySet[Platform]", text: str) -> "QuerySet[Platform]":
    """Every word names the platform, its operator, host or unit, or begins the unit's initials."""
    for word in text.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(operator__icontains=word)
            | Q(host__name__icontains=word)
            | Q(industry__icontains=word)
            | Q(unit_name__icontains=word)
            | Q(township__initials__istartswith=word)
        )
    return rows


class Work(NamedTuple):
    """What one platform's page prints beside its facts."""

    activities: list[PlatformActivity]
    placements: list[Any]
    n_last_year: int
    expert_days: Any


def work_of(platform: Platform, user: User, day: dt.date) -> Work:
    activities = list(platform.activities.visible_to(user).select_related("verified_by").order_by("-held_on", "-pk"))
    placements = platform.placements.visible_to(user).select_related("expert").order_by("-starts_on", "-pk")
    recent = [a for a in activities if a.is_verified and year_before(day) <= a.held_on <= day]
    return Work(activities, list(placements), len(recent), sum((a.expert_days for a in recent), 0))
