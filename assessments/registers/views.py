"""Reading the rows of reports: one query for what the reports say, one for each kind, whatever their number."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from assessments.models import Report, ReportRow

from .kinds import ROW_KINDS, RowKind


@dataclass(frozen=True)
class RowView:
    """A register row as it stands in a report. Known rows come from the register; entered ones are the unit's claim."""

    kind: str
    row_id: int
    row: Any
    is_known: bool
    is_entered: bool
    is_agreed: bool | None = None
    reason: str = ""
    outcome: str = ""
    outcome_reason: str = ""
    version: int = 0  # of what the report says about the row; 0 while it says nothing
    files: list[Any] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return self.outcome == ReportRow.Outcome.REFUSED

    @property
    def is_waiting(self) -> bool:
        """Claimed here and not decided: it counts once the district accepts the report."""
        return self.is_entered and not self.outcome and not self.row.is_verified

    @property
    def is_claimed_or_disputed(self) -> bool:
        """What a reviewer must look at before he approves."""
        return self.outcome != ReportRow.Outcome.ACCEPTED and (self.is_entered or self.is_agreed is False)

    @property
    def anchor(self) -> str:
        return f"row-{self.kind}-{self.row_id}"


def rows_of_reports(reports: Iterable[Report], at: dt.datetime | None) -> dict[int, dict[str, list[RowView]]]:
    """By report and kind, for reports of one period: what the district had verified at that moment and lies in the
    quarter, and what the report itself claims."""
    reports = list(reports)
    said: dict[tuple[int, str, int], ReportRow] = {
        (row.report_id, row.kind, row.row_id): row for row in ReportRow.objects.filter(report__in=reports)
    }
    by_unit = {report.township_id: report for report in reports}
    found: dict[int, dict[str, list[RowView]]] = defaultdict(dict)
    for kind in ROW_KINDS.values():
        entered = {key[2] for key, row in said.items() if key[1] == kind.code and row.origin == row.Origin.ENTERED}
        for row in _rows(kind, reports, entered, at):
            report = by_unit[kind.of(row)]
            word = said.get((report.pk, kind.code, row.pk))
            found[report.pk].setdefault(kind.code, []).append(_view(kind, row, word))
    return found


def _rows(kind: RowKind, reports: list[Report], entered: set[int], at: dt.datetime | None) -> QuerySet[Any]:
    period = reports[0].period
    verified = Q(verified_at__isnull=False) if at is None else Q(verified_at__lte=at)
    in_quarter = Q(**{f"{kind.day}__gte": period.first_day, f"{kind.day}__lt": period.after})
    units = {f"{kind.unit}__in": {report.township_id for report in reports}}
    rows = kind.model._default_manager.filter(**units).filter((verified & in_quarter) | Q(pk__in=entered))
    rows = rows.filter(**{f"{kind.gone}__isnull": True}) if kind.gone else rows
    return rows.select_related(*kind.related).prefetch_related(*kind.prefetch).order_by(kind.day, "pk")


def _view(kind: RowKind, row: Any, word: ReportRow | None) -> RowView:
    if word is None:
        return RowView(kind.code, row.pk, row, is_known=True, is_entered=False)
    is_entered = word.origin == ReportRow.Origin.ENTERED
    about = (word.is_agreed, word.reason, word.outcome, word.outcome_reason, word.version)
    return RowView(kind.code, row.pk, row, not is_entered, is_entered, *about)
