"""Amendments that units ask for, of whatever quarter, for whoever answers them."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from assessments.models import Report, ReportStep
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName
from townships.models.ranges import covering


class Asked(NamedTuple):
    """A unit's request with its words."""

    period: str
    code: str
    name: str
    note: str


def amendments_asked(user: Any, day: dt.date) -> list[Asked]:
    """The longest waiting first; nothing, and no query, for those who do not answer them."""
    if not user.has_perm("assessments.reopen_report"):
        return []
    names = TownshipName.objects.filter(covering(day), township=OuterRef("township"))
    words = ReportStep.objects.filter(report=OuterRef("pk"), step="request").order_by("-pk")
    rows = Report.objects.visible_to(user).filter(amendment_asked_at__isnull=False).order_by("amendment_asked_at")
    column = "name_en" if reads_english() else "name_zh"
    found = rows.annotate(name=Subquery(names.values(column)[:1]), note=Subquery(words.values("note")[:1]))
    columns = ("period__year", "period__quarter", "township__code", "name", "note")
    return [
        Asked(f"{year}Q{quarter}", code, name or code, note)
        for year, quarter, code, name, note in found.values_list(*columns)
    ]
