"""Checks of figures against the rows behind them: events, symposia, money."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from assessments.queries.reports import Line
from assessments.queries.sheet import CENTS

from .base import Case, Check, Finding, on_line, rows_of

EVENTS, SYMPOSIUM, FUND = "event_participations", "symposium", "fund_paid"  # measures of the lines
WAN = 10_000
BUDGET_LIMIT = Decimal("1.2")


def _line(case: Case, measure: str) -> Line | None:
    """The line whose figure the unit reports itself and whose rows this measure counts."""
    return next(
        (line for line in case.sheet.lines if line.is_self_reported and line.indicator.measure == measure), None
    )


def results_within_participants(case: Case) -> Iterator[Finding]:
    """V11: no more enterprises found somebody than took part."""
    line = _line(case, EVENTS)
    with_result = {view.row.enterprise_id for _part, view in rows_of(case, "participation") if view.row.intents}
    if line is not None and line.value is not None and len(with_result) > line.value:
        yield on_line(line, "V11", "value")


def participations_add_up(case: Case) -> Iterator[Finding]:
    """V12: the figure is the number of its rows, wherever rows are told."""
    line, rows = _line(case, EVENTS), list(rows_of(case, "participation"))
    if line is not None and line.value is not None and rows and line.value != len(rows):
        yield on_line(line, "V12", "value")


def symposium_has_minutes(case: Case) -> Iterator[Finding]:
    """V15: a symposium counts by its minutes: a file of the figure or of a row, or a row that the register has verified
    with them; a tick of the unit's own proves nothing without the file."""
    line = _line(case, SYMPOSIUM)
    if line is None or not line.value or line.evidence:
        return
    if line.indicator.needs_evidence or not any(
        view.is_known and view.row.has_minutes for _part, view in rows_of(case, "symposium")
    ):
        yield on_line(line, "V15", "file")


def fund_items_add_up(case: Case) -> Iterator[Finding]:
    """V17: where payments are listed, they come to the amount paid."""
    line = _line(case, FUND)
    rows = [view.row for _part, view in rows_of(case, "payment")]
    if line is None or line.value is None or not rows:
        return
    paid = sum((row.amount_yuan for row in rows), Decimal(0)) / WAN
    if paid.quantize(CENTS, ROUND_HALF_UP) != line.value:
        yield on_line(line, "V17", "value")


def within_budget(case: Case) -> Iterator[Finding]:
    """V18: more than 120 % of what the unit promised for the year is explained."""
    line, budget = _line(case, FUND), case.facts.budget
    if line is None or budget is None or line.year_to_date is None or line.reason.strip():
        return
    if line.year_to_date > BUDGET_LIMIT * budget:
        yield on_line(line, "V18", "reason")


ROW_CHECKS: tuple[Check, ...] = (
    results_within_participants,
    participations_add_up,
    symposium_has_minutes,
    fund_items_add_up,
    within_budget,
)
