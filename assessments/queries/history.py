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


class RowChange(NamedTuple):
    """What became of one row of a register: of each field what it was and what it is."""

    fields: dict[str, list[Any]] = {}
    has_other_files: bool = False

    @property
    def is_entered(self) -> bool:
        """It was not there then."""
        return bool(self.fields) and all(pair[0] in ("", None) for pair in self.fields.values()) and not self._answer

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.fields) and all(pair[1] in ("", None) for pair in self.fields.values()) and not self._answer

    @property
    def _answer(self) -> bool:
        return "is_agreed" in self.fields

    @property
    def is_nothing(self) -> bool:
        """Changed, and changed back; or entered and withdrawn again."""
        return not self.has_other_files and all(before == after for before, after in self.fields.values())


class Changes(NamedTuple):
    """What was changed after a submission: the values of then by field name ({"A2-value": "2"}), the figures whose
    evidence was added to or taken from, and the rows by their kind and id."""

    since: dt.datetime | None = None
    old: dict[str, Any] = {}
    files: frozenset[str] = frozenset()
    rows: dict[tuple[str, int], RowChange] = {}


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
    files: set[str] = set()
    rows: dict[tuple[str, int], RowChange] = {}
    for detail in entries.order_by("at", "pk").values_list("detail", flat=True):
        if "row" in detail:
            key = (detail["kind"], detail["row"])
            rows[key] = _further(rows.get(key, RowChange({})), detail)
        elif "evidence" in detail:
            files.add(detail["indicator"])
        else:
            for name, (before, _after) in detail.get("changed", {}).items():
                old.setdefault(name, before)
    return Changes(since, old, frozenset(files), {key: row for key, row in rows.items() if not row.is_nothing})


def _further(change: RowChange, detail: dict[str, Any]) -> RowChange:
    """The row after one more entry of the log: what it was stays, what it is moves on. What changed and came back is
    no change, unless the row as a whole came or went."""
    fields = dict(change.fields)
    for name, (before, after) in detail.get("changed", {}).items():
        fields[name] = [fields[name][0] if name in fields else before, after]
    return RowChange(fields, change.has_other_files or "evidence" in detail)


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
