"""The district's decision on one report, taken only over the page that was read."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from assessments.checks import Finding
from assessments.models import Indicator, Report, ReportStep
from assessments.registers import ROW_KINDS
from assessments.services import notes
from assessments.services.reports import NOTE_LENGTH, Refusal, StepRefused, take_step
from assessments.services.returns import Cell, faults


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
    again in the meantime stands in the same state and still is not the one he read.

    A return that names cells says of each why, in the thread of its figure; a note about the whole is then free."""
    Report.objects.select_for_update().only("pk").get(pk=report.pk)
    latest = last_step(report)
    if seen is not None and seen != (latest.pk if latest else 0):
        raise Overtaken(latest)
    if wrong := faults(report, cells):
        raise StepRefused([Refusal(report, Finding("cells", words, part=f"why-{key}")) for key, words in wrong])
    one, summary = Report.objects.filter(pk=report.pk), note.strip() or _summary(cells)
    taken = take_step(step, one, by=by, at=at, note=summary, is_unit_error=is_unit_error, until=until, cells=cells)[0]
    _open_threads(taken, cells, by=by, at=at)
    return taken


def _summary(cells: Sequence[Cell]) -> str:
    """The reasons of the cells as one note, as far as it holds them."""
    words = "\n".join(f"{_about(cell)} {cell.note.strip()}" for cell in cells)
    return words if len(words) <= NOTE_LENGTH else f"{words[: NOTE_LENGTH - 1]}…"


def _about(cell: Cell) -> str:
    return str(ROW_KINDS[cell.kind].name) if cell.kind else cell.indicator or cell.section


def _open_threads(report: Report, cells: Sequence[Cell], *, by: Any, at: dt.datetime) -> None:
    """Why a figure goes back stands in its thread, where the unit answers it."""
    codes = [cell.indicator for cell in cells if cell.indicator]
    known = Indicator.objects.filter(scheme=report.period.scheme_id, code__in=codes)
    indicators = {indicator.code: indicator for indicator in known} if codes else {}
    for cell in cells:
        if cell.indicator:
            notes.add_note(report, indicators[cell.indicator], cell.note, by=by, at=at)
