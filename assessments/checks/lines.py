"""Checks of single lines; the form of a section asks them too, so that a mistake is told beside its field."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.queries.reports import Line
from talentportal.core import formats

from .base import Finding, LineCheck, on_line

HIGH_AMOUNT = Decimal(5000)  # 万元; more is usually yuan typed into a field of 万元
BIG_CHANGE = Decimal("0.5")  # against the quarter before
REQUESTS = "requests_on_time"  # the measure whose figure is the requests closed of those due


def is_filled_in(line: Line) -> Iterator[Finding]:
    """Every line has an answer; zero is one."""
    if line.is_filled:
        return
    if line.shape == "confirm":
        text = _("Confirm the figure of the register, or say what is wrong with it.")
        yield on_line(line, "figure", "agreed", text)
    elif line.shape == "yes_no":
        yield on_line(line, "figure", "value", _("Choose yes or no."))
    else:
        yield on_line(line, "figure", "value", _("Enter the figure of this quarter; 0 if there was nothing."))


def dispute_has_reason(line: Line) -> Iterator[Finding]:
    """Who disputes a figure of the register says what is wrong with it."""
    if line.shape == "confirm" and line.is_agreed is False and not line.reason.strip():
        text = _("Write what is wrong with the figure, so that the register can be corrected.")
        yield on_line(line, "dispute", "reason", text)


def difference_has_reason(line: Line) -> Iterator[Finding]:
    """A figure of one's own that differs from the register's needs a word."""
    if line.is_self_reported and line.differs and not line.reason.strip():
        if line.shape == "ticks":
            text = _("Your ticks differ from the posts on record. Write the reason.")
            yield on_line(line, "register", "reason", text)
            return
        text = _("Your figure differs from the register (%(n)s). Write the reason, or correct the figure.")
        yield on_line(line, "register", "reason", text % {"n": formats.number(line.suggestion)})


def share_within_base(line: Line) -> Iterator[Finding]:
    """The numerator of a rate counts some of those on record; of requests that is V16."""
    if line.shape == "share" and line.indicator.measure != REQUESTS and (line.value or 0) > (line.out_of or 0):
        text = _("No more than the %(n)s experts on record can have been contacted.")
        yield on_line(line, "share", "value", text % {"n": formats.number(line.out_of or 0)})


def requests_within_due(line: Line) -> Iterator[Finding]:
    """V16: of the requests due, no more can be closed than there are."""
    if line.indicator.measure != REQUESTS:
        return
    closed = line.value if line.is_self_reported else line.counted
    if (closed or 0) > (line.out_of or 0):
        yield on_line(line, "V16", "value")


def amount_in_right_unit(line: Line) -> Iterator[Finding]:
    """V19: above 5,000 万元 the amount was usually typed in yuan."""
    if line.shape == "amount" and (line.value or 0) > HIGH_AMOUNT and not line.reason.strip():
        yield on_line(line, "V19", "reason")


def year_does_not_fall(line: Line) -> Iterator[Finding]:
    """V20: the year to date never falls below what stands approved; only an amendment lowers that."""
    if line.is_year_to_date and line.year_to_date is not None and line.year_to_date < line.before:
        yield on_line(line, "V20", "value")


def is_big_change(line: Line) -> bool:
    """More than half above or below the quarter before; a difference of a single one is none."""
    if line.shape not in ("count", "amount") or line.value is None or not line.last:
        return False
    moved = abs(line.value - line.last)
    return moved > 1 and moved > abs(line.last) * BIG_CHANGE


def change_has_reason(line: Line) -> Iterator[Finding]:
    """V21: a figure more than half above or below the quarter before is explained."""
    if is_big_change(line) and not line.reason.strip():
        yield on_line(line, "V21", "reason")


LINE_CHECKS: tuple[LineCheck, ...] = (
    is_filled_in,
    dispute_has_reason,
    share_within_base,
    requests_within_due,
    difference_has_reason,
    amount_in_right_unit,
    year_does_not_fall,
    change_has_reason,
)


def line_findings(line: Line) -> list[Finding]:
    """The first finding of each field of a line."""
    found: dict[str, Finding] = {}
    for check in LINE_CHECKS:
        for finding in check(line):
            found.setdefault(finding.part, finding)
    return list(found.values())
