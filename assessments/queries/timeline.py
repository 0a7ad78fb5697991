"""What the audit log tells of one report, from its first draft: every step, value, file, note and row, and what came of
it after the approval: objections, corrections, deductions, published results."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q

from assessments.models import (
    Correction,
    DeductionCase,
    Indicator,
    IndicatorGroup,
    Objection,
    Period,
    Report,
    ReportRow,
    ReviewNote,
    ScoreRun,
)
from talentportal.core.models import AuditEntry

LIMIT = 5000  # entries; a report that is autosaved by several people for weeks stays far below


class Told(NamedTuple):
    """What the words of a timeline are made of."""

    entries: list[AuditEntry]
    indicators: dict[str, Indicator]
    groups: dict[str, IndicatorGroup]
    notes: dict[int, ReviewNote]


def timeline_of(report: Report) -> Told:
    """Newest first; nine queries, however long the report has lived."""
    rows = [str(pk) for pk in ReportRow.objects.filter(report=report).values_list("pk", flat=True)]
    of_report = Q(object_type=Report._meta.label_lower, object_id=str(report.pk))
    of_rows = Q(object_type=ReportRow._meta.label_lower, object_id__in=rows)
    about = (of_report | of_rows if rows else of_report) | _afterwards(report)
    entries = list(AuditEntry.objects.filter(about).newest_first()[:LIMIT])
    indicators = Indicator.objects.filter(scheme=report.period.scheme_id).prefetch_related("items")
    groups = IndicatorGroup.objects.filter(scheme=report.period.scheme_id).order_by("position")
    notes = ReviewNote.objects.filter(report=report)
    return Told(
        entries,
        {indicator.code: indicator for indicator in indicators},
        {group.code: group for group in groups},
        {note.pk: note for note in notes},
    )


def _afterwards(report: Report) -> Q:
    """The quarter that opened and locked, and what was decided about the unit's result of it."""
    period, unit = report.period, report.township_id
    found = Q(object_type=Period._meta.label_lower, object_id=str(period.pk), detail__step__in=("open", "lock"))
    published = ScoreRun.objects.published().filter(period=period, scores__township=unit)
    rows: tuple[tuple[Any, Any], ...] = (
        (ScoreRun, published),
        (Objection, Objection.objects.filter(run__period=period, township=unit)),
        (Correction, Correction.objects.filter(period=period, township=unit)),
        (DeductionCase, DeductionCase.objects.filter(period=period, township=unit)),
    )
    for model, about in rows:
        ids = [str(pk) for pk in about.order_by().values_list("pk", flat=True)]
        named = Q(object_type=model._meta.label_lower, object_id__in=ids)
        found |= named & Q(action="assessments.publish_run") if model is ScoreRun else named
    return found


def people_of(entries: Iterable[AuditEntry]) -> list[tuple[int, str]]:
    """Who had a hand in it, by the newest name of each."""
    names: dict[int, str] = {}
    for entry in entries:
        if entry.actor_id is not None:
            names.setdefault(entry.actor_id, entry.actor_name)
    return sorted(names.items(), key=lambda pair: pair[1])


def touches(entry: AuditEntry, told: Told, field: str) -> bool:
    """Whether an entry speaks of a section or of an indicator."""
    if not field:
        return True
    detail: dict[str, Any] = entry.detail
    codes = {name.partition("-")[0] for name in detail.get("changed", {})} | {str(detail.get("indicator", ""))}
    codes &= told.indicators.keys()
    if field in told.indicators:
        return field in codes
    group = told.groups.get(field)
    inside = {code for code in codes if group is not None and told.indicators[code].group_id == group.pk}
    return detail.get("section") == field or bool(inside)
