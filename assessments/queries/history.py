"""The earlier quarters of one unit: what was filed when, and what came of it."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery

from assessments.models import Period, Report, ReportStep, Score, ScoreRun
from talentportal.core.models import AuditEntry
from townships.models import Assignment, TownshipName, User
from townships.models.ranges import covering

QUARTERS = 8


class Quarter(NamedTuple):
    """A report of an earlier quarter with its published result; `moved` are the places gained since the newest
    published quarter before it."""

    period: str
    state: str
    submitted_at: dt.datetime | None
    total: Decimal | None
    rank: int | None
    tier_rank: int | None
    moved: int | None


def earlier_quarters(township_id: int, period: Period) -> list[Quarter]:
    """Newest first, in one query. Only published results; a later run of a quarter replaces the earlier one."""
    published = Score.objects.filter(
        township=OuterRef("township"), run__period=OuterRef("period"), run__status=ScoreRun.Status.PUBLISHED
    ).order_by("-run__version")
    before = Q(period__year__lt=period.year) | Q(period__year=period.year, period__quarter__lt=period.quarter)
    compared = ScoreRun.objects.before(OuterRef(OuterRef("period__year")), OuterRef(OuterRef("period__quarter")))
    was = Score.objects.filter(township=OuterRef("township"), run=Subquery(compared.values("pk")[:1]))
    results: dict[str, Any] = {name: Subquery(published.values(name)[:1]) for name in ("total", "rank", "tier_rank")}
    results["rank_before"] = Subquery(was.values("rank")[:1])
    scored: Any = Report.objects.filter(before, township=township_id, period__opened_at__isnull=False)
    scored = scored.order_by("-period__year", "-period__quarter").annotate(**results)
    columns = ("period__year", "period__quarter", "state", "first_submitted_at", *results)
    rows = scored.values_list(*columns, named=True)[:QUARTERS]
    return [_quarter(row) for row in rows]


def _quarter(row: Any) -> Quarter:
    moved = row.rank_before - row.rank if row.rank_before and row.rank else None
    code = f"{row.period__year}Q{row.period__quarter}"
    return Quarter(code, row.state, row.first_submitted_at, row.total, row.rank, row.tier_rank, moved)


class Changes(NamedTuple):
    """What was changed after a submission: the values of then by field name ({"A2-value": "2"}), and the figures
    whose evidence was added to or taken from."""

    since: dt.datetime | None = None
    old: dict[str, Any] = {}
    files: frozenset[str] = frozenset()


def changes_since_submission(report: Report) -> Changes:
    """Against the last submission; of a report that is with the district, the one before it. From the audit log."""
    since = report.submitted_at
    if since is not None and report.state in (Report.State.SUBMITTED, Report.State.APPROVED):
        earlier = ReportStep.objects.filter(report=report, step="submit").order_by("-pk")
        since = next(iter(earlier.values_list("at", flat=True)[1:2]), None)
    if since is None:
        return Changes()
    entries = AuditEntry.objects.about(report).filter(action="assessments.edit_report", at__gt=since)
    old: dict[str, Any] = {}
    files = set()
    for detail in entries.order_by("at", "pk").values_list("detail", flat=True):
        for name, (before, _after) in detail.get("changed", {}).items():
            old.setdefault(name, before)
        if "evidence" in detail:
            files.add(detail["indicator"])
    return Changes(since, old, frozenset(files))


def reviewers_of(township_id: int) -> list[User]:
    """Whom the unit may ask."""
    assigned = Assignment.objects.filter(township=township_id).values("reviewer")
    return list(User.objects.filter(pk__in=assigned, is_active=True).order_by("pk"))


def with_unit_name(reports, day: dt.date):
    """Annotate the unit's names as they were in force that day."""
    names = TownshipName.objects.filter(covering(day), township=OuterRef("township"))
    return reports.annotate(
        unit_zh=Subquery(names.values("name_zh")[:1]), unit_en=Subquery(names.values("name_en")[:1])
    )
