"""Who has a section open now, so that two people in one report see each other."""

import datetime as dt
from typing import Any

from assessments.models import Report, ReportSection, SectionPresence

FRESH = dt.timedelta(seconds=45)  # a page tells of itself every 15 seconds


def others_present(report: Report, *, by: Any, at: dt.datetime) -> list[tuple[str, str]]:
    """(name, code of the section) of everybody else who has a section of the report open."""
    fresh = SectionPresence.objects.filter(section__report=report, seen_at__gt=at - FRESH).exclude(user=by)
    return list(fresh.order_by("user__name", "section__pk").values_list("user__name", "section__code"))


def be_present(section: ReportSection, *, by: Any, at: dt.datetime) -> list[str]:
    """Say that this person has the section open; answers the names of the others who have."""
    SectionPresence.objects.update_or_create(section=section, user=by, defaults={"seen_at": at})
    others = SectionPresence.objects.filter(section=section, seen_at__gt=at - FRESH).exclude(user=by)
    return list(others.order_by("user__name").values_list("user__name", flat=True))
