"""The district's decision on one report, taken only over the page that was read."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from assessments.models import Report, ReportStep
from assessments.services.reports import take_step
from assessments.services.returns import Cell


class Overtaken(Exception):
    """Somebody took a step after the page was opened; `step` is that step."""

    def __init__(self, step: ReportStep | None) -> None:
        super().__init__(step.step if step else "")
        self.step = step


def last_step(report: Report) -> ReportStep | None:
    return report.steps.select_related("by").order_by("-pk").first()


@transaction.atomic
def decide(
    step: str,
    report: Report,
    *,
    seen: int | None,
    by: Any,
    at: dt.datetime,
    note: str = "",
    is_unit_error: bool = False,
    until: dt.date | None = None,
    cells: Sequence[Cell] = (),
) -> Report:
    """Return, approve or reopen. `seen` is the last step the reader saw: a report that was returned and handed in
    again in the meantime stands in the same state and still is not the one he read."""
    Report.objects.select_for_update().only("pk").get(pk=report.pk)
    latest = last_step(report)
    if seen is not None and seen != (latest.pk if latest else 0):
        raise Overtaken(latest)
    one = Report.objects.filter(pk=report.pk)
    return take_step(step, one, by=by, at=at, note=note, is_unit_error=is_unit_error, until=until, cells=cells)[0]
