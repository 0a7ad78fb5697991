"""What is checked before a report is sent for signature and signed: one small function per rule (domain §4.2).

A check reads a case, which is a sheet and what the checks alone ask, and names what is wrong, where, and what to do.
Pages, the workbook and the REST interface ask the same tuple. The form of a section asks the checks of single lines.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from assessments.queries.reports import Sheet

from . import lines, persons, rows, whole
from .base import Case, Check, Finding, LineCheck, own_sections, part_name
from .hints import hints
from .lines import LINE_CHECKS, is_big_change, line_findings
from .rules import ASKS, BLOCKS, RULES, Rule, said
from .whole import NO_REASON

__all__ = [
    "ASKS", "BLOCKS", "CHECKS", "LINE_CHECKS", "NO_REASON", "RULES", "SUBMISSION_CHECKS",
    "Case", "Check", "Finding", "LineCheck", "Rule",
    "findings", "hints", "is_big_change", "line_findings", "own_sections", "part_name", "said",
]  # fmt: skip

# rule of §4.2 -> the function that asks it; docs/checks.md is made of this table
CHECKS: dict[str, Callable[..., Iterator[Finding]]] = {
    "V01": whole.period_is_open,
    "V02": persons.new_experts_are_answered,
    "V03": persons.landing_in_the_quarter,
    "V04": persons.selection_is_documented,
    "V05": persons.departure_after_landing,
    "V06": persons.contract_is_three_years,
    "V07": persons.flexible_is_two_months,
    "V08": persons.claimed_by_one_unit,
    "V09": persons.expert_appears_once,
    "V10": persons.shares_add_up,
    "V11": rows.results_within_participants,
    "V12": rows.participations_add_up,
    "V13": persons.contact_in_the_quarter,
    "V14": persons.contacted_while_here,
    "V15": rows.symposium_has_minutes,
    "V16": lines.requests_within_due,
    "V17": rows.fund_items_add_up,
    "V18": rows.within_budget,
    "V19": lines.amount_in_right_unit,
    "V20": lines.year_does_not_fall,
    "V21": lines.change_has_reason,
    "V22": whole.nothing_is_said,
    "V23": whole.evidence_is_there,
    "V24": whole.evidence_is_used_once,
    "V25": whole.people_are_different,
    "V26": whole.truth_is_stated,
}

SUBMISSION_CHECKS: tuple[Check, ...] = (
    whole.period_is_open,
    whole.sections_are_complete,
    whole.lines_are_right,
    *persons.PERSON_CHECKS,
    *rows.ROW_CHECKS,
    whole.nothing_is_said,
    whole.nothing_agrees_with_rows,
    whole.own_scores_have_reasons,
    whole.evidence_is_there,
    whole.rows_have_papers,
    whole.evidence_is_used_once,
    whole.people_are_different,
    whole.notes_are_dealt_with,
    whole.truth_is_stated,
)


def findings(
    sheet: Sheet, checks: tuple[Check, ...] = SUBMISSION_CHECKS, *, at: dt.datetime | None = None
) -> list[Finding]:
    """Everything that is wrong, in the order of the checks. Without a moment nobody asks whether it is still open.

    Of a report that came back with cells named, what stays closed was accepted and can hold nothing up, whatever the
    registers have learned since; only answers that are owed are asked for."""
    case = Case(sheet, at)
    return [finding for check in checks for finding in check(case) if finding.is_open(sheet)]
