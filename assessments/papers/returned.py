"""The notice of return: which report came back, why, which cells, and until when (domain §4.3)."""

from typing import Any, NamedTuple

from assessments.checks import own_sections
from assessments.models import Report, ReportStep, ReturnedCell
from assessments.registers import ROW_KINDS
from talentportal.core import formats

RETURNS = ("return", "reopen")


class ReturnNotice(NamedTuple):
    report: Report
    step: ReportStep
    cells: list[tuple[str, str]]  # what, and what to do with it
    is_open: bool  # no cell is named: everything may be changed


def last_return(report: Report) -> ReportStep | None:
    """The latest step by which the district gave the report back."""
    return report.steps.filter(step__in=RETURNS).select_related("by").order_by("-pk").first()


def notice_of(report: Report) -> ReturnNotice | None:
    step = last_return(report)
    if step is None:
        return None
    cells = ReturnedCell.objects.filter(step=step).select_related("indicator").order_by("section", "pk")
    told = [(_named(cell), cell.note) for cell in cells]
    return ReturnNotice(report, step, told, not told)


def _named(cell: Any) -> str:
    if cell.indicator is not None:
        return f"{cell.indicator.code} {cell.indicator.name}"
    kind = ROW_KINDS.get(cell.kind)
    if kind is None:
        return own_sections().get(cell.section, cell.section)
    days = kind.model._default_manager.filter(pk=cell.row_id).values_list(kind.day, flat=True)
    return " · ".join([str(kind.name), *(formats.day(on) for on in days)])
